package server_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"catchment/server"
)

const crossing = `{ "type":"Feature","id":"bow","properties":{"big":9007199254740993},"geometry":{"type":"Polygon","coordinates":[[[118.9,42.2],[118.91,42.21],[118.91,42.2],[118.9,42.21],[118.9,42.2]]]} }`

// sent starts a request that goes on until its body is closed.
func sent(s *site, path string) (body *io.PipeWriter, ended <-chan answer) {
	reader, writer := io.Pipe()
	done := make(chan answer, 1)
	go func() {
		a, err := s.try(http.MethodPost, path, reader)
		if err != nil {
			a.body = []byte(err.Error())
		}
		reader.Close()
		done <- a
	}()
	fmt.Fprint(writer, `{"type":"FeatureCollection","features":[`)
	stops(writer, 0, 2000)
	return writer, done
}

// TestCheckIsFollowed follows a check and the fetching of its rejects to their
// ends.
func TestCheckIsFollowed(t *testing.T) {
	s := newPark(t, server.Options{})
	for i, path := range []string{"/api/check?job=", "/api/check/rejected?job="} {
		job := fmt.Sprintf("check-%d", i)
		body, ended := sent(s, path+job)
		next := events(t, s, job)
		if first := next(); first["stage"] != "reading" || first["received"].(float64) <= 0 {
			t.Errorf("%s: the first event is %v", path, first)
		}
		stops(body, 2000, 1000)
		fmt.Fprint(body, "]}")
		body.Close()
		var last map[string]any
		for event := next(); event != nil; event = next() {
			if last = event; event["stage"] == "storing" {
				t.Errorf("%s: it stores: %v", path, event)
			}
		}
		if last["stage"] != "done" || last["features"].(float64) == 0 {
			t.Errorf("%s: the last event is %v", path, last)
		}
		if a := <-ended; a.status != http.StatusOK {
			t.Errorf("%v", a)
		}
	}
}

func TestCheckIsCancelled(t *testing.T) {
	isCancelled(t, newPark(t, server.Options{}), "/api/check?job=", "c")
}

// TestCheckShowsShapes checks that the places of flawed features come when
// asked for, converted and unrepaired, and only where they lie on the Earth.
func TestCheckShowsShapes(t *testing.T) {
	s := newPark(t, server.Options{})
	type checked struct {
		Refused string
		Flawed  []struct {
			Feature  int
			Rejected bool
			Geometry struct {
				Type        string
				Coordinates any
			}
		}
	}
	file := spots(spot("a", "{}", 118), crossing, spot("far", "{}", 999), strings.ReplaceAll(spot("b", "{}", 118), "[118,42]", "null"))
	for mode, rejected := range map[string]bool{"strict": true, "skip": true, "repair": false} {
		var c checked
		s.do(http.MethodPost, "/api/check?shapes=true&mode="+mode, strings.NewReader(file)).into(t, &c)
		if len(c.Flawed) != 1 || c.Flawed[0].Feature != 1 || c.Flawed[0].Rejected != rejected || c.Flawed[0].Geometry.Type != "Polygon" || fmt.Sprint(c.Flawed[0].Geometry.Coordinates) != "[[[118.9 42.2] [118.91 42.21] [118.91 42.2] [118.9 42.21] [118.9 42.2]]]" {
			t.Errorf("%s: %+v", mode, c)
		}
	}
	var c checked
	s.do(http.MethodPost, "/api/check?mode=skip", strings.NewReader(file)).into(t, &c)
	if c.Flawed != nil {
		t.Errorf("not asked for: %+v", c.Flawed)
	}
	projected := `{"type":"Feature","id":"","properties":{},"geometry":{"type":"Point","coordinates":[40407512.4,4681000.2]}}`
	s.do(http.MethodPost, "/api/check?shapes=true&crs=EPSG:4528", strings.NewReader(projected)).into(t, &c)
	if len(c.Flawed) != 1 || c.Flawed[0].Rejected || !strings.HasPrefix(fmt.Sprint(c.Flawed[0].Geometry.Coordinates), "[118.87") {
		t.Errorf("projected: %+v", c)
	}
	// However many there are, the answer stays within bounds.
	many := make([]string, 3000)
	for i := range many {
		many[i] = strings.Replace(crossing, `"bow"`, fmt.Sprint(i), 1)
	}
	s.do(http.MethodPost, "/api/check?shapes=true", strings.NewReader(spots(many...))).into(t, &c)
	if len(c.Flawed) != 1000 {
		t.Errorf("%d shapes of %d", len(c.Flawed), len(many))
	}
}

// TestRejectedComeAsTheyWere fetches what a load would leave out.
func TestRejectedComeAsTheyWere(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.everything()
	file := spots(spot("a", "{}", 118), crossing, spot("far", `{"x":1e400}`, 999))
	for mode, want := range map[string]string{
		"strict": crossing + ",\n" + spot("far", `{"x":1e400}`, 999),
		"repair": spot("far", `{"x":1e400}`, 999),
	} {
		a := s.do(http.MethodPost, "/api/check/rejected?mode="+mode, strings.NewReader(file))
		if a.status != http.StatusOK || a.header.Get("Content-Type") != "application/geo+json" || string(a.body) != "{\"type\":\"FeatureCollection\",\"features\":[\n"+want+"\n]}\n" {
			t.Errorf("%s: %v, want %s", mode, a, want)
		}
	}
	if a := s.do(http.MethodPost, "/api/check/rejected", strings.NewReader(file[:200])); a.status != http.StatusBadRequest || !strings.Contains(string(a.body), `"line":`) {
		t.Errorf("of half a file: %v", a)
	}
	if after := s.everything(); after != before {
		t.Error("fetching the rejected features changed the data")
	}
}

// TestForeignMembersGoOut checks that a collection's own members come back
// with the whole of it, byte for byte, and not with a part.
func TestForeignMembersGoOut(t *testing.T) {
	s := newPark(t, server.Options{})
	const own = `"own":{"big":9007199254740993, "far" : 1e400, "s":"\ud800"}`
	s.load("id=p", strings.Replace(spots(spot("a", "{}", 118)), `"features"`, own+`,"features"`, 1))
	if body := string(s.get("/api/layers/p/features").body); !strings.Contains(body, own) {
		t.Errorf("the whole lacks %s: %s", own, body)
	}
	if body := string(s.get("/api/layers/p/features?bbox=117,41,119,43").body); strings.Contains(body, "own") || !strings.Contains(body, `"a"`) {
		t.Errorf("a part: %s", body)
	}
}
