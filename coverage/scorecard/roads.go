package scorecard

import (
	"context"
	"fmt"
	"strings"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/arcs"
	"catchment/geo/plane"
)

// roads scores the density of streets in housing.
//
// Streets lie between the parcels, so housing is taken as residential land and
// what lies around it. How far around is this program's choice: the verdict
// counts only where it is the same for each of aroundM. Which roads are streets
// is the rule of [landuse.Roads].
type roads struct{ c candidate }

// aroundM are the distances around residential land that are tried, in metres;
// the middle one gives the value.
var aroundM = []float64{30, 50, 100}

const valueAroundM = 50

func (r roads) describe(row *Row) {
	row.Service, row.TargetMin, row.TargetMax = "road_network", r.c.value.Min, r.c.value.Max
	row.Of = Denominator{ID: "housing_neighbourhood", Name: denominators["housing_neighbourhood"]}
	row.Target = targetWords(row.TargetMin, row.TargetMax, "km/km²")
	row.Formula = Text{
		"居住用地及其周边 50 m 内的街道中心线长（不计步道、小径、台阶、自行车道、机耕路与院内通道） ÷ 该范围面积；30 m 与 100 m 结论一致方可判定",
		"length of the centre lines of streets (no footways, paths, steps, cycleways, tracks or driveways) in residential land and 50 m around it ÷ that land; decided only if 30 m and 100 m agree",
	}
}

// housingCase is the case of a road density that residential land tells.
func housingCase(c candidate) bool {
	return c.value.Case == "" || strings.HasPrefix(c.value.Case, "residential")
}

func (r roads) never() (Text, bool) {
	if housingCase(r.c) {
		return Text{}, false
	}
	c := conditionText(r.c.value.Case)
	return Text{"数据未划定「" + c.ZH + "」的范围", "the data do not tell where “" + c.EN + "” is"}, true
}

func (r roads) score(ctx context.Context, g *ground, when coverage.When) (Standing, error) {
	if why, never := r.never(); never {
		return Standing{Verdict: Undecidable, Why: why}, nil
	}
	var s Standing
	var tried []float64
	leftOutM := 0.0
	for _, around := range aroundM {
		b, err := g.neighbourhood(ctx, when, around)
		if err != nil {
			return s, err
		}
		if b == nil {
			return undecidable("此处没有居住用地", "there is no residential land here"), nil
		}
		density := b.Measures["road_density"]
		if density.Value == nil {
			return undecidable("没有道路图层", "there is no road layer"), nil
		}
		tried = append(tried, *density.Value)
		if around == valueAroundM {
			s.Value, s.Numerator, s.Denominator = density.Value, density.Numerator, density.Denominator
			leftOutM = b.Roads.LeftOutM
		}
	}
	s.Verdict = judge(tried[0], r.c.value.Min, r.c.value.Max)
	for _, v := range tried[1:] {
		if judge(v, r.c.value.Min, r.c.value.Max) != s.Verdict {
			s.Verdict = Undecidable
		}
	}
	s.Why = Text{
		fmt.Sprintf("周边取 30、50、100 m 时为 %.2f、%.2f、%.2f km/km²", tried[0], tried[1], tried[2]),
		fmt.Sprintf("%.2f, %.2f and %.2f km/km² with 30, 50 and 100 m around residential land", tried[0], tried[1], tried[2]),
	}
	if leftOutM > 0 {
		s.Why.ZH += fmt.Sprintf("；另有 %.2f km 不是街道，未计入", leftOutM/1000)
		s.Why.EN += fmt.Sprintf("; %.2f km that are no streets are left out", leftOutM/1000)
	}
	if s.Verdict == Undecidable {
		s.Why.ZH += "，结论取决于范围"
		s.Why.EN += ": the verdict depends on how far around is taken"
	}
	return s, nil
}

// neighbourhood measures the roads of residential land and what lies within
// aroundM of it, inside the ground; nil where there is none.
func (g *ground) neighbourhood(ctx context.Context, when coverage.When, aroundM float64) (*landuse.Balance, error) {
	key := fmt.Sprintf("%g|%v", aroundM, when)
	if known, ok := g.housing[key]; ok {
		return known, nil
	}
	shape, err := g.around(ctx, when, "residential_land", aroundM)
	if err != nil {
		return nil, err
	}
	var b *landuse.Balance
	if len(shape) > 0 {
		if b, err = balanceOf(ctx, landuse.Sources{Area: shape, Roads: g.study.Dataset().LayersOf(data.RoleRoad), Keep: when.Counts}); err != nil {
			return nil, err
		}
	}
	g.housing[key] = b
	return b, nil
}

// edgeToleranceM is how far an edge in the plane may lie from its true image.
const edgeToleranceM = 0.005

// around returns the land of a denominator widened by aroundM, inside the
// ground, in WGS 84.
func (g *ground) around(ctx context.Context, when coverage.When, denominator string, aroundM float64) (orb.MultiPolygon, error) {
	ds := g.study.Dataset()
	demand, err := demandOf(ds, denominator)
	if err != nil {
		return nil, nil
	}
	p := plane.At(plane.CenterOf(g.study.Area.Shape))
	region, err := dissolved(ctx, p, g.study.Area.Shape, 0)
	if err != nil {
		return nil, err
	}
	window := region.Bound().Pad(aroundM + 1)
	var reaches []arcs.Reach
	for _, l := range ds.LayersOf(data.RoleLandUse) {
		for i := range l.Features {
			facts := l.Facts(i)
			if !when.Counts(facts) || !ofClass(classOf(l, i).Code, demand.Classes) {
				continue
			}
			for _, one := range p.MultiPolygon(polygonsOf(l.Features[i].Geometry), edgeToleranceM) {
				if one.Bound().Intersects(window) {
					reaches = append(reaches, arcs.Reach{arcs.Grown{Polygon: one, RadiusM: aroundM}})
				}
			}
		}
	}
	return covered(ctx, p, region, reaches)
}

// covered returns the part of region that reaches cover, in WGS 84.
func covered(ctx context.Context, p *plane.Plane, region arcs.Region, reaches []arcs.Reach) (orb.MultiPolygon, error) {
	if len(reaches) == 0 {
		return nil, nil
	}
	swept, err := arcs.Sweep(ctx, region, reaches, arcs.Options{Covered: true})
	if err != nil {
		return nil, err
	}
	var out orb.MultiPolygon
	for _, c := range swept.Covered {
		if poly := c.Polygon(drawToleranceM); len(poly) > 0 {
			out = append(out, poly)
		}
	}
	return p.MultiPolygonToWGS84(out, edgeToleranceM), nil
}

// ofClass tells whether a code lies in one of the classes.
func ofClass(code string, classes []string) bool {
	for _, c := range classes {
		if code == c || code != "" && !strings.Contains(c, "=") && strings.HasPrefix(code, c) {
			return true
		}
	}
	return false
}

// classOf returns the class by which a parcel is told to be housing or not.
func classOf(l *data.Layer, i int) data.Class {
	class, _ := l.ClassIn(i, standards.GB50137)
	return class
}
