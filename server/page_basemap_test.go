package server_test

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"catchment/data"
	"catchment/server"
	"catchment/web"
)

// TestBasemapOnlyFromAllowedOrigins types addresses of tiles: those of an origin
// that the operator allows are shown with whose they are, others are refused,
// and pictures are exported all the same.
func TestBasemapOnlyFromAllowedOrigins(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	tiles := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		tile := image.NewRGBA(image.Rect(0, 0, 256, 256))
		draw.Draw(tile, tile.Bounds(), image.NewUniform(color.RGBA{200, 210, 190, 255}), image.Point{}, draw.Src)
		w.Header().Set("Content-Type", "image/png")
		png.Encode(w, tile)
	}))
	defer tiles.Close()
	catalog, err := newParkCatalog()
	if err != nil {
		t.Fatal(err)
	}
	handler, err := server.New(server.Options{Catalog: catalog, Page: joinedPage(), TilesOrigins: []string{tiles.URL}})
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(handler)
	defer srv.Close()
	p := newTab(t, srv, "en", "light")
	p.other = tiles.URL
	p.goTo(schoolHash)
	p.rest()
	p.run("document.querySelector('.layers').open = true")
	p.until("document.querySelector('#basemap-on')")
	if asked.Load() != 0 {
		t.Errorf("%d tiles were fetched before anybody asked", asked.Load())
	}
	show := func(url, credit string) {
		p.run(`document.querySelector('.layers details').open = true; document.querySelector('#basemap-url').value = '` + url + `'; document.querySelector('#basemap-credit').value = '` + credit + `'; document.querySelector('#basemap-on').click()`)
	}
	for _, c := range []struct{ url, credit, says string }{
		{"https://elsewhere.invalid/{z}/{x}/{y}.png", "somebody", "does not allow"},
		{tiles.URL + ".elsewhere.invalid/{z}/{x}/{y}.png", "somebody", ""},
		{"javascript:alert(1)", "somebody", "does not allow"},
		{"tiles", "somebody", "no address"},
		{tiles.URL + "/{z}/{x}.png", "somebody", "must contain"},
		{tiles.URL + "/{z}/{x}/{y}.png", "", "whose map"},
	} {
		show(c.url, c.credit)
		if got := p.text(".basemap [role=alert]"); got == "" || !strings.Contains(got, c.says) {
			t.Errorf("%q by %q: the page says %q, want %q", c.url, c.credit, got, c.says)
		}
	}
	show(tiles.URL+"/{z}/{x}/{y}.png", "Maps <b>of</b> somebody")
	p.until("document.querySelectorAll('.leaflet-tile-loaded').length > 3")
	if got := p.text("#credit"); got != "Maps <b>of</b> somebody" {
		t.Errorf("the map says it is by %q", got)
	}
	p.picture("basemap")
	p.run("Storage.prototype.setItem = () => { throw new DOMException('no room', 'QuotaExceededError'); }")
	show(tiles.URL+"/{z}/{x}/{y}.png", "Maps <b>of</b> somebody")
	if got := p.text(".basemap [role=alert]"); !strings.Contains(got, "keeps nothing") {
		t.Errorf("a browser without room is said to keep the basemap: %q", got)
	}
	// A canvas that tiles had touched could not be read.
	p.run("window.shot = null; const make = HTMLCanvasElement.prototype.toBlob; HTMLCanvasElement.prototype.toBlob = function (done, kind) { return make.call(this, (b) => { window.shot = b?.size ?? -1; done(b); }, kind); }; document.querySelector('#export').click()")
	p.until("document.querySelector('#png')")
	p.run("document.querySelector('#png').click()")
	p.until("window.shot !== null")
	if got := eval[int](p, "window.shot"); got < 10000 {
		t.Errorf("the picture of a map with tiles has %d bytes", got)
	}
	p.run("document.querySelector('dialog[open]')?.close(); document.querySelector('#language').click()")
	p.until("document.documentElement.lang === 'zh-CN' && document.querySelectorAll('.leaflet-tile-loaded').length > 3")
	p.run("document.querySelector('#basemap-off').click()")
	p.until("!document.querySelector('.leaflet-tile') && document.querySelector('#credit').hidden && localStorage.getItem('basemap') === null")
	p.rest()
}

// TestNoBasemapByDefault finds no field for tiles, and no origin in the policy.
func TestNoBasemapByDefault(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", schoolHash)
	p.run("document.querySelector('.layers').open = true")
	p.rest()
	if eval[bool](p, "Boolean(document.querySelector('.basemap'))") {
		t.Error("the page offers a basemap that its policy forbids")
	}
}

// TestTilesOriginsAreOrigins holds that nothing but origins comes into the policy.
func TestTilesOriginsAreOrigins(t *testing.T) {
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"", "*", "tiles.example.org", "https://", "https://tiles.example.org/", "https://tiles.example.org/a", "https://*.example.org", "https://a; script-src *", "javascript:alert(1)", "data:", "https://u:p@a.org", "https://a.org?x", "https://a.org'"} {
		if _, err := server.New(server.Options{Catalog: catalog, Page: web.FS(), TilesOrigins: []string{bad}}); err == nil {
			t.Errorf("origin %q is taken", bad)
		}
	}
	handler, err := server.New(server.Options{Catalog: catalog, Page: web.FS(), TilesOrigins: []string{"https://tiles.example.org", "http://127.0.0.1:8081"}})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	if got := answer.Header().Get("Content-Security-Policy"); !strings.Contains(got, "img-src 'self' data: blob: https://tiles.example.org http://127.0.0.1:8081;") || strings.Count(got, "example.org") != 1 {
		t.Errorf("policy %q", got)
	}
}
