package data_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

// line returns a feature with a line.
func line(id int, properties string) data.Feature {
	f := point(id, properties)
	f.Geometry = orb.LineString{{0, 0}, {1, 1}}
	return f
}

func TestKindByNameAndProperty(t *testing.T) {
	for properties, want := range map[string]data.Kind{
		`{"name":"松山九中"}`:                                      "middle_school",
		`{"name":"二十七小"}`:                                      "primary_school",
		`{"name":"第十三幼儿园"}`:                                    "kindergarten",
		`{"name":"赤峰市中医蒙医院"}`:                                  "hospital",
		`{"name":"松山消防站"}`:                                     "fire_station",
		`{"name":"热电厂"}`:                                       "heat_plant",
		`{"name":"高压水厂"}`:                                      "water_plant",
		`{"name":"燃气站"}`:                                       "gas_station",
		`{"name":"加油站"}`:                                       "fuel_station",
		`{"name":"公交枢纽"}`:                                      "bus_hub",
		`{"name":"110kV 松东变电站"}`:                               "substation",
		`{"name":"人民公园"}`:                                      "park",
		`{"name":"公园路"}`:                                       "",
		`{"name":"医院附属幼儿园"}`:                                   "kindergarten",
		`{"name":"实验小学（北校区）"}`:                                 "primary_school",
		`{"name":"示意小学 03"}`:                                   "primary_school",
		`{"name":"市医院东院区"}`:                                    "hospital",
		`{"name":"振兴街社区卫生服务中心"}`:                               "community_health_centre",
		`{"name":"阳光小区九小区"}`:                                   "",
		`{"name":"Riverside Primary School 3"}`:                "primary_school",
		`{"name":"Park Street"}`:                               "",
		`{"设施类型":"小学","name":"某幼儿园"}`:                          "primary_school",
		`{"kind":"Fire Station"}`:                              "fire_station",
		`{"kind":"digital_base"}`:                              "digital_base",
		`{"type":"Feature","类型":"医院"}`:                         "",
		`{"类型":"医院"}`:                                          "hospital",
		`{"amenity":"school"}`:                                 "school",
		`{"amenity":"school","name":"第三小学"}`:                   "primary_school",
		`{"amenity":"school","school":"primary"}`:              "primary_school",
		`{"school":"primary","amenity":"school"}`:              "primary_school",
		`{"amenity":"hospital","name":"某小学"}`:                  "hospital",
		`{"emergency":"yes","amenity":"hospital"}`:             "hospital",
		`{"building":"school","amenity":"kindergarten"}`:       "kindergarten",
		`{"highway":"bus_stop","public_transport":"platform"}`: "bus_stop",
		`{"healthcare":"doctor","amenity":"doctors"}`:          "clinic",
		`{"power":"substation","operator":"x"}`:                "substation",
		`{"power":"plant","plant:type":"chp"}`:                 "heat_plant",
		`{"man_made":"water_works"}`:                           "water_plant",
		`{"shop":"supermarket","amenity":"pharmacy"}`:          "pharmacy",
	} {
		if got := layerOf(t, data.RoleFacility, "", point(1, properties)).Facts(0).Kind; got != want {
			t.Errorf("kind of %s = %q, want %q", properties, got, want)
		}
	}
}

// TestGivenKindHolds checks that a layer's kind is every feature's.
func TestGivenKindHolds(t *testing.T) {
	l := layerOf(t, data.RoleFacility, "primary_school", point(1, `{"amenity":"school"}`), point(2, ``), point(3, `{"kind":"clinic"}`))
	if n := l.Kinds()["primary_school"]; n != 3 {
		t.Errorf("Kinds() = %v, want 3 primary schools", l.Kinds())
	}
}

func TestKindTable(t *testing.T) {
	seen := map[data.Kind]bool{}
	for _, k := range data.Kinds() {
		if seen[k.Kind] || k.NameZH == "" || k.NameEN == "" {
			t.Errorf("kind %+v is twice in the table or has no names", k)
		}
		seen[k.Kind] = true
		for _, word := range []string{string(k.Kind), k.NameZH, strings.ToUpper(k.NameEN)} {
			if got, ok := data.LookupKind(word); !ok || got.Kind != k.Kind {
				t.Errorf("LookupKind(%q) = %q, %v, want %q", word, got.Kind, ok, k.Kind)
			}
		}
		if !k.Kind.IsA(k.Kind) || k.Parent != "" && (!k.Kind.IsA(k.Parent) || k.Parent.IsA(k.Kind)) {
			t.Errorf("%s and its parent %q do not stand above each other", k.Kind, k.Parent)
		}
	}
	for _, k := range data.Kinds() {
		if k.Parent != "" && !seen[k.Parent] {
			t.Errorf("parent %q of %s is not in the table", k.Parent, k.Kind)
		}
	}
	if _, ok := data.LookupKind("spaceport"); ok {
		t.Error("LookupKind(spaceport) found something")
	}
}

