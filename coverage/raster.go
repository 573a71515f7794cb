package coverage

import (
	"math"
	"sync"

	"github.com/paulmach/orb"
)

// rasterSteps is how many cells a radius has in a raster, where that does not
// make more than mostCells of them.
const (
	rasterSteps = 24
	mostCells   = 1 << 17
)

// raster tells quickly what the unserved demand around a place does not exceed:
// it adds up the cells that a disc meets, row by row. Lengths inside are in cells.
type raster struct {
	origin        orb.Point
	cellM         float64
	columns, rows int
	sums          []float64 // columns+1 for each row: what lies west of each cell, and of the row's end
	full          float64   // what one cell can hold
	slack         float64   // more than what rounding, and land drawn on other land, add to a sum
}

// rasters are kept for their memory: a question has one for each gap, one after
// the other.
var rasters = sync.Pool{New: func() any { return &raster{} }}

// set makes a raster of the part of unserved demand that lies in window. It will be
// asked for discs of radiusM and larger, which hold nothing beyond the window. apart
// says that no two pieces of land lie on each other, and nobody on them.
func (r *raster) set(m *unmet, window orb.Bound, radiusM float64, apart bool) {
	window = m.extent(window)
	width, height := window.Max[0]-window.Min[0], window.Max[1]-window.Min[1]
	r.cellM = max(radiusM/rasterSteps, math.Sqrt(width*height/mostCells), 8*(width+height)/mostCells)
	r.columns, r.rows = int(width/r.cellM)+3, int(height/r.cellM)+3 // one more on each side
	r.origin = orb.Point{window.Min[0] - r.cellM, window.Min[1] - r.cellM}
	if n := r.rows * (r.columns + 1); n > cap(r.sums) {
		r.sums = make([]float64, n)
	} else {
		r.sums = r.sums[:n]
		clear(r.sums)
	}
	total, excess, densest := 0.0, 0.0, 0.0
	for _, b := range m.land {
		for i := range b.plots {
			p := &b.plots[i]
			for k := range p.chunks {
				r.addChunk(&p.chunks[k], p.perM2*r.cellM*r.cellM)
			}
			total += p.whole
			excess += p.perM2 * max(p.areaM2-p.exactM2, 0) // by what it is drawn too large
			densest = max(densest, p.perM2)
		}
	}
	for _, p := range m.points {
		r.addPoint(p)
		total += p.amount
	}
	r.full, r.slack = math.Inf(1), total*1e-9
	if apart {
		r.full, r.slack = densest*r.cellM*r.cellM, r.slack+excess
	}
	r.addUp()
}

// addUp makes sums of what was the steps from cell to cell.
func (r *raster) addUp() {
	for row := range r.rows {
		line := r.line(row)
		here, west := 0.0, 0.0
		for i, step := range line {
			line[i] = west
			here += step
			if here > 0 {
				west += here
			}
		}
	}
}

func (r *raster) line(row int) []float64 {
	return r.sums[row*(r.columns+1) : (row+1)*(r.columns+1)]
}

// cell returns where a place lies, in cells.
func (r *raster) cell(p orb.Point) (x, y float64) {
	return (p[0] - r.origin[0]) / r.cellM, (p[1] - r.origin[1]) / r.cellM
}

func (r *raster) addPoint(p demandPoint) {
	x, y := r.cell(p.at)
	if x < 0 || y < 0 || x >= float64(r.columns) || y >= float64(r.rows) {
		return
	}
	line := r.line(int(y))
	line[int(x)] += p.amount
	line[int(x)+1] -= p.amount
}

func (r *raster) addChunk(k *chunk, perCell float64) {
	for i := range k.parts {
		r.addChunk(&k.parts[i], perCell)
	}
	for i := 1; i < len(k.points); i++ {
		r.addEdge(k.points[i-1], k.points[i], perCell)
	}
}

// addEdge adds what lies east of an edge, or takes it away: whatever a ring that
// runs counter-clockwise encloses lies east of edges that run south.
func (r *raster) addEdge(a, b orb.Point, perCell float64) {
	ax, ay := r.cell(a)
	bx, by := r.cell(b)
	if ay < by {
		ax, ay, bx, by, perCell = bx, by, ax, ay, -perCell
	}
	from, to := max(by, 0), min(ay, float64(r.rows))
	if from >= to {
		return
	}
	slope := (bx - ax) / (by - ay)
	x := bx + (from-by)*slope
	for row := int(from); row < r.rows && from < to; row++ {
		next := min(float64(row+1), to)
		nextX := bx + (next-by)*slope
		r.addSpan(r.line(row), min(x, nextX), max(x, nextX), (next-from)*perCell)
		x, from = nextX, next
	}
}

// addSpan adds what lies east of an edge within one row, where the edge goes
// from one x to another and a cell wholly east of it gets full.
func (r *raster) addSpan(line []float64, from, to, full float64) {
	columns := float64(r.columns)
	switch {
	case to <= 0:
		line[0] += full
		return
	case from >= columns:
		return
	case int(from) == int(to):
		column := int(from)
		here := full * (float64(column+1) - (from+to)/2)
		line[column] += here
		line[column+1] += full - here
		return
	}
	perX := full / (to - from)
	if from < 0 {
		line[0] -= from * perX
		from = 0
	}
	to = min(to, columns)
	for column := int(from); from < to; column++ {
		next := min(float64(column+1), to)
		part := (next - from) * perX
		here := part * (float64(column+1) - (from+next)/2)
		line[column] += here
		line[column+1] += part - here
		from = next
	}
}

// atMost returns a number that the demand within radiusM of c does not exceed.
//
// Of each row the cells wholly within count as they are. Of those that the circle
// meets there is no more than they have, and no more than their part within can hold.
func (r *raster) atMost(c orb.Point, radiusM float64) float64 {
	x, y := r.cell(c)
	radius := radiusM/r.cellM*(1+1e-9) + 1e-9
	chord := func(dy float64) float64 {
		if d := radius*radius - dy*dy; d > 0 {
			return math.Sqrt(d)
		}
		return 0
	}
	sum := 0.0
	first, last := max(int(y-radius), 0), min(int(y+radius), r.rows-1)
	north := chord(float64(first) - y)
	for row := first; row <= last; row++ {
		south := north
		north = chord(float64(row+1) - y)
		widest, narrowest, mean := max(south, north), min(south, north), chord(float64(row)+0.5-y)
		switch {
		case float64(row) <= y && y <= float64(row+1):
			widest = radius
		case narrowest == 0:
			mean = widest
		}
		line := r.line(row)
		from, to := line[r.column(x-widest)], line[r.column(x+widest+1)]
		west, east := math.Ceil(x-narrowest), math.Floor(x+narrowest)
		if west > east {
			sum += min(to-from, 2*mean*r.full)
			continue
		}
		inWest, inEast := line[r.column(west)], line[r.column(east)]
		sum += inEast - inWest + min(inWest-from, (mean-x+west)*r.full) + min(to-inEast, (mean-east+x)*r.full)
	}
	return sum*(1+1e-9) + r.slack
}

// column returns the number of a column, or that of the nearest end of a row.
func (r *raster) column(x float64) int { return min(max(int(x), 0), r.columns) }
