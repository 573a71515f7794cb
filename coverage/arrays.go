package coverage

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/geo"
)

// mostSamples is how many samples stand for the land of a demand, parcels too
// small for one left aside.
const mostSamples = 120_000

// leastSpacingM is how close samples stand at most, unless that leaves fewer than
// fewSamples on the land: in a small area that somebody drew they stand closer.
const (
	leastSpacingM = 5
	fewSamples    = 20_000
)

// latticeM is the closest that the lattice can be.
const latticeM = 0.01

// maxTracts bounds the parcels whose samples are made.
const maxTracts = 400_000

// Ground is the demand of a study area as samples that stand for it, and the
// land it lies on. A client that knows how far each sample is from a facility
// can estimate coverage at any radius without asking again.
type Ground struct {
	Total     float64
	Unit      string
	SpacingM  float64        // between samples
	Districts []DistrictName // an empty one for land in none
	Tracts    []Tract
	Samples   []Sample
	Layers    map[string]int // versions of what it was made from
}

// Tract is land of one district where demand is spread evenly: a parcel, or
// all the demanded land there.
type Tract struct {
	District int
	AreaM2   float64
	Amount   float64
	region   orb.MultiPolygon // plane metres
}

// Sample is a place that stands for the demand around it.
type Sample struct {
	LonLat   orb.Point
	Amount   float64 // of demand it stands for
	AreaM2   float64 // of land; 0 for people at a point
	District int32
	at       orb.Point // plane metres
}

// Ground returns the samples of a demand, counting what is there under when.
//
// Samples stand on a lattice that covers the study area evenly; those on one
// tract share its amount equally, and a tract that holds none has one inside
// it. So the amounts of the samples of a tract add up to the tract's, and those
// of all samples to the total. People at points are samples themselves. The
// result is the same every time; the caller must not change it.
//
// An amount served that is estimated from samples was within 0.2 % of the total
// of the exact one wherever it was tried (TestSamplesEstimateCoverage).
//
// The error is a [*ParameterError] where the demand is not known or has more
// parcels than samples can be made for, or the context's.
func (s *Study) Ground(ctx context.Context, d Demand, when When) (*Ground, error) {
	if d.Kind == "" {
		d.Kind = DemandLand
	}
	found, err := s.demandFor(ctx, d, when)
	if err != nil {
		return nil, err
	}
	parts, err := s.parts(ctx, found)
	if err != nil {
		return nil, err
	}
	if len(parts) > maxTracts {
		return nil, parameter("demand", fmt.Sprintf("%s lies on %d parcels, more than the %d that samples are made for", d, len(parts), maxTracts))
	}
	return found.ground.Get(ctx, struct{}{}, func(ctx context.Context) (*Ground, error) {
		districts, err := s.splitByDistrict(ctx)
		if err != nil {
			return nil, err
		}
		g := s.sample(found, parts, districts)
		g.Unit = d.Unit()
		used := map[string]bool{s.Area.Layer: true}
		for id := range found.layers {
			used[id] = true
		}
		g.Layers = s.versions(used)
		return g, nil
	})
}

// sample places the samples of a demand.
func (s *Study) sample(d *demand, parts []part, districts []district) *Ground {
	g := &Ground{Total: d.total, Tracts: make([]Tract, len(parts))}
	land := 0.0
	for i := range parts {
		p := &parts[i]
		m2 := regionArea(p.region)
		land += m2
		g.Tracts[i] = Tract{District: p.number, AreaM2: m2, Amount: m2 * p.perM2, region: p.region}
		if p.number == len(g.Districts) {
			g.Districts = append(g.Districts, DistrictName{p.district.ID, p.district.Name, p.district.NameEN})
		}
	}
	g.SpacingM = max(math.Sqrt(land/mostSamples), min(leastSpacingM, math.Sqrt(land/fewSamples)), latticeM)
	for i := range g.Tracts {
		t := &g.Tracts[i]
		places := latticeIn(t.region, g.SpacingM)
		if len(places) == 0 {
			places = []orb.Point{placeIn(t.region)}
		}
		n := float64(len(places))
		for _, at := range places {
			g.Samples = append(g.Samples, Sample{s.plane.ToWGS84(at), t.Amount / n, t.AreaM2 / n, int32(t.District), at})
		}
	}
	numbers := map[string]int{}
	for i := range g.Districts {
		numbers[g.Districts[i].ID] = i
	}
	for _, p := range d.points {
		g.Samples = append(g.Samples, Sample{p.lonLat, p.amount, 0, districtAt(districts, numbers, p.at), p.at})
	}
	g.order()
	return g
}

// order puts the samples of a district together, and those that lie together
// next to each other: along a Z-order curve.
func (g *Ground) order() {
	low := orb.Point{math.Inf(1), math.Inf(1)}
	for i := range g.Samples {
		at := g.Samples[i].at
		low = orb.Point{min(low[0], at[0]), min(low[1], at[1])}
	}
	key := func(s *Sample) uint64 {
		return geo.ZOrder(uint32(s.at[0]-low[0]), uint32(s.at[1]-low[1]))
	}
	slices.SortStableFunc(g.Samples, func(a, b Sample) int {
		return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(key(&a), key(&b)))
	})
}

// districtAt returns the number of the district that holds a place; the first
// where rounding leaves it in none.
func districtAt(districts []district, numbers map[string]int, at orb.Point) int32 {
	for _, d := range districts {
		if d.Region.Bound().Contains(at) && planar.MultiPolygonContains(d.Region, at) {
			return int32(numbers[d.ID])
		}
	}
	return 0
}

