package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/standards"
	"catchment/server/problem"
)

// ruleSetAnswer describes a user's rule set.
type ruleSetAnswer struct {
	ID        string               `json:"id"`
	Version   int                  `json:"version"`
	Changed   time.Time            `json:"changed_at"`
	Active    bool                 `json:"active" doc:"Its rules hold where no sets are named."`
	Rules     int                  `json:"rules"`
	Documents []standards.Document `json:"documents"`
}

type oneRuleSetAnswer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   ruleSetAnswer
}

type ruleFileAnswer struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Body        []byte
}

func describeRuleSet(d *data.Document) (ruleSetAnswer, error) {
	s, set, err := data.ReadRuleSet(d.Body)
	if err != nil {
		return ruleSetAnswer{}, err
	}
	return ruleSetAnswer{d.ID, d.Version, d.Changed, s.Active, len(set.Rules()), set.Documents()}, nil
}

// ruleSetRoutes registers the rule sets that users bring.
func (s *server) ruleSetRoutes(api huma.API) {
	const path = "/api/standards/sets/{id}"
	huma.Register(api, operation("rule-sets", http.MethodGet, "/api/standards/sets", "The rule sets that users brought"), s.ruleSets)
	get := operation("rule-set", http.MethodGet, path, "The rule file of a set, as it came")
	get.Responses = map[string]*huma.Response{"200": {Description: "The rule file.", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}}}}}
	huma.Register(api, get, func(_ context.Context, in *DocumentPath) (*ruleFileAnswer, error) {
		d, file, err := s.ruleFile(in.ID)
		if err != nil {
			return nil, err
		}
		return &ruleFileAnswer{"application/json", documentETag(d), file}, nil
	})
	s.ruleSetChanges(api, path)
	s.ruleCheckRoutes(api)
}

func (s *server) ruleSetChanges(api huma.API, path string) {
	put := documentOperation("put-rule-set", http.MethodPut, path, "Bring a rule set: its rules stand beside those of the program")
	put.Description = "The body is a rule file: an object with documents and rules, in the form that GET /api/standards answers with. " +
		"A value is shown with its own evidence; as per code only where the evidence is verbatim. A set that is there is replaced only with If-Match."
	put.Errors = append(put.Errors, http.StatusBadRequest)
	huma.Register(api, put, func(ctx context.Context, in *struct {
		DocumentPath
		Conditional
		Active  bool   `query:"active" default:"true" doc:"Whether its rules hold where no sets are named."`
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*oneRuleSetAnswer, error) {
		return s.putRuleSet(ctx, &in.Conditional, in.ID, in.Active, in.RawBody)
	})
	makesToo(api, path)
	huma.Register(api, documentOperation("switch-rule-set", http.MethodPatch, path, "Switch a rule set on or off"), func(ctx context.Context, in *struct {
		DocumentPath
		Conditional
		Body struct {
			Active bool `json:"active"`
		}
	}) (*oneRuleSetAnswer, error) {
		_, file, err := s.ruleFile(in.ID)
		if err != nil {
			return nil, err
		}
		return s.putRuleSet(ctx, &in.Conditional, in.ID, in.Body.Active, file)
	})
	s.deleteRoute(api, data.DocumentRuleSet, "delete-rule-set", path, "Withdraw a rule set; its history stays")
}

func (s *server) ruleSets(context.Context, *struct{}) (*struct {
	Body struct {
		Sets []ruleSetAnswer `json:"sets"`
	}
}, error) {
	out := &struct {
		Body struct {
			Sets []ruleSetAnswer `json:"sets"`
		}
	}{}
	var err error
	if out.Body.Sets, err = describeDocuments(s, data.DocumentRuleSet, describeRuleSet); err != nil {
		return nil, err
	}
	return out, nil
}

// ruleFile finds a rule set and returns its file as it came.
func (s *server) ruleFile(id string) (*data.Document, []byte, error) {
	d, err := s.document(data.DocumentRuleSet, id)
	if err != nil {
		return nil, nil, err
	}
	set, _, err := data.ReadRuleSet(d.Body)
	if err != nil {
		return nil, nil, s.fail(err)
	}
	return d, set.File, nil
}

func (s *server) putRuleSet(ctx context.Context, m *Conditional, id string, active bool, file []byte) (*oneRuleSetAnswer, error) {
	if id == standards.BuiltinID {
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "id", Detail: "builtin is the name of the rules this program comes with; choose another"}.Complete()
	}
	if !json.Valid(file) {
		return nil, problem.Details{Status: http.StatusBadRequest, Detail: syntaxText(file)}.Complete()
	}
	d, status, err := s.putDocument(ctx, m, data.DocumentRuleSet, id, data.RuleSetBody(active, file))
	if err != nil {
		return nil, err
	}
	answer, err := describeRuleSet(d)
	if err != nil {
		return nil, s.fail(err)
	}
	return &oneRuleSetAnswer{status, documentETag(d), answer}, nil
}

// syntaxText says where a text stops being JSON.
func syntaxText(text []byte) string {
	var into any
	err := json.Unmarshal(text, &into)
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return "the body is not JSON"
	}
	before := text[:min(int(syntax.Offset), len(text))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return fmt.Sprintf("the body is not JSON: line %d, column %d: %s", line, len(before)-bytes.LastIndexByte(before, '\n')-1, syntax)
}
