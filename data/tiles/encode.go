package tiles

import (
	"encoding/binary"
	"sync"
)

// The commands and the types of geometries of Mapbox vector tiles.
const (
	moveTo, lineTo, closePath = 1, 2, 7
)

// shape is what is drawn of one feature: one of the three.
type shape struct {
	points   []vertex
	lines    [][]vertex
	polygons [][][]vertex

	at vertex // where the pen is while it is encoded

	vertices []vertex   // memory of rings
	rings    [][]vertex // memory of polygons
}

func (s *shape) reset() {
	*s = shape{points: s.points[:0], lines: s.lines[:0], polygons: s.polygons[:0], vertices: s.vertices[:0], rings: s.rings[:0]}
}

// ring keeps a copy of a ring until the next reset.
func (s *shape) ring(ring []vertex) {
	from := len(s.vertices)
	s.vertices = append(s.vertices, ring...)
	s.rings = append(s.rings, s.vertices[from:len(s.vertices):len(s.vertices)])
}

func (s *shape) empty() bool { return len(s.points)+len(s.lines)+len(s.polygons) == 0 }

// positions returns how many positions the shape has.
func (s *shape) positions() int {
	n := len(s.points)
	for _, l := range s.lines {
		n += len(l)
	}
	for _, p := range s.polygons {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}

// appendCommands appends the shape as the packed geometry of a feature.
func (s *shape) appendCommands(dst []byte) []byte {
	s.at = vertex{}
	if len(s.points) > 0 {
		dst = s.moves(appendCommand(dst, moveTo, len(s.points)), s.points)
	}
	for _, l := range s.lines {
		dst = s.path(dst, l)
	}
	for _, p := range s.polygons {
		for _, r := range p {
			dst = appendCommand(s.path(dst, r), closePath, 1)
		}
	}
	return dst
}

// path appends the commands to move to the first place and draw to the others.
func (s *shape) path(dst []byte, places []vertex) []byte {
	dst = s.moves(appendCommand(dst, moveTo, 1), places[:1])
	return s.moves(appendCommand(dst, lineTo, len(places)-1), places[1:])
}

func (s *shape) moves(dst []byte, places []vertex) []byte {
	for _, v := range places {
		dst = appendSigned(appendSigned(dst, int64(v.x-s.at.x)), int64(v.y-s.at.y))
		s.at = v
	}
	return dst
}

func appendCommand(dst []byte, command, count int) []byte {
	return binary.AppendUvarint(dst, uint64(command|count<<3))
}

// appendSigned appends a zigzag varint.
func appendSigned(dst []byte, v int64) []byte { return binary.AppendVarint(dst, v) }

// The field numbers of the messages, with how they are written: nothing for
// varints, 2 for what has a length before it.
const (
	tileLayer = 3<<3 | 2

	layerName     = 1<<3 | 2
	layerFeature  = 2<<3 | 2
	layerKey      = 3<<3 | 2
	layerValue    = 4<<3 | 2
	layerExtent   = 5 << 3
	layerVersion2 = 15 << 3

	featureID       = 1 << 3
	featureTags     = 2<<3 | 2
	featureType     = 3 << 3
	featureGeometry = 4<<3 | 2
)

// appendBytes appends a field that has a length.
func appendBytes[T string | []byte](dst []byte, field uint64, b T) []byte {
	dst = binary.AppendUvarint(binary.AppendUvarint(dst, field), uint64(len(b)))
	return append(dst, b...)
}

// appendNumber appends a field that is a varint.
func appendNumber(dst []byte, field, v uint64) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(dst, field), v)
}

// mosaic is a tile that is being put together.
type mosaic struct {
	set       *Set
	words     words
	features  []byte // encoded
	count     int
	middles   int // of those counted whose middle is in the tile
	positions int
	tags      []byte
	message   []byte
}

// mosaics are kept between tiles.
var mosaics = sync.Pool{New: func() any { return new(mosaic) }}

func (m *mosaic) reset(s *Set) {
	m.set, m.features, m.count, m.middles, m.positions = s, m.features[:0], 0, 0, 0
	m.words.reset(s.dictionary)
}

// done gives the mosaic back, as [picture.done] does.
func (m *mosaic) done() {
	m.set, m.words.dictionary = nil, nil
	mosaics.Put(m)
}

// add adds the features of a part, as many as a tile may have.
func (m *mosaic) add(p *picture) {
	from := 0
	for _, f := range p.seen {
		if m.count >= maxFeatures || m.positions >= maxPositions {
			return
		}
		m.appendFeature(f, p.commands[from:f.end])
		from = f.end
		m.count++
		m.positions += f.positions
		if f.middle {
			m.middles++
		}
	}
}

// appendFeature appends a feature with its commands.
func (m *mosaic) appendFeature(f seen, commands []byte) {
	message := m.message[:0]
	if f.numbered {
		message = appendNumber(message, featureID, f.id)
	}
	m.tags = m.words.appendTags(m.tags[:0], f.tags)
	if !f.numbered {
		m.tags = m.words.appendID(m.tags, f.name)
	}
	if len(m.tags) > 0 {
		message = appendBytes(message, featureTags, m.tags)
	}
	message = appendNumber(message, featureType, uint64(f.dim+1)) // POINT, LINESTRING, POLYGON
	m.message = appendNumber(message, featureGeometry, uint64(len(commands)))
	m.features = appendNumber(m.features, layerFeature, uint64(len(m.message)+len(commands)))
	m.features = append(append(m.features, m.message...), commands...)
}

// encoded returns the tile.
func (m *mosaic) encoded(name string) []byte {
	head := appendBytes(appendNumber(m.message[:0], layerVersion2, 2), layerName, name)
	m.message = appendNumber(head, layerExtent, ExtentUnits)
	n := len(m.message)
	for _, part := range [][]byte{m.features, m.words.keys, m.words.values} {
		n += len(part)
	}
	dst := appendNumber(make([]byte, 0, n+8), tileLayer, uint64(n))
	dst = append(append(dst, m.message...), m.features...)
	return append(append(dst, m.words.keys...), m.words.values...)
}
