package landuse_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/measure"
)

// place puts metres east and north of a corner into degrees, a metre being a
// metre along the meridian and the parallel there.
func place(east, north float64) orb.Point {
	p, _ := measure.Direct(orb.Point{118.88, 42.25}, 0, north)
	q, _ := measure.Direct(p, 90, east)
	return q
}

func square(east, north, side float64) orb.Polygon {
	return orb.Polygon{{place(east, north), place(east+side, north), place(east+side, north+side), place(east, north+side), place(east, north)}}
}

func conflictData(t *testing.T, facilities, parcels []data.Feature) *data.Dataset {
	t.Helper()
	var layers []*data.Layer
	for _, l := range []struct {
		id   string
		role data.Role
		fs   []data.Feature
	}{{"facilities", data.RoleFacility, facilities}, {"land", data.RoleLandUse, parcels}} {
		made, err := data.NewLayer(data.Meta{ID: l.id, Role: l.role}, l.fs)
		if err != nil {
			t.Fatal(err)
		}
		layers = append(layers, made)
	}
	return data.NewDataset(layers...)
}

func facilityAt(id, kind string, p orb.Point) data.Feature {
	return data.Feature{ID: id, Geometry: p, Properties: []byte(`{"kind":"` + kind + `","name":"` + id + `"}`)}
}

func parcelOf(id, code string, g orb.Polygon) data.Feature {
	return data.Feature{ID: id, Geometry: g, Properties: []byte(`{"scheme":"GB50137-2011","code":"` + code + `"}`)}
}

// A drawn scene, metres east and north:
//
//	                             ┌────┐
//	                 school ●    │ far│ ● (290,60) in its yard (280…340, 30…90)
//	                             └────┘
//	fire ● (0,0)     fuel ● (250,0)
//	                      ┌────┐
//	                      │home│ (250…350, −190…−90)
//
// The filling station is 250 m from the fire station: clear of 200 m (GB 51080),
// not of 300 m (建标 152). The school at 40 m is inside the 50 m of GB 50156-2002;
// the far one is not, as drawn, but its yard is.
func TestConflictScene(t *testing.T) {
	ds := conflictData(t, []data.Feature{
		facilityAt("fire", "fire_station", place(0, 0)), facilityAt("fuel", "fuel_station", place(250, 0)),
		facilityAt("school", "primary_school", place(250, 40)), facilityAt("far", "kindergarten", place(290, 60)),
	}, []data.Feature{parcelOf("yard", "A33", square(280, 30, 60)), parcelOf("home", "R2", square(250, -190, 100))})
	found, err := landuse.FindConflicts(t.Context(), ds, orb.MultiPolygon{square(-1000, -1000, 3000)}, landuse.ConflictOptions{})
	if err != nil {
		t.Fatal(err)
	}
	type pair struct {
		rule, hazard, exposed string
		finding               landuse.ClearanceFinding
		distance, site        float64
	}
	var got []pair
	for _, p := range found.Pairs {
		got = append(got, pair{found.Clearances[p.Clearance].Rule, p.Hazard.ID, p.Exposed.ID, p.Finding, math.Round(p.DistanceM*100) / 100, math.Round(p.SiteM*100) / 100})
	}
	want := []pair{
		{"gb-50156-2002/fuel-station/clearance", "fuel", "school", landuse.Conflict, 40, 40},
		// From the pump at (250, 0) to the yard's corner at (280, 30): √(30²+30²).
		{"gb-50156-2002/fuel-station/clearance", "fuel", "far", landuse.Possible, 72.11, 42.43},
		// No number of the 2021 tables was seen: within 100 m, to be looked at.
		{"gb-50156-2021/fuel-station/clearance", "fuel", "school", landuse.Open, 40, 40},
		{"gb-50156-2021/fuel-station/clearance", "fuel", "far", landuse.Open, 72.11, 42.43},
		{"gb-50156-2021/fuel-station/clearance", "fuel", "home", landuse.Open, 90, 90},
		{"jianbiao-152-2017/fire-station/clearance", "fuel", "fire", landuse.Conflict, 250, 250},
	}
	if !slices.Equal(got, want) {
		t.Errorf("pairs:\n got %v\nwant %v", got, want)
	}
}

