package tiles

import (
	"encoding/binary"
	"math"
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

// words are the keys and values of one tile: each stands in it once.
type words struct {
	fields   *fields
	keyOf    []int // number of a field's key in the tile; -1: it has none yet
	known    data.Keys[int]
	valueOf  map[value]uint64
	keys     []byte // encoded
	values   []byte
	keyCount int
	scratch  []byte
}

// value is a JSON value as it stands in the text, or a text id.
type value struct {
	text   string
	double bool // the field has doubles
	id     bool
}

func newWords(f *fields, features int) words {
	w := words{fields: f, keyOf: make([]int, len(f.names)), valueOf: make(map[value]uint64, min(features, maxFeatures))}
	for k := range w.keyOf {
		w.keyOf[k] = -1
	}
	return w
}

// appendTags appends the numbers of the keys and values of a feature's
// properties, and of its id where that is named.
func (w *words) appendTags(dst []byte, f *data.Feature, named bool) []byte {
	w.known.Rewind()
	data.EachProperty(f.Properties, func(key, text string) {
		field := *w.known.At(key, func(key string) *int {
			n, ok := w.fields.of[key]
			if !ok {
				n = -1
			}
			return &n
		})
		if field < 0 || text == "null" {
			return
		}
		dst = w.appendTag(dst, field, value{text: text, double: w.fields.types[field] == data.PropertyNumber})
	})
	if named && w.fields.id >= 0 {
		dst = w.appendTag(dst, w.fields.id, value{text: f.ID, id: true})
	}
	return dst
}

func (w *words) appendTag(dst []byte, field int, v value) []byte {
	if w.keyOf[field] < 0 {
		w.keyOf[field] = w.keyCount
		w.keyCount++
		w.keys = appendBytes(w.keys, layerKey, w.fields.names[field])
	}
	n, ok := w.valueOf[v]
	if !ok {
		n = uint64(len(w.valueOf))
		w.valueOf[v] = n
		w.scratch = v.append(w.scratch[:0])
		w.values = appendBytes(w.values, layerValue, w.scratch)
	}
	return binary.AppendUvarint(binary.AppendUvarint(dst, uint64(w.keyOf[field])), n)
}

// The field numbers of a value.
const (
	valueString = 1<<3 | 2
	valueDouble = 3<<3 | 1
	valueUint   = 5 << 3
	valueSint   = 6 << 3
	valueBool   = 7 << 3
)

// append appends the value as a message. A whole number that 64 bits cannot hold
// is a double.
func (v value) append(dst []byte) []byte {
	if v.id {
		return appendBytes(dst, valueString, v.text)
	}
	switch c := v.text[0]; {
	case c == '"':
		return appendBytes(dst, valueString, gjson.Parse(v.text).Str)
	case c == 't':
		return appendNumber(dst, valueBool, 1)
	case c == 'f':
		return appendNumber(dst, valueBool, 0)
	case c == '{' || c == '[':
		return appendBytes(dst, valueString, v.text)
	}
	if !v.double {
		if n, err := strconv.ParseUint(v.text, 10, 64); err == nil {
			return appendNumber(dst, valueUint, n)
		}
		if n, err := strconv.ParseInt(v.text, 10, 64); err == nil {
			return appendSigned(binary.AppendUvarint(dst, valueSint), n)
		}
	}
	number, _ := strconv.ParseFloat(v.text, 64) // ±Inf beyond the range
	return binary.LittleEndian.AppendUint64(binary.AppendUvarint(dst, valueDouble), math.Float64bits(number))
}

// parseUint reads an id that is a whole number as it would be written.
func parseUint(id string) (uint64, bool) {
	if id == "" || len(id) > 1 && id[0] == '0' || id[0] < '0' || id[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseUint(id, 10, 64)
	return n, err == nil
}
