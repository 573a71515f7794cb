package geojson

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written are features as programs write them.
var written = []string{
	`{"type":"Feature","id":7,"properties":{"name":"School 7","n":-1.5e3,"open":true,"x":null,"名":"a\"b\\"},"geometry":{"type":"Point","coordinates":[118.1234567,42.7654321]}}`,
	`{"type":"Feature","id":"a","bbox":[0,0,1,1],"properties":{"a":{"b":[1]},"c":2},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1.25,0],[1,1],[0,1],[0,0]],[[0.1,0.1],[0.1,0.2],[0.2,0.2],[0.1,0.1]]]}}`,
	`{ "geometry" : { "type" : "MultiPolygon" , "coordinates" : [ [ [ [ 0 , 0 ] , [ 1 , 0 ] , [ 1 , 1 ] , [ 0 , 0 ] ] ] ] } , "properties" : { "a" : 1 } , "type" : "Feature" }`,
	`{"type":"Feature","properties":null,"geometry":{"type":"LineString","coordinates":[[0,0,5],[1,1,6]]}}`,
	`{"type":"Feature","properties":{},"geometry":{"coordinates":[1.5,2.5],"type":"Point"}}`,
	`{"type":"Feature","properties":{"a":1},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1.5,2.5]}]}}`,
	`{"type":"Feature","properties":{"a":1},"geometry":{"type":"MultiPoint","bbox":[1,2,3,4],"coordinates":[[1.5,2.5]],"geometries":[]},"note":"x"}`,
	`{"type":"Feature","properties":{"a":1},"geometry":null}`,
	`{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","crs":{"type":"name","properties":{"name":"EPSG:4326"}},"coordinates":[1,2]}}`,
	`{"type":"Feature","properties":{"a":1},"geometry":{"type":"Point","coordinates":[1,2]},"crs":null}`,
}

// pieces are what an edit puts in.
var pieces = []string{"", " ", "\n", ",", ":", "{", "}", "[", "]", `"`, `\`, `\u00e9`, "é", "0", "7", "42", "9", "3", "x", "-", "1.5", "e3", "null", "true",
	`"id":1,`, `"type":"Feature",`, `"type":"LineString",`, `,"coordinates":[1,2]`, `"bbox":[1],`, `[1,2],`, "\x01"}

// read is all that scanning one feature leaves behind.
type read struct {
	ok, short bool
	end       int
	f         parsed
	flaws     []flaw
	counts    [2]int
}

func readOf(s *scanner, f *parsed, ok bool) read {
	r := read{ok: ok, short: s.short}
	if ok {
		r.f, r.end, r.flaws, r.counts = *f, s.i, append(r.flaws, s.sem...), [2]int{s.flaws, s.notes}
		r.f.seen = 0 // serves the reading itself
		r.f.foreign = append([]byte(nil), f.foreign...)
	}
	return r
}

// checkLayout checks that the second feature is read in the layout of the first
// as it is without one, and returns whether the layout fitted.
func checkLayout(t *testing.T, first, second []byte) bool {
	t.Helper()
	text := append(bytes.Clone(first), '\n')
	s := scanner{b: text, maxDepth: 50, arena: &arena{}}
	var f parsed
	var l layout
	if !s.feature(&f, false) {
		return false
	}
	if l.learn(&s, &f); l.values == nil {
		return false
	}
	text = append(bytes.Clone(second), '\n')
	s.reset(text, 0)
	fits := s.alike(&f, &l)
	got := readOf(&s, &f, fits)
	s.reset(text, 0)
	want := readOf(&s, &f, s.feature(&f, false))
	if !fits && !got.short {
		return false // read again without the layout
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(read{}, parsed{}, flaw{})); d != "" {
		t.Errorf("in the layout of\n%s\n%s\nis read otherwise (-without +with):\n%s", first, second, d)
	}
	return fits
}

// edited returns text with the bytes from from to to replaced.
func edited(text []byte, from, to int, by string) []byte {
	from %= len(text) + 1
	to = from + to%(len(text)-from+1)
	return append(append(bytes.Clone(text[:from]), by...), text[to:]...)
}

// TestLayout: what a layout takes it takes as scanner.feature does, however the
// next feature differs; values that differ still fit.
func TestLayout(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 9))
	fitted := 0
	for range 40_000 {
		first := []byte(written[rnd.IntN(len(written))])
		second := edited(first, rnd.IntN(500), rnd.IntN(1+rnd.IntN(8)), pieces[rnd.IntN(len(pieces))])
		if rnd.IntN(4) == 0 {
			second = second[:rnd.IntN(len(second)+1)]
		}
		if checkLayout(t, first, second) {
			fitted++
		}
		if t.Failed() {
			return
		}
	}
	if fitted < 500 {
		t.Errorf("%d of 40000 edited features fitted the layout", fitted)
	}
	for i, text := range written[:4] {
		if !checkLayout(t, []byte(text), []byte(text)) {
			t.Errorf("feature %d does not fit its own layout", i)
		}
	}
}

func FuzzLayout(f *testing.F) {
	for _, text := range written {
		f.Add([]byte(text), 60, 3, "12")
	}
	f.Fuzz(func(t *testing.T, first []byte, from, to int, by string) {
		if from < 0 || to < 0 {
			return
		}
		first = bytes.ToValidUTF8(first, []byte("?"))
		checkLayout(t, first, bytes.ToValidUTF8(edited(first, from, to, by), []byte("?")))
	})
}

// TestLayoutChanges: features of several layouts in one file come out as they
// do one by one, and a layout is found again after a change.
func TestLayoutChanges(t *testing.T) {
	rnd := rand.New(rand.NewPCG(4, 1))
	for range 50 {
		var all []string
		for len(all) < 60 {
			text := written[rnd.IntN(len(written))]
			for range 1 + rnd.IntN(12) {
				all = append(all, strings.Replace(text, `"id":7,`, "", 1))
			}
		}
		whole := run(`{"type":"FeatureCollection","features":[`+strings.Join(all, ",")+`]}`, Options{Mode: Skip}, false)
		n := 0
		for i, text := range all {
			one := run(text, Options{Mode: Skip}, false)
			if len(one.Features) == 0 {
				continue
			}
			got, want := whole.Features[n], one.Features[0]
			got.ID, want.ID, got.IDKind, want.IDKind = "", "", 0, 0
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("feature %d, %s, among others (-alone +there):\n%s", i, text, d)
			}
			n++
		}
		if n != len(whole.Features) {
			t.Fatalf("%d features, one by one %d", len(whole.Features), n)
		}
	}
}
