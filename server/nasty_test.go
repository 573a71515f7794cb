package server_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// TestNastyNumbers loads a row of squares, alike to a tenth of a millimetre,
// whose properties are wrong in one way each. Whatever could not be used is
// named with its feature, the totals count it as left out, and they are the
// sums of the rest; what can hardly be is used and named.
func TestNastyNumbers(t *testing.T) {
	s := newSite(t, filepath.Join(t.TempDir(), "x.gpkg"), server.Options{})
	var features []string
	for i, p := range []string{
		`"code":"R2","floor_area_m2":10000,"population":100,"jobs":20`,
		`"code":"Z9","floor_area_m2":500`, // unknown code
		`"code":"M1","floor_area_m2":-7,"population":300`,
		`"code":"B1","floor_area_m2":366668`,                           // FAR of 40
		`"code":"B1","floor_area_m2":9e9,"population":1`,               // FAR of a million
		`"code":"A9","floor_area_m2":"lots","population":"many"`,       // words
		`"code":"A3","floor_area_m2":"1234.5","footprint_m2":99999`,    // a number as text; more than its land
		`"code":"R2","floors":"three","population":-5,"jobs":"1e999"`,  // beyond any number
		`"code":"R2","green_area_m2":9200,"population":null,"jobs":""`, // a little more than its land; nothing
	} {
		x := 118.87 + 0.001*float64(i)
		features = append(features, fmt.Sprintf(`{"type":"Feature","id":"f%d","properties":{"scheme":"GB50137-2011",%s},"geometry":{"type":"Polygon","coordinates":[[[%.3f,42.25],[%.3f,42.25],[%.3f,42.251],[%.3f,42.251],[%.3f,42.25]]]}}`, i, p, x, x+0.001, x+0.001, x, x))
	}
	s.load("id=area&role=boundary&crs=WGS84", `{"type":"Feature","properties":{"name":"area"},"geometry":{"type":"Polygon","coordinates":[[[118.86,42.24],[118.89,42.24],[118.89,42.26],[118.86,42.26],[118.86,42.24]]]}}`)
	s.load("id=land&role=landuse&crs=WGS84", `{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`)
	var b struct {
		Faults []struct {
			Layer, Feature, What, Value, Message string
			Used                                 bool
		}
		FaultCount   int            `json:"fault_count"`
		UnknownCodes map[string]int `json:"unknown_codes"`
		Unclassified struct{ Features int }
		Measures     map[string]struct {
			Value           *float64
			Stated, Missing int
			LeftOut         int `json:"left_out"`
		}
	}
	s.get("/api/landuse").into(t, &b)
	var got []string
	for _, f := range b.Faults {
		got = append(got, fmt.Sprintf("%s %s used:%v", f.Feature, f.What, f.Used))
		if f.Layer != "land" || f.Message == "" || f.Value == "" {
			t.Errorf("fault %+v says too little", f)
		}
	}
	slices.Sort(got)
	want := []string{
		"f1 class used:false", "f2 floor_area_m2 used:false", "f3 floor_area used:true", "f4 floor_area used:false",
		"f5 floor_area_m2 used:false", "f5 population used:false", "f6 footprint used:false",
		"f7 floors used:false", "f7 jobs used:false", "f7 population used:false", "f8 green_area used:true",
	}
	if !slices.Equal(got, want) || b.FaultCount != len(want) {
		t.Errorf("faults:\n got %q\nwant %q (%d counted)", got, want, b.FaultCount)
	}
	if b.UnknownCodes["GB50137-2011 Z9"] != 1 || b.Unclassified.Features != 1 {
		t.Errorf("unknown codes %v, %d parcels without a class", b.UnknownCodes, b.Unclassified.Features)
	}
	for id, w := range map[string]struct {
		value                    float64
		stated, missing, leftOut int
	}{
		"floor_area": {10_000 + 500 + 366_668 + 1234.5, 4, 5, 3}, // f2, f4, f5
		"population": {401, 3, 6, 2},                             // f5, f7
		"jobs":       {20, 1, 8, 1},                              // f7
		"green_area": {9200, 1, 8, 0},
	} {
		m := b.Measures[id]
		if m.Value == nil || math.Abs(*m.Value-w.value) > 1e-6*w.value || m.Stated != w.stated || m.Missing != w.missing || m.LeftOut != w.leftOut {
			t.Errorf("%s = %v of %+v, want %+v", id, m.Value, m, w)
		}
	}
	if m := b.Measures["footprint"]; m.Value != nil {
		t.Errorf("footprint = %v, want none: the only one is ten times its land", *m.Value)
	}
	// The cells and parcels hold no more than that.
	for _, q := range []struct{ cells, by string }{{"square", "area_m2"}, {"parcel", "area_m2"}} {
		var c cellsShape
		s.get("/api/density?measure=far_gross&cells="+q.cells).into(t, &c)
		if sum := c.sum("far_gross", q.by); math.Abs(sum-378_402.5) > 1 {
			t.Errorf("%s: %v m² of floor, want 378,402.5", q.cells, sum)
		}
	}
}
