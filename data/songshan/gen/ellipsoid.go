package main

import "math"

// ellipsoidArea returns the area in m² on the WGS 84 ellipsoid of a ring whose
// edges are straight in longitude and latitude, positive counter-clockwise.
// The closing point is not repeated.
//
// The area between an edge and the equator is the integral of R²·sin ξ over
// longitude, ξ the authalic latitude (Snyder 1987, equations 3-11 and 3-12);
// Simpson's rule is exact to 1e-12 for edges below a kilometre.
func ellipsoidArea(ring []gridPoint) float64 {
	sum := 0.0
	for i, a := range ring {
		b := ring[(i+1)%len(ring)]
		_, lat0 := a.degrees()
		_, lat1 := b.degrees()
		dlon := float64(b.lon-a.lon) / gridPointsPerDegree * math.Pi / 180
		sum -= dlon * (zone(lat0) + 4*zone((lat0+lat1)/2) + zone(lat1)) / 6
	}
	return sum
}

// zone returns the area in m² per radian of longitude between the parallel
// of origin and that of lat, so that sums stay small and exact.
func zone(lat float64) float64 {
	return zoneFromEquator(lat) - zoneFromEquator(originLat)
}

func zoneFromEquator(lat float64) float64 {
	const (
		a  = 6378137.0
		f  = 1 / 298.257223563
		e2 = f * (2 - f)
	)
	e := math.Sqrt(e2)
	s := math.Sin(lat * math.Pi / 180)
	q := (1 - e2) * (s/(1-e2*s*s) + math.Atanh(e*s)/e)
	return a * a * q / 2
}
