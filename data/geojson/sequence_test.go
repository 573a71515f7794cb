package geojson_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"catchment/data/geojson"
	"catchment/geo/trial"
)

// numbered is a record that is good, telling its number.
func numbered(i int) string {
	return fmt.Sprintf(`{"type":"Feature","id":"r%d","properties":{"n":%d,"名":"{\"a\":1}"},"geometry":{"type":"Point","coordinates":[%d.5,2]}}`, i, i, i%100)
}

// TestBrokenRecords breaks some records of a sequence, of lines and with
// separators, in each way: these are reported where they are broken, and all
// others come out, in every mode that hands on.
func TestBrokenRecords(t *testing.T) {
	const seed = 8142
	rnd := rand.New(rand.NewPCG(seed, 0))
	breaks := []func(string) string{
		func(r string) string { return strings.ToValidUTF8(r[:1+rnd.IntN(len(r)-1)], "") },                        // cut off
		func(r string) string { i := 1 + rnd.IntN(len(r)-1); return strings.ToValidUTF8(r[:i]+"\x01"+r[i:], "") }, // a control character
		func(string) string { return `{"type":"Topology","objects":{}}` },                                         // something else
		func(string) string { return `[1,2]` },                                                                    // no object
		func(string) string { return `lon,lat` },                                                                  // no JSON
		func(string) string { return `{"a":` + strings.Repeat("[", 1000) },                                        // too deep
		func(string) string { return `{"type":"FeatureCollection","features":[{"type":"Feature",x` },              // a collection
	}
	for round := range 200 {
		separated := round%2 == 0
		var file strings.Builder
		var want []string
		broken, line := map[int]int{}, 1
		for i := range 1 + rnd.IntN(30) {
			record := numbered(i)
			if i != 0 && rnd.IntN(4) == 0 {
				record = breaks[rnd.IntN(len(breaks))](record)
				broken[i] = line
			} else {
				want = append(want, fmt.Sprintf("r%d", i))
			}
			if separated {
				file.WriteByte(0x1e)
			}
			file.WriteString(record + "\n")
			line++
		}
		for _, mode := range []geojson.Mode{geojson.Skip, geojson.Repair, geojson.Strict} {
			fs, sum, err := decode(t, file.String(), geojson.Options{Mode: mode})
			var got []string
			for _, f := range fs {
				got = append(got, f.ID)
			}
			if mode == geojson.Strict {
				if (err != nil) != (len(broken) > 0) || err != nil && !errors.Is(err, geojson.ErrFeatures) {
					t.Fatalf("seed %d, round %d: strict: %v, %d broken\n%s", seed, round, err, len(broken), file.String())
				}
			} else if err != nil || !slices.Equal(got, want) {
				t.Fatalf("seed %d, round %d: got %v, %v\nwant %v\n%s", seed, round, got, err, want, file.String())
			}
			if sum.Rejected != len(broken) || sum.Accepted != len(want) || sum.Features != len(broken)+len(want) || len(sum.Problems) != len(broken) {
				t.Fatalf("seed %d, round %d: %d rejected, %d accepted of %d; want %d and %d\n%+v\n%s", seed, round, sum.Rejected, sum.Accepted, sum.Features, len(broken), len(want), sum.Problems, file.String())
			}
			for _, p := range sum.Problems {
				before := file.String()[:p.Offset]
				if broken[p.Feature] != p.Line && (!separated || broken[p.Feature]+1 != p.Line) ||
					p.Line != 1+strings.Count(before, "\n") || p.Column != len(before)-strings.LastIndexByte(before, '\n') {
					t.Fatalf("seed %d, round %d: record %d is broken in line %d, reported %+v\n%s", seed, round, p.Feature, broken[p.Feature], p, file.String())
				}
			}
		}
	}
}

