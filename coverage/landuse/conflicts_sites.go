package landuse

import (
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/measure"
)

// conflictSearch finds facilities and homes in a dataset.
type conflictSearch struct {
	ds   *data.Dataset
	area orb.MultiPolygon
	keep func(data.Facts) bool

	homes *int // how many there are, once counted
}

// conflictSite is a facility or a parcel with its shapes.
type conflictSite struct {
	ConflictSite
	shape  orb.Geometry // as drawn
	ground orb.Geometry // the parcel it stands on; shape where none is known
}

// sites returns the facilities of some kinds, in the order of the dataset.
func (s *conflictSearch) sites(kinds []string) []*conflictSite {
	var out []*conflictSite
	for _, k := range kinds {
		for l, i := range s.ds.Facilities(data.Kind(k)) {
			if s.keep(l.Facts(i)) {
				out = append(out, s.site(l, i))
			}
		}
	}
	return out
}

func (s *conflictSearch) site(l *data.Layer, i int) *conflictSite {
	f, facts := &l.Features[i], l.Facts(i)
	at := f.Geometry.Bound().Center()
	site := &conflictSite{
		ConflictSite: ConflictSite{Layer: l.ID, ID: f.ID, Name: facts.Name, NameEN: facts.NameEN, Kind: string(facts.Kind), Status: facts.Status, Lon: at[0], Lat: at[1]},
		shape:        f.Geometry, ground: f.Geometry,
	}
	if p, ok := f.Geometry.(orb.Point); ok {
		if parcel, number, ok := s.parcelAt(p); ok {
			site.Parcel, site.ground = parcel.ID+"/"+parcel.Features[number].ID, parcel.Features[number].Geometry
		}
	}
	return site
}

// parcelAt returns the land-use parcel that holds a place.
func (s *conflictSearch) parcelAt(p orb.Point) (*data.Layer, int, bool) {
	for _, l := range s.ds.LayersOf(data.RoleLandUse) {
		for _, i := range l.Tree().Intersecting(p.Bound()) {
			if s.keep(l.Facts(i)) && isArea(l.Features[i].Geometry) && measure.DistanceTo(p, l.Features[i].Geometry) == 0 {
				return l, i, true
			}
		}
	}
	return nil, 0, false
}

// near returns which of the facilities, and of the homes where they count, may
// lie within a distance of a hazard's ground.
func (s *conflictSearch) near(hazard *conflictSite, facilities []*conflictSite, withHomes bool, withinM float64) []*conflictSite {
	window := widened(hazard.ground.Bound(), withinM)
	var out []*conflictSite
	for _, site := range facilities {
		if window.Intersects(site.ground.Bound()) && (site.Layer != hazard.Layer || site.ID != hazard.ID) {
			out = append(out, site)
		}
	}
	if withHomes {
		out = append(out, s.homesIn(window)...)
	}
	return out
}

// isHomeAt tells whether a feature of a land-use layer is a home that counts.
func (s *conflictSearch) isHomeAt(l *data.Layer, i int) bool {
	return s.keep(l.Facts(i)) && isHome(homeClass(l, i)) && isArea(l.Features[i].Geometry)
}

// countHomes returns how many parcels of residential land there are.
func (s *conflictSearch) countHomes() int {
	if s.homes == nil {
		n := 0
		for _, l := range s.ds.LayersOf(data.RoleLandUse) {
			for i := range l.Features {
				n += one(s.isHomeAt(l, i))
			}
		}
		s.homes = &n
	}
	return *s.homes
}

// homesIn returns the parcels of residential land that meet a box.
func (s *conflictSearch) homesIn(window orb.Bound) []*conflictSite {
	var out []*conflictSite
	for _, l := range s.ds.LayersOf(data.RoleLandUse) {
		for _, i := range l.Tree().Intersecting(window) {
			if !s.isHomeAt(l, i) {
				continue
			}
			f, facts := &l.Features[i], l.Facts(i)
			at := f.Geometry.Bound().Center()
			out = append(out, &conflictSite{
				ConflictSite: ConflictSite{Layer: l.ID, ID: f.ID, Name: facts.Name, NameEN: facts.NameEN, Kind: homes, Status: facts.Status, Lon: at[0], Lat: at[1], Parcel: l.ID + "/" + f.ID},
				shape:        f.Geometry, ground: f.Geometry,
			})
		}
	}
	return out
}

// homeClass returns the class by which a parcel is told to be a home or not.
func homeClass(l *data.Layer, i int) data.Class {
	class, _ := l.ClassIn(i, "")
	return class
}

// isHome tells whether a class is residential land where people live. Land for
// the services of a housing area (R12, R22, R32) is none.
func isHome(c data.Class) bool {
	code := c.Code
	if c.Scheme == standards.OSM {
		found, _ := standards.FromOSMClass(standards.GB50137, code)
		code = found.Code
	}
	home := "R"
	if c.Scheme == standards.MNR2023 {
		home = "07"
	}
	if len(code) < len(home) || code[:len(home)] != home {
		return false
	}
	return !slices.Contains([]string{"R12", "R22", "R32", "0702", "0704"}, code)
}

func isArea(g orb.Geometry) bool {
	switch g.(type) {
	case orb.Polygon, orb.MultiPolygon:
		return true
	}
	return false
}
