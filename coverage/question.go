// Package coverage answers what each public service reaches: how much of the
// demand in a study area lies within reach, how many facilities serve it, what
// only one facility serves, and where the gaps are.
//
// A Question is asked of a data.Dataset, a snapshot that never changes. The
// first step, NewStudy, resolves the words of the question (service, area,
// demand) into metres in an equal-area plane centred on the study area; Cover,
// Gaps and Curve then work on that Study alone. Areas come from the exact
// kernel geo/arcs: reaches are discs, or grown polygons for facilities that are
// drawn as land, and are never turned into polygons with straight sides.
package coverage

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"catchment/data"
	"catchment/data/standards"
)

// MaxRadiusM is the largest radius a question may ask for. Beyond it the
// equal-area plane would no longer hold its stated distance error.
const MaxRadiusM = standards.MostRadiusM

// MaxFacilities is how many facilities of one service a question may be about.
// Each takes about half a kilobyte while it is asked.
const MaxFacilities = 1_000_000

// MaxFacilityDegrees is how wide and how high an outline of a facility may be.
// The edges of a wider one would leave the plane in which distances are measured.
const MaxFacilityDegrees = 10

// Question is what a planner asks. The zero value of a field takes the default
// stated with it.
type Question struct {
	Service string  // facility kind or facility layer id; required
	RadiusM float64 // straight-line reach in metres; 0 takes the standard's
	Area    AreaRef // study area; zero takes the only boundary
	Demand  Demand  // zero is land
	When    When    // zero is every facility and parcel whatever its status
	Sites   Changes // what-if changes to the facilities; zero is none
}

// DemandKind is what must be served.
type DemandKind string

// The kinds of demand.
const (
	DemandLand       DemandKind = "land"
	DemandLandUse    DemandKind = "landuse"
	DemandPopulation DemandKind = "population"
	DemandJobs       DemandKind = "jobs"
)

// Demand names the denominator of a coverage ratio.
type Demand struct {
	Kind DemandKind
	// Classes are land-use code prefixes (R, A33, 07, landuse=forest) when Kind
	// is DemandLandUse; a parcel counts when its code begins with one of them.
	Classes []string
}

// ParseDemand reads "land", "landuse:R", "landuse:R,A33", "population" or
// "jobs". Empty is land.
func ParseDemand(s string) (Demand, error) {
	kind, classes, listed := strings.Cut(strings.TrimSpace(s), ":")
	d := Demand{Kind: DemandKind(kind)}
	if kind == "" && !listed {
		d.Kind = DemandLand
	}
	for _, c := range strings.Split(classes, ",") {
		if c = strings.TrimSpace(c); c != "" {
			d.Classes = append(d.Classes, c)
		}
	}
	switch {
	case d.Kind == DemandLandUse && len(d.Classes) == 0:
		return d, parameter("demand", "name the land-use classes to be served, for example landuse:R or landuse:R,A33")
	case d.Kind == DemandLand || d.Kind == DemandPopulation || d.Kind == DemandJobs:
		if listed {
			return d, parameter("demand", fmt.Sprintf("%s takes no classes", d.Kind))
		}
	case d.Kind != DemandLandUse:
		return d, parameter("demand", fmt.Sprintf("%q is unknown: use land, landuse:CLASSES, population or jobs", kind))
	}
	return d, nil
}

// Unit returns the unit demand amounts are in: "m2", "people" or "jobs".
func (d Demand) Unit() string {
	switch d.Kind {
	case DemandPopulation:
		return "people"
	case DemandJobs:
		return "jobs"
	}
	return "m2"
}

// String returns the form that ParseDemand reads.
func (d Demand) String() string {
	if d.Kind == DemandLandUse {
		return string(d.Kind) + ":" + strings.Join(d.Classes, ",")
	}
	return string(d.Kind)
}

// When says which facilities count by the state of the plan.
type When struct {
	// Status lists the states that count; empty means all but closed.
	Status []data.Status
	// Year, when not 0, counts what is open in that year: existing facilities
	// and those whose opening year is not later. It overrides Status.
	Year int
}

// ParseWhen reads a comma-separated list of states and a year; either may be
// empty.
func ParseWhen(status, year string) (When, error) {
	var w When
	for _, s := range strings.Split(status, ",") {
		switch strings.TrimSpace(s) {
		case "":
		case data.StatusExisting.String():
			w.Status = append(w.Status, data.StatusExisting)
		case data.StatusUnderConstruction.String():
			w.Status = append(w.Status, data.StatusUnderConstruction)
		case data.StatusPlanned.String():
			w.Status = append(w.Status, data.StatusPlanned)
		default:
			return w, parameter("status", fmt.Sprintf("%q is unknown: use existing, under_construction, planned, or several with commas", s))
		}
	}
	if year != "" {
		y, err := strconv.Atoi(year)
		if err != nil || y < 1000 || y > 9999 {
			return w, parameter("year", fmt.Sprintf("%q is not a year with four digits", year))
		}
		w.Year = y
	}
	return w, nil
}

// Counts reports whether something with these facts is open under w.
func (w When) Counts(f data.Facts) bool {
	if w.Year != 0 {
		return f.OpenIn(w.Year)
	}
	return len(w.Status) == 0 && f.Status != data.StatusClosed || slices.Contains(w.Status, f.Status)
}

// CheckRadius returns why a radius in metres cannot be asked for, nil if it can.
func CheckRadius(radiusM float64) error {
	switch {
	case math.IsNaN(radiusM) || math.IsInf(radiusM, 0) || radiusM <= 0:
		return parameter("radius", fmt.Sprintf("%g is not a radius: give metres, more than 0", radiusM))
	case radiusM > MaxRadiusM:
		return parameter("radius", fmt.Sprintf("%g m is more than the %d m that the plane of one analysis allows", radiusM, MaxRadiusM))
	}
	return nil
}

// ParameterError says which part of a question cannot be answered and what to
// do. It is always the asker's to mend.
type ParameterError struct {
	Parameter string // service, radius, area, demand, status, year, …
	Missing   bool   // the thing named does not exist, as opposed to being malformed
	Message   string
}

func (e *ParameterError) Error() string { return e.Parameter + ": " + e.Message }

func parameter(name, message string) error {
	return &ParameterError{Parameter: name, Message: message}
}

func missing(name, message string) error {
	return &ParameterError{Parameter: name, Missing: true, Message: message}
}
