package coverage_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
)

// TestNearestCopiesNoLayer asks for the nearest school of many: the answer must
// not cost memory for each school there is.
func TestNearestCopiesNoLayer(t *testing.T) {
	const n = 20_000
	fs := make([]data.Feature, n)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i), Geometry: orb.Point{118 + 1e-5*float64(i), 42}, Properties: []byte(`{}`)}
	}
	l, err := data.NewLayer(data.Meta{ID: "schools", Role: data.RoleFacility, Kind: "primary_school"}, fs)
	if err != nil {
		t.Fatal(err)
	}
	ds := data.NewDataset(l)
	for _, service := range []string{"schools", "primary_school", "school"} {
		ask := func() {
			found, err := coverage.Nearest(ds, service, orb.Point{118.1, 42}, 3, coverage.When{})
			if err != nil || len(found) != 3 || found[0].ID != "10000" {
				t.Fatalf("Nearest(%s) = %v, %v, want 3 from 10000 on", service, found, err)
			}
		}
		ask() // builds what is kept
		const rounds = 10
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range rounds {
			ask()
		}
		runtime.ReadMemStats(&after)
		// The numbers of the schools may be listed, at 8 bytes each, and no more.
		if each := (after.TotalAlloc - before.TotalAlloc) / rounds; each > 16*n {
			t.Errorf("Nearest(%s) among %d allocates %d bytes", service, n, each)
		}
	}
}
