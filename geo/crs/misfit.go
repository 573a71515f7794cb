package crs

import (
	"fmt"
	"math"
	"strconv"

	"github.com/paulmach/orb"
)

// PointError says why a point is not one of a system.
type PointError struct {
	System System
	Point  orb.Point // x before y
	Reason string    // what is wrong and what it looks like
}

func (e *PointError) Error() string {
	return fmt.Sprintf("%s, %s is no position in %s: %s", number(e.Point[0]), number(e.Point[1]), e.System, e.Reason)
}

// number writes an ordinate, without an exponent while it is of sensible size.
func number(v float64) string {
	if math.Abs(v) < 1e15 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// misfit names what a finite point outside the domain of s looks like. Its
// axes are already in the order x, y.
func (s System) misfit(p orb.Point) *PointError {
	e := &PointError{System: s, Point: p}
	flipped := orb.Point{p[1], p[0]}
	switch {
	case s.kind == gaussKruger && s.prefixMisfit(p) != "":
		e.Reason = s.prefixMisfit(p)
	case s.fits(flipped):
		e.Reason = fmt.Sprintf("the axes seem to be swapped; if every position of the file has %s, name the system %s", s.order(), s.flip())
	case s.kind == gaussKruger && s.prefixMisfit(flipped) != "":
		e.Reason = "the axes seem to be swapped, and " + s.prefixMisfit(flipped)
	case !s.Degrees() && math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 180:
		e.Reason = "it reads as degrees, not metres"
	case s.Degrees() && (math.Abs(p[0]) > 360 || math.Abs(p[1]) > 360):
		e.Reason = "it reads as metres, not degrees"
	case s.shifted():
		e.Reason = "it lies outside China, where the system is not defined"
	case s.kind == gaussKruger || s.kind == utm:
		e.Reason = fmt.Sprintf("it lies outside the zone with central meridian %s°", number(s.zone.lon))
	default:
		e.Reason = "it lies outside the system"
	}
	return e
}

// fits tells whether a point with x before y is one of the system.
func (s System) fits(p orb.Point) bool {
	_, ok := s.XY().inverse(p)
	return ok
}

// flip returns the system with its axes the other way round.
func (s System) flip() System {
	s.yx = !s.yx
	return s
}

// order says how a file with swapped axes writes positions, seen from s.
func (s System) order() string {
	if s.yx {
		return "x (east) before y"
	}
	return "y (north) before x"
}

// prefixMisfit says that an easting has a zone number that the zone has not, or
// the other way round; empty when neither is so.
func (s System) prefixMisfit(p orb.Point) string {
	if p[1] < 0 || p[1] > 6.7e6 {
		return ""
	}
	prefix := int(math.Floor(p[0] / 1e6))
	switch twin := s.twin(); {
	case s.numbered() && twin.fits(p):
		return fmt.Sprintf("the easting has no zone number before it; %s is the zone without", twin)
	case prefix < firstZone6 || prefix > firstZone3+zones3-1 || prefix == s.number() && s.numbered():
		return ""
	case prefix == s.number() && twin.fits(p):
		return fmt.Sprintf("the easting begins with the zone number %d; %s is the zone with its number", prefix, twin)
	default:
		if other, ok := numberedZone(prefix); ok && other.fits(p) {
			if s.yx {
				other = other.YX()
			}
			return fmt.Sprintf("the easting begins with the number of another zone, %d; that is %s (%s)", prefix, other, other.Name())
		}
	}
	return ""
}

// numberedZone returns the zone whose eastings begin with number: 13 to 23 are
// 6° zones, 25 to 45 are 3° zones.
func numberedZone(number int) (System, bool) {
	if s, ok := gaussKrugerZone(6, number, true); ok {
		return s, true
	}
	return gaussKrugerZone(3, number, true)
}
