package landuse

import "math"

// Entropy returns the entropy of a mix of land uses,
// −Σ p ln p / ln n with p the parts of the whole: 0 for one use alone, 1 for n
// uses in equal parts. Parts of 0 or less do not count; n is at least the
// number of those that do. With n of 0 or 1, or nothing at all, it is 0.
//
// Equal parts score alike whatever the uses are, and the value depends on the
// size of the areas compared.
//
// Source: R. Cervero and K. Kockelman, Travel demand and the 3Ds (1997),
// doi 10.1016/S1361-9209(97)00009-6.
func Entropy(parts []float64, n int) float64 {
	whole, present := wholeOf(parts)
	if n = max(n, present); n < 2 || whole == 0 {
		return 0
	}
	var sum total
	for _, p := range parts {
		if p > 0 {
			sum.add(p / whole * math.Log(p/whole))
		}
	}
	return math.Min(math.Max(-sum.value()/math.Log(float64(n)), 0), 1)
}

// Concentration returns the Herfindahl-Hirschman index Σ p² of the parts of a
// whole: 1 for one use alone, 1/n for n in equal parts, 0 for nothing.
// 1 − HHI is the Simpson index.
func Concentration(parts []float64) float64 {
	whole, _ := wholeOf(parts)
	if whole == 0 {
		return 0
	}
	var sum total
	for _, p := range parts {
		if p > 0 {
			sum.add((p / whole) * (p / whole))
		}
	}
	return sum.value()
}

func wholeOf(parts []float64) (whole float64, present int) {
	var sum total
	for _, p := range parts {
		if p > 0 {
			sum.add(p)
			present++
		}
	}
	return sum.value(), present
}
