package formats_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"runtime"
	"testing"

	"catchment/data"
	"catchment/data/formats"
)

// peeking looks into a folder at the end of what it reads.
type peeking struct {
	io.Reader
	dir  string
	seen []os.DirEntry
}

func (p *peeking) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if err == io.EOF {
		p.seen, _ = os.ReadDir(p.dir)
	}
	return n, err
}

// TestArchiveLeavesNoName: what is kept on disk of an archive has no name while it
// is read, so that a process which is killed meanwhile leaves nothing.
func TestArchiveLeavesNoName(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("an open file keeps its name")
	}
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "a.txt", Method: zip.Store})
	if err == nil {
		_, err = io.CopyN(w, rand.Reader, 1<<20)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	p := &peeking{Reader: &b, dir: dir}
	if _, err := formats.Decode(context.Background(), p, formats.Options{Name: "a.zip"}, func(data.Feature) error { return nil }); err == nil {
		t.Error("an archive without a layer is read")
	}
	if len(p.seen) > 0 {
		t.Errorf("while the archive is read there is %s", p.seen[0].Name())
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%s is left", left[0].Name())
	}
}