func TestBrokenRecord(t *testing.T) {
	good := numbered(1)
	for _, c := range []struct {
		name, file string
		accepted   int
		want       string // where and what; empty for a refused file
	}{
		{"the first of lines", good[:56] + "\n" + numbered(2) + "\n" + numbered(3), 2, "1:57 /properties/名 truncated"},
		{"the first with separators", "\x1e{]\n\x1e" + good + "\n", 1, "1:3  syntax"},
		{"the last is cut off", good + "\n" + numbered(2)[:100], 1, "2:101 /geometry truncated"},
		{"blank lines", good + "\n\n\r\n{x}\r\n\r\n" + numbered(2) + "\n\n", 2, "4:2  syntax"},
		{"commas between lines", good + "\n,\n" + numbered(2), 2, "2:1  syntax"},
		{"no sequence", "{\"type\":\"Feature\",\n\"geometry\":x,\n\"properties\":{}}", 0, ""},
		{"two on a line", good + "{x}" + good + "\n" + good, 0, ""},
		{"only one", "{x}\n", 0, ""},
	} {
		fs, sum, err := decode(t, c.file, geojson.Options{Mode: geojson.Skip})
		switch {
		case c.want == "":
			if err == nil {
				t.Errorf("%s: taken, %+v", c.name, sum)
			}
		case err != nil || len(fs) != c.accepted || len(sum.Problems) != 1 || at(sum.Problems[0]) != c.want:
			t.Errorf("%s: %d features, %+v, %v; want %d, %s", c.name, len(fs), sum.Problems, err, c.accepted, c.want)
		}
	}
}

// A broken record is shown as the text it is.
func TestBrokenRecordShown(t *testing.T) {
	var shown []string
	_, _, err := decode(t, numbered(1)+"\n {\"a\x01\": 赤}\n"+numbered(2), geojson.Options{Mode: geojson.Skip, Flawed: func(f geojson.Flawed) error {
		shown = append(shown, string(f.Text))
		return nil
	}})
	want := `{"type":"Feature","geometry":null,"properties":{"record":"{\"a\u0001\": 赤}"}}`
	if err != nil || len(shown) != 1 || shown[0] != want {
		t.Errorf("shown %q, %v; want %q", shown, err, want)
	}
}

// Lines that each open what the rest of the file goes on with are read over
// and over, but not without end.
func TestBrokenRecordsBounded(t *testing.T) {
	trial.Slow(t)
	file := numbered(1) + "\n" + strings.Repeat(`{"a":[`+"\n", 200) + strings.Repeat("{},\n", 2<<20)
	_, sum, err := decode(t, file, geojson.Options{Mode: geojson.Skip})
	if !errors.Is(err, geojson.ErrSyntax) || sum.Features > 201 {
		t.Errorf("%d records read, %v; want a refusal", sum.Features, err)
	}
}

// What compressors put around the data is read over.
func TestPadding(t *testing.T) {
	file := collection(numbered(1))
	skippable := "\x5a\x2a\x4d\x18\x04\x00\x00\x00abcd"
	whole := gzipped(file)
	half := gzipped(file[:40]) + "\x00\x00" + gzipped(file[40:])
	for name, c := range map[string]struct {
		file string
		ok   bool
	}{
		"gzip and zeros":         {whole + strings.Repeat("\x00", 100_000), true},
		"two members":            {gzipped(file[:40]) + gzipped(file[40:]), true},
		"zeros between":          {half, true},
		"zeros and then garbage": {whole + "\x00\x00x", false},
		"garbage":                {whole + "garbage", false},
		"cut off":                {whole[:len(whole)-3], false},
		"zstd after a frame":     {skippable + zstded(file), true},
		"a skippable frame cut":  {skippable[:9], false},
		"gzip as bytes come":     {string(bytes.Clone([]byte(whole))), true},
	} {
		fs, sum, err := decode(t, c.file, geojson.Options{})
		if (err == nil) != c.ok || c.ok && (len(fs) != 1 || sum.Compression == "") {
			t.Errorf("%s: %d features, %q, %v", name, len(fs), sum.Compression, err)
		}
	}
}
