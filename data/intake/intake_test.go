package intake_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/intake"
	"catchment/data/songshan"
)

func openCatalog(t testing.TB) *data.Catalog {
	t.Helper()
	c, err := data.OpenCatalog(context.Background(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// collection returns a FeatureCollection of points with the given properties.
func collection(properties ...string) string {
	var fs []string
	for i, p := range properties {
		fs = append(fs, fmt.Sprintf(`{"type":"Feature","properties":%s,"geometry":{"type":"Point","coordinates":[%d,42]}}`, p, 110+i))
	}
	return `{"type":"FeatureCollection","note":"kept","features":[` + strings.Join(fs, ",\n") + `]}`
}

func mustLoad(t testing.TB, c *data.Catalog, body string, req intake.Request) intake.Receipt {
	t.Helper()
	r, err := intake.Load(context.Background(), c, strings.NewReader(body), req)
	if err != nil {
		t.Fatalf("Load(%+v): %v", req, err)
	}
	return r
}

func TestLoad(t *testing.T) {
	c := openCatalog(t)
	r := mustLoad(t, c, collection(`{"amenity":"school","name":"A"}`, `{"amenity":"school"}`), intake.Request{Source: "schools.geojson"})
	if r.ID != "schools" || r.Role != data.RoleFacility || r.Kind != "school" || r.Version != 1 || r.Features != 2 || r.Accepted != 2 || r.CRS != "WGS84" || r.Name != "schools" ||
		!slices.Equal(r.GeometryTypes, []string{"Point"}) || !slices.Equal(r.BBox, []float64{110, 42, 111, 42}) || r.Loaded.IsZero() {
		t.Errorf("receipt %+v", r)
	}
	l, ok := c.Dataset().Layer("schools")
	if !ok || l.Len() != 2 || string(l.Foreign) != `{"note":"kept"}` || l.Facts(0).Name != "A" {
		t.Errorf("layer %+v", l)
	}
}

// TestReceiptIsFlat checks the members that clients rely on.
func TestReceiptIsFlat(t *testing.T) {
	b, err := json.Marshal(mustLoad(t, openCatalog(t), collection(`{"x":1}`), intake.Request{ID: "a"}))
	if err != nil {
		t.Fatal(err)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{"id", "role", "version", "features", "geometry_types", "bbox", "crs", "accepted", "rejected", "repaired", "name", "loaded_at", "inference"} {
		if _, ok := members[m]; !ok {
			t.Errorf("no member %q in %s", m, b)
		}
	}
}

func TestGivenStands(t *testing.T) {
	r := mustLoad(t, openCatalog(t), collection(`{"amenity":"school"}`),
		intake.Request{ID: "x", Role: data.RoleFacility, Kind: "小学", Name: "名", NameEN: "Name", CRS: "EPSG:4490", Source: "y.json"})
	if r.ID != "x" || r.Kind != "primary_school" || r.Name != "名" || r.NameEN != "Name" || r.CRS != "CGCS2000" || r.Source != "y.json" {
		t.Errorf("receipt %+v", r)
	}
}

func TestReplaceAndUnique(t *testing.T) {
	c := openCatalog(t)
	one, two := collection(`{}`), collection(`{}`, `{}`)
	for _, step := range []struct {
		req     intake.Request
		body    string
		id      string
		version int
	}{
		{intake.Request{ID: "a"}, one, "a", 1},
		{intake.Request{ID: "a"}, two, "a", 2},                                    // a given id is replaced
		{intake.Request{Source: "Plan (final).geojson"}, one, "plan-final", 1},    // an id is made
		{intake.Request{Source: "Plan (final).geojson"}, two, "plan-final", 2},    // the same file again
		{intake.Request{Source: "other/Plan-Final.json"}, one, "plan-final-2", 1}, // another file
		{intake.Request{Source: "a.geojson"}, one, "a-2", 1},                      // a's source was not told
		{intake.Request{Source: "学校.geojson.gz"}, one, "学校", 1},                   // any script
		{intake.Request{}, one, "other", 1},                                       // nothing to go by
		{intake.Request{}, one, "other-2", 1},                                     //
		{intake.Request{Source: "../../etc/passwd"}, one, "passwd", 1},            // no folders
		{intake.Request{Source: "....geojson", Kind: "clinic"}, one, "clinic", 1}, // no letters
		{intake.Request{Source: strings.Repeat("学", 200)}, one, strings.Repeat("学", 26), 1},
	} {
		r := mustLoad(t, c, step.body, step.req)
		if r.ID != step.id || r.Version != step.version {
			t.Errorf("Load(%+v) = %s version %d, want %s version %d", step.req, r.ID, r.Version, step.id, step.version)
		}
		if r.Replaced != step.version-1 {
			t.Errorf("Load(%+v) replaced version %d, want %d", step.req, r.Replaced, step.version-1)
		}
	}
}

func TestRefusedChangesNothing(t *testing.T) {
	c := openCatalog(t)
	mustLoad(t, c, collection(`{}`), intake.Request{ID: "a"})
	before := c.Dataset()
	one := 7
	for name, step := range map[string]struct {
		body string
		req  intake.Request
		want error
	}{
		"not JSON":        {`{"type":`, intake.Request{ID: "a"}, geojson.ErrSyntax},
		"no features":     {`{"type":"FeatureCollection","features":[]}`, intake.Request{ID: "a"}, intake.ErrNothing},
		"nothing left":    {`{"type":"Feature","properties":null,"geometry":null}`, intake.Request{ID: "a", Mode: geojson.Skip}, intake.ErrNothing},
		"bad feature":     {`{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[999,0]}}`, intake.Request{ID: "a"}, geojson.ErrFeatures},
		"id":              {collection(`{}`), intake.Request{ID: "../a"}, data.ErrLayerID},
		"role":            {collection(`{}`), intake.Request{ID: "a", Role: "x"}, data.ErrRole},
		"crs":             {collection(`{}`), intake.Request{ID: "a", CRS: "EPSG:9999"}, intake.ErrCRS},
		"another version": {collection(`{}`), intake.Request{ID: "a", IfVersion: &one}, data.ErrVersionMismatch},
		"too many":        {collection(`{}`, `{}`), intake.Request{ID: "a", Limits: geojson.Options{MaxFeatures: 1}}, geojson.ErrTooLarge},
	} {
		if _, err := intake.Load(context.Background(), c, strings.NewReader(step.body), step.req); !errors.Is(err, step.want) {
			t.Errorf("%s: %v, want %v", name, err, step.want)
		}
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := intake.Load(cancelled, c, strings.NewReader(collection(`{}`)), intake.Request{ID: "a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	broken := io.MultiReader(strings.NewReader(`{"type":"FeatureCollection","features":[`), readError{})
	if _, err := intake.Load(context.Background(), c, broken, intake.Request{ID: "a"}); !errors.Is(err, errRead) {
		t.Errorf("broken reader: %v, want its error", err)
	}
	if c.Dataset() != before {
		t.Error("a refused load changed the dataset")
	}
}

var errRead = errors.New("the line went dead")

type readError struct{}

func (readError) Read([]byte) (int, error) { return 0, errRead }

func TestCheck(t *testing.T) {
	c := openCatalog(t)
	before := c.Dataset()
	r, err := intake.Check(context.Background(), c, strings.NewReader(collection(`{"amenity":"school"}`)), intake.Request{Source: "s.json"})
	if err != nil || r.Refused != "" || r.Kind != "school" || r.Features != 1 || r.ID != "s" || r.Version != 0 {
		t.Errorf("Check = %+v, %v", r, err)
	}
	r, err = intake.Check(context.Background(), c, strings.NewReader(`{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[999,0]}}`), intake.Request{})
	if err != nil || r.Refused == "" || len(r.Problems) == 0 || r.Problems[0].Line != 1 {
		t.Errorf("Check of a bad file = %+v, %v", r, err)
	}
	if c.Dataset() != before {
		t.Error("Check changed the dataset")
	}
}

func TestCompressed(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, collection(`{}`)); err != nil || z.Close() != nil {
		t.Fatal("gzip")
	}
	if r := mustLoad(t, openCatalog(t), b.String(), intake.Request{ID: "a"}); r.Features != 1 || r.Compression != "gzip" {
		t.Errorf("receipt %+v", r)
	}
}

// TestWarningsCountAsInTheFile checks that a warning about a property names
// its feature by the number in the file, features left out included.
func TestWarningsCountAsInTheFile(t *testing.T) {
	const body = `{"type":"FeatureCollection","features":[
	 {"type":"Feature","properties":{},"geometry":null},
	 {"type":"Feature","properties":{"population":"12;14"},"geometry":{"type":"Point","coordinates":[1,2]}},
	 {"type":"Feature","properties":{},"geometry":null},
	 {"type":"Feature","properties":{"population":"a dozen"},"geometry":{"type":"Point","coordinates":[1,2]}}]}`
	r := mustLoad(t, openCatalog(t), body, intake.Request{ID: "a", Role: data.RolePopulation, Mode: geojson.Skip})
	var got []string
	for _, p := range r.Problems {
		if p.Rule == "number_unclear" {
			got = append(got, fmt.Sprint(p.Feature, p.Path))
		}
	}
	if want := []string{"1/features/1/properties/population", "3/features/3/properties/population"}; !slices.Equal(got, want) {
		t.Errorf("warnings at %v, want %v", got, want)
	}
	if r.Rejected != 2 || r.ProblemsTotal != len(r.Problems) {
		t.Errorf("receipt %+v", r)
	}
}

// TestConcurrentLoads loads files of one name from several offices at once:
// each gets a layer of its own.
func TestConcurrentLoads(t *testing.T) {
	c := openCatalog(t)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if _, err := intake.Load(context.Background(), c, strings.NewReader(collection(`{}`)), intake.Request{Source: fmt.Sprintf("office%d/schools.geojson", i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(c.Dataset().Layers()); n != 8 {
		t.Errorf("%d layers, want 8", n)
	}
}

// TestSongshan loads the bundled place without telling roles or kinds: what is
// concluded is what the place says of itself.
func TestSongshan(t *testing.T) {
	c := openCatalog(t)
	for _, src := range songshan.Layers() {
		f, err := songshan.Files().Open(src.File)
		if err != nil {
			t.Fatal(err)
		}
		r, err := intake.Load(context.Background(), c, f, intake.Request{ID: src.ID})
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		if r.Role != src.Role || src.Kind != "" && r.Kind != src.Kind || !r.Synthetic || r.Rejected+r.Repaired+len(r.Problems) != 0 {
			t.Errorf("%s: role %s kind %q synthetic %v problems %v, want %s %q", src.ID, r.Role, r.Kind, r.Synthetic, r.Problems, src.Role, src.Kind)
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"", "Plan (final)", "学校", "é", "a/../b", "\x00", "\xff", "_x_", "0 _", "Ａ１", "H\u0331", "\u212a\u0331"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id := intake.Slug(s)
		if id == "" {
			return
		}
		if err := data.CheckLayerID(id); err != nil {
			t.Errorf("Slug(%q) = %q: %v", s, id, err)
		}
		if again := intake.Slug(id); again != id {
			t.Errorf("Slug(%q) = %q, whose slug is %q", s, id, again)
		}
	})
}

// ending calls ended when all has been read.
type ending struct {
	io.Reader
	ended func()
}

func (e ending) Read(p []byte) (int, error) {
	n, err := e.Reader.Read(p)
	if err == io.EOF {
		e.ended()
	}
	return n, err
}

// TestCancelledLate cancels when the file has come whole and nothing but the
// judgement is left: neither a check nor a load answers as if it had not been.
func TestCancelledLate(t *testing.T) {
	c := openCatalog(t)
	for name, take := range map[string]func(context.Context, *data.Catalog, io.Reader, intake.Request) (intake.Receipt, error){"Load": intake.Load, "Check": intake.Check} {
		ctx, cancel := context.WithCancel(context.Background())
		_, err := take(ctx, c, ending{strings.NewReader(collection(`{}`)), cancel}, intake.Request{ID: "late"})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, want the context's error", name, err)
		}
	}
	if _, ok := c.Dataset().Layer("late"); ok {
		t.Error("the layer is there")
	}
}
