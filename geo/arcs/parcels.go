package arcs

import (
	"context"

	"github.com/paulmach/orb"
)

// Parcels are many areas with something spread evenly over each of them, made
// ready to be swept with one set of reaches after another. They do not change
// and may be swept by several goroutines at once.
type Parcels struct {
	areas  []Region
	perM2  []float64
	origin orb.Point
	lots   []lot // in the order of areas
	tree   *tree // over their boxes
	total  float64

	borders    []border // in the order of borderTree
	borderTree *tree
}

// border is an edge with the lots it bounds on its two sides, or noLot.
type border struct {
	seg
	left, right int32
}

const noLot int32 = -1

// lot is one area of Parcels.
type lot struct {
	chain  // counter-clockwise round the land, relative to the origin
	box    box
	pivot  vec // its sums of area are taken about this point
	areaM2 float64
	perM2  float64
}

// A Spread is how facilities cover what is spread over [Parcels]. Amounts are
// square metres times what is spread over each.
type Spread struct {
	Depth     []float64 // Depth[k] is the amount that exactly k facilities cover
	Reach     []float64 // per facility, the amount it covers
	Exclusive []float64 // per facility, the amount only it covers
	OpenM2    []float64 // per area, the square metres that no facility covers
}

// NewParcels prepares areas, of which the i-th has perM2[i] on each square
// metre, 0 or more. Areas may overlap each other; the polygons of one may not.
// The error is an [*InputError].
func NewParcels(areas []Region, perM2 []float64) (*Parcels, error) {
	ps := &Parcels{areas: areas, perM2: perM2, lots: make([]lot, len(areas))}
	if len(areas) > 0 {
		ps.origin = middle(areas[len(areas)/2])
	}
	boxes := make([]box, len(areas))
	for i, area := range areas {
		if err := checkArea(i, area); err != nil {
			return nil, err
		}
		l := &ps.lots[i]
		*l = newLot(area, ps.origin)
		l.perM2 = perM2[i]
		boxes[i] = l.box
		ps.total += l.areaM2 * l.perM2
	}
	ps.tree = plant(boxes)
	ps.makeBorders()
	return ps, nil
}

// makeBorders collects the edges of all lots, those that two lots share once.
func (ps *Parcels) makeBorders() {
	var all []border
	found := map[seg]int32{}
	for i := range ps.lots {
		for _, e := range ps.lots[i].edges {
			if k, ok := found[seg{e.b, e.a}]; ok && all[k].right == noLot {
				all[k].right = int32(i)
				continue
			}
			found[e] = int32(len(all))
			all = append(all, border{e, int32(i), noLot})
		}
	}
	boxes := make([]box, len(all))
	for i := range all {
		boxes[i] = all[i].box()
	}
	ps.borderTree = plant(boxes)
	ps.borders = make([]border, len(all))
	for i, k := range ps.borderTree.order {
		ps.borders[i] = all[k]
	}
}

func newLot(area Region, origin orb.Point) lot {
	edges := landEdges(area, origin)
	if len(area) > 1 {
		edges = cancel(new(builder).nodeWith(context.Background(), edges))
	}
	l := lot{chain: newChain(edges)}
	l.box = l.bounds()
	if len(edges) > 0 {
		l.pivot = edges[0].a
	}
	l.areaM2 = enclosed(edges, l.pivot)
	return l
}

// Sweep returns how reaches cover what is spread over the parcels: what
// [SweepEach] finds, added up. Every boundary is swept once, whatever the
// number of areas it passes through, where each facility is a single disc.
//
// Inputs, precision and errors are those of [Sweep]; the result has the same
// bits whatever the number of workers.
func (ps *Parcels) Sweep(ctx context.Context, reaches []Reach, opt Options) (*Spread, error) {
	if err := checkReaches(reaches); err != nil {
		return nil, err
	}
	b := build(reaches, ps.origin)
	if len(b.polys) > 0 || b.anyCounted() {
		return ps.sweepEach(ctx, reaches, opt)
	}
	s := &scene{facs: b.facs}
	s.plant(b.atoms)
	return ps.sweepDiscs(ctx, s, nil, opt.Workers)
}

// sweepEach adds up what SweepEach finds.
func (ps *Parcels) sweepEach(ctx context.Context, reaches []Reach, opt Options) (*Spread, error) {
	parcels, err := SweepEach(ctx, ps.areas, reaches, opt)
	if err != nil {
		return nil, err
	}
	n := len(reaches)
	out := &Spread{Depth: []float64{0}, Reach: make([]float64, n), Exclusive: make([]float64, n), OpenM2: make([]float64, len(parcels))}
	for i := range parcels {
		p, perM2 := &parcels[i], ps.perM2[i]
		for k, m2 := range p.Depth {
			for len(out.Depth) <= k {
				out.Depth = append(out.Depth, 0)
			}
			out.Depth[k] += m2 * perM2
		}
		for _, s := range p.Shares {
			out.Reach[s.Facility] += s.ReachM2 * perM2
			out.Exclusive[s.Facility] += s.ExclusiveM2 * perM2
		}
		if len(p.Depth) > 0 {
			out.OpenM2[i] = p.Depth[0]
		}
	}
	return out, nil
}

