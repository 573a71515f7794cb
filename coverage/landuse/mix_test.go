package landuse_test

import (
	"math"
	"testing"

	"catchment/coverage/landuse"
)

func TestEntropy(t *testing.T) {
	tests := []struct {
		parts []float64
		n     int
		want  float64
	}{
		{nil, 0, 0}, {[]float64{0, 0}, 5, 0},
		{[]float64{3}, 1, 0}, // one class: 0, not 0/0
		{[]float64{3}, 8, 0},
		{[]float64{1, 1}, 2, 1}, {[]float64{5, 5, 5, 5}, 4, 1},
		{[]float64{1, 1}, 4, 0.5},                             // ln 2 ÷ ln 4
		{[]float64{1, 1, 0}, 0, 1},                            // n at least the classes present
		{[]float64{1, 3}, 2, 2 - 0.75*math.Log2(3)},           // −¼ log₂ ¼ − ¾ log₂ ¾
		{[]float64{2e-300, 6e-300}, 2, 2 - 0.75*math.Log2(3)}, // whatever the unit
	}
	for _, tt := range tests {
		if got := landuse.Entropy(tt.parts, tt.n); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("Entropy(%v, %d) = %v, want %v", tt.parts, tt.n, got, tt.want)
		}
	}
}

func TestConcentration(t *testing.T) {
	for _, tt := range []struct {
		parts []float64
		want  float64
	}{{nil, 0}, {[]float64{4}, 1}, {[]float64{1, 1, 1, 1}, 0.25}, {[]float64{1, 3}, 0.625}, {[]float64{1, 0, 3}, 0.625}} {
		if got := landuse.Concentration(tt.parts); math.Abs(got-tt.want) > 1e-12 {
			t.Errorf("Concentration(%v) = %v, want %v", tt.parts, got, tt.want)
		}
	}
}
