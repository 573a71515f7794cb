package scorecard_test

import (
	"testing"

	"catchment/coverage"
	"catchment/coverage/scorecard"
)

// The park as it is today. The park's own account states 300 million yuan a
// year on 17.76 km²: 16.89 million a km². Land, people and jobs are sums over
// the existing features of the bundled layers.
func TestIndustryCityPark(t *testing.T) {
	view, err := scorecard.IndustryCityOf(t.Context(), studyOf(t, songshanDataset(t), ""), coverage.When{})
	if err != nil {
		t.Fatal(err)
	}
	if view.AsOf.ID != "today" {
		t.Errorf("as of %s, want today", view.AsOf.ID)
	}
	want := map[string]float64{
		"output_density":    3e8 / 17.76,
		"residential_share": 1_900_215.1 / 6_771_916.2,
		"population":        57_766,
	}
	for _, f := range view.Figures {
		if f.Formula == "" || f.Group == "" || f.NameZH == "" || f.NameEN == "" {
			t.Errorf("%s: a figure without formula, group or name: %+v", f.ID, f)
		}
		if f.Value == nil && f.Note == "" {
			t.Errorf("%s: neither value nor reason", f.ID)
		}
		if f.Value != nil && f.Numerator != nil && f.Unit == "1" && !near(*f.Value, *f.Numerator / *f.Denominator, 1e-9) {
			t.Errorf("%s: %v is not %v ÷ %v", f.ID, *f.Value, *f.Numerator, *f.Denominator)
		}
		if v, ok := want[f.ID]; ok {
			if f.Value == nil || !near(*f.Value, v, 1e-5) {
				t.Errorf("%s = %v, want %v", f.ID, f.Value, v)
			}
			delete(want, f.ID)
		}
	}
	if len(want) > 0 {
		t.Errorf("figures missing: %v", want)
	}
	if len(view.Services) < 15 {
		t.Errorf("only %d services", len(view.Services))
	}
	for _, s := range view.Services {
		for _, share := range []*scorecard.Share{s.Homes, s.Residents, s.Industry, s.Jobs} {
			if share == nil || share.Total <= 0 || share.Ratio < 0 || share.Ratio > 1 || share.Covered > share.Total*(1+1e-9) {
				t.Errorf("%s: share %+v", s.Service, share)
			}
		}
	}
}
