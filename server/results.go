package server

import (
	"context"
	"fmt"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/server/ogc"
)

// results are the kept scenarios as collections: what each asks is worked out
// when somebody reads it, from the layers as they are then.
func (s *server) results(context.Context) []ogc.Result {
	var all []ogc.Result
	for _, d := range s.Catalog.Dataset().Documents(data.DocumentScenario) {
		kept, err := readScenario(d)
		if err != nil {
			continue // the catalog names what is damaged
		}
		all = append(all, s.resultsOf(&kept)...)
	}
	return all
}

// resultsOf are the collections of one scenario.
func (s *server) resultsOf(kept *scenarioAnswer) []ogc.Result {
	ds := s.Catalog.Dataset()
	key := fmt.Sprintf("%d-%d", ds.Revision(), kept.Version)
	ask := func(answer part[whatIf]) func(context.Context) ([]byte, error) {
		return func(ctx context.Context) ([]byte, error) { return answer(ctx, &kept.Question) }
	}
	asIs := func(body []byte) ([]byte, error) { return body, nil }
	area := func(ctx context.Context) *orb.Bound { area, _ := s.boundsOf(ctx, ds, &kept.Question); return area }
	sites := func(ctx context.Context) *orb.Bound { _, sites := s.boundsOf(ctx, ds, &kept.Question); return sites }
	all := []ogc.Result{
		{ID: "gaps:", Title: "gaps", Description: "the demand that nothing reaches, in patches", Chinese: [2]string{"盲区", "没有设施可达的需求，按片"}, Bound: area, GeoJSON: ask(asking(s.gaps, asIs))},
		{ID: "reach:", Title: "reach", Description: "the land within reach", Chinese: [2]string{"覆盖范围", "可达的用地"}, Bound: area, GeoJSON: ask(asking(s.reach, asIs))},
		{ID: "facilities:", Title: "facilities", Description: "what each facility serves, and what only it serves", Chinese: [2]string{"设施", "各设施服务多少、独家服务多少"}, Bound: sites, GeoJSON: ask(asking(s.coverage, contributions))},
		{ID: "density:", Title: "density", Description: "land use in squares of 250 m", Chinese: [2]string{"密度", "250 米方格的用地密度"}, Bound: area, GeoJSON: ask(s.densityOf)},
	}
	for i := range all {
		r := &all[i]
		r.Description = fmt.Sprintf("Scenario %s, service %s: %s. Worked out from the layers as they are when it is read.", kept.ID, kept.Question.Service, r.Description)
		r.Chinese = [2]string{kept.Name + "：" + r.Chinese[0],
			fmt.Sprintf("方案 %s，设施 %s：%s。读取时按当时的图层计算。", kept.ID, kept.Question.Service, r.Chinese[1])}
		r.ID, r.Title, r.Key = r.ID+kept.ID, kept.Name+": "+r.Title, key
	}
	return all
}

// densityOf answers with the density of the study area of a question, in
// squares.
func (s *server) densityOf(ctx context.Context, in *whatIf) ([]byte, error) {
	asked, err := in.ask(ctx)
	if err != nil {
		return nil, err
	}
	return s.density(ctx, asked.Area, (&densityInputs{Status: in.Status, Year: in.Year}).query())
}

// boundsOf returns boxes around the study area of a question, and around all
// facilities that there can be; nil where there is none.
func (s *server) boundsOf(ctx context.Context, ds *data.Dataset, in *whatIf) (area, sites *orb.Bound) {
	asked, err := in.ask(ctx)
	if err != nil {
		return nil, nil
	}
	if len(asked.Area.Drawn) > 0 {
		b := asked.Area.Drawn.Bound()
		area = &b
	} else if study, err := s.study(ctx, asked.Area); err == nil {
		b := study.Area.Shape.Bound()
		area = &b
	}
	within := func(b orb.Bound) {
		if sites != nil {
			b = sites.Union(b)
		}
		sites = &b
	}
	for _, l := range ds.LayersOf(data.RoleFacility) {
		within(l.Bound())
	}
	for _, a := range asked.Sites.Added {
		within(a.At.Bound())
	}
	for _, m := range asked.Sites.Moved {
		within(m.To.Bound())
	}
	return area, sites
}
