package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// orient returns +1 when a, b, c turn left (counter-clockwise), -1 when they
// turn right and 0 when they lie on one line. The sign is exact for all
// finite coordinates whose products neither overflow nor underflow, which
// holds for degrees.
//
// Source: J. R. Shewchuk, Adaptive Precision Floating-Point Arithmetic and
// Fast Robust Geometric Predicates (1997): the filter is his bound A, the
// exact stage sums the six products as non-overlapping expansions.
func orient(a, b, c orb.Point) int {
	l := float64((a[0] - c[0]) * (b[1] - c[1]))
	r := float64((a[1] - c[1]) * (b[0] - c[0]))
	det := l - r
	if limit := orientBound * (math.Abs(l) + math.Abs(r)); det > limit {
		return 1
	} else if det < -limit {
		return -1
	}
	return orientExact(a, b, c)
}

// Turn returns +1 when a, b, c turn left (counter-clockwise), -1 when they turn
// right and 0 when they lie on one line. It is exact, for degrees in whatever
// order.
func Turn(a, b, c orb.Point) int { return orient(a, b, c) }

// orientBound is Shewchuk's bound A, as a part of the sum of both products.
const orientBound = (3 + 16*0x1p-53) * 0x1p-53

// orientExact is orient without the filter.
func orientExact(a, b, c orb.Point) int {
	if (a[0] == c[0] || b[1] == c[1]) && (a[1] == c[1] || b[0] == c[0]) {
		return 0 // both products are exactly zero: edges along the axes
	}
	var e expansion
	e.addProduct(a[0], b[1])
	e.addProduct(-a[1], b[0])
	e.addProduct(b[0], c[1])
	e.addProduct(-b[1], c[0])
	e.addProduct(c[0], a[1])
	e.addProduct(-c[1], a[0])
	return e.sign()
}

// expansion is an exact sum of at most twelve float64, smallest first, no two
// of them overlapping.
type expansion struct {
	term [12]float64
	n    int
}

// addProduct adds x·y exactly, as its rounded value and the rounding error.
func (e *expansion) addProduct(x, y float64) {
	p := float64(x * y)
	e.add(math.FMA(x, y, -p))
	e.add(p)
}

// add adds b by Shewchuk's Grow-Expansion, dropping zero terms.
func (e *expansion) add(b float64) {
	n := 0
	for i := range e.n {
		a := e.term[i]
		sum := a + b
		bv := sum - a
		rest := (a - (sum - bv)) + (b - bv)
		if rest != 0 {
			e.term[n] = rest
			n++
		}
		b = sum
	}
	if b != 0 {
		e.term[n] = b
		n++
	}
	e.n = n
}

// sign is the sign of the largest term, which is that of the sum.
func (e *expansion) sign() int {
	switch {
	case e.n == 0:
		return 0
	case e.term[e.n-1] > 0:
		return 1
	default:
		return -1
	}
}
