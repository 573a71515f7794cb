package arcs_test

import (
	"math"
	"math/rand/v2"

	"catchment/geo/arcs"

	"github.com/paulmach/orb"
)

// arrangement is one seeded test case.
type arrangement struct {
	area    arcs.Region
	reaches []arcs.Reach
}

type family func(r *rand.Rand) arrangement

// families are the kinds of arrangement every check runs through, the
// ordinary and the degenerate.
var families = map[string]family{
	"random discs":      randomDiscs,
	"touching grid":     touchingGrid,
	"through one point": throughOnePoint,
	"on parcel corners": onParcelCorners,
	"identical":         identical,
	"larger than area":  largerThanArea,
	"slivers":           slivers,
	"nested":            nested,
	"capsules":          capsules,
	"shared streets":    sharedStreets,
	"grown polygons":    grownPolygons,
	"tiling polygons":   tilingPolygons,
	"aligned":           aligned,
	"several each":      severalEach,
	"t-junctions":       tJunctions,
	"near coincidence":  nearCoincidence,
	"touching parks":    touchingParks,
}

func rectangle(x0, y0, x1, y1 float64) orb.Polygon {
	return orb.Polygon{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}
}

// star returns a simple polygon with n corners round c, between r/2 and r out.
func star(r *rand.Rand, c orb.Point, radius float64, n int) orb.Polygon {
	ring := make(orb.Ring, 0, n+1)
	for i := range n {
		a := (float64(i) + 0.8*r.Float64()) / float64(n) * 2 * math.Pi
		d := radius * (0.5 + 0.5*r.Float64())
		ring = append(ring, orb.Point{c[0] + d*math.Cos(a), c[1] + d*math.Sin(a)})
	}
	if r.IntN(2) == 0 {
		for i, j := 0, len(ring)-1; i < j; i, j = i+1, j-1 {
			ring[i], ring[j] = ring[j], ring[i]
		}
	}
	return orb.Polygon{append(ring, ring[0])}
}

// donut is a star with a star-shaped hole.
func donut(r *rand.Rand, c orb.Point, radius float64, n int) orb.Polygon {
	return orb.Polygon{star(r, c, radius, n)[0], star(r, c, radius/6, n)[0]}
}

// parcels tiles 0…w × 0…w with k × k quadrilaterals whose inner corners are
// shifted, and some of which are left out.
func parcels(r *rand.Rand, w float64, k int, jitter float64) arcs.Region {
	at := make([][]orb.Point, k+1)
	for i := range at {
		at[i] = make([]orb.Point, k+1)
		for j := range at[i] {
			p := orb.Point{w * float64(i) / float64(k), w * float64(j) / float64(k)}
			if i > 0 && j > 0 && i < k && j < k {
				p[0] += jitter * (r.Float64() - 0.5) * w / float64(k)
				p[1] += jitter * (r.Float64() - 0.5) * w / float64(k)
			}
			at[i][j] = p
		}
	}
	var m arcs.Region
	for i := range k {
		for j := range k {
			if r.IntN(6) > 0 {
				m = append(m, orb.Polygon{{at[i][j], at[i+1][j], at[i+1][j+1], at[i][j+1], at[i][j]}})
			}
		}
	}
	return m
}

func point(r *rand.Rand, w float64) orb.Point { return orb.Point{w * r.Float64(), w * r.Float64()} }

func someArea(r *rand.Rand) arcs.Region {
	switch r.IntN(4) {
	case 0:
		return arcs.Region{rectangle(0, 0, 1000, 1000)}
	case 1:
		return arcs.Region{donut(r, orb.Point{500, 500}, 600, 12)}
	case 2:
		return parcels(r, 1000, 4, 0.6)
	}
	return arcs.Region{star(r, orb.Point{300, 400}, 350, 9), star(r, orb.Point{900, 300}, 240, 20)}
}

func randomDiscs(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	for range 1 + r.IntN(25) {
		a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{point(r, 1000), 20 + 250*r.Float64()}})
	}
	return a
}

func touchingGrid(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	radius := []float64{50, 100, 100 * math.Sqrt2 / 2, 125}[r.IntN(4)]
	for x := 0.0; x <= 1000; x += 100 {
		for y := 0.0; y <= 1000; y += 200 {
			a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{orb.Point{x, y}, radius}})
		}
	}
	return a
}

func throughOnePoint(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	p := point(r, 1000)
	if r.IntN(2) == 0 {
		p = orb.Point{500, 500}
	}
	for range 2 + r.IntN(12) {
		radius, angle := 100*float64(1+r.IntN(3)), 2*math.Pi*float64(r.IntN(24))/24
		a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{orb.Point{p[0] + radius*math.Cos(angle), p[1] + radius*math.Sin(angle)}, radius}})
	}
	return a
}

func onParcelCorners(r *rand.Rand) arrangement {
	a := arrangement{area: parcels(r, 1000, 5, 0)}
	for range 12 {
		c := orb.Point{200 * float64(r.IntN(6)), 200 * float64(r.IntN(6))}
		a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{c, 100 * float64(1+r.IntN(4))}})
	}
	return a
}

