package tiles

import (
	"maps"
	"slices"
	"sort"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// edited is what no longer is as New prepared it. Its zero value is nothing.
type edited struct {
	facts   map[int]*facts
	removed []int // keys, ascending
	keys    int   // used for new features
	moved   moved
}

// facts are what is known of a feature that was edited, or that is drawn
// otherwise since a neighbour was.
type facts struct {
	gone  bool
	from  uint8
	large uint8
	code  uint64
	share uint64 // of the area
	bound orb.Bound
	ranks []uint8
	tags  []tag
}

// moved are the middles that went and came, by place.
type moved struct {
	codes []uint64 // ascending
	count []int    // of those that came less those that went, before each
	share []uint64 // of their areas, likewise, modulo 2⁶⁴
}

// newMoved returns the middles that the facts of features change in places.
func newMoved(all map[int]*facts, p *places) moved {
	type change struct {
		code, share uint64
		count       int
	}
	var changes []change
	for key, f := range all {
		if key < len(p.at) {
			at := p.at[key]
			share := p.area[at+1] - p.area[at]
			if !f.gone && f.code == p.codes[at] && f.share == share {
				continue
			}
			changes = append(changes, change{p.codes[at], -share, -1})
		}
		if !f.gone {
			changes = append(changes, change{f.code, f.share, 1})
		}
	}
	slices.SortFunc(changes, func(a, b change) int {
		if a.code < b.code {
			return -1
		}
		return 1
	})
	m := moved{count: make([]int, 1, len(changes)+1), share: make([]uint64, 1, len(changes)+1)}
	for k, c := range changes {
		m.codes = append(m.codes, c.code)
		m.count, m.share = append(m.count, m.count[k]+c.count), append(m.share, m.share[k]+c.share)
	}
	return m
}

// within returns how many more features a prefix of codes has, and how much
// more of their areas.
func (m *moved) within(prefix uint64, shift int) (count int, share uint64) {
	if len(m.codes) == 0 {
		return 0, 0
	}
	from := sort.Search(len(m.codes), func(k int) bool { return m.codes[k]>>shift >= prefix })
	to := from + sort.Search(len(m.codes)-from, func(k int) bool { return m.codes[from+k]>>shift > prefix })
	return m.count[to] - m.count[from], m.share[to] - m.share[from]
}

// factsOf returns what is known of a feature beside what New prepared; nil for
// nothing.
func (s *Set) factsOf(key int) *facts {
	if len(s.edited.facts) == 0 {
		return nil
	}
	return s.edited.facts[key]
}

// feature returns the feature of a key.
func (s *Set) feature(key int) *data.Feature {
	before, _ := slices.BinarySearch(s.edited.removed, key)
	return &s.layer.Features[key-before]
}

// keyOf returns the key of the feature of a number in the layer.
func keyOf(number int, removed []int) int {
	return number + sort.Search(len(removed), func(k int) bool { return removed[k]-k > number })
}

// drawnFrom returns the smallest zoom at which a feature is drawn.
func (s *Set) drawnFrom(key int) uint8 {
	if f := s.factsOf(key); f != nil {
		return f.from
	}
	return s.places.from[key]
}

// largeFrom returns the smallest zoom at which a feature fills a cell.
func (s *Set) largeFrom(key int) uint8 {
	if f := s.factsOf(key); f != nil {
		return f.large
	}
	return s.places.large[key]
}

// code returns the code of a feature's middle.
func (s *Set) code(key int) uint64 {
	if f := s.factsOf(key); f != nil {
		return f.code
	}
	return s.places.code(int32(key))
}

// ranks returns the smallest zoom at which each vertex of a feature is drawn;
// nil for points.
func (s *Set) ranks(key int) []uint8 {
	if f := s.factsOf(key); f != nil {
		return f.ranks
	}
	if s.first == nil {
		return nil
	}
	return s.from[s.first[key]:s.first[key+1]]
}

// tags returns the tags of a feature, without that of its id.
func (s *Set) tags(key int) []tag {
	if f := s.factsOf(key); f != nil {
		return f.tags
	}
	return s.dictionary.of(key)
}

// middles returns how many features have their middle in a tile.
func (s *Set) middles(f *frame) int {
	if f.zoom == 0 {
		return s.layer.Len()
	}
	from, to := s.places.within(f.code, tileShift(f.zoom))
	more, _ := s.edited.moved.within(f.code, tileShift(f.zoom))
	return to - from + more
}

// areaAround returns the area, in shares, of the features whose code has the
// same prefix as that of one.
func (s *Set) areaAround(key, shift int) uint64 {
	var from, to int
	if f := s.factsOf(key); f != nil {
		from, to = s.places.within(f.code>>shift, shift)
	} else {
		from, to = s.places.around(key, shift)
	}
	_, more := s.edited.moved.within(s.code(key)>>shift, shift)
	return s.places.area[to] - s.places.area[from] + more
}

// drawn returns the features that a zoom draws and whose boxes meet a box of
// degrees, in order. They are to's until it is used again.
func (s *Set) drawn(zoom int, b orb.Bound, to *found) []int {
	v := &s.levels[zoom]
	if v.tree == nil {
		all := to.of(s.layer.Tree(), b)
		kept := all[:0]
		for _, i := range all {
			if key := keyOf(i, s.edited.removed); int(s.drawnFrom(key)) <= zoom {
				kept = append(kept, key)
			}
		}
		return kept
	}
	all := to.of(v.tree, b)
	kept := all[:0]
	for _, k := range all {
		if key := v.features[k]; s.factsOf(key) == nil {
			kept = append(kept, key)
		}
	}
	if len(s.edited.facts) == 0 {
		return kept
	}
	for key, f := range s.edited.facts {
		if !f.gone && int(f.from) <= zoom && f.bound.Intersects(b) {
			kept = append(kept, key)
		}
	}
	slices.Sort(kept)
	return kept
}

// own returns the facts of a feature to be changed: its own, else as they are.
func (s *Set) own(key int) *facts {
	if f := s.edited.facts[key]; f != nil {
		c := *f
		s.edited.facts[key] = &c
		return &c
	}
	at := s.places.at[key]
	f := &facts{
		from: s.drawnFrom(key), large: s.largeFrom(key), code: s.code(key), share: s.places.area[at+1] - s.places.area[at],
		ranks: s.ranks(key), tags: s.tags(key),
	}
	if g := s.geometryOf(key); g != nil {
		f.bound = geo.Bound(g)
	}
	s.edited.facts[key] = f
	return f
}

// clone returns what a changed set starts from.
func (e *edited) clone() edited {
	c := edited{facts: maps.Clone(e.facts), removed: slices.Clone(e.removed), keys: e.keys, moved: e.moved}
	if c.facts == nil {
		c.facts = map[int]*facts{}
	}
	return c
}
