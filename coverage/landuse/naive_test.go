package landuse_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
	"github.com/tidwall/gjson"

	"catchment/coverage/landuse"
	"catchment/geo/plane"
)

// inPlane returns shapes in the plane of a study area as geometries of the
// library that the naive twins and the peer work with.
func inPlane(t testing.TB, p *plane.Plane, m orb.MultiPolygon) geom.Geometry {
	t.Helper()
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

// polygonsOf returns the polygons of a feature.
func polygonsOf(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}

// naiveBalance is the obvious way: dissolve each first-level class, cut it by
// the study area, measure what is left.
func naiveBalance(t testing.TB, src landuse.Sources) map[string]float64 {
	t.Helper()
	p := plane.At(plane.CenterOf(src.Area))
	area := inPlane(t, p, src.Area)
	classes := map[string][]geom.Geometry{}
	for _, layer := range src.Parcels {
		for _, f := range layer.Features {
			if code := gjson.GetBytes(f.Properties, "code").Str; code != "" {
				classes[code[:1]] = append(classes[code[:1]], inPlane(t, p, polygonsOf(f.Geometry)))
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

// naiveFAR is the obvious way to the floor area ratio of cells: cut every cell
// by the area, every parcel near it by what is left, and share its floor area
// out by land. The cells are those of d.
func naiveFAR(t testing.TB, src landuse.Sources, d *landuse.Density) []float64 {
	t.Helper()
	p := plane.At(plane.CenterOf(src.Area))
	area := inPlane(t, p, src.Area)
	type plot struct {
		shape geom.Geometry
		box   geom.Envelope
		m2    float64
		floor float64
	}
	var plots []plot
	for _, layer := range src.Parcels {
		for _, f := range layer.Features {
			g := inPlane(t, p, polygonsOf(f.Geometry))
			plots = append(plots, plot{g, g.Envelope(), g.Area(), gjson.GetBytes(f.Properties, "floor_area_m2").Num})
		}
	}
	out := make([]float64, len(d.Cells))
	for i, c := range d.Cells {
		centre, half := p.ToPlane(c.Center), d.SizeM/2
		ring := box(centre[0]-half, centre[1]-half, centre[0]+half, centre[1]+half)
		var flat []float64
		for _, v := range ring {
			flat = append(flat, v[0], v[1])
		}
		cell, err := geom.Intersection(geom.NewPolygon([]geom.LineString{geom.NewLineString(geom.NewSequence(flat, geom.DimXY))}).AsGeometry(), area)
		if err != nil {
			t.Fatal(err)
		}
		near := cell.Envelope()
		floor := 0.0
		for k := range plots {
			if !plots[k].box.Intersects(near) {
				continue
			}
			part, err := geom.Intersection(plots[k].shape, cell)
			if err != nil {
				t.Fatal(err)
			}
			floor += plots[k].floor * part.Area() / plots[k].m2
		}
		out[i] = floor / cell.Area()
	}
	return out
}

var farCells = landuse.DensityOptions{Measures: []string{"far_gross"}}

// sameFAR holds the cells of a density against another way to them.
func sameFAR(t testing.TB, d *landuse.Density, other []float64, who string) {
	t.Helper()
	if len(other) != len(d.Cells) || len(other) < 10 {
		t.Fatalf("%d cells, %s has %d", len(d.Cells), who, len(other))
	}
	for i, c := range d.Cells {
		if !near(c.Values[0], other[i], 1e-6) && math.Abs(c.Values[0]-other[i]) > 1e-6 {
			t.Errorf("cell %s of %v m²: FAR %v, %s %v", c.ID, c.AreaM2, c.Values[0], who, other[i])
		}
	}
}

func TestCellsAgainstCutting(t *testing.T) {
	src := city(t, 900)
	d := density(t, src, farCells)
	sameFAR(t, d, naiveFAR(t, src, d), "cutting")
}

// BenchmarkCells250Naive is the twin of NewLand and Density together.
func BenchmarkCells250Naive(b *testing.B) {
	src := city(b, 10_000)
	d := density(b, src, farCells)
	for b.Loop() {
		naiveFAR(b, src, d)
	}
}

// BenchmarkBalanceNaive is the twin of NewLand and Balance together.
func BenchmarkBalanceNaive(b *testing.B) {
	src := city(b, 10_000)
	for b.Loop() {
		naiveBalance(b, src)
	}
}
