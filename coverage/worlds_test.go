package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/geo/trial"
)

// world is a small place drawn by a seed, about 4 km across: a study area of
// two parts with a hole, districts over a part of it, parcels that share edges
// or overlap, people at points and on land, and facilities that are points,
// parks and parks of several parts, within the area and beyond it.
type world struct {
	*rand.Rand
	seed       uint64
	origin     orb.Point // degrees
	degX, degY float64   // a metre in degrees
	area       orb.MultiPolygon
	layers     []*data.Layer
}

func newWorld(t testing.TB, seed uint64) *world {
	t.Helper()
	w := &world{Rand: rand.New(rand.NewPCG(seed, 3)), seed: seed}
	w.origin = orb.Point{[]float64{118.88, -71.3, 9.5, 179.2}[seed%4], []float64{42.26, -33.1, 0.01, 67.5}[seed/4%4]}
	w.degX = 1 / (111_320 * math.Cos(w.origin[1]*math.Pi/180))
	w.degY = 1.0 / 111_000
	w.area = orb.MultiPolygon{
		{w.blob(0, 0, 1300, 25), reversed(w.blob(100, -150, 320, 9))},
		{w.blob(2600, 700, 600, 12)},
	}
	w.addLayer(t, data.Meta{ID: "place", Role: data.RoleBoundary}, "", w.area)
	w.addDistricts(t)
	w.addParcels(t)
	w.addPeople(t)
	w.addFacilities(t)
	return w
}

// at returns the place x metres east and y metres north of the middle.
func (w *world) at(x, y float64) orb.Point {
	return orb.Point{w.origin[0] + x*w.degX, w.origin[1] + y*w.degY}
}

// anywhere returns a place in the world or a little beyond it.
func (w *world) anywhere() orb.Point { return w.at(-2000+5800*w.Float64(), -2000+4200*w.Float64()) }

// blob returns a star-shaped ring of n corners, counter-clockwise.
func (w *world) blob(x, y, radiusM float64, n int) orb.Ring {
	var ring orb.Ring
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * (float64(i) + 0.4*w.Float64()) / float64(n))
		r := radiusM * (0.65 + 0.5*w.Float64())
		ring = append(ring, w.at(x+r*cos, y+r*sin))
	}
	return append(ring, ring[0])
}

func reversed(r orb.Ring) orb.Ring { r.Reverse(); return r }

func (w *world) rectangle(x0, y0, x1, y1 float64) orb.Polygon {
	return orb.Polygon{{w.at(x0, y0), w.at(x1, y0), w.at(x1, y1), w.at(x0, y1), w.at(x0, y0)}}
}

// addLayer adds a layer of shapes that all have the same properties.
func (w *world) addLayer(t testing.TB, m data.Meta, properties string, shapes ...orb.Geometry) {
	t.Helper()
	var features []data.Feature
	for i, g := range shapes {
		features = append(features, data.Feature{ID: fmt.Sprintf("%s-%d", m.ID, i), Geometry: g, Properties: []byte(properties)})
	}
	w.layers = append(w.layers, layer(t, m, features))
}

// addDistricts covers the west of the area, in three strips that share edges.
func (w *world) addDistricts(t testing.TB) {
	if w.seed%3 == 0 {
		return
	}
	var strips []orb.Geometry
	x := -2500.0
	for range 3 {
		next := x + 900 + 700*w.Float64()
		strips = append(strips, w.rectangle(x, -2500, next, 2500))
		x = next
	}
	w.addLayer(t, data.Meta{ID: "districts", Role: data.RoleBoundary, Kind: coverage.KindDistrict}, `{"kind":"district"}`, strips...)
}

