package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// joinedDir is the folder of the files that are made here. Each is named after
// its content, so a browser may keep it for good.
const joinedDir = "joined"

// compileAll tells a browser to make all functions of a script ready while it
// reads it, beside the page's own thread.
const compileAll = "//# allFunctionsCalledOnLoad\n"

// own is the namespace of the page's files: nothing is read from a disk.
const own = "page"

// iconPath is where the page's icon lies.
const iconPath = "icon.svg"

// A start is what index.html asks for before anything is shown.
type start struct {
	styles  []style
	scripts []string // modules, in the order in which they run
	plain   []string // scripts that are no modules
	next    []string // modules that scripts import once they run
}

// style is a style sheet and the media it is for, "" for all.
type style struct{ path, media string }

// asked are the lines of index.html that ask for styles and scripts: one tag a
// line, as the file is kept.
var (
	asked     = regexp.MustCompile(`(?m)^<(?:link rel="(stylesheet|modulepreload)"|script)[^>]*>(?:</script>)?\n`)
	attribute = regexp.MustCompile(`(href|src|media|type)="([^"]*)"`)
	comment   = regexp.MustCompile(`(?s)/\*.*?\*/`)
	later     = regexp.MustCompile(`\bimport\("([^"]+)"\)`)
)

// startOf reads what index.html asks for, and what follows from it.
func startOf(files fs.FS, index string) (s start) {
	for _, line := range asked.FindAllStringSubmatch(index, -1) {
		of := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(line[0], -1) {
			of[a[1]] = a[2]
		}
		switch line[1] {
		case "stylesheet":
			s.styles = append(s.styles, style{path: of["href"], media: of["media"]})
		case "":
			if of["type"] == "module" {
				s.scripts = append(s.scripts, of["src"])
			} else {
				s.plain = append(s.plain, of["src"])
			}
		}
	}
	for _, name := range s.scripts {
		text, _ := fs.ReadFile(files, name) // one that is not there fails where it is joined
		for _, m := range later.FindAllSubmatch(comment.ReplaceAll(text, nil), -1) {
			s.next = append(s.next, path.Join(path.Dir(name), string(m[1])))
		}
	}
	return s
}

