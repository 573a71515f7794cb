package data

import (
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/paulmach/orb"

	"catchment/geo"
	"catchment/geo/index"
)

// Meta is what is known about a layer beside its features.
type Meta struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	NameEN  string `json:"name_en,omitempty"`
	Role    Role   `json:"role,omitempty" enum:"boundary,landuse,facility,road,population,building,other"`
	Kind    Kind   `json:"kind,omitempty"`
	Version int    `json:"version"`
	CRS     string `json:"crs" doc:"Coordinate system the file was declared in; what is served is always WGS 84."`
	// Conversion says how the coordinates became WGS 84; nil when they were.
	Conversion *Conversion `json:"conversion,omitempty"`
	Loaded     time.Time   `json:"loaded_at"`
	Source     string      `json:"source,omitempty" doc:"File name or other origin, as told by whoever loaded it."`
	// Synthetic is set when every feature says "source":"synthetic".
	Synthetic bool        `json:"synthetic,omitempty"`
	Fields    Fields      `json:"fields,omitempty" doc:"Which property states a fact, as said by whoever loaded the file; empty for none. All others are known by their names."`
	Inference []Inference `json:"inference,omitempty"`

	Accepted int `json:"accepted"`
	Rejected int `json:"rejected"`
	Repaired int `json:"repaired"`
	// Problems are the first found; ProblemsTotal counts those left out too.
	Problems      []Problem `json:"problems,omitempty"`
	ProblemsTotal int       `json:"problems_total,omitempty"`

	// RestoredFrom is the older version this one repeats; 0 for a fresh load.
	RestoredFrom int `json:"restored_from,omitempty"`
	// Edited is the id of the one feature in which this version differs from
	// the one before; empty for a load and where several features changed.
	Edited string `json:"edited,omitempty"`
	// Edits counts in what this version differs from the one before; nil for a load.
	Edits *EditCount `json:"edits,omitempty"`

	// Foreign holds the collection's own foreign members as a JSON object.
	Foreign json.RawMessage `json:"-"`
}

// EditCount is how many features an edit touched.
type EditCount struct {
	Created  int `json:"created"`
	Replaced int `json:"replaced"`
	Removed  int `json:"removed"`
}

// Conversion says how positions were taken to WGS 84 when a layer was loaded.
type Conversion struct {
	From     string  `json:"from" doc:"Coordinate system of the file, as the crs parameter takes it."`
	FromName string  `json:"from_name" example:"CGCS2000 / 3-degree Gauss-Kruger CM 120E"`
	To       string  `json:"to" example:"WGS84"`
	Method   string  `json:"method"`
	ErrorM   float64 `json:"error_m" doc:"Bound on how far a converted position is from the true one, in metres."`
	// EdgeErrorM is 0 for degrees and for points.
	EdgeErrorM float64 `json:"edge_error_m,omitempty" doc:"Bound on how far a straight edge of the projected file may lie from the edge between its converted ends, which is straight in degrees, in metres."`
}

// Layer is a named set of features loaded together. It never changes after
// NewLayer: readers share it without locks.
type Layer struct {
	Meta
	Features []Feature

	// Warnings are what NewLayer found odd while reading the properties, such
	// as a number that cannot be read one way only. They stand beside
	// Meta.Problems, which came with the file.
	Warnings []Problem

	facts  columns
	mapped *mappedColumn // nil where no mapping is for the layer
	types  map[string]int
	byID   idIndex
	byKind map[Kind][]int
	tree   *index.Tree
	schema *lazySchema

	lineage *lineage
}

// maxWarnings is how many warnings a layer keeps.
const maxWarnings = 1000

// NewLayer builds a layer from its metadata and features and takes both over:
// neither may be changed afterwards. It reads the facts its role needs,
// indexes boxes, ids and facility kinds.
//
// The features have passed the gate. The error is ErrLayerID, ErrRole, a
// [*DuplicateIDError] naming two features with one id, or
// ErrGate for a feature that cannot have passed the gate.
func NewLayer(m Meta, fs []Feature) (*Layer, error) { return newLayer(m, fs, nil) }

// NewLayer is [NewLayer] for the features from which c was concluded, whose
// properties it does not read again where Infer has.
func (c Conclusion) NewLayer(m Meta, fs []Feature) (*Layer, error) {
	if m.Role != RoleFacility {
		return newLayer(m, fs, nil)
	}
	return newLayer(m, fs, c.facts)
}

