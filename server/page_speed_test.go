package server_test

import (
	"slices"
	"testing"
)

// TestSliderSpeed drags the radius over the park and prints how long a step
// takes from the slider's event until the answer is painted.
func TestSliderSpeed(t *testing.T) {
	p := openTab(t, parkServer(t), "en", "light", whatIfHash)
	steps := evalAsync[[]float64](p, `(async () => {
		const slider = document.querySelector('#slider'), frame = () => new Promise(requestAnimationFrame), times = [];
		for (let i = 0; i < 65; i++) {
			const r = 300 + 10 * i, start = performance.now();
			slider.value = r;
			slider.dispatchEvent(new Event('input', { bubbles: true }));
			while (window.__app.inspect().asked?.radius !== r) await frame();
			await frame();
			if (i >= 5) times.push(performance.now() - start);
		}
		return times;
	})()`)
	slices.Sort(steps)
	median, p95 := steps[len(steps)/2], steps[len(steps)*95/100]
	t.Logf("slider step on the park, event to painted answer: median %.0f ms, p95 %.0f ms, slowest %.0f ms of %d", median, p95, steps[len(steps)-1], len(steps))
}

// staysLevel does a round of work twice and finds the heap after the second as large as after the first.
func (p *tab) staysLevel(work string, round func()) {
	p.t.Helper()
	round() // what is kept once is kept now
	before := p.heap()
	round()
	after := p.heap()
	p.t.Logf("heap %.2f MB, after %s %.2f MB", before/1e6, work, after/1e6)
	if after > 1.1*before {
		p.t.Errorf("the heap grew from %.0f to %.0f bytes", before, after)
	}
}

// TestHeapStaysLevel changes the radius fifty times and finds the heap as large as before.
func TestHeapStaysLevel(t *testing.T) {
	p := openTab(t, parkServer(t), "en", "light", whatIfHash)
	round := func() {
		for i := range 50 {
			p.run(`const s = document.querySelector('#slider'); s.value = ` + []string{"400", "520", "610", "330", "480"}[i%5] + `; s.dispatchEvent(new Event('input', {bubbles: true}))`)
			p.until("window.__app.inspect().asked.radius === window.__app.inspect().settings.radius")
		}
		p.rest()
	}
	p.staysLevel("50 changes", round)
}

// TestFirstAnswerSpeed opens the page again and again with nothing kept and
// prints how long it takes from asking for the address until the first coverage
// is painted and its numbers stand, and what it waited for.
func TestFirstAnswerSpeed(t *testing.T) {
	srv := parkServer(t)
	var times []float64
	for i := range 7 {
		p := openTab(t, srv, "en", "light", "")
		times = append(times, eval[float64](p, "performance.getEntriesByName('answer')[0].startTime"))
		if i == 6 {
			for _, line := range eval[[]string](p, `performance.getEntriesByType('resource').map((e) => Math.round(e.startTime).toString().padStart(5) + Math.round(e.responseEnd).toString().padStart(6) + ' ms  ' + new URL(e.name).pathname)`) {
				t.Log(line)
			}
		}
	}
	first := times[0]
	slices.Sort(times)
	t.Logf("first coverage on the park, address to painted: first %.0f ms, median %.0f ms, slowest %.0f ms of %d (target 1000)", first, times[len(times)/2], times[len(times)-1], len(times))
}

// TestHeapStaysLevelWithLayers loads a layer and removes it ten times over in an
// open page, and finds the heap as large as before.
func TestHeapStaysLevelWithLayers(t *testing.T) {
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", "#view=data")
	round := func() {
		for range 10 {
			p.drop("more.geojson", threeKindergartens)
			p.until("document.querySelector('#report')?.dataset.phase === 'checked'")
			p.run("document.querySelector('#load').click()")
			p.until("document.querySelector('#report')?.dataset.phase === 'loaded'")
			p.run("document.querySelector('#undo-load').click()")
			p.until("!document.querySelector('#report-dialog') && !document.querySelector('[data-layer=more]')")
			p.rest()
		}
	}
	p.staysLevel("10 layers loaded and removed", round)
}
