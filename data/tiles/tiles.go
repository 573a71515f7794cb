// Package tiles draws a layer as Mapbox vector tiles (version 2.1) of the
// WebMercatorQuad tile matrix set.
//
// Neighbours stay neighbours at every zoom. What a border loses when it is
// simplified depends on the border alone: the vertices between two places where
// borders meet are ranked once for a layer, and every feature that runs along
// them drops the same ones. Snapping to the grid and clipping depend on the
// positions alone, too.
//
// What is too small to be seen stands together: of the features smaller than
// [CellUnits] whose middles lie in one cell of that size, the largest is drawn
// for all, a polygon as a square of their area. A feature drawn at one zoom is
// drawn at all nearer ones. Tiles and zooms say how many are not drawn.
package tiles

import (
	"math"
	"sync"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
	"catchment/geo/index"
)

// The measures of tiles.
const (
	MaxZoom     = 22
	ExtentUnits = 4096 // side of a tile
	BufferUnits = 64   // what a tile shows beyond its edges
	CellUnits   = 32   // side of a cell, 2 pixels of a tile of 256
)

// The limits of one tile.
const (
	maxFeatures  = 50_000
	maxPositions = 1 << 20
)

// Set makes the tiles of one layer. It never changes after New.
//
// Features go by keys here: their numbers in the layer that New prepared, new
// ones behind them. Of a layer that was not edited since, they are the numbers.
type Set struct {
	layer      *data.Layer
	first      []int   // number of the first vertex of each feature; nil where all are points
	from       []uint8 // smallest zoom at which a vertex is drawn, by number
	places     places
	levels     [MaxZoom + 1]level
	dictionary *dictionary
	edited     edited
}

// level is what is drawn at one zoom.
type level struct {
	shown    int
	features []int       // nil: those of the layer that are drawn
	tree     *index.Tree // of their boxes
}

// New prepares the tiles of a layer: about 2 s and 60 bytes a feature for a
// million parcels of three properties, and as much again while it works. Every
// different value of a property is kept once beside.
func New(l *data.Layer) *Set {
	s := &Set{layer: l}
	var beside sync.WaitGroup
	beside.Go(func() { s.dictionary = newDictionary(l) })
	beside.Go(s.rankVertices)
	s.places = newPlaces(l)
	s.buildLevels()
	beside.Wait()
	return s
}

// Layer returns the layer whose tiles these are.
func (s *Set) Layer() *data.Layer { return s.layer }

// Counts returns how many features of the layer are drawn at a zoom, and how
// many are not since they are too small there.
func (s *Set) Counts(zoom int) (shown, dropped int) {
	shown = s.levels[zoom].shown
	return shown, s.layer.Len() - shown
}

// Range is a range of tiles of one zoom, ends included.
type Range struct{ MinX, MinY, MaxX, MaxY int }

// Limits returns the tiles of a zoom in which features stand; false for a layer
// without any.
func (s *Set) Limits(zoom int) (Range, bool) {
	if s.layer.Len() == 0 {
		return Range{}, false
	}
	b := s.layer.Bound()
	west, north := project(orb.Point{b.Min[0], b.Max[1]})
	east, south := project(orb.Point{b.Max[0], b.Min[1]})
	across := math.Exp2(float64(zoom))
	at := func(v float64) int { return int(max(0, min(math.Floor(v*across), across-1))) }
	return Range{at(west), at(north), at(east), at(south)}, true
}

// buildLevels counts what each zoom draws, and indexes it where it is a small
// part of the layer.
func (s *Set) buildLevels() {
	n := s.layer.Len()
	for _, from := range s.places.from {
		s.levels[from].shown++
	}
	for z := 1; z <= MaxZoom; z++ {
		s.levels[z].shown += s.levels[z-1].shown
	}
	for z := range s.levels {
		v := &s.levels[z]
		if v.shown > n/2 {
			continue
		}
		if z > 0 && s.levels[z-1].shown == v.shown && s.levels[z-1].tree != nil {
			v.features, v.tree = s.levels[z-1].features, s.levels[z-1].tree
			continue
		}
		v.features = make([]int, 0, v.shown)
		bounds := make([]orb.Bound, 0, v.shown)
		for i, from := range s.places.from {
			if int(from) <= z {
				v.features = append(v.features, i)
				bounds = append(bounds, geo.Bound(s.layer.Features[i].Geometry))
			}
		}
		v.tree = index.New(bounds)
	}
}
