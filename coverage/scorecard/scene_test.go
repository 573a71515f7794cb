package scorecard_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/geo/measure"
)

// place returns the point so many metres east and north of a corner.
func place(east, north float64) orb.Point {
	p, _ := measure.Direct(orb.Point{118.88, 42.25}, 0, north)
	q, _ := measure.Direct(p, 90, east)
	return q
}

func box(west, south, east, north float64) orb.Polygon {
	return orb.Polygon{{place(west, south), place(east, south), place(east, north), place(west, north), place(west, south)}}
}

func feature(id string, g orb.Geometry, properties string, values ...any) data.Feature {
	return data.Feature{ID: id, Geometry: g, Properties: fmt.Appendf(nil, "{"+properties+"}", values...)}
}

func dataset(t *testing.T, layers map[data.Role][]data.Feature) *data.Dataset {
	t.Helper()
	var made []*data.Layer
	for _, role := range data.Roles() {
		if len(layers[role]) == 0 {
			continue
		}
		l, err := data.NewLayer(data.Meta{ID: string(role), Role: role}, layers[role])
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, l)
	}
	return data.NewDataset(made...)
}

// The scene, metres east and north: an area of 4 km × 3 km = 12 km², homes on
// 1 km × 1 km of it, a park of 100 m × 100 m, a bus stop in the middle of the
// homes, a fire station, and another 500 m outside.
//
//	3000 ┌──────────────────────────────┐
//	     │      1000      2000          │
//	2000 │       ┌─────────┐            │
//	     │  park │  homes  │   ● fire   │     ● fire
//	     │   □   │    ●bus │ (3000,1500)│    (4500,1500)
//	1000 │       └─────────┘            │
//	   0 └──────────────────────────────┘
//	     0  800–900                    4000
var (
	sceneArea  = feature("area", box(0, 0, 4000, 3000), `"kind":"study_area"`)
	sceneHomes = feature("homes", box(1000, 1000, 2000, 2000), `"scheme":"GB50137-2011","code":"R2","population":1000`)
	scenePark  = feature("park", box(800, 1450, 900, 1550), `"kind":"park"`)
	sceneStop  = feature("stop", place(1500, 1500), `"kind":"bus_stop"`)
	fireInside = feature("fire-1", place(3000, 1500), `"kind":"fire_station"`)
	fireBeside = feature("fire-2", place(4500, 1500), `"kind":"fire_station"`)
)

