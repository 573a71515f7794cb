package data_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"catchment/data"
)

// FuzzEachProperty checks that the members of any valid JSON object come out as
// encoding/json reads them, and that nothing else panics.
func FuzzEachProperty(f *testing.F) {
	for _, text := range []string{
		`{}`, ` { "a" : 1 , "b":"x, }" ,"c":[1,{"d":"]"}],"d":{"e":[]},"f":null,"g":true,"h":-1.5e3}`,
		`{"a\"b\u00e9":"\\","a":"\"","名称":"第一小学"}`, `{"a":1,"a":2}`, `[1]`, `null`, `{"a"`, `{"a":`, `{"a":"`, `{"a":1]`, ``,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		type member struct{ key, value string }
		var got []member
		data.EachProperty(text, func(key, value string) { got = append(got, member{key, value}) })
		trimmed := bytes.TrimLeft(text, " \t\r\n")
		if !json.Valid(text) || len(trimmed) == 0 || trimmed[0] != '{' {
			return
		}
		d := json.NewDecoder(bytes.NewReader(text))
		_, _ = d.Token()
		var want []member
		for d.More() {
			key, err := d.Token()
			if err != nil {
				t.Fatal(err)
			}
			var value json.RawMessage
			if err := d.Decode(&value); err != nil {
				t.Fatal(err)
			}
			want = append(want, member{key.(string), string(value)})
		}
		if slices.ContainsFunc(want, func(m member) bool { return bytes.ContainsRune([]byte(m.key), '\ufffd') }) {
			return // lone surrogates and bad UTF-8 are replaced in different ways
		}
		if !slices.Equal(got, want) {
			t.Errorf("EachProperty(%s) = %q, want %q", text, got, want)
		}
	})
}
