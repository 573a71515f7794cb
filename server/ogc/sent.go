package ogc

import (
	"context"
	"crypto/rand"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// Sent is what every request that changes features may say.
type Sent struct {
	ContentCRS string `header:"Content-Crs" doc:"System of the positions in the body, one of the collection's, as a URI in angle brackets. Default: CRS84."`

	ctx huma.Context
}

// Resolve keeps the request, whose headers say what the body is.
func (s *Sent) Resolve(ctx huma.Context) []error {
	s.ctx = ctx
	return nil
}

// is returns the answer 415 where the body is not of the media type.
func (s *Sent) is(mediaType string) error {
	header := s.ctx.Header("Content-Type")
	if given, _, err := mime.ParseMediaType(header); err == nil && given == mediaType {
		return nil
	}
	return problem.Details{Status: http.StatusUnsupportedMediaType, Parameter: "Content-Type",
		Detail: fmt.Sprintf("the Content-Type is %q; it must be %s", header, mediaType)}.Complete()
}

// reading returns how the body is read: in the system that Content-Crs names.
func (s *Sent) reading(l *data.Layer) (geojson.Options, error) {
	var opt geojson.Options
	uri := strings.TrimSpace(s.ContentCRS)
	if uri != "" && (len(uri) < 2 || uri[0] != '<' || uri[len(uri)-1] != '>') {
		return opt, problem.BadParameter("Content-Crs", fmt.Sprintf("Content-Crs: %q is not a URI in angle brackets, such as <%s>", uri, uriCRS84))
	}
	in, err := systemNamed(l, "Content-Crs", strings.Trim(uri, "<>"))
	if err != nil {
		return opt, err
	}
	if !in.same() {
		opt.Transform = in.crs.ToWGS84
	}
	return opt, nil
}

// feature reads the one feature in a body.
func (s *Sent) feature(ctx context.Context, l *data.Layer, body []byte) (data.Feature, error) {
	opt, err := s.reading(l)
	if err != nil {
		return data.Feature{}, err
	}
	f, _, err := geojson.DecodeOne(ctx, body, opt)
	if err != nil {
		return f, err
	}
	if kind := gjson.GetBytes(body, "type").String(); kind != "Feature" {
		return f, problem.Details{Status: http.StatusUnprocessableEntity, Path: "/type", Layer: l.ID, Detail: fmt.Sprintf("the body is a %s; it must be a Feature", kind)}.Complete()
	}
	return f, nil
}

// freshID returns an id that no feature of the layer has had: a number where
// ids are numbers, of microseconds since 1970, else 128 random bits.
func freshID(l *data.Layer) (string, data.IDKind) {
	numbers := false
	if n := l.Len(); n > 0 {
		numbers = identified(&l.Features[n-1]).IDKind == data.IDNumber
	}
	if !numbers {
		return strings.ToLower(rand.Text()), data.IDString
	}
	for at := time.Now().UnixMicro(); ; at++ {
		id := strconv.FormatInt(at, 10)
		if _, taken := l.ByID(id); !taken {
			return id, data.IDNumber
		}
	}
}

// withoutLinks returns foreign members without links, which are the server's
// to make.
func withoutLinks(foreign []byte) []byte {
	if !gjson.GetBytes(foreign, "links").Exists() {
		return foreign
	}
	kept, err := data.MergePatch(foreign, []byte(`{"links":null}`))
	if err != nil || string(kept) == "{}" {
		return nil
	}
	return kept
}
