package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"math"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// strangers compares the legend's swatches, both tones of hatched ones, with the
// pixels of what the view answers, and returns the colours that only one of both has. A colour of the
// map counts from a share of the painted pixels on: edges are blends.
func (p *tab) strangers(share float64) (onlyLegend, onlyMap []string) {
	p.t.Helper()
	type found struct{ Legend, Map []string }
	f := evalAsync[found](p, fmt.Sprintf(`(async () => { %s
		const c = document.querySelector('.leaflet-answer-pane canvas'), seen = new Map(), legend = new Set();
		let painted = 0;
		for (const v of pixels(c, c.width, c.height)) if (v >>> 24 === 255) { seen.set(rgb(v), (seen.get(rgb(v)) ?? 0) + 1); painted++; }
		for (const s of document.querySelectorAll('.legend .swatch:not(.round)')) for (const v of (await squareOf(s)).of) legend.add(rgb(v));
		return { Legend: [...legend].filter((k) => (seen.get(k) ?? 0) < 30), Map: [...seen].filter(([k, n]) => n > %v * painted && !legend.has(k)).map(([k, n]) => k + ' x ' + n) };
	})()`, hatchReader, share))
	return f.Legend, f.Map
}

// swatches returns the legend's colours as "r,g,b" by their words.
func (p *tab) swatches() map[string]string {
	p.t.Helper()
	return eval[map[string]string](p, `Object.fromEntries([...document.querySelectorAll('.legend li')].filter(l => l.querySelector('.swatch'))
		.map(l => [l.textContent, getComputedStyle(l.querySelector('.swatch')).backgroundColor.match(/\d+/g).slice(0, 3).join(',')]))`)
}

// TestLegendColoursAreOnTheMap compares legend and canvas in both themes.
func TestLegendColoursAreOnTheMap(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, theme := range []string{"light", "dark"} {
		for hash, share := range map[string]float64{
			"#service=primary_school&radius=500&demand=land":       1, // edges of parcels lie over the answer: one way only
			"#service=primary_school&radius=500&demand=population": 1, "#service=bus_stop&radius=300&demand=jobs": 1,
			"#view=density&measure=population_density": 0.01,
			"#view=landuse": 0.01, "#view=landuse&level=1": 0.01, "#view=landuse&level=3": 0.01,
			"#view=landuse&palette=safe": 0.01, "#view=landuse&palette=safe&level=3": 0.01,
			"#view=density&measure=far_gross&cells=parcel": 0.01, // some have no value
		} {
			p := openTab(t, srv, "en", theme, hash)
			if onlyLegend, onlyMap := p.strangers(share); len(onlyLegend)+len(onlyMap) > 0 {
				t.Errorf("%s %s: the map does not show %q of the legend, the legend lacks %q of the map", theme, hash, onlyLegend, onlyMap)
			}
		}
	}
}

// TestLegendNamesTheGround: the land that an answer for homes does not lie on is
// in the legend too, each colour that covers a hundredth of it.
func TestLegendNamesTheGround(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, theme := range []string{"light", "dark"} {
		p := openTab(t, srv, "en", theme, "#service=primary_school&radius=500&demand=landuse:R")
		lacking := eval[[]string](p, `(() => { `+hatchReader+`
			const c = document.querySelector('.leaflet-ground-pane canvas'), seen = new Map();
			let painted = 0;
			for (const v of pixels(c, c.width, c.height)) if (v >>> 24 === 255) { seen.set(rgb(v), (seen.get(rgb(v)) ?? 0) + 1); painted++; }
			const legend = [...document.querySelectorAll('.legend .swatch')].map((s) => getComputedStyle(s).backgroundColor.match(/\d+/g).slice(0, 3).map(Number));
			const near = (k) => legend.some((l) => k.split(',').every((v, i) => Math.abs(v - l[i]) <= 2)); // edges drawn over edges are blends
			return [...seen].filter(([k, n]) => n > 0.01 * painted && !near(k)).map(([k]) => k);
		})()`)
		if words := p.text(".legend"); len(lacking) > 0 || !strings.Contains(words, "Park") || !strings.Contains(words, "Other land") {
			t.Errorf("%s: the legend %q lacks the colours %q of the ground", theme, words, lacking)
		}
	}
}

