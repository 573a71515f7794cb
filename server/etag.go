package server

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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

// matches tells whether an If-None-Match header names tag.
func matches(header, tag string) bool {
	for listed := range strings.SplitSeq(header, ",") {
		if listed = strings.TrimSpace(listed); listed == "*" || strings.TrimPrefix(listed, "W/") == tag {
			return true
		}
	}
	return false
}

// Conditional makes a change conditional on the version a client last saw.
type Conditional struct {
	IfMatch     string `header:"If-Match" doc:"ETag of the version to change; * for any existing one."`
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
	case m.IfMatch == "*":
		l, err := s.layer(id)
		if err != nil {
			return nil, problem.Details{Status: http.StatusPreconditionFailed, Layer: id,
				Detail: fmt.Sprintf("there is no layer %q to change; leave out If-Match to make it", id)}.Complete()
		}
		return &l.Version, nil
	}
	tag := strings.TrimPrefix(m.IfMatch, "W/")
	dash := strings.LastIndexByte(tag, '-')
	if v, err := strconv.Atoi(strings.TrimSuffix(tag[dash+1:], `"`)); err == nil && tag == etag(id, v) {
		return &v, nil
	}
	return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "If-Match", Layer: id,
		Detail: fmt.Sprintf("%s is not an ETag of layer %q; GET /api/layers/%s gives it", m.IfMatch, id, url.PathEscape(id))}.Complete()
}
