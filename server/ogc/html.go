package ogc

import (
	"bytes"
	"html/template"
)

// contentHTML is the content type of pages.
const contentHTML = mediaHTML + "; charset=utf-8"

var plain = template.Must(template.New("plain").Parse(`<!doctype html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body><h1>{{.Title}}</h1>
<ul>{{range .Links}}<li><a href="{{.Href}}" rel="{{.Rel}}">{{.Rel}}</a> {{.Type}} {{.Title}}</li>{{end}}</ul>
<pre>{{.Text}}</pre></body></html>
`))

// plainPage shows a document as it is, with its links.
func plainPage(in *Asked, title string, links []link, body []byte) ([]byte, error) {
	var page bytes.Buffer
	err := plain.Execute(&page, struct {
		Language, Title, Text string
		Links                 []link
	}{in.language(), title, string(body), links})
	return page.Bytes(), err
}

// itemsPage shows a page of features.
func (s *service) itemsPage(in *itemsQuery, sel *selection, page []int, matched int, base string) (*answer, error) {
	links := in.itemsLinks(sel.layer, sel, len(page), matched, base)
	body, err := appendItems(nil, sel, page, matched, links)
	if err != nil {
		return nil, err
	}
	text, err := plainPage(&in.Asked, titleOf(sel.layer), links, body)
	if err != nil {
		return nil, s.fail(err)
	}
	return in.reply(text, contentHTML, links)
}

// itemPage shows one feature.
func (s *service) itemPage(in *itemQuery, sel *selection, i int, links []link) (*answer, error) {
	body, err := sel.appendFeature(nil, i)
	if err != nil {
		return nil, err
	}
	text, err := plainPage(&in.Asked, sel.layer.Features[i].ID, links, body)
	if err != nil {
		return nil, s.fail(err)
	}
	return in.reply(text, contentHTML, links)
}
