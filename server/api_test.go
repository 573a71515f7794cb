package server_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"catchment/server"
)

// TestAnswersHaveTheirShape holds every answer against the members that
// clients rely on.
func TestAnswersHaveTheirShape(t *testing.T) {
	s := newPark(t, server.Options{})
	for path, want := range map[string]shape{
		"/api/layers": {
			"layers[].id": "string", "layers[].role": "string", "layers[].version": "number", "layers[].features": "number",
			"layers[].geometry_types{}": "number", "layers[].bbox[]": "number", "layers[].crs": "string", "layers[].accepted": "number",
			"layers[].rejected": "number", "layers[].repaired": "number", "layers[].name": "string", "layers[].loaded_at": "string",
		},
		"/api/layers/facilities":          {"id": "string", "role": "string", "version": "number", "features": "number", "bbox[]": "number", "kinds{}": "number"},
		"/api/layers/facilities/versions": {"versions[].version": "number", "versions[].features": "number", "versions[].loaded_at": "string", "versions[].current": "bool"},
		"/api/coverage?service=primary_school&demand=landuse:R": {
			"service": "string", "metric": "string", "radius_m": "number", "area.id": "string", "area.area_m2": "number",
			"demand.kind": "string", "demand.classes[]": "string", "demand.unit": "string", "demand.total": "number",
			"covered": "number", "gap": "number", "ratio": "number", "depth[].k": "number", "depth[].amount": "number",
			"facilities[].id": "string", "facilities[].name": "string", "facilities[].layer": "string", "facilities[].lon": "number",
			"facilities[].lat": "number", "facilities[].reach": "number", "facilities[].exclusive": "number",
			"gaps.count": "number", "gaps.largest[].rank": "number", "gaps.largest[].amount": "number", "layers{}": "number",
			"rule.standard": "string", "rule.clause": "string", "rule.evidence": "string",
			"method.plane": "string", "method.distance_error_ratio": "number", "method.elapsed_ms": "number",
		},
		"/api/gaps?service=primary_school": {
			"type": "string", "features[].type": "string", "features[].geometry.type": "string", "features[].geometry.coordinates": "array",
			"features[].properties.rank": "number", "features[].properties.amount": "number", "features[].properties.area_m2": "number",
			"features[].properties.nearest_facility": "string", "features[].properties.nearest_distance_m": "number",
			"features[].properties.farthest_distance_m": "number", "features[].properties.best_site[]": "number", "features[].properties.best_site_gain": "number",
		},
		"/api/reach?service=primary_school":                  {"type": "string", "features[].geometry.coordinates": "array", "features[].properties.radius_m": "number"},
		"/api/curve?service=primary_school":                  {"radii_m[]": "number", "ratio[]": "number"},
		"/api/nearest?lon=118.88&lat=42.26&service=hospital": {"results[].id": "string", "results[].name": "string", "results[].distance_m": "number", "results[].lon": "number", "results[].lat": "number", "results[].layer": "string"},
		"/api/landuse": {
			"area.id": "string", "scheme": "string", "classes[].code": "string", "classes[].name_zh": "string", "classes[].name_en": "string",
			"classes[].area_m2": "number", "classes[].share": "number", "classes[].features": "number",
			"uncovered_m2": "number", "overlap_m2": "number", "measures{}.value": "number|null", "measures{}.formula": "string", "layers{}": "number",
		},
		"/api/landuse/codes":              {"schemes[].scheme": "string", "schemes[].codes": "array"},
		"/api/density?size=500":           {"type": "string", "features[].properties.area_m2": "number", "features[].properties.far_gross": "number|null", "measures[].id": "string"},
		"/api/density?cells=hex&size=500": {"features[].geometry.type": "string", "features[].properties.area_m2": "number"},
		"/api/services":                   {"services[].service": "string", "services[].facilities": "number", "services[].radius_m": "number", "services[].radius_source.evidence": "string", "services[].presets_m": "array"},
		"/api/areas":                      {"areas[].id": "string", "areas[].kind": "string", "areas[].layer": "string", "areas[].bbox[]": "number", "areas[].area_m2": "number"},
		"/api/standards":                  {"documents[].id": "string", "rules[].id": "string", "rules[].clause": "string|missing", "rules[].evidence": "string", "conflicts": "array"},
		"/healthz":                        {"status": "string"},
		"/readyz":                         {"status": "string", "layers": "number"},
		"/openapi.json":                   {"openapi": "string", "paths{}": "object", "components.schemas{}": "object"},
	} {
		want.check(t, s.get(path))
	}
}

