package standards

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// The limits of a rule file beside maxRules.
const (
	// maxAnswers is the most values a file may give, each counted for every kind
	// it is for: so many rows a scorecard gets from it.
	maxAnswers = 2000
	maxNames   = 50 // kinds of a rule, and what it keeps clear of
)

// MostRadiusM is the longest distance a facility may be said to serve, and a
// question may ask for, in metres.
const MostRadiusM = 100_000

// bound says in which unit this program reckons a metric, and between which
// numbers its values lie; positive ones are above 0.
type bound struct {
	unit     string
	most     float64
	positive bool
}

var bounds = map[Metric]bound{
	MetricRadius:           {"m", MostRadiusM, true},
	MetricWalk:             {"m", MostRadiusM, true},
	MetricTime:             {"min", 24 * 60, true},
	MetricJurisdictionArea: {"km2", 1e6, true},
	MetricCoverage:         {"1", 1, false},
	MetricClearance:        {"m", MostClearanceM, false},
	MetricSupplyRadius:     {"m", 1e6, true},
	MetricLandPerPerson:    {"m2/person", 1e6, false},
	MetricRoadDensity:      {"km/km2", 1000, false},
	MetricLandShare:        {"1", 1, false},
	MetricGreenRatio:       {"1", 1, false},
}

// Reckoned tells whether this program reckons with a metric; others stand in
// the tables for a reader.
func (m Metric) Reckoned() bool {
	_, ok := bounds[m]
	return ok
}

// denominators are what a share can be of.
var denominators = []string{"residential_land", "urban_land", "built_up_land", "population", "population_and_jobs"}

var statuses = []Status{InForce, Draft, Superseded, Local, Convention, None}

// unbounded says which field of a rule asks for what cannot be reckoned: a
// unit that is another, a value beyond its bounds, a share of nothing known. A
// value in another unit would be misread by orders of magnitude.
func (r Rule) unbounded() (field, why string) {
	for field, names := range r.names() {
		if len(names) > maxNames || slices.Contains(names, "") {
			return field, fmt.Sprintf("lists up to %d names, none of them empty", maxNames)
		}
		for i, name := range names {
			if slices.Contains(names[:i], name) {
				return field, fmt.Sprintf("lists %q twice", name)
			}
		}
	}
	b, reckoned := bounds[r.Metric]
	if !reckoned {
		return "", ""
	}
	if r.Unit != "" && r.Unit != b.unit {
		return "unit", fmt.Sprintf("%q: values of %s are in %q", r.Unit, r.Metric, b.unit)
	}
	for _, v := range r.Values {
		if why := b.fault(v); why != "" {
			return "values", why
		}
	}
	if r.Metric == MetricCoverage {
		return r.unboundedShare()
	}
	return "", ""
}

// names yields the lists of names of a rule, each with its field.
func (r Rule) names() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		_ = yield("kinds", r.Kinds) && yield("exposed", r.Exposed)
	}
}

// fault says what is wrong with a value of a metric, or nothing.
func (b bound) fault(v Value) string {
	for _, p := range []*float64{v.Min, v.Max} {
		switch {
		case p == nil:
		case *p > b.most && b.unit == "1":
			return fmt.Sprintf("%g: a share is at most 1, which is 100 %%", *p)
		case *p > b.most:
			return fmt.Sprintf("%g is more than %g %s", *p, b.most, b.unit)
		case b.positive && *p == 0:
			return "is above 0"
		}
	}
	return ""
}

func (r Rule) unboundedShare() (field, why string) {
	if r.Denominator != "" && !slices.Contains(denominators, r.Denominator) {
		return "denominator", fmt.Sprintf("%q is none of %s", r.Denominator, strings.Join(denominators, ", "))
	}
	for _, v := range r.Values {
		if v.RadiusM > MostRadiusM {
			return "values", fmt.Sprintf("radius_m %g is more than %d", v.RadiusM, MostRadiusM)
		}
		if v.Max != nil {
			return "values", "a share that must be reached is a least: min, and no max"
		}
	}
	return "", ""
}

// answers returns how many values a rule gives, each for every kind.
func (r Rule) answers() int { return max(len(r.Kinds), 1) * max(len(r.Values), 1) }
