package server_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"
)

// TestSheetIsWholeWhateverTheNames saves the map as a picture with hostile names,
// on a phone, on a desk and on a 4K screen: it has its margins on light paper all
// around, so that nothing is cut off, words that can be read beside the map, and
// is as large as the map was.
func TestSheetIsWholeWhateverTheNames(t *testing.T) {
	t.Parallel()
	srv := hostilePark(t)
	for _, c := range []struct {
		name, hash    string
		width, height int64
		most          int // pixels across
	}{
		{"320", schoolHash + "&list=facilities", 320, 640, 1700},
		{"1440", schoolHash + "&facility=hostile/h26", 1440, 900, 2300},
		{"data", "#view=data&layer=hostile", 1440, 900, 2300},
		{"3840", "#view=scenarios&a=today&b=hostile", 3840, 2160, 7200},
	} {
		p := openTabOf(t, srv, "en", "dark", c.hash, c.width, c.height)
		name, file := p.saved("#png")
		p.keepFile("hostile-sheet-"+c.name+".png", file)
		picture, err := png.Decode(bytes.NewReader(file))
		if err != nil || !strings.HasSuffix(name, ".png") {
			t.Fatal(name, err)
		}
		b := picture.Bounds()
		if b.Dx() > c.most || b.Dx() < int(c.width)*2/3 {
			t.Errorf("%s: the picture is %d pixels across", c.name, b.Dx())
		}
		margin := b.Dx() * 20 / 1600
		for _, edge := range []image.Rectangle{image.Rect(b.Max.X-margin, 0, b.Max.X, b.Max.Y), image.Rect(0, 0, margin, b.Max.Y), image.Rect(0, b.Max.Y-margin, b.Max.X, b.Max.Y), image.Rect(0, 0, b.Max.X, margin)} {
			if n := inked(picture, edge); n > 0 {
				t.Errorf("%s: %d pixels of the margin %v are written on", c.name, n, edge)
			}
		}
	}
}

// inked counts the pixels of a part of a picture that are not the paper's.
func inked(picture image.Image, part image.Rectangle) (n int) {
	paper := color.NRGBAModel.Convert(picture.At(0, 0))
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if color.NRGBAModel.Convert(picture.At(x, y)) != paper {
				n++
			}
		}
	}
	return n
}

// TestPrintStandsHostileNames prints lists with hostile names on light paper from
// a dark page: every row is there with the head of its table on every sheet, and
// no name takes sheets of its own.
func TestPrintStandsHostileNames(t *testing.T) {
	t.Parallel()
	srv := hostilePark(t)
	for _, width := range []int64{320, 1440} {
		p := openTabOf(t, srv, "en", "dark", schoolHash+"&list=facilities", width, 900)
		pdf, words := p.printed("hostile-print")
		sheets := strings.Split(strings.TrimSuffix(words, "\f"), "\f")
		if len(sheets) > 4 {
			t.Errorf("at %d pixels it prints on %d sheets", width, len(sheets))
		}
		listed := 0
		for _, s := range sheets {
			rows := strings.Count(s, "Sample primary school") + strings.Count(s, "=1")
			if listed += rows; rows > 0 && !strings.Contains(s, "Sources:") && !strings.Contains(s, "Name") { // the map's own sheet has no table
				t.Errorf("at %d pixels a sheet has rows and no head:\n%s", width, s)
			}
		}
		flat := strings.Join(strings.Fields(words), "")
		for _, name := range []string{"=cmd|'/Ccalc'!A0", "righttoleftmark", "<script>alert(1)</script>", "__proto__", "abcd", "长长长", "007"} {
			if !strings.Contains(flat, name) {
				t.Errorf("at %d pixels the print lacks %s", width, name)
			}
		}
		if listed < 8 || !bytes.Contains(pdf, []byte("/Image")) {
			t.Errorf("at %d pixels the print lists %d of the schools, or has no map", width, listed)
		}
	}
}

// TestNamesDoNotTurnLines shows a scenario whose name turns what follows it: the
// numbers after it read as they are.
func TestNamesDoNotTurnLines(t *testing.T) {
	t.Parallel()
	srv := hostilePark(t)
	p := openTab(t, srv, "en", "light", "#view=scenarios&a=today&b=hostile")
	if words := eval[string](p, "document.body.innerText"); strings.ContainsAny(words, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\x00\x07\x1b") {
		t.Error("the page holds characters that turn lines")
	}
	p = openTab(t, srv, "en", "light", schoolHash+"&list=facilities&facility=hostile/h15")
	if words := p.text("#facilities-table"); !strings.Contains(words, "\u2068مدرسة\u2069") || strings.ContainsAny(words, "\u202e\x00\x07") {
		t.Errorf("a name from the right does not stand apart: %.300q", words)
	}
	if wide := eval[int64](p, "Math.max(...[...document.querySelectorAll('.side, .card, #facilities-table')].map(e => e.scrollWidth - e.clientWidth))"); wide > 1 {
		t.Errorf("a long name makes a panel %d pixels too wide", wide)
	}
}
