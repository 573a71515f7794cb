// Package geo holds the one gate through which every WGS 84 shape enters:
// finite, in range, rings closed and simple, polygons valid, nothing empty.
// After the gate no function checks again.
//
// Valid means valid in the sense of OGC Simple Features (what GEOS calls
// valid) with exterior rings counter-clockwise and holes clockwise (RFC 7946,
// 3.1.6). Positions are longitude, latitude in degrees, and edges are straight
// in them. A shape that crosses the antimeridian is expected to be cut there
// (RFC 7946, 3.1.9); one that is not is taken as it stands, the long way round.
package geo

import (
	"fmt"

	"github.com/paulmach/orb"
)

// Mode says what the gate does with a shape that is wrong but could be mended.
type Mode uint8

// The modes of the gate.
const (
	// Strict refuses what is wrong. Ring orientation and positions repeated in
	// a row are put right all the same: RFC 7946 asks parsers not to refuse them.
	Strict Mode = iota
	// Repair closes open rings, drops degenerate parts while others remain, and
	// takes crossing rings apart: a point is inside a ring by the even-odd
	// rule, and inside a polygon when inside its first ring and no other.
	Repair
)

// MaxCollectionDepth is how deep GeometryCollections may stand within each
// other; RFC 7946, 3.1.8 advises against any nesting.
const MaxCollectionDepth = 4

// MaxFindings bounds the findings for one geometry.
const MaxFindings = 1000

// Gate returns g fit for everything behind it, and what was found on the way.
//
//   - g: WGS 84 degrees, longitude first; not modified. The result shares
//     g's memory where nothing had to change.
//   - mode: see Strict and Repair.
//
// The result is nil exactly when a finding has SeverityError. Otherwise it
// is one of the seven GeoJSON types, never empty (an orb.Ring or orb.Bound
// comes out as orb.Polygon; a polygon that had to be split as
// orb.MultiPolygon), and passing it through again finds nothing.
//
// At most MaxFindings are given; an error is among them if there was any.
//
// Cost is O(n log n) in the number of positions n, plus the number of
// crossings where crossing rings are taken apart.
func Gate(g orb.Geometry, mode Mode) (orb.Geometry, []Finding) {
	t := gate{mode: mode}
	out := t.geometry(g, 0)
	if t.refused() {
		return nil, t.findings
	}
	return out, t.findings
}

// Check returns nil when g passes the gate in Strict mode, otherwise the
// first Finding of SeverityError.
func Check(g orb.Geometry) error {
	_, findings := Gate(g, Strict)
	for _, f := range findings {
		if f.Severity == SeverityError {
			return f
		}
	}
	return nil
}

// gate is one passage through the gate.
type gate struct {
	mode     Mode
	findings []Finding
	path     []int // where we are, below "coordinates"
}

// geometry passes one geometry; nil means that nothing of it is kept.
func (t *gate) geometry(g orb.Geometry, depth int) orb.Geometry {
	switch p := g.(type) {
	case nil:
		t.fail(RuleEmpty, "there is no geometry; give the feature one or leave it out")
	case orb.Point:
		if t.position(p) {
			return g
		}
	case orb.MultiPoint:
		if len(p) == 0 {
			t.empty("MultiPoint")
		} else if t.positions(p) {
			return g
		}
	case orb.LineString:
		if l := t.line(p); len(l) == len(p) && l != nil {
			return g
		} else if l != nil {
			return l
		}
	case orb.MultiLineString:
		return t.lines(p)
	case orb.Ring:
		return t.polygon(orb.Polygon{p})
	case orb.Polygon:
		return t.polygon(p)
	case orb.MultiPolygon:
		return t.multiPolygon(p)
	case orb.Collection:
		return t.collection(p, depth)
	case orb.Bound:
		return t.polygon(p.ToPolygon())
	default:
		t.fail(RuleUnknownType, "geometry of Go type %T is not supported", g)
	}
	return nil
}

