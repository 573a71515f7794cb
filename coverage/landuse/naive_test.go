package landuse_test

import (
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
	"github.com/tidwall/gjson"

	"catchment/coverage/landuse"
	"catchment/geo/plane"
)

// naiveBalance is the obvious way: dissolve each first-level class, cut it by
// the study area, measure what is left.
func naiveBalance(t testing.TB, src landuse.Sources) map[string]float64 {
	t.Helper()
	p := plane.At(plane.CenterOf(src.Area))
	inPlane := func(m orb.MultiPolygon) geom.Geometry {
		var parts []geom.Geometry
		for _, poly := range p.MultiPolygon(m, 0.005) {
			var rings []geom.LineString
			for _, ring := range poly {
				var flat []float64
				for _, c := range ring {
					flat = append(flat, c[0], c[1])
				}
				rings = append(rings, geom.NewLineString(geom.NewSequence(flat, geom.DimXY)))
			}
			parts = append(parts, geom.NewPolygon(rings).AsGeometry())
		}
		return union(t, parts)
	}
	area := inPlane(src.Area)
	classes := map[string][]geom.Geometry{}
	for _, layer := range src.Parcels {
		for _, f := range layer.Features {
			var m orb.MultiPolygon
			switch g := f.Geometry.(type) {
			case orb.Polygon:
				m = orb.MultiPolygon{g}
			case orb.MultiPolygon:
				m = g
			}
			if code := gjson.GetBytes(f.Properties, "code").Str; code != "" {
				classes[code[:1]] = append(classes[code[:1]], inPlane(m))
			}
		}
	}
	out := map[string]float64{}
	for class, shapes := range classes {
		part, err := geom.Intersection(union(t, shapes), area)
		if err != nil {
			t.Fatal(err)
		}
		out[class] = part.Area()
	}
	return out
}

func union(t testing.TB, parts []geom.Geometry) geom.Geometry {
	t.Helper()
	u, err := geom.UnionMany(parts)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestBalanceAgainstDissolving(t *testing.T) {
	src := city(t, 900)
	want := naiveBalance(t, src)
	b := balance(t, src)
	if len(b.Levels[0]) != len(want) || b.OverlapCount == 0 {
		t.Fatalf("%d classes and %d overlaps, want %d and some", len(b.Levels[0]), b.OverlapCount, len(want))
	}
	for _, r := range b.Levels[0] {
		if !near(r.AreaM2, want[r.Code], 1e-9) {
			t.Errorf("%s: %v m², dissolved %v", r.Code, r.AreaM2, want[r.Code])
		}
	}
}

// BenchmarkBalanceNaive is the twin of NewLand and Balance together.
func BenchmarkBalanceNaive(b *testing.B) {
	src := city(b, 10_000)
	for b.Loop() {
		naiveBalance(b, src)
	}
}
