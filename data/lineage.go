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
	before *lineage // nil: of a load, or too long ago
	length int
}

// maxLineage is how many edits a layer knows of.
const maxLineage = 1024

// after returns the lineage of the layer after changes.
func (g *lineage) after(c *Changes, removed []int) *lineage {
	if g.length == maxLineage {
		return &lineage{}
	}
	return &lineage{Edit{slices.Sorted(maps.Keys(c.Replace)), removed, len(c.Add)}, g, g.length + 1}
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