// sweepDiscs sweeps the rims of the discs of s, those of a crowd where nearby
// is given, and the edges of the parcels.
func (ps *Parcels) sweepDiscs(ctx context.Context, s *scene, nearby *Nearby, workers int) (*Spread, error) {
	const run = fan * blocksPerRun
	rimRuns := (len(s.atoms) + run - 1) / run
	runs := make([]lotTally, rimRuns+(len(ps.borders)+run-1)/run)
	err := parallel(ctx, workers, len(runs), func() func(int) {
		w := &lotWorker{worker: newWorker(s), ps: ps, nearby: nearby, spotOf: make([]int32, len(ps.lots))}
		w.gains.of = make([]gain, len(s.facs))
		w.ctx = ctx
		return func(i int) {
			if i < rimRuns {
				w.rimRun(i*run, min(len(s.atoms), (i+1)*run))
			} else {
				i := i - rimRuns
				w.edgeRun(i*run, min(len(ps.borders), (i+1)*run))
			}
			w.gains.shareOut(&w.sum)
			runs[i] = w.sum.take()
		}
	})
	if err != nil {
		return nil, err
	}
	return ps.result(runs, len(s.facs)), nil
}

// result joins the tallies of all runs in order.
func (ps *Parcels) result(runs []lotTally, facilities int) *Spread {
	out := &Spread{Reach: make([]float64, facilities), Exclusive: make([]float64, facilities), OpenM2: make([]float64, len(ps.lots))}
	var all tally
	for i := range runs {
		all.merge(&tally{rims: runs[i].rims, land: runs[i].land})
		for _, e := range runs[i].shares {
			out.Reach[e.fac] += e.reach
			out.Exclusive[e.fac] += e.exclusive
		}
		for _, o := range runs[i].open {
			out.OpenM2[o.lot] += o.m2
		}
	}
	least := ps.total
	var open sum
	for i := range out.OpenM2 {
		l := &ps.lots[i]
		if out.OpenM2[i] < l.areaM2*1e-13 {
			out.OpenM2[i] = 0
		}
		open.add(out.OpenM2[i] * l.perM2)
		if amount := l.areaM2 * l.perM2; amount > 0 {
			least = min(least, amount)
		}
	}
	for i := range out.Reach {
		if out.Reach[i] <= least*1e-13 {
			out.Reach[i] = 0
		}
		out.Exclusive[i] = max(0, out.Exclusive[i])
	}
	depth := all.profile(ps.total)
	depth[0] = open.value()
	out.Depth = depth
	return out
}

// openPart is land at depth 0 in one lot, or what is to be taken off it.
type openPart struct {
	lot int32
	m2  float64
}

// lotTally is what one run adds to a [Spread].
type lotTally struct {
	rims, land []sum // as in tally, times what is spread
	shares     []share
	open       []openPart
}

// take returns what the tally holds and leaves it empty.
func (t *lotTally) take() lotTally {
	out := *t
	t.rims, t.land, t.shares, t.open = behind(t.rims), behind(t.land), behind(t.shares), behind(t.open)
	return out
}

// gains adds up what facilities get in a run.
type gains struct {
	of   []gain
	some []int32 // those that got anything, as they came
}

type gain struct {
	reach, alone float64
	any          bool
}

func (g *gains) add(fac int32, reach, alone float64) {
	one := &g.of[fac]
	if !one.any {
		one.any = true
		g.some = append(g.some, fac)
	}
	one.reach += reach
	one.alone += alone
}

// shareOut adds to t what facilities got and forgets it.
func (g *gains) shareOut(t *lotTally) {
	for _, fac := range g.some {
		if one := &g.of[fac]; one.reach != 0 || one.alone != 0 {
			t.shares = append(t.shares, share{fac, one.reach, one.alone})
		}
		g.of[fac] = gain{}
	}
	g.some = g.some[:0]
}

// rimRun sweeps the rims of the discs at some places of the tree.
func (w *lotWorker) rimRun(from, to int) {
	if w.nearby == nil {
		eachBlock(from, to, w.rims)
		return
	}
	for i := from; i < to && !w.ended(); i++ {
		if len(w.nearby.lots.of(int32(i))) > 0 {
			w.place = int32(i)
			w.rim(&w.atoms[i])
		}
	}
}

// edgeRun sweeps the borders at some places of their tree.
func (w *lotWorker) edgeRun(from, to int) {
	if w.nearby == nil {
		eachBlock(from, to, w.edges)
		return
	}
	for i := from; i < to && !w.ended(); i++ {
		w.border(int32(i))
	}
}

func eachBlock(from, to int, sweep func(from, to int)) {
	for ; from < to; from += fan {
		sweep(from, min(to, from+fan))
	}
}
