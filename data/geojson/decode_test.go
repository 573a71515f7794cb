package geojson_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/paulmach/orb"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/geo/trial"
)

// hospital is one feature with everything that has to be kept.
const hospital = `{"type":"Feature","id":9007199254740993,"properties":{"名称":"赤峰市中医蒙医院","n":9007199254740993,"x":1.50,"a":{"b":[1, null]},"a":2},"geometry":{"type":"Point","coordinates":[118.88,42.26]},"note":"é","z":[ 1 ]}`

func wantHospital() []data.Feature {
	return []data.Feature{{
		ID: "9007199254740993", IDKind: data.IDNumber, Geometry: orb.Point{118.88, 42.26},
		Properties: []byte(`{"名称":"赤峰市中医蒙医院","n":9007199254740993,"x":1.50,"a":{"b":[1, null]},"a":2}`),
		Foreign:    []byte(`{"note":"é","z":[ 1 ]}`),
	}}
}

func gzipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

func zstded(text string) string {
	z, _ := zstd.NewWriter(nil)
	return string(z.EncodeAll([]byte(text), nil))
}

func TestDecodeForms(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(strings.ReplaceAll(collection(hospital), "é", "e"))
	if err != nil {
		t.Fatal(err)
	}
	utf16le, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(collection(hospital))
	utf16be, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(collection(hospital))
	tests := []struct {
		name, file, encoding, compression string
	}{
		{"collection", collection(hospital), "UTF-8", ""},
		{"features before type", `{"features":[` + hospital + `],"type":"FeatureCollection"}`, "UTF-8", ""},
		{"feature", hospital, "UTF-8", ""},
		{"line", hospital + "\n", "UTF-8", ""},
		{"sequence", "\x1e" + hospital + "\n", "UTF-8", ""},
		{"byte order mark", "\ufeff" + collection(hospital), "UTF-8", ""},
		{"GBK", gbk, "GB18030", ""},
		{"UTF-16LE", utf16le, "UTF-16LE", ""},
		{"UTF-16BE without mark", utf16be, "UTF-16BE", ""},
		{"gzip", gzipped(collection(hospital)), "UTF-8", "gzip"},
		{"gzip in parts", gzipped(collection(hospital)[:50]) + gzipped(collection(hospital)[50:]), "UTF-8", "gzip"},
		{"zstd", zstded(collection(hospital)), "UTF-8", "zstd"},
		{"gzip of GBK", gzipped(gbk), "GB18030", "gzip"},
		{"escaped names", strings.Replace(collection(hospital), `"type":"Feature"`, `"t\u0079pe":"Fe\u0061ture"`, 1), "UTF-8", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, sum, err := decode(t, tt.file, geojson.Options{})
			if err != nil {
				t.Fatalf("Decode: %v", err)
			}
			want := wantHospital()
			if tt.encoding == "GB18030" {
				want[0].Foreign = []byte(`{"note":"e","z":[ 1 ]}`)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("Decode (-want +got):\n%s", d)
			}
			if sum.Encoding != tt.encoding || sum.Compression != tt.compression {
				t.Errorf("Decode: got %q, %q; want %q, %q", sum.Encoding, sum.Compression, tt.encoding, tt.compression)
			}
			if sum.Features != 1 || sum.Accepted != 1 || sum.ProblemsTotal != 0 {
				t.Errorf("Decode: summary %+v", sum)
			}
		})
	}
}

