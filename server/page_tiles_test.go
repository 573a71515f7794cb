package server_test

import (
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"

	"catchment/data/seeded"
)

// largeParcels is a layer ten times larger than those that the page takes whole.
const largeParcels = 200_000

var sharedLargeCity = sync.OnceValues(func() (*httptest.Server, error) { return newPageCityOf(largeParcels) })

// TestLargeLandUseComesAsTiles opens the land use of 200,000 parcels.
func TestLargeLandUseComesAsTiles(t *testing.T) {
	srv, err := sharedLargeCity()
	if err != nil {
		t.Fatal(err)
	}
	p := openTab(t, srv, "en", "light", fmt.Sprintf("#service=%s&radius=500&demand=landuse:R", seeded.CityService))
	p.picture("tiles-coverage")
	p.run("location.hash = '#view=landuse'")
	p.rest()
	p.picture("tiles-landuse")
}
