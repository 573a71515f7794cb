package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"image/color"
	"image/png"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// saved opens the export dialog, presses a button and returns the file that the
// page would save, instead of saving it.
func (p *tab) saved(button string) (name string, content []byte) {
	p.t.Helper()
	p.run("document.querySelector('#export').click()")
	p.until("document.querySelector('#export-dialog')")
	name, content = p.savedBy(button)
	p.run("document.querySelector('#export-dialog').close()")
	return name, content
}

// savedBy presses a button and returns the file that the page would save.
func (p *tab) savedBy(button string) (name string, content []byte) {
	p.t.Helper()
	p.run(`window.__saved = null;
		const made = new Map(), make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { const url = make.call(URL, blob); made.set(url, blob); return url; };
		HTMLAnchorElement.prototype.click = function () {
			made.get(this.href).arrayBuffer().then((b) => {
				let s = ''; for (const v of new Uint8Array(b)) s += String.fromCharCode(v);
				window.__saved = [this.download, btoa(s)];
			});
		};
		document.querySelector(` + strconv.Quote(button) + `).click()`)
	p.until("window.__saved")
	got := eval[[]string](p, "window.__saved")
	content, err := base64.StdEncoding.DecodeString(got[1])
	if err != nil {
		p.t.Fatal(err)
	}
	return got[0], content
}

// column returns the numbers of a column of a CSV file.
func column(t *testing.T, file []byte, name string) []float64 {
	t.Helper()
	rest, ok := bytes.CutPrefix(file, []byte("\ufeff"))
	if !ok {
		t.Fatal("the CSV has no byte order mark: Excel will not read its Chinese")
	}
	rows, err := csv.NewReader(bytes.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var values []float64
	for i, title := range rows[0] {
		if title != name {
			continue
		}
		for _, row := range rows[1:] {
			v, err := strconv.ParseFloat(row[i], 64)
			if err != nil {
				t.Fatalf("column %s: %v", name, err)
			}
			values = append(values, v)
		}
		return values
	}
	t.Fatalf("the CSV has no column %q but %v", name, rows[0])
	return nil
}

func sum(values []float64) (total float64) {
	for _, v := range values {
		total += v
	}
	return total
}

// TestTablesAreExported saves every table as CSV and GeoJSON and compares it with the API.
func TestTablesAreExported(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	want := get[coverageAnswer](t, srv, "/api/coverage?service=primary_school&radius=500&area=park&demand=landuse:R&status=existing")
	landuse := get[struct {
		Classes []struct {
			AreaM2 float64 `json:"area_m2"`
		}
	}](t, srv, "/api/landuse?area=park&level=2")
	classes := 0.0
	for _, c := range landuse.Classes {
		classes += c.AreaM2
	}
	for _, c := range []struct {
		hash, table, column string
		rows                int
		sum                 float64
	}{
		{whatIfHash, "0", "amount", 7, want.Gap},
		{whatIfHash, "1", "reach", len(want.Facilities), -1},
		{"#view=landuse", "0", "area_m2", len(landuse.Classes), classes},
		{"#view=density", "0", "area_m2", -1, 17.76e6},
	} {
		p := openTab(t, srv, "en", "light", c.hash)
		name, file := p.saved("#csv-" + c.table)
		values := column(t, file, c.column)
		if c.rows >= 0 && len(values) != c.rows {
			t.Errorf("%s has %d rows, want %d", name, len(values), c.rows)
		}
		if got := sum(values); c.sum >= 0 && math.Abs(got-c.sum) > 1e-6*c.sum+1 {
			t.Errorf("%s: %s adds up to %v, want %v", name, c.column, got, c.sum)
		}
		name, file = p.saved("#geojson-" + c.table)
		var features struct {
			Type     string
			Features []struct{ Geometry json.RawMessage }
		}
		if err := json.Unmarshal(file, &features); err != nil || features.Type != "FeatureCollection" || len(features.Features) == 0 || len(features.Features[0].Geometry) < 20 {
			t.Errorf("%s: %v, a %q of %d features", name, err, features.Type, len(features.Features))
		}
		if c.hash != "#view=landuse" && len(features.Features) != len(values) {
			t.Errorf("%s has %d features, the CSV %d rows", name, len(features.Features), len(values))
		}
	}
}

// TestPictureHasMapAndLegend decodes the PNG and looks for the legend's colours.
func TestPictureHasMapAndLegend(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	for _, theme := range []string{"light", "dark"} {
		p := openTab(t, srv, "zh", theme, "#service=primary_school&radius=500&demand=land")
		name, file := p.saved("#png")
		if !strings.HasSuffix(name, ".png") {
			t.Errorf("the picture is called %s", name)
		}
		p.keepFile("sheet-"+theme+".png", file)
		picture, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		b := picture.Bounds()
		left, right := map[string]int{}, map[string]int{}
		legend := b.Max.X - 2*(270+28)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
				side := left
				if x >= legend {
					side = right
				}
				side[fmt.Sprintf("%02X%02X%02X", c.R, c.G, c.B)]++
			}
		}
		for _, want := range []string{"4393C3", "E66101"} { // covered, gap
			if left[want] < 1000 || right[want] < 100 {
				t.Errorf("%s: colour %s has %d pixels on the map and %d in the legend", theme, want, left[want], right[want])
			}
		}
		if right["1A1A1A"] < 300 {
			t.Errorf("%s: the legend's words, north and scale have only %d dark pixels", theme, right["1A1A1A"])
		}
		if paper := left["F6F6F3"] + right["F6F6F3"]; paper*4 < b.Dx()*b.Dy() {
			t.Errorf("%s: the picture is not on light paper", theme)
		}
	}
}

