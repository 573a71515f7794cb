package intake

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

const (
	ruleNullIsland = "null_island"
	ruleRadians    = "probable_radians"
)

// nullIsland tells of features at longitude 0, latitude 0 in a layer that
// otherwise lies far from there: so missing coordinates come out of many
// programs.
func nullIsland(l *data.Layer) string {
	at := slices.DeleteFunc(l.Tree().Intersecting(orb.Bound{}), func(i int) bool {
		return geo.Bound(l.Features[i].Geometry) != orb.Bound{}
	})
	if len(at) == 0 || len(at) == l.Len() {
		return ""
	}
	var rest orb.Bound
	others, next := 0, 0 // next in at
	for i := range l.Features {
		if next < len(at) && at[next] == i {
			next++
			continue
		}
		b := geo.Bound(l.Features[i].Geometry)
		if others++; others > 1 {
			b = b.Union(rest)
		}
		rest = b
	}
	if apartM(rest, orb.Bound{}) <= nearM {
		return ""
	}
	return fmt.Sprintf("%d of %d features lie at longitude 0, latitude 0, the first of them %q, and all others elsewhere: their coordinates are probably missing; correct them or leave them out", len(at), l.Len(), clipped(l.Features[at[0]].ID))
}

// radians tells of a layer whose coordinates would lie by the layers loaded,
// or in China where there are none, had they been degrees: they are probably
// radians.
func radians(d *data.Dataset, l *data.Layer) string {
	b := l.Bound()
	if b.Min[0] < -math.Pi || b.Max[0] > math.Pi || b.Min[1] < -math.Pi/2 || b.Max[1] > math.Pi/2 {
		return ""
	}
	const degree = 180 / math.Pi
	meant := orb.Bound{Min: orb.Point{b.Min[0] * degree, b.Min[1] * degree}, Max: orb.Point{b.Max[0] * degree, b.Max[1] * degree}}
	around, loaded := extent(d)
	switch {
	case loaded && (apartM(b, around) <= nearM || apartM(meant, around) > nearM):
		return ""
	case !loaded && (meant.Min[0] < 73 || meant.Max[0] > 136 || meant.Min[1] < 17 || meant.Max[1] > 54):
		return ""
	}
	c := meant.Center()
	return fmt.Sprintf("all coordinates lie between %.4f, %.4f and %.4f, %.4f, in the Atlantic; as radians they would be around %.2f, %.2f: if that is meant, convert them to degrees (multiply by 180/π) and load the file again", b.Min[0], b.Min[1], b.Max[0], b.Max[1], c[0], c[1])
}
