package coverage

import (
	"fmt"
	"sort"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/measure"
)

// AreaRef names a study area, or holds a drawn one.
type AreaRef struct {
	// ID is a boundary layer ("park"), one feature of a layer
	// ("districts/d2"), or the id or name of a boundary feature when only one
	// has it.
	ID string
	// Drawn, when not empty, is the study area itself: WGS 84 degrees, past the
	// gate.
	Drawn orb.MultiPolygon
}

// Area is a study area found in a dataset, or drawn.
type Area struct {
	ID     string // what AreaRef.ID finds again; "drawn" for a drawn one
	Name   string
	NameEN string
	Kind   data.Kind        // "study_area" or "district"
	Layer  string           // the layer it stands in; empty for a drawn one
	Shape  orb.MultiPolygon // WGS 84 degrees; polygons of one area may overlap
	Facts  *data.Facts      // what the boundary feature states of the whole; nil unless it is one feature
}

// GeodesicM2 returns the area on the WGS 84 ellipsoid. Where polygons of the
// area overlap, their common land counts more than once.
func (a *Area) GeodesicM2() float64 { return measure.Area(a.Shape) }

// The kinds of boundary features.
const (
	KindStudyArea data.Kind = "study_area"
	KindDistrict  data.Kind = "district"
)

// Areas returns every study area the dataset offers: each boundary layer as a
// whole, and each of its features where it has several. Districts come last.
func Areas(ds *data.Dataset) []Area {
	var whole, parts []Area
	for _, l := range ds.LayersOf(data.RoleBoundary) {
		features := areaFeatures(l)
		if len(features) == 0 {
			continue
		}
		if len(features) == 1 {
			only := features[0]
			only.ID = l.ID
			whole = append(whole, only)
			continue
		}
		all := Area{ID: l.ID, Name: l.Name, NameEN: l.NameEN, Kind: features[0].Kind, Layer: l.ID}
		for _, f := range features {
			all.Shape = append(all.Shape, f.Shape...)
		}
		whole = append(whole, all)
		parts = append(parts, features...)
	}
	sort.SliceStable(whole, func(i, j int) bool {
		return whole[i].Kind != KindDistrict && whole[j].Kind == KindDistrict
	})
	return append(whole, parts...)
}

// areaFeatures returns the polygonal features of a layer as areas.
func areaFeatures(l *data.Layer) []Area {
	var found []Area
	for i := range l.Features {
		shape := polygons(l.Features[i].Geometry)
		if len(shape) == 0 {
			continue
		}
		facts := l.Facts(i)
		a := Area{ID: l.ID + "/" + l.Features[i].ID, Name: facts.Name, NameEN: facts.NameEN, Layer: l.ID, Shape: shape, Kind: KindStudyArea, Facts: &facts}
		if facts.Kind == KindDistrict || l.Kind == KindDistrict {
			a.Kind = KindDistrict
		}
		if a.Name == "" {
			a.Name = l.Features[i].ID
		}
		found = append(found, a)
	}
	return found
}

// findArea resolves ref in ds.
func findArea(ds *data.Dataset, ref AreaRef) (Area, error) {
	if len(ref.Drawn) > 0 {
		return Area{ID: "drawn", Kind: KindStudyArea, Shape: ref.Drawn}, nil
	}
	areas := Areas(ds)
	if ref.ID == "" {
		return defaultArea(areas)
	}
	for _, a := range areas {
		if a.ID == ref.ID {
			return a, nil
		}
	}
	if layerID, featureID, ok := strings.Cut(ref.ID, "/"); ok {
		if a, found := areaOfLayer(ds, layerID, featureID); found {
			return a, nil
		}
	} else if _, ok := ds.Layer(ref.ID); ok {
		if a, found := areaOfLayer(ds, ref.ID, ""); found {
			return a, nil
		}
		return Area{}, parameter("area", fmt.Sprintf("layer %q has no polygons to take as a study area", ref.ID))
	}
	var named []Area
	for _, a := range areas {
		_, featureID, _ := strings.Cut(a.ID, "/")
		if a.Name == ref.ID || a.NameEN == ref.ID || featureID == ref.ID {
			named = append(named, a)
		}
	}
	switch len(named) {
	case 1:
		return named[0], nil
	case 0:
		return Area{}, missing("area", fmt.Sprintf("there is no area %q; there are: %s", ref.ID, areaList(areas)))
	}
	return Area{}, parameter("area", fmt.Sprintf("%q names %d areas: %s", ref.ID, len(named), areaList(named)))
}

// defaultArea returns the only study area. Where boundary layers of several
// study areas stand side by side, the asker must choose.
func defaultArea(areas []Area) (Area, error) {
	var whole []Area
	for _, a := range areas {
		if a.ID == a.Layer && a.Kind != KindDistrict {
			whole = append(whole, a)
		}
	}
	if len(whole) == 0 {
		for _, a := range areas {
			if a.ID == a.Layer {
				whole = append(whole, a)
			}
		}
	}
	switch len(whole) {
	case 1:
		return whole[0], nil
	case 0:
		return Area{}, missing("area", "there is no boundary layer: load one, name a polygon layer, or draw an area")
	}
	return Area{}, parameter("area", "there are several study areas, choose one: "+areaList(whole))
}

// areaOfLayer takes a layer of any role, or one feature of it, as an area.
func areaOfLayer(ds *data.Dataset, layerID, featureID string) (Area, bool) {
	l, ok := ds.Layer(layerID)
	if !ok {
		return Area{}, false
	}
	all := Area{ID: l.ID, Name: l.Name, NameEN: l.NameEN, Kind: KindStudyArea, Layer: l.ID}
	for _, a := range areaFeatures(l) {
		if a.ID == layerID+"/"+featureID {
			return a, true
		}
		all.Shape = append(all.Shape, a.Shape...)
	}
	return all, featureID == "" && len(all.Shape) > 0
}

func areaList(areas []Area) string {
	var ids []string
	for _, a := range areas {
		if len(ids) == 12 {
			ids = append(ids, "…")
			break
		}
		ids = append(ids, a.ID)
	}
	if len(ids) == 0 {
		return "none"
	}
	return strings.Join(ids, ", ")
}

// polygons returns the areal parts of a geometry that passed the gate.
func polygons(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{g}
	case orb.MultiPolygon:
		return g
	case orb.Collection:
		var all orb.MultiPolygon
		for _, part := range g {
			all = append(all, polygons(part)...)
		}
		return all
	}
	return nil
}
