package scorecard_test

import (
	"math"
	"testing"

	"catchment/coverage/scorecard"
	"catchment/data"
)

// The scene's 12 km² cut into a west of 8 km² and an east of 4 km²; a limit of
// 7 km². Each station stands 1 km and more inside its district, and the radius
// by which one reaches in from outside is the service's.
func TestJurisdictionByDistrict(t *testing.T) {
	west := feature("west", box(0, 0, 2667, 3000), `"kind":"district"`)
	east := feature("east", box(2667, 0, 4000, 3000), `"kind":"district"`)
	far := func(id string, x, y float64) data.Feature { return feature(id, place(x, y), `"kind":"fire_station"`) }
	for _, c := range []struct {
		name       string
		facilities []data.Feature
		west, east scorecard.Verdict
	}{
		// 8 km² is more than one station of 7 can have, wherever it stands.
		{"one in the east", []data.Feature{far("e", 3900, 1500)}, scorecard.Fail, scorecard.Undecidable},
		// 12 ÷ 3 = 4: the whole passes, and each district has enough.
		{"two and one", []data.Feature{far("a", 500, 500), far("b", 500, 2500), far("e", 3900, 1500)}, scorecard.Pass, scorecard.Pass},
		{"none", []data.Feature{feature("later", place(500, 500), `"kind":"fire_station","status":"planned","opens":2030`)}, scorecard.Fail, scorecard.Fail},
	} {
		ds := dataset(t, map[data.Role][]data.Feature{data.RoleBoundary: {sceneArea, west, east}, data.RoleLandUse: {sceneHomes}, data.RoleFacility: c.facilities})
		card, err := scorecard.Make(t.Context(), studyOf(t, ds, "boundary/area"), scorecard.Options{Years: []int{}})
		if err != nil {
			t.Fatal(err)
		}
		r := rowOf(t, card, "gb-51080-2015/fire-station/jurisdiction-area")
		if len(r.Districts) != 2 {
			t.Fatalf("%s: %d districts, want 2", c.name, len(r.Districts))
		}
		for i, want := range []scorecard.Verdict{c.west, c.east} {
			d := r.Districts[i]
			if d.Verdict != want {
				t.Errorf("%s, %s: %s, want %s (%s)", c.name, d.In, d.Verdict, want, d.Why.EN)
			}
			// 8 ÷ 7 and 4 ÷ 7, rounded up.
			km2 := []float64{8, 4}[i]
			if d.Needed == nil || *d.Needed != 2-i || math.Abs(*d.Numerator-km2) > 0.01 || *d.Denominator != float64(d.Inside) {
				t.Errorf("%s, %s: needed %v, %v km² for %v stations", c.name, d.In, d.Needed, d.Numerator, d.Denominator)
			}
		}
	}
}
