package ogc

import (
	"fmt"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
	"catchment/geo/crs"
	"catchment/server/problem"
)

// uriCRS84 names WGS 84 with longitude first, which everything is kept in.
const uriCRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"

// epsgURI names a system of the EPSG register, whose axes stand in the order
// that the register says.
func epsgURI(code int) string { return fmt.Sprintf("http://www.opengis.net/def/crs/EPSG/0/%d", code) }

// system is a coordinate system under its URI; the zero system is CRS84.
type system struct {
	uri string
	crs crs.System
}

// same tells whether coordinates go out as they are kept.
func (s system) same() bool { return s.crs.Same() }

// northFirst tells whether the EPSG register has the north or latitude axis of
// a system first: so do degrees, and the Gauss-Krüger zones of CGCS2000.
func northFirst(code int) bool { return code == 4326 || code == 4490 || code >= 4491 && code <= 4554 }

// systemsOf returns the URIs of the systems that the features of a layer can be
// asked for in: CRS84, WGS 84 and CGCS2000 with latitude first, Web Mercator,
// and the one the layer was loaded from.
func systemsOf(l *data.Layer) []string {
	all := []string{uriCRS84, epsgURI(4326), epsgURI(3857), epsgURI(4490)}
	if own, err := crs.Parse(l.CRS); err == nil && own.EPSG() != 0 {
		if uri := epsgURI(own.EPSG()); !slices.Contains(all, uri) {
			all = append(all, uri)
		}
	}
	return all
}

// systemNamed returns the system of a layer that a parameter names by its URI;
// none is CRS84.
func systemNamed(l *data.Layer, parameter, uri string) (system, error) {
	if uri == "" || uri == uriCRS84 {
		return system{uri: uriCRS84}, nil
	}
	if all := systemsOf(l); !slices.Contains(all, uri) {
		return system{}, problem.BadParameter(parameter, fmt.Sprintf("%s: %q is not one of this collection's systems: %s", parameter, uri, strings.Join(all, ", ")))
	}
	found, err := crs.Parse(uri)
	if err != nil {
		return system{}, problem.BadParameter(parameter, err.Error())
	}
	if northFirst(found.EPSG()) {
		found = found.YX()
	}
	return system{uri, found}, nil
}

// contentCRS is the value of the Content-Crs header.
func (s system) contentCRS() string { return "<" + s.uri + ">" }

// project returns a geometry of WGS 84 degrees in the system. The error is that
// of [crs.System.FromWGS84], for a position outside the area of the system.
func (s system) project(g orb.Geometry) (orb.Geometry, error) {
	if s.same() {
		return g, nil
	}
	g, _, err := geo.Transform(g, s.crs.FromWGS84)
	return g, err
}
