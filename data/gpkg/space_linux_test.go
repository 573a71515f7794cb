package gpkg_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"syscall"
	"testing"

	"catchment/data"
	"catchment/data/gpkg"
)

// TestDiskFull commits to a disk of 4 MB until it is full, with and without
// looking at the room beforehand: the load is refused as ErrStoreFull, and what
// was there stays whole. It needs the right to mount.
func TestDiskFull(t *testing.T) {
	for name, keepFree := range map[string]int64{"foreseen": 1 << 20, "met": -1 << 40} {
		t.Run(name, func(t *testing.T) {
			disk := t.TempDir()
			if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=4m"); err != nil {
				t.Skipf("no right to mount a small disk: %v", err)
			}
			t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
			s := openStore(t, filepath.Join(disk, "catchment.gpkg"), gpkg.Options{KeepFree: keepFree})
			rnd := rand.New(rand.NewPCG(6, 6))
			var last *data.Layer
			for range 100 {
				l := newLayer(t, data.Meta{ID: "a"}, oddFeatures(rnd, 1000))
				v, err := s.Commit(context.Background(), l)
				if err != nil {
					if !errors.Is(err, data.ErrStoreFull) {
						t.Fatalf("Commit on a full disk: %v, want ErrStoreFull", err)
					}
					if last == nil {
						t.Fatal("not one version fitted: the test proves nothing")
					}
					sameLayer(t, load(t, s)["a"], last)
					return
				}
				l.Version, last = v, l
			}
			t.Error("100 versions fit on a disk of 4 MB")
		})
	}
}
