package server

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// arrays returns the cells as a binary answer: what the GeoJSON of
// /api/density says, in columns.
func (d *densityCells) arrays() *arrayFile {
	var (
		o        outlines
		c        cellColumns
		ids      []string
		names    []string
		namesEN  []string
		classes  []string
		dominant []int32
	)
	values, of := make([][]float64, len(d.Measures)), make([][]float64, len(d.Measures))
	for cell := range d.all {
		o.add(cell.shape)
		ids, names, namesEN = append(ids, cell.ID), append(names, cell.Name), append(namesEN, cell.NameEN)
		class := slices.Index(classes, cell.Dominant)
		if class < 0 && cell.Dominant != "" {
			class, classes = len(classes), append(classes, cell.Dominant)
		}
		dominant = append(dominant, int32(class))
		c.areaM2, c.insideM2, c.share = append(c.areaM2, cell.AreaM2), append(c.insideM2, some(cell.InsideM2)), append(c.share, some(cell.DominantShare))
		for i, m := range d.Measures {
			values[i] = append(values[i], finite(cell.values[i]))
			other, ok := cell.Of[m.ID]
			if !ok {
				other = math.NaN()
			}
			of[i] = append(of[i], other)
		}
	}
	o.end()
	f := newArrayFile(map[string]any{"density": d.densityAbout, "ids": listed(ids), "names": listed(names), "names_en": listed(namesEN), "classes": listed(classes)})
	f.add("vertices", "degrees", "longitude, latitude of the corners of rings", o.vertices)
	f.add("rings", "corner", "where each ring begins, and the end of the last", o.rings)
	f.add("polygons", "ring", "where each polygon's rings begin, and the end of the last", o.polygons)
	f.add("cells", "polygon", "where each cell's polygons begin, and the end of the last", o.cells)
	f.add("area_m2", "m2", "as in /api/density; so are all below, NaN for what a cell lacks", c.areaM2)
	f.add("inside_m2", "m2", "", c.insideM2)
	f.add("dominant_class", "number in classes", "-1 for none", dominant)
	f.add("dominant_share", "", "", c.share)
	for i, m := range d.Measures {
		f.add("value/"+m.ID, m.Unit, "", values[i])
		f.add("of/"+m.ID, "", "what the measure divides by where that is not area_m2", of[i])
	}
	return f
}

// cellColumns are the numbers that all cells have in common.
type cellColumns struct {
	areaM2, insideM2, share []float64
}

// listed returns a list that JSON writes as one also where it is empty.
func listed(all []string) []string { return append([]string{}, all...) }

// some returns a number that is left out where it is 0.
func some(v float64) float64 {
	if v == 0 {
		return math.NaN()
	}
	return v
}

// finite returns a number that JSON can hold.
func finite(v float64) float64 {
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// outlines are the polygons of shapes, one after the other.
type outlines struct {
	vertices               []float64
	rings, polygons, cells []uint32
}

// add appends the polygons of a shape.
func (o *outlines) add(g orb.Geometry) {
	o.cells = append(o.cells, uint32(len(o.polygons)))
	o.polygonsOf(g)
}

func (o *outlines) polygonsOf(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Polygon:
		o.polygons = append(o.polygons, uint32(len(o.rings)))
		for _, ring := range g {
			o.rings = append(o.rings, uint32(len(o.vertices)/2))
			for _, p := range ring {
				o.vertices = append(o.vertices, p[0], p[1])
			}
		}
	case orb.MultiPolygon:
		for _, p := range g {
			o.polygonsOf(p)
		}
	case orb.Collection:
		for _, part := range g {
			o.polygonsOf(part)
		}
	}
}

// end closes the lists of where things begin.
func (o *outlines) end() {
	o.cells = append(o.cells, uint32(len(o.polygons)))
	o.polygons = append(o.polygons, uint32(len(o.rings)))
	o.rings = append(o.rings, uint32(len(o.vertices)/2))
}
