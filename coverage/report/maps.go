package report

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/looks"
)

// The colours of the map sheets. Covered and gap differ in lightness too, for
// readers who do not tell green from red and for printers without colour.
const (
	borderColor   = "#1f2937"
	districtColor = "#6b7280"
	roadColor     = "#a9aeb6"
	coveredColor  = "#8cc9a1"
	gapColor      = "#c2410c"
	pointColor    = "#1d4ed8"
	groundColor   = "#a6b7ec" // pointColor as a ground shows it
	siteColor     = "#111827"
	landColor     = "#f1f1ee"

	unclassedColor = "#c9cbd1"
	unclassedInk   = "#6b7280"
)

// edgeToleranceM is how far an edge in the plane may lie from its true image;
// less than a hair on paper.
const edgeToleranceM = 0.5

// maps are the sheets: the study area, its land use, and each service.
func (m *maker) maps(ctx context.Context) (Section, error) {
	s := Section{ID: "maps", Title: m.say("s_maps")}
	s.Maps = append(s.Maps, m.areaMap(), m.landMap())
	for _, v := range m.services {
		sheet, err := m.serviceMap(ctx, v)
		if err != nil {
			return s, err
		}
		s.Maps = append(s.Maps, sheet)
	}
	return s, nil
}

// sheet returns an empty map sheet of the study area.
func (m *maker) sheet(id, title string) Map {
	clip := m.plane.MultiPolygon(m.study.Area.Shape, edgeToleranceM)
	b := clip.Bound()
	pad := 0.04 * max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1])
	return Map{ID: id, Title: title, Frame: b.Pad(pad), Clip: clip}
}

// finish draws the borders over the sheet and says what it was made from.
func (m *maker) finish(s *Map, layers ...string) {
	var districts orb.MultiPolygon
	var labels []Label
	for _, a := range coverage.Areas(m.ds) {
		if a.Kind == coverage.KindDistrict && a.ID != a.Layer && a.Shape.Bound().Intersects(m.study.Area.Shape.Bound()) {
			shape := m.plane.MultiPolygon(a.Shape, edgeToleranceM)
			districts = append(districts, shape...)
			labels = append(labels, Label{At: shape.Bound().Center(), Text: m.name(a.Name, a.NameEN)})
		}
	}
	if len(districts) > 0 {
		s.Layers = append(s.Layers, MapLayer{Polygons: districts, Stroke: districtColor, Width: 0.6, Dash: "3 2", Clipped: true, Labels: labels})
		s.Legend = append(s.Legend, Legend{Text: m.say("legend.district"), Stroke: districtColor, Dash: "3 2"})
	}
	s.Layers = append(s.Layers, MapLayer{Polygons: s.Clip, Stroke: borderColor, Width: 1.2})
	s.Legend = append(s.Legend, Legend{Text: m.say("area.label"), Stroke: borderColor})
	var from []string
	for _, id := range layers {
		if l, ok := m.ds.Layer(id); ok {
			from = append(from, fmt.Sprintf("%s v%d", l.ID, l.Version))
		}
	}
	s.Notes = append(s.Notes, m.say("map_source", "layers", strings.Join(from, ", ")), m.say("map_crs"), m.say("map_date", "state", m.pick(m.card.AsOf.Name), "date", m.date))
	if m.mapNo != "" {
		s.Notes = append(s.Notes, m.say("sheet.mapno", "number", m.mapNo))
	}
}

// roadLayer draws the roads that count.
func (m *maker) roadLayer() MapLayer {
	l := MapLayer{Stroke: roadColor, Width: 0.7, Clipped: true}
	for _, roads := range m.ds.LayersOf(data.RoleRoad) {
		for i := range roads.Features {
			if !m.when.Counts(roads.Facts(i)) {
				continue
			}
			switch g := roads.Features[i].Geometry.(type) {
			case orb.LineString:
				l.Lines = append(l.Lines, m.plane.LineString(g, edgeToleranceM))
			case orb.MultiLineString:
				for _, one := range g {
					l.Lines = append(l.Lines, m.plane.LineString(one, edgeToleranceM))
				}
			}
		}
	}
	return l
}

