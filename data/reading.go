package data

import (
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// said is what the properties of one feature say, as text: for each field the
// value under the most preferred key.
type said struct {
	value [fieldCount]string // JSON
	rank  [fieldCount]uint8  // 1 more than the key's rank; 0: not said
	key   [fieldCount]*keyUse
	raw   [fieldCount]string // the key as it stands
	plain [fieldCount]bool   // the value is a string without escapes
	tags  []tag

	untagged [fieldCount]bool // for which tags say nothing
}

// tag is one OSM tag that may tell a kind or a role.
type tag struct{ key, value string }

// reader reads properties, remembering what each key is for.
type reader struct {
	keys   Keys[keyUse]
	said   said
	chosen *chosen // nil where nothing was said of the properties

	// The layout of the feature before: the text up to each value, with the key
	// in it, and behind the last. The next feature most likely has the same.
	layout []expected
	tail   string
}

// expected is a member that the next object most likely has, without its value.
type expected struct {
	before string // all text between the value before and its own
	key    string
	use    *keyUse
}

// maxLayout bounds how many members a layout has.
const maxLayout = 256

// read collects what the properties say. The result is good until the next
// read and shares the memory of the properties.
func (r *reader) read(properties []byte) *said {
	r.said.clear()
	if !r.alike(properties) {
		r.said.clear()
		r.learn(textOf(properties))
	}
	return &r.said
}

// alike reads an object that has the layout of the one before; false for any
// other, of which some may have been read.
func (r *reader) alike(properties []byte) bool {
	if len(r.layout) == 0 {
		return false
	}
	text := textOf(properties)
	i := 0
	for k := range r.layout {
		m := &r.layout[k]
		if !strings.HasPrefix(text[i:], m.before) {
			return false
		}
		i += len(m.before)
		end := plainStringEnd(properties, i)
		plain := end > 0
		if !plain {
			if end = valueEnd(text, i); end <= i {
				return false
			}
			_, plain = plainText(text[i:end])
		}
		if len(m.use.uses) > 0 {
			r.said.hear(m.key, m.use, text[i:end], plain)
		}
		i = end
	}
	return text[i:] == r.tail
}

// learn reads any object and takes its layout.
func (r *reader) learn(text string) {
	r.keys.Rewind()
	r.layout = r.layout[:0]
	behind := 0
	eachMember(text, func(key string, from, to int) {
		use := r.keys.At(key, r.use)
		_, plain := plainText(text[from:to])
		r.said.hear(key, use, text[from:to], plain)
		if len(r.layout) <= maxLayout {
			r.layout = append(r.layout, expected{text[behind:from], key, use})
		}
		behind = to
	})
	if r.tail = text[behind:]; len(r.layout) > maxLayout {
		r.layout = r.layout[:0]
	}
}

// clear says that nothing is said.
func (s *said) clear() {
	s.rank = [fieldCount]uint8{}
	s.tags = s.tags[:0]
}

// hear takes over what a property says. plain tells that its value is a string
// without escapes.
func (s *said) hear(raw string, k *keyUse, value string, plain bool) {
	if len(k.uses) == 0 || blank(value) {
		return
	}
	for _, u := range k.uses {
		if u.field == fieldTag {
			if v := parsed(value); v.Type == gjson.String || v.Type == gjson.Number {
				s.tags = append(s.tags, tag{k.key, v.String()})
			}
		} else if rank := uint8(u.rank + 1); s.rank[u.field] == 0 || rank < s.rank[u.field] {
			s.value[u.field], s.rank[u.field], s.key[u.field], s.raw[u.field] = value, rank, k, choiceOf(raw)
			s.plain[u.field] = plain
		}
	}
}

// blank tells whether a JSON value says nothing: null, or a string of blanks.
func blank(value string) bool {
	if value[0] == '"' && value[1] > ' ' && value[1] < utf8.RuneSelf && value[1] != '"' && value[1] != '\\' {
		return false // as nearly all start
	}
	v := parsed(value)
	return v.Type == gjson.Null || v.Type == gjson.String && strings.TrimSpace(v.Str) == ""
}

// parsed is gjson.Parse, with less ado for plain strings.
func parsed(value string) gjson.Result {
	if s, ok := plainText(value); ok {
		return gjson.Result{Type: gjson.String, Raw: value, Str: s}
	}
	return gjson.Parse(value)
}

// plainText returns what a JSON string says that has no escapes.
func plainText(value string) (string, bool) {
	if value[0] != '"' || strings.IndexByte(value, '\\') >= 0 {
		return "", false
	}
	return value[1 : len(value)-1], true
}

// has tells whether the feature says anything for the field.
func (s *said) has(f field) bool { return s.rank[f] != 0 }

// text returns what the feature says for the field, trimmed; numbers as
// written.
func (s *said) text(f field) string {
	if !s.has(f) {
		return ""
	}
	if s.plain[f] {
		text := s.value[f]
		return strings.TrimSpace(text[1 : len(text)-1])
	}
	v := gjson.Parse(s.value[f])
	if v.Type == gjson.Number {
		return v.Raw
	}
	if v.Type == gjson.JSON {
		return ""
	}
	return strings.TrimSpace(v.String())
}

// tag returns the value of an OSM tag.
func (s *said) tag(key string) string {
	for _, t := range s.tags {
		if t.key == key {
			return t.value
		}
	}
	return ""
}
