package data

import (
	"fmt"
	"math"
	"slices"
)

// Facts is what the properties of one feature say, read once when the layer is
// built from the spellings that occur in practice (Chinese, English, OSM).
//
// A number that the properties do not give, or give in a way that cannot be
// read with certainty, is NaN.
type Facts struct {
	Name   string
	NameEN string
	// Kind is the facility kind; for other roles what the feature's kind
	// property says, such as "district".
	Kind Kind
	// Status is existing unless the properties say otherwise.
	Status Status
	// Opens and Closes are years; 0 when not said.
	Opens, Closes int
	Class         Class

	Population  float64 // people
	Jobs        float64
	Floors      float64
	FloorAreaM2 float64 // gross floor area, m²
	FootprintM2 float64 // building footprint, m²
	GreenM2     float64 // green land, m²
	// FAR (容积率), Coverage (建筑密度) and GreenRatio (绿地率) are what a parcel
	// states of its own land, as parts of it: floor area, footprint and green
	// land ÷ land.
	FAR, Coverage, GreenRatio float64
	OutputYuan                float64 // per year
	// InvestedYuan is fixed investment, added up over the years.
	InvestedYuan float64

	// Synthetic is set when the feature says "source":"synthetic".
	Synthetic bool
}

// Class is a land-use class with the scheme its code belongs to: one code
// means different things in different schemes.
type Class struct {
	Scheme string `json:"scheme"`
	Code   string `json:"code"`
}

// The land-use schemes a class can be read in.
const (
	SchemeGB50137 = "GB50137-2011"  // urban land, letters and digits: R2, A33
	SchemeMNR2023 = "MNR-2023"      // land and sea use, digits: 0701
	SchemeGBT2101 = "GBT21010-2017" // land survey (DLBM), digits: 0701
	SchemeOSM     = "OSM"           // OpenStreetMap tag: landuse=residential
	SchemeOther   = "unstated"      // a code whose scheme nobody said
)

// IsZero tells whether the feature has no class.
func (c Class) IsZero() bool { return c.Code == "" }

// Status says how far a facility or parcel has come.
type Status uint8

// The statuses.
const (
	StatusExisting Status = iota
	StatusUnderConstruction
	StatusPlanned
	StatusClosed // out of use or taken down: serves nobody, and no question counts it
)

var statusNames = [...]string{"existing", "under_construction", "planned", "closed"}

func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return "unknown"
}

// MarshalText writes the status as it stands in JSON, such as "planned".
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (s *Status) UnmarshalText(text []byte) error {
	i := slices.Index(statusNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("there is no status %q", text)
	}
	*s = Status(i)
	return nil
}

// OpenIn tells whether the feature stands in the given year: opened by then,
// not closed by then. Without a year of opening an existing feature always
// stands and one under construction or planned does not; one that is closed
// stood until the year it says it closed in, and without one never. Year 0 asks
// for what exists today by its status alone.
func (f Facts) OpenIn(year int) bool {
	if year == 0 {
		return f.Status == StatusExisting
	}
	if f.Closes != 0 && f.Closes <= year || f.Closes == 0 && f.Status == StatusClosed {
		return false
	}
	if f.Opens != 0 {
		return f.Opens <= year
	}
	return f.Status == StatusExisting || f.Status == StatusClosed
}

// noFacts is what a feature without properties says.
func noFacts() Facts {
	nan := math.NaN()
	return Facts{Population: nan, Jobs: nan, Floors: nan, FloorAreaM2: nan, FootprintM2: nan, GreenM2: nan, FAR: nan, Coverage: nan, GreenRatio: nan, OutputYuan: nan, InvestedYuan: nan}
}
