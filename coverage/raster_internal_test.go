package coverage

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data/seeded"
)

// TestRasterBoundsWhatIsServed: no disc serves more than the raster says, wherever
// it lies and whatever window the raster has; and of large discs it says little more.
func TestRasterBoundsWhatIsServed(t *testing.T) {
	study := cityStudy(t, 2500)
	for _, demand := range []Demand{{Kind: DemandLand}, {Kind: DemandLandUse, Classes: []string{"R"}}, {Kind: DemandPopulation}} {
		u, err := study.resolve(t.Context(), Question{Service: seeded.CityService, RadiusM: 300, Demand: demand})
		if err != nil {
			t.Fatal(err)
		}
		groups, err := study.gapGroups(t.Context(), u)
		if err == nil {
			err = u.shapeGroups(t.Context(), groups)
		}
		if err != nil {
			t.Fatal(err)
		}
		seek := study.newSeeker(u, groups)
		r := rand.New(rand.NewPCG(1, 2))
		var served, said float64
		for range 300 {
			box := boundOf(groups[r.IntN(len(groups))].pieces)
			local, radiusM := seek.within(box.Pad(3000*r.Float64())), 300+3000*r.Float64()
			var near raster
			near.set(local, box.Pad(2*radiusM), 300+r.Float64()*(radiusM-300), seek.apart)
			for range 20 {
				c := orb.Point{
					box.Min[0] + (box.Max[0]-box.Min[0]+radiusM)*r.Float64() - radiusM/2,
					box.Min[1] + (box.Max[1]-box.Min[1]+radiusM)*r.Float64() - radiusM/2,
				}
				is, atMost := local.served(c, radiusM), near.atMost(c, radiusM)
				served, said = served+is, said+atMost
				if atMost < is {
					t.Errorf("%s: %g m around %v the raster says at most %g, served is %g", demand, radiusM, c, atMost, is)
				}
			}
		}
		if ratio := said / served; !(ratio < 1.1) {
			t.Errorf("%s: the raster says %.3f of what is served", demand, ratio)
		} else {
			t.Logf("%s: the raster says %.3f of what is served", demand, ratio)
		}
	}
}

// withinByEdges is shape.within without its short ways.
func withinByEdges(s *shape, c orb.Point, r float64) float64 {
	sum := 0.0
	for _, k := range s.chunks {
		for i := 1; i < len(k.points); i++ {
			a, b := k.points[i-1], k.points[i]
			sum += triangleByRoots(a[0]-c[0], a[1]-c[1], b[0]-c[0], b[1]-c[1], r)
		}
	}
	return sum
}

// triangleByRoots is discTriangle, always by where the edge's line meets the circle.
func triangleByRoots(ax, ay, bx, by, r float64) float64 {
	dx, dy := bx-ax, by-ay
	length2 := dx*dx + dy*dy
	if length2 == 0 {
		return 0
	}
	half := -(ax*dx + ay*dy) / length2
	root := half*half - (ax*ax+ay*ay-r*r)/length2
	if root <= 0 {
		return sector(ax, ay, bx, by, r)
	}
	w := math.Sqrt(root)
	in, out := math.Max(half-w, 0), math.Min(half+w, 1)
	if half+w <= 0 || half-w >= 1 {
		return sector(ax, ay, bx, by, r)
	}
	px, py, qx, qy := ax+in*dx, ay+in*dy, ax+out*dx, ay+out*dy
	area := (px*qy - py*qx) / 2
	if in > 0 {
		area += sector(ax, ay, px, py, r)
	}
	if out < 1 {
		area += sector(qx, qy, bx, by, r)
	}
	return area
}

// TestShortWaysOfEdges: an edge that lies clearly within or without is counted as
// any other, to the last digit.
func TestShortWaysOfEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200_000 {
		size := math.Pow(10, 4*r.Float64())
		at := func() (float64, float64) { return size * (r.Float64() - 0.5), size * (r.Float64() - 0.5) }
		ax, ay := at()
		bx, by := at()
		if r.IntN(4) == 0 {
			ax, bx = math.Round(ax/100)*100, math.Round(bx/100)*100
			ay, by = math.Round(ay/100)*100, math.Round(by/100)*100
		}
		const radiusM = 500
		if got, want := discTriangle(ax, ay, bx, by, radiusM), triangleByRoots(ax, ay, bx, by, radiusM); got != want {
			t.Fatalf("discTriangle(%v, %v, %v, %v, %v) = %v, want %v", ax, ay, bx, by, radiusM, got, want)
		}
	}
	for range 2000 {
		ring := shoreline(r, 600*r.Float64(), 600*r.Float64(), 400, 3+r.IntN(12))
		one := newShape(orb.Polygon{ring})
		if got, want := one.within(orb.Point{}, 500), withinByEdges(one, orb.Point{}, 500); math.Abs(got-want) > 1e-6 {
			t.Fatalf("within of %v = %v, want %v", ring, got, want)
		}
	}
}
