package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// hostileClasses are land-use classes that a page may stumble over: what it takes
// for markup, for a formula or for a member that every object has.
var hostileClasses = append([]string{"__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "length", "then", "R2", "R2<b>", "a:b,c;d", "%00", "../../x", "#", "\u202eR2"}, hostileNames...)

// hostileLand returns a park server with parcels of hostile classes beside those
// of the park, under a hostile name.
func hostileLand(t *testing.T) *httptest.Server {
	t.Helper()
	type feature map[string]any
	var features []feature
	for i, class := range hostileClasses {
		for j, key := range []string{"code", "landuse"} {
			x, y := 118.84+0.0015*float64(i%10)+0.02*float64(j), 42.245+0.0015*float64(i/10)
			features = append(features, feature{"type": "Feature", "id": fmt.Sprintf("%c%02d", "kt"[j], i), "properties": map[string]any{key: class, "name": class, "population": 10},
				"geometry": map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{{x, y}, {x + 0.0014, y}, {x + 0.0014, y + 0.0014}, {x, y + 0.0014}, {x, y}}}}})
		}
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": features})
	if err != nil {
		t.Fatal(err)
	}
	srv := ownParkServer(t)
	loaded(t, srv, "odd", url.Values{"role": {"landuse"}, "name": {"<i>\u202e odd"}}, "application/geo+json", string(text))
	return srv
}

// TestHostileRoles: a role that is none is refused where it is named, also one
// that every object of a page has.
func TestHostileRoles(t *testing.T) {
	srv := ownParkServer(t)
	for _, role := range slices.Concat(hostileClasses, []string{"FACILITY ", "facility\x00"}) {
		if len(role) > 2000 || role == "" {
			continue
		}
		answer, err := http.Post(srv.URL+"/api/layers?"+url.Values{"id": {"x"}, "role": {role}}.Encode(), "application/geo+json", strings.NewReader(threeKindergartens))
		if err != nil {
			t.Fatal(err)
		}
		var problem struct{ Parameter string }
		err = json.NewDecoder(answer.Body).Decode(&problem)
		answer.Body.Close()
		if answer.StatusCode < 400 || answer.StatusCode > 499 || err != nil || problem.Parameter != "role" {
			t.Errorf("role %q: %s at %q, %v", role, answer.Status, problem.Parameter, err)
		}
	}
}

// TestHostileClasses opens every view of parcels with hostile classes: nothing
// runs, nothing sticks out of its box, each class is there under its own words,
// and no table computes anything.
func TestHostileClasses(t *testing.T) {
	srv := hostileLand(t)
	fits := func(p *tab, what string) {
		p.t.Helper()
		if wide, has := eval[int](p, "document.documentElement.scrollWidth"), eval[int](p, "innerWidth"); wide > has {
			t.Errorf("%s: %d pixels wide in a window of %d", what, wide, has)
		}
		if out := eval[string](p, `[...document.querySelectorAll('.side *, .legend *, .tip')].filter((e) => e.checkVisibility() && !e.closest('.hidden, svg')).filter((e) => { const b = e.getBoundingClientRect(); return b.width && (b.right > innerWidth + 1 || b.left < -1); }).map((e) => e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 30)).slice(0, 3).join(' | ')`); out != "" {
			t.Errorf("%s: outside the window: %s", what, out)
		}
		if tall := eval[float64](p, "Math.max(0, ...[...document.querySelectorAll('.side tr, .legend li, .side li')].filter((e) => e.checkVisibility()).map((e) => e.getBoundingClientRect().height))"); tall > 400 {
			t.Errorf("%s: a row is %v pixels tall", what, tall)
		}
		if n := eval[int](p, "document.querySelectorAll('.side img, .side script, .side i, .legend i, .side b b').length"); n > 0 {
			t.Errorf("%s: %d elements come from the data", what, n)
		}
	}
	for _, look := range []struct{ language, theme string }{{"en", "light"}, {"zh", "dark"}} {
		p := openTab(t, srv, look.language, look.theme, "#view=landuse&scheme=OSM&level=3")
		for _, size := range [][2]int64{{1440, 900}, {320, 640}} {
			p.do(chromedp.EmulateViewport(size[0], size[1]))
			for _, hash := range []string{
				"#view=landuse&scheme=OSM&level=3", "#view=landuse&scheme=OSM&palette=safe&classes=__proto__", "#view=landuse&pane=classes", "#view=landuse&parcel=odd/k00", "#view=landuse&parcel=odd/k40", "#view=landuse&pane=score", "#view=landuse&pane=city",
				"#view=density&cells=parcel", "#view=density&cells=hex&size=250", "#view=data&layer=odd",
				"#view=coverage&service=primary_school&radius=300&demand=landuse:__proto__", "#view=coverage&service=primary_school&radius=300&demand=landuse:constructor", "#view=coverage&service=primary_school&radius=300&demand=land&gap=1", "#view=coverage&service=__proto__", "#view=scenarios&a=constructor&b=__proto__&service=toString",
			} {
				p.expect(http.StatusBadRequest)
				p.expect(http.StatusNotFound)
				p.follow(hash)
				fits(p, fmt.Sprintf("%s %d %s", look.language, size[0], hash))
				p.picture(fmt.Sprintf("hostile-land-%s-%d-%d", look.language, size[0], slices.Index([]string{"en", "zh"}, look.language)*100+len(hash)))
			}
		}
	}
	p := openTab(t, srv, "en", "light", "#view=landuse&scheme=OSM&level=3")
	_, file := p.saved("#csv-0")
	for _, row := range table(t, file) {
		for _, cell := range row {
			if computed.MatchString(cell) && !strings.HasPrefix(cell, "-") {
				t.Errorf("the cell %q may be computed", cell)
			}
		}
	}
	for _, class := range []string{"__proto__", "constructor", "toString", "then"} {
		if !bytes.Contains(file, []byte(class)) {
			t.Errorf("the balance as a table lacks the class %s", class)
		}
	}
	for name, size := range map[string][2]float64{"A3": {11.69, 16.54}, "A2": {16.54, 23.39}} {
		pdf, err := chromedp.Call(p.ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: new(true), PaperWidth: size[0], PaperHeight: size[1]})
		if err != nil {
			t.Fatal(err)
		}
		if n := bytes.Count(pdf.Data, []byte("/Type /Page\n")) + bytes.Count(pdf.Data, []byte("/Type /Page ")); n < 1 || n > 8 {
			t.Errorf("on %s the balance takes %d sheets", name, n)
		}
		p.keepFile("hostile-land-"+name+".pdf", pdf.Data)
	}
}
