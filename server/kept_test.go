package server_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"catchment/geo/trial"
	"catchment/server"
	"catchment/web"
)

// keptQuestions are asked again and again between edits.
var keptQuestions = []string{
	"/api/coverage?service=clinic&demand=landuse:R", "/api/gaps?service=clinic&demand=landuse:R", "/api/gaps?service=kindergarten&radius=300&demand=population",
	"/api/reach?service=clinic", "/api/curve?service=clinic", "/api/landuse", "/api/density?size=500", "/api/conflicts", "/api/industry-city",
	"/api/gaps?service=extra", "/api/coverage?service=clinic&area=nowhere", "/api/scenarios/compare?a=today&b=one", "/api/landuse?scheme=MNR-2023",
}

// TestKeptAnswersAreNeverStale edits the park at random between random questions,
// and finds every answer the same as that of a service that has just begun.
func TestKeptAnswersAreNeverStale(t *testing.T) {
	_, catalog, closeStore := openStore(t, parkFile(t))
	t.Cleanup(closeStore)
	gin.SetMode(gin.ReleaseMode)
	begin := func() http.Handler {
		handler, err := server.New(server.Options{Catalog: catalog, Page: web.FS()})
		if err != nil {
			t.Fatal(err)
		}
		return handler
	}
	ask := func(of http.Handler, method, path, body string, header ...string) *httptest.ResponseRecorder {
		request := httptest.NewRequestWithContext(t.Context(), method, path, io.NopCloser(strings.NewReader(body)))
		for i := 0; i+1 < len(header); i += 2 {
			request.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		of.ServeHTTP(w, request)
		return w
	}
	keeps := begin()
	r := rand.New(rand.NewPCG(7, 8))
	const merge = "application/merge-patch+json"
	edits := []func() *httptest.ResponseRecorder{
		func() *httptest.ResponseRecorder {
			at := fmt.Sprintf(`{"geometry":{"type":"Point","coordinates":[%.5f,%.5f]}}`, 118.86+0.04*r.Float64(), 42.24+0.04*r.Float64())
			return ask(keeps, http.MethodPatch, "/api/layers/facilities/features/clinic-01", at, "Content-Type", merge, "If-Match", "*")
		},
		func() *httptest.ResponseRecorder {
			return ask(keeps, http.MethodPost, "/api/layers?id=more&role=facility&kind=extra", fmt.Sprintf(`{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[%.5f,42.26]}}`, 118.86+0.04*r.Float64()))
		},
		func() *httptest.ResponseRecorder { return ask(keeps, http.MethodDelete, "/api/layers/more", "") },
		func() *httptest.ResponseRecorder {
			return ask(keeps, http.MethodPost, "/api/layers/facilities/restore?version=1", "")
		},
		func() *httptest.ResponseRecorder {
			body := fmt.Sprintf(`{"name":"one","question":{"service":"clinic","radius":%d}}`, 300+r.IntN(900))
			if w := ask(keeps, http.MethodPut, "/api/scenarios/one", body, "Content-Type", asJSON, "If-Match", "*"); w.Code == http.StatusOK {
				return w
			}
			return ask(keeps, http.MethodPost, "/api/scenarios", body, "Content-Type", asJSON)
		},
		func() *httptest.ResponseRecorder {
			code := []string{"R2", "B1", "M1"}[r.IntN(3)]
			body := `{"entries":[{"key":"source","value":"synthetic","scheme":"GB50137-2011","code":"` + code + `"}]}`
			if w := ask(keeps, http.MethodPut, "/api/mappings/office", body, "If-Match", "*"); w.Code == http.StatusOK {
				return w
			}
			return ask(keeps, http.MethodPut, "/api/mappings/office", body)
		},
	}
	made, again := 0, 0
	for range trial.Rounds(60) {
		if r.IntN(2) == 0 {
			w := edits[r.IntN(len(edits))]()
			if w.Code < 300 {
				made++
			}
		}
		path := keptQuestions[r.IntN(len(keptQuestions))]
		want := ask(begin(), http.MethodGet, path, "")
		for range 2 {
			got := ask(keeps, http.MethodGet, path, "")
			again++
			if got.Code != want.Code || elapsedMS.ReplaceAllString(got.Body.String(), "") != elapsedMS.ReplaceAllString(want.Body.String(), "") {
				t.Fatalf("%s after %d edits is answered %d, %d bytes: one that has just begun answers %d, %d bytes\n%.500s\n%.500s", path, made, got.Code, got.Body.Len(), want.Code, want.Body.Len(), got.Body, want.Body)
			}
			if a, b := got.Header().Get("ETag"), want.Header().Get("ETag"); a != b && got.Body.Len() <= 1<<20 || got.Code == http.StatusOK && a == "" {
				t.Errorf("%s: ETag %q, of one that has just begun %q", path, a, b)
			}
		}
	}
	if made == 0 {
		t.Error("nothing was edited")
	}
	t.Logf("%d edits between %d questions", made, again)
}
