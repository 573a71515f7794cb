package data_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"catchment/data"
)

func (s *failingStore) CommitDocument(ctx context.Context, d *data.Document) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	return s.Memory.CommitDocument(ctx, d)
}

func (s *failingStore) RemoveDocument(ctx context.Context, kind data.DocumentKind, id string) error {
	if s.err != nil {
		return s.err
	}
	return s.Memory.RemoveDocument(ctx, kind, id)
}

// bodyOf makes a text the body of a document of a kind.
func bodyOf(kind data.DocumentKind, text string) string {
	switch kind {
	case data.DocumentRuleSet:
		return `{"active":true,"file":{"note":"` + text + `"}}`
	case data.DocumentMapping:
		return `{"title":"` + text + `","entries":[]}`
	}
	return text
}

func document(t testing.TB, kind data.DocumentKind, id, body string) *data.Document {
	t.Helper()
	d, err := data.NewDocument(kind, id, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDocumentVersions(t *testing.T) {
	ctx := context.Background()
	c := openCatalog(t, &data.Memory{})
	zero, one := 0, 1
	put := func(kind data.DocumentKind, body string, opt data.PutOptions) (int, error) {
		d, err := c.PutDocument(ctx, document(t, kind, "a", bodyOf(kind, body)), opt)
		if err != nil {
			return 0, err
		}
		return d.Version, nil
	}
	if _, err := put(data.DocumentMapping, `1`, data.PutOptions{IfVersion: &one}); !errors.Is(err, data.ErrVersionMismatch) {
		t.Errorf("PutDocument if version 1 of nothing: %v, want ErrVersionMismatch", err)
	}
	for i, kind := range []data.DocumentKind{data.DocumentScenario, data.DocumentMapping, data.DocumentRuleSet} {
		if v, err := put(kind, fmt.Sprint(i), data.PutOptions{IfVersion: &zero}); v != 1 || err != nil {
			t.Fatalf("first %s = version %d, %v, want 1", kind, v, err)
		}
	}
	before := c.Dataset()
	if v, err := put(data.DocumentMapping, `[2]`, data.PutOptions{IfVersion: &one}); v != 2 || err != nil {
		t.Fatalf("second PutDocument = version %d, %v, want 2", v, err)
	}
	if d, _ := before.Document(data.DocumentMapping, "a"); d.Version != 1 || string(d.Body) != bodyOf(d.Kind, "1") {
		t.Errorf("the older dataset changed: %+v", d)
	}
	now := c.Dataset()
	if d, ok := now.Document(data.DocumentMapping, "a"); !ok || d.Version != 2 || string(d.Body) != bodyOf(d.Kind, "[2]") || now.Revision() <= before.Revision() {
		t.Errorf("now %+v, %v at revision %d", d, ok, now.Revision())
	}
	if _, ok := now.Document(data.DocumentMapping, "b"); ok || len(now.Documents(data.DocumentRuleSet)) != 1 || len(now.Documents("none")) != 0 {
		t.Error("documents that nobody put are there, or one is missing")
	}
	// Layers and documents change beside each other.
	if _, err := c.Put(ctx, named(t, "a", data.RoleOther, ""), data.PutOptions{IfVersion: &zero}); err != nil {
		t.Fatal(err)
	}
	if err := c.Delete(ctx, "a", data.PutOptions{}); err != nil || len(c.Dataset().Documents(data.DocumentMapping)) != 1 {
		t.Errorf("after a layer came and went: %v, documents %v", err, c.Dataset().Documents(data.DocumentMapping))
	}
	if err := c.DeleteDocument(ctx, data.DocumentMapping, "a", data.PutOptions{IfVersion: &one}); !errors.Is(err, data.ErrVersionMismatch) {
		t.Errorf("DeleteDocument of an older version: %v, want ErrVersionMismatch", err)
	}
	if err := c.DeleteDocument(ctx, data.DocumentMapping, "a", data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := c.DeleteDocument(ctx, data.DocumentMapping, "a", data.PutOptions{}); !errors.Is(err, data.ErrNoDocument) {
		t.Errorf("second DeleteDocument: %v, want ErrNoDocument", err)
	}
	if v, err := put(data.DocumentMapping, `3`, data.PutOptions{IfVersion: &zero}); v != 3 || err != nil {
		t.Errorf("PutDocument after DeleteDocument = %d, %v, want 3: versions are not used twice", v, err)
	}
	history, err := c.DocumentHistory(ctx, data.DocumentMapping, "a")
	if err != nil || len(history) != 3 || history[0].Version != 3 || string(history[1].Body) != bodyOf(data.DocumentMapping, "[2]") {
		t.Errorf("DocumentHistory = %v, %v", history, err)
	}
	if _, err := c.DocumentHistory(ctx, data.DocumentMapping, "b"); !errors.Is(err, data.ErrNoDocument) {
		t.Errorf("DocumentHistory of nothing: %v, want ErrNoDocument", err)
	}
}

// TestDocumentFailure checks that what cannot be stored is not shown.
func TestDocumentFailure(t *testing.T) {
	ctx := context.Background()
	s := &failingStore{}
	c := openCatalog(t, s)
	if _, err := c.PutDocument(ctx, document(t, data.DocumentScenario, "a", `{}`), data.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	before := c.Dataset()
	s.err = data.ErrStoreFull
	if _, err := c.PutDocument(ctx, document(t, data.DocumentScenario, "a", `[]`), data.PutOptions{}); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("PutDocument: %v, want ErrStoreFull", err)
	}
	if err := c.DeleteDocument(ctx, data.DocumentScenario, "a", data.PutOptions{}); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("DeleteDocument: %v, want ErrStoreFull", err)
	}
	if c.Dataset() != before {
		t.Error("the dataset changed")
	}
}

func TestDocumentLimits(t *testing.T) {
	ctx := context.Background()
	for _, x := range []struct {
		kind     data.DocumentKind
		id, body string
		want     error
	}{
		{"", "a", `{}`, data.ErrDocument},
		{"layer", "a", `{}`, data.ErrDocument},
		{data.DocumentMapping, "a/b", `{}`, data.ErrLayerID},
		{data.DocumentMapping, "", `{}`, data.ErrLayerID},
		{data.DocumentMapping, "a", ``, data.ErrDocument},
		{data.DocumentMapping, "a", `{"a":`, data.ErrDocument},
		{data.DocumentMapping, "a", "\"\xff\"", data.ErrDocument},
		{data.DocumentMapping, "a", `"` + strings.Repeat("x", data.MaxDocumentBytes) + `"`, data.ErrDocumentSize},
		{data.DocumentScenario, "用地", `"` + strings.Repeat("x", data.MaxDocumentBytes-2) + `"`, nil},
	} {
		if _, err := data.NewDocument(x.kind, x.id, []byte(x.body)); !errors.Is(err, x.want) {
			t.Errorf("NewDocument(%q, %q, %.20q) = %v, want %v", x.kind, x.id, x.body, err, x.want)
		}
	}
	c := openCatalog(t, &data.Memory{})
	for i := range data.MaxDocuments {
		if _, err := c.PutDocument(ctx, document(t, data.DocumentScenario, fmt.Sprint(i), `{}`), data.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.PutDocument(ctx, document(t, data.DocumentScenario, "more", `{}`), data.PutOptions{}); !errors.Is(err, data.ErrStoreFull) {
		t.Errorf("one document too many: %v, want ErrStoreFull", err)
	}
	if _, err := c.PutDocument(ctx, document(t, data.DocumentScenario, "7", `[]`), data.PutOptions{}); err != nil {
		t.Errorf("a new version of one of many: %v", err)
	}
}
