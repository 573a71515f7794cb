package server_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"catchment/data"
	"catchment/data/intake"
	"catchment/server"
)

// lossy is a store of which a layer and a file are named as damaged.
type lossy struct{ data.Memory }

func (s *lossy) Load(ctx context.Context) ([]*data.Layer, []data.Damage, error) {
	layers, _, err := s.Memory.Load(ctx)
	return layers, []data.Damage{
		{Layer: "schools", Version: 2, Reason: "reading layer schools version 2: stored layer is damaged"},
		{Document: data.DocumentScenario, Layer: "east", Version: 1, Reason: "stored layer is damaged"},
		{File: "catchment.gpkg.cut-20261126T021500", Reason: "the store was found cut short"},
	}, err
}

// TestDamageIsNamedOnThePage shows what the store has lost, with what can be
// done, and brings an older version of a damaged layer back.
func TestDamageIsNamedOnThePage(t *testing.T) {
	t.Parallel()
	for _, language := range []string{"en", "zh"} {
		store := &lossy{}
		earlier, err := data.OpenCatalog(t.Context(), &store.Memory)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := intake.Load(t.Context(), earlier, strings.NewReader(threeKindergartens), intake.Request{ID: "schools"}); err != nil {
				t.Fatal(err)
			}
		}
		catalog, err := data.OpenCatalog(t.Context(), store)
		if err != nil {
			t.Fatal(err)
		}
		handler, err := server.New(server.Options{Catalog: catalog, Page: joinedPage()})
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(handler)
		t.Cleanup(srv.Close)
		p := openTab(t, srv, language, "light", "#view=data")
		p.until("document.querySelectorAll('#damaged li').length >= 3 && document.querySelector('#status-damaged')")
		for _, want := range []string{"schools", "east", "catchment.gpkg.cut-20261126T021500"} {
			if words := p.text("#damaged"); !strings.Contains(words, want) {
				t.Errorf("the page does not name %s: %s", want, words)
			}
		}
		p.run("document.querySelector('#damaged details').open = true")
		p.until("document.querySelector('#damaged [data-restore=\"1\"]')")
		p.picture("damaged-" + language)
		p.run("document.querySelector('#damaged [data-restore=\"1\"]').click()")
		p.until("document.querySelector('#confirm-yes')")
		p.run("document.querySelector('#confirm-yes').click()")
		p.until("document.querySelectorAll('#damaged > ul > li').length === 2")
		p.rest()
		if l := get[struct{ Features int }](t, srv, "/api/layers/schools"); l.Features != 3 {
			t.Errorf("restored, the layer has %d features, want 3", l.Features)
		}
	}
}
