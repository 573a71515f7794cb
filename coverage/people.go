package coverage

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/measure"
)

// peopleDemand returns people or jobs from the population layers that state
// them, or where none does, from the land-use parcels that do.
func (s *Study) peopleDemand(ctx context.Context, what string, when When, amount func(data.Facts) float64) (*demand, error) {
	for _, role := range []data.Role{data.RolePopulation, data.RoleLandUse} {
		made := &demand{layers: map[string]bool{}}
		for _, l := range s.dataset.LayersOf(role) {
			for i := range l.Features {
				facts := l.Facts(i)
				n := amount(facts)
				if math.IsNaN(n) {
					continue
				}
				made.layers[l.ID] = true
				if n <= 0 || !when.Counts(facts) {
					continue
				}
				if err := s.addPeople(ctx, made, &l.Features[i], n); err != nil {
					return nil, err
				}
			}
		}
		if len(made.layers) > 0 {
			return made, nil
		}
	}
	return nil, missing("demand", fmt.Sprintf("no layer says %s: load a population layer, or land use with that property", what))
}

// addPeople adds the part of n that stands inside the study area: spread evenly
// over the feature's land, or where it has none, over its points. Lines hold
// nobody.
func (s *Study) addPeople(ctx context.Context, made *demand, f *data.Feature, n float64) error {
	if !f.Geometry.Bound().Intersects(s.Area.Shape.Bound()) {
		return nil
	}
	shape := polygons(f.Geometry)
	if len(shape) == 0 {
		s.addStanding(made, points(f.Geometry), n)
		return nil
	}
	whole := s.plane.MultiPolygon(shape, edgeToleranceM)
	region, err := s.clip(ctx, whole)
	if err != nil {
		return fmt.Errorf("feature %s: %w", f.ID, err)
	}
	inside, all := regionArea(region), regionArea(whole)
	if inside <= 0 || all <= 0 {
		return nil
	}
	perM2 := n / all
	made.parcels = append(made.parcels, demandParcel{region, perM2, perM2 * inside})
	made.total += perM2 * inside
	return nil
}

// addStanding adds the part of n, shared out evenly to places, that stands
// inside the study area.
func (s *Study) addStanding(made *demand, places []orb.Point, n float64) {
	each := n / float64(len(places))
	for _, p := range places {
		if at := s.plane.ToPlane(p); s.holds(at, p) {
			made.points = append(made.points, demandPoint{at, p, each})
			made.total += each
		}
	}
}

// points returns the points among the parts of a geometry.
func points(g orb.Geometry) []orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return []orb.Point{g}
	case orb.MultiPoint:
		return g
	case orb.Collection:
		var all []orb.Point
		for _, part := range g {
			all = append(all, points(part)...)
		}
		return all
	}
	return nil
}

// holds reports whether somebody stands in the study area or on its edge, to
// within a millimetre. Edges are straight in longitude and latitude.
func (s *Study) holds(at, lonLat orb.Point) bool {
	const closeM = 1e-3
	return s.within(at, 0) || s.within(at, edgeToleranceM+closeM) && measure.DistanceTo(lonLat, s.Area.Shape) <= closeM
}
