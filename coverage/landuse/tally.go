package landuse

import (
	"context"
	"slices"

	"github.com/paulmach/orb"
)

// tally is what one plot adds to the balance, in m² inside the study area.
type tally struct {
	plot      int32
	inside    float64
	any       float64         // covered by no earlier plot
	contested float64         // of any: covered by other plots too
	first     [levels]float64 // covered by no earlier plot of its class
	// covered by no earlier plot of its set; 0 without a set
	firstOfSet float64
	once       [levels]float64 // of first: its equal part where classes contest it
	shared     []float64       // with each overlapping plot, as in ground.overlapping; earlier ones only
}

// tallies is what all plots of a ground add.
type tallies struct {
	inside  []float64 // by plot
	special []tally   // plots that overlap others, by plot
}

// lens is what a plot is looked at through: the study area where its edge may
// cross the window, and a cell.
type lens struct {
	region *region       // nil where everything is inside
	cell   [][]orb.Point // closed rings; nil for no cell
}

const (
	ownerRegion = iota
	ownerCell
	ownerPlot
	ownerOthers // the first of them
)

// look overlays plot i, seen through a lens in a window, with the plots that
// overlap it, and calls visit for every piece of it with the others that hold
// the piece (numbers in ground.overlapping; valid during the call).
func (g *ground) look(s *slabs, window orb.Bound, i int32, through lens, visit func(others []int32, areaM2 float64)) {
	others := g.overlapping(i)
	s.reset(window)
	need := 1
	if through.region != nil {
		through.region.addTo(s, ownerRegion)
		need++
	}
	if through.cell != nil {
		for _, ring := range through.cell {
			s.ring(ownerCell, ring)
		}
		need++
	}
	g.addTo(s, ownerPlot, i)
	for k, j := range others {
		if g.boxes[j].Intersects(window) {
			g.addTo(s, int32(ownerOthers+k), j)
		}
	}
	held := make([]int32, 0, len(others))
	s.sweep(ownerOthers+len(others), func(inside []int32, a float64) {
		held = held[:0]
		met := 0
		for _, o := range inside {
			if o < ownerOthers {
				met++
			} else {
				held = append(held, o-ownerOthers)
			}
		}
		if met == need {
			visit(held, a)
		}
	})
}

// add counts a piece of the plot, held by others too.
func (t *tally) add(g *ground, c *classing, others []int32, a float64) {
	overlapping := g.overlapping(t.plot)
	t.inside += a
	earlier := false
	for _, k := range others {
		if overlapping[k] < t.plot {
			earlier = true
			t.shared[k] += a
		}
	}
	if !earlier {
		t.any += a
		if len(others) > 0 {
			t.contested += a
		}
	}
	if c.firstOfSet(t.plot, overlapping, others) {
		t.firstOfSet += a
	}
	for level := range levels {
		if first, parts := shareOf(c, t.plot, overlapping, others, level); first {
			t.first[level] += a
			if parts > 0 {
				t.once[level] += a / float64(parts)
			}
		}
	}
}

// shareOf tells whether plot is the first of its class on a spot that others
// hold too, and among how many classes the spot is divided: 0 when this plot
// has no class and another has.
func shareOf(c *classing, plot int32, overlapping, others []int32, level int) (first bool, parts int) {
	own := c.classOf(plot, level)
	parts = 1
	for n, k := range others {
		j := overlapping[k]
		class := c.classOf(j, level)
		switch {
		case class == own && j < plot:
			return false, 0
		case class == own || class == unclassified:
		case own == unclassified:
			parts = 0
		case !slices.ContainsFunc(others[:n], func(k int32) bool { return c.classOf(overlapping[k], level) == class }):
			parts++
		}
	}
	return true, parts
}

// measure tallies every plot of g inside the region.
func (g *ground) measure(ctx context.Context, r *region, c *classing) (*tallies, error) {
	out := &tallies{inside: make([]float64, g.len())}
	special := make([][]tally, (g.len()+chunk-1)/chunk)
	err := parallel(ctx, g.len(), chunk, func(s *slabs, from, to int) {
		for i := int32(from); i < int32(to) && ctx.Err() == nil; i++ {
			where := r.sideOf(g.boxes[i])
			overlapping := g.overlapping(i)
			switch {
			case where == outside:
				continue
			case where == insideOf && len(overlapping) == 0:
				out.inside[i] = g.areas[i]
				continue
			}
			through := lens{region: r}
			if where == insideOf {
				through.region = nil
			}
			t := tally{plot: i, shared: make([]float64, len(overlapping))}
			g.look(s, g.boxes[i], i, through, func(others []int32, a float64) { t.add(g, c, others, a) })
			out.inside[i] = t.inside
			if len(overlapping) > 0 && t.inside > 0 {
				special[from/chunk] = append(special[from/chunk], t)
			}
		}
	})
	out.special = slices.Concat(special...)
	return out, err
}
