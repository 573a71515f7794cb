package scorecard_test

import (
	"testing"

	"catchment/coverage"
	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/songshan"
)

// songshanDataset loads the bundled place.
func songshanDataset(t testing.TB) *data.Dataset {
	t.Helper()
	var layers []*data.Layer
	for _, s := range songshan.Layers() {
		f, err := songshan.Files().Open(s.File)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var features []data.Feature
		if _, err := geojson.Decode(t.Context(), f, geojson.Options{}, func(one data.Feature) error {
			features = append(features, one)
			return nil
		}); err != nil {
			t.Fatalf("%s: %v", s.File, err)
		}
		l, err := data.NewLayer(data.Meta{ID: s.ID, Role: s.Role, Kind: s.Kind, Name: s.NameZH, NameEN: s.NameEN}, features)
		if err != nil {
			t.Fatalf("%s: %v", s.File, err)
		}
		layers = append(layers, l)
	}
	return data.NewDataset(layers...)
}

func studyOf(t testing.TB, ds *data.Dataset, area string) *coverage.Study {
	t.Helper()
	study, err := coverage.NewStudy(t.Context(), ds, coverage.AreaRef{ID: area})
	if err != nil {
		t.Fatal(err)
	}
	return study
}
