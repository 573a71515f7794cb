package trial

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Parcels returns a seeded GeoJSON file of about size bytes: polygons of 5 to
// 200 positions with six properties each, as a land-use plan has them.
func Parcels(size int) []byte {
	rnd := rand.New(rand.NewPCG(7, 7))
	b := append(make([]byte, 0, size+1<<16), `{"type":"FeatureCollection","name":"parcels","features":[`...)
	for i := 0; len(b) < size; i++ {
		if i > 0 {
			b = append(b, ',')
		}
		lon, lat := 118.8+rnd.Float64()/2, 42.1+rnd.Float64()/3
		b = fmt.Appendf(b, "\n"+`{"type":"Feature","id":%d,"properties":{"code":"R%d","name":"地块 %d","floors":%d,"far":%.2f,"status":"existing"},"geometry":{"type":"Polygon","coordinates":[[`, i, 1+i%3, i, 1+i%30, 3*rnd.Float64())
		n := 5 + int(195*math.Pow(rnd.Float64(), 3))
		var first []byte
		for k := range n {
			a := 2 * math.Pi * float64(k) / float64(n)
			r := 0.002 * (0.8 + 0.2*rnd.Float64())
			p := fmt.Appendf(nil, "[%.7f,%.7f]", lon+r*math.Cos(a), lat+r*math.Sin(a))
			if k == 0 {
				first = p
			}
			b = append(append(b, p...), ',')
		}
		b = append(append(b, first...), "]]}}"...)
	}
	return append(b, "\n]}\n"...)
}

// Points returns a seeded GeoJSON file of n points with five properties each.
func Points(n int) []byte {
	rnd := rand.New(rand.NewPCG(1, 2))
	b := append(make([]byte, 0, 200*n), `{"type":"FeatureCollection","features":[`...)
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "\n"+`{"type":"Feature","id":%d,"properties":{"name":"School %d","kind":"primary_school","capacity":%d,"rate":%.3f,"status":"existing"},"geometry":{"type":"Point","coordinates":[%.7f,%.7f]}}`,
			i+1, i, rnd.IntN(2000), rnd.Float64(), 118+rnd.Float64(), 42+rnd.Float64())
	}
	return append(b, "\n]}\n"...)
}
