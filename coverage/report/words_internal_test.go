package report

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWordsAreComplete: every key that the package asks for is in every
// language, with the same places to fill in. Formulas are said by the figures
// themselves in English.
func TestWordsAreComplete(t *testing.T) {
	asked := regexp.MustCompile(`say\("([^"]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("files %v, %v", files, err)
	}
	var keys []string
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(source), -1) {
			if !strings.HasSuffix(m[1], "_") { // the beginning of a key
				keys = append(keys, m[1])
			}
		}
	}
	for _, d := range demands {
		keys = append(keys, d.name)
	}
	for key := range catalogue()["en"] {
		keys = append(keys, key)
	}
	for _, id := range densityMeasures {
		if catalogue()["zh"]["formula_"+id] == "" {
			t.Errorf("zh has no formula of %q", id)
		}
	}
	places := regexp.MustCompile(`\{[a-z]\}`)
	for _, lang := range Languages() {
		for _, key := range keys {
			text, ok := catalogue()[lang][key]
			if !ok || text == "" {
				t.Errorf("%s has no %q", lang, key)
			}
			if got, want := places.FindAllString(text, -1), places.FindAllString(catalogue()["en"][key], -1); lang != "en" && !strings.HasPrefix(key, "formula_") && !slices.Equal(got, want) && catalogue()["en"][key] != "" {
				t.Errorf("%s %q fills in %v, en %v", lang, key, got, want)
			}
		}
	}
}
