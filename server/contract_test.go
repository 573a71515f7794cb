package server_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"catchment/geo/trial"
	"catchment/server"
)

// contract holds the service to its OpenAPI document.
type contract struct {
	*site
	document *openapi3.T
	called   map[string]bool // by operation id
}

// documented is an operation of the document, and where it stands.
type documented struct {
	*openapi3.Operation
	path, method string
	item         *openapi3.PathItem
}

func newContract(s *site) *contract {
	s.t.Helper()
	for _, media := range []string{"application/geo+json", "application/schema+json", "application/merge-patch+json", "application/vnd.oai.openapi+json"} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.JSONBodyDecoder)
	}
	for _, media := range []string{"text/html", "text/csv", "application/octet-stream", "application/vnd.catchment.arrays", "application/vnd.mapbox-vector-tile",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"} {
		openapi3filter.RegisterBodyDecoder(media, openapi3filter.FileBodyDecoder)
	}
	openapi3filter.RegisterBodyDecoder("text/event-stream", func(io.Reader, http.Header, *openapi3.SchemaRef, openapi3filter.EncodingFn) (any, error) {
		return []any{}, nil // no event: the stream is not JSON
	})
	a := s.get("/api")
	if got := a.header.Get("Content-Type"); got != "application/vnd.oai.openapi+json;version=3.0" {
		s.t.Errorf("the document is %s", got)
	}
	document, err := openapi3.NewLoader().LoadFromData(a.body)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := document.Validate(s.t.Context()); err != nil {
		s.t.Fatalf("the document is not valid: %v", err)
	}
	return &contract{s, document, map[string]bool{}}
}

// operations returns every operation of the document, by path and method.
func (c *contract) operations() []documented {
	var all []documented
	for _, path := range c.document.Paths.InMatchingOrder() {
		item := c.document.Paths.Value(path)
		for method, op := range item.Operations() {
			all = append(all, documented{op, path, method, item})
		}
	}
	slices.SortFunc(all, func(a, b documented) int { return strings.Compare(a.path+" "+a.method, b.path+" "+b.method) })
	return all
}

// request is one to an operation.
type request struct {
	path, body string
	header     []string
}

