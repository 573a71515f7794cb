package intake_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/gpkg"
	"catchment/data/intake"
	"catchment/data/songshan"
	"catchment/geo/crs"
	"catchment/geo/measure"
)

// system returns a coordinate system by name.
func system(t testing.TB, name string) crs.System {
	t.Helper()
	s, err := crs.Parse(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// pointsIn writes WGS 84 points as a file in a coordinate system, with a
// legacy "crs" member when label is not empty.
func pointsIn(t testing.TB, s crs.System, label string, ps ...orb.Point) string {
	t.Helper()
	var fs []string
	for i, p := range ps {
		q, err := s.FromWGS84(p)
		if err != nil {
			t.Fatal(err)
		}
		fs = append(fs, fmt.Sprintf(`{"type":"Feature","properties":{"name":"n%d"},"geometry":{"type":"Point","coordinates":[%.12f,%.12f]}}`, i, q[0], q[1]))
	}
	member := ""
	if label != "" {
		member = fmt.Sprintf(`"crs":{"type":"name","properties":{"name":%q}},`, label)
	}
	return `{"type":"FeatureCollection",` + member + `"features":[` + strings.Join(fs, ",\n") + `]}`
}

var chifeng = []orb.Point{{118.8806794, 42.2558759}, {118.91, 42.27}, {118.87, 42.24}}

// wantAt checks that the features of a layer are points of a list.
func wantAt(t *testing.T, c *data.Catalog, id string, want []orb.Point, toleranceM float64) {
	t.Helper()
	l, ok := c.Dataset().Layer(id)
	if !ok || l.Len() != len(want) {
		t.Fatalf("layer %s: %v", id, ok)
	}
	for i := range want {
		if d := measure.Distance(l.Features[i].Geometry.(orb.Point), want[i]); d > toleranceM {
			t.Errorf("%s: feature %d is %g m off", id, i, d)
		}
	}
}

// TestCRSGiven loads the same points in every system that holds them.
func TestCRSGiven(t *testing.T) {
	c := openCatalog(t)
	if r := mustLoad(t, c, pointsIn(t, crs.WGS84, "", chifeng...), intake.Request{ID: "a"}); r.CRS != "WGS84" || r.Conversion != nil ||
		slices.ContainsFunc(r.Inference, func(i data.Inference) bool { return i.Field == "crs" }) {
		t.Errorf("nothing given: crs %q, conversion %+v, inference %v", r.CRS, r.Conversion, r.Inference)
	}
	for _, s := range crs.All() {
		for _, s := range []crs.System{s, s.YX()} {
			if _, err := s.FromWGS84(chifeng[0]); err != nil {
				continue
			}
			r := mustLoad(t, c, pointsIn(t, s, "", chifeng...), intake.Request{ID: "a", CRS: s.String()})
			wantAt(t, c, "a", chifeng, 2e-7) // 12 decimals of a degree are a ten-thousandth of that
			i := slices.IndexFunc(r.Inference, func(i data.Inference) bool { return i.Field == "crs" })
			if i < 0 || !r.Inference[i].Given || r.Inference[i].Value != s.String() || r.CRS != s.String() {
				t.Errorf("%v: crs %q, inference %v", s, r.CRS, r.Inference)
			}
			if s == crs.WGS84 {
				if r.Conversion != nil {
					t.Errorf("conversion of WGS 84: %+v", r.Conversion)
				}
				continue
			}
			want := data.Conversion{From: s.String(), FromName: s.Name(), To: "WGS84", Method: s.Method(), ErrorM: s.ErrorM()}
			if r.Conversion == nil || *r.Conversion != want {
				t.Errorf("%v: conversion %+v, want %+v", s, r.Conversion, want)
			}
		}
	}
}

// TestCRSDeclared loads files that say what they are in.
func TestCRSDeclared(t *testing.T) {
	c := openCatalog(t)
	for label, name := range map[string]string{
		"urn:ogc:def:crs:EPSG::4549": "EPSG:4549",
		"EPSG:4528":                  "EPSG:4528",
		"http://www.opengis.net/def/crs/EPSG/0/3857": "EPSG:3857",
		"CGCS2000_3_Degree_GK_CM_120E":               "EPSG:4549",
		"GCS_China_Geodetic_Coordinate_System_2000":  "CGCS2000",
		"GCS_WGS_1984":                  "WGS84",
		"GCJ-02":                        "GCJ-02",
		"urn:ogc:def:crs:EPSG::4490":    "CGCS2000",
		"urn:ogc:def:crs:OGC:1.3:CRS84": "WGS84",
	} {
		r := mustLoad(t, c, pointsIn(t, system(t, name), label, chifeng...), intake.Request{ID: "a"})
		wantAt(t, c, "a", chifeng, 2e-7)
		i := slices.IndexFunc(r.Inference, func(i data.Inference) bool { return i.Field == "crs" })
		if r.CRS != name || i < 0 || r.Inference[i].Given || r.Inference[i].Value != name || !strings.Contains(r.Inference[i].Why, label) {
			t.Errorf("%s: crs %q, inference %v", label, r.CRS, r.Inference)
		}
		if (r.Conversion == nil) != (name == "WGS84") {
			t.Errorf("%s: conversion %+v", label, r.Conversion)
		}
	}
}

// TestCRSDeclaredLate puts the crs member behind the features: a small file is
// read anew, a large one is refused with what to do.
func TestCRSDeclaredLate(t *testing.T) {
	c := openCatalog(t)
	late := func(n int) string {
		var ps []orb.Point
		for i := range n {
			ps = append(ps, orb.Point{118.8 + float64(i)*1e-6, 42.26})
		}
		body := pointsIn(t, system(t, "EPSG:4549"), "", ps...)
		return strings.TrimSuffix(body, "}") + `,"crs":{"type":"name","properties":{"name":"EPSG:4549"}}}`
	}
	if r := mustLoad(t, c, late(3), intake.Request{ID: "a"}); r.CRS != "EPSG:4549" || r.Features != 3 || len(r.Problems) != 0 {
		t.Errorf("receipt %+v", r)
	}
	_, err := intake.Load(context.Background(), c, strings.NewReader(late(60_000)), intake.Request{ID: "a"})
	if !errors.Is(err, geojson.ErrCRS) || !strings.Contains(err.Error(), "crs=EPSG:4549") {
		t.Errorf("large file: %v", err)
	}
}

func TestCRSContradictions(t *testing.T) {
	c := openCatalog(t)
	cm120 := system(t, "EPSG:4549")
	for _, x := range []struct {
		name, given, label string
		in                 crs.System
		refused            bool
	}{
		{"same", "EPSG:4549", "urn:ogc:def:crs:EPSG::4549", cm120, false},
		{"same, axes swapped", "EPSG:4549,yx", "urn:ogc:def:crs:EPSG::4549", cm120.YX(), false},
		{"CGCS2000 as WGS 84", "WGS84", "EPSG:4490", crs.WGS84, false},
		{"Esri's name for it", "WGS84", "GCS_China_Geodetic_Coordinate_System_2000", crs.WGS84, false},
		{"web map with the usual label", "GCJ-02", "urn:ogc:def:crs:OGC:1.3:CRS84", crs.GCJ02, false},
		{"metres with a label of degrees", "EPSG:4549", "EPSG:4326", cm120, false},
		{"another zone", "EPSG:4548", "EPSG:4549", cm120, true},
		{"UTM for Gauss-Krüger", "EPSG:32650", "EPSG:4549", cm120, true},
		{"degrees with a label of metres", "WGS84", "EPSG:4549", crs.WGS84, true},
		{"a label unknown here", "EPSG:4549", "EPSG:2385", cm120, true},
		{"a label unknown here, for degrees", "WGS84", "EPSG:2385", crs.WGS84, true},
	} {
		before := c.Dataset()
		body := pointsIn(t, x.in, x.label, chifeng...)
		r, err := intake.Load(context.Background(), c, strings.NewReader(body), intake.Request{ID: "a", CRS: x.given})
		if !x.refused {
			if err != nil {
				t.Errorf("%s: %v", x.name, err)
				continue
			}
			wantAt(t, c, "a", chifeng, 2e-7)
			continue
		}
		var refused *geojson.RefusedError
		if !errors.As(err, &refused) || refused.Last.Rule != "crs_contradiction" || !strings.Contains(err.Error(), x.given) || !strings.Contains(err.Error(), x.label) ||
			!slices.Contains(refused.Problems, refused.Last) || !slices.Contains(r.Problems, refused.Last) {
			t.Errorf("%s: %v, problems %v", x.name, err, r.Problems)
		}
		if c.Dataset() != before {
			t.Errorf("%s: the dataset changed", x.name)
		}
	}
}

func TestCRSUnknown(t *testing.T) {
	c := openCatalog(t)
	for _, x := range []struct{ given, label, says string }{
		{"EPSG:2385", "", "Xian 1980"}, {"mars", "", "GCJ-02"}, {"", "EPSG:2385", "Xian 1980"}, {"", "EPSG:27700", "convert"},
	} {
		body := pointsIn(t, crs.WGS84, x.label, chifeng...)
		_, err := intake.Load(context.Background(), c, strings.NewReader(body), intake.Request{ID: "a", CRS: x.given})
		if err == nil || !strings.Contains(err.Error(), x.says) || errors.Is(err, intake.ErrCRS) != (x.label == "") || errors.Is(err, geojson.ErrCRS) != (x.label != "") {
			t.Errorf("given %q, declared %q: %v", x.given, x.label, err)
		}
	}
}

// withSample is a catalog that holds the bundled place.
func withSample(t testing.TB) *data.Catalog {
	t.Helper()
	c := openCatalog(t)
	for _, src := range songshan.Layers() {
		f, err := songshan.Files().Open(src.File)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := intake.Load(context.Background(), c, f, intake.Request{ID: src.ID}); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	return c
}

// TestAdvice loads metres and swapped axes as WGS 84: the refusal names the
// system that puts them by the layers there, and following it succeeds.
func TestAdvice(t *testing.T) {
	sample, empty := withSample(t), openCatalog(t)
	for _, x := range []struct {
		c     *data.Catalog
		in    string
		says  string
		modes []geojson.Mode
	}{
		{sample, "EPSG:4549", "crs=EPSG:4549", []geojson.Mode{geojson.Strict, geojson.Skip, geojson.Repair}},
		{sample, "EPSG:4549,yx", "crs=EPSG:4549,yx", []geojson.Mode{geojson.Strict, geojson.Skip}},
		{sample, "EPSG:4528", "crs=EPSG:4528", []geojson.Mode{geojson.Strict}},
		{sample, "EPSG:4509", "EPSG:4509 (118.89, 42.25) or EPSG:32650 (118.89, 42.27)", []geojson.Mode{geojson.Strict}}, // 2 km apart
		{sample, "EPSG:32650", "EPSG:32650 (118.89, 42.25) or EPSG:4509", []geojson.Mode{geojson.Strict}},
		{sample, "EPSG:3857", "crs=EPSG:3857", []geojson.Mode{geojson.Strict}},
		{sample, "WGS84,yx", "crs=WGS84,yx", []geojson.Mode{geojson.Strict, geojson.Skip}},
		{empty, "EPSG:4549", "many zones", []geojson.Mode{geojson.Strict}},
		{empty, "EPSG:4528", "crs=EPSG:4528", []geojson.Mode{geojson.Strict}},
	} {
		s := system(t, x.in)
		body := pointsIn(t, s, "", chifeng...)
		for _, mode := range x.modes {
			r, err := intake.Load(context.Background(), x.c, strings.NewReader(body), intake.Request{ID: "new", Mode: mode})
			if err == nil || !strings.Contains(err.Error(), x.says) || len(err.Error()) > 400 {
				t.Errorf("%s, mode %d: %v\nwant %q, in 400 bytes (%d)", x.in, mode, err, x.says, len(err.Error()))
			}
			if !slices.ContainsFunc(r.Problems, func(p data.Problem) bool { return p.Feature == -1 && strings.Contains(p.Message, x.says) }) {
				t.Errorf("%s, mode %d: problems %v", x.in, mode, r.Problems)
			}
		}
		if x.c == sample {
			mustLoad(t, x.c, body, intake.Request{ID: "new", CRS: x.in})
			wantAt(t, x.c, "new", chifeng, 2e-7)
		}
	}
	body := pointsIn(t, crs.WGS84, "", orb.Point{9.5, 47.1}, orb.Point{9.6, 47.2})
	if _, err := intake.Load(context.Background(), sample, strings.NewReader(strings.ReplaceAll(body, "9.5", "999999999.5")), intake.Request{ID: "x"}); err == nil {
		t.Error("no refusal for nonsense")
	}
}

// TestConversionIsKept stores a converted layer and opens the store again.
func TestConversionIsKept(t *testing.T) {
	ctx, folder := context.Background(), t.TempDir()
	var want data.Meta
	for round := range 2 {
		store, err := gpkg.Open(ctx, filepath.Join(folder, "layers.gpkg"), gpkg.Options{})
		if err != nil {
			t.Fatal(err)
		}
		c, err := data.OpenCatalog(ctx, store)
		if err != nil {
			t.Fatal(err)
		}
		if round == 0 {
			want = mustLoad(t, c, pointsIn(t, system(t, "EPSG:4549"), "EPSG:4549", chifeng...), intake.Request{ID: "a"}).Meta
		} else {
			l, ok := c.Dataset().Layer("a")
			if !ok {
				t.Fatal("no layer")
			}
			a, _ := json.Marshal(want)
			b, _ := json.Marshal(l.Meta)
			if !bytes.Equal(a, b) || l.Conversion == nil || l.Conversion.From != "EPSG:4549" {
				t.Errorf("stored %s\nloaded %s", a, b)
			}
			wantAt(t, c, "a", chifeng, 2e-7)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestDeclaredWithin loads points whose system each geometry declares, as some
// databases write it, and files that declare two.
func TestDeclaredWithin(t *testing.T) {
	gk := system(t, "EPSG:4549")
	member := func(name string) string { return fmt.Sprintf(`"crs":{"type":"name","properties":{"name":%q}},`, name) }
	within := strings.ReplaceAll(pointsIn(t, gk, "", chifeng...), `"type":"Point",`, `"type":"Point",`+member("EPSG:4549"))
	c := openCatalog(t)
	if _, err := intake.Load(context.Background(), c, strings.NewReader(within), intake.Request{ID: "within"}); err != nil {
		t.Fatalf("Load: %v", err)
	}
	wantAt(t, c, "within", chifeng, 1e-6)

	for name, file := range map[string]string{
		"two collections":            pointsIn(t, gk, "EPSG:4549", chifeng...) + "\n" + pointsIn(t, gk, "EPSG:4548", chifeng...),
		"degrees, then metres":       pointsIn(t, system(t, "WGS84"), "EPSG:4326", chifeng...) + "\n" + pointsIn(t, gk, "EPSG:4549", chifeng...),
		"degrees, then shifted ones": pointsIn(t, system(t, "WGS84"), "EPSG:4326", chifeng...) + "\n" + pointsIn(t, system(t, "GCJ-02"), "GCJ-02", chifeng...),
		"a geometry of another":      strings.Replace(pointsIn(t, gk, "EPSG:4549", chifeng...), `"type":"Point",`, `"type":"Point",`+member("EPSG:4528"), 1),
	} {
		for _, given := range []string{"", "EPSG:4549", "WGS84"} {
			_, err := intake.Load(context.Background(), c, strings.NewReader(file), intake.Request{ID: "two", CRS: given, Mode: geojson.Skip})
			var refused *geojson.RefusedError
			if !errors.As(err, &refused) || refused.Last.Rule != "crs_contradiction" {
				t.Errorf("%s, crs=%q: Load: %v, want it refused as contradicting itself", name, given, err)
			}
		}
	}
}
