package server_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"catchment/geo/trial"
	"catchment/server"
)

// A tile is found from the landing page, says by its status whether there is
// anything in it, and by its ETag whether the layer changed.
func TestTiles(t *testing.T) {
	s := newPark(t, server.Options{})
	var landing, collection, list struct {
		Links    []struct{ Href, Rel string }
		Tilesets []struct{ Links []struct{ Href, Rel string } }
	}
	s.get("/?f=json").into(t, &landing)
	s.get("/collections/landuse").into(t, &collection)
	follow := func(links []struct{ Href, Rel string }, rel string) string {
		for _, l := range links {
			if l.Rel == rel {
				return strings.TrimPrefix(l.Href, s.url)
			}
		}
		t.Fatalf("no link %s in %v", rel, links)
		return ""
	}
	s.get(follow(collection.Links, "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector")).into(t, &list)
	var set struct {
		Limits []struct {
			TileMatrix                                     string
			MinTileRow, MaxTileRow, MinTileCol, MaxTileCol int
		} `json:"tileMatrixSetLimits"`
		Features []struct{ Drawn, Dropped int }
		Links    []struct{ Href, Rel string }
	}
	s.get(follow(list.Tilesets[0].Links, "self")).into(t, &set)
	if schemes := s.get(follow(landing.Links, "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes")); schemes.status != http.StatusOK {
		t.Errorf("tile matrix sets: %v", schemes)
	}
	s.get(follow(set.Links, "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme")).into(t, &struct{}{})
	if len(set.Limits) != 23 || len(set.Features) != 23 || set.Features[22].Dropped != 0 || set.Features[0].Drawn+set.Features[0].Dropped != 735 {
		t.Errorf("limits %v, features %v", set.Limits, set.Features)
	}
	limits := set.Limits[15]
	path := strings.NewReplacer("{tileMatrix}", "15", "{tileRow}", fmt.Sprint(limits.MinTileRow+1), "{tileCol}", fmt.Sprint(limits.MinTileCol+1)).
		Replace(follow(set.Links, "item"))
	short := fmt.Sprintf("/tiles/landuse/15/%d/%d.mvt", limits.MinTileCol+1, limits.MinTileRow+1)
	whole := s.get(path)
	if whole.status != http.StatusOK || whole.header.Get("Content-Type") != "application/vnd.mapbox-vector-tile" || len(whole.body) == 0 ||
		whole.header.Get("Features-Drawn") == "" || whole.header.Get("Features-Dropped") == "" {
		t.Fatalf("%s: %d %v", path, whole.status, whole.header)
	}
	for _, same := range []string{short, strings.TrimSuffix(short, ".mvt"), strings.TrimSuffix(short, "mvt") + "pbf"} {
		if a := s.get(same); string(a.body) != string(whole.body) {
			t.Errorf("%s is not %s", same, path)
		}
	}
	tag := whole.header.Get("ETag")
	if a := s.do(http.MethodGet, path, nil, "If-None-Match", tag); a.status != http.StatusNotModified || len(a.body) != 0 || a.header.Get("ETag") != tag {
		t.Errorf("%s again: %v", path, a)
	} else {
		for _, name := range []string{"Cache-Control", "Vary"} { // RFC 9110, 15.4.5
			got, want := slices.Compact(elements(a.header, name)), slices.Compact(elements(whole.header, name))
			if !slices.Equal(got, want) {
				t.Errorf("%s again: %s %q, was %q", path, name, got, want)
			}
		}
	}
	for path, want := range map[string]int{
		"/tiles/landuse/15/0/0.mvt": http.StatusNoContent, "/tiles/landuse/0/0/0": http.StatusOK, "/tiles/landuse/22/0/0.pbf": http.StatusNoContent,
		"/tiles/landuse/0/1/0.mvt": http.StatusNotFound, "/tiles/landuse/15/32768/0.mvt": http.StatusNotFound, "/tiles/landuse/23/0/0.mvt": http.StatusNotFound,
		"/tiles/landuse/15/-1/0.mvt": http.StatusNotFound, "/tiles/nothing/0/0/0.mvt": http.StatusNotFound, "/tiles/landuse/0/0/0.png": http.StatusBadRequest,
		"/tiles/landuse/a/0/0.mvt": http.StatusBadRequest, "/collections/landuse/tiles/WebMercatorQuad/3/8/0": http.StatusNotFound,
		"/collections/landuse/tiles/Other": http.StatusNotFound, "/collections/nothing/tiles": http.StatusNotFound,
		"/tiles/nothing/tilejson.json": http.StatusNotFound, "/collections/landuse/tiles?f=html&lang=zh": http.StatusOK,
	} {
		if a := s.do(http.MethodGet, path, nil); a.status != want || want == http.StatusNoContent && len(a.body) > 0 {
			t.Errorf("%s: %d, want %d: %s", path, a.status, want, a.body)
		}
	}
	s.load("id=landuse&role=landuse", `{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"code":"R2"},"geometry":{"type":"Point","coordinates":[118.87,42.26]}}]}`)
	if a := s.do(http.MethodGet, path, nil, "If-None-Match", tag); a.status == http.StatusNotModified {
		t.Errorf("%s of a new version: %d", path, a.status)
	}
}

