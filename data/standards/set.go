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
	"strings"
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
	byDoc     map[string]int // by documentKey
	parts     []Part
}

//go:embed rules.json
var ruleFile []byte

var builtin = sync.OnceValue(func() *Set {
	s, err := Parse(bytes.NewReader(ruleFile))
	if err != nil {
		panic("the rule table built into the program: " + err.Error())
	}
	return Merge(Part{ID: BuiltinID, Set: s})
})

// Builtin returns the rules this program comes with.
func Builtin() *Set { return builtin() }

// maxRules is the most rules and documents a file may have, of each.
const maxRules = 5000

// ruleJSON is a rule as it stands in a file: it may carry a clause that nobody
// has seen, which is kept for whoever checks it and never served.
type ruleJSON struct {
	Rule
	ClauseRecalled string `json:"clause_recalled"`
}

// Parse reads a rule file in the form of rules.json: an object with documents
// and rules. Fields it does not know are refused, so that a misspelt one is
// not silently without effect. The rules belong to no set until they are
// merged. The error wraps [ErrRule]; where one rule is at fault it is a
// [*RuleError].
func Parse(r io.Reader) (*Set, error) {
	var file struct {
		Note      string            `json:"note"`
		Documents []Document        `json:"documents"`
		Rules     []json.RawMessage `json:"rules"`
	}
	if err := decodeStrictly(r, &file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRule, err)
	}
	if len(file.Rules) > maxRules || len(file.Documents) > maxRules {
		return nil, fmt.Errorf("%w: %d rules and %d documents, at most %d of each", ErrRule, len(file.Rules), len(file.Documents), maxRules)
	}
	s := newSet()
	s.documents = file.Documents
	for i, d := range file.Documents {
		key := documentKey("", d.ID)
		if _, twice := s.byDoc[key]; d.ID == "" || twice {
			return nil, fmt.Errorf("%w: document %d: id %q is empty or used twice", ErrRule, i, d.ID)
		}
		if !slices.Contains(statuses, d.Status) {
			return nil, fmt.Errorf("%w: document %d (%q), status: %q is none of in_force, draft, superseded, local, convention, none", ErrRule, i, d.ID, d.Status)
		}
		if d.Set != "" {
			return nil, fmt.Errorf("%w: document %d (%q): set is given by the name the file is stored under", ErrRule, i, d.ID)
		}
		s.byDoc[key] = i
	}
	answers := 0
	for i, text := range file.Rules {
		var rule ruleJSON
		if err := decodeStrictly(bytes.NewReader(text), &rule); err != nil {
			return nil, ruleSyntax(i, rule.ID, err)
		}
		if err := s.add(i, rule.Rule); err != nil {
			return nil, err
		}
		if answers += rule.answers(); answers > maxAnswers {
			return nil, &RuleError{Index: i, ID: rule.ID, Field: "values", Why: fmt.Sprintf("with those before it the file gives more than %d values, each counted for every kind", maxAnswers)}
		}
	}
	return s, nil
}

// decodeStrictly decodes the one JSON value of r; a field that into does not
// have is an error.
func decodeStrictly(r io.Reader, into any) error {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return errors.New("text after the end of the object")
	}
	return nil
}

// ruleSyntax says which field of a rule does not decode.
func ruleSyntax(i int, id string, err error) *RuleError {
	e := &RuleError{Index: i, ID: id, Field: "rule", Why: err.Error()}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		var member string
		if e.Field, member, _ = strings.Cut(strings.TrimPrefix(wrong.Field, "Rule."), "."); member != "" {
			member += " "
		}
		e.Why = member + "is a " + wrong.Value + ", which cannot stand here"
	} else if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		e.Field, e.Why = strings.Trim(name, `"`), "unknown field "+name
	}
	return e
}

func (s *Set) add(i int, r Rule) error {
	bad := func(field, why string) error { return &RuleError{Index: i, ID: r.ID, Field: field, Why: why} }
	if _, twice := s.byID[r.ID]; r.ID == "" || twice {
		return bad("id", "is empty or used twice")
	}
	if r.Set != "" {
		return bad("set", "is given by the name the file is stored under")
	}
	if _, ok := s.byDoc[documentKey("", r.Standard)]; !ok {
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
	if len(r.Exposed) > 0 && r.Metric != MetricClearance {
		return bad("exposed", "is for rules of metric clearance")
	}
	for _, v := range r.Values {
		if why := v.fault(); why != "" {
			return bad("values", why)
		}
		if r.Metric == MetricClearance && (v.Min == nil || v.Max != nil || *v.Min > MostClearanceM) {
			return bad("values", fmt.Sprintf("a clearance is a least distance: min, at most %d metres, and no max", MostClearanceM))
		}
	}
	if field, why := r.unbounded(); why != "" {
		return bad(field, why)
	}
	s.put(r)
	return nil
}

// MostClearanceM is the widest clearance a rule may ask for, in metres.
const MostClearanceM = 10_000

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
func (s *Set) Document(r Rule) Document { return s.documents[s.byDoc[documentKey(r.Set, r.Standard)]] }

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
