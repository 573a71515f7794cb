package formats_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"catchment/data/formats"
	"catchment/data/geojson"
)

// TestKMLPlaces puts one position that is out of range, or none, among others,
// in each geometry and each way of writing: the problem stands at it, and line,
// column and offset agree.
func TestKMLPlaces(t *testing.T) {
	const seed = 12007
	rnd := rand.New(rand.NewPCG(seed, 0))
	ring := func(at int, bad string) string {
		all := []string{"0,0", "4,0,7", "4,4", "0,4", "0,0"}
		if at >= 0 {
			all[1+at%3] = bad
		}
		return "<LinearRing><coordinates>\n " + strings.Join(all, "\n  ") + "\n</coordinates></LinearRing>"
	}
	polygon := func(at int, bad string) string {
		return "<Polygon><tessellate>1</tessellate><outerBoundaryIs>" + ring(at, bad) + "</outerBoundaryIs></Polygon>"
	}
	line := func(at int, bad string) string {
		all := []string{"1,2", "3 , 4", "5,6,0"}
		if at >= 0 {
			all[at%3] = bad
		}
		return "<LineString><coordinates>" + strings.Join(all, " ") + "</coordinates></LineString>"
	}
	point := func(at int, bad string) string {
		if at >= 0 {
			return "<Point><coordinates>\n" + bad + "</coordinates></Point>"
		}
		return "<Point><coordinates>1,2</coordinates></Point>"
	}
	shapes := []func(int, string) string{
		point, line, polygon,
		func(at int, bad string) string {
			return "<Polygon><innerBoundaryIs>" + ring(at, bad) + "</innerBoundaryIs><outerBoundaryIs>" + ring(-1, "") + "</outerBoundaryIs></Polygon>"
		},
		func(at int, bad string) string {
			return "<MultiGeometry>" + point(-1, "") + point(at, bad) + "</MultiGeometry>"
		},
		func(at int, bad string) string {
			return "<MultiGeometry>" + polygon(-1, "") + polygon(at, bad) + "</MultiGeometry>"
		},
		func(at int, bad string) string {
			return "<MultiGeometry>" + line(-1, "") + "<MultiGeometry>" + point(-1, "") + line(at, bad) + "</MultiGeometry></MultiGeometry>"
		},
		func(at int, bad string) string { return "<MultiGeometry>" + line(at, bad) + "</MultiGeometry>" },
	}
	for round := range 400 {
		bad := fmt.Sprintf("9%02d,4", rnd.IntN(100))
		rule := "out_of_range"
		if rnd.IntN(4) == 0 {
			bad, rule = "east,4", "coordinate_unreadable"
		}
		body := shapes[rnd.IntN(len(shapes))](rnd.IntN(3), bad)
		if rnd.IntN(4) == 0 {
			body = strings.NewReplacer("<coordinates>", "<coordinates><!-- here --><![CDATA[", "</coordinates>", "]]></coordinates>").Replace(body)
		}
		file := kml("<Placemark>" + shapes[rnd.IntN(3)](-1, "") + "</Placemark>\n<Placemark><name>松山</name>" + body + "</Placemark>")
		if rnd.IntN(3) == 0 {
			file = strings.ReplaceAll(file, "\n", "\r\n")
		}
		if rnd.IntN(3) == 0 {
			file = "\ufeff" + file
		}
		_, sum := mustDecode(t, file, formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
		problems := sum.Problems
		if len(problems) > 0 && problems[0].Rule == "ordinate_dropped" {
			problems = problems[1:]
		}
		if len(problems) == 0 || problems[0].Rule != rule {
			t.Fatalf("seed %d, round %d: %+v, want %s\n%s", seed, round, problems, rule, file)
		}
		p := problems[0]
		want := strings.Index(file, bad)
		if p.Offset != int64(want) || p.Line != 1+strings.Count(file[:want], "\n") || p.Column != want-strings.LastIndexByte(file[:want], '\n') || !strings.HasPrefix(p.Path, "/features/1/geometry/") {
			t.Fatalf("seed %d, round %d: %+v; want offset %d\n%q", seed, round, p, want, file)
		}
	}
}

// Where there are character references, a position is placed at its
// coordinates; the file's end is where a cut file ends.
func TestKMLPlacesElsewhere(t *testing.T) {
	for _, c := range []struct{ file, at string }{
		{kml(`<Placemark><Point><coordinates>99&#57;,4</coordinates></Point></Placemark>`), `99&#57;`},
		{kml(`<Placemark><Polygon/></Placemark>`), `<Polygon/>`},
		{kml(`<Placemark><name>a</name><Model/></Placemark>`), `<Model/>`},
		{kmlHead + "<Placemark>\n<Point><coordinates>1,2</coord", ""},
		{kmlHead + "<Placemark>\n<Point>", ""},
		{kmlHead + "<Placemark>\n<Point></Line", ""},
	} {
		_, sum, _ := decode(c.file, formats.Options{Options: geojson.Options{Mode: geojson.Skip}})
		want := len(c.file)
		if c.at != "" {
			want = strings.Index(c.file, c.at)
		}
		if len(sum.Problems) == 0 {
			t.Errorf("%q: no problem", c.file)
			continue
		}
		p := sum.Problems[0]
		if p.Offset != int64(want) || p.Line != 1+strings.Count(c.file[:want], "\n") || p.Column != want-strings.LastIndexByte(c.file[:want], '\n') {
			t.Errorf("%q: %+v; want offset %d", c.file, p, want)
		}
	}
}
