package landuse_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/geo/plane"
	"catchment/geo/trial"
)

// additive names the amount of the balance behind each measure that is an
// amount over land, and how many of its units a measure counts in one of land.
var additive = map[string]struct {
	of  string
	per float64
}{
	"far_gross": {"floor_area", 1}, "building_coverage": {"footprint", 1}, "green_ratio": {"green_area", 1}, "population_density": {"population", 1e6},
	"jobs_density": {"jobs", 1e6}, "output_density": {"output", 1e6}, "investment_density": {"invested", 1e6}, "floor_area_density": {"floor_area", 1e6},
}

// fullTown is a random town whose parcels state every amount but jobs, which
// stand at points, with streets that cross it, run along its border and along
// the sides of cells, and footpaths, which do not count.
func fullTown(t testing.TB, r *rand.Rand) landuse.Sources {
	t.Helper()
	w := randomTown(r)
	p := plane.At(origin)
	shapes := make([]orb.Geometry, len(w.parcels))
	for i, m := range w.parcels {
		shapes[i] = p.MultiPolygonToWGS84(m, 0)
	}
	parcels := layerOf(t, data.RoleLandUse, shapes, func(i int) map[string]any {
		m := map[string]any{"floor_area_m2": w.floor[i], "footprint_m2": 50 + i, "green_area_m2": 3 * i, "population": i % 11, "output": 1000 * i, "investment": 77 * i}
		if w.codes[i] != "" {
			m["scheme"], m["code"] = "GB50137-2011", w.codes[i]
		}
		return m
	})
	var jobs []orb.Geometry
	for range 100 {
		jobs = append(jobs, p.ToWGS84(orb.Point{1000*r.Float64() - 500, 1000*r.Float64() - 500}))
	}
	var roads []orb.Geometry
	line := func(points ...orb.Point) {
		var l orb.LineString
		for _, c := range points {
			l = append(l, p.ToWGS84(c))
		}
		roads = append(roads, l)
	}
	at := func() orb.Point { return orb.Point{2000*r.Float64() - 1000, 2000*r.Float64() - 1000} }
	for range 8 {
		line(at(), at(), at())
	}
	line(orb.Point{90, -900}, orb.Point{90, 900})     // a side of squares of 90 m
	line(orb.Point{-900, 0}, orb.Point{900, 0})       // and through corners
	line(orb.Point{55, -900}, orb.Point{55, 900})     // a side of hexagons of 110 m
	line(w.area[0][0]...)                             // the border
	line(orb.Point{-20, -20}, orb.Point{-20.1, -20})  // within a cell
	line(orb.Point{-30, -30}, orb.Point{300, 299.97}) // through corners, nearly
	return landuse.Sources{
		Area: p.MultiPolygonToWGS84(w.area, 0), Parcels: []*data.Layer{parcels}, Scheme: "GB50137-2011",
		People: []*data.Layer{layerOf(t, data.RolePopulation, jobs, func(i int) map[string]any { return map[string]any{"jobs": 1 + i%7} })},
		Roads: []*data.Layer{layerOf(t, data.RoleRoad, roads, func(i int) map[string]any {
			return map[string]any{"highway": []string{"residential", "footway"}[one(i%4 == 2)]}
		})},
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// TestEveryAmountAddsUpInEveryCell: cells of either shape and any size, smoothed
// or not, hold all of every amount, streets among them; and jobs are residents
// times the ratio of the two.
func TestEveryAmountAddsUpInEveryCell(t *testing.T) {
	for seed := range trial.Rounds(12) {
		src := fullTown(t, rand.New(rand.NewPCG(seed, 29)))
		b := balance(t, src)
		if b.Roads.LeftOutM <= 0 || b.Roads.CountedM <= 0 {
			t.Fatalf("seed %d: roads %+v show nothing", seed, b.Roads)
		}
		for _, opt := range []landuse.DensityOptions{
			{Shape: landuse.Square, SizeM: 90}, {Shape: landuse.Hex, SizeM: 110}, {Shape: landuse.Square, SizeM: 31.7}, {Shape: landuse.Hex, SizeM: 47.3},
			{Shape: landuse.Square, SizeM: 5000}, {Shape: landuse.Hex, SizeM: 5000}, {Shape: landuse.Square, SizeM: 90, KernelM: 250}, {Shape: landuse.Hex, SizeM: 110, KernelM: 333},
		} {
			d := density(t, src, opt)
			name := fmt.Sprintf("seed %d, %s of %v m, kernel %v", seed, opt.Shape, opt.SizeM, opt.KernelM)
			for id, a := range additive {
				if got, want := sumOf(t, d, id)/a.per, *b.Measures[a.of].Value; !near(got, want, 1e-9) {
					t.Errorf("%s: %s adds up to %v, %s is %v", name, id, got, a.of, want)
				}
			}
			if got, want := sumOf(t, d, "road_density")/1e6, b.Roads.CountedM/1000; !near(got, want, 1e-9) {
				t.Errorf("%s: %v km of streets in cells, %v in the whole", name, got, want)
			}
			checkRatio(t, name, d)
		}
	}
}

// checkRatio: jobs ÷ residents is that of the cell's densities, and stands
// where there are residents.
func checkRatio(t *testing.T, name string, d *landuse.Density) {
	t.Helper()
	at := map[string]int{}
	for k, m := range d.Measures {
		at[m.ID] = k
	}
	for _, c := range d.Cells {
		people, jobs, ratio := c.Values[at["population_density"]], c.Values[at["jobs_density"]], c.Values[at["jobs_housing_ratio"]]
		if people > 0 && !near(ratio*people, jobs, 1e-9) || people == 0 && !math.IsNaN(ratio) {
			t.Errorf("%s, cell %s: %v jobs and %v people a km², ratio %v", name, c.ID, jobs, people, ratio)
		}
		if n := d.Measures[at["mix_hhi"]].N; n < 2 || d.Measures[at["mix_entropy"]].N != n {
			t.Errorf("%s: the mix is measured against %d classes", name, n)
		}
	}
}

// TestStreetsInCellsAgainstSampling: the streets of each cell are those that a
// walk along them in steps of a few centimetres finds there.
func TestStreetsInCellsAgainstSampling(t *testing.T) {
	trial.Slow(t)
	p := plane.At(origin)
	area := orb.MultiPolygon{{box(-300, -200, 250, 333)}}
	street := orb.LineString{{-400, -250}, {-100, 40}, {20, 20}, {260, 320}}
	var line orb.LineString
	for _, c := range street {
		line = append(line, p.ToWGS84(c))
	}
	src := landuse.Sources{Area: p.MultiPolygonToWGS84(area, 0), Roads: []*data.Layer{layerOf(t, data.RoleRoad, []orb.Geometry{line}, func(int) map[string]any { return nil })}}
	centre := plane.At(plane.CenterOf(src.Area))
	for _, opt := range []landuse.DensityOptions{{Shape: landuse.Square, SizeM: 70}, {Shape: landuse.Hex, SizeM: 83}} {
		d := density(t, src, opt)
		walked := make([]float64, len(d.Cells))
		const stepM = 0.02
		for k := 1; k < len(street); k++ {
			a, b := street[k-1], street[k]
			n := math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1]) / stepM)
			for i := 0.5; i < n; i++ {
				at := orb.Point{a[0] + (b[0]-a[0])*i/n, a[1] + (b[1]-a[1])*i/n}
				if !area.Bound().Contains(at) {
					continue
				}
				here := centre.ToPlane(p.ToWGS84(at))
				nearest := slices.IndexFunc(d.Cells, func(landuse.Cell) bool { return true })
				for j, c := range d.Cells {
					if away(centre.ToPlane(c.Center), here, opt.Shape) < away(centre.ToPlane(d.Cells[nearest].Center), here, opt.Shape) {
						nearest = j
					}
				}
				walked[nearest] += math.Hypot(b[0]-a[0], b[1]-a[1]) / n
			}
		}
		for i, c := range d.Cells {
			for k, m := range d.Measures {
				if got := c.Values[k] * c.AreaM2 / 1000; m.ID == "road_density" && math.Abs(got-walked[i]) > 0.3 { // steps and the 0.1 m of the border
					t.Errorf("%s cell %s: %v m of street, %v walked", opt.Shape, c.ID, got, walked[i])
				}
			}
		}
	}
}

