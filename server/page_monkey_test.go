package server_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/debugger"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A monkey uses whatever the page shows, at random by a seed.
type monkey struct {
	*tab
	random *rand.Rand
	did    []string // the last things it did
}

// monkeyHashes are addresses that links in the page may lead to.
var monkeyHashes = []string{
	whatIfHash, whatIfHash + "&gap=1", "#view=landuse&pane=score", "#view=landuse&pane=rules", "#view=landuse&level=3&palette=safe", "#view=density&cells=district", "#view=density&cells=parcel&measure=far_gross",
	"#view=scenarios&a=today&b=north", "#view=scenarios&a=north&b=south&mode=change", "#view=data&layer=facilities", "#service=hospital&radius=2000&demand=population&year=2030", whatIfHash + "&sites=a:new-1@118.857,42.2505;c:facilities/primary_school-05",
}

// TestMonkey clicks, types, slides, chooses, draws, goes back and forward, turns the
// language and the theme and resizes the window at random, in both languages. The page
// stays within its window, comes to rest, and says no word that only a program says; as
// in every test, no error reaches the console and no request is refused.
//
// It goes on for CATCHMENT_MONKEY_SECONDS, CATCHMENT_MONKEY_SEED starts others. What it
// does when depends on the machine, so that it holds up no change: the nightly run has it.
func TestMonkey(t *testing.T) {
	seconds, err := strconv.Atoi(os.Getenv("CATCHMENT_MONKEY_SECONDS"))
	if err != nil {
		t.Skip("for how long a monkey uses the page is set by CATCHMENT_MONKEY_SECONDS")
	}
	seed := 1
	if n, err := strconv.Atoi(os.Getenv("CATCHMENT_MONKEY_SEED")); err == nil {
		seed = n
	}
	t.Parallel()
	for i, language := range []string{"en", "zh"} {
		t.Run(language, func(t *testing.T) {
			p := newTab(t, twoScenarios(t), language, "light")
			p.before(`window.print = window.alert = () => {}; window.confirm = () => true; window.open = () => null; HTMLInputElement.prototype.showPicker = () => {};
				addEventListener("click", (e) => { if (e.target.closest?.("a[download], a[target]") || e.target.type === "file") e.preventDefault(); }, true);`)
			p.goTo("")
			p.rest()
			m := &monkey{tab: p, random: rand.New(rand.NewPCG(uint64(seed), uint64(i)))}
			m.explain()
			n := 0
			for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end) && !t.Failed(); n++ {
				m.act()
				if m.random.IntN(4) == 0 {
					m.look()
				}
			}
			m.look()
			t.Logf("seed %d, %s: %d things done", seed, language, n)
		})
	}
}

// explain has a failure tell what was done last and, where the page works without
// end, in which functions.
func (m *monkey) explain() {
	m.t.Helper()
	stacks, scripts := make(chan []string, 1), map[string]string{}
	call(m.tab, func() error {
		return chromedp.Listen(m.ctx, func(ev any) {
			switch ev := ev.(type) {
			case *debugger.EventScriptParsed:
				scripts[string(ev.ScriptID)] = ev.URL
			case *debugger.EventPaused:
				var stack []string
				for _, frame := range ev.CallFrames {
					stack = append(stack, fmt.Sprintf("%s in %s at %s", frame.FunctionName, scripts[string(frame.Location.ScriptID)], columnOf(frame.Location)))
				}
				select {
				case stacks <- stack:
				default:
				}
			}
		})
	})
	call(m.tab, func() error {
		_, err := chromedp.Call(m.ctx, debugger.Enable, debugger.EnableParams{})
		return err
	})
	m.t.Cleanup(func() {
		if !m.t.Failed() {
			return
		}
		m.t.Logf("the last things done: %s", strings.Join(m.did, "\n"))
		ctx, cancel := context.WithTimeout(m.ctx, 10*time.Second)
		defer cancel()
		if _, err := chromedp.Call(ctx, debugger.Pause, struct{}{}); err != nil {
			m.t.Logf("the page cannot be stopped: %v", err)
			return
		}
		select {
		case stack := <-stacks:
			m.t.Logf("the page is at work: %s", strings.Join(stack, "\n"))
		case <-time.After(3 * time.Second): // it rests
		}
		if _, err := chromedp.Call(ctx, debugger.Disable, struct{}{}); err != nil {
			m.t.Logf("the page cannot go on: %v", err)
		}
	})
}

// columnOf tells where a function of a joined module, which is one line, is at work.
func columnOf(at *debugger.Location) string {
	if at.ColumnNumber == nil {
		return "its start"
	}
	return fmt.Sprintf("%d:%d", at.LineNumber+1, *at.ColumnNumber+1)
}

// say notes what is done, for a failure.
func (m *monkey) say(format string, values ...any) {
	m.did = append(m.did, fmt.Sprintf(format, values...))
	if len(m.did) > 25 {
		m.did = m.did[1:]
	}
}

