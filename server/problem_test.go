package server_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"catchment/server/problem"
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
	if !slices.Contains(problem.Types(), p.Type) && !strings.HasPrefix(p.Type, "http://www.opengis.net/def/exceptions/") {
		t.Errorf("%v is of a type that is not listed", a)
	}
	if p.Status >= http.StatusInternalServerError {
		t.Errorf("%v is the server's fault", a)
	}
	return p
}

// TestEveryStatusHasAType reads the statuses that problem documents are made with
// from the sources, and finds a type for each.
func TestEveryStatusHasAType(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && strings.HasPrefix(s.Sel.Name, "Status") {
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "http" {
					found[s.Sel.Name] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	typed := 0
	for status := http.StatusBadRequest; status < 600; status++ {
		name := "Status" + strings.NewReplacer(" ", "", "-", "", "'", "").Replace(http.StatusText(status))
		if !found[name] {
			continue
		}
		typed++
		if p := (problem.Details{Status: status}).Complete(); !slices.Contains(problem.Types(), p.Type) {
			t.Errorf("a problem of status %d is of type %q", status, p.Type)
		}
	}
	if typed < 15 {
		t.Errorf("only %d statuses were found", typed)
	}
}

// TestEveryProblemTypeHasWords holds the page's words complete: each type of the
// service's problems is said in both languages, and no other.
func TestEveryProblemTypeHasWords(t *testing.T) {
	for _, language := range []string{"en", "zh"} {
		words, said := words(t, language), 0
		for _, name := range problem.Types() {
			key := "problem." + name[strings.LastIndex(name, ":")+1:]
			if words[key] == "" {
				t.Errorf("%s has no words %q for %s", language, key, name)
			}
			said++
		}
		for key := range words {
			if strings.HasPrefix(key, "problem.") {
				said--
			}
		}
		if said != -1 { // problem.of puts them together
			t.Errorf("%s has words for %d types too many", language, -said-1)
		}
	}
}
