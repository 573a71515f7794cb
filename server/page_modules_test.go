package server_test

import "testing"

// laws are checked inside the page, on its own modules; each returns what is
// wrong, or nothing. Their random numbers come from a generator with a seed.
var laws = map[string]string{
	"settings survive the address": `
		const { readHash, writeHash } = await import('/js/hash.js');
		const { initialSettings } = await import('/js/state.js');
		const pick = (...list) => list[Math.floor(random() * list.length)];
		for (let i = 0; i < 500; i++) {
			const s = { ...initialSettings, view: pick('coverage', 'landuse', 'density', 'data'), service: pick('', 'park', '小学', 'a b&c=d#e%'), radius: Math.floor(random() * 5000),
				area: pick('', 'park', 'districts/d 1'), demand: pick('land', 'landuse:R,A33', 'landuse:landuse=residential'), gap: Math.floor(random() * 40), at: pick('', '118.88,42.26,13.5') };
			const back = { ...initialSettings, ...readHash(writeHash(s)) };
			if (JSON.stringify(back) !== JSON.stringify(s)) bad.push(JSON.stringify(s) + ' → ' + writeHash(s));
		}
		if (Object.keys(readHash('#view=%3Cscript%3E&radius=NaN&gap=-3&cells=circle&__proto__=1&nothing=2')).length) bad.push('nonsense is taken from the address');`,

	"world coordinates go there and back": `
		const { toWorld, fromWorld } = await import('/js/geo/shape.js');
		for (let i = 0; i < 2000; i++) {
			const lon = random() * 360 - 180, lat = random() * 168 - 84, [a, b] = fromWorld(...toWorld(lon, lat));
			if (Math.abs(a - lon) > 1e-9 || Math.abs(b - lat) > 1e-9) bad.push([lon, lat, a, b].join());
		}`,

	"a label stands inside its parcel": `
		const { shapes } = await import('/js/geo/shape.js');
		const { contains, labelPoint, topmost } = await import('/js/geo/inside.js');
		const parcels = shapes(await (await fetch('/api/layers/landuse/features')).json());
		if (parcels.length < 400) bad.push('only ' + parcels.length + ' parcels');
		for (const s of parcels) {
			if (!contains(s, ...labelPoint(s))) bad.push('outside ' + s.id);
			else if (topmost(parcels, labelPoint(s)) !== s) bad.push('another parcel lies over ' + s.id);
		}`,

	"class breaks rise and hold every value": `
		const { createBreaks, quantileBreaks } = await import('/js/view/breaks.js');
		for (let i = 0; i < 300; i++) {
			const values = Array.from({ length: Math.floor(random() * 60) }, () => (random() < 0.3 ? 0 : random() ** 4 * 10 ** Math.floor(random() * 7 - 2)));
			const edges = quantileBreaks(values);
			if (edges.length > 6 || edges.some((e, k) => !(e > (edges[k - 1] ?? 0)))) bad.push(edges.join());
			const { classOf } = createBreaks()({}, 'm', values);
			for (const v of [...values, ...edges]) {
				const k = classOf(v);
				if ((k > 0 && v < edges[k - 1]) || (k < edges.length && v >= edges[k])) bad.push(v + ' in class ' + k + ' of ' + edges.join());
			}
		}`,

	"a percentage is never more than is true at its ends": `
		const { percent } = await import('/js/format.js');
		const of = (r) => parseFloat(percent(r));
		if (of(1) !== 100 || of(0) !== 0 || of(0.99999) !== 99.9 || of(0.00001) !== 0.1) bad.push([1, 0, 0.99999, 0.00001].map(percent).join());
		for (let i = 0; i < 1000; i++) { const r = random(); if (Math.abs(of(r) - 100 * r) > 0.1) bad.push(r + ' ' + percent(r)); }`,

	"what-if changes survive the address, and a malformed one is left out": `
		const w = await import('/js/whatif.js');
		const { readHash, writeHash } = await import('/js/hash.js');
		const { initialSettings } = await import('/js/state.js');
		const at = () => [Math.round((random() * 360 - 180) * 1e6) / 1e6, Math.round((random() * 180 - 90) * 1e6) / 1e6];
		for (let round = 0; round < 200; round++) {
			let c = w.readChanges('');
			for (let i = 0; i < 8; i++) {
				const id = ['a/b c', 'l/%@;,', '层/设施', 'x/y'][Math.floor(random() * 4)], [lon, lat] = at(), do_ = random();
				if (do_ < 0.3) c = w.addSite(c, [lon, lat]).changes;
				else if (do_ < 0.6) c = w.moveSite(c, id, [lon, lat], at());
				else if (do_ < 0.8) c = w.closeSite(c, { id, lon, lat });
				else c = w.restoreSite(c, id);
			}
			const sites = w.writeChanges(c);
			const back = w.readChanges(readHash(writeHash({ ...initialSettings, sites })).sites ?? '');
			if (JSON.stringify(back) !== JSON.stringify(c)) bad.push(JSON.stringify(c) + ' came back as ' + JSON.stringify(back));
			const ids = [...c.added, ...c.moved, ...c.closed].map((s) => s.id);
			if (new Set(ids).size !== ids.length) bad.push('a site is changed twice: ' + sites);
			for (const id of ids) c = w.restoreSite(c, id);
			if (w.countChanges(c)) bad.push('restoring each leaves ' + w.writeChanges(c));
		}
		for (const junk of ['a:', 'a:x', 'a:x@1', 'a:x@1,2,3', 'a:x@999,0', 'm:x@1,2', 'z:x@1,2', 'a:%E0@1,2', ';;@@']) if (w.countChanges(w.readChanges(junk))) bad.push('took ' + junk);`,

	"no cell of a CSV is a formula, and every text comes back": `
		const { csv } = await import('/js/export/csv.js');
		const parts = ['=1+1', '+86 1', '-2', '@x', '\t=1', ' =1', '\r\n', '"', ',', '小学', 'a', ' '];
		for (let i = 0; i < 500; i++) {
			const text = Array.from({ length: 3 }, () => parts[Math.floor(random() * parts.length)]).join('');
			const file = csv(['name'], [[text]]);
			const cell = file.slice('\uFEFFname\r\n'.length, -2);
			const value = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
			if (/^\s*[=+\-@]/.test(value)) bad.push('a formula: ' + JSON.stringify(value));
			if (value !== text && value !== "'" + text) bad.push(JSON.stringify(text) + ' became ' + JSON.stringify(value));
			if (!cell.startsWith('"') && /[",\r\n]/.test(cell)) bad.push('not quoted: ' + JSON.stringify(cell));
		}
		if (csv(['n'], [[-1.5]]) !== '\uFEFFn\r\n-1.5\r\n') bad.push('a negative number is not a number any more');`,

	"the land-use mix of an area is that of its parts": `
		const { mixOf } = await import('/js/mix.js');
		const { shapes } = await import('/js/geo/shape.js');
		const box = (code, x0, y0, x1, y1) => ({ type: 'Feature', properties: { code }, geometry: { type: 'Polygon', coordinates: [[[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]]] } });
		const of = (...list) => shapes({ type: 'FeatureCollection', features: list });
		for (let i = 0; i < 20; i++) {
			const cut = 0.1 + 0.6 * random(), bare = 0.1;
			const mix = new Map(mixOf(of(box('', 118, 42, 118.02, 42.01))[0], of(box('R2', 117.9, 41.9, 118 + 0.02 * cut, 43), box('G1', 118 + 0.02 * cut, 41.9, 118 + 0.02 * (1 - bare), 43))).map((m) => [m.code, m.share]));
			for (const [code, want] of [['R2', cut], ['G1', 1 - cut - bare], ['', bare]]) if (Math.abs((mix.get(code) ?? 0) - want) > 0.02) bad.push(code + ' has ' + mix.get(code) + ', not ' + want);
			if (Math.abs([...mix.values()].reduce((a, b) => a + b, 0) - 1) > 1e-9) bad.push('the shares do not add up to 1');
		}`,

	"undo takes back what was done, redo does it again, a drag is one step": `
		const { createStore } = await import('/js/state.js');
		const { createSteps } = await import('/js/steps.js');
		let time = 0;
		const store = createStore({ a: 0, b: 0, aside: 0 });
		const steps = createSteps(store, ['a', 'b'], () => {}, () => time);
		store.set({ a: 1 });
		if (steps.canUndo()) bad.push('what the page chose itself can be undone');
		steps.record();
		const seen = [JSON.stringify([1, 0])];
		const now = () => JSON.stringify([store.get().a, store.get().b]);
		for (let i = 0; i < 40; i++) {
			time += 10000;
			steps.hold(true);
			const key = random() < 0.5 ? 'a' : 'b';
			for (let k = 0; k < 5; k++) { time += 900; store.set({ [key]: 100 * i + k + 1, aside: random() }); }
			steps.hold(false);
			seen.push(now());
		}
		for (let i = seen.length - 2; i >= 0; i--) { steps.undo(); if (now() !== seen[i]) bad.push('undo to ' + i + ' gives ' + now() + ', not ' + seen[i]); }
		if (steps.canUndo()) bad.push('more can be undone than was done');
		for (let i = 1; i < seen.length; i++) { steps.redo(); if (now() !== seen[i]) bad.push('redo to ' + i + ' gives ' + now()); }
		steps.undo(); time += 10000; store.set({ a: -1 });
		if (steps.canRedo()) bad.push('a new step does not end what could be redone');`,

	"the newest question is answered, and an older never after it": `
		const { latest } = await import('/js/latest.js');
		const wait = (ms) => new Promise((done) => setTimeout(done, ms));
		for (let round = 0; round < 6; round++) {
			const seen = [], running = new Set();
			const ask = latest(async (q, signal) => {
				running.add(q);
				if (running.size > 1 && [...running].some((o) => o !== q && !aborted.has(o))) bad.push('two questions run at once');
				await wait(random() * 6);
				running.delete(q);
				if (signal.aborted) throw new DOMException('aborted', 'AbortError');
				return q;
			}, (a) => seen.push(a), (e) => bad.push(String(e)));
			const aborted = new Set();
			for (let q = 1; q <= 30; q++) {
				const same = random() < 0.7;
				if (!same) for (const o of running) aborted.add(o);
				ask(q, same);
				await wait(random() * 3);
			}
			await wait(40);
			if (seen.at(-1) !== 30 || seen.some((q, i) => i && q <= seen[i - 1])) bad.push('answers came as ' + seen.join());
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

	"a mapping becomes what was chosen, and all else stays": `
		const { choiceKey, chosenEntries, classMeant } = await import('/js/mapping.js');
		const pick = (...list) => list[Math.floor(random() * list.length)];
		const pair = () => ({ key: pick('dlmc', 'use'), value: pick('a', 'b', 'c', 'd') });
		for (let i = 0; i < 300; i++) {
			const seen = new Set(), entries = [];
			for (let n = 0; n < 6; n++) {
				const e = { ...pair(), scheme: pick('x', 'y'), code: pick('R1', 'R2', 'B1') };
				if (!seen.has(e.scheme + choiceKey(e))) entries.push(e);
				seen.add(e.scheme + choiceKey(e));
			}
			const choices = new Map(Array.from({ length: 4 }, () => [choiceKey(pair()), pick('', 'R3', 'M1')])), said = JSON.stringify(entries);
			const after = chosenEntries(entries, 'x', choices), find = (k) => after.filter((e) => e.scheme === 'x' && choiceKey(e) === k);
			for (const [k, code] of choices) if (find(k).map((e) => e.code).join() !== code) bad.push(k + ' is ' + JSON.stringify(find(k)) + ', chosen ' + code);
			const untouched = (list) => JSON.stringify(list.filter((e) => e.scheme !== 'x' || !choices.has(choiceKey(e))));
			if (untouched(after) !== untouched(entries) || JSON.stringify(entries) !== said) bad.push('something else changed: ' + said + ' to ' + JSON.stringify(after));
		}
		const codes = [{ code: 'R2', name_zh: '二类居住用地', name_en: 'Class 2 residential' }, { code: 'R', name_zh: '居住用地', name_en: 'Residential' }];
		for (const [words, code] of [['r2', 'R2'], ['R2 anything', 'R2'], ['居住用地', 'R'], [' residential ', 'R'], ['house', null], ['', undefined]]) {
			const c = classMeant(words, codes);
			if ((c && c.code) !== code) bad.push(words + ' means ' + JSON.stringify(c));
		}`,

	"the curve passes through its points": `
		const { ratioAt } = await import('/js/view/curve.js');
		const curve = await (await fetch('/api/curve?service=primary_school&area=park')).json();
		curve.radii_m.forEach((r, i) => { if (Math.abs(ratioAt(curve, r) - curve.ratio[i]) > 1e-12) bad.push(r + ' m'); });
		for (let r = 0; r < 3000; r += 7) if (ratioAt(curve, r) > ratioAt(curve, r + 7) + 1e-9) bad.push('falls at ' + r);`,
}

func TestModulesKeepTheirLaws(t *testing.T) {
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
