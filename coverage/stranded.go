package coverage

import (
	"math"

	"github.com/paulmach/orb"
)

// unserved returns the points of demand that no facility reaches.
func (s *Study) unserved(u *setup) []demandPoint {
	if len(u.demand.points) == 0 {
		return nil
	}
	var lonely []demandPoint
	for _, p := range u.demand.points {
		if len(s.covering(u, p)) == 0 {
			lonely = append(lonely, p)
		}
	}
	return lonely
}

// sharePoints gives each unserved point to the group whose land it stands on,
// or where arcs were drawn as chords and none holds it, to the closest. It
// returns the points of which no land is closer than closeM.
func sharePoints(groups []group, points []demandPoint, closeM float64) (left []demandPoint) {
	for _, p := range points {
		g, k := closestPiece(groups, p.at, closeM)
		if g < 0 {
			left = append(left, p)
			continue
		}
		groups[g].points = append(groups[g].points, p)
		groups[g].pieces[k].amount += p.amount
	}
	return left
}

// closestPiece returns the piece closest to a place, -1 where none is closer
// than closeM.
func closestPiece(groups []group, at orb.Point, closeM float64) (inGroup, inPieces int) {
	inGroup, inPieces = -1, -1
	best := closeM
	for i := range groups {
		for k, p := range groups[i].pieces {
			if boundDistance(p.bound, at) >= best {
				continue
			}
			d := 0.0
			if !p.contains(at) {
				d = p.distance(at, best)
			}
			if d < best {
				inGroup, inPieces, best = i, k, d
			}
			if d == 0 {
				return
			}
		}
	}
	return
}

// stranded returns the groups of unserved points that stand on no unserved land:
// just within reach in the plane, and past it on the ellipsoid. Each has the
// square of half a metre around it.
func (s *Study) stranded(parts []part, points []demandPoint, widthM float64) []group {
	names := districtNames(parts)
	pieces := make([][]*piece, max(1, len(names)))
	for _, p := range points {
		const half = 0.25
		low, high := orb.Point{p.at[0] - half, p.at[1] - half}, orb.Point{p.at[0] + half, p.at[1] + half}
		one := newPiece(orb.Bound{Min: low, Max: high}.ToPolygon(), 4*half*half, 0)
		one.shape = newShape(one.poly)
		k := partAt(parts, p.at)
		pieces[k] = append(pieces[k], one)
	}
	var groups []group
	for k := range pieces {
		var in *DistrictName
		if k < len(names) {
			in = names[k]
		}
		for _, together := range cluster(nil, pieces[k], widthM, false) {
			groups = append(groups, group{district: in, pieces: together})
		}
	}
	sharePoints(groups, points, math.Inf(1))
	return groups
}

// partAt returns the number of the district of the part that a place lies in,
// or is closest to.
func partAt(parts []part, at orb.Point) int {
	number, best := 0, math.Inf(1)
	for i := range parts {
		p := &parts[i]
		for _, poly := range p.region {
			if boundDistance(p.bound, at) >= best {
				break
			}
			one := newShape(poly)
			d := 0.0
			if !one.contains(at) {
				d = one.distance(at, best)
			}
			if d < best {
				number, best = p.number, d
			}
		}
	}
	return number
}
