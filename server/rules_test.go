package server_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// ruleName is what the kind of a problem looks like.
var ruleName = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)

// named tells whether a name of the source is one of a rule.
func named(name string) bool {
	return strings.EqualFold(name, "rule") || len(name) > 4 && strings.EqualFold(name[:4], "rule") && name[4] >= 'A' && name[4] <= 'Z'
}

// ruleReader collects the rules that sources can give a problem.
type ruleReader struct {
	rules map[string]string       // where each was found
	takes map[string]map[int]bool // which arguments of a function are rules, by its name
	has   map[string]map[int]bool // which fields of a structure are rules
	gives map[string]map[int]bool // which results of a function are rules
	at    string
}

// rulesOf returns the rules that sources below folders can give a problem, and
// where: texts that become the Rule of a structure, a constant or variable of that
// name, an argument or result of one.
func rulesOf(t *testing.T, folders ...string) map[string]string {
	t.Helper()
	r := &ruleReader{rules: map[string]string{}, takes: map[string]map[int]bool{}, has: map[string]map[int]bool{}, gives: map[string]map[int]bool{}}
	files := map[string]*ast.File{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range files {
		r.at = name
		ast.Inspect(f, r.declared)
	}
	for name, f := range files {
		r.at = name
		ast.Inspect(f, r.used)
	}
	return r.rules
}

// of tells a name of one package from the same of another.
func (r *ruleReader) of(name string) string {
	return filepath.Dir(r.at) + "." + name
}

// declared notes what takes, has or gives a rule.
func (r *ruleReader) declared(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		noteFields(r.takes, r.of(n.Name.Name), n.Type.Params)
		noteFields(r.gives, r.of(n.Name.Name), n.Type.Results)
	case *ast.AssignStmt: // a function of a function
		for i, value := range n.Rhs {
			if f, ok := value.(*ast.FuncLit); ok && i < len(n.Lhs) {
				if name, ok := n.Lhs[i].(*ast.Ident); ok {
					noteFields(r.takes, r.of(name.Name), f.Type.Params)
				}
			}
		}
	case *ast.TypeSpec:
		if s, ok := n.Type.(*ast.StructType); ok {
			noteFields(r.has, r.of(n.Name.Name), s.Fields)
		}
	}
	return true
}

// noteFields notes the places of rules among parameters, results or fields.
func noteFields(all map[string]map[int]bool, of string, list *ast.FieldList) {
	i := 0
	if list == nil {
		return
	}
	for _, field := range list.List {
		for _, name := range field.Names {
			if named(name.Name) {
				if all[of] == nil {
					all[of] = map[int]bool{}
				}
				all[of][i] = true
			}
			i++
		}
	}
}

// used notes the texts that become rules.
func (r *ruleReader) used(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.KeyValueExpr:
		if key, ok := n.Key.(*ast.Ident); ok && named(key.Name) {
			r.note(n.Value)
		}
	case *ast.AssignStmt:
		for i, to := range n.Lhs {
			if len(n.Rhs) == len(n.Lhs) && named(lastName(to)) {
				r.note(n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if i < len(n.Values) && named(name.Name) {
				r.note(n.Values[i])
			}
		}
	case *ast.CallExpr:
		r.noteAll(r.takes[r.of(lastName(n.Fun))], n.Args)
	case *ast.CompositeLit:
		r.noteAll(r.has[r.of(lastName(n.Type))], n.Elts)
	case *ast.FuncDecl:
		if places := r.gives[r.of(n.Name.Name)]; places != nil && n.Body != nil {
			ast.Inspect(n.Body, func(n ast.Node) bool {
				if back, ok := n.(*ast.ReturnStmt); ok {
					r.noteAll(places, back.Results)
				}
				return true
			})
		}
	}
	return true
}

func (r *ruleReader) noteAll(places map[int]bool, values []ast.Expr) {
	for i := range places {
		if i < len(values) {
			r.note(values[i])
		}
	}
}

func (r *ruleReader) note(value ast.Expr) {
	if text, ok := value.(*ast.BasicLit); ok && text.Kind == token.STRING {
		if rule, err := strconv.Unquote(text.Value); err == nil && ruleName.MatchString(rule) {
			r.rules[rule] = r.at
		}
	}
}

// lastName is the last part of what is called, assigned to or made.
func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}
