// Package looks says how land-use classes look on a map so that any two seen
// together are told apart: by a colour, and by a hatch where a colour is shared.
//
// The safe palette is the page's: its colours lie in one table of the page, and
// classes get theirs here by the page's rule, so that a report shows a class as
// the page does.
package looks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
)

// File is where the table of the safe palette lies in the page.
const File = "js/safe_table.js"

// Hatches is how many hatches there are for classes, none among them as 0.
// Unclassed is the one left to land without a class.
const (
	Hatches   = 15
	Unclassed = Hatches
)

// Look is how land looks.
type Look struct {
	Color string // #rrggbb
	Ink   string // of the hatch; empty for none
	Hatch int    // 0 for none
}

// Safe is the palette for eyes of every kind.
type Safe struct {
	groups []group
	tags   map[string]string // code of a group by the value of a tag
	first  []string
}

type group struct {
	color  string
	starts []string
}

// plain is the colour of what no group takes.
const plain = "#8A8A8A"

// ReadSafe returns the safe palette of a page.
func ReadSafe(page fs.FS) (*Safe, error) {
	text, err := fs.ReadFile(page, File)
	if err != nil {
		return nil, fmt.Errorf("safe palette: %w", err)
	}
	s, err := parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("safe palette: %s: %w", File, err)
	}
	return s, nil
}

func parse(module string) (*Safe, error) {
	_, text, found := strings.Cut(module, "export const table = ")
	if !found {
		return nil, errors.New("there is no table")
	}
	var table struct {
		Groups [][2]json.RawMessage
		Tags   map[string][]string
		First  []string
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimSpace(text), ";")), &table); err != nil {
		return nil, err
	}
	s := &Safe{tags: map[string]string{}, first: table.First}
	for _, pair := range table.Groups {
		var g group
		if err := errors.Join(json.Unmarshal(pair[0], &g.color), json.Unmarshal(pair[1], &g.starts)); err != nil {
			return nil, err
		}
		if _, err := channels(g.color); err != nil {
			return nil, err
		}
		s.groups = append(s.groups, g)
	}
	if len(s.groups) == 0 {
		return nil, errors.New("the table has no colours")
	}
	for code, values := range table.Tags {
		for _, v := range values {
			s.tags[v] = code
		}
	}
	return s, nil
}

// Color returns the colour of a code's group; of a tag of OpenStreetMap that of
// the group its value belongs to.
func (s *Safe) Color(code string) string {
	if _, value, tag := strings.Cut(code, "="); tag {
		if code = s.tags[value]; code == "" {
			code = "H"
		}
	}
	best, most := plain, 0
	for _, g := range s.groups {
		for _, start := range g.starts {
			if len(start) > most && strings.HasPrefix(code, start) {
				best, most = g.color, len(start)
			}
		}
	}
	return best
}

// Of returns the looks of classes that are seen together, by code: no two are
// alike, as long as there are colours and hatches enough. Those named first keep
// the plain colour of their group.
func (s *Safe) Of(codes []string) map[string]Look {
	var order []string
	for _, code := range s.first {
		if slices.Contains(codes, code) {
			order = append(order, code)
		}
	}
	taken, out := map[string]int{}, map[string]Look{}
	room := func(color string) bool { return taken[color] < Hatches }
	for _, code := range append(order, codes...) {
		if _, ok := out[code]; ok {
			continue
		}
		color := s.Color(code)
		if !room(color) {
			if i := slices.IndexFunc(s.groups, func(g group) bool { return room(g.color) }); i >= 0 {
				color = s.groups[i].color
			}
		}
		out[code] = Hatched(color, taken[color]%Hatches)
		taken[color]++
	}
	return out
}

// Hatched returns a colour with a hatch in an ink that shows on it.
func Hatched(color string, hatch int) Look {
	if hatch == 0 {
		return Look{Color: color}
	}
	return Look{color, inkOn(color), hatch}
}

// inkOn returns the ink of a hatch on a colour: dark on light, light on dark.
func inkOn(color string) string {
	ground, err := channels(color)
	if err != nil {
		return color
	}
	ink, out := 0xFF, "#"
	if luminance(ground) > 0.25 {
		ink = 0x11
	}
	for _, v := range ground {
		out += fmt.Sprintf("%02x", int(math.Floor(v*(1-0.8)+float64(ink)*0.8+0.5)))
	}
	return out
}

// luminance is the relative luminance of a colour, 0 to 1 (WCAG 2).
func luminance(c [3]float64) float64 {
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// linear returns the light, 0 to 1, of a channel of sRGB.
func linear(v float64) float64 {
	if v /= 255; v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

// channels returns red, green and blue of #rrggbb, 0 to 255 each.
func channels(color string) (c [3]float64, err error) {
	v, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 24)
	if err != nil || len(color) != len("#rrggbb") || color[0] != '#' {
		return c, fmt.Errorf("%q is no colour", color)
	}
	return [3]float64{float64(v >> 16), float64(v >> 8 & 0xff), float64(v & 0xff)}, nil
}
