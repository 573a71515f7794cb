package coverage_test

import (
	"math"

	"catchment/geo/measure"
)

func (p *placeChecks) landUseChecks() map[string]check {
	sum, unions := map[string]float64{}, 0.0
	inLayers := map[string]int{}
	for i, f := range p.layers["landuse"].Features {
		class := p.layers["landuse"].Facts(i).Class
		sum[class.Code] += measure.Area(f.Geometry)
		inLayers[class.Code]++
	}
	for _, c := range p.classes {
		unions += c.AreaM2
	}
	b := p.balance
	const at = "landuse.classes.*."
	return map[string]check{
		"landuse.class_rule":                  func(string, []string, any) {}, // words: data.Facts finds the same classes, below
		"landuse.area_crs":                    func(string, []string, any) {}, // words: areas are true in any equal-area plane
		"landuse.invalid_polygons":            p.exactly([]any{}),
		"landuse.sum_of_class_unions_m2":      p.says(1e-3, always(unions)),
		"landuse.union_all_m2":                p.says(1e-3, always(b.CoveredM2)),
		"landuse.overlap_between_classes_m2":  p.says(1e-3, always(unions-b.CoveredM2)),
		"landuse.unclassified_in_boundary_m2": p.says(1e-3, always(b.UncoveredM2)),
		at + "features":                       p.off(0, func(a []string) float64 { return float64(inLayers[a[0]]) }),
		// The reference counts those, too, that share a border with the area.
		at + "features_touching_boundary_area": func(path string, a []string, value any) {
			if got, most := p.classes[a[0]].Features, value.(float64); float64(got) > most || float64(got) < most-12 {
				p.t.Errorf("%s: got %d, want %v or up to 12 less", path, got, most)
			}
		},
		at + "sum_area_unclipped_m2":     p.says(1e-3, func(a []string) float64 { return sum[a[0]] }),
		at + "sum_area_in_boundary_m2":   p.says(1e-3, func(a []string) float64 { return p.classes[a[0]].ParcelsM2 }),
		at + "union_area_in_boundary_m2": p.says(1e-3, func(a []string) float64 { return p.classes[a[0]].AreaM2 }),
		at + "share_of_boundary":         p.says(1e-3, func(a []string) float64 { return p.classes[a[0]].ShareOfArea }),
		// A difference of areas that are right to 0.001: thin overlaps turn on
		// whether edges are straight in the plane or in degrees.
		at + "overlap_within_class_m2": p.within(func(want float64) float64 { return 1e-3*math.Abs(want) + 1 }, func(a []string) float64 {
			return p.classes[a[0]].ParcelsM2 - p.classes[a[0]].AreaM2
		}),
	}
}

func (p *placeChecks) buildingChecks() map[string]check {
	layer := p.layers["buildings"]
	known, footprintM2 := 0, 0.0
	levels := [2]float64{math.Inf(1), math.Inf(-1)}
	for i, f := range layer.Features {
		n := layer.Facts(i).Floors
		if math.IsNaN(n) {
			continue
		}
		known++
		footprintM2 += measure.Area(f.Geometry)
		levels[0], levels[1] = min(levels[0], n), max(levels[1], n)
	}
	b, m2 := p.buildings, p.study.AreaM2
	return map[string]check{
		"buildings.features":                      p.exactly(len(layer.Features)),
		"buildings.intersecting_boundary":         p.exactly(b.Buildings),
		"buildings.centroid_inside_boundary":      p.exactly(b.Buildings),
		"buildings.footprint_sum_m2":              p.says(1e-3, always(b.FootprintM2+b.OverlapM2)),
		"buildings.footprint_union_m2":            p.says(1e-3, always(b.FootprintM2)),
		"buildings.overlap_m2":                    p.says(1e-3, always(b.OverlapM2)),
		"buildings.density_union":                 p.says(1e-3, always(b.FootprintM2/m2)),
		"buildings.density_sum":                   p.says(1e-3, always((b.FootprintM2+b.OverlapM2)/m2)),
		"buildings.levels_parseable":              p.exactly(known),
		"buildings.levels_unparseable":            p.exactly(map[string]any{}), // levels_parseable counts the same,
		"buildings.levels_min_max":                p.exactly(levels),
		"buildings.footprint_known_levels_m2":     p.says(1e-3, always(footprintM2)),
		"buildings.gfa_known_levels_m2":           p.says(1e-3, always(b.FloorKnownM2)),
		"buildings.gfa_missing_as_1_m2":           p.says(1e-3, always(b.FloorAreaM2)),
		"buildings.floor_area_ratio_missing_as_1": p.says(1e-3, always(*p.balance.Measures["far_gross"].Value)),
	}
}
