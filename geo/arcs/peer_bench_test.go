//go:build peers

package arcs_test

import (
	"context"
	"fmt"
	"testing"

	"catchment/geo/arcs"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// asked runs a query that returns one number as often as the benchmark wants
// and reports the answer beside the time.
func asked(b *testing.B, c *pgx.Conn, query string, args ...any) {
	var answer float64
	for b.Loop() {
		if err := c.QueryRow(context.Background(), query, args...).Scan(&answer); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(answer, "m²")
}

func centersOf(reaches []arcs.Reach) []orb.Geometry {
	shapes := make([]orb.Geometry, len(reaches))
	for i, r := range reaches {
		shapes[i] = r[0].(arcs.Disc).Center
	}
	return shapes
}

// BenchmarkPeerUnion sets the sweep of discs in a region, with the area at
// every depth and every facility's reach and exclusive area, beside PostGIS
// computing the area of the union alone, from polygons of 8 and of 64
// segments a quadrant.
func BenchmarkPeerUnion(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		a := town(n, 1.5)
		b.Run(fmt.Sprintf("%d/ours", n), func(b *testing.B) {
			r := sweep(b, a, arcs.Options{}) // a server has its memory from the system already, as the database has
			for b.Loop() {
				r = sweep(b, a, arcs.Options{})
			}
			b.ReportMetric(r.AreaM2-r.Depth[0], "m²")
		})
		b.Run(fmt.Sprintf("%d/postgis", n), func(b *testing.B) {
			c := connect(b)
			load(b, c, "discs", centersOf(a.reaches))
			load(b, c, "plots", []orb.Geometry{a.area[0]})
			for _, segments := range []int{8, 64} {
				b.Run(fmt.Sprint(segments), func(b *testing.B) {
					asked(b, c, `SELECT ST_Area(ST_Intersection((SELECT g FROM plots),
						(SELECT ST_Union(ST_Buffer(g, 500, $1::int)) FROM discs)))`, segments)
				})
			}
		})
	}
}

// BenchmarkPeerGaps sets the gap polygons of 10,000 parcels under 10,000
// discs, drawn at 0.5 m, beside ST_Difference of the same unions.
func BenchmarkPeerGaps(b *testing.B) {
	areas, reaches := plots(10_000, 1.5)
	var all arcs.Region
	var shapes []orb.Geometry
	for _, a := range areas {
		all = append(all, a...)
		shapes = append(shapes, a[0])
	}
	b.Run("ours", func(b *testing.B) {
		r := sweep(b, arrangement{all, reaches}, arcs.Options{Contours: true})
		arcs.Polygons(r.Gap, 0.5, 0)
		positions := 0
		for b.Loop() {
			r, positions = sweep(b, arrangement{all, reaches}, arcs.Options{Contours: true}), 0
			for _, p := range arcs.Polygons(r.Gap, 0.5, 0) {
				for _, ring := range p {
					positions += len(ring)
				}
			}
		}
		b.ReportMetric(total(r.Gap), "m²")
		b.ReportMetric(float64(len(r.Gap)), "patches")
		b.ReportMetric(float64(positions), "positions")
	})
	b.Run("postgis", func(b *testing.B) {
		c := connect(b)
		load(b, c, "discs", centersOf(reaches))
		load(b, c, "plots", shapes)
		asked(b, c, `SELECT ST_Area(ST_Difference((SELECT ST_Union(g) FROM plots),
			(SELECT ST_Union(ST_Buffer(g, 500, 8)) FROM discs)))`)
	})
}

// BenchmarkPeerParcels sets the depths and shares of each of 10,000 parcels
// beside the uncovered area of each from ST_Difference.
func BenchmarkPeerParcels(b *testing.B) {
	areas, reaches := plots(10_000, 1.5)
	var shapes []orb.Geometry
	for _, a := range areas {
		shapes = append(shapes, a[0])
	}
	b.Run("ours", func(b *testing.B) {
		gap := 0.0
		for b.Loop() {
			parcels, err := arcs.SweepEach(context.Background(), areas, reaches, arcs.Options{})
			if err != nil {
				b.Fatal(err)
			}
			gap = 0
			for _, p := range parcels {
				gap += p.Depth[0]
			}
		}
		b.ReportMetric(gap, "m²")
	})
	b.Run("postgis", func(b *testing.B) {
		c := connect(b)
		load(b, c, "discs", centersOf(reaches))
		load(b, c, "plots", shapes)
		asked(b, c, `SELECT sum(ST_Area(p.g) - coalesce(ST_Area(ST_Intersection(p.g,
			(SELECT ST_Union(ST_Buffer(d.g, 500, 8)) FROM discs d WHERE ST_DWithin(d.g, p.g, 500)))), 0)) FROM plots p`)
	})
}