// latticeIn returns the points of the lattice that lie in a region. Each row of
// the lattice is shifted against the one before by the golden ratio, so that it
// falls in step with no row of parcels.
func latticeIn(region orb.MultiPolygon, spacingM float64) []orb.Point {
	var found []orb.Point
	bound := region.Bound()
	for row := math.Ceil(bound.Min[1]/spacingM - 0.5); ; row++ {
		y := (row + 0.5) * spacingM
		if y > bound.Max[1] {
			return found
		}
		_, shift := math.Modf(row * math.Phi)
		xs := crossings(region, y)
		for k := 0; k+1 < len(xs); k += 2 {
			for column := math.Ceil(xs[k]/spacingM - shift); ; column++ {
				x := (column + shift) * spacingM
				if x >= xs[k+1] {
					break
				}
				found = append(found, orb.Point{x, y})
			}
		}
	}
}

// crossings returns where the line at y crosses the edges of a region, ascending.
func crossings(region orb.MultiPolygon, y float64) []float64 {
	var xs []float64
	for _, poly := range region {
		for _, ring := range poly {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a[1] > y) != (b[1] > y) {
					xs = append(xs, a[0]+(y-a[1])/(b[1]-a[1])*(b[0]-a[0]))
				}
			}
		}
	}
	slices.Sort(xs)
	return xs
}

// placeIn returns a place inside a region: on the line through the middle of
// its largest polygon, in the middle of the longest stretch.
func placeIn(region orb.MultiPolygon) orb.Point {
	largest := slices.MaxFunc(region, func(a, b orb.Polygon) int {
		if polygonArea(a) < polygonArea(b) {
			return -1
		}
		return 1
	})
	middle := largest.Bound().Center()
	xs := crossings(orb.MultiPolygon{largest}, middle[1])
	longest := 0.0
	for k := 0; k+1 < len(xs); k += 2 {
		if l := xs[k+1] - xs[k]; l > longest {
			longest, middle[0] = l, (xs[k]+xs[k+1])/2
		}
	}
	return middle
}

// Shape returns the land of a tract in WGS 84 degrees.
func (s *Study) Shape(t *Tract) orb.MultiPolygon { return s.toWGS84(t.region) }

// Distances is how far every sample of a ground is from the two facilities
// nearest to it.
type Distances struct {
	Facilities []Facility // near and far, in the order of their layers
	Layers     []string   // they stand in
	NearestM   []float32  // by sample; +Inf where there is none
	SecondM    []float32
	Nearest    []int32 // number in Facilities, -1 for none
	Second     []int32
}

// Distances returns the straight-line distances, in the plane of the study, from
// the samples of a ground to the facilities that q counts; its radius, area and
// demand are not looked at. Facilities at the same distance stand in any order.
func (s *Study) Distances(ctx context.Context, q Question, g *Ground) (*Distances, error) {
	r, err := s.rosterFor(ctx, &q)
	if err != nil {
		return nil, err
	}
	return r.distances(ctx, g)
}

// distances is [Study.Distances] of the facilities of a roster.
func (r *roster) distances(ctx context.Context, g *Ground) (*Distances, error) {
	n := len(g.Samples)
	d := &Distances{
		Facilities: r.facilities, Layers: r.layers,
		NearestM: make([]float32, n), SecondM: make([]float32, n), Nearest: make([]int32, n), Second: make([]int32, n),
	}
	const run = 512
	err := eachIndex(ctx, (n+run-1)/run, func(k int) {
		two := nearestTwo{within: math.Inf(1)}
		for i := k * run; i < min((k+1)*run, n); i++ {
			if i > k*run {
				two.within = two.m[1] + planar.Distance(g.Samples[i-1].at, g.Samples[i].at) + 1e-6
			}
			two.m, two.number = [2]float64{math.Inf(1), math.Inf(1)}, [2]int32{-1, -1}
			if len(r.facilities) > 0 {
				r.trees().nearestTwo(g.Samples[i].at, &two)
			}
			d.NearestM[i], d.SecondM[i] = float32(two.m[0]), float32(two.m[1])
			d.Nearest[i], d.Second[i] = two.number[0], two.number[1]
		}
	})
	return d, err
}

// nearestTwo is the two outlines nearest to a place so far, the nearer first.
// The second is known not to be farther than within: a neighbour's second lies at
// most as much farther as the places lie apart.
type nearestTwo struct {
	m      [2]float64
	number [2]int32
	within float64
}

// atMost returns how far an outline may be that is looked for still.
func (t *nearestTwo) atMost() float64 { return min(t.m[1], t.within) }

// add takes an outline in. What is farther than atMost may come at a wrong
// distance: those that are not take its place.
func (t *nearestTwo) add(o *outline, distanceM float64) {
	switch number := int32(o.number); {
	case distanceM < t.m[0]:
		t.m, t.number = [2]float64{distanceM, t.m[0]}, [2]int32{number, t.number[0]}
	case distanceM < t.m[1]:
		t.m[1], t.number[1] = distanceM, number
	}
}

// nearestTwo adds the outlines of the tree that are nearer to p than those
// known.
func (g *grove) nearestTwo(p orb.Point, two *nearestTwo) {
	for _, o := range g.outlines {
		two.add(o, o.distance(p, two.atMost()))
	}
	if g.low == nil {
		return
	}
	first, second := g.low, g.high
	toFirst, toSecond := boundDistance(first.bound, p), boundDistance(second.bound, p)
	if toSecond < toFirst {
		first, second, toFirst, toSecond = second, first, toSecond, toFirst
	}
	if toFirst <= two.atMost() {
		first.nearestTwo(p, two)
	}
	if toSecond <= two.atMost() {
		second.nearestTwo(p, two)
	}
}
