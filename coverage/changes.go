package coverage

import (
	"fmt"
	"math"
	"slices"

	"github.com/paulmach/orb"

	"catchment/data"
)

// Changes are what-if changes to the facilities of a service: the data stays
// as it is.
type Changes struct {
	Added  []NewSite
	Moved  []Move
	Closed []string // facility ids, "layer/id" where an id stands in several layers
}

// NewSite is a facility that does not exist.
type NewSite struct {
	ID   string // empty gives new-1, new-2, …
	Name string
	At   orb.Point // WGS 84
}

// Move puts a facility elsewhere; one that is drawn as land becomes a point.
type Move struct {
	Facility string // as in Changes.Closed
	To       orb.Point
}

// AddedLayer is the layer that facilities of Changes.Added say they are in.
const AddedLayer = "what-if"

// maxChanges bounds the changes of one question.
const maxChanges = 10_000

// IsZero reports whether nothing is changed.
func (c *Changes) IsZero() bool { return len(c.Added)+len(c.Moved)+len(c.Closed) == 0 }

// apply returns the facilities after the changes, and for each its number
// among all, or -1 where it is new or stands elsewhere than before.
func (c *Changes) apply(all []Facility, kind data.Kind) (kept []Facility, was []int, err error) {
	if n := len(c.Added) + len(c.Moved) + len(c.Closed); n > maxChanges {
		return nil, nil, parameter("sites", fmt.Sprintf("%d changes are more than the %d of one question", n, maxChanges))
	}
	find := facilityIndex(all)
	changed := slices.Clone(all)
	was = make([]int, len(all), len(all)+len(c.Added))
	for i := range was {
		was[i] = i
	}
	for _, m := range c.Moved {
		i, err := find("sites.moved", m.Facility)
		if err != nil {
			return nil, nil, err
		}
		if err := checkPlace("sites.moved", m.To); err != nil {
			return nil, nil, err
		}
		changed[i].Shape, changed[i].Position, was[i] = m.To, m.To, -1
	}
	closed := make([]bool, len(changed))
	for _, id := range c.Closed {
		i, err := find("sites.closed", id)
		if err != nil {
			return nil, nil, err
		}
		closed[i] = true
	}
	kept = changed[:0]
	for i, f := range changed {
		if !closed[i] {
			was[len(kept)] = was[i]
			kept = append(kept, f)
		}
	}
	was = was[:len(kept)]
	for i, s := range c.Added {
		if err := checkPlace("sites.added", s.At); err != nil {
			return nil, nil, err
		}
		if s.ID == "" {
			s.ID = fmt.Sprintf("new-%d", i+1)
		}
		kept = append(kept, Facility{ID: s.ID, Layer: AddedLayer, Name: s.Name, Kind: kind, Status: data.StatusPlanned, Position: s.At, Shape: s.At})
		was = append(was, -1)
	}
	return kept, was, nil
}

// facilityIndex returns a function that finds a facility by id, or by layer/id.
func facilityIndex(all []Facility) func(name, id string) (int, error) {
	byID := make(map[string]int, 2*len(all))
	for i, f := range all {
		if _, twice := byID[f.ID]; twice {
			byID[f.ID] = -1
		} else {
			byID[f.ID] = i
		}
		byID[f.Layer+"/"+f.ID] = i
	}
	return func(name, id string) (int, error) {
		i, ok := byID[id]
		switch {
		case !ok:
			return 0, missing(name, fmt.Sprintf("no facility that counts here has the id %q", id))
		case i < 0:
			return 0, parameter(name, fmt.Sprintf("several layers have a facility %q: write layer/%s", id, id))
		}
		return i, nil
	}
}

// checkPlace returns why a place is not one on the Earth, nil if it is.
func checkPlace(name string, p orb.Point) error {
	if math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90 {
		return nil
	}
	return parameter(name, fmt.Sprintf("%g, %g is not a longitude and latitude in degrees", p[0], p[1]))
}
