package gpkg

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// srsID is the spatial reference of all features: WGS 84 longitude, latitude.
const srsID = 4326

// appendGeometry appends g as a GeoPackage geometry (OGC 12-128r17, clause
// 2.1.3): header, envelope for all but points, well-known binary.
func appendGeometry(dst []byte, g orb.Geometry) ([]byte, error) {
	const littleEndian, withEnvelope = 1, 1 << 1
	point, isPoint := g.(orb.Point)
	if isPoint {
		dst = append(dst, 'G', 'P', 0, littleEndian)
		dst = binary.LittleEndian.AppendUint32(dst, srsID)
		return appendPosition(appendHeader(dst, wkbPoint), point), nil
	}
	dst = append(dst, 'G', 'P', 0, littleEndian|withEnvelope)
	dst = binary.LittleEndian.AppendUint32(dst, srsID)
	b := g.Bound()
	for _, v := range [...]float64{b.Min[0], b.Max[0], b.Min[1], b.Max[1]} {
		dst = binary.LittleEndian.AppendUint64(dst, math.Float64bits(v))
	}
	return appendWKB(dst, g)
}

// geometryType returns the GeoPackage name for a table of geometries of these
// GeoJSON types.
func geometryType(types map[string]int) string {
	if len(types) != 1 {
		return "GEOMETRY"
	}
	for t := range types {
		switch t {
		case "Point":
			return "POINT"
		case "LineString":
			return "LINESTRING"
		case "Polygon":
			return "POLYGON"
		case "MultiPoint":
			return "MULTIPOINT"
		case "MultiLineString":
			return "MULTILINESTRING"
		case "MultiPolygon":
			return "MULTIPOLYGON"
		case "GeometryCollection":
			return "GEOMETRYCOLLECTION"
		}
	}
	return "GEOMETRY"
}
