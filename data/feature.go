// Package data holds what has been loaded: features in layers, layers in
// immutable datasets, and the catalog that swaps one dataset for the next.
//
// Bytes become features in data/geojson, features become a Layer here, a Layer
// becomes durable in a Store and only then visible in the Catalog. A reader
// takes one Dataset and keeps it for the whole of its question: nothing in it
// ever changes.
package data

import (
	"encoding/json"
	"slices"

	"github.com/paulmach/orb"
)

// Feature is one feature of a layer, as it came in and after the gate.
type Feature struct {
	// ID is unique in its layer. A JSON number keeps its digits.
	ID string
	// IDKind says where the ID came from, so that it goes out as it came in.
	IDKind IDKind
	// Geometry has passed geo.Gate: WGS 84 degrees, longitude first, finite,
	// rings closed, exterior counter-clockwise. It is never nil or empty.
	Geometry orb.Geometry
	// Properties is the JSON object as received, byte for byte; nil for null.
	Properties json.RawMessage
	// Foreign is a JSON object of the members that GeoJSON does not define, in
	// the order received; nil when there are none.
	Foreign json.RawMessage
}

// IDKind tells how a feature got its ID.
type IDKind uint8

// The ways a feature gets its ID.
const (
	IDGenerated IDKind = iota // the file gave none: its number in the file, from 1
	IDString                  // the "id" member, a string
	IDNumber                  // the "id" member, a number
)

// Role is what a layer is used for.
type Role string

// The roles a layer can have.
const (
	RoleBoundary   Role = "boundary"
	RoleLandUse    Role = "landuse"
	RoleFacility   Role = "facility"
	RoleRoad       Role = "road"
	RolePopulation Role = "population"
	RoleBuilding   Role = "building"
	RoleOther      Role = "other"
)

// Roles returns every role a layer can have.
func Roles() []Role {
	return []Role{RoleBoundary, RoleLandUse, RoleFacility, RoleRoad, RolePopulation, RoleBuilding, RoleOther}
}

// Valid tells whether r is one of the roles.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// Kind is what a layer or a feature is, within its role: a facility kind such
// as "primary_school" (an open list), "district" or "study_area" for a
// boundary, "people" or "jobs" for a population layer.
type Kind string

// Severity says what a problem did to the feature it names.
type Severity string

// The severities, mildest first.
const (
	SeverityWarning Severity = "warning" // kept as it is
	SeverityRepair  Severity = "repair"  // kept, changed as the message says
	SeverityError   Severity = "error"   // not kept
)

// Problem is one thing found wrong in a file, with where it stands.
type Problem struct {
	Feature  int      `json:"feature" doc:"Number of the feature in the file, from 0; -1 when the problem is the file's own."`
	ID       string   `json:"id,omitempty" doc:"The feature's id when it has one."`
	Path     string   `json:"path,omitempty" doc:"JSON pointer (RFC 6901) from the top of the file, e.g. /features/3/geometry/coordinates/0/4."`
	Line     int      `json:"line,omitempty" doc:"Line in the file, from 1."`
	Column   int      `json:"column,omitempty" doc:"Column in the line, in bytes, from 1."`
	Offset   int64    `json:"offset" doc:"Byte offset in the file (after decompression), from 0."`
	Rule     string   `json:"rule" doc:"Short stable name of the broken rule, e.g. ring_not_closed."`
	Severity Severity `json:"severity" enum:"error,warning,repair"`
	Message  string   `json:"message" doc:"What is wrong and what to do, in one sentence."`
}
