package tiles

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// never is a zoom beyond all there are.
const never = MaxZoom + 1

// places says where the features stand and from which zoom on each is drawn.
type places struct {
	codes []uint64 // Morton codes of the middles, ascending: 32 levels of quarters
	at    []int32  // where in that order a feature stands
	area  []uint64 // of the polygons before each in that order, see shareOf
	large []uint8  // smallest zoom at which a feature fills a cell
	from  []uint8  // smallest zoom at which it is drawn
}

// shares are how many parts the square of Web Mercator is counted in where
// areas are added up: whole numbers add up alike in any order.
const shares = 1 << 62

// mostArea is the area of a cell of zoom 0. Of polygons that are larger none is
// ever drawn as a square, and one fills any cell.
const mostArea = 1. / (1 << 14)

// shareOf returns an area in shares.
func shareOf(area float64) uint64 { return uint64(min(area, mostArea) * shares) }

func newPlaces(l *data.Layer) places {
	n := l.Len()
	p := places{
		codes: make([]uint64, n), at: make([]int32, n), area: make([]uint64, n+1),
		large: make([]uint8, n), from: make([]uint8, n),
	}
	own, code, order := make([]float64, n), make([]uint64, n), make([]int32, n)
	for i := range l.Features {
		g := l.Features[i].Geometry
		order[i] = int32(i)
		code[i], p.large[i] = middle(geo.Bound(g))
		own[i] = areaOf(g)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c := cmp.Compare(code[a], code[b]); c != 0 {
			return c
		}
		return cmp.Compare(a, b)
	})
	for k, i := range order {
		p.codes[k], p.at[i] = code[i], int32(k)
		p.area[k+1] = p.area[k] + shareOf(own[i])
	}
	p.choose(order, own)
	return p
}

// choose decides from which zoom on each feature is drawn, from the nearest zoom
// to the farthest: of those in a cell that are too small, the largest stays.
// It stays at nearer zooms too, where fewer contend with it.
func (p *places) choose(alive []int32, area []float64) {
	for z := MaxZoom - 1; z >= 0; z-- {
		kept := alive[:0]
		best, bestCell := int32(-1), uint64(0)
		for _, i := range alive {
			cell := p.code(i) >> cellShift(z)
			if best >= 0 && cell != bestCell {
				kept = append(kept, best)
				best = -1
			}
			switch {
			case int(p.large[i]) <= z:
				kept = append(kept, i)
			case best < 0:
				best, bestCell = i, cell
			case area[i] > area[best] || area[i] == area[best] && i < best:
				p.from[best] = uint8(z + 1)
				best = i
			default:
				p.from[i] = uint8(z + 1)
			}
		}
		if best >= 0 {
			kept = append(kept, best)
		}
		alive = kept // cells still follow each other
	}
}

// cellShift is by how much a code is shifted to name a cell, and tileShift a
// tile, of a zoom.
func cellShift(zoom int) int { return 64 - 2*(zoom+bits.Len(ExtentUnits/CellUnits)-1) }
func tileShift(zoom int) int { return 64 - 2*zoom }

// code returns the code of a feature.
func (p *places) code(i int32) uint64 { return p.codes[p.at[i]] }

// within returns the range in order of the features whose code begins with a
// prefix.
func (p *places) within(prefix uint64, shift int) (from, to int) {
	from = sort.Search(len(p.codes), func(k int) bool { return p.codes[k]>>shift >= prefix })
	to = from + sort.Search(len(p.codes)-from, func(k int) bool { return p.codes[from+k]>>shift > prefix })
	return from, to
}

// around is within for the prefix of a feature's code, looked for from there.
func (p *places) around(i, shift int) (from, to int) {
	at := int(p.at[i])
	prefix := p.codes[at] >> shift
	step := 1
	for ; at-step >= 0 && p.codes[at-step]>>shift == prefix; step *= 2 {
	}
	low := max(0, at-step)
	from = low + sort.Search(at-low, func(k int) bool { return p.codes[low+k]>>shift == prefix })
	for step = 1; at+step < len(p.codes) && p.codes[at+step]>>shift == prefix; step *= 2 {
	}
	high := min(len(p.codes), at+step)
	to = at + sort.Search(high-at, func(k int) bool { return p.codes[at+k]>>shift != prefix })
	return from, to
}

// middle returns the code of a box's middle, and the smallest zoom at which the
// box fills a cell in one direction.
func middle(b orb.Bound) (code uint64, large uint8) {
	west, north := project(orb.Point{b.Min[0], b.Max[1]})
	east, south := project(orb.Point{b.Max[0], b.Min[1]})
	code = geo.ZOrder(whole((west+east)/2), whole((north+south)/2))
	side := max(east-west, south-north)
	if side <= 0 {
		return code, never
	}
	return code, zoomOf(CellUnits / (side * ExtentUnits))
}

// zoomOf returns the smallest zoom at which the square of Web Mercator is at
// least so many tiles wide.
func zoomOf(tiles float64) uint8 {
	return uint8(max(0, min(math.Ceil(math.Log2(tiles)), never)))
}

// whole returns a coordinate of the square as a fraction of 2³².
func whole(v float64) uint32 { return uint32(max(0, min(v*(1<<32), 1<<32-1))) }

// areaOf returns the area of a geometry's polygons in the square of Web Mercator,
// whose own is 1: for ranking alone.
func areaOf(g orb.Geometry) float64 {
	switch g := g.(type) {
	case orb.Polygon:
		sum := 0.0
		for k, r := range g {
			a := math.Abs(ringArea(r))
			if k > 0 {
				a = -a
			}
			sum += a
		}
		return max(0, sum)
	case orb.MultiPolygon:
		sum := 0.0
		for _, p := range g {
			sum += areaOf(p)
		}
		return sum
	case orb.Collection:
		sum := 0.0
		for _, m := range g {
			sum += areaOf(m)
		}
		return sum
	}
	return 0
}

func ringArea(r orb.Ring) float64 {
	x0, y0 := project(r[0])
	sum, px, py := 0.0, 0.0, 0.0
	for _, p := range r[1:] {
		x, y := project(p)
		x, y = x-x0, y-y0
		sum += px*y - x*py
		px, py = x, y
	}
	return sum / 2
}