// collection passes each member of a GeometryCollection.
func (t *gate) collection(g orb.Collection, depth int) orb.Geometry {
	if depth >= MaxCollectionDepth {
		t.fail(RuleTooDeep, "GeometryCollections stand within each other more than %d deep; flatten them", MaxCollectionDepth)
		return nil
	}
	if len(g) == 0 {
		t.empty("GeometryCollection")
		return nil
	}
	before := len(t.findings)
	out := make(orb.Collection, 0, len(g))
	for i, m := range g {
		t.push(i)
		if kept := t.geometry(m, depth+1); kept != nil {
			out = append(out, kept)
		}
		t.pop()
	}
	if len(out) == 0 {
		return nil
	}
	t.dropBroken(before)
	return out
}

// lines passes the parts of a MultiLineString.
func (t *gate) lines(g orb.MultiLineString) orb.Geometry {
	if len(g) == 0 {
		t.empty("MultiLineString")
		return nil
	}
	before := len(t.findings)
	out := make(orb.MultiLineString, 0, len(g))
	for i, l := range g {
		t.push(i)
		if kept := t.line(l); kept != nil {
			out = append(out, kept)
		}
		t.pop()
	}
	if len(t.findings) == before {
		return g
	}
	if len(out) == 0 {
		return nil
	}
	t.dropBroken(before)
	return out
}

// line passes one line: at least two positions, none repeated in a row. It
// returns nil when refused.
func (t *gate) line(l orb.LineString) orb.LineString {
	if len(l) == 0 {
		t.empty("LineString")
		return nil
	}
	if !t.positions(l) {
		return nil
	}
	clean := t.withoutRepeats(l)
	if len(clean) < 2 {
		t.fail(RuleLineDegenerate, "a line needs two different positions; remove it or give it a second one")
		return nil
	}
	return clean
}

// dropBroken turns the errors found since before into repairs, in Repair mode
// and when each of them costs only the part it stands in. The caller has
// something left after leaving those parts out.
func (t *gate) dropBroken(before int) {
	if t.mode == Strict {
		return
	}
	for i := before; i < len(t.findings); i++ {
		f := &t.findings[i]
		if f.Severity != SeverityError {
			continue
		}
		if droppable(f.Rule) {
			f.Severity = SeverityRepair
			f.Message += " (this part was dropped)"
		}
	}
}

// droppable tells whether an error of this rule costs only the part it stands in.
func droppable(rule string) bool {
	return rule == RuleEmpty || rule == RuleLineDegenerate || rule == RuleRingDegenerate
}

// refused tells whether there is an error among the findings.
func (t *gate) refused() bool {
	for _, f := range t.findings {
		if f.Severity == SeverityError {
			return true
		}
	}
	return false
}

func (t *gate) push(i int) { t.path = append(t.path, i) }
func (t *gate) pop()       { t.path = t.path[:len(t.path)-1] }

// add records a finding at the current path, extended by at. When there is no
// more room, an error takes the last place unless a graver one has it.
func (t *gate) add(severity Severity, rule, message string, at ...int) {
	if len(t.findings) >= MaxFindings {
		last := t.findings[MaxFindings-1]
		if severity != SeverityError || last.Severity == SeverityError && (droppable(rule) || !droppable(last.Rule)) {
			return
		}
		t.findings = t.findings[:MaxFindings-1]
	}
	path := append(append([]int(nil), t.path...), at...)
	t.findings = append(t.findings, Finding{Rule: rule, Severity: severity, Path: path, Message: message})
}

// fail records an error at the current path.
func (t *gate) fail(rule, format string, args ...any) {
	t.add(SeverityError, rule, fmt.Sprintf(format, args...))
}

// repaired records a repair at the current path.
func (t *gate) repaired(rule, format string, args ...any) {
	t.add(SeverityRepair, rule, fmt.Sprintf(format, args...))
}

func (t *gate) empty(kind string) {
	t.fail(RuleEmpty, "the %s has no positions; give it some or leave the feature out", kind)
}
