package landuse

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestApportion(t *testing.T) {
	for _, tt := range []struct {
		units   int
		weights []float64
		want    []int
	}{
		{100, []float64{1, 1, 1}, []int{34, 33, 33}}, // of equals the first
		{10000, []float64{2, 1}, []int{6667, 3333}},
		{100, []float64{0, 0}, []int{100, 0}},
		{7, nil, []int{}},
		{0, []float64{3, 4}, []int{0, 0}},
	} {
		if got := apportion(tt.units, tt.weights); !slices.Equal(got, tt.want) {
			t.Errorf("apportion(%d, %v) = %v, want %v", tt.units, tt.weights, got, tt.want)
		}
	}
}

// Each part is its quota rounded down or up, and all add up.
func TestApportionStaysInQuota(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Float64Range(0, 1e9), 1, 40).Draw(t, "weights")
		units := rapid.IntRange(0, 10000).Draw(t, "units")
		sum := 0.0
		for _, w := range weights {
			sum += w
		}
		left := units
		for i, part := range apportion(units, weights) {
			left -= part
			if sum > 0 && math.Abs(float64(part)-float64(units)*weights[i]/sum) > 1+1e-6 {
				t.Errorf("part %d of %v is %d of %d", i, weights, part, units)
			}
		}
		if left != 0 {
			t.Errorf("apportion(%d, %v) leaves %d", units, weights, left)
		}
	})
}
