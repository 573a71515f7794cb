package coverage_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"

	"catchment/coverage"
	"catchment/data"
)

// questions are asked of the bundled place by the law tests.
func questions(t *testing.T) []coverage.Question {
	t.Helper()
	var all []coverage.Question
	nth := 0
	for _, demand := range []string{"land", "landuse:R", "landuse:A,B", "population", "jobs"} {
		d, err := coverage.ParseDemand(demand)
		if err != nil {
			t.Fatal(err)
		}
		for _, service := range []string{"kindergarten", "primary_school", "bus_stop", "fire_station", "hospital", "park"} {
			for _, radiusM := range []float64{300, 1000, 2500} {
				if service == "park" && radiusM > 300 {
					continue
				}
				if nth++; testing.Short() && nth%5 > 0 { // the race detector finds the same in fewer
					continue
				}
				all = append(all, coverage.Question{Service: service, RadiusM: radiusM, Demand: d})
			}
		}
	}
	return all
}

func parkStudy(t testing.TB) *coverage.Study {
	t.Helper()
	study, err := coverage.NewStudy(t.Context(), songshanDataset(t), coverage.AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	return study
}

// TestGapsAddUp: the patches of a question hold exactly the demand that the
// coverage of the same question leaves unserved.
func TestGapsAddUp(t *testing.T) {
	study := parkStudy(t)
	for _, q := range questions(t) {
		covered, err := study.Cover(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for i, p := range gaps.Patches {
			sum += p.Amount
			if i > 0 && p.Amount > gaps.Patches[i-1].Amount {
				t.Errorf("%s %g m %s: patch %d is larger than the one before it", q.Service, q.RadiusM, q.Demand, i+1)
			}
		}
		if math.Abs(sum-covered.Gap) > 1e-6*math.Max(covered.Total, 1) {
			t.Errorf("%s %g m %s: patches add up to %.3f, the gap is %.3f", q.Service, q.RadiusM, q.Demand, sum, covered.Gap)
		}
		checkParts(t, covered)
	}
}

// TestCoverageGrowsWithRadius: a larger radius never serves less.
func TestCoverageGrowsWithRadius(t *testing.T) {
	study := parkStudy(t)
	for _, demand := range []coverage.Demand{{Kind: coverage.DemandLand}, {Kind: coverage.DemandPopulation}} {
		last := 0.0
		for r := 50.0; r < 3000; r *= 1.3 {
			got, err := study.Cover(t.Context(), coverage.Question{Service: "kindergarten", RadiusM: r, Demand: demand})
			if err != nil {
				t.Fatal(err)
			}
			if got.Covered < last-1e-6 {
				t.Errorf("%s: %g m covers %g, less than the smaller radius before (%g)", demand, r, got.Covered, last)
			}
			last = got.Covered
		}
	}
}

// TestCurve: a curve says what the answers at its radii say, and is a part of all:
// not less than none where nothing is reached yet.
func TestCurve(t *testing.T) {
	study := parkStudy(t)
	for _, q := range questions(t) {
		radiiM := []float64{1e-3, 50, q.RadiusM, 20_000}
		curve, err := study.Curve(t.Context(), q, radiiM)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range curve {
			q.RadiusM = radiiM[i]
			if want := cover(t, study, q).Ratio(); math.Abs(r-want) > 1e-12 || r < 0 || r > 1 {
				t.Errorf("%s %s at %g m: the curve says %g, the answer %g", q.Service, q.Demand, q.RadiusM, r, want)
			}
		}
	}
}

// TestPatches: every patch is a valid shape with shells counter-clockwise; its
// distances are in order; nothing in it is within reach; its best site lies in
// the study area, in reach of it, and gains no less than the patch's middle.
func TestPatches(t *testing.T) {
	study := parkStudy(t)
	for _, q := range questions(t) {
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range gaps.Patches {
			checkPatch(t, q, p)
		}
	}
}

func checkPatch(t *testing.T, q coverage.Question, p coverage.Patch) {
	t.Helper()
	if err := asGeom(p.Shape).Validate(); err != nil {
		t.Errorf("%s %g m %s: patch %d is not valid: %v", q.Service, q.RadiusM, q.Demand, p.Rank, err)
	}
	for _, poly := range p.Shape {
		for i, ring := range poly {
			if (ring.Orientation() == orb.CCW) != (i == 0) {
				t.Errorf("%s %g m %s: patch %d has a ring wound the wrong way", q.Service, q.RadiusM, q.Demand, p.Rank)
			}
		}
	}
	if p.Nearest == nil {
		return
	}
	if p.NearestM < q.RadiusM {
		t.Errorf("%s %g m %s: patch %d is %.3f m from a facility, within reach", q.Service, q.RadiusM, q.Demand, p.Rank, p.NearestM)
	}
	if p.FarthestM < p.NearestM-0.1 {
		t.Errorf("%s %g m %s: patch %d: farthest %.3f m is less than nearest %.3f m", q.Service, q.RadiusM, q.Demand, p.Rank, p.FarthestM, p.NearestM)
	}
	if p.Site != nil && (p.Site.Gain <= 0 || p.Site.Gain > p.Site.Most*(1+1e-9)) {
		t.Errorf("%s %g m %s: patch %d: site gains %g of at most %g", q.Service, q.RadiusM, q.Demand, p.Rank, p.Site.Gain, p.Site.Most)
	}
}

func asGeom(m orb.MultiPolygon) geom.MultiPolygon {
	polys := make([]geom.Polygon, len(m))
	for i, poly := range m {
		rings := make([]geom.LineString, len(poly))
		for j, ring := range poly {
			flat := make([]float64, 0, 2*len(ring))
			for _, p := range ring {
				flat = append(flat, p[0], p[1])
			}
			rings[j] = geom.NewLineString(geom.NewSequence(flat, geom.DimXY))
		}
		polys[i] = geom.NewPolygon(rings)
	}
	return geom.NewMultiPolygon(polys)
}

// TestBestSiteGain: a facility built at the proposed site serves as much more
// as was promised.
func TestBestSiteGain(t *testing.T) {
	ds := songshanDataset(t)
	study, err := coverage.NewStudy(t.Context(), ds, coverage.AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	for _, demand := range []string{"land", "landuse:R", "population"} {
		d, err := coverage.ParseDemand(demand)
		if err != nil {
			t.Fatal(err)
		}
		q := coverage.Question{Service: "primary_school", RadiusM: 500, Demand: d}
		before, err := study.Cover(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		gaps, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range gaps.Patches[:min(4, len(gaps.Patches))] {
			after := coverWith(t, ds, q, p.Site.At)
			if gain := after.Covered - before.Covered; math.Abs(gain-p.Site.Gain) > 2e-3*p.Site.Gain+1e-6 {
				t.Errorf("%s: a school at the best site of patch %d gains %.1f, promised %.1f", demand, p.Rank, gain, p.Site.Gain)
			}
		}
	}
}

// coverWith answers the question with one more facility.
func coverWith(t *testing.T, ds *data.Dataset, q coverage.Question, at orb.Point) *coverage.Result {
	t.Helper()
	extra, err := data.NewLayer(data.Meta{ID: "zz-extra", Role: data.RoleFacility, Kind: data.Kind(q.Service)},
		[]data.Feature{{ID: "1", Geometry: at}})
	if err != nil {
		t.Fatal(err)
	}
	study, err := coverage.NewStudy(t.Context(), data.NewDataset(append(ds.Layers(), extra)...), coverage.AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	after, err := study.Cover(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return after
}
