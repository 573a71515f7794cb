package data

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// Diff is what became of a layer's features from one version to another. Ids
// are in the order of the features: Added and Changed as in To, Removed as in
// From.
type Diff struct {
	From      int      `json:"from"`
	To        int      `json:"to"`
	Added     []string `json:"added"`
	Changed   []string `json:"changed"`
	Removed   []string `json:"removed"`
	Unchanged int      `json:"unchanged"`
	// Changes say of each of Changed what changed, in the same order.
	Changes []Change `json:"changes"`
}

// Change is how one feature differs.
type Change struct {
	ID         string   `json:"id"`
	Geometry   bool     `json:"geometry,omitempty" doc:"The geometry is another one."`
	Properties []string `json:"properties,omitempty" doc:"The properties that differ, are new or are gone."`
}

// Compare returns how version to of a layer differs from version from; either
// may be the older one.
//
// Features are the same when they have the same id. Those whose id the file
// did not give are the same when their content is: they keep no id from one
// load to the next. Of those left over, two with the same number count as one
// that changed. Properties are compared by value: their order, blanks and the
// way a number is written do not count.
//
// The error is ErrNoLayer, ErrNoVersion, ErrDamaged or the context's.
func (c *Catalog) Compare(ctx context.Context, id string, from, to int) (Diff, error) {
	old, err := c.version(ctx, id, from)
	if err != nil {
		return Diff{}, err
	}
	fresh, err := c.version(ctx, id, to)
	if err != nil {
		return Diff{}, err
	}
	d := diff{ctx: ctx, old: old.Features, fresh: fresh.Features, seed: maphash.MakeSeed()}
	return d.compare(from, to)
}

// version is Version without reading again what is loaded.
func (c *Catalog) version(ctx context.Context, id string, version int) (*Layer, error) {
	if l, ok := c.Dataset().Layer(id); ok && l.Version == version {
		return l, nil
	}
	l, err := c.Version(ctx, id, version)
	if err != nil {
		return nil, fmt.Errorf("comparing layer %s: %w", id, err)
	}
	return l, nil
}

// diff is one comparison.
type diff struct {
	ctx        context.Context
	old, fresh []Feature
	seed       maphash.Seed

	partner []int  // for each of fresh the number of its like in old, -1 for none
	taken   []bool // which of old have one
}

func (d *diff) compare(from, to int) (Diff, error) {
	d.partner, d.taken = make([]int, len(d.fresh)), make([]bool, len(d.old))
	for i := range d.partner {
		d.partner[i] = -1
	}
	// 1. Features that the file named, by id.
	d.match(func(f *Feature) (string, bool) { return f.ID, f.IDKind != IDGenerated })
	// 2. The others by content: as it stands, then by value.
	d.match(func(f *Feature) (string, bool) { return string(content(f, f.Properties)), f.IDKind == IDGenerated })
	d.match(func(f *Feature) (string, bool) {
		return string(content(f, canonical(f.Properties))), f.IDKind == IDGenerated
	})
	// 3. What is left of them by number.
	d.match(func(f *Feature) (string, bool) { return f.ID, f.IDKind == IDGenerated })

	out := Diff{From: from, To: to, Added: []string{}, Changed: []string{}, Removed: []string{}, Changes: []Change{}}
	for i := range d.fresh {
		if i%1024 == 0 && d.ctx.Err() != nil {
			return Diff{}, d.ctx.Err()
		}
		f := &d.fresh[i]
		if d.partner[i] < 0 {
			out.Added = append(out.Added, f.ID)
			continue
		}
		if change, changed := changeOf(&d.old[d.partner[i]], f); changed {
			out.Changed, out.Changes = append(out.Changed, f.ID), append(out.Changes, change)
			continue
		}
		out.Unchanged++
	}
	for i := range d.old {
		if !d.taken[i] {
			out.Removed = append(out.Removed, d.old[i].ID)
		}
	}
	return out, d.ctx.Err()
}

