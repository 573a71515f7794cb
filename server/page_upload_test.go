package server_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// uploads stands before a service: it lets files come slowly, or does what they ask and
// does not answer, and notes the names of their jobs.
type uploads struct {
	slow, mute atomic.Bool

	mu   sync.Mutex
	jobs []string
}

func (u *uploads) before(service http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || (r.URL.Path != "/api/layers" && r.URL.Path != "/api/check") {
			service.ServeHTTP(w, r)
			return
		}
		u.mu.Lock()
		u.jobs = append(u.jobs, r.URL.Query().Get("job"))
		u.mu.Unlock()
		if u.slow.Load() {
			r.Body = slowly{r.Body}
		}
		if u.mute.Load() && r.URL.Path == "/api/layers" {
			service.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		}
		service.ServeHTTP(w, r)
	})
}

// manyStops returns a file of a few megabytes.
func manyStops() string {
	var file strings.Builder
	file.WriteString(`{"type":"FeatureCollection","features":[`)
	stops(&file, 0, 4000)
	file.WriteString("]}")
	return file.String()
}

// versionsOf returns the versions of the layers by their ids.
func versionsOf(t *testing.T, srv *httptest.Server) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, l := range get[struct {
		Layers []struct {
			ID      string
			Version int
		}
	}](t, srv, "/api/layers").Layers {
		found[l.ID] = l.Version
	}
	return found
}

// TestServiceStopsDuringAnUpload ends the service while a file is checked, while it is
// loaded, and once it is stored but not answered, and begins it again each time: the
// page says what is known, nothing is half there, and the same file goes on and is
// loaded once.
func TestServiceStopsDuringAnUpload(t *testing.T) {
	t.Parallel()
	var u uploads
	s := newStoppableBehind(t, u.before)
	srv := &httptest.Server{URL: "http://" + s.address}
	p := openTab(t, srv, "en", "light", "")
	p.expectNoAnswer()
	before := versionsOf(t, srv)
	lost := func(says string) {
		t.Helper()
		p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
		if words := p.text("#report"); !strings.Contains(words, says) {
			t.Errorf("the report says %q, want %q", words, says)
		}
	}
	again := func(phase string) {
		t.Helper()
		p.run("document.querySelector('#report').dataset.phase = ''; document.querySelector('#report-again').click()")
		p.until("document.querySelector('#report')?.dataset.phase === '" + phase + "'")
	}

	// 1. While it is checked.
	u.slow.Store(true)
	p.drop("slow-stops.geojson", manyStops())
	p.until("document.querySelector('#checking-progress')?.value > 0.05")
	s.end()
	lost("Nothing was loaded; the file is kept here")
	p.picture("upload-check-lost")
	again("refused") // in vain
	s.begin()
	again("checked")

	// 2. While it is loaded.
	p.run("document.querySelector('#load').click()")
	p.until("document.querySelector('#loading-progress')?.value > 0.05")
	s.end()
	lost("Nothing is half there")
	p.picture("upload-load-lost")
	s.begin()
	if now := versionsOf(t, srv); len(now) != len(before) {
		t.Errorf("a load that was cut off left %v, before it there was %v", now, before)
	}

	// 3. Once it is stored, and before it is answered.
	u.slow.Store(false)
	u.mute.Store(true)
	again("refused")
	lost("Nothing is half there")
	if now := versionsOf(t, srv); len(now) != len(before)+1 {
		t.Fatalf("what was stored without an answer left %v, before it there was %v", now, before)
	}
	u.mute.Store(false)
	again("loaded")
	now := versionsOf(t, srv)
	for id, version := range now {
		if _, old := before[id]; !old && version != 1 {
			t.Errorf("the file was loaded as version %d of %s, want once", version, id)
		}
	}
	p.rest()
	p.run("document.querySelector('#undo-load').click()")
	p.until("!document.querySelector('#report-dialog')")
	p.rest()
	if now := versionsOf(t, srv); len(now) != len(before) {
		t.Errorf("taken back, there is %v, before there was %v", now, before)
	}
}

