package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
	content "catchment/coverage/report"
	"catchment/server/report"
)

// reportQuery asks for a report.
type reportQuery struct {
	ScoreQuery
	RulesQuery
	Lang    string   `query:"lang" enum:"zh,en" default:"zh" doc:"Language of the report."`
	Format  string   `query:"format" enum:"html,xlsx,csv" default:"html" doc:"html prints to PDF from any browser, with page numbers."`
	Paper   string   `query:"paper" enum:"A4,A3" default:"A4" doc:"Size of the pages of html."`
	Date    string   `query:"date" example:"2026-10-01" doc:"Date on the report. Default: today. The same data and date give the same bytes."`
	Service []string `query:"service,explode" doc:"Services to map and list; several are given by repeating the parameter. Default: those whose reach a standard bounds."`
}

// reportAnswer is a report as a file.
type reportAnswer struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

// reportPolicy lets a report carry its own styles and nothing else.
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// reportRoutes registers the report.
func (s *server) reportRoutes(api huma.API, cards *scorecards) {
	op := operation("report", http.MethodGet, "/api/report", "The report a planner signs: question, maps, scorecard, tables, method, sources and limits")
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.Responses = map[string]*huma.Response{fmt.Sprint(http.StatusOK): {Description: "The report.", Content: map[string]*huma.MediaType{
		"text/html": {Schema: file}, "text/csv": {Schema: file}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {Schema: file},
	}}}
	huma.Register(api, op, func(ctx context.Context, in *reportQuery) (*reportAnswer, error) {
		answer, err := s.report(ctx, in, cards)
		if err != nil {
			return nil, s.fail(err)
		}
		return answer, nil
	})
}

func (s *server) report(ctx context.Context, in *reportQuery, cards *scorecards) (*reportAnswer, error) {
	date, err := reportDate(in.Date)
	if err != nil {
		return nil, err
	}
	study, when, err := s.scored(ctx, &in.ScoreQuery)
	if err != nil {
		return nil, err
	}
	card, err := cards.of(ctx, study, when, in.Rules)
	if err != nil {
		return nil, err
	}
	document, err := content.Make(ctx, study, content.Options{Lang: in.Lang, When: when, Date: date, Version: s.Version, Services: in.Service, Card: card})
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	kind, err := report.Write(&body, document, report.Format(in.Format), report.Paper(in.Paper))
	if err != nil {
		return nil, err
	}
	disposition := "attachment"
	if in.Format == "html" {
		disposition = "inline"
	}
	name := fmt.Sprintf("catchment-%s-%s.%s", strings.ReplaceAll(study.Area.ID, "/", "-"), document.Date, in.Format)
	return &reportAnswer{kind, disposition + "; filename*=UTF-8''" + url.PathEscape(name), reportPolicy, body.Bytes()}, nil
}

// reportDate reads a day; empty is today.
func reportDate(text string) (time.Time, error) {
	if text == "" {
		return time.Now(), nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, &coverage.ParameterError{Parameter: "date", Message: fmt.Sprintf("%q is no day: write it as 2026-10-01", text)}
	}
	return day, nil
}
