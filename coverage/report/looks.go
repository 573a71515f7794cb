package report

import (
	"slices"

	"catchment/coverage/landuse"
	"catchment/data/looks"
	"catchment/data/standards"
)

// landLevel is the level at which the map and the balance show classes.
const landLevel = 2

// looksOfLand returns how the classes shown look, by code. In the safe palette
// the classes of the whole scheme are seen together, so that one looks the same
// in every area and as the page shows it; in the official one, where a hatch is
// of this program, those of the sheet alone.
func (m *maker) looksOfLand() map[string]looks.Look {
	var shown []string
	grounds := map[string]string{}
	for _, c := range m.balance.Levels[landLevel-1] {
		shown = append(shown, c.Code)
		grounds[c.Code] = m.groundOf(c)
	}
	if m.safe == nil {
		return looks.Apart(shown, func(code string) string { return grounds[code] })
	}
	var all []string
	if scheme, ok := standards.Scheme(m.balance.Scheme); ok {
		all = atLevel(scheme.Classes(), landLevel)
	}
	return m.safe.Of(append(all, slices.Sorted(slices.Values(shown))...))
}

// groundOf returns the colour of a class without its hatch.
func (m *maker) groundOf(c landuse.ClassArea) string {
	switch {
	case m.safe != nil:
		return m.safe.Color(c.Code)
	case c.Color == "":
		return "#d4d4d4"
	}
	return c.Color
}

// atLevel returns the codes of a scheme that stand at a level: the classes of the
// level, and those above that are not divided.
func atLevel(classes []standards.Class, level int) []string {
	divided := map[string]bool{}
	for _, c := range classes {
		divided[c.Parent] = true
	}
	var out []string
	for _, c := range classes {
		if c.Level == level || c.Level < level && !divided[c.Code] {
			out = append(out, c.Code)
		}
	}
	return out
}

// hatchOf returns the hatch of a look.
func hatchOf(l looks.Look) Hatch { return Hatch{l.Hatch, l.Ink} }
