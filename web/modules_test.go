package web_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// TestPureModules runs the laws in web/test, which need no page, on node.
func TestPureModules(t *testing.T) {
	node := trial.Program(t, "node", "nodejs")
	files, err := filepath.Glob(filepath.Join("test", "*.test.js"))
	if err != nil || len(files) < 10 {
		t.Fatalf("found %d files of laws: %v", len(files), err)
	}
	out, err := exec.CommandContext(t.Context(), node, append([]string{"--test"}, files...)...).CombinedOutput()
	if err != nil {
		t.Errorf("node --test: %v\n%s", err, out)
	}
}

// TestModulesHaveTheirTypes lets the TypeScript compiler check every module
// against the types in its comments.
//
// The compiler (Apache-2.0, a test tool, not part of this project) is the file
// that TSC names: npm install typescript; TSC=node_modules/typescript/bin/tsc.
func TestModulesHaveTheirTypes(t *testing.T) {
	node := trial.Program(t, "node", "nodejs")
	tsc := os.Getenv("TSC")
	if _, err := os.Stat(tsc); err != nil {
		trial.Missing(t, "TypeScript: TSC must name its bin/tsc")
	}
	check := func(arguments ...string) (string, error) {
		out, err := exec.CommandContext(t.Context(), node, append([]string{tsc, "--noEmit"}, arguments...)...).CombinedOutput()
		return string(out), err
	}
	if out, err := check("-p", "tsconfig.json"); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
	// That it looks: the same settings find a fault where there is one.
	faulty := filepath.Join(t.TempDir(), "faulty.js")
	if err := os.WriteFile(faulty, []byte("/** @type {number} */\nexport const metres = \"500\";\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := check("--allowJs", "--checkJs", "--strict", "--target", "es2023", faulty); err == nil || !strings.Contains(out, "TS2322") {
		t.Errorf("tsc passes over a text where a number should be: %v\n%s", err, out)
	}
}
