package looks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"catchment/data/looks"
	"catchment/data/standards"
	"catchment/geo/trial"
)

func safe(t testing.TB) *looks.Safe {
	t.Helper()
	s, err := looks.ReadSafe(os.DirFS("../../web/static"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// lists are classes that may be seen together: those of a level of a scheme, tags,
// and more than the colours and hatches of any group.
func lists() [][]string {
	var out [][]string
	for _, scheme := range standards.Schemes() {
		for level := 1; level <= 3; level++ {
			var codes []string
			for _, c := range scheme.Level(level) {
				codes = append(codes, c.Code)
			}
			out = append(out, codes)
		}
	}
	var many []string
	for i := range looks.Hatches*9 + 4 {
		many = append(many, fmt.Sprintf("landuse=x%d", i))
	}
	return append(out, many, []string{"landuse=residential", "landuse=forest", "natural=wood", "leisure=park", "landuse=grass", "landuse=toString", "x=", "R2", "B", "R2", "", "A33", "R21", "070102"})
}

// TestClassesLookAsOnThePage asks the page's own module how classes look that
// are seen together.
func TestClassesLookAsOnThePage(t *testing.T) {
	node := trial.Program(t, "node", "nodejs")
	asked, err := json.Marshal(lists())
	if err != nil {
		t.Fatal(err)
	}
	const script = `import { hatches, looksOf } from "../../web/static/js/safe.js";
console.log(JSON.stringify(JSON.parse(process.argv[1]).map((codes) => Object.fromEntries([...looksOf(codes)].map(([code, l]) => [code, { Color: l.color, Ink: l.ink ?? "", Hatch: hatches.indexOf(l.on) }])))));`
	out, err := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", script, string(asked)).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want []map[string]looks.Look
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	hatched := 0
	for i, codes := range lists() {
		got := safe(t).Of(codes)
		if !maps.Equal(got, want[i]) {
			t.Errorf("%.3q…: %v, the page says %v", codes[:3], got, want[i])
		}
		for _, l := range got {
			if l.Hatch > 0 {
				hatched++
			}
		}
	}
	if hatched < 200 {
		t.Errorf("only %d classes are hatched", hatched)
	}
}

// TestOfficialColoursAreToldApart: where classes share a colour, or nearly, a
// hatch tells them apart; what looks like nothing else is not hatched.
func TestOfficialColoursAreToldApart(t *testing.T) {
	for _, scheme := range standards.Schemes() {
		for level := 1; level <= 2; level++ {
			var codes []string
			for _, c := range scheme.Level(level) {
				codes = append(codes, c.Code)
			}
			color := func(code string) string {
				c, _ := scheme.Lookup(code)
				return c.Color
			}
			got := looks.Apart(codes, color)
			alike := 0
			for i, a := range codes {
				lonely := true
				for j, b := range codes {
					if i == j || !looks.Alike(color(a), color(b)) {
						continue
					}
					lonely = false
					alike++
					if got[a].Hatch == got[b].Hatch {
						t.Errorf("%s %s and %s look alike: %v, %v", scheme.ID, a, b, got[a], got[b])
					}
				}
				if l := got[a]; l.Color != color(a) || lonely && l.Hatch != 0 || (l.Hatch != 0) != (l.Ink != "") {
					t.Errorf("%s %s: %v, its colour is %s", scheme.ID, a, l, color(a))
				}
			}
			if level == 2 && alike < 10 {
				t.Errorf("%s: %d pairs are alike", scheme.ID, alike)
			}
		}
	}
}

// TestAlike holds the difference of colours against that of the page's laws,
// CIEDE2000, among the official colours: what that finds below 8 is alike, from 10 on nothing is.
func TestAlike(t *testing.T) {
	node := trial.Program(t, "node", "nodejs")
	var colors []string
	for _, scheme := range standards.Schemes() {
		for _, c := range scheme.Classes() {
			colors = append(colors, c.Color)
		}
	}
	slices.Sort(colors)
	colors = slices.Compact(colors)
	const script = `import { deltaE, labOf } from "../../web/test/sight.js";
const all = process.argv[1].split(","), at = (a, b) => deltaE(labOf(a, "all"), labOf(b, "all"));
console.log(JSON.stringify(all.map((a) => all.map((b) => at(a, b)))));`
	out, err := exec.CommandContext(t.Context(), node, "--input-type=module", "-e", script, strings.Join(colors, ",")).Output()
	if err != nil {
		t.Fatal(err)
	}
	var apart [][]float64
	if err := json.Unmarshal(out, &apart); err != nil {
		t.Fatal(err)
	}
	close := 0
	for i, a := range colors {
		for j, b := range colors[:i] {
			got := looks.Alike(a, b)
			if d := apart[i][j]; got && d >= 10 || !got && d < 8 {
				t.Errorf("Alike(%s, %s) = %t, ΔE00 is %.2f", a, b, got, d)
			}
			if got {
				close++
			}
		}
	}
	if close < 3 || looks.Alike("#fff", "#fff") || looks.Alike("#ffffff", "white") {
		t.Errorf("%d pairs are close", close)
	}
}

// TestTableIsChecked: a page whose table cannot be read says why.
func TestTableIsChecked(t *testing.T) {
	for text, want := range map[string]string{
		"": "no table", "export const table = {": "unexpected end", `export const table = {"groups":[]};`: "no colours",
		`export const table = {"groups":[["red",["R"]]]};`: "no colour", `export const table = {"groups":[["#ffffff","R"]]};`: "cannot unmarshal",
	} {
		_, err := looks.ReadSafe(fstest.MapFS{looks.File: {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want it to say %q", text, err, want)
		}
	}
	if _, err := looks.ReadSafe(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), looks.File) {
		t.Errorf("without a table: %v", err)
	}
}
