package coverage

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/measure"
)

// Near is a facility with its distance from a place.
type Near struct {
	Facility
	DistanceM float64 // geodesic; to the closest place of a shape, 0 inside it
}

// Nearest returns the k facilities of a service closest to a place, nearest
// first; facilities at the same distance stand in the order of their layers.
// Fewer come back when there are fewer.
func Nearest(ds *data.Dataset, service string, at orb.Point, k int, when When) ([]Near, error) {
	if k < 1 || k > 1000 {
		return nil, parameter("k", fmt.Sprintf("%d is not a number of facilities from 1 to 1000", k))
	}
	if err := checkPlace("lon", at); err != nil {
		return nil, err
	}
	if _, err := featuresOf(ds, service); err != nil {
		return nil, err
	}
	var found []Near
	kind, _ := kindOf(service)
	for _, l := range ds.LayersOf(data.RoleFacility) {
		wanted := func(i int) bool {
			facts := l.Facts(i)
			return (l.ID == service || facts.Kind.IsA(kind)) && when.Counts(facts)
		}
		hits := l.Tree().Nearest(at, k, func(i int) float64 {
			if !wanted(i) {
				return math.Inf(1)
			}
			return measure.DistanceTo(at, l.Features[i].Geometry)
		})
		for _, h := range hits {
			if !math.IsInf(h.DistanceM, 1) {
				found = append(found, Near{facilityOf(l, h.Index, l.Facts(h.Index)), h.DistanceM})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Near) int {
		switch {
		case a.DistanceM < b.DistanceM:
			return -1
		case a.DistanceM > b.DistanceM:
			return 1
		}
		return 0
	})
	return found[:min(k, len(found))], nil
}
