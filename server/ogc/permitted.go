package ogc

import (
	"errors"
	"fmt"
	"net/http"

	"catchment/data"
	"catchment/server/condition"
	"catchment/server/problem"
)

// errMoved says that a feature was changed by somebody else between being read
// and being written.
var errMoved = errors.New("the feature has changed meanwhile")

// still returns the change of a feature that is as tag names it, as it was in
// the layer read.
func still(now, read *data.Layer, id, tag string, f *data.Feature) (data.Changes, error) {
	i, ok := now.ByID(id)
	switch {
	case !ok, now.Version != read.Version && featureTag(&now.Features[i]) != tag:
		return data.Changes{}, errMoved
	case f == nil:
		return data.Changes{Remove: []int{i}}, nil
	}
	return data.Changes{Replace: map[int]data.Feature{i: *f}}, nil
}

// permitted returns why a feature that has the tag may not be changed.
func (s *service) permitted(in *ItemChange, l *data.Layer, tag string) error {
	p := problem.Details{Layer: l.ID, Parameter: "If-Match"}
	href := "/collections/" + segment(l.ID) + "/items/" + segment(in.FeatureID)
	unasked := in.IfMatch == "" && !condition.Seen(in.IfNoneMatch, tag)
	if unasked && (!s.Unconditional || in.Unmodified != "") {
		p.Status, p.Detail = http.StatusPreconditionRequired, fmt.Sprintf("say with If-Match which state of the feature the change is for; GET %s gives its ETag", href)
		return p.Complete()
	}
	if in.IfMatch != "" {
		tags, err := condition.Parse(in.IfMatch)
		if err != nil {
			p.Status, p.Detail = http.StatusBadRequest, fmt.Sprintf("If-Match is %s", err)
			return p.Complete()
		}
		if !tags.Match(tag) {
			p.Status, p.Detail = http.StatusPreconditionFailed, fmt.Sprintf("the feature %q is not as If-Match says: somebody else changed it. GET %s again and repeat the change if it still holds", in.FeatureID, href)
			return p.Complete()
		}
	}
	if condition.Seen(in.IfNoneMatch, tag) {
		p.Status, p.Parameter, p.Detail = http.StatusPreconditionFailed, "If-None-Match", "the feature is as If-None-Match says it must not be"
		return p.Complete()
	}
	return nil
}
