package coverage

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/coverage/prepared"
	"catchment/data"
	"catchment/data/seeded"
	"catchment/geo/arcs"
	"catchment/geo/trial"
)

// TestBytes: what is kept ready takes about as much memory as it says, within a
// third: the heap with it and without it, on a seeded city.
func TestBytes(t *testing.T) {
	trial.Slow(t)
	layers, err := seeded.City(10_000)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewStudy(t.Context(), data.NewDataset(layers...), AreaRef{})
	if err != nil {
		t.Fatal(err)
	}
	u, err := s.resolve(t.Context(), Question{Service: seeded.CityService, RadiusM: 500, Demand: Demand{Kind: DemandPopulation}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.crowdFor(t.Context(), u)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		name string
		make func() (prepared.Sized, error)
	}{
		{"roster", func() (prepared.Sized, error) {
			all, err := findFacilities(s.dataset, seeded.CityService, When{})
			if err != nil {
				return nil, err
			}
			made := newRoster(all, s.outlinesOf(all))
			made.index()
			made.trees()
			return made, nil
		}},
		{"people", func() (prepared.Sized, error) {
			made, err := s.newDemand(t.Context(), Demand{Kind: DemandPopulation}, When{})
			if err == nil {
				_, err = s.parts(t.Context(), made)
			}
			return made, err
		}},
		{"homes", func() (prepared.Sized, error) {
			made, err := s.newDemand(t.Context(), Demand{Kind: DemandLandUse, Classes: []string{"R"}}, When{})
			if err == nil {
				_, err = s.parts(t.Context(), made)
			}
			return made, err
		}},
		{"crowd", func() (prepared.Sized, error) {
			var places []orb.Point
			for i := range u.roster.outlines {
				places = append(places, u.roster.outlines[i].paths[0][0])
			}
			return arcs.NewCrowd(places, orb.Point{}, c.MostM())
		}},
		{"nearby", func() (prepared.Sized, error) { return u.demand.parcelled.Near(c.Crowd) }},
		{"ground", func() (prepared.Sized, error) {
			parts, err := s.parts(t.Context(), u.demand)
			return s.sample(u.demand, parts, nil), err
		}},
		{"land", func() (prepared.Sized, error) {
			return landuse.NewLand(t.Context(), landuse.Sources{Area: s.Area.Shape, Parcels: s.dataset.LayersOf(data.RoleLandUse)})
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			if _, err := one.make(); err != nil { // what is made once for all is there
				t.Fatal(err)
			}
			before := heapBytes()
			made, err := one.make()
			if err != nil {
				t.Fatal(err)
			}
			took, says := heapBytes()-before, made.Bytes()
			runtime.KeepAlive(made)
			said := fmt.Sprintf("takes %.2f MB and says %.2f", float64(took)/1e6, float64(says)/1e6)
			t.Log(said)
			if float64(says) < float64(took)/1.33 || float64(says) > 1.33*float64(took) {
				t.Error(said)
			}
		})
	}
	runtime.KeepAlive(s)
	runtime.KeepAlive(u)
}

func heapBytes() int64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
