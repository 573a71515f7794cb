package geojson

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// CRS is the coordinate reference system a file declares in the "crs" member
// that GeoJSON had before RFC 7946.
type CRS struct {
	Name string // as written
	EPSG int    // 0 when not an EPSG code
	OGC  string // "CRS84" and the like, when from the OGC's own list
}

// IsWGS84 tells whether the system is WGS 84 in degrees, or CGCS2000, which
// is the same to a few centimetres. Longitude is taken to come first, as
// files with such a member write it.
func (c CRS) IsWGS84() bool {
	return c.EPSG == 4326 || c.EPSG == 4490 || c.EPSG == 4979 || c.EPSG == 4480 || c.OGC == "CRS84" || c.OGC == "CRS84H"
}

var (
	epsgName = regexp.MustCompile(`(?i)(?:^|:)EPSG:(?:[0-9.]*:)?([0-9]+)$|/EPSG/[0-9.]+/([0-9]+)$`)
	ogcName  = regexp.MustCompile(`(?i)(?:OGC:(?:[0-9.]*:)?|/OGC/[0-9.]+/)(CRS84H?)$`)
)

// parseCRS reads the value of a "crs" member.
func parseCRS(raw []byte) (CRS, bool) {
	var m struct {
		Type       string
		Properties struct {
			Name string
			Href string
			Code any
		}
	}
	if json.Unmarshal(raw, &m) != nil {
		return CRS{}, false
	}
	switch strings.ToLower(m.Type) {
	case "name":
		return namedCRS(m.Properties.Name), m.Properties.Name != ""
	case "epsg":
		c := namedCRS(fmt.Sprintf("EPSG:%v", m.Properties.Code))
		return c, c.EPSG != 0
	case "link":
		return namedCRS(m.Properties.Href), m.Properties.Href != ""
	}
	return CRS{}, false
}

// namedCRS understands the usual spellings of a system's name.
func namedCRS(name string) CRS {
	c := CRS{Name: name}
	if m := epsgName.FindStringSubmatch(name); m != nil {
		c.EPSG, _ = strconv.Atoi(m[1] + m[2])
	} else if m := ogcName.FindStringSubmatch(name); m != nil {
		c.OGC = strings.ToUpper(m[1])
	} else if strings.EqualFold(name, "WGS84") || strings.EqualFold(name, "WGS 84") {
		c.EPSG = 4326
	} else if strings.EqualFold(name, "CGCS2000") {
		c.EPSG = 4490
	}
	return c
}

// declared takes note of a "crs" member, at an index of the text, and refuses
// the file when it is not in WGS 84 and nobody transforms it.
func (d *decoder) declared(raw []byte, at int, path string) error {
	if string(raw) == "null" {
		return nil // "no system can be assumed", as good as none said
	}
	c, ok := parseCRS(raw)
	if !d.declare(c, ok) {
		return nil
	}
	f := &fault{cause: ErrCRS, rule: "crs_not_wgs84", offset: d.src.offset(at), path: path, message: c.refused()}
	if !ok {
		f.rule = "crs_unreadable"
		f.message = "the \"crs\" member does not name a coordinate system; remove it if the coordinates are WGS 84 longitude, latitude"
	}
	return f
}

// declare takes note of the system a file says it is in, and tells whether
// the file must be refused for it.
func (d *decoder) declare(c CRS, understood bool) (refused bool) {
	if d.sum.CRS == (CRS{}) {
		d.sum.CRS = c
	}
	return d.opt.Transform == nil && !(understood && c.IsWGS84())
}

// refused says why a file in this system is refused.
func (c CRS) refused() string {
	return fmt.Sprintf("the file declares the coordinate system %q; convert it to WGS 84 first (ogr2ogr -t_srs EPSG:4326)", clip(c.Name))
}
