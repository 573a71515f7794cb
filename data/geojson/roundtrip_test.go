package geojson_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	orbjson "github.com/paulmach/orb/geojson"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// written encodes features and the members of their collection.
func written(t testing.TB, features []data.Feature, foreign []byte) string {
	t.Helper()
	pointers := make([]*data.Feature, len(features))
	for i := range features {
		pointers[i] = &features[i]
	}
	var b bytes.Buffer
	if err := geojson.WriteCollection(&b, slices.Values(pointers), foreign); err != nil {
		t.Fatalf("WriteCollection: %v", err)
	}
	return b.String()
}

// What goes in comes out: features, property bytes, foreign members, ids.
func TestRoundTrip(t *testing.T) {
	trial.Slow(t)
	dir := trial.Shared(t, "places", "liechtenstein")
	files := []string{"landuse", "admin", "roads", "schools", "population"}
	for _, name := range files {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, name+".geojson"))
			if err != nil {
				t.Fatal(err)
			}
			first, sum, err := decode(t, string(text), geojson.Options{})
			if err != nil {
				t.Fatalf("Decode: %v", err)
			}
			again, sum2, err := decode(t, written(t, first, sum.Foreign), geojson.Options{})
			if err != nil {
				t.Fatalf("Decode of what was written: %v", err)
			}
			if d := cmp.Diff(first, again); d != "" {
				t.Errorf("after a round trip (-want +got):\n%s", d)
			}
			if !bytes.Equal(sum.Foreign, sum2.Foreign) {
				t.Errorf("foreign members: got %s, want %s", sum2.Foreign, sum.Foreign)
			}
		})
	}
}

// orb/geojson, another reader, sees the same geometries in the files and in
// what is written of them.
func TestDecodeAsOrb(t *testing.T) {
	text, err := os.ReadFile(trial.Shared(t, "places", "liechtenstein", "landuse.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	features, _, err := decode(t, string(text), geojson.Options{})
	if err != nil {
		t.Fatalf("Decode: %v", err)
	}
	for _, text := range [][]byte{text, []byte(written(t, features, nil))} {
		want, err := orbjson.UnmarshalFeatureCollection(text)
		if err != nil || len(want.Features) != len(features) {
			t.Fatalf("orb: %v, %d features, want %d", err, len(want.Features), len(features))
		}
		for i, f := range want.Features {
			if d := cmp.Diff(f.Geometry, features[i].Geometry); d != "" {
				t.Fatalf("feature %d (-orb +Decode):\n%s", i, d)
			}
		}
	}
}

func TestWriteCollection(t *testing.T) {
	features, _, err := decode(t, collection(hospital, point("[1e-9,-1e-7]")), geojson.Options{})
	if err != nil {
		t.Fatal(err)
	}
	features = append(features, data.Feature{ID: "a\"b\\\n\x01é", IDKind: data.IDString, Geometry: features[0].Geometry, Foreign: []byte(" { } ")})
	got := written(t, features, []byte(` {"name": "x"} `))
	want := `{"type":"FeatureCollection","name": "x","features":[
{"type":"Feature","id":9007199254740993,"geometry":{"type":"Point","coordinates":[118.88,42.26]},"properties":{"名称":"赤峰市中医蒙医院","n":9007199254740993,"x":1.50,"a":{"b":[1, null]},"a":2},"note":"é","z":[ 1 ]},
{"type":"Feature","geometry":{"type":"Point","coordinates":[1e-09,-1e-07]},"properties":null},
{"type":"Feature","id":"a\"b\\\u000a\u0001é","geometry":{"type":"Point","coordinates":[118.88,42.26]},"properties":null}
]}
`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("WriteCollection (-want +got):\n%s", d)
	}
	if got := written(t, nil, nil); got != "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n" {
		t.Errorf("WriteCollection of nothing: %q", got)
	}
}

// FuzzDecode holds Decode to its promises on any bytes: it ends without a
// panic, what it accepts passes the gate and makes a round trip, and its counts
// add up.
func FuzzDecode(f *testing.F) {
	seeds := []string{collection(hospital, point("[1,2,3]"), polygon(square), polygon(bowtie)), hospital, point("[999,1e999]"),
		"\x1e" + hospital + "\n\x1e" + point("[1,2]") + "\n", gzipped(collection(hospital)), zstded(hospital),
		`{"type":"GeometryCollection","geometries":[{"type":"MultiPolygon","coordinates":[` + square + `]},null]}`,
		`{"type":"FeatureCollection","crs":{"type":"EPSG","properties":{"code":4490}},"features":[]}`,
		"\ufeff" + hospital, "{\x00\"\x00t\x00\"\x00", "{\"a\":\"\xd6\xd0\xb9\xfa\"}", `{"features":[`, "[", "<kml>"}
	for _, s := range seeds {
		for mode := range 3 {
			f.Add([]byte(s), byte(mode))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte, mode byte) {
		opt := geojson.Options{Mode: geojson.Mode(mode % 3), MaxBytes: 1 << 20}
		var kept []data.Feature
		sum, err := geojson.Decode(context.Background(), bytes.NewReader(file), opt, func(f data.Feature) error {
			kept = append(kept, f)
			return nil
		})
		if sum.Accepted+sum.Rejected != sum.Features || sum.Repaired > sum.Accepted || len(sum.Problems) > sum.ProblemsTotal {
			t.Fatalf("counts do not add up: %+v", sum)
		}
		if err != nil {
			if sum.ProblemsTotal == 0 {
				t.Fatalf("refused without a problem: %v", err)
			}
			return
		}
		again, sum2, err := decode(t, written(t, kept, sum.Foreign), geojson.Options{})
		if err != nil || sum2.Repaired > 0 {
			t.Fatalf("what was accepted is refused or repaired: %v %+v", err, sum2.Problems)
		}
		for i := range again {
			if kept[i].IDKind == data.IDGenerated { // numbered anew
				again[i].ID = kept[i].ID
				again[i].IDKind = kept[i].IDKind
			}
			if strings.Contains(kept[i].ID, "\ufffd") {
				again[i].ID = kept[i].ID
			}
		}
		if d := cmp.Diff(kept, again); d != "" {
			t.Fatalf("after a round trip (-want +got):\n%s", d)
		}
	})
}
