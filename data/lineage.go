package data

import (
	"maps"
	"slices"
)

// Edit says in which features a layer differs from the one it was made of by
// [Layer.With], whose numbers it speaks in.
type Edit struct {
	Replaced []int // ascending
	Removed  []int // ascending
	Added    int   // behind all others
}

// lineage leads from a layer back to those it was made of, without keeping them.
type lineage struct {
	edit   Edit
	from   int      // version of the layer that was edited
	before *lineage // nil: of a load, or too long ago
	length int
}

// maxLineage is how many edits a layer knows of.
const maxLineage = 1024

// after returns the lineage of the layer after changes of its version.
func (g *lineage) after(version int, c *Changes, removed []int) *lineage {
	if g.length == maxLineage {
		return &lineage{}
	}
	return &lineage{Edit{slices.Sorted(maps.Keys(c.Replace)), removed, len(c.Add)}, version, g, g.length + 1}
}

// Since returns the edits that made l of an older layer, the earliest first;
// false where that is not known: l was loaded, is no later one, or was edited
// too often.
func (l *Layer) Since(old *Layer) (edits []Edit, known bool) {
	for g := l.lineage; g != nil; g = g.before {
		if g == old.lineage {
			slices.Reverse(edits)
			return edits, true
		}
		edits = append(edits, g.edit)
	}
	return nil, false
}

// Remaining returns how many of the first n features that a version of the layer
// had are still in it; they are its first. Who reads a layer feature by feature
// goes on from there and meets none twice and misses none, whatever was edited
// meanwhile. It is false where that is not known: the layer was loaded since, was
// edited too often, or never had that version or so many features.
func (l *Layer) Remaining(version, n int) (int, bool) {
	g := l.lineage
	var edits []*lineage
	for at := l.Version; at != version; g = g.before {
		if g == nil || g.before == nil {
			return 0, false
		}
		edits, at = append(edits, g), g.from
	}
	had := l.Len()
	for _, g := range edits {
		had += len(g.edit.Removed) - g.edit.Added
	}
	if n < 0 || n > had {
		return 0, false
	}
	for _, g := range slices.Backward(edits) {
		gone, _ := slices.BinarySearch(g.edit.Removed, n)
		n -= gone
	}
	return n, true
}
