package ogc

import (
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/tiles"
)

// The tile matrix set of all tiles.
const (
	quad    = "WebMercatorQuad"
	quadURI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/" + quad

	relTilesets = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
	relScheme   = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
	relSchemes  = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
)

type tilesetsDocument struct {
	Links    []link        `json:"links"`
	Tilesets []TilesetItem `json:"tilesets"`
}

// TilesetItem is a tileset in a list.
type TilesetItem struct {
	Title            string     `json:"title"`
	DataType         string     `json:"dataType" enum:"vector"`
	CRS              string     `json:"crs"`
	TileMatrixSetURI string     `json:"tileMatrixSetURI"`
	Links            []tileLink `json:"links"`
}

// tileLink is a link to a resource, or to many by a template.
type tileLink struct {
	Href      string `json:"href"`
	Rel       string `json:"rel"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	Templated bool   `json:"templated,omitempty" doc:"href has variables in braces."`
}

// tileset describes the tiles of a layer.
type tileset struct {
	TilesetItem
	Limits []matrixLimits `json:"tileMatrixSetLimits" doc:"The tiles in which features stand; the others are empty and answer 204, those outside the matrix 404."`
	Bound  *tilesetBound  `json:"boundingBox,omitempty"`
	Layers []tilesetLayer `json:"layers"`
	Drawn  []drawnAt      `json:"features" doc:"What each tile matrix draws of the features."`
}

type matrixLimits struct {
	TileMatrix string `json:"tileMatrix"`
	MinTileRow int    `json:"minTileRow"`
	MaxTileRow int    `json:"maxTileRow"`
	MinTileCol int    `json:"minTileCol"`
	MaxTileCol int    `json:"maxTileCol"`
}

type tilesetBound struct {
	LowerLeft  [2]float64 `json:"lowerLeft"`
	UpperRight [2]float64 `json:"upperRight"`
	CRS        string     `json:"crs"`
}

type tilesetLayer struct {
	ID         string           `json:"id" doc:"Name of the layer in the tiles."`
	DataType   string           `json:"dataType" enum:"vector"`
	Properties propertiesSchema `json:"propertiesSchema"`
}

type propertiesSchema struct {
	Type       string         `json:"type" enum:"object"`
	Properties map[string]any `json:"properties"`
}

// drawnAt says how many features a zoom draws. Those it drops are smaller than
// two pixels and share them with one that is drawn.
type drawnAt struct {
	TileMatrix string `json:"tileMatrix"`
	Drawn      int    `json:"drawn" minimum:"0"`
	Dropped    int    `json:"dropped" minimum:"0" doc:"Features smaller than two pixels of a tile of 256 that share them with one that is drawn."`
}

func (s *service) tilesetRoutes(api huma.API) {
	list := answering[tilesetsDocument](api, operation("tilesets", "/collections/{collectionId}/tiles", "The tilesets of a collection", "OGC API Tiles"), mediaJSON, "The tilesets.")
	huma.Register(api, list, s.about(func(in *Asked, l *data.Layer) (*answer, error) {
		base := s.Base.of(in.ctx)
		doc := tilesetsDocument{Links: in.selfLinks(tilesPath(l, base), mediaJSON), Tilesets: []TilesetItem{
			tilesetOf(l, []tileLink{{Href: tilesPath(l, base) + "/" + quad, Rel: "self", Type: mediaJSON, Title: "The tileset"}}),
		}}
		return s.show(in, titleOf(l), doc.Links, doc)
	}))
	one := answering[tileset](api, operation("tileset", "/collections/{collectionId}/tiles/"+quad, "A tileset of a collection", "OGC API Tiles"), mediaJSON, "The tileset.")
	huma.Register(api, one, s.about(func(in *Asked, l *data.Layer) (*answer, error) {
		base := s.Base.of(in.ctx)
		self := in.selfLinks(tilesPath(l, base)+"/"+quad, mediaJSON)
		return s.show(in, titleOf(l), self, s.describeTiles(l, self, base))
	}))
	short := answering[tileJSON](api, operation("tilejson", "/tiles/{collectionId}/tilejson.json", "The tiles of a collection as TileJSON", "OGC API Tiles"), mediaJSON, "TileJSON 3.0.")
	huma.Register(api, short, s.about(func(in *Asked, l *data.Layer) (*answer, error) {
		base := s.Base.of(in.ctx)
		return s.show(in, titleOf(l), in.selfLinks(base+"/tiles/"+segment(l.ID)+"/tilejson.json", mediaJSON), s.tileJSON(l, base))
	}))
}

// tilesPath is where the tilesets of a layer are.
func tilesPath(l *data.Layer, base string) string {
	return base + "/collections/" + segment(l.ID) + "/tiles"
}

func tilesetOf(l *data.Layer, links []tileLink) TilesetItem {
	return TilesetItem{Title: titleOf(l), DataType: "vector", CRS: epsgURI(3857), TileMatrixSetURI: quadURI, Links: links}
}

// describeTiles describes the tiles of a layer; self are the links to the
// description.
func (s *service) describeTiles(l *data.Layer, self []link, base string) tileset {
	links := []tileLink{
		{Href: tilesPath(l, base) + "/" + quad + "/{tileMatrix}/{tileRow}/{tileCol}", Rel: "item", Type: mediaMVT, Title: "The tiles", Templated: true},
		{Href: base + "/tileMatrixSets/" + quad, Rel: relScheme, Type: mediaJSON, Title: "The tile matrix set"},
		{Href: base + "/tiles/" + segment(l.ID) + "/tilejson.json", Rel: "describedby", Type: mediaJSON, Title: "The tiles as TileJSON"},
	}
	for _, to := range self {
		links = append(links, tileLink{Href: to.Href, Rel: to.Rel, Type: to.Type, Title: to.Title})
	}
	set := s.tiles.of(l, s.Catalog)
	properties := map[string]any{}
	for _, p := range l.Schema() {
		properties[p.Name] = map[string]string{"type": jsonTypeInTiles(p)}
	}
	doc := tileset{TilesetItem: tilesetOf(l, links), Limits: []matrixLimits{}, Drawn: drawnBy(set),
		Layers: []tilesetLayer{{l.ID, "vector", propertiesSchema{"object", properties}}}}
	if l.Len() > 0 {
		b := l.Bound()
		doc.Bound = &tilesetBound{b.Min, b.Max, uriCRS84}
	}
	for z := range tiles.MaxZoom + 1 {
		if r, ok := set.Limits(z); ok {
			doc.Limits = append(doc.Limits, matrixLimits{strconv.Itoa(z), r.MinY, r.MaxY, r.MinX, r.MaxX})
		}
	}
	return doc
}

// jsonTypeInTiles is the JSON type of a property in tiles, where what is no
// simple value is a text.
func jsonTypeInTiles(p data.Property) string {
	if !p.Simple() {
		return "string"
	}
	return string(p.Type)
}

func drawnBy(set *tiles.Set) []drawnAt {
	all := make([]drawnAt, tiles.MaxZoom+1)
	for z := range all {
		drawn, dropped := set.Counts(z)
		all[z] = drawnAt{strconv.Itoa(z), drawn, dropped}
	}
	return all
}

// tileJSON is the description that most map libraries read.
type tileJSON struct {
	TileJSON     string        `json:"tilejson" enum:"3.0.0"`
	Name         string        `json:"name"`
	Description  string        `json:"description"`
	Version      string        `json:"version"`
	Tiles        []string      `json:"tiles"`
	MinZoom      int           `json:"minzoom"`
	MaxZoom      int           `json:"maxzoom"`
	Bounds       []float64     `json:"bounds,omitempty" doc:"West, south, east, north in degrees."`
	VectorLayers []vectorLayer `json:"vector_layers"`
	Features     []drawnAt     `json:"features" doc:"What each zoom draws of the features."`
}

type vectorLayer struct {
	ID     string            `json:"id"`
	Fields map[string]string `json:"fields"`
}

func (s *service) tileJSON(l *data.Layer, base string) tileJSON {
	fields := map[string]string{}
	for _, p := range l.Schema() {
		fields[p.Name] = map[string]string{"string": "String", "integer": "Number", "number": "Number", "boolean": "Boolean"}[jsonTypeInTiles(p)]
	}
	doc := tileJSON{
		TileJSON: "3.0.0", Name: titleOf(l), Description: descriptionOf(l, "en"), Version: strconv.Itoa(l.Version) + ".0.0",
		Tiles: []string{base + "/tiles/" + segment(l.ID) + "/{z}/{x}/{y}.mvt"}, MaxZoom: tiles.MaxZoom,
		VectorLayers: []vectorLayer{{l.ID, fields}}, Features: drawnBy(s.tiles.of(l, s.Catalog)),
	}
	if l.Len() > 0 {
		b := l.Bound()
		doc.Bounds = []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
	}
	return doc
}
