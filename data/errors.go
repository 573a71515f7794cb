package data

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// What a caller of this package may branch on.
var (
	// ErrNoLayer: no layer has the id.
	ErrNoLayer = errors.New("no such layer")
	// ErrNoVersion: the layer has no such version.
	ErrNoVersion = errors.New("no such version of the layer")
	// ErrNoFeature: the layer has no feature of that id.
	ErrNoFeature = errors.New("no such feature")
	// ErrVersionMismatch: the layer is not at the version the caller expected.
	ErrVersionMismatch = errors.New("layer has another version")
	// ErrNoDocument: no document of the kind has the id.
	ErrNoDocument = errors.New("no such document")
	// ErrDocument: it cannot be stored as a document.
	ErrDocument = errors.New("not a document")
	// ErrDocumentSize: the document is larger than MaxDocumentBytes.
	ErrDocumentSize = errors.New("document is too large")
	// ErrDraftID: the id cannot name a draft.
	ErrDraftID = errors.New("not a draft id")
	// ErrStoreFull: the change would take the store past its size limit, or
	// the disk has no room.
	ErrStoreFull = errors.New("store is full")
	// ErrLayerID: the id cannot name a layer.
	ErrLayerID = errors.New("not a layer id")
	// ErrRole: the role is none of the known ones.
	ErrRole = errors.New("not a role")
	// ErrGate: a feature lies nowhere on the Earth; it has not passed the gate.
	ErrGate = errors.New("feature has not passed the gate")
	// ErrDamaged: what the store holds is not what was put into it.
	ErrDamaged = errors.New("stored layer is damaged")
	// ErrBusy: another program keeps the store from being written to.
	ErrBusy = errors.New("another program is writing to the store")
	// ErrClosed: the catalog or its store has been closed.
	ErrClosed = errors.New("store is closed")
)

// DuplicateIDError names two features of one layer that have the same id.
type DuplicateIDError struct {
	Layer         string
	ID            string
	First, Second int // numbers of the features, from 0
}

func (e *DuplicateIDError) Error() string {
	return fmt.Sprintf("layer %s: features %d and %d have the same id %q", e.Layer, e.First, e.Second, e.ID)
}

// VersionError says which version a layer or a document has where another was
// expected.
type VersionError struct {
	Document  DocumentKind // empty for a layer
	Layer     string       // id of the layer or the document
	Want, Got int          // Got is 0 when there is no such thing
}

func (e *VersionError) Error() string {
	if e.Document == "" && e.Want == 0 {
		return fmt.Sprintf("layer %s: expected none, found version %d", e.Layer, e.Got)
	}
	if e.Document != "" {
		return fmt.Sprintf("%s %s: expected version %d, found %d", e.Document, e.Layer, e.Want, e.Got)
	}
	return fmt.Sprintf("layer %s: expected version %d, found %d", e.Layer, e.Want, e.Got)
}

// Is makes errors.Is(err, ErrVersionMismatch) hold.
func (e *VersionError) Is(target error) bool { return target == ErrVersionMismatch }

// maxLayerID is the longest layer id, in bytes.
const maxLayerID = 96

// CheckLayerID returns nil if id can name a layer: 1 to 96 bytes of letters and
// digits of any script, combining marks, and - _ . with a letter or digit
// first. Otherwise the error wraps ErrLayerID and says why.
func CheckLayerID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("%w: it is empty", ErrLayerID)
	case len(id) > maxLayerID:
		return fmt.Errorf("%w: %d bytes, at most %d", ErrLayerID, len(id), maxLayerID)
	case !utf8.ValidString(id):
		return fmt.Errorf("%w: %q is not UTF-8", ErrLayerID, id)
	}
	for i, r := range id {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			continue
		}
		if i > 0 && (r == '-' || r == '_' || r == '.' || unicode.IsMark(r)) {
			continue
		}
		return fmt.Errorf("%w: %q has %q, use letters, digits, - _ .", ErrLayerID, id, r)
	}
	return nil
}
