// Package trial gives tests what lies outside of the module: reference data,
// other programs, a PostGIS, and seeded files of any size. Only tests import it.
package trial

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// Missing skips the test for want of a part, or fails it where
// CATCHMENT_TEST_REQUIRE=all asks for every part.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CATCHMENT_TEST_REQUIRE") == "all" {
		t.Fatalf("required, but there is no %s", what)
	}
	t.Skipf("there is no %s", what)
}

// Chromium returns the path of a Chromium to open pages with: the one that CHROME
// names, else the one without windows, which open anew for each tab of a test.
func Chromium() (string, error) {
	for _, name := range []string{os.Getenv("CHROME"), "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium found: install it or set CHROME")
}

// Program returns the path of a program that is in a Debian package, or ends
// the test as [Missing] does.
func Program(t testing.TB, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name+": install "+debianPackage)
	}
	return path
}

// Python returns the path of Debian's Python when it has the module, or ends
// the test as [Missing] does.
func Python(t testing.TB, module string) string {
	t.Helper()
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import "+module).Run(); err != nil {
		Missing(t, module+": install python3-"+module)
	}
	return python
}

// Ask runs a script of Python, gives it question as JSON on its standard input
// and reads answer as JSON from its output. What it warns of is not shown.
func Ask(t testing.TB, python, script string, question, answer any) {
	t.Helper()
	in, err := json.Marshal(question)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-W", "ignore", "-c", script)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, answer); err != nil {
		t.Fatal(err)
	}
}

// Shared returns a path among the reference places and answers, which lie in
// the folder "shared" beside the module or where CATCHMENT_SHARED says, or
// ends the test as [Missing] does.
func Shared(t testing.TB, parts ...string) string {
	t.Helper()
	root := os.Getenv("CATCHMENT_SHARED")
	if root == "" {
		root = filepath.Join(moduleRoot(t), "..", "shared")
	}
	name := filepath.Join(append([]string{root}, parts...)...)
	if !Exists(name) {
		Missing(t, filepath.Join(parts...)+": set CATCHMENT_SHARED to the folder of reference places")
	}
	return name
}

// Exists reports whether there is a file or folder of that name.
func Exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// moduleRoot returns the folder of go.mod above the test's own.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for !Exists(filepath.Join(dir, "go.mod")) {
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the working directory")
		}
		dir = filepath.Dir(dir)
	}
	return dir
}

// Rounds returns how many seeds a law is tried with: n, a tenth of it under
// -short, which is how tests run under the race detector, or what
// CATCHMENT_ROUNDS asks for.
func Rounds(n int) uint64 {
	if v, err := strconv.ParseUint(os.Getenv("CATCHMENT_ROUNDS"), 10, 32); err == nil {
		return v
	}
	if testing.Short() {
		n = (n + 9) / 10
	}
	return uint64(n)
}

// Slow skips a test under -short that is slow under the race detector and has
// nothing for it to find; it runs without.
func Slow(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("short: slow under the race detector")
	}
}
