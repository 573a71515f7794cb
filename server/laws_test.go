package server_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"catchment/data/seeded"
)

// counted is what the laws look at in an answer.
type counted struct {
	Demand       struct{ Total float64 }
	Covered, Gap float64
	Depth        []struct {
		K      int
		Amount float64
	}
	Facilities []struct {
		ID               string
		Reach, Exclusive float64
	}
}

// law is a question whose parts change with the seed.
type law struct {
	*site
	demand string
}

// ask answers a question with changes to the sites, as JSON writes them.
func (l law) ask(t *testing.T, radiusM float64, sites string) (c counted) {
	t.Helper()
	l.raw(t, "/api/coverage", radiusM, sites).into(t, &c)
	return c
}

func (l law) raw(t *testing.T, path string, radiusM float64, sites string) answer {
	t.Helper()
	body := fmt.Sprintf(`{"service":%q,"radius":%g,"demand":%q,"sites":{%s}}`, seeded.CityService, radiusM, l.demand, sites)
	a := l.do(http.MethodPost, path, strings.NewReader(body), "Content-Type", "application/json")
	if a.status != http.StatusOK {
		t.Fatalf("%s %s: %v", path, body, a)
	}
	return a
}

// TestLawsOverHTTP holds the laws of coverage as a client sees them, in a seeded
// city, for every kind of demand.
func TestLawsOverHTTP(t *testing.T) {
	ofNumbers(t)
	s := newCity(t, 400)
	for _, demand := range []string{"land", "landuse:R", "population"} {
		for seed := range uint64(4) {
			t.Run(fmt.Sprintf("%s/%d", demand, seed), func(t *testing.T) {
				checkLaws(t, law{s, demand}, rand.New(rand.NewPCG(seed, 17)))
			})
		}
	}
}

func checkLaws(t *testing.T, l law, random *rand.Rand) {
	radiusM := 150 + 500*random.Float64()
	c := l.ask(t, radiusM, "")
	total := c.Demand.Total
	near := func(law string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 1e-9*total) {
			t.Errorf("radius %g: %s: %.6f, want %.6f", radiusM, law, got, want)
		}
	}
	all, weighted, reached := 0.0, 0.0, 0.0
	for _, d := range c.Depth {
		all += d.Amount
		weighted += float64(d.K) * d.Amount
	}
	for _, f := range c.Facilities {
		reached += f.Reach
	}
	near("all depths together", all, total)
	near("covered and gap together", c.Covered+c.Gap, total)
	near("Σ k × amount at depth k is Σ reach", weighted, reached)

	if grown := l.ask(t, radiusM*1.1, ""); grown.Covered < c.Covered-1e-9*total {
		t.Errorf("from %g m to %g m coverage falls from %g to %g", radiusM, radiusM*1.1, c.Covered, grown.Covered)
	}
	f := c.Facilities[random.IntN(len(c.Facilities))]
	near("lost when "+f.ID+" closes is its exclusive reach", c.Covered-l.ask(t, radiusM, fmt.Sprintf(`"closed":[%q]`, f.ID)).Covered, f.Exclusive)

	var gaps struct {
		Features []struct {
			Properties struct {
				Amount       float64
				BestSite     []float64 `json:"best_site"`
				BestSiteGain float64   `json:"best_site_gain"`
			}
		}
	}
	l.raw(t, "/api/gaps", radiusM, "").into(t, &gaps)
	open := 0.0
	for _, p := range gaps.Features {
		open += p.Properties.Amount
	}
	near("all patches together are the gap", open, c.Gap)
	if len(gaps.Features) > 0 && len(gaps.Features[0].Properties.BestSite) == 2 {
		p := gaps.Features[0].Properties
		with := l.ask(t, radiusM, fmt.Sprintf(`"added":[{"id":"new","lon":%v,"lat":%v}]`, p.BestSite[0], p.BestSite[1]))
		if gain := with.Covered - c.Covered; math.Abs(gain-p.BestSiteGain) > 0.006*p.BestSiteGain+1e-9*total {
			t.Errorf("radius %g: the best site serves %g more, said %g", radiusM, gain, p.BestSiteGain)
		}
	}
}

// TestSameAnswerOnAnyProcessors: whole answers have the same bytes on 1, 2 and 8
// processors, but for the time they took.
func TestSameAnswerOnAnyProcessors(t *testing.T) {
	elapsed := regexp.MustCompile(`"elapsed_ms":[0-9.e+-]+`)
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	first := map[string][]byte{}
	n := 400
	if testing.Short() {
		n = 64
	}
	for _, processors := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(processors)
		s := newCity(t, n)
		for _, demand := range []string{"land", "landuse:R", "population"} {
			for _, path := range []string{"/api/coverage", "/api/gaps", "/api/reach"} {
				answer := law{s, demand}.raw(t, path, 330, `"added":[{"id":"new","lon":118.9,"lat":42.25}]`)
				got := elapsed.ReplaceAll(answer.body, nil)
				key := path + " " + demand
				if first[key] == nil {
					first[key] = got
				} else if !bytes.Equal(first[key], got) {
					t.Errorf("%s: another answer on %d processors", key, processors)
				}
			}
		}
	}
}
