package songshan_test

import (
	"encoding/json"
	"io/fs"
	"math"
	"testing"

	"catchment/data/songshan"
)

// feature is a feature read with nothing but encoding/json, independent of
// the program's own decoder.
type feature struct {
	ID         string         `json:"id"`
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// number returns a property that must be a number.
func (f feature) number(t *testing.T, key string) float64 {
	t.Helper()
	v, ok := f.Properties[key].(float64)
	if !ok {
		t.Fatalf("%s: property %s is %v, want a number", f.ID, key, f.Properties[key])
	}
	return v
}

func (f feature) text(key string) string {
	s, _ := f.Properties[key].(string)
	return s
}

// grid is a position in units of 1e-8 degrees from 118.8 E, 42.2 N: the files
// hold eight decimals, so it is exact, and products of two fit an int64.
type grid struct{ x, y int64 }

func gridOf(p [2]float64) grid {
	return grid{int64(math.Round((p[0] - 118.8) * 1e8)), int64(math.Round((p[1] - 42.2) * 1e8))}
}

func (f feature) point(t *testing.T) grid {
	t.Helper()
	var p [2]float64
	f.decode(t, "Point", &p)
	return gridOf(p)
}

func (f feature) line(t *testing.T) []grid {
	t.Helper()
	var line [][2]float64
	f.decode(t, "LineString", &line)
	return grids(line)
}

// rings returns the rings of a polygon without the closing points.
func (f feature) rings(t *testing.T) [][]grid {
	t.Helper()
	var rings [][][2]float64
	f.decode(t, "Polygon", &rings)
	out := make([][]grid, len(rings))
	for i, r := range rings {
		if len(r) < 4 || r[0] != r[len(r)-1] {
			t.Fatalf("%s: ring %d is not closed", f.ID, i)
		}
		out[i] = grids(r[:len(r)-1])
	}
	return out
}

func grids(line [][2]float64) []grid {
	out := make([]grid, len(line))
	for i, p := range line {
		out[i] = gridOf(p)
	}
	return out
}

func (f feature) decode(t *testing.T, kind string, v any) {
	t.Helper()
	if f.Geometry.Type != kind {
		t.Fatalf("%s: geometry is a %s, want a %s", f.ID, f.Geometry.Type, kind)
	}
	if err := json.Unmarshal(f.Geometry.Coordinates, v); err != nil {
		t.Fatalf("%s: %v", f.ID, err)
	}
}

// layer reads the features of a layer.
func layer(t *testing.T, id string) []feature {
	t.Helper()
	for _, s := range songshan.Layers() {
		if s.ID != id {
			continue
		}
		raw, err := fs.ReadFile(songshan.Files(), s.File)
		if err != nil {
			t.Fatal(err)
		}
		var c struct {
			Note     string    `json:"note"`
			Features []feature `json:"features"`
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			t.Fatalf("%s: %v", s.File, err)
		}
		if c.Note == "" || len(c.Features) == 0 {
			t.Fatalf("%s: note %q, %d features", s.File, c.Note, len(c.Features))
		}
		return c.Features
	}
	t.Fatalf("no layer %q", id)
	return nil
}

// byID returns the features of a layer by their ids.
func byID(t *testing.T, id string) map[string]feature {
	t.Helper()
	out := map[string]feature{}
	for _, f := range layer(t, id) {
		out[f.ID] = f
	}
	return out
}
