package formats

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// format names what a file is.
type format string

// The formats that are read, and those that are known and not read.
const (
	formatGeoJSON    format = "GeoJSON"
	formatCSV        format = "CSV"
	formatGeoPackage format = "GeoPackage"
	formatKML        format = "KML"
	formatZIP        format = "ZIP"

	formatShp      format = "Shapefile"
	formatShpPart  format = "part of a Shapefile"
	formatDWG      format = "DWG"
	formatDXF      format = "DXF"
	formatDGN      format = "DGN"
	formatGML      format = "GML"
	formatGPX      format = "GPX"
	formatOSM      format = "OSM XML"
	formatHTML     format = "HTML"
	formatXML      format = "XML"
	formatTAB      format = "MapInfo TAB"
	formatMIF      format = "MapInfo MIF"
	formatOffice   format = "Excel"
	formatAccess   format = "Access"
	formatRAR      format = "RAR"
	format7z       format = "7-Zip"
	formatTar      format = "tar"
	formatEmpty    format = "empty"
	formatTextOnly format = "text"
)

// strangers say what to do with a file that is not read.
var strangers = map[format]string{
	formatShp:     "this is the .shp of a Shapefile alone; send it in one .zip with its .dbf, .prj and .cpg",
	formatShpPart: "this is one part of a Shapefile; send its .shp, .dbf, .prj and .cpg in one .zip",
	formatDWG:     "this is an AutoCAD drawing (DWG); save it as DXF and convert that: ogr2ogr -f GeoJSON -t_srs EPSG:4326 -s_srs EPSG:… out.geojson in.dxf",
	formatDXF:     "this is an AutoCAD drawing (DXF); convert it: ogr2ogr -f GeoJSON -s_srs EPSG:… -t_srs EPSG:4326 out.geojson in.dxf",
	formatDGN:     "this is a MicroStation drawing (DGN); convert it: ogr2ogr -f GeoJSON -s_srs EPSG:… -t_srs EPSG:4326 out.geojson in.dgn",
	formatGML:     "this is GML; convert it: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.gml",
	formatGPX:     "this is GPX; convert one of its layers: ogr2ogr -f GeoJSON out.geojson in.gpx waypoints",
	formatOSM:     "this is OSM XML; convert one of its layers: ogr2ogr -f GeoJSON out.geojson in.osm points",
	formatHTML:    "this is a web page; perhaps an error page was saved instead of the data",
	formatXML:     "this is XML of a kind not known here; convert it: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.xml",
	formatTAB:     "this is the .tab of a MapInfo table; convert it beside its .dat, .map and .id: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.tab",
	formatMIF:     "this is a MapInfo exchange file (MIF); convert it beside its .mid: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.mif",
	formatOffice:  "this is an Excel or other office file; save the sheet as CSV UTF-8 with a column for longitude and one for latitude, or convert it: ogr2ogr -f CSV out.csv in.xlsx",
	formatAccess:  "this is an Access database; convert one of its tables: ogr2ogr -f GeoJSON -t_srs EPSG:4326 out.geojson in.mdb TABLE",
	formatRAR:     "this is a RAR archive; unpack it and send what is inside, a Shapefile as .zip",
	format7z:      "this is a 7-Zip archive; unpack it and send what is inside, a Shapefile as .zip",
	formatTar:     "this is a tar archive; unpack it and send what is inside, a Shapefile as .zip",
}

// magics are first bytes that say what a file is.
var magics = []struct {
	magic string
	is    format
}{
	{"SQLite format 3\x00", formatGeoPackage},
	{"PK\x03\x04", formatZIP},
	{"PK\x05\x06", formatZIP}, // an empty one
	{"\x00\x00\x27\x0a", formatShp},
	{"AC10", formatDWG},
	{"AutoCAD Binary DXF", formatDXF},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", formatOffice},
	{"\x00\x01\x00\x00Standard ", formatAccess},
	{"Rar!", formatRAR},
	{"7z\xbc\xaf", format7z},
	{"!table", formatTAB},
	{"!Table", formatTAB},
}

// endings say what a file is whose bytes leave it open.
var endings = map[string]format{
	".csv": formatCSV, ".tsv": formatCSV,
	".dbf": formatShpPart, ".shx": formatShpPart, ".prj": formatShpPart, ".cpg": formatShpPart,
	".dwg": formatDWG, ".dxf": formatDXF, ".dgn": formatDGN, ".tab": formatTAB, ".mif": formatMIF, ".mid": formatMIF,
	".tar": formatTar, ".tgz": formatTar,
}

// sniff tells what a file is from its first bytes and its name. What it cannot
// tell is left to the GeoJSON reader to name.
func sniff(head []byte, name string) format {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.is
		}
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return formatTar
	}
	text := bytes.TrimLeft(beginning(head), " \t\r\n\x1e")
	switch {
	case len(text) == 0:
		return formatGeoJSON
	case text[0] == '<':
		return markup(text)
	case text[0] == '{', bytes.HasPrefix(text, []byte("[{")):
		return formatGeoJSON
	}
	if is, ok := endings[ending(name)]; ok {
		return is
	}
	switch {
	case bytes.HasPrefix(text, []byte("0")) && bytes.Contains(firstLines(text, 2), []byte("SECTION")):
		return formatDXF
	case hasAnyPrefix(text, "Version ", "VERSION ") && bytes.Contains(text, []byte("elimiter")):
		return formatMIF
	case likeCSV(text):
		return formatCSV
	}
	return formatGeoJSON
}

// beginning returns the beginning of a text file in UTF-8, without byte order
// mark. Of another encoding than Unicode, ASCII stays as it is.
func beginning(head []byte) []byte {
	if hasAnyPrefix(head, "\xff\xfe", "\xfe\xff") {
		utf8, _ := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(head[:len(head)&^1])
		return utf8
	}
	return bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
}

func firstLines(text []byte, n int) []byte {
	at := 0
	for range n {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return text
		}
		at += i + 1
	}
	return text[:at]
}

// markup tells XML dialects apart.
func markup(text []byte) format {
	low := bytes.ToLower(text)
	has := func(tag string) bool { return bytes.Contains(low, []byte(tag)) }
	switch {
	case has("<kml") || has(":kml ") || has(":kml>"):
		return formatKML
	case has("opengis.net/gml") || has("<gml"):
		return formatGML
	case has("<gpx"):
		return formatGPX
	case has("<osm"):
		return formatOSM
	case has("<html") || has("<!doctype html"):
		return formatHTML
	}
	return formatXML
}

// likeCSV tells whether a text whose name says nothing is a table: one of its
// first lines names columns, coordinates among them.
func likeCSV(text []byte) bool {
	if onlyReturns(text) {
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		text = text[:i+1] // the last line may be cut within a character
	}
	if !utf8.Valid(text) {
		text = []byte(fromGBK(string(text)))
	}
	h := headOf(text, nil)
	line, _ := lineOf(text[h.bytes:])
	fields, err := fieldsOf(line, h.comma)
	return err == nil && namesColumns(fields, nil)
}
