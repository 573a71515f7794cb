package standards

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"sync"
)

// ErrRule is wrapped by every error about a rule file; [RuleError] says where.
var ErrRule = errors.New("rule file is not usable")

// RuleError names the rule of a file that cannot be used, and why.
type RuleError struct {
	Index int    // number of the rule in the file, from 0
	ID    string // its id, when it has one
	Field string // the field at fault
	Why   string
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("rule %d (%q), %s: %s", e.Index, e.ID, e.Field, e.Why)
}

// Unwrap makes a RuleError an [ErrRule].
func (e *RuleError) Unwrap() error { return ErrRule }

// Set is a set of rules with the documents they come from. It does not change.
type Set struct {
	documents []Document
	rules     []Rule
	byID      map[string]int
	byKind    map[string][]int
	byDoc     map[string]int
}

//go:embed rules.json
var ruleFile []byte

var builtin = sync.OnceValue(func() *Set {
	s, err := Parse(bytes.NewReader(ruleFile))
	if err != nil {
		panic("the rule table built into the program: " + err.Error())
	}
	return s
})

// Builtin returns the rules this program comes with.
func Builtin() *Set { return builtin() }

// ruleJSON is a rule as it stands in a file: it may carry a clause that nobody
// has seen, which is kept for whoever checks it and never served.
type ruleJSON struct {
	Rule
	ClauseRecalled string `json:"clause_recalled"`
}

// Parse reads a rule file in the form of rules.json: an object with documents
// and rules. Fields it does not know are refused, so that a misspelt one is
// not silently without effect. The error wraps [ErrRule]; where one rule is at
// fault it is a [*RuleError].
func Parse(r io.Reader) (*Set, error) {
	var file struct {
		Note      string     `json:"note"`
		Documents []Document `json:"documents"`
		Rules     []ruleJSON `json:"rules"`
	}
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRule, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: text after the end of the object", ErrRule)
	}
	s := &Set{documents: file.Documents, byID: map[string]int{}, byKind: map[string][]int{}, byDoc: map[string]int{}}
	for i, d := range file.Documents {
		if _, twice := s.byDoc[d.ID]; d.ID == "" || twice {
			return nil, fmt.Errorf("%w: document %d: id %q is empty or used twice", ErrRule, i, d.ID)
		}
		s.byDoc[d.ID] = i
	}
	for i, r := range file.Rules {
		if err := s.add(i, r.Rule); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Set) add(i int, r Rule) error {
	bad := func(field, why string) error { return &RuleError{Index: i, ID: r.ID, Field: field, Why: why} }
	if _, twice := s.byID[r.ID]; r.ID == "" || twice {
		return bad("id", "is empty or used twice")
	}
	if _, ok := s.byDoc[r.Standard]; !ok {
		return bad("standard", fmt.Sprintf("%q is not among the documents of the file", r.Standard))
	}
	if r.Metric == "" {
		return bad("metric", "is missing")
	}
	if !slices.Contains([]Evidence{Verbatim, Secondary, Recalled, NotFound}, r.Evidence) {
		return bad("evidence", fmt.Sprintf("%q is none of verbatim, secondary, recalled, not_found", r.Evidence))
	}
	if !slices.Contains([]Confidence{High, Medium, Low}, r.Confidence) {
		return bad("confidence", fmt.Sprintf("%q is none of high, medium, low", r.Confidence))
	}
	if !slices.Contains([]Force{Must, Should, Unstated}, r.Force) {
		return bad("force", fmt.Sprintf("%q is neither must nor should", r.Force))
	}
	if r.Evidence == NotFound && len(r.Values) > 0 {
		return bad("values", "a rule that was not found has none")
	}
	for _, v := range r.Values {
		if why := v.fault(); why != "" {
			return bad("values", why)
		}
	}
	s.byID[r.ID] = len(s.rules)
	for _, k := range r.Kinds {
		s.byKind[k] = append(s.byKind[k], len(s.rules))
	}
	s.rules = append(s.rules, r)
	return nil
}

// fault says what is wrong with a value, or nothing.
func (v Value) fault() string {
	for _, p := range []*float64{v.Min, v.Max, &v.RadiusM} {
		if p != nil && (*p < 0 || math.IsInf(*p, 0) || math.IsNaN(*p)) {
			return "numbers are finite and not negative"
		}
	}
	switch {
	case v.Min == nil && v.Max == nil && v.RadiusM == 0:
		return "a value has min, max or radius_m"
	case v.Min != nil && v.Max != nil && *v.Min > *v.Max:
		return "min is above max"
	}
	return ""
}

// Rules returns every rule, in the order of the file.
func (s *Set) Rules() []Rule { return slices.Clone(s.rules) }

// Documents returns every document, in the order of the file.
func (s *Set) Documents() []Document { return slices.Clone(s.documents) }

// Rule returns the rule of that id.
func (s *Set) Rule(id string) (Rule, bool) {
	i, ok := s.byID[id]
	if !ok {
		return Rule{}, false
	}
	return s.rules[i], true
}

// Document returns the document that r comes from.
func (s *Set) Document(r Rule) Document { return s.documents[s.byDoc[r.Standard]] }

// RulesFor returns the rules for a facility kind, in the order of the file.
func (s *Set) RulesFor(kind string) []Rule {
	out := make([]Rule, 0, len(s.byKind[kind]))
	for _, i := range s.byKind[kind] {
		out = append(out, s.rules[i])
	}
	return out
}

// Rules returns every rule this program comes with.
func Rules() []Rule { return Builtin().Rules() }

// RulesFor returns the rules this program comes with for a facility kind.
func RulesFor(kind string) []Rule { return Builtin().RulesFor(kind) }
