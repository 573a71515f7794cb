package web

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/klauspost/compress/gzip"
)

// leastPacked is the length in bytes from which a file is worth compressing: a
// shorter one fits into one packet as it is.
const leastPacked = 1 << 10

// archive returns files with those of made in their place or beside them, and
// the compressed forms of what a browser fetches often.
func archive(files fs.FS, made map[string][]byte) (fs.FS, error) {
	all := maps.Clone(made)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || all[name] != nil {
			return err
		}
		all[name], err = fs.ReadFile(files, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	level, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		return nil, fmt.Errorf("compressing the page: %w", err)
	}
	pack := packer{level}
	for name, content := range maps.Clone(all) {
		if made[name] == nil && path.Ext(name) != ".json" {
			continue
		}
		form, err := pack.packed(content)
		if err != nil {
			return nil, fmt.Errorf("compressing %s: %w", name, err)
		}
		if form != nil {
			all[name+".gz"] = form
		}
	}
	var whole bytes.Buffer
	z := zip.NewWriter(&whole)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(all[name])
		}
		if err != nil {
			return nil, fmt.Errorf("keeping %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("keeping the page: %w", err)
	}
	return zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
}

// packer compresses files one after the other with the same tables, which are
// larger than all the files together.
type packer struct{ gzip *gzip.Writer }

// packed returns the gzip form of a file, nil where it is not worth it.
func (p packer) packed(content []byte) ([]byte, error) {
	if len(content) < leastPacked {
		return nil, nil
	}
	var to bytes.Buffer
	p.gzip.Reset(&to)
	_, err := p.gzip.Write(content)
	if err = errors.Join(err, p.gzip.Close()); err != nil || to.Len() >= len(content) {
		return nil, err
	}
	return to.Bytes(), nil
}
