package gpkg_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
)

// gdal runs one of GDAL's programs and returns its output.
func gdal(t *testing.T, program string, args ...string) string {
	t.Helper()
	trial.Program(t, program, "gdal-bin")
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	if strings.Contains(string(out), "ERROR") || strings.Contains(string(out), "Warning") {
		t.Errorf("%s %s complains:\n%s", program, strings.Join(args, " "), out)
	}
	return string(out)
}

// TestGDALReads lets GDAL describe stored layers, while the store is open.
func TestGDALReads(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	square := orb.Polygon{{{118, 42}, {119, 42}, {119, 43}, {118, 43}, {118, 42}}}
	properties := json.RawMessage(`{"name":"小学","n":1,"x":1.5,"yes":true,"big":9007199254740993,"mixed":1,"nested":{"a":1},"Name":"second","a\"b":"q","fid":5}`)
	for _, l := range []*data.Layer{
		newLayer(t, data.Meta{ID: "points", Name: "点"}, []data.Feature{
			{ID: "7", IDKind: data.IDNumber, Geometry: orb.Point{118.5, 42.5}, Properties: properties},
			{ID: "8", IDKind: data.IDNumber, Geometry: orb.Point{-10, -20}, Properties: json.RawMessage(`{"mixed":"two"}`)},
		}),
		newLayer(t, data.Meta{ID: "Points"}, []data.Feature{{ID: "1", Geometry: square}, {ID: "2", Geometry: orb.MultiPolygon{square}}}),
		newLayer(t, data.Meta{ID: "用地"}, []data.Feature{{ID: "1", Geometry: square}}),
		newLayer(t, data.Meta{ID: "gpkg_contents"}, []data.Feature{{ID: "1", Geometry: orb.Collection{orb.Point{1, 2}, orb.LineString{{0, 0}, {1, 1}}}}}),
		newLayer(t, data.Meta{ID: "nothing"}, nil),
	} {
		commit(t, s, l)
	}
	for table, want := range map[string][]string{
		"points": {"Geometry: Point\n", "Feature Count: 2\n", "Extent: (-10.000000, -20.000000) - (118.500000, 42.500000)", "FID Column = fid\n", "Geometry Column = geom\n",
			"\nid: String", "\nname: String", "\nn: Integer64", "\nx: Real", "\nyes: Integer(Boolean)", "\nbig: Integer64", "\nmixed: String", "\nnested: String", "\nName_2: String", "\na\"b: String", "\nfid_2: Integer64"},
		"Points_2":            {"Geometry: Unknown (any)\n", "Feature Count: 2\n"},
		"用地":                  {"Geometry: Polygon\n", "Feature Count: 1\n", "WGS 84"},
		"layer_gpkg_contents": {"Geometry: Geometry Collection\n", "Feature Count: 1\n"},
		"nothing":             {"Feature Count: 0\n"},
	} {
		got := gdal(t, "ogrinfo", "-ro", "-so", path, table)
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("ogrinfo of %s lacks %q:\n%s", table, w, got)
			}
		}
	}
	got := gdal(t, "ogrinfo", "-ro", path, "points")
	for _, w := range []string{"id (String) = 7", "name (String) = 小学", "big (Integer64) = 9007199254740993", "mixed (String) = two", `nested (String) = {"a":1}`, "POINT (118.5 42.5)"} {
		if !strings.Contains(got, w) {
			t.Errorf("ogrinfo of points lacks %q:\n%s", w, got)
		}
	}
}

// TestGDALFindsByBox compares boxes answered by GDAL through the R-tree with
// the layer's own index.
func TestGDALFindsByBox(t *testing.T) {
	const seed = 5
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	fs := make([]data.Feature, 5000)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i + 1), Geometry: orb.Point{118 + rnd.Float64(), 42 + rnd.Float64()}}
	}
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	l := newLayer(t, data.Meta{ID: "points"}, fs)
	commit(t, s, l)
	count := regexp.MustCompile(`Feature Count: (\d+)`)
	for range 5 {
		x, y, size := 118+rnd.Float64(), 42+rnd.Float64(), rnd.Float64()/2
		box := []string{"-spat"}
		for _, v := range []float64{x, y, x + size, y + size} {
			box = append(box, strconv.FormatFloat(v, 'f', -1, 64))
		}
		out := gdal(t, "ogrinfo", append(append([]string{"-ro", "-so"}, box...), path, "points")...)
		want := len(l.Tree().Intersecting(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + size, y + size}}))
		if m := count.FindStringSubmatch(out); m == nil || m[1] != fmt.Sprint(want) {
			t.Errorf("ogrinfo %v counts %v, the index %d", box, m, want)
		}
	}
}

