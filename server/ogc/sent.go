package ogc

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// Sent is what every request that changes features may say.
type Sent struct {
	ContentCRS string `header:"Content-Crs" doc:"System of the positions in the body, one of the collection's, as a URI with or without angle brackets. Default: CRS84."`

	ctx huma.Context
}

// Resolve keeps the request, whose headers say what the body is.
func (s *Sent) Resolve(ctx huma.Context) []error {
	s.ctx = ctx
	return nil
}

// is returns the answer 415 where the body is not of the media type.
func (s *Sent) is(mediaType string) error {
	if coding := s.ctx.Header("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return problem.Details{Status: http.StatusUnsupportedMediaType, Parameter: "Content-Encoding",
			Detail: fmt.Sprintf("the Content-Encoding is %q; one feature is sent as it is", coding)}.Complete()
	}
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
	if bracketed, is := strings.CutPrefix(uri, "<"); is && uri != "<>" { // QGIS leaves the brackets out
		uri = strings.TrimSuffix(bracketed, ">")
	}
	in, err := systemNamed(l, "Content-Crs", uri)
	if err != nil {
		return opt, err
	}
	if !in.same() {
		opt.Transform = in.crs.ToWGS84
	}
	return opt, nil
}

// gzipped is how what gzip has compressed begins (RFC 1952).
var gzipped = []byte{0x1f, 0x8b}

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
	if bytes.HasPrefix(body, gzipped) {
		return f, problem.Details{Status: http.StatusUnsupportedMediaType, Parameter: "Content-Encoding", Detail: "the body is compressed; one feature is sent as it is"}.Complete()
	}
	if kind := gjson.GetBytes(body, "type").String(); kind != "Feature" {
		return f, problem.Details{Status: http.StatusUnprocessableEntity, Path: "/type", Layer: l.ID, Detail: fmt.Sprintf("the type of the body is %q; it must be a Feature, in UTF-8", kind)}.Complete()
	}
	if f.ID == "." || f.ID == ".." || utf8.RuneCountInString(f.ID) > maxFeatureID {
		return f, problem.Details{Status: http.StatusUnprocessableEntity, Path: "/id", Layer: l.ID,
			Detail: fmt.Sprintf("the id cannot stand in a path: it is neither . nor .. and has at most %d characters", maxFeatureID)}.Complete()
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

// hasLinks tells whether foreign members have links among them.
func hasLinks(foreign []byte) bool { return gjson.GetBytes(foreign, "links").Exists() }

// withoutLinks returns foreign members without links, which are the server's
// to make.
func withoutLinks(foreign []byte) []byte {
	if !hasLinks(foreign) {
		return foreign
	}
	kept, err := data.MergePatch(foreign, []byte(`{"links":null}`))
	if err != nil || string(kept) == "{}" {
		return nil
	}
	return kept
}
