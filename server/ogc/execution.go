package ogc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/tidwall/gjson"

	"catchment/server/problem"
	"catchment/server/queue"
)

// execution is what a request to start a process says; executionSchema
// describes it.
type execution struct {
	Inputs     map[string]json.RawMessage `json:"inputs"`
	Outputs    map[string]wantedOutput    `json:"outputs"`
	Response   string                     `json:"response"`
	Subscriber json.RawMessage            `json:"subscriber"`
}

type wantedOutput struct {
	Format           *outputFormat `json:"format"`
	TransmissionMode string        `json:"transmissionMode"`
}

type outputFormat struct {
	MediaType string          `json:"mediaType"`
	Encoding  string          `json:"encoding"`
	Schema    json.RawMessage `json:"schema"`
}

func executionSchema() *huma.Schema {
	text := func(doc string, values ...any) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: doc, Enum: values}
	}
	object := func(doc string, members map[string]*huma.Schema, others any) *huma.Schema {
		return &huma.Schema{Type: huma.TypeObject, Description: doc, Properties: members, AdditionalProperties: others}
	}
	output := object("", map[string]*huma.Schema{
		"transmissionMode": text("", "value"),
		"format":           object("", map[string]*huma.Schema{"mediaType": text(""), "encoding": text(""), "schema": {}}, false),
	}, false)
	return object("", map[string]*huma.Schema{
		"inputs":   object("Values by the ids of inputs, as /processes/{processId} describes them; each may stand as {\"value\": …}. Nothing is fetched by href.", nil, true),
		"outputs":  object("What is wanted, by the ids of outputs. Default: all. None: 204.", nil, output),
		"response": text("raw: a single output by itself, several as a document. document: a document always. Default: raw.", "raw", "document"),
	}, false)
}

// form is what is kept of a request to know how its results are answered.
type form struct {
	Document bool     `json:"document,omitempty"`
	Outputs  []string `json:"outputs"`

	title string // says to people what was asked
}

// valueOf is an output in a document.
type valueOf struct {
	Value     json.RawMessage `json:"value"`
	MediaType string          `json:"mediaType"`
}

// maxExecutionBytes bounds a request to start a process, which is kept in memory
// while its job waits.
const maxExecutionBytes = 4 << 20

// started is the answer to a request to start a process.
type started struct {
	Status      int
	ContentType string   `header:"Content-Type"`
	Location    string   `header:"Location"`
	Applied     string   `header:"Preference-Applied"`
	Link        []string `header:"Link"`
	Body        []byte
}

func (s *service) executionRoutes(api huma.API) {
	op := operation("execute", "/processes/{processId}/execution", "Start a process", "OGC API Processes")
	op.Method = http.MethodPost
	op.Description = "The results are the answer, or with Prefer: respond-async a job, whose results are to be fetched when it is successful."
	op.MaxBodyBytes = maxExecutionBytes
	op.SkipValidateBody = true // the schema of the process decides
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusInsufficientStorage)
	schemas := api.OpenAPI().Components.Schemas
	op.Responses = map[string]*huma.Response{
		"200": {Description: "The results.", Content: resultContent()},
		"201": {Description: "The job that was made.", Content: map[string]*huma.MediaType{mediaJSON: {Schema: schemas.Schema(reflect.TypeFor[statusInfo](), true, "StatusInfo")}}},
		"204": {Description: "No output was wanted."},
	}
	huma.Register(api, op, s.execute)
	api.OpenAPI().Paths[op.Path].Post.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		mediaJSON: {Schema: executionSchema()}}}
}

// resultContent describes results: an output by itself, or a document.
func resultContent() map[string]*huma.MediaType {
	object := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeObject}}
	return map[string]*huma.MediaType{mediaJSON: object, mediaGeoJSON: object}
}

// execute starts a process.
func (s *service) execute(ctx context.Context, in *struct {
	ProcessPath
	Asked
	Prefer      string `header:"Prefer" doc:"respond-async makes a job of it."`
	ContentType string `header:"Content-Type"`
	RawBody     []byte `contentType:"application/json"`
}) (*started, error) {
	p, err := s.process(in.ProcessID)
	if err != nil {
		return nil, err
	}
	if kind, _, err := mime.ParseMediaType(in.ContentType); err != nil || kind != mediaJSON {
		return nil, problem.Details{Status: http.StatusUnsupportedMediaType, Parameter: "Content-Type",
			Detail: fmt.Sprintf("the Content-Type is %q; it must be %s", in.ContentType, mediaJSON)}.Complete()
	}
	inputs, how, err := s.read(p, in.RawBody)
	if err != nil {
		return nil, err
	}
	work := s.work(p, inputs, how.Outputs)
	if prefersAsync(in.Prefer) {
		return s.startJob(&in.Asked, p, how, work)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, s.Queue.Time, errTooLong)
	defer cancel()
	outputs, err := work(ctx, func(int, string) {})
	if err != nil {
		if context.Cause(ctx) == errTooLong {
			return nil, problem.Details{Status: http.StatusGatewayTimeout,
				Detail: fmt.Sprintf("it took more than %s: ask for less, such as a smaller area", s.Queue.Time.Round(time.Second))}.Complete()
		}
		return nil, failureDocument(err)
	}
	body, mediaType, err := how.results(outputs)
	if err != nil {
		return nil, s.fail(err)
	}
	if len(body) == 0 {
		return &started{Status: http.StatusNoContent}, nil
	}
	return &started{Status: http.StatusOK, ContentType: mediaType, Body: body}, nil
}

var errTooLong = errors.New("the work took too long")

