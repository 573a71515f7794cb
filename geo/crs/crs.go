// Package crs takes coordinates of the systems that Chinese planning data come
// in to WGS 84: CGCS2000 in degrees and in every Gauss-Krüger zone, UTM, Web
// Mercator, and the shifted coordinates of Chinese web maps (GCJ-02, BD-09).
//
// Points are x before y, so longitude or easting first, however the system's
// own definition orders its axes; a file with the axes the other way round is
// named by a system made with [System.YX]. Nothing is guessed: a point that
// does not fit the system is an error that says what it looks like.
//
// The transverse Mercator projection is written out here because the one Go
// library that was to be had, github.com/wroge/wgs84 1.1.7, is off by up to 9 m
// at the edges of its zones when compared with PROJ.
package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// System is a coordinate system. The zero value is WGS 84; systems are
// comparable with ==.
type System struct {
	kind  kind
	epsg  int // 0 where EPSG has no code, and for WGS 84
	zone  transverse
	width float64 // of the zone in degrees of longitude
	yx    bool    // the file has y before x
}

// kind says how a system is converted.
type kind uint8

const (
	wgs84 kind = iota
	cgcs2000
	gaussKruger
	utm
	webMercator
	gcj02
	bd09
)

// The systems without a zone.
var (
	WGS84       = System{}
	CGCS2000    = System{kind: cgcs2000, epsg: 4490}
	WebMercator = System{kind: webMercator, epsg: 3857}
	GCJ02       = System{kind: gcj02}
	BD09        = System{kind: bd09}
)

// YX returns the system for files that write y (north, latitude) before x
// (east, longitude).
func (s System) YX() System {
	s.yx = true
	return s
}

// XY returns the system with x before y.
func (s System) XY() System {
	s.yx = false
	return s
}

// EPSG returns the system's EPSG code, 0 for GCJ-02 and BD-09.
func (s System) EPSG() int {
	if s.kind == wgs84 {
		return 4326
	}
	return s.epsg
}

// Degrees tells whether the coordinates are degrees, not metres.
func (s System) Degrees() bool {
	return s.kind == wgs84 || s.kind == cgcs2000 || s.shifted()
}

// Same tells whether coordinates are taken over as they are.
func (s System) Same() bool { return (s.kind == wgs84 || s.kind == cgcs2000) && !s.yx }

// shifted tells whether the system is one of those of Chinese web maps.
func (s System) shifted() bool { return s.kind == gcj02 || s.kind == bd09 }

// Unlabelled tells whether files in the system are commonly labelled as
// WGS 84, because there is no label for it.
func (s System) Unlabelled() bool { return s.shifted() }

// ErrorM bounds in metres how far a converted position is from the true one.
//
//   - 0 for WGS 84.
//   - 0.05 for CGCS2000: the frames agree to a few centimetres at the epoch
//     of CGCS2000, 2000.0. Coordinates measured since by satellite alone,
//     without a Chinese reference station, have drifted by about 3 cm a year more.
//   - 1e-6 for UTM and Web Mercator: of the arithmetic.
//   - 4e-5 for GCJ-02 and BD-09: of the inversion of the published formula.
//     The formula is not official, and how closely the data of a map provider
//     follow it is not known.
func (s System) ErrorM() float64 {
	switch s.kind {
	case wgs84:
		return 0
	case cgcs2000, gaussKruger:
		return 0.05
	case utm, webMercator:
		return 1e-6
	default:
		return 4e-5
	}
}

// Method says in a few words how positions are converted.
func (s System) Method() string {
	swap := ""
	if s.yx {
		swap = "axes swapped, "
	}
	switch s.kind {
	case wgs84:
		return swap + "taken as they are"
	case cgcs2000:
		return swap + "CGCS2000 taken as WGS 84"
	case gaussKruger:
		return swap + "inverse transverse Mercator (Krüger series to the 6th order), CGCS2000 taken as WGS 84"
	case utm:
		return swap + "inverse transverse Mercator (Krüger series to the 6th order)"
	case webMercator:
		return swap + "inverse spherical Mercator"
	case gcj02:
		return swap + "published GCJ-02 formula inverted by fixed point; the formula is not official"
	default:
		return swap + "published BD-09 and GCJ-02 formulas inverted by fixed point; the formulas are not official"
	}
}

// ToWGS84 returns the WGS 84 longitude and latitude of p, degrees or metres in
// s, to within [System.ErrorM].
//
// The error is a [*PointError] for a point that s cannot hold: not finite,
// farther from the zone's central meridian than the zone is wide, outside
// latitudes 0-60 for Gauss-Krüger and 80 S-84 N for UTM, with a zone number the
// system does not have or without the one it has, and for GCJ-02 and BD-09
// outside the rectangle around China in which they are defined. A point whose
// axes seem to be swapped is one of those.
func (s System) ToWGS84(p orb.Point) (orb.Point, error) {
	if s.yx {
		p[0], p[1] = p[1], p[0]
	}
	if math.IsNaN(p[0]-p[1]) || math.IsInf(p[0], 0) || math.IsInf(p[1], 0) {
		return orb.Point{}, &PointError{System: s, Point: p, Reason: "it is not finite"}
	}
	q, ok := s.inverse(p)
	if !ok {
		return orb.Point{}, s.misfit(p)
	}
	return q, nil
}

// inverse converts a finite point; false for one outside the domain.
func (s System) inverse(p orb.Point) (orb.Point, bool) {
	switch s.kind {
	case wgs84, cgcs2000:
		return p, math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90
	case webMercator:
		q := fromWebMercator(p)
		return q, math.Abs(p[0]) <= webLimitM && math.Abs(p[1]) <= webLimitM
	case gcj02:
		q := fromGCJ02(p)
		return q, inChina(q)
	case bd09:
		q := fromGCJ02(fromBD09(p))
		return q, inChina(q)
	}
	// Beyond a quarter of the globe from the central meridian the series is void.
	if x := p[0] - s.zone.eastM; math.Abs(x) > 2e6 || math.Abs(p[1]-s.zone.northM) > 1e7 {
		return orb.Point{}, false
	}
	q := s.zone.inverse(p)
	return q, s.holds(q)
}

// FromWGS84 returns the coordinates of p in s. The error is as for
// [System.ToWGS84].
func (s System) FromWGS84(p orb.Point) (orb.Point, error) {
	if !s.holds(p) {
		return orb.Point{}, &PointError{System: s, Point: p, Reason: "the position is outside the area of the system"}
	}
	q := p
	switch s.kind {
	case webMercator:
		q = toWebMercator(p)
	case gcj02:
		q = toGCJ02(p)
	case bd09:
		q = toBD09(toGCJ02(p))
	case gaussKruger, utm:
		q = s.zone.forward(p)
	}
	if s.yx {
		q[0], q[1] = q[1], q[0]
	}
	return q, nil
}

// holds tells whether a WGS 84 position is in the area of the system. It is
// false for NaN.
func (s System) holds(p orb.Point) bool {
	switch s.kind {
	case gcj02, bd09:
		return inChina(p)
	case webMercator:
		return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= webLimitLat
	case gaussKruger:
		return math.Abs(p[0]-s.zone.lon) <= s.width && p[1] >= 0 && p[1] <= 60
	case utm:
		if math.Abs(math.Remainder(p[0]-s.zone.lon, 360)) > s.width {
			return false
		}
		if s.zone.northM > 0 {
			return p[1] >= -80 && p[1] <= southSlack
		}
		return p[1] >= -southSlack && p[1] <= 84
	}
	return math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90
}

// southSlack lets rounding at the equator pass, in degrees.
const southSlack = 1e-9
