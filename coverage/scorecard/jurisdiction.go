package scorecard

import (
	"context"
	"fmt"
	"math"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/standards"
)

// jurisdiction scores an area limit: the study area divided among the stations
// that stand in it.
type jurisdiction struct {
	m      *maker
	c      candidate
	beside []float64 // every limit of the same document, this one among them
}

// limitsBeside returns every area limit that the candidate's document gives. A
// document of the same name in another rule set is another.
func (m *maker) limitsBeside(c candidate) []float64 {
	var out []float64
	for _, r := range m.set.RulesFor(c.service) {
		if r.Metric != standards.MetricJurisdictionArea || r.Standard != c.rule.Standard || r.Set != c.rule.Set {
			continue
		}
		for _, v := range r.Values {
			if v.Max != nil {
				out = append(out, *v.Max)
			}
		}
	}
	return out
}

// beyondM is how far outside the study area a station may stand and still be
// said to reach in: the radius offered for the service first.
func (j jurisdiction) beyondM() float64 {
	for _, p := range j.m.set.Presets(j.c.service) {
		if p.Default {
			return p.RadiusM
		}
	}
	return 1000
}

func (j jurisdiction) describe(row *Row) {
	row.TargetMax, row.Unit = j.c.value.Max, "km2"
	row.Of = Denominator{ID: "stations", Name: denominators["stations"], Named: true}
	row.Formula = Text{"研究范围面积 ÷ 区内站点数；所需站点数 = 面积 ÷ 限值，进一取整", "study area ÷ stations in it; stations asked for = area ÷ limit, rounded up"}
	row.Target = targetWords(nil, j.c.value.Max, "km²")
	row.Target.ZH += "；火灾风险评估可另定面积"
	row.Target.EN += "; a fire-risk assessment may set another area"
}

func (j jurisdiction) score(ctx context.Context, g *ground, when coverage.When) (Standing, error) {
	if j.c.value.Max == nil {
		return undecidable("规则没有给出限值", "the rule gives no limit"), nil
	}
	result, err := g.cover(ctx, coverage.Question{Service: j.c.service, RadiusM: j.beyondM(), When: when, Demand: coverage.Demand{Kind: coverage.DemandLand}})
	if unanswerable(err) {
		return undecidable("没有图层给出所需数值", "the data do not tell: "+err.Error()), nil
	} else if err != nil {
		return Standing{}, err
	}
	var s Standing
	g.countFacilities(&s, result.Facilities)
	limit, km2 := *j.c.value.Max, g.place.AreaM2/1e6
	needed := int(math.Ceil(km2 / limit * (1 - tolerance)))
	s.Needed, s.Numerator, s.Denominator = &needed, number(km2), number(float64(s.Inside))
	if s.Inside > 0 {
		s.Value = number(km2 / float64(s.Inside))
	}
	s.Verdict = j.verdict(&s, km2)
	s.Why = j.because(&s, km2, limit)
	if g != j.m.whole {
		whole, err := j.score(ctx, j.m.whole, when)
		if err != nil {
			return s, err
		}
		j.district(&s, km2, &whole)
	}
	return s, nil
}

// district weighs the verdict of a district. Jurisdictions are drawn across
// districts, so a district fails for certain only where it is too large for
// all stations that reach it, or where none reaches the whole area; and what it
// has is enough for certain only where the whole area passes.
func (j jurisdiction) district(s *Standing, km2 float64, whole *Standing) {
	reaching := s.Inside + len(s.Outside)
	switch {
	case s.Verdict == Undecidable, s.Verdict == Pass && whole.Verdict == Pass:
		return
	case s.Verdict == Fail && (whole.Facilities == 0 || reaching > 0 && km2 > float64(reaching)**j.c.value.Max):
		return
	case s.Verdict == Pass:
		s.Why.ZH += "；本片区的站点够本片区用，但全范围未达标，是否还要兼顾其他片区，数据未说明"
		s.Why.EN += "; the stations here are enough for this district, but the whole area is not decided to have enough, and no layer says whom else they serve"
	default:
		s.Why.ZH += "；辖区跨片区划分，其他片区的站点是否兼顾本片区，数据未说明"
		s.Why.EN += "; jurisdictions are drawn across districts, and no layer says whether a station of another serves this one"
	}
	s.Verdict = Undecidable
}

func (j jurisdiction) never() (Text, bool) { return Text{}, false }

// verdict judges the area of a station. A limit under a condition that the
// data do not tell is missed for certain only where every limit of its
// document is; with stations outside that reach in, only where they would not
// help.
func (j jurisdiction) verdict(s *Standing, km2 float64) Verdict {
	over := func(limit float64, stations int) bool {
		return stations == 0 || judge(km2/float64(stations), nil, &limit) == Fail
	}
	limit, all := *j.c.value.Max, s.Inside+len(s.Outside)
	if j.c.condition() == "" {
		switch {
		case !over(limit, s.Inside):
			return Pass
		case over(limit, all):
			return Fail
		}
		return Undecidable
	}
	for _, other := range j.beside {
		if !over(other, all) {
			return Undecidable
		}
	}
	return Fail
}

func (j jurisdiction) because(s *Standing, km2, limit float64) Text {
	t := Text{
		fmt.Sprintf("%.2f km² 由区内 %d 站分担，限值 %g km²，需 %d 站", km2, s.Inside, limit, *s.Needed),
		fmt.Sprintf("%.2f km² fall to %s in the area; at %g km² each %d %s asked for", km2, stations(s.Inside), limit, *s.Needed, isAre(*s.Needed)),
	}
	if n := len(s.Outside); n > 0 {
		t.ZH += fmt.Sprintf("；区外 %g m 内另有 %d 站，未计入", j.beyondM(), n)
		t.EN += fmt.Sprintf("; %d outside within %g m %s not counted", n, j.beyondM(), isAre(n))
	} else {
		t.ZH += fmt.Sprintf("；区外 %g m 内没有站点", j.beyondM())
		t.EN += fmt.Sprintf("; none outside stands within %g m", j.beyondM())
	}
	if condition := j.c.condition(); condition != "" {
		c := conditionText(condition)
		t.ZH += "；限值以「" + c.ZH + "」为条件"
		t.EN += "; the limit is for “" + c.EN + "”"
		if s.Verdict == Fail {
			t.ZH += "，但该文件的任何限值都已超出"
			t.EN += ", but every limit of the document is exceeded"
		}
	}
	return t
}

// stations counts stations in English.
func stations(n int) string {
	if n == 1 {
		return "1 station"
	}
	return fmt.Sprintf("%d stations", n)
}

// isAre is the verb that goes with a number of things.
func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// targetWords says bounds in words; shares in percent.
func targetWords(atLeast, atMost *float64, unit string) Text {
	factor := 1.0
	if unit == "1" {
		factor, unit = 100, "%"
	}
	if unit != "" {
		unit = " " + unit
	}
	bound := func(v *float64) string { return fmt.Sprintf("%.6g", factor**v) }
	switch {
	case atLeast != nil && atMost != nil:
		both := bound(atLeast) + "–" + bound(atMost) + unit
		return Text{both, both}
	case atLeast != nil:
		return Text{"不低于 " + bound(atLeast) + unit, "at least " + bound(atLeast) + unit}
	case atMost != nil:
		return Text{"不大于 " + bound(atMost) + unit, "at most " + bound(atMost) + unit}
	}
	return Text{"—", "—"}
}

// kindOf returns the facility kind of a service's name.
func kindOf(service string) data.Kind { return data.Kind(service) }
