package ogc

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/data/geojson"
	"catchment/server/problem"
)

// featureShape and featuresShape describe GeoJSON to the OpenAPI document.
type featureShape struct {
	Type       string         `json:"type" enum:"Feature"`
	ID         any            `json:"id" doc:"A string or a number, as it was loaded."`
	Geometry   map[string]any `json:"geometry"`
	Properties map[string]any `json:"properties" nullable:"true"`
	Links      []link         `json:"links,omitempty"`

	_ struct{} `additionalProperties:"true"` // members that GeoJSON does not define
}

type featuresShape struct {
	Type           string         `json:"type" enum:"FeatureCollection"`
	TimeStamp      time.Time      `json:"timeStamp"`
	NumberMatched  int            `json:"numberMatched" minimum:"0" doc:"Features on all pages."`
	NumberReturned int            `json:"numberReturned" minimum:"0" doc:"Features in this answer."`
	Links          []link         `json:"links"`
	Features       []featureShape `json:"features"`
}

func (s *service) itemsRoutes(api huma.API) {
	op := answering[featuresShape](api, operation("items", itemsPath, "Features of a collection", "OGC API Features"),
		mediaGeoJSON, "One page of features.")
	op.Description = "All conditions must hold together. A property's name is a parameter too: only features that have this value. The order of features is the same on every page."
	op.SkipValidateParams = true // properties are parameters; a limit above the maximum is no error
	op.Errors = append(op.Errors, http.StatusGone)
	op.Middlewares = huma.Middlewares{withBuffer, s.plainly}
	huma.Register(api, op, s.items)
	describeItemsParameters(api.OpenAPI().Paths[itemsPath].Get)
}

// describeItemsParameters says what the types of itemsQuery cannot.
func describeItemsParameters(op *huma.Operation) {
	for _, p := range op.Parameters {
		switch p.Name {
		case "limit":
			p.Schema = wholeNumberSchema(1, maxLimit, defaultLimit)
		case "offset":
			p.Schema = wholeNumberSchema(0, 0, 0)
		case "filter-lang":
			p.Schema = &huma.Schema{Type: huma.TypeString, Enum: filterLanguages, Default: filterLanguages[0]}
		case "bbox":
			no := false
			p.Style, p.Explode = "form", &no
		}
	}
}

// wholeNumberSchema describes a whole number; a most of 0 is no bound.
func wholeNumberSchema(least, most, usual int) *huma.Schema {
	low, high := float64(least), float64(most)
	schema := &huma.Schema{Type: huma.TypeInteger, Minimum: &low, Default: usual}
	if most > 0 {
		schema.Maximum = &high
	}
	return schema
}

// items answers with a page of features.
func (s *service) items(ctx context.Context, in *itemsQuery) (*answer, error) {
	l, err := s.collected(ctx, in.CollectionID)
	if err != nil {
		return nil, err
	}
	sel, err := in.selection(l)
	if err != nil {
		return nil, err
	}
	base := s.Base.of(in.ctx)
	tag := in.itemsTag(l, base)
	if err := in.unchanged(tag); err != nil && !in.html() { // a page is known by its content
		return nil, err
	}
	page, matched, err := sel.find(ctx)
	if err != nil {
		return nil, s.fail(err)
	}
	if in.html() {
		return s.itemsPage(in, sel, page, matched, base)
	}
	links := in.itemsLinks(sel, page, matched, base)
	buffer := bufferOf(ctx)
	*buffer = appendItems(*buffer, matched, len(page), links)
	if *buffer, err = s.appendPage(*buffer, sel, page); err != nil {
		return nil, err
	}
	in.ctx.SetHeader("Content-Length", strconv.Itoa(len(*buffer))) // else it goes out in chunks; compression takes it off
	return &answer{ContentType: mediaGeoJSON, ContentCRS: sel.out.contentCRS(), ETag: tag, Vary: varies, Link: linkHeaders(links), Body: *buffer}, nil
}

// itemsTag names what is answered by the layer's version and the question. It
// is weak: the answer says when it was made.
func (q *itemsQuery) itemsTag(l *data.Layer, base string) string {
	address := q.ctx.URL()
	return `W/"` + segment(l.ID) + "-" + strconv.Itoa(l.Version) + "-json-" + shortHash(base, address.RawQuery) + `"`
}

// itemsLinks are the links of a page of features.
func (q *itemsQuery) itemsLinks(sel *selection, found []int, matched int, base string) []link {
	address := q.ctx.URL()
	query := withoutParameter(address.RawQuery, "f")
	path := base + "/collections/" + segment(sel.layer.ID)
	items := path + "/items"
	if query != "" {
		items += "?" + query
	}
	links := append(make([]link, 0, 5), q.selfLinks(items, mediaGeoJSON)...)
	format := ""
	mediaType := mediaGeoJSON
	if q.html() {
		mediaType = mediaHTML
	}
	if q.F != "" {
		format = q.F
	}
	page := func(rel, title, parameter, value string) {
		query := withoutParameter(withoutParameter(query, "offset"), "cursor")
		href := withParameter(path+"/items"+question(query), parameter, value)
		if format != "" {
			href = withParameter(href, "f", format)
		}
		links = append(links, link{href, rel, mediaType, title})
	}
	if n := len(found); n > 0 && sel.offset+n < matched {
		page("next", "The next page", "cursor", cursor(sel.layer, found[n-1]+1))
	}
	if sel.offset > 0 {
		page("prev", "The page before", "offset", strconv.Itoa(max(0, sel.offset-sel.limit)))
	}
	return append(links, link{path, "collection", mediaJSON, "The collection"})
}

