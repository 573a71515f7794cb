package data

import (
	"context"
	"time"
)

// Store keeps layers and documents durably. The catalog calls its writing methods one at a
// time; reading methods may run beside them.
type Store interface {
	// Load returns the current version of every layer, and names those that
	// cannot be read. The error is for a store that cannot be read at all.
	Load(ctx context.Context) ([]*Layer, []Damage, error)
	// Commit makes the layer durable as the next version of its id and returns
	// that version: one more than the highest there ever was, withdrawn ones
	// included. After an error nothing has changed.
	Commit(ctx context.Context, l *Layer) (version int, err error)
	// CommitChanges is Commit for a layer that is what the changes make of its
	// version before, the current one: [Layer.With]. Of its Meta no more than
	// Version, Loaded, RestoredFrom, Edited and Edits may differ from before.
	CommitChanges(ctx context.Context, l *Layer, before int, c Changes) (version int, err error)
	// Remove withdraws the layer; its versions stay in the history. The error
	// is ErrNoLayer when there is none.
	Remove(ctx context.Context, id string) error
	// Versions returns the history of the layer, newest first. The error is
	// ErrNoLayer when the id has never been used.
	Versions(ctx context.Context, id string) ([]Version, error)
	// Version reads one version from the history. The error is ErrNoLayer,
	// ErrNoVersion or ErrDamaged.
	Version(ctx context.Context, id string, version int) (*Layer, error)
	// Forget removes versions before one from the history for good, and returns
	// their numbers, oldest first. The newest version, the current one, and what
	// versions that stay are made of stay too. The error is ErrNoLayer when the
	// id has never been used.
	Forget(ctx context.Context, id string, before int) (removed []int, err error)
	// Documents returns the current version of every document, and names those
	// that cannot be read.
	Documents(ctx context.Context) ([]*Document, []Damage, error)
	// CommitDocument makes the document durable as the next version of its id,
	// as Commit does with a layer.
	CommitDocument(ctx context.Context, d *Document) (version int, err error)
	// RemoveDocument withdraws the document; its versions stay in the history.
	// The error is ErrNoDocument when there is none.
	RemoveDocument(ctx context.Context, kind DocumentKind, id string) error
	// DocumentHistory returns every version of the document, newest first. The
	// error is ErrNoDocument when the id has never been used, or ErrDamaged.
	DocumentHistory(ctx context.Context, kind DocumentKind, id string) ([]*Document, error)
	// Close waits for what is being written and releases the store.
	Close() error
}

// Version is one entry of a layer's history.
type Version struct {
	Version  int       `json:"version"`
	Name     string    `json:"name"`
	Role     Role      `json:"role"`
	Kind     Kind      `json:"kind,omitempty"`
	Features int       `json:"features"`
	Loaded   time.Time `json:"loaded_at"`
	Source   string    `json:"source,omitempty"`
	Bytes    int64     `json:"bytes" doc:"Size in the store."`
	Current  bool      `json:"current"`
	// Edits is nil for a load.
	Edits *EditCount `json:"edits,omitempty" doc:"What was done to single features of the version before; not given for a load."`
}
