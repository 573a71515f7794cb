package scorecard_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/geo/plane"
)

// stripDataset is a place drawn so that every value of its scorecard follows
// from this comment. Metres east and north, equal areas:
//
//	 1000 ┌───────────────────────────┬───────────────────────────┐
//	      │            ┌──┐ park, G1 (-1600…-1400, 700…900)       │
//	      │            └──┘           │                           │
//	  500 │  ┌───────────────────┬────┴────┬───────────────────┐  │
//	      │  │ R2, 2,200 people  │   M1    │ R2, 4,400 people  │  │
//	    0 ├──│─────●k1 b1 f1─────│─────────│──●k2──●f2──●k3 b2─│──┤ street
//	      │  │    (-1500)        │         │ (950)(1500) (2050)│  │
//	 -500 │  └───────────────────┴────┬────┴───────────────────┘  │
//	      │          west             │          east             │
//	-1000 └───────────────────────────┴───────────────────────────┘
//	    -3000 -2600             -400  0   400              2600 3000
//
// The area is 6 km × 2 km = 12 km², each district 6 km². Homes are 2,200 × 1,000
// m² on each side, with 0.001 people a m² in the west and 0.002 in the east;
// the works 800 × 1,000 m², halved by the districts; the park 200 × 200 m². Of
// kindergartens k1 exists, k2 is under construction and opens in 2026, k3 is
// planned for 2030; the bus stop b1 exists, b2 is planned for 2030; the fire
// station f1 exists, f2 is planned for 2030.
func stripDataset(t *testing.T) *data.Dataset {
	t.Helper()
	p := plane.At(orb.Point{118.9, 42.26})
	rect := func(x0, y0, x1, y1 float64) orb.Geometry {
		var ring orb.Ring // with a corner every 100 m, as sides are straight in degrees
		side := func(ax, ay, bx, by float64) {
			n := max(math.Abs(bx-ax), math.Abs(by-ay)) / 100
			for i := range int(n) {
				f := float64(i) / n
				ring = append(ring, orb.Point{ax + (bx-ax)*f, ay + (by-ay)*f})
			}
		}
		side(x0, y0, x1, y0)
		side(x1, y0, x1, y1)
		side(x1, y1, x0, y1)
		side(x0, y1, x0, y0)
		return p.MultiPolygonToWGS84(orb.MultiPolygon{{append(ring, ring[0])}}, 0)
	}
	at := func(x, y float64) orb.Point { return p.ToWGS84(orb.Point{x, y}) }
	return dataset(t, map[data.Role][]data.Feature{
		data.RoleBoundary: {
			feature("strip", rect(-3000, -1000, 3000, 1000), `"kind":"study_area"`),
			feature("west", rect(-3000, -1000, 0, 1000), `"kind":"district"`), feature("east", rect(0, -1000, 3000, 1000), `"kind":"district"`),
		},
		data.RoleLandUse: {
			feature("homes-w", rect(-2600, -500, -400, 500), `"scheme":"GB50137-2011","code":"R2","population":2200`),
			feature("homes-e", rect(400, -500, 2600, 500), `"scheme":"GB50137-2011","code":"R2","population":4400`),
			feature("works", rect(-400, -500, 400, 500), `"scheme":"GB50137-2011","code":"M1"`),
			feature("green", rect(-1600, 700, -1400, 900), `"scheme":"GB50137-2011","code":"G1","green_area_m2":40000`),
		},
		data.RoleRoad: {feature("street", orb.LineString{at(-3000, 0), at(0, 0), at(3000, 0)}, `"highway":"residential"`)},
		data.RoleFacility: {
			feature("k1", at(-1500, 0), `"kind":"kindergarten","status":"existing","opens":2020`),
			feature("k2", at(950, 0), `"kind":"kindergarten","status":"under_construction","opens":2026`),
			feature("k3", at(2050, 0), `"kind":"kindergarten","status":"planned","opens":2030`),
			feature("b1", at(-1500, 0), `"kind":"bus_stop","status":"existing","opens":2015`),
			feature("b2", at(2050, 0), `"kind":"bus_stop","status":"planned","opens":2030`),
			feature("f1", at(-1500, 0), `"kind":"fire_station","status":"existing","opens":2010`),
			feature("f2", at(1500, 0), `"kind":"fire_station","status":"planned","opens":2030`),
			feature("park", rect(-1600, 700, -1400, 900), `"kind":"park","status":"existing","opens":2012`),
			feature("h1", at(0, 0), `"kind":"hospital","status":"existing","opens":2012`),
		},
	})
}

