package server_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// keptLooks is where the looks of the page lie, by the major version of the
// browser that painted them.
var keptLooks = filepath.Join("testdata", "looks.json")

// kinship is what a browser paints words with: its major version and how wide
// some words are. Two that differ in it differ in the edges of letters.
type kinship struct {
	Major string `json:"-"`
	Words []int  `json:"words"` // width of words in hundredths of a pixel
}

// looks are all views as one browser paints them.
type looks struct {
	kinship
	Views map[string]look `json:"views"`
}

// look is what is kept of a picture of the page.
type look struct {
	// Classes are the pixels of the map by colour, of those that cover most.
	Classes map[string]int `json:"classes"`
	// Regions are the mean colours of the window's regions, row by row.
	Regions string `json:"regions"`
}

// Regions of a window of 1440 × 900.
const regionColumns, regionRows = 12, 8

// leastShare is the share of the map's pixels from which on a colour is kept.
const leastShare = 0.002

// A tolerance says by how much a picture may differ from the one that is kept.
type tolerance struct {
	ofClass, ofMap float64 // shares of a class's pixels and of the map's: their sum may be more or less
	region         float64 // of the mean of a region, in steps of 255
}

// The same browser paints the same pixels, but for what tells of the time; one
// of another version, or with other fonts, other edges.
var (
	sameBrowser  = tolerance{ofClass: 0.005, ofMap: 0.0005, region: 1.5}
	otherBrowser = tolerance{ofClass: 0.005, ofMap: 0.005, region: 8}
)

// TestLooksAreKept paints the main views in both languages and themes, and
// compares how many pixels of the map have each colour, and the mean colours of
// the window's regions, with those in testdata. CATCHMENT_UPDATE=1 writes them
// anew for the browser at hand; look at the pictures before: ARTIFACTS names a
// folder for them.
func TestLooksAreKept(t *testing.T) {
	t.Parallel()
	srv := twoScenarios(t)
	var got looks
	pictures := map[string][]byte{}
	for _, in := range []struct{ language, theme string }{{"zh", "light"}, {"en", "dark"}} {
		p := newTab(t, srv, in.language, in.theme)
		call(p, func() error {
			_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}})
			return err
		})
		p.goTo("#view=coverage")
		p.rest()
		got.kinship = p.kinship()
		for _, view := range []struct{ name, hash string }{
			{"coverage", whatIfHash}, {"land-official", "#view=landuse"}, {"land-safe", "#view=landuse&palette=safe"}, {"density", "#view=density"}, {"change", compareHash + "&mode=change"}, {"data", "#view=data"},
		} {
			name := in.language + "-" + in.theme + "-" + view.name
			p.follow(view.hash)
			l, picture := p.look()
			p.keepFile("look-"+name+".png", picture)
			if got.Views == nil {
				got.Views = map[string]look{}
			}
			got.Views[name], pictures[name] = l, picture
		}
	}
	kept := map[string]looks{}
	text, err := os.ReadFile(keptLooks)
	if err == nil {
		err = json.Unmarshal(text, &kept)
	}
	if os.Getenv("CATCHMENT_UPDATE") == "1" && (err == nil || errors.Is(err, fs.ErrNotExist)) {
		kept[got.Major] = got
		writeLooks(t, kept)
		err = nil
	}
	if err != nil {
		t.Fatal(err)
	}
	want, by := nearestLooks(t, kept, got.kinship)
	for _, name := range sortedKeys(want.Views) {
		faults := got.Views[name].differs(want.Views[name], by)
		if len(faults) == 0 {
			continue
		}
		file := filepath.Join(cmp.Or(os.Getenv("ARTIFACTS"), os.TempDir()), "look-"+name+".png")
		if err := os.WriteFile(file, pictures[name], 0o644); err != nil {
			t.Log(err)
		}
		t.Errorf("%s does not look as it did (%s):\n%s", name, file, strings.Join(faults, "\n"))
	}
	if len(want.Views) != len(got.Views) {
		t.Errorf("%d views are kept, %d were painted", len(want.Views), len(got.Views))
	}
}

