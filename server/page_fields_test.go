package server_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// parcelsOf returns land with properties of an office's own names, in the park.
func parcelsOf(code, people string) string {
	var features []string
	for i, values := range [][2]string{{`"R2"`, `"1,200"`}, {`"A33"`, `0`}, {`"M1"`, `null`}, {`"G1"`, `"?"`}, {`"R2"`, `340`}} {
		x := 118.87 + 0.004*float64(i)
		features = append(features, fmt.Sprintf(`{"type":"Feature","id":"p%d","properties":{%q:%s,%q:%s,"note":"n%d"},"geometry":{"type":"Polygon","coordinates":[[[%.3f,42.26],[%.3f,42.26],[%.3f,42.263],[%.3f,42.263],[%.3f,42.26]]]}}`, i, code, values[0], people, values[1], i, x, x+0.003, x+0.003, x, x))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",\n") + `]}`
}

// chooseField takes a field for a fact in the open report, which is made anew.
func (p *tab) chooseField(fact, value string) {
	p.t.Helper()
	p.until(fmt.Sprintf("document.querySelector('#field-%s')", fact))
	p.run(fmt.Sprintf("window.__old = document.querySelector('#fields'); const s = document.querySelector('#field-%s'); s.focus(); s.value = %q; s.dispatchEvent(new Event('change', {bubbles: true}))", fact, value))
	p.until("document.querySelector('#fields') && document.querySelector('#fields') !== window.__old && document.querySelector('#report').dataset.phase !== 'checking'")
}

// TestFieldsAreChosen drops land whose code and people stand under names that
// nobody knows, says which they are, sees what becomes of them and loads it: the
// map and the numbers are those of the file with known names.
func TestFieldsAreChosen(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	type layers struct {
		Layers []struct {
			ID, Role string
			Fields   map[string]string
			Classes  []string
		}
	}
	before := len(get[layers](t, srv, "/api/layers").Layers)
	for _, c := range []struct {
		language, theme, id string
		width, height       int64
	}{{"zh", "light", "land-zh", 1440, 900}, {"en", "dark", "land-en", 320, 800}} {
		p := openTabOf(t, srv, c.language, c.theme, "", c.width, c.height)
		own := late(t, c.language)
		p.drop(c.id+".geojson", parcelsOf("YDXZ_X", "rk2"))
		p.until("document.querySelector('#fields')")
		if !eval[bool](p, "document.querySelector('#fields').open") || !strings.Contains(p.text("#fields"), own["fields.title"]) {
			t.Errorf("%s: land of which nothing is known is not asked about: %q", c.language, p.text("#fields"))
		}
		p.chooseField("class", "=YDXZ_X")
		if got := eval[string](p, "document.activeElement.id"); got != "field-class" {
			t.Errorf("%s: the keyboard is at %q, want the list that was used", c.language, got)
		}
		p.chooseField("population", "=rk2")
		class, people := p.text("[data-fact=class] table"), p.text("[data-fact=population]")
		if !strings.Contains(class, "R2") || !strings.Contains(class, map[string]string{"zh": "二类居住", "en": "lass"}[c.language]) {
			t.Errorf("%s: the preview of classes is %q", c.language, class)
		}
		if !strings.Contains(people, "1,200") || !strings.Contains(people, words(t, c.language)["rule.number_unclear"]) {
			t.Errorf("%s: the preview of people is %q", c.language, people)
		}
		if n := eval[int](p, "document.querySelectorAll('[data-fact=class] .swatch').length"); n != 5 {
			t.Errorf("%s: %d colours in the preview, want 5", c.language, n)
		}
		if wide := eval[int](p, "Math.round(document.querySelector('#report-dialog').scrollWidth - document.querySelector('#report-dialog').clientWidth)"); wide > 0 {
			t.Errorf("%s: the report is %d pixels wider than its box", c.language, wide)
		}
		p.run("document.querySelector('#fields').scrollIntoView()")
		p.picture("fields-" + c.language)
		// What one field states another may not; the choice moves on.
		p.chooseField("class", "=rk2")
		if got := eval[string](p, "document.querySelector('#field-population').value"); got != "" {
			t.Errorf("%s: people are still chosen from %q", c.language, got)
		}
		p.chooseField("class", "=YDXZ_X")
		p.chooseField("population", "=rk2")
		if now := len(get[layers](t, srv, "/api/layers").Layers); now != before {
			t.Fatalf("%s: %d layers before anything was loaded, want %d", c.language, now, before)
		}
		p.run("document.querySelector('#load').click()")
		p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
		p.run("document.querySelector('#done').click()")
		p.rest()
		found := false
		for _, l := range get[layers](t, srv, "/api/layers").Layers {
			if l.ID == c.id {
				found = true
				if l.Role != "landuse" || l.Fields["class"] != "YDXZ_X" || l.Fields["population"] != "rk2" || strings.Join(l.Classes, " ") != "A33 G1 M1 R2" {
					t.Errorf("%s: the layer is %+v", c.language, l)
				}
			}
		}
		if !found {
			t.Fatalf("%s: the layer has not come", c.language)
		}
		if facts := p.text(".detail .reasons"); !strings.Contains(facts, "YDXZ_X") || !strings.Contains(facts, "rk2") {
			t.Errorf("%s: the data view says %q", c.language, facts)
		}
		p.follow("#view=landuse&area=park&parcel=" + c.id + "/p4")
		p.rest()
		p.until("document.querySelector('#parcel-card')?.textContent.includes('R2')")
		if card := p.text("#parcel-card"); !strings.Contains(card, "340") || !strings.Contains(card, words(t, c.language)["measure.population"]) {
			t.Errorf("%s: the parcel says %q", c.language, card)
		}
		p.picture("fields-land-" + c.language)
		p.undo()
		if now := len(get[layers](t, srv, "/api/layers").Layers); now != before {
			t.Errorf("%s: %d layers after undo, want %d", c.language, now, before)
		}
	}
}

