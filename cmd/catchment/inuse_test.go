package main_test

import (
	"strings"
	"testing"
)

// TestInUse asks the command line while a service has the store open: it is
// told how to ask that one instead.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	start(t, dir)
	for _, command := range [][]string{
		{"load", "--data", dir, file(t, "libraries.geojson", goodFile)},
		{"coverage", "primary_school", "--data", dir},
	} {
		out, said, code := run(t, command...)
		if code == 0 || !strings.Contains(said, "over HTTP") || !strings.Contains(said, "/api/layers") {
			t.Errorf("%v = %d, said %s%s; want the HTTP way named", command, code, out, said)
		}
	}
}
