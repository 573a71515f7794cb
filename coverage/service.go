package coverage

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/standards"
	"catchment/geo"
)

// Facility is one place a service is given from.
type Facility struct {
	ID       string // unique in its layer
	Layer    string
	Name     string
	NameEN   string
	Kind     data.Kind
	Status   data.Status
	Opens    int          // year; 0 when not said
	Position orb.Point    // WGS 84: the point, or a point of the shape
	Shape    orb.Geometry // as loaded, WGS 84
}

// Rule is where a radius comes from.
type Rule struct {
	// Standard and Clause are empty where no standard known here states a
	// radius, and Clause alone where the clause is not known.
	Standard string
	Clause   string
	// Evidence is that of package standards, or ProgramDefault.
	Evidence string
	Force    string
	// Set is the id of the user's rule set that states it, empty for another.
	Set     string
	RadiusM float64
}

// ProgramDefault is the evidence of a radius that stands in no standard.
const ProgramDefault = "program_default"

// Service is a facility kind that the dataset has, with the reach a standard
// gives it.
type Service struct {
	Kind       data.Kind
	NameZH     string
	NameEN     string
	Facilities int
	// Rule is the radius taken when none is asked for.
	Rule Rule
	// PresetsM are the radii to offer, ascending, in metres.
	PresetsM []float64
}

// Services returns the facility kinds of the dataset, by kind.
func Services(ds *data.Dataset) []Service {
	kinds, rules := ds.Kinds(), ds.Rules()
	list := make([]Service, 0, len(kinds))
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		s := Service{Kind: kind, Facilities: kinds[kind], Rule: defaultRadius(rules, kind)}
		if info, ok := data.LookupKind(string(kind)); ok {
			s.NameZH, s.NameEN = info.NameZH, info.NameEN
		}
		for _, p := range rules.Presets(string(kind)) {
			s.PresetsM = append(s.PresetsM, p.RadiusM)
		}
		list = append(list, s)
	}
	return list
}

// defaultRadius returns the radius taken for a kind when none is asked for:
// that of a user's rule set that is switched on, else that of a standard, or where no standard states one a default of this
// program, which says so.
func defaultRadius(rules *standards.Set, kind data.Kind) Rule {
	if r, radiusM, ok := rules.DefaultRadius(string(kind)); ok {
		found := Rule{Standard: r.Standard, Evidence: string(r.Evidence), Force: string(r.Force), Set: r.Set, RadiusM: radiusM}
		if r.ClauseKnown() {
			found.Clause = r.Clause
		}
		return found
	}
	found := Rule{Evidence: ProgramDefault}
	for _, p := range rules.Presets(string(kind)) {
		if p.Default {
			found.RadiusM = p.RadiusM
		}
	}
	return found
}

// findFacilities returns the facilities of a service that count under when.
// They are counted first: what is copied of many is copied once, and more than
// [MaxFacilities] are a [*ParameterError], as is one wider than
// [MaxFacilityDegrees].
func findFacilities(ds *data.Dataset, service string, when When) ([]Facility, error) {
	all, err := featuresOf(ds, service)
	if err != nil {
		return nil, err
	}
	n := 0
	for l, i := range all {
		if when.Counts(l.Facts(i)) {
			n++
		}
	}
	if n > MaxFacilities {
		return nil, parameter("service", fmt.Sprintf("%q has %d facilities, and at most %d can be asked about at once: load those around the area as a layer of their own and name it", service, n, MaxFacilities))
	}
	found := make([]Facility, 0, n)
	for l, i := range all {
		if facts := l.Facts(i); when.Counts(facts) {
			f := facilityOf(l, i, facts)
			if tooWide(f.Shape) {
				return nil, parameter("service", fmt.Sprintf("facility %q of layer %q has an outline more than %d° across, and no distance to it can be stated: mend it or take it out", f.ID, f.Layer, MaxFacilityDegrees))
			}
			found = append(found, f)
		}
	}
	return found, nil
}

// tooWide says whether a line or a ring of g is more than MaxFacilityDegrees across.
func tooWide(g orb.Geometry) (wide bool) {
	if _, point := g.(orb.Point); point {
		return false
	}
	if b := g.Bound(); b.Right()-b.Left() <= MaxFacilityDegrees && b.Top()-b.Bottom() <= MaxFacilityDegrees {
		return false
	}
	if _, points := g.(orb.MultiPoint); points {
		return false
	}
	geo.EachLine(g, func(line []orb.Point) {
		b := orb.LineString(line).Bound()
		wide = wide || b.Right()-b.Left() > MaxFacilityDegrees || b.Top()-b.Bottom() > MaxFacilityDegrees
	})
	return wide
}

// featuresOf yields every facility of a service, whatever its status, as its
// layer and its number there. service is a facility kind, whose narrower kinds
// count too, or the id of a facility layer; another is a [*ParameterError].
func featuresOf(ds *data.Dataset, service string) (iter.Seq2[*data.Layer, int], error) {
	if service == "" {
		return nil, parameter("service", "name a service: "+serviceList(ds))
	}
	if l, ok := ds.Layer(service); ok && l.Role == data.RoleFacility {
		return func(yield func(*data.Layer, int) bool) {
			for i := range l.Features {
				if !yield(l, i) {
					return
				}
			}
		}, nil
	}
	kind, known := kindOf(service)
	all := ds.Facilities(kind)
	if !known {
		for range all {
			known = true
			break
		}
	}
	if !known {
		return nil, missing("service", fmt.Sprintf("there is no service %q; there are: %s", service, serviceList(ds)))
	}
	return all, nil
}

// kindOf returns the facility kind that a service's name means ("小学", "Fire
// station"), and whether it is a known one. The list of kinds is open: any
// other name is taken as it is.
func kindOf(service string) (kind data.Kind, known bool) {
	if info, ok := data.LookupKind(service); ok {
		return info.Kind, true
	}
	return data.Kind(service), false
}

func facilityOf(l *data.Layer, i int, facts data.Facts) Facility {
	f := Facility{
		ID: l.Features[i].ID, Layer: l.ID, Name: facts.Name, NameEN: facts.NameEN, Kind: facts.Kind,
		Status: facts.Status, Opens: facts.Opens, Shape: l.Features[i].Geometry,
	}
	f.Position = position(f.Shape)
	return f
}

func serviceList(ds *data.Dataset) string {
	var kinds []string
	for _, s := range Services(ds) {
		kinds = append(kinds, string(s.Kind))
	}
	if len(kinds) == 0 {
		return "none, load a facility layer first"
	}
	return strings.Join(kinds, ", ")
}

// position returns a point that stands for a facility on a map: the point
// itself, the first of several, or the middle of the bounding box of a shape.
func position(g orb.Geometry) orb.Point {
	switch g := g.(type) {
	case orb.Point:
		return g
	case orb.MultiPoint:
		return g[0]
	case orb.Collection:
		return position(g[0])
	}
	return g.Bound().Center()
}
