package arcs

import (
	"errors"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// Reasons for which an arrangement is refused. They reach the caller inside
// an [*InputError] that says where.
var (
	ErrNotFinite = errors.New("coordinate or radius is not a finite number")
	ErrRadius    = errors.New("radius is negative")
	ErrRing      = errors.New("ring has fewer than four positions or is not closed")
	ErrTooFar    = errors.New("coordinate or radius exceeds 1e9 metres")
)

// farM bounds coordinates and radii, so that no square or product of them
// leaves the range in which differences keep their meaning.
const farM = 1e9

// An InputError names the part of the input that cannot be swept: a facility
// (-1 when it is the area) and the primitive of it, or an area (the index
// given to [SweepEach], 0 in [Sweep]) and its polygon.
type InputError struct {
	Facility, Primitive int
	Area, Polygon       int
	Err                 error
}

// Error says where and why.
func (e *InputError) Error() string {
	if e.Facility < 0 {
		return fmt.Sprintf("area %d, polygon %d: %v", e.Area, e.Polygon, e.Err)
	}
	return fmt.Sprintf("facility %d, primitive %d: %v", e.Facility, e.Primitive, e.Err)
}

// Unwrap returns the reason.
func (e *InputError) Unwrap() error { return e.Err }

func checkReaches(reaches []Reach) error {
	for i, r := range reaches {
		for j, p := range r {
			err := ErrNotFinite
			if p != nil {
				err = p.check()
			}
			if err != nil {
				return &InputError{Facility: i, Primitive: j, Err: err}
			}
		}
	}
	return nil
}

func checkArea(index int, area Region) error {
	for i, p := range area {
		if err := checkRings(p); err != nil {
			return &InputError{Facility: -1, Area: index, Polygon: i, Err: err}
		}
	}
	return nil
}

func (d Disc) check() error    { return checkNumbers(d.RadiusM, d.Center) }
func (c Capsule) check() error { return checkNumbers(c.RadiusM, c.A, c.B) }
func (g Grown) check() error {
	if err := checkNumbers(g.RadiusM); err != nil {
		return err
	}
	return checkRings(g.Polygon)
}

func checkNumbers(radiusM float64, points ...orb.Point) error {
	for _, p := range points {
		if err := checkPoint(p); err != nil {
			return err
		}
	}
	switch {
	case math.IsNaN(radiusM) || math.IsInf(radiusM, 0):
		return ErrNotFinite
	case radiusM < 0:
		return ErrRadius
	case radiusM > farM:
		return ErrTooFar
	}
	return nil
}

func checkRings(p orb.Polygon) error {
	for _, ring := range p {
		if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
			return ErrRing
		}
		for _, v := range ring {
			if err := checkPoint(v); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkPoint(p orb.Point) error {
	far := max(math.Abs(p[0]), math.Abs(p[1]))
	switch {
	case far <= farM:
		return nil
	case math.IsNaN(far) || math.IsInf(far, 0):
		return ErrNotFinite
	}
	return ErrTooFar
}
