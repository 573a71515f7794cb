package landuse_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/geo/plane"
	"catchment/geo/trial"
)

// ratios names the measures that divide by other than the land of the cell.
var ratios = []string{"far_net", "building_coverage_net", "population_density_net", "jobs_density_net", "population_density_weighted", "jobs_housing_ratio"}

// at returns the place of a measure in an answer.
func at(t testing.TB, d *landuse.Density, id string) int {
	t.Helper()
	for k, m := range d.Measures {
		if m.ID == id {
			return k
		}
	}
	t.Fatalf("no measure %q in %v", id, d.Measures)
	return 0
}

// TestNetFiguresAddUp: what net figures are divided by adds up over cells of any
// kind, smoothed or not, to that of the whole; what is divided does as far as
// there is something to divide by; and one cell around everything has the
// figures of the whole.
func TestNetFiguresAddUp(t *testing.T) {
	for seed := range trial.Rounds(16) {
		src := fullTown(t, rand.New(rand.NewPCG(seed, 41)))
		b := balance(t, src)
		for _, opt := range []landuse.DensityOptions{
			{Shape: landuse.Square, SizeM: 90}, {Shape: landuse.Hex, SizeM: 47.3}, {Shape: landuse.Square, SizeM: 90, KernelM: 250}, {Shape: landuse.Hex, SizeM: 110, KernelM: 333},
			{Shape: landuse.Hex, SizeM: 9000},
		} {
			d := density(t, src, opt)
			name := fmt.Sprintf("seed %d, %s of %v m, kernel %v", seed, opt.Shape, opt.SizeM, opt.KernelM)
			for _, id := range ratios {
				whole := b.Measures[id]
				if whole.Value == nil || whole.Denominator == nil {
					t.Fatalf("%s: %s of the whole is %+v", name, id, whole)
				}
				k, of, value := at(t, d, id), 0.0, 0.0
				for _, c := range d.Cells {
					of += c.Of[k]
					if v := c.Values[k]; !math.IsNaN(v) {
						value += v * c.Of[k]
					} else if c.Of[k] > 1e-6 {
						t.Errorf("%s, cell %s: %s has no value of %v", name, c.ID, id, c.Of[k])
					}
				}
				if !near(of, *whole.Denominator, 1e-9) {
					t.Errorf("%s: %s is divided by %v in cells, %v in the whole", name, id, of, *whole.Denominator)
				}
				most := *whole.Value * *whole.Denominator
				lost := id == "population_density_net" || id == "jobs_density_net" || id == "jobs_housing_ratio" // people where no such land is
				if value > most*(1+1e-9) || !lost && !near(value, most, 1e-9) {
					t.Errorf("%s: %s has %v in cells, %v in the whole", name, id, value, most)
				}
				if len(d.Cells) == 1 && !near(d.Cells[0].Values[k], *whole.Value, 1e-9) {
					t.Errorf("%s: %s is %v, the whole has %v", name, id, d.Cells[0].Values[k], *whole.Value)
				}
			}
		}
	}
}

