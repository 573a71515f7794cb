package looks

import "math"

// apart is the difference from which two colours are told apart on a map, in
// CIE L*a*b*; sharing counts as alike too.
const apart = 12

// Apart returns looks in the colours given, by code in the order of codes: a
// class whose colour is that of one before it, or much like it, gets a hatch that
// no class like it has. The official colours are shared by design.
func Apart(codes []string, color func(code string) string) map[string]Look {
	out := map[string]Look{}
	var before []Look
	for _, code := range codes {
		if _, ok := out[code]; ok {
			continue
		}
		own := color(code)
		taken := map[int]bool{}
		for _, other := range before {
			if Alike(own, other.Color) {
				taken[other.Hatch] = true
			}
		}
		hatch := 0
		for taken[hatch] && hatch < Hatches-1 {
			hatch++
		}
		out[code] = Hatched(own, hatch)
		before = append(before, out[code])
	}
	return out
}

// Alike tells whether two colours are one on a map, or too close to be told
// apart across it. What is no colour is like nothing.
func Alike(a, b string) bool {
	p, err := channels(a)
	if err != nil {
		return false
	}
	q, err := channels(b)
	if err != nil {
		return false
	}
	x, y := lab(p), lab(q)
	return math.Sqrt((x[0]-y[0])*(x[0]-y[0])+(x[1]-y[1])*(x[1]-y[1])+(x[2]-y[2])*(x[2]-y[2])) < apart
}

// lab returns a colour of sRGB in CIE L*a*b* under D65.
func lab(c [3]float64) [3]float64 {
	r, g, b := linear(c[0]), linear(c[1]), linear(c[2])
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x, y, z := f((0.4124*r+0.3576*g+0.1805*b)/0.95047), f(0.2126*r+0.7152*g+0.0722*b), f((0.0193*r+0.1192*g+0.9505*b)/1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}
