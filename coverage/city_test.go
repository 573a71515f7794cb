package coverage_test

import (
	"testing"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/seeded"
)

// city returns a seeded city of n facilities and n parcels.
func city(t testing.TB, n int) *data.Dataset {
	t.Helper()
	layers, err := seeded.City(n)
	if err != nil {
		t.Fatal(err)
	}
	return data.NewDataset(layers...)
}

func layer(t testing.TB, m data.Meta, features []data.Feature) *data.Layer {
	t.Helper()
	l, err := data.NewLayer(m, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// BenchmarkCity is one slider step on a city of 10,000 facilities and 10,000
// parcels, the study area and the demand being prepared.
func BenchmarkCity(b *testing.B) {
	study, err := coverage.NewStudy(b.Context(), city(b, 10_000), coverage.AreaRef{})
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range []string{"land", "landuse:R", "population"} {
		demand, err := coverage.ParseDemand(text)
		if err != nil {
			b.Fatal(err)
		}
		q := coverage.Question{Service: seeded.CityService, RadiusM: 500, Demand: demand}
		b.Run("cover/"+text, func(b *testing.B) {
			cover(b, study, q)
			for b.Loop() {
				cover(b, study, q)
			}
		})
		b.Run("answer/"+text, func(b *testing.B) {
			cover(b, study, q)
			for b.Loop() {
				if _, _, err := study.Answer(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
