package data

import (
	"context"
	"fmt"
	"slices"
	"sync"
)

// Memory is a Store that lasts as long as the program: for tests and for
// questions about files that nobody wants to keep. The zero value is empty and
// ready.
type Memory struct {
	mu      sync.Mutex
	history map[string][]*Layer // versions 1, 2, …; nil where forgotten
	current map[string]bool

	documents map[documentID][]*Document // versions 1, 2, …
	withdrawn map[documentID]bool
}

// documentID names a document.
type documentID struct {
	kind DocumentKind
	id   string
}

// Load returns nothing: a Memory starts empty.
func (m *Memory) Load(context.Context) ([]*Layer, []Damage, error) { return nil, nil, nil }

// Commit keeps the layer as the next version of its id.
func (m *Memory) Commit(_ context.Context, l *Layer) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.history == nil {
		m.history, m.current = map[string][]*Layer{}, map[string]bool{}
	}
	version := len(m.history[l.ID]) + 1
	m.history[l.ID] = append(m.history[l.ID], l.withVersion(version))
	m.current[l.ID] = true
	return version, nil
}

// CommitChanges keeps the layer as the next version of its id.
func (m *Memory) CommitChanges(ctx context.Context, l *Layer, _ int, _ Changes) (int, error) {
	return m.Commit(ctx, l)
}

// Remove withdraws the layer.
func (m *Memory) Remove(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.current[id] {
		return fmt.Errorf("layer %s: %w", id, ErrNoLayer)
	}
	delete(m.current, id)
	return nil
}

// Versions returns the history, newest first.
func (m *Memory) Versions(_ context.Context, id string) ([]Version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.history[id]
	if len(all) == 0 {
		return nil, fmt.Errorf("layer %s: %w", id, ErrNoLayer)
	}
	var out []Version
	for i, l := range slices.Backward(all) {
		if l == nil {
			continue
		}
		out = append(out, Version{
			Version: l.Version, Name: l.Name, Role: l.Role, Kind: l.Kind, Features: l.Len(),
			Loaded: l.Loaded, Source: l.Source, Edits: l.Edits, Current: m.current[id] && i == len(all)-1,
		})
	}
	return out, nil
}

// Version returns one version of the history.
func (m *Memory) Version(_ context.Context, id string, version int) (*Layer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.history[id]
	if len(all) == 0 {
		return nil, fmt.Errorf("layer %s: %w", id, ErrNoLayer)
	}
	if version < 1 || version > len(all) || all[version-1] == nil {
		return nil, fmt.Errorf("layer %s version %d: %w", id, version, ErrNoVersion)
	}
	return all[version-1], nil
}

// Forget removes versions from the history.
func (m *Memory) Forget(_ context.Context, id string, before int) (removed []int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := m.history[id]
	if len(all) == 0 {
		return nil, fmt.Errorf("layer %s: %w", id, ErrNoLayer)
	}
	for i := range all[:max(0, min(before, len(all))-1)] {
		if all[i] != nil {
			all[i], removed = nil, append(removed, i+1)
		}
	}
	return removed, nil
}

// Documents returns nothing: a Memory starts empty.
func (m *Memory) Documents(context.Context) ([]*Document, []Damage, error) { return nil, nil, nil }

// CommitDocument keeps the document as the next version of its id.
func (m *Memory) CommitDocument(_ context.Context, d *Document) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.documents == nil {
		m.documents, m.withdrawn = map[documentID][]*Document{}, map[documentID]bool{}
	}
	name := documentID{d.Kind, d.ID}
	version := len(m.documents[name]) + 1
	m.documents[name] = append(m.documents[name], d.withVersion(version))
	m.withdrawn[name] = false
	return version, nil
}

// RemoveDocument withdraws the document.
func (m *Memory) RemoveDocument(_ context.Context, kind DocumentKind, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	name := documentID{kind, id}
	if len(m.documents[name]) == 0 || m.withdrawn[name] {
		return fmt.Errorf("%s %s: %w", kind, id, ErrNoDocument)
	}
	m.withdrawn[name] = true
	return nil
}

// DocumentHistory returns every version, newest first.
func (m *Memory) DocumentHistory(_ context.Context, kind DocumentKind, id string) ([]*Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := slices.Clone(m.documents[documentID{kind, id}])
	if len(out) == 0 {
		return nil, fmt.Errorf("%s %s: %w", kind, id, ErrNoDocument)
	}
	slices.Reverse(out)
	return out, nil
}

// Close does nothing.
func (m *Memory) Close() error { return nil }