// cutCells is the obvious way to what net figures divide by: each cell is cut by
// the area and by every parcel; parcels of a set are dissolved.
func cutCells(t testing.TB, src landuse.Sources, d *landuse.Density) []map[string][2]float64 {
	t.Helper()
	p := plane.At(plane.CenterOf(src.Area))
	area := inPlane(t, p, src.Area)
	layer := src.Parcels[0]
	shapes := make([]geom.Geometry, layer.Len())
	for i, f := range layer.Features {
		shapes[i] = inPlane(t, p, polygonsOf(f.Geometry))
	}
	meet := func(a, b geom.Geometry) geom.Geometry {
		g, err := geom.Intersection(a, b)
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	out := make([]map[string][2]float64, len(d.Cells))
	for i, c := range d.Cells {
		centre, half := p.ToPlane(c.Center), d.SizeM/2
		var flat []float64
		for _, v := range box(centre[0]-half, centre[1]-half, centre[0]+half, centre[1]+half) {
			flat = append(flat, v[0], v[1])
		}
		cell := meet(geom.NewPolygon([]geom.LineString{geom.NewLineString(geom.NewSequence(flat, geom.DimXY))}).AsGeometry(), area)
		var homes, work []geom.Geometry
		sums := map[string][2]float64{}
		add := func(id string, n, of float64) { sums[id] = [2]float64{sums[id][0] + n, sums[id][1] + of} }
		for k := range shapes {
			part := meet(shapes[k], cell)
			facts, m2 := layer.Facts(k), shapes[k].Area()
			share := part.Area() / m2
			if facts.FloorAreaM2 > 0 {
				add("far_net", facts.FloorAreaM2*share, part.Area())
			}
			add("building_coverage_net", facts.FootprintM2*share, part.Area())
			add("population_density_net", facts.Population*share, 0)
			add("population_density_weighted", facts.Population*share*facts.Population/m2, facts.Population*share)
			switch code := facts.Class.Code; {
			case strings.HasPrefix(code, "R"):
				homes = append(homes, part)
			case code != "" && strings.Contains("ABMW", code[:1]):
				work = append(work, part)
			}
		}
		add("population_density_net", 0, union(t, homes).Area())
		add("jobs_density_net", 0, union(t, work).Area())
		out[i] = sums
	}
	return out
}

// TestNetFiguresAgainstCutting holds every cell of towns whose parcels overlap
// against another library's clipping.
func TestNetFiguresAgainstCutting(t *testing.T) {
	for seed := range trial.Rounds(4) {
		src := fullTown(t, rand.New(rand.NewPCG(seed, 43)))
		d := density(t, src, landuse.DensityOptions{SizeM: 130})
		for i, want := range cutCells(t, src, d) {
			c := d.Cells[i]
			for id, w := range want {
				k, per := at(t, d, id), 1.0
				if strings.HasPrefix(d.Measures[k].Unit, "people") {
					per = 1e6
				}
				if math.Abs(c.Of[k]-w[1]) > 1e-3+1e-6*w[1] {
					t.Errorf("seed %d, cell %s: %s is divided by %v, cutting gives %v", seed, c.ID, id, c.Of[k], w[1])
				}
				if v := w[0] / w[1] * per; id != "jobs_density_net" && w[1] > 1 && !near(c.Values[k], v, 1e-4) {
					t.Errorf("seed %d, cell %s: %s is %v, cutting gives %v", seed, c.ID, id, c.Values[k], v)
				}
			}
		}
	}
}

// Three parcels of 10,000 m² in three cells: homes, a works, and a park where
// nobody builds, lives or works.
func TestNetFiguresByHand(t *testing.T) {
	src := strip(t,
		map[string]any{"scheme": "GB50137-2011", "code": "R2", "floor_area_m2": 20_000, "footprint_m2": 3000, "population": 400, "jobs": 20},
		map[string]any{"scheme": "GB50137-2011", "code": "M1", "floor_area_m2": 8000, "footprint_m2": 5000, "jobs": 180},
		map[string]any{"scheme": "GB50137-2011", "code": "G1", "floor_area_m2": 0})
	b := balance(t, src)
	for id, want := range map[string]float64{
		"far_net": 1.4, "building_coverage_net": 0.4, "population_density_net": 40_000, "jobs_density_net": 20_000, "population_density_weighted": 40_000,
		"park_land_per_person": 25, "jobs_housing_ratio": 0.5,
	} {
		if m := b.Measures[id]; m.Value == nil || !near(*m.Value, want, 1e-4) {
			t.Errorf("%s = %v (%s), want %v", id, deref(m.Value), m.Note, want)
		}
	}
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	want := []map[string]float64{
		{"far_net": 2, "building_coverage_net": 0.3, "population_density_net": 40_000, "population_density_weighted": 40_000},
		{"far_net": 0.8, "building_coverage_net": 0.5, "jobs_density_net": 18_000}, {},
	}
	for p := range land.Parcels() {
		for _, id := range ratios[:5] {
			got, ok := p.Values[id]
			if v, defined := want[p.Feature][id]; ok != defined || ok && !near(got, v, 1e-4) {
				t.Errorf("parcel %d: %s = %v (%v), want %v (%v)", p.Feature, id, got, ok, v, defined)
			}
		}
	}
}

// Where the sources do not say what a net figure needs, it has no values and
// says why; it is not offered unasked.
func TestNetFiguresWithoutSources(t *testing.T) {
	p := plane.At(origin)
	src := strip(t, map[string]any{"scheme": "GB50137-2011", "code": "R2"}, map[string]any{"landuse": "residential"})
	src.People = []*data.Layer{layerOf(t, data.RolePopulation, []orb.Geometry{p.ToWGS84(orb.Point{50, 50})}, func(int) map[string]any { return map[string]any{"population": 7} })}
	src.Buildings = []*data.Layer{layerOf(t, data.RoleBuilding, []orb.Geometry{p.MultiPolygonToWGS84(orb.MultiPolygon{{box(10, 10, 60, 30)}}, 0)}, func(int) map[string]any { return nil })}
	for id, why := range map[string]string{
		"far_net": "stated by parcels", "building_coverage_net": "stated by parcels", "jobs_density_net": "no source places jobs", "population_density_weighted": "no polygons",
	} {
		d := density(t, src, landuse.DensityOptions{Measures: []string{id}})
		if !strings.Contains(d.Measures[0].Note, why) || !math.IsNaN(d.Cells[0].Values[0]) {
			t.Errorf("%s: note %q and %v, want %q and none", id, d.Measures[0].Note, d.Cells[0].Values[0], why)
		}
		for _, m := range density(t, src, landuse.DensityOptions{}).Measures {
			if m.ID == id {
				t.Errorf("%s is offered", id)
			}
		}
	}
	if d := density(t, src, landuse.DensityOptions{SizeM: 1000}); !near(d.Cells[0].Values[at(t, d, "population_density_net")], 700, 1) {
		t.Errorf("%v people a km² of homes", d.Cells[0].Values[at(t, d, "population_density_net")])
	}
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := land.ParcelMeasures([]string{"beauty"}); !errors.Is(err, landuse.ErrMeasure) {
		t.Errorf("ParcelMeasures(beauty) = %v", err)
	}
}
