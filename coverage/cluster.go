package coverage

import (
	"sync"

	"github.com/paulmach/orb"
)

// cluster appends to done the pieces in clusters no more than about widthM
// across: while a cluster is wider it is halved across its longer side. A piece
// goes whole to the side its middle lies on; where mayCut is set, a piece that
// is itself wider than widthM is cut along the line.
func cluster(done [][]*piece, pieces []*piece, widthM float64, mayCut bool) [][]*piece {
	if len(pieces) == 0 {
		return done
	}
	bound := boundOf(pieces)
	axis := 0
	if bound.Max[1]-bound.Min[1] > bound.Max[0]-bound.Min[0] {
		axis = 1
	}
	if bound.Max[axis]-bound.Min[axis] <= 1.25*widthM || len(pieces) == 1 && !mayCut {
		return append(done, pieces)
	}
	low, high := halve(pieces, axis, (bound.Min[axis]+bound.Max[axis])/2, widthM, mayCut)
	if len(low) == 0 || len(high) == 0 {
		return append(done, pieces)
	}
	if len(pieces) < sideBySide {
		return cluster(cluster(done, low, widthM, mayCut), high, widthM, mayCut)
	}
	var of [2][][]*piece
	var wg sync.WaitGroup
	wg.Go(func() { of[0] = cluster(nil, low, widthM, mayCut) })
	of[1] = cluster(nil, high, widthM, mayCut)
	wg.Wait()
	return append(append(done, of[0]...), of[1]...)
}

// sideBySide is the number of pieces from which the two halves are clustered
// at once.
const sideBySide = 200

// halve shares pieces out to the two sides of a line across axis.
func halve(pieces []*piece, axis int, line, widthM float64, mayCut bool) (low, high []*piece) {
	low, high = make([]*piece, 0, len(pieces)/2+1), make([]*piece, 0, len(pieces)/2+1)
	for _, p := range pieces {
		wide := p.bound.Max[axis]-p.bound.Min[axis] > widthM
		crosses := p.bound.Min[axis] < line && p.bound.Max[axis] > line
		switch {
		case mayCut && wide && crosses && p.of == nil:
			p.draw()
			a, b := cutPiece(p, axis, line)
			low, high = append(low, a...), append(high, b...)
		case (p.bound.Min[axis]+p.bound.Max[axis])/2 < line:
			low = append(low, p)
		default:
			high = append(high, p)
		}
	}
	return low, high
}

// cutPiece cuts a piece along a line. The exact area of the piece is shared
// out in proportion to the areas of the polygons.
func cutPiece(p *piece, axis int, line float64) (low, high []*piece) {
	below, above := cutAcross(p.poly, axis, line)
	whole := regionArea(below) + regionArea(above)
	share := func(polys orb.MultiPolygon) (out []*piece) {
		for _, poly := range polys {
			out = append(out, newPiece(poly, p.exactM2*polygonArea(poly)/whole, p.perM2))
		}
		return out
	}
	return share(below), share(above)
}