// seven is a figure today, with what is under construction, with all that is
// planned, in 2026, in 2030; and today in the west and in the east.
type seven [7]float64

func (s seven) times(v float64) seven {
	for i := range s {
		s[i] *= v
	}
	return s
}

// stripRow is a row of the golden table: numerator ÷ denominator. A row that no
// state decides stands for today alone.
type stripRow struct {
	id        string
	numerator seven
	of        seven
	people    *seven // residents covered; nil where the row counts none
	needed    string // stations asked for: whole, west and east
	verdicts  string // p, f or u in the order of seven; one alone for today only
}

// stripGolden is every row with a value. 300 m and 500 m about a point on the
// street lie wholly in the homes on its side, and k2 and k3 are 1,100 m apart:
// discs of 282,743 and 785,398 m² that do not meet.
func stripGolden() []stripRow {
	disc300, disc500 := math.Pi*300*300, math.Pi*500*500
	same := func(whole, west, east float64) seven { return seven{whole, whole, whole, whole, whole, west, east} }
	people := func(s seven, m2 float64) *seven { s = s.times(m2 / 1000); return &s }
	homes := same(4.4e6, 2.2e6, 2.2e6)
	// Homes, works and park: 4.4 + 0.8 + 0.04 km²; half of the works each side.
	urban := same(5.24e6, 2.64e6, 2.6e6)
	residents := same(6600, 2200, 4400)
	// Kindergartens that are there, and their people in discs of the west, the
	// east counting double: k1; k1 and k2; all.
	kindergartens, ofKindergartens := seven{1, 2, 3, 2, 3, 1, 0}, seven{1, 3, 5, 3, 5, 1, 0}
	stops, ofStops := seven{1, 1, 2, 1, 2, 1, 0}, seven{1, 1, 3, 1, 3, 1, 0}
	// 500 m from the park's edges reach from 700 m north down to 200 m: below
	// its foot 200 m × 300 m of homes, and beside that, in a quarter disc about
	// each lower corner, what lies 200 to 500 m down: ∫ √(500² − t²) dt.
	quarter := func(t float64) float64 { return (t*math.Sqrt(500*500-t*t) + 500*500*math.Asin(t/500)) / 2 }
	byPark := 200*300 + 2*(quarter(500)-quarter(200))
	park, parkPeople := same(byPark, byPark, 0), same(byPark/1000, byPark/1000, 0)
	nothing := same(0, 0, 0)
	stations := seven{1, 1, 2, 1, 2, 1, 0}
	km2 := same(12, 6, 6)
	// Homes and 50 m around: (2,200 × 1,000 + 2 × 50 × 3,200 + π 50²) m² a side;
	// the street runs 2,300 m through each and counts 0.1 m more at both ends.
	around := (2200*1000 + 100*3200 + math.Pi*50*50) / 1e6
	land, street := same(2*around, around, around), same(2*2.3002, 2.3002, 2.3002)
	green := same(4e4, 4e4, 0)
	return []stripRow{
		{"gb-50180-2018/kindergarten/radius", kindergartens.times(disc300), homes, people(ofKindergartens, disc300), "", "fffffff"},
		{"jgj-39-2016-2019/kindergarten/radius", kindergartens.times(disc500), homes, people(ofKindergartens, disc500), "", "fffffff"},
		{"gb-50180-2018/nursery/radius/nursery", kindergartens.times(disc300), homes, people(ofKindergartens, disc300), "", "u"},
		// 12 km² for one station are more than 7, 6 for each of two are not. One
		// district's 6 would do for itself; as the whole has too few, whom its
		// station serves is open. 12 ÷ 7 asks for 2, 6 ÷ 7 for 1.
		{"gb-51080-2015/fire-station/jurisdiction-area", km2, stations, nil, "2 1 1", "ffpfpuu"},
		// Whether 15 km² apply no layer tells, and no limit of 建标 152 is given
		// without a condition; nor is each of 7, 4, 2 and 15 exceeded.
		{"gb-51080-2015/fire-station/jurisdiction-area/urban-edge-or-new-district-where-roads-flow-freely", km2, stations, nil, "1 1 1", "uuuuuuu"},
		{"jianbiao-152-2017/fire-station/jurisdiction-area/class-1-station", km2, stations, nil, "2 1 1", "uuuuuuu"},
		{"jianbiao-152-2017/fire-station/jurisdiction-area/class-2-station", km2, stations, nil, "3 2 2", "uuuuuuu"},
		{"jianbiao-152-2017/fire-station/jurisdiction-area/small-station", km2, stations, nil, "6 3 3", "uuuuuuu"},
		{"jianbiao-152-2017/fire-station/jurisdiction-area/suburban-station", km2, stations, nil, "1 1 1", "uuuuuuu"},
		{"gb-50220-95/bus-stop/coverage-ratio#1", stops.times(disc300), urban, people(ofStops, disc300), "", "fffffff"},
		{"gb-50220-95/bus-stop/coverage-ratio#2", stops.times(disc500), urban, people(ofStops, disc500), "", "fffffff"},
		{"transit-metropolis/bus-stop/coverage-ratio", stops.times(disc500), urban, people(ofStops, disc500), "", "fffffff"},
		{"gb-50180-2018/bus-stop/radius", stops.times(disc500), homes, people(ofStops, disc500), "", "fffffff"},
		// The park has 4 ha: of the size classes only 1–5 ha has any.
		{"gb-t-51346-2019/park/radius/area-50-ha", nothing, homes, &nothing, "", "u"},
		{"gb-t-51346-2019/park/radius/area-20-50-ha", nothing, homes, &nothing, "", "u"},
		{"gb-t-51346-2019/park/radius/area-10-20-ha", nothing, homes, &nothing, "", "u"},
		{"gb-t-51346-2019/park/radius/area-5-10-ha", nothing, homes, &nothing, "", "u"},
		{"gb-t-51346-2019/park/radius/area-1-5-ha", park, homes, &parkPeople, "", "u"},
		{"gb-t-51346-2019/park/radius/area-0-4-1-ha", nothing, homes, &nothing, "", "u"},
		{"gb-t-51346-2019/park/radius/area-0-2-0-4-ha-old-town", nothing, homes, &nothing, "", "u"},
		{"gb-55014-2021/park/coverage-ratio", park, homes, &parkPeople, "", "fffffff"},
		{"city-checkup/park/radius#1", park, homes, &parkPeople, "", "u"},
		{"city-checkup/park/radius#2", nothing, homes, &nothing, "", "u"},
		// Figures of a whole city, shown and not judged.
		{"gb-55014-2021/park/land-per-person#1", green, residents, nil, "", "uuuuuuu"},
		{"gb-55014-2021/park/land-per-person#2", green, residents, nil, "", "uuuuuuu"},
		{"gb-t-51346-2019/park/land-per-person", green, residents, nil, "", "uuuuuuu"},
		{"gb-t-51346-2019/green-ratio-city/green-ratio#1", green, km2.times(1e6), nil, "", "uuuuuuu"},
		{"gb-t-51346-2019/green-ratio-city/green-ratio#2", green, km2.times(1e6), nil, "", "uuuuuuu"},
		{"gb-50180-2018/road-network/road-density", street, land, nil, "", "fffffff"},
		{"gb-t-51328-2018/road-network/road-density#1", street, land, nil, "", "fffffff"},
		{"gb-50137-2011/landuse-structure/land-share#1", homes, urban, nil, "", "uuuuuuu"},
		{"gb-50137-2011/landuse-structure/land-share#2", nothing, urban, nil, "", "uuuuuuu"},
		{"gb-50137-2011/landuse-structure/land-share#3", same(8e5, 4e5, 4e5), urban, nil, "", "uuuuuuu"},
		{"gb-50137-2011/landuse-structure/land-share#4", nothing, urban, nil, "", "uuuuuuu"},
		{"gb-50137-2011/landuse-structure/land-share#5", green, urban, nil, "", "uuuuuuu"},
		{"gb-50137-2011/per-capita-r/land-per-person#1", homes, residents, nil, "", "uuuuuuu"},
		{"gb-50137-2011/per-capita-r/land-per-person#2", homes, residents, nil, "", "uuuuuuu"},
		{"gb-50137-2011/per-capita-a/land-per-person", nothing, residents, nil, "", "uuuuuuu"},
		{"gb-50137-2011/per-capita-s/land-per-person", nothing, residents, nil, "", "uuuuuuu"},
		{"gb-50137-2011/per-capita-g/land-per-person", green, residents, nil, "", "uuuuuuu"},
	}
}

