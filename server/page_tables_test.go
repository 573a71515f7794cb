package server_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shownNumbers returns the numbers of the elements that match, in order; those
// without one are left out.
func (p *tab) shownNumbers(selector string) (found []float64) {
	p.t.Helper()
	for _, words := range eval[[]string](p, fmt.Sprintf("[...document.querySelectorAll(%q)].map((e) => e.textContent)", selector)) {
		if firstNumber.MatchString(words) {
			v := numberIn(p.t, words)
			if strings.Contains(words, "−") {
				v = -v
			}
			found = append(found, v)
		}
	}
	return found
}

// filled returns the numbers of a column of a CSV file, empty cells left out.
func filled(t *testing.T, file []byte, name string) (found []float64) {
	t.Helper()
	rows := table(t, file)
	k := slices.Index(rows[0], name)
	if k < 0 {
		t.Fatalf("the CSV has no column %q but %v", name, rows[0])
	}
	for _, row := range rows[1:] {
		if v, err := strconv.ParseFloat(row[k], 64); err == nil {
			found = append(found, v)
		}
	}
	return found
}

// table returns the rows of a CSV file that begins with a byte order mark.
func table(t *testing.T, file []byte) [][]string {
	t.Helper()
	rest, ok := bytes.CutPrefix(file, []byte("\ufeff"))
	if !ok {
		t.Fatal("the CSV has no byte order mark")
	}
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestEveryTableIsSavedAsShown saves every table of the page as CSV and GeoJSON:
// both have its rows, and the numbers in the CSV are those that are shown.
func TestEveryTableIsSavedAsShown(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	put(t, srv, "formula", strings.NewReplacer("方案一 North school", `=HYPERLINK(\"x\")`, `"note":"one more"`, `"note":"@SUM(A1)"`).Replace(schools))
	tabs := map[string]*tab{}
	for _, c := range []struct {
		hash  string
		file  string // beginning of its name
		index int    // among the tables of the view
		shown string // selector of the numbers
		names string // column
		times float64
		round int
	}{
		{whatIfHash, "gaps-", 0, "#gaps-table tbody td:nth-child(3)", "area_m2", 1e-4, 1},
		{whatIfHash, "gaps-", 0, "#gaps-table tbody td:nth-child(4)", "farthest_distance_m", 1, 0},
		{whatIfHash + "&list=facilities", "facilities-", 1, "#facilities-table tbody td:nth-child(3)", "exclusive", 1e-4, 1},
		{whatIfHash, "coverage-", 2, "#ratio", "ratio", 100, 1},
		{"#view=landuse", "landuse-", 0, "#landuse-table tbody td:nth-child(3)", "area_m2", 1e-4, 1},
		{"#view=landuse&level=3", "landuse-", 0, "#landuse-table tbody td:nth-child(3)", "area_m2", 1e-4, 1},
		{"#view=landuse", "measures-", 1, "#lu-measures [data-measure=road_density] > dd:nth-child(2)", "", 1, 2},
		{"#view=landuse&pane=city", "industry-city-services-", 3, "#city [data-service] h4 .muted", "radius_m", 1, 0},
		{"#view=density&cells=district&measure=population_density", "density-", 0, "#density-table tbody td:nth-child(3)", "population_density", 1, 0},
		{"#view=density&cells=square&size=500&measure=population_density", "density-", 0, "#density-table tbody td:nth-child(3)", "area_m2", 1e-4, 2},
		{compareHash, "comparison-", 0, "#districts-table tbody td:nth-child(2), #whole-table tr[data-key=ratio] td:nth-child(2)", "ratio_a", 100, 1},
		{compareHash, "facilities-", 1, "#changes-table tbody td:nth-child(2)", "exclusive_a", 1e-4, 1},
		{compareHash, "summary-", 3, "#whole-table tr:not(.howrow):not([data-key=ratio]) td:nth-child(2)", "a", 0, 0},
		{compareHash, "curve-", 4, "#curves-said", "", 0, 0},
		{compareHash, "scenarios", 5, "#scenarios .figure b", "ratio", 100, 1},
		{"#view=data", "layers", 0, ".layeritem .figures", "features", 1, 0},
	} {
		p := tabs[c.hash]
		if p == nil {
			p = openTab(t, srv, "en", "light", c.hash)
			tabs[c.hash] = p
		}
		p.until(fmt.Sprintf("document.querySelector(%q)", strings.Split(c.shown, ",")[0]))
		p.rest()
		p.run("for (const b of document.querySelectorAll('.tablebox > .wide:not([hidden])')) b.click()")
		name, file := p.saved(fmt.Sprintf("#csv-%d", c.index))
		if !strings.HasPrefix(name, c.file) || !strings.HasSuffix(name, ".csv") {
			t.Errorf("%s: table %d is saved as %s, want %s", c.hash, c.index, name, c.file)
		}
		rows := table(t, file)
		_, drawn := p.saved(fmt.Sprintf("#geojson-%d", c.index))
		var features struct {
			Type     string
			Features []struct {
				Type       string
				Properties map[string]any
			}
		}
		if err := json.Unmarshal(drawn, &features); err != nil || features.Type != "FeatureCollection" || c.file != "landuse-" && len(features.Features) != len(rows)-1 {
			t.Errorf("%s %s: %v, the GeoJSON has %d features, the CSV %d rows", c.hash, c.file, err, len(features.Features), len(rows)-1)
		}
		if c.names == "" || c.times == 0 {
			continue
		}
		shown, saved := p.shownNumbers(c.shown), filled(t, file, c.names)
		for i := range saved {
			saved[i] *= c.times
		}
		nothing := func(v float64) bool { return v == 0 } // a dash, where a site is not there
		shown, saved = slices.DeleteFunc(shown, nothing), slices.DeleteFunc(saved, nothing)
		slices.Sort(shown)
		slices.Sort(saved)
		if len(shown) == 0 || len(shown) != len(saved) {
			t.Errorf("%s %s: %d numbers are shown, %d saved in %s", c.hash, c.file, len(shown), len(saved), c.names)
			continue
		}
		for i := range shown {
			if !near(shown[i], saved[i], c.round) && math.Abs(shown[i]-saved[i]) > 0.006*math.Abs(saved[i]) {
				t.Errorf("%s %s: %s shows %v, saved is %v", c.hash, c.file, c.names, shown[i], saved[i])
			}
		}
	}
	// What a spreadsheet would compute is saved as words.
	p := openTab(t, srv, "zh", "light", compareHash)
	if _, file := p.saved("#csv-5"); !strings.Contains(string(file), `"'=HYPERLINK(""x"")"`) || !strings.Contains(string(file), ",'@SUM(A1),") {
		t.Errorf("a name that is a formula is saved so: %s", file)
	}
}

// TestRowsOfPanesAreSaved counts the rows of the panes whose rows are cards.
func TestRowsOfPanesAreSaved(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, c := range []struct{ pane, rows, file string }{
		{"score", "#score-rows .rulecard", "scorecard-"},
		{"city", "#city [data-figure]", "industry-city-"},
		{"clearance", "#clearance .pairrow", "clearances-"},
	} {
		p := openTab(t, srv, "en", "light", "#view=landuse&pane="+c.pane)
		p.until("document.querySelector('" + c.rows + "')")
		name, file := p.saved("#csv-2")
		shown := eval[int](p, "document.querySelectorAll('"+c.rows+"').length")
		if rows := table(t, file); !strings.HasPrefix(name, c.file) || len(rows)-1 != shown {
			t.Errorf("%s: %s has %d rows, the page %d", c.pane, name, len(rows)-1, shown)
		}
		if _, file := p.saved("#geojson-2"); !json.Valid(file) || bytes.Count(file, []byte(`"Feature"`)) != shown {
			t.Errorf("%s: the GeoJSON has %d features, want %d", c.pane, bytes.Count(file, []byte(`"Feature"`)), shown)
		}
	}
}

// TestProblemsAreSaved saves the problems of a file that is checked and of a layer
// that is loaded.
func TestProblemsAreSaved(t *testing.T) {
	t.Parallel()
	p := openTab(t, ownParkServer(t), "en", "light", "")
	p.expect(http.StatusUnprocessableEntity)
	p.drop("broken.geojson", brokenFile)
	p.until("document.querySelector('#report .problems li')")
	shown := eval[int](p, "document.querySelectorAll('#report .problems li').length")
	name, file := p.savedBy("#problems-csv")
	rows := table(t, file)
	if name != "broken-problems.csv" || len(rows)-1 != shown || !slices.Contains(rows[0], "line") {
		t.Errorf("%s has the columns %v and %d rows, the report %d problems", name, rows[0], len(rows)-1, shown)
	}
	if name, file = p.savedBy("#problems-geojson"); name != "broken-problems.geojson" || bytes.Count(file, []byte(`"Feature"`)) != shown {
		t.Errorf("%s has %d features, want %d", name, bytes.Count(file, []byte(`"Feature"`)), shown)
	}
}
