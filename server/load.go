package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/data/intake"
	"catchment/server/problem"
)

// Upload is a request whose body is a file to load. The body is read as it
// comes and never held whole.
type Upload struct {
	Role    string   `query:"role" enum:"boundary,landuse,facility,road,population,building,other" doc:"What the layer is used for. Default: inferred, and the answer says from what."`
	Kind    string   `query:"kind" example:"primary_school" doc:"Facility kind, in English or Chinese. Default: inferred."`
	CRS     string   `query:"crs" example:"WGS84" doc:"Coordinate system of the file: WGS84, CGCS2000 (EPSG:4490), a CGCS2000 Gauss-Krüger zone of 3° or 6° with its number before the easting or without (EPSG:4491 to 4554), UTM (EPSG:326xx, 327xx), Web Mercator (EPSG:3857), GCJ-02 (火星坐标: 高德, 腾讯) or BD-09 (百度); as a code, URN, URL or name. Add \",yx\" where the file writes north or latitude first: EPSG:4549,yx. Default: what the file declares, else WGS 84 longitude, latitude. The answer's conversion says what was done."`
	Name    string   `query:"name" doc:"Name of the layer."`
	File    string   `query:"file" example:"schools.geojson" doc:"File name, for the record and as weak evidence of what it holds."`
	Table   string   `query:"table" example:"schools" doc:"Which layer of the file to read, when it holds several: a table of a GeoPackage, a Shapefile or KML of an archive."`
	Columns []string `query:"columns" maxItems:"2" example:"lon,lat" doc:"Of a CSV file, the names of the columns that hold longitude and latitude, or of the one that holds well-known text. Default: by their names."`
	Field   []string `query:"field,explode" maxItems:"40" example:"class:YDXZ" doc:"Which property states a fact, as fact:property, where its name does not tell; without a property, none does; a blank is the property with the empty name. Several are given by repeating the parameter. The property then speaks for nothing else, and nothing else for the fact. Facts: class (land-use code), scheme, kind, name, name_en, status, opens, closes, population, jobs, floors, floor_area_m2, footprint_m2, green_m2, output_yuan, invested_yuan, far, building_coverage, green_ratio. Default: by their names; /api/check tells from which. A choice stays with the layer."`
	Job     string   `query:"job" pattern:"^[A-Za-z0-9_-]{1,64}$" patternDescription:"letters, digits, - and _, at most 64" doc:"A name of your choice, under which /api/loads/{job} follows or cancels this load or check."`
	Mode    string   `query:"mode" enum:"strict,repair,skip" default:"strict" doc:"strict refuses a file with any error; repair mends what can be mended and leaves out the rest; skip leaves out bad features."`

	body   io.Reader
	fields data.Fields
	bytes  int64       // that will come; 0 when the sender did not say
	comes  *steadyBody // what body reads from
}

// Resolve keeps the body for the handler to stream: of a form, its first file.
func (u *Upload) Resolve(ctx huma.Context) []error {
	u.comes = &steadyBody{body: ctx.BodyReader(), deadline: ctx.SetReadDeadline, stall: defaultUploadStall}
	u.body = u.comes
	var err error
	if u.fields, err = data.ParseFields(u.Field); err != nil {
		return []error{&huma.ErrorDetail{Location: "query.field", Message: err.Error()}}
	}
	if n, err := strconv.ParseInt(ctx.Header("Content-Length"), 10, 64); err == nil {
		u.bytes = n
	}
	kind, params, err := mime.ParseMediaType(ctx.Header("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return nil
	}
	form := multipart.NewReader(u.body, params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return []error{&huma.ErrorDetail{Location: "body", Message: "the form has no file in it; send the file as a form field, or alone as the body"}}
		}
		if part.FileName() == "" {
			continue
		}
		u.body = part
		if u.File == "" {
			u.File = part.FileName()
		}
		return nil
	}
}

// request turns an upload into what the intake takes.
func (u *Upload) request(id string, maxBytes int64) intake.Request {
	return intake.Request{
		ID: id, Role: data.Role(u.Role), Kind: data.Kind(u.Kind), CRS: u.CRS, Name: u.Name, Source: u.File,
		Table: u.Table, Columns: u.Columns, Fields: u.fields, Mode: modes[u.Mode], Limits: geojson.Options{MaxBytes: maxBytes},
	}
}

// modes are the values of the mode parameter.
var modes = map[string]geojson.Mode{"": geojson.Strict, "strict": geojson.Strict, "repair": geojson.Repair, "skip": geojson.Skip}

type loadedAnswer struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     intake.Receipt
}

