package web

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
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
	var whole bytes.Buffer
	z := zip.NewWriter(&whole)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		often := made[name] != nil || path.Ext(name) == ".json"
		for ending, content := range packed(all[name], often) {
			w, err := z.CreateHeader(&zip.FileHeader{Name: name + ending, Method: zip.Store})
			if err == nil {
				_, err = w.Write(content)
			}
			if err != nil {
				return nil, fmt.Errorf("keeping %s: %w", name, err)
			}
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("keeping the page: %w", err)
	}
	return zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
}

// packed returns the forms in which a file is kept, by the ending of its name:
// as it is, and compressed where that is wanted and helps.
func packed(content []byte, often bool) map[string][]byte {
	forms := map[string][]byte{"": content}
	if !often || len(content) < leastPacked {
		return forms
	}
	var to bytes.Buffer
	if w, err := gzip.NewWriterLevel(&to, gzip.BestCompression); err == nil {
		w.Write(content) // a bytes.Buffer takes everything
		w.Close()
		forms[".gz"] = to.Bytes()
	}
	if w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1)); err == nil {
		forms[".zst"] = w.EncodeAll(content, nil)
	}
	for ending, form := range forms {
		if ending != "" && len(form) >= len(content) {
			delete(forms, ending)
		}
	}
	return forms
}
