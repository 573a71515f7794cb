package geo

import (
	"errors"
	"fmt"
	"strings"
)

// Severity says what a finding did to the geometry.
type Severity string

// The severities, mildest first. The strings are those of the load report.
const (
	SeverityWarning Severity = "warning" // kept as it is
	SeverityRepair  Severity = "repair"  // kept, changed as the message says
	SeverityError   Severity = "error"   // not kept
)

// The rules of the gate: short stable names that clients may branch on.
const (
	RuleEmpty           = "geometry_empty"      // no geometry, or one without positions
	RuleNotFinite       = "not_finite"          // NaN or infinite ordinate
	RuleOutOfRange      = "out_of_range"        // longitude beyond ±180 or latitude beyond ±90
	RuleAxesSwapped     = "axes_swapped"        // out of range, and in range with the axes swapped
	RuleProjected       = "projected"           // out of range by far: metres, not degrees
	RuleLineDegenerate  = "line_degenerate"     // a line with fewer than two distinct positions
	RuleDuplicate       = "duplicate_position"  // the same position twice in a row
	RuleRingNotClosed   = "ring_not_closed"     // first and last position differ
	RuleRingDegenerate  = "ring_degenerate"     // fewer than four positions or no area
	RuleRingOrientation = "ring_orientation"    // exterior clockwise or hole counter-clockwise
	RuleRingCrosses     = "ring_self_crossing"  // a ring crosses or touches itself
	RuleSpike           = "ring_spike"          // a ring runs back over itself
	RuleRingsCross      = "rings_cross"         // two rings cross or share an edge
	RuleHoleOutside     = "hole_outside"        // a hole not inside its exterior ring
	RuleHolesNested     = "holes_nested"        // a hole inside another hole
	RulePartsOverlap    = "parts_overlap"       // one part of a MultiPolygon inside another
	RuleSplitInterior   = "interior_not_joined" // rings touch so that they cut the interior apart
	RuleTooTangled      = "too_tangled"         // more crossings than the gate is willing to take apart
	RuleTooDeep         = "collection_too_deep" // GeometryCollections within each other beyond MaxCollectionDepth
	RuleUnknownType     = "geometry_type"       // not one of the seven geometry types
)

// Errors that a caller may branch on with errors.Is; each Finding of
// SeverityError unwraps to one of them.
var (
	ErrEmpty       = errors.New("empty geometry")
	ErrNotFinite   = errors.New("ordinate not finite")
	ErrOutOfRange  = errors.New("position outside WGS 84")
	ErrRing        = errors.New("invalid ring")
	ErrPolygon     = errors.New("invalid polygon")
	ErrLine        = errors.New("invalid line")
	ErrUnsupported = errors.New("geometry not supported")
)

// Finding is one thing the gate found, with where it stands.
type Finding struct {
	Rule     string
	Severity Severity
	// Path holds the array indexes from the geometry's "coordinates" down to
	// the ring or position meant: a polygon's third position of its second
	// ring is 1, 2. Within a GeometryCollection the index into "geometries"
	// comes first. Empty means the geometry as a whole.
	Path []int
	// Message says what is wrong and what to do (or what was done), in one
	// sentence without a full stop.
	Message string
}

// Error gives the finding as one line, so that a Finding is an error.
func (f Finding) Error() string {
	if len(f.Path) == 0 {
		return f.Rule + ": " + f.Message
	}
	var b strings.Builder
	for _, i := range f.Path {
		fmt.Fprintf(&b, "/%d", i)
	}
	return f.Rule + " at " + b.String() + ": " + f.Message
}

// Unwrap gives the sentinel that stands for the finding's rule.
func (f Finding) Unwrap() error {
	switch f.Rule {
	case RuleEmpty:
		return ErrEmpty
	case RuleNotFinite:
		return ErrNotFinite
	case RuleOutOfRange, RuleAxesSwapped, RuleProjected:
		return ErrOutOfRange
	case RuleLineDegenerate:
		return ErrLine
	case RuleDuplicate, RuleRingNotClosed, RuleRingDegenerate, RuleRingOrientation, RuleRingCrosses, RuleSpike:
		return ErrRing
	case RuleTooDeep, RuleUnknownType, RuleTooTangled:
		return ErrUnsupported
	default:
		return ErrPolygon
	}
}
