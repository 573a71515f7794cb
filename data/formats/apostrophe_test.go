package formats_test

import (
	"encoding/csv"
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"catchment/data/formats"
)

var (
	begins      = regexp.MustCompile(`^['\s\pZ\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]`)
	beginsBlank = regexp.MustCompile(`^'*[\t\r\n]`)
)

// guard writes a text as the page's tables hold it: slowly, from its
// definition.
func guard(text string) string {
	var out strings.Builder
	for i, r := range text {
		first := i == 0 || strings.ContainsRune(";\t\r\n", rune(text[i-1]))
		if first && begins.MatchString(text[i:]) || i == 0 && beginsBlank.MatchString(text) {
			out.WriteByte('\'')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// TestGuardedTextComesBack loads texts as they are saved for spreadsheets: each
// is what it was, whatever apostrophes it had itself.
func TestGuardedTextComesBack(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 2026))
	parts := []string{"=1+1", "+86", "-2", "@x", "\t", " ", "\n", `"`, ",", "小学", "a", "'", ";", "\u200f", "＝1", "\u3000", "\ufeff", "😀", "\u202e"}
	texts := []string{"=cmd|'/C calc'!A0", "'=x", "''-", "it's", "'quoted'", "a;'b", "'", "rock 'n' roll", "-5", "\t\t'="}
	for range 3000 {
		text := ""
		for range 1 + random.IntN(6) {
			text += parts[random.IntN(len(parts))]
		}
		texts = append(texts, text)
	}
	var file strings.Builder
	w := csv.NewWriter(&file)
	rows := [][]string{{"name", "lon", "lat"}}
	for _, text := range texts {
		saved := formats.Guarded(text)
		if slow := guard(text); saved != slow {
			t.Errorf("Guarded(%q) is %q, want %q", text, saved, slow)
		}
		for cell := range strings.FieldsFuncSeq(saved, func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
			if begins.MatchString(strings.TrimLeft(cell, "'")) && !strings.HasPrefix(cell, "'") {
				t.Errorf("%q is saved as %q, of which %q is computed", text, saved, cell)
			}
		}
		rows = append(rows, []string{saved, "118.9", "42.3"})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	fs, _ := mustDecode(t, file.String(), formats.Options{Name: "t.csv"})
	if len(fs) != len(texts) {
		t.Fatalf("%d features of %d rows", len(fs), len(texts))
	}
	for i, f := range fs {
		var got struct{ Name string }
		if err := json.Unmarshal(f.Properties, &got); err != nil || got.Name != texts[i] {
			t.Errorf("%q was saved as %q and comes back as %q: %v", clipped(texts[i]), clipped(rows[i+1][0]), clipped(got.Name), err)
		}
	}
}

// TestLongBlanksAreFreed frees a field of which every place could begin a
// formula: looking ahead from each would take minutes.
func TestLongBlanksAreFreed(t *testing.T) {
	const n = 200_000
	fs, _ := mustDecode(t, "name,lon,lat\n\""+strings.Repeat("'\t", n)+"'=\",1,2\n", formats.Options{Name: "t.csv"})
	var got struct{ Name string }
	if err := json.Unmarshal(fs[0].Properties, &got); err != nil || got.Name != strings.Repeat("\t", n)+"=" {
		t.Errorf("%d bytes come back as %d: %v", 2*n, len(got.Name), err)
	}
}

// TestOtherApostrophesStay loads apostrophes that guard nothing.
func TestOtherApostrophesStay(t *testing.T) {
	for _, text := range []string{"'tis", "it's - a", "'a'=b", "a'=b", "a '=b", "x,'y"} {
		fs, _ := mustDecode(t, "name,lon,lat\n\""+text+"\",1,2\n", formats.Options{Name: "t.csv"})
		var got struct{ Name string }
		if err := json.Unmarshal(fs[0].Properties, &got); err != nil || got.Name != text {
			t.Errorf("%q became %q: %v", text, got.Name, err)
		}
	}
}

func clipped(s string) string { return s[:min(len(s), 40)] }
