package server_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"catchment/geo/trial"
	"catchment/server"
)

// sharedLand is a strip of parcels of unequal widths, none a round part of the
// whole, of which two overlap, one has no class, and a piece of the area none.
func sharedLand(properties []string) (area, land string) {
	square := func(west, east float64, properties string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":{"type":"Polygon","coordinates":[[[%.6f,42.25],[%.6f,42.25],[%.6f,42.257],[%.6f,42.257],[%.6f,42.25]]]}}`, properties, west, east, east, west, west)
	}
	var features []string
	x := 118.87
	for i, p := range append(properties, properties[0], `{"note":"no class"}`) {
		width := 0.0007 * (1 + math.Mod(float64(i)*math.Phi, 1))
		features = append(features, square(x, x+width+0.0001*float64(i%2), p)) // every other reaches into the next
		x += width
	}
	return square(118.87, x+0.00033, `{"name":"area"}`), `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// tableRow is a row of the balance in a report: code, class, m², percent, parcels.
type tableRow struct {
	code    string
	percent float64
}

// TestSharesAddUpToTheCent: in every scheme, on every level of the JSON and in
// the report's page, workbook and CSV, shares are hundredths of a percent that
// add up to 100.00.
func TestSharesAddUpToTheCent(t *testing.T) {
	trial.Slow(t)
	for _, place := range []struct {
		name, scheme, mapping string
		properties            []string
	}{
		{"GB 50137", "GB50137-2011", "", []string{`{"scheme":"GB50137-2011","code":"R2"}`, `{"scheme":"GB50137-2011","code":"R21"}`, `{"scheme":"GB50137-2011","code":"A33"}`, `{"scheme":"GB50137-2011","code":"B1"}`, `{"scheme":"GB50137-2011","code":"M"}`, `{"scheme":"GB50137-2011","code":"G1"}`, `{"scheme":"GB50137-2011","code":"E9"}`}},
		{"2023", "MNR-2023", "", []string{`{"scheme":"MNR-2023","code":"05"}`, `{"scheme":"MNR-2023","code":"070102"}`, `{"scheme":"MNR-2023","code":"0702"}`, `{"scheme":"MNR-2023","code":"080403"}`, `{"scheme":"MNR-2023","code":"1001"}`, `{"scheme":"MNR-2023","code":"1401"}`}},
		{"tags", "OSM", "", []string{`{"landuse":"residential"}`, `{"landuse":"industrial"}`, `{"natural":"wood"}`, `{"leisure":"park"}`, `{"landuse":"nonsense"}`, `{"landuse":"retail"}`}},
		{"tags in GB 50137", "GB50137-2011", "", []string{`{"landuse":"residential"}`, `{"landuse":"industrial"}`, `{"natural":"wood"}`, `{"leisure":"park"}`, `{"landuse":"nonsense"}`, `{"scheme":"GB50137-2011","code":"A5"}`}},
		{"mapped", "GB50137-2011", `{"title":"office","entries":[{"key":"dlmc","value":"甲","scheme":"GB50137-2011","code":"R2"},{"key":"dlmc","value":"乙","scheme":"GB50137-2011","code":"M1"},{"key":"dlmc","value":"丙","scheme":"GB50137-2011","code":"B"}]}`,
			[]string{`{"dlmc":"甲"}`, `{"dlmc":"乙"}`, `{"dlmc":"丙"}`, `{"dlmc":"甲"}`, `{"scheme":"GB50137-2011","code":"R3"}`}},
	} {
		t.Run(place.name, func(t *testing.T) {
			s := newSite(t, filepath.Join(t.TempDir(), "x.gpkg"), server.Options{})
			area, land := sharedLand(place.properties)
			s.load("id=area&role=boundary&crs=WGS84", area)
			s.load("id=land&role=landuse&crs=WGS84", land)
			if place.mapping != "" {
				if a := s.put("/api/mappings/office", "", place.mapping); a.status != 201 {
					t.Fatal(a)
				}
			}
			for level := 1; level <= 3; level++ {
				sharesOfJSON(t, s, place.scheme, level)
			}
			for _, lang := range []string{"zh", "en"} {
				for _, format := range []string{"html", "xlsx", "csv"} {
					body := s.get("/api/report?" + url.Values{"lang": {lang}, "format": {format}, "date": {"2026-10-01"}}.Encode()).body
					sharesOfTable(t, lang+" "+format, balanceRows(t, format, body))
				}
			}
		})
	}
}

// cents returns a percentage as a whole number of hundredths, which it must be.
func cents(t *testing.T, what string, percent float64) int {
	t.Helper()
	n := math.Round(percent * 100)
	if math.Abs(percent*100-n) > 1e-9 {
		t.Errorf("%s: %v %% is no whole number of hundredths", what, percent)
	}
	return int(n)
}

func sharesOfJSON(t *testing.T, s *site, scheme string, level int) {
	t.Helper()
	var b struct {
		Scheme  string
		Classes []struct {
			Code         string
			Share        float64
			SharePercent float64 `json:"share_percent"`
		}
		Unclassified struct {
			Share        float64
			SharePercent float64 `json:"share_percent"`
		}
		UncoveredShare        float64 `json:"uncovered_share"`
		UncoveredSharePercent float64 `json:"uncovered_share_percent"`
		OverlapM2             float64 `json:"overlap_m2"`
	}
	s.get(fmt.Sprintf("/api/landuse?scheme=%s&level=%d", scheme, level)).into(t, &b)
	what := fmt.Sprintf("level %d of %s", level, b.Scheme)
	if b.Scheme != scheme || len(b.Classes) < 3 || b.OverlapM2 <= 0 || b.UncoveredShare <= 0 || b.Unclassified.Share <= 0 {
		t.Errorf("%s: %+v shows too little", what, b)
	}
	sum, whole := cents(t, what, b.Unclassified.SharePercent)+cents(t, what, b.UncoveredSharePercent), b.Unclassified.Share+b.UncoveredShare
	for _, c := range b.Classes {
		sum, whole = sum+cents(t, what+" "+c.Code, c.SharePercent), whole+c.Share
		if math.Abs(100*c.Share-c.SharePercent) > 0.01 {
			t.Errorf("%s: %s has %v %% for a share of %v", what, c.Code, c.SharePercent, c.Share)
		}
	}
	if sum != 10_000 || math.Abs(whole-1) > 1e-9 {
		t.Errorf("%s: percents add up to %d hundredths, shares to %v", what, sum, whole)
	}
}

// sharesOfTable checks the rows of a balance: classes, each followed by those
// below it, then land without class, uncovered land, and the sum.
func sharesOfTable(t *testing.T, what string, rows []tableRow) {
	t.Helper()
	if len(rows) < 6 {
		t.Fatalf("%s: %d rows", what, len(rows))
	}
	sum, below, above, classes := 0, 0, 0, rows[:len(rows)-1]
	for _, r := range classes {
		n := cents(t, what+" "+r.code, r.percent)
		if strings.HasPrefix(r.code, "　") {
			below += n
			continue
		}
		if below > above {
			t.Errorf("%s: the classes before %s have %d hundredths below, %d themselves", what, r.code, below, above)
		}
		sum, above, below = sum+n, n, 0
	}
	if total := cents(t, what, rows[len(rows)-1].percent); sum != 10_000 || total != 10_000 {
		t.Errorf("%s: rows add up to %d hundredths, the sum says %d: %v", what, sum, total, rows)
	}
}

var (
	balanceTable = regexp.MustCompile(`(?s)<table aria-labelledby="table-balance".*?<tbody>(.*?)</tbody>`)
	tableLine    = regexp.MustCompile(`(?s)<tr>(.*?)</tr>`)
	tableCell    = regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
	markup       = regexp.MustCompile(`<[^>]*>`)
)

// balanceRows reads the land-use balance out of a report.
func balanceRows(t *testing.T, format string, body []byte) (out []tableRow) {
	t.Helper()
	var lines [][]string
	isTitle := func(s string) bool {
		return strings.Contains(s, "用地平衡表 · ") || strings.Contains(s, "Land-use balance · ")
	}
	switch format {
	case "html":
		table := balanceTable.FindSubmatch(body)
		if table == nil {
			t.Fatal("the page has no table of the balance")
		}
		for _, l := range tableLine.FindAllSubmatch(table[1], -1) {
			var line []string
			for _, c := range tableCell.FindAllSubmatch(l[1], -1) {
				line = append(line, strings.TrimLeft(markup.ReplaceAllString(string(c[1]), ""), " "))
			}
			lines = append(lines, line)
		}
	case "csv":
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, []byte("\ufeff"))))
		r.FieldsPerRecord = -1
		all, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		lines = all[slices.IndexFunc(all, func(l []string) bool { return isTitle(l[0]) })+2:]
	case "xlsx":
		book, err := excelize.OpenReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer book.Close()
		for _, sheet := range book.GetSheetList() {
			rows, err := book.GetRows(sheet, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) > 3 && len(rows[0]) > 0 && isTitle(rows[0][0]) {
				lines = rows[3:]
			}
		}
	}
	for _, l := range lines {
		if len(l) < 4 {
			break
		}
		percent, err := strconv.ParseFloat(strings.TrimSpace(l[3]), 64)
		if err != nil {
			t.Fatalf("%s: %q has no share", format, l)
		}
		out = append(out, tableRow{l[0], percent})
		if l[0] == "" {
			break
		}
	}
	return out
}
