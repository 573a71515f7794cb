package geojson

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"

	"catchment/data"
)

// outcome is all that one run of Decode gives.
type outcome struct {
	Features []data.Feature
	Summary  Summary
	Err      string
}

func run(text string, opt Options, one bool) outcome {
	var out outcome
	var in = iotest.DataErrReader(strings.NewReader(text))
	if one {
		in = iotest.OneByteReader(strings.NewReader(text))
	}
	sum, err := Decode(context.Background(), in, opt, func(f data.Feature) error {
		out.Features = append(out.Features, f)
		return nil
	})
	out.Summary = sum
	if err != nil {
		out.Err = err.Error()
	}
	return out
}

// However the file is cut into buffers and reads, the outcome is the same.
func TestDecodeEveryCut(t *testing.T) {
	const good = `{"type":"FeatureCollection","name":"层","features":[
 {"type":"Feature","id":"é","properties":{"名":"a\u00e9\n","n":[1,{"b":null}]},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1.25,0],[1,1e0],[0,1],[0,0]]]},"x":-12.5e-3},
 {"type":"Feature","properties":null,"geometry":{"coordinates":[1.5,2.5,9],"type":"Point"}},
 {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}} ] , "z":true}
`
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(strings.ReplaceAll(good, "é", "e"))
	if err != nil {
		t.Fatal(err)
	}
	files := []string{good, good[:len(good)/2], strings.Replace(good, "null}", "nul}", 1), gbk, "\ufeff" + good,
		strings.Repeat(`{"type":"Point","coordinates":[10,20]}`+"\n", 5)}
	for _, file := range files {
		want := run(file, Options{Mode: Skip}, false)
		for size := 1; size < len(file)+8; size += 1 + size/9 {
			for _, one := range []bool{false, true} {
				got := run(file, Options{Mode: Skip, bufferBytes: size}, one)
				if d := cmp.Diff(want, got); d != "" {
					t.Fatalf("buffer of %d bytes, one byte a read %v (-whole +cut):\n%s\n%s", size, one, d, file)
				}
			}
		}
	}
}

// number agrees with strconv to the last bit, and takes what JSON takes.
func TestNumber(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	texts := []string{"0", "-0", "1", "-1", "0.1", "118.88012345678901", "9007199254740993", "9007199254740992.5",
		"1e22", "1e23", "1E-22", "1e+5", "123456789012345678901234567890", "0.00000000000000000000000000001",
		"1e400", "-1e400", "5e-324", "2.2250738585072011e-308", "12345678901234567.12345678901234567"}
	for range 20000 {
		f := math.Float64frombits(rnd.Uint64())
		if rnd.IntN(2) == 0 {
			f = (rnd.Float64() - 0.5) * 360
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		texts = append(texts, strconv.FormatFloat(f, "gfe"[rnd.IntN(3)], -1, 64), strconv.FormatFloat(f, 'f', rnd.IntN(20), 64))
	}
	for _, text := range texts {
		if !json.Valid([]byte(text)) {
			continue
		}
		s := scanner{b: []byte(text + ",")}
		got, ok := s.number()
		want, _ := strconv.ParseFloat(text, 64)
		if !ok || math.Float64bits(got) != math.Float64bits(want) || s.i != len(text) {
			t.Errorf("number(%s) = %v, %v, to index %d; want %v", text, got, ok, s.i, want)
		}
	}
	checkPlain(t, texts)
	for _, text := range []string{"-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "--1"} {
		s := scanner{b: []byte(text + ",")}
		if got, ok := s.number(); ok && s.i == len(text) {
			t.Errorf("number(%s) = %v, want a refusal", text, got)
		}
		if got, end := plainNumber([]byte(text+","+strings.Repeat(" ", 32)), 0); end == len(text) {
			t.Errorf("plainNumber(%s) = %v, want a refusal", text, got)
		}
	}
}

// checkPlain checks that plainNumber agrees with strconv wherever it takes a
// number, whatever stands behind, and takes many.
func checkPlain(t *testing.T, texts []string) {
	t.Helper()
	taken := 0
	for _, text := range texts {
		for _, behind := range []string{",", "]", "e5", " ", ":", "/", "\xff"} {
			got, end := plainNumber([]byte(text+behind+strings.Repeat("7", 32)), 0)
			if end < 0 {
				continue
			}
			taken++
			want, _ := strconv.ParseFloat(text, 64)
			if math.Float64bits(got) != math.Float64bits(want) || end != len(text) || !json.Valid([]byte(text)) {
				t.Errorf("plainNumber(%s) = %v, to index %d; want %v", text+behind, got, end, want)
			}
		}
	}
	if taken < len(texts) {
		t.Errorf("plainNumber took %d of %d numbers", taken, 7*len(texts))
	}
}

// value takes exactly what encoding/json finds valid.
func FuzzValue(f *testing.F) {
	for _, s := range []string{`{}`, `[1,2,[3,{"a":null}]]`, `{"a":[true,false,"\ud83d\ude00"]}`, `[1,]`, `{"a" 1}`, `"x`, `[01]`, `-`, `{"a":1,"a":2}`, "\"\x01\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		// The scanner is only given text that is UTF-8, in which a number at
		// the very end is not known to be whole.
		text := bytes.ToValidUTF8(b, []byte("?"))
		s := scanner{b: append(text[:len(text):len(text)], '\n'), maxDepth: 5000}
		got := s.value()
		if got {
			got = !s.space() // nothing may follow
		}
		if want := json.Valid(text); got != want {
			t.Errorf("value(%q) = %v, json.Valid = %v (%s)", text, got, want, s.message)
		}
	})
}

// Every pointer that is given for an index leads back to a value that holds it.
func TestPointerTo(t *testing.T) {
	text := []byte(`{"type":"x","a/b":[1,{"~":[[0,1],[2, 33]]}],"coordinates":[[5,6]]}`)
	tests := map[string]string{"33": "/a~1b/1/~0/1/1", `"x"`: "/type", "[5": "/coordinates/0", "6]": "/coordinates/0/1", "{": ""}
	for at, want := range tests {
		if got := pointerTo(text, 0, bytes.Index(text, []byte(at))); got != want {
			t.Errorf("pointerTo(%q) = %q, want %q", at, got, want)
		}
	}
	geometry := []byte(`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"coordinates":[[0,1],[2, 33]],"type":"LineString"}]}`)
	if at := place(geometry, 0, []int{1, 1}); string(geometry[at:at+7]) != "[2, 33]" {
		t.Errorf("place 1, 1: got %s", geometry[at:])
	}
	if at := place(geometry, 0, []int{7}); at != 0 {
		t.Errorf("place 7 beyond the end: got %d, want 0", at)
	}
}
