package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
	"catchment/data"
	"catchment/server/problem"
)

// Scenario is a named what-if question, as it is sent and kept.
type Scenario struct {
	Name     string `json:"name" minLength:"1" maxLength:"200" example:"方案一：城北新建小学" doc:"In any language; not blank."`
	Note     string `json:"note,omitempty" maxLength:"4000"`
	Question whatIf `json:"question" doc:"What is asked, with the facilities added, moved and closed: what POST /api/coverage takes."`
}

// scenarioAnswer is a scenario with where it is kept.
type scenarioAnswer struct {
	ID      string    `json:"id"`
	Version int       `json:"version"`
	Changed time.Time `json:"changed_at"`
	Scenario
}

type oneScenarioAnswer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   scenarioAnswer
}

// scenarioRoutes registers the scenarios and their comparison.
func (s *server) scenarioRoutes(api huma.API) {
	const path = "/api/scenarios/{id}"
	huma.Register(api, operation("scenarios", http.MethodGet, "/api/scenarios", "All scenarios, the one changed last first"), s.scenarios)
	make := documentOperation("make-scenario", http.MethodPost, "/api/scenarios", "Keep a new scenario; its id is made from its name")
	make.DefaultStatus = http.StatusCreated
	huma.Register(api, make, func(ctx context.Context, in *struct{ Body Scenario }) (*oneScenarioAnswer, error) {
		return s.makeScenario(ctx, &in.Body)
	})
	huma.Register(api, operation("scenario", http.MethodGet, path, "One scenario"), func(_ context.Context, in *DocumentPath) (*oneScenarioAnswer, error) {
		d, err := s.document(data.DocumentScenario, in.ID)
		if err != nil {
			return nil, err
		}
		return s.answerScenario(d, http.StatusOK)
	})
	put := documentOperation("put-scenario", http.MethodPut, path, "Keep a scenario under an id")
	put.Description = "Without If-Match it makes a scenario that is not there (201); one that is there is changed when If-Match names the version that was seen."
	huma.Register(api, put, func(ctx context.Context, in *struct {
		DocumentPath
		Conditional
		Body Scenario
	}) (*oneScenarioAnswer, error) {
		return s.putScenario(ctx, &in.Conditional, in.ID, &in.Body)
	})
	makesToo(api, path)
	s.deleteRoute(api, data.DocumentScenario, "delete-scenario", path, "Withdraw a scenario")
	s.compareRoutes(api)
}

// scenarios lists what is kept.
func (s *server) scenarios(context.Context, *struct{}) (*struct {
	Body struct {
		Scenarios []scenarioAnswer `json:"scenarios"`
	}
}, error) {
	out := &struct {
		Body struct {
			Scenarios []scenarioAnswer `json:"scenarios"`
		}
	}{}
	var err error
	if out.Body.Scenarios, err = describeDocuments(s, data.DocumentScenario, readScenario); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out.Body.Scenarios, func(a, b scenarioAnswer) int { return b.Changed.Compare(a.Changed) })
	return out, nil
}

func (s *server) answerScenario(d *data.Document, status int) (*oneScenarioAnswer, error) {
	one, err := readScenario(d)
	if err != nil {
		return nil, s.fail(err)
	}
	return &oneScenarioAnswer{status, documentETag(d), one}, nil
}

func readScenario(d *data.Document) (scenarioAnswer, error) {
	a := scenarioAnswer{ID: d.ID, Version: d.Version, Changed: d.Changed}
	if err := json.Unmarshal(d.Body, &a.Scenario); err != nil {
		return a, fmt.Errorf("scenario %s: %w", d.ID, err)
	}
	return a, nil
}

// makeScenario keeps a scenario under an id that is free.
func (s *server) makeScenario(ctx context.Context, in *Scenario) (*oneScenarioAnswer, error) {
	body, err := s.checkScenario(ctx, in)
	if err != nil {
		return nil, err
	}
	none := 0
	for n := 1; ; n++ {
		d, err := data.NewDocument(data.DocumentScenario, scenarioID(in.Name, n), body)
		if err != nil {
			return nil, s.fail(err)
		}
		d, err = s.Catalog.PutDocument(ctx, d, data.PutOptions{IfVersion: &none})
		if err == nil {
			return s.answerScenario(d, http.StatusCreated)
		}
		if !errors.As(err, new(*data.VersionError)) || n > data.MaxDocuments {
			return nil, s.fail(err)
		}
	}
}

func (s *server) putScenario(ctx context.Context, m *Conditional, id string, in *Scenario) (*oneScenarioAnswer, error) {
	if slices.Contains(reservedIDs, id) {
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "id", Detail: fmt.Sprintf("%q has a meaning of its own: take another id", id)}.Complete()
	}
	body, err := s.checkScenario(ctx, in)
	if err != nil {
		return nil, err
	}
	d, status, err := s.putDocument(ctx, m, data.DocumentScenario, id, body)
	if err != nil {
		return nil, err
	}
	return s.answerScenario(d, status)
}

// checkScenario returns what is kept of a scenario.
func (s *server) checkScenario(ctx context.Context, in *Scenario) ([]byte, error) {
	if err := s.checkKept(ctx, "scenario", in.Name, &in.Question); err != nil {
		return nil, err
	}
	return json.Marshal(in)
}

// checkKept returns why a question of some name is not one to keep: it must be
// one that can be answered now. The error names the member that keeps it from
// being so.
func (s *server) checkKept(ctx context.Context, what, name string, q *whatIf) error {
	if strings.TrimSpace(name) == "" || !utf8.ValidString(name) {
		return problem.BadParameter("name", "give the "+what+" a name")
	}
	asked, err := q.ask(ctx)
	if err == nil {
		var study *coverage.Study
		if study, err = s.study(ctx, asked.Area); err == nil {
			_, err = study.Cover(ctx, asked)
		}
	}
	if err != nil {
		return locate("question", s.fail(err))
	}
	return nil
}

// locate puts the member before the parameter that a problem names.
func locate(member string, err error) error {
	var p *problem.Details
	if errors.As(err, &p) && p.Parameter != "" {
		located := *p
		located.Parameter = member + "." + p.Parameter
		return &located
	}
	return err
}

// Ids that mean something else where a scenario can be named.
const (
	sideToday = "today"   // the facilities as the data have them
	sideNow   = "now"     // the page's what-if that is not kept yet
	comparing = "compare" // the resource beside the scenarios
)

var reservedIDs = []string{sideToday, sideNow, comparing}

// maxScenarioID bounds the bytes of a name that an id is made from.
const maxScenarioID = 60

// scenarioID returns the n-th id to try for a name: its letters and digits.
func scenarioID(name string, n int) string {
	var id strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case id.Len() >= maxScenarioID:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			id.WriteRune(r)
		case id.Len() > 0 && !strings.HasSuffix(id.String(), "-"):
			id.WriteByte('-')
		}
	}
	made := strings.Trim(id.String(), "-")
	if made == "" || slices.Contains(reservedIDs, made) {
		made = "scenario"
	}
	if n > 1 {
		made = fmt.Sprintf("%s-%d", made, n)
	}
	return made
}
