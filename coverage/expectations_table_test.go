package coverage_test

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/geo/arcs"
	"catchment/geo/measure"
)

// table returns the check of every value. Areas in the reference's transverse
// Mercator, equidistant and UTM planes are compared at its 0.001, ratios at its
// 0.0005; those of geodesic discs in an equal-area plane at its 1e-5.
func (p *placeChecks) table() map[string]check {
	all := map[string]check{}
	for _, part := range []map[string]check{p.boundaryChecks(), p.coverageChecks(), p.landUseChecks(), p.buildingChecks(), p.populationChecks()} {
		for pattern, c := range part {
			all[pattern] = c
		}
	}
	return all
}

func always(v float64) func([]string) float64 { return func([]string) float64 { return v } }

func (p *placeChecks) boundaryChecks() map[string]check {
	b, boundary := p.area.Bound(), p.layers["boundary"]
	areaM2 := p.study.AreaM2
	return map[string]check{
		"boundary.file":                 p.exactly(boundary.ID + ".geojson"),
		"boundary.features":             p.exactly(len(boundary.Features)),
		"boundary.bbox":                 p.exactly([]float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}),
		"boundary.polygons_after_union": p.exactly(len(p.area)),
		"boundary.holes":                p.exactly(len(p.area[0]) - 1),
		"boundary.area_geodesic_m2":     p.says(1e-9, always(measure.GeodesicArea(p.area))),
		"boundary.area_m2.laea":         p.says(1e-6, always(areaM2)),
		"boundary.area_m2.tmerc":        p.says(1e-6, always(areaM2)),
		"boundary.area_m2.aeqd":         p.says(1e-6, always(areaM2)),
		"boundary.area_m2.utm":          p.says(1e-3, always(areaM2)),
		"boundary.perimeter_geodesic_m": p.says(1e-9, always(measure.Perimeter(p.area))),
	}
}

func (p *placeChecks) coverageChecks() map[string]check {
	land := func(a []string) *coverage.Result { return p.answer(a[0], a[1], coverage.DemandLand) }
	ratio := func(a []string) float64 { return land(a).Ratio() }
	large := func(a []string) (n int) {
		for _, c := range p.holes(a[0], a[1]) {
			if c.AreaM2() > 10_000 {
				n++
			}
		}
		return n
	}
	const at = "coverage.*.R.*."
	return map[string]check{
		"coverage.*.facilities": p.off(0, func(a []string) float64 { return float64(len(p.layers[a[0]].Features)) }),
		"coverage.*.inside_boundary": p.off(0, func(a []string) float64 {
			return float64(len(slices.DeleteFunc(p.places(a[0]), func(at orb.Point) bool { return !p.inside(at) })))
		}),
		"coverage.*.distinct_positions": p.off(0, func(a []string) float64 {
			distinct := map[orb.Point]bool{}
			for _, at := range p.places(a[0]) {
				distinct[at] = true
			}
			return float64(len(distinct))
		}),
		at + "covered_m2":                p.says(1e-3, func(a []string) float64 { return land(a).Covered }),
		at + "covered_geodesic_m2":       p.says(1.4e-5, func(a []string) float64 { return land(a).Covered }), // its discs are 1.3e-5 small
		at + "gap_m2":                    p.says(1e-3, func(a []string) float64 { return land(a).Gap }),
		at + "ratio":                     p.off(5e-4, ratio),
		at + "ratio_geodesic_discs_laea": p.off(1e-5, ratio),
		at + "ratio_utm":                 p.off(5e-4, ratio),
		at + "ratio_aeqd":                p.off(5e-4, ratio),
		at + "ratio_32gon_quad8": func(path string, a []string, value any) {
			if got, want := ratio(a), value.(float64); got < want-5e-4 || got > want+45e-4 {
				p.t.Errorf("%s: got %.9f, 32-gons cover %v: want that, or up to 0.0045 more", path, got, value)
			}
		},
		at + "ratio_only_facilities_inside": p.off(5e-4, ratio), // all of them stand inside
		at + "largest_gap_m2":               p.says(1e-3, func(a []string) float64 { return p.holes(a[0], a[1])[0].AreaM2() }),
		at + "gap_patches":                  p.off(0, func(a []string) float64 { return float64(len(p.holes(a[0], a[1]))) }),
		at + "gap_patches_over_1ha":         p.off(1, func(a []string) float64 { return float64(large(a)) }),
		at + "gap_patches_over_1ha_range": func(path string, a []string, value any) {
			r := value.([]any)
			if n := float64(large(a)); n < r[0].(float64) || n > r[1].(float64) {
				p.t.Errorf("%s: got %v, want a number in %v", path, n, value)
			}
		},
		at + "patch_areas_near_1ha_m2": func(path string, a []string, value any) {
			for _, want := range value.([]any) {
				if !slices.ContainsFunc(p.holes(a[0], a[1]), func(c arcs.Contour) bool { return math.Abs(c.AreaM2()/want.(float64)-1) < 1e-2 }) {
					p.t.Errorf("%s: no gap of about %v m²", path, want)
				}
			}
		},
		at + "disc_union_unclipped_m2": p.says(1e-4, func(a []string) float64 {
			wide := arcs.Region{p.flat.MultiPolygon(p.area, 0.005).Bound().Pad(5000).ToPolygon()}
			swept := p.sweep(a[0], a[1], wide, arcs.Options{})
			return swept.AreaM2 - swept.Depth[0]
		}),
	}
}

func (p *placeChecks) populationChecks() map[string]check {
	people := p.layers["population"]
	total, inside, none := 0.0, 0.0, 0
	for i := range people.Features {
		n := people.Facts(i).Population
		total += n
		if p.inside(people.Features[i].Geometry.(orb.Point)) {
			inside += n
		}
		if n == 0 {
			none++
		}
	}
	served := func(a []string) *coverage.Result { return p.answer(a[0], a[1], coverage.DemandPopulation) }
	distances := func(kind string) (all []float64) {
		for i := range people.Features {
			_, d := closest(points(p.places(kind)), people.Features[i].Geometry.(orb.Point))
			all = append(all, d)
		}
		return all
	}
	near := func(a []string, byM float64) (n float64) {
		r := served(a).RadiusM
		for _, d := range distances(a[0]) {
			if d <= r+byM && (byM <= 0 || d > r-byM) {
				n++
			}
		}
		return n
	}
	const at = "population.served.*.*."
	return map[string]check{
		"population.points":                  p.exactly(len(people.Features)),
		"population.parseable":               p.exactly(len(people.Features)),
		"population.unparseable":             p.exactly([]any{}),
		"population.total":                   p.off(0, always(total)),
		"population.zero_population_points":  p.exactly(none),
		"population.inside_boundary_total":   p.off(0, always(inside)),
		at + "population":                    p.off(0, func(a []string) float64 { return served(a).Covered }),
		at + "share":                         p.off(1e-12, func(a []string) float64 { return served(a).Ratio() }),
		at + "points":                        p.off(0, func(a []string) float64 { return near(a, 0) }),
		at + "points_within_1m_of_threshold": p.off(0, func(a []string) float64 { return near(a, 1) }),
		"population.served.*.population_weighted_mean_distance_m": p.says(1e-6, func(a []string) float64 {
			sum := 0.0
			for i, d := range distances(a[0]) {
				sum += d * people.Facts(i).Population
			}
			return sum / total
		}),
	}
}

func points(places []orb.Point) (all []orb.Geometry) {
	for _, at := range places {
		all = append(all, at)
	}
	return all
}