// TestClearanceOutcomes holds what was checked, and what could not be and why,
// with the rules of a user's set beside those of the program. The scene is that
// of TestConflictScene with a school, a filling station and a substation.
func TestClearanceOutcomes(t *testing.T) {
	ds := conflictData(t, []data.Feature{
		facilityAt("fuel", "fuel_station", place(250, 0)), facilityAt("school", "primary_school", place(250, 60)), facilityAt("sub", "substation", place(290, 60)),
	}, []data.Feature{parcelOf("home", "R2", square(250, -190, 100))})
	user, err := standards.Parse(strings.NewReader(`{"documents":[{"id":"Guide","status":"local","jurisdiction":"CN-1504"}],"rules":[
		{"id":"wide","kinds":["fuel_station"],"exposed":["school","homes"],"metric":"clearance","unit":"m","values":[{"min":100}],"standard":"Guide","clause":"7","evidence":"verbatim","confidence":"high","source":["printed copy"]},
		{"id":"told","kinds":["substation"],"metric":"clearance","values":[{"min":55}],"standard":"Guide","evidence":"recalled","confidence":"low"},
		{"id":"if","kinds":["fuel_station"],"exposed":["school"],"when":"underground tanks","metric":"clearance","values":[{"min":70}],"standard":"Guide","evidence":"verbatim","confidence":"high"},
		{"id":"blank","kinds":["fuel_station"],"exposed":["homes"],"metric":"clearance","values":[],"standard":"Guide","clause":"9","evidence":"verbatim","confidence":"high"},
		{"id":"none","kinds":["waste_station"],"metric":"clearance","values":[{"min":500}],"standard":"Guide","evidence":"verbatim","confidence":"high"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	set := standards.Merge(standards.Part{ID: standards.BuiltinID, Set: standards.Builtin()}, standards.Part{ID: "town", Set: user})
	found, err := landuse.FindConflicts(t.Context(), ds, orb.MultiPolygon{square(-1000, -1000, 3000)}, landuse.ConflictOptions{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		rule     string
		outcome  landuse.ClearanceOutcome
		basis    string
		conflict int
		possible int
		open     int
	}
	var got []line
	for _, c := range found.Clearances {
		if c.OutcomeZH == "" || c.OutcomeEN == "" || c.BasisZH == "" || len(c.Hazards) == 0 || len(c.Exposed) == 0 {
			t.Errorf("%s: %+v says too little", c.Rule, c)
		}
		got = append(got, line{c.Rule, c.Outcome, c.BasisEN, c.Counts[landuse.Conflict], c.Counts[landuse.Possible], c.Counts[landuse.Open]})
	}
	const secondary, exact = " (superseded)", ""
	want := []line{
		// The school is 60 m from the pump: clear of 50 m.
		{"gb-50156-2002/fuel-station/clearance", landuse.Checked, "GB 50156-2002, clause unknown" + secondary, 0, 0, 0},
		{"gb-50156-2021/fuel-station/clearance", landuse.NoValue, "GB 50156-2021, 4.0.4–4.0.8" + exact, 0, 0, 2},
		// No fire station and no gas station stands there.
		{"gb-51080-2015/fire-station/clearance", landuse.NothingThere, "GB 51080-2015, 4.1.5", 0, 0, 0},
		{"jianbiao-152-2017/fire-station/clearance", landuse.NothingThere, "建标 152-2017, 第十五条", 0, 0, 0},
		{"gb-51080-2015/fire-station/clearance", landuse.NothingThere, "GB 51080-2015, 4.1.5", 0, 0, 0},
		{"jianbiao-152-2017/fire-station/clearance", landuse.NothingThere, "建标 152-2017, 第十五条", 0, 0, 0},
		{"gb-50028-2006-2020/gas-regulator/clearance/regulator", landuse.NothingThere, "no value was found in any standard", 0, 0, 0},
		// The substation is 40 m from the school.
		{"", landuse.NoClause, "no clause that sets the two apart was found", 0, 0, 1},
		// 60 m to the school and 90 m to the homes are less than 100 m.
		{"town/wide", landuse.Checked, "rule set town of the user, Guide, 7", 2, 0, 0},
		{"town/told", landuse.Checked, "rule set town of the user, Guide (recalled, not per code)", 1, 0, 0},
		// Whether the tanks are underground no layer says.
		{"town/if", landuse.Checked, "rule set town of the user, Guide, clause unknown", 0, 1, 0},
		{"town/blank", landuse.NoValue, "rule set town of the user, Guide, 9", 0, 0, 1},
		{"town/none", landuse.NothingThere, "rule set town of the user, Guide, clause unknown", 0, 0, 0},
	}
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("clearance %d:\n got %+v\nwant %+v", i, got[min(i, len(got)-1)], want[min(i, len(want)-1)])
		}
	}
	wide := found.Clearances[slices.IndexFunc(found.Clearances, func(c landuse.Clearance) bool { return c.Rule == "town/wide" })]
	if wide.Set != "town" || !slices.Equal(wide.Source, []string{"printed copy"}) || !slices.Contains(wide.Differs, "gb-50156-2002/fuel-station/clearance") {
		t.Errorf("town/wide stands as %+v, want its set, source and the rule of the program it differs from", wide)
	}
	alone, err := landuse.FindConflicts(t.Context(), ds, orb.MultiPolygon{square(-1000, -1000, 3000)}, landuse.ConflictOptions{Set: standards.Merge(standards.Part{ID: "town", Set: user})})
	if err != nil || len(alone.Clearances) != 6 {
		t.Errorf("by the town alone: %d clearances, %v; want its five and the pair without a clause", len(alone.Clearances), err)
	}
}

// The bundled park: its fire station stands 169 m from a filling station, inside
// 200 and 300 m.
func TestParkConflicts(t *testing.T) {
	layers := park(t)
	var all []*data.Layer
	for _, l := range layers {
		all = append(all, l)
	}
	ds := data.NewDataset(all...)
	found, err := landuse.FindConflicts(t.Context(), ds, shapeOf(t, layers["park"]), landuse.ConflictOptions{})
	if err != nil {
		t.Fatal(err)
	}
	stations := map[string]orb.Point{}
	for _, id := range []string{"fire_station-01", "fuel_station-01"} {
		i, _ := layers["facilities"].ByID(id)
		stations[id] = layers["facilities"].Features[i].Geometry.(orb.Point)
	}
	want := measure.Distance(stations["fire_station-01"], stations["fuel_station-01"])
	seen := 0
	for _, p := range found.Pairs {
		c := found.Clearances[p.Clearance]
		if p.Exposed.ID == "fire_station-01" && p.Hazard.ID == "fuel_station-01" {
			seen++
			if p.Finding != landuse.Conflict || math.Abs(p.DistanceM-want) > 1e-4 || math.Abs(*p.ShortM-(*c.ClearanceM-want)) > 1e-4 {
				t.Errorf("%s: %+v, the stations are %v m apart", c.Rule, p, want)
			}
		}
		if c.ClearanceM == nil != (p.Finding == landuse.Open) || p.SiteM > p.DistanceM {
			t.Errorf("%s: %+v", c.Rule, p)
		}
	}
	if seen != 2 {
		t.Errorf("the fire station and the filling station are found %d times, want by both rules", seen)
	}
}

// TestConflictLaws: a wider screen loses no pair, and the order of features does
// not matter.
func TestConflictLaws(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var facilities, parcels []data.Feature
	kinds := []string{"fuel_station", "gas_station", "fire_station", "primary_school", "hospital", "substation"}
	for i := range 60 {
		facilities = append(facilities, facilityAt(string(rune('A'+i)), kinds[i%len(kinds)], place(rng.Float64()*1500, rng.Float64()*1500)))
	}
	for i := range 20 {
		parcels = append(parcels, parcelOf(string(rune('a'+i)), "R2", square(float64(i%5)*300, float64(i/5)*300, 200)))
	}
	area := orb.MultiPolygon{square(-100, -100, 1000)}
	keys := func(fs []data.Feature, screen float64) []string {
		found, err := landuse.FindConflicts(t.Context(), conflictData(t, fs, slices.Clone(parcels)), area, landuse.ConflictOptions{ScreenM: screen})
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range found.Pairs {
			out = append(out, found.Clearances[p.Clearance].Rule+found.Clearances[p.Clearance].Case+p.Hazard.ID+"|"+p.Exposed.ID)
		}
		slices.Sort(out)
		return out
	}
	narrow, wide := keys(slices.Clone(facilities), 50), keys(slices.Clone(facilities), 200)
	if len(narrow) == 0 || len(wide) <= len(narrow) {
		t.Fatalf("%d and %d pairs: the scene shows nothing", len(narrow), len(wide))
	}
	for _, k := range narrow {
		if !slices.Contains(wide, k) {
			t.Errorf("%s is lost by a wider screen", k)
		}
	}
	turned := slices.Clone(facilities)
	slices.Reverse(turned)
	if got := keys(turned, 200); !slices.Equal(got, wide) {
		t.Errorf("the order of the facilities changes the pairs: %d, %d", len(got), len(wide))
	}
}

// TestClearancesAreRules: every pairing names a rule of the table and one of its
// cases, and shows a value only where the rule may be shown as per code.
func TestClearancesAreRules(t *testing.T) {
	found, err := landuse.FindConflicts(t.Context(), data.NewDataset(), nil, landuse.ConflictOptions{})
	if err != nil {
		t.Fatal(err)
	}
	values := 0
	if len(found.Clearances) != 8 {
		t.Errorf("%d clearances, want 8: does a pairing name a rule that is not there?", len(found.Clearances))
	}
	for _, c := range found.Clearances {
		if c.Rule == "" {
			continue
		}
		r, ok := standards.Builtin().Rule(c.Rule)
		if !ok {
			t.Errorf("there is no rule %s", c.Rule)
			continue
		}
		if len(r.Values) > 0 != (c.ClearanceM != nil) {
			t.Errorf("%s %q: the rule has %d values, the clearance is %v", c.Rule, c.Case, len(r.Values), c.ClearanceM)
		}
		if c.ClearanceM != nil {
			values++
			if c.Standard == "" || !r.PerCode() {
				t.Errorf("%s: a value without a document", c.Rule)
			}
		}
	}
	if values != 5 {
		t.Errorf("%d clearances have a value, want 5", values)
	}
}

// TestConflictsOfPartsInTheArea draws homes as an L around a corner that is not
// theirs: the middle of their box lies outside the study area, homes inside it.
//
//	      0    100
//	area  +-----+
//	      |  hh | hhhhhhhh
//	      +--hh-+        h
//	      f  hh          h   f: filling station, outside, 50 m is asked for
//	         hhhhhhhhhhhhh
func TestConflictsOfPartsInTheArea(t *testing.T) {
	homes := orb.Polygon{{
		place(60, 60), place(60, -300), place(500, -300), place(500, -280), place(90, -280), place(90, 60), place(60, 60),
	}}
	ds := conflictData(t, []data.Feature{facilityAt("fuel", "fuel_station", place(50, -10))}, []data.Feature{parcelOf("homes", "R2", homes)})
	user, err := standards.Parse(strings.NewReader(`{"documents":[{"id":"Guide","status":"local"}],"rules":[
		{"id":"c","kinds":["fuel_station"],"exposed":["homes"],"metric":"clearance","unit":"m","values":[{"min":50}],"standard":"Guide","evidence":"verbatim","confidence":"high"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		area orb.Polygon
		want int
	}{{"part of the homes", square(0, 0, 100), 1}, {"neither", square(-300, 100, 100), 0}} {
		found, err := landuse.FindConflicts(t.Context(), ds, orb.MultiPolygon{tt.area}, landuse.ConflictOptions{Set: standards.Merge(standards.Part{ID: "town", Set: user})})
		if err != nil || len(found.Pairs) != tt.want {
			t.Errorf("%s in the area: %d pairs (%v), want %d", tt.name, len(found.Pairs), err, tt.want)
		}
	}
}
