package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
	"catchment/server/condition"
)

// arraysType is the media type of binary answers.
const arraysType = "application/vnd.catchment.arrays"

// ArraysQuery asks for the samples of a demand.
type ArraysQuery struct {
	Area        string `query:"area" example:"park" doc:"Study area, as in /api/coverage."`
	Demand      string `query:"demand" default:"land" example:"landuse:R" doc:"What must be served, as in /api/coverage."`
	Status      string `query:"status" doc:"Which states of facilities, parcels and people count. Default: all."`
	Year        string `query:"year" doc:"Count what is open in this year; overrides status."`
	IfNoneMatch string `header:"If-None-Match"`
}

// reachArraysQuery asks for distances from those samples.
type reachArraysQuery struct {
	Service string `query:"service" required:"true" example:"primary_school" doc:"Facility kind, or the id of a facility layer."`
	ArraysQuery
}

// GroundBody asks for the samples of a demand in an area that may be drawn.
type GroundBody struct {
	Area   anyArea `json:"area,omitzero" doc:"Id of a study area, or a drawn one as a GeoJSON Polygon or MultiPolygon in WGS 84."`
	Demand string  `json:"demand,omitempty" example:"landuse:R" doc:"What must be served, as in /api/coverage."`
	Status string  `json:"status,omitempty" doc:"Which states of facilities, parcels and people count. Default: all."`
	Year   string  `json:"year,omitempty" doc:"Count what is open in this year; overrides status."`
}

// reachArraysBody asks for distances from those samples.
type reachArraysBody struct {
	Service string `json:"service" example:"primary_school" doc:"Facility kind, or the id of a facility layer."`
	GroundBody
}

type arraysAnswer struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	ETag         string `header:"ETag"`
	Body         []byte
}

// arrayMaker makes the arrays that answer a question.
type arrayMaker func(context.Context, *coverage.Study, *coverage.Ground, coverage.Question) (*arrayFile, error)

