package coverage_test

import (
	"fmt"
	"testing"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/seeded"
)

// BenchmarkSites finds the best site of every gap of a city of 10,000 parcels of
// which 100 facilities leave 40 % unserved, or 1,000 little, with the slow way beside it.
func BenchmarkSites(b *testing.B) {
	layers, err := seeded.City(10_000)
	if err != nil {
		b.Fatal(err)
	}
	for _, facilities := range []int{100, 1000} {
		sites := layer(b, layers[2].Meta, layers[2].Features[:facilities])
		study, err := coverage.NewStudy(b.Context(), data.NewDataset(layers[0], layers[1], sites), coverage.AreaRef{})
		if err != nil {
			b.Fatal(err)
		}
		for _, text := range []string{"land", "landuse:R", "population"} {
			demand, err := coverage.ParseDemand(text)
			if err != nil {
				b.Fatal(err)
			}
			q := coverage.Question{Service: seeded.CityService, RadiusM: 2700, Demand: demand}
			fast, _, slow, err := coverage.FindSites(b.Context(), study, q)
			if err != nil {
				b.Fatal(err)
			}
			for _, way := range []struct {
				name string
				find func() []*coverage.Site
			}{{"sites", fast}, {"slow", slow}} {
				b.Run(fmt.Sprintf("%s/%d/%s", text, facilities, way.name), func(b *testing.B) {
					for b.Loop() {
						way.find()
					}
				})
			}
		}
	}
}