// TestFieldsChosenBeforeAreProposed loads land with chosen fields, one of them
// without a name, and drops the next file of the layer: what was chosen stands in
// the report, said to be of before, as far as the file has the fields; another id
// has none, and what the person chooses is left alone.
func TestFieldsChosenBeforeAreProposed(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	for _, language := range []string{"en", "zh"} {
		p, id := openTab(t, srv, language, "light", ""), "land-"+language
		said := func() string {
			return eval[string](p, "(document.querySelector('#fields-before')?.textContent ?? '') + '|' + document.querySelector('#field-class').value + '|' + document.querySelector('#field-population').value")
		}
		p.drop(id+".geojson", parcelsOf("", "rk2"))
		p.until("document.querySelector('#fields')")
		if got := said(); got != "||" {
			t.Errorf("%s: of a new layer is said %q", language, got)
		}
		words := eval[string](p, `document.querySelector("#field-class option[value=\"= \"]")?.textContent ?? ""`)
		if !strings.Contains(words, late(t, language)["fields.blank"]) {
			t.Errorf("%s: the field without a name is offered as %q", language, words)
		}
		p.chooseField("class", "= ")
		p.chooseField("population", "=rk2")
		if class := p.text("[data-fact=class] table"); !strings.Contains(class, "R2") {
			t.Errorf("%s: the preview of classes is %q", language, class)
		}
		p.run("document.querySelector('#load').click()")
		p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
		p.run("document.querySelector('#done').click()")
		p.rest()

		before := strings.ReplaceAll(late(t, language)["fields.before"], "{id}", id)
		p.drop(id+".geojson", parcelsOf("", "rk2"))
		p.until("document.querySelector('#fields-before')")
		if got, want := said(), before+"|= |=rk2"; got != want {
			t.Errorf("%s: of the next file is said %q, want %q", language, got, want)
		}
		if class := p.text("[data-fact=class] table"); !strings.Contains(class, "R2") {
			t.Errorf("%s: what is proposed is not tried: %q", language, class)
		}
		p.run("document.querySelector('#fields').scrollIntoView()")
		p.picture("fields-before-" + language)
		p.chooseField("class", "none")
		if got, want := said(), "|none|=rk2"; got != want {
			t.Errorf("%s: changed by hand it is %q, want %q", language, got, want)
		}
		p.run("document.querySelector('#report-dialog').close()")

		p.drop(id+".geojson", parcelsOf("", "people2"))
		p.until("document.querySelector('#fields-before')")
		if got, want := said(), before+"|= |"; got != want {
			t.Errorf("%s: of a file that lacks a field is said %q, want %q", language, got, want)
		}
		p.run("window.__old = document.querySelector('#fields'); const i = document.querySelector('#file-id'); i.value = 'another'; i.dispatchEvent(new Event('change', {bubbles: true}))")
		p.until("document.querySelector('#fields') && document.querySelector('#fields') !== window.__old && document.querySelector('#report').dataset.phase !== 'checking'")
		if got := said(); got != "||" {
			t.Errorf("%s: under another id is said %q", language, got)
		}
		p.run("document.querySelector('#report-dialog').close()")
	}
}

