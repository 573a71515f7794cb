package geo

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// polygon passes one polygon. In Repair mode it may come out as a MultiPolygon.
func (t *gate) polygon(g orb.Polygon) orb.Geometry {
	before := len(t.findings)
	kept := t.rings(g, alone, make([]ring, 0, len(g)))
	if kept == nil {
		return nil
	}
	rebuilt, ok := t.apart(kept)
	switch {
	case !ok:
		return nil
	case len(rebuilt) == 1:
		return rebuilt[0]
	case len(rebuilt) > 1:
		return rebuilt
	}
	t.orient(kept)
	if len(t.findings) == before {
		return g
	}
	return assembled(kept)[0]
}

// multiPolygon passes the parts of a MultiPolygon, by themselves and together.
func (t *gate) multiPolygon(g orb.MultiPolygon) orb.Geometry {
	if len(g) == 0 {
		t.empty("MultiPolygon")
		return nil
	}
	before := len(t.findings)
	all := make([]ring, 0, len(g))
	for k, p := range g {
		t.push(k)
		if kept := t.rings(p, k, all); kept != nil {
			all = kept
		}
		t.pop()
	}
	if len(all) == 0 {
		return nil
	}
	t.dropBroken(before)
	rebuilt, ok := t.apart(all)
	if !ok {
		return nil
	} else if rebuilt != nil {
		return rebuilt
	}
	t.orient(all)
	if len(t.findings) == before {
		return g
	}
	return assembled(all)
}

// ring is a ring on its way through the gate.
type ring struct {
	orb.Ring            // closed, at least four positions, none repeated in a row
	area       int      // the sign of its area, 0 when rounding could have changed it
	part, hole int      // where it stood: polygon (or alone) and ring number, hole 0 being the exterior
	given      orb.Ring // as it came in
}

// rings passes each ring of p by itself and appends those kept to all; nil
// when the exterior ring is not among them.
func (t *gate) rings(p orb.Polygon, part int, all []ring) []ring {
	if len(p) == 0 {
		t.empty("Polygon")
		return nil
	}
	before := len(t.findings)
	for i, r := range p {
		t.push(i)
		kept, area := t.ring(r)
		t.pop()
		switch {
		case kept != nil:
			all = append(all, ring{Ring: kept, area: area, part: part, hole: i, given: r})
		case i == 0:
			return nil
		}
	}
	t.dropBroken(before)
	return all
}

// ring passes one ring by itself: positions, repeats, closure, size. It
// returns nil when refused, and the sign of the area as areaSign does.
func (t *gate) ring(r orb.Ring) (kept orb.Ring, area int) {
	if area := sound(r); area != 0 {
		return r, area
	}
	if !t.positions(r) {
		return nil, 0
	}
	clean := orb.Ring(t.withoutRepeats(orb.LineString(r)))
	if n := len(clean); n > 2 && clean[0] != clean[n-1] {
		const what = "the ring is not closed: its first position is %v, %v and its last %v, %v"
		a, z := clean[0], clean[n-1]
		if t.mode == Strict {
			t.fail(RuleRingNotClosed, what+"; repeat the first position at the end", a[0], a[1], z[0], z[1])
			return nil, 0
		}
		t.repaired(RuleRingNotClosed, what+"; the first was repeated at the end", a[0], a[1], z[0], z[1])
		clean = append(clean[:n:n], a)
	}
	if len(clean) < 4 {
		t.fail(RuleRingDegenerate, "the ring has %d different positions in a row where three are needed; remove or complete it", max(0, len(clean)-1))
		return nil, 0
	}
	area = areaSign(clean)
	if area == 0 && flat(clean) {
		t.fail(RuleRingDegenerate, "the ring encloses no area, all its positions lie on one line; remove or correct it")
		return nil, 0
	}
	return clean, area
}

// alone is the part number of rings that are not in a MultiPolygon.
const alone = -1

// path is the ring's place below "coordinates".
func (r ring) path() []int {
	if r.part == alone {
		return []int{r.hole}
	}
	return []int{r.part, r.hole}
}

// apart checks the rings against each other. In Repair mode it returns the
// polygons to take their place, nil when they may stay; it is false when they
// are refused.
func (t *gate) apart(rings []ring) (orb.MultiPolygon, bool) {
	b := breachIn(rings)
	if b == nil {
		return nil, true
	}
	r := rings[b.ring]
	at := r.path()
	if b.edge >= 0 {
		at = append(at, max(0, slices.Index(r.given, r.Ring[b.edge])))
	}
	if t.mode == Strict {
		t.add(SeverityError, b.rule, b.message+"; correct it, or load in repair mode", at...)
		return nil, false
	}
	rebuilt, ok := evenOdd(rings)
	if !ok {
		t.add(SeverityError, b.rule, b.message+"; it is too tangled to be repaired, correct it", at...)
		return nil, false
	}
	t.add(SeverityRepair, b.rule, b.message+"; "+outcome(len(rebuilt)), at...)
	return rebuilt, true
}

// assembled puts rings together to polygons.
func assembled(rings []ring) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, r := range rings {
		if r.hole == 0 {
			out = append(out, nil)
		}
		last := len(out) - 1
		out[last] = append(out[last], r.Ring)
	}
	return out
}

// outcome says what came of taking rings apart.
func outcome(polygons int) string {
	if polygons == 1 {
		return "the shape was rebuilt by the even-odd rule, as one polygon"
	}
	return fmt.Sprintf("the shape was rebuilt by the even-odd rule, as %d polygons", polygons)
}

// orient gives rings the orientation of RFC 7946, turning copies round.
func (t *gate) orient(rings []ring) {
	for k, r := range rings {
		if r.area == 0 {
			r.area = turnAtLowest(r.Ring)
		}
		if ccw := r.area > 0; ccw == (r.hole == 0) {
			continue
		}
		rings[k].Ring = slices.Clone(r.Ring)
		slices.Reverse(rings[k].Ring)
		what := "the exterior ring ran clockwise and was turned round"
		if r.hole > 0 {
			what = "the hole ran counter-clockwise and was turned round"
		}
		t.add(SeverityRepair, RuleRingOrientation, what, r.path()...)
	}
}
