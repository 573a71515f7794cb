package coverage_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/measure"
	"catchment/geo/trial"
)

// sampled returns the samples of a question's demand and their distances.
func sampled(t testing.TB, study *coverage.Study, q coverage.Question) (*coverage.Ground, *coverage.Distances) {
	t.Helper()
	g, err := study.Ground(t.Context(), q.Demand, q.When)
	if err != nil {
		t.Fatal(err)
	}
	d, err := study.Distances(t.Context(), q, g)
	if err != nil {
		t.Fatal(err)
	}
	return g, d
}

// checkEstimate holds what the documentation of Ground says of estimates.
func checkEstimate(t *testing.T, g *coverage.Ground, d *coverage.Distances, r *coverage.Result) float64 {
	t.Helper()
	sum, covered, twice := 0.0, 0.0, 0.0
	for i, s := range g.Samples {
		sum += s.Amount
		if float64(d.NearestM[i]) <= r.RadiusM {
			covered += s.Amount
		}
		if float64(d.SecondM[i]) <= r.RadiusM {
			twice += s.Amount
		}
	}
	deep := 0.0
	for _, amount := range r.Depth[min(2, len(r.Depth)):] {
		deep += amount
	}
	if math.Abs(sum-r.Total) > 1e-6*math.Max(r.Total, 1) {
		t.Errorf("the samples add up to %.6f, the demand is %.6f", sum, r.Total)
	}
	off := math.Max(math.Abs(covered-r.Covered), math.Abs(twice-deep)) / math.Max(r.Total, 1)
	if off > 0.002 {
		t.Errorf("estimated %.1f served and %.1f twice, exactly %.1f and %.1f of %.1f", covered, twice, r.Covered, deep, r.Total)
	}
	return off
}

// TestSamplesEstimateCoverage: the amounts of samples add up to the demand, and
// what they say is served is within 0.2 % of the demand of what is.
func TestSamplesEstimateCoverage(t *testing.T) {
	worst := 0.0
	var g *coverage.Ground
	var d *coverage.Distances
	last := "" // questions that differ in their radius alone have the same samples
	eachWorld(t, 4, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		if key := fmt.Sprint(w.seed, q.Service, q.Demand); key != last {
			g, d = sampled(t, study, q)
			last = key
		}
		worst = math.Max(worst, checkEstimate(t, g, d, cover(t, study, q)))
	})
	for _, n := range []int{1000, 10_000} {
		study, err := coverage.NewStudy(t.Context(), city(t, n), coverage.AreaRef{})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []coverage.DemandKind{coverage.DemandLand, coverage.DemandPopulation} {
			q := coverage.Question{Service: seeded.CityService, RadiusM: 300, Demand: coverage.Demand{Kind: kind}}
			g, d := sampled(t, study, q)
			worst = math.Max(worst, checkEstimate(t, g, d, cover(t, study, q)))
		}
	}
	t.Logf("the worst estimate is off by %.3g of the demand", worst)
}

// TestSamplesOfSmallAreas draws areas from a courtyard to a town, whose edges
// facilities' reach crosses: the estimates are as close as those of large ones.
func TestSamplesOfSmallAreas(t *testing.T) {
	worst := 0.0
	for seed := range trial.Rounds(2) {
		w := newWorld(t, seed)
		ds := data.NewDataset(w.layers...)
		for _, sizeM := range []float64{10, 50, 200, 1000} {
			drawn := orb.MultiPolygon{{w.blob(-300+600*w.Float64(), -300+600*w.Float64(), sizeM, 9)}}
			study, err := coverage.NewStudy(t.Context(), ds, coverage.AreaRef{Drawn: drawn})
			if err != nil {
				t.Fatal(err)
			}
			for i, q := range w.questions(t) {
				near, err := coverage.Nearest(ds, q.Service, drawn[0][0][0], 1, q.When)
				if err != nil || len(near) == 0 || i%4 > 0 { // those that differ in their radius alone
					continue
				}
				q.RadiusM = near[0].DistanceM + 0.3*sizeM // as far as the area's edge
				g, d := sampled(t, study, q)
				worst = math.Max(worst, checkEstimate(t, g, d, cover(t, study, q)))
			}
		}
	}
	t.Logf("the worst estimate is off by %.3g of the demand", worst)
}

