package server

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/songshan"
	"catchment/data/words"
	"catchment/geo/trial"
	"catchment/web"
)

// parkInMemory returns a catalog with the bundled place, filled once.
var parkInMemory = sync.OnceValue(func() *data.Catalog {
	ctx := (&http.Request{}).Context()
	catalog, err := data.OpenCatalog(ctx, &data.Memory{})
	if err != nil {
		panic(err)
	}
	if err := songshan.Load(ctx, catalog, nil); err != nil {
		panic(err)
	}
	return catalog
})

// serveRoutes serves some routes over the bundled place.
func serveRoutes(t *testing.T, register func(*server, huma.API)) string {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	texts, err := words.Read(web.FS())
	if err != nil {
		t.Fatal(err)
	}
	s := &server{Options: Options{Catalog: parkInMemory(), Log: slog.New(slog.DiscardHandler), Version: "test"}, words: texts}
	router := gin.New()
	router.Use(s.recovered, s.headers)
	register(s, humagin.New(router, apiConfig("test")))
	site := httptest.NewServer(router)
	t.Cleanup(site.Close)
	return site.URL
}

func fetch(t *testing.T, url string) (int, http.Header, []byte) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, r.Header, body
}

// TestScoreRoutes asks for the scorecard of a district, the conflicts and the
// industry-city view, and for areas and states that there are not.
func TestScoreRoutes(t *testing.T) {
	trial.Slow(t)
	site := serveRoutes(t, (*server).scoreRoutes)
	for path, members := range map[string][]string{
		"/api/scorecard?area=districts/district-1&year=2030": {"area.area_m2", "as_of.year", "states.0.id", "rows.0.rule.standard", "rows.0.verdict", "rows.0.why.zh", "rows.0.denominator_of.name.zh", "rows.0.people.ratio", "rows.0.states.1.verdict", "per_code.fail", "not_scored.0.rule", "layers.facilities"},
		"/api/conflicts":     {"area.area_m2", "clearances.0.clearance_m", "pairs.0.finding", "pairs.0.hazard.name", "screen_m", "layers.landuse"},
		"/api/industry-city": {"figures.0.formula", "services.0.residents.ratio", "services.0.industrial_land.ratio", "services.0.basis.zh", "layers.jobs"},
	} {
		status, _, body := fetch(t, site+path)
		if status != http.StatusOK || !json.Valid(body) {
			t.Errorf("GET %s: %d %.200s", path, status, body)
			continue
		}
		for _, m := range members {
			if !gjson.GetBytes(body, m).Exists() {
				t.Errorf("GET %s has no %s", path, m)
			}
		}
	}
	for path, want := range map[string]int{
		"/api/scorecard?area=nowhere": http.StatusNotFound, "/api/scorecard?year=soon": http.StatusBadRequest,
		"/api/conflicts?status=ruined": http.StatusBadRequest, "/api/industry-city?colour=red": http.StatusBadRequest,
	} {
		if status, _, body := fetch(t, site+path); status != want {
			t.Errorf("GET %s: %d %s, want %d", path, status, body, want)
		}
	}
}

// TestScorecardIsKept: who asks again, or at the same time, gets the same card;
// a change of the data makes a new one.
func TestScorecardIsKept(t *testing.T) {
	site := serveRoutes(t, (*server).scoreRoutes)
	const path = "/api/scorecard?area=districts/district-6"
	bodies := make([][]byte, 4)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() { _, _, bodies[i] = fetch(t, site+path) })
	}
	wg.Wait()
	for _, b := range bodies[1:] {
		if !slices.Equal(b, bodies[0]) {
			t.Error("two answers to the same question differ")
		}
	}
	var k scorecards
	first := k.entry(data.NewDataset(), "a")
	if k.entry(k.dataset, "a") != first || k.entry(data.NewDataset(), "a") == first {
		t.Error("a card is kept for other data, or not for the same")
	}
}