// prefersAsync tells whether a Prefer header (RFC 7240) asks for a job.
func prefersAsync(header string) bool {
	for preference := range strings.SplitSeq(header, ",") {
		name, _, _ := strings.Cut(preference, ";")
		if strings.EqualFold(strings.TrimSpace(name), "respond-async") {
			return true
		}
	}
	return false
}

// read reads a request to start a process.
func (s *service) read(p *Process, body []byte) (inputs []byte, how form, err error) {
	var asked execution
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		return nil, how, problem.Details{Status: http.StatusBadRequest, Detail: "the body is no request to start a process: " + err.Error()}.Complete()
	}
	if decoder.More() {
		return nil, how, problem.Details{Status: http.StatusBadRequest, Detail: "the body has something behind its JSON"}.Complete()
	}
	for _, part := range []gjson.Result{gjson.ParseBytes(body), gjson.GetBytes(body, "inputs"), gjson.GetBytes(body, "outputs")} {
		if name, twice := repeated(part); twice {
			return nil, how, problem.BadParameter(name, fmt.Sprintf("the body has the member %q twice, capitals and small letters being alike", name))
		}
	}
	if asked.Subscriber != nil {
		return nil, how, problem.BadParameter("subscriber", "this service calls nobody: ask for the job's status")
	}
	if asked.Response != "" && asked.Response != "raw" && asked.Response != "document" {
		return nil, how, problem.BadParameter("response", fmt.Sprintf("response: it is raw or document, not %q", asked.Response))
	}
	how.Document = asked.Response == "document"
	if how.Outputs, err = p.wanted(asked.Outputs); err != nil {
		return nil, how, err
	}
	how.title = inWords(asked.Inputs)
	inputs, err = s.processes.schemas[p.ID].check(asked.Inputs)
	return inputs, how, err
}

// repeated returns a member that an object has twice, of which encoding/json
// would take the last.
func repeated(object gjson.Result) (name string, twice bool) {
	seen := map[string]bool{}
	object.ForEach(func(key, _ gjson.Result) bool {
		if !object.IsObject() {
			return false
		}
		name = key.String()
		twice = seen[strings.ToLower(name)]
		seen[strings.ToLower(name)] = true
		return !twice
	})
	return name, twice
}

// inWords says in a line what inputs are given, those that are short.
func inWords(inputs map[string]json.RawMessage) string {
	const longest = 60 // of a value, in bytes
	var words []string
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		if v := gjson.ParseBytes(inputs[name]); v.Type != gjson.JSON && v.Type != gjson.Null && len(v.Raw) <= longest {
			words = append(words, name+" "+v.String())
		}
	}
	return strings.Join(words, ", ")
}

// wanted returns the ids of the outputs that are asked for, in their order.
func (p *Process) wanted(asked map[string]wantedOutput) ([]string, error) {
	if asked == nil {
		return p.outputs(), nil
	}
	ids := []string{}
	for _, o := range p.Outputs {
		w, ok := asked[o.ID]
		if !ok {
			continue
		}
		if w.TransmissionMode != "" && w.TransmissionMode != "value" {
			return nil, problem.BadParameter("outputs."+o.ID, fmt.Sprintf("output %s: outputs are sent by value only", o.ID))
		}
		if w.Format != nil && w.Format.MediaType != "" && w.Format.MediaType != o.Media {
			return nil, problem.BadParameter("outputs."+o.ID, fmt.Sprintf("output %s: it is %s, not %q", o.ID, o.Media, w.Format.MediaType))
		}
		ids = append(ids, o.ID)
	}
	for id := range asked {
		if !slices.Contains(ids, id) {
			return nil, problem.BadParameter("outputs."+id, fmt.Sprintf("there is no output %q; there are: %s", id, strings.Join(p.outputs(), ", ")))
		}
	}
	return ids, nil
}

// work returns what a process does with inputs. A panic ends in the log and in
// a failure; the service stays up.
func (s *service) work(p *Process, inputs []byte, wanted []string) queue.Work {
	return func(ctx context.Context, progress func(int, string)) (outputs []queue.Output, err error) {
		defer func() {
			if v := recover(); v != nil {
				s.Log.Error("panic", "process", p.ID, "value", v, "stack", string(debug.Stack()))
				err = failure(problem.Details{Status: http.StatusInternalServerError, Detail: "internal error"}.Complete())
			}
		}()
		if outputs, err = p.Run(ctx, inputs, wanted, progress); err != nil {
			return nil, failure(problem.Of(err, s.Log))
		}
		return outputs, nil
	}
}

// failure keeps a problem document with a job.
func failure(p *problem.Details) error {
	return &queue.Failure{Message: p.Detail, Document: p.Encode()}
}

// failureDocument is the problem document that failure keeps.
func failureDocument(err error) error {
	kept := new(queue.Failure)
	var p problem.Details
	if errors.As(err, &kept) && json.Unmarshal(kept.Document, &p) == nil {
		return p.Complete()
	}
	return problem.Details{Status: http.StatusInternalServerError, Detail: err.Error()}.Complete()
}

// results encodes outputs as they were asked for; no bytes where none were.
func (how *form) results(outputs []queue.Output) (body []byte, mediaType string, err error) {
	switch {
	case len(outputs) == 0:
		return nil, "", nil
	case len(outputs) == 1 && !how.Document:
		return outputs[0].Body, outputs[0].Media, nil
	}
	document := map[string]valueOf{}
	for _, o := range outputs {
		document[o.ID] = valueOf{o.Body, o.Media}
	}
	body, err = encode(document)
	return body, mediaJSON, err
}