// Every geometry type, with the type after the coordinates as well.
func TestDecodeGeometries(t *testing.T) {
	ring := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}
	tests := []struct {
		text string
		want orb.Geometry
	}{
		{`{"type":"Point","coordinates":[-1e2,2.5E-1]}`, orb.Point{-100, 0.25}},
		{`{"coordinates":[1,2],"type":"Point"}`, orb.Point{1, 2}},
		{`{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, orb.MultiPoint{{1, 2}, {3, 4}}},
		{`{"type":"LineString","coordinates":[[1,2],[3,4]]}`, orb.LineString{{1, 2}, {3, 4}}},
		{`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8],[9,9]]]}`, orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}, {9, 9}}}},
		{`{"type":"Polygon","coordinates":` + square + `}`, orb.Polygon{ring}},
		{`{"coordinates":[` + square + `],"type":"MultiPolygon"}`, orb.MultiPolygon{{ring}}},
		{`{"geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Polygon","coordinates":` + square + `}],"type":"GeometryCollection"}`,
			orb.Collection{orb.Point{1, 2}, orb.Polygon{ring}}},
	}
	for _, tt := range tests {
		got, _, err := decode(t, tt.text, geojson.Options{})
		want := []data.Feature{{ID: "1", Geometry: tt.want}}
		if d := cmp.Diff(want, got); err != nil || d != "" {
			t.Errorf("Decode(%s): %v (-want +got):\n%s", tt.text, err, d)
		}
		if back := string(geojson.AppendGeometry(nil, tt.want)); err == nil {
			again, _, err := decode(t, back, geojson.Options{})
			if d := cmp.Diff(want, again); err != nil || d != "" {
				t.Errorf("Decode(AppendGeometry) = %s: %v (-want +got):\n%s", back, err, d)
			}
		}
	}
}

func TestDecodeModes(t *testing.T) {
	file := collection(
		point("[1,2]"),
		polygon(bowtie),
		point("[999,2]"),
		strings.Replace(polygon(`[[[0,0],[0,1],[1,1],[1,0],[0,0]]]`), `"a"`, `"b"`, 1), // clockwise
		point("[1,2,300]"),
		point("[3,4,300]"),
	)
	tests := []struct {
		mode                         geojson.Mode
		accepted, rejected, repaired int
		problems                     []string
		ids                          []string
	}{
		{geojson.Strict, 4, 2, 1, []string{"error ring_self_crossing", "error out_of_range", "repair ring_orientation", "warning ordinate_dropped"}, []string{"1"}},
		{geojson.Skip, 4, 2, 1, []string{"error ring_self_crossing", "error out_of_range", "repair ring_orientation", "warning ordinate_dropped"}, []string{"1", "b", "5", "6"}},
		{geojson.Repair, 5, 1, 2, []string{"repair ring_self_crossing", "error out_of_range", "repair ring_orientation", "warning ordinate_dropped"}, []string{"1", "a", "b", "5", "6"}},
	}
	for _, tt := range tests {
		got, sum, err := decode(t, file, geojson.Options{Mode: tt.mode})
		if refused := errors.Is(err, geojson.ErrFeatures); refused != (tt.mode == geojson.Strict) || !refused && err != nil {
			t.Errorf("mode %v: error %v", tt.mode, err)
		}
		var problems, ids []string
		for _, p := range sum.Problems {
			problems = append(problems, fmt.Sprint(p.Severity, " ", p.Rule))
		}
		for _, f := range got {
			ids = append(ids, f.ID)
		}
		if !slices.Equal(problems, tt.problems) || !slices.Equal(ids, tt.ids) ||
			sum.Features != 6 || sum.Accepted != tt.accepted || sum.Rejected != tt.rejected || sum.Repaired != tt.repaired {
			t.Errorf("mode %v: got %v, ids %v, %d/%d/%d; want %+v", tt.mode, problems, ids, sum.Accepted, sum.Rejected, sum.Repaired, tt)
		}
	}
}

func TestDecodeIDs(t *testing.T) {
	withID := func(id string) string { return strings.Replace(point("[1,2]"), "{", `{"id":`+id+`,`, 1) }
	file := collection(withID(`"2"`), point("[1,2]"), withID(`"2"`), withID("null"), withID(`""`), withID("2"), withID(`"a\u0062"`), withID("1e3"))
	got, sum, err := decode(t, file, geojson.Options{Mode: geojson.Skip})
	var ids []string
	for _, f := range got {
		ids = append(ids, fmt.Sprint(f.ID, " ", f.IDKind))
	}
	want := []string{"2 1", "2-2 0", "2-3 1", "4 0", "5 0", "2-4 1", "ab 1", "1e3 2"}
	if err != nil || !slices.Equal(ids, want) {
		t.Errorf("ids: got %q, want %q (%v)", ids, want, err)
	}
	if sum.ProblemsTotal != 3 || sum.Problems[0].Rule != "duplicate_id" || sum.Problems[1].Rule != "id_empty" {
		t.Errorf("problems: %+v", sum.Problems)
	}
}

func TestDecodeWholeFile(t *testing.T) {
	t.Run("foreign members and crs", func(t *testing.T) {
		file := `{"name":"x","type":"FeatureCollection","bbox":[0,0,1,1],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features":[],"more":{"a": 1}}`
		_, sum, err := decode(t, file, geojson.Options{})
		if err != nil || string(sum.Foreign) != `{"name":"x","more":{"a": 1}}` || sum.CRS.OGC != "CRS84" || sum.Bytes != int64(len(file)) {
			t.Errorf("Decode: %v %s %+v", err, sum.Foreign, sum)
		}
	})
	t.Run("axes swapped", func(t *testing.T) {
		_, sum, err := decode(t, collection(point("[42.2,118.8]"), point("[42.3,118.9]")), geojson.Options{Mode: geojson.Skip})
		last := sum.Problems[len(sum.Problems)-1]
		if err != nil || last.Feature != -1 || last.Rule != "axes_swapped" {
			t.Errorf("Decode: %v, last problem %+v", err, last)
		}
	})
	t.Run("projected", func(t *testing.T) {
		_, _, err := decode(t, collection(point("[490000.5,4678000]")), geojson.Options{})
		var refused *geojson.RefusedError
		if !errors.As(err, &refused) || refused.Last.Rule != "projected" || refused.Last.Feature != -1 {
			t.Errorf("Decode: %v", err)
		}
	})
	t.Run("transform", func(t *testing.T) {
		file := strings.Replace(collection(point("[490000.5,4678000]")), `"features"`, `"crs":{"type":"name","properties":{"name":"EPSG:4526"}},"features"`, 1)
		got, sum, err := decode(t, file, geojson.Options{Transform: func(p orb.Point) (orb.Point, error) {
			return orb.Point{p[0] / 1e5, p[1] / 1e5}, nil
		}})
		if err != nil || !orb.Equal(got[0].Geometry, orb.Point{4.900005, 46.78}) || sum.CRS.EPSG != 4526 {
			t.Errorf("Decode: %v %v %+v", err, got, sum.CRS)
		}
	})
	t.Run("transform fails", func(t *testing.T) {
		no := func(p orb.Point) (orb.Point, error) {
			if p[0] > 1e6 {
				return p, errors.New("too far east")
			}
			return p, nil
		}
		collected := `{"type":"Feature","properties":null,"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[1,2],[3000000,4]]}]}}`
		_, sum, _ := decode(t, collection(polygon(`[[[0,0],[1,0],[1,1],[0,0]],[[0.5,0.2],[2000000,3],[0.6,0.4],[0.5,0.2]]]`), point("[2000000,3]"), collected), geojson.Options{Transform: no})
		var got []string
		for _, p := range sum.Problems {
			got = append(got, at(p))
		}
		want := []string{
			"2:130 /features/0/geometry/coordinates/1/1 transform",
			"3:78 /features/1/geometry/coordinates transform",
			"4:170 /features/2/geometry/geometries/1/coordinates/1 transform",
		}
		if !slices.Equal(got, want) {
			t.Errorf("problems %q, want %q", got, want)
		}
	})
	t.Run("window", func(t *testing.T) {
		// The head of a zstd frame that asks for a window of 2 GiB.
		_, _, err := decode(t, "\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", geojson.Options{})
		if !errors.Is(err, geojson.ErrTooLarge) || !strings.Contains(err.Error(), "--long") {
			t.Errorf("Decode: %v", err)
		}
	})
	t.Run("lines", func(t *testing.T) {
		got, sum, err := decode(t, point("[1,2]")+"\n"+polygon(square)+"\r\n\x1e"+collection(point("[5,6]"))+"\n", geojson.Options{})
		if err != nil || len(got) != 3 || sum.Features != 3 || sum.Bound != (orb.Bound{Max: orb.Point{5, 6}}) {
			t.Errorf("Decode: %v %v %+v", err, got, sum)
		}
	})
}

