package ogc

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"catchment/coverage/prepared"
	"catchment/data"
)

// TestResultsWithinTheirBudget: results that together take more than their
// budget are worked out again when they are asked for again, and those that do
// not are not.
func TestResultsWithinTheirBudget(t *testing.T) {
	for budget, want := range map[int64]int{1 << 30: 4, 100 << 10: 12} {
		made := 0
		s := &service{Options: Options{Catalog: new(data.Catalog)}}
		s.Results = func(context.Context) (all []Result) {
			for i := range 4 {
				all = append(all, Result{ID: fmt.Sprint("r:", i), Key: "k", GeoJSON: func(context.Context) ([]byte, error) {
					made++
					const feature = `{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}`
					return []byte(`{"type":"FeatureCollection","features":[` + strings.Repeat(feature+",", 100) + feature + `]}`), nil
				}})
			}
			return all
		}
		s.derived.Most, s.derived.Budget = mostDerived, prepared.NewBudget(budget)
		for range 3 {
			for i := range 4 {
				if l, err := s.collected(t.Context(), fmt.Sprint("r:", i)); err != nil || l.Len() != 101 {
					t.Fatal(l.Len(), err)
				}
			}
		}
		if made != want {
			t.Errorf("within %d bytes results were made %d times, want %d", budget, made, want)
		}
	}
}
