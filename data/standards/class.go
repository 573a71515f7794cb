package standards

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// The land-use schemes with a table of codes here, by the id that goes with
// every code.
const (
	GB50137 = "GB50137-2011" // urban land: R, R2, R22
	MNR2023 = "MNR-2023"     // land and sea use: 07, 0701, 070102
)

// Class is a land-use class. Scheme and Code together name it.
type Class struct {
	Scheme string `json:"scheme"`
	Code   string `json:"code"`
	Parent string `json:"parent,omitempty" doc:"Code of the wider class."`
	Level  int    `json:"level" doc:"1 for the widest classes, at most 3."`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Color  string `json:"color" doc:"#RRGGBB, never empty."`
	// ColorOf is the MNR-2023 class whose row of the colour table is used,
	// when that is not the class itself.
	ColorOf string `json:"color_of,omitempty"`
	// SameAs is the nearest class of the other scheme, empty when there is
	// none.
	SameAs string `json:"same_as,omitempty"`
	// Urban is set on classes that count as urban development land (城市建设用地,
	// H11 of GB 50137).
	Urban bool   `json:"urban,omitempty"`
	Note  string `json:"note,omitempty"`
}

// Classification is the table of one scheme. It does not change.
type Classification struct {
	ID          string
	TitleZH     string
	TitleEN     string
	ColorSource string

	classes []Class
	byCode  map[string]int
}

//go:embed gb50137.json mnr2023.json
var classFiles embed.FS

var classifications = sync.OnceValue(func() []*Classification {
	mnr := mustClassification("mnr2023.json", nil)
	return []*Classification{mustClassification("gb50137.json", mnr), mnr}
})

// Schemes returns the classifications with a table here, in a fixed order.
func Schemes() []*Classification { return slices.Clone(classifications()) }

// Scheme returns the classification of that id, and false when there is no
// table for it (raw OSM classes, 三调 codes).
func Scheme(id string) (*Classification, bool) {
	for _, c := range classifications() {
		if c.ID == id {
			return c, true
		}
	}
	return nil, false
}

// mustClassification reads a table built into the program. Colours are those
// of the class itself, else of the class named by color_of, else of the parent;
// colours gives the table that color_of refers to, nil for the same one.
func mustClassification(file string, colours *Classification) *Classification {
	c, err := readClassification(file, colours)
	if err != nil {
		panic("the land-use table built into the program: " + err.Error())
	}
	return c
}

func readClassification(file string, colours *Classification) (*Classification, error) {
	var table struct {
		ID          string  `json:"id"`
		TitleZH     string  `json:"title_zh"`
		TitleEN     string  `json:"title_en"`
		ColorSource string  `json:"color_source"`
		Classes     []Class `json:"classes"`
	}
	text, err := classFiles.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	c := &Classification{ID: table.ID, TitleZH: table.TitleZH, TitleEN: table.TitleEN, ColorSource: table.ColorSource,
		classes: table.Classes, byCode: make(map[string]int, len(table.Classes))}
	for i := range c.classes {
		c.byCode[c.classes[i].Code] = i
	}
	if colours == nil {
		colours = c
	}
	for i := range c.classes {
		if err := c.settle(&c.classes[i], colours); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return c, nil
}

// settle fills in what a class takes from its parent, which stands before it.
func (c *Classification) settle(k *Class, colours *Classification) error {
	k.Scheme, k.Level = c.ID, 1
	if k.Parent != "" {
		p, ok := c.byCode[k.Parent]
		if !ok {
			return fmt.Errorf("class %s has parent %s, which is not there", k.Code, k.Parent)
		}
		parent := c.classes[p]
		k.Level = parent.Level + 1
		k.Urban = k.Urban || parent.Urban
		if k.Color == "" && k.ColorOf == "" {
			k.Color, k.ColorOf = parent.Color, parent.ColorOf
			if k.ColorOf == "" {
				k.ColorOf = parent.Code
			}
		}
	}
	if k.Color == "" {
		if i, ok := colours.byCode[k.ColorOf]; ok {
			k.Color = colours.classes[i].Color
		}
	}
	if k.Color == "" {
		return fmt.Errorf("class %s has no colour of its own, by color_of %q or from above", k.Code, k.ColorOf)
	}
	return nil
}

// Classes returns every class, each after its parent.
func (c *Classification) Classes() []Class { return slices.Clone(c.classes) }

// Lookup returns the class of a code as it is written in the scheme, allowing
// lower case, full-width letters and digits, blanks around it, and the leading
// zero that a spreadsheet drops (701 for 0701).
func (c *Classification) Lookup(code string) (Class, bool) {
	if i, ok := c.byCode[code]; ok {
		return c.classes[i], true
	}
	code = fold(code)
	i, ok := c.byCode[code]
	if !ok && len(code)%2 == 1 && isDigits(code) {
		i, ok = c.byCode["0"+code]
	}
	if !ok {
		return Class{}, false
	}
	return c.classes[i], true
}

// longestCode is more letters than any code has.
const longestCode = 16

// Nearest returns the class of a code or, when the scheme has none, that of
// the longest beginning of the code that it has, with exact false: local codes
// subdivide the national ones (R2a, A33-1). False when nothing fits.
func (c *Classification) Nearest(code string) (k Class, exact, ok bool) {
	if k, ok = c.Lookup(code); ok {
		return k, true, true
	}
	runes := []rune(fold(code))
	for n := min(len(runes)-1, longestCode); n > 0; n-- {
		part := string(runes[:n])
		if isDigits(part) && n%2 == 1 {
			continue // 070 is a cut code, not 0070 without its zero
		}
		if k, ok = c.Lookup(part); ok {
			return k, false, true
		}
	}
	return Class{}, false, false
}

// At returns the class that stands above code at a level, or the class itself
// when it is no deeper; false when the scheme has no such code.
func (c *Classification) At(code string, level int) (Class, bool) {
	k, ok := c.Lookup(code)
	for ok && k.Level > level {
		k, ok = c.Lookup(k.Parent)
	}
	return k, ok
}

// Path returns the class of a code and those above it, widest first.
func (c *Classification) Path(code string) []Class {
	var path []Class
	for k, ok := c.Lookup(code); ok; k, ok = c.Lookup(k.Parent) {
		path = append(path, k)
	}
	slices.Reverse(path)
	return path
}

// Level returns the classes of a level, in the order of the table.
func (c *Classification) Level(level int) []Class {
	var out []Class
	for _, k := range c.classes {
		if k.Level == level {
			out = append(out, k)
		}
	}
	return out
}

// fold upper-cases a code, makes full-width characters narrow and drops blanks
// around it.
func fold(code string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}, code))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
