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

const note = "Synthetic: drawn by code, not surveyed. No public coordinates exist for the park or for anything in it. " +
	"Names and totals marked real are from the park's own account; every position, shape and other figure is invented."

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
	if err := t.nudge(); err != nil {
		return nil, err
	}
	t.measure(p)
	bounds, err := t.districtLayer()
	if err != nil {
		return nil, err
	}
	lots := t.lots(p)
	roads := p.network()
	var files []file
	for _, l := range []*layer{
		t.parkLayer(), bounds, t.landuseLayer(lots), p.roadLayer(roads), p.facilityLayer(lots), p.stopLayer(roads),
		t.greenLayer(lots), t.peopleLayer(p, lots), t.jobLayer(p, lots),
	} {
		l.note = note
		files = append(files, file{l.name + ".geojson", l.bytes()})
	}
	return files, nil
}

// solveScale returns the scale at which the ring of the park encloses the
// planned area: area grows with the square of the scale but for the curve of
// the earth, so a few steps settle it to a fraction of a square metre.
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
		scale *= math.Sqrt(targetAreaM2 / ringAreaM2(ring))
	}
	return scale, nil
}

// nudge moves one corner of the park north or south by whole grid steps, about
// a millimetre each, so that the area of the ring on the grid is the planned
// one. It takes a corner of a single parcel, where nothing else moves.
func (t *tiling) nudge() error {
	holders := make([]int, len(t.nodes))
	for _, c := range t.parcels {
		for _, r := range c.rings {
			for _, n := range r {
				holders[n]++
			}
		}
	}
	for _, n := range t.ring {
		if holders[n] != 1 {
			continue
		}
		before := t.area(t.ring)
		t.nodes[n].lat++
		step := t.area(t.ring) - before
		t.nodes[n].lat--
		if math.Abs(step) < 0.02 {
			continue
		}
		t.nodes[n].lat += int64(math.Round((targetAreaM2 - before) / step))
		return nil
	}
	return fmt.Errorf("no corner of the park to move: %d points", len(t.ring))
}
