package crs

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// ErrUnknown is wrapped by the error for a name that is no known system.
var ErrUnknown = errors.New("unknown coordinate system")

// Known says in one sentence which names [Parse] takes.
const Known = "WGS84 (EPSG:4326), CGCS2000 (EPSG:4490), a CGCS2000 Gauss-Krüger zone (EPSG:4491 to 4554), " +
	"UTM (EPSG:32601 to 32660, 32701 to 32760), Web Mercator (EPSG:3857), GCJ-02 or BD-09; add \",yx\" where y (north) stands before x"

var (
	epsgText = regexp.MustCompile(`^(?:(?:urn:)?(?:x-)?ogc:def:crs:)?epsg:(?:[0-9.]*:)?([0-9]{4,6})$|^https?://www\.opengis\.net/def/crs/epsg/[0-9.]+/([0-9]{4,6})$|^https?://www\.opengis\.net/gml/srs/epsg\.xml#([0-9]{4,6})$|^([0-9]{4,6})$`)
	ogcText  = regexp.MustCompile(`^(?:(?:urn:)?(?:x-)?ogc:def:crs:)?ogc:(?:[0-9.]*:)?crs84h?$|^https?://www\.opengis\.net/def/crs/ogc/[0-9.]+/crs84h?$`)
	yxText   = regexp.MustCompile(`[ ,;+@(_-]*(?:yx|northfirst|north first|北东)\)?$`)
	gkText   = regexp.MustCompile(`^(?:cgcs2000|chinageodeticcoordinatesystem2000)?(3|6)?(?:degree|deg|度带|度|°)?(?:gausskr(?:u|ü|ue)ger|gk|高斯克吕格|高斯|高斯投影)(?:(zone|带号|第)([0-9]{2})带?|(?:cm|中央经线|中央子午线)([0-9]{2,3})(?:e|°e|°|度)?)(3|6)?(?:degree|deg|度带|度|°)?$`)
	utmText  = regexp.MustCompile(`^(?:wgs84)?utm(?:zone)?([0-9]{1,2})([ns])$`)
)

// names are the spellings of the systems without a zone, as folded by fold.
var names = map[string]System{
	"wgs84": WGS84, "wgs1984": WGS84, "crs84": WGS84, "gcswgs1984": WGS84, "gps": WGS84,
	"cgcs2000": CGCS2000, "2000国家大地坐标系": CGCS2000, "国家2000": CGCS2000, "国家大地2000": CGCS2000, "大地2000": CGCS2000,
	"gcschinageodeticcoordinatesystem2000": CGCS2000, "chinageodeticcoordinatesystem2000": CGCS2000,
	"gcj02": GCJ02, "gcj2": GCJ02, "gcj": GCJ02, "火星坐标": GCJ02, "火星坐标系": GCJ02, "国测局坐标": GCJ02, "高德坐标": GCJ02, "高德": GCJ02, "腾讯坐标": GCJ02, "amap": GCJ02,
	"bd09": BD09, "bd09ll": BD09, "bd9": BD09, "百度坐标": BD09, "百度坐标系": BD09, "百度": BD09, "baidu": BD09,
	"webmercator": WebMercator, "wgs84pseudomercator": WebMercator, "pseudomercator": WebMercator,
	"wgs84webmercatorauxiliarysphere": WebMercator, "wgs1984webmercatorauxiliarysphere": WebMercator, "墨卡托": WebMercator,
}

// Parse returns the system that a text names: an EPSG code by itself, as
// "EPSG:4549", as URN or as URL; the name EPSG or Esri gives it; or a common
// name in English or Chinese, such as "GCJ-02" or 火星坐标. A text that ends in
// ",yx" names the system for a file that writes y before x. The order in which
// EPSG or a URN has the axes does not count: files put longitude or easting
// first whatever they declare.
//
// The error wraps [ErrUnknown] and says which names are taken; where the text
// names a system that cannot be converted here it says why.
func Parse(text string) (System, error) {
	lower := strings.ToLower(strings.TrimSpace(strings.Map(narrow, text)))
	bare := yxText.ReplaceAllString(lower, "")
	s, ok := parse(bare)
	if !ok {
		return System{}, fmt.Errorf("%w %q: %s", ErrUnknown, short(text), whyUnknown(bare))
	}
	if bare != lower {
		s = s.YX()
	}
	return s, nil
}