// away is the distance by which the cells of a grid are nearest to a place.
func away(centre, p orb.Point, shape landuse.CellShape) float64 {
	dx, dy := math.Abs(centre[0]-p[0]), math.Abs(centre[1]-p[1])
	if shape == landuse.Square {
		return max(dx, dy)
	}
	return math.Hypot(dx, dy)
}

// TestOrderDoesNotMatter: features in another order, in several layers, layers
// in another order: cells, districts' measures and parcels stay as they are.
func TestOrderDoesNotMatter(t *testing.T) {
	for seed := range trial.Rounds(6) {
		r := rand.New(rand.NewPCG(seed, 31))
		src := fullTown(t, r)
		turned := src
		turned.Parcels, turned.People, turned.Roads = scattered(t, r, src.Parcels[0]), scattered(t, r, src.People[0]), scattered(t, r, src.Roads[0])
		a, b := balance(t, src), balance(t, turned)
		same(t, seed, "scattered over layers", a, b)
		for id, m := range a.Measures {
			if n := b.Measures[id]; (m.Value == nil) != (n.Value == nil) || m.Value != nil && !near(*m.Value, *n.Value, 1e-9) {
				t.Errorf("seed %d: %s is %v, and %v in another order", seed, id, m.Value, n.Value)
			}
		}
		for _, shape := range []landuse.CellShape{landuse.Square, landuse.Hex} {
			c, d := density(t, src, landuse.DensityOptions{Shape: shape, SizeM: 100}), density(t, turned, landuse.DensityOptions{Shape: shape, SizeM: 100})
			if len(c.Cells) != len(d.Cells) || len(c.Measures) != len(d.Measures) {
				t.Fatalf("seed %d, %s: %d cells and %d", seed, shape, len(c.Cells), len(d.Cells))
			}
			for i := range c.Cells {
				for k, v := range c.Cells[i].Values {
					if w := d.Cells[i].Values[k]; !near(v, w, 1e-9) && !(math.IsNaN(v) && math.IsNaN(w)) && math.Abs(v-w) > 1e-9 {
						t.Errorf("seed %d, %s cell %s: %s is %v, and %v in another order", seed, shape, c.Cells[i].ID, c.Measures[k].ID, v, w)
					}
				}
			}
		}
	}
}