// coverageShape is the part of a coverage answer that laws speak of.
type coverageShape struct {
	RadiusM float64 `json:"radius_m"`
	Area    struct {
		ID     string
		AreaM2 float64 `json:"area_m2"`
	}
	Demand struct {
		Kind, Unit string
		Total      float64
	}
	Covered, Gap, Ratio float64
	Depth               []struct {
		K      int
		Amount float64
	}
	Facilities []struct {
		ID, Layer        string
		Reach, Exclusive float64
	}
	Gaps struct {
		Count   int
		Largest []struct{ Amount float64 }
	}
	Layers map[string]int
	Rule   *struct{ Standard, Evidence string }
}

// gapShape is the part of a gap answer that laws speak of.
type gapShape struct {
	Features []struct {
		Properties struct {
			Rank                 int
			Amount               float64
			Nearest              float64    `json:"nearest_distance_m"`
			Farthest             float64    `json:"farthest_distance_m"`
			BestSite             [2]float64 `json:"best_site"`
			BestSiteGain, AreaM2 float64
		}
	}
}

// TestCoverageAddsUp checks the laws that hold between the numbers of an
// answer, for every kind of demand.
func TestCoverageAddsUp(t *testing.T) {
	s := newPark(t, server.Options{})
	versions := layerVersions(t, s)
	ask := func(service, demand, area string) {
		query := url.Values{"service": {service}, "demand": {demand}, "area": {area}, "radius": {"620.5"}}.Encode()
		var c coverageShape
		a := s.get("/api/coverage?" + query)
		a.into(t, &c)
		var gaps gapShape
		s.get("/api/gaps?"+query).into(t, &gaps)
		checkCoverage(t, a.request, &c, &gaps)
		for layer, version := range c.Layers {
			if versions[layer] != version {
				t.Errorf("%s: layers[%s] = %d, want %d", a.request, layer, version, versions[layer])
			}
		}
		if _, ok := c.Layers["facilities"]; !ok && service == "primary_school" || c.Rule != nil || c.RadiusM != 620.5 || c.Area.ID != area {
			t.Errorf("%s: layers %v, rule %v, radius %v, area %s do not answer the question", a.request, c.Layers, c.Rule, c.RadiusM, c.Area.ID)
		}
	}
	for _, demand := range []string{"land", "landuse:R", "population", "jobs"} {
		for _, area := range []string{"park", "districts/district-2"} {
			ask("primary_school", demand, area)
			ask("fire_station", demand, area)
			ask("bus_stop", demand, area)
		}
	}
	ask("park", "land", "districts/district-2") // facilities drawn as land
}

func checkCoverage(t *testing.T, request string, c *coverageShape, gaps *gapShape) {
	t.Helper()
	tolerance := 1e-9*c.Demand.Total + 1e-9
	same := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tolerance) {
			t.Errorf("%s: %s: %v and %v differ", request, what, got, want)
		}
	}
	if c.Demand.Total > 0 {
		same("ratio × total and covered", c.Ratio*c.Demand.Total, c.Covered)
	} else {
		same("ratio without demand", c.Ratio, 0)
	}
	same("covered + gap and total", c.Covered+c.Gap, c.Demand.Total)
	depths, served, reach := 0.0, 0.0, 0.0
	for i, d := range c.Depth {
		if d.K != i {
			t.Errorf("%s: depth[%d].k = %d", request, i, d.K)
		}
		depths += d.Amount
		served += float64(d.K) * d.Amount
	}
	for _, f := range c.Facilities {
		reach += f.Reach
		if f.Exclusive < 0 || f.Exclusive > f.Reach+tolerance {
			t.Errorf("%s: %s: exclusive %v, reach %v", request, f.ID, f.Exclusive, f.Reach)
		}
	}
	same("depths and total", depths, c.Demand.Total)
	if len(c.Depth) > 0 {
		same("depth 0 and gap", c.Depth[0].Amount, c.Gap)
	}
	tolerance *= float64(len(c.Depth) + 1)
	same("Σ k × depth and Σ reach", served, reach)
	checkGaps(t, request, c, gaps)
}

