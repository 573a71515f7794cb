package landuse

import (
	"context"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
)

// Buildings is what building layers say of the study area.
type Buildings struct {
	Buildings    int     `json:"buildings" doc:"Building polygons that stand at least partly in the study area."`
	FootprintM2  float64 `json:"footprint_m2" doc:"Of the union of the buildings, in the study area."`
	OverlapM2    float64 `json:"overlap_m2" doc:"Sum of the buildings less their union."`
	FloorKnown   int     `json:"floor_known" doc:"Buildings that give a floor area or a number of storeys."`
	FloorMissing int     `json:"floor_missing" doc:"Buildings that give neither; they count as one storey."`
	FloorKnownM2 float64 `json:"floor_known_m2" doc:"Floor area of those that say it."`
	FloorAreaM2  float64 `json:"floor_area_m2" doc:"Floor area with one storey where nothing is said: a least."`
}

// takeBuildings reads the buildings and takes from them the footprint and the
// floor area that parcels do not say. The footprint is that of their union; the
// floor area adds up buildings that overlap.
func (l *Land) takeBuildings(ctx context.Context, src Sources) (err error) {
	if len(src.Buildings) == 0 {
		return nil
	}
	g, err := newGround(ctx, l.plane, src.Buildings, src.Keep)
	if err != nil {
		return err
	}
	l.buildings = g
	if l.buildingTally, err = g.measure(ctx, l.region, classify(g, "", nil, &faults{})); err != nil {
		return err
	}
	floor := &field{amount: FloorArea, from: fromBuildings, ground: g}
	foot := &field{amount: Footprint, from: fromBuildings, ground: g}
	for i := range g.len() {
		v, known := floorArea(g.facts(i), g.areas[i])
		floor.set(i, v)
		floor.missing += one(!known)
		foot.set(i, g.areas[i])
	}
	for _, t := range l.buildingTally.special { // land under several buildings counts once, for the first
		foot.values[t.plot] *= t.any / t.inside
	}
	floor.stated -= floor.missing
	for _, f := range []*field{floor, foot} {
		if l.fields[f.amount] == nil && f.values != nil {
			l.fields[f.amount] = f
		}
	}
	return nil
}

// byBuildings returns which amounts buildings say: floor area and footprint,
// where any count.
func byBuildings(src Sources) func(Amount) bool {
	stand := slices.ContainsFunc(src.Buildings, func(l *data.Layer) bool {
		for i := range l.Features {
			if src.Keep == nil || src.Keep(l.Facts(i)) {
				var polygons []orb.Polygon
				if collectPolygons(l.Features[i].Geometry, &polygons); len(polygons) > 0 {
					return true
				}
			}
		}
		return false
	})
	return func(a Amount) bool { return stand && (a == FloorArea || a == Footprint) }
}

// floorArea returns a building's gross floor area: as stated, else footprint
// times storeys, else one storey, which is not known but the least.
func floorArea(f data.Facts, footprintM2 float64) (m2 float64, known bool) {
	switch {
	case usable(f.FloorAreaM2):
		return f.FloorAreaM2, true
	case usable(f.Floors) && f.Floors > 0:
		return footprintM2 * f.Floors, true
	}
	return footprintM2, false
}

// Buildings returns what the building layers say of the study area; nil when
// there are none.
func (l *Land) Buildings() *Buildings {
	if l.buildings == nil {
		return nil
	}
	b := &Buildings{}
	var sum, twice, floor, known total
	for i, inside := range l.buildingTally.inside {
		if inside <= 0 {
			continue
		}
		b.Buildings++
		sum.add(inside)
		m2, said := floorArea(l.buildings.facts(i), l.buildings.areas[i])
		m2 *= inside / l.buildings.areas[i]
		floor.add(m2)
		if said {
			b.FloorKnown++
			known.add(m2)
		} else {
			b.FloorMissing++
		}
	}
	for _, t := range l.buildingTally.special {
		twice.add(t.inside - t.any)
	}
	b.OverlapM2 = twice.value()
	b.FootprintM2 = sum.value() - b.OverlapM2
	b.FloorAreaM2, b.FloorKnownM2 = floor.value(), known.value()
	return b
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
