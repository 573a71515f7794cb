package gpkg

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"catchment/data"
)

var geometries = []orb.Geometry{
	orb.Point{118.88, 42.26},
	orb.LineString{{0, 0}, {1, 1}},
	orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 0}}, {{1, 1}, {2, 1}, {2, 2}, {1, 1}}},
	orb.MultiPoint{{1, 2}, {3, 4}},
	orb.MultiLineString{{{0, 0}, {1, 1}}, {{2, 2}, {3, 3}, {4, 4}}},
	orb.MultiPolygon{{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, {{{5, 5}, {6, 5}, {6, 6}, {5, 5}}}},
	orb.Collection{orb.Point{1, 2}, orb.Collection{orb.LineString{{0, 0}, {1, 1}}}},
}

// TestWKB compares with orb's own encoding, both ways.
func TestWKB(t *testing.T) {
	for _, g := range geometries {
		got, err := appendWKB(nil, g)
		if err != nil {
			t.Fatal(err)
		}
		want, err := wkb.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("appendWKB(%v) = %x, orb writes %x", g, got, want)
		}
		r := wkbReader{rest: got}
		if back := r.geometry(0); r.err != nil || len(r.rest) != 0 || !reflect.DeepEqual(back, g) {
			t.Errorf("read back %v, %v, want %v", back, r.err, g)
		}
		for cut := range got {
			r := wkbReader{rest: got[:cut]}
			if r.geometry(0); r.err == nil {
				t.Errorf("%v cut at byte %d of %d reads without an error", g, cut, len(got))
			}
		}
	}
	if _, err := appendWKB(nil, orb.Bound{}); err == nil {
		t.Error("appendWKB of a bound: no error")
	}
}

func FuzzWKB(f *testing.F) {
	for _, g := range geometries {
		b, err := appendWKB(nil, g)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := wkbReader{rest: b}
		g := r.geometry(0)
		if r.err != nil {
			return
		}
		again, err := appendWKB(nil, g)
		if err != nil || !bytes.Equal(again, b[:len(b)-len(r.rest)]) {
			t.Errorf("%x reads as %v, which writes %x, %v", b, g, again, err)
		}
	})
}

func FuzzUnpackAttributes(f *testing.F) {
	var p packer
	fs := []data.Feature{
		{ID: "1", IDKind: data.IDNumber, Geometry: geometries[0], Properties: json.RawMessage(`{"a":1}`)},
		{ID: "", Geometry: geometries[1], Foreign: json.RawMessage(`{}`)},
	}
	if _, err := p.pack(fs); err != nil {
		f.Fatal(err)
	}
	f.Add(p.attributes, 2)
	f.Add([]byte{0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, 1)
	f.Fuzz(func(t *testing.T, b []byte, n int) {
		if n < 0 || n > 1000 {
			return
		}
		fs := make([]data.Feature, n)
		if err := unpackAttributes(b, fs); err != nil {
			return
		}
		total := 0
		for i := range fs {
			total += len(fs[i].ID) + len(fs[i].Properties) + len(fs[i].Foreign)
		}
		if total > len(b) {
			t.Errorf("%x gives %d bytes", b, total)
		}
	})
}

// TestFeaturesDoNotShareRoom checks that appending to one feature's properties
// cannot reach into the next feature's.
func TestFeaturesDoNotShareRoom(t *testing.T) {
	var p packer
	c, err := p.pack([]data.Feature{
		{ID: "1", Geometry: orb.Point{1, 2}, Properties: json.RawMessage(`{"a":1}`)},
		{ID: "2", Geometry: orb.Point{1, 2}, Properties: json.RawMessage(`{"b":2}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	fs := make([]data.Feature, 2)
	if err := unpack(c, fs); err != nil {
		t.Fatal(err)
	}
	_ = append(fs[0].Properties, bytes.Repeat([]byte("x"), 20)...)
	if string(fs[1].Properties) != `{"b":2}` || fs[1].ID != "2" {
		t.Errorf("the second feature became %+v", fs[1])
	}
}

// TestPackTree checks the laws of a packed tree: every row in one leaf, every
// node within its parent's cell, none over-full, none nearly empty.
func TestPackTree(t *testing.T) {
	const seed = 11
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	for _, n := range []int{0, 1, fanout, fanout + 1, 1000, fanout*fanout + 1, 7000} {
		boxes := make([]orb.Bound, n)
		for i := range boxes {
			p := orb.Point{rnd.Float64()*360 - 180, rnd.Float64()*180 - 90}
			boxes[i] = orb.Bound{Min: p, Max: orb.Point{p[0] + rnd.Float64(), p[1] + rnd.Float64()}}
		}
		tree := packTree(boxes)
		if len(tree.leaf) != n || len(tree.parent) != len(tree.nodes) || tree.parent[rootNode-1] != 0 {
			t.Fatalf("%d boxes: %d leaves, %d parents, %d nodes", n, len(tree.leaf), len(tree.parent), len(tree.nodes))
		}
		cells := make([]int, len(tree.nodes))
		for i := range tree.leaf {
			cells[tree.leaf[i]-1]++
		}
		for i := 1; i < len(tree.parent); i++ {
			cells[tree.parent[i]-1]++
		}
		for i, node := range tree.nodes {
			count := int(node[2])<<8 | int(node[3])
			if len(node) != nodeBytes || count != cells[i] || count > fanout || i != rootNode-1 && count < fanout/3 {
				t.Errorf("%d boxes: node %d has %d bytes and says %d cells, has %d", n, i+1, len(node), count, cells[i])
			}
		}
	}
}

// TestFloat32Bounds checks that rounding never shrinks a box.
func TestFloat32Bounds(t *testing.T) {
	rnd := rand.New(rand.NewPCG(12, 0))
	for range 100000 {
		v := rnd.NormFloat64() * 100
		if lo, hi := floor32(v), ceil32(v); float64(lo) > v || float64(hi) < v {
			t.Fatalf("%v lies outside %v to %v", v, lo, hi)
		}
	}
	if floor32(1) != 1 || ceil32(1) != 1 {
		t.Error("an exact float32 is moved")
	}
}

func TestInteger(t *testing.T) {
	for raw, want := range map[string]int64{"0": 0, "-0": 0, "9223372036854775807": 1<<63 - 1, "-9223372036854775808": -1 << 63, "12": 12} {
		if got, ok := integer(raw); !ok || got != want {
			t.Errorf("integer(%s) = %d, %v, want %d", raw, got, ok, want)
		}
	}
	for _, raw := range []string{"", "-", "9223372036854775808", "-9223372036854775809", "1.0", "1e3", "99999999999999999999"} {
		if got, ok := integer(raw); ok {
			t.Errorf("integer(%s) = %d, want none", raw, got)
		}
	}
}
