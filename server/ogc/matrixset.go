package ogc

import (
	"context"
	"math"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data/tiles"
)

// matrixSets lists the tile matrix sets.
type matrixSets struct {
	Links []link          `json:"links"`
	Sets  []matrixSetItem `json:"tileMatrixSets"`
}

type matrixSetItem struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URI   string `json:"uri"`
	CRS   string `json:"crs"`
	Links []link `json:"links"`
}

// matrixSet says where the tiles of each zoom lie (OGC 17-083r4).
type matrixSet struct {
	ID          string       `json:"id"`
	Title       string       `json:"title"`
	URI         string       `json:"uri"`
	CRS         string       `json:"crs"`
	OrderedAxes []string     `json:"orderedAxes"`
	WellKnown   string       `json:"wellKnownScaleSet"`
	Matrices    []tileMatrix `json:"tileMatrices"`
	Links       []link       `json:"links"`
}

type tileMatrix struct {
	ID               string     `json:"id"`
	ScaleDenominator float64    `json:"scaleDenominator"`
	CellSize         float64    `json:"cellSize"`
	CornerOfOrigin   string     `json:"cornerOfOrigin" enum:"topLeft"`
	PointOfOrigin    [2]float64 `json:"pointOfOrigin"`
	TileWidth        int        `json:"tileWidth"`
	TileHeight       int        `json:"tileHeight"`
	MatrixWidth      int        `json:"matrixWidth"`
	MatrixHeight     int        `json:"matrixHeight"`
}

const (
	quadTitle = "Google Maps Compatible for the World"
	// halfSquareM is half the side of the square of Web Mercator: the sphere has
	// the semi-major axis of WGS 84.
	halfSquareM = math.Pi * 6378137
	tilePixels  = 256
	pixelM      = 0.00028 // of the standardised display that scales are for
)

func (s *service) matrixSetRoutes(api huma.API) {
	list := answering[matrixSets](api, operation("tile-matrix-sets", "/tileMatrixSets", "The tile matrix sets of all tiles", "OGC API Tiles"), mediaJSON, "The tile matrix sets.")
	huma.Register(api, list, func(_ context.Context, in *struct{ Asked }) (*answer, error) {
		base := s.Base.of(in.ctx)
		doc := matrixSets{Links: in.selfLinks(base+"/tileMatrixSets", mediaJSON), Sets: []matrixSetItem{{quad, quadTitle, quadURI, epsgURI(3857),
			[]link{{Href: base + "/tileMatrixSets/" + quad, Rel: "self", Type: mediaJSON, Title: "The tile matrix set"}}}}}
		return s.show(&in.Asked, "Tile matrix sets", doc.Links, doc)
	})
	one := answering[matrixSet](api, operation("tile-matrix-set", "/tileMatrixSets/"+quad, "The tile matrix set "+quad, "OGC API Tiles"), mediaJSON, "The tile matrix set.")
	huma.Register(api, one, func(_ context.Context, in *struct{ Asked }) (*answer, error) {
		links := in.selfLinks(s.Base.of(in.ctx)+"/tileMatrixSets/"+quad, mediaJSON)
		return s.show(&in.Asked, quad, links, quadSet(links))
	})
}

// quadSet describes WebMercatorQuad as far as tiles are drawn.
func quadSet(links []link) matrixSet {
	set := matrixSet{ID: quad, Title: quadTitle, URI: quadURI, CRS: epsgURI(3857), OrderedAxes: []string{"E", "N"},
		WellKnown: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible", Links: links}
	for z := range tiles.MaxZoom + 1 {
		across := 1 << z
		cellM := 2 * halfSquareM / tilePixels / float64(across)
		set.Matrices = append(set.Matrices, tileMatrix{
			ID: strconv.Itoa(z), ScaleDenominator: cellM / pixelM, CellSize: cellM, CornerOfOrigin: "topLeft",
			PointOfOrigin: [2]float64{-halfSquareM, halfSquareM}, TileWidth: tilePixels, TileHeight: tilePixels,
			MatrixWidth: across, MatrixHeight: across,
		})
	}
	return set
}