func TestInfer(t *testing.T) {
	for name, c := range map[string]struct {
		hint data.Hint
		fs   []data.Feature
		role data.Role
		kind data.Kind
	}{
		"given":                    {data.Hint{Role: data.RoleOther, Kind: "x"}, []data.Feature{point(1, `{"amenity":"school"}`)}, data.RoleOther, "x"},
		"given kind tells role":    {data.Hint{Kind: "小学"}, []data.Feature{point(1, `{}`)}, data.RoleFacility, "primary_school"},
		"collection members":       {data.Hint{Foreign: json.RawMessage(`{"role":"facility","kind":"医院"}`)}, []data.Feature{point(1, `{}`)}, data.RoleFacility, "hospital"},
		"file name only":           {data.Hint{Source: "二〇二五年消防站.geojson"}, []data.Feature{point(1, `{}`)}, data.RoleFacility, "fire_station"},
		"English file name":        {data.Hint{Source: `C:\data\primary-schools_2023.geojson.gz`}, []data.Feature{point(1, `{}`)}, data.RoleFacility, "primary_school"},
		"file name narrows":        {data.Hint{Source: "primary_schools.geojson"}, []data.Feature{point(1, `{"amenity":"school"}`)}, data.RoleFacility, "primary_school"},
		"file name does not widen": {data.Hint{Source: "schools.geojson"}, []data.Feature{point(1, `{"kind":"kindergarten"}`)}, data.RoleFacility, "kindergarten"},
		"features before file":     {data.Hint{Source: "roads.geojson"}, []data.Feature{point(1, `{"amenity":"school"}`)}, data.RoleFacility, "school"},
		"names":                    {data.Hint{}, []data.Feature{point(1, `{"名称":"第一小学"}`), point(2, `{"名称":"第二小学"}`)}, data.RoleFacility, "primary_school"},
		"mixed":                    {data.Hint{}, []data.Feature{point(1, `{"kind":"clinic"}`), point(2, `{"kind":"park"}`)}, data.RoleFacility, ""},
		"one untold of several":    {data.Hint{}, []data.Feature{point(1, `{"kind":"clinic"}`), point(2, `{"kind":"clinic"}`), point(3, `{}`)}, data.RoleFacility, "clinic"},
		"codes on areas":           {data.Hint{}, []data.Feature{square(1, `{"code":"R2","population":5}`)}, data.RoleLandUse, ""},
		"parks are facilities":     {data.Hint{}, []data.Feature{square(1, `{"leisure":"park"}`), square(2, `{"leisure":"park"}`)}, data.RoleFacility, "park"},
		"school buildings":         {data.Hint{}, []data.Feature{square(1, `{"building":"school","amenity":"school"}`)}, data.RoleFacility, "school"},
		"buildings":                {data.Hint{}, []data.Feature{square(1, `{"building":"yes"}`), square(2, `{"building":"yes","amenity":"bank"}`)}, data.RoleBuilding, ""},
		"Chinese buildings":        {data.Hint{}, []data.Feature{square(1, `{"层数":6}`)}, data.RoleBuilding, ""},
		"roads by class":           {data.Hint{}, []data.Feature{line(1, `{"class":"arterial"}`)}, data.RoleRoad, ""},
		"roads by file name":       {data.Hint{Source: "道路.geojson"}, []data.Feature{line(1, `{}`)}, data.RoleRoad, ""},
		"jobs":                     {data.Hint{}, []data.Feature{point(1, `{"jobs":10}`)}, data.RolePopulation, "jobs"},
		"census tracts":            {data.Hint{}, []data.Feature{square(1, `{"人口":10}`)}, data.RolePopulation, "people"},
		"districts with people":    {data.Hint{}, []data.Feature{square(1, `{"admin_level":"8","population":10}`), square(2, `{"admin_level":"8","population":10}`)}, data.RoleBoundary, "district"},
		"a lone area":              {data.Hint{}, []data.Feature{square(1, `{"name":"x"}`)}, data.RoleBoundary, "study_area"},
		"nothing told":             {data.Hint{}, []data.Feature{point(1, ``), line(2, `null`)}, data.RoleOther, ""},
		"nothing at all":           {data.Hint{}, nil, data.RoleOther, ""},
	} {
		got := data.Infer(c.hint, c.fs)
		if got.Role != c.role || got.Kind != c.kind {
			t.Errorf("%s: Infer = %s %q, want %s %q; %+v", name, got.Role, got.Kind, c.role, c.kind, got.Inferences)
		}
		for _, i := range got.Inferences {
			if i.Why == "" || i.Field == "" || i.Given != (i.Why == "given when it was loaded") {
				t.Errorf("%s: inference %+v says not why", name, i)
			}
		}
	}
}
