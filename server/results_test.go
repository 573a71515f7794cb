package server_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// collectionShape is what tests read of a collection.
type collectionShape struct {
	ID, Title string
	Extent    *struct {
		Spatial struct{ BBox [][4]float64 }
	}
	Links []struct{ Href, Rel, Type string }
}

// featuresShape is what tests read of features.
type featuresShape struct {
	NumberMatched int
	Features      []struct {
		ID         any
		Geometry   struct{ Coordinates any }
		Properties map[string]any
	}
}

// TestResultsAreCollections keeps a scenario and does a job: each of their
// results is a collection with the features that the API answers, to be read as
// any other and not to be changed. Withdrawn, they are gone.
func TestResultsAreCollections(t *testing.T) {
	s := newPark(t, server.Options{})
	before := s.derived()
	made := s.do("POST", "/api/scenarios", strings.NewReader(schools), "Content-Type", asJSON)
	job := s.ended(s.job("land-use-density", `{"inputs":{"size":500}}`).JobID)
	question, _, _ := strings.Cut(schools[strings.Index(schools, `"question":`)+len(`"question":`):], "\n\t\"sites\"")
	question += schools[strings.Index(schools, `"sites"`) : len(schools)-1]
	post := func(path string) answer {
		return s.do("POST", path, strings.NewReader(question), "Content-Type", asJSON)
	}
	var covered struct{ Facilities []struct{ ID, Layer string } }
	post("/api/coverage").into(t, &covered)
	want := map[string]int{
		"gaps:方案一-north-school": count(t, post("/api/gaps")), "reach:方案一-north-school": count(t, post("/api/reach")),
		"facilities:方案一-north-school": len(covered.Facilities), "density:方案一-north-school": count(t, s.get("/api/density")),
		"cells:" + job.JobID: count(t, s.get("/api/density?size=500")),
	}
	listed := s.derived()
	if len(before) != 0 || len(listed) != len(want) {
		t.Fatalf("collections %v, then %v", before, listed)
	}
	for _, c := range listed {
		path := "/collections/" + url.PathEscape(c.ID)
		var one collectionShape
		if s.get(path).into(t, &one); one.Title != c.Title || one.Title == "" || c.Extent == nil || one.Extent == nil || one.Extent.Spatial.BBox[0] != c.Extent.Spatial.BBox[0] {
			t.Errorf("%s: %+v, listed as %+v", c.ID, one, c)
		}
		var all, page featuresShape
		s.get(path+"/items?limit=10000").into(t, &all)
		if len(all.Features) != want[c.ID] || all.NumberMatched != want[c.ID] || want[c.ID] == 0 {
			t.Errorf("%s has %d features, want %d", c.ID, len(all.Features), want[c.ID])
		}
		for _, f := range all.Features {
			box := c.Extent.Spatial.BBox[0]
			eachPosition(f.Geometry.Coordinates, func(lon, lat float64) {
				const rounding = 1e-9
				if lon < box[0]-rounding || lat < box[1]-rounding || lon > box[2]+rounding || lat > box[3]+rounding {
					t.Errorf("%s: %g, %g lies outside of %v", c.ID, lon, lat, box)
				}
			})
		}
		items := s.get(path + "/items?limit=1")
		items.into(t, &page)
		if again := s.do("GET", path+"/items?limit=1", nil, "If-None-Match", items.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s again: %d", c.ID, again.status)
		}
		item := path + "/items/" + url.PathEscape(text(page.Features[0].ID))
		s.get(item)
		s.get(path + "/queryables")
		s.get(path + "/schema")
		tilesOfResult(t, s, c.ID, want[c.ID])
		for _, address := range []string{path, path + "/items", item} {
			if a := s.get(address + "?f=html&lang=zh"); !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
				t.Errorf("%v", a)
			}
		}
		if a := s.do("OPTIONS", item, nil); a.status != http.StatusOK || strings.Contains(a.header.Get("Allow"), "PUT") {
			t.Errorf("OPTIONS %s = %v", item, a)
		}
		for method, address := range map[string]string{"POST": path + "/items", "PUT": item, "PATCH": item, "DELETE": item} {
			if a := s.do(method, address, strings.NewReader(`{}`), "Content-Type", "application/geo+json", "If-Match", "*"); a.status < 400 || a.status >= 500 {
				t.Errorf("%s %s = %v", method, address, a)
			}
		}
	}
	for _, c := range listed {
		var one struct{ Title, Description string }
		if s.get("/collections/"+url.PathEscape(c.ID)+"?lang=zh").into(t, &one); strings.Contains(one.Description, "Worked out") || one.Title == c.Title {
			t.Errorf("%s in Chinese: %+v", c.ID, one)
		}
	}
	var most featuresShape
	s.get("/collections/gaps:"+url.PathEscape("方案一-north-school")+"/items?filter="+url.QueryEscape("rank < 3")).into(t, &most)
	if len(most.Features) != 2 || text(most.Features[0].ID) != "1" {
		t.Errorf("rank < 3: %+v", most)
	}
	// What is worked out follows the layers.
	school := covered.Facilities[slices.IndexFunc(covered.Facilities, func(f struct{ ID, Layer string }) bool { return f.Layer == "facilities" })].ID
	if a := s.do("PATCH", "/api/layers/facilities/features/"+school, strings.NewReader(`{"properties":{"status":"planned"}}`),
		"Content-Type", "application/merge-patch+json", "If-Match", "*"); a.status != http.StatusOK {
		t.Fatal(a)
	}
	post("/api/coverage").into(t, &covered)
	var now featuresShape
	s.get("/collections/facilities:"+url.PathEscape("方案一-north-school")+"/items").into(t, &now)
	if len(now.Features) != len(covered.Facilities) || len(now.Features) == want["facilities:方案一-north-school"] {
		t.Errorf("after a school is planned only: %d, want %d, before %d", len(now.Features), len(covered.Facilities), want["facilities:方案一-north-school"])
	}
	if a := s.do("DELETE", "/api/scenarios/"+url.PathEscape("方案一-north-school"), nil, "If-Match", made.header.Get("ETag")); a.status != http.StatusNoContent {
		t.Error(a)
	}
	s.do("DELETE", "/jobs/"+job.JobID, nil)
	if left := s.derived(); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	for id := range want {
		if a := s.do("GET", "/collections/"+url.PathEscape(id)+"/items", nil); a.status != http.StatusNotFound {
			t.Errorf("%s is still there: %v", id, a)
		}
	}
}

