package landuse

import (
	"cmp"
	"context"
	"slices"

	"catchment/data/standards"
)

// Balance is the land-use balance of a study area.
//
// Where parcels overlap, ClassArea.AreaM2 is the union of the class, and
// Share counts each spot once, in equal parts for the classes that contest it.
// So on every level the shares of the classes, of land without a class and of
// uncovered land add up to one.
type Balance struct {
	Scheme string  `json:"scheme"`
	Title  string  `json:"scheme_title,omitempty"`
	AreaM2 float64 `json:"area_m2"`

	// Levels holds the classes at level 1, 2 and 3, in the order of the
	// scheme. A class that is not subdivided stands on the deeper levels as
	// itself. Raw codes have one level, repeated.
	Levels [levels][]ClassArea `json:"levels"`

	Unclassified ClassArea `json:"unclassified" doc:"Parcels without a class in the scheme."`

	CoveredM2             float64 `json:"covered_m2" doc:"Land covered by at least one parcel."`
	UncoveredM2           float64 `json:"uncovered_m2"`
	UncoveredShare        float64 `json:"uncovered_share"`
	UncoveredSharePercent float64 `json:"uncovered_share_percent"`

	OverlapM2 float64   `json:"overlap_m2" doc:"Land covered by more than one parcel, each spot once."`
	ExcessM2  float64   `json:"excess_m2" doc:"Sum of the parcels less their union."`
	Overlaps  []Overlap `json:"overlaps" doc:"Pairs of parcels that overlap by at least sliver_m2, largest first."`
	// OverlapCount counts the pairs that Overlaps lists the first of.
	OverlapCount int     `json:"overlap_count"`
	SliverM2     float64 `json:"sliver_m2" doc:"Overlaps below this are slivers."`
	Slivers      int     `json:"slivers" doc:"Pairs of parcels that overlap by a sliver."`
	SliversM2    float64 `json:"slivers_m2"`

	// Basis and Unmapped say what classes come from.
	Basis         []BasisSum `json:"basis" doc:"What the parcels' classes come from: code, mapping, conversion, tags, none; parcels with land in the study area."`
	Unmapped      []Unmapped `json:"unmapped" doc:"What parcels without a class say of themselves, most land first: values for a mapping."`
	UnmappedCount int        `json:"unmapped_count" doc:"How many values unmapped lists the first of."`

	Parcels      int            `json:"parcels" doc:"Parcels with land in the study area."`
	WithoutArea  int            `json:"without_area" doc:"Features of the land-use layers that are no polygons; they are left out."`
	UnknownCodes map[string]int `json:"unknown_codes,omitempty" doc:"Stated codes with no class in the scheme, and the number of parcels."`
	Faults       []Fault        `json:"faults,omitempty"`
	FaultCount   int            `json:"fault_count"`

	Buildings *Buildings `json:"buildings,omitempty"`
	Roads     *Roads     `json:"roads,omitempty" doc:"Roads counted and left out, by class."`

	Measures map[string]Measure `json:"measures"`
}

