// Package songshan holds the place that ships with the program: the Songshan
// Information Technology Industrial Park (松山区信息科技产业园) in Chifeng, as nine
// GeoJSON layers.
//
// The park and its totals are real: a planned area of 17.76 km², 105,000 m² of
// converted floor area, 35 companies, and the names of ten places. Nothing has
// public coordinates, so every shape and every other figure is drawn by the
// program in the folder gen, and every feature says "source":"synthetic". A
// name from the park's own account says "name_source":"real".
//
// The land-use parcels tile the park: neighbours share their corner points
// digit for digit, and so do parcels, districts, parks and the boundary.
package songshan

import (
	"embed"
	"io/fs"

	"catchment/data"
)

//go:generate go run ./gen

//go:embed *.geojson
var files embed.FS

// Source names one layer of the place and the file that holds it.
type Source struct {
	ID     string
	Role   data.Role
	Kind   data.Kind // for every feature of the layer; empty where features differ or say it themselves
	NameZH string
	NameEN string
	File   string // in Files
}

// Files returns the folder of the layers' files.
func Files() fs.FS { return files }

// Layers returns the layers in the order to load them, the boundary first. The
// caller owns the slice.
func Layers() []Source {
	return []Source{
		{"park", data.RoleBoundary, "study_area", "园区范围", "Park boundary", "park.geojson"},
		{"districts", data.RoleBoundary, "district", "片区", "Districts", "districts.geojson"},
		{"landuse", data.RoleLandUse, "", "用地", "Land use", "landuse.geojson"},
		{"roads", data.RoleRoad, "", "道路", "Roads", "roads.geojson"},
		{"facilities", data.RoleFacility, "", "公共设施", "Facilities", "facilities.geojson"},
		{"bus_stops", data.RoleFacility, "bus_stop", "公交站", "Bus stops", "bus_stops.geojson"},
		{"parks", data.RoleFacility, "park", "公园", "Parks", "parks.geojson"},
		{"population", data.RolePopulation, "people", "居住人口", "Residents", "population.geojson"},
		{"jobs", data.RolePopulation, "jobs", "就业岗位", "Jobs", "jobs.geojson"},
	}
}
