package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tidwall/gjson"
)

// ErrNotJSON is the error of MergePatch.
var ErrNotJSON = errors.New("not JSON")

// MergePatch returns doc changed by a JSON merge patch (RFC 7396): members of
// the patch replace those of doc, null removes them, objects are merged in
// turn. What the patch does not name keeps its bytes and its place; new
// members come last. The error wraps ErrNotJSON and says which of the two is
// not.
func MergePatch(doc, patch json.RawMessage) (json.RawMessage, error) {
	if !json.Valid(patch) {
		return nil, fmt.Errorf("the patch is %w", ErrNotJSON)
	}
	if len(doc) > 0 && !json.Valid(doc) {
		return nil, fmt.Errorf("what is to be changed is %w", ErrNotJSON)
	}
	return merged(nil, bytes.TrimSpace(doc), bytes.TrimSpace(patch)), nil
}

// merged appends doc, changed by patch, to out. doc may be empty.
func merged(out, doc, patch []byte) []byte {
	if patch[0] != '{' {
		return append(out, patch...)
	}
	changes := membersOf(patch)
	last := make(map[string]int, len(changes)) // of a name given twice the last counts
	for i, c := range changes {
		last[c.name] = i
	}
	out = append(out, '{')
	start := len(out)
	add := func(m member) {
		if len(out) > start {
			out = append(out, ',')
		}
		out = append(append(out, m.key...), ':')
	}
	done := map[string]bool{}
	for _, m := range membersOf(doc) {
		i, named := last[m.name]
		switch {
		case !named:
			add(m)
			out = append(out, m.value...)
		case done[m.name], string(changes[i].value) == "null":
		default:
			add(m)
			out = merged(out, m.value, changes[i].value)
		}
		done[m.name] = true
	}
	for i, c := range changes {
		if !done[c.name] && last[c.name] == i && string(c.value) != "null" {
			add(c)
			out = merged(out, nil, c.value) // without the nulls in it
		}
	}
	return append(out, '}')
}

// member is one member of a JSON object as it stands.
type member struct {
	name       string
	key, value []byte
}

// membersOf returns the members of a JSON object in order; none for any other
// value and for nothing.
func membersOf(value []byte) (members []member) {
	if len(value) == 0 || value[0] != '{' {
		return nil
	}
	gjson.ParseBytes(value).ForEach(func(k, v gjson.Result) bool {
		members = append(members, member{k.String(), []byte(k.Raw), []byte(v.Raw)})
		return true
	})
	return members
}
