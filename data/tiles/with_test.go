package tiles_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/data/tiles"
)

// After any edits the tiles are byte for byte those of a layer that was
// prepared afresh: borders that neighbours share, features that stand for their
// like, properties, counts.
func TestWithIsNew(t *testing.T) {
	const seed = 20261126
	cities, err := seeded.City(900)
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*data.Layer{
		"counties": counties(t, 8, 40, 5), "parcels": cities[1], "sites": cities[2],
		"few":  layer(t, data.Meta{ID: "few", Role: data.RoleOther}, slices.Clone(cities[1].Features[:3])),
		"none": layer(t, data.Meta{ID: "none", Role: data.RoleOther}, nil),
	} {
		r := rand.New(rand.NewPCG(seed, uint64(len(name))))
		s, ids := tiles.New(l), 0
		for step := range 30 {
			c := someChanges(r, l, &ids)
			next, err := l.With(c)
			if err != nil {
				t.Fatal(err)
			}
			if l = next; step%3 == 1 {
				continue // two edits at once
			}
			s = s.With(l)
			sameTiles(t, r, s, tiles.New(l), l)
			if t.Failed() {
				t.Fatalf("%s, seed %d, step %d: after %d replaced, %v removed, %d added", name, seed, step, len(c.Replace), c.Remove, len(c.Add))
			}
		}
	}
}

// someChanges edits up to three features: other properties, a corner dragged, a
// move, growing or shrinking, another shape, one that goes or comes.
func someChanges(r *rand.Rand, l *data.Layer, ids *int) data.Changes {
	c := data.Changes{Replace: map[int]data.Feature{}}
	order := r.Perm(l.Len())
	for _, i := range order[:min(len(order), r.IntN(3))] {
		f := l.Features[i]
		switch r.IntN(8) {
		case 0, 1:
			f.Properties = bytes.ReplaceAll(f.Properties, []byte(`"R2"`), fmt.Appendf(nil, `"new%d"`, r.IntN(3)))
		case 2:
			f.Properties = fmt.Appendf(nil, `{"code":"R2","scheme":"","population":%d}`, r.IntN(400))
		case 3:
			f.Geometry = dragged(r, orb.Clone(f.Geometry))
		case 4:
			by := orb.Point{(r.Float64() - 0.5) * 0.02, (r.Float64() - 0.5) * 0.02}
			f.Geometry = eachPoint(f.Geometry, func(p orb.Point) orb.Point { return orb.Point{p[0] + by[0], p[1] + by[1]} })
		case 5:
			middle, by := f.Geometry.Bound().Center(), []float64{0.001, 0.3, 4}[r.IntN(3)]
			f.Geometry = eachPoint(f.Geometry, func(p orb.Point) orb.Point {
				return orb.Point{middle[0] + (p[0]-middle[0])*by, middle[1] + (p[1]-middle[1])*by}
			})
		case 6:
			f.Geometry = f.Geometry.Bound().Center()
		default:
			f.Geometry = orb.LineString{f.Geometry.Bound().Min, f.Geometry.Bound().Center(), f.Geometry.Bound().Max}
		}
		c.Replace[i] = f
	}
	if len(order) > len(c.Replace) && r.IntN(3) == 0 {
		c.Remove = order[len(c.Replace):min(len(order), len(c.Replace)+2)]
	}
	if r.IntN(3) == 0 {
		*ids++
		f := data.Feature{ID: fmt.Sprint("added", *ids), Geometry: orb.Point{118.61 + r.Float64()*0.01, 42.01 + r.Float64()*0.01}}
		if len(order) > 0 { // a copy, or one beside
			other := l.Features[order[0]]
			f.Geometry, f.Properties = other.Geometry, other.Properties
			if r.IntN(2) == 0 {
				width := other.Geometry.Bound().Max[0] - other.Geometry.Bound().Min[0]
				f.Geometry = eachPoint(f.Geometry, func(p orb.Point) orb.Point { return orb.Point{p[0] + width, p[1]} })
			}
		}
		c.Add = append(c.Add, f)
	}
	return c
}

// dragged moves one position that is no end of its line.
func dragged(r *rand.Rand, g orb.Geometry) orb.Geometry {
	if p, ok := g.(orb.Polygon); ok && len(p[0]) > 4 {
		k := 1 + r.IntN(len(p[0])-2)
		p[0][k] = orb.Point{(p[0][k-1][0] + p[0][k][0]) / 2, (p[0][k-1][1] + p[0][k][1]) / 2}
	}
	return g
}

func eachPoint(g orb.Geometry, f func(orb.Point) orb.Point) orb.Geometry {
	switch g := orb.Clone(g).(type) {
	case orb.Point:
		return f(g)
	case orb.LineString:
		for i := range g {
			g[i] = f(g[i])
		}
		return g
	case orb.Polygon:
		for _, ring := range g {
			for i := range ring {
				ring[i] = f(ring[i])
			}
		}
		return g
	}
	panic(g.GeoJSONType())
}

// sameTiles checks all tiles of far zooms and some of near ones.
func sameTiles(t *testing.T, r *rand.Rand, got, want *tiles.Set, l *data.Layer) {
	t.Helper()
	for z := range tiles.MaxZoom + 1 {
		shown, dropped := got.Counts(z)
		if s, d := want.Counts(z); s != shown || d != dropped {
			t.Errorf("zoom %d draws %d and drops %d, want %d and %d", z, shown, dropped, s, d)
		}
		limits, ok := got.Limits(z)
		if w, k := want.Limits(z); w != limits || k != ok {
			t.Errorf("limits of zoom %d: %v, want %v", z, limits, w)
		}
		if !ok {
			continue
		}
		var at [][2]int
		for x := limits.MinX; x <= limits.MaxX && len(at) < 12; x++ {
			for y := limits.MinY; y <= limits.MaxY && len(at) < 12; y++ {
				at = append(at, [2]int{x, y})
			}
		}
		for range 6 {
			x, y := middleTile(z, l.Features[r.IntN(l.Len())].Geometry.Bound().Center())
			at = append(at, [2]int{x, y})
		}
		for _, p := range at {
			g, w := tile(t, got, z, p[0], p[1]), tile(t, want, z, p[0], p[1])
			if g.Features != w.Features || g.Dropped != w.Dropped || !bytes.Equal(g.Data, w.Data) {
				t.Errorf("tile %d/%v: %d drawn, %d dropped, %d bytes, want %d, %d, %d", z, p, g.Features, g.Dropped, len(g.Data), w.Features, w.Dropped, len(w.Data))
				return
			}
		}
	}
}