// late returns the words of the choice of fields.
func late(t *testing.T, language string) map[string]string {
	t.Helper()
	return words(t, "fields."+language)
}

// TestFieldsNotThere goes on from a choice that the next file does not have, and
// from names that are no names.
func TestFieldsNotThere(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", "")
	p.expect(http.StatusBadRequest)
	hostile := strings.NewReplacer("YDXZ_X", `__proto__`, "rk2", `<img src=x onerror=alert(1)>\u202e`).Replace(parcelsOf("YDXZ_X", "rk2"))
	p.drop("hostile.geojson", strings.ReplaceAll(hostile, `\\u202e`, `\u202e`))
	p.until("document.querySelector('#fields')")
	p.chooseField("class", "=__proto__")
	if got := p.text("[data-fact=class] .note"); !strings.Contains(got, "5 usable") {
		t.Errorf("of __proto__ is said %q", got)
	}
	p.chooseField("population", eval[string](p, "[...document.querySelector('#field-population').options].find((o) => o.value.includes('img')).value"))
	if eval[bool](p, "document.querySelector('#report-dialog img') !== null || document.querySelector('#fields').textContent.includes('\\u202e')") {
		t.Error("a name from the file is more than text")
	}
	p.run("document.querySelector('#load').click()")
	p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
	p.run("document.querySelector('#done').click()")
	p.rest()
	if facts := p.text(".detail .reasons"); !strings.Contains(facts, "__proto__") || !strings.Contains(facts, "<img") {
		t.Errorf("the data view says %q", facts)
	}
}

// TestOfficeNamesAreRead loads parcels that say their class, name, status and
// people under the names of an office: the map paints, names and counts them by
// these, as the service does.
func TestOfficeNamesAreRead(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	send(t, srv, http.MethodPost, "/api/layers?id=office&role=landuse", "", `{"type":"FeatureCollection","features":[
		{"type":"Feature","id":"a","properties":{"用地代码":"G1","地块名称":"湖心公园","建设状态":"现状"},"geometry":{"type":"Polygon","coordinates":[[[118.91,42.24],[118.92,42.24],[118.92,42.25],[118.91,42.25],[118.91,42.24]]]}},
		{"type":"Feature","id":"b","properties":{"用地代码":"M1","地块名称":"工厂","建设状态":"规划"},"geometry":{"type":"Polygon","coordinates":[[[118.92,42.24],[118.93,42.24],[118.93,42.25],[118.92,42.25],[118.92,42.24]]]}}]}`, http.StatusCreated)
	p := openTab(t, srv, "zh", "light", "#service=primary_school&radius=500&demand=landuse:R&at=118.92,42.245,14")
	at := func(lonLat string) string {
		return fmt.Sprint(eval[[]int](p, "[...window.__app.colorAt('ground', "+lonLat+")].slice(0, 3)"))
	}
	if park, works := at("[118.915,42.245]"), at("[118.925,42.245]"); park != "[183 223 176]" || works != "[228 230 233]" {
		t.Errorf("the park is %s and the works are %s", park, works)
	}
	p.key("/")
	p.until("document.activeElement?.id === 'find'")
	p.press("湖心公园")
	p.until("document.querySelector('#find-list li')")
	if got := p.text("#find-list li"); !strings.Contains(got, "G1") {
		t.Errorf("the park is found as %q", got)
	}
}
