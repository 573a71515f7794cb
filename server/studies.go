package server

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/coverage/prepared"
	"catchment/data"
	"catchment/data/geojson"
)

// maxStudies bounds the prepared study areas kept at once; their memory is
// bounded by Options.PreparedBytes.
const maxStudies = 32

// maxDrawn bounds those of them that were drawn: a page asks several questions
// about one at once, and nobody else asks about it.
const maxDrawn = 8

// studies keeps the study areas of the present dataset prepared, so that a
// slider step does not start over. Each is prepared by itself: the first
// question to a large area keeps no other waiting.
type studies struct {
	mostBytes int64 // of all that is kept

	mu   sync.Mutex
	last *studiesOf
}

// studiesOf is what is prepared of one dataset.
type studiesOf struct {
	dataset *data.Dataset
	budget  *prepared.Budget
	areas   prepared.Map[string, *coverage.Study]
	drawn   prepared.Map[[sha256.Size]byte, *coverage.Study] // by what outlineSum returns
	lands   prepared.Map[string, *landuse.Land]
	answers prepared.Map[string, *keptAnswer] // by what keyOf returns
}

// of returns what is prepared of a dataset. That of the present one is kept, in
// place of that of the one before.
func (k *studies) of(ds *data.Dataset, catalog *data.Catalog) *studiesOf {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last != nil && k.last.dataset == ds {
		return k.last
	}
	made := &studiesOf{dataset: ds, budget: prepared.NewBudget(k.mostBytes)}
	made.areas.Most, made.lands.Most, made.drawn.Most, made.answers.Most = maxStudies, maxStudies, maxDrawn, maxKept
	made.areas.Budget, made.lands.Budget, made.drawn.Budget, made.answers.Budget = made.budget, made.budget, made.budget, made.budget
	if catalog.Dataset() == ds {
		k.last = made
	}
	return made
}

// forget lets go of what is prepared of a dataset that is no longer the present
// one, and with it of layers that were withdrawn: nobody may ask for long.
func (k *studies) forget(catalog *data.Catalog) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last != nil && k.last.dataset != catalog.Dataset() {
		k.last = nil
	}
}

// study returns the study area for a question to the dataset as it is now.
func (s *server) study(ctx context.Context, ref coverage.AreaRef) (*coverage.Study, error) {
	ds := s.Catalog.Dataset()
	of := s.studies.of(ds, s.Catalog)
	prepare := func(ctx context.Context) (*coverage.Study, error) {
		study, err := coverage.NewStudy(ctx, ds, ref)
		if err == nil {
			study.KeepWithin(of.budget)
		}
		return study, err
	}
	if len(ref.Drawn) > 0 {
		return of.drawn.Get(ctx, outlineSum(ref.Drawn), prepare)
	}
	return of.areas.Get(ctx, ref.ID, prepare)
}

// outlineSum returns what tells a drawn area from every other.
func outlineSum(drawn orb.MultiPolygon) [sha256.Size]byte {
	return sha256.Sum256(geojson.AppendGeometry(nil, drawn))
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
	return s.studies.of(ds, s.Catalog).lands.Get(ctx, key, func(ctx context.Context) (*landuse.Land, error) {
		return landuse.NewLand(ctx, landSources(study, scheme, when))
	})
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
