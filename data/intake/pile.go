package intake

import (
	"io"

	"catchment/data"
)

// pile collects features before their number is known. A slice that grows would
// take more than twice their room on the way.
type pile struct {
	full [][]data.Feature
	last []data.Feature
	// likely, when not nil, returns how many features the file is likely to
	// have, of which held are here; 0 when that cannot be told yet.
	likely func(held int) int
}

// pileFeatures is how many features a part of the pile holds, while one part is
// not likely to hold them all.
const pileFeatures = 8192

func (p *pile) add(f data.Feature) {
	if len(p.last) == cap(p.last) {
		p.grow()
	}
	p.last = append(p.last, f)
}

// grow makes room for another part, or for all that are likely to come.
func (p *pile) grow() {
	if p.last != nil {
		p.full = append(p.full, p.last)
	}
	if cap(p.last) == pileFeatures && p.likely != nil {
		held := p.held()
		if n := p.likely(held); n > held {
			p.likely = nil
			p.join(n)
			return
		}
	}
	p.last = make([]data.Feature, 0, min(pileFeatures, max(16, 4*cap(p.last))))
}

// held is the number of features in the full parts.
func (p *pile) held() (n int) {
	for _, part := range p.full {
		n += len(part)
	}
	return n
}

// join puts the full parts into one with room for n features, and lets each go.
func (p *pile) join(n int) {
	all := make([]data.Feature, 0, n)
	for i, part := range p.full {
		all = append(all, part...)
		p.full[i] = nil
	}
	p.full, p.last = nil, all
}

// features returns all features in order and empties the pile.
func (p *pile) features() []data.Feature {
	n := p.held() + len(p.last)
	if n == 0 {
		return nil
	}
	if len(p.full) > 0 || cap(p.last) > n+n/8 {
		p.full = append(p.full, p.last)
		p.join(n)
	}
	fs := p.last[:n:n]
	p.last = nil
	return fs
}

// progress counts what has been read of a file of so many bytes.
type progress struct {
	io.Reader
	read, size int64
}

func (r *progress) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	r.read += int64(n)
	return n, err
}

// likely tells from the part of the file that has been read how many features
// the whole has, a little high; 0 for small files, and as long as too little
// has been read.
func (r *progress) likely(held int) int {
	const enough = 8 << 20 // much more than is read ahead
	if r.read < enough || r.size <= r.read {
		return 0
	}
	return int(float64(held)*float64(r.size)/float64(r.read)*1.05) + pileFeatures
}
