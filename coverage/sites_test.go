package coverage_test

import (
	"fmt"
	"reflect"
	"testing"

	"catchment/coverage"
	"catchment/data/seeded"
	"catchment/geo/trial"
)

// asSlowly finds that the best sites of a question are those that the slow way
// finds, to the last digit.
func asSlowly(t *testing.T, study *coverage.Study, q coverage.Question) {
	t.Helper()
	fast, bounded, slow, err := coverage.FindSites(t.Context(), study, q)
	if err != nil {
		t.Fatal(err)
	}
	want := slow()
	for name, found := range map[string][]*coverage.Site{"found": fast(), "found with bounds": bounded()} {
		if !reflect.DeepEqual(found, want) {
			for i := range want {
				if !reflect.DeepEqual(found[i], want[i]) {
					t.Errorf("gap %d: %s is %+v, the slow way finds %+v", i+1, name, found[i], want[i])
				}
			}
		}
	}
}

// TestBestSitesAreThoseOfTheSlowWay asks worlds, cities and the bundled park.
func TestBestSitesAreThoseOfTheSlowWay(t *testing.T) {
	trial.Slow(t)
	t.Run("worlds", func(t *testing.T) {
		eachWorld(t, 3, func(t *testing.T, _ *world, study *coverage.Study, q coverage.Question) { asSlowly(t, study, q) })
	})
	t.Run("park", func(t *testing.T) {
		study := parkStudy(t)
		for _, service := range []string{"kindergarten", "primary_school", "park", "bus_stop", "clinic"} {
			for _, q := range questionsOf(t, service, 0, 100, 300, 1000) {
				t.Run(fmt.Sprintf("%s %.0f m %s", service, q.RadiusM, q.Demand), func(t *testing.T) { asSlowly(t, study, q) })
			}
		}
	})
	t.Run("city", func(t *testing.T) {
		study, err := coverage.NewStudy(t.Context(), city(t, 900), coverage.AreaRef{})
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range questionsOf(t, seeded.CityService, 200, 333, 500) {
			t.Run(fmt.Sprintf("%.0f m %s", q.RadiusM, q.Demand), func(t *testing.T) { asSlowly(t, study, q) })
		}
	})
}

// questionsOf returns the questions for a service with each demand and radius.
func questionsOf(t *testing.T, service string, radiiM ...float64) (all []coverage.Question) {
	t.Helper()
	for _, text := range []string{"land", "landuse:R", "population"} {
		demand, err := coverage.ParseDemand(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, radiusM := range radiiM {
			all = append(all, coverage.Question{Service: service, RadiusM: radiusM, Demand: demand})
		}
	}
	return all
}