// TestFileChangesDuringAnUpload changes and removes files after they were checked: the
// page says so of the file, not of the service.
func TestFileChangesDuringAnUpload(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	before := versionsOf(t, srv)
	for _, c := range []struct {
		name, language, says string
		change               func(path string) error
	}{
		{"changed.geojson", "en", "was changed or removed on the disk", func(path string) error {
			if err := os.WriteFile(path, []byte(strings.ReplaceAll(threeKindergartens, "New", "Newer")), 0o644); err != nil {
				return err
			}
			later := time.Now().Add(time.Hour)
			return os.Chtimes(path, later, later)
		}},
		{"removed.geojson", "zh", "被修改或移走", os.Remove},
	} {
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, []byte(threeKindergartens), 0o644); err != nil {
			t.Fatal(err)
		}
		p := openTab(t, srv, c.language, "light", "")
		p.expectNoAnswer() // what the browser calls a file that it cannot send
		p.run("window.__lost = false; new MutationObserver(() => (window.__lost ||= document.querySelector('.notice')?.dataset.state === 'offline')).observe(document.body, { subtree: true, childList: true, attributes: true })")
		p.dropPath(path)
		p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
		if err := c.change(path); err != nil {
			t.Fatal(err)
		}
		p.run("document.querySelector('#load').click()")
		p.until("document.querySelector('#report')?.dataset.phase === 'refused'")
		p.picture("upload-" + strings.TrimSuffix(c.name, ".geojson"))
		if words := p.text("#report"); !strings.Contains(words, c.says) || !strings.Contains(words, c.name) {
			t.Errorf("%s: the report says %q", c.name, words)
		}
		if eval[bool](p, "Boolean(document.querySelector('#report-again'))") {
			t.Errorf("%s: the page offers to send again what it cannot read", c.name)
		}
		if eval[bool](p, "window.__lost") {
			t.Errorf("%s: the page says that the service does not answer", c.name)
		}
	}
	if now := versionsOf(t, srv); len(now) != len(before) {
		t.Errorf("%v was loaded, before there was %v", now, before)
	}
}

// TestLeavingDuringAnUpload leaves the page while a file is checked and while it is
// loaded, one that is read from front to back and one that is kept beside while it is
// read: no job goes on, no layer comes and no file stays.
func TestLeavingDuringAnUpload(t *testing.T) {
	kept := t.TempDir()
	t.Setenv("TMPDIR", kept)
	var u uploads
	s := newStoppableBehind(t, u.before)
	srv := &httptest.Server{URL: "http://" + s.address}
	before := versionsOf(t, srv)
	archive := "PK\x03\x04" + strings.Repeat("no archive at all ", 200_000)
	for _, c := range []struct{ name, content string }{{"left-stops.geojson", manyStops()}, {"left.zip", archive}} {
		p := openTab(t, srv, "en", "light", "")
		p.expect(http.StatusConflict) // a browser may send a file again by itself, whose check still goes on
		p.expectNoAnswer()
		u.slow.Store(true)
		p.drop(c.name, c.content)
		p.until("document.querySelector('#checking-progress')?.value > 0.05")
		if c.name == "left-stops.geojson" {
			u.slow.Store(false)
			p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
			u.slow.Store(true)
			p.run("document.querySelector('#load').click()")
			p.until("document.querySelector('#loading-progress')?.value > 0.05")
		}
		p.leave()
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.jobs) != 3 {
		t.Fatalf("the service had the jobs %q, want 3", u.jobs)
	}
	for _, job := range u.jobs {
		await(t, "job "+job+" ends", 10*time.Second, func() bool {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodDelete, srv.URL+"/api/loads/"+job, nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			return answer.StatusCode == http.StatusNotFound
		})
	}
	if now := versionsOf(t, srv); len(now) != len(before) {
		t.Errorf("%v is there, before there was %v", now, before)
	}
	await(t, "no file of an upload is left", 10*time.Second, func() bool {
		left, err := filepath.Glob(filepath.Join(kept, "catchment-*"))
		return err == nil && len(left) == 0
	})
}
