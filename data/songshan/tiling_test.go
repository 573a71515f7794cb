package songshan_test

import (
	"maps"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/measure"
)

const plannedAreaM2 = 17.76e6

// edge runs from one corner to the next, the land on its left.
type edge struct{ from, to grid }

func (e edge) twin() edge { return edge{e.to, e.from} }

// edgesOf returns the edges of the polygons and fails when one occurs twice
// in the same direction: two parcels would lie on the same side of it.
func edgesOf(t *testing.T, fs []feature) map[edge]string {
	t.Helper()
	out := map[edge]string{}
	for _, f := range fs {
		for _, ring := range f.rings(t) {
			for i, a := range ring {
				e := edge{a, ring[(i+1)%len(ring)]}
				if first, dup := out[e]; dup {
					t.Fatalf("%s and %s are both left of %v", first, f.ID, e)
				}
				out[e] = f.ID
			}
		}
	}
	return out
}

// outline returns the edges without a twin.
func outline(edges map[edge]string) map[edge]bool {
	out := map[edge]bool{}
	for e := range edges {
		if _, ok := edges[e.twin()]; !ok {
			out[e] = true
		}
	}
	return out
}

func set(edges map[edge]string) map[edge]bool {
	out := map[edge]bool{}
	for e := range edges {
		out[e] = true
	}
	return out
}

// Every edge inside the park has a parcel on each side, and the edges with
// only one are the ring of the park, corner for corner. With no two edges
// crossing (below) and the areas adding up, that is a tiling.
func TestParcelsTileThePark(t *testing.T) {
	parcels := layer(t, "landuse")
	if len(parcels) < 400 {
		t.Errorf("%d parcels, want 400 or more", len(parcels))
	}
	got, want := outline(edgesOf(t, parcels)), set(edgesOf(t, layer(t, "park")))
	if !maps.Equal(got, want) {
		t.Errorf("the outline of the parcels has %d edges, the park %d, and they are not the same", len(got), len(want))
	}
	sum := 0.0
	for _, p := range parcels {
		sum += areaM2(t, p)
	}
	if park := areaM2(t, layer(t, "park")[0]); math.Abs(sum-park) > 1e-3 {
		t.Errorf("parcels add up to %.6f m², the park is %.6f m²", sum, park)
	}
}

// No two edges of parcels meet but in a corner of both. Integers, so exact.
func TestParcelEdgesDoNotCross(t *testing.T) {
	edges := edgesOf(t, layer(t, "landuse"))
	const side = 100_000 // 1e-3 degrees
	squares := map[grid][]edge{}
	for e := range edges {
		if e.from.x > e.to.x || e.from.x == e.to.x && e.from.y > e.to.y {
			if _, both := edges[e.twin()]; both {
				continue // the other direction stands for both
			}
		}
		for x := min(e.from.x, e.to.x) / side; x <= max(e.from.x, e.to.x)/side; x++ {
			for y := min(e.from.y, e.to.y) / side; y <= max(e.from.y, e.to.y)/side; y++ {
				squares[grid{x, y}] = append(squares[grid{x, y}], e)
			}
		}
	}
	for _, in := range squares {
		for i, a := range in {
			for _, b := range in[i+1:] {
				if a != b && meet(a, b) {
					t.Fatalf("edges of %s and %s meet: %v %v", edges[a], edges[b], a, b)
				}
			}
		}
	}
}

// meet tells whether two edges have a point in common that is not a corner of
// both.
func meet(a, b edge) bool {
	o1, o2 := side(a, b.from), side(a, b.to)
	o3, o4 := side(b, a.from), side(b, a.to)
	if o1*o2 < 0 && o3*o4 < 0 {
		return true
	}
	return touches(a, b.from, o1) || touches(a, b.to, o2) || touches(b, a.from, o3) || touches(b, a.to, o4)
}

// side is 1 left of the edge, -1 right of it, 0 in line with it.
func side(e edge, p grid) int {
	v := (e.to.x-e.from.x)*(p.y-e.from.y) - (e.to.y-e.from.y)*(p.x-e.from.x)
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

// touches tells whether p, on the given side of e, lies on it between its ends.
func touches(e edge, p grid, side int) bool {
	return side == 0 && p != e.from && p != e.to &&
		min(e.from.x, e.to.x) <= p.x && p.x <= max(e.from.x, e.to.x) &&
		min(e.from.y, e.to.y) <= p.y && p.y <= max(e.from.y, e.to.y)
}

// A district is exactly the parcels that name it, and the districts tile the
// park too.
func TestDistrictsAreTheirParcels(t *testing.T) {
	districts := layer(t, "districts")
	if n := len(districts); n < 5 || n > 7 {
		t.Errorf("%d districts, want 5 to 7", n)
	}
	for _, d := range districts {
		var own []feature
		for _, p := range layer(t, "landuse") {
			if p.text("district") == d.ID {
				own = append(own, p)
			}
		}
		if got, want := outline(edgesOf(t, own)), set(edgesOf(t, []feature{d})); !maps.Equal(got, want) {
			t.Errorf("%s: outline of its %d parcels has %d edges, its ring %d, and they are not the same", d.ID, len(own), len(got), len(want))
		}
	}
	if !maps.Equal(outline(edgesOf(t, districts)), set(edgesOf(t, layer(t, "park")))) {
		t.Error("the outline of the districts is not the ring of the park")
	}
}

// A park is the parcel it names.
func TestParksAreParcels(t *testing.T) {
	parcels := byID(t, "landuse")
	for _, p := range layer(t, "parks") {
		lot := parcels[p.text("parcel")]
		if lot.text("code") != "G1" || string(lot.Geometry.Coordinates) != string(p.Geometry.Coordinates) {
			t.Errorf("%s is not the G1 parcel %q", p.ID, p.text("parcel"))
		}
		if got, want := p.number(t, "area_m2"), areaM2(t, p); math.Abs(got-want) > 0.51 {
			t.Errorf("%s: area_m2 %v, ellipsoid says %.2f", p.ID, got, want)
		}
	}
}

// The planned area, to a square metre, whichever way edges run between their
// ends. Checked outside this program on the same ring: Planimeter of
// GeographicLib 2.1.2 prints 17760000.0, pyproj 3.4.1 (PROJ 9.1.1) gives
// 17759999.961 m² with geodesic edges and 17759999.988 m² with each edge cut
// into 100 along the straight line in degrees.
func TestParkArea(t *testing.T) {
	shape := polygon(t, layer(t, "park")[0])
	if got := measure.Area(shape); math.Abs(got-plannedAreaM2) > 1 {
		t.Errorf("edges straight in degrees: %.3f m², want %.0f within 1", got, plannedAreaM2)
	}
	if got := measure.GeodesicArea(shape); math.Abs(got-plannedAreaM2) > 1 {
		t.Errorf("geodesic edges: %.3f m², want %.0f within 1", got, plannedAreaM2)
	}
}

func areaM2(t *testing.T, f feature) float64 {
	t.Helper()
	return measure.Area(polygon(t, f))
}

func polygon(t *testing.T, f feature) orb.Polygon {
	t.Helper()
	var rings [][][2]float64
	f.decode(t, "Polygon", &rings)
	out := make(orb.Polygon, len(rings))
	for i, r := range rings {
		for _, p := range r {
			out[i] = append(out[i], orb.Point(p))
		}
	}
	return out
}
