package server

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/trial"
)

// TestPreparedBytes: of many study areas, each asked about every demand, as much
// is kept as the budget says and no more, and answers are those of an area that
// was never asked anything. A new version of a layer starts anew.
func TestPreparedBytes(t *testing.T) {
	trial.Slow(t)
	layers, err := seeded.City(900)
	if err != nil {
		t.Fatal(err)
	}
	var quarters []data.Feature
	bound := layers[0].Bound()
	for i := range 9 {
		west := bound.Min[0] + (bound.Max[0]-bound.Min[0])*float64(i)/9
		east := bound.Min[0] + (bound.Max[0]-bound.Min[0])*float64(i+1)/9
		quarters = append(quarters, data.Feature{ID: fmt.Sprint(i), Geometry: orb.Bound{Min: orb.Point{west, bound.Min[1]}, Max: orb.Point{east, bound.Max[1]}}.ToPolygon()})
	}
	made, err := data.NewLayer(data.Meta{ID: "quarters", Role: data.RoleBoundary, Kind: "study_area"}, quarters)
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	put := func(l *data.Layer) {
		if _, err := catalog.Put(t.Context(), l, data.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range append(layers, made) {
		put(l)
	}
	ask := func(s *server) {
		for i := range len(quarters) {
			for k, kind := range []coverage.Demand{{Kind: coverage.DemandPopulation}, {Kind: coverage.DemandLand}, {Kind: coverage.DemandLandUse, Classes: []string{"R"}}} {
				ref := coverage.AreaRef{ID: fmt.Sprintf("quarters/%d", i)}
				study, err := s.study(t.Context(), ref)
				if err != nil {
					t.Fatal(err)
				}
				q := coverage.Question{Service: seeded.CityService, RadiusM: 300 + 200*float64(k), Demand: kind}
				got, _, err := study.Answer(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				if kept := s.studies.last.budget.Bytes(); s.studies.mostBytes > 0 && kept > s.studies.mostBytes {
					t.Errorf("%d bytes are kept, at most %d may be", kept, s.studies.mostBytes)
				}
				if fresh, err := coverage.NewStudy(t.Context(), catalog.Dataset(), ref); err != nil {
					t.Error(err)
				} else if want, _, err := fresh.Answer(t.Context(), q); err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("area %d, %s: the answer depends on what was asked before, %v", i, kind, err)
				}
			}
		}
	}
	roomy := &server{Options: Options{Catalog: catalog}}
	ask(roomy)
	all := roomy.studies.last.budget.Bytes()
	if all < 2<<20 {
		t.Errorf("%d bytes are kept of nine areas: what the areas keep does not count", all)
	}
	narrow := &server{Options: Options{Catalog: catalog}, studies: studies{mostBytes: all / 5}}
	ask(narrow)
	if kept := narrow.studies.last.budget.Bytes(); kept < all/10 {
		t.Errorf("%d bytes are kept where %d may be", kept, all/5)
	}
	sites, err := data.NewLayer(data.Meta{ID: "sites", Role: data.RoleFacility, Kind: seeded.CityService}, layers[2].Features[:300])
	if err != nil {
		t.Fatal(err)
	}
	put(sites)
	ask(roomy)
	if kept := roomy.studies.last.budget.Bytes(); kept >= all {
		t.Errorf("%d bytes are kept of a version with a third of the facilities, %d of the one before", kept, all)
	}
}
