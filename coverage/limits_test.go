package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/geo/measure"
	"catchment/geo/trial"
)

// TestExactlyAtReach: somebody at a geodesic distance of exactly the radius is
// served, and at a radius a tenth of a millimetre less is not, wherever the
// facility stands and whether it is a point or land.
func TestExactlyAtReach(t *testing.T) {
	for seed := range trial.Rounds(300) {
		r := rand.New(rand.NewPCG(seed, 11))
		lat := -75 + 150*r.Float64()
		at := func(x, y float64) orb.Point { return orb.Point{20 + x, lat + y} }
		width, height := []float64{0.01, 0.1, 1}[r.IntN(3)], []float64{0.01, 0.1, 1}[r.IntN(3)]
		area := orb.Polygon{{at(0, 0), at(width, 0), at(width, height), at(0, height), at(0, 0)}}
		person := []orb.Point{ // at a corner, on an edge, inside
			at(0, 0), at(0, height), at(width, height), at(0, height*r.Float64()), at(width*r.Float64(), 0), at(width*r.Float64(), height*r.Float64()),
		}[r.IntN(6)]
		off := 0.05 * r.Float64() * r.Float64()
		facility := []orb.Geometry{
			orb.Point{person[0] - off, person[1]}, orb.Point{person[0], person[1] + off}, at(-off, off),
			// parks whose long edges pass the person
			orb.Polygon{{at(-1, -2), {person[0] - off, person[1] - 1}, {person[0] - off, person[1] + 1.2}, at(-1, 2), at(-1, -2)}},
			orb.Polygon{{{person[0] - 0.8, person[1] - off}, at(0, -1.2), {person[0] + 1, person[1] - off}, {person[0] - 0.8, person[1] - off}}},
		}[r.IntN(5)]
		study := small(t, area, []orb.Geometry{person}, []orb.Geometry{facility})
		radiusM := measure.DistanceTo(person, facility)
		for _, try := range []struct{ radiusM, want float64 }{{radiusM, 1}, {radiusM - 1e-4, 0}} {
			got := cover(t, study, coverage.Question{Service: "clinic", RadiusM: try.radiusM, Demand: coverage.Demand{Kind: coverage.DemandPopulation}})
			if got.Total != 1 || got.Covered != try.want {
				t.Errorf("seed %d: a %T %.9f m away serves %g of %g within %.9f m, want %g", seed, facility, radiusM, got.Covered, got.Total, try.radiusM, try.want)
			}
		}
	}
}

// TestPeopleOnTheBoundary: whoever stands on an edge of the study area, straight
// in longitude and latitude, stands in it.
func TestPeopleOnTheBoundary(t *testing.T) {
	const n = 97
	var people []orb.Geometry
	for i := range n {
		s := float64(i) / n
		people = append(people, orb.Point{20 + s, 60}, orb.Point{21, 60 + s}, orb.Point{21 - s, 61}, orb.Point{20, 61 - s})
	}
	area := orb.Polygon{{{20, 60}, {21, 60}, {21, 61}, {20, 61}, {20, 60}}}
	got := cover(t, small(t, area, people, []orb.Geometry{orb.Point{20.5, 60.5}}), coverage.Question{
		Service: "clinic", RadiusM: 100, Demand: coverage.Demand{Kind: coverage.DemandPopulation},
	})
	if got.Total != 4*n {
		t.Errorf("%g of %d people on the boundary count", got.Total, 4*n)
	}
}

