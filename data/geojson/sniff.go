package geojson

import "bytes"

// fileKinds are the files people send instead of GeoJSON, by their first bytes.
var fileKinds = []struct{ magic, message string }{
	{"PK\x03\x04", "the file is a ZIP archive (a zipped Shapefile, KMZ or Excel sheet); unpack it and convert what is inside to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"\x00\x00\x27\x0a", "the file is a Shapefile (.shp); convert it together with its .dbf and .prj to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"SQLite format 3\x00", "the file is a GeoPackage or other SQLite database; convert the layer to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"fgb\x03", "the file is a FlatGeobuf; convert it to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"PAR1", "the file is (Geo)Parquet; convert it to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"%PDF", "the file is a PDF; GeoJSON is needed"},
	{"\x89PNG", "the file is a PNG picture; GeoJSON is needed"},
	{"\xff\xd8\xff", "the file is a JPEG picture; GeoJSON is needed"},
	{"II*\x00", "the file is a TIFF picture; GeoJSON is needed"},
	{"MM\x00*", "the file is a TIFF picture; GeoJSON is needed"},
	{"\x1f\x8b", "the file is compressed twice; unpack it once"},
	{"\x28\xb5\x2f\xfd", "the file is compressed twice; unpack it once"},
	{"BZh", "the file is compressed with bzip2; use gzip or zstd, or send it as it is"},
	{"\xfd7zXZ\x00", "the file is compressed with xz; use gzip or zstd, or send it as it is"},
	{"7z\xbc\xaf", "the file is a 7-Zip archive; unpack it"},
	{"Rar!", "the file is a RAR archive; unpack it"},
	{"\xff\xfe\x00\x00", "the text is UTF-32; save the file as UTF-8"},
	{"\x00\x00\xfe\xff", "the text is UTF-32; save the file as UTF-8"},
}

// markups are the XML dialects people send instead of GeoJSON.
var markups = []struct{ tag, message string }{
	{"<kml", "the file is KML; convert it to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"<gpx", "the file is GPX; convert it to GeoJSON (ogr2ogr -f GeoJSON)"},
	{"<osm", "the file is OSM XML; convert it to GeoJSON (osmtogeojson, or ogr2ogr -f GeoJSON)"},
	{"<html", "the file is a web page, not GeoJSON; perhaps an error page was saved instead of the data"},
	{"<!doctype html", "the file is a web page, not GeoJSON; perhaps an error page was saved instead of the data"},
}

// foreignFile is the fault of a file that starts with head and is known to be
// something else; nil for what may be JSON.
func foreignFile(head []byte) *fault {
	for _, k := range fileKinds {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return &fault{ErrNotGeoJSON, "not_geojson", 0, "", k.message}
		}
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	if len(text) == 0 || text[0] != '<' {
		return nil
	}
	for _, m := range markups {
		if bytes.Contains(text, []byte(m.tag)) {
			return &fault{ErrNotGeoJSON, "not_geojson", 0, "", m.message}
		}
	}
	return &fault{ErrNotGeoJSON, "not_geojson", 0, "", "the file is XML (perhaps GML); convert it to GeoJSON (ogr2ogr -f GeoJSON)"}
}
