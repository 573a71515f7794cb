package arcs_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"catchment/geo/arcs"
	"catchment/geo/trial"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// tolerance is what rounding may do to areas; a law that is broken moves them
// by more. Copies shifted by nanometres cross at no angle, see the package
// comment.
func tolerance(t testing.TB, area float64) float64 {
	if strings.Contains(t.Name(), "near") {
		return 2e-7 * area
	}
	return 1e-8*area + 1e-7
}

func sumOf(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// Parts sum to the whole; the depths weighted by themselves sum to the
// reaches; depth one is what facilities cover alone.
func TestPartsSumToTheWhole(t *testing.T) {
	eachFamily(t, trial.Rounds(30), func(t *testing.T, seed uint64, a arrangement) {
		r := sweep(t, a, arcs.Options{})
		weighted, one := 0.0, 0.0
		for k, v := range r.Depth {
			weighted += float64(k) * v
			if k == 1 {
				one = v
			}
			if v < 0 {
				t.Errorf("seed %d: Depth[%d] = %g", seed, k, v)
			}
		}
		tol := tolerance(t, r.AreaM2) * (1 + float64(len(a.reaches)))
		for _, law := range []struct {
			what        string
			left, right float64
		}{
			{"sum of depths and area", sumOf(r.Depth), r.AreaM2},
			{"sum of k·Depth[k] and sum of reaches", weighted, sumOf(r.Reach)},
			{"Depth[1] and sum of exclusive areas", one, sumOf(r.Exclusive)},
		} {
			if math.Abs(law.left-law.right) > tol {
				t.Errorf("seed %d: %s differ: %.9f, %.9f", seed, law.what, law.left, law.right)
			}
		}
	})
}

// What a facility covers alone is what is lost when it closes; closing one
// never raises coverage.
func TestExclusiveIsLossWhenClosed(t *testing.T) {
	eachFamily(t, trial.Rounds(8), func(t *testing.T, seed uint64, a arrangement) {
		all := sweep(t, a, arcs.Options{})
		for i := range min(5, len(a.reaches)) {
			fewer := a
			fewer.reaches = slices.Delete(slices.Clone(a.reaches), i, i+1)
			loss := sweep(t, fewer, arcs.Options{}).Depth[0] - all.Depth[0]
			if math.Abs(loss-all.Exclusive[i]) > tolerance(t, all.AreaM2) {
				t.Errorf("seed %d: closing %d loses %.9f, Exclusive is %.9f", seed, i, loss, all.Exclusive[i])
			}
		}
	})
}

// The order of facilities, of polygons, where rings start and how they wind,
// and where the origin lies do not matter.
func TestOrderAndPlaceDoNotMatter(t *testing.T) {
	eachFamily(t, trial.Rounds(8), func(t *testing.T, seed uint64, a arrangement) {
		r := rand.New(rand.NewPCG(seed, 5))
		want := sweep(t, a, arcs.Options{})
		order := r.Perm(len(a.reaches))
		b := arrangement{area: turned(r, a.area, 4096, -8192)}
		for _, k := range order {
			b.reaches = append(b.reaches, shifted(a.reaches[k], 4096, -8192))
		}
		got := sweep(t, b, arcs.Options{})
		tol := tolerance(t, want.AreaM2)
		opt := cmpopts.EquateApprox(0, tol)
		if d := cmp.Diff(want.Depth, got.Depth[:min(len(got.Depth), len(want.Depth))], opt); d != "" {
			t.Errorf("seed %d: depth (-as given +moved):\n%s", seed, d)
		}
		for i, k := range order {
			if math.Abs(got.Reach[i]-want.Reach[k]) > tol || math.Abs(got.Exclusive[i]-want.Exclusive[k]) > tol {
				t.Errorf("seed %d: facility %d: reach %.9f and %.9f, exclusive %.9f and %.9f", seed, k,
					want.Reach[k], got.Reach[i], want.Exclusive[k], got.Exclusive[i])
			}
		}
	})
}

// turned moves a region by dx, dy and shuffles its polygons, the starts of
// its rings and their winding.
func turned(r *rand.Rand, m arcs.Region, dx, dy float64) arcs.Region {
	out := m.Clone()
	for _, p := range out {
		for k, ring := range p {
			open := ring[:len(ring)-1]
			for i := range open {
				open[i][0] += dx
				open[i][1] += dy
			}
			if r.IntN(2) == 0 {
				slices.Reverse(open)
			}
			start := r.IntN(len(open))
			ring = append(slices.Clone(open[start:]), open[:start]...)
			p[k] = append(ring, ring[0])
		}
	}
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func shifted(reach arcs.Reach, dx, dy float64) arcs.Reach {
	move := func(p orb.Point) orb.Point { return orb.Point{p[0] + dx, p[1] + dy} }
	var out arcs.Reach
	for _, p := range reach {
		switch p := p.(type) {
		case arcs.Disc:
			out = append(out, arcs.Disc{move(p.Center), p.RadiusM})
		case arcs.Capsule:
			out = append(out, arcs.Capsule{move(p.B), move(p.A), p.RadiusM})
		case arcs.Grown:
			g := p.Polygon.Clone()
			for _, ring := range g {
				for i := range ring {
					ring[i] = move(ring[i])
				}
			}
			out = append(out, arcs.Grown{g, p.RadiusM})
		}
	}
	return out
}

// The same bits come out whatever the number of workers and processors.
func TestWorkersDoNotMatter(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	areas, reaches := plots(10_000, 1.5)
	a := arrangement{reaches: reaches}
	for _, p := range areas {
		a.area = append(a.area, p...)
	}
	want := sweep(t, a, arcs.Options{Contours: true, Workers: 1})
	for _, n := range []int{2, 3, 7} {
		runtime.GOMAXPROCS(n)
		got := sweep(t, a, arcs.Options{Contours: true, Workers: n})
		if !slices.Equal(got.Depth, want.Depth) || !slices.Equal(got.Reach, want.Reach) || !slices.Equal(got.Exclusive, want.Exclusive) {
			t.Errorf("%d workers give other bits than 1", n)
		}
		for i := range want.Gap {
			if i >= len(got.Gap) || !got.Gap[i].Polygon(1).Equal(want.Gap[i].Polygon(1)) {
				t.Fatalf("%d workers draw contour %d differently", n, i)
			}
		}
	}
}

func TestGrowingNeverLowersCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "discs")
		xy := rapid.IntRange(0, 20)
		var small, large []arcs.Reach
		for range n {
			c := orb.Point{50 * float64(xy.Draw(t, "x")), 50 * float64(xy.Draw(t, "y"))}
			r := 25 * float64(rapid.IntRange(0, 8).Draw(t, "r"))
			by := rapid.Float64Range(0, 100).Draw(t, "by")
			small = append(small, arcs.Reach{arcs.Disc{c, r}})
			large = append(large, arcs.Reach{arcs.Disc{c, r + by}})
		}
		area := arcs.Region{rectangle(0, 0, 500, 1000), rectangle(500, 0, 1000, 500)}
		before, err1 := arcs.Sweep(context.Background(), area, small, arcs.Options{})
		after, err2 := arcs.Sweep(context.Background(), area, large, arcs.Options{})
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if after.Depth[0] > before.Depth[0]+1e-8*before.AreaM2 {
			t.Errorf("gap grew from %.9f to %.9f", before.Depth[0], after.Depth[0])
		}
		added := append(slices.Clone(small), large[0])
		more, err := arcs.Sweep(context.Background(), area, added, arcs.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if more.Depth[0] > before.Depth[0]+1e-8*before.AreaM2 {
			t.Errorf("adding a site raised the gap from %.9f to %.9f", before.Depth[0], more.Depth[0])
		}
	})
}

