package landuse

import (
	"fmt"
	"iter"
	"slices"
)

// Parcel is one parcel of the study area with the figures of its own land.
type Parcel struct {
	Ref      Ref
	Feature  int     // number of the feature in its layer
	AreaM2   float64 // of the whole parcel
	InsideM2 float64 // of its part in the study area
	// Values stand by measure id: far_gross, building_coverage, green_ratio,
	// population_density, jobs_density, output_density and so on, as far as the parcel
	// states the amounts. They are of the whole parcel.
	Values map[string]float64
}

// Parcels yields the parcels with land in the study area, in the order of the
// layers and their features.
func (l *Land) Parcels() iter.Seq[Parcel] {
	return func(yield func(Parcel) bool) {
		for i, inside := range l.tallies.inside {
			if inside <= 0 {
				continue
			}
			p := Parcel{Ref: l.ref(int32(i)), Feature: int(l.parcels.index[i]), AreaM2: l.parcels.areas[i], InsideM2: inside, Values: map[string]float64{}}
			facts := l.parcels.facts(i)
			for _, m := range cellMeasures {
				if m.amount == amounts {
					continue
				}
				if v := m.amount.of(facts); usable(v) {
					p.Values[m.ID] = v / p.AreaM2 * m.per
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// ParcelMeasures returns the measures asked for, or all that a parcel can
// have; the error wraps [ErrMeasure].
func (l *Land) ParcelMeasures(ids []string) ([]CellMeasure, error) {
	var out []CellMeasure
	for _, m := range cellMeasures {
		if m.amount != amounts && (len(ids) == 0 || slices.Contains(ids, m.ID)) {
			m.From = fromParcels
			m.Formula = m.amount.String() + " that the parcel states ÷ its land"
			out = append(out, m)
		}
	}
	for _, id := range ids {
		if !slices.ContainsFunc(out, func(m CellMeasure) bool { return m.ID == id }) {
			return nil, fmt.Errorf("%w: parcels have no %q", ErrMeasure, id)
		}
	}
	return out, nil
}

// Scheme returns the land-use scheme that the land is classified in.
func (l *Land) Scheme() string { return l.classes.scheme }