func (s *server) arrayRoutes(api huma.API) {
	binaryAnswer := func(id, method, path, summary string) huma.Operation {
		op := operation(id, method, path, summary)
		op.Description = "Little-endian arrays for a client that computes with them itself. The body: the bytes CTMT, " +
			"the version of the layout and the length n of the header as uint32, n bytes of JSON, and the arrays, each beginning at a multiple of 8 bytes. " +
			"The header lists name, type (f64, f32, i32, u32, u8), offset in bytes from the start, length in elements, unit and meaning of every array."
		op.Responses = map[string]*huma.Response{"200": {
			Description: "Arrays.", Content: map[string]*huma.MediaType{arraysType: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}}
		if method == http.MethodPost {
			op = withBody(op)
		}
		return op
	}
	const land, reach = "/api/arrays/land", "/api/arrays/reach"
	huma.Register(api, binaryAnswer("arrays-land", http.MethodGet, land, "The demanded land and the samples that stand for the demand"),
		func(ctx context.Context, in *ArraysQuery) (*arraysAnswer, error) {
			return s.namedArrays(ctx, in, "", s.landArrays)
		})
	huma.Register(api, binaryAnswer("arrays-reach", http.MethodGet, reach, "How far every sample of /api/arrays/land is from the two nearest facilities"),
		func(ctx context.Context, in *reachArraysQuery) (*arraysAnswer, error) {
			return s.namedArrays(ctx, &in.ArraysQuery, in.Service, s.reachArrays)
		})
	huma.Register(api, binaryAnswer("arrays-cells", http.MethodGet, "/api/arrays/cells", "The cells of /api/density"),
		func(ctx context.Context, in *densityQuery) (*arraysAnswer, error) {
			d, err := s.cellsOf(ctx, coverage.AreaRef{ID: in.Area}, in)
			if err != nil {
				return nil, s.fail(err)
			}
			return s.encoded(d.arrays(), "")
		})
	huma.Register(api, binaryAnswer("arrays-land-drawn", http.MethodPost, land, "The demanded land and its samples in an area that may be drawn"),
		func(ctx context.Context, in *struct{ Body GroundBody }) (*arraysAnswer, error) {
			return s.drawnArrays(ctx, in.Body, "", s.landArrays)
		})
	huma.Register(api, binaryAnswer("arrays-reach-drawn", http.MethodPost, reach, "How far the samples in an area that may be drawn are from the two nearest facilities"),
		func(ctx context.Context, in *struct{ Body reachArraysBody }) (*arraysAnswer, error) {
			return s.drawnArrays(ctx, in.Body.GroundBody, in.Body.Service, s.reachArrays)
		})
}

// namedArrays answers a question about a named area, or says that the client
// has the answer.
func (s *server) namedArrays(ctx context.Context, in *ArraysQuery, service string, make arrayMaker) (*arraysAnswer, error) {
	words := question{Service: service, Area: in.Area, Demand: in.Demand, Status: in.Status, Year: in.Year}
	asked, err := words.ask()
	if err != nil {
		return nil, s.fail(err)
	}
	study, err := s.study(ctx, asked.Area)
	if err != nil {
		return nil, s.fail(err)
	}
	tag := arraysETag(study.Dataset(), fmt.Sprintf("%d|%s|%s|%s|%v", arraysVersion, service, study.Area.ID, asked.Demand, asked.When))
	if condition.Seen(in.IfNoneMatch, tag) {
		return nil, huma.ErrorWithHeaders(huma.Status304NotModified(), http.Header{"ETag": {tag}, "Cache-Control": {checkedCache}})
	}
	return s.arrays(ctx, study, asked, tag, make)
}

// drawnArrays answers a question that came as a body.
func (s *server) drawnArrays(ctx context.Context, in GroundBody, service string, make arrayMaker) (*arraysAnswer, error) {
	words := whatIf{Service: service, Area: in.Area, Demand: in.Demand, Status: in.Status, Year: in.Year}
	asked, err := words.ask(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	study, err := s.study(ctx, asked.Area)
	if err != nil {
		return nil, s.fail(err)
	}
	return s.arrays(ctx, study, asked, "", make)
}

// arrays answers a question with arrays.
func (s *server) arrays(ctx context.Context, study *coverage.Study, asked coverage.Question, tag string, make arrayMaker) (*arraysAnswer, error) {
	ground, err := study.Ground(ctx, asked.Demand, asked.When)
	if err != nil {
		return nil, s.fail(err)
	}
	file, err := make(ctx, study, ground, asked)
	if err != nil {
		return nil, s.fail(err)
	}
	return s.encoded(file, tag)
}

// encoded answers with a file, named by a tag where it has one.
func (s *server) encoded(file *arrayFile, tag string) (*arraysAnswer, error) {
	body, err := file.encode()
	if err != nil {
		return nil, s.fail(err)
	}
	return &arraysAnswer{arraysType, checkedCache, tag, body}, nil
}

// arraysETag names what a question about a dataset is answered with.
func arraysETag(ds *data.Dataset, question string) string {
	hash := sha256.New()
	for _, l := range ds.Layers() {
		fmt.Fprintf(hash, "%s@%d|%d|%v\n", l.ID, l.Version, l.Len(), l.Bound())
	}
	fmt.Fprint(hash, question)
	return `"` + hex.EncodeToString(hash.Sum(nil)[:12]) + `"`
}

// landArrays returns the tracts of a ground and its samples.
func (s *server) landArrays(_ context.Context, study *coverage.Study, g *coverage.Ground, asked coverage.Question) (*arrayFile, error) {
	f := newArrayFile(map[string]any{
		"area": study.Area.ID, "area_m2": study.AreaM2, "demand": asked.Demand.String(), "unit": g.Unit, "total": g.Total,
		"spacing_m": g.SpacingM, "districts": districtNames(g.Districts), "layers": g.Layers,
	})
	var vertices []int32
	var rings, tractRings, districts []uint32
	amounts := make([]float64, len(g.Tracts))
	for i := range g.Tracts {
		t := &g.Tracts[i]
		tractRings = append(tractRings, uint32(len(rings)))
		districts = append(districts, uint32(t.District))
		amounts[i] = t.Amount
		for _, poly := range study.Shape(t) {
			for _, ring := range poly {
				rings = append(rings, uint32(len(vertices)/2))
				vertices = appendPositions(vertices, ring)
			}
		}
	}
	rings, tractRings = append(rings, uint32(len(vertices)/2)), append(tractRings, uint32(len(rings)))
	f.add("vertices", "degrees / 1e7", "longitude, latitude of the corners of rings", vertices)
	f.add("rings", "corner", "where each ring begins, and the end of the last", rings)
	f.add("tracts", "ring", "where each tract's rings begin, and the end of the last; inside is where an odd number of its rings lie around", tractRings)
	f.add("tract_district", "number in districts", "", districts)
	f.add("tract_amount", g.Unit, "demand on the tract", amounts)

	at := make([]int32, 0, 2*len(g.Samples))
	amount, areaM2, district := make([]float64, len(g.Samples)), make([]float32, len(g.Samples)), make([]uint32, len(g.Samples))
	for i := range g.Samples {
		sample := &g.Samples[i]
		at = append(at, quantised(sample.LonLat[0]), quantised(sample.LonLat[1]))
		amount[i], areaM2[i], district[i] = sample.Amount, float32(sample.AreaM2), uint32(sample.District)
	}
	f.add("sample_at", "degrees / 1e7", "longitude, latitude", at)
	f.add("sample_amount", g.Unit, "demand the sample stands for; all add up to total", amount)
	f.add("sample_area", "m2", "land the sample stands for", areaM2)
	f.add("sample_district", "number in districts", "", district)
	return f, nil
}

// districtName is a district in the header of arrays.
type districtName struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	NameEN string `json:"name_en,omitempty"`
}

func districtNames(all []coverage.DistrictName) []districtName {
	names := make([]districtName, len(all))
	for i, d := range all {
		names[i] = districtName{d.ID, d.Name, d.NameEN}
	}
	return names
}

// reachArrays returns how far the samples are from facilities, and the
// facilities.
func (s *server) reachArrays(ctx context.Context, study *coverage.Study, g *coverage.Ground, asked coverage.Question) (*arrayFile, error) {
	d, err := study.Distances(ctx, asked, g)
	if err != nil {
		return nil, err
	}
	keys := make([]string, len(d.Facilities))
	var at, path []int32
	var paths, owners []uint32
	var closed []uint8
	for i := range d.Facilities {
		facility := &d.Facilities[i]
		keys[i] = facility.Layer + "/" + facility.ID
		at = append(at, quantised(facility.Position[0]), quantised(facility.Position[1]))
		eachPath(facility.Shape, func(positions []orb.Point, land uint8) {
			paths, owners, closed = append(paths, uint32(len(path)/2)), append(owners, uint32(i)), append(closed, land)
			path = appendPositions(path, positions)
		})
	}
	paths = append(paths, uint32(len(path)/2))
	f := newArrayFile(map[string]any{
		"area": study.Area.ID, "demand": asked.Demand.String(), "service": asked.Service, "facilities": keys,
		"distance_error_ratio": study.DistanceErrorRatio(0),
	})
	f.add("near", "m", "distance from each sample to the nearest facility; Infinity for none", d.NearestM)
	f.add("second", "m", "distance to the second nearest", d.SecondM)
	f.add("near_facility", "number in facilities", "-1 for none", d.Nearest)
	f.add("second_facility", "number in facilities", "-1 for none", d.Second)
	f.add("facility_at", "degrees / 1e7", "longitude, latitude of a place that stands for each facility", at)
	f.add("path_vertices", "degrees / 1e7", "longitude, latitude along the paths that facilities are drawn as", path)
	f.add("paths", "position", "where each path begins, and the end of the last; a point is a path of one", paths)
	f.add("path_facility", "number in facilities", "whose path it is", owners)
	f.add("path_is_ring", "", "1 where the path bounds land of the facility", closed)
	return f, nil
}

// eachPath calls do with the points, lines and rings of a geometry; land is 1
// for rings.
func eachPath(g orb.Geometry, do func(path []orb.Point, land uint8)) {
	switch g := g.(type) {
	case orb.Point:
		do([]orb.Point{g}, 0)
	case orb.MultiPoint:
		for _, p := range g {
			do([]orb.Point{p}, 0)
		}
	case orb.LineString:
		do(g, 0)
	case orb.MultiLineString:
		for _, l := range g {
			do(l, 0)
		}
	case orb.Polygon:
		for _, ring := range g {
			do(ring, 1)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			eachPath(p, do)
		}
	case orb.Collection:
		for _, part := range g {
			eachPath(part, do)
		}
	}
}
