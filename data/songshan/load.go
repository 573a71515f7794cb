package songshan

import (
	"context"
	"fmt"

	"catchment/data"
	"catchment/data/intake"
)

// Load loads the layers of the place that are wanted into a catalog, the boundary
// first; a nil wanted wants all. The error names the layer that could not be
// loaded; those before it are in the catalog.
func Load(ctx context.Context, catalog *data.Catalog, wanted func(id string) bool) error {
	for _, l := range Layers() {
		if wanted != nil && !wanted(l.ID) {
			continue
		}
		if err := load(ctx, catalog, l); err != nil {
			return fmt.Errorf("loading the bundled layer %s: %w", l.ID, err)
		}
	}
	return nil
}

func load(ctx context.Context, catalog *data.Catalog, l Source) error {
	f, err := files.Open(l.File)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = intake.Load(ctx, catalog, f, intake.Request{
		ID: l.ID, Role: l.Role, Kind: l.Kind, Name: l.NameZH, NameEN: l.NameEN, Source: l.File,
	})
	return err
}
