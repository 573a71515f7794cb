package intake

import "catchment/data"

// pile collects features before their number is known. A slice that grows would
// take more than twice their room on the way.
type pile struct {
	full [][]data.Feature
	last []data.Feature
}

// pileFeatures is how many features a part of the pile holds.
const pileFeatures = 8192

func (p *pile) add(f data.Feature) {
	if len(p.last) == cap(p.last) {
		if p.last != nil {
			p.full = append(p.full, p.last)
		}
		p.last = make([]data.Feature, 0, min(pileFeatures, max(16, 4*cap(p.last))))
	}
	p.last = append(p.last, f)
}

// features returns all features in order and empties the pile, part by part.
func (p *pile) features() []data.Feature {
	n := len(p.last)
	for _, part := range p.full {
		n += len(part)
	}
	if n == 0 {
		return nil
	}
	fs := make([]data.Feature, 0, n)
	for i, part := range p.full {
		fs = append(fs, part...)
		p.full[i] = nil
	}
	fs = append(fs, p.last...)
	p.full, p.last = nil, nil
	return fs
}
