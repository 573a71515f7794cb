package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/server/problem"
)

// DocumentPath names a document in a path.
type DocumentPath struct {
	ID string `path:"id" maxLength:"96" doc:"Its id: letters and digits of any script, - _ ."`
}

// documentOperation describes an operation that changes a document.
func documentOperation(id, method, path, summary string) huma.Operation {
	op := operation(id, method, path, summary)
	op.Errors = append(op.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired, http.StatusRequestEntityTooLarge,
		http.StatusUnprocessableEntity, http.StatusInsufficientStorage)
	op.MaxBodyBytes = data.MaxDocumentBytes
	return op
}

// documentETag names a version of a document.
func documentETag(d *data.Document) string { return etag(string(d.Kind)+"."+d.ID, d.Version) }

// document finds a document of the dataset as it is now.
func (s *server) document(kind data.DocumentKind, id string) (*data.Document, error) {
	if d, ok := s.Catalog.Dataset().Document(kind, id); ok {
		return d, nil
	}
	return nil, s.fail(fmt.Errorf("%s %q: %w", kind, id, data.ErrNoDocument))
}

// describeDocuments describes every document of a kind, in the order of their ids.
func describeDocuments[T any](s *server, kind data.DocumentKind, describe func(*data.Document) (T, error)) ([]T, error) {
	all := []T{}
	for _, d := range s.Catalog.Dataset().Documents(kind) {
		one, err := describe(d)
		if err != nil {
			return nil, s.fail(err)
		}
		all = append(all, one)
	}
	return all, nil
}

// deleteRoute registers the withdrawal of documents of a kind.
func (s *server) deleteRoute(api huma.API, kind data.DocumentKind, id, path, summary string) {
	huma.Register(api, documentOperation(id, http.MethodDelete, path, summary), func(ctx context.Context, in *struct {
		DocumentPath
		Conditional
	}) (*struct{}, error) {
		return nil, s.deleteDocument(ctx, &in.Conditional, kind, in.ID)
	})
}

// documentVersion returns the version that the condition asks the document to have.
func (s *server) documentVersion(m *Conditional, kind data.DocumentKind, id string) (*int, error) {
	now := 0
	if d, found := s.Catalog.Dataset().Document(kind, id); found {
		now = d.Version
	}
	return m.seen(kind, id, now)
}

// seen returns the version that the condition asks what is at version now to
// have, 0 for none in both. What is there is not changed by a request that does
// not say which version it saw.
func (m *Conditional) seen(kind data.DocumentKind, id string, now int) (*int, error) {
	switch {
	case m.IfMatch == "" && now == 0:
		return &now, nil
	case m.IfMatch == "" && m.IfNoneMatch != "":
		return nil, problem.Details{Status: http.StatusPreconditionFailed, Parameter: "If-None-Match",
			Detail: fmt.Sprintf("%s %q is there: GET gives it with its ETag", kind, id)}.Complete()
	case m.IfMatch == "":
		return nil, problem.Details{Status: http.StatusPreconditionRequired, Parameter: "If-Match",
			Detail: fmt.Sprintf("%s %q is there: send If-Match with the ETag of the version to change; GET gives it", kind, id)}.Complete()
	}
	v, p := asked(m.IfMatch, now, func(v int) string { return documentETag(&data.Document{Kind: kind, ID: id, Version: v}) })
	if p != nil {
		p.Detail += fmt.Sprintf("; GET gives the ETag of the %s %q as it is", kind, id)
		return nil, p
	}
	return v, nil
}

// putDocument stores a document on the condition of the request and returns it
// with the status of the answer.
func (s *server) putDocument(ctx context.Context, m *Conditional, kind data.DocumentKind, id string, body []byte) (*data.Document, int, error) {
	only, err := s.documentVersion(m, kind, id)
	if err != nil {
		return nil, 0, err
	}
	d, err := data.NewDocument(kind, id, body)
	if err != nil {
		return nil, 0, s.fail(err)
	}
	if d, err = s.Catalog.PutDocument(ctx, d, data.PutOptions{IfVersion: only}); err != nil {
		return nil, 0, s.fail(err)
	}
	if *only == 0 {
		return d, http.StatusCreated, nil
	}
	return d, http.StatusOK, nil
}

// deleteDocument withdraws a document on the condition of the request.
func (s *server) deleteDocument(ctx context.Context, m *Conditional, kind data.DocumentKind, id string) error {
	if _, err := s.document(kind, id); err != nil {
		return err
	}
	only, err := s.documentVersion(m, kind, id)
	if err != nil {
		return err
	}
	if err := s.Catalog.DeleteDocument(ctx, kind, id, data.PutOptions{IfVersion: only}); err != nil {
		return s.fail(err)
	}
	return nil
}
