package landuse

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// CellShape is the shape of density cells.
type CellShape string

// The shapes.
const (
	Square CellShape = "square" // size is the side
	Hex    CellShape = "hex"    // size is the width, the distance between neighbours' centres
)

// ErrCells is returned for cells that cannot be made: an unknown shape or a
// size that is not a positive number of metres.
var ErrCells = errors.New("cells are not possible")

// ErrTooManyCells is wrapped by [*CellsError].
var ErrTooManyCells = errors.New("too many cells")

// CellsError says that a grid would have too many cells.
type CellsError struct {
	SizeM      float64
	Most       int     // cells allowed
	LeastSizeM float64 // a size that is certain to fit
}

func (e *CellsError) Error() string {
	return fmt.Sprintf("cells of %g m would be more than %d in this area; use %.0f m or more", e.SizeM, e.Most, e.LeastSizeM)
}

// Unwrap makes a CellsError an [ErrTooManyCells].
func (e *CellsError) Unwrap() error { return ErrTooManyCells }

// grid is a tiling of the plane by equal cells, anchored at the plane's origin:
// the same study area always gets the same cells. Corners stand on a lattice
// of steps, so cells that meet have the same corners bit for bit.
type grid struct {
	shape        CellShape
	sizeM        float64
	stepX, stepY float64 // of the lattice
}

// cellID numbers a cell: column and row of a square, or the position along the
// row and the row of a hexagon (axial coordinates q, r).
type cellID struct{ q, r int32 }

func newGrid(shape CellShape, sizeM float64) (grid, error) {
	if !(sizeM > 0) || math.IsInf(sizeM, 0) {
		return grid{}, fmt.Errorf("%w: size %v m", ErrCells, sizeM)
	}
	switch shape {
	case Square:
		return grid{shape, sizeM, sizeM, sizeM}, nil
	case Hex:
		return grid{shape, sizeM, sizeM / 2, sizeM / (2 * math.Sqrt(3))}, nil
	}
	return grid{}, fmt.Errorf("%w: shape %q is neither square nor hex", ErrCells, shape)
}

// areaM2 returns the area of a whole cell.
func (g grid) areaM2() float64 {
	if g.shape == Square {
		return g.sizeM * g.sizeM
	}
	return g.sizeM * g.sizeM * math.Sqrt(3) / 2
}

var (
	squareCorners = [][2]int32{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}
	hexCorners    = [][2]int32{{0, -2}, {1, -1}, {1, 1}, {0, 2}, {-1, 1}, {-1, -1}, {0, -2}}
)

// ring returns the corners of a cell counter-clockwise, the first again at the
// end.
func (g grid) ring(c cellID) []orb.Point {
	corners, x, y := squareCorners, c.q, c.r
	if g.shape == Hex {
		corners, x, y = hexCorners, 2*c.q+c.r, 3*c.r
	}
	out := make([]orb.Point, len(corners))
	for i, k := range corners {
		out[i] = orb.Point{float64(x+k[0]) * g.stepX, float64(y+k[1]) * g.stepY}
	}
	return out
}

// cellAt returns the cell that holds a point. A point on a common edge belongs
// to one of the cells, always the same.
func (g grid) cellAt(p orb.Point) cellID {
	if g.shape == Square {
		return cellID{floorCell(p[0], g.stepX), floorCell(p[1], g.stepY)}
	}
	r := p[1] / (3 * g.stepY)
	q := p[0]/(2*g.stepX) - r/2
	return roundHex(q, r)
}

// roundHex returns the hexagon nearest to fractional axial coordinates: each of
// the three cube coordinates is rounded and the one moved most is set right by
// the others.
func roundHex(q, r float64) cellID {
	s := -q - r
	rq, rr, rs := math.Round(q), math.Round(r), math.Round(s)
	dq, dr, ds := abs(rq-q), abs(rr-r), abs(rs-s)
	switch {
	case dq > dr && dq > ds:
		rq = -rr - rs
	case dr > ds:
		rr = -rq - rs
	}
	return cellID{int32(rq), int32(rr)}
}

// most columns or rows a grid may have: lattice numbers stay within 32 bits.
const mostRows = 1 << 26

// over calls each for every cell whose box touches b, row by row from the
// south, each from the west. It reports false when there would be more than
// most of them.
func (g grid) over(b orb.Bound, most int, each func(cellID)) bool {
	rowM, colM := g.stepY, g.stepX
	if g.shape == Hex {
		rowM, colM = 3*g.stepY, 2*g.stepX
	}
	far := math.Max(math.Max(abs(b.Min[0]), abs(b.Max[0]))/colM, math.Max(abs(b.Min[1]), abs(b.Max[1]))/rowM)
	rows, cols := (b.Max[1]-b.Min[1])/rowM+3, (b.Max[0]-b.Min[0])/colM+3
	if !(far < mostRows) || !(rows*cols < float64(most)) {
		return false
	}
	for r := floorCell(b.Min[1], rowM) - 1; r <= floorCell(b.Max[1], rowM)+1; r++ {
		shift := 0.0
		if g.shape == Hex {
			shift = float64(r) * g.stepX
		}
		for q := floorCell(b.Min[0]-shift, colM) - 1; q <= floorCell(b.Max[0]-shift, colM)+1; q++ {
			id := cellID{q, r}
			if boxOf(g.ring(id)).Intersects(b) {
				each(id)
			}
		}
	}
	return true
}
