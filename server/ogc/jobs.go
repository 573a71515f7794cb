package ogc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/problem"
	"catchment/server/queue"
)

// statusInfo says how a job stands.
type statusInfo struct {
	JobID     string       `json:"jobID"`
	ProcessID string       `json:"processID"`
	Type      string       `json:"type" enum:"process"`
	Status    queue.Status `json:"status" enum:"accepted,running,successful,failed,dismissed"`
	Message   string       `json:"message,omitempty"`
	Progress  int          `json:"progress" minimum:"0" maximum:"100" doc:"Percent."`
	Created   time.Time    `json:"created"`
	Started   *time.Time   `json:"started,omitempty"`
	Finished  *time.Time   `json:"finished,omitempty"`
	Updated   time.Time    `json:"updated"`
	Expires   *time.Time   `json:"expires,omitempty" doc:"When the job and its results are forgotten."`
	Links     []link       `json:"links"`
}

type jobList struct {
	Jobs          []statusInfo `json:"jobs"`
	NumberMatched int          `json:"numberMatched" doc:"Jobs on all pages."`
	Links         []link       `json:"links"`
}

// JobPath names a job in a path.
type JobPath struct {
	JobID string `path:"jobId" maxLength:"64" doc:"Job id, as the answer to its start says it."`
}

// describeJob describes a job; self are the links to the description.
func (s *service) describeJob(j queue.Job, self []link, base string) statusInfo {
	info := statusInfo{JobID: j.ID, ProcessID: j.Process, Type: "process", Status: j.Status, Message: j.Message, Progress: j.Progress,
		Created: j.Created, Updated: j.Updated, Links: self}
	if !j.Started.IsZero() {
		info.Started = &j.Started
	}
	if !j.Finished.IsZero() {
		expires := j.Finished.Add(s.Queue.Keep)
		info.Finished, info.Expires = &j.Finished, &expires
	}
	if j.Status == queue.Successful || j.Status == queue.Failed {
		info.Links = append(info.Links, link{base + "/jobs/" + j.ID + "/results", relResults, mediaJSON, "The results"})
	}
	for _, o := range j.Outputs {
		if o.Media == mediaGeoJSON {
			info.Links = append(info.Links, link{base + "/collections/" + segment(o.ID+":"+j.ID), "collection", mediaJSON, "Output " + o.ID + " as a collection"})
		}
	}
	return info
}

// startJob makes a job of work.
func (s *service) startJob(in *Asked, p *Process, how form, work queue.Work) (*started, error) {
	request, err := json.Marshal(how)
	if err != nil {
		return nil, s.fail(err)
	}
	j, err := s.Queue.Start(p.ID, how.title, request, s.bounded(work))
	if errors.Is(err, queue.ErrFull) {
		return nil, problem.Details{Status: http.StatusServiceUnavailable, Detail: err.Error() + ": wait for some to end, or dismiss some; /jobs lists them"}.Complete()
	}
	if err != nil {
		s.Log.Error("a job cannot be kept", "error", err)
		return nil, problem.NoRoom("the job")
	}
	base := s.Base.of(in.ctx)
	href := base + "/jobs/" + j.ID
	info := s.describeJob(j, []link{{href, "self", mediaJSON, "This job"}}, base)
	body, err := encode(info)
	if err != nil {
		return nil, s.fail(err)
	}
	return &started{Status: http.StatusCreated, ContentType: mediaJSON, Location: href, Applied: "respond-async", Link: linkHeaders(info.Links), Body: body}, nil
}

// bounded notes where the features of outputs are, which are collections then:
// outputs that cannot be one are a fault of this program.
func (s *service) bounded(work queue.Work) queue.Work {
	return func(ctx context.Context, progress func(int, string)) ([]queue.Output, error) {
		outputs, err := work(ctx, progress)
		for i := range outputs {
			o := &outputs[i]
			if o.Media != mediaGeoJSON {
				continue
			}
			r := Result{ID: o.ID, GeoJSON: func(context.Context) ([]byte, error) { return o.Body, nil }}
			l, err := r.layer(ctx)
			if err != nil {
				return nil, failure(problem.Of(err, s.Log))
			}
			if l.Len() > 0 {
				b := l.Bound()
				o.Bound = &b
			}
		}
		return outputs, err
	}
}

func (s *service) jobRoutes(api huma.API) {
	list := answering[jobList](api, operation("jobs", "/jobs", "All jobs, the newest first", "OGC API Processes"), mediaJSON, "The jobs.")
	huma.Register(api, list, s.listJobs)
	one := answering[statusInfo](api, operation("job", "/jobs/{jobId}", "How a job stands", "OGC API Processes"), mediaJSON, "The job.")
	huma.Register(api, one, func(_ context.Context, in *struct {
		JobPath
		Asked
	}) (*answer, error) {
		j, err := s.Queue.Job(in.JobID)
		if err != nil {
			return nil, s.noJob(in.JobID, err)
		}
		return s.showJob(&in.Asked, j)
	})
	dismiss := operation("dismiss", "/jobs/{jobId}", "Stop a job; one that has ended is forgotten with its results", "OGC API Processes")
	dismiss.Method = http.MethodDelete
	dismiss.Responses = map[string]*huma.Response{"200": {Description: "The job, dismissed.", Content: map[string]*huma.MediaType{
		mediaJSON: {Schema: api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[statusInfo](), true, "StatusInfo")}, mediaHTML: {Schema: &huma.Schema{Type: huma.TypeString}}}}}
	huma.Register(api, dismiss, func(_ context.Context, in *struct {
		JobPath
		Asked
	}) (*answer, error) {
		in.IfNoneMatch = ""
		j, err := s.Queue.Dismiss(in.JobID)
		if err != nil {
			return nil, s.noJob(in.JobID, err)
		}
		return s.showJob(&in.Asked, j)
	})
	s.resultRoutes(api)
}

