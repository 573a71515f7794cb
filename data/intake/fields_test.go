package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/intake"
)

// office is a file whose properties have names of its own.
const office = `{"type":"FeatureCollection","features":[
{"type":"Feature","id":"a","properties":{"YDXZ_X":"R2","rk2":"1,200人","MC_X":"甲"},"geometry":{"type":"Polygon","coordinates":[[[118.88,42.26],[118.89,42.26],[118.89,42.27],[118.88,42.27],[118.88,42.26]]]}},
{"type":"Feature","id":"bad","properties":{"YDXZ_X":"R2"},"geometry":{"type":"Point","coordinates":[999,1]}},
{"type":"Feature","id":"b","properties":{"YDXZ_X":"A33","rk2":"many","MC_X":"乙"},"geometry":{"type":"Polygon","coordinates":[[[118.90,42.26],[118.91,42.26],[118.91,42.27],[118.90,42.27],[118.90,42.26]]]}}]}`

var officeFields = data.Fields{"class": "YDXZ_X", "population": "rk2", "name": "MC_X"}

// TestFieldsChosen: what is chosen is checked, loaded and kept; the layer is that
// of the file with other names.
func TestFieldsChosen(t *testing.T) {
	c := openCatalog(t)
	req := intake.Request{Source: "office.geojson", Mode: geojson.Skip}
	untold, err := intake.Check(context.Background(), c, strings.NewReader(office), req)
	if err != nil || untold.Role != data.RoleOther || untold.Read == nil || len(untold.Read.Fields) != 3 {
		t.Fatalf("without a choice: %+v, %v", untold, err)
	}
	req.Fields = officeFields
	checked, err := intake.Check(context.Background(), c, strings.NewReader(office), req)
	if err != nil || checked.Role != data.RoleLandUse || checked.Refused != "" {
		t.Fatalf("with a choice: %+v, %v", checked, err)
	}
	got := map[string]string{}
	for _, f := range checked.Read.Facts {
		for _, v := range f.Examples {
			got[f.Fact] += fmt.Sprintf("%d %s %s %v %s;", v.Feature, v.ID, v.Value, v.Number != nil, v.Rule)
		}
	}
	for fact, want := range map[string]string{"class": "0 a R2 false ;2 b A33 false ;", "population": "0 a 1,200人 true ;2 b many false number_unclear;", "name": "0 a 甲 false ;2 b 乙 false ;"} {
		if got[fact] != want {
			t.Errorf("%s: %q, want %q", fact, got[fact], want)
		}
	}
	at := slices.IndexFunc(checked.Problems, func(p data.Problem) bool { return p.Rule == "field_unusable" })
	if at < 0 || checked.Problems[at].Path != "/features/2/properties/rk2" || checked.Problems[at].Severity != data.SeverityWarning {
		t.Errorf("of unusable values is said: %+v", checked.Problems)
	}

	loaded := mustLoad(t, c, office, req)
	l, _ := c.Dataset().Layer(loaded.ID)
	if loaded.Read != nil || len(l.Fields) != 3 || l.Fields["class"] != "YDXZ_X" {
		t.Errorf("loaded: %+v", loaded)
	}
	renamed := strings.NewReplacer("YDXZ_X", "landuse_code", "rk2", "population", "MC_X", "name").Replace(office)
	r := mustLoad(t, c, renamed, intake.Request{Source: "renamed.geojson", Mode: geojson.Skip})
	other, _ := c.Dataset().Layer(r.ID)
	for i := range l.Len() {
		if g, w := fmt.Sprintf("%+v", l.Facts(i)), fmt.Sprintf("%+v", other.Facts(i)); g != w {
			t.Errorf("feature %d is %s, renamed %s", i, g, w)
		}
	}
	told := map[string]bool{}
	for _, i := range l.Inference {
		told[fmt.Sprint(i.Field, " ", i.Value, " ", i.Given)] = true
	}
	for _, want := range []string{"class YDXZ_X true", "population rk2 true", "name MC_X true"} {
		if !told[want] {
			t.Errorf("the layer does not say %q: %+v", want, l.Inference)
		}
	}
}

// TestFieldsRefuse: a choice that cannot be followed changes nothing, and says why.
func TestFieldsRefuse(t *testing.T) {
	c := openCatalog(t)
	before := c.Dataset()
	req := intake.Request{Mode: geojson.Skip, Fields: data.Fields{"class": "__proto__"}}
	r, err := intake.Check(context.Background(), c, strings.NewReader(office), req)
	if err != nil || !strings.Contains(r.Refused, `"YDXZ_X", "rk2", "MC_X"`) || r.Read == nil || len(r.Problems) != 2 || r.Problems[1].Rule != "field_missing" {
		t.Errorf("Check = %+v, %v", r, err)
	}
	if _, err = intake.Load(context.Background(), c, strings.NewReader(office), req); !errors.Is(err, intake.ErrFields) || !errors.As(err, new(*geojson.RefusedError)) {
		t.Errorf("Load: %v", err)
	}
	req.Fields = data.Fields{"class": "a", "jobs": "a"}
	if _, err = intake.Check(context.Background(), c, strings.NewReader(office), req); !errors.Is(err, data.ErrField) {
		t.Errorf("Check with one property for two facts: %v", err)
	}
	if c.Dataset() != before {
		t.Error("the dataset has changed")
	}
}
