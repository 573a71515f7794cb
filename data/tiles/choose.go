package tiles

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// chooseAgain chooses from which zoom on features are drawn, as [places.choose]
// does, in the cells of codes alone: elsewhere it is as it was.
func (s *Set) chooseAgain(codes []uint64) {
	winners := map[uint64]int{} // of the cells of codes, one zoom nearer
	for z := MaxZoom - 1; z >= 0; z-- {
		shift := cellShift(z)
		won := map[uint64]int{}
		cells := map[uint64]bool{}
		for _, code := range codes {
			cells[code>>shift] = true
		}
		for cell := range cells {
			best, largest := -1, 0.0
			for _, key := range s.contenders(z, cell, codes, winners) {
				area := areaOf(s.feature(key).Geometry)
				if best < 0 || area > largest || area == largest && key < best {
					key, best, largest = best, key, area
				}
				if key >= 0 {
					s.drawFrom(key, uint8(z+1))
				}
			}
			if best >= 0 {
				won[cell] = best
			}
		}
		winners = won
	}
	for _, key := range winners {
		s.drawFrom(key, 0)
	}
}

// contenders returns the features that are too small for a cell of a zoom and
// that nearer zooms draw: those of the cells of codes are the winners there.
func (s *Set) contenders(zoom int, cell uint64, codes []uint64, winners map[uint64]int) []int {
	var all []int
	nearer := cellShift(zoom + 1)
	for _, key := range s.drawn(zoom+1, cellBound(zoom, cell), new(found)) {
		code, large := s.code(key), int(s.largeFrom(key))
		if code>>cellShift(zoom) != cell || large <= zoom {
			continue
		}
		chosen := zoom+1 < MaxZoom && large > zoom+1 && slices.ContainsFunc(codes, func(c uint64) bool { return c>>nearer == code>>nearer })
		if !chosen {
			all = append(all, key)
		}
	}
	for child := cell << 2; child < cell<<2+4; child++ {
		if key, ok := winners[child]; ok {
			all = append(all, key)
		}
	}
	return all
}

// drawFrom sets the smallest zoom at which a feature is drawn.
func (s *Set) drawFrom(key int, zoom uint8) {
	if s.drawnFrom(key) != zoom {
		s.own(key).from = zoom
	}
}

// cellBound returns a cell of a zoom in degrees, a little larger than it is,
// with what lies beyond the square of Web Mercator.
func cellBound(zoom int, cell uint64) orb.Bound {
	across := uint32(1) << ((64 - cellShift(zoom)) / 2)
	x, y := gather(cell), gather(cell>>1)
	at := func(x, y uint32) orb.Point { return unproject(float64(x)/float64(across), float64(y)/float64(across)) }
	nw, se := at(x, y), at(x+1, y+1)
	b := orb.Bound{Min: orb.Point{nw[0], se[1]}, Max: orb.Point{se[0], nw[1]}}.Pad(1e-9)
	if x == 0 {
		b.Min[0] = math.Inf(-1)
	}
	if x == across-1 {
		b.Max[0] = math.Inf(1)
	}
	if y == 0 {
		b.Max[1] = 90
	}
	if y == across-1 {
		b.Min[1] = -90
	}
	return b
}
