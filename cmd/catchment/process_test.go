package main_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"catchment/geo/trial"
)

// binary returns the program, built once per test run. Tests of it are
// [trial.Slow]: the race detector sees its own process only.
func binary(t *testing.T) string {
	t.Helper()
	trial.Slow(t)
	name, err := built()
	if err != nil {
		t.Fatal(err)
	}
	return name
}

var builtIn string // the folder of the binary, removed at the end

var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "catchment-binary-")
	if err != nil {
		return "", err
	}
	builtIn = dir
	name := filepath.Join(dir, "catchment")
	if out, err := exec.Command("go", "build", "-o", name, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return name, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if builtIn != "" {
		os.RemoveAll(builtIn)
	}
	os.Exit(code)
}

// process is a running service.
type process struct {
	t   *testing.T
	cmd *exec.Cmd
	url string
	// said is what it wrote to its standard error, to be read once it has ended.
	said strings.Builder
}

var listening = regexp.MustCompile(`http://\S+`)

// start runs the service on a data folder and a free port, and waits until it
// answers.
func start(t *testing.T, dir string, args ...string) *process {
	t.Helper()
	return startAs(t, exec.Command, dir, args...)
}

// startAs is start with a command made by command.
func startAs(t *testing.T, command func(program string, args ...string) *exec.Cmd, dir string, args ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: command(binary(t), append([]string{"--data", dir, "--listen", "127.0.0.1:0"}, args...)...)}
	p.cmd.Env = append(os.Environ(), "CATCHMENT_LISTEN=", "CATCHMENT_DATA=")
	p.cmd.Stderr = &p.said
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	line, err := bufio.NewReader(out).ReadString('\n')
	if p.url = listening.FindString(line); err != nil || p.url == "" {
		p.cmd.Wait()
		t.Fatalf("the service did not start: %v, said %q\n%s", err, line, p.said.String())
	}
	go io.Copy(io.Discard, out)
	return p
}

// kill ends the process at once, as kill -9 does, and waits until it is gone.
func (p *process) kill() {
	if p.cmd.ProcessState == nil {
		p.cmd.Process.Kill()
		p.cmd.Wait()
	}
}

// get fetches a path and decodes the answer.
func (p *process) get(path string, into any) {
	p.t.Helper()
	response, err := http.Get(p.url + path)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		p.t.Fatalf("GET %s = %d %s %v", path, response.StatusCode, body, err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		p.t.Fatalf("GET %s: %v in %.300s", path, err, body)
	}
}

// post sends a file and returns the status; an error when the service went
// away meanwhile.
func (p *process) post(path, file string) (int, error) {
	return p.send(path, strings.NewReader(file))
}

// send is post for a file of any size.
func (p *process) send(path string, file io.Reader) (int, error) {
	response, err := http.Post(p.url+path, "application/geo+json", file)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// run runs a command of the program and returns what it wrote and its exit
// code.
func run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, binary(t), args...)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	err := c.Run()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

// file writes a file for a test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
