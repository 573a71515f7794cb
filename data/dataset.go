package data

import (
	"iter"
	"slices"
	"strings"
)

// Dataset is everything loaded at one moment. It never changes: a question
// takes one and keeps it to its end.
type Dataset struct {
	revision uint64
	layers   []*Layer // by id
	damaged  []Damage // by layer id

	documents []*Document // by kind and id
	book      *ruleBook   // nil where no rule set was ever brought
	mappings  []*Mapping  // by id
}

// Damage names a layer or a document that is in the store but cannot be served,
// or a file in which a store that was found damaged is kept as it was.
type Damage struct {
	Layer string `json:"layer,omitempty" doc:"Id of the layer; of the document where document is given."`
	// Document is the kind of a document, empty for a layer.
	Document DocumentKind `json:"document,omitempty" doc:"Kind of the document; not given for a layer."`
	Version  int          `json:"version,omitempty"`
	// File is the name of a kept file beside the store; Layer and Version are
	// empty then.
	File   string `json:"file,omitempty" doc:"Name of the file, beside the store in the data folder, in which a store that was found damaged is kept as it was; given alone. It is named until it is no longer there when the service starts."`
	Reason string `json:"reason"`
}

// NewDataset returns the dataset of the given layers, for tests and for
// questions about layers that are not in a catalog. Of two layers with one id
// the later counts.
func NewDataset(layers ...*Layer) *Dataset {
	d := &Dataset{}
	for _, l := range layers {
		d = d.with(l)
	}
	return d
}

// with returns a copy of d in which l takes the place of its id.
func (d *Dataset) with(l *Layer) *Dataset {
	i, found := slices.BinarySearchFunc(d.layers, l.ID, byLayerID)
	next := d.next()
	next.damaged = withoutDamage(d.damaged, Damage{Layer: l.ID})
	l = l.remap(d.mappings)
	if found {
		next.layers = slices.Clone(d.layers)
		next.layers[i] = l
		return next
	}
	next.layers = slices.Insert(slices.Clone(d.layers), i, l)
	return next
}

// without returns a copy of d that has no layer of that id.
func (d *Dataset) without(id string) *Dataset {
	next := d.next()
	next.damaged = withoutDamage(d.damaged, Damage{Layer: id})
	if i, found := slices.BinarySearchFunc(d.layers, id, byLayerID); found {
		next.layers = slices.Delete(slices.Clone(d.layers), i, i+1)
	}
	return next
}

func byLayerID(l *Layer, id string) int { return strings.Compare(l.ID, id) }

// next returns a copy of d as the revision after it, to be changed before
// anybody sees it.
func (d *Dataset) next() *Dataset {
	next := *d
	next.revision++
	return &next
}

// withoutDamage leaves out what has come to the place of the damaged.
func withoutDamage(all []Damage, whole Damage) []Damage {
	return slices.DeleteFunc(slices.Clone(all), func(d Damage) bool {
		return d.Layer == whole.Layer && d.Document == whole.Document
	})
}

// Revision grows by one with every change of the catalog since it was opened.
func (d *Dataset) Revision() uint64 { return d.revision }

// Layers returns the layers ordered by id. The caller must not change the
// slice.
func (d *Dataset) Layers() []*Layer { return d.layers }

// Layer returns the layer with the given id.
func (d *Dataset) Layer(id string) (*Layer, bool) {
	i, found := slices.BinarySearchFunc(d.layers, id, byLayerID)
	if !found {
		return nil, false
	}
	return d.layers[i], true
}

// LayersOf returns the layers with the given role, ordered by id.
func (d *Dataset) LayersOf(role Role) []*Layer {
	var out []*Layer
	for _, l := range d.layers {
		if l.Role == role {
			out = append(out, l)
		}
	}
	return out
}

// Damaged returns what is in the store but cannot be served, layers by id and
// then documents, with the files of damaged stores that are kept between them.
func (d *Dataset) Damaged() []Damage { return d.damaged }

// Versions returns the version of each layer, by id: what a result computed
// from this dataset was computed from.
func (d *Dataset) Versions() map[string]int {
	v := make(map[string]int, len(d.layers))
	for _, l := range d.layers {
		v[l.ID] = l.Version
	}
	return v
}

// Facilities yields every facility of the kind, or of a kind below it (a
// primary school is a school), as its layer and its number there: layers by
// id, features in order.
func (d *Dataset) Facilities(kind Kind) iter.Seq2[*Layer, int] {
	return func(yield func(*Layer, int) bool) {
		for _, l := range d.layers {
			for _, i := range l.facilities(kind) {
				if !yield(l, i) {
					return
				}
			}
		}
	}
}

// facilities returns the numbers of the layer's features that are of the kind
// or below it, ascending.
func (l *Layer) facilities(kind Kind) []int {
	out := l.byKind[kind]
	shared := true
	for k, is := range l.byKind {
		if k == kind || !k.IsA(kind) {
			continue
		}
		if shared {
			out, shared = slices.Clone(out), false
		}
		out = append(out, is...)
	}
	if !shared {
		slices.Sort(out)
	}
	return out
}

// Kinds returns the number of facilities of each kind that is present, by
// each feature's own kind.
func (d *Dataset) Kinds() map[Kind]int {
	n := map[Kind]int{}
	for _, l := range d.layers {
		for k, is := range l.byKind {
			n[k] += len(is)
		}
	}
	return n
}

// Boundaries yields every feature of the boundary layers as its layer and its
// number there: layers by id, features in order.
func (d *Dataset) Boundaries() iter.Seq2[*Layer, int] {
	return func(yield func(*Layer, int) bool) {
		for _, l := range d.layers {
			if l.Role != RoleBoundary {
				continue
			}
			for i := range l.Features {
				if !yield(l, i) {
					return
				}
			}
		}
	}
}
