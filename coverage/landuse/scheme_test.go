package landuse_test

import (
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/plane"
)

// strip is a row of squares of 100 m, one for each set of properties, in a
// study area that just holds them.
func strip(t testing.TB, properties ...map[string]any) landuse.Sources {
	t.Helper()
	p := plane.At(origin)
	shapes := make([]orb.Geometry, len(properties))
	for i := range properties {
		x := 100 * float64(i)
		shapes[i] = p.MultiPolygonToWGS84(orb.MultiPolygon{{box(x, 0, x+100, 100)}}, 0)
	}
	layer := layerOf(t, data.RoleLandUse, shapes, func(i int) map[string]any { return properties[i] })
	area := p.MultiPolygonToWGS84(orb.MultiPolygon{{box(0, 0, 100*float64(len(properties)), 100)}}, 0)
	return landuse.Sources{Area: area, Parcels: []*data.Layer{layer}}
}

// codesOf returns the codes at a level with their parcels.
func codesOf(b *landuse.Balance, level int) map[string]int {
	out := map[string]int{}
	for _, r := range b.Levels[level-1] {
		out[r.Code] = r.Features
	}
	return out
}

func equalCodes(a, b map[string]int) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

func TestSchemes(t *testing.T) {
	src := strip(t,
		map[string]any{"scheme": "GB50137-2011", "code": "R22"},
		map[string]any{"scheme": "GB50137-2011", "code": "R2a"}, // local code below R2
		map[string]any{"scheme": "MNR-2023", "code": "080403"},  // schools
		map[string]any{"scheme": "MNR-2023", "code": "05"},      // wetland, not commerce
		map[string]any{"landuse": "industrial", "industrial": "warehouse"},
		map[string]any{"scheme": "GB50137-2011", "code": "X9"}, // no such class
		map[string]any{"name": "nothing said"},
	)
	tests := []struct {
		scheme       string
		mapping      map[data.Class]string
		top, deep    map[string]int
		unclassified int
		estimated    int
	}{
		{scheme: "", // GB 50137, stated most
			top: map[string]int{"R": 2, "A": 1, "W": 1}, deep: map[string]int{"R22": 1, "R2": 1, "A33": 1, "W": 1}, unclassified: 3, estimated: 3},
		{scheme: standards.MNR2023,
			top: map[string]int{"07": 2, "08": 1, "05": 1, "11": 1}, deep: map[string]int{"0702": 1, "070102": 1, "080403": 1, "05": 1, "1101": 1}, unclassified: 2, estimated: 3},
		{scheme: standards.OSM,
			top: map[string]int{"landuse=industrial": 1}, deep: map[string]int{"landuse=industrial": 1}, unclassified: 6},
		{scheme: standards.GB50137, mapping: map[data.Class]string{
			{Scheme: "GB50137-2011", Code: "X9"}: "M1", {Scheme: "GB50137-2011", Code: "R22"}: "", {Scheme: "OSM", Code: "landuse=industrial"}: "nonsense"},
			top: map[string]int{"R": 1, "A": 1, "M": 1}, deep: map[string]int{"R2": 1, "A33": 1, "M1": 1}, unclassified: 4, estimated: 3},
	}
	for _, tt := range tests {
		src.Scheme, src.Mapping = tt.scheme, tt.mapping
		b := balance(t, src)
		checkShares(t, b)
		estimated := 0
		for _, r := range b.Levels[0] {
			estimated += r.Estimated
		}
		if top, deep := codesOf(b, 1), codesOf(b, 3); !equalCodes(top, tt.top) || !equalCodes(deep, tt.deep) || b.Unclassified.Features != tt.unclassified || estimated != tt.estimated {
			t.Errorf("scheme %q: %v, deepest %v, %d unclassified, %d estimated; want %v, %v, %d, %d", tt.scheme, top, deep, b.Unclassified.Features, estimated, tt.top, tt.deep, tt.unclassified, tt.estimated)
		}
		for _, r := range b.Levels[0] {
			if want := float64(r.Features) * 1e4; !near(r.AreaM2, want, 1e-4) {
				t.Errorf("scheme %q, %s: %v m², want %v", tt.scheme, r.Code, r.AreaM2, want)
			}
		}
	}
}