// legendLines returns what the legend says of lines, by the words of their rows:
// their colours from the swatch's edge and line.
func (p *tab) legendLines() map[string]string {
	p.t.Helper()
	return eval[map[string]string](p, `Object.fromEntries([...document.querySelectorAll('.legend li:has(.stroke)')].map((li) => {
		const s = getComputedStyle(li.querySelector('.stroke'));
		return [li.innerText.trim(), s.borderTopStyle + ' ' + s.borderTopColor];
	}))`)
}

// TestLegendNamesTheLines: roads, borders of districts and of the study area stand
// in the legend in the colours they are drawn in, where they are drawn: no roads
// over land use, none of a layer that is hidden. The sheet names them too, in the
// colours of paper.
func TestLegendNamesTheLines(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	colours := map[string][3]string{"light": {"rgb(255, 255, 255)", "rgb(92, 104, 117)", "rgb(59, 71, 84)"}, "dark": {"rgb(23, 28, 33)", "rgb(154, 166, 178)", "rgb(195, 204, 214)"}}
	for theme, c := range colours {
		for hash, roads := range map[string]bool{"#service=primary_school": true, "#view=density": true, whatIfHash + "&view=scenarios&b=now&sites=a:new-1@118.857,42.2505": true, "#view=data&layer=districts": true, "#view=data&layer=roads": false, "#view=landuse": false, "#hidden=roads": false} {
			p := openTab(t, srv, "en", theme, hash)
			want := map[string]string{"District border": "dotted " + c[1], "Study area": "solid " + c[2]}
			if roads {
				want["Roads"] = "solid " + c[0]
			}
			if got := p.legendLines(); !maps.Equal(got, want) {
				t.Errorf("%s %s: the legend says of lines %v, want %v", theme, hash, got, want)
			}
		}
		p := openTab(t, srv, "zh", theme, "#service=primary_school&demand=landuse:R")
		if got := p.legendLines(); len(got) != 3 || got["道路"] == "" || got["片区界"] == "" || got["研究范围"] == "" {
			t.Errorf("%s: in Chinese the legend says of lines %v", theme, got)
		}
		_, file := p.saved("#png")
		picture, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		p.keepFile("sheet-lines-"+theme+".png", file)
		b := picture.Bounds()
		var counted [3]int
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Max.X - 2*(270+28); x < b.Max.X; x++ {
				r, g, bl, _ := picture.At(x, y).RGBA()
				for i, v := range [][3]uint32{{0x8A, 0x94, 0xA0}, {0x5C, 0x68, 0x75}, {0x3B, 0x47, 0x54}} {
					if [3]uint32{r >> 8, g >> 8, bl >> 8} == v {
						counted[i]++
					}
				}
			}
		}
		for i, name := range []string{"roads", "districts", "study area"} {
			if counted[i] < 30 {
				t.Errorf("%s: the legend of the sheet has %d pixels of the line of %s", theme, counted[i], name)
			}
		}
	}
}

// TestStatusLineSaysScaleAndData compares the scale below the map with where two
// places on the same parallel are drawn, and the parcels with the layers'.
func TestStatusLineSaysScaleAndData(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "#at=118.88,42.26,14.25")
	for step := range 2 {
		pixels := eval[float64](p, "window.__app.pixelOf([118.89, 42.26])[0] - window.__app.pixelOf([118.87, 42.26])[0]")
		metres := 0.02 * math.Pi / 180 * 6378137 * math.Cos(42.26*math.Pi/180)
		want, words := metres/pixels/(0.0254/96), p.text("#map-scale")
		var got float64
		if _, err := fmt.Sscanf(strings.ReplaceAll(words, ",", ""), "1:%g", &got); err != nil || math.Abs(got/want-1) > 0.06 {
			t.Errorf("the scale is %q, want 1:%.0f", words, want)
		}
		if step == 0 {
			p.run("document.querySelector('#zoom-in').click()")
			p.until(fmt.Sprintf("document.querySelector('#map-scale').textContent !== %q", words))
			p.rest()
		}
	}
	if words := p.text(".status"); !strings.Contains(words, "735 parcels") || !strings.Contains(words, "Data of ") {
		t.Errorf("the status line says %q", words)
	}
}

