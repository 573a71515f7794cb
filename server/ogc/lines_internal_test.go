package ogc

import (
	"bytes"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo/trial"
)

// anyFeature returns a feature of any kind that has passed the gate.
func anyFeature(r *rand.Rand, number int) data.Feature {
	f := data.Feature{ID: fmt.Sprint(number), IDKind: data.IDKind(r.IntN(3))}
	if r.IntN(3) == 0 {
		f.ID, f.IDKind = fmt.Sprintf("学校 %d \"\\", number), data.IDString
	}
	at := orb.Point{360*r.Float64() - 180, 178*r.Float64() - 89}
	ring := orb.Ring{at, {at[0] + 0.01, at[1]}, {at[0], at[1] + 0.01}, at}
	f.Geometry = []orb.Geometry{at, orb.MultiPoint{at}, orb.Polygon{ring}, orb.MultiPolygon{{ring}}, orb.LineString(ring[:2])}[r.IntN(5)]
	if r.IntN(4) > 0 {
		f.Properties = fmt.Appendf(nil, `{ "n":%d,"名":"<%s>"}`, number, bytes.Repeat([]byte("x"), r.IntN(40)))
	}
	if r.IntN(4) == 0 {
		f.Foreign = fmt.Appendf(nil, `{"bbox":[%d,2,3,4]}`, number)
	}
	return f
}

// anyLayer returns a layer of n such features, all of one kind of geometry if it is to be plain.
func anyLayer(t testing.TB, r *rand.Rand, id string, n int, plain bool) *data.Layer {
	features := make([]data.Feature, 0, n)
	for len(features) < n {
		if f := anyFeature(r, len(features)+1); !plain || f.Geometry.GeoJSONType() == "Polygon" {
			features = append(features, f)
		}
	}
	l, err := data.NewLayer(data.Meta{ID: id, Role: data.RoleOther, Version: 1}, features)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// edited returns the layer after a feature was replaced, one removed and one added.
func edited(t testing.TB, r *rand.Rand, l *data.Layer, number int) *data.Layer {
	next, err := l.With(data.Changes{Replace: map[int]data.Feature{0: anyFeature(r, number)}, Remove: []int{1 + r.IntN(l.Len()-1)}, Add: []data.Feature{anyFeature(r, number+1)}})
	if err != nil {
		t.Fatal(err)
	}
	next.Version++
	return next
}

// wait returns once no lines are being made.
func (k *keptLines) wait() {
	for busy := true; busy; {
		k.mu.Lock()
		busy = k.making
		k.mu.Unlock()
	}
}

func newKeptLines(mostBytes int64) *service {
	return &service{lines: keptLines{mostBytes: mostBytes, log: slog.New(slog.DiscardHandler)}}
}

// TestLinesAreWhatGoesOut: pages of layers whose lines are kept are byte for byte
// those of layers whose are not, whatever features they have and however they are
// edited meanwhile; and lines are made.
func TestLinesAreWhatGoesOut(t *testing.T) {
	for seed := range trial.Rounds(30) {
		r := rand.New(rand.NewPCG(seed, 11))
		keeps, without := newKeptLines(1<<20), newKeptLines(0)
		layers, made, numbers := make([]*data.Layer, 3), 0, 1000
		for i := range layers {
			layers[i] = anyLayer(t, r, fmt.Sprint("layer", i), 2+r.IntN(60), i == 0)
		}
		for range 200 {
			of := r.IntN(len(layers))
			if r.IntN(20) == 0 {
				layers[of] = edited(t, r, layers[of], numbers)
				numbers += 2
			}
			l := layers[of]
			w := 360*r.Float64() - 180
			sel := &selection{layer: l, limit: 1 + r.IntN(40), area: &area{box: orb.Bound{Min: orb.Point{w, -90}, Max: orb.Point{w + 90, 90 * r.Float64()}}}}
			page, _, err := sel.find(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got, err := keeps.appendPage(nil, sel, page)
			want, err2 := without.appendPage(nil, sel, page)
			if err != nil || err2 != nil || !bytes.Equal(got, want) {
				t.Fatalf("seed %d: %v, %v; features %v of %s at version %d go out as\n%s\nwant\n%s", seed, err, err2, page, l.ID, l.Version, got, want)
			}
			keeps.lines.wait()
			if keeps.lines.of(l, 0) != nil {
				made++
			}
		}
		if made < 30 {
			t.Errorf("seed %d: after %d of 200 pages there were lines", seed, made)
		}
	}
}

// TestLinesWithinTheirBound: whoever asks for what, lines take no more than they
// may, layers that take more alone have none, and what is asked for last has.
func TestLinesWithinTheirBound(t *testing.T) {
	r := rand.New(rand.NewPCG(20261126, 13))
	const most = 40_000
	s := newKeptLines(most)
	layers := make([]*data.Layer, 2*mostLineLayers)
	for i := range layers {
		layers[i] = anyLayer(t, r, fmt.Sprint("layer", i), 2+r.IntN(100), false)
	}
	layers[0] = anyLayer(t, r, "large", 1000, false)
	ask := func(l *data.Layer) bool { return s.lines.of(l, l.Len()) != nil }
	for range 3000 {
		l := layers[r.IntN(1+r.IntN(len(layers)))]
		for range 3 {
			ask(l)
			s.lines.wait()
		}
		if got, want := ask(l), l.ID != "large"; got != want {
			t.Fatalf("%s of %d features, asked for again and again, has lines: %t", l.ID, l.Len(), got)
		}
		bytes := int64(0)
		for _, one := range s.lines.recent {
			if one.lines != nil {
				bytes += one.lines.bytes()
			}
		}
		if bytes > most || len(s.lines.recent) > mostLineLayers {
			t.Fatalf("%d bytes are kept of %d layers", bytes, len(s.lines.recent))
		}
	}
}

// TestLinesAmongMany: many may ask at once for layers that change.
func TestLinesAmongMany(t *testing.T) {
	s, plain := newKeptLines(30_000), newKeptLines(0)
	layers := make([]*data.Layer, 6)
	for i := range layers {
		layers[i] = anyLayer(t, rand.New(rand.NewPCG(uint64(i), 14)), fmt.Sprint("layer", i/2), 40, false)
	}
	var wg sync.WaitGroup
	for asker := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(asker), 15))
			for range 500 {
				sel := &selection{layer: layers[r.IntN(len(layers))]}
				page := []int{r.IntN(20), 20 + r.IntN(20)}
				got, _ := s.appendPage(nil, sel, page)
				if want, _ := plain.appendPage(nil, sel, page); !bytes.Equal(got, want) {
					t.Errorf("features %v go out as\n%s\nwant\n%s", page, got, want)
				}
			}
		})
	}
	wg.Wait()
	s.lines.wait()
}
