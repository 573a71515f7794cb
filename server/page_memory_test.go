package server_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"catchment/data/seeded"
	"catchment/geo/trial"
)

// mostTabMemory bounds what a tab may hold, in bytes: scripts, arrays and canvases,
// with the pages of the browser's program that all tabs share.
const mostTabMemory = 350e6

// mostTabPeak bounds what a tab may hold for itself at any moment of work without
// rest. What is no longer needed stays until the browser collects it, and how soon it
// does depends on how busy the machine is: 259 to 347e6 were seen.
const mostTabPeak = 420e6

// renderers returns the processes that draw tabs of this test's browser.
func renderers(t *testing.T) map[int]bool {
	t.Helper()
	found := map[int]bool{}
	names, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		line, err := os.ReadFile(name)
		pid, _ := strconv.Atoi(strings.Split(name, "/")[2])
		if err == nil && bytes.Contains(line, []byte("--type=renderer")) && descends(pid) {
			found[pid] = true
		}
	}
	return found
}

// descends tells whether a process was begun by this one, or by one that was.
func descends(pid int) bool {
	for pid > 1 {
		if pid == os.Getpid() {
			return true
		}
		pid = int(statusOf(pid, "PPid"))
	}
	return false
}

// statusOf returns a number of what the system knows of a process, 0 when it has ended.
func statusOf(pid int, name string) float64 {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), "\n"+name+":")
	words := strings.Fields(rest)
	if len(words) == 0 {
		return 0
	}
	n, _ := strconv.ParseFloat(words[0], 64)
	return n
}

// tabMemory returns the bytes that a tab holds for itself, and those with the
// browser's program: of the largest process that is not among others.
func tabMemory(t *testing.T, others map[int]bool) (own, resident float64) {
	t.Helper()
	for pid := range renderers(t) {
		if held := 1024 * (statusOf(pid, "RssAnon") + statusOf(pid, "RssShmem")); !others[pid] && held > own {
			own, resident = held, 1024*statusOf(pid, "VmRSS")
		}
	}
	if own == 0 {
		trial.Missing(t, "the browser's processes in /proc")
	}
	return own, resident
}

// peak returns the most that a tab holds while it is worked with, as tabMemory does.
func (p *tab) peak(others map[int]bool, work func()) (own, resident float64) {
	p.t.Helper()
	end, done := make(chan bool), make(chan bool)
	go func() {
		defer close(done)
		for {
			select {
			case <-end:
				return
			case <-time.After(20 * time.Millisecond):
				now, whole := tabMemory(p.t, others)
				own, resident = max(own, now), max(resident, whole)
			}
		}
	}()
	work()
	close(end)
	<-done
	return own, resident
}

// collectGarbage has the page forget what nothing holds.
func (p *tab) collectGarbage() {
	p.t.Helper()
	for range 2 {
		call(p, func() error { _, err := chromedp.Call(p.ctx, heapprofiler.CollectGarbage, struct{}{}); return err })
	}
}

// TestTabMemory works on a city of 100,000 parcels in every view and finds that
// the tab holds no more than it may.
func TestTabMemory(t *testing.T) {
	trial.Slow(t)
	srv, err := sharedCity()
	if err != nil {
		t.Fatal(err)
	}
	others := renderers(t)
	p := newTab(t, srv, "en", "light")
	// The driver has the tab keep every answer for it to ask for: that is not the page's.
	smallest := int64(1)
	call(p, func() error {
		_, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{MaxTotalBufferSize: &smallest, MaxResourceBufferSize: &smallest})
		return err
	})
	p.goTo(fmt.Sprintf("#service=%s&radius=500&demand=landuse:R", seeded.CityService))
	held := func(after string) {
		t.Helper()
		p.rest()
		p.collectGarbage()
		own, resident := tabMemory(t, others)
		t.Logf("%-24s %4.0f MB, %.0f with the browser's program", after, own/1e6, resident/1e6)
		if resident > mostTabMemory {
			t.Errorf("after %s the tab holds %.0f MB, want at most %.0f", after, resident/1e6, mostTabMemory/1e6)
		}
	}
	held("opening")
	evalAsync[bool](p, `(async () => {
		const slider = document.querySelector('#slider');
		for (let i = 0; i < 50; i++) {
			slider.value = 300 + 10 * i;
			slider.dispatchEvent(new Event('input', { bubbles: true }));
			await new Promise(requestAnimationFrame);
		}
		return true;
	})()`)
	held("50 steps of the slider")
	for range 3 {
		for _, button := range []string{"#zoom-in", "#zoom-in", "#zoom-out", "#zoom-out"} {
			p.run("document.querySelector('" + button + "').click()")
			p.rest()
		}
	}
	held("12 zooms")
	for _, view := range []string{"landuse", "density", "scenarios", "data", "coverage"} {
		p.run("document.querySelector('[data-view=" + view + "].tab').click()")
		held("the view " + view)
	}
	quickly := func(what string, work func()) {
		t.Helper()
		own, resident := p.peak(others, work)
		t.Logf("%-24s %4.0f MB at its peak, %.0f with the browser's program", what, own/1e6, resident/1e6)
		if own > mostTabPeak {
			t.Errorf("during %s the tab held %.0f MB for itself, want at most %.0f", what, own/1e6, mostTabPeak/1e6)
		}
	}
	quickly("views without rest", func() {
		for range 3 {
			for _, view := range []string{"landuse", "density", "scenarios", "data", "coverage"} {
				p.run("document.querySelector('[data-view=" + view + "].tab').click()")
				time.Sleep(300 * time.Millisecond)
			}
		}
		p.rest()
	})
	quickly("finer cells", func() {
		for _, cells := range []string{"size=200&cells=square", "size=200&cells=hex", "size=500&cells=hex"} {
			p.follow("#view=density&" + cells)
		}
	})
	quickly("a comparison", func() {
		p.follow(fmt.Sprintf("#view=scenarios&service=%s&radius=500&demand=landuse:R&sites=a:new-1@118.7,42.1", seeded.CityService))
	})
	quickly("the map's sheet", func() {
		p.run("document.querySelector('[data-view=coverage].tab').click()")
		p.rest()
		p.run("document.querySelector('#export').click()")
		p.until("document.querySelector('#export-dialog')")
		// To hand a file over to the test takes the tab many times the file's size: it is told of alone.
		p.run("window.__saved = ''; HTMLAnchorElement.prototype.click = function () { window.__saved = this.download }; document.querySelector('#png').click()")
		p.until("window.__saved")
		p.run("document.querySelector('#export-dialog').close()")
	})
	p.rest()
	p.collectGarbage()
	own, resident := tabMemory(t, others)
	t.Logf("%-24s %4.0f MB, %.0f with the browser's program", "and at rest after it", own/1e6, resident/1e6)
}
