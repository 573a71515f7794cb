package landuse

import (
	"math"
	"slices"

	"catchment/data/standards"
)

// landSet is land that net figures divide by: that of homes or that of work.
type landSet int8

const (
	noSet landSet = iota
	homesLand
	workLand
)

// setClasses are the first-level classes of the sets of each scheme: for work,
// public services, business, industry and storage.
var setClasses = map[string][workLand + 1][]string{
	standards.GB50137: {homesLand: {"R"}, workLand: {"A", "B", "M", "W"}},
	standards.MNR2023: {homesLand: {"07"}, workLand: {"08", "09", "10", "11"}},
	standards.OSM:     {homesLand: {"landuse=residential"}, workLand: {"landuse=commercial", "landuse=retail", "landuse=industrial", "landuse=institutional", "landuse=education"}},
}

// ParkClasses are the classes of park land (公园绿地) of each scheme.
var ParkClasses = map[string][]string{standards.GB50137: {"G1"}, standards.MNR2023: {"1401"}}

// wholeGreen are the classes whose land is green through and through: parks
// (公园绿地) and protective green land (防护绿地). That a parcel of them which
// states no green land counts whole is this program's choice, made so that a
// park is not bare for want of a figure.
var wholeGreen = map[string][]string{standards.GB50137: {"G1", "G2"}, standards.MNR2023: {"1401", "1402"}}

// greenByClass lets parcels of parks and protective green land that state no
// green land count whole, where other parcels state theirs.
func (l *Land) greenByClass() {
	f := l.fields[Green]
	if f == nil {
		return
	}
	green := map[int32]bool{}
	for i, c := range l.classes.classes {
		green[int32(i)] = slices.Contains(wholeGreen[l.classes.scheme], c.Code)
	}
	for i, v := range f.values {
		if math.IsNaN(v) && green[l.classes.classOf(int32(i), 1)] && math.IsNaN(Green.of(f.ground.facts(i))) {
			f.values[i] = f.ground.areas[i]
			f.missing--
			f.byClass++
		}
	}
}

// setOf returns the set that a first-level class belongs to.
func setOf(scheme, code string) landSet {
	for set, codes := range setClasses[scheme] {
		for _, c := range codes {
			if c == code {
				return landSet(set)
			}
		}
	}
	return noSet
}

// setOf returns the set that a plot belongs to.
func (c *classing) setOf(plot int32) landSet { return c.sets[c.classOf(plot, 0)] }

// firstOfSet tells whether a plot is the first of its set on a spot that others
// hold too.
func (c *classing) firstOfSet(plot int32, overlapping, others []int32) bool {
	own := c.setOf(plot)
	for _, k := range others {
		if j := overlapping[k]; j < plot && c.setOf(j) == own {
			return false
		}
	}
	return own != noSet
}

// setM2 returns the land of a set in the study area, each spot once.
func (l *Land) setM2(set landSet) float64 {
	var sum total
	special := l.tallies.special
	for i, inside := range l.tallies.inside {
		if inside <= 0 {
			continue
		}
		if len(special) > 0 && int(special[0].plot) == i {
			inside, special = special[0].firstOfSet, special[1:]
		}
		if l.classes.setOf(int32(i)) == set {
			sum.add(inside)
		}
	}
	return sum.value()
}

// builtM2 returns the area of the parcels that state an amount above 0, as far
// as they lie in the study area.
func (l *Land) builtM2(a Amount) float64 {
	f := l.fields[a]
	if f == nil || f.ground != l.parcels {
		return 0
	}
	var sum total
	for i, v := range f.values {
		if v > 0 {
			sum.add(l.tallies.inside[i])
		}
	}
	return sum.value()
}