// TestGDALReadsTiles has GDAL read a tile of the sample: the features are those
// of the layer, with ids, properties and their types, where they are.
func TestGDALReadsTiles(t *testing.T) {
	trial.Program(t, "ogr2ogr", "gdal-bin")
	s := newPark(t, server.Options{})
	const zoom = 14
	for _, layer := range []string{"landuse", "roads", "facilities"} {
		var tilejson struct {
			Tiles  []string
			Bounds []float64
		}
		s.get("/tiles/"+layer+"/tilejson.json").into(t, &tilejson)
		var all geojsonShape
		s.get("/collections/"+layer+"/items?limit=10000").into(t, &all)
		across := math.Exp2(zoom)
		x := int(((tilejson.Bounds[0]+tilejson.Bounds[2])/2 + 180) / 360 * across)
		y := int((0.5 - math.Asinh(math.Tan((tilejson.Bounds[1]+tilejson.Bounds[3])/2*math.Pi/180))/(2*math.Pi)) * across)
		name := filepath.Join(t.TempDir(), "tile.pbf")
		tile := s.get(strings.NewReplacer(s.url, "", "{z}", fmt.Sprint(zoom), "{x}", fmt.Sprint(x), "{y}", fmt.Sprint(y)).Replace(tilejson.Tiles[0]))
		if err := os.WriteFile(name, tile.body, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ogr2ogr", "-f", "GeoJSON", "-t_srs", "EPSG:4326", "/vsistdout/", name,
			"-oo", fmt.Sprint("Z=", zoom), "-oo", fmt.Sprint("X=", x), "-oo", fmt.Sprint("Y=", y), "-oo", "CLIP=NO").Output()
		if err != nil {
			t.Fatal(err)
		}
		var read geojsonShape
		if err := json.Unmarshal(out, &read); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(len(read.Features)) != tile.header.Get("Features-Drawn") || len(read.Features) < 3 {
			t.Errorf("%s: GDAL reads %d features, %s are drawn", layer, len(read.Features), tile.header.Get("Features-Drawn"))
		}
		unit := 360 / across / 4096
		lat := func(y int) float64 {
			return math.Atan(math.Sinh(math.Pi*(1-2*float64(y)/across))) * 180 / math.Pi
		}
		within := orb.Bound{Min: orb.Point{float64(x)/across*360 - 180, lat(y + 1)}, Max: orb.Point{float64(x+1)/across*360 - 180, lat(y)}}
		inside := 0
		for _, f := range read.Features {
			source, found := all.withID(f.Properties)
			if !found {
				t.Errorf("%s: no feature has the id of %v", layer, f.Properties)
				continue
			}
			for key, want := range source.Properties {
				if got := f.Properties[key]; !alike(got, want) {
					t.Errorf("%s %v: %s is %v (%T), want %v (%T)", layer, source.ID, key, got, got, want, want)
				}
			}
			got, want := f.bound(t), source.bound(t)
			if !within.Contains(want.Min) || !within.Contains(want.Max) {
				continue
			}
			inside++
			for axis := range 2 { // a border may lose a corner of an eighth of a pixel
				if math.Abs(got.Min[axis]-want.Min[axis]) > 12*unit || math.Abs(got.Max[axis]-want.Max[axis]) > 12*unit {
					t.Errorf("%s %v: GDAL finds it in %v, it is in %v", layer, source.ID, got, want)
				}
			}
		}
		if inside == 0 {
			t.Errorf("%s: no feature lies in the tile whole", layer)
		}
	}
}

