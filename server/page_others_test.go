package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// TestRemovalSparesWhatOthersLoaded removes and restores a layer from a page that
// has not seen the version somebody else has loaded since: nothing is done, and
// the page shows what there is.
func TestRemovalSparesWhatOthersLoaded(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	load := func(lon ...float64) {
		var all []string
		for i, x := range lon {
			all = append(all, spot(fmt.Sprint("f", i), `{}`, x))
		}
		send(t, srv, http.MethodPost, "/api/layers?id=mine&role=other", "", spots(all...), http.StatusCreated)
	}
	present := func() string { return send(t, srv, http.MethodGet, "/api/layers/mine/features", "", "", http.StatusOK) }
	for _, way := range []string{"#withdraw", "[data-restore]"} {
		load(118.87)
		load(118.87, 118.88)
		p := openTab(t, srv, "en", "light", "#view=data&layer=mine")
		p.until(fmt.Sprintf("document.querySelector(%q)", way))
		load(118.87, 118.88, 118.89)
		theirs := present()
		p.run(fmt.Sprintf("document.querySelector(%q).click()", way))
		p.until("document.querySelector('#confirm-yes')")
		p.run("document.querySelector('#confirm-yes').click()")
		p.until("!document.querySelector('.notice').hidden")
		p.rest()
		if got := present(); got != theirs {
			t.Errorf("%s: what somebody else has loaded became %.200s", way, got)
		}
		if got := p.text(".layeritem[data-layer=mine] .figures"); got != "3" {
			t.Errorf("%s: the list says %s features, want 3", way, got)
		}
	}
}

// TestUndoSparesScenariosOthersChanged takes back the making of a scenario that
// somebody else has renamed since: it stays, also once the list shows their name.
func TestUndoSparesScenariosOthersChanged(t *testing.T) {
	t.Parallel()
	srv := ownParkServer(t)
	p := openTab(t, srv, "en", "light", whatIfHash+"&sites=a:new-1@118.857,42.2505&view=scenarios")
	p.until("document.querySelector('#scenario-name')")
	p.run("document.querySelector('#scenario-name').value = 'mine'; document.querySelector('#save-scenario').click()")
	p.until("document.querySelector('#scenarios [data-act=withdraw]')")
	p.rest()
	var list struct {
		Scenarios []struct {
			ID       string          `json:"id"`
			Question json.RawMessage `json:"question"`
		} `json:"scenarios"`
	}
	if err := json.Unmarshal([]byte(send(t, srv, http.MethodGet, "/api/scenarios", "", "", http.StatusOK)), &list); err != nil || len(list.Scenarios) != 1 {
		t.Fatalf("%d scenarios, %v", len(list.Scenarios), err)
	}
	s := list.Scenarios[0]
	send(t, srv, http.MethodPut, "/api/scenarios/"+s.ID, "*", fmt.Sprintf(`{"name":"by another","question":%s}`, s.Question), http.StatusOK)
	for range 2 { // the first refusal brings the list as it is
		p.undo()
		if got := send(t, srv, http.MethodGet, "/api/scenarios", "", "", http.StatusOK); !strings.Contains(got, "by another") {
			t.Fatalf("taken back, the scenarios are %.300s", got)
		}
	}
	p.until("document.querySelector('#scenarios').textContent.includes('by another')")
}

// TestAddressInAnOpenPage puts addresses in an open page: it shows what a page
// opened there shows.
func TestAddressInAnOpenPage(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "#service=primary_school&radius=500")
	for _, hash := range []string{"#at=118.86,42.25,17", "#service=bogus&area=bogus&radius=0", "#service=&area=&demand=", "#at=999,0,3", "#view=density&cells=square"} {
		p.follow(hash + "&lang=en")
		inspect := `JSON.stringify([window.__app.inspect().settings, window.__app.pixelOf([118.86, 42.25]).map(Math.round)])`
		got := eval[string](p, inspect)
		if fresh := eval[string](openTab(t, parkServer(t), "en", "light", hash), inspect); got != fresh && strings.Contains(hash, "at=118") {
			t.Errorf("%s in an open page: %s, in a new one: %s", hash, got, fresh)
		}
		if got := eval[string](p, "document.querySelector('.notice').hidden || document.querySelector('.notice').dataset.state === 'unmet' ? '' : document.querySelector('.notice').textContent"); got != "" {
			t.Errorf("%s in an open page: the notice says %q", hash, got)
		}
	}
}

// TestStepAndLeave turns to another view right after a step of the slider, and
// takes the step back there: the page comes to rest.
func TestStepAndLeave(t *testing.T) {
	t.Parallel()
	p := openTab(t, parkServer(t), "en", "light", "#service=primary_school&radius=500")
	p.run(`const s = document.querySelector('#slider'); s.value = 640; s.dispatchEvent(new Event('input', { bubbles: true })); s.dispatchEvent(new Event('change', { bubbles: true }));
		document.querySelector('[data-view=landuse].tab').click(); location.hash = '#view=landuse&radius=300'`)
	p.until("window.__app.resting()")
	p.rest()
	if got := p.setting("view"); got != "landuse" {
		t.Errorf("the view is %s", got)
	}
}
