package songshan_test

import (
	"bytes"
	"context"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/songshan"
	"catchment/data/standards"
)

// The program's own strict decoder has nothing to say about any layer.
func TestLayersDecodeWithoutProblems(t *testing.T) {
	for _, s := range songshan.Layers() {
		raw, err := fs.ReadFile(songshan.Files(), s.File)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := geojson.Decode(context.Background(), bytes.NewReader(raw), geojson.Options{}, func(data.Feature) error { return nil })
		if err != nil || sum.ProblemsTotal != 0 || sum.Accepted == 0 {
			t.Errorf("Decode(%s) = %d accepted, problems %v, error %v", s.File, sum.Accepted, sum.Problems, err)
		}
		if sum.Bound.Min[0] <= 118.5 || sum.Bound.Max[0] > 119 || sum.Bound.Min[1] < 42 || sum.Bound.Max[1] > 42.5 {
			t.Errorf("%s lies in %v, want near 118.88 E, 42.26 N", s.File, sum.Bound)
		}
		if !s.Role.Valid() || s.NameZH == "" || s.NameEN == "" {
			t.Errorf("layer %+v lacks a role or a name", s)
		}
	}
}

// Positions have eight decimals, lines end in LF, and the files stay small
// enough to be embedded and read in review.
func TestFilesAreReviewable(t *testing.T) {
	position := regexp.MustCompile(`^\[118\.\d{8},42\.\d{8}\]`)
	total := 0
	for _, s := range songshan.Layers() {
		raw, err := fs.ReadFile(songshan.Files(), s.File)
		if err != nil {
			t.Fatal(err)
		}
		total += len(raw)
		if bytes.Contains(raw, []byte("\r")) || !bytes.HasSuffix(raw, []byte("]}\n")) {
			t.Errorf("%s: lines do not end in LF", s.File)
		}
		for at := bytes.Index(raw, []byte("[118.")); at >= 0; {
			if !position.Match(raw[at:]) {
				t.Fatalf("%s: position %s without eight decimals", s.File, raw[at:at+30])
			}
			next := bytes.Index(raw[at+1:], []byte("[118."))
			if next < 0 {
				break
			}
			at += 1 + next
		}
		if lines := bytes.Count(raw, []byte("\n")); lines != len(layer(t, s.ID))+2 {
			t.Errorf("%s: %d lines, want one for each feature", s.File, lines)
		}
	}
	if total > 1_500_000 {
		t.Errorf("the layers take %d bytes, want at most 1,500,000", total)
	}
}

// Every feature says that it is synthetic, and only names and totals that the
// park's own account gives say that they are real.
func TestEverythingSaysWhereItComesFrom(t *testing.T) {
	var real []string
	for _, s := range songshan.Layers() {
		seen := map[string]bool{}
		for _, f := range layer(t, s.ID) {
			if f.text("source") != "synthetic" {
				t.Errorf("%s/%s: source %q", s.ID, f.ID, f.text("source"))
			}
			if f.ID == "" || seen[f.ID] || f.text("id") != f.ID {
				t.Errorf("%s/%s: id missing, repeated or unlike property %q", s.ID, f.ID, f.text("id"))
			}
			seen[f.ID] = true
			if s.ID == "facilities" && f.text("name_source") == "real" {
				real = append(real, f.text("name"))
			}
		}
	}
	want := []string{"松山九中", "二十七小", "第十三幼儿园", "赤峰市中医蒙医院", "消防站", "热电厂", "高压水厂", "燃气站", "公交枢纽", "数创基地"}
	slices.Sort(real)
	slices.Sort(want)
	if !slices.Equal(real, want) {
		t.Errorf("real names %v, want %v", real, want)
	}
}

