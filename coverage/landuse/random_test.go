package landuse_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/plane"
	"catchment/geo/trial"
)

var origin = orb.Point{118.88, 42.26}

// town is a made-up place: a study area and parcels given in metres around
// origin, so that areas can be counted on a grid.
type town struct {
	area    orb.MultiPolygon
	parcels []orb.MultiPolygon
	codes   []string
	floor   []float64
}

// layerOf turns shapes in metres into a layer.
func layerOf(t testing.TB, role data.Role, shapes []orb.Geometry, properties func(i int) map[string]any) *data.Layer {
	t.Helper()
	features := make([]data.Feature, len(shapes))
	for i, s := range shapes {
		text, err := json.Marshal(properties(i))
		if err != nil {
			t.Fatal(err)
		}
		features[i] = data.Feature{ID: fmt.Sprint(i), Geometry: s, Properties: text}
	}
	l, err := data.NewLayer(data.Meta{ID: string(role), Role: role}, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (w town) sources(t testing.TB) landuse.Sources {
	t.Helper()
	p := plane.At(origin)
	shapes := make([]orb.Geometry, len(w.parcels))
	for i, s := range w.parcels {
		shapes[i] = p.MultiPolygonToWGS84(s, 0)
	}
	layer := layerOf(t, data.RoleLandUse, shapes, func(i int) map[string]any {
		m := map[string]any{"floor_area_m2": w.floor[i]}
		if w.codes[i] != "" {
			m["scheme"], m["code"] = standards.GB50137, w.codes[i]
		}
		return m
	})
	return landuse.Sources{Area: p.MultiPolygonToWGS84(w.area, 0), Parcels: []*data.Layer{layer}, Scheme: standards.GB50137}
}

func balance(t testing.TB, src landuse.Sources) *landuse.Balance {
	t.Helper()
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	b, err := land.Balance(t.Context(), landuse.BalanceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var someCodes = []string{"R", "R2", "R21", "R22", "A33", "B", "B1", "M1", "G1", "S1", ""}

// randomTown draws overlapping blobs, boxes on a grid that share edges,
// parcels with holes and of several parts.
func randomTown(r *rand.Rand) town {
	w := town{area: orb.MultiPolygon{{blob(r, 0, 0, 400)}}}
	if r.IntN(2) == 0 {
		w.area = append(w.area, orb.Polygon{blob(r, 700, 100, 250)}) // may overlap the first
	}
	if r.IntN(3) == 0 {
		w.area[0] = append(w.area[0], reversed(box(-60, -60, 60, 60)))
	}
	add := func(m orb.MultiPolygon) {
		w.parcels = append(w.parcels, m)
		w.codes = append(w.codes, someCodes[r.IntN(len(someCodes))])
		w.floor = append(w.floor, float64(r.IntN(5000)))
	}
	for x := -400.0; x < 400; x += 100 {
		for y := -300.0; y < 300; y += 100 {
			if r.IntN(3) > 0 {
				add(orb.MultiPolygon{{box(x, y, x+100, y+100)}})
			}
		}
	}
	for range r.IntN(12) {
		add(orb.MultiPolygon{{blob(r, 900*r.Float64()-450, 900*r.Float64()-450, 40+150*r.Float64())}})
	}
	add(orb.MultiPolygon{{box(-200, -200, 200, 200), reversed(box(-100, -100, 100, 100))}, {box(-50, -50, 50, 50)}})
	if r.IntN(2) == 0 {
		add(w.parcels[r.IntN(len(w.parcels))]) // the same twice
	}
	return w
}

func box(x0, y0, x1, y1 float64) orb.Ring {
	return orb.Ring{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}
}

func reversed(r orb.Ring) orb.Ring {
	out := slices.Clone(r)
	slices.Reverse(out)
	return out
}

// blob is a star-shaped ring around x, y.
func blob(r *rand.Rand, x, y, radiusM float64) orb.Ring {
	n := 4 + r.IntN(12)
	out := make(orb.Ring, 0, n+1)
	for i := range n {
		a := 2 * math.Pi * (float64(i) + 0.6*r.Float64()) / float64(n)
		d := radiusM * (0.4 + 0.6*r.Float64())
		out = append(out, orb.Point{x + d*math.Cos(a), y + d*math.Sin(a)})
	}
	return append(out, out[0])
}

// winds is the slow, obvious inside test.
func winds(m orb.MultiPolygon, p orb.Point) bool {
	wind := 0
	for _, poly := range m {
		for _, ring := range poly {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				left := (b[0]-a[0])*(p[1]-a[1]) - (p[0]-a[0])*(b[1]-a[1])
				switch {
				case a[1] <= p[1] && b[1] > p[1] && left > 0:
					wind++
				case a[1] > p[1] && b[1] <= p[1] && left < 0:
					wind--
				}
			}
		}
	}
	return wind != 0
}

// The balance of random towns against counting the points of a fine grid.
// A shape of perimeter p is off by about the square root of p·h times h for a
// grid of h metres: for the towns here well below 400 m².
func TestBalanceAgainstGrid(t *testing.T) {
	trial.Slow(t)
	const h, tolerance = 2.0, 400.0
	for seed := range trial.Rounds(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		w := randomTown(r)
		want := map[string]float64{}
		shares := map[string]float64{}
		area, covered, contested := 0.0, 0.0, 0.0
		for x := -1000 + h/3; x < 1200; x += h {
			for y := -1000 + h/3; y < 1000; y += h {
				p := orb.Point{x, y}
				if !winds(w.area, p) {
					continue
				}
				area += h * h
				classes := map[string]bool{}
				depth := 0
				for i, m := range w.parcels {
					if winds(m, p) {
						depth++
						if c := w.codes[i]; c != "" {
							classes[c[:1]] = true
						} else {
							want[""] += h * h / float64(1+countUnclassified(w, p, i))
						}
					}
				}
				if depth > 0 {
					covered += h * h
				}
				if depth > 1 {
					contested += h * h
				}
				for c := range classes {
					want[c] += h * h
					shares[c] += h * h / float64(len(classes))
				}
			}
		}
		b := balance(t, w.sources(t))
		checkShares(t, b)
		check := func(what string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > tolerance {
				t.Errorf("seed %d, %s: got %.1f m², counted %.1f", seed, what, got, want)
			}
		}
		check("area", b.AreaM2, area)
		check("covered", b.CoveredM2, covered)
		check("overlap", b.OverlapM2, contested)
		check("unclassified", b.Unclassified.AreaM2, want[""])
		for _, row := range b.Levels[0] {
			check(row.Code, row.AreaM2, want[row.Code])
			check(row.Code+" share", row.Share*b.AreaM2, shares[row.Code])
			delete(shares, row.Code)
		}
		for code, m2 := range shares {
			check("missing "+code, 0, m2)
		}
	}
}

// countUnclassified counts the parcels before i without a class that hold p,
// and after it, so that each spot is counted once.
func countUnclassified(w town, p orb.Point, i int) int {
	n := 0
	for j, m := range w.parcels {
		if j != i && w.codes[j] == "" && winds(m, p) {
			n++
		}
	}
	return n
}

func TestBalanceLaws(t *testing.T) {
	for seed := range trial.Rounds(30) {
		r := rand.New(rand.NewPCG(seed, 2))
		w := randomTown(r)
		b := balance(t, w.sources(t))
		checkShares(t, b)

		// Order of the parcels, where a ring starts, and which layer a parcel
		// stands in do not matter.
		shuffled := town{area: w.area}
		for _, i := range r.Perm(len(w.parcels)) {
			m := w.parcels[i].Clone()
			for _, poly := range m {
				for k, ring := range poly {
					n := 1 + r.IntN(len(ring)-1)
					turned := append(slices.Clone(ring[n:]), ring[1:n+1]...)
					poly[k] = turned
				}
			}
			shuffled.parcels = append(shuffled.parcels, m)
			shuffled.codes = append(shuffled.codes, w.codes[i])
			shuffled.floor = append(shuffled.floor, w.floor[i])
		}
		same(t, seed, "shuffled", b, balance(t, shuffled.sources(t)))

		// The parts of a level add up to their class, and to the class itself
		// where nothing overlaps.
		for level := 1; level < 3; level++ {
			for _, parent := range b.Levels[level-1] {
				sum, percent, parcels := 0.0, 0.0, 0.0
				for _, row := range b.Levels[level] {
					if row.Parent == parent.Code && row.Level == level+1 || row.Code == parent.Code {
						sum += row.AreaM2
						percent += row.SharePercent
						parcels += row.ParcelsM2
					}
				}
				if sum < parent.AreaM2-1e-3 || math.Abs(percent-parent.SharePercent) > 1e-9 || !near(parcels, parent.ParcelsM2, 1e-9) {
					t.Errorf("seed %d: %s has %v m², %v %%, parcels %v; its parts %v, %v, %v", seed, parent.Code, parent.AreaM2, parent.SharePercent, parent.ParcelsM2, sum, percent, parcels)
				}
			}
		}

		// The overlaps listed are what two parcels have in common.
		pairs := 0.0
		for _, o := range b.Overlaps {
			pairs += o.AreaM2
		}
		if pairs+b.SliversM2+1e-3 < b.OverlapM2 || b.OverlapM2 > b.ExcessM2+1e-3 {
			t.Errorf("seed %d: pairs %v, overlap %v, excess %v", seed, pairs, b.OverlapM2, b.ExcessM2)
		}
	}
}

func same(t *testing.T, seed uint64, what string, a, b *landuse.Balance) {
	t.Helper()
	close := func(x, y float64) bool { return math.Abs(x-y) < 1e-4 }
	if !close(a.AreaM2, b.AreaM2) || !close(a.CoveredM2, b.CoveredM2) || !close(a.OverlapM2, b.OverlapM2) || a.OverlapCount != b.OverlapCount {
		t.Errorf("seed %d, %s: area %v %v, covered %v %v, overlap %v %v", seed, what, a.AreaM2, b.AreaM2, a.CoveredM2, b.CoveredM2, a.OverlapM2, b.OverlapM2)
	}
	for level := range a.Levels {
		if len(a.Levels[level]) != len(b.Levels[level]) {
			t.Fatalf("seed %d, %s: %d and %d classes", seed, what, len(a.Levels[level]), len(b.Levels[level]))
		}
		for i, x := range a.Levels[level] {
			y := b.Levels[level][i]
			if x.Code != y.Code || !close(x.AreaM2, y.AreaM2) || !close(x.Share*a.AreaM2, y.Share*b.AreaM2) || x.Features != y.Features {
				t.Errorf("seed %d, %s: %+v and %+v", seed, what, x, y)
			}
		}
	}
}