type geojsonShape struct{ Features []featureShape }

type featureShape struct {
	ID         any
	Properties map[string]any
	Geometry   struct{ Coordinates any }
}

// withID returns the feature that a feature of a tile is: by the id that GDAL
// takes from the tile, or by the property that a text id becomes.
func (s geojsonShape) withID(properties map[string]any) (featureShape, bool) {
	for _, f := range s.Features {
		for _, id := range []any{properties["mvt_id"], properties["id"]} {
			if id != nil && fmt.Sprint(f.ID) == fmt.Sprint(id) {
				return f, true
			}
		}
	}
	return featureShape{}, false
}

func (f featureShape) bound(t *testing.T) orb.Bound {
	t.Helper()
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	var walk func(any)
	walk = func(v any) {
		list := v.([]any)
		if lon, ok := list[0].(float64); ok {
			b = b.Extend(orb.Point{lon, list[1].(float64)})
			return
		}
		for _, below := range list {
			walk(below)
		}
	}
	walk(f.Geometry.Coordinates)
	return b
}

// alike tells whether GDAL read a value as it is: it has no null and knows an
// object or array as a text.
func alike(got, want any) bool {
	switch want.(type) {
	case nil:
		return got == nil
	case map[string]any, []any:
		text, ok := got.(string)
		var parsed any
		return ok && json.Unmarshal([]byte(text), &parsed) == nil && fmt.Sprint(parsed) == fmt.Sprint(want) || fmt.Sprint(got) == fmt.Sprint(want)
	}
	return fmt.Sprint(got) == fmt.Sprint(want)
}

// TestTilesFollowEdits edits a feature again and again while others look at
// tiles: the tile that is asked for after an edit shows it, under another ETag.
func TestTilesFollowEdits(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=one&role=other", `{"type":"FeatureCollection","features":[{"type":"Feature","id":7,"properties":{"code":"none"},"geometry":{"type":"Point","coordinates":[118.87,42.26]}}]}`)
	var looking sync.WaitGroup
	done := make(chan struct{})
	for range 3 {
		looking.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					s.get("/tiles/one/0/0/0.mvt")
					s.get("/tiles/landuse/0/0/0.mvt")
				}
			}
		})
	}
	tag := ""
	for n := range 20 {
		code := fmt.Sprint("edit-", n)
		if a := s.do("PATCH", "/collections/one/items/7", strings.NewReader(`{"properties":{"code":"`+code+`"}}`),
			"Content-Type", "application/merge-patch+json", "If-Match", "*"); a.status >= 300 {
			t.Fatal(a)
		}
		a := s.get("/tiles/one/0/0/0.mvt")
		if !strings.Contains(string(a.body), code) || a.header.Get("ETag") == tag {
			t.Errorf("after %s the tile %s is %q", code, a.header.Get("ETag"), a.body)
		}
		tag = a.header.Get("ETag")
	}
	close(done)
	looking.Wait()
}
