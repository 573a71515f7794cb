package report_test

import (
	"bytes"
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"catchment/coverage"
	content "catchment/coverage/report"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/data/songshan"
	"catchment/data/words"
	"catchment/server/report"
)

// parkStudy is the bundled place with its scorecard, made once.
var parkStudy = sync.OnceValues(func() (*coverage.Study, error) {
	ctx := context.Background()
	catalog, err := data.OpenCatalog(ctx, &data.Memory{})
	if err != nil {
		return nil, err
	}
	if err := songshan.Load(ctx, catalog, nil); err != nil {
		return nil, err
	}
	return coverage.NewStudy(ctx, catalog.Dataset(), coverage.AreaRef{})
})

var parkCard = sync.OnceValues(func() (*scorecard.Card, error) {
	study, err := parkStudy()
	if err != nil {
		return nil, err
	}
	return scorecard.Make(context.Background(), study, scorecard.Options{})
})

// catalogue returns the words of the page.
func catalogue(t testing.TB) words.Catalogue {
	t.Helper()
	all, err := words.Read(os.DirFS("../../web/static"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	documentsMu sync.Mutex
	documents   = map[string]*content.Document{}
)

// parkDocument returns the report on the bundled park, made once.
func parkDocument(t testing.TB, lang string) *content.Document {
	t.Helper()
	documentsMu.Lock()
	defer documentsMu.Unlock()
	if documents[lang] == nil {
		documents[lang] = makeDocument(t, lang)
	}
	return documents[lang]
}

// makeDocument makes the report on the bundled park, dated 1 October 2026.
func makeDocument(t testing.TB, lang string) *content.Document {
	t.Helper()
	study, opt := parkOptions(t, lang)
	d, err := content.Make(t.Context(), study, opt)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// parkOptions returns the bundled park and what its report is made with.
func parkOptions(t testing.TB, lang string) (*coverage.Study, content.Options) {
	t.Helper()
	study, err := parkStudy()
	if err != nil {
		t.Fatal(err)
	}
	card, err := parkCard()
	if err != nil {
		t.Fatal(err)
	}
	return study, content.Options{Words: catalogue(t), Lang: lang, Date: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Version: "test", Card: card}
}

func htmlOf(t testing.TB, d *content.Document) []byte {
	t.Helper()
	return pageOn(t, d, report.A4)
}

func pageOn(t testing.TB, d *content.Document, paper report.Paper) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.HTML(&b, d, paper); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
