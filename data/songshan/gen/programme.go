package main

import (
	"hash/fnv"
	"math"
)

// programme says what is built on land of one code: ranges are the lowest and
// highest value over the parcels.
type programme struct {
	label, en    string
	far          [2]float64 // floor area / parcel area
	floors       [2]float64
	green        [2]float64 // green land / parcel area
	m2PerJob     float64    // floor area for one job; 0 for none
	m2PerPerson  float64    // floor area for one resident; 0 for none
	groundPerJob float64    // parcel area for one job, where there is no floor
}

// programmes by code. The ratios are usual ones for a Chinese city of this
// size (floor area ratio of homes 1.2-2.2, of factories 0.8-1.5; green land
// 30-35 % and 10-20 %), not taken from the park.
var programmes = map[string]programme{
	"R2":  {label: "居住地块", en: "Homes", far: [2]float64{1.2, 1.95}, floors: [2]float64{6, 16}, green: [2]float64{0.30, 0.35}, m2PerPerson: 50},
	"R22": {label: "托幼地块", en: "Kindergarten land", far: [2]float64{0.6, 0.8}, floors: [2]float64{3, 3}, green: [2]float64{0.32, 0.36}, m2PerJob: 90},
	"A1":  {label: "行政办公地块", en: "Administration", far: [2]float64{1.2, 1.7}, floors: [2]float64{7, 9}, green: [2]float64{0.33, 0.38}, m2PerJob: 40},
	"A21": {label: "图书展览地块", en: "Library", far: [2]float64{0.8, 1.1}, floors: [2]float64{4, 4}, green: [2]float64{0.30, 0.34}, m2PerJob: 160},
	"A22": {label: "文化活动地块", en: "Culture", far: [2]float64{0.8, 1.1}, floors: [2]float64{4, 4}, green: [2]float64{0.30, 0.34}, m2PerJob: 160},
	"A32": {label: "职业院校地块", en: "Vocational college", far: [2]float64{0.55, 0.75}, floors: [2]float64{5, 6}, green: [2]float64{0.35, 0.40}, m2PerJob: 170},
	"A33": {label: "中小学地块", en: "School land", far: [2]float64{0.55, 0.8}, floors: [2]float64{4, 5}, green: [2]float64{0.33, 0.37}, m2PerJob: 120},
	"A35": {label: "科研地块", en: "Research", far: [2]float64{1.1, 1.6}, floors: [2]float64{5, 8}, green: [2]float64{0.30, 0.35}, m2PerJob: 85},
	"A41": {label: "体育地块", en: "Sports", far: [2]float64{0.25, 0.4}, floors: [2]float64{2, 2}, green: [2]float64{0.32, 0.38}, m2PerJob: 300},
	"A51": {label: "医院地块", en: "Hospital land", far: [2]float64{1.2, 1.5}, floors: [2]float64{8, 10}, green: [2]float64{0.35, 0.38}, m2PerJob: 70},
	"A59": {label: "卫生服务地块", en: "Clinic land", far: [2]float64{0.8, 1.1}, floors: [2]float64{4, 4}, green: [2]float64{0.30, 0.34}, m2PerJob: 60},
	"A6":  {label: "社会福利地块", en: "Social welfare", far: [2]float64{0.8, 1.0}, floors: [2]float64{4, 5}, green: [2]float64{0.35, 0.40}, m2PerJob: 120},
	"B1":  {label: "商业地块", en: "Shops", far: [2]float64{1.1, 1.8}, floors: [2]float64{4, 5}, green: [2]float64{0.18, 0.24}, m2PerJob: 110},
	"B14": {label: "旅馆地块", en: "Hotel", far: [2]float64{1.8, 2.4}, floors: [2]float64{10, 14}, green: [2]float64{0.25, 0.30}, m2PerJob: 110},
	"B2":  {label: "商务地块", en: "Offices", far: [2]float64{1.6, 2.4}, floors: [2]float64{9, 14}, green: [2]float64{0.25, 0.30}, m2PerJob: 75},
	"B29": {label: "数字产业地块", en: "Digital industry", far: [2]float64{1.4, 1.6}, floors: [2]float64{5, 6}, green: [2]float64{0.28, 0.32}, m2PerJob: 40},
	"B41": {label: "加油加气地块", en: "Fuel", far: [2]float64{0.2, 0.3}, floors: [2]float64{1, 1}, green: [2]float64{0.18, 0.22}, m2PerJob: 70},
	"M1":  {label: "一类工业地块", en: "Light industry", far: [2]float64{0.9, 1.45}, floors: [2]float64{2, 4}, green: [2]float64{0.12, 0.19}, m2PerJob: 210},
	"M2":  {label: "二类工业地块", en: "Industry", far: [2]float64{0.8, 1.1}, floors: [2]float64{2, 3}, green: [2]float64{0.11, 0.16}, m2PerJob: 210},
	"W1":  {label: "物流仓储地块", en: "Logistics", far: [2]float64{0.7, 1.1}, floors: [2]float64{2, 2}, green: [2]float64{0.10, 0.14}, m2PerJob: 420},
	"S1":  {label: "道路用地", en: "Road land", green: [2]float64{0.08, 0.16}},
	"S41": {label: "公交场站地块", en: "Bus station", far: [2]float64{0.25, 0.35}, floors: [2]float64{2, 2}, green: [2]float64{0.15, 0.2}, m2PerJob: 60},
	"S42": {label: "停车场地块", en: "Parking", far: [2]float64{0.02, 0.04}, floors: [2]float64{1, 1}, green: [2]float64{0.15, 0.25}, groundPerJob: 1500},
	"U11": {label: "供水设施地块", en: "Water supply", far: [2]float64{0.25, 0.35}, floors: [2]float64{2, 2}, green: [2]float64{0.35, 0.40}, m2PerJob: 200},
	"U12": {label: "供电设施地块", en: "Power supply", far: [2]float64{0.25, 0.35}, floors: [2]float64{2, 2}, green: [2]float64{0.20, 0.25}, m2PerJob: 220},
	"U13": {label: "供燃气设施地块", en: "Gas supply", far: [2]float64{0.12, 0.18}, floors: [2]float64{1, 1}, green: [2]float64{0.28, 0.32}, m2PerJob: 120},
	"U14": {label: "供热设施地块", en: "Heat supply", far: [2]float64{0.45, 0.55}, floors: [2]float64{3, 3}, green: [2]float64{0.18, 0.22}, m2PerJob: 160},
	"U21": {label: "排水设施地块", en: "Sewage", far: [2]float64{0.2, 0.3}, floors: [2]float64{2, 2}, green: [2]float64{0.33, 0.38}, m2PerJob: 200},
	"U22": {label: "环卫设施地块", en: "Sanitation", far: [2]float64{0.3, 0.45}, floors: [2]float64{2, 2}, green: [2]float64{0.2, 0.25}, m2PerJob: 150},
	"U31": {label: "消防设施地块", en: "Fire service", far: [2]float64{0.6, 0.8}, floors: [2]float64{3, 4}, green: [2]float64{0.18, 0.22}, m2PerJob: 90},
	"G1":  {label: "公园绿地", en: "Park", green: [2]float64{0.70, 0.82}, groundPerJob: 12000},
	"G2":  {label: "防护绿地", en: "Protective green", green: [2]float64{0.92, 0.97}},
	"G3":  {label: "广场", en: "Square", green: [2]float64{0.25, 0.35}, groundPerJob: 8000},
	"E2":  {label: "农林用地", en: "Fields and woods"},
	"E11": {label: "河湖水面", en: "River and lake"},
}