// TestGDALValid lets GDAL's own GeoPackage checker look at a store, where it
// is installed, and SQLite's checks at the rest.
func TestGDALValid(t *testing.T) {
	trial.Slow(t)
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	rnd := rand.New(rand.NewPCG(8, 0))
	for _, n := range []int{0, 1, 51, 52, 2601, 2602} {
		fs := make([]data.Feature, n)
		for i := range fs {
			p := orb.Point{rnd.Float64() * 100, rnd.Float64() * 50}
			fs[i] = data.Feature{ID: fmt.Sprint(i + 1), Geometry: orb.LineString{p, {p[0] + rnd.Float64(), p[1] + rnd.Float64()}}}
		}
		commit(t, s, newLayer(t, data.Meta{ID: fmt.Sprintf("lines%d", n)}, fs))
	}
	commit(t, s, newLayer(t, data.Meta{ID: "same"}, func() (fs []data.Feature) {
		for i := range 3000 {
			fs = append(fs, data.Feature{ID: fmt.Sprint(i), Geometry: orb.Point{1, 1}})
		}
		return fs
	}()))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	checkIntegrity(t, path)
}

// TestEditsAreRefused checks that a program which edits the features table is
// told that the edit would be lost.
func TestEditsAreRefused(t *testing.T) {
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	commit(t, s, newLayer(t, data.Meta{ID: "points"}, []data.Feature{{ID: "1", Geometry: orb.Point{1, 2}}}))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	gdal(t, "ogrinfo", "-ro", "-so", path, "points")
	for _, sql := range []string{`DELETE FROM points`, `INSERT INTO points(geom) VALUES (NULL)`, `UPDATE points SET geom = NULL`} {
		out, _ := exec.Command("ogrinfo", path, "-sql", sql).CombinedOutput()
		if !strings.Contains(string(out), "Catchment writes this table") {
			t.Errorf("%s is not refused:\n%s", sql, out)
		}
	}
}

// TestLiechtenstein stores every layer of a real place and compares the counts
// GDAL sees with those of the place's README.
func TestLiechtenstein(t *testing.T) {
	folder := trial.Shared(t, "places", "liechtenstein")
	want := map[string]int{"admin": 18, "boundary": 1, "buildings": 14036, "bus_stops": 353, "clinics": 11, "fire_stations": 7, "hospitals": 1,
		"kindergartens": 18, "landuse": 5080, "pharmacies": 5, "population": 14, "roads": 6955, "schools": 22, "utilities": 31}
	path := storePath(t)
	s := openStore(t, path, gpkg.Options{})
	layers := map[string]*data.Layer{}
	for id := range want {
		l := newLayer(t, data.Meta{ID: id}, decodeFile(t, filepath.Join(folder, id+".geojson")))
		l.Version = commit(t, s, l)
		layers[id] = l
	}
	got := load(t, s)
	for id, n := range want {
		sameLayer(t, got[id], layers[id])
		out := gdal(t, "ogrinfo", "-ro", "-so", path, id)
		if !strings.Contains(out, fmt.Sprintf("Feature Count: %d\n", n)) {
			t.Errorf("ogrinfo of %s does not count %d:\n%s", id, n, out[:min(len(out), 400)])
		}
		b := layers[id].Bound()
		if !hasExtent(out, b) {
			t.Errorf("ogrinfo of %s has another extent than %v", id, b)
		}
	}
}

// hasExtent tells whether ogrinfo printed the box, to its six decimals.
func hasExtent(out string, b orb.Bound) bool {
	m := regexp.MustCompile(`Extent: \((\S+), (\S+)\) - \((\S+), (\S+)\)`).FindStringSubmatch(out)
	if m == nil {
		return false
	}
	want := []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	return !slices.ContainsFunc([]int{0, 1, 2, 3}, func(i int) bool {
		v, err := strconv.ParseFloat(m[i+1], 64)
		return err != nil || math.Abs(v-want[i]) > 1e-6
	})
}
