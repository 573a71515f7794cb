package main_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"catchment/geo/trial"
)

// restartRounds is how often the service is killed; CATCHMENT_RESTART_ROUNDS
// sets another number.
const restartRounds = 10

// generation returns a file of the n-th version of a layer: n+200 points, all
// of which say n.
func generation(n int) string {
	features := make([]string, n+200)
	for i := range features {
		features[i] = fmt.Sprintf(`{"type":"Feature","id":%d,"properties":{"generation":%d},"geometry":{"type":"Point","coordinates":[%.6f,%.6f]}}`, i, n, 118.8+1e-4*float64(i), 42.2+1e-5*float64(n))
	}
	return `{"type":"FeatureCollection","features":[` + strings.Join(features, ",") + `]}`
}

// TestKilledServiceKeepsWhatItPromised loads over HTTP, kills the service at a
// random instant, starts it again and looks: every load that was answered 201
// is there, one that was not is there whole or not at all, and the bundled
// place is untouched.
func TestKilledServiceKeepsWhatItPromised(t *testing.T) {
	rounds, seed := restartRounds, uint64(time.Now().UnixNano())
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_RESTART_ROUNDS")); err == nil {
		rounds = n
	}
	if n, err := strconv.ParseUint(os.Getenv("CATCHMENT_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("seed %d (CATCHMENT_SEED)", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	dir := t.TempDir()
	first := start(t, dir)
	bundled := len(held(first))
	first.kill()
	promised := map[string]int{} // layer id to the last generation answered 201
	next := 0
	for range rounds {
		p := start(t, dir)
		checkPromised(t, p, promised, bundled)
		last := sendUntilKilled(t, p, promised, &next, time.Duration(random.IntN(150_000))*time.Microsecond)
		startAndKill(t, dir, time.Duration(random.IntN(30_000))*time.Microsecond)
		p = start(t, dir)
		checkLast(t, p, last, promised)
		p.kill()
	}
	checkPromised(t, start(t, dir), promised, bundled)
	if len(promised) == 0 || next < rounds {
		t.Errorf("%d rounds sent %d files, %d layers came in: the kills came too early to tell", rounds, next, len(promised))
	}
	t.Logf("%d files sent in %d rounds", next, rounds)
}

// startAndKill starts the service and kills it after wait, while it may still
// be starting.
func startAndKill(t *testing.T, dir string, wait time.Duration) {
	t.Helper()
	c := exec.Command(binary(t), "--data", dir, "--listen", "127.0.0.1:0")
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	c.Process.Kill()
	c.Wait()
}

// TestFirstStartIsFinishedLater kills the service while it fills a new data
// folder: however often that happens, the bundled place is whole in the end.
func TestFirstStartIsFinishedLater(t *testing.T) {
	whole := start(t, t.TempDir())
	want := held(whole)
	whole.kill()
	dir := t.TempDir()
	for _, wait := range []time.Duration{5, 20, 40, 80, 120, 160} {
		startAndKill(t, dir, wait*time.Millisecond)
	}
	p := start(t, dir)
	if got := held(p); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("after first starts that were killed the folder holds %v, want %v", got, want)
	}
	request, err := http.NewRequest(http.MethodDelete, p.url+"/api/layers/jobs", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err != nil || response.Body.Close() != nil || response.StatusCode != http.StatusNoContent {
		t.Fatalf("DELETE: %v %v", response, err)
	}
	p.kill()
	if got := held(start(t, dir)); len(got) != len(want)-1 {
		t.Errorf("a layer that was withdrawn came back: %v", got)
	}
}

// sendUntilKilled loads one file after another until the service is killed,
// after wait. It returns the layer and generation that was on its way then.
func sendUntilKilled(t *testing.T, p *process, promised map[string]int, next *int, wait time.Duration) (last [2]int) {
	t.Helper()
	time.AfterFunc(wait, func() { p.cmd.Process.Kill() })
	for {
		*next++
		layer := *next % 3
		status, err := p.post(fmt.Sprintf("/api/layers?id=layer%d&role=other", layer), generation(*next))
		switch {
		case err != nil || status == 0:
			p.kill()
			return [2]int{layer, *next}
		case status == http.StatusCreated:
			promised[fmt.Sprint("layer", layer)] = *next
		default:
			t.Fatalf("load %d was answered %d", *next, status)
		}
	}
}

// held returns the features in each layer, and asks a question about the park
// where that is loaded.
func held(p *process) map[string]int {
	p.t.Helper()
	layers := listed(p)
	if layers["park"] > 0 {
		p.get("/api/coverage?service=primary_school", &struct{}{})
	}
	return layers
}

// listed returns the features in each layer, of which none is damaged.
func listed(p *process) map[string]int {
	p.t.Helper()
	var answer struct {
		Layers []struct {
			ID       string
			Features int
		}
		Damaged []any
	}
	p.get("/api/layers", &answer)
	if len(answer.Damaged) > 0 {
		p.t.Errorf("damaged layers: %v", answer.Damaged)
	}
	layers := map[string]int{}
	for _, l := range answer.Layers {
		layers[l.ID] = l.Features
	}
	return layers
}

// checkPromised checks that every layer has the generation it is known to have.
func checkPromised(t *testing.T, p *process, promised map[string]int, bundled int) {
	t.Helper()
	layers := held(p)
	if len(layers) != bundled+len(promised) {
		t.Errorf("%d layers, want the %d bundled ones and %v", len(layers), bundled, promised)
	}
	for id, n := range promised {
		if layers[id] != n+200 {
			t.Errorf("%s has %d features, want %d", id, layers[id], n+200)
		}
		if got := generationOf(t, p, id, n+200); got != n {
			t.Errorf("%s is of generation %d, want %d", id, got, n)
		}
	}
}

// checkLast looks at the load that was on its way: there whole, or not at all.
// Where it is there, it counts as promised from now on.
func checkLast(t *testing.T, p *process, last [2]int, promised map[string]int) {
	t.Helper()
	id, n := fmt.Sprint("layer", last[0]), last[1]
	before, known := promised[id]
	features, there := held(p)[id]
	switch {
	case there && features == n+200 && generationOf(t, p, id, features) == n:
		promised[id] = n
	case known != there || known && (features != before+200 || generationOf(t, p, id, features) != before):
		t.Errorf("%s has %d features after a kill during load %d; promised was generation %d (%v)", id, features, n, before, known)
	}
}

// generationOf returns the generation that all features of a layer say.
func generationOf(t *testing.T, p *process, id string, features int) int {
	t.Helper()
	var answer struct {
		Features []struct{ Properties struct{ Generation int } }
	}
	p.get("/api/layers/"+id+"/features", &answer)
	if len(answer.Features) != features {
		t.Errorf("%s has %d features, its description says %d", id, len(answer.Features), features)
	}
	for _, f := range answer.Features {
		if f.Properties.Generation != answer.Features[0].Properties.Generation {
			t.Errorf("%s holds features of generations %d and %d", id, f.Properties.Generation, answer.Features[0].Properties.Generation)
			break
		}
	}
	return answer.Features[0].Properties.Generation
}

// TestGDALOpensTheStore lets GDAL look at the store of a running service.
func TestGDALOpensTheStore(t *testing.T) {
	trial.Program(t, "ogrinfo", "gdal-bin")
	dir := t.TempDir()
	p := start(t, dir)
	if status, err := p.post("/api/layers?id=layer1", generation(1)); status != http.StatusCreated {
		t.Fatalf("load: %d %v", status, err)
	}
	for _, running := range []bool{true, false} {
		if !running {
			p.kill()
		}
		out, err := exec.Command("ogrinfo", "-ro", "-so", "-al", filepath.Join(dir, "catchment.gpkg")).CombinedOutput()
		text := string(out)
		if err != nil || strings.Contains(text, "ERROR") {
			t.Fatalf("ogrinfo (service running: %v): %v\n%s", running, err, text)
		}
		for _, want := range []string{"Layer name: layer1", "Feature Count: 201", "Layer name: landuse", "Layer name: park", "WGS 84"} {
			if !strings.Contains(text, want) {
				t.Errorf("ogrinfo (service running: %v) lacks %q:\n%s", running, want, text)
			}
		}
	}
}

// TestStopsWhenAsked ends the service as Ctrl-C and a service manager do.
func TestStopsWhenAsked(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		p := start(t, t.TempDir())
		p.get("/readyz", &struct{}{})
		if err := p.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		if err := p.cmd.Wait(); err != nil {
			t.Errorf("after %v: %v, want exit code 0", signal, err)
		}
	}
}

// TestSecondServiceIsRefused starts a service and a command on a data folder
// that is in use.
func TestSecondServiceIsRefused(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir)
	for _, args := range [][]string{
		{"serve", "--data", dir, "--listen", "127.0.0.1:0"},
		{"load", "--data", dir, file(t, "x.geojson", `{"type":"Point","coordinates":[118.88,42.26]}`)},
	} {
		_, said, code := run(t, args...)
		if code == 0 || !strings.Contains(said, "in use") {
			t.Errorf("%v on a folder in use: exit code %d, said %q", args, code, said)
		}
	}
	p.get("/readyz", &struct{}{})
}
