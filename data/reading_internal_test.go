package data

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// objects are properties as programs write them.
var objects = []string{
	`{"name":"School 7","kind":"primary_school","capacity":12,"status":"existing"}`,
	`{ "名称" : "第一小学" , "amenity" : "school", "n":[1,{"}":"]"}], "a\"b":"\\" }`,
	`{"type":"R2","建筑面积（万m2）":1.5e3,"landuse":"residential","population":" ","opens":null,"name":"a\"b"}`,
	`{"name":1,"name":"x","source":"synthetic"}`, `{}`, `null`, ``,
}

// heard is what one reading leaves behind, by field.
func heard(s *said) (all []string) {
	for f := range fieldCount {
		if s.has(f) {
			all = append(all, s.value[f], s.raw[f], s.key[f].key, s.key[f].unit, s.text(f), string(rune('0'+s.rank[f])))
		}
	}
	for _, t := range s.tags {
		all = append(all, "tag", t.key, t.value)
	}
	return all
}

// checkReading checks that the second object is read after the first as it is
// alone, and returns whether its layout fitted.
func checkReading(t *testing.T, first, second []byte) bool {
	t.Helper()
	var r, alone reader
	r.read(first)
	fits := r.alike(second)
	got, want := heard(r.read(second)), heard(alone.read(second))
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("after %q, %q is read otherwise (-alone +after):\n%s", first, second, d)
	}
	return fits
}

// edited returns text with so many bytes from from on replaced.
func edited(text []byte, from, n int, by string) []byte {
	from %= len(text) + 1
	return append(append(bytes.Clone(text[:from]), by...), text[from+n%(len(text)-from+1):]...)
}

// TestReading: an object after one like it says what it says alone.
func TestReading(t *testing.T) {
	pieces := []string{"", " ", "\n", ",", ":", "{", "}", "[", `"`, `\`, "1", "x", "null", `"kind":1,`, "小"}
	rnd := rand.New(rand.NewPCG(8, 3))
	fitted := 0
	for range 40_000 {
		first := []byte(objects[rnd.IntN(len(objects))])
		second := edited(first, rnd.IntN(200), rnd.IntN(1+rnd.IntN(8)), pieces[rnd.IntN(len(pieces))])
		if checkReading(t, first, second) {
			fitted++
		}
		if t.Failed() {
			return
		}
	}
	if fitted < 2000 {
		t.Errorf("%d of 40000 edited objects fitted the layout", fitted)
	}
}

func FuzzReading(f *testing.F) {
	for _, text := range objects {
		f.Add([]byte(text), 20, 2, "7")
	}
	f.Fuzz(func(t *testing.T, first []byte, from, n int, by string) {
		if from >= 0 && n >= 0 {
			checkReading(t, first, edited(first, from, n, by))
		}
	})
}
