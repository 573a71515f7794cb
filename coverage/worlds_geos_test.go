package coverage_test

import (
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/geo/trial"
)

// geosScript answers, for each question on standard input, with what is wrong
// with its patches in the eyes of GEOS. Reaches are discs of 1,024 sides in an
// equal-area plane of PROJ, 6e-6 too small.
const geosScript = `
import json, sys
from pyproj import Transformer
from shapely.geometry import shape
from shapely.ops import transform, unary_union
from shapely.strtree import STRtree
out = []
for q in json.load(sys.stdin):
    laea = "+proj=laea +ellps=WGS84 +lat_0=%r +lon_0=%r" % (q["Origin"][1], q["Origin"][0])
    plane = Transformer.from_crs("EPSG:4326", laea, always_xy=True).transform
    flat = lambda g: transform(plane, shape(g))
    wrong = []
    area = unary_union([flat(g) for g in q["Area"]])
    demand = unary_union([flat(g).buffer(0) for g in q["Demand"] or []]).intersection(area) if q["Demand"] else area
    reach = unary_union([flat(g).buffer(q["R"], 256) for g in q["Facilities"] or []])
    gap = demand.difference(reach)
    patches = [flat(p["Shape"]) for p in (q["Patches"] or [])]
    for i, (p, said) in enumerate(zip(patches, (q["Patches"] or []))):
        raw = shape(said["Shape"])
        if not raw.is_valid or not p.is_valid: wrong.append("patch %d is not valid" % (i+1)); patches[i] = p.buffer(0)
        if any(not r.exterior.is_ccw or any(h.is_ccw for h in r.interiors) for r in raw.geoms): wrong.append("patch %d is wound the wrong way" % (i+1))
        slack = 0.55 * p.length + 1
        if abs(p.area - said["AreaM2"]) > slack + 1e-5 * p.area: wrong.append("patch %d has %.2f m2, said %.2f" % (i+1, p.area, said["AreaM2"]))
        for name, d in q["Districts"].items():
            common = p.intersection(flat(d).buffer(0)).area
            if name == said["District"] and p.area - common > slack or name != said["District"] and common > slack:
                wrong.append("patch %d in %r has %.2f of %.2f m2 in %r" % (i+1, said["District"], common, p.area, name))
    tree = STRtree(patches)
    numbers = dict((id(p), i) for i, p in enumerate(patches))
    for i, p in enumerate(patches):
        for o in tree.query(p):
            k = numbers[id(o)]
            if q["Apart"] and k > i and p.intersection(o).area > 0.05 * min(p.length, o.length) + 0.01: wrong.append("patches %d and %d share %.3f m2" % (i+1, k+1, p.intersection(o).area))
    if q["Land"]:
        missed = gap.buffer(-0.6).difference(unary_union(patches)).area
        beyond = unary_union(patches).difference(gap.buffer(0.75)).area
        if missed > 1 or beyond > 1: wrong.append("patches miss %.3f m2 of the gap and reach %.3f m2 beyond it" % (missed, beyond))
        said = sum(p["AreaM2"] for p in (q["Patches"] or []))
        if abs(said - gap.area) > 1e-5 * area.area: wrong.append("patches have %.2f m2, the gap has %.2f" % (said, gap.area))
    out.append(wrong)
json.dump(out, sys.stdout)
`

// TestWorldsAgainstGEOS: patches are valid, rightly wound, apart from each
// other where the parcels are, each in one district, and together they are the demanded land less
// the union of the reaches.
func TestWorldsAgainstGEOS(t *testing.T) {
	trial.Slow(t)
	python := trial.Python(t, "shapely")
	trial.Python(t, "pyproj")
	type patch struct {
		Shape    geometry
		AreaM2   float64
		District string
	}
	type question struct {
		Origin                   orb.Point
		R                        float64
		Land                     bool // demand is land
		Apart                    bool // no two parcels lie on each other
		Area, Demand, Facilities []geometry
		Districts                map[string]geometry
		Patches                  []patch
	}
	var asked []question
	var names []string
	eachWorld(t, 3, func(t *testing.T, w *world, study *coverage.Study, q coverage.Question) {
		found, err := study.Gaps(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		one := question{
			Origin: w.origin, R: q.RadiusM, Land: q.Demand.Unit() == "m2", Apart: q.Demand.Unit() == "m2" || q.Demand.Kind == coverage.DemandJobs && w.seed%2 == 1,
			Area: geometries([]orb.Geometry{w.area}), Facilities: geometries(w.facilities(q.Service)),
			Districts: map[string]geometry{},
		}
		for _, l := range w.layers {
			for _, f := range l.Features {
				if l.ID == "parcels-R2" && q.Demand.Kind == coverage.DemandLandUse {
					one.Demand = append(one.Demand, geometryOf(f.Geometry))
				}
				if l.Kind == coverage.KindDistrict {
					one.Districts[l.ID+"/"+f.ID] = geometryOf(f.Geometry)
				}
			}
		}
		for _, p := range found.Patches {
			in := ""
			if p.District != nil {
				in = p.District.ID
			}
			one.Patches = append(one.Patches, patch{geometryOf(p.Shape), p.AreaM2, in})
		}
		asked, names = append(asked, one), append(names, t.Name())
	})
	var wrong [][]string
	trial.Ask(t, python, geosScript, asked, &wrong)
	if len(wrong) != len(asked) {
		t.Fatalf("%d answers to %d questions", len(wrong), len(asked))
	}
	for i, list := range wrong {
		for _, w := range list {
			t.Errorf("%s: %s", names[i], w)
		}
	}
}

// geometry is written as GeoJSON.
type geometry struct {
	Type        string       `json:"type"`
	Coordinates orb.Geometry `json:"coordinates"`
}

func geometryOf(g orb.Geometry) geometry { return geometry{g.GeoJSONType(), g} }

func geometries(shapes []orb.Geometry) []geometry {
	var all []geometry
	for _, g := range shapes {
		all = append(all, geometryOf(g))
	}
	return all
}
