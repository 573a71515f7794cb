package ogc

import (
	"encoding/json"
	"fmt"

	"github.com/tidwall/gjson"

	"catchment/data"
)

// maxColumns is how many properties the table of features shows.
const maxColumns = 12

// itemsContent is what the page of features shows.
type itemsContent struct {
	*page
	Map               *sketch
	Columns           []string
	Rows              []itemRow
	Range, Prev, Next string
}

type itemRow struct {
	Href, ID string
	Values   []string
}

// itemsPage shows a page of features: a small map and a table.
func (s *service) itemsPage(in *itemsQuery, sel *selection, found []int, matched int, base string) (*answer, error) {
	l := sel.layer
	p := s.newPage(&in.Asked, titleOf(l), in.itemsLinks(sel, found, matched, base))
	p.Trail = append(p.Trail, p.step("/collections", "collections"), p.step("/collections/"+segment(l.ID), titleOf(l)))
	p.Title = p.Word("features")
	c := itemsContent{page: &p, Range: p.Word("none")}
	if len(found) > 0 {
		c.Range = fmt.Sprintf(p.Word("range"), sel.offset+1, sel.offset+len(found), matched)
	}
	for _, to := range p.Links {
		switch to.Rel {
		case "next":
			c.Next = to.Href
		case "prev":
			c.Prev = to.Href
		}
	}
	for _, property := range l.Schema() {
		if len(c.Columns) < maxColumns {
			c.Columns = append(c.Columns, property.Name)
		}
	}
	drawn := newSketch(p.Word("map"))
	for _, i := range found {
		f := &l.Features[i]
		href := base + "/collections/" + segment(l.ID) + "/items/" + segment(f.ID) + "?f=html&lang=" + p.Language
		c.Rows = append(c.Rows, itemRow{href, f.ID, valuesOf(f, c.Columns)})
		drawn.add(f.Geometry, f.ID, href)
	}
	c.Map = drawn.finish()
	return s.replyPage(&in.Asked, &p, "items", c)
}

// valuesOf returns the values of some properties as text.
func valuesOf(f *data.Feature, names []string) []string {
	out := make([]string, len(names))
	data.EachProperty(f.Properties, func(key, value string) {
		for n, name := range names {
			if name == key {
				out[n] = shown(value)
			}
		}
	})
	return out
}

// shown returns a JSON value as a person reads it.
func shown(value string) string {
	if value == "null" {
		return ""
	}
	return gjson.Parse(value).String()
}

// itemContent is what the page of one feature shows.
type itemContent struct {
	*page
	Map     *sketch
	Members []member
}

type member struct{ Name, Value string }

// itemPage shows one feature.
func (s *service) itemPage(in *itemQuery, sel *selection, i int, links []link) (*answer, error) {
	l, f := sel.layer, &sel.layer.Features[i]
	body, err := sel.appendFeature(nil, i)
	if err != nil {
		return nil, err
	}
	p := s.newPage(&in.Asked, f.ID, links)
	path := "/collections/" + segment(l.ID)
	p.Trail = append(p.Trail, p.step("/collections", "collections"), p.step(path, titleOf(l)), p.step(path+"/items", "features"))
	c := itemContent{page: &p}
	data.EachProperty(f.Properties, func(key, value string) { c.Members = append(c.Members, member{key, shown(value)}) })
	p.Text = string(body)
	if pretty, err := json.MarshalIndent(json.RawMessage(body), "", "  "); err == nil {
		p.Text = string(pretty)
	}
	drawn := newSketch(p.Word("map"))
	drawn.add(f.Geometry, f.ID, "")
	c.Map = drawn.finish()
	return s.replyPage(&in.Asked, &p, "item", c)
}