func parse(lower string) (System, bool) {
	if m := epsgText.FindStringSubmatch(lower); m != nil {
		code, _ := strconv.Atoi(m[1] + m[2] + m[3] + m[4])
		return FromEPSG(code)
	}
	if ogcText.MatchString(lower) {
		return WGS84, true
	}
	folded := fold(lower)
	if s, ok := names[folded]; ok {
		return s, true
	}
	if m := utmText.FindStringSubmatch(strings.Replace(folded, "wgs1984", "wgs84", 1)); m != nil {
		number, _ := strconv.Atoi(m[1])
		return utmZone(number, m[2] == "s")
	}
	return parseZone(folded)
}

// parseZone reads the name of a Gauss-Krüger zone, as EPSG writes it
// (…gausskrugercm120e), as Esri does (cgcs20003degreegkcm120e), or in Chinese.
func parseZone(folded string) (System, bool) {
	m := gkText.FindStringSubmatch(folded)
	if m == nil {
		return System{}, false
	}
	width := m[1] + m[5]
	if width == "" {
		width = "6" // EPSG and Esri write the 3 only
	}
	if m[3] != "" {
		number, _ := strconv.Atoi(m[3])
		if m[1]+m[5] == "" && number >= firstZone3 {
			width = "3" // no 6° zone has that number
		}
		return zoneOf(width, number, true)
	}
	lon, _ := strconv.Atoi(m[4])
	if width == "3" {
		if lon%3 != 0 {
			return System{}, false
		}
		return zoneOf(width, lon/3, false)
	}
	if lon%6 != 3 {
		return System{}, false
	}
	return zoneOf(width, (lon+3)/6, false)
}

func zoneOf(width string, number int, numbered bool) (System, bool) {
	if width == "3" {
		return gaussKrugerZone(3, number, numbered)
	}
	return gaussKrugerZone(6, number, numbered)
}

// narrow returns the ASCII character for one of full width.
func narrow(r rune) rune {
	if r >= '！' && r <= '～' {
		return r - '！' + '!'
	}
	if r == '\u3000' {
		return ' '
	}
	return r
}

// fold leaves out what spellings differ in.
func fold(lower string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '_', ':', '/', '.', '(', ')', '\t', '–', '·':
			return -1
		}
		return r
	}, lower)
}

// whyUnknown says why a text names no system, and what to do.
func whyUnknown(lower string) string {
	folded := fold(lower)
	code := 0
	if m := epsgText.FindStringSubmatch(lower); m != nil {
		code, _ = strconv.Atoi(m[1] + m[2] + m[3] + m[4])
	}
	old := ""
	switch {
	case code == 4610 || code >= 2327 && code <= 2390 || strings.Contains(folded, "xian1980") || strings.Contains(folded, "xian80") || strings.Contains(folded, "西安80") || strings.Contains(folded, "西安1980"):
		old = "Xian 1980"
	case code == 4214 || code >= 2401 && code <= 2442 || code >= 21413 && code <= 21483 || strings.Contains(folded, "beijing1954") || strings.Contains(folded, "beijing54") || strings.Contains(folded, "北京54") || strings.Contains(folded, "北京1954"):
		old = "Beijing 1954"
	}
	if old != "" {
		return old + " differs from WGS 84 by an amount that changes from place to place and is not public; have the surveying office that issued the file convert it to CGCS2000"
	}
	return "it must be " + Known + "; convert other files first (ogr2ogr -t_srs EPSG:4326)"
}

// short clips a text that goes into a message.
func short(text string) string {
	r := []rune(text)
	if len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return text
}
