package landuse

import (
	"fmt"
	"math"
)

// Measure is one figure with how it was computed.
type Measure struct {
	// Value is nil when the sources do not say what it needs; Note says what.
	Value       *float64 `json:"value"`
	Unit        string   `json:"unit"`
	NameZH      string   `json:"name_zh"`
	NameEN      string   `json:"name_en"`
	Formula     string   `json:"formula"`
	Numerator   *float64 `json:"numerator,omitempty"`
	Denominator *float64 `json:"denominator,omitempty"`
	Of          string   `json:"of,omitempty" doc:"What the denominator is."`
	From        string   `json:"from,omitempty" doc:"Kind of features the amount comes from."`
	Stated      int      `json:"stated,omitempty" doc:"Features that state the amount."`
	Missing     int      `json:"missing,omitempty" doc:"Features that do not; they add nothing."`
	ByRatio     int      `json:"by_ratio,omitempty" doc:"Of stated: features that state no amount but its ratio to their land, which counts: FAR, building coverage, green ratio."`
	ByClass     int      `json:"by_class,omitempty" doc:"Features that state no green land and count whole, being parks or protective green land."`
	Doubted     int      `json:"doubted,omitempty" doc:"Of stated: features whose amount counts and is hard to believe, named in faults."`
	Basis       Stated   `json:"basis,omitempty" enum:"amount,ratio,amount_else_ratio" doc:"How parcels state the amount: as such, or by a ratio of their land where they do not."`
	LeftOut     int      `json:"left_out,omitempty" doc:"Of missing: features that state what cannot be read or cannot be, named in faults."`
	N           int      `json:"n,omitempty" doc:"Number of classes a mix is measured against."`
	Classes     []string `json:"classes,omitempty" doc:"Codes that count."`
	Note        string   `json:"note,omitempty"`
	Source      string   `json:"source,omitempty"`
}

const (
	WholeArea = "study area" // the denominator of gross figures
	km2       = 1e6          // m²

	needsParcels = "net figures need amounts stated by parcels"
)

// measures returns every figure of the balance by its id.
func (l *Land) measures(b *Balance) map[string]Measure {
	m := map[string]Measure{}
	l.addTotals(m)
	l.addIntensity(m)
	l.addPeople(m, b)
	l.addMix(m, b)
	l.addRoads(m)
	return m
}

// ratio completes a measure of an amount over a denominator in m², the result
// multiplied by per.
func (l *Land) ratio(m Measure, a Amount, denominator float64, of string, per float64) Measure {
	m.Of = of
	amount, ok := l.amount(a)
	m.take(l.fields[a])
	if !ok {
		m.Note = fmt.Sprintf("no source states %s", a)
		return m
	}
	m.Numerator, m.Denominator = &amount, &denominator
	if !(denominator > 0) {
		m.Note = of + " has no area"
		return m
	}
	v := amount / denominator * per
	m.Value = &v
	return m
}

// take notes where an amount comes from and how many features state it; nil is
// no source.
func (m *Measure) take(f *field) {
	if f != nil {
		m.From, m.Stated, m.Missing, m.LeftOut = f.from, f.stated, f.missing, f.leftOut
		m.ByRatio, m.ByClass, m.Doubted, m.Basis = f.byRatio, f.byClass, f.doubted, f.basis()
	}
}

func (l *Land) addTotals(m map[string]Measure) {
	for _, t := range []struct {
		a            Amount
		unit, zh, en string
	}{
		{FloorArea, "m2", "总建筑面积", "gross floor area"}, {Footprint, "m2", "建筑基底面积", "building footprint"}, {Green, "m2", "绿地面积", "green land"},
		{Population, "people", "人口", "population"}, {Jobs, "jobs", "就业岗位", "jobs"}, {Output, "yuan/year", "年产值", "output"},
		{Invested, "yuan", "累计投资", "investment"},
	} {
		x := Measure{Unit: t.unit, NameZH: t.zh, NameEN: t.en, Formula: "Σ amount × part of the feature in the study area"}
		x.take(l.fields[t.a])
		if v, ok := l.amount(t.a); ok {
			x.Value = &v
		} else {
			x.Note = fmt.Sprintf("no source states %s", t.a)
		}
		m[t.a.String()] = x
	}
}

