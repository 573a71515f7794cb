package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"catchment/data/seeded"

	"github.com/paulmach/orb"
)

// coast returns an outline of so many corners about a city of n facilities: a
// circle bent by waves of every length down to a few corners, as a surveyed
// shore is.
func coast(corners, n int) orb.Polygon {
	r := rand.New(rand.NewPCG(uint64(corners), 11))
	sideM := math.Sqrt(float64(n) * math.Pi * 500 * 500 / seeded.CityDepth)
	var waves [][3]float64
	for k := 3; k*6 < corners; k *= 2 {
		waves = append(waves, [3]float64{float64(k), 0.5 / float64(k), 2 * math.Pi * r.Float64()})
	}
	ring := make(orb.Ring, 0, corners+1)
	for i := range corners {
		turn := 2 * math.Pi * float64(i) / float64(corners)
		d := 0.4 * sideM
		for _, w := range waves {
			d += 0.4 * sideM * w[1] * math.Sin(w[0]*turn+w[2])
		}
		sin, cos := math.Sincos(turn)
		ring = append(ring, orb.Point{118.6 + (0.5*sideM+d*cos)/82_500, 42.0 + (0.5*sideM+d*sin)/111_080})
	}
	return orb.Polygon{append(ring, ring[0])}
}

// tiles returns the parcels of another city of so many corners, made as large as
// a city of n facilities: land whose polygons share all their edges.
func tiles(tb testing.TB, corners, n int) []orb.Polygon {
	tb.Helper()
	layers, err := seeded.City(corners / 4)
	if err != nil {
		tb.Fatal(err)
	}
	scale := math.Sqrt(4 * float64(n) / float64(corners))
	var all []orb.Polygon
	for _, f := range layers[1].Features {
		p := f.Geometry.(orb.Polygon).Clone()
		for i := range p[0] {
			p[0][i] = orb.Point{118.6 + scale*(p[0][i][0]-118.6), 42.0 + scale*(p[0][i][1]-42.0)}
		}
		all = append(all, p)
	}
	return all
}

// BenchmarkLargeOutline is a question to a study area of very many corners in a
// city of 10,000 facilities: drawn and sent with it, so that nothing is
// prepared, or a layer asked about with ever another radius. Its time should
// grow with the corners, not with their square.
func BenchmarkLargeOutline(b *testing.B) {
	const city = 10_000
	s := newCity(b, city)
	for _, corners := range []int{1_000, 10_000, 100_000} {
		for name, polygons := range map[string][]orb.Polygon{"coast": {coast(corners, city)}, "tiles": tiles(b, corners, city)} {
			id, drawn := fmt.Sprintf("%s-%d", name, corners), featuresOf(b, polygons)
			s.load("id="+id+"&role=boundary", drawn)
			for how, area := range map[string]string{"drawn": drawn, "layer": strconv.Quote(id)} {
				b.Run(fmt.Sprintf("%s/%s/%d", name, how, corners), func(b *testing.B) {
					for i := 0; b.Loop(); i++ {
						s.post(b, "/api/coverage", fmt.Sprintf(`{"service":%q,"radius":%d,"area":%s}`, seeded.CityService, 300+10*(i%21), area))
					}
				})
			}
		}
	}
}

// featuresOf returns polygons as a GeoJSON FeatureCollection.
func featuresOf(tb testing.TB, polygons []orb.Polygon) string {
	tb.Helper()
	var text strings.Builder
	for i, p := range polygons {
		rings, err := json.Marshal(p)
		if err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&text, `,{"type":"Feature","id":"%d","properties":{},"geometry":{"type":"Polygon","coordinates":%s}}`, i, rings)
	}
	return `{"type":"FeatureCollection","features":[` + text.String()[1:] + `]}`
}

// post asks once and reads the answer to its end.
func (s *site) post(b *testing.B, path, body string) {
	b.Helper()
	request, err := http.NewRequestWithContext(b.Context(), http.MethodPost, s.url+path, bytes.NewReader([]byte(body)))
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer response.Body.Close()
	n, err := io.Copy(io.Discard, response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.Fatalf("%s: %s after %d bytes, %v", path, response.Status, n, err)
	}
}
