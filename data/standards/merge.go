package standards

import "strings"

// BuiltinID names the rules this program comes with among other sets.
const BuiltinID = "builtin"

// Part is one set among several, with the name and version it goes by.
type Part struct {
	ID      string `json:"id" doc:"builtin for the rules this program comes with."`
	Version int    `json:"version,omitempty"`
	Rules   int    `json:"rules" doc:"How many rules it has."`
	Set     *Set   `json:"-"`
}

// Merge returns a set in which the given ones stand side by side, in that
// order: nothing replaces anything. The rules and documents of a part other
// than [BuiltinID] carry its id as their Set, and their ids begin with it, so
// that two sets may number their rules alike.
func Merge(parts ...Part) *Set {
	m := newSet()
	for _, p := range parts {
		own := p.ID
		if own == BuiltinID {
			own = ""
		}
		for _, d := range p.Set.documents {
			d.Set = own
			m.byDoc[documentKey(own, d.ID)] = len(m.documents)
			m.documents = append(m.documents, d)
		}
		for _, r := range p.Set.rules {
			if r.Set = own; own != "" {
				r.ID = own + "/" + r.ID
			}
			m.put(r)
		}
		p.Rules = len(p.Set.rules)
		m.parts = append(m.parts, p)
	}
	return m
}

// Parts returns the sets that s was merged from, in that order.
func (s *Set) Parts() []Part { return s.parts }

func newSet() *Set {
	return &Set{byID: map[string]int{}, byKind: map[string][]int{}, byDoc: map[string]int{}}
}

func (s *Set) put(r Rule) {
	s.byID[r.ID] = len(s.rules)
	for _, k := range r.Kinds {
		s.byKind[k] = append(s.byKind[k], len(s.rules))
	}
	s.rules = append(s.rules, r)
}

func documentKey(set, id string) string { return set + "\x00" + id }

// Holds tells whether the rule is one to reckon with here: a rule of China, or
// one of a set that the user brought, whatever place it names.
func (r Rule) Holds() bool { return r.Set != "" || r.Jurisdiction == "CN" }

// place returns the jurisdiction a rule is compared in. What a user brought is
// held against the national rules, where it says of no other country that it
// is from there.
func (r Rule) place() string {
	if r.Set != "" && (r.Jurisdiction == "" || strings.HasPrefix(r.Jurisdiction, "CN")) {
		return "CN"
	}
	return r.Jurisdiction
}
