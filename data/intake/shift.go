package intake

import (
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/crs"
	"catchment/geo/measure"
)

// shift is a way in which one of two layers can be off: its degrees are those
// of a Chinese web map and were read as WGS 84.
type shift struct {
	system crs.System
	older  bool // it is the layer that was there before which is off
	rule   string
}

var shifts = []shift{
	{crs.GCJ02, false, ruleShiftGCJ02}, {crs.BD09, false, ruleShiftBD09},
	{crs.GCJ02, true, ruleShiftGCJ02}, {crs.BD09, true, ruleShiftBD09},
}

// undone returns where a position of the new layer would lie among those of
// the older one were it not for the shift; false outside China.
func (s shift) undone(p orb.Point) (orb.Point, bool) {
	move := s.system.ToWGS84
	if s.older {
		move = s.system.FromWGS84
	}
	q, err := move(p)
	return q, err == nil
}

// warnOfPlace adds a warning to a layer that lies where it hardly belongs,
// judged by the layers already there: in another zone, with its axes swapped,
// or shifted as coordinates of Chinese web maps are. Nothing is changed for it.
func warnOfPlace(d *data.Dataset, l *data.Layer, from basis) {
	warn(l, ruleNullIsland, nullIsland(l))
	message, rule := "", ""
	switch {
	case !from.system.Degrees():
		message, rule = otherZone(d, l, from.system), ruleOtherSystem
	case !from.system.Unlabelled():
		if message, rule = swappedAway(d, l), ruleElsewhere; message == "" {
			message, rule = radians(d, l), ruleRadians
		}
		if message == "" {
			message, rule = shiftedAway(d, l)
		}
	}
	warn(l, rule, message)
}

// warn adds a warning to a layer, where there is something to say.
func warn(l *data.Layer, rule, message string) {
	if message != "" {
		keepProblem(l, data.Problem{Feature: -1, Rule: rule, Severity: data.SeverityWarning, Message: message})
	}
}

// keepProblem adds a problem to those of a layer.
func keepProblem(l *data.Layer, p data.Problem) {
	l.ProblemsTotal++
	if len(l.Problems) < maxProblems {
		l.Problems = append(slices.Clip(l.Problems), p)
	}
}

// otherZone tells of a layer that lies far from all others and would lie by
// them had its metres been read in another system.
func otherZone(d *data.Dataset, l *data.Layer, read crs.System) string {
	around, loaded := extent(d)
	if !loaded || apartM(l.Bound(), around) <= nearM {
		return ""
	}
	var metres []orb.Point
	for _, p := range spread(l, 20) {
		q, err := read.FromWGS84(p)
		if err != nil {
			return ""
		}
		metres = append(metres, q)
	}
	near := slices.DeleteFunc(candidates(d, metres), func(c candidate) bool { return !c.near })
	if len(near) == 0 {
		return ""
	}
	return fmt.Sprintf("read as %s the layer lies %.0f km from the layers already loaded; it would lie by them read as %s: if that is right load it again with crs= and that",
		read, apartM(l.Bound(), around)/1000, listed(near))
}

// swappedAway tells of a layer that lies far from all others and would lie
// among them with its axes swapped.
func swappedAway(d *data.Dataset, l *data.Layer) string {
	around, loaded := extent(d)
	b := l.Bound()
	flipped := orb.Bound{Min: orb.Point{b.Min[1], b.Min[0]}, Max: orb.Point{b.Max[1], b.Max[0]}}
	if !loaded || max(-flipped.Min[1], flipped.Max[1]) > 90 || apartM(b, around) <= nearM || apartM(flipped, around) > nearM {
		return ""
	}
	return fmt.Sprintf("the layer lies %.0f km from the layers already loaded, and by them with longitude and latitude swapped; if the file writes latitude first load it again with crs=WGS84,yx", apartM(b, around)/1000)
}

// besideM is how near to each other layers must lie to be compared.
const besideM = 5000

// shiftedAway compares the layer with those of its role that were there
// before, its own older version included, and tells of the first shift found.
func shiftedAway(d *data.Dataset, l *data.Layer) (message, rule string) {
	if _, ok := shifts[0].undone(l.Bound().Center()); !ok {
		return "", ""
	}
	for _, old := range d.LayersOf(l.Role) {
		if apartM(old.Bound(), l.Bound()) > besideM {
			continue
		}
		e, found := byNames(old, l)
		if !found {
			e, found = byShape(old, l)
		}
		if found {
			return e.message(old, l), e.shift.rule
		}
	}
	return "", ""
}

