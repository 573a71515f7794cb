package server_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"catchment/geo/trial"
	"catchment/server"
)

// lateColumns are 130 points of which the last alone has a name and a height.
func lateColumns() string {
	var b strings.Builder
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range 130 {
		if i > 0 {
			b.WriteByte(',')
		}
		properties := `{"beds":1}`
		if i == 129 {
			properties = `{"beds":2,"name":"late","height":2.5}`
		}
		fmt.Fprintf(&b, `{"type":"Feature","id":"p%d","properties":%s,"geometry":{"type":"Point","coordinates":[118.87,42.25]}}`, i, properties)
	}
	b.WriteString("]}")
	return b.String()
}

// TestSchema reads what a collection says its features have (OGC API Features,
// part 5): every property, id and geometry with their roles, in an order.
func TestSchema(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=late&role=other", lateColumns())
	links := map[string]string{}
	var collection struct {
		Links []struct{ Rel, Href, Type string }
	}
	s.get("/collections/late").into(t, &collection)
	for _, l := range collection.Links {
		if l.Type == "application/schema+json" {
			links[l.Rel] = strings.TrimPrefix(l.Href, s.url)
		}
	}
	var doc struct {
		ID         string `json:"$id"`
		Type       string
		Properties map[string]struct {
			Title, Format string
			Type          any
			Role          string `json:"x-ogc-role"`
			Sequence      int    `json:"x-ogc-propertySeq"`
		}
	}
	path := links["http://www.opengis.net/def/rel/ogc/1.0/schema"]
	s.get(path).into(t, &doc)
	if path != "/collections/late/schema" || doc.ID != s.url+path || doc.Type != "object" || len(doc.Properties) != 5 {
		t.Errorf("%s is %+v", path, doc)
	}
	var order []string
	for name, p := range doc.Properties {
		order = append(order, fmt.Sprintf("%d %s %v %s %s", p.Sequence, name, p.Type, p.Format, p.Role))
	}
	slices.Sort(order)
	want := "[1 id string  id 2 beds integer   3 name string   4 height number   5 geometry <nil> geometry-point primary-geometry]"
	if got := fmt.Sprint(order); got != want {
		t.Errorf("properties are %s, want %s", got, want)
	}
	// A document for GDAL has them where they stand in GeoJSON.
	var encoded struct {
		Properties struct {
			Properties struct {
				Properties map[string]struct{ Type string }
			}
		}
	}
	s.get(links["describedBy"]).into(t, &encoded)
	if got := fmt.Sprint(encoded.Properties.Properties.Properties); got != "map[beds:{integer} height:{number} name:{string}]" {
		t.Errorf("as GeoJSON they are %s", got)
	}
}

// TestGDALReadsTheSchema has GDAL find columns of which its first page knows nothing.
func TestGDALReadsTheSchema(t *testing.T) {
	ogrinfo := trial.Program(t, "ogrinfo", "gdal-bin")
	s := newPark(t, server.Options{})
	s.load("id=late&role=other", lateColumns())
	out, err := exec.CommandContext(t.Context(), ogrinfo, "-ro", "-so", "-oo", "PAGE_SIZE=100", "OAPIF:"+s.url, "late").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, column := range []string{"beds: Integer", "name: String", "height: Real", "Feature Count: 130"} {
		if !strings.Contains(string(out), column) {
			t.Errorf("GDAL does not find %q:\n%s", column, out)
		}
	}
}