// TestPeopleAtSeveralPoints: people of a feature with several points stand
// there in equal parts; with land they live on the land.
func TestPeopleAtSeveralPoints(t *testing.T) {
	area := box(20, 60, 20.02, 60.02)[0]
	here, there, beyond := orb.Point{20.01, 60.01}, orb.Point{20.015, 60.01}, orb.Point{20.03, 60.01}
	for _, c := range []struct {
		shape          orb.Geometry
		total, covered float64
	}{
		{orb.MultiPoint{here}, 1, 1},
		{orb.MultiPoint{here, there}, 1, 0.5},
		{orb.MultiPoint{here, there, there, beyond}, 0.75, 0.25},
		{orb.Collection{here, orb.MultiPoint{there}}, 1, 0.5},
		{orb.Collection{here, box(20.015, 60.01, 20.016, 60.011)[0]}, 1, 0},
	} {
		got := cover(t, small(t, area, []orb.Geometry{c.shape}, []orb.Geometry{here}), coverage.Question{
			Service: "clinic", RadiusM: 100, Demand: coverage.Demand{Kind: coverage.DemandPopulation},
		})
		if math.Abs(got.Total-c.total) > 1e-9 || math.Abs(got.Covered-c.covered) > 1e-9 {
			t.Errorf("%v: %g of %g are served, want %g of %g", c.shape, got.Covered, got.Total, c.covered, c.total)
		}
	}
}

