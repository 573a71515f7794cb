package intake

import (
	"errors"
	"fmt"
	"slices"

	"catchment/data"
	"catchment/data/geojson"
)

// ErrFields is wrapped by the refusal of a file that lacks a property which was
// named for a fact.
var ErrFields = errors.New("field to be chosen")

// The rules about properties that were chosen for facts.
const (
	ruleFieldMissing  = "field_missing"
	ruleFieldUnusable = "field_unusable"
)

// tolerated is which part of the values of a chosen property may be unusable
// without a word about the property as a whole.
const tolerated = 0.1

// namedFields is how many properties of a file are named in a message.
const namedFields = 12

// readFields notes from which properties facts are read, where that is asked for
// or somebody chose one, and returns what is odd about those chosen. The error is
// a [*geojson.RefusedError] for one that no feature has.
func (r *Receipt) readFields(req Request, m *data.Meta, sum geojson.Summary, fs []data.Feature) ([]data.Problem, error) {
	if !req.survey && len(req.Fields) == 0 {
		return nil, nil
	}
	report := data.ReadFields(m.Role, req.Fields, fs)
	number := fileNumbers(len(fs), sum)
	var odd []data.Problem
	missing := -1
	for i := range report.Facts {
		f := &report.Facts[i]
		var bad *data.FactValue
		for k := range f.Examples {
			v := &f.Examples[k]
			if v.Feature, _ = number(data.Problem{Feature: v.Feature}); bad == nil && v.Rule != "" {
				bad = v
			}
		}
		if f.Missing {
			missing = len(odd)
			odd = append(odd, data.Problem{Feature: -1, Rule: ruleFieldMissing, Severity: data.SeverityError, Message: missingField(f, report)})
		} else if f.Reason == "given" && bad != nil && float64(f.Unusable) > tolerated*float64(f.Usable+f.Unusable) {
			odd = append(odd, unusableField(f, bad))
		}
	}
	if req.survey {
		r.Read = report
	}
	if missing < 0 {
		return odd, nil
	}
	sum.Problems = append(slices.Clip(sum.Problems), odd...)
	sum.ProblemsTotal += len(odd)
	r.note(sum)
	return nil, &geojson.RefusedError{Cause: ErrFields, Problems: sum.Problems, Last: odd[missing], Total: sum.ProblemsTotal}
}

// missingField says that no feature has the property, and which there are.
func missingField(f *data.FactSource, report *data.FieldReport) string {
	names := ""
	for i, other := range report.Fields {
		if i == namedFields {
			names += " …"
			break
		}
		if i > 0 {
			names += ", "
		}
		names += fmt.Sprintf("%q", clipped(other.Name))
	}
	if names == "" {
		names = "none"
	}
	return fmt.Sprintf("no feature has the property %q that was chosen for %s; there are: %s", clipped(f.Field), f.Fact, names)
}

// unusableField says that of a chosen property many values are of no use.
func unusableField(f *data.FactSource, bad *data.FactValue) data.Problem {
	p := data.Problem{Feature: bad.Feature, ID: bad.ID, Rule: ruleFieldUnusable, Severity: data.SeverityWarning, Message: fmt.Sprintf(
		"%d of the %d values of %q, chosen for %s, cannot be used, such as %q: choose another property if it is not the one",
		f.Unusable, f.Usable+f.Unusable, clipped(f.Field), f.Fact, clipped(bad.Value))}
	if bad.Feature >= 0 {
		p.Path = fmt.Sprintf("/features/%d/properties/%s", bad.Feature, data.EscapePointer(f.Field))
	}
	return p
}
