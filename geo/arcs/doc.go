// Package arcs computes exactly how facilities cover land: the area at every
// depth, each facility's reach and exclusive area, and the covered and
// uncovered land as rings of arcs and segments. It knows plane metres only.
//
// A facility's reach is a union of discs, capsules and grown polygons, which
// come apart into discs and polygons. Nothing round is ever replaced by a
// polygon: boundaries are circles and straight edges, and areas follow from
// Green's theorem, ½∮(x dy − y dx), over the parts of the boundaries between
// two crossings. One sweep along each boundary counts the facilities over
// each part; that count alone decides which areas the part bounds, so all of
// them come out of the same pass. Land at depth k and more is bounded by the
// parts of facility boundaries with k−1 others over them and the parts of the
// area's boundary with k or more; what only facility f covers, by the parts of
// its own boundary with none over them, the parts of others with f alone over
// them, and the parts of the area's boundary with f alone over them.
//
// Of a facility with several covers only what its own covers leave open is
// swept, piece by piece: whatever lies clearly inside one of them is done with
// after one comparison. Of a grown polygon those are the polygon itself, a disc
// round each corner and a rectangle beside each edge, which also reaches half
// the radius inwards, so that every edge inside the whole is well covered and
// nothing depends on how two of them meet. Only edges that may show are noded.
//
// # Ties
//
// Boundaries that coincide are told apart as if every facility were grown by
// an infinitely small amount, a lower number by more than a higher one, and
// the study area not at all. So a place on the boundary of a reach counts as
// covered, of identical facilities the first owns the boundary, and two
// polygons that share an edge leave no crack between them. Since the area
// covered does not jump when a reach grows, the numbers are those of the
// arrangement as given.
//
// Whether two boundaries meet, and where, is decided by one function for
// both of them, so they never disagree. Straight edges are first noded:
// positions closer than 2⁻⁴³ of the largest coordinate (1e-9 m in an area
// 20 km wide) become one, and edges passing a position that close are led
// through it. After that, edges that run along each other are equal bit for
// bit, and all others lie clearly apart. A disc whose centre lies on a street
// piece of its own width, to 2⁻⁴⁰ of the largest coordinate, touches the sides of
// that piece and does not cross them.
//
// # Error
//
// Coordinates are taken relative to the middle of the area, sums carry their
// rounding error along. A crossing is misplaced by a few units in the last
// place of the coordinates, u·L in an area L wide, which misplaces area by at
// most that times L; noding moves edges by up to 2⁻⁴³ L. Depth areas are
// right to about 1e-12 of the area's bounding square; a facility's own areas,
// taken about its own place, to about 1e-12 of its bounding square plus
// 2⁻⁴³ L times its perimeter where straight edges are involved. Where round
// and straight boundaries of several facilities nearly but not exactly run
// along each other, crossings at no angle are misplaced along them by up to
// the square root of the rounding, √u·L; each such place costs up to that
// times L. Copies of a layer shifted by a nanometre do this, nothing surveyed.
//
// # Sources
//
// D. Avis, B. K. Bhattacharya, H. Imai, Computing the volume of the union of
// spheres, The Visual Computer 3 (1988): areas of unions from the exposed
// parts of boundaries alone. H. Edelsbrunner, E. P. Mücke, Simulation of
// simplicity, ACM Transactions on Graphics 9 (1990): ties broken by a
// perturbation that is never carried out. J. D. Hobby, Practical segment
// intersection with finite precision output, Computational Geometry 13
// (1999): snapping edges to the positions they pass. T. Ogita, S. M. Rump,
// S. Oishi, Accurate sum and dot product, SIAM Journal on Scientific Computing
// 26 (2005): compensated sums. D. Hilbert (1891): the curve along which covers are
// packed into a box tree.
package arcs
