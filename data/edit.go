package data

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// WithFeature returns the layer with f in the place of feature i; all other
// features are shared. f has passed the gate and has the id of the one it
// replaces, else the error is that of NewLayer. Cost is that of NewLayer.
func (l *Layer) WithFeature(i int, f Feature) (*Layer, error) {
	fs := slices.Clone(l.Features)
	fs[i] = f
	m := l.Meta
	m.Problems = slices.Clone(m.Problems)
	next, err := NewLayer(m, fs)
	if err != nil {
		return nil, fmt.Errorf("changing feature %s: %w", f.ID, err)
	}
	return next, nil
}

// Edit changes one feature of a layer: the layer with it is stored as its next
// version and then made visible, as with Put. change gets the feature as it is
// and returns what it is to be, with the same id; it may be called again when
// somebody else changed the layer meanwhile and opt asks for no version.
//
// The error is ErrNoLayer, ErrNoFeature, one of Put's, or change's own.
func (c *Catalog) Edit(ctx context.Context, id, feature string, opt PutOptions, change func(Feature) (Feature, error)) (*Layer, error) {
	for {
		l, ok := c.Dataset().Layer(id)
		if !ok {
			return nil, fmt.Errorf("layer %s: %w", id, ErrNoLayer)
		}
		if opt.IfVersion != nil && *opt.IfVersion != l.Version {
			return nil, &VersionError{Layer: id, Want: *opt.IfVersion, Got: l.Version}
		}
		i, ok := l.ByID(feature)
		if !ok {
			return nil, fmt.Errorf("layer %s: %w: %q", id, ErrNoFeature, feature)
		}
		f, err := change(l.Features[i])
		if err != nil {
			return nil, err
		}
		f.ID, f.IDKind = l.Features[i].ID, l.Features[i].IDKind
		next, err := l.WithFeature(i, f)
		if err != nil {
			return nil, err
		}
		next.Loaded, next.RestoredFrom, next.Edited = time.Now().UTC(), 0, f.ID
		version := l.Version
		stored, err := c.Put(ctx, next, PutOptions{IfVersion: &version})
		if errors.Is(err, ErrVersionMismatch) && opt.IfVersion == nil {
			continue
		}
		return stored, err
	}
}
