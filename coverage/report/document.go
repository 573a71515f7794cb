// Package report puts together what a planner signs: the content of a report on
// one study area as data, in Chinese or English. It holds tables, maps in plane
// metres, methods and sources; how they look on paper or in a workbook is for
// whoever renders them.
//
// Every column of numbers names the method it was computed by. The same data,
// options and date give the same document.
package report

import (
	"github.com/paulmach/orb"

	"catchment/coverage/scorecard"
)

// Document is a report.
type Document struct {
	Lang     string // zh or en
	Title    string
	Subtitle string
	Date     string // YYYY-MM-DD
	Program  string // name and version of the program
	Warning  string // shown on top; empty for none
	Facts    []Fact
	Sections []Section
	Words    map[string]string // the catalogue, for whoever renders
}

// Fact is a line of the title block.
type Fact struct {
	Name   string
	Value  Cell
	Method string // id of a method; empty for what is no result
}

// Section is a chapter.
type Section struct {
	ID     string
	Title  string
	Intro  []string
	Said   []Finding
	Maps   []Map
	Tables []Table
}

// Finding is a sentence of the answer.
type Finding struct {
	Text   string
	Method string // ids of methods
}

// Table is a table whose columns say how their numbers were computed.
type Table struct {
	ID      string // short, of letters, digits and underscores; unique
	Title   string
	Columns []Column
	Rows    [][]Cell
	Note    string
}

// Column is the head of a column.
type Column struct {
	Name   string
	Unit   string
	Method string // id of a method, such as M2; empty for what is no result
	Wide   bool   // holds sentences
}

// Cell is a value of a table.
type Cell struct {
	Text    string
	Number  *float64 // when not nil, the value; Text is empty
	Format  Format
	Verdict scorecard.Verdict // when not empty, Text is its name
	Color   string            // a swatch, #rrggbb
	Hatch   Hatch             // on the swatch
	Strong  bool              // stands for the rows below it, or sums them up
	Bar     bool              // a ratio that a bar shows too
	Anchor  string            // id that others refer to
}

// Format is how a number is written.
type Format int

// The formats.
const (
	Whole   Format = iota // 1,234
	Tenths                // 1,234.5
	Cents                 // 1,234.57
	Precise               // 1,234.5679
	Percent               // 12.35 %, of a ratio
	Degrees               // 118.880000
	Plain                 // 2030, without separators
)

// Map is a map sheet in the study area's plane: metres, x east, y north.
type Map struct {
	ID     string
	Title  string
	Frame  orb.Bound        // what the sheet shows
	Clip   orb.MultiPolygon // the study area; layers that say so are cut to it
	Layers []MapLayer       // drawn in order
	Legend []Legend
	Notes  []string // lines below the legend: source, date, CRS
}

// Hatch is lines or dots over a fill: one of those that package looks counts, 0
// for none.
type Hatch struct {
	Kind int
	Ink  string // #rrggbb
}

// MapLayer is shapes drawn alike.
type MapLayer struct {
	Polygons orb.MultiPolygon
	Lines    []orb.LineString
	Points   []orb.Point
	Fill     string // #rrggbb; empty for none
	Hatch    Hatch  // on the fill
	Opacity  float64
	Stroke   string
	Width    float64 // of the stroke, in points of paper
	Dash     string
	RadiusPt float64 // of a point, in points of paper
	Clipped  bool
	Labels   []Label
}

// Label is a name on a map.
type Label struct {
	At    orb.Point
	Text  string
	Small bool // of a parcel
}

// Legend is an entry of a legend.
type Legend struct {
	Text   string
	Fill   string
	Stroke string
	Dash   string
	Point  bool
	Hatch  Hatch // on the fill
}

func text(s string) Cell { return Cell{Text: s} }

func number(v float64, f Format) Cell { return Cell{Number: &v, Format: f} }

// maybe returns a number, or a dash where there is none.
func maybe(v *float64, f Format) Cell {
	if v == nil {
		return text("—")
	}
	return number(*v, f)
}
