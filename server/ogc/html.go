package ogc

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

// contentHTML is the content type of pages.
const contentHTML = mediaHTML + "; charset=utf-8"

//go:embed pages
var pageFiles embed.FS

// pages are the templates of pages; what is put into them is escaped where it
// stands.
var pages = template.Must(template.ParseFS(pageFiles, "pages/*.html"))

// page is what every page shows.
type page struct {
	Language, Base, Title string
	Trail                 []link // to the pages above
	Languages             []link // to this page in each language
	Links                 []link
	Document              any
	Processes             bool // there are some
	Text                  string
	Content               template.HTML // of the template's own making
}

// Word returns a word in the language of the page.
func (p *page) Word(key string) string { return word(p.Language, key) }

// Segment writes an id as a segment of a path.
func (p *page) Segment(id string) string { return segment(id) }

// newPage begins a page for a request.
func (s *service) newPage(in *Asked, title string, links []link) page {
	base, language := s.Base.of(in.ctx), in.language()
	address := in.ctx.URL()
	path := base + address.EscapedPath() + question(withoutParameter(withoutParameter(address.RawQuery, "lang"), "f"))
	p := page{Language: language, Base: base, Title: title, Links: links, Processes: s.Queue != nil}
	for _, l := range []link{{Rel: "en", Title: "English"}, {Rel: "zh", Title: "中文"}} {
		l.Href = withParameter(withParameter(path, "f", "html"), "lang", l.Rel)
		p.Languages = append(p.Languages, l)
	}
	if address.Path != "/" {
		p.Trail = append(p.Trail, p.step("/", "home"))
	}
	return p
}

// step is a link to a page above this one.
func (p *page) step(path, key string) link {
	title := p.Word(key)
	if title == "" {
		title = key
	}
	return link{Href: p.Base + path + "?f=html&lang=" + p.Language, Title: title}
}

// render puts a page around what the named template makes of content.
func (p *page) render(name string, content any) ([]byte, error) {
	var inner, whole bytes.Buffer
	if err := pages.ExecuteTemplate(&inner, name, content); err != nil {
		return nil, err
	}
	p.Content = template.HTML(inner.String())
	err := pages.ExecuteTemplate(&whole, "layout", p)
	return whole.Bytes(), err
}

// show answers with a document as JSON or as a page.
func (s *service) show(in *Asked, title string, links []link, document any) (*answer, error) {
	body, err := encode(document)
	if err != nil {
		return nil, s.fail(err)
	}
	if !in.html() {
		return in.reply(body, mediaJSON, links)
	}
	p := s.newPage(in, title, links)
	name := "document"
	switch document.(type) {
	case landingPage:
		name = "landing"
	case conformanceDocument:
		name, p.Title = "conformance", p.Word("conformance")
	case collectionsDocument:
		name, p.Title = "collections", p.Word("collections")
	case processList:
		name, p.Title = "processes", p.Word("processes")
	case processDescription:
		name = "process"
		p.Trail = append(p.Trail, p.step("/processes", "processes"))
	case jobList:
		name, p.Title = "jobs", p.Word("jobs")
	case statusInfo:
		name = "job"
		p.Trail = append(p.Trail, p.step("/jobs", "jobs"))
	case collection:
		name = "collection"
		p.Trail = append(p.Trail, p.step("/collections", "collections"))
	}
	p.Document, p.Text = document, string(body)
	return s.replyPage(in, &p, name, &p)
}

// showText answers with a page that shows a text as it is.
func (s *service) showText(in *Asked, title string, links []link, text []byte) (*answer, error) {
	p := s.newPage(in, title, links)
	p.Text = string(text)
	return s.replyPage(in, &p, "document", &p)
}

// replyPage answers with a page.
func (s *service) replyPage(in *Asked, p *page, name string, content any) (*answer, error) {
	body, err := p.render(name, content)
	if err != nil {
		return nil, s.fail(err)
	}
	return in.reply(body, contentHTML, p.Links)
}

// styleRoutes serves the style sheet of the pages.
func (s *service) styleRoutes(api huma.API) {
	style, err := pageFiles.ReadFile("pages/style.css")
	if err != nil {
		panic(err) // it is embedded
	}
	api.Adapter().Handle(&huma.Operation{Method: http.MethodGet, Path: "/ogc/style.css", Hidden: true}, func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "text/css; charset=utf-8")
		ctx.SetHeader("Cache-Control", "max-age=3600")
		ctx.SetStatus(http.StatusOK)
		_, _ = ctx.BodyWriter().Write(style)
	})
}
