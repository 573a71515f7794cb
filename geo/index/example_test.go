package index_test

import (
	"fmt"

	"catchment/geo/index"

	"github.com/paulmach/orb"
)

func ExampleTree_Nearest() {
	schools := []orb.Point{{118.90, 42.30}, {118.95, 42.31}, {118.91, 42.28}}
	bounds := make([]orb.Bound, len(schools))
	for i, p := range schools {
		bounds[i] = p.Bound()
	}
	for _, hit := range index.New(bounds).Nearest(orb.Point{118.92, 42.30}, 2, nil) {
		fmt.Printf("school %d: %.0f m\n", hit.Index, hit.DistanceM)
	}
	// Output:
	// school 0: 1649 m
	// school 2: 2370 m
}
