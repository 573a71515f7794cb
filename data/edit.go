package data

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"catchment/geo"
	"catchment/geo/index"
)

// Changes are what is done to single features of a layer. They name features
// by their numbers in the layer as it is.
type Changes struct {
	Replace map[int]Feature
	Remove  []int // in any order, none twice and none that is replaced
	Add     []Feature
}

// With returns the layer after the changes; l stays as it is. The order stays
// too: features behind a removed one move up, added ones come last.
//
// All new features have passed the gate. The error is that of [NewLayer].
//
// What did not change is shared: properties, geometries, facts, the table of ids, the index.
// Replacing one feature of a million costs the copying of the slice of features and
// of the facts that change; building the layer again takes over ten times as long.
func (l *Layer) With(c Changes) (*Layer, error) {
	removed := slices.Sorted(slices.Values(c.Remove))
	next := &Layer{Meta: l.Meta, Features: spliced(l.Features, removed, len(c.Add)), types: maps.Clone(l.types), schema: l.schema.after(l.Features, &c), lineage: l.lineage.after(l.Version, &c, removed)}
	next.Problems = slices.Clone(l.Problems)
	changed := next.place(l, &c, removed)
	if err := next.outside(); err != nil {
		return nil, err
	}
	if err := next.renumber(l, &c, removed); err != nil {
		return nil, err
	}
	next.readAgain(l, removed, changed)
	return next, nil
}

// place puts the changed features of l in their places, in l's index too, and
// returns their numbers, ascending.
func (l *Layer) place(old *Layer, c *Changes, removed []int) (changed []int) {
	var boxes index.Changes
	at := func(i int) index.Place { return index.Place{Index: i, Box: geo.Bound(old.Features[i].Geometry)} }
	for _, i := range slices.Sorted(maps.Keys(c.Replace)) {
		f := c.Replace[i]
		boxes.Moved = append(boxes.Moved, index.Move{Place: at(i), To: geo.Bound(f.Geometry)})
		l.count(old.Features[i].Geometry.GeoJSONType(), -1)
		l.count(f.Geometry.GeoJSONType(), 1)
		before, _ := slices.BinarySearch(removed, i)
		l.Features[i-before] = f
		changed = append(changed, i-before)
	}
	for _, i := range removed {
		boxes.Removed = append(boxes.Removed, at(i))
		l.count(old.Features[i].Geometry.GeoJSONType(), -1)
	}
	first := len(l.Features) - len(c.Add)
	for k, f := range c.Add {
		boxes.Added = append(boxes.Added, geo.Bound(f.Geometry))
		l.count(f.Geometry.GeoJSONType(), 1)
		l.Features[first+k] = f
		changed = append(changed, first+k)
	}
	l.tree = old.tree.With(boxes)
	return changed
}

// renumber makes the index of ids from that of the old layer.
func (l *Layer) renumber(old *Layer, c *Changes, removed []int) error {
	var first, second int
	renamed := false
	for i, f := range c.Replace {
		renamed = renamed || f.ID != old.Features[i].ID
	}
	if renamed {
		l.byID, first, second = newIDIndex(l.Features)
	} else {
		l.byID, first, second = old.byID.with(l.Features, len(l.Features)-len(c.Add), len(removed) > 0)
	}
	return l.duplicate(first, second)
}

// readAgain takes over the facts of the old layer, and reads those of the
// features changed, which are ascending.
func (l *Layer) readAgain(old *Layer, removed, changed []int) {
	l.facts = old.facts.edited(removed, l.Len()-old.Len()+len(removed))
	for _, w := range old.Warnings {
		before, gone := slices.BinarySearch(removed, w.Feature)
		w.Feature -= before
		if _, again := slices.BinarySearch(changed, w.Feature); gone || again {
			continue
		}
		w.Path = FeaturePath(w.Feature, w.Path)
		l.Warnings = append(l.Warnings, w)
	}
	sameKinds := l.Len() == old.Len() && len(removed) == 0
	for _, i := range changed {
		r := readPart(&l.Meta, l.Features[i:i+1], i)
		f := r.facts(0)
		sameKinds = sameKinds && f.Kind == l.facts.kind.at(i)
		l.facts.change(i, &f)
		l.Warnings = append(l.Warnings, r.warnings[:min(len(r.warnings), maxWarnings-len(l.Warnings))]...)
	}
	slices.SortStableFunc(l.Warnings, func(a, b Problem) int { return a.Feature - b.Feature })
	if l.byKind = old.byKind; !sameKinds {
		l.indexKinds()
	}
}

// Edit changes one feature of a layer, as [Catalog.Change] does. change gets
// the feature as it is and returns what it is to be; it keeps its id.
//
// The error is ErrNoFeature, or one of Change's.
func (c *Catalog) Edit(ctx context.Context, id, feature string, opt PutOptions, change func(Feature) (Feature, error)) (*Layer, error) {
	return c.Change(ctx, id, opt, func(l *Layer) (Changes, error) {
		i, ok := l.ByID(feature)
		if !ok {
			return Changes{}, fmt.Errorf("layer %s: %w: %q", id, ErrNoFeature, feature)
		}
		f, err := change(l.Features[i])
		f.ID, f.IDKind = l.Features[i].ID, l.Features[i].IDKind
		return Changes{Replace: map[int]Feature{i: f}}, err
	})
}

// Change creates, replaces and removes features of a layer: all of it is one
// version, stored and then made visible as with Put, at the cost of what
// changes. change gets the layer as it is, which nobody else changes
// meanwhile, and must not call the catalog.
//
// The error is ErrNoLayer, one of Put's or of [Layer.With], or change's own.
func (c *Catalog) Change(ctx context.Context, id string, opt PutOptions, change func(*Layer) (Changes, error)) (*Layer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l, ok := c.Dataset().Layer(id)
	if !ok {
		return nil, fmt.Errorf("layer %s: %w", id, ErrNoLayer)
	}
	if err := c.layerWritable(ctx, id, opt.IfVersion); err != nil {
		return nil, err
	}
	changes, err := change(l)
	if err != nil {
		return nil, err
	}
	next, err := l.With(changes)
	if err != nil {
		return nil, fmt.Errorf("changing layer %s: %w", id, err)
	}
	next.Loaded, next.RestoredFrom = time.Now().UTC(), 0
	next.Edited, next.Edits = changes.edited(), changes.count()
	return c.commit(next, func() (int, error) { return c.store.CommitChanges(ctx, next, l.Version, changes) })
}

// edited returns the id of the feature replaced, if nothing else was done.
func (c *Changes) edited() string {
	if len(c.Replace) == 1 && len(c.Remove)+len(c.Add) == 0 {
		for _, f := range c.Replace {
			return f.ID
		}
	}
	return ""
}

// count returns how many features the changes touch.
func (c *Changes) count() *EditCount {
	return &EditCount{Created: len(c.Add), Replaced: len(c.Replace), Removed: len(c.Remove)}
}
