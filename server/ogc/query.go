package ogc

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"catchment/data"
	"catchment/server/problem"
)

// The bounds of a page of features.
const (
	defaultLimit = 100
	maxLimit     = 10000
)

// itemsQuery asks for features of a collection. Parameters beside those named
// here are the names of properties, with the value that features must have.
type itemsQuery struct {
	CollectionPath
	Asked
	Limit      string    `query:"limit" doc:"How many features at most in one answer. More than the maximum gives the maximum."`
	Offset     string    `query:"offset" doc:"How many features to pass over."`
	Cursor     string    `query:"cursor" doc:"In the place of offset: where the page before ended, which its next link says. Pages reached by it miss no feature and bring none twice, whatever is edited meanwhile."`
	BBox       []float64 `query:"bbox" minItems:"4" maxItems:"6" doc:"West, south, east, north: only features that meet this box, edges included. West greater than east goes across the antimeridian. Of six numbers the third and the last are heights, which count for nothing."`
	BBoxCRS    string    `query:"bbox-crs" format:"uri" doc:"System of bbox, one of the collection's. Default: CRS84."`
	CRS        string    `query:"crs" format:"uri" doc:"System of the answer, one of the collection's. Default: CRS84."`
	Datetime   string    `query:"datetime" doc:"A time, or a stretch of time as from/to where .. is open (RFC 3339): only features that stand then, and those of which it is not known."`
	Filter     string    `query:"filter" maxLength:"65536" doc:"Only features of which this is true (CQL2). It speaks of what /collections/{collectionId}/queryables lists."`
	FilterLang string    `query:"filter-lang" doc:"Language of filter. cql-text is the name of cql2-text in drafts."`
	FilterCRS  string    `query:"filter-crs" format:"uri" doc:"System of the positions in filter, one of the collection's. Default: CRS84."`

	rest url.Values // parameters named after properties
}

// itemsParameters are the query parameters that are not names of properties.
var itemsParameters = []string{"f", "lang", "limit", "offset", "cursor", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"}

// Resolve keeps the parameters that the collection may know as properties.
func (q *itemsQuery) Resolve(ctx huma.Context) []error {
	q.ctx = ctx
	address := ctx.URL()
	if address.RawQuery == "" {
		return nil
	}
	given, err := url.ParseQuery(address.RawQuery)
	if err != nil {
		return []error{&huma.ErrorDetail{Location: "query", Message: "the query cannot be read: " + err.Error()}}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) { // of several faults always the same is named
		values := given[name]
		if len(values) > 1 {
			return []error{&huma.ErrorDetail{Location: "query." + name, Message: "it is given more than once"}}
		}
		if slices.Contains(itemsParameters, name) {
			if values[0] == "" && name != "filter" { // which asks for all then
				return []error{&huma.ErrorDetail{Location: "query." + name, Message: "it is empty"}}
			}
			delete(given, name)
		}
	}
	q.rest = given
	return nil
}

// selection is a question about the features of a layer, read and checked.
type selection struct {
	layer  *data.Layer
	limit  int
	offset int   // how many that are found are passed over
	first  int   // no feature before this one is on the page
	area   *area // nil for everywhere
	// conditions must all hold for a feature beside area.
	conditions []func(i int) bool
	out        system

	near   []int     // what a filter can be true of, by place
	nearby bool      // near is known
	failed error     // of a condition that could not be worked out
	until  time.Time // when a filter has taken too long
}

// selection reads the question that a request asks of a layer.
func (q *itemsQuery) selection(l *data.Layer) (*selection, error) {
	sel := &selection{layer: l, limit: defaultLimit}
	var err error
	if q.F != "" && q.F != "json" && q.F != "html" {
		return nil, problem.BadParameter("f", fmt.Sprintf("f: it is json or html, not %q", q.F))
	}
	if q.Lang != "" && q.Lang != "en" && q.Lang != "zh" {
		return nil, problem.BadParameter("lang", fmt.Sprintf("lang: it is en or zh, not %q", q.Lang))
	}
	if q.Limit != "" {
		if sel.limit, err = wholeNumber("limit", q.Limit, 1); err != nil {
			return nil, err
		}
		sel.limit = min(sel.limit, maxLimit)
	}
	if q.Offset != "" {
		if sel.offset, err = wholeNumber("offset", q.Offset, 0); err != nil {
			return nil, err
		}
	}
	if q.Cursor != "" {
		if q.Offset != "" {
			return nil, problem.BadParameter("cursor", "cursor: it stands in the place of offset; give one of them")
		}
		if sel.first, err = placeOf(l, q.Cursor); err != nil {
			return nil, err
		}
	}
	if sel.out, err = systemNamed(l, "crs", q.CRS); err != nil {
		return nil, err
	}
	boxSystem, err := systemNamed(l, "bbox-crs", q.BBoxCRS)
	if err != nil {
		return nil, err
	}
	if q.BBox != nil {
		if sel.area, err = newArea(q.BBox, boxSystem); err != nil {
			return nil, err
		}
	}
	if q.Datetime != "" {
		when, err := parseDatetime(q.Datetime)
		if err != nil {
			return nil, err
		}
		sel.conditions = append(sel.conditions, func(i int) bool { return when.meets(standing(l, i)) })
	}
	if err := sel.filterFeatures(q); err != nil {
		return nil, err
	}
	return sel, sel.filterProperties(q.rest)
}

// wholeNumber reads a number that is at least least.
func wholeNumber(name, text string, least int) (int, error) {
	v, err := strconv.ParseInt(text, 10, 64)
	if numeric := new(strconv.NumError); err != nil && asNumError(err, &numeric) && numeric.Err == strconv.ErrRange && !strings.HasPrefix(text, "-") {
		v, err = math.MaxInt32, nil
	}
	if err != nil || v < int64(least) {
		return 0, problem.BadParameter(name, fmt.Sprintf("%s: %q is not a whole number of at least %d", name, text, least))
	}
	return int(min(v, math.MaxInt32)), nil
}

// filterProperties adds what parameters named after properties ask for.
func (sel *selection) filterProperties(given url.Values) error {
	names := make([]string, 0, len(given))
	for name := range given {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p, ok := sel.layer.Property(name)
		if !ok || !p.Simple() {
			return problem.Details{Status: http.StatusBadRequest, Parameter: name, Layer: sel.layer.ID,
				Detail: fmt.Sprintf("there is no parameter %q here; there are: %s", name, strings.Join(append(slices.Clone(itemsParameters), filterable(sel.layer)...), ", "))}.Complete()
		}
		wanted, err := newPropertyFilter(p, given.Get(name))
		if err != nil {
			return err
		}
		features := sel.layer.Features
		sel.conditions = append(sel.conditions, func(i int) bool { return wanted.holds(features[i].Properties) })
	}
	return nil
}

// filterable returns the names of the properties that are query parameters.
func filterable(l *data.Layer) []string {
	var names []string
	for _, p := range l.Schema() {
		if p.Simple() && !slices.Contains(itemsParameters, p.Name) {
			names = append(names, p.Name)
		}
	}
	return names
}

// holds tells whether feature i meets all conditions.
func (sel *selection) holds(i int) bool {
	for _, c := range sel.conditions {
		if !c(i) {
			return false
		}
	}
	return true
}
