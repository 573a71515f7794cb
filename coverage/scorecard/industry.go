package scorecard

import (
	"context"
	"fmt"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
)

// IndustryCity is how industry and city stand to each other in a study area
// (产城融合): how mixed the land is, whether jobs match homes, whom services
// reach, and what the land yields. It gives figures with their formulas and
// judges nothing: no rule does.
type IndustryCity struct {
	Area     Place          `json:"area"`
	AsOf     State          `json:"as_of"`
	Figures  []Figure       `json:"figures"`
	Services []BothSides    `json:"services" doc:"Each service against homes and against industry, at the radius of its standard."`
	Layers   map[string]int `json:"layers"`
}

// Figure is one figure with how it was computed.
type Figure struct {
	ID          string   `json:"id"`
	NameZH      string   `json:"name_zh"`
	NameEN      string   `json:"name_en"`
	Group       string   `json:"group" enum:"land,mix,jobs_housing,output"`
	Value       *float64 `json:"value" doc:"Null where no layer states what it needs."`
	Unit        string   `json:"unit"`
	Formula     string   `json:"formula"`
	Numerator   *float64 `json:"numerator,omitempty"`
	Denominator *float64 `json:"denominator,omitempty"`
	Of          string   `json:"of,omitempty"`
	From        string   `json:"from,omitempty"`
	N           int      `json:"n,omitempty" doc:"Number of classes a mix is measured against."`
	Note        string   `json:"note,omitempty"`
	Source      string   `json:"source,omitempty"`
}

// BothSides is what one service reaches of homes and of industry.
type BothSides struct {
	Service   string  `json:"service"`
	NameZH    string  `json:"name_zh"`
	NameEN    string  `json:"name_en"`
	RadiusM   float64 `json:"radius_m"`
	Basis     Text    `json:"basis" doc:"Where the radius comes from."`
	Homes     *Share  `json:"residential_land"`
	Residents *Share  `json:"residents"`
	Industry  *Share  `json:"industrial_land"`
	Jobs      *Share  `json:"jobs"`
	Formula   Text    `json:"formula"`
}

// industryMeasures are the measures of the land-use balance that the view
// takes, with the group each stands in.
var industryMeasures = []struct{ id, group string }{
	{"mix_entropy", "mix"}, {"mix_entropy_present", "mix"}, {"mix_hhi", "mix"}, {"mix_simpson", "mix"},
	{"population", "jobs_housing"}, {"jobs", "jobs_housing"}, {"jobs_housing_ratio", "jobs_housing"},
	{"population_density", "jobs_housing"}, {"jobs_density", "jobs_housing"},
	{"output", "output"}, {"output_density", "output"}, {"invested", "output"}, {"investment_density", "output"}, {"far_gross", "output"},
}

// IndustryCityOf returns the industry-city view of a study area in one state;
// a zero state is what exists today. The error is the context's, or that of
// [landuse.NewLand].
func IndustryCityOf(ctx context.Context, study *coverage.Study, when coverage.When) (*IndustryCity, error) {
	m := &maker{set: study.Dataset().Rules(), ds: study.Dataset(), whole: groundOf(study)}
	state := m.statesOf(Options{When: when, Years: []int{}})[0]
	b, err := balanceOf(ctx, landuse.Sources{
		Area: study.Area.Shape, Stated: study.Area.Facts, Keep: state.When.Counts, Parcels: m.ds.LayersOf(data.RoleLandUse),
		People: m.ds.LayersOf(data.RolePopulation), Buildings: m.ds.LayersOf(data.RoleBuilding),
	})
	if err != nil {
		return nil, err
	}
	v := &IndustryCity{Area: m.whole.place, AsOf: state, Figures: landFigures(b), Services: []BothSides{}, Layers: m.ds.Versions()}
	for _, want := range industryMeasures {
		if x, ok := b.Measures[want.id]; ok {
			v.Figures = append(v.Figures, figureOf(want.id, want.group, x))
		}
	}
	v.Figures = append(v.Figures, outputFigures(b)...)
	for _, kind := range serviceKinds(m.ds) {
		one, err := m.bothSides(ctx, kind, state.When)
		if err != nil {
			return nil, fmt.Errorf("service %s: %w", kind, err)
		}
		v.Services = append(v.Services, one)
	}
	return v, nil
}

