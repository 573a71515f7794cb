package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/trial"
)

// hamletScript answers, for each question on standard input, with what is wrong
// with its patches in the eyes of GEOS, in an equal-area plane of PROJ. Reaches
// are discs of 1,024 sides, 6e-6 too small.
//
// Chords of a patch lie up to 0.2 m within a reach, and edges 0.005 m from where
// they belong: what lies 0.6 m inside the gap must be in a patch, or in a slit
// between two of less than 0.1 m, where a cut is bent in degrees and only one of
// them has a corner on it; and no patch reaches more than 0.3 m beyond the gap. No patch is wider or higher than 1.25 times two
// radii: land wider than that is halved until it is not, and a chord never
// leaves the box of its patch. A millimetre is for degrees, and along the edges
// of the demand for how they are bent between their ends.
const hamletScript = `
import json, math, sys
from pyproj import Transformer
from shapely.geometry import Point, shape
from shapely.ops import transform, unary_union
def fine(lons, lats): # edges straight in degrees, in pieces of about 50 m
    x, y = [lons[0]], [lats[0]]
    for a, b, c, d in zip(lons, lats, lons[1:], lats[1:]):
        n = math.ceil(max(abs(c - a), abs(d - b)) / 5e-4)
        x += [a + (c - a) * i / n for i in range(1, n)] + [c]
        y += [b + (d - b) * i / n for i in range(1, n)] + [d]
    return x, y
out = []
for q in json.load(sys.stdin):
    area = shape(q["Area"])
    west, south, east, north = area.bounds
    laea = "+proj=laea +ellps=WGS84 +lat_0=%r +lon_0=%r" % ((south + north) / 2, (west + east) / 2)
    plane = Transformer.from_crs("EPSG:4326", laea, always_xy=True).transform
    flat = lambda g: transform(plane, transform(fine, g))
    area = flat(area)
    demand = unary_union([flat(shape(g)) for g in q["Homes"]]).intersection(area) if q["Homes"] else area
    gap = demand.difference(unary_union([flat(Point(p)).buffer(q["R"], 256) for p in q["Sites"]]))
    wrong, patches = [], []
    for i, f in enumerate(q["Gaps"]["features"]):
        raw = shape(f["geometry"])
        p = flat(raw)
        if not raw.is_valid or not p.is_valid: wrong.append("patch %d is not valid" % (i+1)); p = p.buffer(0)
        for part in getattr(raw, "geoms", [raw]):
            if not part.exterior.is_ccw or any(h.is_ccw for h in part.interiors): wrong.append("patch %d is wound the wrong way" % (i+1))
        x0, y0, x1, y1 = p.bounds
        if max(x1 - x0, y1 - y0) > 2.5 * q["R"] + 0.001: wrong.append("patch %d is %.3f m wide and %.3f m high, the radius is %.3f" % (i+1, x1 - x0, y1 - y0, q["R"]))
        if abs(p.area - f["properties"]["area_m2"]) > 0.25 * p.length + 1e-5 * p.area: wrong.append("patch %d has %.2f m2, said %.2f" % (i+1, p.area, f["properties"]["area_m2"]))
        patches.append(p)
    whole = unary_union(patches)
    missed, beyond = gap.buffer(-0.6).difference(whole.buffer(0.05)).area, whole.difference(gap.buffer(0.3)).area
    if missed > 0.01 or beyond > 0.01: wrong.append("patches miss %.4f m2 of the gap and reach %.4f m2 beyond it" % (missed, beyond))
    twice = sum(p.area for p in patches) - whole.area
    if twice > 0.05 * sum(p.length for p in patches) + 0.01: wrong.append("%.4f m2 are in two patches" % twice)
    said = sum(f["properties"]["amount"] for f in q["Gaps"]["features"])
    for name, v in [("patches", said), ("coverage", q["Gap"])]:
        if abs(v - gap.area) > 0.001 * demand.length + 6.3e-6 * len(q["Sites"]) * math.pi * q["R"]**2 + 0.01: wrong.append("%s: a gap of %.3f m2, GEOS has %.3f" % (name, v, gap.area))
    out.append(wrong)
json.dump(out, sys.stdout)
`

// hamletQuestion is what GEOS is asked, beside what the service answered.
type hamletQuestion struct {
	Area  map[string]any
	Homes []map[string]any // nil when all land is demanded
	Sites []orb.Point      // after the changes
	R     float64
	Gaps  json.RawMessage
	Gap   float64
}

// TestWhatIfGapsAgainstGEOS: the patches of a question that adds, moves and
// closes sites are valid, rightly wound, apart, no more than about two radii
// wide, and together what GEOS finds uncovered.
func TestWhatIfGapsAgainstGEOS(t *testing.T) {
	python := trial.Python(t, "shapely")
	trial.Python(t, "pyproj")
	var asked []hamletQuestion
	var names []string
	for seed := range trial.Rounds(2 * len(hamletKinds)) {
		h := newHamlet(seed)
		s := h.serve(t, nil)
		r := rand.New(rand.NewPCG(seed, 31))
		for _, demand := range []string{"land", "landuse:R"} {
			sites, changes := h.changes(r)
			q := hamletQuestion{Area: polygonGeometry(h.area), Sites: sites, R: h.radiusM}
			for _, p := range h.parcels {
				if demand == "landuse:R" && p.code == "R2" {
					q.Homes = append(q.Homes, polygonGeometry(orb.Polygon{p.ring}))
				}
			}
			l := law{s, demand}
			q.Gaps, q.Gap = l.raw(t, "/api/gaps", h.radiusM, changes).body, l.ask(t, h.radiusM, changes).Gap
			asked, names = append(asked, q), append(names, fmt.Sprintf("%s, seed %d, %s", hamletKinds[seed%uint64(len(hamletKinds))], seed, demand))
		}
	}
	var wrong [][]string
	trial.Ask(t, python, hamletScript, asked, &wrong)
	if len(wrong) != len(asked) {
		t.Fatalf("%d answers to %d questions", len(wrong), len(asked))
	}
	patches := 0
	for i, list := range wrong {
		patches += bytes.Count(asked[i].Gaps, []byte(`"rank"`))
		for _, w := range list {
			t.Errorf("%s: %s", names[i], w)
		}
	}
	t.Logf("%d patches of %d questions", patches, len(asked))
}

// changes returns the sites after some are added, moved and closed, and the
// changes as a question writes them.
func (h *hamlet) changes(r *rand.Rand) (sites []orb.Point, written string) {
	sites = slices.Clone(h.sites)
	anywhere := func() orb.Point {
		at := h.area[0][r.IntN(len(h.area[0]))]
		return orb.Point{at[0] + 0.01*(r.Float64()-0.5), at[1] + 0.008*(r.Float64()-0.5)}
	}
	added := anywhere()
	written = fmt.Sprintf(`"added":[{"id":"new","lon":%v,"lat":%v}]`, added[0], added[1])
	if k := r.IntN(len(sites)); len(sites) > 1 {
		sites[k] = anywhere()
		written += fmt.Sprintf(`,"moved":[{"id":"s%d","lon":%v,"lat":%v}]`, k, sites[k][0], sites[k][1])
		gone := (k + 1) % len(sites)
		written += fmt.Sprintf(`,"closed":["s%d"]`, gone)
		sites = slices.Delete(sites, gone, gone+1)
	}
	return append(sites, added), written
}

func polygonGeometry(p orb.Polygon) map[string]any {
	return map[string]any{"type": "Polygon", "coordinates": p}
}
