package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/color"
	"image/png"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/trial"
)

// hatchReader finds out in the page how land looks: squares(list) reads what
// swatches repeat, blocksAt(places, side) reads squares of the answer's pixels,
// and fits(block, square) says from where on a square repeats in a block, null
// where it does not.
const hatchReader = `
const pixels = (source, w, h) => {
	const c = Object.assign(document.createElement('canvas'), { width: w, height: h }), g = c.getContext('2d');
	g.drawImage(source, 0, 0);
	return new Uint32Array(g.getImageData(0, 0, w, h).data.buffer);
};
const rgb = (v) => [v & 255, (v >> 8) & 255, (v >> 16) & 255].join(',');
async function squareOf(swatch) {
	const { backgroundColor, backgroundImage } = getComputedStyle(swatch), plain = backgroundColor.match(/\d+/g).slice(0, 3).map(Number);
	if (backgroundImage === 'none') return { n: 1, of: [(255 << 24 | plain[2] << 16 | plain[1] << 8 | plain[0]) >>> 0] };
	const image = new Image();
	image.src = backgroundImage.slice(5, -2);
	await image.decode();
	return { n: image.width, of: [...pixels(image, image.width, image.height)] };
}
function blocksAt(places, side) {
	const canvas = document.querySelector('.leaflet-answer-pane canvas'), c = canvas.getBoundingClientRect(), m = document.querySelector('#map').getBoundingClientRect();
	const fine = canvas.width / c.width, all = pixels(canvas, canvas.width, canvas.height), half = side >> 1;
	return places.map((at) => {
		const [px, py] = window.__app.pixelOf(at), x0 = Math.round((px + m.left - c.left) * fine) - half, y0 = Math.round((py + m.top - c.top) * fine) - half;
		if (x0 < 0 || y0 < 0 || x0 + side > canvas.width || y0 + side > canvas.height) return null;
		return Array.from({ length: side * side }, (_, k) => all[(y0 + Math.floor(k / side)) * canvas.width + x0 + k % side]);
	});
}
function fits(block, side, { n, of }) {
	for (let dx = 0; dx < n; dx++) for (let dy = 0; dy < n; dy++) {
		if (block.every((v, k) => v === of[((Math.floor(k / side) + dy) % n) * n + (k % side + dx) % n])) return [dx, dy];
	}
	return null;
}
`

// hatchFit is how the land at a place compares with the squares of the legend.
type hatchFit struct {
	Seen bool
	Fits []string // words of the legend's rows whose squares repeat there
	From [2]int   // where on the first of them
}

// hatchesAt compares squares of the map's pixels around places with the legend.
func (p *tab) hatchesAt(places [][2]float64, side int) []hatchFit {
	p.t.Helper()
	list, err := json.Marshal(places)
	if err != nil {
		p.t.Fatal(err)
	}
	return evalAsync[[]hatchFit](p, fmt.Sprintf(`(async () => { %s
		const rows = [], side = %d;
		for (const li of document.querySelectorAll('.legend li')) { const s = li.querySelector('.swatch'); if (s) rows.push([li.textContent, await squareOf(s)]); }
		return blocksAt(%s, side).map((block) => {
			if (!block) return { Seen: false, Fits: [], From: [0, 0] };
			const found = rows.map(([words, square]) => [words, fits(block, side, square)]).filter(([, at]) => at);
			return { Seen: true, Fits: found.map(([words]) => words), From: found[0]?.[1] ?? [0, 0] };
		});
	})()`, hatchReader, side, list))
}

// parcelsToLookAt returns a place deep inside each parcel that is wide enough, and its class.
func parcelsToLookAt(t *testing.T, srv *httptest.Server, layer string) (places [][2]float64, codes []string) {
	t.Helper()
	for _, f := range areasOf(t, srv, "/api/layers/"+layer+"/features") {
		code, _ := f.Properties["code"].(string)
		if at, ok := f.insidePoint(t, 2.6*twoPixels); ok {
			places, codes = append(places, at), append(codes, code)
		}
	}
	return places, codes
}

