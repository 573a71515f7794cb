package coverage_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/arcs"
	"catchment/geo/measure"
	"catchment/geo/plane"
	"catchment/geo/trial"
)

// TestEveryExpectation walks the sections of Liechtenstein's reference that
// concern coverage, gaps, people, land use and buildings, and holds every value
// against ours. Tolerances are those the file states. A value that no check
// below reads fails.
func TestEveryExpectation(t *testing.T) {
	trial.Slow(t)
	var sections map[string]any
	text, err := os.ReadFile(trial.Shared(t, "places", "liechtenstein", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &sections); err != nil {
		t.Fatal(err)
	}
	p := newPlaceChecks(t)
	checks := p.table()
	read := map[string]int{}
	var walk func(path []string, value any)
	walk = func(path []string, value any) {
		pattern, args := abstract(path)
		if check, ok := checks[pattern]; ok {
			read[pattern]++
			check(strings.Join(path, "."), args, value)
			return
		}
		members, ok := value.(map[string]any)
		if !ok {
			t.Errorf("%s = %v: no check reads it", strings.Join(path, "."), value)
		}
		for name, member := range members {
			walk(append(path[:len(path):len(path)], name), member)
		}
	}
	total := 0
	for _, section := range []string{"boundary", "coverage", "landuse", "buildings", "population"} {
		walk([]string{section}, sections[section])
	}
	for pattern := range checks {
		if read[pattern] == 0 {
			t.Errorf("%s: the reference has no such value", pattern)
		}
		total += read[pattern]
	}
	t.Logf("%d values of %d kinds", total, len(checks))
}

// abstract replaces what varies in a path by * and returns it.
func abstract(path []string) (pattern string, args []string) {
	steps := append([]string{}, path...)
	vary := func(k int) {
		if k < len(steps) {
			args, steps[k] = append(args, steps[k]), "*"
		}
	}
	switch {
	case path[0] == "coverage":
		vary(1)
		if len(path) > 2 && path[2] == "R" {
			vary(3)
		}
	case path[0] == "landuse" && len(path) > 2:
		vary(2)
	case path[0] == "population" && len(path) > 2:
		vary(2)
		if len(path) == 5 {
			vary(3)
		}
	}
	return strings.Join(steps, "."), args
}

// check holds one value of the reference, found at a path with these
// variables, against ours.
type check func(path string, args []string, value any)

// placeChecks is what the reference is held against.
type placeChecks struct {
	t         *testing.T
	study     *coverage.Study
	area      orb.MultiPolygon
	flat      *plane.Plane
	layers    map[string]*data.Layer
	answers   map[string]*coverage.Result
	gaps      map[string][]arcs.Contour
	balance   *landuse.Balance
	classes   map[string]landuse.ClassArea
	buildings *landuse.Buildings
}

func newPlaceChecks(t *testing.T) *placeChecks {
	t.Helper()
	ds := liechtenstein(t, append([]string{"boundary", "population", "landuse", "buildings"}, placeLayers...)...)
	p := &placeChecks{t: t, study: newStudy(t, ds), layers: map[string]*data.Layer{}, answers: map[string]*coverage.Result{}, gaps: map[string][]arcs.Contour{}, classes: map[string]landuse.ClassArea{}}
	for _, l := range ds.Layers() {
		p.layers[l.ID] = l
	}
	p.area = p.study.Area.Shape
	p.flat = plane.At(plane.CenterOf(p.area))
	land, err := landuse.NewLand(t.Context(), landuse.Sources{
		Area: p.area, Parcels: []*data.Layer{p.layers["landuse"]}, Buildings: []*data.Layer{p.layers["buildings"]}, Scheme: standards.OSM,
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.balance, err = land.Balance(t.Context(), landuse.BalanceOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, c := range p.balance.Levels[0] {
		p.classes[c.Code] = c
	}
	p.buildings = land.Buildings()
	return p
}

// says makes a check of a number that may differ by so much, relative to what
// is expected.
func (p *placeChecks) says(relative float64, ours func(args []string) float64) check {
	return p.within(func(want float64) float64 { return relative*math.Abs(want) + 1e-6 }, ours)
}

// off makes a check of a number that may differ by so much.
func (p *placeChecks) off(by float64, ours func(args []string) float64) check {
	return p.within(func(float64) float64 { return by }, ours)
}

func (p *placeChecks) within(slack func(want float64) float64, ours func(args []string) float64) check {
	return func(path string, args []string, value any) {
		want, ok := value.(float64)
		if got := ours(args); !ok || !(math.Abs(got-want) <= slack(want)) {
			p.t.Errorf("%s: got %.9g, want %v (off by %.2g)", path, got, value, math.Abs(got-want))
		}
	}
}

// exactly makes a check of a value that must print the same.
func (p *placeChecks) exactly(ours any) check {
	return func(path string, _ []string, value any) {
		if got := fmt.Sprint(ours); got != fmt.Sprint(value) {
			p.t.Errorf("%s: got %s, want %v", path, got, value)
		}
	}
}

// answer returns what a kind reaches of the land, or of the people.
func (p *placeChecks) answer(kind, radius string, demand coverage.DemandKind) *coverage.Result {
	key := kind + radius + string(demand)
	if p.answers[key] == nil {
		r, err := strconv.ParseFloat(radius, 64)
		if err != nil {
			p.t.Fatalf("radius %q: %v", radius, err)
		}
		p.answers[key] = cover(p.t, p.study, coverage.Question{Service: kind, RadiusM: r, Demand: coverage.Demand{Kind: demand}})
	}
	return p.answers[key]
}

// holes returns the connected gaps of a kind.
func (p *placeChecks) holes(kind, radius string) []arcs.Contour {
	key := kind + radius
	if p.gaps[key] == nil {
		p.gaps[key] = p.sweep(kind, radius, p.flat.MultiPolygon(p.area, 0.005), arcs.Options{Contours: true}).Gap
	}
	return p.gaps[key]
}

func (p *placeChecks) sweep(kind, radius string, area arcs.Region, opt arcs.Options) *arcs.Result {
	r, _ := strconv.ParseFloat(radius, 64)
	var centers []orb.Point
	for _, at := range p.places(kind) {
		centers = append(centers, p.flat.ToPlane(at))
	}
	swept, err := arcs.Sweep(p.t.Context(), area, arcs.Discs(centers, r), opt)
	if err != nil {
		p.t.Fatal(err)
	}
	return swept
}

// places returns where the facilities of a kind stand.
func (p *placeChecks) places(kind string) []orb.Point {
	var all []orb.Point
	for _, f := range p.layers[kind].Features {
		all = append(all, f.Geometry.(orb.Point))
	}
	return all
}

func (p *placeChecks) inside(at orb.Point) bool { return measure.DistanceTo(at, p.area) == 0 }
