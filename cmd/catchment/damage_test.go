package main_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"catchment/data"
)

// storeOf returns the kept files and the lost layers that the API names, and how
// many layers it serves.
func storeOf(p *process) (files, lost []string, served int) {
	var listed struct {
		Layers  []struct{}
		Damaged []data.Damage
	}
	p.get("/api/layers", &listed)
	for _, d := range listed.Damaged {
		if d.File != "" {
			files = append(files, d.File)
		} else {
			lost = append(lost, d.Layer)
		}
	}
	return files, lost, len(listed.Layers)
}

// TestCutStoreIsNamed cuts the store short, as a copy that did not end, and
// starts the service: the API and the terminal name the file in which it is
// kept and what is lost, until that has been dealt with.
func TestCutStoreIsNamed(t *testing.T) {
	dir := t.TempDir()
	p := start(t, dir)
	if status, err := p.post("/api/layers?id=last&role=other", generation(5000)); err != nil || status != http.StatusCreated {
		t.Fatal(status, err)
	}
	_, _, all := storeOf(p)
	p.cmd.Process.Signal(os.Interrupt)
	p.cmd.Wait()
	store := filepath.Join(dir, "catchment.gpkg")
	whole, err := os.ReadFile(store)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(store, whole[:len(whole)*9/10], 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and again, for it is not dealt with
		p = start(t, dir)
		files, layers, served := storeOf(p)
		if len(files) != 1 || !strings.HasPrefix(files[0], "catchment.gpkg.cut-") || served+len(layers) != all || len(layers) == 0 {
			t.Fatalf("of %d layers %d are served, named are the files %q and the layers %q", all, served, files, layers)
		}
		if info, err := os.Stat(filepath.Join(dir, files[0])); err != nil || info.Size() != int64(len(whole)) {
			t.Errorf("the file named: %v, %v", info, err)
		}
		p.kill()
		for _, want := range append(layers, filepath.Join(dir, files[0]), "load again what is missing") {
			if !strings.Contains(p.said.String(), want) {
				t.Errorf("the terminal does not say %q:\n%s", want, p.said.String())
			}
		}
	}
	kept, err := filepath.Glob(store + ".cut-*")
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	if err := os.Remove(kept[0]); err != nil {
		t.Fatal(err)
	}
	p = start(t, dir)
	if status, err := p.post("/api/layers?id=last&role=other", generation(5000)); err != nil || status != http.StatusCreated {
		t.Fatal(status, err)
	}
	if files, layers, served := storeOf(p); len(files)+len(layers) != 0 || served != all {
		t.Errorf("dealt with, there are still named %q and %q", files, layers)
	}
}
