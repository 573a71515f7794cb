package gpkg

import (
	"cmp"
	"database/sql/driver"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"catchment/data"
)

// seen notes which types of values a property has.
type seen uint8

const (
	seenInteger seen = 1 << iota // fits 64 bits
	seenBig                      // an integer that a float64 does not hold exactly
	seenReal
	seenBoolean
	seenText // text, objects, arrays, numbers that fit nothing
)

// sqlType returns the column type that holds all values without loss; text
// where there is none.
func (s seen) sqlType() string {
	switch {
	case s&seenText != 0 || s == 0:
		return "TEXT"
	case s == seenBoolean:
		return "BOOLEAN"
	case s&seenBoolean != 0:
		return "TEXT"
	case s&^(seenInteger|seenBig) == 0:
		return "INTEGER"
	case s&seenBig == 0:
		return "REAL"
	}
	return "TEXT"
}

// column is one attribute column of a features table.
type column struct {
	name, sqlType string
	key           string // the property; empty for the feature's id
	types         seen   // what was found under it
}

// shape is the columns of a features table: fid and geom, the feature's id if
// the file gave ids, one for each property.
type shape struct {
	withID  bool
	columns []column       // without fid and geom
	byKey   map[string]int // property key to its place in columns
}

// A table gets as many attribute columns as SQLite allows (2000 with fid, geom
// and some to spare), fewer where rows times columns would pass maxCells: each
// cell takes a byte even when it is empty. Properties beyond have no column;
// the archive has them all.
const (
	maxColumns = 1990
	minColumns = 64
	maxCells   = 64 << 20
)

// shapeOf returns the columns that features need.
func shapeOf(fs []data.Feature) *shape {
	workers := max(1, min(runtime.GOMAXPROCS(0), len(fs)/4096))
	parts := make([]keySet, workers)
	var wg sync.WaitGroup
	for w := range workers {
		part := fs[len(fs)*w/workers : len(fs)*(w+1)/workers]
		wg.Go(func() { parts[w] = keysOf(part) })
	}
	wg.Wait()
	all := parts[0]
	for _, p := range parts[1:] {
		for _, key := range p.order {
			all.add(key, *p.found[key])
		}
	}
	s := &shape{byKey: make(map[string]int, len(all.order))}
	names := newColumnNames()
	if s.withID = hasIDs(fs); s.withID {
		s.columns = append(s.columns, column{names.name("id"), "TEXT", "", seenText})
	}
	for _, key := range all.mostUsed(mostColumns(len(fs))) {
		types := all.found[key].types
		s.byKey[key] = len(s.columns)
		s.columns = append(s.columns, column{names.name(key), types.sqlType(), key, types})
	}
	return s
}

// mostColumns returns how many properties of a layer of n features get a column.
func mostColumns(n int) int { return max(minColumns, min(maxColumns, maxCells/max(1, n))) }

// columnOf returns the place in columns of a property, -1 when it has no column.
func (s *shape) columnOf(key string) *int {
	c, ok := s.byKey[key]
	if !ok {
		c = -1
	}
	return &c
}

func hasIDs(fs []data.Feature) bool {
	for i := range fs {
		if fs[i].IDKind != data.IDGenerated {
			return true
		}
	}
	return false
}

// keySet is property keys in the order met, with what was found under them.
type keySet struct {
	order []string
	found map[string]*found
}

// found is the types of a property's values and how many features have it.
type found struct {
	types seen
	n     int
}

func (k *keySet) add(key string, f found) {
	if known, ok := k.found[key]; ok {
		known.types |= f.types
		known.n += f.n
		return
	}
	key = strings.Clone(key)
	k.found[key] = &f
	k.order = append(k.order, key)
}

// mostUsed returns the n keys that most features have, in the order met.
func (k *keySet) mostUsed(n int) []string {
	if len(k.order) <= n {
		return k.order
	}
	byUse := slices.Clone(k.order)
	slices.SortStableFunc(byUse, func(a, b string) int { return cmp.Compare(k.found[b].n, k.found[a].n) })
	kept := make(map[string]bool, n)
	for _, key := range byUse[:n] {
		kept[key] = true
	}
	return slices.DeleteFunc(slices.Clone(k.order), func(key string) bool { return !kept[key] })
}

func keysOf(fs []data.Feature) keySet {
	k := keySet{found: map[string]*found{}}
	var keys data.Keys[found]
	first := func(key string) *found {
		f := &found{}
		k.found[key] = f
		k.order = append(k.order, key)
		return f
	}
	for i := range fs {
		keys.Rewind()
		data.EachProperty(fs[i].Properties, func(key, value string) {
			f := keys.At(key, first)
			f.types |= typeOf(value)
			f.n++
		})
	}
	return k
}

const maxExact = 1 << 53 // integers up to here are exact in a float64

// typeOf returns the type of a JSON value.
func typeOf(raw string) seen {
	switch c := raw[0]; {
	case c == 'n':
		return 0
	case c == 't' || c == 'f':
		return seenBoolean
	case c == '-' || c >= '0' && c <= '9':
		if i, ok := integer(raw); ok {
			if i > maxExact || i < -maxExact {
				return seenBig
			}
			return seenInteger
		}
		if !strings.ContainsAny(raw, ".eE") || math.IsInf(gjson.Parse(raw).Num, 0) {
			return seenText
		}
		return seenReal
	}
	return seenText
}

// integer reads a JSON number that is written as an integer and fits 64 bits.
func integer(raw string) (int64, bool) {
	digits := strings.TrimPrefix(raw, "-")
	if len(digits) == 0 || len(digits) > 19 {
		return 0, false
	}
	var n uint64
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	if len(digits) < len(raw) {
		return -int64(n), n <= 1<<63
	}
	return int64(n), n < 1<<63
}

// value returns what goes into a column for a property.
func value(raw, sqlType string) driver.Value {
	if raw[0] == 'n' {
		return nil
	}
	switch sqlType {
	case "INTEGER":
		i, _ := integer(raw)
		return i
	case "REAL":
		return gjson.Parse(raw).Num
	case "BOOLEAN":
		return raw[0] == 't'
	}
	if raw[0] != '"' {
		return raw
	}
	if strings.IndexByte(raw, '\\') < 0 {
		return raw[1 : len(raw)-1]
	}
	return gjson.Parse(raw).Str
}
