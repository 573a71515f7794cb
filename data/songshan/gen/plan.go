package main

import (
	"fmt"
	"strings"
)

// plan is the drawing laid on the ground at one scale: every line and area
// that decides what a piece of land is.
type plan struct {
	sheet *sheet
	limit []pt // ring of the park
	roads []*road
	cells map[[2]int]*block // by column and row, south-west 0,0

	riverMiddle []pt
	water       []pt // ring
	corridor    []pt // ring between the middles of the bank roads
	north       []pt // ring of everything on the north bank
	splays      []splay
}

// block is the land between four grid roads.
type block struct {
	col, row int
	recipe   string
	phase    int
	leaves   []leaf
}

// newPlan lays the drawing at the given scale.
func newPlan(scale float64) (*plan, error) {
	p := &plan{sheet: newSheet(scale), cells: map[[2]int]*block{}}
	for i, q := range parkLimit {
		run := gridLine(q, parkLimit[(i+1)%len(parkLimit)])
		p.limit = append(p.limit, p.sheet.layLine(run[:len(run)-1])...)
	}
	if err := p.readBlocks(); err != nil {
		return nil, err
	}
	banks := p.layRiver()
	p.layRoads(banks)
	p.splays = p.laySplays()
	return p, nil
}

// gridLine returns the sheet line from a to b with a vertex wherever it meets
// a line of the grid and at most 75 m apart. Lines that run together share
// their vertices.
func gridLine(a, b pt) []pt {
	var marks []float64
	d := b.sub(a)
	for _, c := range columns {
		if d.x != 0 {
			marks = append(marks, (c.at-a.x)/d.x)
		}
	}
	for _, r := range rows {
		if d.y != 0 {
			marks = append(marks, (r.at-a.y)/d.y)
		}
	}
	return subdivide(a, b, marks)
}

// readBlocks reads the tables of blocks and phases.
func (p *plan) readBlocks() error {
	kinds, built := strings.Fields(blocks), strings.Fields(phases)
	nc, nr := len(columns)-1, len(rows)-1
	if len(kinds) != nc*nr || len(built) != nc*nr {
		return fmt.Errorf("%d blocks and %d phases for %d columns and %d rows", len(kinds), len(built), nc, nr)
	}
	for i, kind := range kinds {
		if kind == "--" {
			continue
		}
		b := &block{col: i % nc, row: nr - 1 - i/nc, recipe: kind, phase: int(built[i][0] - '0')}
		leaves, err := cutRecipe(recipes[kind], b.rect())
		if err != nil {
			return fmt.Errorf("block %d,%d: %w", b.col, b.row, err)
		}
		b.leaves = leaves
		p.cells[[2]int{b.col, b.row}] = b
	}
	return nil
}

// rect returns the block between the red lines of its roads.
func (b *block) rect() leaf {
	return leaf{
		west:  columns[b.col].at + columns[b.col].width/2,
		east:  columns[b.col+1].at - columns[b.col+1].width/2,
		south: rows[b.row].at + rows[b.row].width/2,
		north: rows[b.row+1].at - rows[b.row+1].width/2,
	}
}

// leafAt returns the index of the part of the block at sheet point q, or of
// the nearest part.
func (b *block) leafAt(q pt) int {
	r := b.rect()
	x, y := min(max(q.x, r.west), r.east), min(max(q.y, r.south), r.north)
	best, at := 1e18, 0
	for i, l := range b.leaves {
		away := max(l.west-x, x-l.east, 0) + max(l.south-y, y-l.north, 0)
		if away < best {
			best, at = away, i
		}
	}
	return at
}

// cellAt returns the block whose square between road middles holds q, or nil
// outside the park.
func (p *plan) cellAt(q pt) *block {
	return p.cells[[2]int{interval(columns, q.x), interval(rows, q.y)}]
}

// interval returns the index of the last line at or before v, clamped.
func interval(lines []gridRoad, v float64) int {
	i := 0
	for i+2 < len(lines) && lines[i+1].at <= v {
		i++
	}
	return i
}

// layRiver lays the river and returns the middle lines of the roads on its
// north and south bank.
func (p *plan) layRiver() (banks [2][]pt) {
	const pieces = 9
	var middle, water, wide []pt
	for _, s := range river {
		middle = append(middle, s.at)
		water = append(water, pt{s.water, 0})
		wide = append(wide, pt{s.corridor, 0})
	}
	middle, water, wide = smooth(middle, pieces), smooth(water, pieces), smooth(wide, pieces)
	side := func(width []pt, sign float64) []pt {
		return p.sheet.layLine(offsetBy(middle, func(i int) float64 { return sign * width[i].x }))
	}
	p.riverMiddle = p.sheet.layLine(middle)
	p.water = append(side(water, 1), backwards(side(water, -1))...)
	banks = [2][]pt{side(wide, 1), side(wide, -1)}
	p.corridor = append(backwards(backwards(banks[0])), backwards(banks[1])...)
	far := []pt{p.sheet.lay(pt{4560, 6000}), p.sheet.lay(pt{-3000, 6000}), p.sheet.lay(pt{-3000, -600})}
	p.north = append(backwards(backwards(p.riverMiddle)), far...)
	return banks
}

// backwards returns a reversed copy.
func backwards(line []pt) []pt {
	out := make([]pt, 0, len(line))
	for i := len(line) - 1; i >= 0; i-- {
		out = append(out, line[i])
	}
	return out
}