// showJob answers with how a job stands.
func (s *service) showJob(in *Asked, j queue.Job) (*answer, error) {
	base := s.Base.of(in.ctx)
	info := s.describeJob(j, in.selfLinks(base+"/jobs/"+j.ID, mediaJSON), base)
	return s.show(in, "Job "+j.ID, info.Links, info)
}

// listJobs lists jobs, those of some processes and statuses.
func (s *service) listJobs(_ context.Context, in *struct {
	Asked
	ProcessID []string       `query:"processID" maxItems:"100" doc:"Only jobs of these processes, comma-separated."`
	Status    []queue.Status `query:"status" enum:"accepted,running,successful,failed,dismissed" maxItems:"5" doc:"Only jobs that stand so, comma-separated."`
	Type      []string       `query:"type" enum:"process" maxItems:"1" doc:"All jobs are of type process."`
	Limit     int            `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"How many jobs at most in one answer."`
	Offset    int            `query:"offset" minimum:"0" default:"0" doc:"How many jobs to pass over."`
}) (*answer, error) {
	base := s.Base.of(in.ctx)
	doc := jobList{Jobs: []statusInfo{}}
	for _, j := range s.Queue.Jobs() {
		if !among(j.Process, in.ProcessID) || !among(j.Status, in.Status) {
			continue
		}
		if doc.NumberMatched >= in.Offset && len(doc.Jobs) < in.Limit {
			doc.Jobs = append(doc.Jobs, s.describeJob(j, []link{{base + "/jobs/" + j.ID, "self", mediaJSON, "This job"}}, base))
		}
		doc.NumberMatched++
	}
	address := in.ctx.URL()
	query := withoutParameter(address.RawQuery, "f")
	doc.Links = in.selfLinks(base+"/jobs"+question(query), mediaJSON)
	page := func(rel, title string, offset int) {
		href := withParameter(base+"/jobs"+question(withoutParameter(query, "offset")), "offset", fmt.Sprint(offset))
		doc.Links = append(doc.Links, link{href, rel, mediaJSON, title})
	}
	if n := in.Offset + len(doc.Jobs); n < doc.NumberMatched && len(doc.Jobs) > 0 {
		page("next", "The next page", n)
	}
	if in.Offset > 0 {
		page("prev", "The page before", max(0, in.Offset-in.Limit))
	}
	return s.show(&in.Asked, "Jobs", doc.Links, doc)
}

// among tells whether v is one of some values; none are any.
func among[T comparable](v T, some []T) bool {
	for _, one := range some {
		if one == v {
			return true
		}
	}
	return len(some) == 0
}

// noJob is the answer where a job is not known.
func (s *service) noJob(id string, err error) error {
	if errors.Is(err, queue.ErrNoJob) {
		return problem.Details{Status: http.StatusNotFound, Type: processFault + "no-such-job",
			Detail: fmt.Sprintf("there is no job %q: it was never started, was dismissed, or its term is over", id)}.Complete()
	}
	return s.fail(err)
}

func (s *service) resultRoutes(api huma.API) {
	op := operation("results", "/jobs/{jobId}/results", "The results of a job", "OGC API Processes")
	op.Errors = append(op.Errors, http.StatusConflict, http.StatusGone, http.StatusUnprocessableEntity, http.StatusServiceUnavailable, http.StatusGatewayTimeout, http.StatusInsufficientStorage)
	op.Responses = map[string]*huma.Response{
		"200": {Description: "The results.", Content: resultContent()},
		"204": {Description: "No output was wanted."},
		"304": {Description: "They are as If-None-Match says."},
	}
	huma.Register(api, op, func(_ context.Context, in *struct {
		JobPath
		IfNoneMatch string `header:"If-None-Match" doc:"ETag of what the client has; 304 says that it still holds."`
	}) (*resultAnswer, error) {
		return s.results(in.JobID, in.IfNoneMatch)
	})
}

// resultAnswer are the results of a job; they never change.
type resultAnswer struct {
	Status      int
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Body        []byte
}

// results answers with the results of a job, or with why there are none.
func (s *service) results(id, seen string) (*resultAnswer, error) {
	j, err := s.Queue.Job(id)
	if err != nil {
		return nil, s.noJob(id, err)
	}
	switch j.Status {
	case queue.Failed:
		return nil, failureDocument(&queue.Failure{Message: j.Message, Document: j.Failure})
	case queue.Dismissed:
		return nil, problem.Details{Status: http.StatusGone, Detail: "the job was dismissed: it has no results"}.Complete()
	case queue.Accepted, queue.Running:
		return nil, problem.Details{Status: http.StatusNotFound, Type: processFault + "result-not-ready",
			Detail: fmt.Sprintf("the job is %s: ask again when it is successful", j.Status)}.Complete()
	}
	tag := `"` + j.ID + `"`
	if err := (&Asked{IfNoneMatch: seen}).unchanged(tag); err != nil {
		return nil, err
	}
	outputs, err := s.Queue.Outputs(id)
	if err != nil {
		return nil, s.noJob(id, err)
	}
	var how form
	if err := json.Unmarshal(j.Request, &how); err != nil {
		return nil, s.fail(err)
	}
	body, mediaType, err := how.results(outputs)
	if err != nil {
		return nil, s.fail(err)
	}
	if len(body) == 0 {
		return &resultAnswer{Status: http.StatusNoContent}, nil
	}
	return &resultAnswer{http.StatusOK, mediaType, tag, body}, nil
}