func scene(t *testing.T, facilities ...data.Feature) *scorecard.Card {
	t.Helper()
	ds := dataset(t, map[data.Role][]data.Feature{data.RoleBoundary: {sceneArea}, data.RoleLandUse: {sceneHomes}, data.RoleFacility: facilities})
	card, err := scorecard.Make(t.Context(), studyOf(t, ds, ""), scorecard.Options{Years: []int{}})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// TestSceneByHand holds a drawn scene against closed formulas.
func TestSceneByHand(t *testing.T) {
	card := scene(t, scenePark, sceneStop, fireInside)
	// The park reaches 500 m from its edges. Beside its height of 100 m that is
	// 400 m into the homes, which begin 100 m from it; above and below, a
	// quarter disc about each corner, cut 100 m from the corner and 450 m up,
	// where the homes end: ∫₀⁴⁵⁰ (√(500² − t²) − 100) dt.
	corner := 0.5*(450*math.Sqrt(500*500-450*450)+500*500*math.Asin(0.9)) - 100*450
	for _, want := range []struct {
		id        string
		numerator float64
		value     float64
		verdict   scorecard.Verdict
	}{
		{"gb-55014-2021/park/coverage-ratio", 100*400 + 2*corner, (100*400 + 2*corner) / 1e6, scorecard.Fail},
		{"gb-50220-95/bus-stop/coverage-ratio#1", math.Pi * 300 * 300, math.Pi * 0.09, scorecard.Fail},
		{"gb-50220-95/bus-stop/coverage-ratio#2", math.Pi * 500 * 500, math.Pi / 4, scorecard.Fail},
		{"gb-51080-2015/fire-station/jurisdiction-area", 12, 12, scorecard.Fail},
	} {
		r := rowOf(t, card, want.id)
		// Boxes drawn along meridians and parallels are right to 1e-4 of a
		// length here: the parallel through their top is shorter than the one
		// through their foot.
		if r.Value == nil || !near(*r.Numerator, want.numerator, 2e-3) || !near(*r.Value, want.value, 2e-3) || r.Verdict != want.verdict {
			t.Errorf("%s: %v of %v, %s; want %v of %v, %s", want.id, *r.Value, *r.Numerator, r.Verdict, want.value, want.numerator, want.verdict)
		}
		// People are spread evenly over the homes, so their share is that of land.
		if r.People != nil && r.Of.ID == "residential_land" && !near(r.People.Ratio, r.Land.Ratio, 1e-6) {
			t.Errorf("%s: people %v, land %v", want.id, r.People.Ratio, r.Land.Ratio)
		}
	}
	// 12 ÷ 7 = 1.7: two stations are asked for. 12 km² is within 15, but whether
	// that limit applies no layer says.
	if r := rowOf(t, card, "gb-51080-2015/fire-station/jurisdiction-area"); r.Needed == nil || *r.Needed != 2 {
		t.Errorf("needed %v, want 2", r.Needed)
	}
	if r := rowOf(t, card, "gb-51080-2015/fire-station/jurisdiction-area/urban-edge-or-new-district-where-roads-flow-freely"); r.Verdict != scorecard.Undecidable {
		t.Errorf("15 km² is %s for 12 km², want undecidable", r.Verdict)
	}
}

// TestStationsOutside: a station outside that could bring the area below the
// limit leaves it undecided; one inside decides it; none at all fails.
func TestStationsOutside(t *testing.T) {
	const id = "gb-51080-2015/fire-station/jurisdiction-area"
	second := feature("fire-3", place(1000, 500), `"kind":"fire_station"`)
	planned := feature("fire-4", place(1000, 500), `"kind":"fire_station","status":"planned","opens":2030`)
	for _, c := range []struct {
		name       string
		facilities []data.Feature
		want       scorecard.Verdict
		outside    int
	}{
		{"one inside", []data.Feature{fireInside}, scorecard.Fail, 0},
		{"one beside", []data.Feature{fireInside, fireBeside}, scorecard.Undecidable, 1},
		{"two inside", []data.Feature{fireInside, second}, scorecard.Pass, 0},
		{"only planned", []data.Feature{planned}, scorecard.Fail, 0},
	} {
		r := rowOf(t, scene(t, c.facilities...), id)
		if r.Verdict != c.want || len(r.Outside) != c.outside {
			t.Errorf("%s: %s with %d outside, want %s with %d (%s)", c.name, r.Verdict, len(r.Outside), c.want, c.outside, r.Why.EN)
		}
		if c.outside == 1 && math.Abs(r.Outside[0].DistanceM-500) > 1 {
			t.Errorf("%s: %v m outside, want 500", c.name, r.Outside[0].DistanceM)
		}
	}
}

// TestWithoutLandUse: shares of land that no layer tells are undecidable, and
// say so; area limits need no land use.
func TestWithoutLandUse(t *testing.T) {
	ds := dataset(t, map[data.Role][]data.Feature{data.RoleBoundary: {sceneArea}, data.RoleFacility: {scenePark, sceneStop, fireInside}})
	card, err := scorecard.Make(t.Context(), studyOf(t, ds, ""), scorecard.Options{When: coverage.When{Year: 2030}})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range card.Rows {
		wantLand := r.Of.ID == "residential_land" || r.Of.ID == "urban_land" || r.Of.ID == "built_up_land"
		if wantLand && (r.Verdict != scorecard.Undecidable || r.Value != nil) {
			t.Errorf("%s: %s, %v without land use", r.ID, r.Verdict, r.Value)
		}
	}
	if r := rowOf(t, card, "gb-51080-2015/fire-station/jurisdiction-area"); r.Verdict != scorecard.Fail {
		t.Errorf("the area limit is %s without land use", r.Verdict)
	}
}

// TestPeopleAndJobs: a rule that names residents and jobs together is held
// against their sum. A station reaches 800 m: the 1,000 residents 100 m off and
// the 500 jobs 700 m off, not the 500 jobs 900 m off. 1,500 ÷ 2,000 = 75 %.
func TestPeopleAndJobs(t *testing.T) {
	ds := dataset(t, map[data.Role][]data.Feature{
		data.RoleBoundary: {sceneArea}, data.RoleFacility: {feature("rail", place(1500, 1500), `"kind":"rail_station"`)},
		data.RolePopulation: {
			feature("p", place(1500, 1400), `"population":1000`), feature("near", place(2200, 1500), `"jobs":500`), feature("far", place(2400, 1500), `"jobs":500`),
		},
	})
	card, err := scorecard.Make(t.Context(), studyOf(t, ds, ""), scorecard.Options{Years: []int{}})
	if err != nil {
		t.Fatal(err)
	}
	r := rowOf(t, card, "gb-t-51328-2018/rail-station/coverage-ratio#1")
	if r.Value == nil || *r.Value != 0.75 || *r.Denominator != 2000 {
		t.Errorf("%+v, want 1,500 of 2,000", r.Standing)
	}
}