// stripSilent are the rows without a value: no radius is known for hospitals,
// times and walks need streets, and no layer tells where business districts are.
var stripSilent = []string{
	"none/hospital/radius", "gb-51080-2015/fire-station/time", "gb-50180-2018/living-circle-15/walk", "gb-50180-2018/living-circle-10/walk",
	"gb-50180-2018/living-circle-5/walk", "gb-t-51328-2018/road-network/road-density#2",
}

// TestStripByHand holds every value of every row against the golden table: of
// the whole in each state and of each district, of land and of people.
func TestStripByHand(t *testing.T) {
	card, err := scorecard.Make(t.Context(), studyOf(t, stripDataset(t), "boundary/strip"), scorecard.Options{Years: []int{2026, 2030}})
	if err != nil {
		t.Fatal(err)
	}
	golden := map[string]stripRow{}
	for _, r := range stripGolden() {
		golden[r.id] = r
	}
	for i := range card.Rows {
		r := &card.Rows[i]
		want, ok := golden[r.ID]
		if !ok {
			if !slices.Contains(stripSilent, r.ID) || r.Value != nil || r.Verdict != scorecard.Undecidable || r.Why.EN == "" {
				t.Errorf("%s = %v, %s: a row that the table does not have", r.ID, r.Value, r.Verdict)
			}
			continue
		}
		delete(golden, r.ID)
		standings := slices.Concat(r.States, r.Districts)
		if len(want.verdicts) == 1 {
			standings = []scorecard.Standing{r.Standing}
		}
		if len(standings) != len(want.verdicts) {
			t.Errorf("%s: %d states and districts, want %d", r.ID, len(standings), len(want.verdicts))
			continue
		}
		for k := range standings {
			checkByHand(t, &want, k, &standings[k])
		}
	}
	for id := range golden {
		t.Errorf("there is no row %s", id)
	}
}

