package scorecard

import (
	"context"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data/standards"
)

// figure is a figure of the land whose rule speaks of a whole city: shown, not
// judged.
type figure struct {
	c       candidate
	of      Denominator
	formula Text
	take    func(*landuse.Balance, []string) (numerator, denominator float64, ok bool)
	schemes map[string][]string // the classes that count, by scheme
}

// contextOf returns the figure for a rule about land; nil where the program
// does not form it.
func contextOf(c candidate) scorer {
	studyArea := Denominator{ID: "study_area", Name: denominators["study_area"], Named: true}
	residents := Denominator{ID: "population", Name: denominators["population"], Named: true, Demand: "population"}
	switch {
	case c.rule.Metric == standards.MetricLandShare:
		class := c.value.Case
		return figure{c, Denominator{ID: "urban_land", Name: denominators["urban_land"], Named: true},
			Text{class + " 类用地 ÷ 城市建设用地", "land of class " + class + " ÷ urban development land"}, shareOfUrban,
			map[string][]string{standards.GB50137: {class}}}
	case c.rule.Metric == standards.MetricGreenRatio:
		return figure{c, studyArea, Text{"绿地面积 ÷ 研究范围", "green land ÷ study area"}, greenRatio, nil}
	case c.service == "park":
		return figure{c, residents, Text{"公园绿地 ÷ 常住人口", "park land ÷ residents"}, perPerson, land["park_land"]}
	case len(c.rule.Subject) > 8 && c.rule.Subject[:8] == "landuse:":
		class := c.rule.Subject[8:]
		return figure{c, residents, Text{class + " 类用地 ÷ 常住人口", "land of class " + class + " ÷ residents"}, perPerson,
			map[string][]string{standards.GB50137: {class}}}
	}
	return nil
}

func (f figure) describe(row *Row) {
	if row.Service != "park" {
		row.Service = "land"
	}
	row.TargetMin, row.TargetMax, row.Of, row.Formula = f.c.value.Min, f.c.value.Max, f.of, f.formula
	row.Target = targetWords(row.TargetMin, row.TargetMax, row.Unit)
}

func (f figure) score(ctx context.Context, g *ground, when coverage.When) (Standing, error) {
	b, err := g.balance(ctx, when)
	if err != nil {
		return Standing{}, err
	}
	classes := f.schemes[b.Scheme]
	if f.schemes != nil && classes == nil {
		return undecidable("用地分类方案不含该类", "the land-use scheme has no such class"), nil
	}
	n, d, ok := f.take(b, classes)
	if !ok || !(d > 0) {
		return undecidable("没有图层给出所需数值", "no layer states what the figure needs"), nil
	}
	s := undecidable("规则针对整座城市或其行政区，此处仅供对照", "the rule is for a whole city or its districts; shown for comparison")
	s.Value, s.Numerator, s.Denominator = number(n/d), number(n), number(d)
	return s, nil
}

// never is false although no value decides: the figures of states and
// districts are worth seeing.
func (f figure) never() (Text, bool) { return Text{}, false }

func shareOfUrban(b *landuse.Balance, classes []string) (float64, float64, bool) {
	urban := land["urban_land"][b.Scheme]
	return b.Land(classes), b.Land(urban), len(urban) > 0
}

func greenRatio(b *landuse.Balance, _ []string) (float64, float64, bool) {
	m := b.Measures["green_ratio"]
	if m.Value == nil || m.Numerator == nil || m.Denominator == nil {
		return 0, 0, false
	}
	return *m.Numerator, *m.Denominator, true
}

func perPerson(b *landuse.Balance, classes []string) (float64, float64, bool) {
	people := b.Measures["population"]
	if people.Value == nil {
		return 0, 0, false
	}
	return b.Land(classes), *people.Value, true
}
