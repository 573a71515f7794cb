package geojson_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
)

// decode runs Decode over text and returns the features.
func decode(t testing.TB, text string, opt geojson.Options) ([]data.Feature, geojson.Summary, error) {
	t.Helper()
	var out []data.Feature
	sum, err := geojson.Decode(context.Background(), strings.NewReader(text), opt, func(f data.Feature) error {
		out = append(out, f)
		return nil
	})
	return out, sum, err
}

const (
	square = `[[[0,0],[1,0],[1,1],[0,1],[0,0]]]`
	bowtie = `[[[0,0],[2,2],[2,0],[0,2],[0,0]]]`
)

func polygon(coordinates string) string {
	return `{"type":"Feature","id":"a","properties":{"n":1},"geometry":{"type":"Polygon","coordinates":` + coordinates + `}}`
}

func point(coordinates string) string {
	return `{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":` + coordinates + `}}`
}

// collection is a file with one feature per line; the first is on line 2.
func collection(features ...string) string {
	return "{\"type\":\"FeatureCollection\",\"features\":[\n" + strings.Join(features, ",\n") + "\n]}"
}

// at is where a problem is expected: line:column path rule.
func at(p data.Problem) string {
	return fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Path, p.Rule)
}

// Each of these is refused in strict mode with this as the deciding problem.
func TestRefused(t *testing.T) {
	tests := []struct {
		name, file string
		cause      error
		want       string // line:column path rule
		says       string // part of the message
	}{
		{"empty", "", geojson.ErrNotGeoJSON, "1:1  empty_file", "empty"},
		{"blank", " \n \n", geojson.ErrNotGeoJSON, "3:1  empty_file", "empty"},
		{"array", `[{"type":"Feature"}]`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "array"},
		{"number", `12`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "object"},
		{"text", "lon,lat\n1,2\n", geojson.ErrNotGeoJSON, "1:1  not_geojson", "not JSON"},
		{"html", "<!DOCTYPE html><html></html>", geojson.ErrNotGeoJSON, "1:1  not_geojson", "web page"},
		{"kml", `<?xml version="1.0"?><kml></kml>`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "KML"},
		{"xml", `<?xml version="1.0"?><a/>`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "XML"},
		{"zip", "PK\x03\x04\x00\x00", geojson.ErrNotGeoJSON, "1:1  not_geojson", "ZIP"},
		{"shapefile", "\x00\x00\x27\x0a\x00\x00\x00\x00", geojson.ErrNotGeoJSON, "1:1  not_geojson", "Shapefile"},
		{"geopackage", "SQLite format 3\x00\x10\x00", geojson.ErrNotGeoJSON, "1:1  not_geojson", "GeoPackage"},
		{"topojson", `{"type":"Topology","objects":{}}`, geojson.ErrNotGeoJSON, "1:9 /type not_geojson", "TopoJSON"},
		{"esri", `{"geometryType":"esriGeometryPoint","features":[]}`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "Esri"},
		{"overpass", `{"version":0.6,"elements":[]}`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "Overpass"},
		{"lower case type", `{"type":"featurecollection"}`, geojson.ErrNotGeoJSON, "1:9 /type not_geojson", "case"},
		{"no type", `{"a":1}`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "no \"type\""},
		{"features without type", `{"features":[]}`, geojson.ErrNotGeoJSON, "1:1  not_geojson", "FeatureCollection"},
		{"no features", `{"type":"FeatureCollection"}`, geojson.ErrNotGeoJSON, "1:1  features_missing", "features"},
		{"features null", `{"type":"FeatureCollection","features":null}`, geojson.ErrNotGeoJSON, "1:40 /features features_not_array", "array"},
		{"features twice", `{"type":"FeatureCollection","features":[],"features":[]}`, geojson.ErrNotGeoJSON, "1:54 /features duplicate_member", "more than one"},

		{"truncated", `{"type":"FeatureCollection","features":[` + "\n" + `{"type":"Feature","geometry":{"type":"Point","coordinates":[1,`, geojson.ErrSyntax, "2:63 /features/0/geometry/coordinates truncated", "cut off"},
		{"truncated between", `{"type":"FeatureCollection","features":[`, geojson.ErrSyntax, "1:41 /features/0 truncated", "cut off"},
		{"truncated at end", `{"type":"FeatureCollection","features":[]`, geojson.ErrSyntax, "1:42  truncated", "cut off"},
		{"missing comma", collection(point("[1,2]") + "\n" + point("[1,2]")), geojson.ErrSyntax, "3:1 /features/1 syntax", "comma"},
		{"trailing comma", collection(point("[1,2]"), ""), geojson.ErrSyntax, "4:1 /features/1 syntax", "comma"},
		{"single quotes", collection(`{'type':'Feature'}`), geojson.ErrSyntax, "2:2 /features/0 syntax", "double quotes"},
		{"NaN", collection(point("[NaN,2]")), geojson.ErrSyntax, "2:79 /features/0/geometry/coordinates/0 syntax", "NaN is not JSON"},
		{"Infinity", collection(point("[1,-Infinity]")), geojson.ErrSyntax, "2:81 /features/0/geometry/coordinates/1 syntax", "Infinity"},
		{"leading zero", collection(point("[01,2]")), geojson.ErrSyntax, "2:79 /features/0/geometry/coordinates/0 syntax", "superfluous 0"},
		{"bare point number", collection(point("[1.,2]")), geojson.ErrSyntax, "2:81 /features/0/geometry/coordinates/0 syntax", "digit"},
		{"control character", collection(`{"type":"Feature","properties":{"a":"x` + "\t" + `"}}`), geojson.ErrSyntax, "2:39 /features/0/properties/a syntax", "control character"},
		{"bad escape", collection(`{"type":"Feature","properties":{"a":"\x41"}}`), geojson.ErrSyntax, "2:38 /features/0/properties/a syntax", "escape"},
		{"after the end", collection() + "\n}", geojson.ErrSyntax, "4:1  syntax", "after the end"},
		{"deep", `{"type":"FeatureCollection","a":` + strings.Repeat("[", 100_000), geojson.ErrSyntax, "1:289  too_deep", "deep"},
		{"deep coordinates", collection(point(strings.Repeat("[", 100_000))), geojson.ErrSyntax, "", "deep"},
		{"deep properties", collection(`{"type":"Feature","properties":{"p":` + strings.Repeat(`{"a":`, 100_000)), geojson.ErrSyntax, "", "deep"},

		{"gcj", `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4526"}},"features":[]}`, geojson.ErrCRS, "1:35 /crs crs_not_wgs84", "EPSG::4526"},
		{"crs without name", `{"type":"FeatureCollection","crs":{"type":"name"},"features":[]}`, geojson.ErrCRS, "1:35 /crs crs_unreadable", "name"},
		{"crs of a geometry", collection(`{"type":"Feature","properties":{},"geometry":{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:4214"}},"coordinates":[118,42]}}`), geojson.ErrCRS, "2:1 /features/0/geometry/crs crs_not_wgs84", "EPSG:4214"},
		{"crs of a bare geometry", `{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:4214"}},"coordinates":[118,42]}`, geojson.ErrCRS, "1:1 /crs crs_not_wgs84", "EPSG:4214"},
		{"beginning of gzip", "\x1f\x8b", geojson.ErrSyntax, "1:1  compression_damaged", "get it again"},
		{"latin-1", collection(`{"type":"Feature","properties":{"a":"Z` + "\xfc" + `rich"}}`), geojson.ErrEncoding, "2:39  encoding", "Latin-1"},

		{"null geometry", collection(`{"type":"Feature","properties":{},"geometry":null}`), geojson.ErrFeatures, "2:46 /features/0/geometry geometry_empty", "null"},
		{"no geometry", collection(`{"type":"Feature","properties":{}}`), geojson.ErrFeatures, "2:1 /features/0 geometry_empty", "no \"geometry\""},
		{"empty point", collection(point("[]")), geojson.ErrFeatures, "2:78 /features/0/geometry/coordinates position_ordinates", "empty"},
		{"empty polygon", collection(polygon("[]")), geojson.ErrFeatures, "2:92 /features/0/geometry/coordinates geometry_empty", "no positions"},
		{"empty ring", collection(polygon("[[]]")), geojson.ErrFeatures, "2:93 /features/0/geometry/coordinates/0 ring_degenerate", "three"},
		{"one ordinate", collection(point("[1]")), geojson.ErrFeatures, "2:78 /features/0/geometry/coordinates position_ordinates", "one ordinate"},
		{"quoted ordinate", collection(point(`["1",2]`)), geojson.ErrFeatures, "2:79 /features/0/geometry/coordinates/0 ordinate_not_number", "quotes"},
		{"too shallow", collection(polygon(`[[0,0],[1,1]]`)), geojson.ErrFeatures, "2:94 /features/0/geometry/coordinates/0/0 coordinates_nesting", "position"},
		{"too deep nesting", collection(point(`[[1,2]]`)), geojson.ErrFeatures, "2:79 /features/0/geometry/coordinates/0 coordinates_nesting", "nested too deep"},
		{"1e999", collection(point("[1e999,2]")), geojson.ErrFeatures, "2:78 /features/0/geometry/coordinates not_finite", "not finite"},
		{"longitude 999", collection(point("[999,2]")), geojson.ErrFeatures, "2:78 /features/0/geometry/coordinates out_of_range", "999"},
		{"unknown type", collection(`{"type":"Feature","properties":{},"geometry":{"type":"Circle","coordinates":[1,2]}}`), geojson.ErrFeatures, "2:54 /features/0/geometry/type geometry_type", "Circle"},
		{"not a feature", collection(`{"type":"Point","coordinates":[1,2]}`), geojson.ErrFeatures, "2:1 /features/0 feature_type", "wrap"},
		{"feature is null", collection(`null`), geojson.ErrFeatures, "2:1 /features/0 feature_not_object", "object"},
		{"properties are an array", collection(`{"type":"Feature","properties":[],"geometry":{"type":"Point","coordinates":[1,2]}}`), geojson.ErrFeatures, "2:32 /features/0/properties properties_not_object", "object"},
		{"id is an object", collection(`{"type":"Feature","id":{},"properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}`), geojson.ErrFeatures, "2:24 /features/0/id id_type", "id"},
		{"id twice", collection(polygon(square), polygon(square)), geojson.ErrFeatures, "3:1 /features/1 duplicate_id", "same id"},
		{"geometry twice", collection(`{"type":"Feature","properties":{},"geometry":null,"geometry":{"type":"Point","coordinates":[1,2]}}`), geojson.ErrFeatures, "2:46 /features/0/geometry geometry_empty", "null"},
		{"null in collection", collection(`{"type":"Feature","properties":{},"geometry":{"type":"GeometryCollection","geometries":[null]}}`), geojson.ErrFeatures, "2:89 /features/0/geometry/geometries/0 geometry_empty", "null"},
		{"bow-tie", collection(point("[1,2]"), polygon(bowtie)), geojson.ErrFeatures, "3:94 /features/1/geometry/coordinates/0/0 ring_self_crossing", "1.0000000, 1.0000000"},
		{"not closed", collection(polygon(`[[[0,0],[1,0],[1,1],[0,1]]]`)), geojson.ErrFeatures, "2:93 /features/0/geometry/coordinates/0 ring_not_closed", "repeat the first"},
		{"far hole in a collection", `{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},` + "\n" +
			`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[5,5],[5,6],[6,6],[5,5]]]}]}`, geojson.ErrFeatures, "2:66 /geometries/1/coordinates/1 hole_outside", "outside"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, sum, err := decode(t, tt.file, geojson.Options{})
			var refused *geojson.RefusedError
			if !errors.As(err, &refused) || !errors.Is(err, tt.cause) {
				t.Fatalf("Decode: got error %v, want a RefusedError for %v", err, tt.cause)
			}
			got := at(refused.Last)
			if tt.want != "" && got != tt.want || !strings.Contains(refused.Last.Message, tt.says) {
				t.Errorf("Decode: got  %s: %s\nwant %s: …%s…", got, refused.Last.Message, tt.want, tt.says)
			}
			if sum.ProblemsTotal == 0 || len(sum.Problems) == 0 {
				t.Errorf("Decode: no problems in the summary: %+v", sum)
			}
			if o := refused.Last.Offset; tt.want != "" && refused.Last.Line > 0 {
				line := 1 + strings.Count(tt.file[:o], "\n")
				column := int(o) - strings.LastIndexByte(tt.file[:o], '\n')
				if line != refused.Last.Line || column != refused.Last.Column {
					t.Errorf("offset %d is at %d:%d, reported %d:%d", o, line, column, refused.Last.Line, refused.Last.Column)
				}
			}
		})
	}
}
