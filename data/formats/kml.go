package formats

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"catchment/data"
	"catchment/data/geojson"
)

// kmz reads the main KML file of an archive: doc.kml, else the only one. Where
// doc.kml only points to those in the folder layers, as GDAL writes them, it is
// one of these.
func (a *archive) kmz() error {
	all := a.ending(".kml")
	if i := slices.IndexFunc(all, func(e entry) bool { return strings.EqualFold(e.name, "doc.kml") }); i >= 0 {
		main := []entry{all[i]}
		all = slices.DeleteFunc(all, func(e entry) bool { return !strings.HasPrefix(e.name, "layers/") })
		if len(all) == 0 {
			all = main
		}
	}
	names := make([]string, len(all))
	for i, e := range all {
		names[i] = path.Base(e.stem())
	}
	main, err := a.layer(names)
	if err != nil {
		return err
	}
	r, err := a.open(all[main])
	if err != nil {
		return err
	}
	defer r.Close()
	text, err := a.TextOf(r)
	if err != nil {
		return err
	}
	return a.kml(text)
}

// kmlReader is one run over a KML file. Elements are told by their local
// names, so that files of any KML version, and those without a namespace, are
// read.
type kmlReader struct {
	*decoder
	in      *xml.Decoder
	depth   int      // elements open
	folders []string // names of the folders open; empty until one is known
	opened  []int    // depths of the folders
	line    int      // where the token at hand starts
	column  int
	offset  int64
	returns *returns
	base    int64 // offset of the text in the file
}

// Bounds of a KML file.
const (
	maxKMLDepth   = 100
	maxKMLFolders = 50
)

// kml reads KML: a feature for each Placemark that has a geometry. Links are
// not followed.
//
// Source: OGC KML 2.3 (12-007r2).
func (d *decoder) kml(text io.Reader) error {
	marked := &returns{Reader: text}
	in := xml.NewDecoder(marked)
	k := &kmlReader{decoder: d, in: in, returns: marked, base: d.Start()}
	in.CharsetReader = k.charset
	for {
		token, err := k.token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			err = k.start(t)
		case xml.EndElement:
			k.end()
		case xml.Directive:
			if strings.HasPrefix(strings.ToUpper(string(t)), "DOCTYPE") {
				err = k.refuseAt("doctype", "the file has a document type declaration, which KML does not need; remove it")
			}
		}
		if err != nil {
			return err
		}
	}
}

// charset returns r, which is in UTF-8 already, for encodings that the text was
// converted from.
func (k *kmlReader) charset(name string, r io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "utf-16", "gbk", "gb2312", "gb18030", "us-ascii", "ascii":
		return r, nil
	}
	return nil, k.refuseAt("encoding", fmt.Sprintf("the file is in the encoding %q, which is not read here; save it as UTF-8", clip(name)))
}

// token reads the next token and notes where it starts.
func (k *kmlReader) token() (xml.Token, error) {
	k.line, k.column = k.in.InputPos()
	k.offset = k.in.InputOffset() + k.base
	token, err := k.in.Token()
	switch token.(type) {
	case xml.StartElement:
		if k.depth++; k.depth > maxKMLDepth {
			return nil, k.refuseAt("syntax", "elements stand within each other too deep")
		}
	case xml.EndElement:
		k.depth--
	}
	var bad *xml.SyntaxError
	if errors.As(err, &bad) {
		k.line, k.column = k.in.InputPos()
		k.offset = k.in.InputOffset() + k.base
		return nil, k.refuseAt("syntax", "not well-formed XML: "+bad.Msg)
	}
	return token, err
}

// refuseAt ends the reading at the current token.
func (k *kmlReader) refuseAt(rule, message string) error {
	return k.Refuse(ErrFormat, data.Problem{Feature: -1, Line: k.line, Column: k.column, Offset: k.offset, Rule: rule, Message: message})
}

// start takes an element outside of Placemarks.
func (k *kmlReader) start(t xml.StartElement) error {
	switch t.Name.Local {
	case "Placemark":
		return k.placemark(t)
	case "Folder":
		if len(k.folders) < maxKMLFolders {
			k.folders, k.opened = append(k.folders, ""), append(k.opened, k.depth)
		}
	case "name":
		if n := len(k.folders); n > 0 && k.opened[n-1] == k.depth-1 {
			name, err := k.text()
			k.folders[n-1] = name
			return err
		}
	case "NetworkLink":
		k.warn("network_link", "the file links to others; links are not followed, save what they show as one file")
		return k.skip()
	case "GroundOverlay", "PhotoOverlay", "ScreenOverlay":
		k.warn("overlay_dropped", "the file has picture overlays, which are left out")
		return k.skip()
	case "Style", "StyleMap", "Schema", "Camera", "LookAt", "Region", "Tour":
		return k.skip()
	}
	return nil
}

