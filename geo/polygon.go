package geo

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// polygon passes one polygon. In Repair mode it may come out as a MultiPolygon.
func (t *gate) polygon(g orb.Polygon) orb.Geometry {
	kept := t.rings(g, 0, nil)
	if kept == nil {
		return nil
	}
	mp := t.arranged(kept, func(r ring) []int { return []int{r.hole} }, 1)
	if len(mp) == 1 {
		return mp[0]
	} else if len(mp) > 1 {
		return mp
	}
	return nil
}

// multiPolygon passes the parts of a MultiPolygon, by themselves and together.
func (t *gate) multiPolygon(g orb.MultiPolygon) orb.Geometry {
	if len(g) == 0 {
		t.empty("MultiPolygon")
		return nil
	}
	before := len(t.findings)
	var all []ring
	parts := 0
	for k, p := range g {
		t.push(k)
		if kept := t.rings(p, k, all); kept != nil {
			all, parts = kept, parts+1
		}
		t.pop()
	}
	if parts == 0 {
		return nil
	}
	t.dropBroken(before)
	if mp := t.arranged(all, func(r ring) []int { return []int{r.part, r.hole} }, parts); mp != nil {
		return mp
	}
	return nil
}

// ring is a ring on its way through the gate.
type ring struct {
	orb.Ring            // closed, at least four positions, none repeated in a row
	part, hole int      // where it stood: polygon and ring number, hole 0 being the exterior
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
		kept := t.ring(r)
		t.pop()
		switch {
		case kept != nil:
			all = append(all, ring{Ring: kept, part: part, hole: i, given: r})
		case i == 0:
			return nil
		}
	}
	t.dropBroken(before)
	return all
}

// ring passes one ring by itself: positions, repeats, closure, size. It
// returns nil when refused.
func (t *gate) ring(r orb.Ring) orb.Ring {
	if !t.positions(r) {
		return nil
	}
	clean := orb.Ring(t.withoutRepeats(orb.LineString(r)))
	if n := len(clean); n > 2 && clean[0] != clean[n-1] {
		const what = "the ring is not closed: its first position is %v, %v and its last %v, %v"
		a, z := clean[0], clean[n-1]
		if t.mode == Strict {
			t.fail(RuleRingNotClosed, what+"; repeat the first position at the end", a[0], a[1], z[0], z[1])
			return nil
		}
		t.repaired(RuleRingNotClosed, what+"; the first was repeated at the end", a[0], a[1], z[0], z[1])
		clean = append(clean[:n:n], a)
	}
	if len(clean) < 4 {
		t.fail(RuleRingDegenerate, "the ring has %d different positions in a row where three are needed; remove or complete it", max(0, len(clean)-1))
		return nil
	}
	if flat(clean) {
		t.fail(RuleRingDegenerate, "the ring encloses no area, all its positions lie on one line; remove or correct it")
		return nil
	}
	return clean
}

// arranged checks the rings against each other, orients them, and returns the
// polygons they make up; nil when refused. path tells a ring's place below
// "coordinates".
func (t *gate) arranged(rings []ring, path func(ring) []int, parts int) orb.MultiPolygon {
	if b := breachIn(rings); b != nil {
		r := rings[b.ring]
		at := path(r)
		if b.edge >= 0 {
			at = append(at, max(0, slices.Index(r.given, r.Ring[b.edge])))
		}
		if t.mode == Strict || b.rule == RuleTooTangled {
			t.add(SeverityError, b.rule, b.message+"; correct it, or load in repair mode", at...)
			return nil
		}
		rebuilt, ok := evenOdd(rings)
		if !ok {
			t.add(SeverityError, b.rule, b.message+"; it is too tangled to be repaired, correct it", at...)
			return nil
		}
		t.add(SeverityRepair, b.rule, fmt.Sprintf("%s; %s", b.message, outcome(len(rebuilt))), at...)
		return rebuilt
	}
	out := make(orb.MultiPolygon, 0, parts)
	for _, r := range rings {
		fixed := t.oriented(r, path)
		if r.hole == 0 {
			out = append(out, orb.Polygon{fixed})
		} else {
			last := len(out) - 1
			out[last] = append(out[last], fixed)
		}
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

// oriented returns r in the orientation of RFC 7946, turning a copy round
// when needed.
func (t *gate) oriented(r ring, path func(ring) []int) orb.Ring {
	ccw := winding(r.Ring) > 0
	if ccw == (r.hole == 0) {
		return r.Ring
	}
	turned := slices.Clone(r.Ring)
	slices.Reverse(turned)
	what := "the exterior ring ran clockwise and was turned round"
	if r.hole > 0 {
		what = "the hole ran counter-clockwise and was turned round"
	}
	t.add(SeverityRepair, RuleRingOrientation, what, path(r)...)
	return turned
}
