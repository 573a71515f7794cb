package server_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"catchment/geo/trial"
	"catchment/server"
)

// TestFirstQuestionToALargeArea: an area that takes minutes to prepare keeps no
// question to another one waiting, and is not prepared to the end when whoever
// asked has left.
func TestFirstQuestionToALargeArea(t *testing.T) {
	trial.Slow(t)
	s := newPark(t, server.Options{})
	s.load("id=tangle&role=boundary&kind=study_area", tangle(1200))
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	gone := make(chan error, 1)
	go func() {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url+"/api/coverage?service=clinic&radius=500&area=tangle", nil)
		if err == nil {
			var response *http.Response
			if response, err = http.DefaultClient.Do(request); err == nil {
				err = response.Body.Close()
			}
		}
		gone <- err
	}()
	await(t, "the large area is being prepared", time.Minute, sweeping)
	for _, path := range []string{"/api/coverage?service=clinic&radius=500&area=park", "/api/landuse?area=park", "/api/gaps?service=clinic&radius=500&area=park"} {
		if got := s.get(path); got.status != http.StatusOK {
			t.Errorf("%s: %d meanwhile", path, got.status)
		}
	}
	select {
	case err := <-gone:
		t.Fatalf("the large area took no longer than three small questions (%v): this test shows nothing", err)
	default:
	}
	leave()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatalf("the request ended with %v", err)
	}
	await(t, "the work ends", 5*time.Second, func() bool { return !sweeping() })
}

// tangle returns n long triangles that all lie on each other.
func tangle(n int) string {
	random := rand.New(rand.NewPCG(3, 3))
	at := func(turn, far float64) string {
		return fmt.Sprintf("[%.7f,%.7f]", 118.88+far*math.Cos(turn), 42.26+far*math.Sin(turn))
	}
	features := make([]string, n)
	for i := range features {
		turn := 7 * random.Float64()
		a, b, c := at(turn, 0.1+0.1*random.Float64()), at(turn+3, 0.1+0.1*random.Float64()), at(turn+3.1, 0.1+0.1*random.Float64())
		features[i] = fmt.Sprintf(`{"type":"Feature","id":%d,"properties":{},"geometry":{"type":"Polygon","coordinates":[[%s,%s,%s,%s]]}}`, i, a, b, c, a)
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}
