package coverage_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
)

// TestTinyRadius: a radius of a millimetre is answered as fast as any other,
// and a search that is given up ends.
func TestTinyRadius(t *testing.T) {
	study := parkStudy(t)
	q := coverage.Question{Service: "primary_school", RadiusM: 0.001}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	gaps, err := study.Gaps(ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range gaps.Patches {
		checkPatch(t, q, p)
		if p.Site == nil {
			t.Errorf("patch %d has no best site", p.Rank)
		}
	}
}

// TestTinyArea: a square metre without a facility has a best site in it.
func TestTinyArea(t *testing.T) {
	park := parkStudy(t).Dataset()
	study, err := coverage.NewStudy(t.Context(), park, coverage.AreaRef{Drawn: box(118.88, 42.26, 118.88001, 42.26001)})
	if err != nil {
		t.Fatal(err)
	}
	gaps, err := study.Gaps(t.Context(), coverage.Question{Service: "primary_school", RadiusM: 500})
	if err != nil {
		t.Fatal(err)
	}
	if len(gaps.Patches) != 1 || gaps.Patches[0].Site == nil {
		t.Fatalf("got %+v, want one patch with a best site", gaps.Patches)
	}
	if p := gaps.Patches[0]; p.Site.Gain < 0.999*p.AreaM2 || p.Site.Most > 1.01*p.AreaM2 {
		t.Errorf("the site gains %g of at most %g, the gap has %g", p.Site.Gain, p.Site.Most, p.AreaM2)
	}
}

// TestManyGaps: a radius of a metre in ten by ten kilometres gives a list that
// can be read, and it adds up.
func TestManyGaps(t *testing.T) {
	study, err := coverage.NewStudy(t.Context(), parkStudy(t).Dataset(), coverage.AreaRef{Drawn: box(116, 40, 116.12, 40.09)})
	if err != nil {
		t.Fatal(err)
	}
	result, gaps, err := study.Answer(t.Context(), coverage.Question{Service: "primary_school", RadiusM: 1})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, g := range gaps {
		sum += g.Amount
	}
	if len(gaps) > 10_000 || math.Abs(sum-result.Gap) > 1e-9*result.Gap {
		t.Errorf("%d gaps of %.0f m², want at most 10,000 of %.0f m²", len(gaps), sum, result.Gap)
	}
	if result.Covered != 0 || result.Ratio() != 0 {
		t.Errorf("covered %g, a ratio of %g, want nothing", result.Covered, result.Ratio())
	}
}

// TestWholeWorld: an area too large for one plane is refused by name.
func TestWholeWorld(t *testing.T) {
	for name, drawn := range map[string]orb.MultiPolygon{
		"world":      box(-180, -90, 180, 90),
		"hemisphere": box(0, -89, 170, 89),
		"ocean":      box(-30, 0, 10, 40),
	} {
		_, err := coverage.NewStudy(t.Context(), data.NewDataset(), coverage.AreaRef{Drawn: drawn})
		var param *coverage.ParameterError
		if !errors.As(err, &param) || param.Parameter != "area" {
			t.Errorf("%s: got error %v, want one about the area", name, err)
		}
	}
	if _, err := coverage.NewStudy(t.Context(), data.NewDataset(), coverage.AreaRef{Drawn: box(100, 30, 120, 50)}); err != nil {
		t.Errorf("an area of 20 by 20 degrees: %v", err)
	}
}

// box returns an area of four corners.
func box(west, south, east, north float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{west, south}, {east, south}, {east, north}, {west, north}, {west, south}}}}
}
