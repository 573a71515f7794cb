package intake_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/intake"
)

// TestOddPlaces: what lies at 0, 0 by mistake, and radians, are warned of and
// loaded as they are; nothing honest is warned of.
func TestOddPlaces(t *testing.T) {
	file := func(ps ...orb.Point) string {
		var b strings.Builder
		for i, p := range ps {
			fmt.Fprintf(&b, `{"type":"Feature","id":"f%d","properties":{},"geometry":{"type":"Point","coordinates":[%v,%v]}}`+"\n", i, p[0], p[1])
		}
		return b.String()
	}
	const r = math.Pi / 180
	here, there := orb.Point{118.9, 42.25}, orb.Point{118.91, 42.26}
	for _, c := range []struct {
		name, rule, says string
		sample           bool
		points           []orb.Point
	}{
		{"one at zero", "null_island", `"f1"`, true, []orb.Point{here, {0, 0}, there}},
		{"two at zero, nothing loaded", "null_island", "2 of 3", false, []orb.Point{here, {0, 0}, {0, 0}}},
		{"radians by the layers loaded", "probable_radians", "118.9", true, []orb.Point{{118.9 * r, 42.25 * r}, {118.91 * r, 42.26 * r}}},
		{"radians in China, nothing loaded", "probable_radians", "118.9", false, []orb.Point{{118.9 * r, 42.25 * r}}},
		{"all at zero", "", "", false, []orb.Point{{0, 0}}},
		{"around zero", "", "", false, []orb.Point{{0, 0}, {0.1, 0.1}, {-0.1, 0.2}}},
		{"on the equator, nothing loaded", "", "", false, []orb.Point{{1, 0.2}, {1.5, 0.1}}},
		{"here", "", "", true, []orb.Point{here, there}},
	} {
		cat := openCatalog(t)
		if c.sample {
			cat = withSample(t)
		}
		got := mustLoad(t, cat, file(c.points...), intake.Request{ID: "odd", Role: data.RoleFacility, Kind: "clinic"})
		i := slices.IndexFunc(got.Problems, func(p data.Problem) bool {
			return p.Rule == "null_island" || p.Rule == "probable_radians"
		})
		switch {
		case c.rule == "" && i >= 0:
			t.Errorf("%s: %+v", c.name, got.Problems[i])
		case c.rule != "" && (i < 0 || got.Problems[i].Rule != c.rule || got.Problems[i].Severity != data.SeverityWarning || !strings.Contains(got.Problems[i].Message, c.says)):
			t.Errorf("%s: %+v, want %s", c.name, got.Problems, c.rule)
		}
		if got.Features != len(c.points) {
			t.Errorf("%s: %d features", c.name, got.Features)
		}
	}
}
