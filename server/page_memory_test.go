package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"catchment/data/seeded"
	"catchment/geo/trial"
)

// mostTabMemory bounds what a tab on a city of 100,000 parcels may hold, in
// bytes: all of its process, the browser's own code and canvases included.
const mostTabMemory = 350e6

// processStatus returns a field of a process, "" where there is none.
func processStatus(pid, field string) string {
	status, _ := os.ReadFile(filepath.Join("/proc", pid, "status"))
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, field+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// rendererMemory returns the resident bytes of the largest process that shows
// pages for this test's browser; those of closed tabs are small or gone.
func rendererMemory(t *testing.T) float64 {
	t.Helper()
	own, largest := fmt.Sprint(os.Getpid()), 0.0
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, line := range lines {
		command, _ := os.ReadFile(line)
		if !strings.Contains(string(command), "--type=renderer") {
			continue
		}
		pid := filepath.Base(filepath.Dir(line))
		above := pid
		for above != own && above != "" && above != "0" {
			above = processStatus(above, "PPid")
		}
		if above != own {
			continue
		}
		var kiB float64
		if _, err := fmt.Sscanf(processStatus(pid, "VmRSS"), "%f kB", &kiB); err == nil {
			largest = max(largest, 1024*kiB)
		}
	}
	if largest == 0 {
		trial.Missing(t, "the browser's processes in /proc")
	}
	return largest
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
	srv, err := sharedCity()
	if err != nil {
		t.Fatal(err)
	}
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
		memory := rendererMemory(t)
		t.Logf("%-24s %4.0f MB", after, memory/1e6)
		if memory > mostTabMemory {
			t.Errorf("after %s the tab holds %.0f MB, want at most %.0f", after, memory/1e6, mostTabMemory/1e6)
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
}
