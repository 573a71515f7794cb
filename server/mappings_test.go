package server_test

import (
	"fmt"
	"math"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// officeLand is four squares of one size: one with a code of GB 50137, one with an
// OSM tag, one with an office's own code, one with a Chinese name of its use.
func officeLand() string {
	var features []string
	for i, properties := range []string{
		`{"code":"R2","dlmc":"商业"}`, `{"landuse":"residential","dlmc":"商业"}`, `{"land_use":"C2"}`, `{"dlmc":" 住宅 "}`, `{"note":"nothing to go by"}`,
	} {
		x := 118.87 + 0.001*float64(i)
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":{"type":"Polygon","coordinates":[[[%.3f,42.25],[%.3f,42.25],[%.3f,42.251],[%.3f,42.251],[%.3f,42.25]]]}}`, properties, x, x+0.001, x+0.001, x, x))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

type unmappedShape struct {
	Layer, Key, Value string
	Parcels           int
}

type basisShape struct {
	Classes []struct {
		Code     string
		Features int
	}
	Basis []struct {
		Basis   string
		Parcels int
		AreaM2  float64 `json:"area_m2"`
	}
	Unmapped []unmappedShape
	Mappings map[string]int
}

func TestMappingClassesLand(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "x.gpkg"), server.Options{})
	s.load("id=area&role=boundary&crs=WGS84", `{"type":"Feature","properties":{"name":"area"},"geometry":{"type":"Polygon","coordinates":[[[118.87,42.25],[118.875,42.25],[118.875,42.251],[118.87,42.251],[118.87,42.25]]]}}`)
	s.load("id=land&role=landuse&crs=WGS84", officeLand())
	features := string(s.get("/api/layers/land/features").body)
	ask := func(scheme string) (classes, basis, unmapped string) {
		t.Helper()
		var b basisShape
		s.get("/api/landuse?level=2&scheme="+scheme).into(t, &b)
		for _, c := range b.Classes {
			classes += fmt.Sprintf("%s:%d ", c.Code, c.Features)
		}
		parcels, areaM2 := 0, 0.0
		for _, x := range b.Basis {
			basis += fmt.Sprintf("%s:%d ", x.Basis, x.Parcels)
			parcels, areaM2 = parcels+x.Parcels, areaM2+x.AreaM2
		}
		slices.SortFunc(b.Unmapped, func(p, q unmappedShape) int { return strings.Compare(p.Key, q.Key) })
		for _, u := range b.Unmapped {
			unmapped += fmt.Sprintf("%s=%s:%d ", u.Key, u.Value, u.Parcels)
		}
		if parcels != 5 || math.Abs(areaM2/5-9170) > 20 {
			t.Errorf("bases add up to %d parcels, %g m², want 5 of about 9,170 m²", parcels, areaM2)
		}
		return classes, basis, unmapped
	}
	check := func(when, scheme, classes, basis, unmapped string) {
		t.Helper()
		c, b, u := ask(scheme)
		if c != classes || b != basis || u != unmapped {
			t.Errorf("%s, %s: classes %q, basis %q, unmapped %q\nwant %q, %q, %q", when, scheme, c, b, u, classes, basis, unmapped)
		}
	}
	const gb, mnr = "GB50137-2011", "MNR-2023"
	check("without a mapping", gb, "R:1 R2:1 ", "code:1 mapping:0 conversion:0 tags:1 none:3 ", "=:1 dlmc=住宅:1 land_use=C2:1 ")
	a := s.put("/api/mappings/office", "", `{"title":"office","entries":[{"key":"land_use","value":"C2","scheme":"GB50137-2011","code":"b1"},{"key":"dlmc","value":"住宅","scheme":"GB50137-2011","code":"R2"},{"key":"dlmc","value":"商业","scheme":"GB50137-2011","code":"B1"}]}`)
	if a.status != 201 {
		t.Fatal(a)
	}
	// The stated R2 speaks before the mapping of its dlmc; the tag after it.
	check("mapped", gb, "R2:2 B1:2 ", "code:1 mapping:3 conversion:0 tags:0 none:1 ", "=:1 ")
	var parcels struct {
		Scheme string
		Layers []struct{ Features, Codes, Basis []string }
	}
	s.get("/api/landuse/parcels?scheme="+gb).into(t, &parcels)
	if l := parcels.Layers; len(l) != 1 || len(l[0].Features) != 5 || strings.Join(l[0].Codes, " ") != "R2 B1 B1 R2 " || strings.Join(l[0].Basis, " ") != "code mapping mapping mapping none" {
		t.Errorf("parcels: %+v, want R2 by its code, B1, B1, R2 by the mapping and one of no class", parcels)
	}
	// In the other scheme the mapping is converted, and a mapping to it speaks
	// before a code of another scheme.
	if a := s.put("/api/mappings/survey", "", `{"layers":["land"],"entries":[{"key":"dlmc","value":"商业","scheme":"MNR-2023","code":"0901"}]}`); a.status != 201 {
		t.Fatal(a)
	}
	check("mapped to both", mnr, "0701:1 0901:3 ", "code:0 mapping:4 conversion:0 tags:0 none:1 ", "=:1 ")
	check("mapped to both", gb, "R2:2 B1:2 ", "code:1 mapping:3 conversion:0 tags:0 none:1 ", "=:1 ")
	if got := string(s.get("/api/layers/land/features").body); got != features {
		t.Error("a mapping changed stored features")
	}
	// Demand follows: two squares are homes.
	var covered struct{ Demand struct{ Total float64 } }
	s.load("id=schools&role=facility&kind=primary_school&crs=WGS84", `{"type":"Feature","properties":{"name":"x"},"geometry":{"type":"Point","coordinates":[118.872,42.2505]}}`)
	s.get("/api/coverage?service=primary_school&radius=500&demand=landuse:R").into(t, &covered)
	if a := s.do(http.MethodDelete, "/api/mappings/survey", nil, "If-Match", "*"); a.status != 204 {
		t.Errorf("DELETE: %v", a)
	}
	if covered.Demand.Total < 18000 || covered.Demand.Total > 19000 {
		t.Errorf("homes are %g m², want two squares of 9,170 m²", covered.Demand.Total)
	}
	for body, path := range map[string]string{
		`{"entries":[{"key":"a","value":"b","scheme":"GB50137-2011","code":"C9"}]}`:                                                   "/entries/0/code",
		`{"entries":[{"key":"a","value":"b","scheme":"GB50137-2011","code":"R"},{"key":"a","value":"b","scheme":"mine","code":"R"}]}`: "/entries/1/scheme",
		`{"entries":[{"key":"a","value":" ","scheme":"GB50137-2011","code":"R"}]}`:                                                    "/entries/0/value",
		`{"entries":[{"key":"","value":"b","scheme":"GB50137-2011","code":"R"}]}`:                                                     "/entries/0/key",
		`{"entrys":[]}`: "",
	} {
		var p struct{ Path string }
		a := s.put("/api/mappings/bad", "", body)
		if a.into(t, &p); a.status != 422 || p.Path != path {
			t.Errorf("PUT %s: %v, want 422 at %s", body, a, path)
		}
	}
}
