package main

import (
	"fmt"
	"math"
)

// file is one layer as bytes.
type file struct {
	name string
	data []byte
}

// targetAreaM2 is the planned area of the park.
const targetAreaM2 = 17.76e6

// generate draws the plan and returns the layers.
func generate() ([]file, error) {
	scale, err := solveScale()
	if err != nil {
		return nil, err
	}
	p, err := newPlan(scale)
	if err != nil {
		return nil, err
	}
	t, err := p.tile()
	if err != nil {
		return nil, err
	}
	t.measure(p)
	fmt.Println(scale, t.area(t.ring)-targetAreaM2, len(t.parcels), len(t.nodes))
	return nil, nil
}

// solveScale returns the scale at which the ring of the park encloses the
// planned area: area grows with the square of the scale but for the curve of
// the earth, so three steps settle it to a fraction of a square metre.
func solveScale() (float64, error) {
	scale := 1.0
	for range 5 {
		p, err := newPlan(scale)
		if err != nil {
			return 0, err
		}
		ring := make([]gridPoint, len(p.limit))
		for i, g := range p.limit {
			ring[i] = p.sheet.grid(g)
		}
		scale *= math.Sqrt(targetAreaM2 / ellipsoidArea(ring))
	}
	return scale, nil
}
