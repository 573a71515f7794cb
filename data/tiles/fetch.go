package tiles

import (
	"github.com/paulmach/orb"

	"catchment/data"
)

// fetched is how many features are brought from memory together.
const fetched = 64

// near is what leads to a feature's parts.
type near struct {
	feature *data.Feature
	ring    orb.Ring
	at      int32
	tag     uint32
}

// fetch brings what drawing features needs near the processor. The features of a
// tile lie anywhere in memory: asked for one after the other, each would be
// waited for; asked for all at once, step by step along the pointers, they come
// at the same time.
func (p *picture) fetch(keys []int) {
	s := p.set
	if len(s.edited.facts) > 0 || len(keys) < fetched/4 {
		return // keys are no numbers then, or there is little to wait for
	}
	all := p.near[:len(keys)]
	for k, key := range keys {
		all[k].feature = &s.layer.Features[key]
	}
	for k, key := range keys {
		n := &all[k]
		n.ring = nil
		if g, ok := n.feature.Geometry.(orb.Polygon); ok && int(s.places.large[key]) <= p.frame.zoom && len(g) > 0 {
			n.ring = g[0]
		}
		n.at, n.tag = s.places.at[key], s.dictionary.first[key]
	}
	held := uint64(0)
	for k := range all {
		n := &all[k]
		held |= s.places.codes[n.at] | s.places.area[n.at]
		if int(n.tag) < len(s.dictionary.tags) {
			held |= uint64(s.dictionary.tags[n.tag].value)
		}
		if id := n.feature.ID; id != "" {
			held |= uint64(id[0])
		}
		if len(n.ring) > 0 && n.ring[0] == n.ring[len(n.ring)/2] {
			held |= 1
		}
	}
	p.held = held
}
