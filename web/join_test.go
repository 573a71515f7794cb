package web_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"catchment/web"
)

func joinedPage(t *testing.T) fs.FS {
	t.Helper()
	joined, err := web.Joined()
	if err != nil {
		t.Fatal(err)
	}
	return joined
}

// TestJoinedPageAsksForLittle holds that the joined page asks for one style
// sheet and at most four scripts: the start, what follows it, which names a part of it,
// and Leaflet. All are there, and everything else of the page is as it was.
func TestJoinedPageAsksForLittle(t *testing.T) {
	joined := joinedPage(t)
	index, err := fs.ReadFile(joined, "index.html")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]int{}
	for _, m := range regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(string(index), -1) {
		if strings.HasPrefix(m[1], "data:") || strings.HasPrefix(m[1], "api/") {
			continue
		}
		asked[path.Ext(m[1])]++
		if _, err := fs.Stat(joined, m[1]); err != nil {
			t.Errorf("index.html: %v", err)
		}
	}
	if asked[".css"] != 1 || asked[".js"] < 1 || asked[".js"] > 4 || len(asked) != 2 {
		t.Errorf("index.html asks for %v, want 1 style sheet, 1 to 4 scripts and nothing else:\n%s", asked, index)
	}
	outside := regexp.MustCompile(`(?s)<(link rel="(stylesheet|modulepreload)"|script)[^>]*>(</script>)?|href="(icon.svg|data:[^"]*)"|\s`)
	if got, want := outside.ReplaceAllString(string(index), ""), outside.ReplaceAllString(read(t, "index.html"), ""); got != want {
		t.Errorf("index.html is else %q, want %q", got, want)
	}
	err = fs.WalkDir(web.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "index.html" {
			return err
		}
		if got, err := fs.ReadFile(joined, name); err != nil || string(got) != read(t, name) {
			t.Errorf("%s is another file beside the joined page, or none: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestJoinedFilesAreWhole holds that every import of a joined file is there,
// that licences are kept, that nothing the policy forbids came in, and that the
// compressed forms hold the same bytes.
func TestJoinedFilesAreWhole(t *testing.T) {
	joined := joinedPage(t)
	names, err := fs.Glob(joined, "joined/*")
	if err != nil || len(names) < 8 {
		t.Fatalf("%d joined files: %v", len(names), err)
	}
	imports := regexp.MustCompile(`(?:from|import|import\()"(\./[^"]+)"`)
	urls := regexp.MustCompile(`url\(([^)]+)\)`)
	licences := 0
	for _, name := range names {
		content, err := fs.ReadFile(joined, name)
		if err != nil {
			t.Fatal(err)
		}
		switch path.Ext(name) {
		case ".gz":
			plain, err := fs.ReadFile(joined, strings.TrimSuffix(name, ".gz"))
			if err != nil || !bytes.Equal(unpacked(t, content), plain) {
				t.Errorf("%s is not the compressed form of its file: %v", name, err)
			}
			continue
		case ".js":
			if bytes.Contains(content, []byte("eval(")) || bytes.Contains(content, []byte("new Function")) {
				t.Errorf("%s makes code from text", name)
			}
		}
		licences += bytes.Count(content, []byte("Vladimir Agafonkin"))
		for _, m := range append(imports.FindAllSubmatch(content, -1), urls.FindAllSubmatch(content, -1)...) {
			target := strings.Trim(string(m[1]), `"'`)
			if strings.HasPrefix(target, "#") || strings.HasPrefix(target, "data:") {
				continue
			}
			if _, err := fs.Stat(joined, path.Join(path.Dir(name), target)); err != nil {
				t.Errorf("%s names %s: %v", name, target, err)
			}
		}
	}
	if licences != 1 {
		t.Errorf("the notice of Leaflet's licence stands %d times in the joined files, want once", licences)
	}
}

func unpacked(t *testing.T, content []byte) []byte {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// TestJoiningTellsWhatIsWrong joins pages that have a fault.
func TestJoiningTellsWhatIsWrong(t *testing.T) {
	const index = "<!doctype html>\n<link rel=\"stylesheet\" href=\"a.css\">\n<script type=\"module\" src=\"a.js\"></script>\n"
	for _, c := range []struct{ index, css, js, want string }{
		{index, "a{}", "let a = ;", "a.js:1"},
		{index, "a{}", `import "./b.js";`, "b.js"},
		{index, "a{}", "await import('./missing.js')", "missing.js"},
		{"<!doctype html>", "a{}", "1", "index.html"},
	} {
		_, err := web.Join(fstest.MapFS{
			"index.html": {Data: []byte(c.index)}, "a.css": {Data: []byte(c.css)}, "a.js": {Data: []byte(c.js)}, "icon.svg": {Data: []byte("<svg/>")},
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("joining a page with %q, %q: %v, want an error that names %s", c.index, c.js, err, c.want)
		}
	}
}

// TestJoiningTwiceIsTheSame holds that names, which replicas of a service must
// agree on, do not depend on the order in which files were read.
func TestJoiningTwiceIsTheSame(t *testing.T) {
	first, err := web.Join(web.FS())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		again, err := web.Join(web.FS())
		if err != nil || len(again) != len(first) {
			t.Fatalf("joined again: %d files, %v; want %d", len(again), err, len(first))
		}
		for name := range first {
			if !bytes.Equal(first[name], again[name]) {
				t.Errorf("joined again, %s is another file or is missing", name)
			}
		}
	}
}

func BenchmarkJoin(b *testing.B) {
	for b.Loop() {
		if _, err := web.Join(web.FS()); err != nil {
			b.Fatal(err)
		}
	}
}
