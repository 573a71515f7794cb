package coverage

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// toWGS84 returns polygons of the plane in degrees, cut where they cross 180°
// as GeoJSON wants them (RFC 7946, 3.1.9).
func (s *Study) toWGS84(polys orb.MultiPolygon) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, p := range s.plane.MultiPolygonToWGS84(polys, contourToleranceM) {
		if b := p.Bound(); b.Max[0]-b.Min[0] <= 180 {
			out = append(out, p)
		} else {
			out = append(out, cutAt180(p)...)
		}
	}
	return out
}

// cutAt180 returns a polygon that reaches across 180° in parts, those on its
// west before those on its east.
func cutAt180(p orb.Polygon) orb.MultiPolygon {
	const closeDeg = 1e-11 // a micrometre
	turn(p, func(lon float64) float64 {
		if lon < 0 {
			lon += 360
		}
		if math.Abs(lon-180) < closeDeg {
			return 180
		}
		return lon
	})
	west, east := cutAcross(p, 0, 180)
	for _, p := range west {
		turn(p, func(lon float64) float64 { return min(lon, 180) })
	}
	for _, p := range east {
		turn(p, func(lon float64) float64 { return max(lon-360, -180) })
	}
	return append(withoutSpikes(west, 180), withoutSpikes(east, -180)...)
}

// turn replaces every longitude of a polygon.
func turn(p orb.Polygon, to func(lon float64) float64) {
	for _, ring := range p {
		for i := range ring {
			ring[i][0] = to(ring[i][0])
		}
	}
}

// withoutSpikes returns polygons without the corners between two others of the
// same meridian. The cut goes beside corners that lie on 180°, and slivers of
// its width have now fallen together.
func withoutSpikes(polys orb.MultiPolygon, lon float64) orb.MultiPolygon {
	var out orb.MultiPolygon
	for _, p := range polys {
		var kept orb.Polygon
		for i, ring := range p {
			if ring = withoutSpikesOf(ring, lon); len(ring) > 0 {
				kept = append(kept, ring)
			} else if i == 0 {
				break
			}
		}
		if len(kept) > 0 {
			out = append(out, kept)
		}
	}
	return out
}

// withoutSpikesOf returns nothing where nothing is left of the ring.
func withoutSpikesOf(ring orb.Ring, lon float64) orb.Ring {
	n := len(ring) - 1
	start := slices.IndexFunc(ring[:n], func(p orb.Point) bool { return p[0] != lon })
	if start < 0 {
		return nil
	}
	out := make(orb.Ring, 0, n+1)
	for k := range n + 1 {
		p := ring[(start+k)%n]
		if last := len(out) - 1; last > 0 && out[last-1][0] == lon && out[last][0] == lon && p[0] == lon {
			out = out[:last]
		}
		if last := len(out) - 1; last >= 0 && out[last] == p {
			continue
		}
		out = append(out, p)
	}
	if len(out) < 4 {
		return nil
	}
	return out
}
