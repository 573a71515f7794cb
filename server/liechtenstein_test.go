package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
)

// place lists what is in the files of Liechtenstein, after their README, and
// what each must be taken for without being told.
var place = map[string]struct {
	features int
	role     string
	types    map[string]int
}{
	"admin":         {18, "boundary", map[string]int{"Polygon": 11, "MultiPolygon": 7}},
	"boundary":      {1, "boundary", map[string]int{"Polygon": 1}},
	"buildings":     {14036, "building", map[string]int{"Polygon": 14033, "MultiPolygon": 3}},
	"bus_stops":     {353, "facility", map[string]int{"Point": 353}},
	"clinics":       {11, "facility", map[string]int{"Point": 11}},
	"fire_stations": {7, "facility", map[string]int{"Point": 7}},
	"hospitals":     {1, "facility", map[string]int{"Point": 1}},
	"kindergartens": {18, "facility", map[string]int{"Point": 18}},
	"landuse":       {5080, "landuse", map[string]int{"Polygon": 5077, "MultiPolygon": 3}},
	"pharmacies":    {5, "facility", map[string]int{"Point": 5}},
	"population":    {14, "population", map[string]int{"Point": 14}},
	"roads":         {6955, "road", map[string]int{"LineString": 6955}},
	"schools":       {22, "facility", map[string]int{"Point": 22}},
	"utilities":     {31, "facility", map[string]int{"Point": 31}},
}

// reference is what GEOS, PROJ and GeographicLib computed for the place.
type reference struct {
	Boundary struct {
		AreaM2 float64 `json:"area_geodesic_m2"`
	}
	Coverage map[string]struct {
		R map[string]struct {
			Ratio float64 `json:"ratio_geodesic_discs_laea"`
		}
	}
	Nearest struct {
		Points [][2]float64
		Layers map[string]struct {
			DistanceM []float64 `json:"distance_m"`
			ID        []string
		}
	} `json:"nearest_geodesic"`
	LandUse struct {
		Classes map[string]struct {
			Features int
			UnionM2  float64 `json:"union_area_in_boundary_m2"`
		}
		UnionAllM2     float64 `json:"union_all_m2"`
		UnclassifiedM2 float64 `json:"unclassified_in_boundary_m2"`
	}
}

