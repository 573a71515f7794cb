package ogc

import (
	"fmt"
	"math"
	"strings"

	"github.com/paulmach/orb"
)

// sketch is a small map of some features as shapes for SVG: degrees shown in
// their true proportion at the middle latitude, no measure is taken from it.
type sketch struct {
	Label         string
	Width, Height int
	Shapes        []sketchShape

	geometries []orb.Geometry
	bound      orb.Bound
}

type sketchShape struct {
	Href, Title, Path string
	Area              bool
	Dots              []dot
}

type dot struct{ X, Y string }

const (
	sketchWidth    = 960
	sketchMargin   = 12.0
	sketchLeastDeg = 0.002 // so that a single point has surroundings
)

func newSketch(label string) *sketch { return &sketch{Label: label} }

// add notes a feature to be drawn.
func (k *sketch) add(g orb.Geometry, title, href string) {
	if len(k.geometries) == 0 {
		k.bound = g.Bound()
	}
	k.bound = k.bound.Union(g.Bound())
	k.geometries = append(k.geometries, g)
	k.Shapes = append(k.Shapes, sketchShape{Href: href, Title: title})
}

// finish draws what was noted; nil where there is nothing.
func (k *sketch) finish() *sketch {
	if len(k.geometries) == 0 {
		return nil
	}
	narrow := max(0.01, math.Cos((k.bound.Min[1]+k.bound.Max[1])/2*math.Pi/180))
	wide := max((k.bound.Max[0]-k.bound.Min[0])*narrow, sketchLeastDeg)
	high := max(k.bound.Max[1]-k.bound.Min[1], sketchLeastDeg, wide/4)
	wide = max(wide, high)
	scale := (sketchWidth - 2*sketchMargin) / wide
	k.Width, k.Height = sketchWidth, int(high*scale+2*sketchMargin)
	middle := orb.Point{(k.bound.Min[0] + k.bound.Max[0]) / 2, (k.bound.Min[1] + k.bound.Max[1]) / 2}
	to := func(p orb.Point) orb.Point {
		return orb.Point{float64(k.Width)/2 + (p[0]-middle[0])*narrow*scale, float64(k.Height)/2 - (p[1]-middle[1])*scale}
	}
	for i, g := range k.geometries {
		k.Shapes[i].draw(g, to)
	}
	return k
}

// draw adds a geometry to the shape.
func (s *sketchShape) draw(g orb.Geometry, to func(orb.Point) orb.Point) {
	var path strings.Builder
	line := func(ps []orb.Point, end string) {
		last := orb.Point{math.Inf(1), 0}
		for i, p := range ps {
			q := to(p)
			if i > 0 && i < len(ps)-1 && math.Hypot(q[0]-last[0], q[1]-last[1]) < 0.7 {
				continue // less than a pixel
			}
			command := byte('L')
			if i == 0 {
				command = 'M'
			}
			fmt.Fprintf(&path, "%c%.1f %.1f", command, q[0], q[1])
			last = q
		}
		path.WriteString(end)
	}
	switch g := g.(type) {
	case orb.Point:
		q := to(g)
		s.Dots = append(s.Dots, dot{fmt.Sprintf("%.1f", q[0]), fmt.Sprintf("%.1f", q[1])})
	case orb.MultiPoint:
		for _, p := range g {
			s.draw(p, to)
		}
	case orb.LineString:
		line(g, "")
	case orb.MultiLineString:
		for _, l := range g {
			line(l, "")
		}
	case orb.Polygon:
		s.Area = true
		for _, r := range g {
			line(r, "Z")
		}
	case orb.MultiPolygon:
		for _, p := range g {
			s.draw(p, to)
		}
	case orb.Collection:
		for _, m := range g {
			s.draw(m, to)
		}
	}
	s.Path += path.String()
}
