package geo

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// position tells whether p is finite and within WGS 84, and reports it if not.
func (t *gate) position(p orb.Point) bool {
	if inRange(p) {
		return true
	}
	rule, message := misplaced(p)
	t.add(SeverityError, rule, message)
	return false
}

// positions is position for each of pts; the first that fails is reported.
func (t *gate) positions(pts []orb.Point) bool {
	for i, p := range pts {
		if !inRange(p) {
			rule, message := misplaced(p)
			t.add(SeverityError, rule, message, i)
			return false
		}
	}
	return true
}

// inRange is false for NaN too.
func inRange(p orb.Point) bool {
	return p[0] >= -180 && p[0] <= 180 && p[1] >= -90 && p[1] <= 90
}

// farthestM is beyond all projected metres there are: an easting with its zone's
// number before it is below 61 million.
const farthestM = 1e8

// misplaced names what is wrong with a position outside WGS 84, and what it
// looks like.
func misplaced(p orb.Point) (rule, message string) {
	switch lon, lat := math.Abs(p[0]), math.Abs(p[1]); {
	case math.IsNaN(lon+lat) || math.IsInf(lon+lat, 0):
		return RuleNotFinite, fmt.Sprintf("position %v, %v is not finite; correct or remove it", p[0], p[1])
	case lon <= 90 && lat <= 180:
		return RuleAxesSwapped, fmt.Sprintf("latitude %v is outside ±90 and the position reads as latitude, longitude; write longitude first", p[1])
	case max(lon, lat) > 1000 && max(lon, lat) < farthestM:
		return RuleProjected, fmt.Sprintf("position %v, %v is not in degrees but looks like projected metres; convert the file to WGS 84 or name its coordinate system when loading", p[0], p[1])
	case lon > 180:
		return RuleOutOfRange, fmt.Sprintf("longitude %v is outside ±180; correct it", p[0])
	default:
		return RuleOutOfRange, fmt.Sprintf("latitude %v is outside ±90; correct it", p[1])
	}
}

// withoutRepeats returns l without positions repeated in a row, l itself when
// there are none, and reports how many there were.
func (t *gate) withoutRepeats(l orb.LineString) orb.LineString {
	first := repeatAt(l)
	if first < 0 {
		return l
	}
	out := slices.Compact(slices.Clone(l))
	message := "the same position stands twice in a row; the second was removed"
	if n := len(l) - len(out); n > 1 {
		message = fmt.Sprintf("%d positions repeat the one before them, the first of them here; they were removed", n)
	}
	t.add(SeverityRepair, RuleDuplicate, message, first)
	return out
}

// repeatAt returns the index of the first position equal to the one before
// it, -1 when there is none.
func repeatAt(l []orb.Point) int {
	for i := 1; i < len(l); i++ {
		if l[i] == l[i-1] {
			return i
		}
	}
	return -1
}