func figureOf(id, group string, m landuse.Measure) Figure {
	return Figure{id, m.NameZH, m.NameEN, group, m.Value, m.Unit, m.Formula, m.Numerator, m.Denominator, m.Of, m.From, m.N, m.Note, m.Source}
}

// landFigures returns how much land homes and industry have.
func landFigures(b *landuse.Balance) []Figure {
	homes, industry, urban := classesOf(b, "residential_land"), classesOf(b, "industrial_land"), classesOf(b, "urban_land")
	ratio := func(id, zh, en, formula, of string, n, d float64) Figure {
		f := Figure{ID: id, NameZH: zh, NameEN: en, Group: "land", Unit: "1", Formula: formula, Of: of, From: "parcels"}
		if d > 0 {
			f.Value, f.Numerator, f.Denominator = number(n/d), &n, &d
		} else {
			f.Note = "there is no " + of
		}
		return f
	}
	return []Figure{
		ratio("residential_share", "居住用地占比", "share of residential land", "residential land ÷ urban development land", "urban development land", homes, urban),
		ratio("industrial_share", "工业仓储用地占比", "share of industrial and storage land", "industrial and storage land ÷ urban development land", "urban development land", industry, urban),
		ratio("homes_to_industry", "居住与工业仓储之比", "homes to industry", "residential land ÷ industrial and storage land", "industrial and storage land", homes, industry),
	}
}

func classesOf(b *landuse.Balance, denominator string) float64 {
	return b.Land(land[denominator][b.Scheme])
}

// outputFigures returns what industrial land and jobs yield.
func outputFigures(b *landuse.Balance) []Figure {
	output, industry := b.Measures["output"].Value, classesOf(b, "industrial_land")/1e6
	per := func(id, zh, en, unit, formula, of string, d float64) Figure {
		f := Figure{ID: id, NameZH: zh, NameEN: en, Group: "output", Unit: unit, Formula: formula, Of: of, From: b.Measures["output"].From}
		switch {
		case output == nil:
			f.Note = "no source states output"
		case !(d > 0):
			f.Note = "there is no " + of
		default:
			f.Value, f.Numerator, f.Denominator = number(*output/d), output, &d
		}
		return f
	}
	jobs := 0.0
	if v := b.Measures["jobs"].Value; v != nil {
		jobs = *v
	}
	return []Figure{
		per("output_per_industrial_km2", "地均产出（工业仓储用地）", "output of industrial land", "yuan/km2/year", "output ÷ industrial and storage land", "industrial and storage land", industry),
		per("output_per_job", "岗均产出", "output per job", "yuan/job/year", "output ÷ jobs", "jobs", jobs),
	}
}

// bothSides asks one service of homes and of industry.
func (m *maker) bothSides(ctx context.Context, kind string, when coverage.When) (BothSides, error) {
	radiusM, basis := m.radiusOf(kind)
	b := BothSides{Service: kind, RadiusM: radiusM, Basis: basis, Formula: Text{
		fmt.Sprintf("距设施 %g m 内的数量 ÷ 总量", radiusM), fmt.Sprintf("what lies within %g m of a facility ÷ all of it", radiusM),
	}}
	if info, ok := data.LookupKind(kind); ok {
		b.NameZH, b.NameEN = info.NameZH, info.NameEN
	}
	for _, ask := range []struct {
		of   string
		into **Share
	}{{"residential_land", &b.Homes}, {"population", &b.Residents}, {"industrial_land", &b.Industry}, {"jobs", &b.Jobs}} {
		demand, err := demandOf(m.ds, ask.of)
		if err != nil {
			continue
		}
		r, err := m.whole.cover(ctx, coverage.Question{Service: kind, RadiusM: radiusM, Demand: demand, When: when})
		if unanswerable(err) {
			continue
		} else if err != nil {
			return b, err
		}
		*ask.into = shareOf(r)
	}
	return b, nil
}

// radiusOf returns the radius of a service and where it comes from.
func (m *maker) radiusOf(kind string) (float64, Text) {
	if r, radiusM, ok := m.set.DefaultRadius(kind); ok {
		return radiusM, describeRule(r, m.set.Document(r)).Basis
	}
	for _, p := range m.set.Presets(kind) {
		if p.Default {
			return p.RadiusM, Text{"本程序默认值，非规范条文", "default of this program, not per code"}
		}
	}
	return 1000, Text{"本程序默认值，非规范条文", "default of this program, not per code"}
}
