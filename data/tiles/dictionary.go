package tiles

import (
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
	"strconv"

	"github.com/tidwall/gjson"

	"catchment/data"
)

// fields are the properties that tiles have.
type fields struct {
	names []string
	types []data.PropertyType
	of    map[string]int
	id    int // number of the field for ids that are texts; -1: they have none
}

// idName is the property that a text id becomes.
const idName = "id"

func newFields(l *data.Layer) fields {
	f := fields{of: map[string]int{}, id: -1}
	for _, p := range l.Schema() {
		f.of[p.Name] = len(f.names)
		f.names, f.types = append(f.names, p.Name), append(f.types, p.Type)
	}
	if _, taken := f.of[idName]; !taken {
		f.id = len(f.names)
		f.names, f.types = append(f.names, idName), append(f.types, data.PropertyString)
	}
	return f
}

// dictionary says which properties the features of a layer have: read once, so
// that a tile that draws them reads no JSON.
type dictionary struct {
	fields fields
	first  []uint32 // number of the first tag of each feature
	tags   []tag
	values values
	more   values // of features edited since, numbered behind the others
}

// tag says that a field has a value, by their numbers in the layer.
type tag struct{ field, value uint32 }

func newDictionary(l *data.Layer) *dictionary {
	d := &dictionary{fields: newFields(l), first: make([]uint32, l.Len()+1), values: newValues(), more: newValues()}
	r := tagReader{fields: &d.fields, number: d.values.number}
	for i := range l.Features {
		d.tags = r.read(d.tags, l.Features[i].Properties)
		d.first[i+1] = uint32(len(d.tags))
	}
	return d
}

// of returns the tags of a feature, without that of its id.
func (d *dictionary) of(i int) []tag { return d.tags[d.first[i]:d.first[i+1]] }

// value returns the value of a number.
func (d *dictionary) value(n uint32) []byte {
	if k := uint32(len(d.values.end)); n >= k {
		return d.more.at(n - k)
	}
	return d.values.at(n)
}

// number returns the number of a value, a new one behind the others where it has
// none.
func (d *dictionary) number(value []byte) uint32 {
	if n, _, found := d.values.find(value); found {
		return n
	}
	return uint32(len(d.values.end)) + d.more.number(value)
}

// tagReader reads the tags of features.
type tagReader struct {
	fields  *fields
	number  func(encoded []byte) uint32
	known   data.Keys[int]
	scratch [2][]byte
}

// read appends the tags of a feature with these properties.
func (r *tagReader) read(dst []tag, properties []byte) []tag {
	r.known.Rewind()
	data.EachProperty(properties, func(key, text string) {
		field := *r.known.At(key, func(key string) *int {
			n, ok := r.fields.of[key]
			if !ok {
				n = -1
			}
			return &n
		})
		if field < 0 || text == "null" {
			return
		}
		r.scratch[0] = appendValue(r.scratch[0][:0], text, r.fields.types[field] == data.PropertyNumber)
		r.scratch[1] = appendBytes(r.scratch[1][:0], layerValue, r.scratch[0])
		dst = append(dst, tag{uint32(field), r.number(r.scratch[1])})
	})
	return dst
}

// values are different byte strings, numbered as they came.
type values struct {
	seed  maphash.Seed
	text  []byte
	end   []int    // of each in text
	slots []uint32 // by hash, with open addressing: a number and one more; 0: free
}

func newValues() values { return values{seed: maphash.MakeSeed(), slots: make([]uint32, 64)} }

func (v *values) clone() values {
	return values{v.seed, slices.Clone(v.text), slices.Clone(v.end), slices.Clone(v.slots)}
}

// at returns the value of a number.
func (v *values) at(n uint32) []byte {
	from := 0
	if n > 0 {
		from = v.end[n-1]
	}
	return v.text[from:v.end[n]]
}

// find returns the number of a value, or the slot that would have it.
func (v *values) find(value []byte) (n uint32, slot uint64, found bool) {
	mask := uint64(len(v.slots) - 1)
	for slot = maphash.Bytes(v.seed, value) & mask; v.slots[slot] != 0; slot = (slot + 1) & mask {
		if n = v.slots[slot] - 1; string(v.at(n)) == string(value) {
			return n, slot, true
		}
	}
	return 0, slot, false
}

// number returns the number of a value, a new one where it has none.
func (v *values) number(value []byte) uint32 {
	n, slot, found := v.find(value)
	if found {
		return n
	}
	n = uint32(len(v.end))
	v.text = append(v.text, value...)
	v.end = append(v.end, len(v.text))
	v.slots[slot] = n + 1
	if 3*len(v.end) > 2*len(v.slots) {
		v.spread()
	}
	return n
}

// spread doubles the slots.
func (v *values) spread() {
	v.slots = make([]uint32, 2*len(v.slots))
	for n := range v.end {
		_, slot, _ := v.find(v.at(uint32(n)))
		v.slots[slot] = uint32(n) + 1
	}
}

// The field numbers of a value.
const (
	valueString = 1<<3 | 2
	valueDouble = 3<<3 | 1
	valueUint   = 5 << 3
	valueSint   = 6 << 3
	valueBool   = 7 << 3
)

// appendValue appends a JSON value, as it stands in the text, as a message. A
// whole number that 64 bits cannot hold is a double.
func appendValue(dst []byte, text string, double bool) []byte {
	switch c := text[0]; {
	case c == '"':
		return appendBytes(dst, valueString, gjson.Parse(text).Str)
	case c == 't':
		return appendNumber(dst, valueBool, 1)
	case c == 'f':
		return appendNumber(dst, valueBool, 0)
	case c == '{' || c == '[':
		return appendBytes(dst, valueString, text)
	}
	if !double {
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return appendNumber(dst, valueUint, n)
		}
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return appendSigned(binary.AppendUvarint(dst, valueSint), n)
		}
	}
	number, _ := strconv.ParseFloat(text, 64) // ±Inf beyond the range
	return binary.LittleEndian.AppendUint64(binary.AppendUvarint(dst, valueDouble), math.Float64bits(number))
}
