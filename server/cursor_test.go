package server_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// TestPagesStayWhileEdited follows the next links of a collection, of all of it
// and of what a box or a filter finds, while features are removed, added and
// changed between two pages: each that stays is met once.
func TestPagesStayWhileEdited(t *testing.T) {
	for query, within := range map[string]func(n int) bool{
		"":                               func(int) bool { return true },
		"&bbox=118.7,42,118.95,42.4":     func(n int) bool { return n%3 != 0 },
		"&filter=n%20%3E%3D%2030":        func(n int) bool { return n >= 30 },
		"&odd=true":                      func(n int) bool { return n%2 == 1 },
		"&datetime=2026-01-01T00:00:00Z": func(int) bool { return true },
	} {
		t.Run(query, func(t *testing.T) {
			s := newPark(t, server.Options{UnconditionalEdits: true})
			point := func(n int) string {
				lon := 118.8
				if n%3 == 0 {
					lon = 119.8
				}
				return fmt.Sprintf(`{"type":"Feature","id":"p%03d","properties":{"n":%d,"odd":%t},"geometry":{"type":"Point","coordinates":[%g,42.25]}}`, n, n, n%2 == 1, lon)
			}
			var all []string
			for n := range 60 {
				all = append(all, point(n))
			}
			s.load("id=seats&role=other", `{"type":"FeatureCollection","features":[`+strings.Join(all, ",")+`]}`)
			r := rand.New(rand.NewPCG(uint64(len(query)), 20261126))
			gone, met, next := map[int]bool{}, []int{}, 60
			alter := func(method, at, body string, want int) {
				t.Helper()
				if a := s.do(method, "/collections/seats/items"+at, strings.NewReader(body), "Content-Type", asFeature); a.status != want {
					t.Fatalf("%v, want %d", a, want)
				}
			}
			at := "/collections/seats/items?limit=7" + query
			for pages := 0; at != ""; pages++ {
				var page itemsShape
				s.get(at).into(t, &page)
				for _, f := range page.Features {
					var n int
					fmt.Sscanf(fmt.Sprint(f.ID), "p%d", &n)
					met = append(met, n)
				}
				at = strings.TrimPrefix(page.next(), s.url)
				if pages > 8 || at == "" {
					continue
				}
				for range 3 {
					if n := r.IntN(next); !gone[n] {
						if gone[n] = r.IntN(3) > 0; gone[n] {
							alter(http.MethodDelete, fmt.Sprintf("/p%03d", n), "", http.StatusNoContent)
						} else {
							alter(http.MethodPut, fmt.Sprintf("/p%03d", n), point(n), http.StatusOK)
						}
					}
				}
				alter(http.MethodPost, "", point(next), http.StatusCreated)
				next++
			}
			if !slices.IsSorted(met) || len(slices.Compact(slices.Clone(met))) != len(met) {
				t.Errorf("met %v", met)
			}
			for n := range next {
				if within(n) && !gone[n] && !slices.Contains(met, n) {
					t.Errorf("%d was missed: %v", n, met)
				}
			}
			if len(met) < 15 {
				t.Errorf("only %v were met", met)
			}
		})
	}
}

// TestCursor: a cursor that says nothing is refused, one of a collection that was
// loaded anew is gone; where it holds, pages say the same by it as by offset.
func TestCursor(t *testing.T) {
	s := newPark(t, server.Options{})
	version := layerVersions(t, s)["landuse"]
	for query, status := range map[string]int{
		"cursor=": 400, "cursor=x": 400, "cursor=1": 400, "cursor=1.-1": 400, "cursor=1.1.1": 400, "cursor=1.99999999999999999999": 400,
		fmt.Sprintf("cursor=%d.3&offset=3", version): 400, fmt.Sprintf("cursor=%d.736", version): 410, fmt.Sprintf("cursor=%d.3", version+1): 410,
	} {
		if p := s.do(http.MethodGet, "/collections/landuse/items?"+query, nil).problem(t); p.Status != status || p.Parameter != "cursor" {
			t.Errorf("%s: %+v, want %d", query, p, status)
		}
	}
	ids := func(query string) string {
		var page itemsShape
		s.get("/collections/landuse/items?limit=5&"+query).into(t, &page)
		return fmt.Sprint(page.Features, page.next())
	}
	if a, b := ids("offset=20"), ids(fmt.Sprintf("cursor=%d.20", version)); a != b {
		t.Errorf("by offset %s, by cursor %s", a, b)
	}
	s.load("id=seats&role=other", feature(`"a"`, `{}`))
	s.load("id=seats&role=other", feature(`"a"`, `{}`))
	if a := s.do(http.MethodGet, "/collections/seats/items?cursor=1.1", nil); a.status != http.StatusGone {
		t.Errorf("%v, want 410", a)
	}
	if a := s.get(fmt.Sprintf("/collections/landuse/items?cursor=%d.735", version)); a.status != http.StatusOK {
		t.Errorf("behind the last: %v", a)
	}
}
