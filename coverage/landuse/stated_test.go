package landuse_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/geo/plane"
)

// faultsOf returns what is said of each feature: its number, the rule and
// whether the value counts.
func faultsOf(b *landuse.Balance) []string {
	var out []string
	for _, f := range b.Faults {
		used := " left out"
		if f.Used {
			used = " used"
		}
		out = append(out, f.Feature+" "+f.What+" "+f.Rule+used)
	}
	slices.Sort(out)
	return out
}

// Squares of 10,000 m² that state their floor area, their FAR, or both.
func TestStatedRatios(t *testing.T) {
	type said = map[string]any
	far := func(v any) said { return said{"code": "R2", "容积率": v} }
	floor := func(v any) said { return said{"code": "R2", "建筑面积": v} }
	both := func(m2, far any) said { return said{"code": "R2", "floor_area_m2": m2, "plot_ratio": far} }
	for _, tt := range []struct {
		name              string
		measure           string
		land              []said
		total             float64
		stated, byRatio   int
		missing, out, odd int
		basis             landuse.Stated
		faults            []string
	}{
		{"floor area alone", "floor_area", []said{floor(15_000), {"code": "G1"}}, 15_000, 1, 0, 1, 0, 0, landuse.StatedAmount, nil},
		{"FAR alone", "floor_area", []said{far(2.5), far("1.5"), {"code": "G1"}}, 40_000, 2, 2, 1, 0, 0, landuse.StatedRatio, nil},
		{"either", "floor_area", []said{floor(15_000), far(2)}, 35_000, 2, 1, 0, 0, 0, landuse.StatedEither, nil},
		{"both, that agree", "floor_area", []said{both(15_000, 1.6), both(0, 0)}, 15_000, 2, 0, 0, 0, 0, landuse.StatedAmount, nil},
		{"both, that differ", "floor_area", []said{both(15_000, 1.7), both(15_000, 1.3), both(0, 1)}, 30_000, 3, 0, 0, 0, 3, landuse.StatedAmount,
			[]string{"0 floor_area ratio_differs used", "1 floor_area ratio_differs used", "2 floor_area ratio_differs used"}},
		{"FAR of 40 and of 400", "floor_area", []said{far(40), far(400)}, 400_000, 1, 1, 1, 1, 1, landuse.StatedRatio,
			[]string{"0 far floor_area_steep used", "1 far floor_area_steep left out"}},
		{"FAR below 0, in words, empty", "floor_area", []said{far(-2), far("about two"), far("-"), far(1)}, 10_000, 1, 1, 3, 2, 0, landuse.StatedRatio,
			[]string{"0 容积率 number_unclear left out", "1 容积率 number_unclear left out"}},
		{"floor area in words, FAR plain", "floor_area", []said{both("much", 2), floor(10_000)}, 30_000, 2, 1, 0, 0, 0, landuse.StatedEither,
			[]string{"0 floor_area_m2 number_unclear left out"}},
		{"floor area that cannot be, FAR plain", "floor_area", []said{both(9e6, 2), floor(10_000)}, 30_000, 2, 1, 0, 0, 0, landuse.StatedEither,
			[]string{"0 floor_area floor_area_steep left out"}},
		{"building coverage", "footprint", []said{{"建筑密度": "30%"}, {"建筑密度": 0.2}, {"footprint_m2": 1000, "建筑密度（%）": 20}}, 6000, 3, 2, 0, 0, 1, landuse.StatedEither,
			[]string{"2 footprint ratio_differs used"}},
		{"building coverage in bare per cent", "footprint", []said{{"建筑密度": 30}, {"建筑密度": 0.3}}, 3000, 1, 1, 1, 1, 0, landuse.StatedRatio,
			[]string{"0 建筑密度 number_unclear left out"}},
		{"green ratio", "green_area", []said{{"绿地率": "35 %"}, {"green_area_m2": 4000}}, 7500, 2, 1, 0, 0, 0, landuse.StatedEither, nil},
	} {
		b := balance(t, strip(t, tt.land...))
		m := b.Measures[tt.measure]
		if m.Value == nil || !near(*m.Value, tt.total, 1e-6) || m.From != "parcels" {
			t.Errorf("%s: %s = %v, want %v", tt.name, tt.measure, deref(m.Value), tt.total)
		}
		if m.Stated != tt.stated || m.ByRatio != tt.byRatio || m.Missing != tt.missing || m.LeftOut != tt.out || m.Doubted != tt.odd || m.Basis != tt.basis {
			t.Errorf("%s: %d state it, %d by ratio, %d missing, %d left out, %d doubted, basis %q; want %+v", tt.name, m.Stated, m.ByRatio, m.Missing, m.LeftOut, m.Doubted, m.Basis, tt)
		}
		if got := faultsOf(b); !slices.Equal(got, tt.faults) || b.FaultCount != len(tt.faults) {
			t.Errorf("%s: faults %q, want %q", tt.name, got, tt.faults)
		}
	}
}

