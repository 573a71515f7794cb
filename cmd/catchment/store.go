package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"

	"catchment/data"
	"catchment/data/gpkg"
	"catchment/data/songshan"
)

// storeName is the one file that holds everything loaded.
const storeName = "catchment.gpkg"

// fillingName is the file that stands in the data folder until the bundled
// place is filled in or a file of the user's own is loaded, so that a start
// that was cut short is finished by the next one.
const fillingName = "filling"

// jobsName is the folder in the data folder that jobs and their results are
// kept in.
const jobsName = "jobs"

// openCatalog opens the store in the data folder. A folder without one is made,
// and marked to be filled. Closing the catalog closes the store.
func openCatalog(ctx context.Context, s *settings) (*data.Catalog, *gpkg.Store, error) {
	dataDir := s.dataDir
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, nil, fmt.Errorf("making the data folder: %w", err)
	}
	name, filling := filepath.Join(dataDir, storeName), filepath.Join(dataDir, fillingName)
	if !exists(name) {
		if err := os.WriteFile(filling, nil, 0o644); err != nil {
			return nil, nil, fmt.Errorf("making the data folder: %w", err)
		}
	}
	store, err := gpkg.Open(ctx, name, s.bounds())
	if errors.Is(err, gpkg.ErrInUse) {
		return nil, nil, fmt.Errorf("%w, probably a service: ask that one over HTTP (POST /api/layers loads a file, GET /api/coverage answers, GET /api/report writes the report), or stop it first", err)
	}
	if err != nil {
		return nil, nil, err
	}
	catalog, err := data.OpenCatalog(ctx, store)
	if err != nil {
		store.Close()
		return nil, nil, err
	}
	return catalog, store, nil
}

// openFilled opens the store in the data folder, and fills it with the bundled
// place where it is marked to be filled.
func openFilled(ctx context.Context, s *settings) (*data.Catalog, *gpkg.Store, error) {
	catalog, store, err := openCatalog(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	if exists(filepath.Join(s.dataDir, fillingName)) {
		err := songshan.Load(ctx, catalog, never(ctx, catalog))
		if err == nil {
			err = keepUnfilled(s.dataDir)
		}
		if err != nil {
			catalog.Close()
			return nil, nil, err
		}
	}
	return catalog, store, nil
}

// openStored opens a store that is there already.
func openStored(ctx context.Context, s *settings) (*data.Catalog, error) {
	if !exists(filepath.Join(s.dataDir, storeName)) {
		return nil, fmt.Errorf("there is no data in %s: load files into it, or run \"catchment serve\" once to fill it with the bundled place", s.dataDir)
	}
	catalog, _, err := openFilled(ctx, s)
	return catalog, err
}

// keepUnfilled takes the mark away that has the data folder filled.
func keepUnfilled(dataDir string) error {
	err := os.Remove(filepath.Join(dataDir, fillingName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return !os.IsNotExist(err)
}

// never returns what says of a layer that it has never been in the catalog.
func never(ctx context.Context, catalog *data.Catalog) func(id string) bool {
	return func(id string) bool {
		_, err := catalog.Versions(ctx, id)
		return err != nil
	}
}

// absent returns what says of a layer that it is not in the catalog now.
func absent(catalog *data.Catalog) func(id string) bool {
	return func(id string) bool {
		_, there := catalog.Dataset().Layer(id)
		return !there
	}
}

// version returns the version of the program that the Go command noted.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