// ClassArea is the land of one class inside the study area.
type ClassArea struct {
	Code   string `json:"code"`
	Parent string `json:"parent,omitempty"`
	Level  int    `json:"level"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Color  string `json:"color,omitempty"`

	AreaM2       float64 `json:"area_m2" doc:"Of the union of the class's parcels in the study area."`
	Share        float64 `json:"share" doc:"Part of the study area, contested land divided equally; adds up to one."`
	SharePercent float64 `json:"share_percent" doc:"Share rounded so that the column adds up to 100.00."`
	ShareOfArea  float64 `json:"share_of_area" doc:"area_m2 ÷ study area; adds up to more than one where classes overlap."`
	ParcelsM2    float64 `json:"parcels_m2" doc:"Sum of the parcels in the study area; less area_m2 it is what overlaps within the class."`
	Features     int     `json:"features" doc:"Parcels with land in the study area."`
	InLayers     int     `json:"features_in_layers" doc:"Parcels of the class in the layers, inside the study area or not."`
	Estimated    int     `json:"estimated,omitempty" doc:"Of features: class mapped from tags, another scheme or a longer local code."`

	Amounts map[string]float64 `json:"amounts,omitempty" doc:"Floor area, people and so on that parcels state, by share of their area."`
	FAR     *float64           `json:"far,omitempty" doc:"Floor area that parcels state ÷ parcels_m2."`
}

// Land returns the land of classes in m², contested land divided equally: of the
// first level that has any of them.
func (b *Balance) Land(classes []string) float64 {
	sum := 0.0
	for _, level := range b.Levels {
		found := false
		for _, c := range level {
			if slices.Contains(classes, c.Code) {
				sum += c.Share * b.AreaM2
				found = true
			}
		}
		if found {
			break
		}
	}
	return sum
}

// Overlap is a pair of parcels that share more than an edge.
type Overlap struct {
	A      Ref     `json:"a"`
	B      Ref     `json:"b"`
	AreaM2 float64 `json:"area_m2" doc:"In the study area."`
}

// Ref names a feature.
type Ref struct {
	Layer   string `json:"layer"`
	Feature string `json:"feature"`
	Class   string `json:"class,omitempty"`
}

// BalanceOptions are the choices of a balance; the zero value is useful.
type BalanceOptions struct {
	// SliverM2 is the overlap below which a pair of parcels is counted among
	// the slivers and not listed; 0 means 1 m².
	SliverM2 float64
	// Overlaps is the most pairs to list; 0 means 100.
	Overlaps int
}

// Balance returns the land-use balance. The error is the context's.
func (l *Land) Balance(ctx context.Context, opt BalanceOptions) (*Balance, error) {
	b := &Balance{
		Scheme: l.classes.scheme, AreaM2: l.region.areaM2, WithoutArea: l.parcels.skipped,
		UnknownCodes: l.classes.unknown, Faults: l.faults.list, FaultCount: l.faults.total,
		SliverM2: cmp.Or(opt.SliverM2, 1), Roads: l.roads, Buildings: l.Buildings(),
	}
	if t := l.classes.table; t != nil {
		b.Title = t.TitleZH
	}
	sums := l.sumByClass()
	b.CoveredM2 = sums.any.value()
	b.OverlapM2 = sums.contested.value()
	b.ExcessM2 = sums.parcels.value() - b.CoveredM2
	b.Parcels = sums.count
	if b.UncoveredM2 = b.AreaM2 - b.CoveredM2; b.UncoveredM2 < touchM2*float64(1+b.Parcels) {
		b.UncoveredM2 = max(b.UncoveredM2, 0)
	}
	b.UncoveredShare = b.UncoveredM2 / b.AreaM2
	for level := range levels {
		b.Levels[level] = l.rows(sums, level)
	}
	b.Unclassified = l.row(sums, 0, unclassified)
	b.Unclassified.Level = 0
	b.roundShares()
	b.listBasis(l)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.listOverlaps(l, cmp.Or(opt.Overlaps, 100))
	b.Measures = l.measures(b)
	return b, nil
}

// classSums are totals by class number and level.
type classSums struct {
	any, contested, parcels total
	count                   int
	first, once             [levels][]total
	own                     [levels][]total // parcels, summed
	features, estimated     [levels][]int
	inLayers                [levels][]int
	amounts                 [levels][][amounts]total
}

func (l *Land) sumByClass() *classSums {
	n := len(l.classes.classes)
	s := &classSums{}
	for level := range levels {
		s.first[level], s.once[level], s.own[level] = make([]total, n), make([]total, n), make([]total, n)
		s.features[level], s.estimated[level], s.inLayers[level] = make([]int, n), make([]int, n), make([]int, n)
		s.amounts[level] = make([][amounts]total, n)
	}
	special := l.tallies.special
	for i, inside := range l.tallies.inside {
		for level := range levels {
			s.inLayers[level][l.classes.classOf(int32(i), level)]++
		}
		if inside <= 0 {
			continue
		}
		t := tally{inside: inside, any: inside, first: [levels]float64{inside, inside, inside}, once: [levels]float64{inside, inside, inside}}
		if len(special) > 0 && int(special[0].plot) == i {
			t, special = special[0], special[1:]
		}
		l.addTally(s, int32(i), &t)
	}
	return s
}

func (l *Land) addTally(s *classSums, plot int32, t *tally) {
	s.count++
	s.any.add(t.any)
	s.contested.add(t.contested)
	s.parcels.add(t.inside)
	for level := range levels {
		class := l.classes.classOf(plot, level)
		s.first[level][class].add(t.first[level])
		s.once[level][class].add(t.once[level])
		s.own[level][class].add(t.inside)
		s.features[level][class]++
		s.estimated[level][class] += one(l.classes.estimated[plot])
		for a, f := range l.fields {
			if f != nil && f.ground == l.parcels && f.values[plot] >= 0 {
				s.amounts[level][class][a].add(f.values[plot] * (t.inside / l.parcels.areas[plot]))
			}
		}
	}
}

// rows returns the classes present at a level, in the scheme's order.
func (l *Land) rows(s *classSums, level int) []ClassArea {
	var present []int32
	for class := int32(1); int(class) < len(l.classes.classes); class++ {
		if s.features[level][class] > 0 {
			present = append(present, class)
		}
	}
	out := make([]ClassArea, 0, len(present))
	for _, class := range l.classes.order(present) {
		out = append(out, l.row(s, level, class))
	}
	return out
}

func (l *Land) row(s *classSums, level int, class int32) ClassArea {
	k := l.classes.classes[class]
	r := ClassArea{
		Code: k.Code, Parent: k.Parent, Level: k.Level, NameZH: k.NameZH, NameEN: k.NameEN, Color: k.Color,
		AreaM2: s.first[level][class].value(), Share: s.once[level][class].value() / l.region.areaM2,
		ParcelsM2: s.own[level][class].value(), Features: s.features[level][class], InLayers: s.inLayers[level][class], Estimated: s.estimated[level][class],
	}
	r.ShareOfArea = r.AreaM2 / l.region.areaM2
	if l.classes.scheme == standards.OSM && class != unclassified {
		r.NameEN = k.Code
		if mapped, ok := standards.FromOSMClass(standards.GB50137, k.Code); ok {
			r.NameZH, r.Color = mapped.NameZH, mapped.Color
		}
	}
	for a, f := range l.fields {
		if f != nil && f.ground == l.parcels {
			if r.Amounts == nil {
				r.Amounts = map[string]float64{}
			}
			r.Amounts[Amount(a).String()] = s.amounts[level][class][a].value()
		}
	}
	if floor, ok := r.Amounts[FloorArea.String()]; ok && r.ParcelsM2 > 0 {
		far := floor / r.ParcelsM2
		r.FAR = &far
	}
	return r
}

// roundShares rounds shares to hundredths of a percent that add up to 100.00
// on each level, and the parts of a class to the class.
func (b *Balance) roundShares() {
	const units = 100 * 100
	top := b.Levels[0]
	weights := make([]float64, 0, len(top)+2)
	for _, r := range top {
		weights = append(weights, r.Share)
	}
	weights = append(weights, b.Unclassified.Share, b.UncoveredShare)
	parts := apportion(units, weights)
	for i := range top {
		top[i].SharePercent = float64(parts[i]) / 100
		b.roundBelow(1, top[i].Code, parts[i])
	}
	b.Unclassified.SharePercent = float64(parts[len(top)]) / 100
	b.UncoveredSharePercent = float64(parts[len(top)+1]) / 100
}

// roundBelow divides the units of a class among the rows that stand for it on
// the next level: the class itself, where parcels say no more, and its parts.
func (b *Balance) roundBelow(level int, code string, units int) {
	if level == levels {
		return
	}
	var rows []*ClassArea
	var weights []float64
	for i := range b.Levels[level] {
		if r := &b.Levels[level][i]; r.Code == code || r.Parent == code && r.Level == level+1 { // else it stands for itself, under its own class
			rows = append(rows, r)
			weights = append(weights, r.Share)
		}
	}
	for i, part := range apportion(units, weights) {
		rows[i].SharePercent = float64(part) / 100
		b.roundBelow(level+1, rows[i].Code, part)
	}
}

// listOverlaps names the largest overlaps and counts the slivers.
func (b *Balance) listOverlaps(l *Land, most int) {
	type pair struct {
		a, b int32
		m2   float64
	}
	var pairs []pair
	var slivers total
	for _, t := range l.tallies.special {
		for k, m2 := range t.shared {
			switch {
			case m2 >= b.SliverM2:
				pairs = append(pairs, pair{l.parcels.overlapping(t.plot)[k], t.plot, m2})
			case m2 > touchM2:
				b.Slivers++
				slivers.add(m2)
			}
		}
	}
	b.SliversM2 = slivers.value()
	b.OverlapCount = len(pairs)
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(q.m2, p.m2), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	b.Overlaps = make([]Overlap, 0, min(len(pairs), most))
	for _, p := range pairs[:min(len(pairs), most)] {
		b.Overlaps = append(b.Overlaps, Overlap{l.ref(p.a), l.ref(p.b), p.m2})
	}
}

func (l *Land) ref(plot int32) Ref {
	layer := l.parcels.layers[l.parcels.layer[plot]]
	return Ref{layer.ID, layer.Features[l.parcels.index[plot]].ID, l.classes.classes[l.classes.of[plot]].Code}
}
