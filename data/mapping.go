package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"catchment/data/standards"
)

// Mapping is a user's table from what properties say to land-use classes, as
// the body of a document.
//
// It changes no stored feature: features are classed by it when they are read.
// Asked for a scheme, a feature's own code of that scheme speaks first, then a
// mapping, then the feature's code of another scheme, then its OSM tags. Of
// several mappings the first by id speaks, of several entries that fit the
// first.
type Mapping struct {
	Title   string         `json:"title,omitempty"`
	Layers  []string       `json:"layers,omitempty" doc:"Ids of the land-use layers it is for; empty for all."`
	Entries []MappingEntry `json:"entries"`
}

// MappingEntry says which class a property's value means.
type MappingEntry struct {
	Key    string `json:"key" example:"dlmc" doc:"Name of the property."`
	Value  string `json:"value" example:"住宅" doc:"Its value, exactly, blanks around it aside; a number as it is written."`
	Scheme string `json:"scheme" example:"GB50137-2011" enum:"GB50137-2011,MNR-2023"`
	Code   string `json:"code" example:"R2"`
}

// ErrMapping is wrapped by every error about a mapping; [MappingError] says where.
var ErrMapping = errors.New("mapping is not usable")

// MappingError names the entry of a mapping that cannot be used, and why.
type MappingError struct {
	Index int // number of the entry, from 0
	Field string
	Why   string
}

func (e *MappingError) Error() string {
	return fmt.Sprintf("entry %d, %s: %s", e.Index, e.Field, e.Why)
}

// Unwrap makes a MappingError an [ErrMapping].
func (e *MappingError) Unwrap() error { return ErrMapping }

// The limits of a mapping.
const (
	maxMappingEntries = 5000
	maxMappingText    = 400 // bytes of a key or value
)

// ReadMapping returns the mapping in a document's body. The error wraps
// [ErrMapping]; where one entry is at fault it is a [*MappingError].
func ReadMapping(body []byte) (*Mapping, error) {
	m := &Mapping{}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMapping, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: text after the end of the object", ErrMapping)
	}
	if len(m.Entries) > maxMappingEntries {
		return nil, fmt.Errorf("%w: %d entries, at most %d", ErrMapping, len(m.Entries), maxMappingEntries)
	}
	for _, id := range m.Layers {
		if err := CheckLayerID(id); err != nil {
			return nil, fmt.Errorf("%w: layers: %w", ErrMapping, err)
		}
	}
	for i := range m.Entries {
		if field, why := m.Entries[i].fault(); why != "" {
			return nil, &MappingError{i, field, why}
		}
	}
	return m, nil
}

// fault says what is wrong with an entry, or nothing. A code is written as its
// scheme writes it.
func (e *MappingEntry) fault() (field, why string) {
	if e.Key == "" || len(e.Key) > maxMappingText {
		return "key", "is empty or too long"
	}
	if e.Value = strings.TrimSpace(e.Value); e.Value == "" || len(e.Value) > maxMappingText {
		return "value", "is empty or too long"
	}
	table, ok := standards.Scheme(e.Scheme)
	if !ok {
		return "scheme", fmt.Sprintf("%q is neither %s nor %s", e.Scheme, SchemeGB50137, SchemeMNR2023)
	}
	k, ok := table.Lookup(e.Code)
	if !ok {
		return "code", fmt.Sprintf("%q is no class of %s", e.Code, e.Scheme)
	}
	e.Code = k.Code
	return "", ""
}

// appliesTo tells whether the mapping is for a layer.
func (m *Mapping) appliesTo(l *Layer) bool {
	return l.Role == RoleLandUse && (len(m.Layers) == 0 || slices.Contains(m.Layers, l.ID))
}

// remap returns the layer with the classes that the mappings give it, which are
// found when first asked for; the layer itself where it has none and needs none.
func (l *Layer) remap(mappings []*Mapping) *Layer {
	var fit []*Mapping
	for _, m := range mappings {
		if m.appliesTo(l) {
			fit = append(fit, m)
		}
	}
	if len(fit) == 0 && l.mapped == nil {
		return l
	}
	next := *l
	next.mapped = nil
	if len(fit) > 0 {
		next.mapped = &mappedColumn{mappings: fit}
	}
	return &next
}