// match pairs features that have no partner yet and the same key, in order.
// key says false for features that this matching is not about.
func (d *diff) match(key func(*Feature) (string, bool)) {
	waiting := map[uint64][]int{} // of old, by the hash of their key
	for i := range d.old {
		if d.taken[i] {
			continue
		}
		if k, ok := key(&d.old[i]); ok {
			h := maphash.String(d.seed, k)
			waiting[h] = append(waiting[h], i)
		}
	}
	if len(waiting) == 0 {
		return
	}
	for i := range d.fresh {
		if d.partner[i] >= 0 {
			continue
		}
		k, ok := key(&d.fresh[i])
		if !ok {
			continue
		}
		h := maphash.String(d.seed, k)
		for n, o := range waiting[h] {
			if same, _ := key(&d.old[o]); same == k {
				d.partner[i], d.taken[o] = o, true
				all := waiting[h]
				all[n] = all[0] // the place of the one that goes
				waiting[h] = all[1:]
				break
			}
		}
	}
}

// content returns geometry, properties and foreign members as one text.
func content(f *Feature, properties []byte) []byte {
	b := appendShape(nil, f.Geometry)
	b = append(append(b, 0), properties...)
	return append(append(b, 0), f.Foreign...)
}

// appendShape writes a geometry so that equal geometries, and no others, give
// equal texts.
func appendShape(b []byte, g orb.Geometry) []byte {
	b = append(append(b, g.GeoJSONType()...), '(')
	points := func(pts []orb.Point) {
		b = append(b, '[')
		b = binary.AppendUvarint(b, uint64(len(pts)))
		for _, p := range pts {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[0]))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(p[1]))
		}
	}
	switch g := g.(type) {
	case orb.Point:
		points([]orb.Point{g})
	case orb.MultiPoint:
		points(g)
	case orb.LineString:
		points(g)
	case orb.MultiLineString:
		for _, l := range g {
			points(l)
		}
	case orb.Polygon:
		for _, r := range g {
			points(r)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			b = appendShape(b, p)
		}
	case orb.Collection:
		for _, m := range g {
			b = appendShape(b, m)
		}
	}
	return append(b, ')')
}

// canonical returns a JSON value with members in order of their names and
// numbers in one spelling; the value itself when it cannot be read.
func canonical(value []byte) []byte {
	if len(value) == 0 {
		return nil
	}
	in := json.NewDecoder(bytes.NewReader(value))
	in.UseNumber()
	var v any
	if in.Decode(&v) != nil {
		return value
	}
	out, err := json.Marshal(spelled(v)) // sorts members
	if err != nil {
		return value
	}
	return out
}

// spelled returns a value with its numbers in one spelling. Whole numbers that
// float64 does not hold keep theirs.
func spelled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			v[k] = spelled(m)
		}
	case []any:
		for i, m := range v {
			v[i] = spelled(m)
		}
	case json.Number:
		const exact = 15 // digits that float64 keeps
		if f, err := v.Float64(); err == nil && len(v) <= exact {
			return f
		}
	}
	return v
}

// changeOf returns how f differs from old, and whether it does.
func changeOf(old, f *Feature) (Change, bool) {
	change := Change{ID: f.ID, Geometry: !orb.Equal(old.Geometry, f.Geometry)}
	if bytes.Equal(old.Properties, f.Properties) && bytes.Equal(old.Foreign, f.Foreign) {
		return change, change.Geometry
	}
	var before, after map[string]json.RawMessage
	_ = json.Unmarshal(old.Properties, &before) // nothing for null
	_ = json.Unmarshal(f.Properties, &after)
	for key, value := range after {
		if was, ok := before[key]; !ok || !sameValue(was, value) {
			change.Properties = append(change.Properties, key)
		}
	}
	for key := range before {
		if _, ok := after[key]; !ok {
			change.Properties = append(change.Properties, key)
		}
	}
	slices.Sort(change.Properties)
	foreign := !sameValue(old.Foreign, f.Foreign)
	return change, change.Geometry || foreign || len(change.Properties) > 0
}

// sameValue tells whether two JSON values are equal.
func sameValue(a, b []byte) bool {
	return bytes.Equal(a, b) || bytes.Equal(canonical(a), canonical(b))
}
