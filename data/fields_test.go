package data_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"catchment/data"
	"catchment/geo/trial"
)

// plainNames are names by which a fact is known, whose properties are known for
// nothing else.
var plainNames = map[string][]string{
	"class": {"landuse_code", "用地代码", "DLBM", "lu_code"}, "scheme": {"分类标准"}, "kind": {"kind", "设施类型", "类别"}, "name": {"name", "名称"}, "name_en": {"英文名"},
	"status": {"status", "状态"}, "opens": {"opens", "投用年份"}, "closes": {"停用年份"},
	"population": {"population", "人口（万人）"}, "jobs": {"jobs"}, "floors": {"层数"}, "floor_area_m2": {"建筑面积(公顷)"}, "far": {"容积率"}, "green_ratio": {"绿地率（%）"},
}

// property is one of a made-up feature.
type property struct{ name, value string }

func object(ps []property) string {
	var parts []string
	for _, p := range ps {
		name, _ := json.Marshal(p.name)
		parts = append(parts, string(name)+":"+p.value)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// renamed returns the properties under the names that the choices give them: those
// chosen under a known name, those that could state a fact chosen for under none.
func renamed(ps []property, chosen data.Fields) []property {
	var out []property
	for i, p := range ps {
		taken := false
		for _, fact := range data.FactNames() {
			if chosen[fact] != p.name {
				continue
			}
			taken = true
			known := strings.FieldsFunc(plainNames[fact][0], func(r rune) bool { return r == '(' || r == '（' })[0]
			if fact == "class" && p.name == "DLBM" {
				known = p.name
			} else if at := strings.IndexAny(p.name, "(（"); at >= 0 {
				known += p.name[at:]
			}
			out = append(out, property{known, p.value})
		}
		for fact := range chosen {
			if !taken && slices.Contains(plainNames[fact], p.name) {
				taken = true
				out = append(out, property{fmt.Sprintf("zz%d", i), p.value})
			}
		}
		if !taken {
			out = append(out, p)
		}
	}
	return out
}

// TestChoosingIsRenaming: a layer whose properties were chosen for facts is the
// one in which they have names that are known for them.
func TestChoosingIsRenaming(t *testing.T) {
	for seed := range trial.Rounds(3) {
		chooseAndRename(t, seed)
	}
}

// chooseAndRename tries made-up layers and choices.
func chooseAndRename(t *testing.T, seed uint64) {
	rnd := rand.New(rand.NewPCG(seed, 27))
	known := make([]string, 0, len(plainNames))
	var names []string
	for _, fact := range data.FactNames() {
		if of := plainNames[fact]; of != nil {
			known, names = append(known, fact), append(names, of...)
		}
	}
	names = append(names, "YDXZ_X", "rk2", "人数（千人）", "f（层）", "__proto__", "constructor", "a\"b", "\u202eabc", "\x01", " ", ",", "zz")
	values := []string{`"R2"`, `"A33"`, `"0701"`, `"小学"`, `"医院"`, `"planned"`, `"在建"`, `"2030"`, `2030`, `1200`, `"1,200"`, `"1.5万"`, `0.3`, `"35 %"`, `"?"`, `""`, `null`, `[1]`, `-4`, `"GB50137-2011"`, `"甲"`}
	roles := []data.Role{data.RoleLandUse, data.RoleFacility, data.RolePopulation, data.RoleBuilding, data.RoleBoundary, data.RoleOther}
	for round := range 100 {
		chosen := data.Fields{}
		for range 1 + rnd.IntN(4) {
			property := names[rnd.IntN(len(names))]
			if rnd.IntN(5) == 0 {
				property = ""
			}
			chosen[known[rnd.IntN(len(known))]] = property
		}
		if chosen.Check() != nil {
			continue
		}
		var as, by []data.Feature
		for i := range 1 + rnd.IntN(12) {
			var ps []property
			for _, at := range rnd.Perm(len(names))[:rnd.IntN(12)] {
				ps = append(ps, property{names[at], values[rnd.IntN(len(values))]})
			}
			as, by = append(as, square(i+1, object(ps))), append(by, square(i+1, object(renamed(ps, chosen))))
		}
		said := fmt.Sprintf("seed %d, round %d, chosen %q", seed, round, chosen)
		hint := data.Hint{Fields: chosen}
		one, other := data.Infer(hint, as), data.Infer(data.Hint{}, by)
		if one.Role != other.Role || one.Kind != other.Kind {
			t.Errorf("%s: %s %s, renamed %s %s", said, one.Role, one.Kind, other.Role, other.Kind)
		}
		for _, role := range roles {
			got, err := data.NewLayer(data.Meta{ID: "test", Role: role, Fields: chosen}, as)
			if err != nil {
				t.Fatal(err)
			}
			want := layerOf(t, role, "", by...)
			for i := range as {
				if g, w := fmt.Sprintf("%+v", got.Facts(i)), fmt.Sprintf("%+v", want.Facts(i)); g != w {
					t.Fatalf("%s: a %s of %s is\n%s, renamed\n%s", said, role, as[i].Properties, g, w)
				}
			}
			if len(got.Warnings) != len(want.Warnings) {
				t.Errorf("%s: %d warnings, renamed %d", said, len(got.Warnings), len(want.Warnings))
			}
			report := data.ReadFields(role, chosen, as)
			checkReport(t, said, got, report)
			if again := data.ReadFields(role, asRead(report, chosen), as); !sameCounts(report, again) {
				t.Errorf("%s: chosen as it is read, it is read otherwise: %+v, before %+v", said, again.Facts, report.Facts)
			}
		}
	}
}

// asRead returns the choices and, as further ones, every fact that one property
// alone states.
func asRead(r *data.FieldReport, chosen data.Fields) data.Fields {
	all := data.Fields{}
	for fact, property := range chosen {
		all[fact] = property
	}
	for _, f := range r.Facts {
		loose := f.Field == "类别" || f.Field == "lu_code" // which say it only in some words
		if f.Reason != "alias" || len(f.Others) > 0 || loose {
			continue
		}
		all[f.Fact] = f.Field
		if all.Check() != nil {
			delete(all, f.Fact)
		}
	}
	return all
}

// sameCounts tells whether two reports find the same usable. What a fact takes
// away from another, as kind does from class, is not looked at.
func sameCounts(a, b *data.FieldReport) bool {
	for i := range a.Facts {
		f, g := a.Facts[i], b.Facts[i]
		if f.Fact != g.Fact || f.Usable+f.Unusable+f.Empty != g.Usable+g.Unusable+g.Empty || f.Reason == "alias" && g.Field == f.Field && f.Usable != g.Usable {
			return false
		}
	}
	return true
}

// checkReport compares a report with the facts of the layer.
func checkReport(t *testing.T, said string, l *data.Layer, r *data.FieldReport) {
	t.Helper()
	for _, f := range r.Facts {
		if n := f.Usable + f.Unusable + f.Empty; n != l.Len() {
			t.Errorf("%s: %s has %d features, want %d", said, f.Fact, n, l.Len())
		}
		stated := 0
		for i := range l.Len() {
			facts := l.Facts(i)
			if map[string]bool{"name": facts.Name != "", "population": facts.Population == facts.Population, "floors": facts.Floors == facts.Floors,
				"far": facts.FAR == facts.FAR, "opens": facts.Opens != 0}[f.Fact] {
				stated++
			}
		}
		checked := slices.Contains([]string{"name", "opens"}, f.Fact) || l.Role == data.RoleLandUse && slices.Contains([]string{"population", "floors", "far"}, f.Fact)
		if checked && f.Usable != stated {
			t.Errorf("%s: a %s has %d usable values for %s, its facts %d", said, l.Role, f.Usable, f.Fact, stated)
		}
	}
}

// TestChosenTag: a tag of OpenStreetMap that is chosen for the class states what it
// does unasked, and only that tag does: water is no warehouse (W).
func TestChosenTag(t *testing.T) {
	fs := []data.Feature{square(1, `{"landuse":"water","natural":"wood"}`), square(2, `{"landuse":"R2"}`), square(3, `{"natural":"wood"}`), square(4, `{"landuse":"residential","code":"M1"}`)}
	chosen := data.Fields{"class": "landuse"}
	l, err := data.NewLayer(data.Meta{ID: "test", Role: data.RoleLandUse, Fields: chosen}, fs)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []data.Class{{Scheme: data.SchemeOSM, Code: "landuse=water"}, {Scheme: data.SchemeGB50137, Code: "R2"}, {}, {Scheme: data.SchemeOSM, Code: "landuse=residential"}} {
		if got := l.Facts(i).Class; got != want {
			t.Errorf("the class of %s is %+v, want %+v", fs[i].Properties, got, want)
		}
	}
	for _, f := range data.ReadFields(data.RoleLandUse, chosen, fs).Facts {
		if f.Fact == "class" && (f.Usable != 3 || f.Unusable != 0 || f.Empty != 1) {
			t.Errorf("of the tag is reported %+v", f)
		}
	}
}

// TestChoosingItself: a property that is known for a fact may be chosen for it,
// which changes nothing; and a choice stays with the layer that is edited.
func TestChoosingItself(t *testing.T) {
	fs := []data.Feature{square(1, `{"用地代码":"R2","人口":12}`), square(2, `{"用地代码":"B1","人口":"x"}`)}
	plain := layerOf(t, data.RoleLandUse, "", fs...)
	chosen, err := data.NewLayer(data.Meta{ID: "test", Role: data.RoleLandUse, Fields: data.Fields{"class": "用地代码", "population": "人口"}}, fs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range fs {
		if got, want := fmt.Sprintf("%+v", chosen.Facts(i)), fmt.Sprintf("%+v", plain.Facts(i)); got != want {
			t.Errorf("feature %d is %s, want %s", i, got, want)
		}
	}
	other, err := data.NewLayer(data.Meta{ID: "test", Role: data.RoleLandUse, Fields: data.Fields{"class": "X"}}, []data.Feature{square(1, `{"X":"R2"}`)})
	if err != nil {
		t.Fatal(err)
	}
	edited, err := other.With(data.Changes{Replace: map[int]data.Feature{0: square(1, `{"X":"B1","landuse_code":"M1"}`)}})
	if err != nil {
		t.Fatal(err)
	}
	if got := edited.Facts(0).Class.Code; got != "B1" {
		t.Errorf("after an edit the class is %q, want B1", got)
	}
}

// TestFieldWithoutName: a property whose name is empty can be chosen too; choosing
// none is another thing, and it is missing where no feature has it.
func TestFieldWithoutName(t *testing.T) {
	fs := []data.Feature{square(1, `{"":"R2","a":"B1"}`), square(2, `{"a":"B1","":"M1"}`), square(3, `{"a":"G1"}`)}
	chosen, err := data.ParseFields([]string{"class:" + data.Unnamed, "name:a"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := data.NewLayer(data.Meta{ID: "test", Role: data.RoleLandUse, Fields: chosen}, fs)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"R2", "M1", ""} {
		if got := l.Facts(i).Class.Code; got != want {
			t.Errorf("the class of %s is %q, want %q", fs[i].Properties, got, want)
		}
	}
	source := func(chosen data.Fields, fs []data.Feature) data.FactSource {
		for _, f := range data.ReadFields(data.RoleLandUse, chosen, fs).Facts {
			if f.Fact == "class" {
				return f
			}
		}
		return data.FactSource{}
	}
	if f := source(chosen, fs); f.Field != data.Unnamed || f.Missing || f.Usable != 2 || f.Empty != 1 || len(f.Examples) != 2 {
		t.Errorf("of the property without a name is reported %+v", f)
	}
	if f := source(chosen, fs[2:]); !f.Missing {
		t.Errorf("where no feature has it: %+v", f)
	}
	if f := source(data.Fields{"class": ""}, fs); f.Missing || f.Usable != 0 || f.Reason != "given" {
		t.Errorf("where none is chosen: %+v", f)
	}
}

func TestFieldsRefused(t *testing.T) {
	for _, c := range []struct {
		choices []string
		want    string // empty: it is taken
	}{
		{nil, ""}, {[]string{"class:YDXZ", "population:rk2"}, ""}, {[]string{"name:a", "name_en:a", "kind:a"}, ""}, {[]string{"class:"}, ""}, {[]string{"class:", "population:"}, ""},
		{[]string{"class:a:b,c"}, ""}, {[]string{"class:a", "class:a"}, ""}, {[]string{"class:__proto__"}, ""},
		{[]string{"class:a", "class:b"}, `both "a" and "b"`}, {[]string{"class"}, "write fact:property"}, {[]string{""}, "write fact:property"},
		{[]string{"__proto__:a"}, "no such fact"}, {[]string{"Class:a"}, "no such fact"},
		{[]string{"class:a", "population:a"}, "one property cannot state both"}, {[]string{"name:a", "jobs:a"}, "one property cannot state both"}, {[]string{"jobs:a", "population:a"}, "one property cannot state both"},
		{[]string{"class:" + strings.Repeat("x", 401)}, "at most 400"}, {[]string{"class:\xff"}, "not UTF-8"}, {[]string{strings.Repeat("x", 10<<20) + ":a"}, "no such fact"},
	} {
		_, err := data.ParseFields(c.choices)
		if c.want == "" && err != nil || c.want != "" && (!errors.Is(err, data.ErrField) || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 1000) {
			t.Errorf("ParseFields(%.100q) = %.200v, want %q", c.choices, err, c.want)
		}
	}
}

// TestFieldReportBounds: whatever stands in a file, the report on it stays small.
func TestFieldReportBounds(t *testing.T) {
	longest, huge := strings.Repeat("很", 10<<20/3), strings.Repeat("很", 1<<18)
	var ps []property
	for i := range 5000 {
		ps = append(ps, property{fmt.Sprintf("p%d", i), `"v"`})
	}
	many := object(ps)
	fs := []data.Feature{
		square(1, `{"__proto__":"R2","constructor":1,"\u202egnp":"a","\u0000":"b","":"c","a":"`+strings.Repeat(`\u5f88`, 1<<20)+`"}`),
		square(2, object([]property{{longest, `1`}, {"b", `"` + huge + `"`}, {"landuse_code", `"` + huge + `"`}, {"kind", `"` + huge + `"`}, {"status", `"` + huge + `"`}, {"name", `"` + huge + `"`}, {"人口", `"` + huge + `"`}})),
		square(3, many), square(4, `{"a":{"b":[1,2]}}`), square(5, `null`), square(6, ``),
	}
	for _, role := range []data.Role{data.RoleLandUse, data.RoleFacility, data.RoleOther} {
		r := data.ReadFields(role, data.Fields{"class": "__proto__", "far": "p4999"}, fs)
		text, err := json.Marshal(r)
		if err != nil || len(text) > 60_000 {
			t.Errorf("the report on a %s has %d bytes (%v), want 60,000 at most", role, len(text), err)
		}
		if !r.More || len(r.Fields) != 200 {
			t.Errorf("%d properties, more %v, want 200 and more", len(r.Fields), r.More)
		}
		for _, f := range r.Facts {
			if f.Missing || f.Fact == "class" && (f.Usable != 1 || f.Empty != 5) || f.Fact == "far" && f.Unusable != 1 {
				t.Errorf("of a %s: %+v", role, f)
			}
		}
	}
}

// FuzzFields: no properties and choices stop a report or a layer.
func FuzzFields(f *testing.F) {
	f.Add(`{"YDXZ_X":"R2","rk2":"1,200"}`, "class:YDXZ_X", "population:rk2")
	f.Add(`{"a":"`+"\\ud800"+`","b":[{}]}`, "name:a", "kind:a")
	f.Add(`{"landuse":"residential","code":7}`, "class:", "scheme:code")
	f.Fuzz(func(t *testing.T, properties, one, two string) {
		chosen, err := data.ParseFields([]string{one, two})
		if err != nil || !json.Valid([]byte(properties)) {
			return
		}
		fs := []data.Feature{square(1, properties), square(2, properties)}
		for _, role := range data.Roles() {
			l, err := data.NewLayer(data.Meta{ID: "test", Role: role, Fields: chosen}, fs)
			if err != nil {
				t.Fatal(err)
			}
			checkReport(t, properties+one+two, l, data.ReadFields(role, chosen, fs))
		}
	})
}