// send sends a request and holds the answer against the document, and the
// request too where it was understood. It returns the status.
func (c *contract) send(op documented, r request) int {
	c.t.Helper()
	a := c.do(op.method, r.path, strings.NewReader(r.body), r.header...)
	sent, err := http.NewRequestWithContext(c.t.Context(), op.method, c.url+r.path, strings.NewReader(r.body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(r.header); i += 2 {
		sent.Header.Add(r.header[i], r.header[i+1])
	}
	in := &openapi3filter.RequestValidationInput{
		Request: sent, PathParams: pathParameters(op.path, r.path), QueryParams: sent.URL.Query(),
		Route:   &routers.Route{Spec: c.document, Path: op.path, PathItem: op.item, Method: op.method, Operation: op.Operation},
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if a.status < 400 {
		if err := openapi3filter.ValidateRequest(c.t.Context(), in); err != nil {
			c.t.Errorf("%s %s is answered with %d and not described: %.600v", op.method, r.path, a.status, err)
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: a.status, Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), Options: in.Options}
	if err := openapi3filter.ValidateResponse(c.t.Context(), out); err != nil {
		c.t.Errorf("%s (%s): the answer is not described: %.600v\n%.300v", op.OperationID, r.path, err, a)
	}
	return a.status
}

// pathParameters returns the values that a path has where its template names
// parameters.
func pathParameters(template, path string) map[string]string {
	path, _, _ = strings.Cut(path, "?")
	values := map[string]string{}
	parts := strings.Split(path, "/")
	for i, part := range strings.Split(template, "/") {
		if strings.HasPrefix(part, "{") && i < len(parts) {
			values[strings.Trim(part, "{}")], _ = url.PathUnescape(parts[i])
		}
	}
	return values
}

// good sends a request that is answered with the status.
func (c *contract) good(op documented, r request, status int) {
	c.t.Helper()
	if got := c.send(op, r); got != status {
		c.t.Errorf("%s %s %.300s = %d, want %d", op.method, r.path, r.body, got, status)
	}
	c.called[op.OperationID] = true
}

// bad sends what is wrong with a good request: each must be refused, as the
// document says.
func (c *contract) bad(op documented, r request) {
	c.t.Helper()
	refused := func(what string, r request) {
		c.t.Helper()
		if got := c.send(op, r); got < 400 || got >= 500 {
			c.t.Errorf("%s with %s: %s = %d", op.OperationID, what, r.path, got)
		}
	}
	join := "?"
	if strings.Contains(r.path, "?") {
		join = "&"
	}
	refused("a parameter that there is not", request{r.path + join + "no-such-parameter=1", r.body, r.header})
	for _, p := range op.Parameters {
		switch in := p.Value.In; {
		case in == "query" && p.Value.Name != "columns" && p.Value.Name != "processID" && (!p.Value.Schema.Value.Type.Is("string") || len(p.Value.Schema.Value.Enum) > 0):
			refused(p.Value.Name+" that cannot be", request{with(r.path, p.Value.Name, "no such"), r.body, r.header})
		case in == "query" && p.Value.Required:
			refused("no "+p.Value.Name, request{without(r.path, p.Value.Name), r.body, r.header})
		case in == "header" && p.Value.Name == "If-Match":
			refused("an If-Match that is none", request{r.path, r.body, append(withoutHeader(r.header, "If-Match"), "If-Match", "x")})
			refused("an old If-Match", request{r.path, r.body, append(withoutHeader(r.header, "If-Match"), "If-Match", `"old"`)})
		case in == "header" && p.Value.Name == "Content-Crs":
			refused("an unknown system", request{r.path, r.body, append([]string{p.Value.Name, "<nowhere>"}, r.header...)})
		}
	}
	if strings.Contains(op.path, "{") {
		parts := strings.Split(op.path, "/")
		for i, part := range parts {
			if strings.HasPrefix(part, "{") {
				parts[i] = "no-such"
			}
		}
		path := strings.Join(parts, "/")
		unknowing := op.OperationID == "load-events" // a load may yet begin
		if _, query, asked := strings.Cut(r.path, "?"); asked {
			path += "?" + query
		}
		if !unknowing && (op.method != http.MethodPut || strings.HasPrefix(path, "/collections")) { // which else makes one
			refused("names of nothing", request{path, r.body, r.header})
		}
	}
	if op.RequestBody != nil && op.OperationID != "check" { // which says what is wrong with a body
		refused("half a body", request{r.path, "{", r.header})
		refused("no body", request{r.path, "", r.header})
	}
}

func with(path, name, value string) string {
	path, query, _ := strings.Cut(path, "?")
	given, _ := url.ParseQuery(query)
	given.Set(name, value)
	return path + "?" + given.Encode()
}

func without(path, name string) string {
	path, query, _ := strings.Cut(path, "?")
	given, _ := url.ParseQuery(query)
	given.Del(name)
	return path + "?" + given.Encode()
}

func withoutHeader(header []string, name string) []string {
	var kept []string
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] != name {
			kept = append(kept, header[i], header[i+1])
		}
	}
	return kept
}

const nearest = `{"inputs":{"lon":118.88,"lat":42.26,"service":"primary_school","k":3}}`

// newestJob waits until the job started last has ended, and returns its id.
func (c *contract) newestJob() string {
	c.t.Helper()
	for {
		var all struct {
			Jobs []struct{ JobID, Status string }
		}
		c.get("/jobs").into(c.t, &all)
		if len(all.Jobs) == 0 {
			return ""
		}
		switch all.Jobs[0].Status {
		case "accepted", "running":
			time.Sleep(10 * time.Millisecond)
		default:
			return all.Jobs[0].JobID
		}
	}
}

// filled returns a path with the id of the newest job for {newest}.
func (c *contract) filled(path string) string {
	before, after, found := strings.Cut(path, "{newest}")
	if !found {
		return path
	}
	return before + c.newestJob() + after
}

// conversation is a good request to every operation, in an order in which each
// finds what it needs; {newest} is the id of the newest job.
var conversation = []struct {
	operation, path, body string
	status                int
	header                []string
}{
	{"landing-page", "/", "", 200, nil},
	{"definition", "/api", "", 200, nil},
	{"definition", "/api?f=html&lang=zh", "", 200, nil},
	{"conformance", "/conformance", "", 200, nil},
	{"collections", "/collections", "", 200, nil},
	{"collection", "/collections/landuse?f=html", "", 200, nil},
	{"collection", "/collections/landuse", "", 200, nil},
	{"queryables", "/collections/landuse/queryables", "", 200, nil},
	{"schema", "/collections/landuse/schema", "", 200, nil},
	{"geojson-schema", "/collections/landuse/geojson-schema", "", 200, nil},
	{"items", "/collections/roads/items?limit=3&offset=1&bbox=118.8,42.2,118.9,42.3", "", 200, nil},
	{"items-landuse", "/collections/landuse/items?limit=3&code=R2", "", 200, nil},
	{"items-methods", "/collections/roads/items", "", 200, nil},
	{"item-methods", "/collections/landuse/items/lot-001", "", 200, nil},
	{"create-item", "/collections/bus_stops/items", feature(`"new"`, `{"name":"n"}`), 201, []string{"Content-Type", asFeature}},
	{"item", "/collections/bus_stops/items/new", "", 200, nil},
	{"change-item", "/collections/bus_stops/items/new", `{"properties":{"name":"m"}}`, 200, []string{"Content-Type", asPatch, "If-Match", "*"}},
	{"replace-item", "/collections/bus_stops/items/new", feature("", `{"name":"o"}`), 200, []string{"Content-Type", asFeature, "If-Match", "*"}},
	{"remove-item", "/collections/bus_stops/items/new", "", 204, []string{"If-Match", "*"}},
	{"tile-matrix-sets", "/tileMatrixSets", "", 200, nil},
	{"tile-matrix-set", "/tileMatrixSets/WebMercatorQuad", "", 200, nil},
	{"tilesets", "/collections/landuse/tiles", "", 200, nil},
	{"tileset", "/collections/landuse/tiles/WebMercatorQuad", "", 200, nil},
	{"tilejson", "/tiles/landuse/tilejson.json", "", 200, nil},
	{"tile", "/collections/landuse/tiles/WebMercatorQuad/10/379/850", "", 200, nil},
	{"tile-xyz", "/tiles/landuse/10/850/379.mvt", "", 200, nil},
	{"basemap", "/api/basemap", "", 200, nil},
	{"processes", "/processes", "", 200, nil},
	{"process", "/processes/nearest-facility", "", 200, nil},
	{"execute", "/processes/nearest-facility/execution", nearest, 200, []string{"Content-Type", "application/json"}},
	{"execute", "/processes/nearest-facility/execution", nearest, 201, []string{"Content-Type", "application/json", "Prefer", "respond-async"}},
	{"jobs", "/jobs", "", 200, nil},
	{"job", "/jobs/{newest}", "", 200, nil},
	{"results", "/jobs/{newest}/results", "", 200, nil},
	{"dismiss", "/jobs/{newest}", "", 200, nil},
	{"areas", "/api/areas", "", 200, nil},
	{"arrays-cells", "/api/arrays/cells?size=500", "", 200, nil},
	{"arrays-land", "/api/arrays/land", "", 200, nil},
	{"arrays-reach", "/api/arrays/reach?service=primary_school", "", 200, nil},
	{"arrays-land-drawn", "/api/arrays/land", `{"area":{"type":"Polygon","coordinates":[[[118.86,42.25],[118.88,42.25],[118.88,42.27],[118.86,42.25]]]}}`, 200, []string{"Content-Type", "application/json"}},
	{"arrays-reach-drawn", "/api/arrays/reach", `{"service":"clinic","area":{"type":"Polygon","coordinates":[[[118.86,42.25],[118.88,42.25],[118.88,42.27],[118.86,42.25]]]}}`, 200, []string{"Content-Type", "application/json"}},
	{"backup", "/api/backup", "", 403, nil},
	{"check", "/api/check?id=x", faithful, 200, []string{"Content-Type", asFeature}},
	{"rejected", "/api/check/rejected", faithful, 200, []string{"Content-Type", asFeature}},
	{"conflicts", "/api/conflicts", "", 200, nil},
	{"coverage", "/api/coverage?service=primary_school&radius=500", "", 200, nil},
	{"coverage-what-if", "/api/coverage", `{"service":"clinic","radius":1000,"sites":{"added":[{"lon":118.895,"lat":42.265}]}}`, 200, []string{"Content-Type", "application/json"}},
	{"curve", "/api/curve?service=clinic", "", 200, nil},
	{"curve-what-if", "/api/curve", `{"service":"clinic","area":{"type":"Polygon","coordinates":[[[118.86,42.25],[118.88,42.25],[118.88,42.27],[118.86,42.25]]]}}`, 200, []string{"Content-Type", "application/json"}},
	{"density", "/api/density?size=500", "", 200, nil},
	{"gaps", "/api/gaps?service=clinic", "", 200, nil},
	{"gaps-what-if", "/api/gaps", `{"service":"clinic"}`, 200, []string{"Content-Type", "application/json"}},
	{"industry-city", "/api/industry-city", "", 200, nil},
	{"landuse", "/api/landuse", "", 200, nil},
	{"landuse-codes", "/api/landuse/codes", "", 200, nil},
	{"landuse-parcels", "/api/landuse/parcels", "", 200, nil},
	{"load-events", "/api/loads/none/events", "", 200, nil},
	{"landuse-drawn", "/api/landuse", `{"area":{"type":"Polygon","coordinates":[[[118.86,42.25],[118.88,42.25],[118.88,42.26],[118.86,42.25]]]},"level":3}`, 200, []string{"Content-Type", "application/json"}},
	{"layers", "/api/layers", "", 200, nil},
	{"load-layer", "/api/layers?id=mine&role=other", faithful, 201, []string{"Content-Type", asFeature}},
	{"replace-layer", "/api/layers/mine?role=other", faithful, 201, []string{"Content-Type", asFeature, "If-Match", "*"}},
	{"layer", "/api/layers/mine", "", 200, nil},
	{"features", "/api/layers/mine/features", "", 200, nil},
	{"edit-feature", "/api/layers/mine/features/two", `{"properties":{"a":1}}`, 200, []string{"Content-Type", asPatch, "If-Match", "*"}},
	{"feature", "/api/layers/mine/features/two", "", 200, nil},
	{"layer-versions", "/api/layers/mine/versions", "", 200, nil},
	{"compare-versions", "/api/layers/mine/compare?from=1&to=3", "", 200, nil},
	{"restore-layer", "/api/layers/mine/restore?version=1", "", 200, nil},
	{"forget-versions", "/api/layers/mine/versions?before=2", "", 200, nil},
	{"delete-layer", "/api/layers/mine", "", 204, nil},
	{"nearest", "/api/nearest?lon=118.88&lat=42.26&service=clinic", "", 200, nil},
	{"reach", "/api/reach?service=clinic", "", 200, nil},
	{"reach-what-if", "/api/reach", `{"service":"clinic"}`, 200, []string{"Content-Type", "application/json"}},
	{"report", "/api/report", "", 200, nil},
	{"report-question", "/api/report?format=csv&map_number=1", `{"service":"clinic"}`, 200, []string{"Content-Type", "application/json"}},
	{"report", "/api/report?format=csv", "", 200, nil},
	{"report", "/api/report?format=xlsx", "", 200, nil},
	{"sample", "/api/sample", "", 403, nil},
	{"scorecard", "/api/scorecard", "", 200, nil},
	{"services", "/api/services", "", 200, nil},
	{"put-mapping", "/api/mappings/office", `{"entries":[{"key":"dlmc","value":"住宅","scheme":"GB50137-2011","code":"R2"}]}`, 201, []string{"Content-Type", "application/octet-stream"}},
	{"mappings", "/api/mappings", "", 200, nil},
	{"mapping", "/api/mappings/office", "", 200, nil},
	{"delete-mapping", "/api/mappings/office", "", 204, []string{"If-Match", "*"}},
	{"make-scenario", "/api/scenarios", `{"name":"one","question":{"service":"clinic","radius":1000}}`, 201, []string{"Content-Type", "application/json"}},
	{"put-scenario", "/api/scenarios/one", `{"name":"one","question":{"service":"clinic","radius":900}}`, 200, []string{"Content-Type", "application/json", "If-Match", "*"}},
	{"scenarios", "/api/scenarios", "", 200, nil},
	{"scenario", "/api/scenarios/one", "", 200, nil},
	{"compare-scenarios", "/api/scenarios/compare?a=today&b=one", "", 200, nil},
	{"compare-scenarios", "/api/scenarios/compare?b=one&f=geojson", "", 200, nil},
	{"compare-questions", "/api/scenarios/compare", `{"a":"today","b":{"service":"clinic","radius":900}}`, 200, []string{"Content-Type", "application/json"}},
	{"delete-scenario", "/api/scenarios/one", "", 204, []string{"If-Match", "*"}},
	{"put-draft", "/api/drafts/6f0c1b9a4e2d47708d5b3c1e9f8a7260", `{"name":"clinic, 1 change","from":"one","question":{"service":"clinic","radius":900}}`, 201, []string{"Content-Type", "application/json"}},
	{"drafts", "/api/drafts", "", 200, nil},
	{"draft", "/api/drafts/6f0c1b9a4e2d47708d5b3c1e9f8a7260", "", 200, nil},
	{"delete-draft", "/api/drafts/6f0c1b9a4e2d47708d5b3c1e9f8a7260", "", 204, []string{"If-Match", "*"}},
	{"standards", "/api/standards", "", 200, nil},
	{"check-rules", "/api/standards/check", localRules, 200, []string{"Content-Type", "application/octet-stream"}},
	{"put-rule-set", "/api/standards/sets/town", localRules, 201, []string{"Content-Type", "application/octet-stream"}},
	{"rule-sets", "/api/standards/sets", "", 200, nil},
	{"rule-set", "/api/standards/sets/town", "", 200, nil},
	{"switch-rule-set", "/api/standards/sets/town", `{"active":false}`, 200, []string{"Content-Type", "application/json", "If-Match", "*"}},
	{"delete-rule-set", "/api/standards/sets/town", "", 204, []string{"If-Match", "*"}},
}

// TestContract replays every operation of the OpenAPI document, and what can be
// wrong with each: an answer that the document does not describe fails.
func TestContract(t *testing.T) {
	trial.Slow(t)
	c := newContract(newPark(t, server.Options{}))
	byID := map[string]documented{}
	for _, op := range c.operations() {
		byID[op.OperationID] = op
	}
	for _, said := range conversation {
		op, ok := byID[said.operation]
		if !ok {
			t.Errorf("the document has no operation %s", said.operation)
			continue
		}
		r := request{c.filled(said.path), said.body, said.header}
		if op.method == http.MethodDelete { // it would be gone
			c.bad(op, r)
			c.good(op, r, said.status)
			continue
		}
		c.good(op, r, said.status)
		c.bad(op, r)
	}
	c.bad(byID["cancel-load"], request{"/api/loads/none", "", nil}) // progress_test has loads that are under way
	c.called["cancel-load"] = true
	for id := range byID {
		_, layer, _ := strings.Cut(id, "-")
		ofLayer := strings.HasPrefix(byID[id].path, "/collections/"+layer+"/") || strings.HasSuffix(byID[id].path, "/items") && !strings.Contains(byID[id].path, "{")
		if !c.called[id] && !ofLayer {
			t.Errorf("the conversation lacks %s %s (%s)", byID[id].method, byID[id].path, id)
		}
	}
	if at := c.document.Components.Parameters["limit"]; at == nil || at.Value.Schema.Value.Max == nil || at.Value.Schema.Value.Default == nil {
		t.Error("components.parameters.limit says no bounds")
	}
	if got := c.document.Servers[0].URL; got != c.url || c.document.OpenAPI != "3.0.3" {
		t.Errorf("OpenAPI %s at %s", c.document.OpenAPI, got)
	}
}

// TestContractOfLayers asks for the features of every collection: each has a
// path of its own in the document, with its properties as parameters.
func TestContractOfLayers(t *testing.T) {
	c := newContract(newPark(t, server.Options{}))
	asked := 0
	for _, op := range c.operations() {
		if strings.Contains(op.path, "{") || !strings.HasSuffix(op.path, "/items") || op.method != http.MethodGet {
			continue
		}
		c.good(op, request{op.path + "?limit=2", "", nil}, http.StatusOK)
		c.good(op, request{op.path + "?limit=2&f=html", "", nil}, http.StatusOK)
		c.bad(op, request{op.path, "", nil})
		asked++
	}
	if want := len(layerVersions(t, c.site)); asked != want {
		t.Errorf("the document has the features of %d collections of %d", asked, want)
	}
}

// TestMethodsNotDescribed: what a path of the document does not offer is
// refused with the methods that it has.
func TestMethodsNotDescribed(t *testing.T) {
	c := newContract(newPark(t, server.Options{}))
	for _, path := range c.document.Paths.InMatchingOrder() {
		item := c.document.Paths.Value(path)
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			if item.GetOperation(method) != nil || path == "/api/scenarios/compare" { // which is a scenario to PUT
				continue
			}
			a := c.do(method, strings.NewReplacer("{", "", "}", "").Replace(path), nil)
			if a.problem(t).Status != http.StatusMethodNotAllowed || a.header.Get("Allow") == "" && fmt.Sprint(item.Operations()) != "" {
				t.Errorf("%v allows %q", a, a.header.Get("Allow"))
			}
		}
	}
}

