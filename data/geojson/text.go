package geojson

import (
	"fmt"
)

// recordSeparator stands before each text of an RFC 8142 sequence.
const recordSeparator = 0x1e

// nextText moves on to the next JSON text of the file; false at the end.
func (d *decoder) nextText() (bool, error) {
	fresh := false
	for {
		text := d.src.text()
		for d.src.pos < len(text) {
			switch c := text[d.src.pos]; c {
			case ' ', '\n', '\t', '\r', recordSeparator:
				fresh = fresh || c == '\n'
				d.records.separated = d.records.separated || c == recordSeparator && d.texts == 0
				d.src.pos++
				continue
			case '{':
				d.began(fresh)
				return true, nil
			}
			d.began(fresh)
			return false, d.stray()
		}
		more, err := d.fill()
		if err != nil {
			return false, err
		}
		if !more {
			return false, d.nothing()
		}
	}
}

// stray is the fault of something other than an object at the top.
func (d *decoder) stray() error {
	rest := d.src.text()[d.src.pos:]
	f := &fault{cause: ErrNotGeoJSON, rule: "not_geojson", offset: d.src.offset(d.src.pos)}
	switch {
	case d.texts > 0:
		f.cause, f.rule = ErrSyntax, "syntax"
		f.message = fmt.Sprintf("found %s after the end of the GeoJSON; remove what follows it", describe(rest))
	case rest[0] == '[':
		f.message = "the file is a JSON array; GeoJSON is an object, for features {\"type\":\"FeatureCollection\",\"features\":[…]}"
	case rest[0] == '"' || rest[0] == '-' || rest[0] >= '0' && rest[0] <= '9':
		f.message = "the file is not a GeoJSON object; if it is a table, convert it to GeoJSON (ogr2ogr -f GeoJSON)"
	default:
		f.message = fmt.Sprintf("the file starts with %s and is not JSON; convert it to GeoJSON (ogr2ogr -f GeoJSON)", describe(rest))
	}
	return f
}

// nothing is the fault of a file without any text, nil if there was one.
func (d *decoder) nothing() error {
	if d.texts > 0 {
		return nil
	}
	return &fault{cause: ErrNotGeoJSON, rule: "empty_file", offset: d.src.offset(d.src.pos), message: "the file is empty"}
}

// text reads one JSON text from its opening brace.
func (d *decoder) text() error {
	d.texts++
	var h head
	if err := d.need(func(s *scanner) bool { return s.head(&h) }); err != nil {
		return err
	}
	switch {
	case h.collection:
		return d.collection()
	case h.item:
		d.index = -1
		return d.record()
	default:
		return &fault{cause: ErrNotGeoJSON, rule: "not_geojson", offset: d.src.offset(h.at), path: h.path, message: h.stranger()}
	}
}

// record reads a text that is a feature or geometry.
func (d *decoder) record() error {
	err := d.feature()
	if err == nil {
		d.ended(d.parsed.start)
	}
	return err
}

// head is what the first members of a text give away about it.
type head struct {
	collection, item bool
	at               int    // of the telling member
	path             string // its pointer
	kind             string // "type" when it is none of GeoJSON's
	names            map[string]bool
}

// head reads on until it is clear what the text is.
func (s *scanner) head(h *head) bool {
	*h = head{at: s.i}
	clear := false
	done := s.members(func(name, _ []byte) bool {
		at := s.i
		switch string(name) {
		case "type":
			if s.b[at] != '"' {
				return s.value()
			}
			raw, ok := s.str()
			if !ok {
				return false
			}
			kind := kindOf(raw)
			h.collection = kind == "FeatureCollection"
			h.item = kind == "Feature" || isGeometry(kind)
			if !h.collection && !h.item {
				h.kind, h.at, h.path = kind, at, "/type"
			}
			clear = true
			return false
		case "geometry", "coordinates", "geometries":
			h.item, clear = true, true
			return false
		case "features":
			h.collection, clear = !h.names["geometryType"] && !h.names["spatialReference"], true
			return false
		}
		if h.names == nil {
			h.names = map[string]bool{}
		}
		if len(h.names) < 64 {
			h.names[string(name)] = true
		}
		return s.value()
	})
	return done || clear
}

// stranger says what a JSON object is that is not GeoJSON.
func (h *head) stranger() string {
	switch {
	case h.kind == "Topology":
		return "the file is TopoJSON; convert it to GeoJSON (topo2geo, or ogr2ogr -f GeoJSON)"
	case h.names["geometryType"] || h.names["spatialReference"]:
		return "the file is Esri JSON; export it as GeoJSON (f=geojson), or convert it with ogr2ogr -f GeoJSON"
	case h.names["elements"] && h.names["version"]:
		return "the file is an Overpass answer in OSM JSON; convert it to GeoJSON (osmtogeojson)"
	case h.kind != "":
		return fmt.Sprintf("%q is not a GeoJSON type; the top object must be a FeatureCollection, a Feature or a geometry, and names are case-sensitive", clip(h.kind))
	default:
		return "the object has no \"type\"; GeoJSON starts with {\"type\":\"FeatureCollection\",…}"
	}
}
