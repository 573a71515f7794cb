package tiles

import (
	"maps"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// The bounds of what With keeps beside what New prepared.
const (
	maxEdited = 1024    // features
	maxMore   = 4096    // values of properties
	maxNear   = 1 << 18 // of the features around those that changed
)

// With returns the tiles of a later version of the layer, byte for byte as New
// makes them. After a few edits it costs what they change: the features
// themselves, the borders of their neighbours, and which feature stands for its
// like where they are and were. Where more than a thousand features are drawn
// otherwise, or the properties of the layer are others, it is New.
func (s *Set) With(l *data.Layer) *Set {
	if edits, known := l.Since(s.layer); known {
		if next, ok := s.after(l, edits); ok {
			return next
		}
	}
	return New(l)
}

// touch is a feature that was edited. A geometry is nil where it was not there,
// or is there no more.
type touch struct {
	key         int
	before, now orb.Geometry
}

// moved tells whether the feature stands otherwise than before.
func (t *touch) moved() bool {
	return t.before == nil || t.now == nil || !orb.Equal(t.before, t.now)
}

// after makes the set of a layer after edits, in steps; false where that takes
// too much:
//
//  1. find which features were edited;
//  2. read their properties;
//  3. say where they stand, and rank their vertices and those of the neighbours
//     whose borders changed with them;
//  4. choose again which features are drawn, where they are and were;
//  5. count anew what each zoom draws.
func (s *Set) after(l *data.Layer, edits []data.Edit) (*Set, bool) {
	next := *s
	next.layer, next.edited = l, s.edited.clone()
	keys, ok := next.edited.note(edits, len(s.places.at))
	if !ok {
		return nil, false
	}
	var all []touch
	for _, key := range keys {
		all = append(all, touch{key, s.geometryOf(key), next.geometryOf(key)})
	}
	if !next.readTags(all) {
		return nil, false
	}
	all = slices.DeleteFunc(all, func(t touch) bool { return !t.moved() })
	if len(all) > 0 {
		codes := next.stand(all)
		if !next.rankAgain(all) {
			return nil, false
		}
		next.chooseAgain(codes)
		next.edited.moved = newMoved(next.edited.facts, &next.places)
	}
	next.countAgain(s)
	return &next, len(next.edited.facts) <= maxEdited
}

// note takes edits over and returns the keys of the features they touch,
// ascending; false where they are too many. n features were prepared.
func (e *edited) note(edits []data.Edit, n int) (keys []int, ok bool) {
	touched := map[int]bool{}
	for _, edit := range edits {
		if len(touched)+len(edit.Replaced)+len(edit.Removed)+edit.Added > maxEdited {
			return nil, false
		}
		for _, i := range edit.Replaced {
			touched[keyOf(i, e.removed)] = true
		}
		var gone []int
		for _, i := range edit.Removed {
			gone = append(gone, keyOf(i, e.removed))
		}
		for _, key := range gone {
			touched[key] = true
		}
		e.removed = slices.Sorted(slices.Values(append(e.removed, gone...)))
		for range edit.Added {
			touched[n+e.keys] = true
			e.keys++
		}
	}
	return slices.Sorted(maps.Keys(touched)), true
}

// geometryOf returns the geometry of a feature; nil where it is not there.
func (s *Set) geometryOf(key int) orb.Geometry {
	if _, gone := slices.BinarySearch(s.edited.removed, key); gone || key >= len(s.places.at)+s.edited.keys {
		return nil
	}
	return s.feature(key).Geometry
}

// readTags reads the properties of features again; false where the layer has
// others than before, or too many new values.
func (s *Set) readTags(all []touch) bool {
	d := *s.dictionary
	fields := newFields(s.layer)
	if fields.id != -1 != (d.fields.id != -1) || len(fields.names) != len(d.fields.names) {
		return false
	}
	for name, n := range fields.of {
		was, ok := d.fields.of[name]
		if !ok || (fields.types[n] == data.PropertyNumber) != (d.fields.types[was] == data.PropertyNumber) {
			return false
		}
	}
	d.more = d.more.clone()
	r := tagReader{fields: &d.fields, number: d.number}
	for _, t := range all {
		f := &facts{}
		if t.before != nil {
			f = s.own(t.key)
		}
		if f.gone = t.now == nil; !f.gone {
			f.tags = r.read(nil, s.feature(t.key).Properties)
		}
		s.edited.facts[t.key] = f
	}
	s.dictionary = &d
	return len(d.more.end) <= maxMore
}

// stand says where features stand now, and returns the codes of where they do
// and did.
func (s *Set) stand(all []touch) (codes []uint64) {
	for _, t := range all {
		f := s.edited.facts[t.key]
		if t.before != nil {
			codes = append(codes, f.code)
		}
		if t.now == nil {
			continue
		}
		f.bound = geo.Bound(t.now)
		f.code, f.large = middle(f.bound)
		f.share, f.from, f.ranks = shareOf(areaOf(t.now)), 0, nil
		codes = append(codes, f.code)
	}
	return codes
}

// rankAgain ranks the vertices of features, and of those that share positions
// with them or did; false where too many lie around.
func (s *Set) rankAgain(all []touch) bool {
	shared, near := map[orb.Point]bool{}, map[int]bool{}
	for _, t := range all {
		for _, g := range []orb.Geometry{t.before, t.now} {
			if g == nil || dimension(g) == 0 {
				continue
			}
			geo.EachLine(g, func(pts []orb.Point) {
				for _, p := range pts {
					shared[p] = true
				}
			})
			s.around(near, g)
		}
	}
	var again []int
	around, positions := map[int]bool{}, 0
	for key := range near {
		g := s.feature(key).Geometry
		meets := false
		positions += eachPosition(g, func(p orb.Point) { meets = meets || shared[p] })
		if positions > maxNear {
			return false
		}
		if meets {
			again = append(again, key)
			s.around(around, g)
		}
	}
	joints, ok := s.junctionsOf(around)
	if !ok {
		return false
	}
	r := ranking{joints: joints}
	for _, key := range again {
		g := s.feature(key).Geometry
		ranks := make([]uint8, eachPosition(g, func(orb.Point) {}))
		at := 0
		geo.EachLine(g, func(pts []orb.Point) {
			r.line(pts, ranks[at:at+len(pts)])
			at += len(pts)
		})
		if !slices.Equal(ranks, s.ranks(key)) {
			s.own(key).ranks = ranks
		}
	}
	return true
}

// around adds the features with lines whose boxes meet that of g.
func (s *Set) around(to map[int]bool, g orb.Geometry) {
	s.layer.Tree().Search(geo.Bound(g), func(i int) bool {
		if key := keyOf(i, s.edited.removed); dimension(s.feature(key).Geometry) > 0 {
			to[key] = true
		}
		return true
	})
}

// junctionsOf finds where the borders of features part or end; false where they
// have too many positions.
func (s *Set) junctionsOf(keys map[int]bool) (*junctions, bool) {
	n := 0
	for key := range keys {
		if n += eachPosition(s.feature(key).Geometry, func(orb.Point) {}); n > maxNear {
			return nil, false
		}
	}
	j := newJunctions(n)
	for key := range keys {
		geo.EachLine(s.feature(key).Geometry, j.follow)
	}
	return j, true
}

// eachPosition calls visit with every position and returns how many there are.
func eachPosition(g orb.Geometry, visit func(orb.Point)) (n int) {
	geo.EachLine(g, func(pts []orb.Point) {
		n += len(pts)
		for _, p := range pts {
			visit(p)
		}
	})
	return n
}

// countAgain counts what each zoom draws, from what it did before.
func (s *Set) countAgain(before *Set) {
	for key, f := range s.edited.facts {
		if f == before.edited.facts[key] {
			continue
		}
		was, is := before.geometryOf(key) != nil, !f.gone
		for z := range s.levels {
			if was && int(before.drawnFrom(key)) <= z {
				s.levels[z].shown--
			}
			if is && int(f.from) <= z {
				s.levels[z].shown++
			}
		}
	}
}