func checkGaps(t *testing.T, request string, c *coverageShape, gaps *gapShape) {
	t.Helper()
	sum, last := 0.0, math.Inf(1)
	for i, f := range gaps.Features {
		p := f.Properties
		if p.Rank != i+1 || p.Amount > last || !(p.Amount >= 0) {
			t.Errorf("%s: gap %d has rank %d, amount %v after %v", request, i, p.Rank, p.Amount, last)
		}
		sum, last = sum+p.Amount, p.Amount
		if len(c.Facilities) > 0 && (p.Nearest > p.Farthest || p.Farthest < c.RadiusM*(1-1e-3)) {
			t.Errorf("%s: gap %d: nearest %v, farthest %v, radius %v", request, i, p.Nearest, p.Farthest, c.RadiusM)
		}
	}
	// Patches that are too small to show are left out; they are less than a
	// millionth of the demand.
	if math.Abs(sum-c.Gap) > 1e-6*c.Demand.Total+1e-6 {
		t.Errorf("%s: gaps add up to %v, the gap is %v", request, sum, c.Gap)
	}
	if c.Gaps.Count != len(gaps.Features) || len(c.Gaps.Largest) != min(5, c.Gaps.Count) {
		t.Errorf("%s: gaps.count = %d with %d shown, /api/gaps has %d", request, c.Gaps.Count, len(c.Gaps.Largest), len(gaps.Features))
	}
	for i, g := range c.Gaps.Largest {
		if i < len(gaps.Features) && math.Abs(g.Amount-gaps.Features[i].Properties.Amount) > 1e-6*c.Demand.Total {
			t.Errorf("%s: gaps.largest[%d] = %v, /api/gaps says %v", request, i, g.Amount, gaps.Features[i].Properties.Amount)
		}
	}
}

func layerVersions(t *testing.T, s *site) map[string]int {
	t.Helper()
	var answer struct {
		Layers []struct {
			ID      string
			Version int
		}
	}
	s.get("/api/layers").into(t, &answer)
	versions := map[string]int{}
	for _, l := range answer.Layers {
		versions[l.ID] = l.Version
	}
	return versions
}

// TestParkFacts holds what is known of the park against the answers.
func TestParkFacts(t *testing.T) {
	s := newPark(t, server.Options{})
	var areas struct {
		Areas []struct {
			ID     string
			AreaM2 float64 `json:"area_m2"`
		}
	}
	s.get("/api/areas").into(t, &areas)
	if len(areas.Areas) < 2 || areas.Areas[0].ID != "park" || math.Abs(areas.Areas[0].AreaM2-17_760_000) > 1 {
		t.Errorf("the first of %d areas is %+v, want the park with 17,760,000 m² ± 1", len(areas.Areas), areas.Areas[0])
	}
	var land struct {
		Classes []struct {
			AreaM2 float64 `json:"area_m2"`
			Share  float64
		}
		UncoveredM2 float64 `json:"uncovered_m2"`
		OverlapM2   float64 `json:"overlap_m2"`
	}
	s.get("/api/landuse?level=1").into(t, &land)
	sum, share := 0.0, 0.0
	for _, c := range land.Classes {
		sum, share = sum+c.AreaM2, share+c.Share
	}
	if math.Abs(sum-17_760_000) > 5 || math.Abs(share-1) > 1e-6 || land.UncoveredM2 > 1 || land.OverlapM2 > 1 {
		t.Errorf("classes add up to %v m² (%v), %v uncovered, %v twice; they tile the park", sum, share, land.UncoveredM2, land.OverlapM2)
	}
	var nearest struct {
		Results []struct {
			Name      string
			DistanceM float64 `json:"distance_m"`
		}
	}
	s.get("/api/nearest?lon=118.88&lat=42.26&k=40&service="+url.QueryEscape("小学")).into(t, &nearest)
	if len(nearest.Results) < 5 {
		t.Fatalf("found %d primary schools", len(nearest.Results))
	}
	for i := 1; i < len(nearest.Results); i++ {
		if nearest.Results[i].DistanceM < nearest.Results[i-1].DistanceM {
			t.Errorf("nearest[%d] is closer than the one before: %v", i, nearest.Results[i-1:i+1])
		}
	}
}

