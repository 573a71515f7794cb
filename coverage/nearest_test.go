package coverage_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
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
	ds := data.NewDataset(layer(t, data.Meta{ID: "schools", Role: data.RoleFacility, Kind: "primary_school"}, fs))
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

// TestTooManyFacilities asks about one facility more than a question may be
// about; the nearest of them are found all the same.
func TestTooManyFacilities(t *testing.T) {
	if testing.Short() {
		t.Skip("short: a million facilities")
	}
	fs := make([]data.Feature, coverage.MaxFacilities+1)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i), Geometry: orb.Point{118 + 1e-7*float64(i), 42}, Properties: []byte(`{}`)}
	}
	ds := data.NewDataset(
		layer(t, data.Meta{ID: "sites", Role: data.RoleFacility, Kind: "bus_stop"}, fs),
		layer(t, data.Meta{ID: "boundary", Role: data.RoleBoundary}, []data.Feature{{ID: "1", Geometry: orb.Bound{Min: orb.Point{118, 42}, Max: orb.Point{118.1, 42.1}}.ToPolygon()}}),
	)
	_, err := newStudy(t, ds).Cover(context.Background(), coverage.Question{Service: "bus_stop", RadiusM: 500})
	var p *coverage.ParameterError
	if !errors.As(err, &p) || p.Parameter != "service" || p.Missing {
		t.Errorf("Coverage of %d facilities: %v, want a ParameterError for service", len(fs), err)
	}
	if found, err := coverage.Nearest(ds, "bus_stop", orb.Point{118, 42}, 1, coverage.When{}); err != nil || found[0].ID != "0" {
		t.Errorf("Nearest = %v, %v, want 0", found, err)
	}
}

// TestWideFacilities asks about facilities with outlines that no plane holds: of
// the world, or of a line over many degrees. Points as far apart are one facility.
func TestWideFacilities(t *testing.T) {
	box := func(west, south, east, north float64) orb.Polygon {
		return orb.Bound{Min: orb.Point{west, south}, Max: orb.Point{east, north}}.ToPolygon()
	}
	for _, c := range []struct {
		name    string
		outline orb.Geometry
		wide    bool
	}{
		{"world", box(-180, -85, 180, 85), true},
		{"line", orb.LineString{{118, 42}, {129, 42}}, true},
		{"high", orb.MultiPolygon{box(118, 42, 118.1, 42.1), box(118, 30, 118.1, 42)}, true},
		{"region", box(114, 38, 123, 47), false},
		{"points", orb.MultiPoint{{118.05, 42.05}, {-60, 10}}, false},
		{"islands", orb.MultiPolygon{box(118, 42, 118.1, 42.1), box(138, 42, 138.1, 42.1)}, false},
	} {
		ds := data.NewDataset(
			layer(t, data.Meta{ID: "sites", Role: data.RoleFacility, Kind: "bus_stop"}, []data.Feature{{ID: c.name, Geometry: c.outline, Properties: []byte(`{}`)}}),
			layer(t, data.Meta{ID: "boundary", Role: data.RoleBoundary}, []data.Feature{{ID: "1", Geometry: box(118, 42, 118.1, 42.1)}}),
		)
		got, err := newStudy(t, ds).Cover(context.Background(), coverage.Question{Service: "bus_stop", RadiusM: 50_000})
		var p *coverage.ParameterError
		if c.wide != (errors.As(err, &p) && p.Parameter == "service" && strings.Contains(p.Message, c.name)) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !c.wide && (err != nil || got.Ratio() < 1-1e-9) {
			t.Errorf("%s: %v, covered %v of %v", c.name, err, got.Covered, got.Demand)
		}
	}
}
