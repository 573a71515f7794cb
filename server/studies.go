package server

import (
	"context"
	"fmt"
	"sync"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/data"
)

// maxStudies bounds the prepared study areas kept at once.
const maxStudies = 32

// studies keeps the study areas of the present dataset prepared, so that a
// slider step does not start over.
type studies struct {
	mu      sync.Mutex
	dataset *data.Dataset
	byArea  map[string]*coverage.Study
	lands   map[string]*landuse.Land
}

// study returns the study area for a question to the dataset as it is now.
func (s *server) study(ctx context.Context, ref coverage.AreaRef) (*coverage.Study, error) {
	ds := s.Catalog.Dataset()
	if len(ref.Drawn) > 0 {
		return coverage.NewStudy(ctx, ds, ref)
	}
	k := &s.studies
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dataset != ds || len(k.byArea) >= maxStudies {
		k.dataset, k.byArea, k.lands = ds, map[string]*coverage.Study{}, map[string]*landuse.Land{}
	}
	if known, ok := k.byArea[ref.ID]; ok {
		return known, nil
	}
	made, err := coverage.NewStudy(ctx, ds, ref)
	if err != nil {
		return nil, err
	}
	k.byArea[ref.ID] = made
	return made, nil
}

// areaM2 returns the size of a study area in square metres. The features of a
// layer taken as a whole may lie on each other, as municipalities and the
// region around them do: their union is what counts.
func (s *server) areaM2(ctx context.Context, a coverage.Area) float64 {
	if a.ID == a.Layer && a.Facts == nil {
		if study, err := s.study(ctx, coverage.AreaRef{ID: a.ID}); err == nil {
			return study.AreaM2
		}
	}
	return a.GeodesicM2()
}

// landOf returns the land of a study area as it is under when, for density and
// balance.
func (s *server) landOf(ctx context.Context, study *coverage.Study, scheme string, when coverage.When) (*landuse.Land, error) {
	ds := study.Dataset()
	key := fmt.Sprintf("%s|%s|%v", study.Area.ID, scheme, when)
	k := &s.studies
	k.mu.Lock()
	defer k.mu.Unlock()
	if known, ok := k.lands[key]; ok && k.dataset == ds {
		return known, nil
	}
	made, err := landuse.NewLand(ctx, landSources(study, scheme, when))
	if err != nil {
		return nil, err
	}
	if k.dataset == ds {
		k.lands[key] = made
	}
	return made, nil
}

// landSources says what the land of a study area is measured from.
func landSources(study *coverage.Study, scheme string, when coverage.When) landuse.Sources {
	ds := study.Dataset()
	return landuse.Sources{
		Area:      study.Area.Shape,
		Stated:    study.Area.Facts,
		Parcels:   ds.LayersOf(data.RoleLandUse),
		People:    ds.LayersOf(data.RolePopulation),
		Buildings: ds.LayersOf(data.RoleBuilding),
		Roads:     ds.LayersOf(data.RoleRoad),
		Keep:      when.Counts,
		Scheme:    scheme,
	}
}