// TestDefaults checks what is taken when a question leaves words out.
func TestDefaults(t *testing.T) {
	s := newPark(t, server.Options{})
	var short, long coverageShape
	s.get("/api/coverage?service=primary_school").into(t, &short)
	if short.Rule == nil || short.Rule.Evidence == "" {
		t.Errorf("a default radius says where it comes from; rule = %+v", short.Rule)
	}
	s.get("/api/coverage?service=primary_school&area=park&demand=land&radius="+jsonNumber(t, short.RadiusM)).into(t, &long)
	if short.Covered != long.Covered || short.Demand.Kind != "land" || short.Area.ID != "park" {
		t.Errorf("defaults: covered %v of %s in %s; spelt out: %v", short.Covered, short.Demand.Kind, short.Area.ID, long.Covered)
	}
}

func jsonNumber(t *testing.T, v float64) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestGrowingRadiusNeverCoversLess walks the slider.
func TestGrowingRadiusNeverCoversLess(t *testing.T) {
	s := newPark(t, server.Options{})
	last := 0.0
	for _, radius := range []string{"0.5", "50", "500", "501", "1000", "3000", "99999"} {
		var c coverageShape
		s.get("/api/coverage?service=clinic&radius="+radius).into(t, &c)
		if c.Ratio < last || c.Ratio > 1+1e-12 {
			t.Errorf("ratio at %s m = %v after %v", radius, c.Ratio, last)
		}
		last = c.Ratio
	}
	if math.Abs(last-1) > 1e-12 {
		t.Errorf("ratio at 99,999 m = %v, want 1", last)
	}
}

// TestOpenAPI checks that every operation is described, and that the answers
// to errors are the problem documents.
func TestOpenAPI(t *testing.T) {
	s := newPark(t, server.Options{})
	var doc struct {
		Paths map[string]map[string]struct {
			Summary   string
			Responses map[string]struct{ Content map[string]any }
		}
	}
	s.get("/openapi.json").into(t, &doc)
	for _, path := range []string{"/api/layers", "/api/layers/{id}", "/api/layers/{id}/features", "/api/layers/{id}/versions", "/api/layers/{id}/restore",
		"/api/check", "/api/coverage", "/api/gaps", "/api/nearest", "/api/landuse", "/api/density", "/api/standards", "/api/services", "/api/areas"} {
		if len(doc.Paths[path]) == 0 {
			t.Errorf("%s is not described", path)
		}
		for method, op := range doc.Paths[path] {
			if op.Summary == "" || len(op.Responses) < 2 {
				t.Errorf("%s %s has summary %q and %d responses", method, path, op.Summary, len(op.Responses))
			}
			for status, r := range op.Responses {
				if strings.HasPrefix(status, "4") && r.Content["application/problem+json"] == nil {
					t.Errorf("%s %s: %s is not described as a problem document: %v", method, path, status, r.Content)
				}
			}
		}
	}
	if a := s.do(http.MethodGet, "/docs", nil); a.status != http.StatusNotFound {
		t.Errorf("%v: no page of a third party is served", a)
	}
}
