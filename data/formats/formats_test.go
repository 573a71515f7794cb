package formats_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"catchment/data"
	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/geo"
)

// decode reads a file and returns its features.
func decode(file string, opt formats.Options) ([]data.Feature, geojson.Summary, error) {
	var fs []data.Feature
	sum, err := formats.Decode(context.Background(), strings.NewReader(file), opt, func(f data.Feature) error {
		fs = append(fs, f)
		return nil
	})
	return fs, sum, err
}

// mustDecode is decode for a file that is to be taken.
func mustDecode(t testing.TB, file string, opt formats.Options) ([]data.Feature, geojson.Summary) {
	t.Helper()
	fs, sum, err := decode(file, opt)
	if err != nil {
		t.Fatalf("Decode(%q): %v", shown(file), err)
	}
	return fs, sum
}

func shown(file string) string { return file[:min(len(file), 80)] }

// written returns features as GeoJSON, one per line.
func written(fs []data.Feature) string {
	var b []byte
	for i := range fs {
		b = append(geojson.AppendFeature(b, &fs[i]), '\n')
	}
	return strings.TrimSpace(string(b))
}

// said returns problems as "line:column path severity rule", one each.
func said(problems []data.Problem) []string {
	var out []string
	for _, p := range problems {
		out = append(out, fmt.Sprintf("%d:%d %s %s %s", p.Line, p.Column, p.Path, p.Severity, p.Rule))
	}
	return out
}

// wantRefused checks that a file is refused for the cause and that the message
// has all the words.
func wantRefused(t *testing.T, file string, opt formats.Options, cause error, words ...string) {
	t.Helper()
	_, _, err := decode(file, opt)
	var refused *geojson.RefusedError
	if !errors.As(err, &refused) || !errors.Is(err, cause) {
		t.Errorf("Decode(%q): %v, want %v", shown(file), err, cause)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("Decode(%q): %v, want %q in it", shown(file), err, w)
		}
	}
}

// TestGeoJSONPassesThrough checks that GeoJSON is read as package geojson
// reads it, compressed or not, whatever it is called.
func TestGeoJSONPassesThrough(t *testing.T) {
	const file = `{"type":"FeatureCollection","note":1,"features":[{"type":"Feature","id":7,"properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]}}]}`
	var want []data.Feature
	wantSum, err := geojson.Decode(context.Background(), strings.NewReader(file), geojson.Options{}, func(f data.Feature) error {
		want = append(want, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "a.geojson", "a.csv", "a.gpkg"} {
		fs, sum := mustDecode(t, file, formats.Options{Name: name})
		if written(fs) != written(want) || sum.Bytes != wantSum.Bytes || string(sum.Foreign) != string(wantSum.Foreign) {
			t.Errorf("Decode as %q = %s %+v, want %s %+v", name, written(fs), sum, written(want), wantSum)
		}
	}
	fs, sum := mustDecode(t, zipped(file), formats.Options{})
	if written(fs) != written(want) || sum.Compression != "gzip" {
		t.Errorf("compressed = %s, compression %q", written(fs), sum.Compression)
	}
	wantRefused(t, `{"type":"Topology"}`, formats.Options{}, geojson.ErrNotGeoJSON, "TopoJSON")
	wantRefused(t, "", formats.Options{}, geojson.ErrNotGeoJSON, "empty")
	wantRefused(t, "hello", formats.Options{}, geojson.ErrNotGeoJSON)
}

// zipped returns a text compressed with gzip.
func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// TestStrangers checks that files which are not read are named, with what to
// do about them.
func TestStrangers(t *testing.T) {
	for _, c := range []struct{ name, file, words string }{
		{"a.shp", "\x00\x00\x27\x0a" + strings.Repeat("\x00", 96), ".zip|.dbf|.prj"},
		{"a.dbf", "\x03\x7c\x01\x01aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "part of a Shapefile"},
		{"", "AC1027\x00\x00", "DWG|ogr2ogr"},
		{"", "  0\nSECTION\n  2\nHEADER\n", "DXF|ogr2ogr"},
		{"a.dxf", "999\ncomment\n  0\nSECTION\n", "DXF"},
		{"a.dgn", "\x08\x09\xfe\x02", "DGN"},
		{"", `<?xml version="1.0"?><ogr:FeatureCollection xmlns:gml="http://www.opengis.net/gml">`, "GML|ogr2ogr"},
		{"", `<gpx version="1.1">`, "GPX|ogr2ogr"},
		{"", `<osm version="0.6">`, "OSM|ogr2ogr"},
		{"", `<!DOCTYPE html><html>`, "web page"},
		{"", `<something/>`, "XML"},
		{"", "!table\n!version 300\n", "MapInfo|ogr2ogr"},
		{"a.mif", "Version 300\nCharset \"WindowsSimpChinese\"\nDelimiter \",\"\n", "MIF|ogr2ogr"},
		{"", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel|CSV"},
		{"", "\x00\x01\x00\x00Standard Jet DB\x00", "Access|ogr2ogr"},
		{"", "Rar!\x1a\x07", "RAR|unpack"},
		{"", "7z\xbc\xaf\x27\x1c", "7-Zip|unpack"},
		{"a.tar", "something", "tar|unpack"},
	} {
		wantRefused(t, c.file, formats.Options{Name: c.name}, formats.ErrFormat, strings.Split(c.words, "|")...)
	}
	// What package geojson knows keeps its own message.
	wantRefused(t, "%PDF-1.4", formats.Options{}, geojson.ErrNotGeoJSON, "PDF")
	wantRefused(t, "fgb\x03", formats.Options{}, geojson.ErrNotGeoJSON, "FlatGeobuf", "ogr2ogr")
}

// checkDecode reads a file that may be anything, and checks what holds for
// each: no panic, counts that add up, and features that the gate lets pass.
func checkDecode(t *testing.T, file, name string) {
	opt := formats.Options{Name: name, Options: geojson.Options{Mode: geojson.Repair, MaxBytes: 1 << 20, MaxFeatureBytes: 1 << 16}}
	fs, sum, err := decode(file, opt)
	if sum.Accepted+sum.Rejected != sum.Features && err == nil {
		t.Errorf("%d accepted, %d rejected of %d", sum.Accepted, sum.Rejected, sum.Features)
	}
	if len(fs) != sum.Accepted && err == nil {
		t.Errorf("%d features handed on of %d accepted", len(fs), sum.Accepted)
	}
	for i := range fs {
		if g := fs[i].Geometry; geo.Check(g) != nil {
			t.Errorf("feature %d: %v", i, geo.Check(g))
		}
		if p := fs[i].Properties; p != nil && !json.Valid(p) {
			t.Errorf("feature %d: properties %q are not JSON", i, fs[i].Properties)
		}
	}
}
