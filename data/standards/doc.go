// Package standards holds service standards and land-use codes as data, each
// with where it comes from and how sure that is.
//
// A rule says for a facility kind which metric is bounded by which values, with
// what force, in which clause of which document, and how its text is known
// (Evidence). Several documents stand side by side, also where they disagree
// (Conflicts). A value nobody has seen in print is marked recalled and is never
// to be shown as "per code"; where no value was found none is given.
//
// A land-use class is always a scheme and a code together: 05 is wetland in one
// scheme and commercial land in another.
//
// Facility kinds are plain names (kindergarten, fire_station) as in package
// data, which stands above this one. The tables are the JSON files beside the
// code; the package keeps no state that changes.
package standards
