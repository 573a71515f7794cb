package data

import (
	"context"
	"slices"
	"sync"
)

// MemoryDrafts are Drafts that last as long as the program. The zero value is
// empty and ready.
type MemoryDrafts struct {
	mu  sync.Mutex
	all []*Draft // by version
}

// Drafts returns all drafts, the one saved last first.
func (m *MemoryDrafts) Drafts(context.Context) ([]*Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := slices.Clone(m.all)
	slices.Reverse(all)
	return all, nil
}

// Draft returns one draft.
func (m *MemoryDrafts) Draft(_ context.Context, id string) (*Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i, _ := m.find(id); i >= 0 {
		return m.all[i], nil
	}
	return nil, NoDraft(id)
}

// PutDraft keeps the draft in the place of its id.
func (m *MemoryDrafts) PutDraft(_ context.Context, d *Draft, opt PutOptions) (*Draft, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, now := m.find(d.ID)
	if err := CheckDraft(d.ID, now, opt); err != nil {
		return nil, err
	}
	highest := 0
	if len(m.all) > 0 {
		highest = m.all[len(m.all)-1].Version
	}
	if i >= 0 {
		m.all = slices.Delete(m.all, i, i+1)
	}
	d = d.After(highest)
	m.all = append(m.all, d)
	m.all = slices.Delete(m.all, 0, max(0, len(m.all)-MaxDrafts))
	return d, nil
}

// RemoveDraft removes the draft.
func (m *MemoryDrafts) RemoveDraft(_ context.Context, id string, opt PutOptions) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	i, now := m.find(id)
	if i < 0 {
		return NoDraft(id)
	}
	if err := CheckDraft(id, now, opt); err != nil {
		return err
	}
	m.all = slices.Delete(m.all, i, i+1)
	return nil
}

// find returns where a draft stands and its version, -1 and 0 for none.
func (m *MemoryDrafts) find(id string) (i, version int) {
	i = slices.IndexFunc(m.all, func(d *Draft) bool { return d.ID == id })
	if i < 0 {
		return i, 0
	}
	return i, m.all[i].Version
}
