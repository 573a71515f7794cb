package server_test

import (
	"fmt"
	"strings"
	"testing"
)

// shape maps the members an answer must have to their JSON type: "a.b" is
// member b of a, "a[]" every element of array a, which must not be empty, and
// "a{}" every value of an object.
type shape map[string]string

// check reports every member that is missing or of another type. Types may be
// listed with "|".
func (s shape) check(t *testing.T, a answer) {
	t.Helper()
	tree := a.tree(t)
	for path, want := range s {
		for _, found := range follow(tree, path) {
			if got := jsonType(found); !oneOf(got, want) {
				t.Errorf("%s: %s is %s (%.60v), want %s", a.request, path, got, found, want)
				break
			}
		}
	}
}

// missing stands for a member that is not there.
type missing struct{}

// follow returns what is at a path; missing{} where there is nothing.
func follow(v any, path string) []any {
	if path == "" {
		return []any{v}
	}
	step, rest, _ := strings.Cut(path, ".")
	name := strings.TrimRight(step, "[]{}")
	if name != "" {
		object, ok := v.(map[string]any)
		if !ok {
			return []any{missing{}}
		}
		if v, ok = object[name]; !ok {
			return []any{missing{}}
		}
	}
	var each []any
	switch step[len(name):] {
	case "":
		return follow(v, rest)
	case "[]":
		each, _ = v.([]any)
	case "{}":
		object, _ := v.(map[string]any)
		for _, member := range object {
			each = append(each, member)
		}
	}
	if len(each) == 0 {
		return []any{missing{}}
	}
	var found []any
	for _, e := range each {
		found = append(found, follow(e, rest)...)
	}
	return found
}

func jsonType(v any) string {
	switch v := v.(type) {
	case missing:
		return "missing"
	case nil:
		return "null"
	case string:
		return "string"
	case bool:
		return "bool"
	case float64:
		return "number"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	default:
		return fmt.Sprintf("%T", v)
	}
}

func oneOf(s, list string) bool {
	for option := range strings.SplitSeq(list, "|") {
		if s == option {
			return true
		}
	}
	return false
}

// TestShapeFindsWhatIsWrong keeps the checker honest.
func TestShapeFindsWhatIsWrong(t *testing.T) {
	tree := map[string]any{"a": []any{map[string]any{"b": 1.0}, map[string]any{"b": "x"}}, "o": map[string]any{"k": 2.0}, "e": []any{}}
	for path, want := range map[string]string{
		"a[].b": "number string", "o{}": "number", "a[].c": "missing missing", "e[]": "missing", "e[].b": "missing", "a.b": "missing", "x": "missing", "e": "array", "o.k.z": "missing",
	} {
		var got []string
		for _, v := range follow(tree, path) {
			got = append(got, jsonType(v))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("follow(%s) = %v, want %s", path, got, want)
		}
	}
}
