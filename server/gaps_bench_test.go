package server_test

import (
	"fmt"
	"testing"

	"catchment/data/seeded"
)

// BenchmarkCityGaps asks the service, as the page does when it opens, for coverage
// and for the gaps of a city of so many parcels and 2,000 facilities: something new
// each time, and the same again.
func BenchmarkCityGaps(b *testing.B) {
	for _, parcels := range []int{100_000, 200_000} {
		srv, err := newPageCityOf(parcels)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(srv.Close)
		s := &site{b, srv.URL}
		for _, resource := range []string{"coverage", "gaps"} {
			asked := 0
			for _, step := range []int{1, 0} {
				b.Run(fmt.Sprintf("%s/%d/%s", resource, parcels, []string{"again", "new"}[step]), func(b *testing.B) {
					ask := func() {
						asked += step
						s.step(b, fmt.Sprintf("/api/%s?service=%s&radius=%.4f&demand=landuse:R&status=existing,under_construction,planned", resource, seeded.CityService, 500+float64(asked)*1e-4), "gzip")
					}
					ask()
					for b.Loop() {
						ask()
					}
				})
			}
		}
	}
}
