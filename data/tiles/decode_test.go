package tiles_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"
)

// decodedLayer is the layer of a tile, read by the specification and refused
// where it departs from it.
type decodedLayer struct {
	name     string
	features []decoded
}

type decoded struct {
	id         uint64
	properties map[string]any
	geometry   orb.Geometry // in units; polygons as orb.MultiPolygon, closed
}

// message reads the fields of a protocol buffer.
func message(t *testing.T, b []byte, field func(number int, v uint64, bytes []byte)) {
	t.Helper()
	for len(b) > 0 {
		tag, n := binary.Uvarint(b)
		b = b[n:]
		switch tag & 7 {
		case 0:
			v, n := binary.Uvarint(b)
			if n <= 0 {
				t.Fatal("a varint is cut")
			}
			field(int(tag>>3), v, nil)
			b = b[n:]
		case 1:
			field(int(tag>>3), binary.LittleEndian.Uint64(b), nil)
			b = b[8:]
		case 2:
			size, n := binary.Uvarint(b)
			field(int(tag>>3), 0, b[n:n+int(size)])
			b = b[n+int(size):]
		default:
			t.Fatalf("field %d has the wire type %d", tag>>3, tag&7)
		}
	}
}

func decode(t *testing.T, tile []byte) decodedLayer {
	t.Helper()
	var (
		l        decodedLayer
		keys     []string
		values   []any
		features [][]byte
	)
	message(t, tile, func(number int, _ uint64, layer []byte) {
		if number != 3 || l.name != "" {
			t.Fatalf("the tile has a field %d after the layer %q", number, l.name)
		}
		message(t, layer, func(number int, v uint64, b []byte) {
			switch number {
			case 1:
				l.name = string(b)
			case 2:
				features = append(features, b)
			case 3:
				keys = append(keys, string(b))
			case 4:
				values = append(values, decodeValue(t, b))
			case 5:
				if v != 4096 {
					t.Errorf("extent %d", v)
				}
			case 15:
				if v != 2 {
					t.Errorf("version %d", v)
				}
			default:
				t.Errorf("the layer has a field %d", number)
			}
		})
	})
	for _, b := range features {
		l.features = append(l.features, decodeFeature(t, b, keys, values))
	}
	return l
}

func decodeFeature(t *testing.T, b []byte, keys []string, values []any) decoded {
	t.Helper()
	f := decoded{properties: map[string]any{}}
	kind, commands := uint64(0), []uint64(nil)
	message(t, b, func(number int, v uint64, b []byte) {
		switch number {
		case 1:
			f.id = v
		case 2:
			tags := varints(b)
			for k := 0; k < len(tags); k += 2 {
				f.properties[keys[tags[k]]] = values[tags[k+1]]
			}
		case 3:
			kind = v
		case 4:
			commands = varints(b)
		}
	})
	f.geometry = decodeGeometry(t, kind, commands)
	return f
}

func decodeValue(t *testing.T, b []byte) (out any) {
	message(t, b, func(number int, v uint64, text []byte) {
		switch number {
		case 1:
			out = string(text)
		case 3:
			out = math.Float64frombits(v)
		case 5:
			out = int64(v)
		case 6:
			out = unzigzag(v)
		case 7:
			out = v == 1
		default:
			t.Errorf("a value has a field %d", number)
		}
	})
	return out
}

func varints(b []byte) (out []uint64) {
	for len(b) > 0 {
		v, n := binary.Uvarint(b)
		out = append(out, v)
		b = b[n:]
	}
	return out
}

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// decodeGeometry runs the commands; rings make polygons by the way they run.
func decodeGeometry(t *testing.T, kind uint64, commands []uint64) orb.Geometry {
	t.Helper()
	var (
		paths  []orb.LineString
		points orb.MultiPoint
		at     orb.Point
		out    orb.MultiPolygon
	)
	for k := 0; k < len(commands); {
		command, count := commands[k]&7, int(commands[k]>>3)
		k++
		if command == 7 {
			last := paths[len(paths)-1]
			ring := orb.Ring(append(last, last[0]))
			if area := surveyed(ring); area > 0 {
				out = append(out, orb.Polygon{ring})
			} else if area < 0 && len(out) > 0 {
				out[len(out)-1] = append(out[len(out)-1], ring)
			} else {
				t.Fatalf("ring %v has area %v after %d polygons", ring, area, len(out))
			}
			continue
		}
		for range count {
			at[0] += float64(unzigzag(commands[k]))
			at[1] += float64(unzigzag(commands[k+1]))
			k += 2
			switch {
			case kind == 1:
				points = append(points, at)
			case command == 1:
				paths = append(paths, orb.LineString{at})
			default:
				paths[len(paths)-1] = append(paths[len(paths)-1], at)
			}
		}
	}
	switch kind {
	case 1:
		return points
	case 2:
		return orb.MultiLineString(paths)
	case 3:
		return out
	}
	t.Fatal(fmt.Errorf("geometry of type %d", kind))
	return nil
}

// surveyed is the area of a ring by the surveyor's formula, y as it stands.
func surveyed(r orb.Ring) float64 {
	sum := 0.0
	for k := 1; k < len(r); k++ {
		sum += r[k-1][0]*r[k][1] - r[k][0]*r[k-1][1]
	}
	return sum / 2
}
