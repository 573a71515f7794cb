package ogc

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/tiles"
	"catchment/server/condition"
	"catchment/server/problem"
)

const mediaMVT = "application/vnd.mapbox-vector-tile"

// drawing is part of the ETags of tiles: another one says that tiles of the same
// layer are drawn otherwise.
const drawing = "-mvt2"

// tilesets keeps what layers are drawn from, for the layers that are served.
type tilesets struct {
	mu  sync.Mutex
	all map[string]*drawnFrom
}

// drawnFrom is what one version of a layer is drawn from.
type drawnFrom struct {
	layer *data.Layer
	set   func() *tiles.Set
}

// of returns what a layer is drawn from. The first call for a version prepares
// it, after an edit from what the version before was drawn from, and those that
// come meanwhile wait. Who asks for a version that was edited since is given the
// one that is there.
func (t *tilesets) of(l *data.Layer, served *data.Catalog) *tiles.Set {
	t.mu.Lock()
	found := t.all[l.ID]
	if found == nil || found.layer != l && !(found.layer.Version >= l.Version && madeOf(found.layer, l)) {
		before := found
		now := served.Dataset()
		kept := map[string]*drawnFrom{}
		for id, p := range t.all {
			if current, ok := now.Layer(id); ok && madeOf(current, p.layer) {
				kept[id] = p
			}
		}
		found = &drawnFrom{l, sync.OnceValue(func() *tiles.Set {
			if before == nil || before.layer.ID != l.ID {
				return tiles.New(l)
			}
			return before.set().With(l)
		})}
		kept[l.ID] = found
		t.all = kept
	}
	t.mu.Unlock()
	return found.set()
}

// madeOf tells whether edits made a layer of an older one, or none did.
func madeOf(l, older *data.Layer) bool {
	_, known := l.Since(older)
	return known
}

// TileSeen is the tile that a client has.
type TileSeen struct {
	IfNoneMatch string `header:"If-None-Match" doc:"ETag of what the client has; 304 says that it still holds."`
}

type tilePath struct {
	CollectionPath
	TileSeen
	TileMatrix int `path:"tileMatrix" doc:"Zoom, from 0 to 22."`
	TileRow    int `path:"tileRow" doc:"Row, from 0 in the north."`
	TileCol    int `path:"tileCol" doc:"Column, from 0 in the west."`
}

type shortTilePath struct {
	CollectionPath
	TileSeen
	Z int    `path:"z" doc:"Zoom, from 0 to 22."`
	X int    `path:"x" doc:"Column, from 0 in the west."`
	Y string `path:"y" pattern:"^[0-9]{1,7}([.](mvt|pbf))?$" doc:"Row, from 0 in the north, with or without .mvt or .pbf."`
}

// What caches are told of a tile, in a 304 too (RFC 9110, 15.4.5).
const (
	tileCache = "no-cache"
	tileVary  = "Accept-Encoding"
)

// tileAnswer is an encoded tile.
type tileAnswer struct {
	Status       int
	ContentType  string `header:"Content-Type"`
	ETag         string `header:"ETag"`
	CacheControl string `header:"Cache-Control"`
	Vary         string `header:"Vary"`
	Drawn        string `header:"Features-Drawn" doc:"Features that the tile draws."`
	Dropped      string `header:"Features-Dropped" doc:"Features whose middle is in the tile and that it does not draw."`
	Body         []byte
}

func (s *service) tileRoutes(api huma.API) {
	huma.Register(api, tileOperation("tile", "/collections/{collectionId}/tiles/"+quad+"/{tileMatrix}/{tileRow}/{tileCol}", "A vector tile of a collection"),
		func(ctx context.Context, in *tilePath) (*tileAnswer, error) {
			return s.tile(ctx, in.CollectionID, in.IfNoneMatch, in.TileMatrix, in.TileCol, in.TileRow)
		})
	huma.Register(api, tileOperation("tile-xyz", "/tiles/{collectionId}/{z}/{x}/{y}", "A vector tile, column before row"),
		func(ctx context.Context, in *shortTilePath) (*tileAnswer, error) {
			row, _, _ := strings.Cut(in.Y, ".")
			y, err := strconv.Atoi(row)
			if err != nil {
				return nil, problem.BadParameter("y", err.Error())
			}
			return s.tile(ctx, in.CollectionID, in.IfNoneMatch, in.Z, in.X, y)
		})
}

func tileOperation(id, path, summary string) huma.Operation {
	op := operation(id, path, summary, "OGC API Tiles")
	op.Description = "Borders are simplified by zoom without gaps between neighbours. Features smaller than two pixels of a tile of 256 share them: the largest is drawn, a polygon as a square of the area of all."
	op.Responses = map[string]*huma.Response{
		"200": {Description: "The tile.", Content: map[string]*huma.MediaType{mediaMVT: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}},
		"204": {Description: "There is nothing in the tile."},
		"304": {Description: "It is as If-None-Match says."},
	}
	return op
}

// tile answers with the tile in column x and row y of a zoom.
func (s *service) tile(ctx context.Context, id, seen string, zoom, x, y int) (*tileAnswer, error) {
	l, err := s.collected(ctx, id)
	if err != nil {
		return nil, err
	}
	if zoom < 0 || zoom > tiles.MaxZoom || x < 0 || y < 0 || x >= 1<<zoom || y >= 1<<zoom {
		return nil, problem.Details{Status: http.StatusNotFound, Layer: l.ID,
			Detail: fmt.Sprintf("there is no tile in row %d, column %d of zoom %d: zooms go from 0 to %d, rows and columns from 0 to 2^zoom-1", y, x, zoom, tiles.MaxZoom)}.Complete()
	}
	if tag := tileTag(l); condition.Seen(seen, tag) {
		return nil, huma.ErrorWithHeaders(huma.Status304NotModified(), http.Header{"ETag": {tag}, "Cache-Control": {tileCache}, "Vary": {tileVary}})
	}
	set := s.tiles.of(l, s.Catalog)
	drawn, err := set.Tile(ctx, zoom, x, y)
	if err != nil {
		return nil, s.fail(err)
	}
	out := &tileAnswer{
		Status: http.StatusOK, ContentType: mediaMVT, ETag: tileTag(set.Layer()), CacheControl: tileCache, Vary: tileVary,
		Drawn: strconv.Itoa(drawn.Features), Dropped: strconv.Itoa(drawn.Dropped), Body: drawn.Data,
	}
	if len(drawn.Data) == 0 {
		out.Status, out.ContentType = http.StatusNoContent, ""
	}
	return out, nil
}

// tileTag names a version of a layer as it is drawn.
func tileTag(l *data.Layer) string {
	return `"` + segment(l.ID) + "-" + strconv.Itoa(l.Version) + drawing + `"`
}