// Different ways to say the same shape give the same areas, to what closed
// formulas say.
func TestShapesInClosedForm(t *testing.T) {
	area := arcs.Region{rectangle(-1000, -1000, 1000, 1000)}
	tiny := orb.Polygon{{{3, 4}, {3 + 1e-6, 4}, {3, 4 + 1e-6}, {3, 4}}}
	l, r := 300.0, 70.0
	square := rectangle(0, 0, 100, 100)
	lens := 2*r*r*math.Acos(50/r) - 100*math.Sqrt(r*r-2500) // two discs 100 apart
	for _, c := range []struct {
		name  string
		reach arcs.Reach
		want  float64
	}{
		{"disc", arcs.Reach{arcs.Disc{orb.Point{3, 4}, r}}, math.Pi * r * r},
		{"disc twice", arcs.Reach{arcs.Disc{orb.Point{3, 4}, r}, arcs.Disc{orb.Point{3, 4}, r}}, math.Pi * r * r},
		{"two discs", arcs.Reach{arcs.Disc{orb.Point{0, 0}, r}, arcs.Disc{orb.Point{60, 80}, r}}, 2*math.Pi*r*r - lens},
		{"capsule of no length", arcs.Reach{arcs.Capsule{orb.Point{3, 4}, orb.Point{3, 4}, r}}, math.Pi * r * r},
		{"capsule", arcs.Reach{arcs.Capsule{orb.Point{0, 0}, orb.Point{180, 240}, r}}, math.Pi*r*r + 2*r*l},
		{"capsule in two halves", arcs.Reach{arcs.Capsule{orb.Point{0, 0}, orb.Point{90, 120}, r}, arcs.Capsule{orb.Point{180, 240}, orb.Point{90, 120}, r}}, math.Pi*r*r + 2*r*l},
		{"grown speck", arcs.Reach{arcs.Grown{tiny, r}}, math.Pi*r*r + 2*r*1.7e-6},
		{"grown square", arcs.Reach{arcs.Grown{square, r}}, 1e4 + 400*r + math.Pi*r*r},
		{"square", arcs.Reach{arcs.Grown{square, 0}}, 1e4},
		{"square in halves", arcs.Reach{arcs.Grown{rectangle(0, 0, 50, 100), 0}, arcs.Grown{rectangle(50, 0, 100, 100), 0}}, 1e4},
		{"frame", arcs.Reach{arcs.Grown{orb.Polygon{square[0], rectangle(20, 20, 80, 80)[0]}, 10}}, 1e4 + 4000 + 100*math.Pi - 1600},
		{"grown line", arcs.Reach{arcs.Grown{orb.Polygon{{{0, 0}, {180, 240}, {0, 0}, {0, 0}}}, r}}, math.Pi*r*r + 2*r*l},
		{"nothing", nil, 0},
		{"disc of no size", arcs.Reach{arcs.Disc{orb.Point{3, 4}, 0}}, 0},
	} {
		got := sweep(t, arrangement{area, []arcs.Reach{c.reach}}, arcs.Options{})
		if math.Abs(got.Reach[0]-c.want) > 1e-9*c.want+1e-4*c.want*boolTo(c.name == "grown speck") {
			t.Errorf("%s: reach %.9f, want %.9f", c.name, got.Reach[0], c.want)
		}
		if covered := got.AreaM2 - got.Depth[0]; math.Abs(covered-got.Reach[0]) > 1e-6 {
			t.Errorf("%s: covered %.9f, reach %.9f", c.name, covered, got.Reach[0])
		}
	}
}

