package coverage_test

import (
	"context"
	"errors"
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
