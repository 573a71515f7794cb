package intake

import (
	"fmt"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"catchment/data"
)

// layerID returns the id for a layer: the one given, else one made from the
// name of the source, the layer's name, or what it is. A made id that belongs
// to a layer from another source gets a number.
func layerID(d *data.Dataset, req Request, m *data.Meta) string {
	if req.ID != "" {
		return req.ID
	}
	base := ""
	for _, text := range []string{fileStem(req.Source), m.Name, string(m.Kind), string(m.Role), "layer"} {
		if base = Slug(text); base != "" {
			break
		}
	}
	id := base
	for n := 2; ; n++ {
		l, taken := d.Layer(id)
		if !taken || sameSource(l, req.Source) {
			return id
		}
		id = fmt.Sprintf("%s-%d", base, n)
	}
}

// sameSource tells whether the layer came from a file of this name: then the
// file is a newer version of it.
func sameSource(l *data.Layer, source string) bool { return source != "" && l.Source == source }

// replaces tells whether the layer takes the place of one from the same file.
func replaces(d *data.Dataset, l *data.Layer) bool {
	old, ok := d.Layer(l.ID)
	return ok && sameSource(old, l.Source)
}

// fileStem returns a file name without folder and endings.
func fileStem(source string) string {
	name := path.Base(strings.ReplaceAll(source, `\`, "/"))
	if name == "." || name == "/" {
		return ""
	}
	for {
		switch ext := path.Ext(name); strings.ToLower(ext) {
		case ".geojson", ".json", ".gz", ".zst", ".geojsonl", ".geojsons", ".ndjson", ".txt",
			".csv", ".tsv", ".kml", ".kmz", ".gpkg", ".shp", ".zip":
			name = strings.TrimSuffix(name, ext)
		default:
			return name
		}
	}
}

// Slug returns a layer id made of a text: letters and digits of any script,
// composed (NFC), ASCII in lower case, all else as single hyphens, at most 80
// bytes. It is empty when the text has no letter or digit.
func Slug(text string) string {
	var b strings.Builder
	hyphen := false
	for _, r := range norm.NFC.String(strings.Map(lowerASCII, norm.NFC.String(text))) { // h composes with marks that H does not
		keep := unicode.IsLetter(r) || unicode.IsDigit(r) || b.Len() > 0 && (unicode.IsMark(r) || r == '_')
		if !keep {
			hyphen = b.Len() > 0
			continue
		}
		if b.Len()+5 > 80 {
			break
		}
		if hyphen {
			b.WriteByte('-')
			hyphen = false
		}
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), "_-")
}

func lowerASCII(r rune) rune {
	if r < unicode.MaxASCII {
		return unicode.ToLower(r)
	}
	return r
}