// Where nobody states a floor area, buildings go before stated FAR; parcels that
// state one go before buildings, and FAR helps the others of them.
func TestBuildingsGoBeforeRatios(t *testing.T) {
	p := plane.At(origin)
	house := func() []*data.Layer {
		return []*data.Layer{layerOf(t, data.RoleBuilding, []orb.Geometry{p.MultiPolygonToWGS84(orb.MultiPolygon{{box(10, 10, 60, 30)}}, 0)},
			func(int) map[string]any { return map[string]any{"floors": 6, "status": "existing"} })}
	}
	for _, tt := range []struct {
		name      string
		land      []map[string]any
		buildings []*data.Layer
		keep      func(data.Facts) bool
		total     float64
		from      string
	}{
		{"FAR and buildings", []map[string]any{{"far": 2}, {"far": 400}}, house(), nil, 6000, "buildings"},
		{"FAR and buildings that do not count", []map[string]any{{"far": 2}, {"far": 3}}, house(), func(f data.Facts) bool { return math.IsNaN(f.Floors) }, 50_000, "parcels"},
		{"floor area of one parcel, FAR, buildings", []map[string]any{{"far": 2}, {"floor_area_m2": 1000}}, house(), nil, 21_000, "parcels"},
		{"FAR alone", []map[string]any{{"far": 2}, {}}, nil, nil, 20_000, "parcels"},
	} {
		src := strip(t, tt.land...)
		src.Buildings, src.Keep = tt.buildings, tt.keep
		b := balance(t, src)
		if m := b.Measures["floor_area"]; m.From != tt.from || !near(deref(m.Value), tt.total, 1e-6) {
			t.Errorf("%s: %v m² from %s, want %v from %s", tt.name, deref(m.Value), m.From, tt.total, tt.from)
		}
		if tt.from == "buildings" && b.FaultCount > 0 {
			t.Errorf("%s: faults of what is not looked at: %+v", tt.name, b.Faults)
		}
	}
}

// A FAR stated for every parcel gives what the floor areas it stands for give,
// in the whole, in every cell and of every parcel.
func TestRatiosStandForAmounts(t *testing.T) {
	direct := strip(t, map[string]any{"code": "R2", "floor_area_m2": 25_000, "footprint_m2": 3000, "green_area_m2": 3500}, map[string]any{"code": "M1", "floor_area_m2": 8000, "footprint_m2": 5000, "green_area_m2": 1000})
	ratios := strip(t, map[string]any{"code": "R2", "far": 2.5, "building_coverage": 0.3, "green_ratio": "35%"}, map[string]any{"code": "M1", "far": 0.8, "building_coverage": "50 %", "green_ratio": 0.1})
	a, b := balance(t, direct), balance(t, ratios)
	for id, m := range a.Measures {
		if n := b.Measures[id]; (m.Value == nil) != (n.Value == nil) || m.Value != nil && !near(*m.Value, *n.Value, 1e-6) {
			t.Errorf("%s is %v by amounts, %v by ratios", id, deref(m.Value), deref(n.Value))
		}
	}
	c, d := density(t, direct, landuse.DensityOptions{SizeM: 70}), density(t, ratios, landuse.DensityOptions{SizeM: 70})
	for i := range c.Cells {
		for k, v := range c.Cells[i].Values {
			if w := d.Cells[i].Values[k]; !near(v, w, 1e-6) && !(math.IsNaN(v) && math.IsNaN(w)) {
				t.Errorf("cell %s, %s: %v by amounts, %v by ratios", c.Cells[i].ID, c.Measures[k].ID, v, w)
			}
		}
	}
	land, err := landuse.NewLand(t.Context(), ratios)
	if err != nil {
		t.Fatal(err)
	}
	for p := range land.Parcels() {
		want := []float64{2.5, 0.8}[p.Feature]
		if !near(p.Values["far_gross"], want, 1e-9) {
			t.Errorf("parcel %d: FAR %v, it states %v", p.Feature, p.Values["far_gross"], want)
		}
	}
}

