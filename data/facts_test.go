package data_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

// point returns a feature at a point with the given properties.
func point(id int, properties string) data.Feature {
	return data.Feature{ID: fmt.Sprint(id), Geometry: orb.Point{118.88, 42.26}, Properties: json.RawMessage(properties)}
}

// square returns a feature with a small square.
func square(id int, properties string) data.Feature {
	f := point(id, properties)
	f.Geometry = orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}}
	return f
}

// layerOf builds a layer of features or fails the test.
func layerOf(t testing.TB, role data.Role, kind data.Kind, fs ...data.Feature) *data.Layer {
	t.Helper()
	l, err := data.NewLayer(data.Meta{ID: "test", Role: role, Kind: kind}, fs)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestAmounts reads numbers as people write them.
func TestAmounts(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		properties string
		field      string
		want       float64
		warned     bool
	}{
		{`{"population":1200}`, "population", 1200, false},
		{`{"population":"1,200"}`, "population", 1200, false},
		{`{"population":"1，200"}`, "population", 1200, false},
		{`{"population":"１２００"}`, "population", 1200, false},
		{`{"population":"1,234,567.5"}`, "population", 1234567.5, false},
		{`{"population":" 1200 人 "}`, "population", 1200, false},
		{`{"人口":"1.5万"}`, "population", 15000, false},
		{`{"人口（万人）":1.5}`, "population", 15000, false},
		{`{"population":"1e3"}`, "population", 1000, false},
		{`{"population":""}`, "population", nan, false},
		{`{"population":null}`, "population", nan, false},
		{`{"population":"-"}`, "population", nan, false},
		{`{"population":"1,2"}`, "population", nan, true},
		{`{"population":"12,34,567"}`, "population", nan, true},
		{`{"population":"0,123"}`, "population", nan, true},
		{`{"population":"12-14"}`, "population", nan, true},
		{`{"population":"about 12"}`, "population", nan, true},
		{`{"population":"12 dwellings"}`, "population", nan, true},
		{`{"population":-5}`, "population", nan, true},
		{`{"population":1e999}`, "population", nan, true},
		{`{"population":"1e999"}`, "population", nan, true},
		{`{"population":[12]}`, "population", nan, true},
		{`{"population":true}`, "population", nan, true},
		{`{"层数":"12 层"}`, "floors", 12, false},
		{`{"building:levels":"12;14"}`, "floors", nan, true},
		{`{"floors":"6F"}`, "floors", 6, false},
		{`{"建筑面积":"2.5公顷"}`, "floor_area", 25000, false},
		{`{"建筑面积(万平方米)":"10.5"}`, "floor_area", 105000, false},
		{`{"gfa":"3 亩"}`, "floor_area", 2000, false},
		{`{"floor_area_m2":1,"gfa":2}`, "floor_area", 1, false},
		{`{"gfa":2,"floor_area_m2":1}`, "floor_area", 1, false},
		{`{"产值（万元）":"30,000"}`, "output", 3e8, false},
		{`{"产值":"3亿元"}`, "output", 3e8, false},
		{`{"固定资产投资（亿元）":16.9}`, "invested", 1.69e9, false},
		{`{"population (dozens)":3}`, "population", nan, true},
		{`{"容积率":2.5}`, "far", 2.5, false},
		{`{"Plot Ratio":"1.8"}`, "far", 1.8, false},
		{`{"FAR":40}`, "far", 40, false},
		{`{"far":"≤2.5"}`, "far", nan, true},
		{`{"far":-1}`, "far", nan, true},
		{`{"far":"2.5 m2"}`, "far", nan, true},
		{`{"far":"","plot_ratio":3}`, "far", 3, false},
		{`{"建筑密度":"35%"}`, "coverage", 0.35, false},
		{`{"建筑密度（％）":35}`, "coverage", 0.35, false},
		{`{"建筑密度":0.35}`, "coverage", 0.35, false},
		{`{"建筑密度":35}`, "coverage", nan, true}, // per cent, or wrong
		{`{"绿地率(%)":"100"}`, "green", 1, false},
		{`{"green_ratio":"101 %"}`, "green", nan, true},
		{`{"绿地率":"三成"}`, "green", nan, true},
	} {
		l := layerOf(t, data.RoleLandUse, "", square(1, c.properties))
		f := l.Facts(0)
		got := map[string]float64{"population": f.Population, "floors": f.Floors, "floor_area": f.FloorAreaM2, "output": f.OutputYuan, "invested": f.InvestedYuan,
			"far": f.FAR, "coverage": f.Coverage, "green": f.GreenRatio}[c.field]
		// Relative 1e-15: units are multiplied in binary.
		if math.IsNaN(got) != math.IsNaN(c.want) || math.Abs(got-c.want) > 1e-15*c.want {
			t.Errorf("%s of %s = %v, want %v", c.field, c.properties, got, c.want)
		}
		if warned := len(l.Warnings) > 0; warned != c.warned {
			t.Errorf("%s: warnings %+v, want some: %v", c.properties, l.Warnings, c.warned)
		}
	}
}

