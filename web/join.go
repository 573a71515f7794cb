package web

import (
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// joinedDir is the folder of the files that are made here. Each is named after
// its content, so a browser may keep it for good.
const joinedDir = "joined"

// own is the namespace of the page's files: nothing is read from a disk.
const own = "page"

// iconPath is where the page's icon lies.
const iconPath = "icon.svg"

// A start is what index.html asks for before anything is shown.
type start struct {
	styles  []style
	scripts []string // in the order in which they run
}

// style is a style sheet and the media it is for, "" for all.
type style struct{ path, media string }

// asked are the lines of index.html that ask for styles and scripts: one tag a
// line, as the file is kept.
var (
	asked     = regexp.MustCompile(`(?m)^<(?:link rel="(stylesheet|modulepreload)"|script)[^>]*>(?:</script>)?\n`)
	attribute = regexp.MustCompile(`(href|src|media)="([^"]*)"`)
)

// startOf reads what index.html asks for.
func startOf(index string) (s start) {
	for _, line := range asked.FindAllStringSubmatch(index, -1) {
		of := map[string]string{}
		for _, a := range attribute.FindAllStringSubmatch(line[0], -1) {
			of[a[1]] = a[2]
		}
		switch line[1] {
		case "stylesheet":
			s.styles = append(s.styles, style{path: of["href"], media: of["media"]})
		case "":
			s.scripts = append(s.scripts, of["src"])
		}
	}
	return s
}

// join returns the files that do for a browser what those named by index.html
// do, by path, and index.html asking for them.
//
//  1. All that the page needs at its start becomes one script and one style sheet.
//  2. What is imported when it is first wanted stays apart.
//  3. index.html asks for 1, what 1 imports included, and holds the icon, which
//     browsers else ask for again and again.
//
// Licences that files carry stay in them.
func join(files fs.FS) (map[string][]byte, error) {
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, fmt.Errorf("joining the page: %w", err)
	}
	s := startOf(string(index))
	if len(s.scripts) == 0 {
		return nil, errors.New("joining the page: index.html names no script")
	}
	first := map[string]string{"start.js": s.script(), "start.css": s.sheet()}
	built := api.Build(api.BuildOptions{
		EntryPoints: []string{"start.js", "start.css"},
		Bundle:      true, Splitting: true, Format: api.FormatESModule,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true,
		LegalComments: api.LegalCommentsEndOfFile,
		Plugins:       []api.Plugin{{Name: own, Setup: func(b api.PluginBuild) { serveFiles(b, files, first) }}},
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
	icon, err := fs.ReadFile(files, iconPath)
	if err != nil {
		return nil, fmt.Errorf("joining the page: %w", err)
	}
	inline := "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(icon)
	made["index.html"] = []byte(strings.Replace(asking(string(index), made), `href="`+iconPath+`"`, `href="`+inline+`"`, 1))
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
// in one file. Without it each set of parts that share modules gets a file.
func serveFiles(b api.PluginBuild, files fs.FS, first map[string]string) {
	b.OnResolve(api.OnResolveOptions{Filter: ".*"}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		switch {
		case strings.HasPrefix(a.Path, "data:"), strings.HasPrefix(a.Path, "#"):
			return api.OnResolveResult{Path: a.Path, External: true}, nil
		case first[a.Path] != "":
			return api.OnResolveResult{Path: a.Path, Namespace: own}, nil
		}
		at := api.OnResolveResult{Path: path.Join(path.Dir(a.Importer), a.Path), Namespace: own}
		if a.Kind == api.ResolveJSDynamicImport {
			at.PluginData = true
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
		if a.PluginData != nil {
			text = `import "start.js";` + text
		}
		r.Contents, r.Loader = &text, loaders[path.Ext(a.Path)]
		return r, err
	})
}

// imported are the files that a joined script needs before it runs.
var imported = regexp.MustCompile(`(?:from|import)"\./([^"]+)"`)

// asking returns index.html with its styles and scripts taken from made.
func asking(index string, made map[string][]byte) string {
	var tags strings.Builder
	for name := range made {
		if path.Ext(name) == ".css" {
			fmt.Fprintf(&tags, "<link rel=\"stylesheet\" href=%q>\n", html.EscapeString(name))
		}
	}
	for name, content := range made {
		if !strings.HasPrefix(name, joinedDir+"/start-") || path.Ext(name) != ".js" {
			continue
		}
		for _, m := range imported.FindAllSubmatch(content, -1) {
			fmt.Fprintf(&tags, "<link rel=\"modulepreload\" href=%q>\n", joinedDir+"/"+string(m[1]))
		}
		fmt.Fprintf(&tags, "<script type=\"module\" src=%q></script>\n", name)
	}
	at := asked.FindStringIndex(index)[0]
	return index[:at] + tags.String() + asked.ReplaceAllString(index[at:], "")
}
