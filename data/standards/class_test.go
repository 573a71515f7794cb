package standards_test

import (
	"regexp"
	"testing"

	"catchment/data/standards"
)

func TestClassTables(t *testing.T) {
	colour := regexp.MustCompile(`^#[0-9A-F]{6}$`)
	counts := map[string][4]int{
		// Section 3.1 of the code: 2 + 9 + 14 classes of town and country land,
		// 8 + 35 + 42 of urban development land.
		standards.GB50137: {0, 2 + 8, 9 + 35, 14 + 42},
		standards.MNR2023: {0, 24, 111, 40},
	}
	for _, c := range standards.Schemes() {
		var levels [4]int
		for _, k := range c.Classes() {
			levels[k.Level]++
			if !colour.MatchString(k.Color) || k.NameZH == "" || k.NameEN == "" || k.Scheme != c.ID {
				t.Errorf("%s %s: %+v", c.ID, k.Code, k)
			}
			path := c.Path(k.Code)
			if len(path) != k.Level || path[0].Level != 1 || path[len(path)-1] != k {
				t.Errorf("%s: Path(%q) = %v", c.ID, k.Code, path)
			}
			if k.SameAs != "" {
				other, _ := standards.Scheme(standards.MNR2023)
				if _, ok := other.Lookup(k.SameAs); !ok {
					t.Errorf("%s %s: same_as %q is no MNR-2023 code", c.ID, k.Code, k.SameAs)
				}
			}
		}
		if levels != counts[c.ID] {
			t.Errorf("%s: classes by level %v, want %v", c.ID, levels, counts[c.ID])
		}
	}
}

// Colours of 附录B as the palette of the page maps them to GB 50137.
func TestColours(t *testing.T) {
	want := map[string]string{
		"R": "#FFFF2D", "R22": "#FFFF2D", "A1": "#FF00FF", "A2": "#FF7F00", "A33": "#FF85C9", "A35": "#E6005C", "A41": "#00A57C", "A51": "#FF7F7E",
		"A6": "#FF9F7F", "A7": "#859156", "B1": "#FF0000", "M1": "#BB9674", "W": "#8761D3", "S1": "#A3A3A3", "S3": "#B7B7B7", "U12": "#006380",
		"G1": "#00FF00", "G2": "#148D4A", "G3": "#ACFFCF", "E1": "#338EC0", "H41": "#859156",
	}
	c, _ := standards.Scheme(standards.GB50137)
	for code, colour := range want {
		if k, ok := c.Lookup(code); !ok || k.Color != colour {
			t.Errorf("colour of %s: %q, %v; want %s", code, k.Color, ok, colour)
		}
	}
}

func TestTheSchemeSaysWhatACodeMeans(t *testing.T) {
	mnr, _ := standards.Scheme(standards.MNR2023)
	gb, _ := standards.Scheme(standards.GB50137)
	if k, ok := mnr.Lookup("05"); !ok || k.NameZH != "湿地" {
		t.Errorf("MNR-2023 05 = %v, %v; want 湿地", k, ok)
	}
	if k, ok := mnr.Lookup("0702"); !ok || k.NameZH != "城镇社区服务设施用地" {
		t.Errorf("MNR-2023 0702 = %v, %v", k, ok)
	}
	if k, ok := gb.Lookup("05"); ok {
		t.Errorf("GB50137 05 = %v; the scheme has no such code", k)
	}
	if _, ok := standards.Scheme("GBT21010-2017"); ok {
		t.Error("there is no table for GBT21010-2017, so none may be given")
	}
}

func TestLookupSpellings(t *testing.T) {
	gb, _ := standards.Scheme(standards.GB50137)
	mnr, _ := standards.Scheme(standards.MNR2023)
	tests := []struct {
		c           *standards.Classification
		code, want  string
		exact, some bool
	}{
		{gb, "r22", "R22", true, true}, {gb, " R2 ", "R2", true, true}, {gb, "Ｒ２", "R2", true, true},
		{gb, "R2a", "R2", false, true}, {gb, "A33-1", "A33", false, true}, {gb, "M0", "M", false, true},
		{gb, "X1", "", false, false}, {gb, "", "", false, false},
		{mnr, "701", "0701", true, true}, {mnr, "0701A", "0701", false, true}, {mnr, "070199", "0701", false, true}, {mnr, "0508", "05", false, true}, {mnr, "99", "", false, false},
	}
	for _, tt := range tests {
		k, exact, ok := tt.c.Nearest(tt.code)
		if k.Code != tt.want || exact != tt.exact || ok != tt.some {
			t.Errorf("%s: Nearest(%q) = %q, exact %v, %v; want %q, %v, %v", tt.c.ID, tt.code, k.Code, exact, ok, tt.want, tt.exact, tt.some)
		}
	}
}