func (l *Land) addIntensity(m map[string]Measure) {
	area := l.region.areaM2
	m["far_gross"] = l.ratio(Measure{Unit: "1", NameZH: "毛容积率", NameEN: "floor area ratio, gross", Formula: "Σ gross floor area ÷ study area"}, FloorArea, area, WholeArea, 1)
	m["far_net"] = l.net(Measure{Unit: "1", NameZH: "净容积率", NameEN: "floor area ratio, net", Formula: "Σ gross floor area ÷ Σ parcels built on"}, FloorArea, "parcels that state a floor area above 0")
	m["building_coverage"] = l.ratio(Measure{Unit: "1", NameZH: "建筑密度", NameEN: "building coverage, gross", Formula: "Σ building footprint ÷ study area",
		Source: "GB 50180-2018 appendix A for what counts as a site"}, Footprint, area, WholeArea, 1)
	m["building_coverage_net"] = l.net(Measure{Unit: "1", NameZH: "净建筑密度", NameEN: "building coverage, net", Formula: "Σ building footprint ÷ Σ parcels built on"}, Footprint, "parcels that state a footprint above 0")
	m["green_ratio"] = l.ratio(Measure{Unit: "1", NameZH: "绿地率", NameEN: "green ratio", Formula: "Σ green land ÷ study area",
		Note: "land that is green, not what plants cover from above (绿化覆盖率); parks and protective green land that state none count whole", Source: "CJJ/T 91-2017 4.2.4"}, Green, area, WholeArea, 1)
	m["output_density"] = l.ratio(Measure{Unit: "yuan/km2/year", NameZH: "产出强度", NameEN: "output density", Formula: "Σ output ÷ study area"}, Output, area, WholeArea, km2)
	m["investment_density"] = l.ratio(Measure{Unit: "yuan/km2", NameZH: "投资强度", NameEN: "investment density", Formula: "Σ investment ÷ study area"}, Invested, area, WholeArea, km2)
	m["floor_area_density"] = l.ratio(Measure{Unit: "m2/km2", NameZH: "建筑面积密度", NameEN: "floor area density", Formula: "Σ gross floor area ÷ study area"}, FloorArea, area, WholeArea, km2)
}

// net is ratio over the parcels that state the amount, which can be formed only
// where parcels do.
func (l *Land) net(m Measure, a Amount, of string) Measure {
	if f := l.fields[a]; f != nil && (f.ground == nil || f.ground != l.parcels) {
		m.Of, m.From, m.Note = of, f.from, needsParcels
		return m
	}
	return l.ratio(m, a, l.builtM2(a), of, 1)
}

func (l *Land) addPeople(m map[string]Measure, b *Balance) {
	area := l.region.areaM2
	m["population_density"] = l.ratio(Measure{Unit: "people/km2", NameZH: "人口密度", NameEN: "population density, gross", Formula: "population ÷ study area"}, Population, area, WholeArea, km2)
	m["jobs_density"] = l.ratio(Measure{Unit: "jobs/km2", NameZH: "就业密度", NameEN: "job density, gross", Formula: "jobs ÷ study area"}, Jobs, area, WholeArea, km2)
	net := func(id, unit, zh, en, formula string, a Amount, set landSet, of string) {
		x := l.ratio(Measure{Unit: unit, NameZH: zh, NameEN: en, Formula: formula, Classes: setClasses[l.classes.scheme][set]}, a, l.setM2(set), of, km2)
		m[id] = x
	}
	net("population_density_net", "people/km2", "居住用地人口密度", "population density, net", "population ÷ residential land", Population, homesLand, "residential land")
	net("jobs_density_net", "jobs/km2", "净就业密度", "job density, net", "jobs ÷ land of public services, business, industry and storage", Jobs, workLand, "land of work")
	m["park_land_per_person"] = l.parkLand(b)
	m["population_density_weighted"] = l.weightedDensity()
	m["jobs_housing_ratio"] = l.jobsHousing()
}

// weightedDensity returns the density that the average person lives at.
func (l *Land) weightedDensity() Measure {
	m := Measure{Unit: "people/km2", NameZH: "人口加权密度", NameEN: "population-weighted density", Formula: "Σ p·d ÷ Σ p over the polygons that state people, d = p ÷ their area"}
	f := l.homes
	if f == nil {
		m.Note = "no polygons state a population"
		return m
	}
	m.take(f)
	var pd, p total
	inside := l.insideOf(f.ground)
	for i, v := range f.values {
		if v > 0 && inside[i] > 0 {
			here := v * (inside[i] / f.ground.areas[i])
			p.add(here)
			pd.add(here * (v / f.ground.areas[i]))
		}
	}
	if p.value() > 0 {
		v, people := pd.value()/p.value()*km2, p.value()
		m.Value, m.Denominator, m.Of = &v, &people, "residents of these polygons"
	} else {
		m.Note = "nobody lives there"
	}
	return m
}

