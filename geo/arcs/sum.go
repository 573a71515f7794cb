package arcs

// sum adds numbers with the rounding error of each step carried along, so
// that the total is as good as if it were added in twice the precision.
//
// Source: T. Ogita, S. M. Rump, S. Oishi, Accurate sum and dot product (2005),
// algorithms 3.1 (Knuth's two-sum) and 4.4.
type sum struct{ total, carry float64 }

func (s *sum) add(v float64) {
	t := s.total + v
	z := t - s.total
	s.carry += (s.total - (t - z)) + (v - z)
	s.total = t
}

func (s sum) value() float64 { return s.total + s.carry }

// share is a contribution to one facility's reach and exclusive area.
type share struct {
	fac              int32
	reach, exclusive float64
}

// tally is what one run of boundary pieces adds to the result. Tallies are
// kept apart and joined in a fixed order, so the result has the same bits
// whatever the number of workers.
type tally struct {
	rims    []sum // rims[d]: boundaries of facilities with d other facilities over them
	land    []sum // land[d]: boundary of the area with d facilities over it
	shares  []share
	strokes []stroke
}

func (t *tally) reset() {
	t.rims, t.land, t.shares, t.strokes = t.rims[:0], t.land[:0], t.shares[:0], t.strokes[:0]
}

// take returns what the tally holds and leaves it empty, going on behind it in
// the same storage.
func (t *tally) take() tally {
	out := *t
	t.rims, t.land, t.shares, t.strokes = behind(t.rims), behind(t.land), behind(t.shares), behind(t.strokes)
	return out
}

// behind returns the storage left behind s, or as much again as a few such
// slices take.
func behind[T any](s []T) []T {
	if n := len(s); cap(s)-n >= n {
		return s[n:n:cap(s)]
	}
	return make([]T, 0, 4*len(s))
}

func addAt(s []sum, depth int, v float64) []sum {
	for len(s) <= depth {
		s = append(s, sum{})
	}
	s[depth].add(v)
	return s
}

func (t *tally) merge(o *tally) {
	for d, s := range o.rims {
		t.rims = addAt(t.rims, d, s.total)
		t.rims[d].add(s.carry)
	}
	for d, s := range o.land {
		t.land = addAt(t.land, d, s.total)
		t.land[d].add(s.carry)
	}
}

// profile returns the area at each depth. The land at depth k and more is
// bounded by facility boundaries with k-1 others over them and by the area's
// boundary with k and more; the difference of neighbouring depths is exact
// in the sense that nothing larger cancels.
func (t *tally) profile(area float64) []float64 {
	n := max(len(t.rims)+1, len(t.land), 1)
	depth := make([]float64, n)
	for k := range depth {
		var s sum
		if k > 0 && k <= len(t.rims) {
			s.add(t.rims[k-1].total)
			s.add(t.rims[k-1].carry)
		}
		if k < len(t.rims) {
			s.add(-t.rims[k].total)
			s.add(-t.rims[k].carry)
		}
		if k < len(t.land) {
			s.add(t.land[k].total)
			s.add(t.land[k].carry)
		}
		depth[k] = s.value()
	}
	return settle(depth, area)
}

// settle clears what rounding left where there is nothing and drops depths
// that do not occur.
func settle(depth []float64, area float64) []float64 {
	for k, a := range depth {
		if a < area*1e-13 {
			depth[k] = 0
		}
	}
	for len(depth) > 1 && depth[len(depth)-1] == 0 {
		depth = depth[:len(depth)-1]
	}
	return depth
}
