package landuse_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/songshan"
	"catchment/geo/trial"
)

// geosLengths reads a folder with area.geojson and roads.geojson and says how
// many metres of roads lie in the area widened by 0.1 m, by the value of one
// property, in an equal-area plane about the middle of the area. The area's
// edges are cut short before projection, for they are straight in degrees.
const geosLengths = `
import sys, json, os
from shapely.geometry import shape
from shapely.ops import transform
from pyproj import Proj
folder, key = sys.argv[1], sys.argv[2]
area = shape(json.load(open(os.path.join(folder, 'area.geojson')))['features'][0]['geometry'])
x0, y0, x1, y1 = area.bounds
p = Proj(proj='laea', lon_0=(x0 + x1) / 2, lat_0=(y0 + y1) / 2, ellps='WGS84')
cut = 0.0002
def flat(g):
    return transform(lambda x, y: p(x, y), g)
def dense(coords):
    out = []
    for a, b in zip(coords, coords[1:]):
        n = max(1, int(max(abs(b[0] - a[0]), abs(b[1] - a[1])) / cut) + 1)
        out += [(a[0] + (b[0] - a[0]) * k / n, a[1] + (b[1] - a[1]) * k / n) for k in range(n)]
    return out + [coords[-1]]
from shapely.geometry import Polygon, MultiPolygon, LineString
polys = area.geoms if area.geom_type == 'MultiPolygon' else [area]
area = MultiPolygon([Polygon(dense(list(q.exterior.coords)), [dense(list(r.coords)) for r in q.interiors]) for q in polys])
from shapely.prepared import prep
wide = flat(area).buffer(0.1, 64)
ready = prep(wide)
out = {}
for f in json.load(open(os.path.join(folder, 'roads.geojson')))['features']:
    g = shape(f['geometry'])
    for line in (g.geoms if g.geom_type == 'MultiLineString' else [g]):
        if line.geom_type != 'LineString': continue
        line = flat(LineString(dense(list(line.coords))))
        m = line.length if ready.contains(line) else line.intersection(wide).length
        k = f['properties'].get(key) or ''
        out[k] = out.get(k, 0) + m
print(json.dumps(out))
`

// Lengths of roads by class against GEOS, in the park, many of whose streets
// are its border, and in Liechtenstein, where they cross it.
func TestRoadsAgainstGEOS(t *testing.T) {
	python := trial.Python(t, "shapely, pyproj")
	for _, tt := range []struct {
		name, key   string
		area, roads func(testing.TB) []byte
	}{
		{"park", "class", bundled("park.geojson"), bundled("roads.geojson")},
		{"liechtenstein", "highway", reference("boundary.geojson"), reference("roads.geojson")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			files := map[string][]byte{"area.geojson": tt.area(t), "roads.geojson": tt.roads(t)}
			for name, text := range files {
				if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			answer, err := exec.CommandContext(t.Context(), python, "-c", geosLengths, dir, tt.key).Output()
			if err != nil {
				t.Fatal(err)
			}
			var want map[string]float64
			if err := json.Unmarshal(answer, &want); err != nil {
				t.Fatal(err)
			}
			area, roads := decoded(t, data.RoleBoundary, files["area.geojson"]), decoded(t, data.RoleRoad, files["roads.geojson"])
			b := balance(t, landuse.Sources{Area: shapeOf(t, area), Roads: []*data.Layer{roads}})
			counted := 0.0
			for _, c := range b.Roads.Classes {
				// A chord of an edge lies 5 mm from it at most, and so does the
				// place where a street leaves.
				if !near(c.LengthM, want[c.Class], 1e-6) && math.Abs(c.LengthM-want[c.Class]) > 0.01*float64(c.Features) {
					t.Errorf("%q: %.4f m, GEOS %.4f", c.Class, c.LengthM, want[c.Class])
				}
				if c.Counted {
					counted += c.LengthM
				}
				delete(want, c.Class)
			}
			for class, m := range want {
				if m > 0 {
					t.Errorf("%q is missing: GEOS has %v m", class, m)
				}
			}
			if m := b.Measures["road_density"]; m.Value == nil || !near(*m.Value, counted/1000/(b.AreaM2/1e6), 1e-12) {
				t.Errorf("road_density = %+v, %v m are counted", m, counted)
			}
			t.Logf("%.1f m counted, %.1f m left out", b.Roads.CountedM, b.Roads.LeftOutM)
		})
	}
}

func bundled(name string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		t.Helper()
		f, err := songshan.Files().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var text bytes.Buffer
		if _, err := text.ReadFrom(f); err != nil {
			t.Fatal(err)
		}
		return text.Bytes()
	}
}

func reference(name string) func(testing.TB) []byte {
	return func(t testing.TB) []byte {
		t.Helper()
		text, err := os.ReadFile(trial.Shared(t, "places", "liechtenstein", name))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
}

func decoded(t testing.TB, role data.Role, text []byte) *data.Layer {
	t.Helper()
	var features []data.Feature
	if _, err := geojson.Decode(t.Context(), bytes.NewReader(text), geojson.Options{}, func(f data.Feature) error {
		features = append(features, f)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	l, err := data.NewLayer(data.Meta{ID: string(role), Role: role}, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A street that states no class, or one the rule does not know, counts; a
// footway does not, and whatever the class is, none is lost.
func TestStreetRule(t *testing.T) {
	ring := orb.Ring{{118.88, 42.25}, {118.89, 42.25}, {118.89, 42.26}, {118.88, 42.26}, {118.88, 42.25}}
	var fs []data.Feature
	for _, p := range []string{`{"highway":"residential"}`, `{"class":"local"}`, `{"道路等级":"主干路"}`, `{}`, `{"class":"大道"}`, `{"highway":7,"fclass":"tertiary"}`,
		`{"type":"line","highway":"Footway"}`, `{"fclass":"track_grade2"}`, `{"highway":"steps"}`, `{"道路类型":"绿道"}`} {
		fs = append(fs, data.Feature{ID: string(rune('a' + len(fs))), Geometry: orb.LineString{{118.882, 42.252}, {118.884, 42.252}}, Properties: []byte(p)})
	}
	l, err := data.NewLayer(data.Meta{ID: "roads", Role: data.RoleRoad}, fs)
	if err != nil {
		t.Fatal(err)
	}
	b := balance(t, landuse.Sources{Area: orb.MultiPolygon{{ring}}, Roads: []*data.Layer{l}})
	counted := map[string]bool{}
	for _, c := range b.Roads.Classes {
		counted[c.Class] = c.Counted
		if c.Counted == (c.Why != "") || c.Features != 1 {
			t.Errorf("%+v", c)
		}
	}
	for class, want := range map[string]bool{"residential": true, "local": true, "主干路": true, "": true, "大道": true, "tertiary": true, "footway": false, "track_grade2": false, "steps": false, "绿道": false} {
		if got, ok := counted[class]; !ok || got != want {
			t.Errorf("%q: counted %v, %v; want %v", class, got, ok, want)
		}
	}
	if !near(b.Roads.CountedM, 1.5*b.Roads.LeftOutM, 1e-9) {
		t.Errorf("%v m counted, %v left out; want 6 to 4", b.Roads.CountedM, b.Roads.LeftOutM)
	}
}
