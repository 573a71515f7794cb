package data_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"catchment/data"
)

// TestMergePatch holds the examples of RFC 7396, appendix A, and what is
// promised beyond them: bytes and order stay.
func TestMergePatch(t *testing.T) {
	for _, c := range []struct{ doc, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"a":"foo"}`, `null`, `null`},
		{`{"a":"foo"}`, `"bar"`, `"bar"`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
		{``, `{"a":1}`, `{"a":1}`},
		{`{"z":1.50,"big":12345678901234567890, "a<":"\u4e2d"}`, ` {"n":{"x":null,"y":1e2}} `, `{"z":1.50,"big":12345678901234567890,"a<":"\u4e2d","n":{"y":1e2}}`},
		{`{"a":1,"b":2,"a":3}`, `{"a":4}`, `{"a":4,"b":2}`},
		{`{"a":1}`, `{"a":2,"a":3}`, `{"a":3}`},
	} {
		got, err := data.MergePatch(json.RawMessage(c.doc), json.RawMessage(c.patch))
		if err != nil || string(got) != c.want {
			t.Errorf("MergePatch(%s, %s) = %s, %v; want %s", c.doc, c.patch, got, err, c.want)
		}
	}
	for _, c := range [][2]string{{`{}`, ``}, {`{}`, `{"a":}`}, {`{"a"`, `{}`}} {
		if got, err := data.MergePatch(json.RawMessage(c[0]), json.RawMessage(c[1])); !errors.Is(err, data.ErrNotJSON) {
			t.Errorf("MergePatch(%s, %s) = %s, %v; want ErrNotJSON", c[0], c[1], got, err)
		}
	}
}

// FuzzMergePatch checks that patching gives JSON, that patching twice changes
// nothing more, and that the plain algorithm of RFC 7396 gives the same.
func FuzzMergePatch(f *testing.F) {
	f.Add(`{"a":{"b":1}}`, `{"a":{"b":null,"c":[1]}}`)
	f.Add(`[1]`, `{"a":null}`)
	f.Add(`0`, `1E700`)
	f.Fuzz(func(t *testing.T, doc, patch string) {
		got, err := data.MergePatch(json.RawMessage(doc), json.RawMessage(patch))
		if err != nil {
			return
		}
		again, err := data.MergePatch(got, json.RawMessage(patch))
		if err != nil || string(again) != string(got) {
			t.Fatalf("MergePatch(%q, %q) = %q, and once more %q, %v", doc, patch, got, again, err)
		}
		d, _ := decoded(doc) // empty is nil
		p, errPatch := decoded(patch)
		g, errGot := decoded(string(got))
		if errPatch != nil || errGot != nil {
			t.Fatalf("MergePatch(%q, %q) = %q, not JSON", doc, patch, got)
		}
		if want := plainMerge(d, p); !reflect.DeepEqual(g, want) {
			t.Errorf("MergePatch(%q, %q) = %q, want %v", doc, patch, got, want)
		}
	})
}

// decoded returns a JSON value with its numbers as they are written: 1e700 is
// one, though no float64.
func decoded(text string) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return v, d.Decode(&v)
}

// plainMerge is the algorithm of RFC 7396, section 2, on decoded values.
func plainMerge(doc, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	target, ok := doc.(map[string]any)
	if !ok {
		target = map[string]any{}
	}
	for name, value := range changes {
		if value == nil {
			delete(target, name)
		} else {
			target[name] = plainMerge(target[name], value)
		}
	}
	return target
}