func TestParkCarriesTheFacts(t *testing.T) {
	parks := layer(t, "park")
	if len(parks) != 1 || parks[0].ID != "park" || parks[0].text("name") != "松山区信息科技产业园" {
		t.Fatalf("boundary layer: %d features, first %q %q", len(parks), parks[0].ID, parks[0].text("name"))
	}
	for key, want := range map[string]float64{
		"planned_area_km2": 17.76, "converted_floor_area_m2": 105000, "companies": 35, "output_yuan": 3e8, "invested_yuan": 1.69e9,
	} {
		if got := parks[0].number(t, key); got != want {
			t.Errorf("%s = %v, want %v", key, got, want)
		}
	}
	for key, want := range map[string]string{"geometry_source": "synthetic", "output_note": "a year, more than"} {
		if got := parks[0].text(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
	if parks[0].text("facts_source") == "" {
		t.Error("no facts_source")
	}
	bases := 0
	for _, p := range layer(t, "landuse") {
		if p.text("name") == "数创基地" {
			bases++
			if p.number(t, "floor_area_m2") != 105000 || p.number(t, "converted_floor_area_m2") != 105000 {
				t.Errorf("数创基地 has %v m² of floor", p.Properties["floor_area_m2"])
			}
		}
	}
	if bases != 1 {
		t.Errorf("%d parcels are 数创基地", bases)
	}
}

// The named places stand inside the park and exist, and there is one fire
// station, in the park.
func TestNamedFacilities(t *testing.T) {
	ring := layer(t, "park")[0].rings(t)
	want := map[string]string{
		"松山九中": "middle_school", "二十七小": "primary_school", "第十三幼儿园": "kindergarten", "赤峰市中医蒙医院": "hospital", "消防站": "fire_station",
		"热电厂": "heat_plant", "高压水厂": "water_plant", "燃气站": "gas_station", "公交枢纽": "bus_hub", "数创基地": "digital_base",
	}
	fire, outside := 0, 0
	for _, f := range layer(t, "facilities") {
		in := within(ring, f.point(t))
		if f.text("kind") == "fire_station" {
			fire++
		}
		if !in {
			outside++
		}
		kind, named := want[f.text("name")]
		if !named {
			continue
		}
		delete(want, f.text("name"))
		if f.text("kind") != kind || f.text("status") != "existing" || !in {
			t.Errorf("%s: kind %s, status %s, inside the park %v", f.text("name"), f.text("kind"), f.text("status"), in)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing: %v", want)
	}
	if fire != 1 {
		t.Errorf("%d fire stations, want the one that is named", fire)
	}
	if outside < 20 {
		t.Errorf("%d facilities around the park, want a neighbourhood", outside)
	}
	if n := len(layer(t, "bus_stops")); n < 60 {
		t.Errorf("%d bus stops, want 60 or more", n)
	}
}

// within tells whether p is inside the rings by the even-odd rule.
func within(rings [][]grid, p grid) bool {
	in := false
	for _, ring := range rings {
		for i, a := range ring {
			b := ring[(i+1)%len(ring)]
			if (a.y > p.y) == (b.y > p.y) {
				continue
			}
			if up := b.y > a.y; (side(edge{a, b}, p) > 0) == up {
				in = !in
			}
		}
	}
	return in
}

// Codes are in the table of GB 50137, at the second level or below.
func TestCodesAreInTheStandard(t *testing.T) {
	scheme, ok := standards.Scheme(standards.GB50137)
	if !ok {
		t.Fatal("no table of GB 50137")
	}
	for _, p := range layer(t, "landuse") {
		c, ok := scheme.Lookup(p.text("code"))
		if !ok || c.Level < 2 || p.text("scheme") != standards.GB50137 {
			t.Errorf("%s: scheme %q code %q level %d", p.ID, p.text("scheme"), p.text("code"), c.Level)
		}
	}
}

// What exists opened by 2022, what is being built opens by 2025, what is
// planned by 2035.
func TestStatusAndYearAgree(t *testing.T) {
	years := map[string][2]float64{"existing": {1990, 2022}, "under_construction": {2023, 2025}, "planned": {2026, 2035}}
	for _, id := range []string{"landuse", "roads", "facilities", "bus_stops", "parks", "population", "jobs"} {
		seen := map[string]bool{}
		for _, f := range layer(t, id) {
			y, ok := years[f.text("status")]
			if opens := f.number(t, "opens"); !ok || opens < y[0] || opens > y[1] {
				t.Errorf("%s/%s: status %q opens %v", id, f.ID, f.text("status"), opens)
			}
			seen[f.text("status")] = true
		}
		if len(seen) != 3 {
			t.Errorf("%s: statuses %v, want all three", id, seen)
		}
	}
}

// A facility on a parcel lies on it and opens with it.
func TestFacilitiesStandOnTheirParcels(t *testing.T) {
	lots := byID(t, "landuse")
	codes := map[string]string{
		"kindergarten": "R22", "primary_school": "A33", "middle_school": "A33", "hospital": "A51", "clinic": "A59", "fire_station": "U31",
		"heat_plant": "U14", "water_plant": "U11", "gas_station": "U13", "bus_hub": "S4", "substation": "U12", "digital_base": "B29",
	}
	for _, f := range layer(t, "facilities") {
		id := f.text("parcel")
		if id == "" {
			continue
		}
		lot := lots[id]
		if !within(lot.rings(t), f.point(t)) || lot.number(t, "opens") != f.number(t, "opens") || lot.text("status") != f.text("status") {
			t.Errorf("%s does not agree with its parcel %s", f.ID, id)
		}
		if !strings.HasPrefix(lot.text("code"), codes[f.text("kind")]) {
			t.Errorf("%s stands on %s land", f.ID, lot.text("code"))
		}
	}
}
