package server_test

import (
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"catchment/server"
)

// TestCRSOverHTTP loads one place from files in several systems, by parameter
// and by what the file declares.
func TestCRSOverHTTP(t *testing.T) {
	s := newPark(t, server.Options{})
	file := func(x, y, declared string) string {
		member := ""
		if declared != "" {
			member = `"crs":{"type":"name","properties":{"name":"` + declared + `"}},`
		}
		return `{"type":"FeatureCollection",` + member + `"features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[` + x + `,` + y + `]}}]}`
	}
	for _, x := range []struct{ crs, file, from string }{
		{"EPSG:4549", file("407635.310", "4680665.217", ""), "EPSG:4549"},
		{"EPSG:4549,yx", file("4680665.217", "407635.310", ""), "EPSG:4549,yx"},
		{"", file("40407635.310", "4680665.217", "urn:ogc:def:crs:EPSG::4528"), "EPSG:4528"},
		{"火星坐标", file("118.8868559774", "42.2578159831", ""), "GCJ-02"},
		{"BD09", file("118.8933918912", "42.2637629152", "urn:ogc:def:crs:OGC:1.3:CRS84"), "BD-09"},
	} {
		query := "id=place"
		if x.crs != "" {
			query += "&crs=" + url.QueryEscape(x.crs)
		}
		var r struct {
			CRS        string
			BBox       []float64
			Conversion struct {
				From, Method string
				To           string
				ErrorM       float64 `json:"error_m"`
			}
		}
		s.load(query, x.file).into(t, &r)
		if r.CRS != x.from || r.Conversion.From != x.from || r.Conversion.To != "WGS84" || r.Conversion.Method == "" || r.Conversion.ErrorM <= 0 {
			t.Errorf("%s: %+v", query, r)
		}
		// Metres are given to the millimetre, degrees to a hundredth of that.
		if math.Hypot(r.BBox[0]-118.8806794, r.BBox[1]-42.2558759) > 2e-8 {
			t.Errorf("%s lies at %v", query, r.BBox)
		}
	}
	a := s.do(http.MethodPost, "/api/layers?id=place&crs=EPSG:4548", strings.NewReader(file("407635.310", "4680665.217", "EPSG:4549")))
	if p := a.problem(t); p.Status != http.StatusUnprocessableEntity || p.Path != "/crs" || !strings.Contains(p.Detail, "EPSG:4548") || !strings.Contains(p.Detail, "EPSG:4549") {
		t.Errorf("contradiction: %v", a)
	}
	a = s.do(http.MethodPost, "/api/layers?id=place", strings.NewReader(file("407635.310", "4680665.217", "")))
	if p := a.problem(t); p.Status != http.StatusUnprocessableEntity || !strings.Contains(p.Detail, "crs=EPSG:4549") {
		t.Errorf("metres: %v", a)
	}
}
