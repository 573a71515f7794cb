package data

import "fmt"

// Inference says what was concluded about a layer, and from what.
type Inference struct {
	Field string `json:"field" doc:"What was decided: role, kind, name, class, population, …"`
	Value string `json:"value"`
	Why   string `json:"why" doc:"That it was given, or the evidence in the file, in English."`
	Given bool   `json:"given"`

	Ground
}

// Ground is what a conclusion goes by: a reason of the closed list that Reasons
// returns, and what of the file stands in it.
type Ground struct {
	Reason   string `json:"reason,omitempty" doc:"Kind of evidence, for a client to say in its user's language. Missing in layers that were loaded by versions before there were reasons."`
	Evidence string `json:"evidence,omitempty" doc:"What told it: a property, a property=value, a word, a name."`
	Within   string `json:"within,omitempty" doc:"The name in which the word stands."`
	Count    int    `json:"count,omitempty" doc:"Features that tell so."`
	Looked   int    `json:"looked,omitempty" doc:"Features that were looked at."`
}

// grounds are the English words of each reason; every one of them has words in
// the catalogues of the page.
var grounds = map[string]func(Ground) string{
	"given": func(Ground) string { return "given when it was loaded" },
	"given_declared": func(g Ground) string {
		return fmt.Sprintf("given when it was loaded; the file declares %q, which shifted coordinates often do", g.Evidence)
	},
	"given_kind": func(Ground) string { return "the kind given is a facility kind" },
	"declared":   func(g Ground) string { return fmt.Sprintf("the file declares %q", g.Evidence) },
	"member":     func(g Ground) string { return fmt.Sprintf("member %q of the collection", g.Evidence) },
	"features":   Ground.byFeatures,
	"narrowed":   func(g Ground) string { return g.byFeatures() + ", narrowed by the name of the layer or its file" },
	"named_like": func(g Ground) string {
		return fmt.Sprintf("%d of %d features are named like %s", g.Count, g.Looked, g.Evidence)
	},
	"word":          func(g Ground) string { return fmt.Sprintf("%q in the name %q", g.Evidence, g.Within) },
	"title":         func(Ground) string { return "the name of the layer or its file" },
	"file_name":     func(Ground) string { return "the file name" },
	"property":      func(g Ground) string { return "property " + g.Evidence },
	"filled":        func(g Ground) string { return fmt.Sprintf("property of %d of %d features", g.Count, g.Looked) },
	"kind_property": func(Ground) string { return "the kind property of the features" },
	"one_feature":   func(Ground) string { return "a single feature" },
	"one_polygon":   func(Ground) string { return "a single polygon" },
	"features_many": func(Ground) string { return "several features" },
	"each_own":      func(g Ground) string { return "each facility has its own: " + g.Evidence },
	"kind_untold":   func(Ground) string { return "nothing in the file tells what the facilities are" },
	"untold":        func(Ground) string { return "nothing in the file tells" },
}

func (g Ground) byFeatures() string {
	return fmt.Sprintf("such as %s: %d of %d features tell so", g.Evidence, g.Count, g.Looked)
}

// Reasons returns every reason that a Ground may have.
func Reasons() []string {
	all := make([]string, 0, len(grounds))
	for reason := range grounds {
		all = append(all, reason)
	}
	return all
}

// Inferred returns the inference that a field has a value for a reason; a reason
// that is not of Reasons panics.
func Inferred(field, value string, g Ground) Inference {
	return Inference{Field: field, Value: value, Why: grounds[g.Reason](g), Given: g.Reason == "given" || g.Reason == "given_declared", Ground: g}
}