// TestContractForPeople: the page of the document, which needs no network, names
// every operation with its parameters and answers.
func TestContractForPeople(t *testing.T) {
	c := newContract(newPark(t, server.Options{}))
	page := string(c.get("/api?f=html&lang=zh").body)
	for _, op := range c.operations() {
		if strings.HasPrefix(op.path, "/collections/") && !strings.Contains(op.path, "{") {
			continue // under the path of all collections
		}
		_, section, found := strings.Cut(page, `<details id="`+op.OperationID+`">`)
		section, _, _ = strings.Cut(section, "</details>")
		if !found || !strings.Contains(section, "<strong>"+op.method+"</strong> "+op.path) {
			t.Errorf("the page lacks %s %s", op.method, op.path)
		}
		for _, p := range op.Parameters {
			if !strings.Contains(section, "<code>"+p.Value.Name+"</code>") {
				t.Errorf("%s: the page lacks the parameter %s", op.OperationID, p.Value.Name)
			}
		}
		for status := range op.Responses.Map() {
			if !strings.Contains(section, "<td>"+status+"</td>") {
				t.Errorf("%s: the page lacks the answer %s", op.OperationID, status)
			}
		}
	}
	for _, bad := range []string{"<script", "src=", "@import", "cdn"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s in it", bad)
		}
	}
}
