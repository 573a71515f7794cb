package data

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Document is something small that a user made beside the layers: a rule set,
// a class mapping, a scenario. Its body is JSON that the package of its kind
// reads. It never changes: a new version is a new Document.
type Document struct {
	Kind    DocumentKind    `json:"kind" enum:"ruleset,mapping,scenario"`
	ID      string          `json:"id"`
	Version int             `json:"version"`
	Changed time.Time       `json:"changed_at"`
	Body    json.RawMessage `json:"body"`
}

// DocumentKind says what a document is; ids are told apart within a kind.
type DocumentKind string

// The kinds of documents.
const (
	DocumentRuleSet  DocumentKind = "ruleset"
	DocumentMapping  DocumentKind = "mapping"
	DocumentScenario DocumentKind = "scenario"
)

// Valid tells whether the kind is a known one.
func (k DocumentKind) Valid() bool {
	return k == DocumentRuleSet || k == DocumentMapping || k == DocumentScenario
}

// The limits of documents.
const (
	MaxDocumentBytes = 1 << 20 // of one body
	MaxDocuments     = 1000    // current ones, of all kinds together
)

// NewDocument returns a document changed now, with a copy of the body. Its
// version is what the catalog makes it.
//
// The error is ErrLayerID for an id that could not name a layer either,
// ErrDocument for an unknown kind or a body that is not JSON in UTF-8,
// ErrDocumentSize, or that of [ReadRuleSet] or [ReadMapping].
func NewDocument(kind DocumentKind, id string, body []byte) (*Document, error) {
	d := &Document{Kind: kind, ID: id, Changed: time.Now().UTC(), Body: bytes.Clone(body)}
	if err := d.check(); err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Document) check() error {
	if !d.Kind.Valid() {
		return fmt.Errorf("%w: %q is not a kind of documents", ErrDocument, d.Kind)
	}
	if err := CheckLayerID(d.ID); err != nil {
		return err
	}
	if len(d.Body) > MaxDocumentBytes {
		return fmt.Errorf("%s %s: %w: %d bytes, at most %d", d.Kind, d.ID, ErrDocumentSize, len(d.Body), MaxDocumentBytes)
	}
	if !utf8.Valid(d.Body) || !json.Valid(d.Body) {
		return fmt.Errorf("%s %s: %w: the body is not JSON", d.Kind, d.ID, ErrDocument)
	}
	return d.read()
}

// read returns why the body does not say what a document of its kind must say.
func (d *Document) read() error {
	if d.Kind == DocumentRuleSet {
		_, _, err := ReadRuleSet(d.Body)
		return err
	}
	if d.Kind == DocumentMapping {
		_, err := ReadMapping(d.Body)
		return err
	}
	return nil
}

// withVersion returns the document under a version number.
func (d *Document) withVersion(version int) *Document {
	next := *d
	next.Version = version
	return &next
}

// Document returns the current document of a kind with the given id.
func (d *Dataset) Document(kind DocumentKind, id string) (*Document, bool) {
	i, found := d.findDocument(kind, id)
	if !found {
		return nil, false
	}
	return d.documents[i], true
}

// Documents returns the current documents of a kind, ordered by id. The caller
// must not change the slice.
func (d *Dataset) Documents(kind DocumentKind) []*Document {
	from, _ := d.findDocument(kind, "")
	to := from
	for to < len(d.documents) && d.documents[to].Kind == kind {
		to++
	}
	return d.documents[from:to:to]
}

func (d *Dataset) findDocument(kind DocumentKind, id string) (i int, found bool) {
	return slices.BinarySearchFunc(d.documents, id, func(x *Document, id string) int {
		return cmp.Or(strings.Compare(string(x.Kind), string(kind)), strings.Compare(x.ID, id))
	})
}

// WithDocument returns a copy of d in which the document takes the place of
// its id, for tests and for questions about what is not in a catalog.
func (d *Dataset) WithDocument(doc *Document) *Dataset {
	next := d.next()
	next.damaged = withoutDamage(d.damaged, Damage{Document: doc.Kind, Layer: doc.ID})
	i, found := d.findDocument(doc.Kind, doc.ID)
	next.documents = slices.Clone(d.documents)
	if found {
		next.documents[i] = doc
	} else {
		next.documents = slices.Insert(next.documents, i, doc)
	}
	next.settle(doc.Kind)
	return next
}

// settle renews what is derived from the documents of a kind.
func (d *Dataset) settle(kind DocumentKind) {
	if kind == DocumentRuleSet {
		d.book = &ruleBook{}
	}
	if kind != DocumentMapping {
		return
	}
	d.mappings = nil
	for _, doc := range d.Documents(kind) {
		if m, err := ReadMapping(doc.Body); err == nil { // the catalog lets no other in
			d.mappings = append(d.mappings, m)
		}
	}
	d.layers = slices.Clone(d.layers)
	for i, l := range d.layers {
		d.layers[i] = l.remap(d.mappings)
	}
}

// withoutDocument returns a copy of d that has no such document.
func (d *Dataset) withoutDocument(kind DocumentKind, id string) *Dataset {
	next := d.next()
	next.damaged = withoutDamage(d.damaged, Damage{Document: kind, Layer: id})
	if i, found := d.findDocument(kind, id); found {
		next.documents = slices.Delete(slices.Clone(d.documents), i, i+1)
		next.settle(kind)
	}
	return next
}

// PutDocument stores a document as the next version of its id and then makes
// it visible; it returns the document with its version. PutOptions and the
// errors are those of Put, with ErrStoreFull for one document too many, and
// those of NewDocument.
func (c *Catalog) PutDocument(ctx context.Context, d *Document, opt PutOptions) (*Document, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.documentWritable(ctx, d.Kind, d.ID, opt.IfVersion); err != nil {
		return nil, err
	}
	now := c.current.Load()
	if _, known := now.Document(d.Kind, d.ID); !known && len(now.documents) >= MaxDocuments {
		return nil, fmt.Errorf("%w: there are %d documents, the most there may be", ErrStoreFull, MaxDocuments)
	}
	version, err := c.store.CommitDocument(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("storing %s %s: %w", d.Kind, d.ID, err)
	}
	d = d.withVersion(version)
	c.current.Store(now.WithDocument(d))
	return d, nil
}

// DeleteDocument withdraws a document; its history stays. The errors are those
// of Put and ErrNoDocument.
func (c *Catalog) DeleteDocument(ctx context.Context, kind DocumentKind, id string, opt PutOptions) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.documentWritable(ctx, kind, id, opt.IfVersion); err != nil {
		return err
	}
	if err := c.store.RemoveDocument(ctx, kind, id); err != nil {
		return fmt.Errorf("withdrawing %s %s: %w", kind, id, err)
	}
	c.current.Store(c.current.Load().withoutDocument(kind, id))
	return nil
}

// DocumentHistory returns every version of a document, newest first, those of
// a withdrawn one too. The error is ErrNoDocument when the id was never used.
func (c *Catalog) DocumentHistory(ctx context.Context, kind DocumentKind, id string) ([]*Document, error) {
	return c.store.DocumentHistory(ctx, kind, id)
}

// documentWritable returns why the document may not be changed now, nil if it
// may.
func (c *Catalog) documentWritable(ctx context.Context, kind DocumentKind, id string, ifVersion *int) error {
	got := 0
	if d, ok := c.Dataset().Document(kind, id); ok {
		got = d.Version
	}
	return c.writable(ctx, VersionError{Document: kind, Layer: id, Got: got}, ifVersion)
}