// Raw OSM classes by their nearest GB 50137 class: every parcel that has one
// is an estimate, and nothing is lost on the way.
func TestLiechtensteinInGB50137(t *testing.T) {
	src := landuse.Sources{
		Area:    shapeOf(t, loadLayer(t, data.RoleBoundary, "liechtenstein", "boundary.geojson")),
		Parcels: []*data.Layer{loadLayer(t, data.RoleLandUse, "liechtenstein", "landuse.geojson")},
		Scheme:  standards.GB50137,
	}
	b := balance(t, src)
	checkShares(t, b)
	src.Scheme = ""
	raw := balance(t, src)
	if raw.Scheme != standards.OSM || !near(raw.CoveredM2, b.CoveredM2, 1e-12) || raw.Parcels != b.Parcels {
		t.Errorf("raw scheme %s, covered %v and %v, parcels %d and %d", raw.Scheme, raw.CoveredM2, b.CoveredM2, raw.Parcels, b.Parcels)
	}
	features := b.Unclassified.Features
	for _, r := range b.Levels[0] {
		features += r.Features
		if r.Estimated != r.Features {
			t.Errorf("%s: %d of %d estimated", r.Code, r.Estimated, r.Features)
		}
	}
	if features != b.Parcels || b.Unclassified.Features == 0 || b.UnknownCodes["OSM leisure=nature_reserve"] == 0 {
		t.Errorf("%d of %d parcels in the table, %d unclassified: %v", features, b.Parcels, b.Unclassified.Features, b.UnknownCodes)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	src := strip(t,
		map[string]any{"scheme": "GB50137-2011", "code": "R2", "floor_area_m2": -5},
		map[string]any{"scheme": "GB50137-2011", "code": "R2", "floor_area_m2": 400_000}, // FAR 40
		map[string]any{"scheme": "GB50137-2011", "code": "Z", "floor_area_m2": 10_000, "green_area_m2": 20_000},
		map[string]any{"scheme": "GB50137-2011", "code": "R2", "floor_area_m2": "many"},
	)
	b := balance(t, src)
	type fault struct {
		feature, what string
		used          bool
	}
	got := map[fault]string{}
	for _, f := range b.Faults {
		got[fault{f.Feature, f.What, f.Used}] = f.Message
	}
	for f, message := range map[fault]string{
		{"1", "floor_area", true}: "40 times", {"2", "class", false}: "no class", {"2", "green_area", false}: "more than",
		{"0", "floor_area_m2", false}: "negative", {"3", "floor_area_m2", false}: "not at all",
	} {
		if !strings.Contains(got[f], message) {
			t.Errorf("fault %+v: %q, want %q", f, got[f], message)
		}
	}
	if len(got) != 5 || b.FaultCount != 5 {
		t.Errorf("faults: %+v", b.Faults)
	}
	far := b.Measures["far_gross"]
	if far.Value == nil || !near(*far.Value, 410_000/4e4, 1e-6) || far.Stated != 2 || far.Missing != 2 {
		t.Errorf("far_gross = %+v, want %v of 2 stated, 2 missing", far, 410_000/4e4)
	}
	if net := b.Measures["far_net"]; net.Value == nil || !near(*net.Value, 20.5, 1e-6) {
		t.Errorf("far_net = %+v, want 20.5", net)
	}
	if m := b.Measures["jobs_housing_ratio"]; m.Value != nil || m.Note == "" {
		t.Errorf("jobs_housing_ratio = %+v, want none and a note", m)
	}
}

func TestParcels(t *testing.T) {
	src := strip(t,
		map[string]any{"scheme": "GB50137-2011", "code": "R2", "floor_area_m2": 15_000, "population": 300},
		map[string]any{"scheme": "GB50137-2011", "code": "G1"})
	src.Area = plane.At(origin).MultiPolygonToWGS84(orb.MultiPolygon{{box(50, 0, 120, 100)}}, 0)
	land, err := landuse.NewLand(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for p := range land.Parcels() {
		wantInside, wantValues := 5000.0, 6 // the floor area gives three figures, so do the people
		if n == 1 {
			wantInside, wantValues = 2000, 0
		}
		if p.Feature != n || !near(p.AreaM2, 1e4, 1e-6) || !near(p.InsideM2, wantInside, 1e-4) || len(p.Values) != wantValues {
			t.Errorf("parcel %d: %+v", n, p)
		}
		if n == 0 && (!near(p.Values["far_gross"], 1.5, 1e-6) || !near(p.Values["population_density"], 30_000, 1e-6)) {
			t.Errorf("parcel 0: %v, want FAR 1.5 and 30,000 people/km²", p.Values)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d parcels, want 2", n)
	}
}
