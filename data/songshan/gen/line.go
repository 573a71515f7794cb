package main

import "math"

// pt is a point in metres, on the drawing sheet or on the ground plane.
type pt struct{ x, y float64 }

func (a pt) add(b pt) pt           { return pt{a.x + b.x, a.y + b.y} }
func (a pt) sub(b pt) pt           { return pt{a.x - b.x, a.y - b.y} }
func (a pt) times(k float64) pt    { return pt{a.x * k, a.y * k} }
func (a pt) dot(b pt) float64      { return a.x*b.x + a.y*b.y }
func (a pt) cross(b pt) float64    { return a.x*b.y - a.y*b.x }
func (a pt) length() float64       { return math.Hypot(a.x, a.y) }
func (a pt) distance(b pt) float64 { return a.sub(b).length() }

// unit returns a scaled to length 1; the zero vector stays.
func (a pt) unit() pt {
	if l := a.length(); l > 0 {
		return a.times(1 / l)
	}
	return a
}

// left returns a turned a quarter turn counter-clockwise.
func (a pt) left() pt { return pt{-a.y, a.x} }

// between returns the point the share t of the way from a to b.
func between(a, b pt, t float64) pt { return pt{a.x + t*(b.x-a.x), a.y + t*(b.y-a.y)} }

// foot returns the share of the way from a to b, in [0,1], at which segment ab
// comes nearest to p, and that distance.
func foot(p, a, b pt) (t, distance float64) {
	d := b.sub(a)
	if n := d.dot(d); n > 0 {
		t = min(1, max(0, p.sub(a).dot(d)/n))
	}
	return t, p.distance(between(a, b, t))
}

// crossing returns the shares along ab and cd at which the two segments cross,
// ends included; ok is false when they do not cross or are parallel.
func crossing(a, b, c, d pt) (s, t float64, ok bool) {
	u, v := b.sub(a), d.sub(c)
	den := u.cross(v)
	if math.Abs(den) <= 1e-9*u.length()*v.length() {
		return 0, 0, false
	}
	s = c.sub(a).cross(v) / den
	t = c.sub(a).cross(u) / den
	return s, t, s >= 0 && s <= 1 && t >= 0 && t <= 1
}

// distanceTo returns the distance from p to the polyline.
func distanceTo(p pt, line []pt) float64 {
	best := math.Inf(1)
	for i := 1; i < len(line); i++ {
		_, d := foot(p, line[i-1], line[i])
		best = min(best, d)
	}
	return best
}

// offset returns the polyline moved to its left by d metres (right when d is
// negative), corners mitred.
func offset(line []pt, d float64) []pt {
	return offsetBy(line, func(int) float64 { return d })
}

// offsetBy is offset with a distance for each vertex.
func offsetBy(line []pt, d func(i int) float64) []pt {
	out := make([]pt, len(line))
	for i := range line {
		var in, next pt
		if i > 0 {
			in = line[i].sub(line[i-1]).unit()
		}
		if i+1 < len(line) {
			next = line[i+1].sub(line[i]).unit()
		}
		dir := in.add(next).unit()
		mitre := 1.0
		if i > 0 && i+1 < len(line) {
			mitre = 1 / max(0.5, dir.dot(next))
		}
		out[i] = line[i].add(dir.left().times(d(i) * mitre))
	}
	return out
}

// smooth returns a curve through all controls (centripetal enough for evenly
// spaced ones: Catmull-Rom), with n pieces between two controls.
func smooth(controls []pt, n int) []pt {
	at := func(i int) pt { return controls[min(len(controls)-1, max(0, i))] }
	out := []pt{controls[0]}
	for i := 0; i+1 < len(controls); i++ {
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		for k := 1; k <= n; k++ {
			t := float64(k) / float64(n)
			out = append(out, catmullRom(a, b, c, d, t))
		}
	}
	return out
}

func catmullRom(a, b, c, d pt, t float64) pt {
	p := b.times(2)
	p = p.add(c.sub(a).times(t))
	p = p.add(a.times(2).sub(b.times(5)).add(c.times(4)).sub(d).times(t * t))
	p = p.add(b.times(3).sub(a).sub(c.times(3)).add(d).times(t * t * t))
	return p.times(0.5)
}

// signedArea returns the area of the ring (closing point not repeated),
// positive counter-clockwise.
func signedArea(ring []pt) float64 {
	sum := 0.0
	for i := range ring {
		sum += ring[i].sub(ring[0]).cross(ring[(i+1)%len(ring)].sub(ring[0]))
	}
	return sum / 2
}

// contains tells whether p is inside the ring by the even-odd rule.
func contains(ring []pt, p pt) bool {
	in := false
	for i, j := 0, len(ring)-1; i < len(ring); j, i = i, i+1 {
		a, b := ring[i], ring[j]
		if (a.y > p.y) != (b.y > p.y) && p.x < a.x+(p.y-a.y)/(b.y-a.y)*(b.x-a.x) {
			in = !in
		}
	}
	return in
}
