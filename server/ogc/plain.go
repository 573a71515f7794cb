package ogc

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// plainly answers what maps ask again and again, the features in a box, without
// the reading and writing of every parameter and header by reflection that takes
// a tenth of the time of such an answer. What asks for more, or cannot be answered,
// is next's; the answers are the same.
func (s *service) plainly(ctx huma.Context, next func(huma.Context)) {
	q, plain := plainQuery(ctx)
	if !plain {
		next(ctx)
		return
	}
	a, err := s.items(ctx.Context(), q)
	if err != nil {
		next(ctx) // has the same error
		return
	}
	a.write(ctx)
}

// plainQuery reads a question that has at most a limit and a box, written in
// digits, signs, points and commas.
func plainQuery(ctx huma.Context) (q *itemsQuery, plain bool) {
	q = &itemsQuery{CollectionPath: CollectionPath{ctx.Param("collectionId")}, Asked: Asked{IfNoneMatch: ctx.Header("If-None-Match"), ctx: ctx}}
	address := ctx.URL()
	if address.RawQuery == "" {
		return q, true
	}
	for part := range strings.SplitSeq(address.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		switch {
		case strings.Trim(value, "0123456789.,-") != "" || value == "":
			return nil, false
		case name == "limit" && q.Limit == "":
			q.Limit = value
		case name == "bbox" && q.BBox == nil:
			q.BBox = make([]float64, 0, 4)
			for number := range strings.SplitSeq(value, ",") {
				v, err := strconv.ParseFloat(number, 64)
				if err != nil {
					return nil, false
				}
				q.BBox = append(q.BBox, v)
			}
		default:
			return nil, false
		}
	}
	return q, true
}

// write writes the answer as huma does.
func (a *answer) write(ctx huma.Context) {
	for _, h := range [...]struct{ name, value string }{
		{"Content-Type", a.ContentType}, {"Content-Language", a.ContentLanguage}, {"Content-Crs", a.ContentCRS}, {"ETag", a.ETag}, {"Vary", a.Vary},
	} {
		if h.value != "" {
			ctx.SetHeader(h.name, h.value)
		}
	}
	for _, l := range a.Link {
		ctx.AppendHeader("Link", l)
	}
	ctx.SetStatus(http.StatusOK)
	_, _ = ctx.BodyWriter().Write(a.Body)
}
