package arcs_test

import (
	"math"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"
)

// geosScript answers each arrangement on standard input with the area that
// GEOS finds covered and what each facility covers alone, circles being
// polygons of 512 sides.
const geosScript = `
import json, sys
from shapely.geometry import Point, LineString, Polygon
from shapely.ops import unary_union
def shape(p):
    if p["Kind"] == "disc": return Point(p["Rings"][0][0]).buffer(p["R"], 128)
    if p["Kind"] == "capsule": return LineString(p["Rings"][0]).buffer(p["R"], 128)
    return Polygon(p["Rings"][0], p["Rings"][1:]).buffer(p["R"], 128) if p["R"] else Polygon(p["Rings"][0], p["Rings"][1:])
out = []
for a in json.load(sys.stdin):
    area = unary_union([Polygon(p[0], p[1:]) for p in a["Area"]])
    reach = [unary_union([shape(p) for p in r]) for r in a["Reaches"]]
    alone = [area.intersection(r.difference(unary_union(reach[:i] + reach[i+1:]))).area for i, r in enumerate(reach)]
    out.append({"Covered": area.intersection(unary_union(reach)).area, "Alone": alone})
json.dump(out, sys.stdout)
`

type geosShape struct {
	Kind  string
	Rings any
	R     float64
}

func geosShapes(reach arcs.Reach) []geosShape {
	shapes := []geosShape{}
	for _, p := range reach {
		switch p := p.(type) {
		case arcs.Disc:
			shapes = append(shapes, geosShape{"disc", [][]any{{p.Center}}, p.RadiusM})
		case arcs.Capsule:
			shapes = append(shapes, geosShape{"capsule", [][]any{{p.A, p.B}}, p.RadiusM})
		case arcs.Grown:
			shapes = append(shapes, geosShape{"grown", p.Polygon, p.RadiusM})
		}
	}
	return shapes
}

// A circle's 512-gon is 2.5e-5 too small; nothing else may differ.
func TestSweepAgainstGEOS(t *testing.T) {
	python := trial.Python(t, "shapely")
	type question struct {
		Area    any
		Reaches [][]geosShape
	}
	var asked []arrangement
	var questions []question
	eachFamily(t, trial.Rounds(1), func(t *testing.T, seed uint64, a arrangement) {
		q := question{Area: a.area, Reaches: [][]geosShape{}}
		for _, r := range a.reaches {
			q.Reaches = append(q.Reaches, geosShapes(r))
		}
		asked, questions = append(asked, a), append(questions, q)
	})
	var answers []struct {
		Covered float64
		Alone   []float64
	}
	trial.Ask(t, python, geosScript, questions, &answers)
	for i, want := range answers {
		got := sweep(t, asked[i], arcs.Options{})
		tol := 4e-5*sumOf(got.Reach) + 1e-6
		if covered := got.AreaM2 - got.Depth[0]; math.Abs(covered-want.Covered) > tol {
			t.Errorf("arrangement %d: covered %.3f, GEOS finds %.3f", i, covered, want.Covered)
		}
		for k := range want.Alone {
			if math.Abs(got.Exclusive[k]-want.Alone[k]) > tol {
				t.Errorf("arrangement %d: facility %d alone %.3f, GEOS finds %.3f", i, k, got.Exclusive[k], want.Alone[k])
			}
		}
	}
}
