package report

import (
	"encoding/json"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/coverage/report"
	"catchment/data/looks"
	"catchment/geo/trial"
)

// inkAt tells whether a place of the square that a hatch repeats is ink.
func inkAt(t *testing.T, path string, at orb.Point) bool {
	t.Helper()
	for part := range strings.SplitSeq(strings.TrimSuffix(path, "Z"), "Z") {
		var ring orb.Ring
		for _, corner := range strings.FieldsFunc(part, func(r rune) bool { return r == 'M' || r == 'L' }) {
			x, y, _ := strings.Cut(corner, " ")
			px, errX := strconv.ParseFloat(x, 64)
			py, errY := strconv.ParseFloat(y, 64)
			if errX != nil || errY != nil {
				t.Fatalf("%q is no corner of %s", corner, path)
			}
			ring = append(ring, orb.Point{px, py})
		}
		ring = append(ring, ring[0])
		if ring.Orientation() != orb.CCW { // all turn one way, so that what they share stays ink
			t.Errorf("%s: the ring %s turns the other way", path, part)
		}
		if planar.RingContains(ring, at) {
			return true
		}
	}
	return false
}

// TestHatchesAreThePages draws the square of every hatch and compares it with what
// the page's module says of its pixels.
func TestHatchesAreThePages(t *testing.T) {
	node := trial.Program(t, "node", "nodejs")
	const script = `import { hatches } from "../../web/static/js/safe.js";
const n = 256, d = 32;
console.log(JSON.stringify(hatches.map((on) => { let s = ""; for (let y = 0; y < n; y += 4) for (let x = 0; x < n; x += 4) s += on?.(x + 2, y + 2, n, d) ? "1" : "0"; return s; })));`
	out, err := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", script).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != looks.Hatches || len(hatches) != looks.Unclassed+1 {
		t.Fatalf("the page has %d hatches, the reports %d and one for land without a class, of %d", len(want), len(hatches)-1, looks.Hatches)
	}
	for kind, bits := range want {
		differ := 0
		for i, bit := range bits {
			at := orb.Point{(float64(i%64)*4 + 2.05) / 32, (float64(i/64)*4 + 2.03) / 32}
			if (bit == '1') != (hatches[kind] != "" && inkAt(t, hatches[kind], at)) {
				differ++
			}
		}
		if differ > 64 {
			t.Errorf("hatch %d: %d of %d places differ from the page's", kind, differ, 64*64)
		}
	}
}

// TestHatchesAreDrawn: a sheet defines each hatch it uses once and fills land and
// the legend with it; what is no hatch is drawn plain.
func TestHatchesAreDrawn(t *testing.T) {
	square := orb.MultiPolygon{{{{10, 10}, {90, 10}, {90, 90}, {10, 10}}}}
	h := report.Hatch{Kind: 3, Ink: "#123456"}
	m := &report.Map{ID: "m", Frame: orb.Bound{Max: orb.Point{100, 100}}, Layers: []report.MapLayer{
		{Polygons: square, Fill: "#ffffff", Hatch: h}, {Polygons: square, Fill: "#eeeeee", Hatch: h}, {Polygons: square, Fill: "#dddddd", Hatch: report.Hatch{Kind: 99, Ink: "#000000"}},
	}, Legend: []report.Legend{{Text: "a", Fill: "#ffffff", Hatch: h}, {Text: "b", Fill: "#dddddd"}}}
	got := SVG(m, "N")
	for part, want := range map[string]int{"<pattern ": 1, `fill="#123456"`: 1, `fill="url(#hatch-m-3-123456)"`: 3, hatches[3]: 1} {
		if n := strings.Count(got, part); n != want {
			t.Errorf("%s stands %d times, want %d", part, n, want)
		}
	}
}
