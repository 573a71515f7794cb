package intake_test

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/intake"
	"catchment/data/songshan"
	"catchment/geo/measure"
	"catchment/geo/trial"
)

// TestDeclaredByGDAL has GDAL write the bundled parcels in several systems and
// formats. Each file says what it is in, and each loads to the same ground.
func TestDeclaredByGDAL(t *testing.T) {
	trial.Program(t, "ogr2ogr", "gdal-bin")
	in := filepath.Join(t.TempDir(), "landuse.geojson")
	body, err := io.ReadAll(opened(t, "landuse"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, body, 0o600); err != nil {
		t.Fatal(err)
	}
	c := openCatalog(t)
	mustLoad(t, c, string(body), intake.Request{ID: "original"})
	want, _ := c.Dataset().Layer("original")
	for _, x := range []struct{ file, epsg string }{
		{"a.shp", "EPSG:4549"}, {"a.shp", "EPSG:4528"}, {"a.shp", "EPSG:4498"}, {"a.shp", "EPSG:4490"}, {"a.shp", "EPSG:32650"}, {"a.shp", "EPSG:3857"},
		{"a.gpkg", "EPSG:4549"}, {"a.gpkg", "EPSG:4490"}, {"a.gpkg", "EPSG:4528"},
		{"a.geojson", "EPSG:4549"}, {"a.geojson", "EPSG:3857"}, {"a.geojson", "EPSG:4509"},
	} {
		t.Run(x.file+" "+x.epsg, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command("ogr2ogr", "-t_srs", x.epsg, "-lco", "ENCODING=UTF-8", "-select", "code", filepath.Join(dir, x.file), in)
			if said, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v: %v\n%s", cmd.Args, err, said)
			}
			f, err := os.Open(packed(t, dir, x.file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			r, err := intake.Load(context.Background(), c, f, intake.Request{ID: "again", Role: data.RoleLandUse, Source: filepath.Base(f.Name())})
			if err != nil {
				t.Fatal(err)
			}
			name := x.epsg
			if name == "EPSG:4490" {
				name = "CGCS2000"
			}
			if r.CRS != name || r.Conversion == nil || r.Conversion.From != name {
				t.Errorf("crs %q, conversion %+v", r.CRS, r.Conversion)
			}
			if p, warned := shiftWarning(r); warned {
				t.Errorf("warning %+v", p)
			}
			got, _ := c.Dataset().Layer("again")
			// GDAL writes GeoJSON with 7 decimals of a metre, the others as they are.
			if off := farthest(t, want, got); off > 1e-6 {
				t.Errorf("%g m off", off)
			}
		})
	}
}

// opened returns the file of a bundled layer.
func opened(t *testing.T, id string) io.Reader {
	t.Helper()
	for _, src := range songshan.Layers() {
		if src.ID == id {
			f, err := songshan.Files().Open(src.File)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { f.Close() })
			return f
		}
	}
	t.Fatalf("no bundled layer %q", id)
	return nil
}

// packed returns the name of a file to load: of a Shapefile, an archive of
// its parts.
func packed(t *testing.T, dir, file string) string {
	t.Helper()
	if filepath.Ext(file) != ".shp" {
		return filepath.Join(dir, file)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if err := z.AddFS(os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// farthest returns how far the corners of features are from those of the same
// features in another layer. Where a ring starts does not count.
func farthest(t *testing.T, want, got *data.Layer) (worst float64) {
	t.Helper()
	if want.Len() != got.Len() {
		t.Fatalf("%d features, want %d", got.Len(), want.Len())
	}
	for i := range want.Features {
		var a, b []orb.Point
		eachPoint(want.Features[i].Geometry, func(p *orb.Point) { a = append(a, *p) })
		eachPoint(got.Features[i].Geometry, func(p *orb.Point) { b = append(b, *p) })
		if len(a) != len(b) {
			t.Fatalf("feature %d has %d positions, want %d", i, len(b), len(a))
		}
		for _, p := range b {
			nearest := measure.Distance(p, a[0])
			for _, q := range a[1:] {
				nearest = min(nearest, measure.Distance(p, q))
			}
			worst = max(worst, nearest)
		}
	}
	return worst
}
