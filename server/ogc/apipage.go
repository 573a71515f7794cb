package ogc

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// apiContent is what the page of the OpenAPI document shows.
type apiContent struct {
	*page
	Groups []apiGroup
}

// apiGroup are the operations under one tag.
type apiGroup struct {
	Name       string
	Operations []apiOperation
}

type apiOperation struct {
	Method, Path, ID, Summary, Description string
	Href                                   string // of a GET that needs nothing else
	Parameters                             []apiParameter
	Bodies                                 []string
	Answers                                []apiAnswer
}

type apiParameter struct {
	Name, In, Type, Description string
	Required                    bool
}

type apiAnswer struct{ Status, Description, Types string }

// apiPage shows the OpenAPI document: every operation with what it takes and
// answers. The features of single collections stand there under the path of
// all.
func (s *service) apiPage(in *Asked, links []link, text []byte) (*answer, error) {
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, s.fail(err)
	}
	p := s.newPage(in, "API", links)
	p.Title = p.Word("definition")
	return s.replyPage(in, &p, "api", apiContent{&p, apiGroups(document, p.Base)})
}

// apiGroups returns the operations of a document by tag, then path.
func apiGroups(document map[string]any, base string) []apiGroup {
	by := map[string][]apiOperation{}
	paths := at(document, "paths")
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if strings.HasPrefix(path, "/collections/") && !strings.Contains(path, "{") {
			continue
		}
		for _, method := range []string{"get", "post", "put", "patch", "delete", "options"} {
			if op := at(paths, path, method); op != nil {
				tag := "API"
				if tags, _ := op["tags"].([]any); len(tags) > 0 {
					tag = fmt.Sprint(tags[0])
				}
				by[tag] = append(by[tag], newAPIOperation(op, method, path, base))
			}
		}
	}
	var groups []apiGroup
	for _, tag := range slices.Sorted(maps.Keys(by)) {
		groups = append(groups, apiGroup{tag, by[tag]})
	}
	return groups
}

func newAPIOperation(op map[string]any, method, path, base string) apiOperation {
	out := apiOperation{
		Method: strings.ToUpper(method), Path: path, ID: textOf(op, "operationId"), Summary: textOf(op, "summary"), Description: textOf(op, "description"),
		Bodies: slices.Sorted(maps.Keys(at(op, "requestBody", "content"))),
	}
	needs := strings.Contains(path, "{")
	given, _ := op["parameters"].([]any)
	for _, each := range given {
		p, _ := each.(map[string]any)
		required, _ := p["required"].(bool)
		needs = needs || required
		out.Parameters = append(out.Parameters, apiParameter{textOf(p, "name"), textOf(p, "in"), typeOf(at(p, "schema")), textOf(p, "description"), required})
	}
	if method == "get" && !needs {
		out.Href = base + path
	}
	answers := at(op, "responses")
	for _, status := range slices.Sorted(maps.Keys(answers)) {
		types := slices.Sorted(maps.Keys(at(answers, status, "content")))
		out.Answers = append(out.Answers, apiAnswer{status, textOf(at(answers, status), "description"), strings.Join(types, ", ")})
	}
	return out
}

func textOf(part map[string]any, name string) string {
	text, _ := part[name].(string)
	return text
}

// typeOf says in a few words what values a schema allows.
func typeOf(schema map[string]any) string {
	text := textOf(schema, "type")
	if text == "array" {
		text = typeOf(at(schema, "items")) + ", …"
	}
	if values, _ := schema["enum"].([]any); len(values) > 0 {
		text = strings.Trim(fmt.Sprint(values), "[]")
	}
	for _, bound := range []struct{ name, sign string }{{"minimum", "≥"}, {"maximum", "≤"}, {"default", "="}} {
		if v, given := schema[bound.name]; given {
			text += fmt.Sprint(" ", bound.sign, " ", v)
		}
	}
	return text
}