// newLayer is NewLayer, with the facts when they have been read.
func newLayer(m Meta, fs []Feature, facts *factsRead) (*Layer, error) {
	if err := CheckLayerID(m.ID); err != nil {
		return nil, err
	}
	if !m.Role.Valid() {
		return nil, fmt.Errorf("layer %s: %w: %q", m.ID, ErrRole, m.Role)
	}
	l := &Layer{Meta: m, Features: fs, types: map[string]int{}, schema: &lazySchema{}, lineage: &lineage{}}
	if err := l.build(facts); err != nil {
		return nil, err
	}
	return l, nil
}

// build derives what is searched from the features: facts, ids, and boxes with
// their index, beside each other.
func (l *Layer) build(facts *factsRead) error {
	var wg sync.WaitGroup
	var duplicate error
	wg.Go(func() {
		if facts == nil {
			facts = readFacts(&l.Meta, l.Features)
		}
		facts = facts.of(&l.Meta)
		l.facts, l.Warnings = facts.columns, facts.warnings
		l.indexKinds()
	})
	wg.Go(func() {
		index, first, second := newIDIndex(l.Features)
		l.byID, duplicate = index, l.duplicate(first, second)
	})
	bounds := make([]orb.Bound, len(l.Features))
	kind, run := "", 0 // counts go to the map when the type changes
	for i := range l.Features {
		g := l.Features[i].Geometry
		bounds[i] = geo.Bound(g)
		if t := g.GeoJSONType(); t == kind {
			run++
		} else {
			l.count(kind, run)
			kind, run = t, 1
		}
	}
	l.count(kind, run)
	l.tree = index.New(bounds)
	wg.Wait()
	if duplicate != nil {
		return duplicate
	}
	return l.outside()
}

// count counts n more features of a geometry type, or fewer.
func (l *Layer) count(kind string, n int) {
	if n == 0 {
		return
	}
	if l.types[kind] += n; l.types[kind] == 0 {
		delete(l.types, kind)
	}
}

// outside returns the error for a feature that cannot have passed the gate.
func (l *Layer) outside() error {
	for _, i := range l.tree.LeftOut() {
		f := l.Features[i]
		return fmt.Errorf("layer %s: %w: feature %d, id %q, has the box %v", l.ID, ErrGate, i, f.ID, f.Geometry.Bound())
	}
	return nil
}

// duplicate returns the error for two features with one id; nil when second
// is -1.
func (l *Layer) duplicate(first, second int) error {
	if second < 0 {
		return nil
	}
	return &DuplicateIDError{Layer: l.ID, ID: l.Features[second].ID, First: first, Second: second}
}

// indexKinds lists the features of each facility kind, in order.
func (l *Layer) indexKinds() {
	if l.Role != RoleFacility {
		return
	}
	l.byKind = map[Kind][]int{}
	for from, to := 0, 0; from < len(l.Features); from = to {
		k := l.facts.kind.at(from)
		for to = from + 1; to < len(l.Features) && l.facts.kind.at(to) == k; to++ {
		}
		if k == "" {
			continue
		}
		all := slices.Grow(l.byKind[k], to-from)
		for i := from; i < to; i++ {
			all = append(all, i)
		}
		l.byKind[k] = all
	}
}

// WithID returns the layer under another id; all else is shared.
func (l *Layer) WithID(id string) *Layer {
	next := *l
	next.ID = id
	return &next
}

// Len returns the number of features.
func (l *Layer) Len() int { return len(l.Features) }

// Bound returns the box around all features in WGS 84 degrees. It is the zero
// Bound for a layer with no feature.
func (l *Layer) Bound() orb.Bound { return l.tree.Bound() }

// GeometryTypes returns how many features have each GeoJSON geometry type. The
// caller must not change the map.
func (l *Layer) GeometryTypes() map[string]int { return l.types }

// Tree returns the index over the boxes of the features, numbered as in
// Features.
func (l *Layer) Tree() *index.Tree { return l.tree }

// ByID returns the number of the feature with the given id.
func (l *Layer) ByID(id string) (i int, ok bool) {
	i = l.byID.at(l.Features, id)
	return i, i >= 0
}

// Facts returns what the properties of feature i say. It costs a few
// nanoseconds: nothing is parsed.
func (l *Layer) Facts(i int) Facts { return l.facts.facts(i) }

// Kinds returns the facility kinds in the layer with the number of features
// of each; nil unless the layer's role is facility. The caller must not change
// the map's slices.
func (l *Layer) Kinds() map[Kind]int {
	if l.byKind == nil {
		return nil
	}
	n := make(map[Kind]int, len(l.byKind))
	for k, is := range l.byKind {
		n[k] = len(is)
	}
	return n
}
