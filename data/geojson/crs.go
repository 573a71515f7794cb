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
// the file when it is not in WGS 84 and nobody transforms it, or when another
// was named before.
func (d *decoder) declared(raw []byte, at int, path string) error {
	if string(raw) == "null" {
		return nil // "no system can be assumed", as good as none said
	}
	c, ok := parseCRS(raw)
	rule, message := d.declare(c, ok)
	if rule == "" {
		return nil
	}
	return &fault{cause: ErrCRS, rule: rule, offset: d.src.offset(at), path: path, message: message}
}

// declare takes note of the system a file says it is in, and returns the rule
// by which the file must be refused for it and why; no rule when it need not.
func (d *decoder) declare(c CRS, understood bool) (rule, message string) {
	first := d.sum.CRS
	if first == (CRS{}) {
		d.sum.CRS = c
	}
	switch {
	case understood && first != (CRS{}) && !first.same(c):
		return "crs_contradiction", fmt.Sprintf("the file declares two coordinate systems, %q and %q; split it so that each file has one", clip(first.Name), clip(c.Name))
	case d.opt.Transform != nil || understood && c.IsWGS84():
		return "", ""
	case !understood:
		return "crs_unreadable", "the \"crs\" member does not name a coordinate system; remove it if the coordinates are WGS 84 longitude, latitude"
	}
	return "crs_not_wgs84", c.refused()
}

// same tells whether two names mean one system, as far as their codes tell.
func (c CRS) same(o CRS) bool {
	switch {
	case c.IsWGS84() || o.IsWGS84():
		return c.IsWGS84() == o.IsWGS84()
	case c.EPSG != 0 || o.EPSG != 0:
		return c.EPSG == o.EPSG
	}
	return strings.EqualFold(c.Name, o.Name)
}

// refused says why a file in this system is refused.
func (c CRS) refused() string {
	return fmt.Sprintf("the file declares the coordinate system %q; convert it to WGS 84 first (ogr2ogr -t_srs EPSG:4326)", clip(c.Name))
}
