package formats_test

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// ogr2ogr converts a file and returns what it wrote, the file itself or, for a
// Shapefile, a ZIP archive of its parts.
func ogr2ogr(t *testing.T, in, out string, args ...string) string {
	t.Helper()
	trial.Program(t, "ogr2ogr", "gdal-bin")
	dir := t.TempDir()
	out = filepath.Join(dir, out)
	cmd := exec.Command("ogr2ogr", append(append([]string{}, args...), out, in)...)
	cmd.Env = append(os.Environ(), "OGR_ENABLE_PARTIAL_REPROJECTION=NO")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, said)
	}
	if filepath.Ext(out) != ".shp" {
		b, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return archiveOf(t, dir)
}

// archiveOf returns the files of a folder as a ZIP archive.
func archiveOf(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAgainstGDAL converts reference layers with GDAL to every format and
// checks that what is read is what the GeoJSON says: geometries to 1e-9
// degrees, properties as text. Of large layers the first 600 features are
// taken; CATCHMENT_TEST_LONG=1 takes all.
func TestAgainstGDAL(t *testing.T) {
	limit := 600
	if os.Getenv("CATCHMENT_TEST_LONG") != "" {
		limit = 1 << 30
	}
	const polygons, points = "landuse.geojson", "schools.geojson"
	for _, c := range []struct {
		layer, out string
		key        func(string) string // what a property is called in the format
		args       []string
	}{
		{points, "a.csv", nil, []string{"-f", "CSV", "-lco", "GEOMETRY=AS_XY"}},
		{points, "semicolon.csv", nil, []string{"-f", "CSV", "-lco", "GEOMETRY=AS_YX", "-lco", "SEPARATOR=SEMICOLON"}},
		{polygons, "a.csv", nil, []string{"-f", "CSV", "-lco", "GEOMETRY=AS_WKT"}},
		{points, "a.gpkg", nil, []string{"-f", "GPKG"}},
		{polygons, "a.gpkg", gpkgKey, []string{"-f", "GPKG"}},
		{"roads.geojson", "z.gpkg", gpkgKey, []string{"-f", "GPKG", "-dim", "XYZ"}},
		{points, "a.kml", kmlKey, []string{"-f", "KML"}},
		{polygons, "a.kml", kmlKey, []string{"-f", "KML"}},
		{points, "lib.kml", kmlKey, []string{"-f", "LIBKML"}},
		{points, "lib.kmz", kmlKey, []string{"-f", "LIBKML"}},
		{points, "a.shp", shpKey, []string{"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"}},
		{polygons, "a.shp", shpKey, []string{"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"}},
		{"roads.geojson", "z.shp", shpKey, []string{"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8", "-lco", "SHPT=ARCZ", "-dim", "XYZ"}},
		{"admin.geojson", "a.shp", shpKey, []string{"-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"}},
	} {
		t.Run(c.out+" of "+c.layer, func(t *testing.T) {
			source := trial.Shared(t, "places", "liechtenstein", c.layer)
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			lenient := formats.Options{Options: geojson.Options{Mode: geojson.Repair}, Name: c.out}
			want, _ := mustDecode(t, string(text), formats.Options{Options: lenient.Options})
			want = want[:min(len(want), limit)]
			got, sum := mustDecode(t, ogr2ogr(t, source, c.out, append(c.args, "-limit", strconv.Itoa(limit))...), lenient)
			if len(got) != len(want) || sum.Rejected != 0 {
				t.Fatalf("%d features, %d rejected; want %d\n%s", len(got), sum.Rejected, len(want), strings.Join(said(sum.Problems), "\n"))
			}
			for i := range want {
				compareFeatures(t, &got[i], &want[i], c.key)
				if t.Failed() {
					break
				}
			}
		})
	}
}

// kmlKey and shpKey are what GDAL calls a property in these formats; empty for
// one that does not come out as it went in.
func kmlKey(key string) string {
	if strings.EqualFold(key, "name") || strings.EqualFold(key, "description") || strings.EqualFold(key, "@id") || strings.ContainsAny(key, ":@") {
		return map[string]string{"name": "name"}[key]
	}
	return key
}

func shpKey(key string) string {
	if len(key) > 10 || strings.Contains(key, ":") || key == "check_date" { // there is a check_date:cycleway
		return "" // names are cut and changed, and numbered where that makes two equal
	}
	return gpkgKey(key)
}

// gpkgKey leaves out what GDAL merges because SQL does not tell case.
func gpkgKey(key string) string {
	if strings.EqualFold(key, "fixme") {
		return ""
	}
	return key
}

// compareFeatures checks that geometries are equal to 1e-9 degrees, and the
// properties of want are in got with equal text.
func compareFeatures(t *testing.T, got, want *data.Feature, key func(string) string) {
	t.Helper()
	if g, w := canonical(got.Geometry), canonical(want.Geometry); !closeTo(g, w, 1e-9) {
		t.Errorf("feature %s: geometry\n%v, want\n%v", want.ID, shown(fmt.Sprint(g)), shown(fmt.Sprint(w)))
	}
	said := gjson.ParseBytes(got.Properties).Map()
	gjson.ParseBytes(want.Properties).ForEach(func(k, v gjson.Result) bool {
		name := k.String()
		if key != nil {
			name = key(name)
		}
		if name == "" || len(v.String()) > 200 {
			return true
		}
		if g, ok := said[name]; !ok || undated(g.String()) != undated(v.String()) {
			t.Errorf("feature %s: %s is %s, want %s (in %s)", want.ID, name, g, v, got.Properties)
		}
		return true
	})
}

// undated writes dates with hyphens, as GeoJSON has them, where GDAL takes them
// for dates and writes 2021/03/16.
func undated(text string) string {
	if len(text) == len("2021/03/16") && strings.Count(text, "/") == 2 {
		return strings.ReplaceAll(text, "/", "-")
	}
	return text
}

// canonical returns g as parts that do not depend on where rings start, in
// which order polygons stand, or whether one polygon is a MultiPolygon.
func canonical(g orb.Geometry) [][]orb.Point {
	var parts [][]orb.Point
	switch g := g.(type) {
	case orb.Point:
		parts = [][]orb.Point{{g}}
	case orb.MultiPoint:
		parts = [][]orb.Point{g}
	case orb.LineString:
		parts = [][]orb.Point{g}
	case orb.MultiLineString:
		for _, l := range g {
			parts = append(parts, l)
		}
	case orb.Polygon:
		for _, r := range g {
			parts = append(parts, rotated(r))
		}
	case orb.MultiPolygon:
		for _, p := range g {
			parts = append(parts, canonical(p)...)
		}
	}
	slices.SortFunc(parts, func(a, b []orb.Point) int {
		return cmp.Or(cmp.Compare(a[0][0], b[0][0]), cmp.Compare(a[0][1], b[0][1]), cmp.Compare(len(a), len(b)))
	})
	return parts
}

// rotated returns a ring without its last position, from its least one.
func rotated(r orb.Ring) []orb.Point {
	open := r[:len(r)-1]
	least := 0
	for i, p := range open {
		if q := open[least]; p[0] < q[0] || p[0] == q[0] && p[1] < q[1] {
			least = i
		}
	}
	return slices.Concat(open[least:], open[:least])
}

func closeTo(a, b [][]orb.Point, tolerance float64) bool {
	return slices.EqualFunc(a, b, func(a, b []orb.Point) bool {
		return slices.EqualFunc(a, b, func(p, q orb.Point) bool {
			return math.Abs(p[0]-q[0]) <= tolerance && math.Abs(p[1]-q[1]) <= tolerance
		})
	})
}
