package intake_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"catchment/data/geojson"
	"catchment/data/intake"
)

func rejects(t *testing.T, file string, req intake.Request) (text string, features int) {
	t.Helper()
	r, err := intake.Reject(context.Background(), openCatalog(t), strings.NewReader(file), req)
	if err != nil {
		t.Fatalf("Reject(%+v): %v", req, err)
	}
	defer r.Close()
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String(), r.Features
}

const (
	goodPoint = `{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[118.9,42.2]}}`
	farPoint  = "{ \"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[ 999, 42.20 ]},\r\n\t\"properties\":{\"big\":9007199254740993,\"x\":1e400,\"s\":\"\\ud800 松\"},\"own\":[1.0]}"
	bowTie    = `{"type":"Feature","id":7,"properties":null,"geometry":{"type":"Polygon","coordinates":[[[118.9,42.2],[118.91,42.21],[118.91,42.2],[118.9,42.21],[118.9,42.2]]]}}`
)

// TestRejectsAreAsTheyCame checks that what is rejected comes back byte for
// byte, and that a load in the same mode leaves out exactly that.
func TestRejectsAreAsTheyCame(t *testing.T) {
	file := `{"type":"FeatureCollection","features":[` + strings.Join([]string{goodPoint, farPoint, bowTie, goodPoint}, ",") + `]}`
	wrap := func(features ...string) string {
		return `{"type":"FeatureCollection","features":[` + "\n" + strings.Join(features, ",\n") + "\n]}\n"
	}
	for _, c := range []struct {
		mode geojson.Mode
		want []string
	}{{geojson.Strict, []string{farPoint, bowTie}}, {geojson.Skip, []string{farPoint, bowTie}}, {geojson.Repair, []string{farPoint}}} {
		got, n := rejects(t, file, intake.Request{Mode: c.mode})
		if got != wrap(c.want...) || n != len(c.want) {
			t.Errorf("mode %d: %d rejects\n%s\nwant\n%s", c.mode, n, got, wrap(c.want...))
		}
		if c.mode != geojson.Strict {
			if r := mustLoad(t, openCatalog(t), file, intake.Request{Mode: c.mode}); r.Rejected != n {
				t.Errorf("mode %d: a load rejects %d, the rejects are %d", c.mode, r.Rejected, n)
			}
		}
	}
	if got, n := rejects(t, goodPoint, intake.Request{}); n != 0 || got != wrap("") {
		t.Errorf("of a good file: %d, %q", n, got)
	}
	lines := goodPoint + "\n" + bowTie + "\n"
	if got, _ := rejects(t, lines, intake.Request{}); got != wrap(bowTie) {
		t.Errorf("of lines: %s", got)
	}
}

// TestRejectsKeepTheirSystem checks that what is rejected of a projected file
// is in its coordinates and says so, also where the file says so last, and can
// be mended and loaded by itself.
func TestRejectsKeepTheirSystem(t *testing.T) {
	const crs = `"crs":{"type":"name","properties":{"name":"EPSG:4549"}}`
	inside := strings.Replace(goodPoint, "118.9,42.2", "407512.4,4681000.2", 1)
	outside := strings.Replace(goodPoint, "118.9,42.2", "407512.4,46810000.2", 1)
	want := `{"type":"FeatureCollection",` + crs + `,"features":[` + "\n" + outside + "\n]}\n"
	for _, file := range []string{
		`{"type":"FeatureCollection",` + crs + `,"features":[` + inside + "," + outside + `]}`,
		`{"type":"FeatureCollection","features":[` + inside + "," + outside + `],` + crs + `}`,
	} {
		got, _ := rejects(t, file, intake.Request{})
		if got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
		mended := strings.Replace(got, "46810000.2", "4681000.2", 1)
		if r := mustLoad(t, openCatalog(t), mended, intake.Request{}); r.Features != 1 || r.CRS != "EPSG:4549" {
			t.Errorf("the mended file gives %+v", r)
		}
	}
}

// TestRejectsOfTables checks that fields which cannot be read are kept as they
// stand, and nothing is made up in their place.
func TestRejectsOfTables(t *testing.T) {
	got, n := rejects(t, "name,lon,lat\na,118.9,42.2\nb,east,42.2\nc,118.9\nd,999,42.2\n", intake.Request{Source: "a.csv"})
	const want = `{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":null,"properties":{"name":"b","lon":"east","lat":"42.2"}},
{"type":"Feature","geometry":null,"properties":{"name":"c","lon":"118.9"}},
{"type":"Feature","geometry":{"type":"Point","coordinates":[999,42.2]},"properties":{"name":"d"}}
]}
`
	if got != want || n != 3 {
		t.Errorf("%d rejects\n%s\nwant\n%s", n, got, want)
	}
}

// TestRejectRefuses checks that a file which cannot be read to its end is
// refused as a load refuses it.
func TestRejectRefuses(t *testing.T) {
	for file, cause := range map[string]error{
		`{"type":"FeatureCollection","features":[` + bowTie: geojson.ErrSyntax,
		"": geojson.ErrNotGeoJSON,
		`{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:2437"}},"features":[` + bowTie + `]}`: geojson.ErrCRS,
	} {
		if _, err := intake.Reject(context.Background(), openCatalog(t), strings.NewReader(file), intake.Request{}); !errors.Is(err, cause) {
			t.Errorf("Reject(%.60q) = %v, want %v", file, err, cause)
		}
	}
	if _, err := intake.Reject(context.Background(), openCatalog(t), strings.NewReader(bowTie), intake.Request{CRS: "nonsense"}); !errors.Is(err, intake.ErrCRS) {
		t.Errorf("with an unknown system: %v", err)
	}
}