// TestLiechtenstein loads a whole country over HTTP, telling nothing but the
// names of the files, and compares the answers with the reference.
func TestLiechtenstein(t *testing.T) {
	ofNumbers(t)
	var want reference
	raw, err := os.ReadFile(trial.Shared(t, "places", "liechtenstein", "expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	s := newSite(t, filepath.Join(t.TempDir(), "catchment.gpkg"), server.Options{})
	loadPlace(t, s)
	t.Run("layers", func(t *testing.T) { checkPlaceLayers(t, s, &want) })
	t.Run("coverage", func(t *testing.T) { checkPlaceCoverage(t, s, &want) })
	t.Run("nearest", func(t *testing.T) { checkPlaceNearest(t, s, &want) })
	t.Run("land use", func(t *testing.T) { checkPlaceLandUse(t, s, &want) })
}

func loadPlace(t *testing.T, s *site) {
	t.Helper()
	for name, is := range place {
		f, err := os.Open(trial.Shared(t, "places", "liechtenstein", name+".geojson"))
		if err != nil {
			t.Fatal(err)
		}
		a := s.do("POST", "/api/layers?file="+name+".geojson", f, "Content-Type", "application/geo+json")
		f.Close()
		if a.status != 201 {
			t.Fatalf("%v", a)
		}
		var r receiptShape
		a.into(t, &r)
		if r.ID != name || r.Role != is.role || r.Features != is.features || r.Accepted != is.features || r.Rejected != 0 {
			t.Errorf("%s became layer %q, a %s %s with %d features (%d rejected); want a %s with %d", name, r.ID, r.Role, r.Kind, r.Features, r.Rejected, is.role, is.features)
		}
		if len(r.Inference) == 0 || r.Inference[0].Why == "" {
			t.Errorf("%s: the answer does not say why it is a %s", name, r.Role)
		}
	}
}

func checkPlaceLayers(t *testing.T, s *site, want *reference) {
	var layers struct {
		Layers []struct {
			ID            string
			Features      int
			GeometryTypes map[string]int `json:"geometry_types"`
		}
	}
	s.get("/api/layers").into(t, &layers)
	if len(layers.Layers) != len(place) {
		t.Errorf("%d layers, want %d", len(layers.Layers), len(place))
	}
	for _, l := range layers.Layers {
		if is := place[l.ID]; l.Features != is.features || fmt.Sprint(l.GeometryTypes) != fmt.Sprint(is.types) {
			t.Errorf("%s has %d features, %v; want %d, %v", l.ID, l.Features, l.GeometryTypes, is.features, is.types)
		}
	}
	var areas struct {
		Areas []struct {
			ID     string
			AreaM2 float64 `json:"area_m2"`
		}
	}
	s.get("/api/areas").into(t, &areas)
	// Here edges are straight in longitude and latitude, there they are
	// geodesics; that tells in the seventh digit.
	if a := areas.Areas[0]; a.ID != "boundary" || !(math.Abs(a.AreaM2-want.Boundary.AreaM2) <= 1e-6*want.Boundary.AreaM2) {
		t.Errorf("the first area is %+v, want boundary with %.3f m²", a, want.Boundary.AreaM2)
	}
}

// checkPlaceCoverage compares the ratios with discs that are round on the
// ellipsoid, made of 512-gons: hence the tolerance.
func checkPlaceCoverage(t *testing.T, s *site, want *reference) {
	checked, worst := 0, 0.0
	for service, radii := range want.Coverage {
		for radius, w := range radii.R {
			var c coverageShape
			a := s.get("/api/coverage?" + url.Values{"service": {service}, "radius": {radius}, "area": {"boundary"}}.Encode())
			a.into(t, &c)
			off := math.Abs(c.Ratio - w.Ratio)
			worst = max(worst, off)
			if !(off <= 1e-5) {
				t.Errorf("%s: ratio %.9f, want %.9f (off by %.2g)", a.request, c.Ratio, w.Ratio, off)
			}
			checked++
		}
	}
	if checked != 40 {
		t.Errorf("checked %d ratios, the reference has 40", checked)
	}
	t.Logf("%d ratios, the worst off by %.2g", checked, worst)
}

func checkPlaceNearest(t *testing.T, s *site, want *reference) {
	checked, worst := 0, 0.0
	for service, w := range want.Nearest.Layers {
		for i, p := range want.Nearest.Points {
			var n struct {
				Results []struct {
					ID        string
					DistanceM float64 `json:"distance_m"`
				}
			}
			a := s.get("/api/nearest?" + url.Values{
				"service": {service}, "k": {"2"},
				"lon": {strconv.FormatFloat(p[0], 'g', -1, 64)}, "lat": {strconv.FormatFloat(p[1], 'g', -1, 64)},
			}.Encode())
			a.into(t, &n)
			first := n.Results[0]
			worst = max(worst, math.Abs(first.DistanceM-w.DistanceM[i]))
			tie := len(n.Results) > 1 && n.Results[1].DistanceM-first.DistanceM < 0.01
			if !(math.Abs(first.DistanceM-w.DistanceM[i]) <= 0.01) || first.ID != w.ID[i] && !tie {
				t.Errorf("%s: %s at %.3f m, want %s at %.3f m", a.request, first.ID, first.DistanceM, w.ID[i], w.DistanceM[i])
			}
			checked++
		}
	}
	if checked != 8*200 {
		t.Errorf("checked %d distances, the reference has %d", checked, 8*200)
	}
	t.Logf("%d distances, the worst off by %.2g m", checked, worst)
}

// checkPlaceLandUse compares the areas of the raw OpenStreetMap classes.
func checkPlaceLandUse(t *testing.T, s *site, want *reference) {
	var got struct {
		Classes []struct {
			Code     string
			AreaM2   float64 `json:"area_m2"`
			Features int     `json:"features_in_layers"`
		}
		CoveredM2   float64 `json:"covered_m2"`
		UncoveredM2 float64 `json:"uncovered_m2"`
	}
	s.get("/api/landuse?scheme=OSM&level=1&area=boundary").into(t, &got)
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= 1e-4*want+1e-6) {
			t.Errorf("%s: %.3f m², want %.3f (off by %.2g)", what, got, want, math.Abs(got-want)/want)
		}
	}
	near("all classes together", got.CoveredM2, want.LandUse.UnionAllM2)
	near("land without a class", got.UncoveredM2, want.LandUse.UnclassifiedM2)
	seen := map[string]bool{}
	for _, c := range got.Classes {
		w, ok := want.LandUse.Classes[c.Code]
		if !ok {
			t.Errorf("the reference has no class %q", c.Code)
			continue
		}
		seen[c.Code] = true
		near(c.Code, c.AreaM2, w.UnionM2)
		if c.Features != w.Features {
			t.Errorf("%s: %d features, want %d", c.Code, c.Features, w.Features)
		}
	}
	for code, w := range want.LandUse.Classes {
		if !seen[code] && w.UnionM2 > 0 {
			t.Errorf("class %q with %.0f m² is missing", code, w.UnionM2)
		}
	}
}
