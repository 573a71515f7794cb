package intake

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
)

// parcelLayer returns n square parcels of about 30 m beside each other.
func parcelLayer(b *testing.B, id string, n int, east float64) *data.Layer {
	b.Helper()
	fs := make([]data.Feature, n)
	for i := range fs {
		x, y := 118.7+east+float64(i%400)*4e-4, 42.1+float64(i/400)*3e-4
		r := orb.Ring{{x, y}, {x + 4e-4, y}, {x + 4e-4, y + 3e-4}, {x, y + 3e-4}, {x, y}}
		fs[i] = data.Feature{ID: fmt.Sprint(i), Geometry: orb.Polygon{r}, Properties: []byte(`{"name":"n` + fmt.Sprint(i) + `"}`)}
	}
	l, err := data.NewLayer(data.Meta{ID: id, Role: data.RoleLandUse}, fs)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// BenchmarkShift looks for a shift of 100,000 parcels against as many there,
// with names in common and without.
func BenchmarkShift(b *testing.B) {
	d := data.NewDataset(parcelLayer(b, "old", 100_000, 0))
	l := parcelLayer(b, "new", 100_000, 1e-4)
	old := d.Layers()[0]
	b.Run("names", func(b *testing.B) {
		for b.Loop() {
			byNames(old, l)
		}
	})
	b.Run("shapes", func(b *testing.B) {
		for b.Loop() {
			byShape(old, l)
		}
	})
}