// parkLand returns the park land (公园绿地) that each resident has, land that
// classes contest in equal parts.
func (l *Land) parkLand(b *Balance) Measure {
	m := Measure{Unit: "m2/person", NameZH: "人均公园绿地面积", NameEN: "park land per resident", Formula: "park land ÷ population", Of: "residents",
		Classes: ParkClasses[l.classes.scheme], Source: "CJJ/T 85-2017 for what counts: parks (G1), not protective green land or squares"}
	m.take(l.fields[Population])
	people, ok := l.amount(Population)
	switch {
	case len(m.Classes) == 0:
		m.Note = "the land-use scheme has no class of park land"
	case !ok:
		m.Note = "no source states population"
	case people == 0:
		m.Note = "nobody lives there"
	default:
		land := b.Land(m.Classes)
		v := land / people
		m.Value, m.Numerator, m.Denominator = &v, &land, &people
	}
	return m
}

func (l *Land) jobsHousing() Measure {
	m := Measure{Unit: "jobs/person", NameZH: "职住比", NameEN: "jobs-housing ratio", Formula: "jobs ÷ residents", Note: "residents stand for housing: no source counts dwellings"}
	jobs, haveJobs := l.amount(Jobs)
	people, havePeople := l.amount(Population)
	switch {
	case !haveJobs || !havePeople:
		m.Note = "needs both jobs and population"
	case people == 0:
		m.Note = "nobody lives there"
	default:
		v := jobs / people
		m.Value, m.Numerator, m.Denominator, m.Of = &v, &jobs, &people, "residents"
	}
	return m
}

// addMix measures the mix of first-level classes, contested land divided
// equally, uncovered land and land without a class left out.
func (l *Land) addMix(m map[string]Measure, b *Balance) {
	var parts []float64
	var codes []string
	for _, r := range b.Levels[0] {
		parts = append(parts, r.Share)
		codes = append(codes, r.Code)
	}
	_, present := wholeOf(parts)
	n := l.mixN(present)
	const entropy = "−Σ p ln p ÷ ln n, p = share of a first-level class in classified land"
	const cervero = "Cervero and Kockelman 1997, doi 10.1016/S1361-9209(97)00009-6"
	put := func(id, zh, en, formula, source string, n int, v float64) {
		x := Measure{Unit: "1", NameZH: zh, NameEN: en, Formula: formula, N: n, Classes: codes, Source: source}
		if present == 0 {
			x.Note = "no classified land"
		} else {
			x.Value = &v
		}
		m[id] = x
	}
	put("mix_entropy", "用地混合熵", "land-use entropy", entropy+", n = first-level classes of the scheme", cervero, n, Entropy(parts, n))
	put("mix_entropy_present", "用地混合熵（现有类别）", "land-use entropy, classes present", entropy+", n = first-level classes present", cervero, present, Entropy(parts, present))
	hhi := Concentration(parts)
	put("mix_hhi", "用地集中度（HHI）", "land-use concentration (HHI)", "Σ p²", "", present, hhi)
	put("mix_simpson", "辛普森多样性", "Simpson diversity", "1 − Σ p²", "", present, math.Max(1-hhi, 0))
}

func (l *Land) addRoads(m map[string]Measure) {
	x := Measure{Unit: "km/km2", NameZH: "路网密度", NameEN: "road density", Formula: "length of the centre lines of streets ÷ study area", Of: WholeArea,
		Source: "GB 50180-2018 6.0.2 asks for at least 8 in housing"}
	if !l.hasRoads {
		x.Note = "no road layer"
	} else {
		km, area := l.roads.CountedM/1000, l.region.areaM2/km2
		v := km / area
		x.Value, x.Numerator, x.Denominator = &v, &km, &area
		for _, c := range l.roads.Classes {
			if c.Counted {
				x.Classes = append(x.Classes, c.Class)
				x.Stated += c.Features
			}
		}
		if l.roads.LeftOutM > 0 {
			x.Note = fmt.Sprintf("%.3f km are no streets and left out, see roads", l.roads.LeftOutM/1000)
		}
	}
	m["road_density"] = x
}