// checkByHand holds one standing against the k-th figures of a row. Sides drawn
// with a corner every 100 m are right to 0.2 mm, and areas to 1e-6.
func checkByHand(t *testing.T, want *stripRow, k int, s *scorecard.Standing) {
	t.Helper()
	close := func(a *float64, b float64) bool { return a != nil && math.Abs(*a-b) <= 2e-6*math.Abs(b) }
	numerator, of := want.numerator[k], want.of[k]
	if !close(s.Numerator, numerator) || !close(s.Denominator, of) {
		t.Errorf("%s in %s: %v ÷ %v, want %v ÷ %v", want.id, s.In, *s.Numerator, *s.Denominator, numerator, of)
	}
	if of > 0 && !close(s.Value, numerator/of) || of == 0 && s.Value != nil {
		t.Errorf("%s in %s: %v, want %v", want.id, s.In, s.Value, numerator/of)
	}
	if got := string(s.Verdict[:1]); got != want.verdicts[k:k+1] {
		t.Errorf("%s in %s: %s, want %s (%s)", want.id, s.In, got, want.verdicts[k:k+1], s.Why.EN)
	}
	if want.people != nil {
		residents := []float64{6600, 6600, 6600, 6600, 6600, 2200, 4400}[k]
		if s.People == nil || !close(&s.People.Covered, want.people[k]) || !close(&s.People.Total, residents) || !close(&s.Land.Covered, numerator) {
			t.Errorf("%s in %s: people %+v beside land %+v, want %v of %v", want.id, s.In, s.People, s.Land, want.people[k], residents)
		}
	}
	if want.needed != "" {
		needed := strings.Fields(want.needed)[max(k-4, 0)]
		if s.Needed == nil || *s.Needed != int(needed[0]-'0') {
			t.Errorf("%s in %s: %v stations asked for, want %s", want.id, s.In, s.Needed, needed)
		}
	}
}