func TestAmountOf(t *testing.T) {
	l := layerOf(t, data.RoleLandUse, "", square(0, `{}`))
	for key, want := range map[string]string{
		"容积率": "far", "Plot-Ratio": "far", "建筑密度（%）": "building_coverage", "绿地率": "green_ratio", "建筑面积(万平方米)": "floor_area_m2", "GFA": "floor_area_m2",
		"人口": "population", "name": "", "": "", "landuse": "", "\xff": "",
	} {
		if got := l.AmountOf(key); got != want {
			t.Errorf("AmountOf(%q) = %q, want %q", key, got, want)
		}
	}
}

// TestWarningNames checks that a warning says which feature and property.
func TestWarningNames(t *testing.T) {
	l := layerOf(t, data.RoleBuilding, "", square(7, `{"floors":2}`), square(8, `{"building:levels":"12;14","a/b":1}`))
	if len(l.Warnings) != 1 {
		t.Fatalf("Warnings = %+v, want one", l.Warnings)
	}
	w := l.Warnings[0]
	if w.Feature != 1 || w.ID != "8" || w.Path != "/features/1/properties/building:levels" || w.Severity != data.SeverityWarning || !strings.Contains(w.Message, "12;14") {
		t.Errorf("Warnings[0] = %+v", w)
	}
}

// TestRolesNeedDifferentFacts checks that a layer holds what its role needs.
func TestRolesNeedDifferentFacts(t *testing.T) {
	const all = `{"population":1,"jobs":2,"floors":3,"floor_area_m2":4,"footprint_m2":5,"green_area_m2":6,"output_yuan":7,"invested_yuan":8,"far":9,"building_coverage":0.1,"green_ratio":0.2,"code":"R2"}`
	nan := math.NaN()
	for role, want := range map[data.Role][11]float64{
		data.RoleLandUse:    {1, 2, 3, 4, 5, 6, 7, 8, 9, 0.1, 0.2},
		data.RoleBuilding:   {1, 2, 3, 4, 5, nan, nan, nan, nan, nan, nan},
		data.RolePopulation: {1, 2, nan, nan, nan, nan, nan, nan, nan, nan, nan},
		data.RoleBoundary:   {1, 2, nan, 4, nan, nan, 7, 8, nan, nan, nan},
		data.RoleFacility:   {nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan},
		data.RoleRoad:       {nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, nan},
	} {
		f := layerOf(t, role, "x", square(1, all)).Facts(0)
		got := [11]float64{f.Population, f.Jobs, f.Floors, f.FloorAreaM2, f.FootprintM2, f.GreenM2, f.OutputYuan, f.InvestedYuan, f.FAR, f.Coverage, f.GreenRatio}
		for i := range got {
			if got[i] != want[i] && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
				t.Errorf("%s: amounts = %v, want %v", role, got, want)
				break
			}
		}
	}
}

