package tiles

import "math"

// A tile shows what lies from low to high in both directions.
const low, high = -BufferUnits, ExtentUnits + BufferUnits

func inside(v vertex) bool { return v.x >= low && v.x <= high && v.y >= low && v.y <= high }

// side is one of the four edges that a tile is clipped at.
type side struct {
	at      float64
	upright bool    // the edge is x = at
	sign    float64 // +1 where what is larger is kept
}

var sides = [4]side{{low, true, 1}, {high, true, -1}, {low, false, 1}, {high, false, -1}}

// keeps tells whether a place is on the kept side of the edge or on it.
func (s side) keeps(v vertex) bool {
	if s.upright {
		return (v.x-s.at)*s.sign >= 0
	}
	return (v.y-s.at)*s.sign >= 0
}

// cut returns where the segment between a and b crosses the edge, on the grid.
// It is the same from b to a: both sides of a border are cut alike.
func (s side) cut(a, b vertex) vertex {
	if b.x < a.x || b.x == a.x && b.y < a.y {
		a, b = b, a
	}
	if s.upright {
		return vertex{s.at, math.Floor(a.y + (b.y-a.y)*((s.at-a.x)/(b.x-a.x)) + 0.5)}
	}
	return vertex{math.Floor(a.x + (b.x-a.x)*((s.at-a.y)/(b.y-a.y)) + 0.5), s.at}
}

// clipRing returns the part of a ring inside, which runs along the edges where
// the ring is outside. It shares the picture's scratch memory.
//
// Source: Sutherland and Hodgman, Reentrant polygon clipping (1974).
func (p *picture) clipRing(ring []vertex) []vertex {
	out := p.scratch[1]
	for _, s := range sides {
		if allKept(ring, s) {
			continue
		}
		out = out[:0]
		for k, b := range ring {
			a := ring[(k+len(ring)-1)%len(ring)]
			if s.keeps(a) != s.keeps(b) {
				out = append(out, s.cut(a, b))
			}
			if s.keeps(b) {
				out = append(out, b)
			}
		}
		ring = append(ring[:0:0], out...)
	}
	p.scratch[1] = out
	return ring
}

func allKept(ring []vertex, s side) bool {
	for _, v := range ring {
		if !s.keeps(v) {
			return false
		}
	}
	return true
}

// clipLine yields the pieces of a line inside, each with two places or more.
func clipLine(line []vertex, yield func([]vertex)) {
	var piece []vertex
	end := func() {
		if len(piece) > 1 {
			yield(piece)
		}
		piece = nil
	}
	for k := 1; k < len(line); k++ {
		a, b, ok := clipSegment(line[k-1], line[k])
		if !ok {
			end()
			continue
		}
		if len(piece) == 0 || piece[len(piece)-1] != a {
			end()
			piece = append(piece, a)
		}
		if b != a {
			piece = append(piece, b)
		}
		if b != line[k] {
			end()
		}
	}
	end()
}

// clipSegment returns the part of a segment inside.
func clipSegment(a, b vertex) (vertex, vertex, bool) {
	for _, s := range sides {
		switch {
		case !s.keeps(a) && !s.keeps(b):
			return a, b, false
		case !s.keeps(a):
			a = s.cut(a, b)
		case !s.keeps(b):
			b = s.cut(a, b)
		}
	}
	return a, b, true
}

// withoutSpikes takes out of a ring, in place, the places that stand twice in a
// row and the ways out and straight back.
func withoutSpikes(ring []vertex) []vertex {
	out := ring[:0]
	for _, v := range ring {
		out = append(out, v)
		for n := len(out); ; n = len(out) {
			if n >= 2 && out[n-1] == out[n-2] {
				out = out[:n-1]
			} else if n >= 3 && out[n-1] == out[n-3] {
				out = out[:n-2]
			} else {
				break
			}
		}
	}
	for n := len(out); n >= 3; n = len(out) { // where the end meets the start
		switch {
		case out[0] == out[n-1]:
			out = out[:n-1]
		case out[0] == out[n-2]:
			out = out[:n-2]
		case out[1] == out[n-1]:
			out = out[1 : n-1]
		default:
			return out
		}
	}
	return out
}
