package ogc

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"catchment/data"
	"catchment/data/cql2"
	"catchment/server/problem"
)

// geometryName and idName are what filters call the geometry and the id of a
// feature; a property of that name is the property.
const geometryName, idName = "geometry", "id"

// filterLanguages are the languages of filters. GDAL before 3.7 sends a filter
// only where cql-text is one, the name of CQL2 text in drafts.
var filterLanguages = []any{"cql2-text", "cql2-json", "cql-text"}

// longestFilter is how long one question may look for what its filter is true
// of: a few geometries of a few corners can keep a processor busy for hours.
const longestFilter = 20 * time.Second

// filterFeatures adds what the filter parameters ask for.
func (sel *selection) filterFeatures(q *itemsQuery) error {
	l := sel.layer
	in, err := systemNamed(l, "filter-crs", q.FilterCRS)
	if err != nil {
		return err
	}
	parse := cql2.ParseText
	switch q.FilterLang {
	case "", "cql2-text", "cql-text":
	case "cql2-json":
		parse = cql2.ParseJSON
	default:
		return problem.BadParameter("filter-lang", fmt.Sprintf("filter-lang: it is cql2-text or cql2-json, not %q", q.FilterLang))
	}
	if q.Filter == "" {
		return nil
	}
	tree, err := parse(q.Filter)
	if err != nil {
		return badFilter(l, err)
	}
	filter, err := cql2.Compile(tree, filterNames(l, in))
	if err != nil {
		return badFilter(l, err)
	}
	reader, looked := filter.Reader(), 0
	sel.until = time.Now().Add(longestFilter)
	sel.conditions = append(sel.conditions, func(i int) bool {
		if looked++; looked%16 == 0 && sel.failed == nil && time.Now().After(sel.until) {
			sel.failed = problem.BadParameter("filter", fmt.Sprintf("filter: it took more than %s: ask for less, such as a simpler geometry or a bbox beside it", longestFilter))
		}
		if sel.failed != nil {
			return false
		}
		holds, err := reader.Holds(&l.Features[i])
		if err != nil {
			sel.failed = err
		}
		return holds
	})
	sel.near, sel.nearby = filter.Candidates(l.Tree())
	return nil
}

// badFilter says what is wrong with a filter, and where.
func badFilter(l *data.Layer, err error) error {
	detail := "filter: " + err.Error()
	where := (*cql2.Error)(nil)
	switch {
	case !errors.As(err, &where):
	case where.Offset >= 0:
		detail = fmt.Sprintf("filter: at byte %d: %s", where.Offset, where.Message)
	case where.Pointer != "":
		detail = fmt.Sprintf("filter: at %s: %s", where.Pointer, where.Message)
	}
	return problem.Details{Status: http.StatusBadRequest, Parameter: "filter", Layer: l.ID, Detail: detail}.Complete()
}

// filterNames are the names that filters of a layer may speak of.
func filterNames(l *data.Layer, in system) cql2.Names {
	names := cql2.Names{All: []string{geometryName}, Property: func(name string) (cql2.Type, bool) {
		if name == geometryName {
			return cql2.Geometry, true
		}
		p, ok := l.Property(name)
		return filterType(p.Type), ok
	}}
	for _, p := range l.Schema() {
		if p.Name != geometryName {
			names.All = append(names.All, p.Name)
		}
	}
	if _, taken := l.Property(idName); !taken {
		names.ID, names.All = idName, append(names.All, idName)
	}
	if !in.same() {
		names.System = &cql2.System{ToWGS84: in.crs.ToWGS84, Degrees: in.crs.Degrees()}
	}
	return names
}

func filterType(t data.PropertyType) cql2.Type {
	switch t {
	case data.PropertyString:
		return cql2.Text
	case data.PropertyInteger, data.PropertyNumber:
		return cql2.Number
	case data.PropertyBoolean:
		return cql2.Boolean
	case data.PropertyJSON:
		return cql2.Structured
	}
	return cql2.Any
}