func boolTo(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestRefusals(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	good := arcs.Region{rectangle(0, 0, 10, 10)}
	for _, c := range []struct {
		name  string
		area  arcs.Region
		reach arcs.Primitive
		want  error
	}{
		{"NaN centre", good, arcs.Disc{orb.Point{nan, 0}, 1}, arcs.ErrNotFinite},
		{"infinite radius", good, arcs.Disc{orb.Point{0, 0}, inf}, arcs.ErrNotFinite},
		{"NaN radius", good, arcs.Capsule{RadiusM: nan}, arcs.ErrNotFinite},
		{"negative radius", good, arcs.Capsule{RadiusM: -1}, arcs.ErrRadius},
		{"huge radius", good, arcs.Disc{orb.Point{0, 0}, 1e300}, arcs.ErrTooFar},
		{"nil primitive", good, nil, arcs.ErrNotFinite},
		{"open ring", good, arcs.Grown{orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 1}}}, 0}, arcs.ErrRing},
		{"short ring", good, arcs.Grown{orb.Polygon{{{0, 0}, {1, 0}, {0, 0}}}, 0}, arcs.ErrRing},
		{"NaN in area", arcs.Region{{{{0, 0}, {nan, 0}, {1, 1}, {0, 0}}}}, arcs.Disc{RadiusM: 1}, arcs.ErrNotFinite},
		{"area too far", arcs.Region{{{{0, 0}, {1e10, 0}, {1, 1}, {0, 0}}}}, arcs.Disc{RadiusM: 1}, arcs.ErrTooFar},
	} {
		reaches := []arcs.Reach{nil, {arcs.Disc{RadiusM: 1}, c.reach}}
		_, err := arcs.Sweep(context.Background(), c.area, reaches, arcs.Options{})
		var where *arcs.InputError
		if !errors.Is(err, c.want) || !errors.As(err, &where) {
			t.Errorf("%s: Sweep error %v, want %v", c.name, err, c.want)
			continue
		}
		if onArea := where.Facility < 0; onArea != (len(c.name) > 3 && (c.name == "NaN in area" || c.name == "area too far")) || !onArea && (where.Facility != 1 || where.Primitive != 1) {
			t.Errorf("%s: error %v names the wrong place", c.name, err)
		}
		if _, err := arcs.SweepEach(context.Background(), []arcs.Region{c.area}, reaches, arcs.Options{}); !errors.Is(err, c.want) {
			t.Errorf("%s: SweepEach error %v, want %v", c.name, err, c.want)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a := town(100, 1)
	if _, err := arcs.Sweep(ctx, a.area, a.reaches, arcs.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Sweep: %v, want context.Canceled", err)
	}
	if _, err := arcs.SweepEach(ctx, []arcs.Region{a.area}, a.reaches, arcs.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("SweepEach: %v, want context.Canceled", err)
	}
}

func TestEmpty(t *testing.T) {
	for _, area := range []arcs.Region{nil, {}, {{}}} {
		r := sweep(t, arrangement{area, []arcs.Reach{{arcs.Disc{RadiusM: 5}}}}, arcs.Options{Contours: true, Covered: true})
		if r.AreaM2 != 0 || sumOf(r.Depth) != 0 || r.Reach[0] != 0 || len(r.Gap)+len(r.Covered) != 0 {
			t.Errorf("empty area: %+v", r)
		}
	}
}

// FuzzArrangement turns bytes into discs, capsules and polygons on a coarse
// grid, where every degeneracy is common, and holds them to the laws.
func FuzzArrangement(f *testing.F) {
	f.Add([]byte{0, 5, 5, 3, 1, 5, 5, 2, 9, 5, 2, 4, 4, 1})
	f.Add([]byte("a touching grid of equal circles and squares"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a := decode(data)
		r, err := arcs.Sweep(context.Background(), a.area, a.reaches, arcs.Options{Contours: true, Covered: true})
		if err != nil {
			t.Fatal(err)
		}
		weighted := 0.0
		for k, v := range r.Depth {
			weighted += float64(k) * v
		}
		tol := 1e-7 * r.AreaM2 * (1 + float64(len(a.reaches)))
		if math.Abs(sumOf(r.Depth)-r.AreaM2) > tol || math.Abs(weighted-sumOf(r.Reach)) > tol || math.Abs(total(r.Gap)-r.Depth[0]) > tol {
			t.Errorf("%+v: area %v, depth %v, reach %v, drawn gap %v", a, r.AreaM2, r.Depth, r.Reach, total(r.Gap))
		}
		want := rule(a.area, a.reaches, 300)
		if len(r.Depth) > 0 && math.Abs(r.Depth[0]-want.depth[0]) > 1e-2*want.area {
			t.Errorf("%+v: Depth[0] = %v, ruled lines say %v", a, r.Depth[0], want.depth[0])
		}
	})
}

func decode(data []byte) arrangement {
	a := arrangement{area: arcs.Region{rectangle(0, 0, 80, 80), rectangle(80, 0, 160, 80), rectangle(0, 80, 80, 160)}}
	data = data[:min(len(data), 100)]
	for len(data) >= 5 {
		x, y := 10*float64(data[1]%17), 10*float64(data[2]%17)
		u, v := 10*float64(data[3]%17), 10*float64(data[4]%17)
		var p arcs.Primitive
		switch data[0] % 4 {
		case 0:
			p = arcs.Disc{orb.Point{x, y}, u / 2}
		case 1:
			p = arcs.Capsule{orb.Point{x, y}, orb.Point{u, v}, 10}
		case 2:
			p = arcs.Grown{rectangle(x, y, x+u+10, y+v+10), 0}
		default:
			p = arcs.Grown{rectangle(x, y, x+u+10, y+v+10), 10}
		}
		if n := len(a.reaches); data[0]&8 != 0 && n > 0 {
			a.reaches[n-1] = append(a.reaches[n-1], p)
		} else {
			a.reaches = append(a.reaches, arcs.Reach{p})
		}
		data = data[5:]
	}
	return a
}
