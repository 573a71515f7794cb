package ogc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/problem"
)

// inputSchema is the JSON Schema of the inputs of a process, one property an
// input.
type inputSchema struct {
	registry huma.Registry
	whole    *huma.Schema
}

// schemaPrefix is where parts of a schema stand before they are put in place.
const schemaPrefix = "#/parts/"

func newInputSchema(t reflect.Type) *inputSchema {
	registry := huma.NewMapRegistry(schemaPrefix, huma.DefaultSchemaNamer)
	whole := huma.SchemaFromType(registry, t)
	whole.PrecomputeMessages()
	return &inputSchema{registry, whole}
}

// describe describes every input. Each schema stands by itself.
func (s *inputSchema) describe() map[string]inputDescription {
	all := map[string]inputDescription{}
	for name, property := range s.whole.Properties {
		d := inputDescription{Title: name, Description: property.Description, MaxOccurs: 1, Schema: s.inline(property)}
		if slices.Contains(s.whole.Required, name) {
			d.MinOccurs = 1
		}
		all[name] = d
	}
	return all
}

// inline returns a schema with the parts it refers to put in their places.
func (s *inputSchema) inline(schema *huma.Schema) map[string]any {
	text, err := json.Marshal(schema)
	var tree map[string]any
	if err != nil || json.Unmarshal(text, &tree) != nil {
		panic("a schema does not encode") // it is made from a type
	}
	return s.resolved(tree).(map[string]any)
}

func (s *inputSchema) resolved(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			return s.inline(s.registry.SchemaFromRef(ref))
		}
		for k, member := range v {
			v[k] = s.resolved(member)
		}
	case []any:
		for i := range v {
			v[i] = s.resolved(v[i])
		}
	}
	return v
}

// check returns inputs as the process reads them, or the problem with the
// first that does not fit: an input may be given as {"value": …} too, but not
// by reference.
func (s *inputSchema) check(given map[string]json.RawMessage) ([]byte, error) {
	plain := map[string]json.RawMessage{}
	tree := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		raw, err := inline(name, given[name])
		if err != nil {
			return nil, err
		}
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, badInput(name, err.Error())
		}
		plain[name], tree[name] = raw, value
	}
	var found huma.ValidateResult
	huma.Validate(s.registry, s.whole, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, tree, &found)
	if len(found.Errors) > 0 {
		return nil, s.say(found.Errors[0])
	}
	return json.Marshal(plain)
}

// say is the answer to what is wrong with inputs.
func (s *inputSchema) say(err error) error {
	detail := new(huma.ErrorDetail)
	if !errors.As(err, &detail) {
		return badInput("", err.Error())
	}
	name := strings.TrimPrefix(detail.Location, ".")
	if missing, ok := strings.CutPrefix(detail.Message, "expected required property "); ok {
		member, _, _ := strings.Cut(missing, " ")
		return badInput(strings.TrimPrefix(name+"."+member, "."), "it is missing")
	}
	if detail.Message == "unexpected property" {
		return badInput(name, "there is no such input; there are: "+strings.Join(slices.Sorted(maps.Keys(s.whole.Properties)), ", "))
	}
	return badInput(name, detail.Message)
}

// inline returns the value of an input that stands in the request.
func inline(name string, raw json.RawMessage) (json.RawMessage, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '{' {
		return raw, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, badInput(name, err.Error())
	}
	if _, ok := members["href"]; ok {
		return nil, badInput(name, "this service fetches nothing by href: give the value itself, or the id of a layer that is loaded")
	}
	if value, ok := members["value"]; ok {
		return value, nil
	}
	return raw, nil
}

// badInput is the answer to an input that does not fit.
func badInput(name, detail string) error {
	p := problem.Details{Status: http.StatusBadRequest, Parameter: name, Detail: detail}
	if name != "" {
		p.Detail = fmt.Sprintf("input %s: %s", name, detail)
	}
	return p.Complete()
}