// end closes an element outside of Placemarks.
func (k *kmlReader) end() {
	if n := len(k.folders); n > 0 && k.opened[n-1] == k.depth+1 {
		k.folders, k.opened = k.folders[:n-1], k.opened[:n-1]
	}
}

// skip reads to the end of the element just started.
func (k *kmlReader) skip() error {
	for until := k.depth - 1; k.depth > until; {
		if _, err := k.token(); err != nil {
			return k.unclosed(err)
		}
	}
	return nil
}

// text reads the text of the element just started, to its end. Elements in it
// are left out.
func (k *kmlReader) text() (string, error) {
	var b strings.Builder
	for until := k.depth - 1; k.depth > until; {
		token, err := k.token()
		if err != nil {
			return "", k.unclosed(err)
		}
		if chars, ok := token.(xml.CharData); ok {
			b.Write(chars)
		}
	}
	return strings.TrimSpace(b.String()), nil
}

// children calls f for each element directly below the one just started, and
// reads to its end. f must read each to its end.
func (k *kmlReader) children(f func(t xml.StartElement) error) error {
	for until := k.depth - 1; ; {
		token, err := k.token()
		if err != nil {
			return k.unclosed(err)
		}
		if k.depth == until {
			return nil
		}
		if t, ok := token.(xml.StartElement); ok {
			if err := f(t); err != nil {
				return err
			}
		}
	}
}

// unclosed is the error of a file that ends within an element; others stay.
func (k *kmlReader) unclosed(err error) error {
	if errors.Is(err, io.EOF) {
		return k.refuseAt("truncated", "the file ends in the middle; it was cut off, get it again")
	}
	return err
}

// members collects properties in order, each key once.
type members struct {
	seen map[string]bool
	json []byte
}

// add adds a text; one whose key is there already is named after its number.
func (m *members) add(key, value string) {
	if m.seen == nil {
		m.seen = map[string]bool{}
	}
	base := key
	for n := 2; m.seen[key]; n++ {
		key = fmt.Sprintf("%s %d", base, n)
	}
	m.seen[key] = true
	if len(m.json) == 0 {
		m.json = append(m.json, '{')
	} else {
		m.json = append(m.json, ',')
	}
	m.json = geojson.AppendString(m.json, key)
	m.json = geojson.AppendString(append(m.json, ':'), value)
}

func (m *members) object() []byte {
	if len(m.json) == 0 {
		return []byte("{}")
	}
	return append(m.json, '}')
}

// placemark reads one Placemark to its end and hands it on.
func (k *kmlReader) placemark(t xml.StartElement) error {
	r := geojson.Record{Line: k.line, Column: k.column, Offset: k.offset, ID: attribute(t, "id"), IDKind: data.IDString}
	var props members
	var where spots
	r.Locate = func(path []int) (line, column int, offset int64) {
		at := where.find(path)
		return at.line, at.column, at.offset
	}
	err := k.children(func(t xml.StartElement) error {
		switch name := t.Name.Local; name {
		case "name", "description", "address", "phoneNumber":
			text, err := k.text()
			if text != "" {
				props.add(name, text)
			}
			return err
		case "ExtendedData":
			return k.extended(&props)
		default:
			g, at, known, err := k.geometry(t, &r, 0)
			if known && r.Geometry == nil {
				r.Geometry, where = g, at
			}
			return err
		}
	})
	if err != nil {
		return err
	}
	if path := strings.Join(k.folders, "/"); strings.Trim(path, "/") != "" {
		props.add("folder", path)
	}
	r.Props = props.object()
	if r.Geometry == nil {
		r.Locate = nil
	}
	return k.Feature(r)
}

// extended reads the values of ExtendedData, plain or after a schema.
func (k *kmlReader) extended(props *members) error {
	return k.children(func(t xml.StartElement) error {
		switch t.Name.Local {
		case "Data":
			name := attribute(t, "name")
			return k.children(func(v xml.StartElement) error {
				text, err := k.text()
				if v.Name.Local == "value" {
					props.add(name, text)
				}
				return err
			})
		case "SchemaData":
			return k.children(func(v xml.StartElement) error {
				text, err := k.text()
				if v.Name.Local == "SimpleData" {
					props.add(attribute(v, "name"), text)
				}
				return err
			})
		}
		text, err := k.text() // a value of another namespace
		if text != "" {
			props.add(t.Name.Local, text)
		}
		return err
	})
}

// attribute returns an attribute of an element, empty when there is none.
func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
