package main_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// TestREADME runs every command of the README, in its order, against a server
// of its own.
func TestREADME(t *testing.T) {
	trial.Program(t, "curl", "curl")
	trial.Slow(t)
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(root, "data"), filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "catchment"), "./cmd/catchment")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", build, err, out)
	}
	address := serve(t, dir)
	ran := 0
	for _, line := range shellLines(t, filepath.Join(root, "README.md")) {
		switch line {
		case "go run ./cmd/catchment", "go build -o catchment ./cmd/catchment":
			continue // done above, with the temporary folder as target
		case "go test ./...":
			requireInCI(t, root)
			continue
		}
		runLine(t, dir, address, line)
		ran++
	}
	if ran < 15 {
		t.Errorf("only %d commands were found in the README", ran)
	}
}

// shellLines returns the lines of the sh blocks of a file, comments left out.
func shellLines(t *testing.T, name string) []string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	inside := false
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "```sh":
			inside = true
		case line == "```":
			inside = false
		case inside && line != "" && !strings.HasPrefix(line, "#"):
			lines = append(lines, line)
		}
	}
	return lines
}

// serve starts the binary in dir on a free port and returns its address.
func serve(t *testing.T, dir string) string {
	t.Helper()
	server := exec.Command("./catchment", "--listen", "127.0.0.1:0")
	server.Dir = dir
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the server said nothing: %v", err)
	}
	found := regexp.MustCompile(`http://(\S+)`).FindStringSubmatch(first)
	if found == nil {
		t.Fatalf("no address in %q", first)
	}
	return found[1]
}

// runLine runs one command of the README; what curl gets must be JSON.
func runLine(t *testing.T, dir, address, line string) {
	t.Helper()
	asked := strings.ReplaceAll(line, "127.0.0.1:8080", address)
	isCurl := strings.HasPrefix(asked, "curl -s ")
	if isCurl {
		asked = "curl -sS --fail-with-body " + strings.TrimPrefix(asked, "curl -s ")
	}
	// The server holds its own store; other commands name another folder.
	c := exec.Command("bash", "-c", asked)
	c.Dir = dir
	out, err := c.CombinedOutput()
	if err != nil {
		t.Errorf("%s\n%v: %.600s", line, err, out)
		return
	}
	if isFile := strings.Contains(asked, " -o "); isFile {
		return // curl failed above unless it got the file
	}
	if len(out) == 0 || isCurl && !json.Valid(out) {
		t.Errorf("%s\nanswered %.300q", line, out)
	}
}

// requireInCI checks that .ci/run calls the README's test command.
func requireInCI(t *testing.T, root string) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(root, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^go test -race .*\./\.\.\.$`).Match(script) {
		t.Error(".ci/run does not run the README's test command")
	}
}
