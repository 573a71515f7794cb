package data

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"catchment/data/standards"
)

// RuleSet is a rule file that a user brought, as the body of a document.
type RuleSet struct {
	Active bool            `json:"active" doc:"Whether its rules hold where no sets are named."`
	File   json.RawMessage `json:"file" doc:"The rule file as it came."`
}

// RuleSetBody returns the body of a document for a rule file, which is JSON and
// stands in it byte for byte.
func RuleSetBody(active bool, file []byte) []byte {
	return fmt.Appendf(nil, `{"active":%t,"file":%s}`, active, file)
}

// ReadRuleSet returns the rule set in a document's body, with its rules. The
// error wraps [standards.ErrRule].
func ReadRuleSet(body []byte) (RuleSet, *standards.Set, error) {
	var s RuleSet
	if err := json.Unmarshal(body, &s); err != nil {
		return s, nil, fmt.Errorf("%w: %w", standards.ErrRule, err)
	}
	set, err := standards.Parse(bytes.NewReader(s.File))
	return s, set, err
}

// ruleBook is what the rule sets of a dataset say, read when first asked for.
type ruleBook struct {
	once  sync.Once
	read  []standards.Part // user's sets by id
	rules *standards.Set   // what holds where no sets are named
}

func (b *ruleBook) open(documents []*Document) *ruleBook {
	b.once.Do(func() {
		parts := []standards.Part{{ID: standards.BuiltinID, Set: standards.Builtin()}}
		for _, d := range documents {
			s, set, err := ReadRuleSet(d.Body)
			if err != nil {
				continue // the catalog lets none in; one in the store is named as damaged
			}
			b.read = append(b.read, standards.Part{ID: d.ID, Version: d.Version, Set: set})
			if s.Active {
				parts = append(parts, b.read[len(b.read)-1])
			}
		}
		b.rules = standards.Builtin()
		if len(parts) > 1 {
			b.rules = standards.Merge(parts...)
		}
	})
	return b
}

// Rules returns the rules that hold in this dataset: those the program comes
// with and those of the user's sets that are switched on, side by side.
func (d *Dataset) Rules() *standards.Set {
	if d.book == nil {
		return standards.Builtin()
	}
	return d.book.open(d.Documents(DocumentRuleSet)).rules
}

// RulesOf returns the rules of the named sets side by side, switched on or not;
// without names what Rules returns. The error is a [*NoRuleSetError].
func (d *Dataset) RulesOf(names []string) (*standards.Set, error) {
	if len(names) == 0 {
		return d.Rules(), nil
	}
	var known []standards.Part
	if d.book != nil {
		known = d.book.open(d.Documents(DocumentRuleSet)).read
	}
	known = slices.Insert(slices.Clone(known), 0, standards.Part{ID: standards.BuiltinID, Set: standards.Builtin()})
	var parts []standards.Part
	for _, p := range known {
		if slices.Contains(names, p.ID) {
			parts = append(parts, p)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(parts, func(p standards.Part) bool { return p.ID == name }) {
			var ids []string
			for _, p := range known {
				ids = append(ids, p.ID)
			}
			return nil, &NoRuleSetError{name, ids}
		}
	}
	return standards.Merge(parts...), nil
}

// NoRuleSetError says that a rule set was asked for that is not there.
type NoRuleSetError struct {
	Name  string
	Known []string
}

func (e *NoRuleSetError) Error() string {
	return fmt.Sprintf("there is no rule set %q; there are: %s", e.Name, strings.Join(e.Known, ", "))
}
