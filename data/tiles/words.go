package tiles

import "encoding/binary"

// words are the keys and values of one tile: each stands in it once, numbered
// as they came.
type words struct {
	dictionary *dictionary
	keyOf      []int // number of a field's key in the tile; -1: it has none yet
	keyCount   int
	keys       []byte // encoded
	numbers    numbers
	valueCount uint64
	values     []byte // encoded
	scratch    []byte
}

// reset makes the words those of another tile, without any.
func (w *words) reset(d *dictionary) {
	w.dictionary, w.keyCount, w.valueCount = d, 0, 0
	w.keyOf, w.keys, w.values = w.keyOf[:0], w.keys[:0], w.values[:0]
	for range d.fields.names {
		w.keyOf = append(w.keyOf, -1)
	}
	w.numbers.reset()
}

// appendTags appends the numbers in the tile of a feature's tags.
func (w *words) appendTags(dst []byte, tags []tag) []byte {
	for _, t := range tags {
		n, ok := w.numbers.of(t.value, uint32(w.valueCount))
		if !ok {
			w.values = append(w.values, w.dictionary.value(t.value)...)
			w.valueCount++
		}
		dst = binary.AppendUvarint(w.appendKey(dst, int(t.field)), uint64(n))
	}
	return dst
}

// appendID appends the numbers of an id that is a text: no other is the same.
func (w *words) appendID(dst []byte, id string) []byte {
	field := w.dictionary.fields.id
	if field < 0 {
		return dst
	}
	dst = binary.AppendUvarint(w.appendKey(dst, field), w.valueCount)
	w.valueCount++
	w.scratch = appendBytes(w.scratch[:0], valueString, id)
	w.values = appendBytes(w.values, layerValue, w.scratch)
	return dst
}

// appendKey appends the number of a field's key.
func (w *words) appendKey(dst []byte, field int) []byte {
	if w.keyOf[field] < 0 {
		w.keyOf[field] = w.keyCount
		w.keyCount++
		w.keys = appendBytes(w.keys, layerKey, w.dictionary.fields.names[field])
	}
	return binary.AppendUvarint(dst, uint64(w.keyOf[field]))
}

// numbers says which values of a layer a tile has, and under which numbers: a
// table with open addressing.
type numbers struct {
	slots []numbered
	count int
}

// numbered is a value of the layer, by its number there and one more, and its
// number in the tile. The zero value is a free slot.
type numbered struct{ value, number uint32 }

// maxKeptSlots is how large a table is kept for the next tile.
const maxKeptSlots = 1 << 17

func (t *numbers) reset() {
	if t.count = 0; t.slots == nil || len(t.slots) > maxKeptSlots {
		t.slots = make([]numbered, 1024)
		return
	}
	clear(t.slots)
}

// of returns the number of a value in the tile; next, and false, where it has
// none yet.
func (t *numbers) of(value, next uint32) (uint32, bool) {
	slot := t.slot(value)
	if t.slots[slot].value != 0 {
		return t.slots[slot].number, true
	}
	t.slots[slot] = numbered{value + 1, next}
	if t.count++; 2*t.count > len(t.slots) {
		t.grow()
	}
	return next, false
}

// slot returns where a value is, or is to be.
func (t *numbers) slot(value uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	slot := uint32(uint64(value)*0x9e3779b97f4a7c15>>32) & mask
	for t.slots[slot].value != 0 && t.slots[slot].value != value+1 {
		slot = (slot + 1) & mask
	}
	return slot
}

func (t *numbers) grow() {
	old := t.slots
	t.slots = make([]numbered, 4*len(old))
	for _, n := range old {
		if n.value != 0 {
			t.slots[t.slot(n.value-1)] = n
		}
	}
}