// derived lists the collections that are results.
func (s *site) derived() (found []collectionShape) {
	var list struct{ Collections []collectionShape }
	s.get("/collections").into(s.t, &list)
	for _, c := range list.Collections {
		if strings.Contains(c.ID, ":") {
			found = append(found, c)
		}
	}
	return found
}

// count counts the features of an answer.
func count(t *testing.T, a answer) int {
	t.Helper()
	var f featuresShape
	a.into(t, &f)
	return len(f.Features)
}

// text writes an id as it stands in a path.
func text(id any) string {
	raw, _ := json.Marshal(id)
	return strings.Trim(string(raw), `"`)
}

// eachPosition visits the positions of coordinates.
func eachPosition(coordinates any, visit func(lon, lat float64)) {
	list, ok := coordinates.([]any)
	if !ok || len(list) == 0 {
		return
	}
	if lon, ok := list[0].(float64); ok {
		visit(lon, list[1].(float64))
		return
	}
	for _, c := range list {
		eachPosition(c, visit)
	}
}

// tilesOfResult checks that a result is drawn as tiles: all of it at the nearest
// zoom, and something of it in the tile of the farthest.
func tilesOfResult(t *testing.T, s *site, id string, features int) {
	t.Helper()
	var set struct {
		Features []struct{ Drawn, Dropped int }
	}
	s.get("/tiles/"+url.PathEscape(id)+"/tilejson.json").into(t, &set)
	if last := set.Features[len(set.Features)-1]; last.Drawn != features || last.Dropped != 0 {
		t.Errorf("tiles of %s draw %d of %d features", id, last.Drawn, features)
	}
	if a := s.get("/tiles/" + url.PathEscape(id) + "/0/0/0.mvt"); a.status != http.StatusOK || len(a.body) == 0 || a.header.Get("Features-Drawn") == "0" {
		t.Errorf("the first tile of %s: %d %v", id, a.status, a.header)
	}
}
