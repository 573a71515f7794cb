package report

import (
	"fmt"
	"html"
	"slices"

	"catchment/coverage/report"
)

// hatchStep is after how many points a hatch repeats.
const hatchStep = 8

// hatches are what is ink of a square that a hatch repeats, as those of the page:
// closed rings that turn one way.
var hatches = []string{
	"",
	"M0 0L1.5 0L8 6.5L8 8ZM0 6.5L1.5 8L0 8Z", // falling
	"M0 0L8 0L8 2L0 2Z",                      // level
	"M0 0L2 0L2 2L0 2ZM4 4L6 4L6 6L4 6Z",     // dots
	"M0 0L2 0L2 8L0 8Z",                      // upright
	"M0 0L1 0L8 7L8 8ZM0 7L1 8L0 8ZM0 0L1 0L0 1ZM8 0L8 1L1 8L0 8Z",     // crossing
	"M0 0L8 0L8 1L0 1ZM0 0L1 0L1 8L0 8Z",                               // grid
	"M0 0L4 0L8 4L8 8ZM0 4L4 8L0 8Z",                                   // broad falling
	"M0 0L8 0L8 4L0 4Z",                                                // broad level
	"M0 0L4 0L4 8L0 8Z",                                                // broad upright
	"M0 0L4 0L0 4ZM8 0L8 4L4 8L0 8Z",                                   // broad rising
	"M0 0L4 0L4 4L0 4ZM4 4L8 4L8 8L4 8Z",                               // board
	"M0 0L8 0L8 1L0 1ZM0 4L8 4L8 5L0 5Z",                               // close level
	"M0 0L1 0L1 8L0 8ZM4 0L5 0L5 8L4 8Z",                               // close upright
	"M0 0L1 0L8 7L8 8ZM4 0L5 0L8 3L8 4ZM0 3L5 8L4 8L0 4ZM0 7L1 8L0 8Z", // close falling
	"M0 0L1 0L0 1ZM8 0L8 1L1 8L0 8Z",                                   // thin rising: land without a class
}

// hatchPath returns the path of a hatch's ink, and false where there is none.
func hatchPath(h report.Hatch) (string, bool) {
	if h.Kind <= 0 || h.Kind >= len(hatches) || h.Ink == "" {
		return "", false
	}
	return hatches[h.Kind], true
}

// hatchID is what the pattern of a hatch over a fill is called on a sheet.
func (d *drawing) hatchID(h report.Hatch) string {
	return fmt.Sprintf("hatch-%s-%d-%s", d.m.ID, h.Kind, h.Ink[1:])
}

// patterns defines the hatches that a sheet uses.
func (d *drawing) patterns() {
	var used []report.Hatch
	for i := range d.m.Layers {
		used = append(used, d.m.Layers[i].Hatch)
	}
	for _, l := range d.m.Legend {
		used = append(used, l.Hatch)
	}
	for i, h := range used {
		if path, ok := hatchPath(h); ok && !slices.Contains(used[:i], h) {
			fmt.Fprintf(d, `<pattern id="%s" width="%d" height="%[2]d" patternUnits="userSpaceOnUse"><path fill="%s" d="%s"/></pattern>`,
				html.EscapeString(d.hatchID(h)), hatchStep, html.EscapeString(h.Ink), path)
		}
	}
}

// hatched returns what fills with a hatch, and false where there is none.
func (d *drawing) hatched(h report.Hatch) (string, bool) {
	_, ok := hatchPath(h)
	if !ok {
		return "", false
	}
	return "url(#" + html.EscapeString(d.hatchID(h)) + ")", true
}
