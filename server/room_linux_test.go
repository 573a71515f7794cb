package server_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"catchment/server"
)

// TestNoRoomForTemporaryFiles sends what is kept in a temporary file while it
// is read, when there is no room for one: that is said, nothing is loaded, and
// no path of the service is told. It needs the right to mount.
func TestNoRoomForTemporaryFiles(t *testing.T) {
	s := newPark(t, server.Options{})
	store, err := parkStore()
	if err != nil {
		t.Fatal(err)
	}
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("no right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	t.Setenv("TMPDIR", disk)
	for _, path := range []string{"/api/layers?id=big&table=park", "/api/check?table=park"} {
		a := s.do(http.MethodPost, path, strings.NewReader(string(store)))
		var p problemShape
		if a.into(t, &p); p.Status != http.StatusInsufficientStorage || !strings.Contains(p.Detail, "TMPDIR") || strings.Contains(p.Detail, disk) {
			t.Errorf("POST %s: %v, want 507 that tells of TMPDIR and names no folder", path, a)
		}
	}
	if a := s.do(http.MethodGet, "/api/layers/big", nil); a.status != http.StatusNotFound {
		t.Errorf("%v, want 404", a)
	}
	if left, _ := os.ReadDir(disk); len(left) > 0 {
		t.Errorf("%d files are left in %s", len(left), filepath.Base(disk))
	}
}
