package geojson_test

import (
	"context"
	"fmt"
	"strings"

	"catchment/data"
	"catchment/data/geojson"
)

func ExampleDecode() {
	file := `{"type":"FeatureCollection","features":[
{"type":"Feature","id":7,"properties":{"name":"二十七小"},"geometry":{"type":"Point","coordinates":[118.88,42.26]}},
{"type":"Feature","id":8,"properties":{},"geometry":{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}}
]}`
	sum, err := geojson.Decode(context.Background(), strings.NewReader(file), geojson.Options{Mode: geojson.Repair}, func(f data.Feature) error {
		fmt.Println(f.ID, f.Geometry.GeoJSONType(), string(f.Properties))
		return nil
	})
	fmt.Println(sum.Accepted, "accepted,", sum.Repaired, "repaired", err)
	for _, p := range sum.Problems {
		fmt.Printf("line %d, column %d, %s: %s\n", p.Line, p.Column, p.Path, p.Message)
	}
	// Output:
	// 7 Point {"name":"二十七小"}
	// 8 MultiPolygon {}
	// 2 accepted, 1 repaired <nil>
	// line 3, column 87, /features/1/geometry/coordinates/0/0: the ring crosses itself at 1.0000000, 1.0000000; the shape was rebuilt by the even-odd rule, as 2 polygons
}
