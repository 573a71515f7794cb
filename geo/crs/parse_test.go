package crs_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"catchment/geo/crs"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"EPSG:4549": "EPSG:4549", "epsg:4549": "EPSG:4549", " 4549 ": "EPSG:4549", "ＥＰＳＧ：４５４９": "EPSG:4549",
		"urn:ogc:def:crs:EPSG::4549":                      "EPSG:4549",
		"urn:ogc:def:crs:EPSG:9.8.2:4549":                 "EPSG:4549",
		"urn:x-ogc:def:crs:EPSG:4549":                     "EPSG:4549",
		"http://www.opengis.net/def/crs/EPSG/0/4549":      "EPSG:4549",
		"https://www.opengis.net/def/crs/EPSG/9.9.1/4549": "EPSG:4549",
		"http://www.opengis.net/gml/srs/epsg.xml#4549":    "EPSG:4549",
		"CGCS2000 / 3-degree Gauss-Kruger CM 120E":        "EPSG:4549",
		"CGCS2000_3_Degree_GK_CM_120E":                    "EPSG:4549", // Esri
		"CGCS2000_3_Degree_GK_Zone_40":                    "EPSG:4528",
		"CGCS2000_GK_CM_117E":                             "EPSG:4509",
		"CGCS2000_GK_Zone_20":                             "EPSG:4498",
		"CGCS2000 / Gauss-Krüger zone 20":                 "EPSG:4498",
		"CGCS2000 / Gauss-Kruger zone 40":                 "EPSG:4528", // only a 3° zone has that number
		"CGCS2000 3度带 高斯-克吕格 中央经线120":                     "EPSG:4549",
		"CGCS2000 高斯-克吕格 中央子午线 120° 3度带":                  "EPSG:4549",
		"CGCS2000 高斯 第40带":                                "EPSG:4528",
		"EPSG:4549,yx":                                    "EPSG:4549,yx",
		"EPSG:4549 (north first)":                         "EPSG:4549,yx",
		"CGCS2000_3_Degree_GK_CM_120E yx":                 "EPSG:4549,yx",
		"WGS84":                                           "WGS84", "WGS 84": "WGS84", "wgs-84": "WGS84", "EPSG:4326": "WGS84", "CRS84": "WGS84",
		"OGC:CRS84": "WGS84", "urn:ogc:def:crs:OGC:1.3:CRS84": "WGS84", "urn:ogc:def:crs:OGC::CRS84h": "WGS84",
		"http://www.opengis.net/def/crs/OGC/1.3/CRS84": "WGS84", "GCS_WGS_1984": "WGS84", "EPSG:4979": "WGS84", "WGS84,yx": "WGS84,yx",
		"CGCS2000": "CGCS2000", "EPSG:4490": "CGCS2000", "EPSG:4480": "CGCS2000", "2000国家大地坐标系": "CGCS2000", "国家2000": "CGCS2000",
		"GCS_China_Geodetic_Coordinate_System_2000": "CGCS2000",
		"GCJ-02": "GCJ-02", "gcj02": "GCJ-02", "GCJ02": "GCJ-02", "火星坐标": "GCJ-02", "火星坐标系": "GCJ-02", "高德": "GCJ-02",
		"BD09": "BD-09", "bd-09": "BD-09", "BD09LL": "BD-09", "百度坐标": "BD-09",
		"EPSG:3857": "EPSG:3857", "EPSG:900913": "EPSG:3857", "Web Mercator": "EPSG:3857", "WGS_1984_Web_Mercator_Auxiliary_Sphere": "EPSG:3857",
		"EPSG:32650": "EPSG:32650", "UTM 50N": "EPSG:32650", "WGS 84 / UTM zone 50N": "EPSG:32650", "WGS_1984_UTM_Zone_50N": "EPSG:32650", "utm zone 33s": "EPSG:32733",
	} {
		if got, err := crs.Parse(text); err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestParseUnknown(t *testing.T) {
	for text, says := range map[string]string{
		"": "it must be", "EPSG:9999": "it must be", "EPSG:32661": "it must be", "EPSG:4555": "it must be", "EPSG:4549 or so": "it must be",
		"UTM 61N": "it must be", "CGCS2000 / 3-degree Gauss-Kruger CM 121E": "it must be", "CGCS2000 / Gauss-Kruger CM 120E": "it must be",
		"CGCS2000 / 3-degree Gauss-Kruger zone 20": "it must be", "EPSG:99999999999999999999": "it must be", "yx": "it must be",
		"EPSG:2385": "Xian 1980", "西安80": "Xian 1980", "EPSG:4214": "Beijing 1954", "Beijing_1954_3_Degree_GK_CM_120E": "Beijing 1954",
	} {
		if got, err := crs.Parse(text); !errors.Is(err, crs.ErrUnknown) || !strings.Contains(err.Error(), says) {
			t.Errorf("Parse(%q) = %v, %v, want %q", text, got, err, says)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "EPSG:4549", "urn:ogc:def:crs:EPSG::4549", "CGCS2000_3_Degree_GK_Zone_40", "UTM 50N", "火星坐标", "EPSG:4326,yx", "\xff", "３度带"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := crs.Parse(text)
		if err != nil {
			if !errors.Is(err, crs.ErrUnknown) || utf8.RuneCountInString(err.Error()) > 1000 {
				t.Errorf("Parse(%q): %v", text, err)
			}
			return
		}
		if again, err := crs.Parse(s.String()); err != nil || again != s {
			t.Errorf("Parse(%q) = %v, which parses as %v, %v", text, s, again, err)
		}
	})
}
