package crs

import (
	"math"

	"github.com/paulmach/orb"
)

// The constants of the published formula for GCJ-02: the Krasovsky ellipsoid
// of 1940 with this radius and squared eccentricity.
const (
	krasovskyM    = 6378245.0
	krasovskyEcc2 = 0.00669342162296594323
)

// inChina tells whether a WGS 84 position is in the rectangle in which GCJ-02
// is defined: 72.004-137.8347 E, 0.8293-55.8271 N. The rectangle holds parts of
// other countries, whose maps are not shifted.
func inChina(p orb.Point) bool {
	return p[0] >= 72.004 && p[0] <= 137.8347 && p[1] >= 0.8293 && p[1] <= 55.8271
}

// toGCJ02 returns the GCJ-02 longitude and latitude of a WGS 84 position.
//
// Source: the formula published since 2013 in many forms; checked against the
// vectors of the eviltransform, coordtransform and gcoord projects.
func toGCJ02(p orb.Point) orb.Point {
	x, y := p[0]-105, p[1]-35
	root := math.Sqrt(math.Abs(x))
	common := (20*math.Sin(6*math.Pi*x) + 20*math.Sin(2*math.Pi*x)) * 2 / 3
	north := -100 + 2*x + 3*y + 0.2*y*y + 0.1*x*y + 0.2*root + common +
		waves(y, 20, 1, 40, 3) + waves(y, 160, 12, 320, 30)
	east := 300 + x + 2*y + 0.1*x*x + 0.1*x*y + 0.1*root + common +
		waves(x, 20, 1, 40, 3) + waves(x, 150, 12, 300, 30)

	sin, cos := math.Sincos(p[1] * radian)
	w2 := 1 - krasovskyEcc2*sin*sin
	meridianM := krasovskyM * (1 - krasovskyEcc2) / (w2 * math.Sqrt(w2))
	parallelM := krasovskyM / math.Sqrt(w2) * cos
	return orb.Point{p[0] + east/parallelM/radian, p[1] + north/meridianM/radian}
}

// waves returns two thirds of two sines of v with wave lengths of twice the
// given numbers of degrees.
func waves(v, amplitude1, length1, amplitude2, length2 float64) float64 {
	return (amplitude1*math.Sin(v/length1*math.Pi) + amplitude2*math.Sin(v/length2*math.Pi)) * 2 / 3
}

// fromGCJ02 undoes toGCJ02.
func fromGCJ02(p orb.Point) orb.Point { return undo(toGCJ02, p) }

// bdWave is the wave number of the BD-09 formula, in radians a degree.
const bdWave = math.Pi * 3000 / 180

// toBD09 returns the BD-09 longitude and latitude of a GCJ-02 position.
func toBD09(p orb.Point) orb.Point {
	r := math.Hypot(p[0], p[1]) + 0.00002*math.Sin(p[1]*bdWave)
	theta := math.Atan2(p[1], p[0]) + 0.000003*math.Cos(p[0]*bdWave)
	sin, cos := math.Sincos(theta)
	return orb.Point{r*cos + 0.0065, r*sin + 0.006}
}

// fromBD09 undoes toBD09.
func fromBD09(p orb.Point) orb.Point { return undo(toBD09, p) }

// undo inverts a map that moves positions by nearly the same small amount
// everywhere: where the image of a guess falls short, the guess is moved by as
// much. Each round leaves less than a hundredth of the error; at most ten are made.
func undo(f func(orb.Point) orb.Point, image orb.Point) orb.Point {
	guess := image
	for range 10 {
		got := f(guess)
		dx, dy := image[0]-got[0], image[1]-got[1]
		guess[0] += dx
		guess[1] += dy
		if math.Abs(dx)+math.Abs(dy) < 1e-13 {
			break
		}
	}
	return guess
}
