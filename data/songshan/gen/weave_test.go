package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

// randomLines returns lines within a square of 400 m, some of them made to
// touch: sharing ends, ending on another, running along another.
func randomLines(r *rand.Rand) [][]pt {
	any := func() pt { return pt{r.Float64() * 400, r.Float64() * 400} }
	frame := []pt{{0, 0}, {400, 0}, {400, 400}, {0, 400}, {0, 0}}
	lines := [][]pt{frame}
	for range 12 {
		a, b := any(), any()
		lines = append(lines, []pt{a, b, any()})
		on := between(a, b, r.Float64())
		lines = append(lines, []pt{any(), on}, []pt{on, between(a, b, r.Float64())})
	}
	return lines
}

// After weaving no two pieces cross and no node lies within a piece, tested
// pair by pair.
func TestWeaveLeavesNoCrossing(t *testing.T) {
	for seed := range uint64(20) {
		w := weaveLines(randomLines(rand.New(rand.NewPCG(1, seed))), nodeTolerance)
		edges := edgePairs(w)
		for i, e := range edges {
			a, b := w.nodes[e[0]], w.nodes[e[1]]
			for n, p := range w.nodes {
				if s, d := foot(p, a, b); n != e[0] && n != e[1] && s > 0 && s < 1 && d < nodeTolerance {
					t.Fatalf("seed %d: node %d lies %.4f m from edge %v", seed, n, d, e)
				}
			}
			for _, f := range edges[i+1:] {
				if e[0] == f[0] || e[0] == f[1] || e[1] == f[0] || e[1] == f[1] {
					continue
				}
				if _, _, ok := crossing(a, b, w.nodes[f[0]], w.nodes[f[1]]); ok {
					t.Fatalf("seed %d: edges %v and %v cross", seed, e, f)
				}
			}
		}
	}
}

// The faces of a drawing with a frame add up to the frame, and nodes, edges
// and faces obey Euler's formula for one piece.
func TestFacesFillTheFrame(t *testing.T) {
	for seed := range uint64(20) {
		m := newMesh(weaveLines(randomLines(rand.New(rand.NewPCG(2, seed))), nodeTolerance))
		inner, outer, pieces := 0.0, 0.0, 0
		for _, ring := range m.rings() {
			if a := signedArea(ring); a > 0 {
				inner += a
			} else {
				outer += a
				pieces++
			}
		}
		if math.Abs(inner+outer) > 1e-6 {
			t.Errorf("seed %d: faces add up to %.6f m², their outlines to %.6f m²", seed, inner, outer)
		}
		used := map[int]bool{}
		for _, n := range m.from {
			used[n] = true
		}
		if got := len(used) - len(m.from)/2 + m.faces; got != 2*pieces {
			t.Errorf("seed %d: nodes - edges + faces = %d, want %d", seed, got, 2*pieces)
		}
	}
}

func TestInsideIsInside(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 500 {
		// A star: any radius at growing angles is a simple ring.
		var ring []pt
		n := 3 + r.IntN(12)
		for k := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(n))
			ring = append(ring, pt{cos, sin}.times(1+50*r.Float64()))
		}
		if p := inside(ring); !contains(ring, p) {
			t.Fatalf("inside(%v) = %v, which is outside", ring, p)
		}
	}
}

func TestRecipes(t *testing.T) {
	whole := leaf{west: 0, south: 0, east: 100, north: 90}
	tests := []struct {
		recipe string
		want   []leaf
	}{
		{"R2", []leaf{{code: "R2", east: 100, north: 90}}},
		{"R2:3 | G1", []leaf{{code: "R2", east: 75, north: 90}, {code: "G1", west: 75, east: 100, north: 90}}},
		{"R2:2 / A33=school+2", []leaf{
			{code: "R2", south: 30, east: 100, north: 90},
			{code: "A33", kind: "school", notUntil: 2, east: 100, north: 30},
		}},
		{"[M1 / G1:2] | M2", []leaf{
			{code: "M1", south: 60, east: 50, north: 90}, {code: "G1", east: 50, north: 60}, {code: "M2", west: 50, east: 100, north: 90},
		}},
	}
	for _, test := range tests {
		got, err := cutRecipe(test.recipe, whole)
		if err != nil || len(got) != len(test.want) {
			t.Errorf("cutRecipe(%q) = %v, %v", test.recipe, got, err)
			continue
		}
		for i := range got {
			if got[i] != test.want[i] {
				t.Errorf("cutRecipe(%q)[%d] = %+v, want %+v", test.recipe, i, got[i], test.want[i])
			}
		}
	}
	for _, bad := range []string{"", "R2 |", "R2 | G1 / M1", "[R2", "R2]", "R2:x", "R2+", ":2"} {
		if got, err := cutRecipe(bad, whole); err == nil {
			t.Errorf("cutRecipe(%q) = %v, want an error", bad, got)
		}
	}
}

// lift undoes lay, and the sheet is stretched by less than a quarter anywhere.
func TestSheetIsSmooth(t *testing.T) {
	s := newSheet(0.99)
	r := rand.New(rand.NewPCG(4, 4))
	for range 2000 {
		q := pt{r.Float64()*6000 - 500, r.Float64()*5000 - 500}
		if back := s.lift(s.lay(q)); back.distance(q) > 1e-6 {
			t.Fatalf("lift(lay(%v)) = %v", q, back)
		}
		for _, d := range []pt{{1, 0}, {0, 1}, {0.7, 0.7}, {0.7, -0.7}} {
			k := s.lay(q.add(d)).distance(s.lay(q)) / d.length() / s.scale
			if k < 0.75 || k > 1.25 {
				t.Fatalf("at %v the sheet is stretched by %.3f towards %v", q, k, d)
			}
		}
	}
}

// unit covers its range evenly: a tenth of the words falls into each tenth.
func TestUnitIsEven(t *testing.T) {
	var count [10]int
	const n = 10000
	for i := range n {
		u := unit(numbered("word", i))
		if u < 0 || u >= 1 {
			t.Fatalf("unit = %v", u)
		}
		count[int(u*10)]++
	}
	for i, c := range count {
		if math.Abs(float64(c)-n/10) > 150 { // five standard deviations
			t.Errorf("%d of %d words fall into tenth %d", c, n, i)
		}
	}
}