// ids returns the ids of the layers with a role.
func (m *maker) ids(roles ...data.Role) []string {
	var out []string
	for _, r := range roles {
		for _, l := range m.ds.LayersOf(r) {
			out = append(out, l.ID)
		}
	}
	return out
}

func (m *maker) areaMap() Map {
	s := m.sheet("map_area", m.say("m_area"))
	var points []orb.Point
	for _, l := range m.ds.LayersOf(data.RoleFacility) {
		for i := range l.Features {
			if p, ok := l.Features[i].Geometry.(orb.Point); ok && m.when.Counts(l.Facts(i)) {
				points = append(points, m.plane.ToPlane(p))
			}
		}
	}
	s.Layers = append(s.Layers, MapLayer{Polygons: s.Clip, Fill: landColor, Opacity: 1}, m.roadLayer(),
		MapLayer{Points: points, Fill: pointColor, Opacity: 1, Stroke: "#ffffff", Width: 0.3, RadiusPt: 1.8})
	s.Legend = append(s.Legend, Legend{Text: m.say("fac.title"), Fill: pointColor, Point: true}, Legend{Text: m.say("role.road"), Stroke: roadColor})
	m.finish(&s, m.ids(data.RoleBoundary, data.RoleRoad, data.RoleFacility)...)
	return s
}

// landMap shows the parcels by second-level class.
func (m *maker) landMap() Map {
	s := m.sheet("map_land", m.say("view.landuse"))
	s.Layers = append(s.Layers, MapLayer{Polygons: s.Clip, Fill: landColor, Opacity: 1})
	byClass := map[string]orb.MultiPolygon{}
	for _, p := range m.parcels {
		l, ok := m.ds.Layer(p.Ref.Layer)
		if !ok {
			continue
		}
		byClass[p.Ref.Class] = append(byClass[p.Ref.Class], m.flat(l.Features[p.Feature].Geometry)...)
	}
	for _, second := range m.balance.Levels[1] {
		var all orb.MultiPolygon
		for _, code := range m.codesUnder(second.Code, byClass) {
			all = append(all, byClass[code]...)
			delete(byClass, code)
		}
		look := m.landLooks[second.Code]
		s.Layers = append(s.Layers, MapLayer{Polygons: all, Fill: look.Color, Hatch: hatchOf(look), Opacity: 1, Stroke: "#ffffff", Width: 0.2, Clipped: true, Labels: codeLabels(all, second.Code, s.Frame)})
		s.Legend = append(s.Legend, Legend{Text: second.Code + " " + m.name(second.NameZH, second.NameEN), Fill: look.Color, Hatch: hatchOf(look), Stroke: "#9ca3af"})
	}
	var unclassed orb.MultiPolygon
	for _, code := range slices.Sorted(maps.Keys(byClass)) {
		unclassed = append(unclassed, byClass[code]...)
	}
	if len(unclassed) > 0 {
		hatch := Hatch{looks.Unclassed, unclassedInk}
		s.Layers = append(s.Layers, MapLayer{Polygons: unclassed, Fill: unclassedColor, Hatch: hatch, Opacity: 1, Stroke: "#ffffff", Width: 0.2, Clipped: true})
		s.Legend = append(s.Legend, Legend{Text: m.say("lu.unclassified"), Fill: unclassedColor, Hatch: hatch, Stroke: "#9ca3af"})
	}
	s.Legend = append(s.Legend, Legend{Text: m.say("l_empty"), Fill: landColor, Stroke: "#9ca3af"})
	m.finish(&s, m.ids(data.RoleBoundary, data.RoleLandUse)...)
	return s
}