// digitalBaseFloorM2 is the converted floor area of the digital innovation
// base: a figure from the park's own account, kept exactly.
const digitalBaseFloorM2 = 105000

// maxCoverage is the share of a parcel that upper floors may cover.
const maxCoverage = 0.48

// built is what stands on one parcel, in whole units.
type built struct {
	floors, floorM2, footprintM2, greenM2 int
	population, jobs                      int
}

// build applies the programme of the parcel's code.
//
// Where homes are denser they are also higher, so building coverage stays
// believable. Floors times footprint is never below the floor area.
func build(c parcel, kind string) built {
	p := programmes[c.code]
	far := pick(p.far, c.id, "far")
	floors := math.Round(p.floors[0] + (p.floors[1]-p.floors[0])*position(p.far, far))
	floors = max(floors, math.Ceil(far/maxCoverage))
	b := built{floors: int(floors), greenM2: int(math.Round(c.areaM2 * pick(p.green, c.id, "green")))}
	floorM2 := math.Round(c.areaM2 * far)
	if kind == "digital_base" {
		floorM2 = digitalBaseFloorM2
	}
	b.floorM2 = int(floorM2)
	switch {
	case floors > 1: // upper floors are smaller than the ground floor
		b.footprintM2 = int(math.Ceil(floorM2 / floors * (1 + 0.12*unit(c.id, "podium"))))
	case floors == 1:
		b.footprintM2 = b.floorM2
	}
	if p.m2PerPerson > 0 {
		b.population = int(math.Round(floorM2 / p.m2PerPerson))
	}
	switch {
	case p.m2PerJob > 0:
		b.jobs = int(math.Round(floorM2 / p.m2PerJob))
	case p.groundPerJob > 0:
		b.jobs = int(math.Round(c.areaM2 / p.groundPerJob))
	}
	return b
}

// position tells where v lies in the range, from 0 to 1.
func position(r [2]float64, v float64) float64 {
	if r[1] <= r[0] {
		return 0
	}
	return (v - r[0]) / (r[1] - r[0])
}

// pick returns a value in the range, the same for the same words.
func pick(r [2]float64, words ...string) float64 { return r[0] + (r[1]-r[0])*unit(words...) }

// unit returns a number in [0,1) drawn from the words, so that the plan varies
// as real ones do and yet never changes.
func unit(words ...string) float64 {
	h := fnv.New64a()
	for _, w := range words {
		h.Write([]byte(w))
		h.Write([]byte{0})
	}
	v := h.Sum64()
	v ^= v >> 33
	v *= 0xff51afd7ed558ccd
	v ^= v >> 33
	return float64(v>>11) / (1 << 53)
}

// phaseYears are the first and last opening years of each phase.
var phaseYears = [4][2]int{{2012, 2022}, {2023, 2025}, {2026, 2030}, {2031, 2035}}

var phaseStatus = [4]string{"existing", "under_construction", "planned", "planned"}

// opening returns the year something of the phase opens.
func opening(phase int, words ...string) int {
	y := phaseYears[phase]
	return y[0] + int(unit(append(words, "opens")...)*float64(y[1]-y[0]+1))
}
