package server_test

import (
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
)

// TestCurveSaysWhatIsAnswered: between the points of the curve people at points do
// not rise evenly; what is said of the radius is the answer's.
func TestCurveSaysWhatIsAnswered(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "#service=primary_school&radius=470&demand=population")
	for _, radius := range []int{470, 525} {
		p.slide(radius)
		want := p.text("#ratio")
		if label := eval[string](p, "document.querySelector('.curve').getAttribute('aria-label')"); !strings.HasPrefix(label, want) {
			t.Errorf("at %v m the answer is %q, the curve says %q", radius, want, label)
		}
		if note := p.howNotes()["curve"]; !strings.Contains(note, want) {
			t.Errorf("at %v m the answer is %q, the note says %q", radius, want, note)
		}
	}
}

// TestScenariosHaveTheirCurves: the curves of two scenarios say what the service
// computes for both at the radius compared and where they lie farthest apart, and
// a radius picked on them is compared at.
func TestScenariosHaveTheirCurves(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	p := openTab(t, srv, "en", "light", compareHash)
	type curve struct {
		RadiiM []float64 `json:"radii_m"`
		Ratio  []float64
	}
	question := get[struct{ Question map[string]any }](t, srv, "/api/scenarios/north").Question
	north := post[curve](t, srv, "/api/curve", question)
	delete(question, "sites")
	today := post[curve](t, srv, "/api/curve", question)
	most := 0
	for i := range today.Ratio {
		if math.Abs(north.Ratio[i]-today.Ratio[i]) > math.Abs(north.Ratio[most]-today.Ratio[most]) {
			most = i
		}
	}
	said := func() string {
		return strings.NewReplacer("\u00a0", " ", "\u202f", " ", "−", "-", ",", "").Replace(p.text("#curves-said"))
	}
	var radius, a, b, change, at, apart float64
	read := func() {
		t.Helper()
		if _, err := fmt.Sscanf(said(), "At %f m: A %f %% B %f %% %f points. Farthest apart at %f m: %f points.", &radius, &a, &b, &change, &at, &apart); err != nil {
			t.Fatalf("the page says %q: %v", said(), err)
		}
	}
	read()
	compared := get[comparedShape](t, srv, "/api/scenarios/compare?a=today&b=north")
	if radius != 500 || math.Abs(a-100*compared.A.Ratio) > 0.25 || math.Abs(b-100*compared.B.Ratio) > 0.25 || math.Abs(change-(b-a)) > 0.11 {
		t.Errorf("the page says %q, the API %v and %v", said(), compared.A.Ratio, compared.B.Ratio)
	}
	want := 100 * (north.Ratio[most] - today.Ratio[most])
	if i := int(math.Round(at/50)) - 1; math.Abs(apart-want) > 0.3 || math.Abs(100*(north.Ratio[i]-today.Ratio[i])-want) > 0.3 {
		t.Errorf("the page says %q, the API %.2f points at %v m", said(), want, today.RadiiM[most])
	}
	p.run(`document.querySelector('.compared .curve').scrollIntoView()`)
	p.picture("curves")
	lines := eval[int](p, "document.querySelectorAll('.compared .curve .line').length")
	p.run(`const c = document.querySelector('.compared .curve'), box = c.getBoundingClientRect(), x = box.left + box.width * (34 + 227 * 800 / 2000) / 288;
		c.dispatchEvent(new PointerEvent('pointerdown', { clientX: x, clientY: box.top + 20, pointerId: 1, bubbles: true }))`)
	p.rest()
	read()
	asked := map[string]any{"radius": 800.0}
	for k, v := range get[struct{ Question map[string]any }](t, srv, "/api/scenarios/north").Question {
		if k != "radius" {
			asked[k] = v
		}
	}
	at800 := post[comparedShape](t, srv, "/api/scenarios/compare", map[string]any{"a": "today", "b": asked})
	if radius != 800 || lines != 2 || math.Abs(b-100*at800.B.Ratio) > 0.25 {
		t.Errorf("picked at 800 m the page says %q with %d lines, the API %v", said(), lines, at800.B.Ratio)
	}
}

// TestCurvesSayWhatIsCompared: between the points of curves, where somebody stands
// here and there, the words have the ratios of the comparison and not of the lines.
func TestCurvesSayWhatIsCompared(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	put(t, srv, "people", strings.ReplaceAll(schools, `"demand":"landuse:R"`, `"demand":"population"`))
	p := openTab(t, srv, "en", "light", "#view=scenarios&a=today&b=people&reach=470")
	question := get[struct{ Question map[string]any }](t, srv, "/api/scenarios/people").Question
	question["radius"] = 470
	want := post[comparedShape](t, srv, "/api/scenarios/compare", map[string]any{"a": "today", "b": question})
	if got, at := p.text("#curves-said"), fmt.Sprintf("A %.1f\u202f%%, B %.1f\u202f%%", 100*want.A.Ratio, 100*want.B.Ratio); !strings.Contains(got, at) {
		t.Errorf("the page says %q, the API %q", got, at)
	}
}

// TestMapOfWhatCannotBeCompared: where two scenarios ask for different things the map
// does not keep what the two before reached.
func TestMapOfWhatCannotBeCompared(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	put(t, srv, "north", schools)
	put(t, srv, "people", strings.ReplaceAll(schools, `"demand":"landuse:R"`, `"demand":"population"`))
	p := openTab(t, srv, "en", "light", "#view=scenarios&a=today&b=people&mode=change")
	p.expect(http.StatusBadRequest)
	painted := func() int {
		return eval[int](p, "[...window.__app.colorAt('answer', [118.87906534,42.2538241])][3]")
	}
	if painted() == 0 {
		t.Fatal("nothing is painted where people are compared")
	}
	p.follow("#view=scenarios&a=north&b=people&mode=change")
	if painted() != 0 {
		t.Error("what cannot be compared is painted as what was compared before")
	}
}
