package ogc

import (
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"weak"

	"github.com/paulmach/orb"

	"catchment/data"
)

// lines are all features of a layer as they go out in CRS84, each with a comma
// and the end of a line before it. Encoded one by one, the features of a box come
// from four places of memory each; here those near each other on the map lie near
// each other, in one.
type lines struct {
	text []byte
	at   []span // of each feature in text
}

type span struct{ from, to uint32 }

const spanBytes = 8

// bytes is the memory that they take.
func (n *lines) bytes() int64 { return int64(len(n.text)) + spanBytes*int64(len(n.at)) }

// appendPage appends features of a page, which all have a line.
func (n *lines) appendPage(dst []byte, page []int) []byte {
	length := 0
	for _, i := range page {
		length += int(n.at[i].to - n.at[i].from)
	}
	dst = slices.Grow(dst, length)
	for k, i := range page {
		at := n.at[i]
		if k == 0 {
			at.from++ // no comma before the first
		}
		dst = append(dst, n.text[at.from:at.to]...)
	}
	return dst
}

// newLines encodes all features of a layer: once to see how many bytes they take,
// which room is told, and once more where it says yes. It returns nil where not.
func newLines(l *data.Layer, room func(bytes int64) bool) *lines {
	sel := &selection{layer: l}
	add := func(dst []byte, i int) []byte {
		dst, _ = sel.appendFeature(append(dst, ",\n"...), i) // fails in other systems only
		return dst
	}
	length, line := 0, []byte(nil)
	for i := range l.Features {
		line = add(line[:0], i)
		length += len(line)
	}
	if !room(int64(length) + spanBytes*int64(l.Len())) {
		return nil
	}
	n := &lines{make([]byte, 0, length), make([]span, l.Len())}
	everywhere := orb.Bound{Min: orb.Point{-540, -90}, Max: orb.Point{540, 90}}
	l.Tree().Search(everywhere, func(i int) bool { // neighbours after each other
		from := len(n.text)
		n.text = add(n.text, i)
		n.at[i] = span{uint32(from), uint32(len(n.text))}
		return true
	})
	return n
}

// The bounds of what is kept: the text of some 300,000 points in all, of as many
// layers as are asked for at a time.
const (
	mostLines      = 64 << 20 // bytes
	mostLineLayers = 64
)

// keptLines keeps the lines of the layers that are asked for most, within
// mostBytes. They are made beside the answers, one layer at a time, once
// twice as many features have been encoded one by one as the layer has: making them
// costs no more than has been spent by then. Those that were not asked for the
// longest are forgotten first.
type keptLines struct {
	mostBytes int64
	log       *slog.Logger

	mu     sync.Mutex
	recent []*linesOf // the one last asked for in front
	making bool
}

// linesOf is what is known of a version of a layer.
type linesOf struct {
	id    string
	layer weak.Pointer[data.Layer] // is let go when the catalog lets it go
	sent  int                      // how many features have gone out without lines
	lines *lines                   // nil while there are none
	never bool                     // they would take too much
}

// of returns the lines of a layer of which so many features go out now; nil as
// long as there are none.
func (k *keptLines) of(l *data.Layer, features int) *lines {
	k.mu.Lock()
	defer k.mu.Unlock()
	one := k.entry(l)
	if one.lines != nil || one.never || k.making {
		return one.lines
	}
	if one.sent += features; one.sent >= 2*l.Len() && features > 0 {
		k.making = true
		go k.make(one, l)
	}
	return nil
}

// entry returns what is known of a layer, in front of the others. What is known
// of another version of it, or of a layer that is gone, is forgotten.
func (k *keptLines) entry(l *data.Layer) *linesOf {
	at := weak.Make(l)
	i := slices.IndexFunc(k.recent, func(o *linesOf) bool { return o.layer == at })
	if i == 0 {
		return k.recent[0]
	}
	one := &linesOf{id: l.ID, layer: at}
	if i > 0 {
		one = k.recent[i]
	}
	k.recent = slices.DeleteFunc(k.recent, func(o *linesOf) bool { return o.id == l.ID || o.layer.Value() == nil })
	k.recent = slices.Insert(k.recent, 0, one)
	k.recent = k.recent[:min(len(k.recent), mostLineLayers)]
	return one
}

// make makes the lines of a layer.
func (k *keptLines) make(one *linesOf, l *data.Layer) {
	var made *lines
	defer func() {
		if v := recover(); v != nil {
			k.log.Error("panic", "layer", l.ID, "value", v, "stack", string(debug.Stack()))
		}
		k.mu.Lock()
		defer k.mu.Unlock()
		k.making, one.never, one.lines = false, made == nil, made
	}()
	made = newLines(l, k.makeRoom)
}

// makeRoom forgets lines until there is room for so many bytes more; it says false
// where there never is.
func (k *keptLines) makeRoom(bytes int64) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if bytes > k.mostBytes {
		return false
	}
	for _, one := range k.recent {
		if one.lines == nil {
			continue
		}
		if n := one.lines.bytes(); bytes+n <= k.mostBytes {
			bytes += n
		} else {
			one.lines, one.sent = nil, 0
		}
	}
	return true
}
