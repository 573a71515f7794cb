package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"catchment/server/condition"
	"catchment/server/problem"
)

// etag names a version of a layer.
func etag(id string, version int) string {
	return `"` + url.PathEscape(id) + "-" + strconv.Itoa(version) + `"`
}

// partETag names the part of a layer's version that a query chooses.
func partETag(whole, query string) string {
	return strings.TrimSuffix(whole, `"`) + "/" + url.PathEscape(query) + `"`
}

// Conditional makes a change conditional on the version a client last saw.
type Conditional struct {
	IfMatch     string `header:"If-Match" doc:"ETags, one of which must be that of the version there is; * for any existing one. Weak ones do not count."`
	IfNoneMatch string `header:"If-None-Match" enum:"*" doc:"* to make a layer only where there is none of that id."`
}

// version returns the version that the condition asks the layer to have, 0 for
// no such layer, nil when it asks for none.
func (s *server) version(m *Conditional, id string) (*int, error) {
	switch {
	case m.IfMatch == "" && m.IfNoneMatch == "":
		return nil, nil
	case m.IfMatch == "":
		absent := 0
		return &absent, nil
	case id == "":
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "id", Detail: "If-Match is given: name the layer it is about"}.Complete()
	}
	now := 0
	if l, ok := s.Catalog.Dataset().Layer(id); ok {
		now = l.Version
	}
	v, p := asked(m.IfMatch, now, func(v int) string { return etag(id, v) })
	if p != nil {
		p.Layer = id
		p.Detail += fmt.Sprintf("; GET /api/layers/%s gives the ETag of the layer %q as it is", url.PathEscape(id), id)
		return nil, p
	}
	return v, nil
}

// asked returns the version that an If-Match header asks for of what is at
// version now, 0 for nothing, and whose versions have tags: now if the header
// names it, an older one if that alone is named, so that the answer can say by
// how much the client is behind.
func asked(header string, now int, tag func(version int) string) (*int, *problem.Details) {
	tags, err := condition.Parse(header)
	switch {
	case err != nil:
		return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "If-Match", Detail: fmt.Sprintf("If-Match is %s", err)}.Complete()
	case now > 0 && tags.Match(tag(now)):
		return &now, nil
	case tags.Any:
		return nil, problem.Details{Status: http.StatusPreconditionFailed, Parameter: "If-Match",
			Detail: "If-Match asks for something that is there, and there is nothing; leave it out to make it"}.Complete()
	case len(tags.Listed) == 1:
		named := tags.Listed[0]
		v, err := strconv.Atoi(strings.TrimSuffix(named[strings.LastIndexByte(named, '-')+1:], `"`))
		if err == nil && v > 0 && named == tag(v) {
			return &v, nil
		}
	}
	return nil, problem.Details{Status: http.StatusPreconditionFailed, Parameter: "If-Match",
		Detail: "If-Match names no version that is served now; weak ETags (W/) never do"}.Complete()
}
