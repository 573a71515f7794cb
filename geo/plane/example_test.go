package plane_test

import (
	"fmt"

	"catchment/geo/plane"

	"github.com/paulmach/orb"
)

func ExampleAt() {
	park := orb.Bound{Min: orb.Point{118.8, 42.2}, Max: orb.Point{119, 42.4}}
	p := plane.At(plane.CenterOf(park))
	xy := p.ToPlane(orb.Point{118.91, 42.3})
	fmt.Printf("%.2f m east, %.2f m north\n", xy[0], xy[1])
	fmt.Printf("lengths within 5 km are true to %.1e\n", p.DistanceErrorRatio(5000))
	// Output:
	// 824.60 m east, 0.05 m north
	// lengths within 5 km are true to 9.8e-07
}
