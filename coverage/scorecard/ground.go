package scorecard

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/measure"
)

// ground is one area, the whole or a district, ready to be scored.
type ground struct {
	place   Place
	study   *coverage.Study
	lands   map[string]*landuse.Balance
	housing map[string]*landuse.Balance
	results map[string]*coverage.Result
}

func newGround(ctx context.Context, ds *data.Dataset, ref coverage.AreaRef) (*ground, error) {
	study, err := coverage.NewStudy(ctx, ds, ref)
	if err != nil {
		return nil, err
	}
	return groundOf(study), nil
}

func groundOf(study *coverage.Study) *ground {
	a := study.Area
	return &ground{
		place: Place{a.ID, a.Name, a.NameEN, study.AreaM2}, study: study,
		lands: map[string]*landuse.Balance{}, housing: map[string]*landuse.Balance{}, results: map[string]*coverage.Result{},
	}
}

// cover asks a question of the ground, once.
func (g *ground) cover(ctx context.Context, q coverage.Question) (*coverage.Result, error) {
	key := fmt.Sprintf("%s|%g|%s|%v|%v", q.Service, q.RadiusM, q.Demand, q.When, q.Sites.Closed)
	if known, ok := g.results[key]; ok {
		return known, nil
	}
	r, err := g.study.Cover(ctx, q)
	if err == nil {
		g.results[key] = r
	}
	return r, err
}

// balance returns the land-use balance of the ground under when: parcels and
// people, not buildings and roads.
func (g *ground) balance(ctx context.Context, when coverage.When) (*landuse.Balance, error) {
	key := fmt.Sprint(when)
	if known, ok := g.lands[key]; ok {
		return known, nil
	}
	ds := g.study.Dataset()
	b, err := balanceOf(ctx, landuse.Sources{
		Area: g.study.Area.Shape, Stated: g.study.Area.Facts, Keep: when.Counts,
		Parcels: ds.LayersOf(data.RoleLandUse), People: ds.LayersOf(data.RolePopulation),
	})
	if err == nil {
		g.lands[key] = b
	}
	return b, err
}

func balanceOf(ctx context.Context, src landuse.Sources) (*landuse.Balance, error) {
	l, err := landuse.NewLand(ctx, src)
	if err != nil {
		return nil, err
	}
	return l.Balance(ctx, landuse.BalanceOptions{Overlaps: 1})
}

// inside tells whether a facility stands in the ground.
func (g *ground) inside(f *coverage.Facility) bool {
	return measure.DistanceTo(f.Position, g.study.Area.Shape) == 0
}

// countFacilities fills in how many facilities reach the ground, and which
// stand outside.
func (g *ground) countFacilities(s *Standing, served []coverage.Served) {
	s.Facilities = len(served)
	for i := range served {
		f := &served[i]
		if g.inside(f.Facility) {
			s.Inside++
			continue
		}
		s.Outside = append(s.Outside, Outside{f.ID, f.Layer, f.Name, f.NameEN, distanceOf(f.Shape, f.Position, g.study.Area.Shape), f.Reach})
	}
}

// distanceOf returns the distance of a facility from an area: of its point, or
// of the closest corner of its shape.
func distanceOf(shape orb.Geometry, position orb.Point, area orb.MultiPolygon) float64 {
	best := measure.DistanceTo(position, area)
	for _, p := range polygonsOf(shape) {
		for _, ring := range p {
			for _, c := range ring {
				best = min(best, measure.DistanceTo(c, area))
			}
		}
	}
	return best
}

func polygonsOf(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	}
	return nil
}

// land is the classes of land that a denominator means, by scheme.
var land = map[string]map[string][]string{
	"residential_land": {
		standards.GB50137: {"R"}, standards.MNR2023: {"07"}, standards.OSM: {"landuse=residential"},
	},
	"urban_land": {
		standards.GB50137: {"R", "A", "B", "M", "W", "S", "U", "G"},
		standards.MNR2023: {"07", "08", "09", "10", "11", "12", "13", "14"},
		standards.OSM:     {"R", "A", "B", "M", "W", "S", "U", "G"}, // coverage finds the tags' own counterparts
	},
	"park_land":       landuse.ParkClasses,
	"industrial_land": {standards.GB50137: {"M", "W"}, standards.MNR2023: {"10", "11"}, standards.OSM: {"landuse=industrial"}},
}

// denominators names what shares are of.
var denominators = map[string]Text{
	"residential_land":      {"居住用地", "residential land"},
	"urban_land":            {"城市建设用地", "urban development land"},
	"built_up_land":         {"建成区用地（以城市建设用地代）", "built-up land, for which urban development land stands"},
	"population":            {"常住人口", "residents"},
	"population_and_jobs":   {"人口与岗位", "residents and jobs"},
	"study_area":            {"研究范围", "study area"},
	"housing_neighbourhood": {"居住用地及其周边 50 m", "residential land and 50 m around it"},
	"stations":              {"区内站点数", "stations in the area"},
}

// demandOf returns the demand that a denominator means in a dataset: for land,
// its classes in every scheme that parcels state.
func demandOf(ds *data.Dataset, denominator string) (coverage.Demand, error) {
	switch denominator {
	case "population":
		return coverage.Demand{Kind: coverage.DemandPopulation}, nil
	case "jobs":
		return coverage.Demand{Kind: coverage.DemandJobs}, nil
	case "built_up_land":
		denominator = "urban_land"
	}
	var classes []string
	for _, scheme := range schemesOf(ds) {
		classes = append(classes, land[denominator][scheme]...)
	}
	if len(classes) == 0 {
		return coverage.Demand{}, errNoClasses
	}
	return coverage.Demand{Kind: coverage.DemandLandUse, Classes: classes}, nil
}

var errNoClasses = errors.New("no land-use layer tells this land")

// schemesOf returns the land-use schemes that parcels state, by name.
func schemesOf(ds *data.Dataset) []string {
	var out []string
	for _, l := range ds.LayersOf(data.RoleLandUse) {
		for i := range l.Features {
			if s := l.Facts(i).Class.Scheme; s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	slices.Sort(out)
	return out
}
