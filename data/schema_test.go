package data_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

func TestSchema(t *testing.T) {
	var features []data.Feature
	for i, p := range []string{
		`{"name":"a","n":1,"x":1,"ok":true,"none":null,"list":[1],"both":"1"}`,
		`null`,
		`{"late":"\u00e9","n":2,"x":1.5,"ok":false,"list":null,"both":1,"name":null}`,
	} {
		features = append(features, data.Feature{ID: string(rune('a' + i)), Geometry: orb.Point{1, 2}, Properties: json.RawMessage(p)})
	}
	l, err := data.NewLayer(data.Meta{ID: "l", Role: data.RoleOther}, features)
	if err != nil {
		t.Fatal(err)
	}
	want := []data.Property{
		{Name: "name", Type: data.PropertyString}, {Name: "n", Type: data.PropertyInteger}, {Name: "x", Type: data.PropertyNumber},
		{Name: "ok", Type: data.PropertyBoolean}, {Name: "none", Type: data.PropertyString}, {Name: "list", Type: data.PropertyJSON},
		{Name: "both", Type: data.PropertyMixed}, {Name: "late", Type: data.PropertyString},
	}
	if got := l.Schema(); !reflect.DeepEqual(got, want) {
		t.Errorf("Schema = %v, want %v", got, want)
	}
	if got := l.WithID("m").Schema(); !reflect.DeepEqual(got, want) {
		t.Errorf("Schema of a copy = %v, want %v", got, want)
	}
	if p, ok := l.Property("x"); !ok || p.Type != data.PropertyNumber || !p.Simple() {
		t.Errorf("Property(x) = %v %v", p, ok)
	}
	if p, ok := l.Property("y"); ok {
		t.Errorf("Property(y) = %v, want none", p)
	}
}
