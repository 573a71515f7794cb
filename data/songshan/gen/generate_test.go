package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The files beside the generator are what it writes.
func TestFilesAreUpToDate(t *testing.T) {
	files, err := generate()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		have, err := os.ReadFile(filepath.Join("..", f.name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have, f.data) {
			t.Errorf("%s differs from what the generator writes at byte %d; run go generate", f.name, firstDifference(have, f.data))
		}
	}
	if on, _ := filepath.Glob("../*.geojson"); len(on) != len(files) {
		t.Errorf("%d layers on disk, the generator writes %d", len(on), len(files))
	}
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

// Every name in realNames and every recipe is used; a name would silently
// disappear when the river runs over its block.
func TestDesignIsUsed(t *testing.T) {
	p, err := newPlan(1)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, b := range p.cells {
		used[b.recipe] = true
	}
	for name := range recipes {
		if !used[name] {
			t.Errorf("recipe %s is not used", name)
		}
	}
	for key := range realNames {
		found := false
		for _, l := range p.cells[[2]int{key.col, key.row}].leaves {
			found = found || l.kind == key.kind
		}
		if !found {
			t.Errorf("no %s in block %d,%d", key.kind, key.col, key.row)
		}
	}
	for _, b := range p.cells {
		for _, l := range b.leaves {
			if _, ok := programmes[l.code]; !ok {
				t.Errorf("block %d,%d: no programme for %s", b.col, b.row, l.code)
			}
		}
	}
}