// TestEveryParcelHasTheHatchOfItsClass compares squares of pixels inside the
// parcels of the park with the swatches of the legend, pixel by pixel: each
// fits its class's and no other, at every level and in both themes, and lies
// still when the map moves.
func TestEveryParcelHasTheHatchOfItsClass(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	places, codes := parcelsToLookAt(t, srv, "landuse")
	if len(places) < 200 {
		t.Fatalf("only %d parcels have a place to look at", len(places))
	}
	for theme, levels := range map[string][]int{"light": {1, 2}, "dark": {3}} {
		for _, level := range levels {
			p := openTab(t, srv, "zh", theme, fmt.Sprintf("#view=landuse&palette=safe&level=%d&at=118.857,42.2505,14.25", level))
			fits := p.hatchesAt(places, 10)
			looked, wrong, classes := 0, 0, map[string]bool{}
			for i, f := range fits {
				if !f.Seen {
					continue
				}
				looked++
				if len(f.Fits) != 1 || !belongsTo(codes[i], f.Fits[0]) {
					if wrong++; wrong < 6 {
						t.Errorf("%s level %d: a parcel of %q at %v looks like %q of the legend", theme, level, codes[i], places[i], f.Fits)
					}
					continue
				}
				classes[f.Fits[0]] = true
			}
			if looked < 100 || len(classes) < 7 {
				t.Errorf("%s level %d: %d parcels of %d classes were looked at", theme, level, looked, len(classes))
			}
			p.picture(fmt.Sprintf("hatches-%s-%d", theme, level))
			p.drag(700, 450, 753, 481) // no multiple of what a hatch repeats by
			moved := p.hatchesAt(places, 10)
			for i := range places {
				if moved[i].Seen && fits[i].Seen && moved[i].From != fits[i].From {
					t.Errorf("%s level %d: the hatch of %q at %v moved from %v to %v with the map", theme, level, codes[i], places[i], fits[i].From, moved[i].From)
					break
				}
			}
		}
	}
}

// belongsTo reports whether a row of the Chinese legend, which begins with a
// class's code, is that of a code.
func belongsTo(code, words string) bool {
	for n := len(code); n > 0; n-- {
		if len(words) > n && words[:n] == code[:n] && words[n] == ' ' {
			return true
		}
	}
	return false
}

// TestTilesHaveTheHatches compares parcels that come as tiles with the legend,
// where they are few and filled as paths, and where they are crowded and filled
// pixel by pixel.
func TestTilesHaveTheHatches(t *testing.T) {
	trial.Slow(t)
	srv := largeCity(t)
	mid := largeSide / 2
	for _, c := range []struct {
		zoom float64
		side int
	}{{17, 24}, {15, 10}} {
		p := openTab(t, srv, "zh", "light", lookingAt("landuse&palette=safe&level=3", parcelAt(mid, mid), c.zoom))
		var places [][2]float64
		var codes []string
		for i := mid - 4; i <= mid+4; i++ {
			for j := mid - 4; j <= mid+4; j++ {
				places, codes = append(places, orbPair(parcelAt(i, j))), append(codes, largeCode(i, j))
			}
		}
		seen, fit, classes := 0, 0, map[string]bool{}
		for i, f := range p.hatchesAt(places, c.side) {
			if !f.Seen {
				continue
			}
			seen++
			if len(f.Fits) > 1 {
				t.Errorf("zoom %v: a parcel of %s looks like %q of the legend", c.zoom, codes[i], f.Fits)
			}
			if slices.ContainsFunc(f.Fits, func(words string) bool { return belongsTo(codes[i], words) }) {
				fit++
				classes[codes[i]] = true
			}
		}
		hatched := eval[int](p, "[...document.querySelectorAll('.legend .swatch')].filter((s) => s.style.backgroundImage.startsWith('url')).length")
		if seen < 12 || fit*10 < seen*9 || len(classes) < 6 || hatched < 4 { // some parcels are narrower than what is compared
			t.Errorf("zoom %v: %d of %d parcels look like their class, of %d classes; %d classes of the legend are hatched", c.zoom, fit, seen, len(classes), hatched)
		}
		p.picture(fmt.Sprintf("hatches-tiles-%v", c.zoom))
	}
	crowded := openTab(t, srv, "zh", "light", lookingAt("landuse&palette=safe&level=3", parcelAt(mid, mid), 12.75))
	if onlyLegend, onlyMap := crowded.strangers(0.01); len(onlyLegend)+len(onlyMap) > 0 {
		t.Errorf("crowded: the map does not show %q of the legend, the legend lacks %q of the map", onlyLegend, onlyMap)
	}
	crowded.picture("hatches-tiles-crowded")
}

