package server

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/data/standards"
)

// ScoreQuery names a study area and a state of the plan.
type ScoreQuery struct {
	Area   string `query:"area" example:"park" doc:"Study area. Default: the only boundary."`
	Status string `query:"status" example:"existing,under_construction" doc:"States that count, comma-separated. Default: existing, that is today."`
	Year   string `query:"year" example:"2030" doc:"Count what is open in this year; overrides status."`
}

// RulesQuery names rule sets.
type RulesQuery struct {
	Rules []string `query:"rules" example:"builtin,chifeng" doc:"Rule sets to take, comma-separated, switched on or not. Default: builtin and the user's sets that are switched on."`
}

// conflictsAnswer is the body of GET /api/conflicts.
type conflictsAnswer struct {
	Area areaAnswer `json:"area"`
	*landuse.Conflicts
	RuleSets []standards.Part `json:"rule_sets" doc:"The rule sets that were used, with their versions."`
	Layers   map[string]int   `json:"layers"`
}

// scoreRoutes registers the scorecard, the clearance conflicts, the
// industry-city view and the report, which shares the scorecards.
func (s *server) scoreRoutes(api huma.API) {
	cards := &scorecards{}
	huma.Register(api, operation("scorecard", http.MethodGet, "/api/scorecard", "Every service against its rules: pass, fail, or not decidable and why"),
		func(ctx context.Context, in *struct {
			ScoreQuery
			RulesQuery
		}) (*struct{ Body *scorecard.Card }, error) {
			study, when, err := s.scored(ctx, &in.ScoreQuery)
			if err != nil {
				return nil, s.fail(err)
			}
			card, err := cards.of(ctx, study, when, in.Rules)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *scorecard.Card }{card}, nil
		})
	huma.Register(api, operation("conflicts", http.MethodGet, "/api/conflicts", "Schools, hospitals, homes and fire stations inside the clearance of hazardous facilities"),
		func(ctx context.Context, in *struct {
			ScoreQuery
			RulesQuery
		}) (*struct{ Body *conflictsAnswer }, error) {
			study, when, err := s.scored(ctx, &in.ScoreQuery)
			if err != nil {
				return nil, s.fail(err)
			}
			set, err := study.Dataset().RulesOf(in.Rules)
			if err != nil {
				return nil, s.fail(err)
			}
			found, err := landuse.FindConflicts(ctx, study.Dataset(), study.Area.Shape, landuse.ConflictOptions{Set: set, Keep: today(when).Counts})
			if err != nil {
				return nil, s.fail(err)
			}
			area := areaAnswer{study.Area.ID, study.Area.Name, study.Area.NameEN, study.AreaM2}
			return &struct{ Body *conflictsAnswer }{&conflictsAnswer{area, found, set.Parts(), study.Dataset().Versions()}}, nil
		})
	huma.Register(api, operation("industry-city", http.MethodGet, "/api/industry-city", "How industry and city stand to each other (产城融合), each figure with its formula"),
		func(ctx context.Context, in *ScoreQuery) (*struct{ Body *scorecard.IndustryCity }, error) {
			study, when, err := s.scored(ctx, in)
			if err != nil {
				return nil, s.fail(err)
			}
			view, err := scorecard.IndustryCityOf(ctx, study, when)
			if err != nil {
				return nil, s.fail(err)
			}
			return &struct{ Body *scorecard.IndustryCity }{view}, nil
		})
	s.reportRoutes(api, cards)
}

// scored returns the study area and the state that a query names.
func (s *server) scored(ctx context.Context, in *ScoreQuery) (*coverage.Study, coverage.When, error) {
	when, err := coverage.ParseWhen(in.Status, in.Year)
	if err != nil {
		return nil, when, err
	}
	study, err := s.study(ctx, coverage.AreaRef{ID: in.Area})
	return study, when, err
}

// today returns the state asked for; what exists where none is.
func today(when coverage.When) coverage.When {
	if when.Year == 0 && len(when.Status) == 0 {
		when.Status = []data.Status{data.StatusExisting}
	}
	return when
}

// scorecards keeps the scorecards of the present dataset: they take seconds.
type scorecards struct {
	mu      sync.Mutex
	dataset *data.Dataset
	made    map[string]*keptCard
}

// keptCard is one scorecard, made by the first who asks; others wait for it.
type keptCard struct {
	mu   sync.Mutex
	card *scorecard.Card
}

// of returns the scorecard of a study area in a state by the named rule sets.
func (k *scorecards) of(ctx context.Context, study *coverage.Study, when coverage.When, rules []string) (*scorecard.Card, error) {
	when = today(when)
	set, err := study.Dataset().RulesOf(rules)
	if err != nil {
		return nil, err
	}
	kept := k.entry(study.Dataset(), fmt.Sprintf("%s|%v|%q", study.Area.ID, when, rules))
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if kept.card != nil {
		return kept.card, nil
	}
	card, err := scorecard.Make(ctx, study, scorecard.Options{When: when, Set: set})
	if err != nil {
		return nil, err
	}
	kept.card = card
	return card, nil
}

func (k *scorecards) entry(ds *data.Dataset, key string) *keptCard {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dataset != ds || len(k.made) >= maxStudies {
		k.dataset, k.made = ds, map[string]*keptCard{}
	}
	kept := k.made[key]
	if kept == nil {
		kept = &keptCard{}
		k.made[key] = kept
	}
	return kept
}
