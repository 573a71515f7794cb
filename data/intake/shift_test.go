package intake_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/intake"
	"catchment/data/songshan"
	"catchment/geo"
	"catchment/geo/crs"
	"catchment/geo/measure"
)

// shiftWarning returns the warning of a shift among the problems of a receipt.
func shiftWarning(r intake.Receipt) (data.Problem, bool) {
	i := slices.IndexFunc(r.Problems, func(p data.Problem) bool { return strings.HasPrefix(p.Rule, "probable_") })
	if i < 0 {
		return data.Problem{}, false
	}
	return r.Problems[i], true
}

// TestShiftOfTheSample loads each layer of the bundled place again as a web
// map would give it: each is noticed, and none that is not shifted is.
func TestShiftOfTheSample(t *testing.T) {
	for _, s := range []crs.System{crs.GCJ02, crs.BD09, crs.WGS84} {
		c := withSample(t)
		for _, src := range songshan.Layers() {
			l, _ := c.Dataset().Layer(src.ID)
			body := rewritten(t, l, s, func(p orb.Point) orb.Point { return p })
			r := mustLoad(t, c, body, intake.Request{ID: "again-" + src.ID, Role: l.Role, Kind: l.Kind})
			p, warned := shiftWarning(r)
			if s == crs.WGS84 {
				if warned {
					t.Errorf("%s is not shifted: %v", src.ID, p)
				}
				continue
			}
			rule := map[crs.System]string{crs.GCJ02: "probable_gcj02_shift", crs.BD09: "probable_bd09_shift"}[s]
			if !warned || p.Rule != rule || p.Severity != data.SeverityWarning || p.Feature != -1 || !strings.Contains(p.Message, "load it again with crs="+s.String()) {
				t.Errorf("%s in %v: %v %v", src.ID, s, warned, p)
			}
			if s == crs.GCJ02 && !strings.Contains(p.Message, "east-north-east") {
				t.Errorf("%s: %s", src.ID, p.Message)
			}
			// Said to be what it is, there is nothing to warn of.
			r = mustLoad(t, c, body, intake.Request{ID: "right-" + src.ID, Role: l.Role, Kind: l.Kind, CRS: s.String()})
			if p, warned := shiftWarning(r); warned && !strings.Contains(p.Message, "again-") {
				t.Errorf("%s converted: %v", src.ID, p)
			}
			if err := c.Delete(context.Background(), "again-"+src.ID, data.PutOptions{}); err != nil {
				t.Fatal(err)
			}
			if err := c.Delete(context.Background(), "right-"+src.ID, data.PutOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// rewritten returns the layer as GeoJSON, with positions moved and then
// written in a system.
func rewritten(t testing.TB, l *data.Layer, s crs.System, move func(orb.Point) orb.Point) string {
	t.Helper()
	var b bytes.Buffer
	b.WriteString(`{"type":"FeatureCollection","features":[`)
	for i := range l.Features {
		f := l.Features[i]
		f.Geometry = orb.Clone(f.Geometry)
		eachPoint(f.Geometry, func(p *orb.Point) {
			q, err := s.FromWGS84(move(*p))
			if err != nil {
				t.Fatal(err)
			}
			*p = q
		})
		if p, ok := f.Geometry.(orb.Point); ok {
			q, err := s.FromWGS84(move(p))
			if err != nil {
				t.Fatal(err)
			}
			f.Geometry = q
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(geojson.AppendFeature(nil, &f))
	}
	b.WriteString("]}")
	return b.String()
}

// eachPoint calls f with every position of g, which f may move, but of a point.
func eachPoint(g orb.Geometry, f func(*orb.Point)) {
	if _, ok := g.(orb.Point); ok {
		return
	}
	geo.EachLine(g, func(l []orb.Point) {
		for i := range l {
			f(&l[i])
		}
	})
}

// TestShiftOfTheOlderLayer finds that it is the layer there which is shifted.
func TestShiftOfTheOlderLayer(t *testing.T) {
	c := openCatalog(t)
	mustLoad(t, c, pointsIn(t, crs.GCJ02, "", chifeng...), intake.Request{ID: "web", Role: data.RoleFacility, Kind: "school"})
	r := mustLoad(t, c, pointsIn(t, crs.WGS84, "", chifeng...), intake.Request{ID: "survey", Role: data.RoleFacility, Kind: "school"})
	if p, warned := shiftWarning(r); !warned || !strings.Contains(p.Message, `layer "web" lies`) || !strings.Contains(p.Message, "load that layer again with crs=GCJ-02") {
		t.Errorf("%v %+v", warned, p)
	}
}

// TestNoFalseShift loads seeded random layers that have nothing to do with
// each other, and ones drawn roughly: none may be called shifted. Shifted ones
// with errors of tens of metres in the places of the same name are.
func TestNoFalseShift(t *testing.T) {
	const seed = 33
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	some := func(n int) (ps []orb.Point) {
		for range n {
			ps = append(ps, orb.Point{118.85 + 0.08*rnd.Float64(), 42.23 + 0.06*rnd.Float64()})
		}
		return ps
	}
	unnamed := strings.NewReplacer(`"name"`, `"x"`)
	missed := 0
	for round := range 300 {
		c := openCatalog(t)
		n := 3 + rnd.IntN(60)
		ps := some(n)
		mustLoad(t, c, pointsIn(t, crs.WGS84, "", ps...), intake.Request{ID: "a", Role: data.RoleFacility, Kind: "school"})
		r := mustLoad(t, c, unnamed.Replace(pointsIn(t, crs.WGS84, "", some(n)...)), intake.Request{ID: "b", Role: data.RoleFacility, Kind: "school"})
		if p, warned := shiftWarning(r); warned {
			t.Errorf("round %d: unrelated points: %s", round, p.Message)
		}
		rough := slices.Clone(ps)
		for i := range rough {
			rough[i], _ = measure.Direct(rough[i], rnd.Float64()*360, rnd.Float64()*60)
		}
		r = mustLoad(t, c, pointsIn(t, crs.WGS84, "", rough...), intake.Request{ID: "b", Role: data.RoleFacility, Kind: "school"})
		if p, warned := shiftWarning(r); warned {
			t.Errorf("round %d: rough points: %s", round, p.Message)
		}
		c = openCatalog(t)
		mustLoad(t, c, pointsIn(t, crs.WGS84, "", ps...), intake.Request{ID: "a", Role: data.RoleFacility, Kind: "school"})
		r = mustLoad(t, c, pointsIn(t, crs.GCJ02, "", rough...), intake.Request{ID: "b", Role: data.RoleFacility, Kind: "school"})
		if _, warned := shiftWarning(r); !warned {
			missed++
		}
	}
	if missed > 0 {
		t.Errorf("%d of 300 shifted layers were not noticed", missed)
	}
}

// TestSwappedElsewhere loads positions that are valid either way round.
func TestSwappedElsewhere(t *testing.T) {
	c := openCatalog(t)
	mustLoad(t, c, pointsIn(t, crs.WGS84, "", orb.Point{9.5, 47.1}, orb.Point{9.6, 47.2}), intake.Request{ID: "a"})
	r := mustLoad(t, c, pointsIn(t, crs.WGS84.YX(), "", orb.Point{9.52, 47.12}), intake.Request{ID: "b"})
	if p, warned := shiftWarning(r); !warned || p.Rule != "probable_axes_swapped" || !strings.Contains(p.Message, "crs=WGS84,yx") {
		t.Errorf("%v %+v", warned, p)
	}
	r = mustLoad(t, openCatalog(t), pointsIn(t, crs.WGS84.YX(), "", orb.Point{9.52, 47.12}), intake.Request{ID: "b"})
	if p, warned := shiftWarning(r); warned {
		t.Errorf("with nothing to compare: %+v", p)
	}
}

// TestOtherZone reads metres of one zone as those of its neighbour: it loads,
// since it may be a place elsewhere, and says which zone would fit.
func TestOtherZone(t *testing.T) {
	c := withSample(t)
	body := pointsIn(t, system(t, "EPSG:4549"), "", chifeng...)
	for _, wrong := range []string{"EPSG:4548", "EPSG:4550", "EPSG:4510"} {
		r := mustLoad(t, c, body, intake.Request{ID: "b", CRS: wrong})
		if p, warned := shiftWarning(r); !warned || p.Rule != "probable_other_system" || !strings.Contains(p.Message, "read as EPSG:4549 (118.89, 42.25)") {
			t.Errorf("%s: %v %+v", wrong, warned, p)
		}
		if err := c.Delete(context.Background(), "b", data.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if p, warned := shiftWarning(mustLoad(t, c, body, intake.Request{ID: "b", CRS: "EPSG:4549"})); warned {
		t.Errorf("in its own zone: %+v", p)
	}
	if p, warned := shiftWarning(mustLoad(t, openCatalog(t), body, intake.Request{ID: "b", CRS: "EPSG:4548"})); warned {
		t.Errorf("with nothing to compare: %+v", p)
	}
	far := pointsIn(t, system(t, "EPSG:3857"), "", orb.Point{9.5, 47.1})
	if p, warned := shiftWarning(mustLoad(t, c, far, intake.Request{ID: "c", CRS: "EPSG:3857"})); warned {
		t.Errorf("another country: %+v", p)
	}
}