// TestPageIsPrinted makes a PDF and finds that it has the sheet and few pages.
func TestPageIsPrinted(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "dark", whatIfHash)
	pdf, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PaperWidth: 8.27, PaperHeight: 11.69})
	if err != nil {
		t.Fatal(err)
	}
	text := string(pdf.Data)
	pages := strings.Count(text, "/Type /Page\n") + strings.Count(text, "/Type/Page/") + strings.Count(text, "/Type /Page /")
	if pages < 1 || pages > 3 {
		t.Errorf("the page prints on %d sheets, want 1 to 3", pages)
	}
	if !strings.Contains(text, "/Image") {
		t.Error("the print has no picture of the map")
	}
	p.keepFile("print.pdf", pdf.Data)
}

// TestReportIsMadeFromThePage saves the report that a planner signs: in a
// language that is not the page's, with the question as the page shows it, its
// what-if changes by district, and the approval number of the map.
func TestReportIsMadeFromThePage(t *testing.T) {
	t.Parallel()
	srv := parkServer(t)
	const question = "service=primary_school&radius=620&area=park&demand=population&status=existing"
	for language, other := range map[string]string{"zh": "en", "en": "zh"} {
		palette := map[string]string{"zh": "official", "en": "safe"}[language]
		p := openTab(t, srv, language, "light", "#"+question+"&palette="+palette+"&sites=a:new-1@118.857,42.2505")
		p.run("document.querySelector('#export').click()")
		p.until("document.querySelector('#report-html')")
		p.run(`document.querySelector('input[name=report-lang][value=` + other + `]').click();
			const n = document.querySelector('#map-number'); n.value = '蒙S(2026)001号'; n.dispatchEvent(new Event('input'))`)
		p.picture("export-" + language)
		name, file := p.savedBy("#report-html")
		body := string(file)
		if !strings.HasPrefix(name, "catchment-park-") || !strings.HasSuffix(name, ".html") {
			t.Errorf("the report is called %s", name)
		}
		p.keepFile("report-"+other+".html", file)
		asked := post[coverageAnswer](t, srv, "/api/coverage", json.RawMessage(`{"service":"primary_school","radius":620,"area":"park","demand":"population","status":"existing","sites":{"added":[{"id":"new-1","lon":118.857,"lat":42.2505}]}}`))
		want := []string{`lang="` + map[string]string{"zh": "zh", "en": "en"}[other], "620 m", "蒙S(2026)001号", fmt.Sprintf("%.2f %%", 100*asked.Ratio)}
		want = append(want, map[string][]string{"zh": {"所问的问题", "按片区", "拟建 1", "编制", "局限", "<small>人</small>"}, "en": {"The question asked", "By district", "Proposed 1", "Prepared by", "Limits"}}[other]...)
		for _, words := range want {
			if !strings.Contains(body, words) {
				t.Errorf("%s page: the report in %s lacks %q", language, other, words)
			}
		}
		for of, yellow := range map[string]string{"official": `fill="#FFFF2D"`, "safe": `fill="#EEE241"`} {
			if strings.Contains(body, yellow) != (of == palette) {
				t.Errorf("%s page in the %s palette: homes are not in its colour", language, palette)
			}
		}
		if name, file := p.savedBy("#report-xlsx"); !strings.HasSuffix(name, ".xlsx") || !bytes.HasPrefix(file, []byte("PK")) {
			t.Errorf("%s is no workbook", name)
		}
		p.run("document.querySelector('#export-dialog').close()")
	}
}
