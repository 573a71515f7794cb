package scorecard

import (
	"context"

	"catchment/coverage"
	"catchment/data/standards"
)

// scorerOf returns what scores a candidate; nil, with a reason where it is
// worth telling, for what is not scored at all.
func (m *maker) scorerOf(c candidate) (scorer, Text) {
	atFacility := len(c.rule.Kinds) > 0
	switch c.rule.Metric {
	case standards.MetricRadius, standards.MetricCoverage:
		if atFacility {
			return m.reachScorer(c)
		}
	case standards.MetricWalk:
		return fixed{undecidable("规则沿街道步行距离量算，需要街道可达范围", "the rule is measured on foot along streets: needs reach along streets")}, Text{}
	case standards.MetricTime:
		return fixed{undecidable("规则以时间计，需要街道可达范围", "the rule is a time: needs reach along streets")}, Text{}
	case standards.MetricSupplyRadius, "service_area":
		return fixed{undecidable("供应沿管网，直线距离不能判定", "supply follows its network, which a straight line cannot tell")}, Text{}
	case standards.MetricJurisdictionArea:
		return jurisdiction{m, c, m.limitsBeside(c)}, Text{}
	case standards.MetricRoadDensity:
		return roads{c}, Text{}
	case standards.MetricLandShare, standards.MetricLandPerPerson, standards.MetricGreenRatio:
		if s := contextOf(c); s != nil {
			return s, Text{}
		}
	case standards.MetricClearance:
		return nil, Text{"见间距冲突", "see the clearance conflicts"}
	}
	if !atFacility {
		return nil, Text{}
	}
	return nil, Text{"没有图层给出该规则所需的数据", "no layer states what the rule speaks of"}
}

// fixed is a standing that no data change.
type fixed struct{ standing Standing }

func (f fixed) describe(r *Row) {
	r.Target = targetWords(r.TargetMin, r.TargetMax, r.Unit)
	r.Formula = Text{"—", "—"}
}

func (f fixed) score(context.Context, *ground, coverage.When) (Standing, error) {
	return f.standing, nil
}

func (f fixed) never() (Text, bool) { return f.standing.Why, true }