// join returns the files that do for a browser what those named by index.html
// do, by path, and index.html asking for them.
//
//  1. All that the page needs at its start becomes one script and one style sheet,
//     and what that script imports itself once it runs becomes another.
//  2. What is imported when it is first wanted stays apart.
//  3. A script that is no module stays as it is: a browser then reads it beside
//     the others, and once where a wrapped one is read twice.
//  4. index.html asks for 1 and 3, what 1 imports included, and holds the icon,
//     which browsers else ask for again and again.
//
// Licences that files carry stay in them.
func join(files fs.FS) (map[string][]byte, error) {
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, fmt.Errorf("joining the page: %w", err)
	}
	s := startOf(files, string(index))
	if len(s.scripts) == 0 {
		return nil, errors.New("joining the page: index.html names no script")
	}
	first := map[string]string{"start.js": s.script(), "start.css": s.sheet()}
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{"start.js", "start.css"},
		Bundle:      true, Splitting: true, Format: api.FormatESModule,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsEndOfFile,
		Plugins:       []api.Plugin{{Name: own, Setup: func(b api.PluginBuild) { serveFiles(b, files, first, s.next) }}},
		AbsWorkingDir: "/", Outdir: "/" + joinedDir,
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		LogLevel: api.LogLevelSilent,
	})
	if len(built.Errors) > 0 {
		return nil, fmt.Errorf("joining the page: %s", strings.Join(api.FormatMessages(built.Errors, api.FormatMessagesOptions{}), ""))
	}
	made := map[string][]byte{}
	for _, f := range built.OutputFiles {
		made[joinedDir+"/"+path.Base(strings.ReplaceAll(f.Path, `\`, "/"))] = f.Contents
	}
	var plain []string
	for _, name := range s.plain {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("joining the page: %w", err)
		}
		text = append([]byte(compileAll), text...)
		sum := sha256.Sum256(text)
		kept := fmt.Sprintf("%s/%s-%X.js", joinedDir, strings.TrimSuffix(path.Base(name), ".js"), sum[:4])
		plain = append(plain, kept)
		made[kept] = text
	}
	icon, err := fs.ReadFile(files, iconPath)
	if err != nil {
		return nil, fmt.Errorf("joining the page: %w", err)
	}
	inline := "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(icon)
	made["index.html"] = []byte(strings.Replace(asking(string(index), s, plain, made), `href="`+iconPath+`"`, `href="`+inline+`"`, 1))
	return made, nil
}

// script returns a module that runs the start's scripts.
func (s start) script() string {
	var b strings.Builder
	for _, name := range s.scripts {
		fmt.Fprintf(&b, "import %q;\n", "./"+name)
	}
	return b.String()
}

// sheet returns a style sheet that has the start's styles.
func (s start) sheet() string {
	var b strings.Builder
	for _, one := range s.styles {
		fmt.Fprintf(&b, "@import %q %s;\n", "./"+one.path, one.media)
	}
	return b.String()
}

// serveFiles lets a build read the page's files, and first in place of files.
//
// A module that is fetched later imports the start, which runs once only: what
// belongs to the start is then in the reach of every part that is built, and so
// in one file. Without it each set of parts that share modules gets a file. The
// same holds for next, what the start imports once it runs.
func serveFiles(b api.PluginBuild, files fs.FS, first map[string]string, next []string) {
	b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		switch {
		case strings.HasPrefix(a.Path, "data:"), strings.HasPrefix(a.Path, "#"):
			return api.OnResolveResult{Path: a.Path, External: true}, nil
		case first[a.Path] != "":
			return api.OnResolveResult{Path: a.Path, Namespace: own}, nil
		}
		at := api.OnResolveResult{Path: path.Join(path.Dir(a.Importer), a.Path), Namespace: own}
		if a.Kind == api.ResolveJSDynamicImport {
			before := []string{"start.js"}
			if !slices.Contains(next, at.Path) {
				for _, name := range next {
					before = append(before, strings.Repeat("../", strings.Count(at.Path, "/"))+name)
				}
			}
			at.PluginData = before
		}
		return at, nil
	})
	b.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: own}, func(a api.OnLoadArgs) (r api.OnLoadResult, err error) {
		loaders := map[string]api.Loader{".js": api.LoaderJS, ".css": api.LoaderCSS, ".png": api.LoaderFile, ".svg": api.LoaderDataURL}
		text, ok := first[a.Path]
		if !ok {
			var content []byte
			content, err = fs.ReadFile(files, a.Path)
			text = string(content)
		}
		if before, ok := a.PluginData.([]string); ok {
			for _, name := range slices.Backward(before) {
				text = fmt.Sprintf("import %q;", name) + text
			}
		}
		r.Contents, r.Loader = &text, loaders[path.Ext(a.Path)]
		return r, err
	})
}

// imported are the files that a joined script needs before it runs.
var imported = regexp.MustCompile(`(?:from|import)"\./([^"]+)"`)

// importsOf returns the paths of what a joined script needs before it runs.
func importsOf(script []byte) (paths []string) {
	for _, m := range imported.FindAllSubmatch(script, -1) {
		paths = append(paths, joinedDir+"/"+string(m[1]))
	}
	return paths
}

// asking returns index.html with its styles and scripts taken from made: those
// of the start and those that follow, and plain scripts.
func asking(index string, s start, plain []string, made map[string][]byte) string {
	var styles, scripts strings.Builder
	var first, after []string  // modules
	there := map[string]bool{} // asked for
	for _, name := range slices.Sorted(maps.Keys(made)) {
		follows := slices.ContainsFunc(s.next, func(next string) bool {
			return strings.HasPrefix(path.Base(name), strings.TrimSuffix(path.Base(next), ".js")+"-")
		})
		switch {
		case path.Ext(name) == ".css":
			fmt.Fprintf(&styles, "<link rel=\"stylesheet\" href=%q>\n", html.EscapeString(name))
		case path.Ext(name) != ".js":
		case strings.HasPrefix(name, joinedDir+"/start-"):
			if parts := importsOf(made[name]); len(parts) == 1 && len(bytes.TrimRight(imported.ReplaceAll(made[name], nil), ";\n")) == 0 {
				name = parts[0] // nothing of its own
			} else {
				first = append(first, parts...)
			}
			there[name] = true
			fmt.Fprintf(&scripts, "<script type=\"module\" src=%q></script>\n", name)
		case follows:
			after = append(append(after, name), importsOf(made[name])...)
		}
	}
	var ahead strings.Builder
	for _, name := range append(first, after...) {
		if !there[name] {
			fmt.Fprintf(&ahead, "<link rel=\"modulepreload\" href=%q>\n", name)
		}
		there[name] = true
	}
	for _, name := range plain {
		fmt.Fprintf(&scripts, "<script defer src=%q></script>\n", name)
	}
	at := asked.FindStringIndex(index)[0]
	return index[:at] + styles.String() + ahead.String() + scripts.String() + asked.ReplaceAllString(index[at:], "")
}
