package intake

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"testing/iotest"
)

// TestReplay reads files in part and then again: what can be kept comes back
// whole, and nothing stays on disk.
func TestReplay(t *testing.T) {
	const seed = 3
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 0))
	t.Setenv("TMPDIR", t.TempDir())
	for _, x := range []struct {
		head  string
		size  int
		read  int
		whole bool
	}{
		{"{", 100, 50, true}, {"{", keptBytes, keptBytes, true}, {"{", keptBytes + 9, keptBytes - 1, true}, {"{", keptBytes + 9, keptBytes + 1, false},
		{"PK\x03\x04", 3*keptBytes + 7, 2*keptBytes + 5, true}, {"SQLite format 3\x00", 2 * keptBytes, 2 * keptBytes, true}, {"PK\x03\x04", 40, 40, true},
		{"", 0, 0, true},
	} {
		want := []byte(x.head)
		for len(want) < x.size {
			want = append(want, byte(rnd.Uint32()))
		}
		p := &replay{r: iotest.OneByteReader(bytes.NewReader(want))}
		if x.size > 1000 {
			p.r = bytes.NewReader(want)
		}
		if _, err := io.CopyN(io.Discard, p, int64(x.read)); err != nil {
			t.Fatal(err)
		}
		kept, err := io.ReadAll(p.kept())
		if err != nil || !bytes.HasPrefix(want, kept) || len(kept) < min(x.read, keptBytes) {
			t.Errorf("%q of %d, read %d: %d bytes kept, %v", x.head, x.size, x.read, len(kept), err)
		}
		again, whole := p.again()
		if whole != x.whole {
			t.Errorf("%q of %d, read %d: whole %v, want %v", x.head, x.size, x.read, whole, x.whole)
		}
		if whole {
			if got, err := io.ReadAll(again); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%q of %d, read %d: %d bytes come back, %v", x.head, x.size, x.read, len(got), err)
			}
		}
		p.Close()
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) != 0 {
			t.Errorf("%v left on disk, %v", left, err)
		}
	}
	p := &replay{r: iotest.ErrReader(io.ErrClosedPipe)}
	if _, err := p.Read(make([]byte, 8)); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("error %v is not passed on", err)
	}
}

// TestReplayWithoutDisk cannot keep an archive: the reading fails with the reason.
func TestReplayWithoutDisk(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	p := &replay{r: io.MultiReader(bytes.NewReader([]byte("PK\x03\x04")), bytes.NewReader(make([]byte, 2*keptBytes)))}
	defer p.Close()
	if _, err := io.Copy(io.Discard, p); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("error %v, want that of the disk", err)
	}
}