// nearestLooks returns what is kept of the browser at hand, else of the newest
// other one, and how near to it the pictures must come.
func nearestLooks(t *testing.T, kept map[string]looks, of kinship) (looks, tolerance) {
	t.Helper()
	if len(kept) == 0 {
		t.Fatalf("%s keeps no looks", keptLooks)
	}
	want, ok := kept[of.Major]
	if ok && slices.Equal(want.Words, of.Words) {
		return want, sameBrowser
	}
	newest := slices.MaxFunc(sortedKeys(kept), func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
	if !ok {
		want = kept[newest]
		t.Logf("no look of Chromium %s is kept: compared, less strictly, with those of Chromium %s", of.Major, newest)
	} else {
		t.Logf("the fonts are others than those of the kept looks (words are %v wide, not %v): compared less strictly", of.Words, want.Words)
	}
	return want, otherBrowser
}

// writeLooks keeps looks, a view a line.
func writeLooks(t *testing.T, all map[string]looks) {
	t.Helper()
	text, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(keptLooks), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(keptLooks, append(text, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// kinship tells what words are painted with.
func (p *tab) kinship() kinship {
	p.t.Helper()
	k := eval[struct {
		Major string
		Words []float64
	}](p, `(() => {
		const g = document.createElement('canvas').getContext('2d'), family = getComputedStyle(document.body).fontFamily;
		return { Major: navigator.userAgent.match(/Chrome\/(\d+)/)[1], Words: ['400 13px', '650 24px'].flatMap((font) => ['用地与设施覆盖 松山区', 'Handgloves 0123456789'].map((words) => { g.font = font + ' ' + family; return g.measureText(words).width; })) };
	})()`)
	found := kinship{Major: k.Major}
	for _, w := range k.Words {
		found.Words = append(found.Words, int(math.Round(100*w)))
	}
	return found
}

// look takes a picture of the window and says what is kept of it.
func (p *tab) look() (look, []byte) {
	p.t.Helper()
	evalAsync[bool](p, "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
	classes := eval[map[string]int](p, fmt.Sprintf(`(() => {
		const map = document.querySelector('#map').getBoundingClientRect(), c = Object.assign(document.createElement('canvas'), { width: map.width, height: map.height }), g = c.getContext('2d');
		g.fillStyle = getComputedStyle(document.querySelector('#map')).backgroundColor;
		g.fillRect(0, 0, c.width, c.height);
		for (const layer of ['ground', 'answer', 'over', 'mark']) {
			const canvas = document.querySelector('.leaflet-' + layer + '-pane canvas'), at = canvas?.getBoundingClientRect();
			if (at) g.drawImage(canvas, Math.round(at.x - map.x), Math.round(at.y - map.y));
		}
		const seen = new Map();
		for (const v of new Uint32Array(g.getImageData(0, 0, c.width, c.height).data.buffer)) seen.set(v, (seen.get(v) ?? 0) + 1);
		const hex = (v) => [v & 255, (v >> 8) & 255, (v >> 16) & 255].map((n) => n.toString(16).padStart(2, '0')).join('');
		return Object.fromEntries([['all', c.width * c.height], ...[...seen].filter(([, n]) => n >= %v * c.width * c.height).map(([v, n]) => [hex(v), n])]);
	})()`, leastShare))
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	decoded, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		p.t.Fatal(err)
	}
	return look{Classes: classes, Regions: regionsOf(decoded)}, picture
}

// regionsOf returns the mean colours of a picture's regions.
func regionsOf(picture image.Image) string {
	b := picture.Bounds()
	m := image.NewRGBA(b)
	draw.Draw(m, b, picture, b.Min, draw.Src)
	var means []string
	for row := range regionRows {
		for column := range regionColumns {
			part := image.Rect(b.Dx()*column/regionColumns, b.Dy()*row/regionRows, b.Dx()*(column+1)/regionColumns, b.Dy()*(row+1)/regionRows)
			var sum [3]int
			for y := part.Min.Y; y < part.Max.Y; y++ {
				for x := part.Min.X; x < part.Max.X; x++ {
					i := m.PixOffset(b.Min.X+x, b.Min.Y+y)
					for k := range sum {
						sum[k] += int(m.Pix[i+k])
					}
				}
			}
			n := part.Dx() * part.Dy()
			means = append(means, fmt.Sprintf("%02x%02x%02x", (sum[0]+n/2)/n, (sum[1]+n/2)/n, (sum[2]+n/2)/n))
		}
	}
	return strings.Join(means, " ")
}

// differs says in what a look differs from the kept one by more than it may.
func (l look) differs(kept look, by tolerance) (faults []string) {
	all := float64(kept.Classes["all"])
	seen := map[string]int{}
	for class, n := range kept.Classes {
		seen[class] = n
	}
	for class := range l.Classes { // a colour that was too rare to be kept
		if _, ok := seen[class]; !ok {
			seen[class] = 0
		}
	}
	for _, class := range sortedKeys(seen) {
		got, want := float64(l.Classes[class]), float64(seen[class])
		may := by.ofClass*want + by.ofMap*all
		if want < leastShare*all || got < leastShare*all {
			may += leastShare * all // of one of both it is not known how many there are
		}
		if math.Abs(got-want) > may {
			faults = append(faults, fmt.Sprintf("  %.0f pixels of the map are #%s, %.0f were; %.0f more or less may be", got, class, want, may))
		}
	}
	was, is := strings.Fields(kept.Regions), strings.Fields(l.Regions)
	if len(was) != len(is) {
		return append(faults, fmt.Sprintf("  %d regions, %d were", len(is), len(was)))
	}
	for i := range was {
		if most := farthest(was[i], is[i]); most > by.region {
			faults = append(faults, fmt.Sprintf("  the region in row %d, column %d is #%s on average, it was #%s", i/regionColumns+1, i%regionColumns+1, is[i], was[i]))
		}
	}
	return faults
}

// farthest returns how far the farthest of red, green and blue are apart, or
// all there is where one is no colour.
func farthest(a, b string) float64 {
	var p, q [3]int
	if n, err := fmt.Sscanf(a+" "+b, "%02x%02x%02x %02x%02x%02x", &p[0], &p[1], &p[2], &q[0], &q[1], &q[2]); n != 6 || err != nil {
		return 255
	}
	most := 0.0
	for k := range p {
		most = max(most, math.Abs(float64(p[k]-q[k])))
	}
	return most
}

// TestALookDiffers holds what of a picture is let pass: for the browser whose
// looks are kept, and for another, to which fewer faults show, but no missing class.
func TestALookDiffers(t *testing.T) {
	kept := map[string]looks{
		"9":   {kinship: kinship{Words: []int{1, 2}}},
		"100": {kinship: kinship{Words: []int{1, 2}}, Views: map[string]look{"a": {Classes: map[string]int{"all": 100_000, "ffffff": 60_000, "e66101": 2_000}, Regions: "ffffff 808080"}}},
	}
	for _, c := range []struct {
		name  string
		of    kinship
		is    look
		fault int
	}{
		{"the same", kinship{"100", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 60_000, "e66101": 2_000}, "ffffff 808080"}, 0},
		{"a few pixels", kinship{"100", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 60_300, "e66101": 2_050, "000000": 200}, "ffffff 80807f"}, 0},
		{"a class less", kinship{"100", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 60_000, "e66101": 1_900}, "ffffff 808080"}, 1},
		{"a class more", kinship{"100", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 60_000, "e66101": 2_000, "000000": 500}, "ffffff 808080"}, 1},
		{"a region", kinship{"100", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 60_000, "e66101": 2_000}, "ffffff 808083"}, 1},
		{"regions lost", kinship{"100", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 60_000, "e66101": 2_000}, "ffffff"}, 1},
		{"another version, other edges", kinship{"101", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 59_500, "e66101": 1_700}, "fbffff 838080"}, 0},
		{"another version, a class and a region lost", kinship{"101", []int{1, 2}}, look{map[string]int{"all": 100_000, "ffffff": 62_000}, "ffffff 909090"}, 3},
		{"other fonts, a class lost", kinship{"100", []int{1, 3}}, look{map[string]int{"all": 100_000, "ffffff": 60_300}, "fbffff 838080"}, 1},
	} {
		want, by := nearestLooks(t, kept, c.of)
		if faults := c.is.differs(want.Views["a"], by); len(faults) != c.fault {
			t.Errorf("%s: %q, want %d faults", c.name, faults, c.fault)
		}
	}
}