// More than a person or a job for each 2 m² of land or of floor is doubted:
// named, counted and used; one for each 2 m² is not.
func TestCrowdsAreDoubted(t *testing.T) {
	b := balance(t, strip(t,
		map[string]any{"population": 4990}, map[string]any{"population": 5100}, map[string]any{"jobs": 6000, "population": 10},
		map[string]any{"population": 600, "floor_area_m2": 1000}, map[string]any{"jobs": 500, "floor_area_m2": 1000},
		map[string]any{"jobs": 2600, "far": 0.5}, map[string]any{"population": 400, "floor_area_m2": 0}))
	if got, want := faultsOf(b), []string{"1 population crowded used", "2 jobs crowded used", "3 population crowded used", "5 jobs crowded used"}; !slices.Equal(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
	for id, want := range map[string][2]float64{"population": {11_100, 2}, "jobs": {9100, 2}, "population_density": {11_100 / 0.07, 2}} {
		if m := b.Measures[id]; !near(deref(m.Value), want[0], 1e-4) || float64(m.Doubted) != want[1] || m.LeftOut != 0 {
			t.Errorf("%s = %v with %d doubted, want %v with %v", id, deref(m.Value), m.Doubted, want[0], want[1])
		}
	}
	// Census blocks too.
	p := plane.At(origin)
	src := strip(t, map[string]any{"code": "R2"})
	src.People = []*data.Layer{layerOf(t, data.RolePopulation, []orb.Geometry{p.MultiPolygonToWGS84(orb.MultiPolygon{{box(0, 0, 10, 10)}}, 0)}, func(int) map[string]any { return map[string]any{"population": 51} })}
	if b := balance(t, src); b.FaultCount != 1 || b.Faults[0].Rule != "crowded" || deref(b.Measures["population"].Value) < 50.99 {
		t.Errorf("51 people on 100 m²: %+v, %v people", b.Faults, deref(b.Measures["population"].Value))
	}
}

// Parks and protective green land that state no green land count whole where
// others state theirs; without any, nothing is said of green land.
func TestGreenByClass(t *testing.T) {
	type said = map[string]any
	for _, tt := range []struct {
		name    string
		land    []said
		want    float64
		byClass int
	}{
		{"park, protective green, square, homes", []said{{"code": "G1"}, {"code": "G2"}, {"code": "G3"}, {"code": "R2", "green_area_m2": 3000}, {"code": "R2"}}, 23_000, 2},
		{"a park that states less", []said{{"code": "G1", "green_area_m2": 6000}, {"code": "G11"}, {"code": "R2", "绿地率": 0.3}}, 19_000, 1},
		{"a park of no green land", []said{{"code": "G1", "green_area_m2": 0}, {"code": "R2", "green_area_m2": 3000}}, 3000, 0},
		{"none states any", []said{{"code": "G1"}, {"code": "R2"}}, math.NaN(), 0},
	} {
		b := balance(t, strip(t, tt.land...))
		m := b.Measures["green_area"]
		if math.IsNaN(tt.want) {
			if m.Value != nil {
				t.Errorf("%s: %v m² of green land, want none said", tt.name, *m.Value)
			}
			continue
		}
		if m.Value == nil || !near(*m.Value, tt.want, 1e-4) || m.ByClass != tt.byClass {
			t.Errorf("%s: %v m² of green land, %d by class; want %v, %d", tt.name, deref(m.Value), m.ByClass, tt.want, tt.byClass)
		}
		if n := len(tt.land); m.Stated+m.Missing+m.ByClass != n {
			t.Errorf("%s: %d stated, %d missing, %d by class of %d", tt.name, m.Stated, m.Missing, m.ByClass, n)
		}
	}
}
