package geojson

import (
	"catchment/data"
	"catchment/geo"
)

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
