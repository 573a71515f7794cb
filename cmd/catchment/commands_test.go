package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	goodFile = `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"amenity":"library","name":"No. 1"},"geometry":{"type":"Point","coordinates":[118.87,42.25]}}]}`
	badFile  = `{"type":"FeatureCollection","features":[` + "\n" + `{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[999,42.25]}}]}`
)

func TestLoadCommand(t *testing.T) {
	dir := t.TempDir()
	good, bad := file(t, "my libraries.geojson", goodFile), file(t, "bad.geojson", badFile)
	out, said, code := run(t, "load", "--data", dir, good)
	if code != 0 || !strings.Contains(out, "layer my-libraries version 1, facility library, 1 features") || !strings.Contains(out, "role facility:") {
		t.Errorf("load = %d, said %s%s", code, out, said)
	}
	out, said, code = run(t, "load", "--data", dir, bad, good)
	if code == 0 || !strings.Contains(out, bad+":2:") || !strings.Contains(out, "999") || !strings.Contains(out, "version 2") || !strings.Contains(said, "1 of 2 files refused") {
		t.Errorf("load of a bad and a good file = %d, said %s%s; want the bad one refused with its place, the good one taken", code, out, said)
	}
	out, said, code = run(t, "load", "--data", dir, "--id", "reading rooms", good)
	if code == 0 || !strings.Contains(out+said, "reading rooms") {
		t.Errorf("load --id with a space = %d, said %s%s", code, out, said)
	}
	p := start(t, dir)
	layers := held(p)
	if layers["my-libraries"] != 1 || layers["bad"] != 0 || len(layers) != 1 {
		t.Errorf("the service then holds %v", layers)
	}
}

// TestRefusedLoadLeavesAFolderNew: what is served from a folder that nothing
// was loaded into is the bundled place.
func TestRefusedLoadLeavesAFolderNew(t *testing.T) {
	dir := t.TempDir()
	if out, said, code := run(t, "load", "--data", dir, file(t, "bad.geojson", badFile)); code == 0 {
		t.Fatalf("load of a bad file = %d, said %s%s", code, out, said)
	}
	if layers := held(start(t, dir)); layers["park"] != 1 {
		t.Errorf("the service then holds %v, want the bundled place", layers)
	}
}

func TestCheckCommandStoresNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	good, bad := file(t, "libraries.geojson", goodFile), file(t, "bad.geojson", badFile)
	if out, said, code := run(t, "check", "--data", dir, good); code != 0 || !strings.Contains(out, "facility library") {
		t.Errorf("check = %d, said %s%s", code, out, said)
	}
	out, said, code := run(t, "check", "--data", dir, bad)
	if code == 0 || !strings.Contains(out, bad+":2:") || !strings.Contains(out, "would be refused") {
		t.Errorf("check of a bad file = %d, said %s%s", code, out, said)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("check left something in the data folder: %v", err)
	}
}

func TestCoverageCommand(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	out, said, code := run(t, "coverage", "--data", dir, "primary_school")
	if _, err := os.Stat(dir); code == 0 || !strings.Contains(said, "no data in "+dir) || !os.IsNotExist(err) {
		t.Errorf("coverage in a folder that is not there = %d, said %s%s; left behind: %v", code, out, said, err)
	}
	start(t, dir).kill()
	out, said, code = run(t, "coverage", "--data", dir, "primary_school", "--radius", "500")
	if code != 0 || !strings.Contains(out, "primary_school within 500 m in park: ") || !strings.Contains(out, "二十七小") {
		t.Errorf("coverage = %d, said %s%s", code, out, said)
	}
	for _, wrong := range [][]string{
		{"space_port"}, {"primary_school", "--radius", "-1"}, {"primary_school", "--radius", "NaN"}, {"primary_school", "--area", "atlantis"},
		{"primary_school", "--demand", "gold"}, {"primary_school", "--year", "soon"}, {},
	} {
		out, said, code := run(t, append([]string{"coverage", "--data", dir}, wrong...)...)
		if code == 0 || len(said) < 20 || out != "" || strings.Contains(said, "panic") {
			t.Errorf("coverage %v = %d, said %s%s; want a sentence of what to do", wrong, code, out, said)
		}
	}
}

func TestWrongCommandLines(t *testing.T) {
	for _, args := range [][]string{
		{"fly"}, {"load"}, {"load", "--data", t.TempDir(), "nothing-there.geojson"}, {"load", "--data", t.TempDir(), "--mode", "hopeful", file(t, "x.geojson", goodFile)},
		{"--listen", "nowhere at all", "--data", t.TempDir()}, {"--data", file(t, "not-a-folder", "x")},
	} {
		out, said, code := run(t, args...)
		if code == 0 || said == "" || strings.Contains(said, "goroutine") {
			t.Errorf("catchment %v = %d, said %s%s", args, code, out, said)
		}
	}
}

func TestRulesCommand(t *testing.T) {
	dir := t.TempDir()
	const good = `{"documents":[{"id":"Guide","status":"local"}],"rules":[{"id":"k","kinds":["kindergarten"],"metric":"radius","values":[{"max":400}],"standard":"Guide","evidence":"recalled","confidence":"low"}]}`
	out, said, code := run(t, "rules", "--data", dir, file(t, "town.json", good))
	if code != 0 || !strings.Contains(out, "town") || !strings.Contains(out, "version 1, switched on") || !strings.Contains(out, "builtin") {
		t.Errorf("rules FILE = %d, said %s%s", code, out, said)
	}
	out, said, code = run(t, "rules", "--data", dir, "--off", file(t, "town.json", good))
	if code != 0 || !strings.Contains(out, "version 2, switched off") {
		t.Errorf("rules --off FILE = %d, said %s%s", code, out, said)
	}
	bad := file(t, "bad.json", strings.Replace(good, "recalled", "heard", 1))
	if out, said, code = run(t, "rules", "--data", dir, bad); code == 0 || !strings.Contains(said, `rule 0 ("k"), evidence`) {
		t.Errorf("rules of a bad file = %d, said %s%s", code, out, said)
	}
	if out, said, code = run(t, "rules", "--data", dir, "--id", "town", "--remove"); code != 0 || strings.Contains(out, "town") {
		t.Errorf("rules --remove = %d, said %s%s", code, out, said)
	}
}
