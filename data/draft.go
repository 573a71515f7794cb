package data

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"time"
	"unicode/utf8"
)

// Draft is something that a user has not saved yet, as the page last left it.
// It is no document: it has no history, and nothing else changes with it. Its
// body is JSON that the caller reads. It never changes: what is saved over it is
// a new Draft.
type Draft struct {
	ID string
	// Version is told from that of every draft before, those that are gone
	// included: microseconds since 1970 at which it was saved, or one more than
	// the highest there is.
	Version int
	Saved   time.Time
	Body    json.RawMessage
}

// The limits of drafts.
const (
	MaxDraftBytes = 64 << 10 // of one body: what a browser still sends of a page that is left
	MaxDrafts     = 200      // the one saved longest ago makes room
)

// KindDraft names a draft where a [VersionError] names a document.
const KindDraft DocumentKind = "draft"

// Drafts keeps drafts durably; its methods may run beside each other. What is
// damaged is like nothing: a page that still has it saves it again.
type Drafts interface {
	// Drafts returns all drafts, the one saved last first.
	Drafts(ctx context.Context) ([]*Draft, error)
	// Draft returns one draft. The error is ErrNoDocument when there is none.
	Draft(ctx context.Context, id string) (*Draft, error)
	// PutDraft keeps the draft in the place of its id and returns it with its
	// version; where there are more than MaxDrafts, the one saved longest ago
	// goes. PutOptions and the errors are those of [Catalog.PutDocument].
	PutDraft(ctx context.Context, d *Draft, opt PutOptions) (*Draft, error)
	// RemoveDraft removes the draft for good. The errors are those of PutDraft
	// and ErrNoDocument.
	RemoveDraft(ctx context.Context, id string, opt PutOptions) error
}

// draftID is what names a draft: 128 bits in hexadecimal.
var draftID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// NewDraft returns a draft saved now, with a copy of the body. Its version is
// what the store makes it.
//
// The error is ErrDraftID, ErrDocument for a body that is not JSON in UTF-8, or
// ErrDocumentSize.
func NewDraft(id string, body []byte) (*Draft, error) {
	switch {
	case !draftID.MatchString(id):
		return nil, fmt.Errorf("%w: %q is not 32 digits of hexadecimal", ErrDraftID, id)
	case len(body) > MaxDraftBytes:
		return nil, fmt.Errorf("draft %s: %w: %d bytes, at most %d", id, ErrDocumentSize, len(body), MaxDraftBytes)
	case !utf8.Valid(body) || !json.Valid(body):
		return nil, fmt.Errorf("draft %s: %w: the body is not JSON", id, ErrDocument)
	}
	return &Draft{ID: id, Saved: time.Now().UTC(), Body: bytes.Clone(body)}, nil
}

// After returns the draft under the version that follows the highest of all
// drafts, for stores.
func (d *Draft) After(highest int) *Draft {
	next := *d
	next.Version = max(int(d.Saved.UnixMicro()), highest+1)
	return &next
}

// CheckDraft returns nil where a draft at version now, 0 for none, may be
// changed on the condition, otherwise a [*VersionError]; for stores.
func CheckDraft(id string, now int, opt PutOptions) error {
	if opt.IfVersion == nil || *opt.IfVersion == now {
		return nil
	}
	return &VersionError{Document: KindDraft, Layer: id, Want: *opt.IfVersion, Got: now}
}

// NoDraft returns the error for a draft that is not there; for stores.
func NoDraft(id string) error { return fmt.Errorf("draft %q: %w", id, ErrNoDocument) }
