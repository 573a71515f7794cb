package intake

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/crs"
	"catchment/geo/measure"
)

// TestBend measures how far the middle of seeded random edges is from the
// middle of the edge in degrees: never beyond the bound, and for edges that
// run east at our latitudes not less than a tenth of it.
func TestBend(t *testing.T) {
	const seed = 17
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for _, s := range crs.All() {
		if s.Degrees() {
			continue
		}
		for tried := 0; tried < 60; {
			from := orb.Point{rnd.Float64()*360 - 180, rnd.Float64()*160 - 80}
			if tried%2 == 0 {
				from[0] = 71 + rnd.Float64()*66
			}
			a, err := s.FromWGS84(from)
			if err != nil {
				if rnd.IntN(1000) == 0 {
					tried++ // a narrow zone
				}
				continue
			}
			tried++
			lengthM := 10 + rnd.Float64()*rnd.Float64()*50e3
			to, _ := measure.Direct(from, rnd.Float64()*360, lengthM)
			b, err := s.FromWGS84(to)
			if err != nil {
				continue
			}
			middle, err := s.ToWGS84(orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2})
			if err != nil {
				continue
			}
			off := measure.DistanceTo(middle, orb.LineString{from, to})
			if bound := edgeBendM(from, to); off > bound+1e-6 {
				t.Errorf("%v: the middle of %v to %v is %g m off, bound %g", s, from, to, off, bound)
			}
		}
	}
	east := []data.Feature{{Geometry: orb.LineString{{118.85, 42.25}, {118.91, 42.25}}}}
	zone, _ := crs.FromEPSG(4549)
	a, _ := zone.FromWGS84(orb.Point{118.85, 42.25})
	b, _ := zone.FromWGS84(orb.Point{118.91, 42.25})
	middle, err := zone.ToWGS84(orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2})
	off := measure.DistanceTo(middle, east[0].Geometry)
	if bound := bendM(east); err != nil || off < bound/10 || off > bound {
		t.Errorf("an edge of 5 km is %g m off in its middle, bound %g", off, bound)
	}
	if got := bendM([]data.Feature{{Geometry: orb.Point{118, 42}}}); got != 0 {
		t.Errorf("a point bends by %g m", got)
	}
}
