package main_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors is the tower: a package may import those of its own floor's list.
// The longest matching prefix of a package's path decides.
var floors = map[string][]string{
	"cmd":           {"coverage", "data", "geo", "server", "web"},
	"server":        {"coverage", "data", "geo", "server"},
	"coverage":      {"coverage", "data", "geo"},
	"data":          {"data", "geo"},
	"data/songshan": {"data", "geo"},
	"geo":           {"geo"},
	"web":           {},
}

// owners names the only packages that may import a library. cmd is allowed
// where it must hand something over.
var owners = map[string][]string{
	"github.com/gin-gonic/gin":         {"server", "cmd/catchment"},
	"github.com/danielgtaylor/huma/v2": {"server", "server/ogc"},
	"github.com/tidwall/rtree":         {"geo/index"},
	"github.com/paulmach/orb/geojson":  {"data/geojson"},
	"modernc.org/sqlite":               {"data/gpkg", "data/formats"}, // the store, and files that come in
	"github.com/spf13/cobra":           {"cmd/catchment"},
}

// testsMayUse names what the tests of a package take that the package itself may
// not: those of the server serve the real page, those of the page skip as all do.
var testsMayUse = map[string]string{"server": "web", "web": "geo/trial"}

// stores are named by cmd alone.
const storePackage = "catchment/data/gpkg"

func TestTower(t *testing.T) {
	root := filepath.Join("..", "..")
	files := 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		files++
		checkImports(t, root, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("looked at %d files only: the walk does not see the project", files)
	}
}

func checkImports(t *testing.T, root, name string) {
	t.Helper()
	relative, err := filepath.Rel(root, name)
	if err != nil {
		t.Fatal(err)
	}
	pkg := path.Dir(filepath.ToSlash(relative))
	parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	test := strings.HasSuffix(name, "_test.go")
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if own, ok := strings.CutPrefix(imported, "catchment/"); ok {
			if !allowed(pkg, own) && !(test && (own == pkg || own == testsMayUse[pkg])) {
				t.Errorf("%s: package %s may not import catchment/%s: the tower is cmd, server, coverage, data, geo", relative, pkg, own)
			}
			if imported == storePackage && pkg != "cmd/catchment" && pkg != "data/gpkg" && !test {
				t.Errorf("%s: only cmd/catchment names a store", relative)
			}
		}
		for library, only := range owners {
			if test || imported != library && !strings.HasPrefix(imported, library+"/") {
				continue
			}
			if !oneOf(pkg, only) {
				t.Errorf("%s: %s may be imported by %s only", relative, library, strings.Join(only, ", "))
			}
		}
	}
}

func allowed(pkg, own string) bool {
	for prefix := pkg; prefix != "."; prefix = path.Dir(prefix) {
		floor, ok := floors[prefix]
		if !ok {
			continue
		}
		top, _, _ := strings.Cut(own, "/")
		return oneOf(top, floor)
	}
	return false
}

func oneOf(s string, list []string) bool {
	for _, l := range list {
		if s == l {
			return true
		}
	}
	return false
}

func TestTopLevelIsFixed(t *testing.T) {
	fixed := []string{"cmd", "coverage", "data", "geo", "go.mod", "go.sum", "README.md", "server", "web"}
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || e.Name() == "catchment-data" {
			continue
		}
		if !oneOf(e.Name(), fixed) {
			t.Errorf("%s stands at the top level; the layout is %s", e.Name(), strings.Join(fixed, ", "))
		}
	}
}

// TestCheckSavesTheRejected: what a check rejects is written as it came, and
// never over a file.
func TestCheckSavesTheRejected(t *testing.T) {
	bad, to := file(t, "bad.geojson", badFile), filepath.Join(t.TempDir(), "rejected.geojson")
	out, said, code := run(t, "check", "--rejected", to, bad)
	text, err := os.ReadFile(to)
	if code == 0 || err != nil || string(text) != "{\"type\":\"FeatureCollection\",\"features\":[\n"+strings.TrimSuffix(strings.Split(badFile, "\n")[1], "]}")+"\n]}\n" {
		t.Errorf("check --rejected = %d, said %s%s, wrote %s %v", code, out, said, text, err)
	}
	if !strings.Contains(out, bad+":2:76: feature 0 /features/0/geometry/coordinates: error: ") || !strings.Contains(out, "1 rejected features") {
		t.Errorf("check says %s", out)
	}
	if _, said, code := run(t, "check", "--rejected", to, bad); code == 0 || !strings.Contains(said, "exists") {
		t.Errorf("check --rejected over a file = %d, said %s", code, said)
	}
}
