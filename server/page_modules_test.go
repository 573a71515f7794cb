package server_test

import "testing"

// laws are checked inside the page, on its own modules; each returns what is
// wrong, or nothing. Their random numbers come from a generator with a seed.
var laws = map[string]string{
	"a label stands inside its parcel": `
		const { shapes } = await import('/js/geo/shape.js');
		const { contains, labelPoint, topmost } = await import('/js/geo/inside.js');
		const parcels = shapes(await (await fetch('/api/layers/landuse/features')).json());
		if (parcels.length < 400) bad.push('only ' + parcels.length + ' parcels');
		for (const s of parcels) {
			if (!contains(s, ...labelPoint(s))) bad.push('outside ' + s.id);
			else if (topmost(parcels, labelPoint(s)) !== s) bad.push('another parcel lies over ' + s.id);
		}`,

	"the page's distances are the service's, and its land is where the samples are": `
		const { decode } = await import('/js/live/decode.js');
		const { createModel } = await import('/js/live/model.js');
		const { landOf, rasterise } = await import('/js/live/raster.js');
		const { toWorld, fromWorld, worldPerMetre } = await import('/js/geo/shape.js');
		const { distanceField } = await import('/js/live/field.js');
		const { sitesOf } = await import('/js/live/places.js');
		const arrays = async (path) => decode(await (await fetch('/api/arrays/' + path)).arrayBuffer());
		const question = 'area=park&demand=landuse:R&status=existing', land = await arrays('land?' + question);
		for (const service of ['primary_school', 'park']) {
			const reach = await arrays('reach?service=' + service + '&' + question), model = createModel(land, reach), { at, n } = model.samples, near = reach.of.near;
			const place = (i) => [at[2 * i] / 1e7, at[2 * i + 1] / 1e7];
			for (let k = 0; k < 300; k++) {
				const i = Math.floor(random() * n), d = model.distanceAt(place(i), null);
				if (Math.abs(d - near[i]) > 0.05 + 2e-5 * near[i]) bad.push(service + ' ' + near[i] + ' ' + d);
			}
			// Closing what a place has alone loses it; a site in the same place brings it back.
			const alone = reach.of.near_facility[near.findIndex((d, i) => d <= 500 && reach.of.second[i] > 500)];
			const first = reach.header.facilities[alone], [lon, lat] = [reach.of.facility_at[2 * alone] / 1e7, reach.of.facility_at[2 * alone + 1] / 1e7];
			const closed = { added: [], moved: [], closed: [{ id: first, lon, lat }] };
			if (!(model.covered(500, closed) < model.covered(500, null))) bad.push('closing ' + first + ' loses nothing');
			const again = { added: [{ id: 'new-1', lon, lat }], moved: [], closed: closed.closed };
			if (service === 'primary_school' && Math.abs(model.covered(500, again) - model.covered(500, null)) > 2e-4 * model.total) bad.push('a site in the place of another does not do what it did');
			const gaps = model.gaps(500, null), sum = gaps.reduce((a, g) => a + g.amount, 0);
			if (Math.abs(sum - (model.total - model.covered(500, null))) > 1e-6 * model.total) bad.push('gaps add up to ' + sum);
			// Every pixel of a view: its land and its distance.
			const width = 700, height = 600, [x0, y0] = toWorld(118.83, 42.30), scale = 256 * 2 ** 13.2, view = { x0, y0, scale };
			const ids = new Int32Array(width * height), field = new Float32Array(width * height), metre = (y) => 1 / (worldPerMetre(fromWorld(x0, y0 + (y + 0.5) / scale)[1]) * scale);
			rasterise(landOf(land.of, toWorld), ids, width, height, view);
			distanceField(field, ids, width, height, sitesOf(model.facilities, new Set(), view, toWorld, worldPerMetre), Float64Array.from({ length: height }, (_, y) => metre(y)));
			let seen = 0, off = 0;
			for (let i = 0; i < n; i += 7) {
				const [wx, wy] = toWorld(...place(i)), x = Math.floor((wx - x0) * scale), y = Math.floor((wy - y0) * scale);
				if (x < 0 || y < 0 || x >= width || y >= height) continue;
				seen++;
				if (!ids[y * width + x]) off++; // its pixel's middle may lie beyond an edge
				else if (service !== 'park' && Math.abs(field[y * width + x] - near[i]) > 0.75 * metre(y) + 0.1) bad.push('a pixel is ' + field[y * width + x] + ' m away, its sample ' + near[i]);
			}
			if (seen < 1000 || off > 0.06 * seen) bad.push(off + ' of ' + seen + ' samples are off the land drawn');
		}`,

	"the curve passes through its points": `
		const { ratioAt } = await import('/js/view/curve.js');
		const curve = await (await fetch('/api/curve?service=primary_school&area=park')).json();
		curve.radii_m.forEach((r, i) => { if (Math.abs(ratioAt(curve, r) - curve.ratio[i]) > 1e-12) bad.push(r + ' m'); });
		for (let r = 0; r < 3000; r += 7) if (ratioAt(curve, r) > ratioAt(curve, r + 7) + 1e-9) bad.push('falls at ' + r);`,
}

func TestModulesKeepTheirLaws(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "")
	for law, script := range laws {
		wrong := evalAsync[[]string](p, `(async () => {
			let seed = 20261123;
			const random = () => { seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return seed / 4294967296; };
			const bad = [];`+script+`
			return bad.slice(0, 5);
		})()`)
		for _, w := range wrong {
			t.Errorf("%s: %s", law, w)
		}
	}
}
