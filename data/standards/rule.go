package standards

// Metric is what a rule bounds.
type Metric string

// The metrics that this program reckons with. Others stand in the tables for a
// reader (site_area, land_per_person, …).
const (
	MetricRadius           Metric = "radius"            // straight line from the facility, metres
	MetricWalk             Metric = "walk"              // along streets, metres
	MetricTime             Metric = "time"              // travel, minutes
	MetricJurisdictionArea Metric = "jurisdiction_area" // per facility, km²
	MetricCoverage         Metric = "coverage_ratio"    // share of a denominator within a radius
	MetricClearance        Metric = "clearance"         // least distance, metres
	MetricSupplyRadius     Metric = "supply_radius"     // of a network plant, metres
	MetricLandPerPerson    Metric = "land_per_person"   // m² a person
	MetricRoadDensity      Metric = "road_density"      // km per km²
	MetricLandShare        Metric = "land_share"        // of urban development land
	MetricGreenRatio       Metric = "green_ratio"       // green land ÷ land
)

// Evidence says how the text of a rule is known.
type Evidence string

// The kinds of evidence, strongest first.
const (
	Verbatim  Evidence = "verbatim"  // the document's own text was seen
	Secondary Evidence = "secondary" // another source quotes it
	Recalled  Evidence = "recalled"  // not seen: a default of this program, never "per code"
	NotFound  Evidence = "not_found" // looked for; no value is given
)

// Confidence says how sure a value is, beside how its text is known.
type Confidence string

// The confidences.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Force says how binding a rule is.
type Force string

// The forces.
const (
	Must     Force = "must"   // 应, 不应, 不得
	Should   Force = "should" // 宜, 不宜
	Unstated Force = ""       // the wording was not seen
)

// Status says what a document is today.
type Status string

// The statuses of a document.
const (
	InForce    Status = "in_force"
	Draft      Status = "draft"
	Superseded Status = "superseded"
	Local      Status = "local"      // binding somewhere, not everywhere
	Convention Status = "convention" // no governing document
	None       Status = "none"       // no document was found
)

// Document is a standard, code or other text that rules come from.
type Document struct {
	ID           string `json:"id" doc:"Number of the document, e.g. GB 50180-2018."`
	TitleZH      string `json:"title_zh,omitempty"`
	TitleEN      string `json:"title_en,omitempty"`
	Status       Status `json:"status" enum:"in_force,draft,superseded,local,convention,none"`
	Jurisdiction string `json:"jurisdiction"`
	Set          string `json:"set,omitempty" doc:"Id of the user's rule set; not given for a document this program comes with."`
}

// Value is one value of a rule. With Max alone the value is a most, with Min
// alone a least, with both a range.
type Value struct {
	Case    string   `json:"case,omitempty" doc:"What the value is for when the rule has several."`
	Min     *float64 `json:"min,omitempty"`
	Max     *float64 `json:"max,omitempty"`
	RadiusM float64  `json:"radius_m,omitempty" doc:"For coverage_ratio: the radius the share is counted in, metres."`
}

// Rule is one rule of a document.
type Rule struct {
	ID          string     `json:"id"`
	Kinds       []string   `json:"kinds" doc:"Facility kinds the rule is for; empty when it is not about facilities."`
	Exposed     []string   `json:"exposed,omitempty" doc:"For clearance: what the kinds must keep clear of: facility kinds, or homes for parcels of residential land. Without it, what the program's own clearances for the kinds keep clear of."`
	Subject     string     `json:"subject,omitempty" doc:"What the rule speaks of when that is narrower than the kind, or no facility."`
	NameZH      string     `json:"name_zh"`
	NameEN      string     `json:"name_en"`
	Metric      Metric     `json:"metric"`
	Unit        string     `json:"unit,omitempty"`
	When        string     `json:"when,omitempty" doc:"Condition under which the rule holds, such as a park's size; empty for always."`
	Values      []Value    `json:"values"`
	Minutes     float64    `json:"minutes,omitempty" doc:"Walking time the document gives beside the distance."`
	Text        string     `json:"text,omitempty" doc:"The rule in words where it is no number."`
	Denominator string     `json:"denominator,omitempty" doc:"For coverage_ratio: what the share is of."`
	Force       Force      `json:"force,omitempty" enum:"must,should"`
	Wording     string     `json:"wording,omitempty" doc:"The Chinese word of force, where seen."`
	Standard    string     `json:"standard" doc:"Number of the document."`
	Clause      string     `json:"clause,omitempty" doc:"Empty when the clause is not known."`
	ClauseNote  string     `json:"clause_note,omitempty"`
	Evidence    Evidence   `json:"evidence" enum:"verbatim,secondary,recalled,not_found"`
	Scanned     bool       `json:"scanned,omitempty" doc:"The text was read in a third party's scan."`
	Confidence  Confidence `json:"confidence" enum:"high,medium,low"`
	// Jurisdiction is CN for a rule of China, CN-SH for one of Shanghai, or
	// another country or body.
	Jurisdiction string   `json:"jurisdiction"`
	Source       []string `json:"source,omitempty" doc:"Where the value was seen."`
	Note         string   `json:"note,omitempty"`
	// Set is the id of the user's rule set, empty for a rule this program
	// comes with.
	Set string `json:"set,omitempty" doc:"Id of the user's rule set; not given for a rule this program comes with."`
}

// ClauseKnown tells whether the clause may be named: it was seen, and so was
// the rule.
func (r Rule) ClauseKnown() bool { return r.Clause != "" && r.Evidence != Recalled }

// PerCode tells whether the rule may be shown as what its document says. A
// recalled rule and one without a document may not, nor may one of a user's
// set that does not say its text was seen.
func (r Rule) PerCode() bool {
	return r.Evidence == Verbatim || r.Evidence == Secondary && r.Set == ""
}

// RadiusM returns the distance in metres at which a facility serves under r,
// and false when r gives none or several. Of a range it is the upper end.
func (r Rule) RadiusM() (float64, bool) {
	if len(r.Values) != 1 {
		return 0, false
	}
	v := r.Values[0]
	switch {
	case r.Metric == MetricCoverage:
		return v.RadiusM, v.RadiusM > 0
	case r.Metric != MetricRadius && r.Metric != MetricWalk:
		return 0, false
	case v.Max != nil:
		return *v.Max, true
	case v.Min != nil:
		return *v.Min, true
	}
	return 0, false
}