// codeLabels writes the code of a class on its larger parcels. Parcels that wind, such as streets and
// rivers, go without.
func codeLabels(parcels orb.MultiPolygon, code string, frame orb.Bound) []Label {
	least := (frame.Max[0] - frame.Min[0]) / 50
	var out []Label
	for _, p := range parcels {
		wide, high := p.Bound().Max[0]-p.Bound().Min[0], p.Bound().Max[1]-p.Bound().Min[1]
		if min(wide, high) < least {
			continue
		}
		if at, m2 := planar.CentroidArea(p); math.Abs(m2) > 0.45*wide*high && planar.PolygonContains(p, at) {
			out = append(out, Label{At: at, Text: code, Small: true})
		}
	}
	return out
}

// codesUnder returns the codes of parcels that stand at or below a second-level
// class.
func (m *maker) codesUnder(code string, byClass map[string]orb.MultiPolygon) []string {
	var out []string
	for _, third := range m.balance.Levels[2] {
		if _, ok := byClass[third.Code]; ok && (third.Code == code || third.Level == 3 && third.Parent == code) {
			out = append(out, third.Code)
		}
	}
	if _, ok := byClass[code]; ok && len(out) == 0 {
		out = append(out, code)
	}
	return out
}

func (m *maker) flat(g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return orb.MultiPolygon{m.plane.Polygon(g, edgeToleranceM)}
	case orb.MultiPolygon:
		return m.plane.MultiPolygon(g, edgeToleranceM)
	}
	return nil
}

// serviceMap shows what a service covers of its demand, and the gaps.
func (m *maker) serviceMap(ctx context.Context, v *served) (Map, error) {
	name, demand := m.title(m.name(v.NameZH, v.NameEN)), m.say(v.demand)
	s := m.sheet("map_"+string(v.Kind), m.say("m_reach", "service", name, "radius", v.result.RadiusM))
	reached, _, err := m.study.Reached(ctx, v.asked)
	if err != nil {
		return s, err
	}
	var gaps orb.MultiPolygon
	var sites []orb.Point
	for i := range v.patches.Patches {
		p := &v.patches.Patches[i]
		gaps = append(gaps, m.flat(p.Shape)...)
		if p.Site != nil && len(sites) < 5 {
			sites = append(sites, m.plane.ToPlane(p.Site.At))
		}
	}
	facilities := MapLayer{Fill: pointColor, Opacity: 1, Stroke: "#ffffff", Width: 0.5, RadiusPt: 2.6}
	grounds := MapLayer{Fill: pointColor, Opacity: 0.35, Stroke: pointColor, Width: 0.5}
	for _, f := range v.result.Facilities {
		if shape := m.flat(f.Shape); len(shape) > 0 {
			grounds.Polygons = append(grounds.Polygons, shape...)
		} else {
			facilities.Points = append(facilities.Points, m.plane.ToPlane(f.Position))
		}
	}
	symbol := Legend{Text: name, Fill: pointColor, Point: true}
	if len(facilities.Points) == 0 && len(grounds.Polygons) > 0 {
		symbol = Legend{Text: name, Fill: groundColor, Stroke: pointColor}
	}
	s.Layers = append(s.Layers, MapLayer{Polygons: s.Clip, Fill: landColor, Opacity: 1}, m.roadLayer(),
		MapLayer{Polygons: m.plane.MultiPolygon(reached, edgeToleranceM), Fill: coveredColor, Opacity: 0.9, Clipped: true},
		MapLayer{Polygons: gaps, Fill: gapColor, Opacity: 0.85, Clipped: true}, grounds, facilities,
		MapLayer{Points: sites, Stroke: siteColor, Width: 1.1, RadiusPt: 4})
	s.Legend = append(s.Legend, Legend{Text: m.title(m.say("l_covered", "demand", demand)), Fill: coveredColor}, Legend{Text: m.title(m.say("l_gap", "demand", demand)), Fill: gapColor},
		Legend{Text: m.say("legend.other"), Fill: landColor, Stroke: "#9ca3af"}, symbol, Legend{Text: m.say("legend.site"), Stroke: siteColor, Point: true}, Legend{Text: m.say("role.road"), Stroke: roadColor})
	var used []string
	for _, l := range m.ds.Layers() {
		if _, ok := v.result.Layers[l.ID]; ok {
			used = append(used, l.ID)
		}
	}
	m.finish(&s, used...)
	return s, nil
}
