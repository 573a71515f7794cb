package geo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"catchment/geo"
	"catchment/geo/trial"
)

// shapelyJudge reads lines of two WKT multipolygons: as given, and as repaired
// or empty. For each it says whether the first is valid, whether the second
// is, the area of what the first means by the even-odd rule, that of the
// second, and the area of their difference.
const shapelyJudge = `
import sys, json
from shapely import wkt
from shapely.geometry import LineString
from shapely.ops import unary_union, polygonize
def odd(ring, p):
    inside, c = False, list(ring.coords)
    for (x0, y0), (x1, y1) in zip(c, c[1:]):
        if (y0 > p.y) != (y1 > p.y) and p.x > x0 + (p.y - y0) / (y1 - y0) * (x1 - x0):
            inside = not inside
    return inside
def meant(g):
    lines = unary_union([LineString(r.coords) for p in g.geoms for r in [p.exterior, *p.interiors]])
    def covered(face):
        q = face.representative_point()
        return any(odd(p.exterior, q) and not any(odd(h, q) for h in p.interiors) for p in g.geoms)
    return unary_union([f for f in polygonize(lines) if covered(f)])
for line in sys.stdin:
    a, b = line.rstrip('\n').split('\t')
    a = wkt.loads(a)
    out = {'valid': a.is_valid}
    if b:
        b = wkt.loads(b)
        m = meant(a)
        out.update(repaired_valid=b.is_valid, meant=m.area, got=b.area, difference=m.symmetric_difference(b).area if b.is_valid else -1)
    print(json.dumps(out))
`

type shapelyVerdict struct {
	Valid         bool    `json:"valid"`
	RepairedValid bool    `json:"repaired_valid"`
	Meant         float64 `json:"meant"`
	Got           float64 `json:"got"`
	Difference    float64 `json:"difference"`
}

// TestGateAgainstShapely compares verdicts and repairs with GEOS on seeded
// random shapes, half of them on a coarse grid where everything degenerate
// that can happen does. CATCHMENT_TEST_LONG=1 tries thirty times as many.
func TestGateAgainstShapely(t *testing.T) {
	python := trial.Python(t, "shapely")
	const seed = 20261123
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 1))
	var in bytes.Buffer
	var strict []bool
	var lines []string
	shapes := 300
	if os.Getenv("CATCHMENT_TEST_LONG") != "" {
		shapes = 10000
	}
	for range shapes {
		mp := randomShape(rnd)
		if degenerate(mp) {
			continue
		}
		_, findings := geo.Gate(mp, geo.Strict)
		strict = append(strict, !refused(findings))
		repaired, _ := geo.Gate(mp, geo.Repair)
		line := wkt.MarshalString(mp) + "\t"
		if repaired != nil {
			line += wkt.MarshalString(repaired)
		}
		lines = append(lines, line)
		fmt.Fprintln(&in, line)
	}
	cmd := exec.Command(python, "-c", shapelyJudge)
	cmd.Stdin = &in
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("shapely: %v", err)
	}
	dec := json.NewDecoder(bytes.NewReader(out))
	valid, unrepaired, bad := 0, 0, 0
	for i, line := range lines {
		var v shapelyVerdict
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("shape %d: %v", i, err)
		}
		if v.Valid {
			valid++
		}
		if v.Valid != strict[i] {
			t.Errorf("Gate strict passes: %v, shapely valid: %v\n%s", strict[i], v.Valid, line)
			bad++
		}
		if line[len(line)-1] == '\t' {
			unrepaired++
			continue
		}
		if !v.RepairedValid || math.Abs(v.Difference) > 1e-9 {
			t.Errorf("repaired valid: %v, meant area %v, got %v, difference %v\n%s", v.RepairedValid, v.Meant, v.Got, v.Difference, line)
			bad++
		}
		if bad > 5 {
			t.FailNow()
		}
	}
	t.Logf("%d shapes, %d valid, %d not repairable", len(lines), valid, unrepaired)
	if valid < len(lines)/20 || unrepaired > len(lines)/20 {
		t.Errorf("the shapes do not try enough: %d shapes, %d valid, %d not repairable", len(lines), valid, unrepaired)
	}
}

func refused(findings []geo.Finding) bool {
	for _, f := range findings {
		if f.Severity == geo.SeverityError {
			return true
		}
	}
	return false
}

// randomShape makes a MultiPolygon of one to three parts with up to two holes.
func randomShape(rnd *rand.Rand) orb.MultiPolygon {
	grid := rnd.IntN(2) == 0
	number := func(from, size float64) float64 {
		if grid {
			return math.Round(from) + float64(rnd.IntN(int(size)+1))
		}
		return from + size*rnd.Float64()
	}
	ring := func(x, y, size float64) orb.Ring {
		n := 3 + rnd.IntN(5)
		r := make(orb.Ring, 0, n+1)
		if rnd.IntN(3) == 0 { // a star about a centre, likely simple
			turn := rnd.Float64() * 2 * math.Pi
			for i := range n {
				a := turn + 2*math.Pi*float64(i)/float64(n)
				d := size * (0.3 + 0.2*rnd.Float64())
				p := orb.Point{x + size/2 + d*math.Cos(a), y + size/2 + d*math.Sin(a)}
				if grid {
					p[0], p[1] = math.Round(p[0]), math.Round(p[1])
				}
				r = append(r, p)
			}
		} else {
			for range n {
				r = append(r, orb.Point{number(x, size), number(y, size)})
			}
		}
		return append(r, r[0])
	}
	var mp orb.MultiPolygon
	for range 1 + rnd.IntN(3)*rnd.IntN(2) {
		x, y := number(0, 10), number(0, 10)
		p := orb.Polygon{ring(x, y, 6)}
		for range rnd.IntN(3) {
			p = append(p, ring(x+number(0, 3), y+number(0, 3), 2+2*rnd.Float64()))
		}
		mp = append(mp, p)
	}
	return mp
}

// degenerate tells whether a ring of mp is one that the gate refuses or drops
// by itself, where GEOS has other rules.
func degenerate(mp orb.MultiPolygon) bool {
	for _, p := range mp {
		for _, r := range p {
			_, findings := geo.Gate(orb.Polygon{r}, geo.Strict)
			for _, f := range findings {
				if f.Rule == geo.RuleRingDegenerate {
					return true
				}
			}
		}
	}
	return false
}
