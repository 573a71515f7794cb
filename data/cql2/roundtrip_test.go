package cql2_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"catchment/data/cql2"
)

// same tells whether two expressions ask the same in the same way.
func same(a, b *cql2.Expr) bool {
	if a.Op != b.Op || a.Text != b.Text || a.Number != b.Number || a.Boolean != b.Boolean || !a.Time.Equal(b.Time) ||
		!reflect.DeepEqual(a.Geometry, b.Geometry) || !reflect.DeepEqual(a.Box, b.Box) || len(a.Args) != len(b.Args) {
		return false
	}
	for i := range a.Args {
		if !same(a.Args[i], b.Args[i]) {
			return false
		}
	}
	return true
}

// TestRoundTrip writes seeded random filters in both languages, and reads them
// back as they were.
func TestRoundTrip(t *testing.T) {
	const seed = 20261125
	g := &generator{rand.New(rand.NewPCG(seed, 1)), true}
	for range 4000 {
		e := g.condition(4)
		checkRoundTrip(t, e)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func checkRoundTrip(t *testing.T, e *cql2.Expr) {
	t.Helper()
	text, object := string(cql2.AppendText(nil, e)), string(cql2.AppendJSON(nil, e))
	if len(text) > cql2.MaxLength || len(object) > cql2.MaxLength {
		return
	}
	fromText, err := cql2.ParseText(text)
	if err != nil {
		t.Fatalf("ParseText(%q): %v", text, err)
	}
	fromObject, err := cql2.ParseJSON(object)
	if err != nil {
		t.Fatalf("ParseJSON(%s): %v", object, err)
	}
	if !same(e, fromText) || !same(e, fromObject) {
		t.Fatalf("%s\n%s\nread back as\n%s\n%s", text, object, cql2.AppendText(nil, fromText), cql2.AppendJSON(nil, fromObject))
	}
}

func FuzzParseText(f *testing.F) {
	for _, q := range samples {
		f.Add(q.text)
	}
	for _, q := range badTexts {
		f.Add(q.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := cql2.ParseText(text)
		checkParsed(t, e, err, text)
	})
}

func FuzzParseJSON(f *testing.F) {
	for _, q := range samples {
		f.Add(q.json)
	}
	for _, q := range badObjects {
		f.Add(q.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := cql2.ParseJSON(text)
		checkParsed(t, e, err, text)
	})
}

// checkParsed wants a place with every error, and what was read to be written
// and read again; whatever compiles must hold or not.
func checkParsed(t *testing.T, e *cql2.Expr, err error, text string) {
	if err != nil {
		where := (*cql2.Error)(nil)
		if !errors.As(err, &where) || where.Offset > len(text) || where.Message == "" || strings.Contains(where.Message, "\n") && !strings.Contains(text, "\n") {
			t.Fatalf("%q: the error %#v says no place", text, err)
		}
		return
	}
	checkRoundTrip(t, e)
	if f, err := cql2.Compile(e, names()); err == nil {
		r := f.Reader()
		for i := range sampleFeatures {
			if _, err := r.Holds(&sampleFeatures[i]); err != nil {
				t.Fatalf("%q: %v", text, err)
			}
		}
	}
}