// addParcels lays a grid whose parcels share their corners over the area, with
// holes left here and there; every other world has parcels that overlap it.
func (w *world) addParcels(t testing.TB) {
	const n, side = 12, 420.0
	corner := make([][]orb.Point, n+1)
	for i := range corner {
		for j := range n + 1 {
			corner[i] = append(corner[i], w.at(-1800+side*(float64(i)+0.5*w.Float64()), -2100+side*(float64(j)+0.5*w.Float64())))
		}
	}
	classes := map[string][]orb.Geometry{}
	for i := range n {
		for j := range n {
			code := []string{"R2", "M1", "G1", "-"}[w.IntN(4)]
			classes[code] = append(classes[code], orb.Polygon{{corner[i][j], corner[i+1][j], corner[i+1][j+1], corner[i][j+1], corner[i][j]}})
		}
	}
	if w.seed%2 == 0 {
		for range 6 {
			classes["R2"] = append(classes["R2"], orb.Polygon{w.blob(-1200+3800*w.Float64(), -1000+2000*w.Float64(), 200, 7)})
		}
	}
	for _, code := range []string{"R2", "M1", "G1"} {
		w.addLayer(t, data.Meta{ID: "parcels-" + code, Role: data.RoleLandUse}, fmt.Sprintf(`{"code":%q,"scheme":"GB50137-2011","jobs":37}`, code), classes[code]...)
	}
}

// addPeople puts people at points, on land, or both.
func (w *world) addPeople(t testing.TB) {
	var points, land []orb.Geometry
	for range 60 {
		points = append(points, w.anywhere())
	}
	for range 5 {
		land = append(land, orb.Polygon{w.blob(-1200+3800*w.Float64(), -1000+2000*w.Float64(), 150, 7)})
	}
	if w.seed%5 != 1 {
		w.addLayer(t, data.Meta{ID: "people", Role: data.RolePopulation}, `{"population":11}`, points...)
	}
	if w.seed%5 != 2 {
		w.addLayer(t, data.Meta{ID: "homes", Role: data.RolePopulation}, `{"population":130}`, land...)
	}
}

// addFacilities adds clinics, two of them at one place, and parks.
func (w *world) addFacilities(t testing.TB) {
	var clinics []orb.Geometry
	for range 1 + w.IntN(14) {
		clinics = append(clinics, w.anywhere())
	}
	clinics = append(clinics, clinics[0], w.area[0][0][w.IntN(20)])
	w.addLayer(t, data.Meta{ID: "clinics", Role: data.RoleFacility, Kind: "clinic"}, "", clinics...)
	w.addLayer(t, data.Meta{ID: "parks", Role: data.RoleFacility, Kind: "park"}, "",
		orb.Polygon{w.blob(-300, 500, 200, 9), reversed(w.blob(-300, 500, 60, 5))},
		orb.MultiPolygon{{w.blob(900, -900, 150, 6)}, {w.blob(1900, 600, 120, 6)}},
		orb.Polygon{w.blob(-1900, -300, 300, 8)},
		w.at(500, 900),
	)
}

func (w *world) study(t testing.TB) *coverage.Study {
	t.Helper()
	s, err := coverage.NewStudy(t.Context(), data.NewDataset(w.layers...), coverage.AreaRef{ID: "place"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// questions are asked of every world.
func (w *world) questions(t testing.TB) []coverage.Question {
	t.Helper()
	var all []coverage.Question
	for _, text := range []string{"land", "landuse:R", "population", "jobs"} {
		demand, err := coverage.ParseDemand(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, service := range []string{"clinic", "park"} {
			for _, radiusM := range []float64{50, 300, 1100, 5000} {
				all = append(all, coverage.Question{Service: service, RadiusM: radiusM * (0.9 + 0.2*w.Float64()), Demand: demand})
			}
		}
	}
	return all
}

// eachWorld runs check on worlds of the first n seeds, or of as many as
// CATCHMENT_ROUNDS says.
func eachWorld(t *testing.T, n int, check func(*testing.T, *world, *coverage.Study, coverage.Question)) {
	for seed := range trial.Rounds(n) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newWorld(t, seed)
			study := w.study(t)
			for _, q := range w.questions(t) {
				t.Run(fmt.Sprintf("%s %.0f m %s", q.Service, q.RadiusM, q.Demand), func(t *testing.T) { check(t, w, study, q) })
			}
		})
	}
}
