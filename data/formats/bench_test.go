package formats_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/formats"
)

// BenchmarkDecode reads 50,000 seeded points in each format, on one core.
func BenchmarkDecode(b *testing.B) {
	const n = 50_000
	rng := rand.New(rand.NewPCG(1, 2))
	var geojson, csv, kml, dbfRows = []string{}, []string{"name,n,lon,lat"}, []string{}, [][]string{}
	var shapes [][]byte
	for i := range n {
		p := orb.Point{118 + rng.Float64(), 42 + rng.Float64()}
		geojson = append(geojson, fmt.Sprintf(`{"type":"Feature","properties":{"name":"place %d","n":%d},"geometry":{"type":"Point","coordinates":[%.7f,%.7f]}}`, i, i, p[0], p[1]))
		csv = append(csv, fmt.Sprintf("place %d,%d,%.7f,%.7f", i, i, p[0], p[1]))
		kml = append(kml, fmt.Sprintf("<Placemark><name>place %d</name><ExtendedData><Data name=\"n\"><value>%d</value></Data></ExtendedData><Point><coordinates>%.7f,%.7f</coordinates></Point></Placemark>", i, i, p[0], p[1]))
		shapes = append(shapes, shape(1, p[0], p[1]))
		dbfRows = append(dbfRows, []string{fmt.Sprint("place ", i), fmt.Sprint(i)})
	}
	for _, c := range []struct{ name, file string }{
		{"GeoJSON", `{"type":"FeatureCollection","features":[` + strings.Join(geojson, ",\n") + `]}`},
		{"CSV", strings.Join(csv, "\n")},
		{"KML", "<kml><Document>" + strings.Join(kml, "\n") + "</Document></kml>"},
		{"Shapefile", packed("a.shp", shp(shapes...), "a.dbf", dbf([]dbfColumn{{"name", 'C', 20}, {"n", 'N', 8}}, dbfRows...), "a.cpg", "UTF-8")},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.file)))
			b.ReportAllocs()
			for b.Loop() {
				sum, err := formats.Decode(context.Background(), strings.NewReader(c.file), formats.Options{Name: "a"}, func(data.Feature) error { return nil })
				if err != nil || sum.Accepted != n {
					b.Fatalf("%d of %d, %v", sum.Accepted, n, err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "features/s")
		})
	}
}
