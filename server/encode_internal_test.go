package server

import (
	"context"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
)

// TestNoHalfAnswers serves handlers that go wrong, which no real one is known
// to do: an answer that JSON cannot hold, and a panic. What
// goes out is a problem document that gives nothing of the inside away, and
// the reason is in the log.
func TestNoHalfAnswers(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	var log strings.Builder
	s := &server{Options: Options{Log: slog.New(slog.NewTextHandler(&log, nil))}}
	router := gin.New()
	router.Use(s.recovered, s.headers)
	api := humagin.New(router, apiConfig(""))
	type numbers struct {
		Body struct{ Before, Value float64 }
	}
	for path, value := range map[string]func() float64{
		"/nan":   math.NaN,
		"/inf":   func() float64 { return math.Inf(1) },
		"/panic": func() float64 { panic("secret of the inside") },
	} {
		huma.Register(api, operation(path[1:], http.MethodGet, path, path), func(context.Context, *struct{}) (*numbers, error) {
			out := &numbers{}
			out.Body.Before, out.Body.Value = 1, value()
			return out, nil
		})
		log.Reset()
		w := httptest.NewRecorder()
		router.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if w.Code != http.StatusInternalServerError || w.Header().Get("Content-Type") != "application/problem+json" ||
			!strings.HasPrefix(w.Body.String(), `{"type":`) || strings.Contains(w.Body.String(), "secret") || !strings.Contains(log.String(), "panic") {
			t.Errorf("GET %s = %d %s %s, log %.100s; want a problem document with status 500", path, w.Code, w.Header().Get("Content-Type"), w.Body, log.String())
		}
	}
}