func TestAt(t *testing.T) {
	gb, _ := standards.Scheme(standards.GB50137)
	for _, tt := range []struct {
		code  string
		level int
		want  string
	}{{"R22", 1, "R"}, {"R22", 2, "R2"}, {"R22", 3, "R22"}, {"R", 3, "R"}, {"M1", 3, "M1"}} {
		if k, ok := gb.At(tt.code, tt.level); !ok || k.Code != tt.want {
			t.Errorf("At(%q, %d) = %q, %v; want %q", tt.code, tt.level, k.Code, ok, tt.want)
		}
	}
}

func TestFromOSM(t *testing.T) {
	tests := []struct {
		tags      map[string]string
		gb, mnr   string
		raw, told string
	}{
		{map[string]string{"landuse": "residential"}, "R", "0701", "landuse=residential", "landuse=residential"},
		{map[string]string{"landuse": "industrial", "industrial": "warehouse"}, "W", "1101", "landuse=industrial", "landuse=industrial + industrial=warehouse"},
		{map[string]string{"landuse": "industrial"}, "M", "1001", "landuse=industrial", "landuse=industrial"},
		{map[string]string{"leisure": "park", "natural": "wood"}, "E2", "03", "natural=wood", "natural=wood"},
		{map[string]string{"amenity": "kindergarten"}, "R22", "080404", "", "amenity=kindergarten"},
		{map[string]string{"highway": "service"}, "S1", "1207", "", "highway=*"},
		{map[string]string{"natural": "yes"}, "", "", "natural=yes", ""},
		{map[string]string{"leisure": "nature_reserve"}, "", "", "leisure=nature_reserve", ""},
		{nil, "", "", "", ""},
	}
	for _, tt := range tests {
		tag := func(key string) string { return tt.tags[key] }
		gb, told, _ := standards.FromOSM(standards.GB50137, tag)
		mnr, _, _ := standards.FromOSM(standards.MNR2023, tag)
		if raw := standards.OSMClass(tag); gb.Code != tt.gb || mnr.Code != tt.mnr || raw != tt.raw || told != tt.told {
			t.Errorf("%v: %q, %q, raw %q from %q; want %q, %q, %q from %q", tt.tags, gb.Code, mnr.Code, raw, told, tt.gb, tt.mnr, tt.raw, tt.told)
		}
	}
	if k, ok := standards.FromOSMClass(standards.GB50137, "landuse=forest"); !ok || k.Code != "E2" {
		t.Errorf("FromOSMClass(landuse=forest) = %q, %v; want E2", k.Code, ok)
	}
	if _, _, ok := standards.FromOSM("OSM", func(string) string { return "x" }); ok {
		t.Error("FromOSM gave a class of a scheme without a table")
	}
}

func TestConvert(t *testing.T) {
	for _, tt := range []struct{ scheme, code, to, want string }{
		{standards.GB50137, "R2", standards.MNR2023, "070102"},
		{standards.GB50137, "A33", standards.MNR2023, "080403"},
		{standards.MNR2023, "1310", standards.GB50137, "U31"},
		{standards.MNR2023, "080602", standards.GB50137, "A5"}, // no class of its own there
		{standards.MNR2023, "07", standards.GB50137, "R"},
		{standards.MNR2023, "1001", standards.MNR2023, "1001"},
		{standards.MNR2023, "24", standards.GB50137, ""}, // the sea
	} {
		from, _ := standards.Scheme(tt.scheme)
		k, _ := from.Lookup(tt.code)
		if got, ok := standards.Convert(k, tt.to); got.Code != tt.want || ok != (tt.want != "") {
			t.Errorf("Convert(%s %s, %s) = %q, %v; want %q", tt.scheme, tt.code, tt.to, got.Code, ok, tt.want)
		}
	}
}

func TestOSMDecides(t *testing.T) {
	for raw, want := range map[string]bool{"landuse=forest": true, "landuse=industrial": false, "landuse=residential": false, "leisure=nature_reserve": false, "": false} {
		if got := standards.OSMDecides(raw); got != want {
			t.Errorf("OSMDecides(%q) = %v, want %v", raw, got, want)
		}
	}
}
