package coverage_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/coverage"
	"catchment/data"
)

// twoStates returns a question twice, with other sites each: A has a new site
// and closes a facility, B has another new site and moves a facility.
func (w *world) twoStates(t testing.TB, study *coverage.Study, q coverage.Question) (a, b, union coverage.Question) {
	t.Helper()
	a, b, union = q, q, q
	y1, y2 := coverage.NewSite{ID: "y1", At: w.anywhere()}, coverage.NewSite{ID: "y2", At: w.anywhere()}
	a.Sites.Added, b.Sites.Added = []coverage.NewSite{y1}, []coverage.NewSite{y2}
	union.Sites.Added = []coverage.NewSite{y1, y2}
	if near := cover(t, study, q).Facilities; len(near) > 1 {
		first, second := near[0], near[len(near)-1]
		to := w.anywhere()
		a.Sites.Closed = []string{first.Layer + "/" + first.ID}
		b.Sites.Moved = []coverage.Move{{Facility: second.Layer + "/" + second.ID, To: to}}
		union.Sites.Added = append(union.Sites.Added, coverage.NewSite{ID: "y3", At: to})
	}
	return a, b, union
}

// TestComparisonAddsUp: in worlds drawn by a seed, what is gained and lost is
// what all sites of both together cover more than one of them; districts add up
// to the whole; the other way round is the same with its sign turned; a state
// beside itself differs in nothing.
func TestComparisonAddsUp(t *testing.T) {
	eachWorld(t, 5, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		a, b, union := w.twoStates(t, study, q)
		c := compare(t, study, a, b)
		slack := 1e-9 * math.Max(c.A.Total, 1)
		same := func(what string, got, want float64) {
			t.Helper()
			if math.Abs(got-want) > slack {
				t.Errorf("%s: got %.9f, want %.9f", what, got, want)
			}
		}
		all := cover(t, study, union).Covered
		same("gained", c.Gained, all-c.A.Covered)
		same("lost", c.Lost, all-c.B.Covered)
		same("B − A", c.B.Covered-c.A.Covered, c.Gained-c.Lost)
		same("kept and lost", c.Kept+c.Lost, c.A.Covered)
		same("all parts", c.Kept+c.Lost+c.Gained+c.Open, c.A.Total)
		checkDistricts(t, c, same)

		back := compare(t, study, b, a)
		same("gained, turned round", back.Gained, c.Lost)
		same("lost, turned round", back.Lost, c.Gained)
		if self := compare(t, study, a, a); self.Gained != 0 || self.Lost != 0 || len(self.Facilities) != 0 {
			t.Errorf("beside itself a state gains %g, loses %g and changes %d facilities", self.Gained, self.Lost, len(self.Facilities))
		}
	})
}