// area is a feature of one polygon with its properties.
type area struct {
	ID         any
	Properties map[string]any
	Geometry   struct {
		Type        string
		Coordinates json.RawMessage
	}
}

// insidePoint returns a place inside the first ring that lies this far, in
// degrees of latitude, from all rings; ok is false where none was found.
func (a area) insidePoint(t *testing.T, far float64) (at [2]float64, ok bool) {
	t.Helper()
	var polygons [][][][2]float64
	if a.Geometry.Type == "Polygon" {
		polygons = make([][][][2]float64, 1)
		if err := json.Unmarshal(a.Geometry.Coordinates, &polygons[0]); err != nil {
			t.Fatal(err)
		}
	} else if err := json.Unmarshal(a.Geometry.Coordinates, &polygons); err != nil {
		t.Fatal(err)
	}
	rings := polygons[0]
	for i := range rings[0] { // the middle of three corners lies inside for some of them
		for _, step := range []int{1, len(rings[0]) / 3} {
			p, q, r := rings[0][i], rings[0][(i+step)%len(rings[0])], rings[0][(i+2*step)%len(rings[0])]
			at = [2]float64{(p[0] + q[0] + r[0]) / 3, (p[1] + q[1] + r[1]) / 3}
			if deepInside(at, rings, far) {
				return at, true
			}
		}
	}
	return at, false
}

// deepInside reports whether a place is inside rings by the even-odd rule, and far from each.
func deepInside(at [2]float64, rings [][][2]float64, far float64) bool {
	in := false
	for _, ring := range rings {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a[1] > at[1]) != (b[1] > at[1]) && at[0] < a[0]+(at[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]) {
				in = !in
			}
			east := math.Cos(at[1] * math.Pi / 180)
			x, y, dx, dy := (at[0]-a[0])*east, at[1]-a[1], (b[0]-a[0])*east, b[1]-a[1]
			u := math.Max(0, math.Min(1, (x*dx+y*dy)/(dx*dx+dy*dy+1e-30)))
			if math.Hypot(x-u*dx, y-u*dy) < far {
				return false
			}
		}
	}
	return in
}

// coloursAt returns what the view's answer is painted in at places, as "r,g,b".
func (p *tab) coloursAt(places [][2]float64) []string {
	p.t.Helper()
	list, err := json.Marshal(places)
	if err != nil {
		p.t.Fatal(err)
	}
	return eval[[]string](p, fmt.Sprintf(`%s.map((at) => window.__app.colorAt('answer', at).slice(0, 3).join(','))`, list))
}

// areasOf asks the service for features.
func areasOf(t *testing.T, srv *httptest.Server, path string) []area {
	t.Helper()
	return get[struct{ Features []area }](t, srv, path).Features
}

// twoPixels is about two pixels of a map of the park, in degrees of latitude.
const twoPixels = 20 / 111_000.0

// TestEveryParcelHasTheColourOfItsClass reads the canvas inside every parcel of
// the park and compares it with the legend's swatch of its class: one colour in
// the official palette.
func TestEveryParcelHasTheColourOfItsClass(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	var places [][2]float64
	var codes []string
	for _, f := range areasOf(t, srv, "/api/layers/landuse/features") {
		code, _ := f.Properties["code"].(string)
		if at, ok := f.insidePoint(t, twoPixels); ok && code != "" {
			places, codes = append(places, at), append(codes, code)
		}
	}
	if len(places) < 400 {
		t.Fatalf("only %d parcels have a place to look at", len(places))
	}
	for _, theme := range []string{"light", "dark"} {
		p := openTab(t, srv, "zh", theme, "#view=landuse")
		legend := map[string]string{}
		for words, colour := range p.swatches() {
			code, _, _ := strings.Cut(words, " ")
			legend[code] = colour
		}
		seen, wrong := map[string]bool{}, 0
		for i, colour := range p.coloursAt(places) {
			class := codes[i][:min(2, len(codes[i]))]
			seen[class] = true
			if legend[class] != colour {
				if wrong++; wrong < 6 {
					t.Errorf("%s: a parcel of %s at %v is %s, the legend has %s %q", theme, codes[i], places[i], colour, class, legend[class])
				}
			}
		}
		if len(seen) < 15 || len(legend) < len(seen) {
			t.Errorf("%s: %d classes were looked at, the legend has %d", theme, len(seen), len(legend))
		}
	}
}

