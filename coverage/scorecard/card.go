// Package scorecard holds every service of a study area against the rules that
// are known for it: service × rule × the denominator the rule itself names,
// with a verdict, today, when what is under construction is done, and as
// planned, for the whole area and for each district.
//
// A rule passes or fails only where the data decide it. Where they do not (a
// rule by walking time, a condition no layer states, a rule for a whole city)
// the row says so and why. A value that was recalled and not seen in its
// document is a default of this program and names no document.
package scorecard

import (
	"catchment/coverage"
	"catchment/data/standards"
)

// Verdict is what a rule says of a study area.
type Verdict string

// The verdicts.
const (
	Pass        Verdict = "pass"
	Fail        Verdict = "fail"
	Undecidable Verdict = "undecidable"
)

// Text is a sentence in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Card is the scorecard of one study area.
type Card struct {
	Area      Place   `json:"area"`
	AsOf      State   `json:"as_of" doc:"The state of the plan that the rows' own figures and the districts are of."`
	States    []State `json:"states" doc:"Every state that rows are held against, in the order of Row.states."`
	Districts []Place `json:"districts" doc:"In the order of Row.districts; the part of each that lies in the study area."`
	Rows      []Row   `json:"rows"`
	PerCode   Counts  `json:"per_code" doc:"Verdicts of the rules that may be shown as per code."`
	ByDefault Counts  `json:"by_default" doc:"Verdicts of values that are defaults of this program, per no code."`

	ByUser Counts `json:"by_user" doc:"Verdicts of the rules of user's sets that may not be shown as per code."`
	// RuleSets are the sets the rules were taken from.
	RuleSets []standards.Part `json:"rule_sets" doc:"The rule sets that were used, with their versions."`

	Unscored []Unscored     `json:"not_scored" doc:"Rules for services that are here which speak of what no layer states."`
	Layers   map[string]int `json:"layers" doc:"Version of every layer of the dataset."`
	// DistanceErrorRatio bounds the relative error of the distances used.
	DistanceErrorRatio float64 `json:"distance_error_ratio"`
}

// Counts counts verdicts.
type Counts struct {
	Passed    int `json:"pass"`
	Failed    int `json:"fail"`
	Undecided int `json:"undecidable"`
}

// Place is a study area or a district.
type Place struct {
	ID     string  `json:"id"`
	Name   string  `json:"name,omitempty"`
	NameEN string  `json:"name_en,omitempty"`
	AreaM2 float64 `json:"area_m2"`
}

// State is a state of the plan.
type State struct {
	ID   string        `json:"id" example:"today" doc:"today, under_construction, planned, a year, or asked."`
	Name Text          `json:"name"`
	Year int           `json:"year,omitempty"`
	When coverage.When `json:"-"`
}

// Row holds one service against one value of one rule.
type Row struct {
	ID        string           `json:"id" doc:"The rule's id, with the number of the value where the rule has several."`
	Service   string           `json:"service" doc:"Facility kind; road_network or land where the rule is about none."`
	NameZH    string           `json:"name_zh"`
	NameEN    string           `json:"name_en"`
	Rule      ScoredRule       `json:"rule"`
	Metric    standards.Metric `json:"metric"`
	Case      string           `json:"case,omitempty"`
	Condition *Text            `json:"condition,omitempty" doc:"What must hold for the rule to apply."`
	RadiusM   float64          `json:"radius_m,omitempty"`
	Unit      string           `json:"unit" doc:"Of value and target."`
	Of        Denominator      `json:"denominator_of"`
	TargetMin *float64         `json:"target_min,omitempty"`
	TargetMax *float64         `json:"target_max,omitempty"`
	Target    Text             `json:"target" doc:"The target in words, and why it is one."`
	Formula   Text             `json:"formula"`
	Standing                   // in Card.AsOf
	States    []Standing       `json:"states" doc:"In the order of Card.states; empty for a rule that no state decides."`
	Districts []Standing       `json:"districts" doc:"In Card.as_of, in the order of Card.districts; empty for a rule that no district decides."`
}

// Denominator is what a share is of.
type Denominator struct {
	ID     string `json:"id" doc:"residential_land, urban_land, built_up_land, study_area, population, …"`
	Name   Text   `json:"name"`
	Demand string `json:"demand,omitempty" doc:"The same as a demand of /api/coverage."`
	Named  bool   `json:"named" doc:"The rule itself names it; otherwise this program took it."`
}

// Standing is how a row stands in one state or district.
type Standing struct {
	In          string   `json:"in" doc:"The state or district."`
	Value       *float64 `json:"value" doc:"Null where it cannot be formed."`
	Numerator   *float64 `json:"numerator,omitempty"`
	Denominator *float64 `json:"denominator,omitempty"`
	Verdict     Verdict  `json:"verdict" enum:"pass,fail,undecidable"`
	Why         Text     `json:"why"`

	// Land and People say the same of land and of residents, side by side.
	Land   *Share `json:"land,omitempty" doc:"Of the rule's land."`
	People *Share `json:"people,omitempty" doc:"Of the residents."`

	Facilities int       `json:"facilities" doc:"Facilities that count: their reach touches the area, or they stand in it."`
	Inside     int       `json:"inside" doc:"Of these, those that stand in the area."`
	Outside    []Outside `json:"outside,omitempty" doc:"Facilities outside the area that reach in."`
	Needed     *int      `json:"needed,omitempty" doc:"Facilities the rule asks for."`
}

// Share is a part of a whole.
type Share struct {
	Total   float64 `json:"total"`
	Covered float64 `json:"covered"`
	Ratio   float64 `json:"ratio" doc:"covered ÷ total; 0 where there is nothing."`
	Unit    string  `json:"unit" enum:"m2,people,jobs"`
}

// Outside is a facility that stands outside and reaches in.
type Outside struct {
	ID        string  `json:"id"`
	Layer     string  `json:"layer"`
	Name      string  `json:"name"`
	NameEN    string  `json:"name_en,omitempty"`
	DistanceM float64 `json:"distance_m" doc:"Geodesic, to the closest place of the area."`
	Reach     float64 `json:"reach" doc:"What it serves of the denominator."`
}

// ScoredRule is where a target comes from.
type ScoredRule struct {
	ID         string               `json:"id"`
	Standard   string               `json:"standard" doc:"Empty where the value was recalled and not seen: then it is per no code."`
	TitleZH    string               `json:"title_zh,omitempty"`
	TitleEN    string               `json:"title_en,omitempty"`
	Status     standards.Status     `json:"status" doc:"Of the document."`
	Clause     string               `json:"clause" doc:"Empty where it is not known."`
	Force      standards.Force      `json:"force,omitempty"`
	Wording    string               `json:"wording,omitempty"`
	Evidence   standards.Evidence   `json:"evidence"`
	Confidence standards.Confidence `json:"confidence"`
	PerCode    bool                 `json:"per_code"`
	Basis      Text                 `json:"basis" doc:"Document and clause, or that it is a default of this program."`
	Differs    []string             `json:"differs_from,omitempty" doc:"Rules that answer the same question otherwise."`
	Note       string               `json:"note,omitempty"`
	Set        string               `json:"set,omitempty" doc:"Id of the user's rule set; not given for a rule this program comes with."`
	Source     []string             `json:"source,omitempty" doc:"For a user's rule: where its file says the value comes from."`
}

// Unscored is a rule that is not held against anything.
type Unscored struct {
	Rule    string           `json:"rule"`
	Service string           `json:"service"`
	Metric  standards.Metric `json:"metric"`
	Why     Text             `json:"why"`
}
