package scorecard

import (
	"context"
	"errors"
	"fmt"

	"catchment/coverage"
	"catchment/data/standards"
	"catchment/geo/measure"
)

// reach scores a radius: which share of a denominator lies within it.
type reach struct {
	m           *maker
	c           candidate
	radiusM     float64
	denominator string
	named       bool // by the rule itself
	atLeast     *float64
	size        *sizeClass // of the facilities that count
	open        Text       // why the rule cannot be decided, whatever the value
	radiusFrom  Text       // another rule that gives the radius
}

// reachScorer returns the scorer of a radius or a coverage ratio.
func (m *maker) reachScorer(c candidate) (scorer, Text) {
	r := reach{m: m, c: c, denominator: c.rule.Denominator, named: c.rule.Denominator != ""}
	if r.denominator == "" {
		r.denominator = "residential_land"
	}
	switch {
	case c.rule.Evidence == standards.NotFound:
		return fixed{undecidable("未找到国家标准的服务半径，不予杜撰", "no service radius was found in a national standard, and none is invented")}, Text{}
	case c.rule.Metric == standards.MetricCoverage:
		r.radiusM, r.atLeast = c.value.RadiusM, c.value.Min
		if r.atLeast == nil {
			return nil, Text{"给出另一规则的算法", "defines how another rule is measured"}
		}
		if r.radiusM == 0 && !m.borrowRadius(&r) {
			return nil, Text{"没有规则给出半径", "no rule gives the radius"}
		}
	default:
		all := 1.0
		r.radiusM, r.atLeast = farEnd(c.value), &all
	}
	if r.radiusM <= 0 || r.radiusM > coverage.MaxRadiusM {
		return nil, Text{"没有可用的半径", "no usable radius"}
	}
	if condition := c.condition(); condition != "" {
		size, further, ok := sizeOf(condition)
		if ok {
			r.size = &size
		}
		if ok && !further {
			r.open = Text{"表中只给出该规模公园的半径，未规定应达到的比例", "the table gives the radius of parks of this size and no share to reach"}
		} else {
			c := conditionText(condition)
			r.open = Text{"规则以「" + c.ZH + "」为条件，数据未说明哪些设施符合", "the rule is for “" + c.EN + "”, and the data do not say which facilities are"}
		}
	}
	return r, Text{}
}

// farEnd returns the distance at which a facility serves: the upper end of a
// range.
func farEnd(v standards.Value) float64 {
	switch {
	case v.Max != nil:
		return *v.Max
	case v.Min != nil:
		return *v.Min
	}
	return 0
}

// borrowRadius takes the radius from the rule that defines the ratio.
func (m *maker) borrowRadius(r *reach) bool {
	for _, other := range m.set.RulesFor(r.c.service) {
		if other.Metric != standards.MetricCoverage || !other.PerCode() || other.Jurisdiction != r.c.rule.Jurisdiction {
			continue
		}
		for _, v := range other.Values {
			if v.RadiusM > 0 {
				r.radiusM = v.RadiusM
				r.radiusFrom = describeRule(other, m.set.Document(other)).Basis
				return true
			}
		}
	}
	return false
}

func (r reach) describe(row *Row) {
	row.RadiusM, row.TargetMin, row.Unit = r.radiusM, r.atLeast, "1"
	row.Of = Denominator{ID: r.denominator, Name: denominators[r.denominator], Named: r.named}
	if d, err := demandOf(r.m.ds, r.denominator); err == nil {
		row.Of.Demand = d.String()
	}
	of := row.Of.Name
	row.Formula = Text{fmt.Sprintf("距设施 %g m 内的%s ÷ 全部%s", r.radiusM, of.ZH, of.ZH), fmt.Sprintf("%s within %g m of a facility ÷ all %s", of.EN, r.radiusM, of.EN)}
	if r.c.service == "park" {
		row.Formula = Text{fmt.Sprintf("距公园边界 %g m 内的%s ÷ 全部%s", r.radiusM, of.ZH, of.ZH), fmt.Sprintf("%s within %g m of park edges ÷ all %s", of.EN, r.radiusM, of.EN)}
	}
	if r.c.rule.Metric == standards.MetricCoverage {
		row.Target = Text{fmt.Sprintf("不低于 %g %%", 100**r.atLeast), fmt.Sprintf("at least %g %%", 100**r.atLeast)}
	} else {
		row.Target = Text{fmt.Sprintf("100 %%：无人远于 %g m", r.radiusM), fmt.Sprintf("100 %%: nobody farther than %g m", r.radiusM)}
	}
	if r.radiusFrom != (Text{}) {
		row.Target.ZH += "；半径取自 " + r.radiusFrom.ZH
		row.Target.EN += "; the radius is that of " + r.radiusFrom.EN
	}
	if v := r.c.value; r.c.rule.Metric == standards.MetricRadius && v.Min != nil && v.Max != nil {
		row.Target.ZH += fmt.Sprintf("（规则给出 %g–%g m，取上限）", *v.Min, *v.Max)
		row.Target.EN += fmt.Sprintf(" (the rule gives %g–%g m; the upper end is taken)", *v.Min, *v.Max)
	}
}