// scattered puts the features of a layer into three, in another order.
func scattered(t testing.TB, r *rand.Rand, l *data.Layer) []*data.Layer {
	t.Helper()
	parts := make([][]data.Feature, 3)
	for _, i := range r.Perm(l.Len()) {
		k := r.IntN(len(parts))
		parts[k] = append(parts[k], l.Features[i])
	}
	var out []*data.Layer
	for k, features := range parts {
		made, err := data.NewLayer(data.Meta{ID: fmt.Sprintf("%s-%d", l.ID, k), Role: l.Role}, features)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, made)
	}
	return out
}

// TestWeightedDensityIsBetween: the density of the average person lies between
// those of the emptiest and the fullest parcel anybody lives on, and at or
// above the mean over that land.
func TestWeightedDensityIsBetween(t *testing.T) {
	for seed := range trial.Rounds(30) {
		land, err := landuse.NewLand(t.Context(), fullTown(t, rand.New(rand.NewPCG(seed, 37))))
		if err != nil {
			t.Fatal(err)
		}
		b, err := land.Balance(t.Context(), landuse.BalanceOptions{})
		if err != nil {
			t.Fatal(err)
		}
		least, most, people, m2 := math.Inf(1), 0.0, 0.0, 0.0
		for p := range land.Parcels() {
			if d := p.Values["population_density"]; d > 0 {
				least, most = min(least, d), max(most, d)
				people, m2 = people+d*p.InsideM2, m2+p.InsideM2
			}
		}
		got := *b.Measures["population_density_weighted"].Value
		if got < least*(1-1e-9) || got > most*(1+1e-9) || got < people/m2*(1-1e-9) {
			t.Errorf("seed %d: weighted %v, parcels %v to %v, mean %v", seed, got, least, most, people/m2)
		}
	}
}

// The mix of a parcel: 3,000 m² of flats and 1,000 m² of shops in its buildings
// are shares of ¾ and ¼; a code of two classes gives equal parts; a plain
// parcel has none.
func TestMixOfAParcel(t *testing.T) {
	src := strip(t,
		map[string]any{"scheme": "GB50137-2011", "code": "R2", "population": 200, "jobs": 50},
		map[string]any{"scheme": "GB50137-2011", "code": "B1/R2"},
		map[string]any{"scheme": "GB50137-2011", "code": "M1", "jobs": 10, "population": 0},
		map[string]any{"scheme": "GB50137-2011", "code": "B1+R2+A5"},
	)
	p := plane.At(origin)
	b := func(x float64) orb.Geometry {
		return p.MultiPolygonToWGS84(orb.MultiPolygon{{box(x, 10, x+20, 60)}}, 0)
	}
	src.Buildings = []*data.Layer{layerOf(t, data.RoleBuilding, []orb.Geometry{b(10), b(60), b(80), b(230)}, func(i int) map[string]any {
		return []map[string]any{{"building": "apartments", "floors": 3}, {"building": "retail", "floor_area_m2": 1000}, {"building": "yes", "floors": 9}, {"height": 7}}[i]
	})}
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	measures, err := land.ParcelMeasures([]string{"mix_entropy"})
	if err != nil || len(measures) != 1 || measures[0].N < 8 {
		t.Fatalf("measures %+v, %v", measures, err)
	}
	n := math.Log(float64(measures[0].N))
	want := []map[string]float64{
		{"mix_entropy": -(0.75*math.Log(0.75) + 0.25*math.Log(0.25)) / n, "mix_hhi": 0.625, "jobs_housing_ratio": 0.25},
		{"mix_entropy": math.Ln2 / n, "mix_hhi": 0.5},
		{},
		{"mix_entropy": math.Log(3) / n, "mix_hhi": 1.0 / 3},
	}
	i := 0
	for parcel := range land.Parcels() {
		for _, id := range []string{"mix_entropy", "mix_hhi", "jobs_housing_ratio"} {
			got, ok := parcel.Values[id]
			if v, defined := want[i][id]; ok != defined || ok && !near(got, v, 1e-6) {
				t.Errorf("parcel %d: %s = %v (%v), want %v (%v)", i, id, got, ok, v, defined)
			}
		}
		i++
	}
	if _, err := land.ParcelMeasures([]string{"road_density"}); err == nil {
		t.Error("a parcel is said to have a road density")
	}
}
