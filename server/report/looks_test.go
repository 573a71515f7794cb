package report_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	content "catchment/coverage/report"
	"catchment/data/looks"
)

// safeDocument returns the report on the bundled park in the safe palette.
func safeDocument(t *testing.T) *content.Document {
	t.Helper()
	study, opt := parkOptions(t, "en")
	safe, err := looks.ReadSafe(os.DirFS("../../web/static"))
	if err != nil {
		t.Fatal(err)
	}
	opt.Palette, opt.Safe = content.PaletteSafe, safe
	d, err := content.Make(t.Context(), study, opt)
	if err != nil {
		t.Fatal(err)
	}
	opt.Palette = "pretty"
	if _, err := content.Make(t.Context(), study, opt); err == nil || !strings.Contains(err.Error(), "palette") {
		t.Errorf("a palette that there is not: %v", err)
	}
	return d
}

// landSheet returns the map of land use.
func landSheet(t *testing.T, d *content.Document) content.Map {
	t.Helper()
	for _, s := range d.Sections {
		if i := slices.IndexFunc(s.Maps, func(m content.Map) bool { return m.ID == "map_land" }); i >= 0 {
			return s.Maps[i]
		}
	}
	t.Fatal("there is no map of land use")
	return content.Map{}
}

// TestClassesOfASheetAreToldApart: in both palettes no two entries of the legend
// look the same, no two of the official colours that are close have one hatch, the
// land is filled as the legend says, and so are the swatches of the balance. The
// safe palette has the colours of the page, the official one those of the scheme.
func TestClassesOfASheetAreToldApart(t *testing.T) {
	type look struct {
		fill  string
		hatch content.Hatch
	}
	for name, d := range map[string]*content.Document{"official": parkDocument(t, "en"), "safe": safeDocument(t)} {
		sheet := landSheet(t, d)
		legend := map[look]string{}
		hatched := 0
		for _, l := range sheet.Legend {
			if l.Fill == "" {
				continue
			}
			own := look{l.Fill, l.Hatch}
			for other, text := range legend {
				if other == own || name == "official" && other.hatch.Kind == own.hatch.Kind && looks.Alike(other.fill, own.fill) {
					t.Errorf("%s: %s looks like %s: %v", name, l.Text, text, own)
				}
			}
			legend[own] = l.Text
			if l.Hatch.Kind > 0 {
				hatched++
			}
		}
		if hatched < 2 {
			t.Errorf("%s: %d entries are hatched", name, hatched)
		}
		for _, l := range sheet.Layers {
			if _, ok := legend[look{l.Fill, l.Hatch}]; l.Fill != "" && !ok {
				t.Errorf("%s: land is filled with %v, which the legend does not name: %v", name, look{l.Fill, l.Hatch}, slices.Collect(maps.Values(legend)))
			}
		}
		swatches := 0
		for _, row := range tableOf(t, d, "balance").Rows {
			code, second := strings.CutPrefix(row[0].Text, "　")
			if !second {
				continue
			}
			swatches++
			if text := legend[look{row[0].Color, row[0].Hatch}]; !strings.HasPrefix(text, code+" ") {
				t.Errorf("%s: the balance shows %s as the legend shows %q", name, code, text)
			}
		}
		if swatches < 8 {
			t.Errorf("%s: %d swatches", name, swatches)
		}
		if r2, want := legend[look{fill: "#EEE241"}], name == "safe"; strings.HasPrefix(r2, "R2 ") != want {
			t.Errorf("%s: the yellow of the safe palette is that of %q", name, r2)
		}
		page := string(htmlOf(t, d))
		if n := strings.Count(page, "<pattern "); n < hatched || n > 2*hatched+2 {
			t.Errorf("%s: %d patterns for %d hatches", name, n, hatched)
		}
	}
}

// tableOf returns a table of a document.
func tableOf(t *testing.T, d *content.Document, id string) content.Table {
	t.Helper()
	for _, s := range d.Sections {
		if i := slices.IndexFunc(s.Tables, func(x content.Table) bool { return x.ID == id }); i >= 0 {
			return s.Tables[i]
		}
	}
	t.Fatalf("there is no table %q", id)
	return content.Table{}
}
