package data

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unsafe"

	"github.com/tidwall/gjson"
)

// EachProperty yields the members of a JSON object, such as the properties of
// a feature, in order: the key without escapes, the value as it stands in the
// text. Both share the text's memory where they can. What is not an object has
// none; of one that is not well-formed it yields what stands before the fault.
//
// It parses no value, which is most of the cost where few are asked for.
func EachProperty(object []byte, yield func(key, value string)) {
	text := textOf(object)
	eachMember(text, func(key string, from, to int) { yield(key, text[from:to]) })
}

// eachMember is EachProperty, with where in the text a value stands.
func eachMember(text string, yield func(key string, from, to int)) {
	i := skipSpace(text, 0)
	if i >= len(text) || text[i] != '{' {
		return
	}
	for i++; ; {
		if i = skipSpace(text, i); i < len(text) && text[i] == ',' {
			i = skipSpace(text, i+1)
		}
		if i >= len(text) || text[i] != '"' {
			return
		}
		end := stringEnd(text, i)
		if end < 0 {
			return
		}
		key := text[i+1 : end-1]
		if strings.IndexByte(key, '\\') >= 0 {
			key = gjson.Parse(text[i:end]).Str
		}
		if i = skipSpace(text, end); i >= len(text) || text[i] != ':' {
			return
		}
		i = skipSpace(text, i+1)
		if end = valueEnd(text, i); end <= i {
			return
		}
		yield(key, i, end)
		i = end
	}
}

func skipSpace(text string, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\n' || text[i] == '\t' || text[i] == '\r') {
		i++
	}
	return i
}

// stringEnd returns the place behind the JSON string that starts at i, -1 when
// it does not end.
func stringEnd(text string, i int) int {
	i++
	if k := strings.IndexByte(text[i:], '"'); k < 0 {
		return -1
	} else if k == 0 || text[i+k-1] != '\\' { // the quote is not escaped
		return i + k + 1
	}
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	return -1
}

// plain marks the bytes that stand for themselves in a string.
var plain = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= 0x20 && c != '"' && c != '\\'
	}
	return t
}()

// PlainEnd returns the place of the first byte from i on that does not stand
// for itself in a JSON string: a quote, a backslash, a control character.
//
// Eight bytes are looked at together. A subtraction that borrows marks a byte
// that is zero, or below 0x20; what it wrongly marks stands behind.
func PlainEnd(b []byte, i int) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(b); i += 8 {
		v := binary.LittleEndian.Uint64(b[i:])
		quote, back := v^ones*'"', v^ones*'\\'
		if stop := ((quote-ones)&^quote | (back-ones)&^back | (v-ones*0x20)&^v) & tops; stop != 0 {
			return i + bits.TrailingZeros64(stop)/8
		}
	}
	for i < len(b) && plain[b[i]] {
		i++
	}
	return i
}

// plainStringEnd returns the place behind the JSON string that starts at i
// when it has no escape; -1 for any other value.
func plainStringEnd(b []byte, i int) int {
	if i >= len(b) || b[i] != '"' {
		return -1
	}
	if i = PlainEnd(b, i+1); i < len(b) && b[i] == '"' {
		return i + 1
	}
	return -1
}

// valueEnd returns the place behind the JSON value that starts at i, i or less
// when there is none.
func valueEnd(text string, i int) int {
	depth := 0
	for i < len(text) {
		if c := text[i]; c >= '-' && c <= '9' { // of a number
			i++
			continue
		}
		switch text[i] {
		case '"':
			end := stringEnd(text, i)
			if end < 0 || depth == 0 {
				return end
			}
			i = end
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return -1
}

// textOf returns the bytes as a string without copying them.
//
// SAFETY: the properties of a feature never change once the feature exists
// (see Feature and NewLayer), and the string keeps their memory alive.
func textOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Keys remembers something for each property key. The features of a file
// mostly have the same keys in the same order; then no key is looked up. The
// zero value is empty and ready.
type Keys[T any] struct {
	known map[string]*T
	order []usual[T]
	next  int
}

// usual is the key that stood at a place in the feature before.
type usual[T any] struct {
	key   string
	value *T
}

// maxUsual bounds how many places are remembered.
const maxUsual = 256

// Rewind starts the next feature.
func (k *Keys[T]) Rewind() { k.next = 0 }

// At returns what is remembered for the key at the next place. A new key is
// remembered with what first gives, under a copy of its own.
func (k *Keys[T]) At(key string, first func(key string) *T) *T {
	at := k.next
	k.next++
	if at < len(k.order) && k.order[at].key == key {
		return k.order[at].value
	}
	v, ok := k.known[key]
	if !ok {
		if k.known == nil {
			k.known = map[string]*T{}
		}
		key = strings.Clone(key)
		v = first(key)
		k.known[key] = v
	}
	if at < maxUsual {
		for len(k.order) <= at {
			k.order = append(k.order, usual[T]{})
		}
		k.order[at] = usual[T]{strings.Clone(key), v}
	}
	return v
}
