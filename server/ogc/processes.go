package ogc

import (
	"context"
	"fmt"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/problem"
	"catchment/server/queue"
)

// Process is an analysis that clients start by its name (OGC API Processes).
type Process struct {
	ID, Title, Description string
	// Chinese are its words in Chinese.
	Chinese ProcessWords
	// Inputs is a value of the struct that inputs are read into; its fields'
	// tags say what they are.
	Inputs any
	// Outputs are what there is to ask for, in the order answered.
	Outputs []ProcessOutput
	// Run works out the wanted outputs, in their order, from inputs that fit the
	// schema. Of its errors problem documents and those that package problem
	// knows are the client's to see.
	Run func(ctx context.Context, inputs []byte, wanted []string, progress func(percent int, message string)) ([]queue.Output, error)
}

// ProcessWords are what people read of a process in a language; its inputs and
// outputs by their ids.
type ProcessWords struct {
	Title, Description string
	Inputs, Outputs    map[string]string
}

// ProcessOutput is one thing that a process works out: JSON of a media type.
type ProcessOutput struct {
	ID, Title, Media string
}

// The prefixes of the URIs of OGC API Processes.
const (
	conformsToProcesses = "http://www.opengis.net/spec/ogcapi-processes-1/1.0/conf/"
	processFault        = "http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0/"
	relProcesses        = "http://www.opengis.net/def/rel/ogc/1.0/processes"
	relExecute          = "http://www.opengis.net/def/rel/ogc/1.0/execute"
	relJobs             = "http://www.opengis.net/def/rel/ogc/1.0/job-list"
	relResults          = "http://www.opengis.net/def/rel/ogc/1.0/results"
)

// processConformance are the classes that hold where there are processes.
var processConformance = []string{
	conformsToProcesses + "core", conformsToProcesses + "ogc-process-description", conformsToProcesses + "json", conformsToProcesses + "html",
	conformsToProcesses + "oas30", conformsToProcesses + "job-list", conformsToProcesses + "dismiss",
}

// processVersion is the version of every process; it changes when inputs or
// outputs change their meaning.
const processVersion = "1.0.0"

// ProcessSummary is what the list says of a process.
type ProcessSummary struct {
	ID                 string   `json:"id"`
	Title              string   `json:"title"`
	Description        string   `json:"description"`
	Version            string   `json:"version"`
	JobControlOptions  []string `json:"jobControlOptions"`
	OutputTransmission []string `json:"outputTransmission"`
	Links              []link   `json:"links"`
}

// processDescription is all that is said of a process.
type processDescription struct {
	ProcessSummary
	Inputs  map[string]inputDescription  `json:"inputs"`
	Outputs map[string]outputDescription `json:"outputs"`
}

type inputDescription struct {
	Title       string         `json:"title"`
	Description string         `json:"description,omitempty"`
	MinOccurs   int            `json:"minOccurs"`
	MaxOccurs   int            `json:"maxOccurs"`
	Schema      map[string]any `json:"schema"`
}

type outputDescription struct {
	Title  string         `json:"title"`
	Schema map[string]any `json:"schema"`
}

type processList struct {
	Processes []ProcessSummary `json:"processes"`
	Links     []link           `json:"links"`
}

// processes are the processes of a service with the schemas of their inputs.
type processes struct {
	all     []*Process
	byID    map[string]*Process
	schemas map[string]*inputSchema
}

func newProcesses(all []Process) processes {
	p := processes{byID: map[string]*Process{}, schemas: map[string]*inputSchema{}}
	for i := range all {
		one := &all[i]
		p.all = append(p.all, one)
		p.byID[one.ID] = one
		p.schemas[one.ID] = newInputSchema(reflect.TypeOf(one.Inputs))
	}
	return p
}

// ProcessPath names a process in a path.
type ProcessPath struct {
	ProcessID string `path:"processId" maxLength:"96" doc:"Process id, as /processes lists it."`
}

// process finds a process.
func (s *service) process(id string) (*Process, error) {
	if p, ok := s.processes.byID[id]; ok {
		return p, nil
	}
	return nil, problem.Details{Status: http.StatusNotFound, Type: processFault + "no-such-process",
		Detail: fmt.Sprintf("there is no process %q; /processes lists those there are", id)}.Complete()
}

func (s *service) processRoutes(api huma.API) {
	list := answering[processList](api, operation("processes", "/processes", "All processes", "OGC API Processes"), mediaJSON, "The processes.")
	huma.Register(api, list, func(_ context.Context, in *struct {
		Asked
		Limit int `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"How many processes at most."`
	}) (*answer, error) {
		base := s.Base.of(in.ctx)
		doc := processList{Processes: []ProcessSummary{}, Links: in.selfLinks(base+"/processes", mediaJSON)}
		for _, p := range s.processes.all[:min(in.Limit, len(s.processes.all))] {
			doc.Processes = append(doc.Processes, p.summary(&in.Asked, base))
		}
		return s.worded(&in.Asked, "Processes", doc.Links, doc)
	})
	one := answering[processDescription](api, operation("process", "/processes/{processId}", "One process, with its inputs and outputs", "OGC API Processes"),
		mediaJSON, "The process.")
	huma.Register(api, one, func(_ context.Context, in *struct {
		ProcessPath
		Asked
	}) (*answer, error) {
		p, err := s.process(in.ProcessID)
		if err != nil {
			return nil, err
		}
		base := s.Base.of(in.ctx)
		doc := processDescription{ProcessSummary: p.summary(&in.Asked, base),
			Inputs: s.processes.schemas[p.ID].describe(), Outputs: map[string]outputDescription{}}
		for _, o := range p.Outputs {
			doc.Outputs[o.ID] = outputDescription{o.Title, map[string]any{"type": "object", "contentMediaType": o.Media}}
		}
		if in.language() == "zh" {
			doc.inChinese(&p.Chinese)
		}
		return s.worded(&in.Asked, doc.Title, doc.Links, doc)
	})
}

// worded is show for a document whose words are in the language of the request.
func (s *service) worded(in *Asked, title string, links []link, document any) (*answer, error) {
	a, err := s.show(in, title, links, document)
	if a != nil {
		a.ContentLanguage = in.language()
	}
	return a, err
}

// summary is what the list says of a process.
func (p *Process) summary(in *Asked, base string) ProcessSummary {
	words := ProcessWords{Title: p.Title, Description: p.Description}
	if in.language() == "zh" {
		words = p.Chinese
	}
	href := base + "/processes/" + p.ID
	return ProcessSummary{
		ID: p.ID, Title: words.Title, Description: words.Description, Version: processVersion,
		JobControlOptions: []string{"sync-execute", "async-execute", "dismiss"}, OutputTransmission: []string{"value"},
		Links: append(in.selfLinks(href, mediaJSON), link{href + "/execution", relExecute, mediaJSON, "POST starts it"}),
	}
}

// inChinese puts the Chinese words of inputs and outputs in.
func (d *processDescription) inChinese(words *ProcessWords) {
	for id, text := range words.Inputs {
		if in, ok := d.Inputs[id]; ok {
			in.Description = text
			in.Schema["description"] = text
			d.Inputs[id] = in
		}
	}
	for id, text := range words.Outputs {
		if out, ok := d.Outputs[id]; ok {
			out.Title = text
			d.Outputs[id] = out
		}
	}
}

// outputs returns the ids of all outputs.
func (p *Process) outputs() []string {
	ids := make([]string, len(p.Outputs))
	for i, o := range p.Outputs {
		ids[i] = o.ID
	}
	return ids
}
