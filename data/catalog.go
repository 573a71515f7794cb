package data

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Catalog gives the current Dataset and changes it: first in the store, then,
// when it is durable there, for readers. Readers never wait; writers wait for
// each other.
type Catalog struct {
	current atomic.Pointer[Dataset]

	mu     sync.Mutex // held by the one writer
	store  Store
	closed bool
}

// OpenCatalog returns a catalog of what the store holds. What cannot be read
// is named by Dataset.Damaged; the rest is served.
func OpenCatalog(ctx context.Context, s Store) (*Catalog, error) {
	layers, damaged, err := s.Load(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening the catalog: %w", err)
	}
	documents, damagedToo, err := s.Documents(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening the catalog: %w", err)
	}
	d := NewDataset(layers...)
	for _, x := range documents {
		if err := x.read(); err != nil {
			damagedToo = append(damagedToo, Damage{Document: x.Kind, Layer: x.ID, Version: x.Version, Reason: err.Error()})
			continue
		}
		d = d.WithDocument(x)
	}
	d.revision, d.damaged = 0, append(damaged, damagedToo...)
	c := &Catalog{store: s}
	c.current.Store(d)
	return c, nil
}

// Dataset returns what is loaded now. It never blocks and is never nil.
func (c *Catalog) Dataset() *Dataset { return c.current.Load() }

// PutOptions says on what condition a layer is put.
type PutOptions struct {
	// IfVersion is the version the layer must have now; nil for any. Pointing
	// to 0 it asks that there be no such layer.
	IfVersion *int
}

// Put stores the layer as the next version of its id and then makes it
// visible; it returns the layer as it is served, with its version. What was
// visible before stays so when there is an error.
//
// The error is a [*VersionError], ErrStoreFull, ErrClosed, the context's, or
// the store's own.
func (c *Catalog) Put(ctx context.Context, l *Layer, opt PutOptions) (*Layer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.layerWritable(ctx, l.ID, opt.IfVersion); err != nil {
		return nil, err
	}
	return c.commit(l, func() (int, error) { return c.store.Commit(ctx, l) })
}

// commit makes the layer visible when it is stored.
func (c *Catalog) commit(l *Layer, store func() (version int, err error)) (*Layer, error) {
	version, err := store()
	if err != nil {
		return nil, fmt.Errorf("storing layer %s: %w", l.ID, err)
	}
	l = l.withVersion(version)
	c.current.Store(c.current.Load().with(l))
	return l, nil
}

// Delete withdraws a layer; its history stays and can be restored. The errors
// are those of Put and ErrNoLayer.
func (c *Catalog) Delete(ctx context.Context, id string, opt PutOptions) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.layerWritable(ctx, id, opt.IfVersion); err != nil {
		return err
	}
	if err := c.store.Remove(ctx, id); err != nil {
		return fmt.Errorf("withdrawing layer %s: %w", id, err)
	}
	c.current.Store(c.current.Load().without(id))
	return nil
}

// Versions returns the history of a layer, newest first.
func (c *Catalog) Versions(ctx context.Context, id string) ([]Version, error) {
	return c.store.Versions(ctx, id)
}

// Version reads one version of a layer from the history.
func (c *Catalog) Version(ctx context.Context, id string, version int) (*Layer, error) {
	return c.store.Version(ctx, id, version)
}

// Restore puts an older version of a layer as its next version. The errors are
// those of Version and Put.
func (c *Catalog) Restore(ctx context.Context, id string, version int, opt PutOptions) (*Layer, error) {
	l, err := c.store.Version(ctx, id, version)
	if err != nil {
		return nil, fmt.Errorf("restoring layer %s: %w", id, err)
	}
	again := *l
	again.Loaded, again.RestoredFrom, again.Edited, again.Edits = time.Now().UTC(), version, "", nil
	return c.Put(ctx, &again, opt)
}

// Forget removes the versions of a layer before one from its history for good,
// and returns their numbers, oldest first; its newest and what later versions
// are made of stays. The room is used by later loads.
//
// The error is ErrNoLayer, ErrClosed, the context's, or the store's own.
func (c *Catalog) Forget(ctx context.Context, id string, before int) ([]int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.layerWritable(ctx, id, nil); err != nil {
		return nil, err
	}
	return c.store.Forget(ctx, id, before)
}

// Close waits for the writer and closes the store. Reading goes on.
func (c *Catalog) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil
	}
	c.closed = true
	return c.store.Close()
}

// layerWritable returns why the layer may not be changed now, nil if it may.
func (c *Catalog) layerWritable(ctx context.Context, id string, ifVersion *int) error {
	got := 0
	if l, ok := c.Dataset().Layer(id); ok {
		got = l.Version
	}
	return c.writable(ctx, VersionError{Layer: id, Got: got}, ifVersion)
}

// writable returns why what is now as told may not be changed, nil if it may.
func (c *Catalog) writable(ctx context.Context, is VersionError, ifVersion *int) error {
	if c.closed {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if ifVersion == nil {
		return nil
	}
	if is.Got != *ifVersion {
		is.Want = *ifVersion
		return &is
	}
	return nil
}

// withVersion returns the layer under another version number; all else is
// shared.
func (l *Layer) withVersion(version int) *Layer {
	next := *l
	next.Version = version
	return &next
}
