package tiles_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/data/tiles"
	"catchment/geo"
)

// counties is a partition of a square of 9° into k rows of polygons that stand
// like bricks and whose borders wind: each stretch between two corners of a
// k × k grid is a walk of n steps that its neighbours share.
func counties(t testing.TB, k, n int, seed uint64) *data.Layer {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	size := 9 / float64(k)
	wind := func(a, b orb.Point, edge bool) []orb.Point {
		out := []orb.Point{a}
		for s := 1; s < n; s++ {
			u := float64(s) / float64(n)
			p := orb.Point{a[0] + (b[0]-a[0])*u, a[1] + (b[1]-a[1])*u}
			if !edge {
				across := (r.Float64() - 0.5) * 0.005 // walks stay apart
				p[0] += across * (b[1] - a[1])
				p[1] += across * (b[0] - a[0])
			}
			out = append(out, p)
		}
		return append(out, b)
	}
	at := func(i, j int) orb.Point { return orb.Point{114 + float64(i)*size, 37 + float64(j)*size} }
	var flat, upright [][][]orb.Point
	for i := range k + 1 {
		flat, upright = append(flat, nil), append(upright, nil)
		for j := range k + 1 {
			flat[i] = append(flat[i], wind(at(i, j), at(i+1, j), j == 0 || j == k))
			upright[i] = append(upright[i], wind(at(i, j), at(i, j+1), i == 0 || i == k))
		}
	}
	var features []data.Feature
	for j := range k {
		for i, to := 0, 0; i < k; i = to {
			to = min(k, i+2-(i+j)%2)
			ring := orb.Ring{}
			for c := i; c < to; c++ {
				ring = append(ring, flat[c][j][:n]...)
			}
			ring = append(ring, upright[to][j][:n]...)
			for c := to - 1; c >= i; c-- {
				for s := n; s > 0; s-- {
					ring = append(ring, flat[c][j+1][s])
				}
			}
			for s := n; s >= 0; s-- {
				ring = append(ring, upright[i][j][s])
			}
			start := r.IntN(len(ring) - 1) // every polygon starts elsewhere
			ring = append(append(orb.Ring{}, ring[start:len(ring)-1]...), ring[:start+1]...)
			if err := geo.Check(orb.Polygon{ring}); err != nil {
				t.Fatal(err)
			}
			features = append(features, data.Feature{ID: fmt.Sprint(len(features)), Geometry: orb.Polygon{ring}, Properties: []byte(`{}`)})
		}
	}
	return layer(t, data.Meta{ID: "counties", Role: data.RoleOther}, features)
}

