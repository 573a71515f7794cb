package landuse_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage/landuse"
	"catchment/data"
	"catchment/data/standards"
	"catchment/geo/plane"
)

// city returns n parcels of about 45 m on a grid that is turned by ten
// degrees, corners shared, every hundredth overlapping its neighbour, inside a
// wavy boundary that cuts the outer ones.
func city(b testing.TB, n int) landuse.Sources {
	side := int(math.Sqrt(float64(n)))
	const m = 45.0
	p := plane.At(origin)
	sin, cos := math.Sincos(10 * math.Pi / 180)
	at := func(i, j float64) orb.Point {
		x, y := m*(i-float64(side)/2), m*(j-float64(side)/2)
		x, y = x+6*math.Sin(y/300), y+6*math.Sin(x/200)
		return p.ToWGS84(orb.Point{x*cos - y*sin, x*sin + y*cos})
	}
	codes := []string{"R21", "R22", "A33", "B11", "M1", "M2", "G1", "S1", "U12", "A51"}
	features := make([]data.Feature, 0, side*side)
	for i := range side {
		for j := range side {
			x, y := float64(i), float64(j)
			wide := 1.0
			if (i*side+j)%100 == 0 {
				wide = 1.2
			}
			ring := orb.Ring{at(x, y), at(x+wide, y), at(x+wide, y+1), at(x, y+1), at(x, y)}
			k := (i*7 + j*13 + i*j) % len(codes)
			features = append(features, data.Feature{ID: fmt.Sprint(len(features)), Geometry: orb.Polygon{ring},
				Properties: fmt.Appendf(nil, `{"scheme":"GB50137-2011","code":"%s","floor_area_m2":%d,"population":%d}`, codes[k], 1000+100*k, 10*k)})
		}
	}
	layer, err := data.NewLayer(data.Meta{ID: "parcels", Role: data.RoleLandUse}, features)
	if err != nil {
		b.Fatal(err)
	}
	var outline orb.Ring
	for k := range 2000 {
		a := 2 * math.Pi * float64(k) / 2000
		d := m * float64(side) / 2 * (0.9 + 0.05*math.Sin(17*a))
		outline = append(outline, p.ToWGS84(orb.Point{d * math.Cos(a), d * math.Sin(a)}))
	}
	return landuse.Sources{Area: orb.MultiPolygon{{append(outline, outline[0])}}, Parcels: []*data.Layer{layer}, Scheme: standards.GB50137}
}

func BenchmarkNewLand(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			src := city(b, n)
			b.ResetTimer()
			for b.Loop() {
				if _, err := landuse.NewLand(b.Context(), src); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkBalance(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			land, err := landuse.NewLand(b.Context(), city(b, n))
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			for b.Loop() {
				if _, err := land.Balance(b.Context(), landuse.BalanceOptions{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDensity250(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		for _, shape := range []landuse.CellShape{landuse.Square, landuse.Hex} {
			b.Run(fmt.Sprintf("%s/%d", shape, n), func(b *testing.B) {
				land, err := landuse.NewLand(b.Context(), city(b, n))
				if err != nil {
					b.Fatal(err)
				}
				b.ResetTimer()
				cells := 0
				for b.Loop() {
					d, err := land.Density(b.Context(), landuse.DensityOptions{Shape: shape})
					if err != nil {
						b.Fatal(err)
					}
					cells = len(d.Cells)
				}
				b.ReportMetric(float64(cells), "cells")
			})
		}
	}
}