// TestPictureHasTheHatches looks for both tones of every hatched class on the
// map and in the legend of the picture that is saved, which is on white paper
// whatever the theme.
func TestPictureHasTheHatches(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "dark", "#view=landuse&palette=safe&level=2")
	_, file := p.saved("#png")
	p.keepFile("sheet-hatches.png", file)
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	count := map[bool]map[color.NRGBA]int{true: {}, false: {}} // by whether it is the legend's side
	b := picture.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			count[x >= b.Max.X-2*(270+28)][color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)]++
		}
	}
	rows := eval[[]struct{ Color, Ink, Text string }](p, "window.__app.inspect().legend.rows")
	hatched := 0
	for _, row := range rows {
		if row.Ink == "" {
			continue
		}
		hatched++
		for _, tone := range []string{row.Color, row.Ink} {
			c := rgb(t, tone)
			is := color.NRGBA{uint8(c[0]), uint8(c[1]), uint8(c[2]), 255}
			if onMap, inLegend := count[false][is], count[true][is]; onMap < 100 || inLegend < 60 {
				t.Errorf("%s: %s has %d pixels on the map and %d in the legend", row.Text, tone, onMap, inLegend)
			}
		}
	}
	if hatched < 6 {
		t.Errorf("%d of %d classes are hatched", hatched, len(rows))
	}
}

// TestBalanceBarsLookAsTheLegend: the bar of a class in the balance has the colour
// and the hatch that its square has beside its code and in the legend, in both
// palettes, also when they are changed.
func TestBalanceBarsLookAsTheLegend(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "zh", "light", "#view=landuse&level=2")
	for _, palette := range []string{"official", "safe", "official"} {
		p.run("document.querySelector('input[name=palette][value=" + palette + "]').click()")
		p.rest()
		rows := eval[[]struct{ Code, Bar, Square, Legend string }](p, `(() => {
			const look = (e) => { const c = getComputedStyle(e); return c.backgroundColor + ' ' + c.backgroundImage; };
			const legend = Object.fromEntries([...document.querySelectorAll('.legend li')].filter((li) => li.querySelector('.swatch')).map((li) => [li.textContent.trim().split(' ')[0], look(li.querySelector('.swatch'))]));
			return [...document.querySelectorAll('#landuse-table tbody tr')].map((tr) => {
				const code = tr.cells[0].textContent.trim();
				return { Code: code, Bar: look(tr.querySelector('.bar .all')), Square: look(tr.querySelector('.codecell .swatch')), Legend: legend[code] ?? '' };
			});
		})()`)
		hatched := 0
		for _, r := range rows {
			if r.Bar != r.Square || r.Bar != r.Legend {
				t.Errorf("%s: the bar of %s looks like %.60q, its square like %.60q, the legend says %.60q", palette, r.Code, r.Bar, r.Square, r.Legend)
			}
			if strings.Contains(r.Bar, "url(") {
				hatched++
			}
		}
		if len(rows) < 15 || (hatched >= 6) != (palette == "safe") {
			t.Errorf("%s: %d bars, %d hatched", palette, len(rows), hatched)
		}
		p.picture("balance-" + palette)
	}
}

// TestMixLooksAsTheMap opens the card of a gap: the bar of its land uses and the
// key below it have the colours that the palette chosen has.
func TestMixLooksAsTheMap(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for palette, housing := range map[string]string{"official": "rgb(255, 255, 45)", "safe": "rgb(238, 226, 65)"} {
		p := openTab(t, srv, "en", "light", whatIfHash+"&gap=1&palette="+palette)
		p.until(fmt.Sprintf("[...document.querySelectorAll('#gap-mix .swatch')].some((s) => getComputedStyle(s).backgroundColor === %q)", housing))
		same := eval[bool](p, fmt.Sprintf(`(() => { // classes of one group have one official colour
			const looks = (selector) => [...document.querySelectorAll(selector)].map((e) => { const c = getComputedStyle(e); return c.backgroundColor + c.backgroundImage; }), key = looks('#gap-mix .swatch');
			return key.length > 1 && (%v || new Set(key).size === key.length) && key.join() === looks('#gap-mix .part').join();
		})()`, palette == "official"))
		if !same {
			t.Errorf("%s: the bar of the mix and its key differ, or two classes look the same", palette)
		}
		p.picture("mix-" + palette)
	}
}

func orbPair(p orb.Point) [2]float64 { return [2]float64(p) }
