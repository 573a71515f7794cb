package geojson

import (
	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// transformed returns a copy of g with every position passed through f. After
// an error of f path leads to the position, as those of the gate's findings do.
func transformed(g orb.Geometry, f func(orb.Point) (orb.Point, error)) (_ orb.Geometry, path []int, err error) {
	g = orb.Clone(g)
	each := func(pts []orb.Point, at ...int) {
		for i, p := range pts {
			if err != nil {
				return
			}
			if pts[i], err = f(p); err != nil {
				path = append(at, i)
			}
		}
	}
	switch g := g.(type) {
	case orb.Point:
		p, err := f(g)
		return p, nil, err
	case orb.MultiPoint:
		each(g)
	case orb.LineString:
		each(g)
	case orb.MultiLineString:
		for i, l := range g {
			each(l, i)
		}
	case orb.Polygon:
		for i, r := range g {
			each(r, i)
		}
	case orb.MultiPolygon:
		for i, p := range g {
			for j, r := range p {
				each(r, i, j)
			}
		}
	case orb.Collection:
		for i, m := range g {
			t, below, err := transformed(m, f)
			if err != nil {
				return nil, append([]int{i}, below...), err
			}
			g[i] = t
		}
	}
	return g, path, err
}

// spread notes which errors of place the features of a file have, to tell a
// file in the wrong axis order or projection from one with a slip in it.
type spread struct{ swapped, projected int }

func (s *spread) note(rule string) {
	switch rule {
	case geo.RuleAxesSwapped:
		s.swapped++
	case geo.RuleProjected:
		s.projected++
	}
}

// reportSpread adds the file's own problem when all its positions are off in
// the same way.
func (d *decoder) reportSpread() {
	n := d.sum.Rejected
	if d.sum.Accepted > 0 || n == 0 {
		return
	}
	p := data.Problem{Feature: -1, Severity: data.SeverityError, Line: 1, Column: 1}
	switch {
	case d.spread.swapped == n:
		p.Rule = geo.RuleAxesSwapped
		p.Message = "every feature reads as latitude, longitude; swap the axes of the whole file (GeoJSON is longitude first)"
	case d.spread.projected == n:
		p.Rule = geo.RuleProjected
		p.Message = "every feature is in projected metres; name the file's coordinate system when loading, or convert it to WGS 84 (ogr2ogr -t_srs EPSG:4326)"
	default:
		return
	}
	d.firstError = &p
	d.keep(p)
}
