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
	ReportForm
}

// ReportForm says what is in a report and how it looks.
type ReportForm struct {
	RulesQuery
	Lang    string   `query:"lang" enum:"zh,en" default:"zh" doc:"Language of the report."`
	Format  string   `query:"format" enum:"html,xlsx,csv" default:"html" doc:"html prints to PDF from any browser, with page numbers."`
	Paper   string   `query:"paper" enum:"A4,A3" default:"A4" doc:"Size of the pages of html."`
	Date    string   `query:"date" example:"2026-10-01" doc:"Date on the report. Default: today. The same data and date give the same bytes."`
	Palette string   `query:"palette" enum:"official,safe" default:"official" doc:"Colours of land use. safe: a colour for each group of classes and a hatch for each class, told apart by eyes of every kind, as the page has it. official: those of the scheme; a class that shares the colour of another of the sheet, or nearly, is hatched."`
	MapNo   string   `query:"map_number" maxLength:"100" doc:"Approval number of the map sheets (审图号), printed on each of them."`
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
		study, when, err := s.scored(ctx, &in.ScoreQuery)
		if err != nil {
			return nil, s.fail(err)
		}
		answer, err := s.report(ctx, &in.ReportForm, study, when, nil, cards)
		if err != nil {
			return nil, s.fail(err)
		}
		return answer, nil
	})
	asked := withBody(operation("report-question", http.MethodPost, "/api/report", "The report with a question of one's own: a radius, a demand, a drawn area, facilities added, moved or closed"))
	asked.Description = "Area, status and year of the question are those of the whole report."
	asked.Responses = op.Responses
	huma.Register(api, asked, func(ctx context.Context, in *struct {
		ReportForm
		Body whatIf
	}) (*reportAnswer, error) {
		answer, err := withQuestion(ctx, &in.Body, func(ctx context.Context, q coverage.Question) (*reportAnswer, error) {
			study, err := s.study(ctx, q.Area)
			if err != nil {
				return nil, err
			}
			return s.report(ctx, &in.ReportForm, study, q.When, &q, cards)
		})
		if err != nil {
			return nil, s.fail(err)
		}
		return answer, nil
	})
}

// report makes a report on a study area in a state of the plan, with the answer
// to a question where one is asked.
func (s *server) report(ctx context.Context, in *ReportForm, study *coverage.Study, when coverage.When, asked *coverage.Question, cards *scorecards) (*reportAnswer, error) {
	date, err := reportDate(in.Date)
	if err != nil {
		return nil, err
	}
	opt := content.Options{Lang: in.Lang, When: when, Date: date, Words: s.words, Version: s.Version, Services: in.Service, Rules: in.Rules, Asked: asked, Palette: in.Palette, Safe: s.safe, MapNumber: strings.TrimSpace(in.MapNo)}
	if study.Area.Layer != "" { // no scorecard is kept of what is drawn
		if opt.Card, err = cards.of(ctx, study, when, in.Rules); err != nil {
			return nil, err
		}
	}
	document, err := content.Make(ctx, study, opt)
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