// mappedColumn is the class that mappings give each feature of a layer, in each
// of the two schemes.
type mappedColumn struct {
	mappings []*Mapping
	once     sync.Once
	sets     []mappedCodes // the different ones; the first is none
	of       []uint32      // by feature
}

// mappedCodes are codes by scheme; empty where no entry gives one.
type mappedCodes struct{ gb, mnr string }

func (c mappedCodes) in(scheme string) Class {
	switch {
	case (scheme == SchemeGB50137 || scheme == "") && c.gb != "":
		return Class{SchemeGB50137, c.gb}
	case (scheme == SchemeMNR2023 || scheme == "") && c.mnr != "":
		return Class{SchemeMNR2023, c.mnr}
	}
	return Class{}
}

// mapKey is one question of the mappings: the property, where it stands, and
// what its values mean.
type mapKey struct {
	paths  [2]string // itself, and below "tags"
	values map[string]mappedCodes
}

func (c *mappedColumn) at(fs []Feature, i int) mappedCodes {
	c.once.Do(func() { c.fill(fs) })
	return c.sets[c.of[i]]
}

func (c *mappedColumn) fill(fs []Feature) {
	keys := c.keys()
	numbers := map[mappedCodes]uint32{{}: 0}
	c.sets, c.of = []mappedCodes{{}}, make([]uint32, len(fs))
	for i := range fs {
		var codes mappedCodes
		for _, k := range keys {
			found := k.values[propertyText(fs[i].Properties, k.paths)]
			if codes.gb == "" {
				codes.gb = found.gb
			}
			if codes.mnr == "" {
				codes.mnr = found.mnr
			}
		}
		n, known := numbers[codes]
		if !known {
			n = uint32(len(c.sets))
			numbers[codes] = n
			c.sets = append(c.sets, codes)
		}
		c.of[i] = n
	}
}

// keys gathers the entries by property, so that each is read once a feature.
// Properties stand in the order of their first entry.
func (c *mappedColumn) keys() []mapKey {
	var out []mapKey
	place := map[string]int{}
	for _, m := range c.mappings {
		for _, e := range m.Entries {
			at, known := place[e.Key]
			if !known {
				at = len(out)
				place[e.Key] = at
				path := gjson.Escape(e.Key)
				out = append(out, mapKey{[2]string{path, "tags." + path}, map[string]mappedCodes{}})
			}
			codes := out[at].values[e.Value]
			if e.Scheme == SchemeGB50137 && codes.gb == "" {
				codes.gb = e.Code
			} else if e.Scheme == SchemeMNR2023 && codes.mnr == "" {
				codes.mnr = e.Code
			}
			out[at].values[e.Value] = codes
		}
	}
	return out
}

// propertyText returns a property as text, blanks around it aside.
func propertyText(properties json.RawMessage, paths [2]string) string {
	for _, path := range paths {
		if v := gjson.GetBytes(properties, path); v.Type == gjson.String || v.Type == gjson.Number {
			if v.Type == gjson.Number {
				return v.Raw
			}
			return strings.TrimSpace(v.Str)
		}
	}
	return ""
}

// ClassIn returns the class that speaks for feature i where an answer in a
// scheme is wanted, and whether a mapping gave it: a code of the scheme that
// the feature states; else what a mapping gives in it; else a code of another
// scheme, the feature's own before a mapping's; else what the feature states,
// such as an OSM tag. Without a scheme a mapping speaks where the feature has
// no code that a table knows.
func (l *Layer) ClassIn(i int, scheme string) (c Class, mapped bool) {
	stated := l.facts.class.at(i)
	if l.mapped == nil || scheme == SchemeOSM {
		return stated, false
	}
	table, tabled := standards.Scheme(stated.Scheme)
	coded := false
	if tabled {
		_, coded = table.Lookup(stated.Code)
	}
	if coded && (scheme == "" || stated.Scheme == scheme) {
		return stated, false
	}
	codes := l.mapped.at(l.Features, i)
	if c := codes.in(scheme); !c.IsZero() {
		return c, true
	}
	if coded {
		return stated, false
	}
	if c := codes.in(""); !c.IsZero() {
		return c, true
	}
	return stated, false
}
