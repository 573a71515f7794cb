package gpkg_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/geo/trial"
)

// crashEnv names the store for the child that TestKill9 kills.
const crashEnv = "CATCHMENT_CRASH_STORE"

// crashLayer returns the layer that becomes the given version of id: its
// number of features follows from both, and every feature names the version.
func crashLayer(t testing.TB, id string, version int) *data.Layer {
	n := 300 + 97*version%500
	fs := make([]data.Feature, n)
	for i := range fs {
		fs[i] = data.Feature{ID: fmt.Sprint(i + 1), Geometry: orb.Point{float64(i % 180), float64(version % 80)},
			Properties: json.RawMessage(fmt.Sprintf(`{"layer":%q,"version":%d,"i":%d}`, id, version, i))}
	}
	return newLayer(t, data.Meta{ID: id}, fs)
}

// crashStep returns the version of layer e that follows l, nil for the first:
// an edit of it, and now and then a load.
func crashStep(t testing.TB, l *data.Layer, version int) (*data.Layer, *data.Changes) {
	if l == nil || version%60 == 1 {
		return crashLayer(t, "e", version), nil
	}
	c := someChanges(rand.New(rand.NewPCG(uint64(version), 60)), l, 2, version)
	return edited(t, l, c), &c
}

// crashSteps returns the versions of layer e up to one, version 1 first.
func crashSteps(t testing.TB, known []*data.Layer, version int) []*data.Layer {
	for v := len(known) + 1; v <= version; v++ {
		var l *data.Layer
		if v > 1 {
			l = known[v-2]
		}
		next, _ := crashStep(t, l, v)
		next.Version = v
		known = append(known, next)
	}
	return known
}

// TestCrashChild is the child of TestKill9: it loads layers and documents and
// edits a layer until it is killed, and says each version when it has been
// acknowledged.
func TestCrashChild(t *testing.T) {
	path := os.Getenv(crashEnv)
	if path == "" {
		t.Skip("runs only as the child of TestKill9")
	}
	s, err := gpkg.Open(context.Background(), path, gpkg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]int{"a": 1, "b": 1}
	stored := load(t, s)
	for id, l := range stored {
		next[id] = l.Version + 1
	}
	e := stored["e"]
	for _, d := range documents(t, s) {
		next["document"] = d.Version
	}
	fmt.Println("ready")
	for i := 0; ; i++ {
		next["document"]++
		fmt.Println("start document", next["document"])
		v, err := s.CommitDocument(context.Background(), document(t, data.DocumentScenario, "d", crashBody(next["document"])))
		if err != nil || v != next["document"] {
			t.Fatalf("CommitDocument = %d, %v, want %d", v, err, next["document"])
		}
		fmt.Println("done document", v)
		id := []string{"a", "b"}[i%2]
		fmt.Println("start", id, next[id])
		v, err = s.Commit(context.Background(), crashLayer(t, id, next[id]))
		if err != nil || v != next[id] {
			t.Fatalf("Commit(%s) = %d, %v, want %d", id, v, err, next[id])
		}
		fmt.Println("done", id, v)
		next[id]++
		for range 8 {
			e = crashEdit(t, s, e)
		}
	}
}

// crashEdit makes the next version of layer e.
func crashEdit(t *testing.T, s *gpkg.Store, e *data.Layer) *data.Layer {
	want, before := 1, 0
	if e != nil {
		want, before = e.Version+1, e.Version
	}
	next, c := crashStep(t, e, want)
	fmt.Println("start e", want)
	var v int
	var err error
	if c == nil {
		v, err = s.Commit(t.Context(), next)
	} else {
		v, err = s.CommitChanges(t.Context(), next, before, *c)
	}
	if err != nil || v != want {
		t.Fatalf("version %d of layer e: %d, %v", want, v, err)
	}
	fmt.Println("done e", v)
	next.Version = v
	return next
}

