package crs

import (
	"fmt"
	"strconv"
)

// The EPSG codes of CGCS2000 in Gauss-Krüger zones come in four rows, each from
// west to east: 6° zones 13-23 with the zone number before the easting and
// without, then 3° zones 25-45 likewise.
const (
	first6Numbered, zones6, firstZone6 = 4491, 11, 13
	first6Plain                        = first6Numbered + zones6
	first3Numbered, zones3, firstZone3 = first6Plain + zones6, 21, 25
	first3Plain                        = first3Numbered + zones3
	firstAfter                         = first3Plain + zones3
)

// gaussKrugerZone returns a CGCS2000 zone: 3 or 6 degrees wide, with its number
// before the easting or not.
func gaussKrugerZone(width, number int, numbered bool) (System, bool) {
	s := System{kind: gaussKruger, width: float64(width), zone: transverse{ellipsoid: ellipsoidCGCS2000, scale: 1, eastM: 500000}}
	switch {
	case width == 6 && number >= firstZone6 && number < firstZone6+zones6:
		s.zone.lon = float64(6*number - 3)
		s.epsg = first6Plain + number - firstZone6
		if numbered {
			s.epsg = first6Numbered + number - firstZone6
		}
	case width == 3 && number >= firstZone3 && number < firstZone3+zones3:
		s.zone.lon = float64(3 * number)
		s.epsg = first3Plain + number - firstZone3
		if numbered {
			s.epsg = first3Numbered + number - firstZone3
		}
	default:
		return System{}, false
	}
	if numbered {
		s.zone.eastM += float64(number) * 1e6
	}
	return s, true
}

// utmZone returns UTM zone 1 to 60 on WGS 84.
func utmZone(number int, south bool) (System, bool) {
	if number < 1 || number > 60 {
		return System{}, false
	}
	s := System{kind: utm, epsg: 32600 + number, width: 6,
		zone: transverse{ellipsoid: ellipsoidWGS84, lon: float64(6*number - 183), scale: 0.9996, eastM: 500000}}
	if south {
		s.epsg += 100
		s.zone.northM = 1e7
	}
	return s, true
}

// FromEPSG returns the system with an EPSG code, with x before y; false for one
// that is not known here. Codes of heights beside CGCS2000 or WGS 84, and the
// older codes of Web Mercator, stand for the system without height and 3857.
func FromEPSG(code int) (System, bool) {
	switch code {
	case 4326, 4979:
		return WGS84, true
	case 4490, 4480:
		return CGCS2000, true
	case 3857, 3785, 900913, 102100, 102113:
		return WebMercator, true
	}
	switch {
	case code >= first6Numbered && code < first6Plain:
		return gaussKrugerZone(6, code-first6Numbered+firstZone6, true)
	case code >= first6Plain && code < first3Numbered:
		return gaussKrugerZone(6, code-first6Plain+firstZone6, false)
	case code >= first3Numbered && code < first3Plain:
		return gaussKrugerZone(3, code-first3Numbered+firstZone3, true)
	case code >= first3Plain && code < firstAfter:
		return gaussKrugerZone(3, code-first3Plain+firstZone3, false)
	case code > 32600 && code <= 32660:
		return utmZone(code-32600, false)
	case code > 32700 && code <= 32760:
		return utmZone(code-32700, true)
	}
	return System{}, false
}

// All returns every system, with x before y, in a fixed order.
func All() []System {
	out := []System{WGS84, CGCS2000, GCJ02, BD09, WebMercator}
	for code := first6Numbered; code < firstAfter; code++ {
		s, _ := FromEPSG(code)
		out = append(out, s)
	}
	for number := 1; number <= 60; number++ {
		north, _ := utmZone(number, false)
		south, _ := utmZone(number, true)
		out = append(out, north, south)
	}
	return out
}

// numbered tells whether eastings carry the zone number.
func (s System) numbered() bool { return s.kind == gaussKruger && s.zone.eastM > 1e6 }

// number returns the number of a Gauss-Krüger or UTM zone.
func (s System) number() int {
	switch {
	case s.kind == gaussKruger && s.width == 3:
		return int(s.zone.lon) / 3
	case s.kind == gaussKruger:
		return (int(s.zone.lon) + 3) / 6
	default:
		return (int(s.zone.lon) + 183) / 6
	}
}

// twin returns the same zone with the zone number where s has none, and the
// other way round.
func (s System) twin() System {
	t, _ := gaussKrugerZone(int(s.width), s.number(), !s.numbered())
	t.yx = s.yx
	return t
}

// String returns the system's code as [Parse] takes it: "WGS84", "CGCS2000",
// "GCJ-02", "BD-09" or "EPSG:4549", followed by ",yx" where y comes first.
func (s System) String() string {
	code := "EPSG:" + strconv.Itoa(s.epsg)
	switch s.kind {
	case wgs84:
		code = "WGS84"
	case cgcs2000:
		code = "CGCS2000"
	case gcj02:
		code = "GCJ-02"
	case bd09:
		code = "BD-09"
	}
	if s.yx {
		code += ",yx"
	}
	return code
}

// Name returns the system's name as EPSG has it, such as
// "CGCS2000 / 3-degree Gauss-Kruger CM 120E".
func (s System) Name() string {
	name := ""
	switch s.kind {
	case wgs84:
		name = "WGS 84"
	case cgcs2000:
		name = "China Geodetic Coordinate System 2000"
	case gcj02:
		name = "GCJ-02"
	case bd09:
		name = "BD-09"
	case webMercator:
		name = "WGS 84 / Pseudo-Mercator"
	case utm:
		name = fmt.Sprintf("WGS 84 / UTM zone %d%s", s.number(), map[bool]string{false: "N", true: "S"}[s.zone.northM > 0])
	case gaussKruger:
		name = "CGCS2000 / "
		if s.width == 3 {
			name += "3-degree "
		}
		if s.numbered() {
			name += fmt.Sprintf("Gauss-Kruger zone %d", s.number())
		} else {
			name += fmt.Sprintf("Gauss-Kruger CM %.0fE", s.zone.lon)
		}
	}
	if s.yx {
		name += ", y before x"
	}
	return name
}