// TestEveryCellHasTheColourOfItsRange reads the canvas inside every cell and
// compares it with the swatch of the range that its value falls into.
func TestEveryCellHasTheColourOfItsRange(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, theme := range []string{"light", "dark"} {
		for _, c := range []struct{ query, measure string }{
			{"cells=hex&size=250", "population_density"}, {"cells=square&size=500", "far_gross"}, {"cells=square&size=250", "green_ratio"},
			{"cells=district", "jobs_density"}, {"cells=parcel", "far_gross"},
		} {
			p := openTab(t, srv, "en", theme, "#view=density&measure="+c.measure+"&"+c.query)
			var ranges []valueRange
			for words, colour := range p.swatches() {
				ranges = append(ranges, rangeIn(t, words, colour))
			}
			var places [][2]float64
			var wants []string
			var stated []bool
			for _, f := range areasOf(t, srv, "/api/density?area=park&"+c.query) {
				at, ok := f.insidePoint(t, twoPixels)
				if !ok {
					continue
				}
				v, known := f.Properties[c.measure].(float64)
				places, wants = append(places, at), append(wants, colourOf(ranges, v, known))
				stated = append(stated, known)
			}
			looked, wrong := map[string]bool{}, 0
			for i, colour := range p.coloursAt(places) {
				if !stated[i] { // hatched
					looked[wants[i]] = true
					if colour != wants[i] && slices.ContainsFunc(ranges, func(r valueRange) bool { return r.colour == colour }) {
						t.Errorf("%s %s: a cell without a value at %v is %s", theme, c.query, places[i], colour)
					}
					continue
				}
				looked[colour] = true
				if colour != wants[i] {
					if wrong++; wrong < 4 {
						t.Errorf("%s %s %s: a cell at %v is %s, by the legend it is %q", theme, c.query, c.measure, places[i], colour, wants[i])
					}
				}
			}
			if len(looked) != len(ranges) && !strings.Contains(c.query, "parcel") { // some ranges may hold slivers only
				t.Errorf("%s %s %s: cells of %d colours were looked at, the legend has %d", theme, c.query, c.measure, len(looked), len(ranges))
			}
		}
	}
}

// valueRange is one line of the density legend; none means cells without a value.
type valueRange struct {
	from, to float64 // from <= value < to
	none     bool
	colour   string
}

// rangeIn reads a line of the English density legend.
func rangeIn(t *testing.T, words, colour string) valueRange {
	t.Helper()
	words = words[:strings.LastIndex(words, "(")]
	low, high, both := strings.Cut(words, "–")
	percent := 1.0
	if strings.Contains(words, "%") {
		percent = 100
	}
	switch {
	case both:
		return valueRange{from: numberIn(t, low) / percent, to: numberIn(t, high) / percent, colour: colour}
	case strings.HasPrefix(words, "<"):
		return valueRange{from: math.SmallestNonzeroFloat64, to: numberIn(t, words) / percent, colour: colour}
	case strings.HasPrefix(words, "≥"):
		return valueRange{from: numberIn(t, words) / percent, to: math.Inf(1), colour: colour}
	case strings.TrimSpace(words) == "0":
		return valueRange{from: 0, to: math.SmallestNonzeroFloat64, colour: colour}
	}
	return valueRange{none: true, colour: colour}
}

// colourOf returns the colour that a legend gives a value, "" for none.
func colourOf(ranges []valueRange, v float64, known bool) string {
	for _, r := range ranges {
		if r.none == !known && (r.none || v >= r.from && v < r.to) {
			return r.colour
		}
	}
	return ""
}
