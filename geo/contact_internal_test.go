package geo

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// orientSlow is orient in rational numbers.
func orientSlow(a, b, c orb.Point) int {
	r := func(v float64) *big.Rat { return new(big.Rat).SetFloat64(v) }
	sub := func(x, y float64) *big.Rat { return new(big.Rat).Sub(r(x), r(y)) }
	l := new(big.Rat).Mul(sub(a[0], c[0]), sub(b[1], c[1]))
	return l.Cmp(new(big.Rat).Mul(sub(a[1], c[1]), sub(b[0], c[0])))
}

func TestOrientIsExact(t *testing.T) {
	const seed = 5
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	zeros := 0
	for range 20000 {
		a := orb.Point{118 + rnd.Float64(), 42 + rnd.Float64()}
		b := orb.Point{118 + rnd.Float64(), 42 + rnd.Float64()}
		w := float64(rnd.IntN(9)) / 8
		c := orb.Point{a[0] + w*(b[0]-a[0]), a[1] + w*(b[1]-a[1])} // on the line but for rounding
		for range rnd.IntN(3) {
			k := rnd.IntN(2)
			c[k] = math.Nextafter(c[k], float64(1000*rnd.IntN(2)))
		}
		got, want := orient(a, b, c), orientSlow(a, b, c)
		if got != want {
			t.Fatalf("orient(%v, %v, %v) = %d, want %d", a, b, c, got, want)
		}
		if want == 0 {
			zeros++
		}
	}
	if zeros == 0 {
		t.Error("no three positions were on one line")
	}
}

// worst is the gravest contact among all pairs of edges, found the slow way.
func worst(rings []ring) contactKind {
	k := apart
	s := search{rings: rings}
	keep := func(m contact) bool {
		if m.a.ring == m.b.ring {
			k = overlap // any contact within a ring is a breach
		}
		k = max(k, m.kind)
		return true
	}
	for i, r := range rings {
		for a := range len(r.Ring) - 1 {
			for j := i; j < len(rings); j++ {
				from := 0
				if i == j {
					from = a + 1
				}
				for b := from; b < len(rings[j].Ring)-1; b++ {
					s.pair(edge{i, a}, edge{j, b}, keep)
				}
			}
		}
	}
	return k
}

// The boxes, the sweep and the slow way agree on whether rings are in breach,
// and on whether they touch.
func TestContactsAgree(t *testing.T) {
	const seed = 9
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	count := map[contactKind]int{}
	for round := range 3000 {
		rings := randomRings(rnd)
		want := worst(rings)
		count[want]++
		see := func(got *contactKind) func(contact) bool {
			return func(m contact) bool {
				if m.a.ring == m.b.ring {
					*got = overlap
				}
				*got = max(*got, m.kind)
				return *got <= touch
			}
		}
		var boxes, swept contactKind
		newSearch(rings).contacts(see(&boxes))
		sweptContacts(rings, see(&swept))
		if (boxes > touch) != (want > touch) || (swept > touch) != (want > touch) ||
			want == touch && (boxes != touch || swept != touch) || want == apart && (boxes != apart || swept != apart) {
			t.Fatalf("round %d: slow way %v, boxes %v, sweep %v\n%v", round, want, boxes, swept, rings)
		}
	}
	if count[apart] < 100 || count[touch] < 30 || count[cross] < 100 || count[overlap] < 100 {
		t.Errorf("the rings do not try enough: %v", count)
	}
}

// randomRings makes one to three stars, on a coarse grid half of the time.
func randomRings(rnd *rand.Rand) []ring {
	var rings []ring
	grid := rnd.IntN(2) == 0
	for k := range 1 + rnd.IntN(3) {
		x, y, size := 12*rnd.Float64(), 12*rnd.Float64(), 1+4*rnd.Float64()
		n := 3 + rnd.IntN(40)
		r := orb.Ring{}
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			d := size * (0.5 + rnd.Float64())
			p := orb.Point{x + d*math.Cos(a), y + d*math.Sin(a)}
			if grid {
				p[0], p[1] = math.Round(p[0]), math.Round(p[1])
			}
			if len(r) == 0 || p != r[len(r)-1] {
				r = append(r, p)
			}
		}
		if len(r) > 1 && r[0] == r[len(r)-1] {
			r = r[:len(r)-1]
		}
		if len(r) < 3 {
			continue
		}
		r = append(r, r[0])
		if flat(r) {
			continue
		}
		rings = append(rings, ring{Ring: r, part: k})
	}
	if len(rings) == 0 {
		return randomRings(rnd)
	}
	return rings
}

// A ring that goes round its mean once has no two edges that meet; pentagrams,
// spikes and positions on one line with the mean are not taken for one.
func TestRoundOnceAgainstAllPairs(t *testing.T) {
	const seed = 11
	rnd := rand.New(rand.NewPCG(seed, 0))
	taken := 0
	for n := range 40000 {
		count := 3 + rnd.IntN(9)
		turns := 1 + rnd.IntN(2)
		r := make(orb.Ring, 0, count+1)
		for i := range count {
			a, d := 2*math.Pi*float64(i*turns)/float64(count), 1e-3*(0.2+rnd.Float64())
			p := orb.Point{118 + d*math.Cos(a), 42 + d*math.Sin(a)}
			switch rnd.IntN(12) {
			case 0:
				p = orb.Point{118 + float64(rnd.IntN(5)-2)/4096, 42 + float64(rnd.IntN(5)-2)/4096}
			case 1:
				if i > 1 {
					p = r[i-2]
				}
			}
			r = append(r, p)
		}
		r = append(r, r[0])
		if n%2 == 0 {
			slices.Reverse(r)
		}
		if repeatAt(r) >= 0 || flat(r) || !roundOnce(r) {
			continue
		}
		taken++
		if k := worst([]ring{{Ring: r}}); k != apart {
			t.Fatalf("seed %d: roundOnce(%v), but its edges meet: %v", seed, r, k)
		}
	}
	if taken < 1000 {
		t.Errorf("only %d rings went round once", taken)
	}
	if square := (orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}); !roundOnce(square) {
		t.Error("a square does not go round once")
	}
}