// question is a query with its question mark, nothing for none.
func question(query string) string {
	if query == "" {
		return ""
	}
	return "?" + query
}

// withoutParameter takes a parameter out of a query, the rest stays as it is.
func withoutParameter(query, name string) string {
	if !strings.Contains(query, name) {
		return query
	}
	kept := ""
	for part := range strings.SplitSeq(query, "&") {
		key, _, _ := strings.Cut(part, "=")
		if key == name || part == "" {
			continue
		}
		if kept != "" {
			kept += "&"
		}
		kept += part
	}
	return kept
}

// appendItems appends what stands before the features of a page.
func appendItems(dst []byte, matched, returned int, links []link) []byte {
	dst = append(dst, `{"type":"FeatureCollection","timeStamp":"`...)
	dst = time.Now().UTC().AppendFormat(dst, time.RFC3339)
	dst = strconv.AppendInt(append(dst, `","numberMatched":`...), int64(matched), 10)
	dst = strconv.AppendInt(append(dst, `,"numberReturned":`...), int64(returned), 10)
	dst = appendLinks(append(dst, `,"links":`...), links)
	return append(dst, `,"features":[`...)
}

// appendPage appends the features of a page and the end of the answer.
func (s *service) appendPage(dst []byte, sel *selection, page []int) ([]byte, error) {
	if sel.out.same() {
		if kept := s.lines.of(sel.layer, len(page)); kept != nil {
			return append(kept.appendPage(dst, page), "\n]}\n"...), nil
		}
	}
	dst = slices.Grow(dst, sel.fetch(page))
	for n, i := range page {
		if n > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = sel.appendFeature(append(dst, '\n'), i); err != nil {
			return nil, err
		}
	}
	return append(dst, "\n]}\n"...), nil
}

// fetch returns about how long the features of a page are, encoded. Features of
// a box lie anywhere in memory: asked for all at once, they come from there at
// the same time, and one after the other while each is encoded.
func (sel *selection) fetch(page []int) (bytes int) {
	for _, i := range page {
		f := &sel.layer.Features[i]
		bytes += len(f.ID) + len(f.Properties) + len(f.Foreign)
	}
	const line = 64 // bytes of memory that come together
	held := byte(0)
	for _, i := range page {
		f := &sel.layer.Features[i]
		if f.ID != "" {
			held |= f.ID[0]
		}
		if p, ok := f.Geometry.(orb.Point); ok {
			held |= byte(math.Float64bits(p[0]))
		}
		for p := f.Properties; len(p) > 0; p = p[min(line, len(p)):] {
			held |= p[0]
		}
	}
	if held == 0 { // never, if there is anything: properties are text
		return bytes
	}
	return bytes + 96*len(page) // the geometry of a point and what stands around
}

// appendFeature appends one feature in the system asked for. Every feature has
// an id here: one that came without goes by its number.
func (sel *selection) appendFeature(dst []byte, i int) ([]byte, error) {
	plain := &sel.layer.Features[i]
	if plain.IDKind != data.IDGenerated && sel.out.same() && !mixed(sel.layer) {
		return geojson.AppendFeature(dst, plain), nil
	}
	f := identified(plain)
	f.Geometry = multiple(sel.layer, f.Geometry)
	if !sel.out.same() {
		g, err := sel.out.project(f.Geometry)
		if err != nil {
			return nil, problem.Details{Status: http.StatusBadRequest, Parameter: "crs", Layer: sel.layer.ID,
				Detail: fmt.Sprintf("feature %q cannot be given in %s: %v", f.ID, sel.out.uri, err)}.Complete()
		}
		f.Geometry = g
	}
	return geojson.AppendFeature(dst, &f), nil
}

// identified returns the feature with an id that goes out.
func identified(f *data.Feature) data.Feature {
	out := *f
	if out.IDKind == data.IDGenerated {
		out.IDKind = data.IDString
		if _, err := strconv.ParseUint(out.ID, 10, 53); err == nil {
			out.IDKind = data.IDNumber
		}
	}
	return out
}

// appendLinks appends links as JSON.
func appendLinks(dst []byte, links []link) []byte {
	dst = append(dst, '[')
	for i, l := range links {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = geojson.AppendString(append(dst, `{"href":`...), l.Href)
		dst = geojson.AppendString(append(dst, `,"rel":`...), l.Rel)
		dst = geojson.AppendString(append(dst, `,"type":`...), l.Type)
		if l.Title != "" {
			dst = geojson.AppendString(append(dst, `,"title":`...), l.Title)
		}
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

// mixed tells whether a layer has several types of geometry.
func mixed(l *data.Layer) bool { return len(l.GeometryTypes()) > 1 }

// multiple returns g as a Multi geometry where its layer has both kinds: GIS
// keep one type of geometry in a layer, and GDAL takes it from the first page.
func multiple(l *data.Layer, g orb.Geometry) orb.Geometry {
	types := l.GeometryTypes()
	switch g := g.(type) {
	case orb.Point:
		if types["MultiPoint"] > 0 {
			return orb.MultiPoint{g}
		}
	case orb.LineString:
		if types["MultiLineString"] > 0 {
			return orb.MultiLineString{g}
		}
	case orb.Polygon:
		if types["MultiPolygon"] > 0 {
			return orb.MultiPolygon{g}
		}
	}
	return g
}
