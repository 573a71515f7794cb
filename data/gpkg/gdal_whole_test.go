package gpkg_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
)

// TestGDALReadsWhole takes every layer of a store with a history of loads
// and edits out with ogr2ogr: GDAL lists the current layers, of the store's own tables only the two that
// are registered as attributes, without a geometry, and each layer comes out
// with every feature, attribute and position.
func TestGDALReadsWhole(t *testing.T) {
	trial.Slow(t)
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	layers := map[string]*data.Layer{}
	for version := range 3 {
		for i, id := range []string{"schools", "parcels", "用地"} {
			l := newLayer(t, data.Meta{ID: id}, worldly(uint64(version), 400*(version+1)+i))
			l.Version = commit(t, s, l)
			layers[id] = l
		}
	}
	for id, l := range layers {
		for step := range 20 {
			l = commitChanges(t, s, l, someChanges(rand.New(rand.NewPCG(uint64(step), 5)), l, 3, step))
		}
		layers[id] = l
	}
	commit(t, s, newLayer(t, data.Meta{ID: "withdrawn"}, worldly(9, 5)))
	if err := s.Remove(t.Context(), "withdrawn"); err != nil {
		t.Fatal(err)
	}
	var listed, tables []string
	for _, m := range regexp.MustCompile(`(?m)^\d+: (\S+)(?:.*\((.*)\))?$`).FindAllStringSubmatch(gdal(t, "ogrinfo", "-ro", path), -1) {
		if m[2] == "None" {
			tables = append(tables, m[1])
		} else {
			listed = append(listed, m[1])
		}
	}
	slices.Sort(listed)
	slices.Sort(tables)
	if want := []string{"parcels", "schools", "用地"}; !slices.Equal(listed, want) {
		t.Errorf("ogrinfo lists the layers %v, want %v", listed, want)
	}
	if want := []string{"catchment_documents", "catchment_versions"}; !slices.Equal(tables, want) {
		t.Errorf("ogrinfo lists the tables without geometry %v, want %v", tables, want)
	}
	for id, l := range layers {
		sameInGDAL(t, l, ogr(t, path, id))
	}
}

// ogr returns the features of a table as ogr2ogr takes them out.
func ogr(t *testing.T, path, table string) []gjson.Result {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.geojson")
	gdal(t, "ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", out, path, table)
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return gjson.GetBytes(text, "features").Array()
}

// wants checks that a program's output has all of the texts.
func wants(t *testing.T, what, output string, texts ...string) {
	t.Helper()
	for _, w := range texts {
		if !strings.Contains(output, w) {
			t.Errorf("%s: the output lacks %q:\n%s", what, w, output)
		}
	}
}

// worldly returns n seeded features with attributes of each type, some missing.
func worldly(seed uint64, n int) []data.Feature {
	rnd := rand.New(rand.NewPCG(seed, 3))
	fs := make([]data.Feature, n)
	for i := range fs {
		p := orb.Point{118 + rnd.Float64(), 42 + rnd.Float64()}
		fs[i] = data.Feature{ID: fmt.Sprint(i + 1), IDKind: data.IDNumber, Geometry: p}
		if i%3 == 0 {
			fs[i].Geometry = orb.Polygon{{p, {p[0] + 0.01, p[1]}, {p[0], p[1] + 0.01}, p}}
		}
		fs[i].Properties = json.RawMessage(fmt.Sprintf(`{"name":"学校 %d \"%d\"","places":%d,"rate":%v,"open":%t}`, i, rnd.IntN(9), rnd.Int64(), rnd.Float64(), rnd.IntN(2) == 0))
		if rnd.IntN(4) == 0 {
			fs[i].Properties = json.RawMessage(fmt.Sprintf(`{"name":"n%d"}`, i))
		}
	}
	return fs
}

// sameInGDAL compares the features that GDAL wrote with those of the layer.
func sameInGDAL(t *testing.T, l *data.Layer, got []gjson.Result) {
	t.Helper()
	if len(got) != l.Len() {
		t.Errorf("layer %s: ogr2ogr writes %d features, want %d", l.ID, len(got), l.Len())
		return
	}
	for i, f := range l.Features {
		for _, key := range []string{"name", "places", "rate", "open"} {
			g, w := got[i].Get("properties."+key), gjson.GetBytes(f.Properties, key)
			if g.Type == gjson.Number && g.Raw == w.Raw || g.Num == w.Num && g.Type == w.Type && g.String() == w.String() {
				continue
			}
			t.Errorf("layer %s, feature %d: %s = %s, want %s", l.ID, i, key, g.Raw, w.Raw)
		}
		var first orb.Point
		switch g := f.Geometry.(type) {
		case orb.Point:
			first = g
		case orb.Polygon:
			first = g[0][0]
		}
		flat := strings.NewReplacer("[", "", "]", "", " ", "").Replace(got[i].Get("geometry.coordinates").Raw)
		var lon, lat float64
		if _, err := fmt.Sscanf(flat, "%g,%g", &lon, &lat); err != nil || (orb.Point{lon, lat}) != first {
			t.Errorf("layer %s, feature %d: %s starts elsewhere than %v", l.ID, i, flat, first)
		}
		if t.Failed() {
			return
		}
	}
}
