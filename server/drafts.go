package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/server/problem"
)

// Draft is a what-if question that nobody has saved as a scenario, as its page
// last left it.
type Draft struct {
	Name     string `json:"name" minLength:"1" maxLength:"200" example:"小学 · 3 处改动" doc:"For people who see it in a list; not blank."`
	From     string `json:"from,omitempty" maxLength:"96" doc:"Id of the scenario that it was opened from; that may be gone."`
	Question whatIf `json:"question" doc:"What is asked, with the facilities added, moved and closed: what POST /api/coverage takes."`
}

// KeptDraft says where a draft is kept.
type KeptDraft struct {
	ID      string    `json:"id"`
	Version int       `json:"version" doc:"Another number whenever it is saved."`
	Saved   time.Time `json:"saved_at" doc:"By the clock of the service."`
}

// draftLine is a draft in the list.
type draftLine struct {
	KeptDraft
	Name    string `json:"name"`
	From    string `json:"from,omitempty" doc:"Id of the scenario that it was opened from."`
	Service string `json:"service"`
	Added   int    `json:"added" doc:"Number of facilities that it adds."`
	Moved   int    `json:"moved"`
	Closed  int    `json:"closed"`
}

// DraftPath names a draft in a path.
type DraftPath struct {
	ID string `path:"id" minLength:"32" maxLength:"32" pattern:"^[0-9a-f]*$" example:"6f0c1b9a4e2d47708d5b3c1e9f8a7260" doc:"128 random bits in hexadecimal, which whoever makes the draft draws."`
}

type oneDraftAnswer struct {
	Status int
	ETag   string `header:"ETag"`
	Body   struct {
		KeptDraft
		Draft
	}
}

// draftRoutes registers the drafts. They are no documents: keeping one makes no
// new version of the data and changes nothing else.
func (s *server) draftRoutes(api huma.API) {
	const path = "/api/drafts/{id}"
	list := operation("drafts", http.MethodGet, "/api/drafts", "All drafts, the one saved last first")
	list.Description = fmt.Sprintf("A draft is a what-if that nobody has saved as a scenario yet, kept by the page so that it can be gone on with elsewhere. "+
		"At most %d are kept: another one takes the place of the one that was saved longest ago.", data.MaxDrafts)
	huma.Register(api, list, s.drafts)
	huma.Register(api, operation("draft", http.MethodGet, path, "One draft"), func(ctx context.Context, in *DraftPath) (*oneDraftAnswer, error) {
		d, err := s.Drafts.Draft(ctx, in.ID)
		if err != nil {
			return nil, s.fail(err)
		}
		return s.answerDraft(d, http.StatusOK)
	})
	put := documentOperation("put-draft", http.MethodPut, path, "Keep a draft under an id")
	put.Description = fmt.Sprintf("Without If-Match it makes a draft that is not there (201); one that is there is changed when If-Match names the version that was seen. At most %d KiB.", data.MaxDraftBytes>>10)
	put.MaxBodyBytes = data.MaxDraftBytes
	huma.Register(api, put, func(ctx context.Context, in *struct {
		DraftPath
		Conditional
		Body Draft
	}) (*oneDraftAnswer, error) {
		return s.putDraft(ctx, &in.Conditional, in.ID, &in.Body)
	})
	makesToo(api, path)
	huma.Register(api, documentOperation("delete-draft", http.MethodDelete, path, "Throw a draft away, for good"), func(ctx context.Context, in *struct {
		DraftPath
		Conditional
	}) (*struct{}, error) {
		return nil, s.deleteDraft(ctx, &in.Conditional, in.ID)
	})
}

// drafts lists what is kept.
func (s *server) drafts(ctx context.Context, _ *struct{}) (*struct {
	Body struct {
		Drafts []draftLine `json:"drafts"`
	}
}, error) {
	out := &struct {
		Body struct {
			Drafts []draftLine `json:"drafts"`
		}
	}{}
	all, err := s.Drafts.Drafts(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	out.Body.Drafts = []draftLine{}
	for _, d := range all {
		one, err := readDraft(d)
		if err != nil {
			return nil, s.fail(err)
		}
		q := &one.Question
		out.Body.Drafts = append(out.Body.Drafts, draftLine{whereKept(d), one.Name, one.From, q.Service, len(q.Sites.Added), len(q.Sites.Moved), len(q.Sites.Closed)})
	}
	return out, nil
}

// putDraft keeps a draft on the condition of the request. What it was opened
// from need not be there any more.
func (s *server) putDraft(ctx context.Context, m *Conditional, id string, in *Draft) (*oneDraftAnswer, error) {
	if in.From != "" {
		if err := data.CheckLayerID(in.From); err != nil {
			return nil, problem.BadParameter("from", err.Error())
		}
	}
	if err := s.checkKept(ctx, string(data.KindDraft), in.Name, &in.Question); err != nil {
		return nil, err
	}
	only, err := s.draftVersion(ctx, m, id)
	if err != nil {
		return nil, s.fail(err)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, s.fail(err)
	}
	d, err := data.NewDraft(id, body)
	if err == nil {
		d, err = s.Drafts.PutDraft(ctx, d, data.PutOptions{IfVersion: only})
	}
	if err != nil {
		return nil, s.fail(err)
	}
	if *only == 0 {
		return s.answerDraft(d, http.StatusCreated)
	}
	return s.answerDraft(d, http.StatusOK)
}

// deleteDraft removes a draft on the condition of the request.
func (s *server) deleteDraft(ctx context.Context, m *Conditional, id string) error {
	if _, err := s.Drafts.Draft(ctx, id); err != nil {
		return s.fail(err)
	}
	only, err := s.draftVersion(ctx, m, id)
	if err != nil {
		return s.fail(err)
	}
	if err := s.Drafts.RemoveDraft(ctx, id, data.PutOptions{IfVersion: only}); err != nil {
		return s.fail(err)
	}
	return nil
}

// draftVersion returns the version that the condition asks the draft to have.
func (s *server) draftVersion(ctx context.Context, m *Conditional, id string) (*int, error) {
	now := 0
	d, err := s.Drafts.Draft(ctx, id)
	switch {
	case err == nil:
		now = d.Version
	case !errors.Is(err, data.ErrNoDocument):
		return nil, err
	}
	return m.seen(data.KindDraft, id, now)
}

func (s *server) answerDraft(d *data.Draft, status int) (*oneDraftAnswer, error) {
	read, err := readDraft(d)
	if err != nil {
		return nil, s.fail(err)
	}
	out := &oneDraftAnswer{Status: status, ETag: documentETag(&data.Document{Kind: data.KindDraft, ID: d.ID, Version: d.Version})}
	out.Body.KeptDraft, out.Body.Draft = whereKept(d), read
	return out, nil
}

func whereKept(d *data.Draft) KeptDraft { return KeptDraft{d.ID, d.Version, d.Saved} }

func readDraft(d *data.Draft) (read Draft, err error) {
	if err = json.Unmarshal(d.Body, &read); err != nil {
		err = fmt.Errorf("draft %s: %w", d.ID, err)
	}
	return read, err
}
