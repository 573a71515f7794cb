package coverage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"catchment/coverage/prepared"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/arcs"
)

// demand is what must be served inside the study area, in plane metres.
//
// Land is one region, each square metre counting one. People and jobs stand at
// points, or are spread evenly over parcels.
type demand struct {
	total    float64
	land     arcs.Region
	tiles    []demandParcel // the same land parcel by parcel, where parcels do not overlap
	isLand   bool           // amounts are square metres of land
	isAll    bool           // land is the whole study area
	points   []demandPoint
	parcels  []demandParcel
	overlaps bool            // some of the parcels lie on each other
	layers   map[string]bool // where it came from

	parcelled *arcs.Parcels // spread(), ready to be swept; nil where there is none

	parts  prepared.Map[struct{}, []part] // where a gap can lie, by district
	ground prepared.Map[struct{}, *Ground]
}

// spread returns the parcels that demand is spread over: people or jobs, or
// land parcel by parcel.
func (d *demand) spread() []demandParcel {
	if len(d.parcels) > 0 {
		return d.parcels
	}
	return d.tiles
}

// demandPoint is an amount at one place.
type demandPoint struct {
	at     orb.Point // plane metres
	lonLat orb.Point
	amount float64
}

// demandParcel is an amount spread evenly over the part of a parcel that lies
// inside the study area.
type demandParcel struct {
	region arcs.Region
	perM2  float64
	amount float64
}

// demandFor returns the demand that d names, inside the study area, counting
// what is there under when. It is computed once and kept.
func (s *Study) demandFor(ctx context.Context, d Demand, when When) (*demand, error) {
	return s.demands.Get(ctx, fmt.Sprintf("%s|%v", d, when), func(ctx context.Context) (*demand, error) {
		return s.newDemand(ctx, d, when)
	})
}

func (s *Study) newDemand(ctx context.Context, d Demand, when When) (*demand, error) {
	districts, err := s.splitByDistrict(ctx)
	if err != nil {
		return nil, err
	}
	var made *demand
	switch d.Kind {
	case DemandLandUse:
		made, err = s.classDemand(ctx, d.Classes, when)
	case DemandPopulation:
		made, err = s.peopleDemand(ctx, "population", when, func(f data.Facts) float64 { return f.Population })
	case DemandJobs:
		made, err = s.peopleDemand(ctx, "jobs", when, func(f data.Facts) float64 { return f.Jobs })
	default:
		made = &demand{total: s.AreaM2, land: s.region, isLand: true, isAll: true}
	}
	if err == nil {
		err = s.settle(ctx, made, districts)
	}
	if err != nil {
		return nil, err
	}
	if err := made.prepare(); err != nil {
		return nil, fmt.Errorf("demand %s: %w", d, err)
	}
	made.ground.Budget = s.budget
	return made, nil
}

// prepare makes the parcels that demand is spread over ready to be swept.
func (d *demand) prepare() (err error) {
	parcels := d.spread()
	if len(parcels) == 0 {
		return nil
	}
	regions, perM2 := make([]arcs.Region, len(parcels)), make([]float64, len(parcels))
	for i, p := range parcels {
		regions[i], perM2[i] = p.region, p.perM2
	}
	d.parcelled, err = arcs.NewParcels(regions, perM2)
	return err
}

// classDemand returns the land of the given classes. Where parcels overlap,
// their land counts once.
func (s *Study) classDemand(ctx context.Context, classes []string, when When) (*demand, error) {
	made := &demand{layers: map[string]bool{}, isLand: true}
	var shapes orb.MultiPolygon
	known := map[data.Class]bool{} // and whether it was asked for
	scheme := schemeOf(classes)
	bound := s.Area.Shape.Bound()
	for _, l := range s.dataset.LayersOf(data.RoleLandUse) {
		for i := range l.Features {
			facts := l.Facts(i)
			class, _ := l.ClassIn(i, scheme)
			asked, seen := known[class]
			if !seen {
				asked = ofClass(class, classes)
				known[class] = asked
			}
			if !asked || !when.Counts(facts) {
				continue
			}
			made.layers[l.ID] = true
			if shape := polygons(l.Features[i].Geometry); len(shape) > 0 && shape.Bound().Intersects(bound) {
				shapes = append(shapes, s.plane.MultiPolygon(shape, edgeToleranceM)...)
			}
		}
	}
	if len(known) == 0 {
		return nil, missing("demand", "there is no land-use layer to take classes from: load one")
	}
	if len(made.layers) == 0 && !slices.Contains(slices.Collect(maps.Values(known)), true) {
		return nil, missing("demand", fmt.Sprintf("no land has a class %s; the land-use layers have: %s", strings.Join(classes, " or "), classList(known)))
	}
	var err error
	if made.land, err = overlay(ctx, s.region, shapes); err != nil {
		return nil, fmt.Errorf("land of classes %s: %w", strings.Join(classes, ","), err)
	}
	made.total = regionArea(made.land)
	made.tiles, err = s.tile(ctx, shapes, made.total)
	return made, err
}