func TestStatusAndYears(t *testing.T) {
	for _, c := range []struct {
		properties    string
		status        data.Status
		opens, closes int
		warnings      int
	}{
		{`{}`, data.StatusExisting, 0, 0, 0},
		{`{"status":"planned","opens":2027}`, data.StatusPlanned, 2027, 0, 0},
		{`{"状态":"在建","启用年份":"2026年9月"}`, data.StatusUnderConstruction, 2026, 0, 0},
		{`{"status":"Under Construction","opens":"2025-09-01"}`, data.StatusUnderConstruction, 2025, 0, 0},
		{`{"start_date":"1998","end_date":"2018-10-28"}`, data.StatusExisting, 1998, 2018, 0},
		{`{"status":"fine"}`, data.StatusExisting, 0, 0, 1},
		{`{"opens":"soon"}`, data.StatusExisting, 0, 0, 1},
		{`{"opens":20270}`, data.StatusExisting, 0, 0, 1},
		{`{"opening_hours":"08:00-18:00"}`, data.StatusExisting, 0, 0, 0},
	} {
		l := layerOf(t, data.RoleFacility, "clinic", point(1, c.properties))
		f := l.Facts(0)
		if f.Status != c.status || f.Opens != c.opens || f.Closes != c.closes || len(l.Warnings) != c.warnings {
			t.Errorf("%s: %v, opens %d, closes %d, %d warnings; want %v, %d, %d, %d", c.properties, f.Status, f.Opens, f.Closes, len(l.Warnings), c.status, c.opens, c.closes, c.warnings)
		}
	}
}

func TestOpenIn(t *testing.T) {
	for _, c := range []struct {
		facts data.Facts
		year  int
		want  bool
	}{
		{data.Facts{}, 0, true},
		{data.Facts{}, 1900, true},
		{data.Facts{Status: data.StatusPlanned}, 0, false},
		{data.Facts{Status: data.StatusPlanned}, 2100, false},
		{data.Facts{Status: data.StatusPlanned, Opens: 2030}, 2029, false},
		{data.Facts{Status: data.StatusPlanned, Opens: 2030}, 2030, true},
		{data.Facts{Opens: 2010}, 2009, false},
		{data.Facts{Closes: 2018}, 2017, true},
		{data.Facts{Closes: 2018}, 2018, false},
		{data.Facts{Closes: 2018}, 0, true},
		{data.Facts{Status: data.StatusClosed}, 0, false},
		{data.Facts{Status: data.StatusClosed}, 2000, false},
		{data.Facts{Status: data.StatusClosed, Opens: 1990}, 2000, false},
		{data.Facts{Status: data.StatusClosed, Closes: 2018}, 2017, true},
		{data.Facts{Status: data.StatusClosed, Closes: 2018}, 2018, false},
		{data.Facts{Status: data.StatusClosed, Opens: 2010, Closes: 2018}, 2009, false},
	} {
		if got := c.facts.OpenIn(c.year); got != c.want {
			t.Errorf("%+v.OpenIn(%d) = %v, want %v", c.facts, c.year, got, c.want)
		}
	}
}