// TestKill9 kills a process at random instants of its loads and edits. Whatever
// it had acknowledged must be there and whole; beyond that at most the one
// version that was under way. CATCHMENT_CRASH_KILLS sets how often, 20 by default.
func TestKill9(t *testing.T) {
	trial.Slow(t)
	kills := 20
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_CRASH_KILLS")); err == nil {
		kills = n
	}
	const seed = 9
	t.Logf("seed %d, %d kills", seed, kills)
	rnd := rand.New(rand.NewPCG(seed, 0))
	path := storePath(t)
	acknowledged := map[string]int{}
	var edits []*data.Layer // the versions of layer e
	for kill := range kills {
		acked, started := runAndKill(t, path, rnd.IntN(24), rnd.Float64())
		for id, v := range acked {
			acknowledged[id] = v
		}
		s, err := gpkg.Open(context.Background(), path, gpkg.Options{})
		if err != nil {
			t.Fatalf("kill %d: %v", kill, err)
		}
		got := load(t, s)
		for _, id := range []string{"a", "b", "e"} {
			l, ok := got[id]
			switch {
			case !ok && acknowledged[id] > 0:
				t.Errorf("kill %d: layer %s version %d was acknowledged and is gone", kill, id, acknowledged[id])
			case !ok:
			case l.Version < acknowledged[id] || l.Version > max(acknowledged[id], started[id]):
				t.Errorf("kill %d: layer %s is at version %d; acknowledged %d, started %d", kill, id, l.Version, acknowledged[id], started[id])
			default:
				acknowledged[id] = l.Version
				want := crashLayer(t, id, l.Version)
				if want.Version = l.Version; id == "e" {
					edits = crashSteps(t, edits, l.Version)
					want = edits[l.Version-1]
				}
				sameLayer(t, l, want)
			}
			checkHistory(t, s, id, acknowledged[id])
		}
		acknowledged["document"] = checkDocuments(t, s, acknowledged["document"], started["document"])
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("versions acknowledged: %v", acknowledged)
	if acknowledged["a"]+acknowledged["b"] < 2 {
		t.Error("the child never loaded anything: the kills prove nothing")
	}
	s := openStore(t, path, gpkg.Options{})
	for _, want := range edits {
		l, err := s.Version(t.Context(), "e", want.Version)
		if err != nil {
			t.Fatal(err)
		}
		sameLayer(t, l, want)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, asEdits := archived(t, path, "e")
	t.Logf("layer e: %d versions whole, %d as edits", whole, asEdits)
	if asEdits < kills {
		t.Error("few edits were stored as such: the kills prove nothing of them")
	}
	checkIntegrity(t, path)
}

// checkHistory checks that the history holds each version up to the last, once.
func checkHistory(t *testing.T, s *gpkg.Store, id string, last int) {
	t.Helper()
	if last == 0 {
		return
	}
	history, err := s.Versions(context.Background(), id)
	if err != nil || len(history) != last || history[0].Version != last || !history[0].Current {
		t.Errorf("history of %s: %d versions, %v, want %d", id, len(history), err, last)
	}
}

// runAndKill runs the child and kills it when it has acknowledged some loads
// and then a part of the time has passed that a load and a half takes. It
// returns the highest versions the child acknowledged and started.
func runAndKill(t *testing.T, path string, loads int, part float64) (acked, started map[string]int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$", "-test.v")
	child.Env = append(os.Environ(), crashEnv+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	acked, started = map[string]int{}, map[string]int{}
	last, took := time.Now(), 30*time.Millisecond
	done, aimed := 0, false
	aim := func() {
		if done >= loads && !aimed {
			aimed = true
			time.AfterFunc(time.Duration(part*1.5*float64(took)), func() { _ = child.Process.Kill() })
		}
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var id string
		var v int
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, "ready"):
			aim()
		case scan(line, "start %s %d", &id, &v):
			started[id], last = v, time.Now()
		case scan(line, "done %s %d", &id, &v):
			acked[id], took = v, time.Since(last)
			done++
			aim()
		case strings.Contains(line, "FAIL") || strings.Contains(line, "_test.go:"):
			t.Errorf("child: %s", line)
		}
	}
	_, _ = io.Copy(io.Discard, out)
	_ = child.Wait() // it was killed
	if !aimed {
		t.Fatal("the child ended by itself")
	}
	return acked, started
}

func scan(line, format string, into ...any) bool {
	n, _ := fmt.Sscanf(line, format, into...)
	return n == len(into)
}

// TestReadersBesideLoads reads layers while they are replaced: each is whole,
// and one that was committed before is never older.
func TestReadersBesideLoads(t *testing.T) {
	s := openStore(t, storePath(t), gpkg.Options{})
	ctx := context.Background()
	cat, err := data.OpenCatalog(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for v := 1; v <= 15; v++ {
			if l, err := cat.Put(ctx, crashLayer(t, "a", v), data.PutOptions{}); err != nil || l.Version != v {
				t.Errorf("Put %d = %v, %v", v, l, err)
				return
			}
		}
	}()
	last, looks := 0, 0
	for {
		select {
		case <-done:
			t.Logf("%d looks", looks)
			return
		default:
		}
		shown, ok := cat.Dataset().Layer("a")
		stored, isStored := load(t, s)["a"]
		if ok && (!isStored || stored.Version < shown.Version) {
			t.Fatalf("version %d is shown but not stored", shown.Version)
		}
		if isStored {
			want := crashLayer(t, "a", stored.Version)
			want.Version = stored.Version
			sameLayer(t, stored, want)
			if stored.Version < last {
				t.Fatalf("version %d after %d", stored.Version, last)
			}
			last = stored.Version
		}
		looks++
	}
}