func (r reach) score(ctx context.Context, g *ground, when coverage.When) (Standing, error) {
	q := coverage.Question{Service: r.c.service, RadiusM: r.radiusM, When: when}
	if r.size != nil {
		q.Sites.Closed = r.otherSizes(g, when)
	}
	result, err := g.coverOf(ctx, q, r.denominator)
	if errors.Is(err, errNoClasses) || unanswerable(err) {
		of := denominators[r.denominator]
		return undecidable("没有图层给出"+of.ZH, "no layer tells "+of.EN+": "+err.Error()), nil
	} else if err != nil {
		return Standing{}, err
	}
	s := Standing{Land: shareOf(result)}
	if s.People, err = g.people(ctx, q); err != nil {
		return s, err
	}
	g.countFacilities(&s, result.Facilities)
	if result.Total <= 0 {
		s.Verdict, s.Why = Undecidable, Text{"此处没有" + denominators[r.denominator].ZH, "there is no " + denominators[r.denominator].EN + " here"}
		return s, nil
	}
	ratio := s.Land.Ratio
	s.Value, s.Numerator, s.Denominator = &ratio, &s.Land.Covered, &s.Land.Total
	s.Verdict = judge(ratio, r.atLeast, nil)
	s.Why = r.because(s, ratio)
	return s, nil
}

func (r reach) never() (Text, bool) { return r.open, r.open != (Text{}) }

func (r reach) because(s Standing, ratio float64) Text {
	if s.Facilities == 0 {
		return Text{"该状态下没有设施服务到此处", "in this state no facility reaches here"}
	}
	of := denominators[r.denominator]
	return Text{
		fmt.Sprintf("%s的 %.2f %% 在 %g m 内，应不低于 %g %%", of.ZH, 100*ratio, r.radiusM, 100**r.atLeast),
		fmt.Sprintf("%.2f %% of %s lies within %g m; at least %g %% is asked for", 100*ratio, of.EN, r.radiusM, 100**r.atLeast),
	}
}

// otherSizes names the facilities that the rule's size class leaves out; those
// drawn as points have no size.
func (r reach) otherSizes(g *ground, when coverage.When) []string {
	var out []string
	kind := kindOf(r.c.service)
	for l, i := range g.study.Dataset().Facilities(kind) {
		if !when.Counts(l.Facts(i)) {
			continue
		}
		shape := polygonsOf(l.Features[i].Geometry)
		if m2 := measure.Area(shape); len(shape) == 0 || m2 < r.size.fromM2 || m2 >= r.size.belowM2 {
			out = append(out, l.ID+"/"+l.Features[i].ID)
		}
	}
	return out
}

// coverOf asks a question of a denominator. Residents and jobs together are the
// sum of both.
func (g *ground) coverOf(ctx context.Context, q coverage.Question, denominator string) (*coverage.Result, error) {
	if denominator != "population_and_jobs" {
		var err error
		if q.Demand, err = demandOf(g.study.Dataset(), denominator); err != nil {
			return nil, err
		}
		return g.cover(ctx, q)
	}
	people, err := g.coverOf(ctx, q, "population")
	if err != nil {
		return nil, err
	}
	jobs, err := g.coverOf(ctx, q, "jobs")
	if err != nil {
		return nil, err
	}
	both := *people
	both.Total += jobs.Total
	both.Covered += jobs.Covered
	return &both, nil
}

// people asks the same of residents; nil where no layer tells them.
func (g *ground) people(ctx context.Context, q coverage.Question) (*Share, error) {
	q.Demand = coverage.Demand{Kind: coverage.DemandPopulation}
	result, err := g.cover(ctx, q)
	if unanswerable(err) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	return shareOf(result), nil
}

// shareOf returns what is covered; what rounding leaves of nothing is nothing.
func shareOf(r *coverage.Result) *Share {
	s := &Share{r.Total, r.Covered, r.Ratio(), r.Demand.Unit()}
	if s.Covered < 1e-9*s.Total {
		s.Covered, s.Ratio = 0, 0
	}
	return s
}

// unanswerable tells whether an error means that the data do not have what is
// asked, as opposed to a fault.
func unanswerable(err error) bool {
	var p *coverage.ParameterError
	return errors.As(err, &p)
}
