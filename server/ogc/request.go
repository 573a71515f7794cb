package ogc

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/condition"
)

// The media types of answers.
const (
	mediaJSON    = "application/json"
	mediaGeoJSON = "application/geo+json"
	mediaHTML    = "text/html"
	mediaSchema  = "application/schema+json"
	mediaOpenAPI = "application/vnd.oai.openapi+json;version=3.0"
)

// Asked is what every request of this package may say.
type Asked struct {
	F           string `query:"f" enum:"json,html" doc:"json for programs, html for people. Default: what the Accept header prefers, else json."`
	Lang        string `query:"lang" enum:"en,zh" doc:"Language of pages. Default: what Accept-Language prefers, else en."`
	IfNoneMatch string `header:"If-None-Match" doc:"ETag of what the client has; 304 says that it still holds."`

	ctx huma.Context
}

// Resolve keeps the request, whose address and headers decide how the answer
// looks.
func (a *Asked) Resolve(ctx huma.Context) []error {
	a.ctx = ctx
	return nil
}

// html tells whether the answer is to be a page.
func (a *Asked) html() bool {
	if a.F != "" {
		return a.F == "html"
	}
	return prefersHTML(a.ctx.Header("Accept"))
}

// language returns en or zh.
func (a *Asked) language() string {
	if a.Lang != "" {
		return a.Lang
	}
	best, bestQ := "en", 0.0
	for tag := range strings.SplitSeq(a.ctx.Header("Accept-Language"), ",") {
		tag, q := weighted(tag)
		tag, _, _ = strings.Cut(tag, "-")
		if (tag == "en" || tag == "zh") && q > bestQ {
			best, bestQ = tag, q
		}
	}
	return best
}

// prefersHTML tells whether an Accept header takes HTML rather than JSON (RFC
// 9110, 12.5.1): by a greater q, or by its name where ranges such as */* take
// both alike.
func prefersHTML(accept string) bool {
	var page, program taken
	for element := range strings.SplitSeq(accept, ",") {
		switch kind, q := weighted(element); kind {
		case mediaHTML, "application/xhtml+xml":
			page.by(2, q)
		case "text/*":
			page.by(1, q)
		case "application/*":
			program.by(1, q)
		case "*/*":
			page.by(0, q)
			program.by(0, q)
		default:
			if kind == mediaJSON || strings.HasPrefix(kind, "application/") && strings.HasSuffix(kind, "+json") {
				program.by(2, q)
			}
		}
	}
	return page.q > 0 && (page.q > program.q || page.q == program.q && page.closeness > program.closeness)
}

// taken is how well a kind of answer is taken: by the closest range that names
// it, and the best of equals.
type taken struct {
	closeness int
	q         float64
	named     bool
}

func (t *taken) by(closeness int, q float64) {
	if !t.named || closeness > t.closeness || closeness == t.closeness && q > t.q {
		*t = taken{closeness, q, true}
	}
}

// weighted parts an element of an Accept header into what it names and its q.
func weighted(element string) (name string, q float64) {
	name, rest, _ := strings.Cut(strings.TrimSpace(element), ";")
	q = 1
	for parameter := range strings.SplitSeq(rest, ";") {
		if v, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			if parsed, err := strconv.ParseFloat(v, 64); err == nil {
				q = parsed
			}
		}
	}
	return strings.ToLower(strings.TrimSpace(name)), q
}

// answer is an encoded answer.
type answer struct {
	ContentType     string   `header:"Content-Type"`
	ContentLanguage string   `header:"Content-Language"`
	ContentCRS      string   `header:"Content-Crs"`
	ETag            string   `header:"ETag"`
	Vary            string   `header:"Vary"`
	Link            []string `header:"Link"`
	Body            []byte
}

// varies names the headers that decide how an answer looks.
const varies = "Accept, Accept-Language, Accept-Encoding"

// reply answers with an encoded document under the ETag of its content, or
// with 304 where the client has it.
func (a *Asked) reply(body []byte, contentType string, links []link) (*answer, error) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	if err := a.unchanged(tag); err != nil {
		return nil, err
	}
	out := &answer{ContentType: contentType, ETag: tag, Vary: varies, Link: linkHeaders(links), Body: body}
	if strings.HasPrefix(contentType, mediaHTML) {
		out.ContentLanguage = a.language()
	}
	return out, nil
}

// unchanged is the answer 304 where the client has what tag names, else nil.
func (a *Asked) unchanged(tag string) error {
	if !condition.Seen(a.IfNoneMatch, tag) {
		return nil
	}
	return huma.ErrorWithHeaders(huma.Status304NotModified(), http.Header{"ETag": {tag}, "Vary": {varies}})
}

// link is a link to another resource.
type link struct {
	Href  string `json:"href" format:"uri"`
	Rel   string `json:"rel"`
	Type  string `json:"type"`
	Title string `json:"title,omitempty"`
}

// linkHeaders writes links as the values of Link headers (RFC 8288).
func linkHeaders(links []link) []string {
	out := make([]string, len(links))
	for i, l := range links {
		out[i] = "<" + l.Href + `>; rel="` + l.Rel + `"; type="` + l.Type + `"`
	}
	return out
}

// selfLinks are the links to an answer itself and to its other form.
func (a *Asked) selfLinks(href, mediaType string) []link {
	self, other := link{Href: withParameter(href, "f", "json"), Rel: "self", Type: mediaType, Title: "This document"},
		link{Href: withParameter(href, "f", "html"), Rel: "alternate", Type: mediaHTML, Title: "This document as a page"}
	if a.html() {
		self.Rel, other.Rel = "alternate", "self"
		self.Title, other.Title = "This document as JSON", "This document"
		return []link{other, self}
	}
	return []link{self, other}
}

// withParameter adds a query parameter to an address.
func withParameter(href, name, value string) string {
	separator := "?"
	if strings.Contains(href, "?") {
		separator = "&"
	}
	return href + separator + name + "=" + value
}