// act does one thing.
func (m *monkey) act() {
	m.t.Helper()
	switch k := m.random.IntN(20); {
	case k < 9:
		used := eval[string](m.tab, fmt.Sprintf(useSomething, m.random.Float64(), m.random.Float64()))
		m.say("%s", used)
		if strings.Contains(used, "#withdraw") { // what needs the layer is refused from now on
			m.expect(http.StatusNotFound)
		}
	case k < 12:
		x, y := m.mapPlace()
		m.say("click at %.0f, %.0f", x, y)
		m.click(x, y)
	case k == 12:
		x, y := m.mapPlace()
		toX, toY := m.mapPlace()
		m.say("drag from %.0f, %.0f to %.0f, %.0f", x, y, toX, toY)
		m.do(chromedp.MouseEvent(chromedp.MousePressed, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)), chromedp.MouseEvent(chromedp.MouseMoved, toX, toY, chromedp.ButtonLeft),
			chromedp.MouseEvent(chromedp.MouseReleased, toX, toY, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	case k == 13:
		keys := []string{"1", "2", "3", "4", "5", "g", "r", "p", "d", "h", "e", "m", "[", "]", "?", "/", kb.Escape, kb.Escape, kb.Enter, kb.Tab, kb.ArrowDown, kb.ArrowRight, kb.Delete, "x", "9"}
		key := keys[m.random.IntN(len(keys))]
		m.say("press %q", key)
		m.press(key)
	case k == 14:
		key := []string{"z", "y"}[m.random.IntN(2)]
		m.say("press Ctrl+%s", key)
		m.press(key, chromedp.ModifierCtrl)
	case k == 15:
		width := []int64{320, 360, 600, 820, 1024, 1440}[m.random.IntN(6)]
		m.say("a window of %d", width)
		m.do(chromedp.EmulateViewport(width, 700+m.random.Int64N(300)))
	case k == 16:
		hash := monkeyHashes[m.random.IntN(len(monkeyHashes))]
		m.say("follow %s", hash)
		m.run(fmt.Sprintf("location.hash = %q", hash))
	case k == 17:
		m.say("back and forward, if that stays on the page")
		m.run("if (navigation.entries()[navigation.currentEntry.index - 1]?.sameDocument) { history.back(); setTimeout(() => history.forward(), 120); }")
	case k == 18:
		m.say("turn language or theme")
		m.run(fmt.Sprintf("document.querySelector(%q).click()", []string{"#language", "#theme"}[m.random.IntN(2)]))
	default:
		m.say("press Escape")
		m.press(kb.Escape)
	}
}

// useSomething uses one of the controls that can be used, and returns which and how.
const useSomething = `((which, how) => {
	const open = [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
	const all = [...open.querySelectorAll("button, summary, select, input, textarea, tbody tr, [role=slider], a[href^='#']")].filter((e) => e.checkVisibility() && !e.disabled && e.type !== "file");
	if (!all.length) return "nothing to use";
	const e = all[Math.floor(which * all.length)], name = e.tagName + (e.id ? "#" + e.id : "") + " " + (e.getAttribute("aria-label") ?? e.textContent ?? "").trim().slice(0, 40);
	e.focus?.();
	const changed = (value) => { e.value = value; for (const type of ["input", "change"]) e.dispatchEvent(new Event(type, { bubbles: true })); return name + " = " + e.value; };
	if (e.tagName === "SELECT") { const can = [...e.options].filter((o) => !o.disabled); return can.length ? changed(can[Math.floor(how * can.length)].value) : name + " is empty"; }
	if (e.type === "range") return changed(Number(e.min) + how * (Number(e.max) - Number(e.min)));
	if (e.type === "number") return changed(["", "0", "-5", "500", "1e9", "1.5", "1203"][Math.floor(how * 7)]);
	if (["text", "search", "url", "textarea", ""].includes(e.type)) return changed(["", "小学", "<b>", "school", "a".repeat(300), "=1+1"][Math.floor(how * 6)].slice(0, e.maxLength < 0 ? 300 : e.maxLength));
	if (e.getAttribute("role") === "slider" && !e.type) { e.dispatchEvent(new KeyboardEvent("keydown", { key: how < 0.5 ? "ArrowLeft" : "PageUp", bubbles: true })); return name; }
	e.click();
	return "click " + name;
})(%v, %v)`

// mapPlace returns a place of the map at random.
func (m *monkey) mapPlace() (x, y float64) {
	b := eval[[]float64](m.tab, "(({left, top, width, height}) => [left, top, width, height])(document.querySelector('#map').getBoundingClientRect())")
	return b[0] + b[2]*m.random.Float64(), b[1] + b[3]*m.random.Float64()
}

// look waits until the page rests and looks for what must not be on it.
func (m *monkey) look() {
	m.t.Helper()
	m.rest()
	if wide := eval[float64](m.tab, "document.documentElement.scrollWidth - innerWidth"); wide > 0 {
		m.t.Errorf("the page is %v pixels wider than its window of %v", wide, eval[float64](m.tab, "innerWidth"))
	}
	const said = `[...document.querySelectorAll("body *")].filter((e) => !e.closest("script, style, textarea, input") && e.checkVisibility())
		.flatMap((e) => [...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.nodeValue), e.getAttribute("aria-label"), e.getAttribute("title")])
		.filter((words) => words && /undefined|NaN|\bnull\b|\[object|Infinity|\{\w+\}/.test(words))`
	if words := eval[[]string](m.tab, said); len(words) > 0 {
		m.t.Errorf("the page says %q", words)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.faults) > 0 {
		m.t.Errorf("%d faults; at %s", len(m.faults), m.did[len(m.did)-1])
	}
}
