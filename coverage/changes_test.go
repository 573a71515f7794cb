package coverage_test

import (
	"errors"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
)

// TestClosingLosesTheExclusive: what closing a facility loses is what only it
// serves, in every unit of demand.
func TestClosingLosesTheExclusive(t *testing.T) {
	study := parkStudy(t)
	for _, text := range []string{"land", "landuse:R", "population", "jobs"} {
		demand, err := coverage.ParseDemand(text)
		if err != nil {
			t.Fatal(err)
		}
		q := coverage.Question{Service: "clinic", RadiusM: 700, Demand: demand}
		before := cover(t, study, q)
		for _, f := range before.Facilities {
			closed := q
			closed.Sites.Closed = []string{f.Layer + "/" + f.ID}
			after := cover(t, study, closed)
			if lost := before.Covered - after.Covered; math.Abs(lost-f.Exclusive) > 1e-9*before.Total {
				t.Errorf("%s: closing %s loses %.3f, only it serves %.3f", text, f.ID, lost, f.Exclusive)
			}
		}
	}
}

// TestMovingIsClosingAndAdding: a moved facility serves what a closed one and
// a new one at the new place serve.
func TestMovingIsClosingAndAdding(t *testing.T) {
	study := parkStudy(t)
	to := orb.Point{118.885, 42.262}
	q := coverage.Question{Service: "hospital", RadiusM: 2100}
	moved, swapped := q, q
	moved.Sites.Moved = []coverage.Move{{Facility: "hospital-01", To: to}}
	swapped.Sites = coverage.Changes{Closed: []string{"hospital-01"}, Added: []coverage.NewSite{{At: to}}}
	a, b := cover(t, study, moved), cover(t, study, swapped)
	if a.Covered != b.Covered || len(a.Facilities) != len(b.Facilities) {
		t.Errorf("moved: %.6f by %d facilities, closed and added: %.6f by %d", a.Covered, len(a.Facilities), b.Covered, len(b.Facilities))
	}
	// The data stays as it is.
	if plain := cover(t, study, q); plain.Covered == a.Covered {
		t.Errorf("moving a hospital across the park changed nothing (%.3f)", plain.Covered)
	}
}

func TestChangesThatCannotBe(t *testing.T) {
	study := parkStudy(t)
	for name, sites := range map[string]coverage.Changes{
		"sites.closed": {Closed: []string{"no-such"}},
		"sites.moved":  {Moved: []coverage.Move{{Facility: "hospital-01", To: orb.Point{math.NaN(), 0}}}},
		"sites.added":  {Added: []coverage.NewSite{{At: orb.Point{0, 91}}}},
	} {
		_, err := study.Cover(t.Context(), coverage.Question{Service: "hospital", RadiusM: 500, Sites: sites})
		var param *coverage.ParameterError
		if !errors.As(err, &param) || param.Parameter != name {
			t.Errorf("%s: got error %v", name, err)
		}
	}
}

func cover(t testing.TB, study *coverage.Study, q coverage.Question) *coverage.Result {
	t.Helper()
	r, err := study.Cover(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