// tile returns polygons one by one, clipped to the study area; nil where they
// overlap, so that their areas add up to more than the total of their union.
func (s *Study) tile(ctx context.Context, shapes orb.MultiPolygon, total float64) ([]demandParcel, error) {
	var tiles []demandParcel
	sum := 0.0
	for _, p := range shapes {
		tile, err := s.clip(ctx, orb.MultiPolygon{p})
		if err != nil {
			return nil, err
		}
		if len(tile) > 0 {
			m2 := regionArea(tile)
			tiles = append(tiles, demandParcel{tile, 1, m2})
			sum += m2
		}
	}
	if sum > total*(1+1e-9) {
		return nil, nil
	}
	return tiles, nil
}

// ofClass reports whether a parcel's class is among those asked for. A class
// written with an equals sign is a whole OSM tag; otherwise it is the beginning
// of a code. A code of GB 50137 (letters) or of the 2023 classification
// (digits) also finds parcels of other schemes, by the estimated counterpart of
// their class, so that homes are R whether a planner or OSM drew them.
func ofClass(class data.Class, classes []string) bool {
	if class.Code == "" {
		return false
	}
	for _, c := range classes {
		if class.Code == c || !strings.Contains(c, "=") && strings.HasPrefix(counterpart(class, c), c) {
			return true
		}
	}
	return false
}

// schemeOf returns the scheme that the first of the classes asked for is
// written in.
func schemeOf(classes []string) string {
	switch {
	case len(classes) == 0 || classes[0] == "":
		return ""
	case strings.Contains(classes[0], "="):
		return data.SchemeOSM
	case classes[0][0] >= '0' && classes[0][0] <= '9':
		return standards.MNR2023
	}
	return standards.GB50137
}

// counterpart returns the code of a class in the scheme that wanted is written
// in: its own where that has no table, or is the same.
func counterpart(class data.Class, wanted string) string {
	scheme := standards.GB50137
	if wanted[0] >= '0' && wanted[0] <= '9' {
		scheme = standards.MNR2023
	}
	if class.Scheme == data.SchemeOSM {
		found, _ := standards.FromOSMClass(scheme, class.Code)
		return found.Code
	}
	if class.Scheme == scheme {
		return class.Code
	}
	if found, ok := standards.Convert(standards.Class{Scheme: class.Scheme, Code: class.Code}, scheme); ok {
		return found.Code
	}
	return class.Code
}

// clip returns the part of polygons that lies in the study area.
func (s *Study) clip(ctx context.Context, polys orb.MultiPolygon) (arcs.Region, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(polys) == 1 && s.encloses(polys.Bound()) {
		return polys, nil
	}
	return overlay(ctx, s.region, polys)
}

// encloses reports whether a box lies wholly in the study area, clear of its
// edges.
func (s *Study) encloses(b orb.Bound) bool { return placed(s.shapes, b) == inside }

// contains reports whether a point of the plane lies in the study area or on
// its edge, to within a millimetre.
func (s *Study) contains(p orb.Point) bool { return s.within(p, 1e-3) }

// within reports whether a point of the plane lies in the study area or at most
// distanceM from it.
func (s *Study) within(p orb.Point, distanceM float64) bool {
	for _, one := range s.shapes {
		if one.contains(p) || boundDistance(one.bound, p) <= distanceM && one.distance(p, distanceM) <= distanceM {
			return true
		}
	}
	return false
}

func classList(known map[data.Class]bool) string {
	var list []string
	for class := range known {
		if class.Code != "" && !slices.Contains(list, class.Code) {
			list = append(list, class.Code)
		}
	}
	if len(list) == 0 {
		return "none"
	}
	slices.Sort(list)
	if len(list) > 40 {
		list = append(list[:40], "…")
	}
	return strings.Join(list, ", ")
}
