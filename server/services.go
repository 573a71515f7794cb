package server

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/standards"
)

type servicesAnswer struct {
	Body struct {
		Services []serviceAnswer `json:"services"`
	}
}

type serviceAnswer struct {
	Service      string     `json:"service"`
	NameZH       string     `json:"name_zh"`
	NameEN       string     `json:"name_en"`
	Facilities   int        `json:"facilities"`
	RadiusM      float64    `json:"radius_m" doc:"The radius taken when none is asked for."`
	RadiusSource ruleAnswer `json:"radius_source" doc:"Where that radius comes from; evidence program_default where no standard known here states one."`
	PresetsM     []float64  `json:"presets_m"`
}

type areasAnswer struct {
	Body struct {
		Areas []areaBrief `json:"areas"`
	}
}

type areaBrief struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	NameEN string    `json:"name_en,omitempty"`
	Kind   data.Kind `json:"kind" enum:"study_area,district"`
	Layer  string    `json:"layer"`
	BBox   []float64 `json:"bbox"`
	AreaM2 float64   `json:"area_m2" doc:"On the WGS 84 ellipsoid. Land that several features of a layer share counts once."`
}

type standardsAnswer struct {
	Body struct {
		Documents []standards.Document `json:"documents"`
		Rules     []standards.Rule     `json:"rules"`
		Conflicts []standards.Conflict `json:"conflicts" doc:"Questions that documents of one jurisdiction answer differently, those of the user's sets included."`
		RuleSets  []standards.Part     `json:"rule_sets" doc:"The sets that stand here side by side."`
	}
}

func (s *server) serviceRoutes(api huma.API) {
	huma.Register(api, operation("services", http.MethodGet, "/api/services", "The facility kinds loaded, each with its radius"),
		func(context.Context, *struct{}) (*servicesAnswer, error) {
			out := &servicesAnswer{}
			out.Body.Services = []serviceAnswer{}
			for _, v := range coverage.Services(s.Catalog.Dataset()) {
				out.Body.Services = append(out.Body.Services, serviceAnswer{
					string(v.Kind), v.NameZH, v.NameEN, v.Facilities, v.Rule.RadiusM,
					ruleAnswer{v.Rule.Standard, v.Rule.Clause, v.Rule.Evidence, v.Rule.Force, v.Rule.Set}, v.PresetsM,
				})
			}
			return out, nil
		})
	huma.Register(api, operation("areas", http.MethodGet, "/api/areas", "The study areas and districts loaded"),
		func(ctx context.Context, _ *struct{}) (*areasAnswer, error) {
			out := &areasAnswer{}
			out.Body.Areas = []areaBrief{}
			for _, a := range coverage.Areas(s.Catalog.Dataset()) {
				b := a.Shape.Bound()
				out.Body.Areas = append(out.Body.Areas, areaBrief{
					a.ID, a.Name, a.NameEN, a.Kind, a.Layer, []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}, s.areaM2(ctx, a),
				})
			}
			return out, nil
		})
	huma.Register(api, operation("standards", http.MethodGet, "/api/standards", "The service standards known, with clause and evidence"),
		func(_ context.Context, in *RulesQuery) (*standardsAnswer, error) {
			set, err := s.Catalog.Dataset().RulesOf(in.Rules)
			if err != nil {
				return nil, s.fail(err)
			}
			out := &standardsAnswer{}
			out.Body.Documents, out.Body.Rules, out.Body.Conflicts = set.Documents(), set.Rules(), set.Conflicts()
			out.Body.RuleSets = set.Parts()
			return out, nil
		})
}
