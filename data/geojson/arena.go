package geojson

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"unsafe"

	"github.com/paulmach/orb"
)

// arena hands out memory for the small parts of features, cut from blocks: a
// million features would otherwise be as many millions of objects for the
// garbage collector to visit. A block lives as long as any part of it.
type arena struct {
	text   []byte
	points []orb.Point
}

const (
	textBlock   = 64 << 10 // bytes
	pointsBlock = 4 << 10  // positions
)

// bytes returns a copy of b that cannot grow into its neighbours; nil for nil.
func (a *arena) bytes(b []byte) []byte {
	if b == nil {
		return nil
	}
	if len(b) > textBlock/16 {
		return bytes.Clone(b)
	}
	if cap(a.text)-len(a.text) < len(b) {
		a.text = make([]byte, 0, textBlock)
	}
	from := len(a.text)
	a.text = append(a.text, b...)
	return a.text[from:len(a.text):len(a.text)]
}

// string returns b as a string of its own.
func (a *arena) string(b []byte) string {
	c := a.bytes(b)
	return unsafe.String(unsafe.SliceData(c), len(c)) // SAFETY: nothing writes to c again
}

// positions returns a copy of ps that cannot grow into its neighbours.
func (a *arena) positions(ps []orb.Point) []orb.Point {
	if len(ps) > pointsBlock/16 {
		return append(make([]orb.Point, 0, len(ps)), ps...)
	}
	if cap(a.points)-len(a.points) < len(ps) {
		a.points = make([]orb.Point, 0, pointsBlock)
	}
	from := len(a.points)
	a.points = append(a.points, ps...)
	return a.points[from:len(a.points):len(a.points)]
}

// idSet is the ids handed on, and for each whether the file gave it. It takes
// a third of the memory of a map and holds no pointers. As long as each id is
// longer than the one before, or as long and later in the alphabet, as numbers that
// count up are, nothing has to be looked up.
type idSet struct {
	last  string // while the ids rise
	seed  maphash.Seed
	slots []uint64 // upper 24 bits of the hash, then where in text the id stands, from 1; 0 is free; none while the ids rise
	text  []byte   // for each id: 1 if the file gave it, else 0; uvarint length; the id
	n     int
}

const placeBits = 40

// look returns whether the id is there, and whether the file gave it.
func (s *idSet) look(id string) (given, there bool) {
	if len(s.slots) == 0 {
		if s.rises(id) {
			return false, false
		}
		s.grow()
	}
	_, at := s.find(id, maphash.String(s.seed, id))
	if at < 0 {
		return false, false
	}
	return s.text[at] == 1, true
}

// rises tells whether the id comes after all those there.
func (s *idSet) rises(id string) bool {
	return s.n == 0 || len(id) > len(s.last) || len(id) == len(s.last) && id > s.last
}

// add adds an id that is not there. The set keeps it.
func (s *idSet) add(id string, given bool) {
	if len(s.slots) == 0 && s.rises(id) {
		s.last = id
	} else {
		if 4*s.n >= 3*len(s.slots) {
			s.grow()
		}
		h := maphash.String(s.seed, id)
		slot, _ := s.find(id, h)
		*slot = h>>placeBits<<placeBits | uint64(len(s.text)+1)
	}
	mark := byte(0)
	if given {
		mark = 1
	}
	s.text = binary.AppendUvarint(append(s.text, mark), uint64(len(id)))
	s.text = append(s.text, id...)
	s.n++
}

// find returns the place in text of the id, whose hash is h, or -1 and the
// slot for it.
func (s *idSet) find(id string, h uint64) (slot *uint64, at int) {
	mask := uint64(len(s.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		slot = &s.slots[i]
		if *slot == 0 {
			return slot, -1
		}
		if at = int(*slot&(1<<placeBits-1)) - 1; *slot>>placeBits == h>>placeBits && s.idAt(at) == id {
			return slot, at
		}
	}
}

// idAt returns the id at a place in text, sharing its memory.
func (s *idSet) idAt(at int) string {
	n, size := binary.Uvarint(s.text[at+1:])
	id := s.text[at+1+size:][:n]
	return unsafe.String(unsafe.SliceData(id), len(id)) // SAFETY: it is compared and forgotten
}

// grow makes room for at least twice as many.
func (s *idSet) grow() {
	if len(s.slots) == 0 {
		s.seed = maphash.MakeSeed()
	}
	s.slots = make([]uint64, max(1024, 4<<bits.Len(uint(s.n))))
	for at := 0; at < len(s.text); {
		id := s.idAt(at)
		h := maphash.String(s.seed, id)
		slot, _ := s.find(id, h)
		*slot = h>>placeBits<<placeBits | uint64(at+1)
		_, size := binary.Uvarint(s.text[at+1:])
		at += 1 + size + len(id)
	}
}