// TestSampleDistancesAreThoseOfTheIndex compares the two facilities nearest to
// samples with those that Nearest finds on the ellipsoid.
func TestSampleDistancesAreThoseOfTheIndex(t *testing.T) {
	w := newWorld(t, 1)
	study := w.study(t)
	ds := data.NewDataset(w.layers...)
	for _, service := range []string{"clinic", "park"} {
		q := coverage.Question{Service: service}
		g, d := sampled(t, study, q)
		for i := 0; i < len(g.Samples); i += len(g.Samples) / 500 {
			at := g.Samples[i].LonLat
			want, err := coverage.Nearest(ds, service, at, 2, coverage.When{})
			if err != nil || len(want) < 2 {
				t.Fatalf("%d facilities, %v", len(want), err)
			}
			for k, got := range []struct {
				m      float32
				number int32
			}{{d.NearestM[i], d.Nearest[i]}, {d.SecondM[i], d.Second[i]}} {
				f := d.Facilities[got.number]
				if math.Abs(float64(got.m)-want[k].DistanceM) > 0.05 || math.Abs(measure.DistanceTo(at, f.Shape)-want[k].DistanceM) > 0.02 {
					t.Errorf("%s nearest %d to %v: %s at %.3f m, want %s at %.3f m", service, k, at, f.ID, got.m, want[k].ID, want[k].DistanceM)
				}
			}
		}
	}
}

// TestSamplesStandOnTheirLand: every tract has a sample, on its land, and the
// land of the tracts is the demanded land.
func TestSamplesStandOnTheirLand(t *testing.T) {
	w := newWorld(t, 2)
	study := w.study(t)
	g, err := study.Ground(t.Context(), coverage.Demand{Kind: coverage.DemandLandUse, Classes: []string{"R"}}, coverage.When{})
	if err != nil {
		t.Fatal(err)
	}
	var land orb.MultiPolygon
	sum := 0.0
	for i := range g.Tracts {
		land = append(land, study.Shape(&g.Tracts[i])...)
		sum += g.Tracts[i].AreaM2
	}
	if m2 := measure.Area(land); math.Abs(m2-sum) > 1e-4*sum || math.Abs(sum-g.Total) > 1e-6*sum {
		t.Errorf("the tracts are %.1f m² and drawn %.1f, the demand is %.1f", sum, m2, g.Total)
	}
	for _, s := range g.Samples {
		if d := measure.DistanceTo(s.LonLat, land); d > 0.6 {
			t.Fatalf("the sample at %v stands %.2f m from the demanded land", s.LonLat, d)
		}
	}
}

// BenchmarkGround makes the samples of a city of 10,000 parcels and measures
// them to 10,000 facilities.
func BenchmarkGround(b *testing.B) {
	ds := city(b, 10_000)
	for b.Loop() {
		study, err := coverage.NewStudy(b.Context(), ds, coverage.AreaRef{})
		if err != nil {
			b.Fatal(err)
		}
		g, _ := sampled(b, study, coverage.Question{Service: seeded.CityService})
		b.ReportMetric(float64(len(g.Samples)), "samples")
	}
}

// regions returns n facilities of 50 to 100 km with so many corners, some of them
// rings about a lake, in and around a city of 100,000 parcels.
func regions(tb testing.TB, n, corners int) *data.Layer {
	tb.Helper()
	r := rand.New(rand.NewPCG(uint64(n), uint64(corners)))
	round := func(lon, lat, sizeM float64, n int) orb.Ring {
		var ring orb.Ring
		for i := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			d := sizeM / 2 * (0.7 + 0.3*math.Sin(9*float64(i)/float64(n)) + 0.02*r.Float64())
			ring = append(ring, orb.Point{lon + d*cos/82_500, lat + d*sin/111_080})
		}
		return append(ring, ring[0])
	}
	fs := make([]data.Feature, n)
	for i := range fs {
		lon, lat, sizeM := 118.6+2*r.Float64(), 42+1.5*r.Float64(), 50_000+50_000*r.Float64()
		poly := orb.Polygon{round(lon, lat, sizeM, corners)}
		if i%2 == 0 {
			poly = append(poly, reversed(round(lon, lat, sizeM/4, corners/4)))
		}
		fs[i] = data.Feature{ID: fmt.Sprint(i), Geometry: poly, Properties: []byte(`{}`)}
	}
	return layer(tb, data.Meta{ID: "regions", Role: data.RoleFacility, Kind: "park"}, fs)
}

// BenchmarkDistancesToRegions measures the samples of a city of 100,000 parcels
// to facilities that are regions.
func BenchmarkDistancesToRegions(b *testing.B) {
	layers, err := seeded.City(100_000)
	if err != nil {
		b.Fatal(err)
	}
	for _, corners := range []int{4, 4000} {
		b.Run(fmt.Sprint(corners), func(b *testing.B) {
			study, err := coverage.NewStudy(b.Context(), data.NewDataset(append(slices.Clone(layers), regions(b, 6, corners))...), coverage.AreaRef{})
			if err != nil {
				b.Fatal(err)
			}
			q := coverage.Question{Service: "regions"}
			g, _ := sampled(b, study, q)
			for b.Loop() {
				if _, err := study.Distances(b.Context(), q, g); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(g.Samples)), "samples")
		})
	}
}