// What stops Decode from outside comes back as it is.
func TestDecodeErrors(t *testing.T) {
	broken := errors.New("line dropped")
	_, err := geojson.Decode(context.Background(), io.MultiReader(strings.NewReader(collection(hospital)[:100]), failing{broken}), geojson.Options{}, nil)
	if !errors.Is(err, broken) {
		t.Errorf("Decode of a failing reader: got %v, want %v", err, broken)
	}
	_, err = geojson.Decode(context.Background(), strings.NewReader(collection(hospital)), geojson.Options{}, func(data.Feature) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("Decode with a failing each: got %v, want %v", err, broken)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = geojson.Decode(ctx, strings.NewReader(collection(hospital)), geojson.Options{}, func(data.Feature) error { return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Decode when cancelled: got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// endless repeats a text until n bytes are given.
type endless struct {
	text string
	n    int64
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && e.n > 0 {
		k := copy(p[n:], e.text[e.at:])
		e.at = (e.at + k) % len(e.text)
		n += k
		e.n -= int64(k)
	}
	return n, nil
}

// Files made to fill the memory end in a refusal, and the memory stays low.
func TestDecodeLimits(t *testing.T) {
	trial.Slow(t)
	bomb := func(text string) io.Reader {
		r, w := io.Pipe()
		t.Cleanup(func() { _ = r.Close() })
		go func() {
			z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
			_, err := io.Copy(z, io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[`), &endless{text: text, n: 1 << 30}))
			_ = w.CloseWithError(errors.Join(err, z.Close()))
		}()
		return r
	}
	one := point("[1,2]") + ","
	tests := []struct {
		name string
		file io.Reader
		opt  geojson.Options
		rule string
	}{
		{"spaces", bomb(strings.Repeat(" ", 4096)), geojson.Options{}, "compression_bomb"},
		{"features", bomb(strings.Repeat(one, 100)), geojson.Options{}, "compression_bomb"},
		{"one string", io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[{"a":"`), &endless{text: "x", n: 1 << 30}), geojson.Options{MaxFeatureBytes: 1 << 20}, "too_large"},
		{"brackets", &endless{text: `{"a":`, n: 1 << 30}, geojson.Options{}, "too_deep"},
		{"many bytes", io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[`), &endless{text: one, n: 1 << 30}), geojson.Options{MaxBytes: 4 << 20}, "too_large"},
		{"many features", io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[`), &endless{text: one, n: 1 << 30}), geojson.Options{MaxFeatures: 1000}, "too_many_features"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			peak := uint64(0)
			n := 0
			_, err := geojson.Decode(context.Background(), tt.file, tt.opt, func(data.Feature) error {
				if n++; n%50_000 == 0 {
					runtime.GC()
					runtime.ReadMemStats(&now)
					peak = max(peak, now.HeapAlloc)
				}
				return nil
			})
			var refused *geojson.RefusedError
			if !errors.As(err, &refused) || refused.Last.Rule != tt.rule {
				t.Fatalf("Decode: got %v, want a refusal by rule %s", err, tt.rule)
			}
			runtime.ReadMemStats(&now)
			if total := now.TotalAlloc - before.TotalAlloc; total > 256<<20 {
				t.Errorf("Decode allocated %d MB in all", total>>20)
			}
			if peak > before.HeapAlloc+96<<20 {
				t.Errorf("Decode held %d MB", (peak-before.HeapAlloc)>>20)
			}
		})
	}
}

// The count of problems goes on when no more are kept.
func TestDecodeMaxProblems(t *testing.T) {
	var features []string
	for range 50 {
		features = append(features, point("[999,0]"))
	}
	_, sum, err := decode(t, collection(features...), geojson.Options{MaxProblems: 7, Mode: geojson.Skip})
	if err != nil || len(sum.Problems) != 7 || sum.ProblemsTotal != 50 || sum.Rejected != 50 {
		t.Errorf("Decode: %v, %d problems kept of %d, %d rejected", err, len(sum.Problems), sum.ProblemsTotal, sum.Rejected)
	}
}

func TestDecodeOne(t *testing.T) {
	tests := []struct {
		text string
		opt  geojson.Options
		want orb.Geometry
		is   error
		says string
	}{
		{point("[1,2]"), geojson.Options{}, orb.Point{1, 2}, nil, ""},
		{`{"type":"Point","coordinates":[1,2]}`, geojson.Options{}, orb.Point{1, 2}, nil, ""},
		{collection(point("[1,2]")), geojson.Options{}, orb.Point{1, 2}, nil, ""},
		{collection(point("[1,2]"), point("[1,2]")), geojson.Options{}, nil, geojson.ErrNotGeoJSON, "not 2"},
		{collection(), geojson.Options{}, nil, geojson.ErrNotGeoJSON, "not 0"},
		{point("[999,2]"), geojson.Options{}, nil, geojson.ErrFeatures, "999"},
		{point("[999,2]"), geojson.Options{Mode: geojson.Repair}, nil, geojson.ErrFeatures, "999"},
		{"{", geojson.Options{}, nil, geojson.ErrSyntax, "cut off"},
	}
	for _, tt := range tests {
		got, _, err := geojson.DecodeOne(context.Background(), []byte(tt.text), tt.opt)
		if !errors.Is(err, tt.is) || err != nil && !strings.Contains(err.Error(), tt.says) || cmp.Diff(tt.want, got.Geometry) != "" {
			t.Errorf("DecodeOne(%s): got %v, %v; want %v, %v", tt.text, got.Geometry, err, tt.want, tt.is)
		}
	}
}

// Features made of nothing but faults, or of arrays that hold nothing, cost
// no more memory and time than honest ones.
func TestDecodeHollow(t *testing.T) {
	trial.Slow(t)
	const n = 400_000
	tests := []struct{ name, coordinates, rule string }{
		{"empty polygons", "[" + strings.Repeat("[],", n) + "[]]", "coordinates_nesting"},
		{"empty rings", "[[" + strings.Repeat("[],", n) + "[]]]", "coordinates_nesting"},
		{"one-point rings", "[[" + strings.Repeat("[[0,0]],", n/4) + "[[0,0]]]]", "ring_degenerate"},
		{"flat parts", "[" + strings.Repeat("[[[0,0],[1,1],[0,0]]],", n/20) + "[[[0,0],[1,1],[0,0]]]]", "ring_degenerate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := strings.Replace(collection(polygon(tt.coordinates)), `"Polygon"`, `"MultiPolygon"`, 1)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			for _, mode := range []geojson.Mode{geojson.Strict, geojson.Repair, geojson.Skip} {
				_, sum, _ := decode(t, file, geojson.Options{Mode: mode})
				if sum.Rejected != 1 || sum.Problems[0].Rule != tt.rule || len(sum.Problems) > geojson.DefaultMaxProblems {
					t.Errorf("mode %v: %d rejected, %d problems, first %+v", mode, sum.Rejected, len(sum.Problems), sum.Problems[0])
				}
			}
			runtime.ReadMemStats(&after)
			if per := (after.TotalAlloc - before.TotalAlloc) / 3 / uint64(len(file)); per > 40 {
				t.Errorf("Decode allocates %d bytes for each byte of the file", per)
			}
		})
	}
}

// What is kept of a polygon file takes at most two and a half times its size.
func TestDecodeMemory(t *testing.T) {
	file := parcels()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var all []data.Feature
	_, err := geojson.Decode(context.Background(), bytes.NewReader(file), geojson.Options{}, func(f data.Feature) error {
		all = append(all, f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	ratio := float64(after.HeapAlloc-before.HeapAlloc) / float64(len(file))
	t.Logf("%d features of %d MB take %.2f times the file", len(all), len(file)>>20, ratio)
	if ratio > 2.5 {
		t.Errorf("features take %.2f times the file, want at most 2.5", ratio)
	}
	runtime.KeepAlive(all)
}