func identical(r *rand.Rand) arrangement {
	a := randomDiscs(r)
	for range 10 {
		a.reaches = append(a.reaches, a.reaches[r.IntN(len(a.reaches))])
	}
	return a
}

func largerThanArea(r *rand.Rand) arrangement {
	a := randomDiscs(r)
	for range 1 + r.IntN(3) {
		a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{point(r, 1000), 1000 + 3000*r.Float64()}})
	}
	return a
}

func slivers(r *rand.Rand) arrangement {
	a := arrangement{area: arcs.Region{rectangle(0, 0, 1000, 1e-3), rectangle(0, 500, 1000, 500.5), {{{0, 600}, {1000, 600}, {0, 600.01}, {0, 600}}}}}
	for i := range 10 {
		c := orb.Point{500 + float64(i)*1e-6, 300}
		a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{c, 300 + float64(i)*1e-7}}, arcs.Reach{arcs.Disc{point(r, 1000), 300}})
	}
	return a
}

func nested(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	c := point(r, 1000)
	for i := range 8 {
		radius := 50 * float64(i+1)
		a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{c, radius}}, arcs.Reach{arcs.Disc{orb.Point{c[0] + 400 - radius, c[1]}, radius}})
	}
	return a
}

func capsules(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	for range 1 + r.IntN(6) {
		var reach arcs.Reach
		radius, at := 10+60*r.Float64(), point(r, 1000)
		for range 1 + r.IntN(8) {
			to := orb.Point{at[0] + 300*(r.Float64()-0.5), at[1] + 300*(r.Float64()-0.5)}
			reach = append(reach, arcs.Capsule{at, to, radius})
			if r.IntN(3) > 0 {
				at = to
			}
		}
		a.reaches = append(a.reaches, reach)
	}
	return a
}

// sharedStreets lets several facilities reach along the same slanted streets,
// whole or in part, walked in either direction.
func sharedStreets(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	const n = 4
	node := func(i, j int) orb.Point {
		return orb.Point{100 + 231.7*float64(i) + 31.3*float64(j), 80 + 217.1*float64(j) - 17.9*float64(i)}
	}
	for range 5 {
		var reach arcs.Reach
		for range 10 {
			i, j := r.IntN(n), r.IntN(n)
			p, q := node(i, j), node(i+1, j)
			if r.IntN(2) == 0 {
				q = node(i, j+1)
			}
			if r.IntN(3) == 0 {
				f := 0.25 * float64(1+r.IntN(3))
				q = orb.Point{p[0] + f*(q[0]-p[0]), p[1] + f*(q[1]-p[1])}
			}
			if r.IntN(2) == 0 {
				p, q = q, p
			}
			reach = append(reach, arcs.Capsule{p, q, 50})
		}
		a.reaches = append(a.reaches, reach)
	}
	return a
}

func grownPolygons(r *rand.Rand) arrangement {
	a := arrangement{area: someArea(r)}
	for range 1 + r.IntN(6) {
		p := star(r, point(r, 1000), 40+160*r.Float64(), 3+r.IntN(9))
		if r.IntN(3) == 0 {
			p = donut(r, point(r, 1000), 100+150*r.Float64(), 5+r.IntN(5))
		}
		a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{p, 80 * float64(r.IntN(3)) * r.Float64()}})
	}
	return a
}

// tilingPolygons is a land-use balance: parcels as reaches, in an area that
// shares some of their edges, with a few of them given twice or overlapping.
func tilingPolygons(r *rand.Rand) arrangement {
	tiles := parcels(r, 1000, 5, 0.5)
	a := arrangement{area: someArea(r)}
	if r.IntN(2) == 0 {
		a.area = tiles[:len(tiles)/2+1]
	}
	for _, p := range tiles {
		a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{p, 0}})
	}
	for range 3 {
		a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{tiles[r.IntN(len(tiles))], 0}, arcs.Grown{star(r, point(r, 1000), 200, 7), 0}})
	}
	return a
}

// aligned puts discs, capsules and polygons on the lines of one grid.
func aligned(r *rand.Rand) arrangement {
	a := arrangement{area: parcels(r, 1000, 5, 0)}
	grid := func() float64 { return 100 * float64(r.IntN(11)) }
	for range 10 {
		x, y, d := grid(), grid(), 100*float64(r.IntN(3))
		switch r.IntN(4) {
		case 0:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{orb.Point{x, y}, d}})
		case 1:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Capsule{orb.Point{x, y}, orb.Point{x, grid()}, d}})
		case 2:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Capsule{orb.Point{x, y}, orb.Point{grid(), y}, d}, arcs.Capsule{orb.Point{x, y}, orb.Point{x, grid()}, d}})
		default:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{rectangle(x, y, x+100*float64(1+r.IntN(4)), y+200), d}})
		}
	}
	return a
}

