package server_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"catchment/data"
	"catchment/data/seeded"
	"catchment/server"
	"catchment/server/wire"
	"catchment/web"
)

// newCity starts the service with a seeded city of n facilities and n parcels,
// kept in memory.
func newCity(t testing.TB, n int) *site {
	t.Helper()
	layers, err := seeded.City(n)
	if err != nil {
		t.Fatal(err)
	}
	return serveLayers(t, layers)
}

// serveLayers starts the service with layers kept in memory.
func serveLayers(t testing.TB, layers []*data.Layer) *site {
	t.Helper()
	gin.SetMode(gin.ReleaseMode)
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		if _, err := catalog.Put(t.Context(), l, data.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	handler, err := server.New(server.Options{Catalog: catalog, Page: web.FS()})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewUnstartedServer(handler)
	listening.Listener = wire.Wrap(listening.Config, listening.Listener)
	listening.Start()
	t.Cleanup(listening.Close)
	return &site{t, listening.URL}
}

// BenchmarkCityStep is one step of the radius slider on a city of 10,000
// facilities and 10,000 parcels, from sending the request to the last byte of
// the answer, which lists every facility. It is taken as it is, or compressed as
// a browser takes it. The radius changes with every step.
func BenchmarkCityStep(b *testing.B) {
	s := newCity(b, 10_000)
	for _, demand := range []string{"land", "landuse:R", "population"} {
		for _, encoding := range []string{"identity", "gzip", "zstd"} {
			b.Run(demand+"/"+encoding, func(b *testing.B) {
				var took []float64
				step := func(radiusM int) {
					start := time.Now()
					s.step(b, fmt.Sprintf("/api/coverage?service=%s&radius=%d&demand=%s", seeded.CityService, radiusM, url.QueryEscape(demand)), encoding)
					took = append(took, float64(time.Since(start).Microseconds())/1000)
				}
				step(395)
				for i := 0; b.Loop(); i++ {
					step(400 + 10*(i%21))
				}
				slices.Sort(took[1:])
				b.ReportMetric(took[1+len(took[1:])/2], "median-ms")
				b.ReportMetric(took[1+len(took[1:])*90/100], "p90-ms")
				b.ReportMetric(took[1+len(took[1:])*95/100], "p95-ms")
			})
		}
	}
}

// step asks once and reads the answer to its end, as it comes over the wire.
func (s *site) step(b *testing.B, path, encoding string) {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", encoding)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s after %d bytes, %v", path, response.Status, n, err)
	}
}
