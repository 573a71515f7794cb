package landuse

import (
	"cmp"
	"math"
	"slices"
)

// apportion divides units into whole numbers in proportion to weights, by the
// largest remainder: each gets its quota rounded down, and what is left goes
// one by one to the largest fractions, of equals to the first. The result adds
// up to units. Weights are not negative; when all are 0 everything goes to the
// first.
func apportion(units int, weights []float64) []int {
	parts := make([]int, len(weights))
	if len(weights) == 0 {
		return parts
	}
	var sum total
	for _, w := range weights {
		sum.add(w)
	}
	if !(sum.value() > 0) {
		parts[0] = units
		return parts
	}
	order := make([]int, len(weights))
	fraction := make([]float64, len(weights))
	left := units
	for i, w := range weights {
		quota := float64(units) * (w / sum.value())
		parts[i] = min(int(math.Floor(quota)), left)
		fraction[i] = quota - math.Floor(quota)
		left -= parts[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(fraction[b], fraction[a]) })
	for k := 0; left > 0; k = (k + 1) % len(order) {
		parts[order[k]]++
		left--
	}
	return parts
}
