package server_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/plane"
)

// hamlet is a small place drawn by a seed, about 3 km across: a study area,
// parcels that share their corners, with homes and people, people at points,
// and sites that are degenerate in a way of their own.
type hamlet struct {
	area    orb.Polygon
	parcels []plot
	people  []orb.Point
	sites   []orb.Point // numbered s0, s1, … as they stand
	radiusM float64
}

// plot is a parcel: its corners, and what is on it.
type plot struct {
	ring   orb.Ring
	code   string
	people float64
}

// hamletKinds are the ways in which sites stand.
var hamletKinds = []string{"anywhere", "touching", "one place", "parcel corners", "border", "beyond", "sliver"}

func newHamlet(seed uint64) *hamlet {
	r := rand.New(rand.NewPCG(seed, 23))
	at := func(x, y float64) orb.Point { return orb.Point{118.5 + x/82_500, 42.25 + y/111_080} }
	kind := hamletKinds[seed%uint64(len(hamletKinds))]
	h := &hamlet{radiusM: 200 + 500*r.Float64()}
	n, width, height := 5+r.IntN(40), 1500.0, 1500.0
	switch kind {
	case "sliver":
		height = 0.4
	case "beyond":
		h.radiusM = 9000
	}
	var ring orb.Ring
	for i := range n {
		sin, cos := math.Sincos(2 * math.Pi * (float64(i) + 0.8*r.Float64()) / float64(n))
		d := 0.6 + 0.4*r.Float64()
		ring = append(ring, at(width*d*cos, height*d*sin))
	}
	h.area = orb.Polygon{append(ring, ring[0])}
	const k, side = 7, 450.0
	var corners [k + 1][k + 1]orb.Point
	for i := range corners {
		for j := range corners[i] {
			corners[i][j] = at(side*(float64(i)-3.5+0.5*r.Float64()), side*(float64(j)-3.5+0.5*r.Float64()))
		}
	}
	for i := range k {
		for j := range k {
			quad := orb.Ring{corners[i][j], corners[i+1][j], corners[i+1][j+1], corners[i][j+1], corners[i][j]}
			h.parcels = append(h.parcels, plot{quad, []string{"R2", "M1", "G1"}[r.IntN(3)], float64(r.IntN(400))})
		}
	}
	for range 30 {
		h.people = append(h.people, at(3000*(r.Float64()-0.5), 3000*(r.Float64()-0.5)))
	}
	for i := range 1 + r.IntN(12) {
		p := at(3400*(r.Float64()-0.5), 3400*(r.Float64()-0.5))
		switch kind {
		case "touching":
			p = at(2*h.radiusM*float64(i%4-2), 2*h.radiusM*float64(i/4-1))
		case "one place":
			p = at(120, -80)
		case "parcel corners":
			p = corners[r.IntN(k+1)][r.IntN(k+1)]
		case "border":
			p = h.area[0][r.IntN(n)]
		}
		h.sites = append(h.sites, p)
	}
	return h
}

// moved returns the place shifted along its parallel, which keeps every
// distance and area.
func (h *hamlet) moved(degrees float64) *hamlet {
	move := func(points []orb.Point) []orb.Point {
		out := slices.Clone(points)
		for i := range out {
			out[i][0] += degrees
		}
		return out
	}
	m := &hamlet{area: orb.Polygon{move(h.area[0])}, people: move(h.people), sites: move(h.sites), radiusM: h.radiusM}
	for _, p := range h.parcels {
		m.parcels = append(m.parcels, plot{move(p.ring), p.code, p.people})
	}
	return m
}

// divided returns the place with every parcel in parts: two on either side of
// a diagonal, or as many as it has corners, round a place inside. Its people go
// with the land. No part has a corner that a neighbour lacks.
func (h *hamlet) divided(many bool) *hamlet {
	m := *h
	m.parcels = nil
	flat := plane.At(plane.CenterOf(h.area))
	for _, p := range h.parcels {
		c := p.ring
		parts := []orb.Ring{{c[0], c[1], c[2], c[0]}, {c[0], c[2], c[3], c[0]}}
		if many {
			middle := orb.Point{(c[0][0] + c[1][0] + c[2][0] + c[3][0]) / 4, (c[0][1] + c[1][1] + c[2][1] + c[3][1]) / 4}
			parts = nil
			for i := range 4 {
				parts = append(parts, orb.Ring{c[i], c[i+1], middle, c[i]})
			}
		}
		for _, part := range parts {
			m.parcels = append(m.parcels, plot{part, p.code, p.people * flatM2(flat, part) / flatM2(flat, c)})
		}
	}
	return &m
}

func flatM2(on *plane.Plane, ring orb.Ring) float64 {
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		a, b, o := on.ToPlane(ring[i-1]), on.ToPlane(ring[i]), on.ToPlane(ring[0])
		sum += (a[0]-o[0])*(b[1]-o[1]) - (b[0]-o[0])*(a[1]-o[1])
	}
	return math.Abs(sum / 2)
}

// serve starts the service with the place; r, unless nil, shuffles the layers,
// the features of each and where rings start.
func (h *hamlet) serve(t testing.TB, r *rand.Rand) *site {
	t.Helper()
	start := func(ring orb.Ring) orb.Ring {
		if r == nil {
			return ring
		}
		open := ring[:len(ring)-1]
		k := r.IntN(len(open))
		turned := slices.Concat(open[k:], open[:k])
		return append(turned, turned[0])
	}
	features := map[string][]data.Feature{"place": {{ID: "1", Geometry: orb.Polygon{start(h.area[0])}}}}
	add := func(layer, id string, g orb.Geometry, properties string) {
		features[layer] = append(features[layer], data.Feature{ID: id, Geometry: g, Properties: []byte(properties)})
	}
	for i, p := range h.parcels {
		add("parcels", fmt.Sprint("p", i), orb.Polygon{start(p.ring)}, fmt.Sprintf(`{"code":%q,"scheme":"GB50137-2011","population":%v}`, p.code, p.people))
	}
	for i, p := range h.people {
		add("people", fmt.Sprint("h", i), p, `{"population":17}`)
	}
	for i, p := range h.sites {
		add("sites", fmt.Sprint("s", i), p, `{}`)
	}
	metas := []data.Meta{
		{ID: "place", Role: data.RoleBoundary}, {ID: "parcels", Role: data.RoleLandUse}, {ID: "people", Role: data.RolePopulation},
		{ID: "sites", Role: data.RoleFacility, Kind: seeded.CityService},
	}
	if r != nil {
		r.Shuffle(len(metas), func(i, k int) { metas[i], metas[k] = metas[k], metas[i] })
	}
	var layers []*data.Layer
	for _, m := range metas {
		of := features[m.ID]
		if r != nil {
			r.Shuffle(len(of), func(i, k int) { of[i], of[k] = of[k], of[i] })
		}
		made, err := data.NewLayer(m, of)
		if err != nil {
			t.Fatal(err)
		}
		layers = append(layers, made)
	}
	return serveLayers(t, layers)
}
