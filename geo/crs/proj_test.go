package crs_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/crs"
	"catchment/geo/measure"
	"catchment/geo/trial"
)

// toleranceM is what PROJ and this package may differ by: PROJ bounds its own
// transverse Mercator at a few nanometres, and the texts compared have nine decimals.
const toleranceM = 1e-7

// compareM returns how far s is from an expected pair, there and back, in metres.
func compareM(s crs.System, lonLat, xy orb.Point) (forth, back float64, err error) {
	got, err := s.FromWGS84(lonLat)
	if err != nil {
		return 0, 0, err
	}
	forth = math.Hypot(got[0]-xy[0], got[1]-xy[1])
	undone, err := s.ToWGS84(xy)
	return forth, measure.Distance(undone, lonLat), err
}

// TestAgainstFixture compares every zone with what PROJ gave; testdata/make.sh
// holds the command.
func TestAgainstFixture(t *testing.T) {
	f, err := os.Open("testdata/proj.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen, worst := map[int]int{}, 0.0
	for _, row := range rows {
		var v [5]float64
		for i := range v {
			if v[i], err = strconv.ParseFloat(row[i], 64); err != nil {
				t.Fatal(err)
			}
		}
		s, ok := crs.FromEPSG(int(v[0]))
		if !ok {
			t.Fatalf("EPSG:%s is unknown", row[0])
		}
		seen[s.EPSG()]++
		forth, back, err := compareM(s, orb.Point{v[1], v[2]}, orb.Point{v[3], v[4]})
		// Far from the equator Web Mercator makes a nanometre on the ground ten in the plane.
		if err != nil || forth > toleranceM || back > toleranceM {
			t.Errorf("%v at %v, %v: forth %g m, back %g m, %v", s, v[1], v[2], forth, back, err)
		}
		worst = max(worst, forth, back)
	}
	for code := 4491; code <= 4554; code++ {
		if seen[code] != 9 {
			t.Errorf("EPSG:%d: %d rows, want 9", code, seen[code])
		}
	}
	t.Logf("%d rows, %d systems, worst %.2g m", len(rows), len(seen), worst)
}

// TestAgainstPROJ compares seeded random positions of every Gauss-Krüger zone
// and some others, as far out as the system goes, with cs2cs.
func TestAgainstPROJ(t *testing.T) {
	cs2cs := trial.Program(t, "cs2cs", "proj-bin")
	const seed = 20261123
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 4))
	worst := 0.0
	for _, code := range append(codes(4491, 4554), 32601, 32631, 32650, 32660, 32733, 32760, 3857) {
		s, _ := crs.FromEPSG(code)
		points, text := inputs(rnd, s)
		base := "EPSG:4326"
		if code < 5000 && code != 3857 {
			base = "EPSG:4490"
		}
		cmd := exec.Command(cs2cs, "-f", "%.9f", base, fmt.Sprintf("EPSG:%d", code))
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		for i, p := range points {
			var xy orb.Point
			if _, err := fmt.Sscan(lines[i], &xy[0], &xy[1]); err != nil {
				t.Fatal(err)
			}
			if base == "EPSG:4490" { // EPSG has northing first
				xy[0], xy[1] = xy[1], xy[0]
			}
			forth, back, err := compareM(s, p, xy)
			if err != nil || forth > toleranceM || back > toleranceM {
				t.Errorf("%v at %v: forth %g m, back %g m, %v", s, p, forth, back, err)
			}
			worst = max(worst, forth, back)
		}
	}
	t.Logf("worst difference %.2g m", worst)
}

func codes(from, to int) (out []int) {
	for c := from; c <= to; c++ {
		out = append(out, c)
	}
	return out
}

// inputs returns positions within the system with lines for cs2cs, latitude first.
func inputs(rnd *rand.Rand, s crs.System) (points []orb.Point, text string) {
	var b strings.Builder
	for len(points) < 40 {
		p := orb.Point{math.Round((rnd.Float64()*360-180)*1e7) / 1e7, math.Round((rnd.Float64()*170-85)*1e7) / 1e7}
		if len(points)%2 == 0 { // a zone is a small part of the globe
			p[0] = math.Round((meridian(s)+rnd.Float64()*12-6)*1e7) / 1e7
		}
		if _, err := s.FromWGS84(p); err != nil {
			if len(points)%2 == 1 {
				p[0] = math.Round((meridian(s)+rnd.Float64()*2-1)*1e7) / 1e7
			}
			if _, err := s.FromWGS84(p); err != nil {
				continue
			}
		}
		points = append(points, p)
		fmt.Fprintf(&b, "%.7f %.7f\n", p[1], p[0])
	}
	return points, b.String()
}

// meridian returns a longitude in the middle of the system.
func meridian(s crs.System) float64 {
	switch code := s.EPSG(); {
	case code >= 32700:
		return float64(6*(code-32700) - 183)
	case code >= 32600:
		return float64(6*(code-32600) - 183)
	case code >= 4534 && code <= 4554:
		return float64(75 + 3*(code-4534))
	case code >= 4513 && code <= 4533:
		return float64(75 + 3*(code-4513))
	case code >= 4502 && code <= 4512:
		return float64(75 + 6*(code-4502))
	case code >= 4491 && code <= 4501:
		return float64(75 + 6*(code-4491))
	}
	return 0
}
