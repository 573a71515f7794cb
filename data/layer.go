package data

import (
	"encoding/json"
	"time"
)

// Meta is what is known about a layer beside its features.
type Meta struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	NameEN  string    `json:"name_en,omitempty"`
	Role    Role      `json:"role" enum:"boundary,landuse,facility,road,population,building,other"`
	Kind    Kind      `json:"kind,omitempty"`
	Version int       `json:"version"`
	CRS     string    `json:"crs" doc:"Coordinate system the file was declared in; what is served is always WGS 84."`
	Loaded  time.Time `json:"loaded_at"`
	Source  string    `json:"source,omitempty" doc:"File name or other origin, as told by whoever loaded it."`
	// Synthetic is set when every feature says "source":"synthetic".
	Synthetic bool        `json:"synthetic,omitempty"`
	Inference []Inference `json:"inference,omitempty"`

	Accepted int       `json:"accepted"`
	Rejected int       `json:"rejected"`
	Repaired int       `json:"repaired"`
	Problems []Problem `json:"problems,omitempty"`

	// Foreign holds the collection's own foreign members as a JSON object.
	Foreign json.RawMessage `json:"-"`
}

// Inference says what was concluded about a layer, and from what.
type Inference struct {
	Field string `json:"field" doc:"What was decided: role, kind, name, class, population, …"`
	Value string `json:"value"`
	Why   string `json:"why" doc:"Given by the caller, or the evidence in the file."`
	Given bool   `json:"given"`
}