func compare(t testing.TB, study *coverage.Study, a, b coverage.Question) *coverage.Comparison {
	t.Helper()
	c, err := study.Compare(t.Context(), a, b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func checkDistricts(t *testing.T, c *coverage.Comparison, same func(string, float64, float64)) {
	t.Helper()
	if len(c.Districts) == 0 {
		return
	}
	var sum coverage.DistrictDifference
	for _, d := range c.Districts {
		same(d.ID+": B − A", d.CoveredB-d.CoveredA, d.Gained-d.Lost)
		sum.TotalA, sum.TotalB = sum.TotalA+d.TotalA, sum.TotalB+d.TotalB
		sum.CoveredA, sum.CoveredB = sum.CoveredA+d.CoveredA, sum.CoveredB+d.CoveredB
	}
	same("total of the districts, A", sum.TotalA, c.A.Total)
	same("total of the districts, B", sum.TotalB, c.B.Total)
	same("covered of the districts, A", sum.CoveredA, c.A.Covered)
	same("covered of the districts, B", sum.CoveredB, c.B.Covered)
}

// TestComparisonOfRadii: with another radius every facility reaches more, and
// nothing is lost.
func TestComparisonOfRadii(t *testing.T) {
	study := parkStudy(t)
	for _, q := range questions(t) {
		wider := q
		wider.RadiusM *= 1.5
		c := compare(t, study, q, wider)
		slack := 1e-9 * c.A.Total
		if c.Lost > slack || math.Abs(c.Gained-(c.B.Covered-c.A.Covered)) > slack {
			t.Errorf("%s %g m → %g m, %s: gained %.6f, lost %.6f, B covers %.6f more", q.Service, q.RadiusM, wider.RadiusM, q.Demand, c.Gained, c.Lost, c.B.Covered-c.A.Covered)
		}
		for _, f := range c.Facilities {
			if f.Change != coverage.SiteSame || f.ReachB < f.ReachA-slack {
				t.Errorf("%s: %s is %s, %g → %g", q.Service, f.ID, f.Change, f.ReachA, f.ReachB)
			}
		}
	}
}

// TestComparisonOfYears: what counts in one year only is gained or lost when it
// is covered there, whatever the demand is spread over.
func TestComparisonOfYears(t *testing.T) {
	study := parkStudy(t)
	for _, text := range []string{"land", "landuse:R", "landuse:A,B", "population", "jobs"} {
		demand, err := coverage.ParseDemand(text)
		if err != nil {
			t.Fatal(err)
		}
		now := coverage.Question{Service: "kindergarten", RadiusM: 400, Demand: demand, When: coverage.When{Status: []data.Status{data.StatusExisting}}}
		later := now
		later.When = coverage.When{Year: 2035}
		c := compare(t, study, now, later)
		slack := 1e-9 * math.Max(c.A.Total, c.B.Total)
		if d := c.B.Covered - c.A.Covered - (c.Gained - c.Lost); math.Abs(d) > slack {
			t.Errorf("%s: B − A is %.6f, gained − lost %.6f", text, c.B.Covered-c.A.Covered, c.Gained-c.Lost)
		}
		checkDistricts(t, c, func(what string, got, want float64) {
			if math.Abs(got-want) > slack {
				t.Errorf("%s: %s: got %.6f, want %.6f", text, what, got, want)
			}
		})
	}
}

// TestComparedLandByGrid: each place of a grid lies in the land whose states
// its distances to the facilities of A and B say, and shapes are valid, apart,
// and as large as the amounts.
func TestComparedLandByGrid(t *testing.T) {
	eachWorld(t, 5, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		if q.Demand.Kind != coverage.DemandLand {
			return
		}
		a, b, _ := w.twoStates(t, study, q)
		b.RadiusM *= 1.1
		c := compare(t, study, a, b)
		land, err := study.CompareLand(t.Context(), a, b)
		if err != nil {
			t.Fatal(err)
		}
		m2 := map[coverage.Change]float64{}
		for _, l := range land {
			m2[l.Change] += l.AreaM2
			if err := asGeom(l.Shape).Validate(); err != nil {
				t.Errorf("%s: %v", l.Change, err)
			}
		}
		for change, want := range map[coverage.Change]float64{coverage.ChangeGained: c.Gained, coverage.ChangeLost: c.Lost, coverage.ChangeKept: c.Kept, coverage.ChangeOpen: c.Open} {
			if math.Abs(m2[change]-want) > 1e-3*want+2000 { // chords half a metre from arcs some kilometres long
				t.Errorf("%s: shapes of %.0f m², amount %.0f m²", change, m2[change], want)
			}
		}
		inA, inB := shapesOf(c.A), shapesOf(c.B)
		const slackM = 1.5
		for p := range w.grid(131) {
			_, dA := closest(inA, p)
			_, dB := closest(inB, p)
			if math.Abs(dA-a.RadiusM) < slackM || math.Abs(dB-b.RadiusM) < slackM {
				continue
			}
			want := fmt.Sprint(state(dA <= a.RadiusM), " ", state(dB <= b.RadiusM))
			for _, l := range land {
				if got := fmt.Sprint(l.A, " ", l.B); planar.MultiPolygonContains(l.Shape, p) && got != want {
					t.Errorf("%v lies in land that is %s, its distances %.2f and %.2f say %s", p, got, dA, dB, want)
				}
			}
		}
	})
}

func state(covered bool) coverage.LandState {
	if covered {
		return coverage.LandCovered
	}
	return coverage.LandGap
}

// shapesOf returns the shapes of the facilities of an answer.
func shapesOf(r *coverage.Result) (shapes []orb.Geometry) {
	for _, f := range r.Facilities {
		shapes = append(shapes, f.Shape)
	}
	return shapes
}

// TestFacilityChanges names what was done to each facility.
func TestFacilityChanges(t *testing.T) {
	study := parkStudy(t)
	a := coverage.Question{Service: "hospital", RadiusM: 1500}
	b := a
	b.Sites = coverage.Changes{
		Added:  []coverage.NewSite{{Name: "新院", At: orb.Point{118.885, 42.262}}},
		Moved:  []coverage.Move{{Facility: "hospital-01", To: orb.Point{118.88, 42.25}}},
		Closed: []string{"hospital-02"},
	}
	got := map[string]coverage.SiteChange{}
	for _, f := range compare(t, study, a, b).Facilities {
		if f.Change != coverage.SiteSame {
			got[f.ID] = f.Change
		}
		if (f.Before == nil) != (f.Change == coverage.SiteAdded) {
			t.Errorf("%s is %s and was %v before", f.ID, f.Change, f.Before)
		}
	}
	want := map[string]coverage.SiteChange{"new-1": coverage.SiteAdded, "hospital-01": coverage.SiteMoved, "hospital-02": coverage.SiteClosed}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestComparisonRefused says on which side what cannot be.
func TestComparisonRefused(t *testing.T) {
	study := parkStudy(t)
	good := coverage.Question{Service: "hospital", RadiusM: 500}
	closed, people, none := good, good, good
	closed.Sites.Closed = []string{"no-such"}
	people.Demand.Kind = coverage.DemandPopulation
	none.Service = ""
	for want, pair := range map[string][2]coverage.Question{
		"b.sites.closed": {good, closed}, "a.sites.closed": {closed, good}, "b.demand": {good, people}, "a.service": {none, good},
	} {
		_, err := study.Compare(t.Context(), pair[0], pair[1])
		var param *coverage.ParameterError
		if !errors.As(err, &param) || param.Parameter != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
