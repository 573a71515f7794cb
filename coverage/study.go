package coverage

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"

	"catchment/coverage/prepared"
	"catchment/data"
	"catchment/geo/arcs"
	"catchment/geo/plane"
)

// contourToleranceM is how far a chord of a contour that leaves this package
// may lie from the arc it stands for.
const contourToleranceM = 0.5

// Study is one study area of one dataset, made ready for questions: its plane,
// its shape in metres, its districts, and every demand asked for so far. It
// may be used by several goroutines at once.
type Study struct {
	Area   Area
	AreaM2 float64 // in the equal-area plane

	dataset *data.Dataset
	plane   *plane.Plane
	region  arcs.Region
	shapes  []*shape  // of region
	bound   orb.Bound // of region
	reachM  float64   // from the plane's centre to the farthest corner of region

	demands   prepared.Map[string, *demand]
	rosters   prepared.Map[string, *roster]
	districts prepared.Map[struct{}, []district]
	crowds    prepared.Map[crowdKey, *crowd]
	nearby    prepared.Map[nearbyKey, *arcs.Nearby]
	budget    *prepared.Budget // of these; nil where only numbers bound them
}

// maxPrepared bounds the demands, and the rosters, that a study keeps: askers
// can name any number of years and classes.
const maxPrepared = 64

// edgeToleranceM is how far an edge in the plane may lie from the straight
// line in longitude and latitude that it stands for.
const edgeToleranceM = 0.005

// MaxExtentM is how far a study area may reach from its centre. Areas stay true
// at any extent; at this one a distance is wrong by up to 0.7 %.
const MaxExtentM = 1_500_000

// checkExtent returns why an area is too large for one plane, nil if it is not.
func checkExtent(area Area, at *plane.Plane) error {
	for _, poly := range area.Shape {
		for _, ring := range poly {
			for _, p := range ring {
				q := at.ToPlane(p)
				if d := math.Hypot(q[0], q[1]); !(d <= MaxExtentM) {
					return parameter("area", fmt.Sprintf("area %q reaches more than %d km from its centre; distances would no longer hold: take a part of it", area.ID, MaxExtentM/1000))
				}
			}
		}
	}
	return nil
}

// NewStudy prepares the study area that ref names in ds.
func NewStudy(ctx context.Context, ds *data.Dataset, ref AreaRef) (*Study, error) {
	area, err := findArea(ds, ref)
	if err != nil {
		return nil, err
	}
	s := &Study{Area: area, dataset: ds}
	s.demands.Most, s.rosters.Most = maxPrepared, maxPrepared
	s.crowds.Most, s.nearby.Most = maxCrowds, maxCrowds
	s.plane = plane.At(plane.CenterOf(area.Shape))
	if err := checkExtent(area, s.plane); err != nil {
		return nil, err
	}
	shape := s.plane.MultiPolygon(area.Shape, edgeToleranceM)
	if s.region, err = dissolve(ctx, shape); err != nil {
		return nil, fmt.Errorf("study area %s: %w", area.ID, err)
	}
	if len(s.region) == 0 {
		return nil, parameter("area", fmt.Sprintf("area %q has no land in it", area.ID))
	}
	s.bound = s.region.Bound()
	for _, c := range []orb.Point{s.bound.Min, s.bound.Max, {s.bound.Min[0], s.bound.Max[1]}, {s.bound.Max[0], s.bound.Min[1]}} {
		s.reachM = math.Max(s.reachM, math.Hypot(c[0], c[1]))
	}
	for _, poly := range s.region {
		s.shapes = append(s.shapes, newShape(poly))
		s.AreaM2 += polygonArea(poly)
	}
	return s, nil
}

// Dataset returns the dataset the study is of.
func (s *Study) Dataset() *data.Dataset { return s.dataset }

// DistanceErrorRatio returns the largest relative error of a straight-line
// distance of radiusM or less measured from inside the study area.
func (s *Study) DistanceErrorRatio(radiusM float64) float64 {
	return s.plane.DistanceErrorRatio(s.reachM + radiusM)
}

// dissolve returns the union of polygons that may overlap or share edges, as
// polygons that do neither. A single polygon is returned as it is.
func dissolve(ctx context.Context, polys orb.MultiPolygon) (arcs.Region, error) {
	if len(polys) <= 1 {
		return polys, nil
	}
	frame := polys.Bound().Pad(1).ToPolygon()
	return overlay(ctx, arcs.Region{frame}, polys)
}

// overlay returns the part of region that at least one of the polygons covers.
func overlay(ctx context.Context, region arcs.Region, polys orb.MultiPolygon) (arcs.Region, error) {
	reaches := make([]arcs.Reach, len(polys))
	for i, p := range polys {
		reaches[i] = arcs.Reach{arcs.Grown{Polygon: p}}
	}
	swept, err := arcs.Sweep(ctx, region, reaches, arcs.Options{Covered: true})
	if err != nil {
		return nil, err
	}
	return polygonsOf(swept.Covered, contourToleranceM), nil
}

// polygonsOf turns contours into polygons, without those too small to show.
func polygonsOf(contours []arcs.Contour, toleranceM float64) orb.MultiPolygon {
	out := make(orb.MultiPolygon, 0, len(contours))
	for _, p := range arcs.Polygons(contours, toleranceM, 0) {
		if len(p) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// versions returns the version of every layer in ids, for the provenance of a
// result.
func (s *Study) versions(ids map[string]bool) map[string]int {
	out := map[string]int{}
	for id := range ids {
		if l, ok := s.dataset.Layer(id); ok {
			out[id] = l.Version
		}
	}
	return out
}

// cut splits region into what the shape covers and what it does not.
func cut(ctx context.Context, region arcs.Region, shape orb.MultiPolygon) (inside, outside arcs.Region, err error) {
	reach := make(arcs.Reach, len(shape))
	for i, p := range shape {
		reach[i] = arcs.Grown{Polygon: p}
	}
	swept, err := arcs.Sweep(ctx, region, []arcs.Reach{reach}, arcs.Options{Covered: true, Contours: true})
	if err != nil {
		return nil, nil, err
	}
	return polygonsOf(swept.Covered, contourToleranceM), polygonsOf(swept.Gap, contourToleranceM), nil
}

func regionArea(r arcs.Region) float64 {
	sum := 0.0
	for _, p := range r {
		sum += polygonArea(p)
	}
	return sum
}

// polygonArea returns the area of a polygon in square metres, whatever the
// direction of its rings.
func polygonArea(p orb.Polygon) float64 {
	sum := 0.0
	for i, ring := range p {
		a := math.Abs(ringArea(ring))
		if i > 0 {
			a = -a
		}
		sum += a
	}
	return sum
}

// ringArea returns the signed area of a ring, positive counter-clockwise.
func ringArea(r orb.Ring) float64 {
	if len(r) == 0 {
		return 0
	}
	sum, o := 0.0, r[0]
	for i := 1; i < len(r); i++ {
		sum += (r[i-1][0]-o[0])*(r[i][1]-o[1]) - (r[i][0]-o[0])*(r[i-1][1]-o[1])
	}
	return sum / 2
}
