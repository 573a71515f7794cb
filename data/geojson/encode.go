package geojson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/paulmach/orb"

	"catchment/data"
)

// AppendFeature appends f as a GeoJSON Feature to dst and returns it.
//
// Properties and foreign members go out byte for byte as they came in, an ID
// as the string or number it was; a generated ID is left out. Coordinates are
// written with the fewest digits that read back as the same float64.
func AppendFeature(dst []byte, f *data.Feature) []byte {
	dst = append(dst, `{"type":"Feature"`...)
	switch f.IDKind {
	case data.IDString:
		dst = AppendString(append(dst, `,"id":`...), f.ID)
	case data.IDNumber:
		dst = append(append(dst, `,"id":`...), f.ID...)
	}
	dst = AppendGeometry(append(dst, `,"geometry":`...), f.Geometry)
	dst = append(dst, `,"properties":`...)
	if f.Properties == nil {
		dst = append(dst, "null"...)
	} else {
		dst = append(dst, f.Properties...)
	}
	dst = appendMembers(dst, f.Foreign)
	return append(dst, '}')
}

// AppendGeometry appends g as a GeoJSON geometry to dst and returns it. A nil
// geometry and one that is not of the seven GeoJSON types give null; an
// orb.Ring or orb.Bound goes out as a Polygon.
func AppendGeometry(dst []byte, g orb.Geometry) []byte {
	switch t := g.(type) {
	case orb.Ring:
		g = orb.Polygon{t}
	case orb.Bound:
		g = t.ToPolygon()
	case orb.Collection:
		dst = append(dst, `{"type":"GeometryCollection","geometries":[`...)
		for i, m := range t {
			dst = AppendGeometry(comma(dst, i), m)
		}
		return append(dst, "]}"...)
	case nil:
		return append(dst, "null"...)
	}
	start := len(dst)
	dst = append(dst, `{"type":"`...)
	dst = append(dst, g.GeoJSONType()...)
	dst = append(dst, `","coordinates":`...)
	switch g := g.(type) {
	case orb.Point:
		dst = appendPosition(dst, g)
	case orb.MultiPoint:
		dst = appendPositions(dst, g)
	case orb.LineString:
		dst = appendPositions(dst, g)
	case orb.MultiLineString:
		dst = append(dst, '[')
		for i, l := range g {
			dst = appendPositions(comma(dst, i), l)
		}
		dst = append(dst, ']')
	case orb.Polygon:
		dst = appendRings(dst, g)
	case orb.MultiPolygon:
		dst = append(dst, '[')
		for i, p := range g {
			dst = appendRings(comma(dst, i), p)
		}
		dst = append(dst, ']')
	default:
		return append(dst[:start], "null"...)
	}
	return append(dst, '}')
}

func appendRings(dst []byte, p orb.Polygon) []byte {
	dst = append(dst, '[')
	for i, r := range p {
		dst = appendPositions(comma(dst, i), r)
	}
	return append(dst, ']')
}

func appendPositions(dst []byte, pts []orb.Point) []byte {
	dst = append(dst, '[')
	for i, p := range pts {
		dst = appendPosition(comma(dst, i), p)
	}
	return append(dst, ']')
}

func appendPosition(dst []byte, p orb.Point) []byte {
	dst = appendNumber(append(dst, '['), p[0])
	dst = appendNumber(append(dst, ','), p[1])
	return append(dst, ']')
}

// appendNumber writes the shortest number that reads back as v. JSON has no
// word for what is not finite: it goes out as null.
func appendNumber(dst []byte, v float64) []byte {
	switch a := math.Abs(v); {
	case a >= 1e-3 && a < maxDecimal && isDecimal(a):
		return appendDecimal(dst, v)
	case math.IsNaN(v) || math.IsInf(v, 0):
		return append(dst, "null"...)
	case a != 0 && (a < 1e-6 || a >= 1e21):
		return strconv.AppendFloat(dst, v, 'e', -1, 64)
	default:
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
}

// decimalUnits is how many of the smallest part of a coordinate make 1 where
// it has at most seven decimals, as nearly all have.
const decimalUnits, decimals = 1e7, 7

// maxDecimal bounds what is written as a decimal: below it seven decimals
// behind the point are at most 15 digits in all. No two numbers of 15 digits
// read back as the same float64, so that the one that does is the shortest.
const maxDecimal = 1e8

// isDecimal tells whether a number of seven decimals reads back as a. The
// whole number of units and decimalUnits are exact, and a division rounds as
// reading does.
func isDecimal(a float64) bool { return math.Round(a*decimalUnits)/decimalUnits == a }

// appendDecimal writes v, of which isDecimal holds, five times as fast as
// strconv and byte for byte the same.
func appendDecimal(dst []byte, v float64) []byte {
	if v < 0 {
		dst, v = append(dst, '-'), -v
	}
	units := uint64(math.Round(v * decimalUnits))
	dst = strconv.AppendUint(dst, units/decimalUnits, 10)
	part := units % decimalUnits
	if part == 0 {
		return dst
	}
	digits := [1 + decimals]byte{'.'}
	last := 0
	for i := decimals; i > 0; i-- {
		digits[i] = byte('0' + part%10)
		if part /= 10; digits[i] != '0' && last == 0 {
			last = i
		}
	}
	return append(dst, digits[:last+1]...)
}

// comma separates the ith element from the one before it.
func comma(dst []byte, i int) []byte {
	if i > 0 {
		return append(dst, ',')
	}
	return dst
}

// appendMembers appends the members of a JSON object, each with a comma before it.
func appendMembers(dst []byte, object json.RawMessage) []byte {
	object = bytes.TrimSpace(object)
	if len(object) < 2 {
		return dst
	}
	members := bytes.TrimSpace(object[1 : len(object)-1])
	if len(members) == 0 {
		return dst
	}
	return append(append(dst, ','), members...)
}

// AppendString appends t to dst as a JSON string, escaping only what must be.
func AppendString(dst []byte, t string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	if isPlain(t) {
		return append(append(dst, t...), '"')
	}
	for _, r := range t {
		switch {
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r < ' ':
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}

// isPlain tells whether t is ASCII of which nothing must be escaped, as addresses
// and most ids are.
func isPlain(t string) bool {
	for i := range len(t) {
		if c := t[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// WriteCollection writes features as a FeatureCollection, one feature per
// line. foreign is a JSON object of further members of the collection, nil
// for none.
func WriteCollection(w io.Writer, features iter.Seq[*data.Feature], foreign json.RawMessage) error {
	const flushAt = 64 << 10
	buf := append(make([]byte, 0, flushAt+4096), `{"type":"FeatureCollection"`...)
	buf = appendMembers(buf, foreign)
	buf = append(buf, `,"features":[`...)
	n := 0
	for f := range features {
		buf = AppendFeature(append(comma(buf, n), '\n'), f)
		n++
		if len(buf) < flushAt {
			continue
		}
		if _, err := w.Write(buf); err != nil {
			return fmt.Errorf("writing feature %d: %w", n, err)
		}
		buf = buf[:0]
	}
	buf = append(buf, "\n]}\n"...)
	if _, err := w.Write(buf); err != nil {
		return fmt.Errorf("writing the collection: %w", err)
	}
	return nil
}