// TestBoundOfBestSite: two hundred people and one more, just within reach of one
// place together, are no more than what the bound of the best site allows for.
func TestBoundOfBestSite(t *testing.T) {
	people := []orb.Geometry{orb.Point{20.010, 60.01}, orb.Point{20.0135, 60.01}}
	for range 199 {
		people = append(people, people[0])
	}
	study := small(t, box(20, 60, 20.02, 60.02)[0], people, []orb.Geometry{orb.Point{10, 60}})
	q := coverage.Question{Service: "clinic", RadiusM: 98, Demand: coverage.Demand{Kind: coverage.DemandPopulation}}
	q.Sites.Added = []coverage.NewSite{{At: orb.Point{20.01175, 60.01}}}
	between := cover(t, study, q).Covered
	q.Sites.Added = nil
	gaps, err := study.Gaps(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if site := gaps.Patches[0].Site; between != 201 || site.Most < between {
		t.Errorf("a site between serves %g of 201, the best %g, said to be at most %g", between, site.Gain, site.Most)
	}
}

// TestWhoTouches: a facility is listed when its reach touches the study area,
// also when it reaches none of what is to be served.
func TestWhoTouches(t *testing.T) {
	area := box(20, 60, 20.02, 60.02)[0]
	clinics := []orb.Geometry{orb.Point{20.003, 60.01}, orb.Point{19.999, 60.01}, orb.Point{19.9, 60.01}}
	homes := box(20.015, 60, 20.02, 60.02)[0]
	parcels := layer(t, data.Meta{ID: "parcels", Role: data.RoleLandUse}, []data.Feature{{ID: "1", Geometry: homes, Properties: []byte(`{"code":"R2","jobs":9}`)}})
	study := small(t, area, []orb.Geometry{orb.Point{20.019, 60.01}}, clinics, parcels)
	for _, demand := range []string{"land", "landuse:R", "population", "jobs"} {
		d, err := coverage.ParseDemand(demand)
		if err != nil {
			t.Fatal(err)
		}
		got := cover(t, study, coverage.Question{Service: "clinic", RadiusM: 100, Demand: d})
		if len(got.Facilities) != 2 {
			t.Errorf("%s: %d facilities are listed, the reach of 2 touches the area", demand, len(got.Facilities))
		}
	}
}

// small returns a study of an area with people, one at each place, clinics and
// further layers.
func small(t testing.TB, area orb.Polygon, people, clinics []orb.Geometry, more ...*data.Layer) *coverage.Study {
	t.Helper()
	features := func(shapes []orb.Geometry, properties string) (all []data.Feature) {
		for i, g := range shapes {
			all = append(all, data.Feature{ID: fmt.Sprint(i + 1), Geometry: g, Properties: []byte(properties)})
		}
		return all
	}
	layers := append(more,
		layer(t, data.Meta{ID: "place", Role: data.RoleBoundary}, features([]orb.Geometry{area}, "")),
		layer(t, data.Meta{ID: "people", Role: data.RolePopulation}, features(people, `{"population":1}`)),
		layer(t, data.Meta{ID: "clinics", Role: data.RoleFacility, Kind: "clinic"}, features(clinics, "")),
	)
	study, err := coverage.NewStudy(t.Context(), data.NewDataset(layers...), coverage.AreaRef{ID: "place"})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// TestPatchesAcross180: around the line where longitudes end a patch comes in
// parts, each on its side, and together as large as said.
func TestPatchesAcross180(t *testing.T) {
	half := func(west, east float64) orb.Polygon {
		return orb.Polygon{{{west, 10}, {east, 10}, {east, 10.2}, {west, 10.2}, {west, 10}}}
	}
	for name, area := range map[string]orb.MultiPolygon{
		"one part":             {half(179.9, -179.9)},
		"two parts that meet":  {half(179.9, 180), half(-180, -179.9)},
		"one that ends there":  {half(179.9, 180)},
		"one that begins":      {half(-180, -179.9)},
		"one of another sign":  {half(180, -179.9)},
		"two of unequal width": {half(179.7, 180), half(-180, -179.95)},
	} {
		t.Run(name, func(t *testing.T) { checkAcross180(t, area) })
	}
}

func checkAcross180(t *testing.T, area orb.MultiPolygon) {
	t.Helper()
	clinics := small(t, box(0, 0, 1, 1)[0], nil, []orb.Geometry{orb.Point{179.95, 10.1}}).Dataset()
	study, err := coverage.NewStudy(t.Context(), clinics, coverage.AreaRef{Drawn: area})
	if err != nil {
		t.Fatal(err)
	}
	q := coverage.Question{Service: "clinic", RadiusM: 8000}
	gaps, err := study.Gaps(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	parts := 0
	for _, p := range gaps.Patches {
		checkPatch(t, q, p)
		parts += len(p.Shape)
		m2 := 0.0
		for _, poly := range p.Shape {
			m2 += measure.Area(poly)
			if n := len(poly[0]); n > 500 {
				t.Errorf("patch %d has %d corners", p.Rank, n)
			}
			if b := poly.Bound(); b.Max[0]-b.Min[0] > 1 {
				t.Errorf("patch %d has a part from %g to %g degrees", p.Rank, b.Min[0], b.Max[0])
			}
		}
		if math.Abs(m2/p.AreaM2-1) > 1e-3 {
			t.Errorf("patch %d has %.0f m², said %.0f", p.Rank, m2, p.AreaM2)
		}
	}
	if parts == 0 {
		t.Error("there is no patch")
	}
}

// TestPatchOfWhoIsJustPastReach: where all land is within reach in the plane and
// a person at its end past it on the ellipsoid, the gap has a patch all the same.
func TestPatchOfWhoIsJustPastReach(t *testing.T) {
	stranded := 0
	for seed := range trial.Rounds(60) {
		r := rand.New(rand.NewPCG(seed, 5))
		lat, size := -60+120*r.Float64(), 0.05+0.2*r.Float64()
		area := box(20, lat, 20+size, lat+size)[0]
		person, clinic := area[0][r.IntN(4)], orb.Point{20 + size*r.Float64(), lat + size*r.Float64()}
		study := small(t, area, []orb.Geometry{person}, []orb.Geometry{clinic})
		q := coverage.Question{Service: "clinic", RadiusM: measure.Distance(person, clinic) - 1e-4, Demand: coverage.Demand{Kind: coverage.DemandPopulation}}
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		amount := 0.0
		for _, p := range gaps.Patches {
			amount += p.Amount
			checkPatch(t, q, p)
		}
		if got := cover(t, study, q); got.Gap != 1 || amount != got.Gap {
			t.Errorf("seed %d: %g of %g people are past reach, patches hold %g", seed, got.Gap, got.Total, amount)
		}
		if len(gaps.Patches) == 1 && gaps.Patches[0].AreaM2 <= 0.26 {
			stranded++
		}
	}
	if stranded == 0 {
		t.Error("nobody was past reach with all land around within it: this test shows nothing")
	}
}
