package cql2

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"github.com/peterstace/simplefeatures/geom"

	"catchment/geo"
)

var predicates = []Op{OpIntersects, OpDisjoint, OpEquals, OpTouches, OpWithin, OpOverlaps, OpCrosses, OpContains}

// TestOutlineAgainstOverlay: what the edges decide is what the overlay says, for
// every predicate between seeded random geometries on a small grid, where they
// touch in every way.
func TestOutlineAgainstOverlay(t *testing.T) {
	const seed, rounds = 11, 2500
	r := rand.New(rand.NewPCG(seed, 1))
	quick := 0
	for n := range rounds {
		a, b := onGrid(r, n%7), onGrid(r, (n/7)%7)
		l := newLiteral(b, false)
		for _, op := range predicates {
			got, err := l.relates(op, a)
			want, wantErr := plainly(op, a, b)
			if err != nil || wantErr != nil {
				t.Fatalf("seed %d: %v, %v", seed, err, wantErr)
			}
			if got != want {
				t.Errorf("seed %d: %s(%s, %s) = %v, want %v", seed, op, wkt.MarshalString(a), wkt.MarshalString(b), got, want)
			}
			if _, ok := l.edges.relates(op, a); ok {
				quick++
			}
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("the edges decide %d of %d", quick, rounds*len(predicates))
}

// plainly is a predicate as the overlay has it.
func plainly(op Op, a, b orb.Geometry) (bool, error) {
	switch op {
	case OpIntersects:
		return geom.Intersects(exactly(a), exactly(b)), nil
	case OpDisjoint:
		return !geom.Intersects(exactly(a), exactly(b)), nil
	}
	return relate(op, exactly(a), exactly(b))
}

// onGrid returns a random geometry that passes the gate.
func onGrid(r *rand.Rand, kind int) orb.Geometry {
	at := func() orb.Point { return orb.Point{float64(r.IntN(7)), float64(r.IntN(7))} }
	box := func() orb.Polygon {
		p, q := at(), at()
		p[0], q[0] = min(p[0], q[0]), max(p[0], q[0])+1
		p[1], q[1] = min(p[1], q[1]), max(p[1], q[1])+1
		whole := orb.Polygon{orb.Bound{Min: p, Max: q}.ToRing()}
		if q[0]-p[0] > 2 && q[1]-p[1] > 2 && r.IntN(2) == 0 {
			hole := orb.Bound{Min: orb.Point{p[0] + 1, p[1] + 1}, Max: orb.Point{q[0] - 1, q[1] - 1}}.ToRing()
			hole.Reverse()
			whole = append(whole, hole)
		}
		return whole
	}
	for {
		var g orb.Geometry
		switch kind {
		case 0:
			g = at()
		case 1:
			g = orb.MultiPoint{at(), at(), at()}
		case 2:
			g = orb.LineString{at(), at(), at()}
		case 3:
			g = orb.MultiLineString{{at(), at()}, {at(), at()}}
		case 4:
			g = box()
		case 5:
			g = orb.MultiPolygon{box(), box()}
		default:
			g = orb.Polygon{{at(), at(), at()}}
			g = orb.Polygon{append(g.(orb.Polygon)[0], g.(orb.Polygon)[0][0])}
		}
		if passed, findings := geo.Gate(g, geo.Strict); len(findings) == 0 && exactly(passed).Validate() == nil {
			return passed
		}
	}
}

// star is a ring of n corners around the middle of a degree.
func star(n int) orb.Polygon {
	ring := make(orb.Ring, 0, n+1)
	for k := range n {
		a := 2 * math.Pi * float64(k) / float64(n)
		reach := 0.4 + 0.05*math.Sin(37*a)
		ring = append(ring, orb.Point{0.5 + reach*math.Cos(a), 0.5 + reach*math.Sin(a)})
	}
	return orb.Polygon{append(ring, ring[0])}
}

// BenchmarkLongLiteral asks of points whether they meet a literal of many
// corners, by its edges and by the overlay.
func BenchmarkLongLiteral(b *testing.B) {
	for _, corners := range []int{10, 4000, 100_000} {
		l := newLiteral(star(corners), false)
		r := rand.New(rand.NewPCG(1, 2))
		points := make([]orb.Point, 1<<12)
		for i := range points {
			points[i] = orb.Point{r.Float64(), r.Float64()}
		}
		b.Run(fmt.Sprintf("corners=%d/edges", corners), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := l.relates(OpIntersects, points[i%len(points)]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("corners=%d/overlay", corners), func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				geom.Intersects(exactly(points[i%len(points)]), l.exact)
			}
		})
	}
}
