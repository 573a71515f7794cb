package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReportCommand writes the report on a district twice, and refuses names
// that tell no format.
func TestReportCommand(t *testing.T) {
	dir := t.TempDir()
	catalog, _, err := openFilled(t.Context(), &settings{dataDir: filepath.Join(dir, "data")})
	if err != nil {
		t.Fatal(err)
	}
	if err := catalog.Close(); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (string, error) {
		c := newReport(&settings{dataDir: filepath.Join(dir, "data")})
		var out bytes.Buffer
		c.SetOut(&out)
		c.SetErr(&out)
		c.SilenceUsage = true
		c.SetArgs(args)
		err := c.ExecuteContext(t.Context())
		return out.String(), err
	}
	var written [2][]byte
	for i, name := range []string{"a.csv", "b.csv"} {
		name = filepath.Join(dir, name)
		if out, err := run(name, "--area", "districts/district-6", "--lang", "en", "--date", "2026-10-01"); err != nil || !strings.Contains(out, name) {
			t.Fatalf("report: %q, %v", out, err)
		}
		var err error
		if written[i], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(written[0], written[1]) || !bytes.Contains(written[0], []byte("Service coverage and land use")) {
		t.Errorf("two runs differ, or are no report: %.100q", written[0])
	}
	for _, args := range [][]string{{filepath.Join(dir, "a.pdf")}, {filepath.Join(dir, "a.csv"), "--date", "soon"}, {filepath.Join(dir, "a.csv"), "--lang", "fr"}, {filepath.Join(dir, "a.csv"), "--area", "nowhere"}} {
		if out, err := run(args...); err == nil {
			t.Errorf("report %v: no error, %q", args, out)
		}
	}
}
