package intake_test

import (
	"archive/zip"
	"bytes"
	"context"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data/intake"
	"catchment/geo/trial"
)

// TestProjectedFiles lets GDAL write a place in plane coordinates, and checks
// that the file's own declaration brings it back: to 1e-8 degrees, a
// millimetre.
func TestProjectedFiles(t *testing.T) {
	trial.Program(t, "ogr2ogr", "gdal-bin")
	source := filepath.Join(t.TempDir(), "a.geojson")
	const file = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"松山小学"},"geometry":{"type":"Point","coordinates":[118.92,42.27]}}]}`
	if err := os.WriteFile(source, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	utf8, gbk := []string{"-lco", "ENCODING=UTF-8"}, []string{"-lco", "ENCODING=CP936"}
	for _, c := range []struct {
		system, out, format string
		options             []string
	}{
		{"EPSG:4549", "a.shp", "ESRI Shapefile", utf8},
		{"EPSG:4528", "a.shp", "ESRI Shapefile", gbk},
		{"EPSG:4490", "a.shp", "ESRI Shapefile", utf8},
		{"EPSG:4549", "a.gpkg", "GPKG", nil},
		{"EPSG:32650", "a.gpkg", "GPKG", nil},
		{"EPSG:3857", "a.gpkg", "GPKG", nil},
	} {
		dir := t.TempDir()
		out := filepath.Join(dir, c.out)
		if said, err := exec.Command("ogr2ogr", append(c.options, "-f", c.format, "-t_srs", c.system, out, source)...).CombinedOutput(); err != nil {
			t.Fatalf("ogr2ogr: %v\n%s", err, said)
		}
		var b bytes.Buffer
		if c.format == "GPKG" {
			text, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(text)
		} else {
			z := zip.NewWriter(&b)
			if err := z.AddFS(os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
		}
		cat := openCatalog(t)
		r, err := intake.Load(context.Background(), cat, &b, intake.Request{ID: "a", Source: c.out})
		if err != nil {
			t.Errorf("%s in %s: %v", c.out, c.system, err)
			continue
		}
		l, _ := cat.Dataset().Layer("a")
		got, _ := l.Features[0].Geometry.(orb.Point)
		if math.Abs(got[0]-118.92) > 1e-8 || math.Abs(got[1]-42.27) > 1e-8 || l.Facts(0).Name != "松山小学" || r.Conversion == nil {
			t.Errorf("%s in %s: %v named %q, conversion %+v", c.out, c.system, got, l.Facts(0).Name, r.Conversion)
		}
	}
}
