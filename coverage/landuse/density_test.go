package landuse_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/geo/measure"
	"catchment/geo/plane"
	"catchment/geo/trial"
)

func density(t testing.TB, src landuse.Sources, opt landuse.DensityOptions) *landuse.Density {
	t.Helper()
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	d, err := land.Density(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// sumOf returns what all cells have of a measure, values times areas.
func sumOf(t testing.TB, d *landuse.Density, id string) float64 {
	t.Helper()
	for k, m := range d.Measures {
		if m.ID == id {
			sum := 0.0
			for _, c := range d.Cells {
				sum += c.Values[k] * c.AreaM2
			}
			return sum
		}
	}
	t.Fatalf("no measure %q in %v", id, d.Measures)
	return 0
}

func TestCellsAddUpToTheWhole(t *testing.T) {
	for seed := range trial.Rounds(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		w := randomTown(r)
		src := w.sources(t)
		p := plane.At(origin)
		var people []orb.Geometry
		for range 200 {
			people = append(people, p.ToWGS84(orb.Point{1000*r.Float64() - 500, 1000*r.Float64() - 500}))
		}
		src.People = []*data.Layer{layerOf(t, data.RolePopulation, people, func(i int) map[string]any { return map[string]any{"population": i % 7} })}
		b := balance(t, src)
		for _, opt := range []landuse.DensityOptions{{Shape: landuse.Square, SizeM: 90}, {Shape: landuse.Hex, SizeM: 110}, {Shape: landuse.Square, SizeM: 5000}} {
			d := density(t, src, opt)
			area, shapes := 0.0, 0.0
			whole := opt.SizeM * opt.SizeM
			if opt.Shape == landuse.Hex {
				whole *= math.Sqrt(3) / 2
			}
			for _, c := range d.Cells {
				area += c.AreaM2
				if c.AreaM2 > whole*(1+1e-9) {
					t.Errorf("seed %d, %s %v, cell %s: %v m² is more than a cell", seed, opt.Shape, opt.SizeM, c.ID, c.AreaM2)
				}
				m2 := measure.Area(c.Shape)
				shapes += m2
				if math.Abs(m2-c.AreaM2) > 0.01+1e-6*whole {
					t.Errorf("seed %d, %s %v, cell %s: shape has %v m², cell %v", seed, opt.Shape, opt.SizeM, c.ID, m2, c.AreaM2)
				}
			}
			if !near(area, b.AreaM2, 1e-9) {
				t.Errorf("seed %d, %s %v: cells have %v m², the area %v", seed, opt.Shape, opt.SizeM, area, b.AreaM2)
			}
			if got, want := sumOf(t, d, "far_gross"), *b.Measures["floor_area"].Value; !near(got, want, 1e-9) {
				t.Errorf("seed %d, %s %v: floor area %v in cells, %v in the whole", seed, opt.Shape, opt.SizeM, got, want)
			}
			if got, want := sumOf(t, d, "population_density")/1e6, *b.Measures["population"].Value; !near(got, want, 1e-9) {
				t.Errorf("seed %d, %s %v: %v people in cells, %v in the whole", seed, opt.Shape, opt.SizeM, got, want)
			}
		}
		// One cell around everything has the mix of the whole.
		d := density(t, src, landuse.DensityOptions{Shape: landuse.Hex, SizeM: 9000, Measures: []string{"mix_entropy"}})
		if len(d.Cells) == 1 && math.Abs(d.Cells[0].Values[0]-*b.Measures["mix_entropy"].Value) > 1e-9 {
			t.Errorf("seed %d: mix of one cell %v, of the whole %v", seed, d.Cells[0].Values[0], *b.Measures["mix_entropy"].Value)
		}
	}
}

// A cell at the edge is divided by what is inside: a uniform town is uniform
// in every cell.
func TestEdgeCellsAreNotDiluted(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	outline := blob(r, 0, 0, 700)
	w := town{area: orb.MultiPolygon{{outline}}}
	w.parcels = []orb.MultiPolygon{{{box(-800, -800, 0, 800)}}, {{box(0, -800, 800, 800)}}}
	w.codes = []string{"R2", "M1"}
	w.floor = []float64{800 * 1600 * 1.5, 800 * 1600 * 1.5}
	for _, shape := range []landuse.CellShape{landuse.Square, landuse.Hex} {
		d := density(t, w.sources(t), landuse.DensityOptions{Shape: shape, SizeM: 130, Measures: []string{"far_gross"}})
		if len(d.Cells) < 40 {
			t.Fatalf("%s: %d cells", shape, len(d.Cells))
		}
		for _, c := range d.Cells {
			if math.Abs(c.Values[0]-1.5) > 1e-6 {
				t.Errorf("%s cell %s of %.3f m²: FAR %v, want 1.5", shape, c.ID, c.AreaM2, c.Values[0])
			}
			want := "R"
			if east := plane.At(origin).ToPlane(c.Center); east[0] > 65 {
				want = "M"
			} else if east[0] > -65 {
				continue
			}
			if c.Dominant != want || math.Abs(c.DominantShare-1) > 1e-6 {
				t.Errorf("%s cell %s: dominant %q with %v, want %q alone", shape, c.ID, c.Dominant, c.DominantShare, want)
			}
		}
	}
}

func TestCellsRefused(t *testing.T) {
	w := randomTown(rand.New(rand.NewPCG(1, 1)))
	land, err := landuse.NewLand(t.Context(), w.sources(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, opt := range []landuse.DensityOptions{{SizeM: -1}, {SizeM: math.NaN()}, {SizeM: math.Inf(1)}, {Shape: "triangle"}} {
		if _, err := land.Density(t.Context(), opt); !errors.Is(err, landuse.ErrCells) {
			t.Errorf("Density(%+v) = %v, want ErrCells", opt, err)
		}
	}
	for _, size := range []float64{1e-300, 1e-9, 0.01, 3} {
		var many *landuse.CellsError
		_, err := land.Density(t.Context(), landuse.DensityOptions{SizeM: size, Most: 1000})
		if !errors.As(err, &many) || !errors.Is(err, landuse.ErrTooManyCells) {
			t.Errorf("cells of %v m: %v, want a CellsError", size, err)
			continue
		}
		if d, err := land.Density(t.Context(), landuse.DensityOptions{SizeM: many.LeastSizeM, Most: 1000}); err != nil || len(d.Cells) > 1000 {
			t.Errorf("cells of %v m, said to fit: %v", many.LeastSizeM, err)
		}
	}
	if _, err := land.Density(t.Context(), landuse.DensityOptions{Measures: []string{"beauty"}}); !errors.Is(err, landuse.ErrMeasure) {
		t.Errorf("measure beauty: %v, want ErrMeasure", err)
	}
	if _, err := landuse.NewLand(t.Context(), landuse.Sources{}); !errors.Is(err, landuse.ErrNoArea) {
		t.Errorf("no area: %v, want ErrNoArea", err)
	}
}

// Smoothing keeps the total, spreads no farther than its radius, and leaves a
// single cell alone when the radius is small.
func TestKernelKeepsTheTotal(t *testing.T) {
	p := plane.At(origin)
	for seed := range trial.Rounds(10) {
		r := rand.New(rand.NewPCG(seed, 13))
		w := randomTown(r)
		src := w.sources(t)
		b := balance(t, src)
		for _, shape := range []landuse.CellShape{landuse.Square, landuse.Hex} {
			for _, kernelM := range []float64{1, 120, 333} {
				d := density(t, src, landuse.DensityOptions{Shape: shape, SizeM: 60, KernelM: kernelM, Measures: []string{"far_gross"}})
				if got, want := sumOf(t, d, "far_gross"), *b.Measures["floor_area"].Value; !near(got, want, 1e-9) {
					t.Errorf("seed %d, %s, kernel %v m: %v m² of floor in cells, %v in the whole", seed, shape, kernelM, got, want)
				}
			}
			plain := density(t, src, landuse.DensityOptions{Shape: shape, SizeM: 60, Measures: []string{"far_gross"}})
			still := density(t, src, landuse.DensityOptions{Shape: shape, SizeM: 60, KernelM: 1, Measures: []string{"far_gross"}})
			for i := range plain.Cells {
				if a, b := plain.Cells[i].Values[0], still.Cells[i].Values[0]; !near(a, b, 1e-9) {
					t.Errorf("seed %d, %s: cell %s has %v, and %v with a kernel of 1 m", seed, shape, plain.Cells[i].ID, a, b)
				}
			}
		}
	}
	// One point: the quartic profile, highest in its cell, none beyond 400 m.
	src := landuse.Sources{Area: p.MultiPolygonToWGS84(orb.MultiPolygon{{box(-1000, -1000, 1000, 1000)}}, 0),
		People: []*data.Layer{layerOf(t, data.RolePopulation, []orb.Geometry{p.ToWGS84(orb.Point{20, 20})}, func(int) map[string]any { return map[string]any{"population": 1000} })}}
	for _, shape := range []landuse.CellShape{landuse.Square, landuse.Hex} {
		d := density(t, src, landuse.DensityOptions{Shape: shape, SizeM: 100, KernelM: 400, Measures: []string{"population_density"}})
		best := 0
		for i, c := range d.Cells {
			if c.Values[0] > d.Cells[best].Values[0] {
				best = i
			}
		}
		top := p.ToPlane(d.Cells[best].Center)
		for _, c := range d.Cells {
			at := p.ToPlane(c.Center)
			f := math.Hypot(at[0]-top[0], at[1]-top[1]) / 400
			want := 0.0
			if f < 1 {
				want = d.Cells[best].Values[0] * (1 - f*f) * (1 - f*f)
			}
			if math.Abs(c.Values[0]-want) > 1e-6*d.Cells[best].Values[0] {
				t.Errorf("%s cell %s at %.2f radii: %v, want %v", shape, c.ID, f, c.Values[0], want)
			}
		}
	}
}
