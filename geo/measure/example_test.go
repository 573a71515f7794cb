package measure_test

import (
	"fmt"

	"catchment/geo/measure"

	"github.com/paulmach/orb"
)

func ExampleDistance() {
	school, home := orb.Point{118.9, 42.3}, orb.Point{118.906, 42.3}
	fmt.Printf("%.3f m\n", measure.Distance(school, home))
	// Output: 494.763 m
}

func ExampleArea() {
	parcel := orb.Polygon{{{118.9, 42.3}, {118.901, 42.3}, {118.901, 42.301}, {118.9, 42.301}, {118.9, 42.3}}}
	fmt.Printf("%.2f m²\n", measure.Area(parcel))
	// Output: 9159.56 m²
}
