package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// seen is one thing the page shows: where it opens, and what is done then.
type seen struct {
	name, hash string
	act        func(p *tab)
}

// everyLook lists what a person sees of the page: each view, card and dialog.
func everyLook() []seen {
	press := func(selector string) func(*tab) {
		return func(p *tab) { p.run(fmt.Sprintf("document.querySelector(%q).click()", selector)) }
	}
	return []seen{
		{"coverage", whatIfHash, nil},
		{"gap", whatIfHash + "&gap=1", nil},
		{"facility", whatIfHash + "&sites=a:new-1@118.857,42.2505&facility=new-1", press("input[name=result][value=facilities]")},
		{"landuse", "#view=landuse", nil},
		{"parcel", "#view=landuse&parcel=landuse/lot-001&palette=safe", nil},
		{"classes", "#view=landuse&pane=classes", nil},
		{"score", "#view=landuse&pane=score", nil},
		{"city", "#view=landuse&pane=city", nil},
		{"clearance", "#view=landuse&pane=clearance", func(p *tab) { p.tap(".pairrow") }},
		{"rules", "#view=landuse&pane=rules", nil},
		{"density", "#view=density", nil},
		{"cell", "#view=density&cells=district&measure=far_gross", func(p *tab) { p.tap("#density-table tbody tr") }},
		{"scenarios", compareHash, nil},
		{"change", compareHash + "&mode=change", nil},
		{"data", "#view=data", nil},
		{"drop", "", func(p *tab) {
			p.drop("broken.geojson", brokenFile)
			p.until("document.querySelector('#report .problems .chip')")
		}},
		{"help", "", press("#help")},
		{"export", "", press("#export")},
		{"layers", "", press(".layers summary")},
	}
}

// TestPictures takes a picture of everything the page shows, in four widths,
// both languages and both themes, for people to look at. It is run where
// CATCHMENT_PICTURES names a folder; CATCHMENT_PICTURES_OF may name some of
// the pictures, as in "gap,density".
func TestPictures(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("CATCHMENT_PICTURES")
	if dir == "" {
		t.Skip("CATCHMENT_PICTURES names no folder for pictures")
	}
	of := os.Getenv("CATCHMENT_PICTURES_OF")
	srv := twoScenarios(t)
	for _, size := range [][2]int64{{320, 640}, {768, 1024}, {1440, 900}, {3840, 2160}} {
		for _, language := range []string{"zh", "en"} {
			for _, theme := range []string{"light", "dark"} {
				for _, look := range everyLook() {
					if of != "" && !strings.Contains(","+of+",", ","+look.name+",") {
						continue
					}
					t.Run(fmt.Sprintf("%d-%s-%s-%s", size[0], language, theme, look.name), func(t *testing.T) {
						p := openTabOf(t, srv, language, theme, look.hash, size[0], size[1])
						if look.act != nil {
							look.act(p)
						}
						p.rest()
						p.shoot(filepath.Join(dir, fmt.Sprintf("%d-%s-%s-%s.png", size[0], language, theme, look.name)))
					})
				}
			}
		}
	}
}

// shoot keeps a picture of the whole page, also of what lies below the window.
func (p *tab) shoot(file string) {
	p.t.Helper()
	evalAsync[bool](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
}
