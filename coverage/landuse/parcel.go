package landuse

import (
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strings"

	"catchment/data"
)

// Parcel is one parcel of the study area with the figures of its own land.
type Parcel struct {
	Ref      Ref
	Feature  int     // number of the feature in its layer
	AreaM2   float64 // of the whole parcel
	InsideM2 float64 // of its part in the study area
	// Values stand by measure id: far_gross, building_coverage, green_ratio,
	// population_density, jobs_density, output_density and so on, as far as the parcel
	// states the amounts, and the mix of uses where its buildings or its code
	// tell one. They are of the whole parcel; what is not defined is left out.
	Values map[string]float64
}

// Parcels yields the parcels with land in the study area, in the order of the
// layers and their features.
func (l *Land) Parcels() iter.Seq[Parcel] {
	return func(yield func(Parcel) bool) {
		var s slabs
		uses := l.newUses()
		for i, inside := range l.tallies.inside {
			if inside <= 0 {
				continue
			}
			p := Parcel{Ref: l.ref(int32(i)), Feature: int(l.parcels.index[i]), AreaM2: l.parcels.areas[i], InsideM2: inside, Values: map[string]float64{}}
			facts := l.parcels.facts(i)
			for _, m := range cellMeasures {
				if m.over != theCell || m.amount >= amounts {
					continue
				}
				if v := m.amount.onPlot(facts, p.AreaM2); !math.IsNaN(v) {
					p.Values[m.ID] = v / p.AreaM2 * m.per
				}
			}
			l.addNet(p.Values, int32(i))
			if usable(facts.Jobs) && usable(facts.Population) && facts.Population > 0 {
				p.Values[jobsHousingID] = facts.Jobs / facts.Population
			}
			if parts := uses.of(&s, int32(i)); len(parts) > 0 {
				p.Values[mixID], p.Values[hhiID] = Entropy(parts, l.mixN(uses.present)), Concentration(parts)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// addNet adds the net figures of a parcel, which are those of its land where
// that counts for them, and the density that its people live at.
func (l *Land) addNet(values map[string]float64, plot int32) {
	set := l.classes.setOf(plot)
	for _, n := range []struct {
		net, gross string
		counts     bool
	}{
		{farNetID, "far_gross", values["far_gross"] > 0}, {coverNetID, "building_coverage", values["building_coverage"] > 0},
		{peopleNetID, "population_density", set == homesLand}, {jobsNetID, "jobs_density", set == workLand},
		{weightedID, "population_density", values["population_density"] > 0},
	} {
		if v, ok := values[n.gross]; ok && n.counts {
			values[n.net] = v
		}
	}
}

// parcelFormula says how a measure of a parcel is computed.
func parcelFormula(m CellMeasure) string {
	if m.ID == weightedID {
		return "population that the parcel states ÷ its land, the density its people live at; not defined where nobody lives"
	}
	if m.ID == jobsHousingID {
		return "jobs ÷ residents that the parcel states; not defined where nobody lives"
	}
	formula := m.amount.String() + " that the parcel states ÷ its land"
	if ratio := ratioNames[m.amount]; ratio != "" {
		formula = m.amount.String() + " that the parcel states, else its " + ratio + " × land, ÷ its land"
	}
	return formula + map[string]string{
		farNetID: "; not defined where it is 0", coverNetID: "; not defined where it is 0", peopleNetID: "; for residential land",
		jobsNetID: "; for land of public services, business, industry and storage",
	}[m.ID]
}

// ParcelMeasures returns the measures asked for, or all that a parcel can
// have; the error wraps [ErrMeasure].
func (l *Land) ParcelMeasures(ids []string) ([]CellMeasure, error) {
	var out []CellMeasure
	for _, m := range cellMeasures {
		if m.ID == roadID || len(ids) > 0 && !slices.Contains(ids, m.ID) {
			continue
		}
		m.From = fromParcels
		switch {
		case m.ofMix():
			m.From, m.N = fromBuildings, l.mixN(l.newUses().present)
			m.Formula = map[string]string{mixID: "−Σ p ln p ÷ ln n", hhiID: "Σ p²"}[m.ID] +
				", p = share of a first-level class in the floor area of the parcel's buildings whose use is told; without such buildings equal parts of the classes of a mixed code such as B1/R2; else not defined"
		default:
			m.Formula = parcelFormula(m)
		}
		out = append(out, m)
	}
	for _, id := range ids {
		switch {
		case id == roadID:
			return nil, fmt.Errorf("%w: %q is not defined for a parcel: streets lie between parcels", ErrMeasure, id)
		case !slices.ContainsFunc(out, func(m CellMeasure) bool { return m.ID == id }):
			return nil, fmt.Errorf("%w: parcels have no %q", ErrMeasure, id)
		}
	}
	return out, nil
}

// uses tells what the buildings of a parcel are used for.
type uses struct {
	l         *Land
	buildings *classing // nil when there are none
	present   int       // first-level classes that buildings or parcels have
}

func (l *Land) newUses() *uses {
	u := &uses{l: l, present: len(l.topClasses())}
	if l.buildings != nil {
		u.buildings = classify(l.buildings, l.classes.scheme, nil, &faults{})
		for i, above := range u.buildings.above {
			if _, both := l.classes.byCode[u.buildings.classes[i].Code]; i != unclassified && above[0] == int32(i) && !both {
				u.present++
			}
		}
	}
	return u
}

// of returns the floor area of a parcel's buildings by first-level class of
// their use; without any that tell one, equal parts for the classes of a mixed
// code; nothing where neither does.
func (u *uses) of(s *slabs, parcel int32) []float64 {
	sums := map[int32]float64{}
	if u.buildings != nil {
		g, b := u.l.parcels, u.l.buildings
		b.near.touching(g.boxes[parcel], func(j int32) {
			class := u.buildings.classOf(j, 0)
			if class == unclassified {
				return
			}
			s.reset(intersection(g.boxes[parcel], b.boxes[j]))
			g.addTo(s, 0, parcel)
			b.addTo(s, 1, j)
			if m2 := s.common(2); m2 > touchM2 {
				floor, _ := floorArea(b.facts(int(j)), b.areas[j])
				sums[class] += floor * (m2 / b.areas[j])
			}
		})
	}
	parts := make([]float64, 0, len(sums))
	for _, class := range slices.Sorted(maps.Keys(sums)) {
		if v := sums[class]; v > 0 && !math.IsInf(v, 0) {
			parts = append(parts, v)
		}
	}
	if len(parts) > 0 {
		return parts
	}
	return u.ofCode(parcel)
}

// ofCode returns equal parts for the first-level classes of a mixed code,
// B1/R2; nothing for a code of one class.
func (u *uses) ofCode(parcel int32) []float64 {
	g, table := u.l.parcels, u.l.classes.table
	stated, _ := g.layers[g.layer[parcel]].ClassIn(int(g.index[parcel]), u.l.classes.scheme)
	if table == nil || stated.Scheme != table.ID && stated.Scheme != data.SchemeOther {
		return nil
	}
	var classes []string
	for _, code := range strings.FieldsFunc(stated.Code, func(r rune) bool { return strings.ContainsRune("/+&,;、，；", r) }) {
		if k, _, ok := table.Nearest(strings.TrimSpace(code)); ok {
			if k, ok = table.At(k.Code, 1); ok && !slices.Contains(classes, k.Code) {
				classes = append(classes, k.Code)
			}
		}
	}
	if len(classes) < 2 {
		return nil
	}
	return slices.Repeat([]float64{1}, len(classes))
}

// Scheme returns the land-use scheme that the land is classified in.
func (l *Land) Scheme() string { return l.classes.scheme }
