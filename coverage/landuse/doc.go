// Package landuse measures how land is used inside a study area: the land-use
// balance (用地平衡表) by class, and density in square or hexagonal cells
// clipped to the area.
//
// Everything starts with [NewLand], which takes the layers of one study area to
// its equal-area plane and finds which parcels overlap. Land covered by several
// parcels is never counted twice: a class has the area of the union of its
// parcels, and where classes contest a spot each gets an equal part of it in
// the shares, so that shares add up to one.
//
// Areas are exact but for rounding. Where shapes meet they are overlaid by
// slabs: horizontal cuts through every corner and crossing leave trapezoids
// whose sides do not cross, and each trapezoid lies inside or outside each
// shape as a whole (the slab method of F. P. Preparata and M. I. Shamos,
// Computational Geometry, 1985). No rounding can break this: a misplaced crossing
// costs the area it is misplaced by, about a nanometre times a length. The
// kernel of geo/arcs, against which it is tested, answers by how many shapes a
// spot is covered; here it matters by which, and a million parcels with a few
// neighbours each are overlaid one by one.
package landuse
