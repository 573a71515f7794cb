package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/formats"
	"catchment/data/geojson"
	"catchment/geo"
	"catchment/geo/crs"
	"catchment/geo/measure"
)

// samplePositions is how many positions of a refused file are tried in other
// coordinate systems.
const samplePositions = 500

// nearM is how far from the layers loaded a file may lie to be said to fit.
const nearM = 100e3

// advise adds to the refusal of a file whose every feature lies outside WGS 84
// in the same way in which systems it would lie on the ground. Which of them is
// right is for the caller to say.
func advise(ctx context.Context, d *data.Dataset, file *replay, req Request, sum *geojson.Summary, err error) error {
	at := slices.IndexFunc(sum.Problems, func(p data.Problem) bool {
		return p.Feature == -1 && (p.Rule == geo.RuleProjected || p.Rule == geo.RuleAxesSwapped)
	})
	if at < 0 || ctx.Err() != nil {
		return err
	}
	points := sample(ctx, file.kept(), req)
	if len(points) == 0 {
		return err
	}
	message := "every feature reads as latitude, longitude, not longitude first"
	if sum.Problems[at].Rule == geo.RuleProjected {
		message = fmt.Sprintf("every feature is in projected metres, such as %.0f, %.0f", points[0][0], points[0][1])
	}
	message += "; " + proposal(d, points)
	if err != nil {
		return reworded(err, sum, sum.Problems[at].Rule, message)
	}
	sum.Problems = slices.Clone(sum.Problems)
	sum.Problems[at].Message = message
	return fmt.Errorf("%w: %s", ErrNothing, message)
}

// errEnough ends the reading of a sample.
var errEnough = errors.New("enough positions")

// sample returns the first positions of a file as they stand in it.
func sample(ctx context.Context, r io.Reader, req Request) []orb.Point {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var points []orb.Point
	opt := req.Limits
	opt.Mode, opt.MaxProblems, opt.Progress, opt.Flawed = geojson.Skip, 1, nil, nil
	opt.Transform = func(p orb.Point) (orb.Point, error) {
		if len(points) == samplePositions {
			stop(errEnough)
			return p, errEnough
		}
		points = append(points, p)
		return p, nil
	}
	// The file was kept in part only, so that its end is an error.
	_, _ = formats.Decode(ctx, r, req.file(opt), func(data.Feature) error { return nil })
	return points
}

// candidate is a system that takes every position of a sample.
type candidate struct {
	system crs.System
	middle orb.Point
	awayM  float64 // from the middle of the layers loaded
	near   bool
}

// candidates returns the systems that take all points, those first that put
// them nearest to the layers loaded.
func candidates(d *data.Dataset, points []orb.Point) []candidate {
	around, loaded := extent(d)
	var out []candidate
	for _, s := range crs.All() {
		if s.Unlabelled() {
			continue // would fit wherever WGS 84 does
		}
		for _, s := range [2]crs.System{s, s.YX()} {
			bound, ok := converted(s, points)
			if !ok {
				continue
			}
			c := candidate{system: s, middle: bound.Center()}
			if loaded {
				c.awayM = measure.Distance(c.middle, around.Center())
				c.near = apartM(bound, around) <= nearM
			}
			if !slices.ContainsFunc(out, func(o candidate) bool { return measure.Distance(o.middle, c.middle) < 1e-3 }) {
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(a.awayM, b.awayM) })
	return out
}

// converted returns the box of the points in WGS 84; false when s does not
// take them all.
func converted(s crs.System, points []orb.Point) (orb.Bound, bool) {
	var b orb.Bound
	for i, p := range points {
		q, err := s.ToWGS84(p)
		if err != nil {
			return b, false
		}
		if i == 0 {
			b = q.Bound()
		}
		b = b.Extend(q)
	}
	return b, true
}

// extent returns the box around all layers.
func extent(d *data.Dataset) (b orb.Bound, ok bool) {
	for _, l := range d.Layers() {
		if !ok {
			b = l.Bound()
		}
		b, ok = b.Union(l.Bound()), true
	}
	return b, ok
}

// apartM returns the distance between two boxes in metres, roughly: that of
// their nearest corners or sides.
func apartM(a, b orb.Bound) float64 {
	var p, q orb.Point
	for i := range p {
		switch {
		case a.Max[i] < b.Min[i]:
			p[i], q[i] = a.Max[i], b.Min[i]
		case b.Max[i] < a.Min[i]:
			p[i], q[i] = a.Min[i], b.Max[i]
		default:
			p[i] = max(a.Min[i], b.Min[i])
			q[i] = p[i]
		}
	}
	return measure.Distance(p, q)
}

// shownCandidates is how many systems are named in a message.
const shownCandidates = 3

// proposal says in which systems the points would lie where, and what to do.
func proposal(d *data.Dataset, points []orb.Point) string {
	all := candidates(d, points)
	near := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !c.near })
	switch {
	case len(all) == 0:
		return "they fit no coordinate system known here; convert the file (ogr2ogr -t_srs EPSG:4326)"
	case len(near) == 1:
		c := near[0]
		return fmt.Sprintf("read as %s (%s) they lie by the layers already loaded: if that is right, load the file again with crs=%s", c.system, c.system.Name(), c.system)
	case len(near) > 1:
		return "they lie by the layers already loaded when read as " + listed(near) + ": load the file again with crs= and the one that is right"
	case len(all) == 1:
		c := all[0]
		return fmt.Sprintf("only %s (%s) takes them, around %.2f, %.2f: if that is right, load the file again with crs=%s", c.system, c.system.Name(), c.middle[0], c.middle[1], c.system)
	case len(all) <= shownCandidates:
		return "they can be read as " + listed(all) + ": load the file again with crs= and the one that is right"
	}
	return "many zones fit such positions: load the file again with crs= and the one its documentation names, such as crs=EPSG:4549 for the 3° zone of CGCS2000 around 120° E"
}

// listed names the first candidates and where they put the file.
func listed(all []candidate) string {
	var names []string
	for i, c := range all {
		if i == shownCandidates {
			names = append(names, fmt.Sprintf("%d more", len(all)-i))
			break
		}
		names = append(names, fmt.Sprintf("%s (%.2f, %.2f)", c.system, c.middle[0], c.middle[1]))
	}
	return strings.Join(names, " or ")
}