// evidence is what speaks for a shift.
type evidence struct {
	shift shift
	what  string  // what was compared
	asIsM float64 // median distance between what should be in one place
	leftM float64 // the same with the shift undone
}

func (e *evidence) message(old, l *data.Layer) string {
	p := l.Bound().Center()
	q, _ := e.shift.undone(p)
	offM, azimuth, _ := measure.Inverse(q, p)
	off, other := "the layer lies", fmt.Sprintf("layer %q", old.ID)
	again := "load it again"
	if e.shift.older {
		offM, azimuth, _ = measure.Inverse(p, q)
		off, other = fmt.Sprintf("layer %q lies", old.ID), "this one"
		again = "load that layer again"
	}
	return fmt.Sprintf("%s %.0f m %s of %s, as %s coordinates read as WGS 84 do: %s, %.0f m apart, agree to %.0f m with the shift undone; if the file is from such a source %s with crs=%s",
		off, offM, compass(azimuth), other, e.shift.system, e.what, e.asIsM, e.leftM, again, e.shift.system)
}

// compass names a direction given in degrees clockwise from north.
func compass(azimuth float64) string {
	names := [...]string{"north", "north-north-east", "north-east", "east-north-east", "east", "east-south-east", "south-east", "south-south-east",
		"south", "south-south-west", "south-west", "west-south-west", "west", "west-north-west", "north-west", "north-north-west"}
	return names[int((azimuth+360+11.25)/22.5)%len(names)]
}

// What it takes to call a layer shifted. Where things of one name are
// compared, they may be drawn differently in the two layers; where shapes are,
// they are drawn alike or they tell nothing.
const (
	leastNames     = 3
	mostNames      = 1000 // more are not looked at
	namesLeftM     = 150
	leastPositions = 8
	shapesLeftM    = 50
	betterTimes    = 4 // how much nearer things must lie with the shift undone
)

// byNames compares where things lie whose names stand in both layers, once in
// each.
func byNames(old, l *data.Layer) (evidence, bool) {
	before, now := places(old), places(l)
	var pairs [][2]orb.Point // in the older layer, in the new one
	for i := range l.Features {
		name := l.Facts(i).Name
		p, once := now[name]
		q, both := before[name]
		if once && both {
			pairs = append(pairs, [2]orb.Point{q, p})
		}
		if len(pairs) == mostNames {
			break
		}
	}
	if len(pairs) < leastNames {
		return evidence{}, false
	}
	distances := func(move func(orb.Point) (orb.Point, bool)) []float64 {
		out := make([]float64, 0, len(pairs))
		for _, pair := range pairs {
			if p, ok := move(pair[1]); ok {
				out = append(out, measure.Distance(pair[0], p))
			}
		}
		return out
	}
	return judge(distances, fmt.Sprintf("%d places of the same name", len(pairs)), len(pairs), namesLeftM)
}

// judge returns the shift that brings things together best, if one does so
// well enough. distances gives them with every position moved.
func judge(distances func(move func(orb.Point) (orb.Point, bool)) []float64, what string, want int, leftM float64) (evidence, bool) {
	asIs := median(distances(func(p orb.Point) (orb.Point, bool) { return p, true }))
	best, found := evidence{leftM: min(leftM, asIs/betterTimes)}, false
	for _, s := range shifts {
		if moved := distances(s.undone); len(moved) == want && median(moved) < best.leftM {
			best, found = evidence{s, what, asIs, median(moved)}, true
		}
	}
	return best, found
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// places returns where the features lie whose name no other feature of the
// layer has.
func places(l *data.Layer) map[string]orb.Point {
	out := map[string]orb.Point{}
	twice := map[string]bool{}
	for i := range l.Features {
		name := l.Facts(i).Name
		if name == "" {
			continue
		}
		if _, seen := out[name]; seen {
			twice[name] = true
		}
		out[name] = l.Features[i].Geometry.Bound().Center()
	}
	for name := range twice {
		delete(out, name)
	}
	return out
}
