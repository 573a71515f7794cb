package server

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/standards"
	"catchment/server/problem"
)

// checkedRules is what a rule file holds.
type checkedRules struct {
	Rules       int                        `json:"rules"`
	Documents   []standards.Document       `json:"documents"`
	Evidence    map[standards.Evidence]int `json:"evidence" doc:"Rules by how their text is known."`
	Conflicts   []standards.Conflict       `json:"conflicts" doc:"Questions that the file answers differently from the rules in force."`
	Conflicting []standards.Rule           `json:"conflicting" doc:"The file's rules that the conflicts name."`
	Idle        []idleRule                 `json:"idle" doc:"Rules that nothing is held against: misspelt, or for a reader only."`
}

// idleRule is a rule that has no effect.
type idleRule struct {
	ID    string `json:"id"`
	Field string `json:"field" enum:"metric,kinds"`
	Value string `json:"value" doc:"A metric that this program does not reckon with, or a kind that is not in its list: it has an effect where a layer has facilities of that very name."`
}

// uncheckedSet is the id that a file's rules go by until it is stored.
const uncheckedSet = "file"

// ruleCheckRoutes registers the check of a rule file that is not stored.
func (s *server) ruleCheckRoutes(api huma.API) {
	op := operation("check-rules", http.MethodPost, "/api/standards/check", "Check a rule file without storing it, and hold it against the rules in force")
	op.Errors = append(op.Errors, http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity)
	op.MaxBodyBytes = data.MaxDocumentBytes
	huma.Register(api, op, func(_ context.Context, in *struct {
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*struct{ Body *checkedRules }, error) {
		if !json.Valid(in.RawBody) {
			return nil, problem.Details{Status: http.StatusBadRequest, Detail: syntaxText(in.RawBody)}.Complete()
		}
		_, set, err := data.ReadRuleSet(data.RuleSetBody(true, in.RawBody))
		if err != nil {
			return nil, s.fail(err)
		}
		return &struct{ Body *checkedRules }{checkRules(set, s.Catalog.Dataset().Rules())}, nil
	})
}

// checkRules describes a set and holds it against those in force.
func checkRules(set, inForce *standards.Set) *checkedRules {
	out := &checkedRules{Rules: len(set.Rules()), Documents: set.Documents(), Evidence: map[standards.Evidence]int{},
		Conflicts: []standards.Conflict{}, Conflicting: []standards.Rule{}, Idle: []idleRule{}}
	for _, r := range set.Rules() {
		out.Evidence[r.Evidence]++
		if !r.Metric.Reckoned() {
			out.Idle = append(out.Idle, idleRule{r.ID, "metric", string(r.Metric)})
		}
		for _, k := range r.Kinds {
			if known, ok := data.LookupKind(k); !ok || string(known.Kind) != k {
				out.Idle = append(out.Idle, idleRule{r.ID, "kinds", k})
			}
		}
	}
	both := standards.Merge(append(slices.Clone(inForce.Parts()), standards.Part{ID: uncheckedSet, Set: set})...)
	listed := map[string]bool{}
	for _, c := range both.Conflicts() {
		named := 0
		for _, id := range c.Rules {
			r, ok := both.Rule(id)
			if !ok || r.Set != uncheckedSet {
				continue
			}
			named++
			if !listed[id] {
				listed[id] = true
				out.Conflicting = append(out.Conflicting, r)
			}
		}
		if named > 0 {
			out.Conflicts = append(out.Conflicts, c)
		}
	}
	return out
}