func (s *server) loadRoutes(api huma.API) {
	load := uploadOperation("load-layer", http.MethodPost, "/api/layers", "Load a layer; one that has the id becomes its next version")
	load.DefaultStatus = http.StatusCreated
	huma.Register(api, load, func(ctx context.Context, in *struct {
		Upload
		Conditional
		ID string `query:"id" maxLength:"96" example:"schools" doc:"Layer id. Default: from the name of the file."`
	}) (*loadedAnswer, error) {
		return s.load(ctx, in.ID, &in.Upload, &in.Conditional)
	})
	s.progressRoutes(api)
	put := uploadOperation("replace-layer", http.MethodPut, "/api/layers/{id}", "Load a layer under this id, replacing it as a whole")
	put.DefaultStatus = http.StatusCreated
	huma.Register(api, put, func(ctx context.Context, in *struct {
		LayerPath
		Upload
		Conditional
	}) (*loadedAnswer, error) {
		return s.load(ctx, in.ID, &in.Upload, &in.Conditional)
	})
	s.checkRoutes(api)
}

// uploadOperation describes an operation that takes a file.
func uploadOperation(id, method, path, summary string) huma.Operation {
	op := operation(id, method, path, summary)
	op.Errors = append(op.Errors, http.StatusRequestTimeout, http.StatusConflict, http.StatusPreconditionFailed, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity,
		http.StatusServiceUnavailable, http.StatusInsufficientStorage)
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	op.RequestBody = &huma.RequestBody{
		Required: true,
		Description: "GeoJSON: a FeatureCollection, a Feature, a geometry, newline-delimited features or an RFC 8142 sequence. " +
			"Also CSV with columns of longitude and latitude or of well-known text, a GeoPackage, KML or KMZ, or a Shapefile in a ZIP archive. Plain, gzip or zstd.",
		Content: map[string]*huma.MediaType{"application/geo+json": {Schema: file}, "application/octet-stream": {Schema: file}},
	}
	return op
}

// load takes an uploaded file into the catalog.
func (s *server) load(ctx context.Context, id string, in *Upload, m *Conditional) (*loadedAnswer, error) {
	request := in.request(id, s.MaxUploadBytes)
	var receipt intake.Receipt
	err := s.receive(ctx, in, stageStoring, func(ctx context.Context, body io.Reader, progress progressFunc) (err error) {
		if request.IfVersion, err = s.version(m, id); err != nil {
			return err
		}
		request.Limits.Progress = progress
		receipt, err = intake.Load(ctx, s.Catalog, body, request)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &loadedAnswer{http.StatusCreated, "/api/layers/" + url.PathEscape(receipt.ID), etag(receipt.ID, receipt.Version), receipt}, nil
}

// progressFunc is told how far a file has been read.
type progressFunc = func(bytes int64, features int)

// receive hands an upload to take as it comes. It waits for its turn, can be
// followed and cancelled under the name of its job from then on, and is at the
// stage whole once the file has arrived. The error is a problem document.
func (s *server) receive(ctx context.Context, in *Upload, whole string, take func(context.Context, io.Reader, progressFunc) error) error {
	in.comes.stall = s.UploadStall
	ctx, job, err := s.jobs.open(ctx, in.Job, in.bytes)
	if err != nil {
		return err
	}
	defer func() { s.jobs.close(in.Job, job, err) }()
	turn, err := s.turns.enter(ctx, in.bytes)
	if err == nil {
		defer func() { turn.leave() }()
		job.update(func(p *loadProgress) { p.Stage = stageReading })
		err = take(ctx, arriving{in.body, job, whole}, func(bytes int64, features int) {
			if turn.crowded(bytes) {
				job.wait(func() { _ = turn.grow(ctx) }) // whoever reads on sees that ctx has ended
			}
			if err := enoughMemory(); err != nil {
				job.cancel(err)
			}
			job.update(func(p *loadProgress) { p.Bytes, p.Features = bytes, features })
		})
	}
	var ended *problem.Details // the one it was cancelled with
	if err != nil && errors.As(context.Cause(ctx), &ended) {
		return ended
	}
	if err != nil {
		return s.failLoad(err)
	}
	return nil
}

// failLoad turns an error of a load into a problem document.
func (s *server) failLoad(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return problem.Details{Status: http.StatusRequestTimeout,
			Detail: fmt.Sprintf("the file stopped coming: nothing arrived for %v; send it again", s.UploadStall)}.Complete()
	}
	if (errors.Is(err, errCutOff) || errors.Is(err, io.ErrUnexpectedEOF)) && !errors.As(err, new(*geojson.RefusedError)) {
		return problem.Details{Status: http.StatusBadRequest, Detail: "the file did not arrive whole: " + err.Error()}.Complete()
	}
	return s.fail(err)
}
