package server_test

import (
	"net/http"
	"testing"
)

// problemShape is a problem document.
type problemShape struct {
	Type, Title, Detail, Parameter, Layer, Path string
	Status, Line, Column                        int
	Feature                                     *int
	Problems                                    []struct {
		Feature, Line, Column         int
		Path, Rule, Severity, Message string
	}
}

// problem decodes an answer that must be a complete problem document.
func (a answer) problem(t testing.TB) problemShape {
	t.Helper()
	var p problemShape
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("%v: Content-Type %q, want application/problem+json", a, got)
		return p
	}
	a.into(t, &p)
	if p.Status != a.status || p.Status < 400 || p.Title == "" || p.Type == "" || len(p.Detail) < 10 {
		t.Errorf("%v is not a complete problem document", a)
	}
	if p.Status >= http.StatusInternalServerError {
		t.Errorf("%v is the server's fault", a)
	}
	return p
}
