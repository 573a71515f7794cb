package web_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"catchment/web"
)

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := fs.ReadFile(web.FS(), name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// own returns the paths of our own files with the extension: not vendored ones.
func own(t *testing.T, ext string) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(web.FS(), ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(p) == ext && !strings.HasPrefix(p, "vendor/") {
			found = append(found, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		t.Fatalf("no %s files in the page", ext)
	}
	return found
}

func catalogue(t *testing.T, language string) map[string]string {
	t.Helper()
	var words map[string]string
	if err := json.Unmarshal([]byte(read(t, "i18n/"+language+".json")), &words); err != nil {
		t.Fatalf("i18n/%s.json: %v", language, err)
	}
	return words
}

var placeholder = regexp.MustCompile(`\{\w+\}`)

func placeholders(s string) []string {
	found := placeholder.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// catalogueParts are what the names of the files of a language begin with: the page
// reads the first, and the last when it is wanted; reports the first two.
var catalogueParts = []string{"", "report.", "fields."}

func TestCataloguesAgree(t *testing.T) {
	for _, part := range catalogueParts {
		zh, en := catalogue(t, part+"zh"), catalogue(t, part+"en")
		for key, text := range zh {
			other, ok := en[key]
			if !ok {
				t.Errorf("%sen.json lacks %q", part, key)
				continue
			}
			if strings.TrimSpace(text) == "" || strings.TrimSpace(other) == "" {
				t.Errorf("%q has an empty text: zh %q, en %q", key, text, other)
			}
			if a, b := placeholders(text), placeholders(other); !slices.Equal(a, b) {
				t.Errorf("%q has placeholders %v in zh and %v in en", key, a, b)
			}
		}
		for key := range en {
			if _, ok := zh[key]; !ok {
				t.Errorf("%szh.json lacks %q", part, key)
			}
		}
	}
}

// TestCatalogueKeysStandOnce: a key that stands twice in a file, as two people who
// add it at once may leave it, would hide one of its texts.
func TestCatalogueKeysStandOnce(t *testing.T) {
	line := regexp.MustCompile(`(?m)^ "((?:[^"\\]|\\.)*)": "`)
	for _, language := range []string{"zh", "en"} {
		for _, part := range catalogueParts {
			seen := map[string]bool{}
			for _, m := range line.FindAllStringSubmatch(read(t, "i18n/"+part+language+".json"), -1) {
				if seen[m[1]] {
					t.Errorf("%s%s.json has %s twice", part, language, m[1])
				}
				seen[m[1]] = true
			}
			if got := len(catalogue(t, part+language)); got != len(seen) {
				t.Errorf("%s%s.json has %d texts, on lines of their own %d", part, language, got, len(seen))
			}
		}
	}
}

func TestEnglishHasNoChinese(t *testing.T) {
	han := regexp.MustCompile(`\p{Han}`)
	for _, part := range catalogueParts {
		for key, text := range catalogue(t, part+"en") {
			if han.MatchString(text) {
				t.Errorf("%sen.json %q: %q", part, key, text)
			}
		}
	}
}

// Words used with a literal key; keys put together from parts are matched by their beginning.
var (
	literalKey = regexp.MustCompile(`\bt\("([a-z0-9_.]+)"(,|\)| \+)`)
	pluralKey  = regexp.MustCompile(`\btn\("([a-z0-9_.]+)"`)
)

func TestEveryKeyUsedIsInTheCatalogue(t *testing.T) {
	words := catalogue(t, "en")
	maps.Copy(words, catalogue(t, "fields.en"))
	checked := 0
	for _, name := range own(t, ".js") {
		text := read(t, name)
		for _, m := range literalKey.FindAllStringSubmatch(text, -1) {
			checked++
			if m[2] == " +" {
				if !slices.ContainsFunc(slices.Collect(maps.Keys(words)), func(k string) bool { return strings.HasPrefix(k, m[1]) }) {
					t.Errorf("%s: no key begins with %q", name, m[1])
				}
			} else if _, ok := words[m[1]]; !ok {
				t.Errorf("%s: key %q is not in the catalogue", name, m[1])
			}
		}
		for _, m := range pluralKey.FindAllStringSubmatch(text, -1) {
			checked++
			for _, form := range []string{".one", ".other"} {
				if _, ok := words[m[1]+form]; !ok {
					t.Errorf("%s: key %q is not in the catalogue", name, m[1]+form)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("found only %d uses of the catalogue: the patterns no longer fit the code", checked)
	}
}

func TestVendoredFilesAreUnchanged(t *testing.T) {
	const dir = "vendor/leaflet"
	want := map[string]string{}
	lines := bufio.NewScanner(strings.NewReader(read(t, dir+"/CHECKSUMS")))
	for lines.Scan() {
		sum, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok {
			t.Fatalf("CHECKSUMS: %q is not a sum and a name", lines.Text())
		}
		want[dir+"/"+name] = sum
	}
	err := fs.WalkDir(web.FS(), dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(p) == "CHECKSUMS" {
			return err
		}
		sum := sha256.Sum256([]byte(read(t, p)))
		if got := hex.EncodeToString(sum[:]); got != want[p] {
			t.Errorf("%s: sha256 %s, CHECKSUMS says %q", p, got, want[p])
		}
		delete(want, p)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p := range want {
		t.Errorf("%s is listed in CHECKSUMS and missing", p)
	}
	if !strings.Contains(read(t, dir+"/leaflet.js"), `version="1.9.4"`) {
		t.Error("leaflet.js is not version 1.9.4")
	}
}

// TestModulesAreReadByOlderBrowsers holds that no module looks behind in a pattern:
// Safari before 16.4 does not parse that, and lacks the whole module then.
func TestModulesAreReadByOlderBrowsers(t *testing.T) {
	for _, name := range own(t, ".js") {
		if m := regexp.MustCompile(`\(\?<[=!].*`).FindString(read(t, name)); m != "" {
			t.Errorf("%s looks behind: %s", name, m)
		}
	}
}

// TestPageFitsItsPolicy holds what the Content-Security-Policy and the house
// ask of every file of ours: nothing inline, nothing from elsewhere, no markup
// made from text.
func TestPageFitsItsPolicy(t *testing.T) {
	html := read(t, "index.html")
	for _, banned := range []string{" style=", "<style", "onclick=", "onload=", "javascript:"} {
		if strings.Contains(html, banned) {
			t.Errorf("index.html contains %q", banned)
		}
	}
	if m := regexp.MustCompile(`<script[^>]*>[^<]+</script>`).FindString(html); m != "" {
		t.Errorf("index.html has an inline script: %s", m)
	}
	banned := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function`)
	elsewhere := regexp.MustCompile(`(https?:)?//[a-z0-9-]+\.[a-z]{2,}[^\s"')]*`)
	for _, ext := range []string{".js", ".css", ".html"} {
		for _, name := range own(t, ext) {
			text := read(t, name)
			if m := banned.FindString(text); m != "" {
				t.Errorf("%s uses %s", name, m)
			}
			for _, m := range elsewhere.FindAllString(text, -1) {
				if m != "http://www.w3.org/2000/svg" {
					t.Errorf("%s names %s", name, m)
				}
			}
		}
	}
}

func TestModulesStaySmallAndLayered(t *testing.T) {
	imports := regexp.MustCompile(`(?m)^import[^;]*?"([^"]+)";`)
	dom := regexp.MustCompile(`\bdocument\.(create|getElement|query|body)`)
	for _, name := range own(t, ".js") {
		text := read(t, name)
		if n := bytes.Count([]byte(text), []byte("\n")); n >= 200 {
			t.Errorf("%s has %d lines, 200 or more", name, n)
		}
		for _, m := range imports.FindAllStringSubmatch(text, -1) {
			target := path.Join(path.Dir(name), m[1])
			if !strings.HasPrefix(m[1], "./") && !strings.HasPrefix(m[1], "../") {
				t.Errorf("%s imports %q, which is not relative", name, m[1])
			} else if _, err := fs.Stat(web.FS(), target); err != nil {
				t.Errorf("%s imports %s: %v", name, m[1], err)
			}
			inView := strings.HasPrefix(name, "js/view/") || name == "js/main.js"
			if !inView && strings.HasPrefix(target, "js/view/") {
				t.Errorf("%s imports %s: only view and main may", name, target)
			}
		}
		if !strings.HasPrefix(name, "js/view/") && name != "js/main.js" && dom.MatchString(text) {
			t.Errorf("%s touches the document: only view may", name)
		}
		if name != "js/view/map.js" && name != "js/view/paint_layer.js" && regexp.MustCompile(`\bL\.[a-zA-Z]+\(|globalThis\)\.L\b`).MatchString(text) {
			t.Errorf("%s uses Leaflet: only js/view/map.js and the layers it is made of may", name)
		}
	}
}

func TestEveryFileThePageNamesExists(t *testing.T) {
	names := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(read(t, "index.html"), -1)
	if len(names) < 6 {
		t.Fatalf("index.html names %d files, want its icon, styles and scripts", len(names))
	}
	for _, m := range names {
		if strings.HasPrefix(m[1], "api/") {
			continue // the service's
		}
		if _, err := fs.Stat(web.FS(), m[1]); err != nil {
			t.Errorf("index.html: %v", err)
		}
	}
}

// TestModulesAreAskedForAtOnce holds that index.html preloads every module that
// the page imports at its start, and what main.js imports as it runs, so that
// the browser need not find them one import after the other, and none that is
// fetched when it is first wanted.
func TestModulesAreAskedForAtOnce(t *testing.T) {
	html := read(t, "index.html")
	imports := regexp.MustCompile(`(?m)^import[^;]*?"([^"]+)";`)
	first := map[string]bool{}
	var follow func(name string)
	follow = func(name string) {
		if first[name] {
			return
		}
		first[name] = true
		for _, m := range imports.FindAllStringSubmatch(read(t, name), -1) {
			follow(path.Join(path.Dir(name), m[1]))
		}
	}
	follow("js/main.js")
	for _, m := range regexp.MustCompile(`\bimport\("([^"]+)"\)`).FindAllStringSubmatch(regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(read(t, "js/main.js"), ""), -1) {
		follow(path.Join("js", m[1]))
	}
	for _, name := range own(t, ".js") {
		if preloaded := strings.Contains(html, `<link rel="modulepreload" href="`+name+`">`); preloaded != first[name] {
			t.Errorf("%s: imported at the start is %v, preloaded is %v", name, first[name], preloaded)
		}
	}
}