func TestClasses(t *testing.T) {
	for properties, want := range map[string]data.Class{
		`{"scheme":"GB50137-2011","code":"R2"}`: {Scheme: data.SchemeGB50137, Code: "R2"},
		`{"用地代码":"A33"}`:                        {Scheme: data.SchemeGB50137, Code: "A33"},
		`{"用地用海代码":"0701"}`:                     {Scheme: data.SchemeMNR2023, Code: "0701"},
		`{"DLBM":"0701"}`:                       {Scheme: data.SchemeGBT2101, Code: "0701"},
		`{"scheme":"国土空间调查、规划、用途管制用地用海分类指南","code":"05"}`:   {Scheme: data.SchemeMNR2023, Code: "05"},
		`{"用地性质":"二类居住用地"}`:                                 {Scheme: data.SchemeOther, Code: "二类居住用地"},
		`{"landuse":"residential","natural":"wood"}`:        {Scheme: data.SchemeOSM, Code: "landuse=residential"},
		`{"natural":"wood","leisure":"park"}`:               {Scheme: data.SchemeOSM, Code: "natural=wood"},
		`{"leisure":"park","name":"R2"}`:                    {Scheme: data.SchemeOSM, Code: "leisure=park"},
		`{"landuse":"M1"}`:                                  {Scheme: data.SchemeGB50137, Code: "M1"},
		`{"type":"multipolygon","landuse":"forest"}`:        {Scheme: data.SchemeOSM, Code: "landuse=forest"},
		`{"type":"multipolygon","code":"G1","landuse":"x"}`: {Scheme: data.SchemeGB50137, Code: "G1"},
		`{"name":"nothing"}`:                                {},
		`{"code":"HX-12","landuse":"grass"}`:                {Scheme: data.SchemeOSM, Code: "landuse=grass"},
		`{"scheme":"Hefei","code":"R2x9"}`:                  {Scheme: "Hefei", Code: "R2x9"},
	} {
		if got := layerOf(t, data.RoleLandUse, "", square(1, properties)).Facts(0).Class; got != want {
			t.Errorf("class of %s = %+v, want %+v", properties, got, want)
		}
	}
}

// TestColumnsAgreeWithFeatures builds one large layer, which is read in parts,
// and compares every fact with that of the feature in a layer of its own.
func TestColumnsAgreeWithFeatures(t *testing.T) {
	const seed = 20260101
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	parts := []string{`"name":"甲"`, `"population":"1,200"`, `"population":"12;14"`, `"code":"R2"`, `"floors":3`, `"far":2`, `"绿地率":"30%"`, `"status":"planned"`, `"opens":2030`, `"source":"synthetic"`, `"name_en":"A"`}
	fs := make([]data.Feature, 20000)
	for i := range fs {
		var chosen []string
		for _, p := range parts {
			if rnd.IntN(3) == 0 && (i < 9000 || !strings.HasPrefix(p, `"floors`)) {
				chosen = append(chosen, p)
			}
		}
		fs[i] = square(i, "{"+strings.Join(chosen, ",")+"}")
	}
	all := layerOf(t, data.RoleLandUse, "", fs...)
	for i := 0; i < len(fs); i += 37 {
		got, want := all.Facts(i), layerOf(t, data.RoleLandUse, "", fs[i]).Facts(0)
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
			t.Fatalf("Facts(%d) = %+v, alone %+v", i, got, want)
		}
	}
	if len(all.Warnings) != 1000 {
		t.Errorf("%d warnings kept, want 1000", len(all.Warnings))
	}
}

// FuzzFacts reads any properties without a panic, into facts within bounds.
func FuzzFacts(f *testing.F) {
	for _, seed := range []string{`{"population":"1,200"}`, `{"人口（万人）":1.5}`, `{"kind":" - ","name":"小"}`, `{"":{}}`, `{"code":"R2"`, `[]`, `{"name":"一(","opens":"2027年"}`, "{\"name\":\"\xff\"}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, properties string) {
		for _, role := range data.Roles() {
			l := layerOf(t, role, "", square(1, properties))
			facts := l.Facts(0)
			for _, v := range []float64{facts.Population, facts.Jobs, facts.Floors, facts.FloorAreaM2, facts.FootprintM2, facts.GreenM2, facts.OutputYuan, facts.FAR, facts.Coverage, facts.GreenRatio} {
				if v < 0 || math.IsInf(v, 0) {
					t.Errorf("%s: amount %v", properties, v)
				}
			}
			if facts.Opens != 0 && (facts.Opens < 1000 || facts.Opens > 3000) {
				t.Errorf("%s: opens %d", properties, facts.Opens)
			}
		}
		data.Infer(data.Hint{Source: properties}, []data.Feature{square(1, properties), point(2, properties)})
	})
}