func layer(t testing.TB, m data.Meta, features []data.Feature) *data.Layer {
	t.Helper()
	l, err := data.NewLayer(m, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func tile(t testing.TB, s *tiles.Set, z, x, y int) tiles.Tile {
	t.Helper()
	out, err := s.Tile(context.Background(), z, x, y)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// middleTile returns the tile that holds a position.
func middleTile(z int, p orb.Point) (x, y int) {
	across := math.Exp2(float64(z))
	lat := p[1] * math.Pi / 180
	return int((p[0] + 180) / 360 * across), int((1 - math.Asinh(math.Tan(lat))/math.Pi) / 2 * across)
}

// Where a partition covers a tile, its polygons do: every place is in one of
// them and no other, but for the unit to which borders are rounded.
func TestPartitionStaysPartition(t *testing.T) {
	l := counties(t, 12, 400, 20261126)
	s := tiles.New(l)
	r := rand.New(rand.NewPCG(20261126, 2))
	for z := 7; z <= 14; z++ {
		for range 2 {
			x, y := middleTile(z, orb.Point{116 + 5*r.Float64(), 39 + 5*r.Float64()})
			if b, box := l.Bound(), tileBox(z, x, y).Pad(0.1); !b.Contains(box.Min) || !b.Contains(box.Max) {
				x, y = middleTile(z, orb.Point{118.5, 41.5})
			}
			seen := decode(t, tile(t, s, z, x, y).Data)
			covered := 0.0
			for _, f := range seen.features {
				covered += areaOf(f.geometry.(orb.MultiPolygon))
			}
			const side = float64(tiles.ExtentUnits + 2*tiles.BufferUnits)
			if math.Abs(covered-side*side) > 1e-4*side*side {
				t.Errorf("tile %d/%d/%d: %d polygons cover %.0f square units of %.0f", z, x, y, len(seen.features), covered, side*side)
			}
			if alone := unmatched(seen); len(alone) > 0 {
				t.Errorf("tile %d/%d/%d: %d stretches of border have one side, the first is %v", z, x, y, len(alone), alone[0])
			}
			for n := range 600 {
				p := orb.Point{math.Floor(r.Float64()*4096) + 0.5, math.Floor(r.Float64()*4096) + 0.25}
				if n%3 > 0 {
					p = beside(seen, r)
				}
				if n := covering(seen, p); n != 1 && borderDistance(seen, p) > 1 {
					t.Fatalf("tile %d/%d/%d: %d polygons cover %v, %.2f units from the nearest border", z, x, y, n, p, borderDistance(seen, p))
				}
			}
		}
	}
}

// unmatched returns the edges inside the tile that no other polygon has the other
// way round.
func unmatched(l decodedLayer) (alone [][2]orb.Point) {
	sides := map[[2]orb.Point]int{}
	for _, f := range l.features {
		geo.EachLine(f.geometry, func(pts []orb.Point) {
			for k := 1; k < len(pts); k++ {
				sides[[2]orb.Point{pts[k-1], pts[k]}]++
			}
		})
	}
	within := orb.Bound{Max: orb.Point{tiles.ExtentUnits, tiles.ExtentUnits}}
	for edge, n := range sides {
		if within.Contains(edge[0]) && within.Contains(edge[1]) && sides[[2]orb.Point{edge[1], edge[0]}] != n {
			alone = append(alone, edge)
		}
	}
	return alone
}

// beside returns a place a few units from a border, off the grid.
func beside(l decodedLayer, r *rand.Rand) orb.Point {
	polygons := l.features[r.IntN(len(l.features))].geometry.(orb.MultiPolygon)
	ring := polygons[r.IntN(len(polygons))][0]
	k, u := 1+r.IntN(len(ring)-1), r.Float64()
	at := func(axis int, off float64) float64 {
		v := ring[k-1][axis] + (ring[k][axis]-ring[k-1][axis])*u + (r.Float64()-0.5)*12
		return math.Floor(max(-60, min(v, 4096+60))) + off
	}
	return orb.Point{at(0, 0.5), at(1, 0.25)}
}

// tileBox returns a tile in degrees.
func tileBox(z, x, y int) orb.Bound {
	across := math.Exp2(float64(z))
	lat := func(y int) float64 {
		return math.Atan(math.Sinh(math.Pi*(1-2*float64(y)/across))) * 180 / math.Pi
	}
	return orb.Bound{Min: orb.Point{float64(x)/across*360 - 180, lat(y + 1)}, Max: orb.Point{float64(x+1)/across*360 - 180, lat(y)}}
}

func areaOf(m orb.MultiPolygon) (sum float64) {
	for _, p := range m {
		for _, r := range p {
			sum += surveyed(r)
		}
	}
	return sum
}

func covering(l decodedLayer, p orb.Point) (n int) {
	for _, f := range l.features {
		for _, polygon := range f.geometry.(orb.MultiPolygon) {
			if polygon.Bound().Contains(p) && planar.PolygonContains(polygon, p) {
				n++
			}
		}
	}
	return n
}

func borderDistance(l decodedLayer, p orb.Point) float64 {
	nearest := math.Inf(1)
	for _, f := range l.features {
		geo.EachLine(f.geometry, func(pts []orb.Point) {
			for k := 1; k < len(pts); k++ {
				nearest = min(nearest, planar.DistanceFromSegment(pts[k-1], pts[k], p))
			}
		})
	}
	return nearest
}

// A border is simplified: the farther away, the fewer of its vertices are left,
// and all are there at the nearest zoom.
func TestSimplified(t *testing.T) {
	l := counties(t, 4, 200, 7)
	s := tiles.New(l)
	before := 0
	for z := 2; z <= 6; z++ {
		limits, _ := s.Limits(z)
		n := 0
		for x := limits.MinX; x <= limits.MaxX; x++ {
			for y := limits.MinY; y <= limits.MaxY; y++ {
				out := tile(t, s, z, x, y)
				if len(out.Data) == 0 {
					continue
				}
				for _, f := range decode(t, out.Data).features {
					geo.EachLine(f.geometry, func(pts []orb.Point) { n += len(pts) })
				}
			}
		}
		if n <= before || n > 16*800 {
			t.Errorf("zoom %d has %d vertices, the one before %d", z, n, before)
		}
		before = n
	}
}

// Every polygon of a tile is valid, and turned as the specification asks, which
// decode holds to.
func TestValid(t *testing.T) {
	cities, err := seeded.City(3000)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range []*data.Layer{counties(t, 10, 60, 3), cities[1]} {
		s := tiles.New(l)
		invalid, all := 0, 0
		for z := range 17 {
			limits, _ := s.Limits(z)
			for x := limits.MinX; x <= min(limits.MaxX, limits.MinX+4); x++ {
				for y := limits.MinY; y <= min(limits.MaxY, limits.MinY+4); y++ {
					out := tile(t, s, z, x, y)
					if len(out.Data) == 0 {
						continue
					}
					for _, f := range decode(t, out.Data).features {
						for _, p := range f.geometry.(orb.MultiPolygon) {
							all++
							if err := geo.Check(scaled(p)); err != nil {
								invalid++
								t.Errorf("%s %d/%d/%d: %v in %v", l.ID, z, x, y, err, p)
							}
						}
					}
				}
			}
		}
		if all < 500 {
			t.Errorf("%s: looked at %d polygons", l.ID, all)
		}
	}
}

// scaled takes units into the range of degrees.
func scaled(p orb.Polygon) orb.Polygon {
	p = p.Clone()
	for _, r := range p {
		for k := range r {
			r[k][0] /= 64
			r[k][1] /= 64
		}
	}
	return p
}

// Every feature is drawn or counted as dropped, in one tile of a zoom each, and
// what a zoom draws a nearer one draws too.
func TestEveryFeatureIsCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var features []data.Feature
	for i := range 20_000 {
		p := orb.Point{118 + r.NormFloat64()*0.3, 42 + r.NormFloat64()*0.3}
		features = append(features, data.Feature{ID: fmt.Sprint(i + 1), Geometry: p, Properties: []byte(`{}`)})
	}
	l := layer(t, data.Meta{ID: "points", Role: data.RoleOther}, features)
	s := tiles.New(l)
	shownBefore := map[uint64]bool{}
	for z := range 11 {
		limits, _ := s.Limits(z)
		shown, dropped := map[uint64]bool{}, 0
		for x := limits.MinX; x <= limits.MaxX; x++ {
			for y := limits.MinY; y <= limits.MaxY; y++ {
				out := tile(t, s, z, x, y)
				dropped += out.Dropped
				if len(out.Data) == 0 {
					continue
				}
				got := decode(t, out.Data)
				if len(got.features) != out.Features {
					t.Errorf("tile %d/%d/%d: %d features, said to be %d", z, x, y, len(got.features), out.Features)
				}
				for _, f := range got.features {
					shown[f.id] = true
				}
			}
		}
		wantShown, wantDropped := s.Counts(z)
		if len(shown) != wantShown || dropped != wantDropped || wantShown+wantDropped != l.Len() {
			t.Errorf("zoom %d: %d drawn and %d dropped, said to be %d and %d of %d", z, len(shown), dropped, wantShown, wantDropped, l.Len())
		}
		for id := range shownBefore {
			if !shown[id] {
				t.Errorf("feature %d is drawn at zoom %d and not at %d", id, z-1, z)
			}
		}
		shownBefore = shown
	}
}

// However small its polygons are drawn, a partition keeps its area: from where
// each is a square to where each is itself.
func TestSmallKeepTheirArea(t *testing.T) {
	cities, err := seeded.City(10_000)
	if err != nil {
		t.Fatal(err)
	}
	l := cities[1]
	s := tiles.New(l)
	b := l.Bound()
	for z := 6; z <= 13; z++ {
		limits, _ := s.Limits(z)
		drawn := 0.0
		for x := limits.MinX; x <= limits.MaxX; x++ {
			for y := limits.MinY; y <= limits.MaxY; y++ {
				out := tile(t, s, z, x, y)
				if len(out.Data) == 0 {
					continue
				}
				for _, f := range decode(t, out.Data).features {
					drawn += clippedArea(f.geometry.(orb.MultiPolygon))
				}
			}
		}
		west, north := float64(0), float64(0)
		across := math.Exp2(float64(z)) * 4096
		y := func(lat float64) float64 { return math.Asinh(math.Tan(lat*math.Pi/180)) / (2 * math.Pi) }
		west, north = (b.Max[0]-b.Min[0])/360*across, (y(b.Max[1])-y(b.Min[1]))*across
		want := west * north
		if math.Abs(drawn/want-1) > 0.15+4*tiles.CellUnits/west {
			t.Errorf("zoom %d: %.0f square units drawn of %.0f, %.3f", z, drawn, want, drawn/want)
		}
		t.Logf("zoom %d: %.4f of the area", z, drawn/want)
	}
}

// clippedArea is the area inside the tile, without its buffer.
func clippedArea(m orb.MultiPolygon) (sum float64) {
	for _, p := range m {
		for _, r := range p {
			sum += surveyed(clipped(r))
		}
	}
	return sum
}

// clipped cuts a ring at the edges of a tile.
func clipped(r orb.Ring) orb.Ring {
	for _, edge := range []struct {
		axis     int
		at, sign float64
	}{{0, 0, 1}, {0, 4096, -1}, {1, 0, 1}, {1, 4096, -1}} {
		keep := func(p orb.Point) bool { return (p[edge.axis]-edge.at)*edge.sign >= 0 }
		var out orb.Ring
		for k := 1; k < len(r); k++ {
			a, b := r[k-1], r[k]
			if keep(a) != keep(b) {
				u := (edge.at - a[edge.axis]) / (b[edge.axis] - a[edge.axis])
				out = append(out, orb.Point{a[0] + (b[0]-a[0])*u, a[1] + (b[1]-a[1])*u})
			}
			if keep(b) {
				out = append(out, b)
			}
		}
		if len(out) == 0 {
			return nil
		}
		r = append(out, out[0])
	}
	return r
}