func severalEach(r *rand.Rand) arrangement {
	parts := []arrangement{randomDiscs(r), capsules(r), grownPolygons(r), aligned(r)}
	a := arrangement{area: parts[r.IntN(4)].area}
	for range 4 {
		var reach arcs.Reach
		for range 1 + r.IntN(4) {
			from := parts[r.IntN(4)].reaches
			reach = append(reach, from[r.IntN(len(from))]...)
		}
		a.reaches = append(a.reaches, reach)
	}
	return a
}

// tJunctions has long edges whose neighbours have corners on them that
// rounding put a hair to one side.
func tJunctions(r *rand.Rand) arrangement {
	p, q := orb.Point{-50 + 100*r.Float64(), 400 + 200*r.Float64()}, orb.Point{1000, 300 + 300*r.Float64()}
	on := func(f float64) orb.Point { return orb.Point{p[0] + f*(q[0]-p[0]), p[1] + f*(q[1]-p[1])} }
	f := []float64{0, 0.1 + 0.2*r.Float64(), 0.4 + 0.2*r.Float64(), 0.8, 1}
	var above arcs.Region
	for i := 1; i < len(f); i++ {
		u, v := on(f[i-1]), on(f[i])
		above = append(above, orb.Polygon{{u, v, {v[0], 900}, {u[0], 900}, u}})
	}
	below := orb.Polygon{{p, {p[0], 50}, {q[0], 50}, q, p}}
	a := arrangement{area: append(above[:len(above):len(above)], below)}
	if r.IntN(2) == 0 {
		a.area = arcs.Region{rectangle(0, 0, 900, 1000)}
	}
	for _, g := range append(above, below) {
		a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{g, 60 * float64(r.IntN(2))}})
	}
	a.reaches = append(a.reaches, arcs.Reach{arcs.Disc{on(0.5), 150}}, arcs.Reach{arcs.Capsule{on(0.2), on(0.7), 60}})
	return a
}

// nearCoincidence shifts copies of everything by amounts round the rounding.
func nearCoincidence(r *rand.Rand) arrangement {
	a := severalEach(r)
	for _, reach := range a.reaches[:3] {
		d := math.Pow(10, -12+8*r.Float64())
		var moved arcs.Reach
		for _, p := range reach {
			switch p := p.(type) {
			case arcs.Disc:
				moved = append(moved, arcs.Disc{orb.Point{p.Center[0] + d, p.Center[1]}, p.RadiusM})
			case arcs.Capsule:
				moved = append(moved, arcs.Capsule{orb.Point{p.A[0] + d, p.A[1]}, orb.Point{p.B[0], p.B[1] - d}, p.RadiusM})
			case arcs.Grown:
				g := p.Polygon.Clone()
				for _, ring := range g {
					for i := range ring {
						ring[i][0] += d
					}
				}
				moved = append(moved, arcs.Grown{g, p.RadiusM})
			}
		}
		a.reaches = append(a.reaches, moved)
	}
	return a
}

// touchingParks has capsules tangent to each other and to the area, parks that
// share edges and grow into each other, and land whose holes touch each other
// and the outline in corners, all in whole numbers.
func touchingParks(r *rand.Rand) arrangement {
	hole := func(x, y float64) orb.Ring { return rectangle(x, y, x+100, y+100)[0] }
	land := rectangle(0, 0, 800, 800)
	at := 100 * float64(1+r.IntN(4))
	land = append(land, hole(at, at), hole(at+100, at+100), orb.Ring{{0, 400}, {50, 350}, {50, 450}, {0, 400}})
	a := arrangement{area: arcs.Region{land, rectangle(at, at, at+100, at+100), rectangle(800, 800, 1000, 1000)}}
	for range 3 + r.IntN(5) {
		x, y, d := 100*float64(r.IntN(9)), 100*float64(r.IntN(9)), 50*float64(r.IntN(4))
		park := rectangle(x, y, x+200, y+200)
		switch r.IntN(4) {
		case 0:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Capsule{orb.Point{x, y}, orb.Point{x + 300, y + 400}, 50}},
				arcs.Reach{arcs.Capsule{orb.Point{x + 80, y - 60}, orb.Point{x + 380, y + 340}, 50}})
		case 1:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{park, d}}, arcs.Reach{arcs.Grown{rectangle(x+200, y, x+300, y+200), d}})
		case 2:
			park = append(park, orb.Ring{{x, y}, {x + 100, y + 50}, {x + 50, y + 100}, {x, y}}, hole(x+100, y+100))
			a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{park, d}, arcs.Capsule{orb.Point{x, y + 200}, orb.Point{x + 200, y + 200}, d}})
		default:
			a.reaches = append(a.reaches, arcs.Reach{arcs.Grown{orb.Polygon{{{x, y}, {x + 200, y}, {x, y + 200}, {x, y}}}, d}},
				arcs.Reach{arcs.Grown{orb.Polygon{{{x + 200, y}, {x + 200, y + 200}, {x, y + 200}, {x + 200, y}}}, d}}, arcs.Reach{arcs.Disc{orb.Point{x, y}, 200}})
		}
	}
	return a
}
