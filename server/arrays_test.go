package server_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"

	"catchment/server"
)

// arrays is a binary answer, read as its header says.
type arrays struct {
	header map[string]any
	of     map[string][]float64
}

func readArrays(t *testing.T, body []byte) arrays {
	t.Helper()
	if len(body) < 12 || string(body[:4]) != "CTMT" || binary.LittleEndian.Uint32(body[4:]) != 1 {
		t.Fatalf("%d bytes begin with %q", len(body), body[:min(300, len(body))])
	}
	a := arrays{of: map[string][]float64{}}
	if err := json.Unmarshal(body[12:12+binary.LittleEndian.Uint32(body[8:])], &a.header); err != nil {
		t.Fatal(err)
	}
	end := 12 + int(binary.LittleEndian.Uint32(body[8:]))
	for _, listed := range a.header["arrays"].([]any) {
		e := listed.(map[string]any)
		name, kind, offset, length := e["name"].(string), e["type"].(string), int(e["offset"].(float64)), int(e["length"].(float64))
		if offset%8 != 0 || offset < end || offset-end > 7 && end%8 == 0 {
			t.Errorf("array %s begins at %d, the one before ends at %d", name, offset, end)
		}
		values := make([]float64, length)
		for i := range values {
			switch kind {
			case "f64":
				values[i] = math.Float64frombits(binary.LittleEndian.Uint64(body[offset+8*i:]))
			case "f32":
				values[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(body[offset+4*i:])))
			case "i32":
				values[i] = float64(int32(binary.LittleEndian.Uint32(body[offset+4*i:])))
			case "u32":
				values[i] = float64(binary.LittleEndian.Uint32(body[offset+4*i:]))
			default:
				values[i] = float64(body[offset+i])
			}
		}
		a.of[name] = values
		end = offset + length*map[string]int{"f64": 8, "f32": 4, "i32": 4, "u32": 4, "u8": 1}[kind]
	}
	return a
}

// TestArraysAreTheAnswer reads the arrays as their header says and finds the
// numbers of /api/coverage in them; asked again with the ETag there is nothing
// new.
func TestArraysAreTheAnswer(t *testing.T) {
	ofNumbers(t)
	srv := parkServer(t)
	fetch := func(path, tag string) (*http.Response, []byte) {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tag != "" {
			request.Header.Set("If-None-Match", tag)
		}
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer, body
	}
	for _, demand := range []string{"land", "landuse:R", "population"} {
		for _, service := range []string{"primary_school", "park", "bus_stop"} {
			query := "area=park&status=existing&demand=" + demand
			answer, body := fetch("/api/arrays/land?"+query, "")
			tag := answer.Header.Get("ETag")
			if again, rest := fetch("/api/arrays/land?"+query, tag); tag == "" || again.StatusCode != http.StatusNotModified || len(rest) > 0 {
				t.Errorf("asked again with %s: %s and %d bytes", tag, again.Status, len(rest))
			}
			land := readArrays(t, body)
			_, body = fetch("/api/arrays/reach?service="+service+"&"+query, "")
			reach := readArrays(t, body)
			want := get[coverageAnswer](t, srv, fmt.Sprintf("/api/coverage?service=%s&radius=500&%s", service, query))
			total, covered := 0.0, 0.0
			for i, amount := range land.of["sample_amount"] {
				total += amount
				if reach.of["near"][i] <= 500 {
					covered += amount
				}
			}
			if math.Abs(total-want.Demand.Total) > 1e-6*total || math.Abs(covered-want.Covered) > 0.002*total {
				t.Errorf("%s, %s: the samples have %.1f of %.1f served, the API says %.1f of %.1f", demand, service, covered, total, want.Covered, want.Demand.Total)
			}
			if n := len(reach.header["facilities"].([]any)); n == 0 || 2*n != len(reach.of["facility_at"]) || reach.of["path_facility"][len(reach.of["path_facility"])-1] != float64(n-1) {
				t.Errorf("%s: %d facilities, %d of them drawn", service, n, len(reach.of["path_facility"]))
			}
			if v, r, n := land.of["vertices"], land.of["rings"], land.of["tracts"]; 2*r[len(r)-1] != float64(len(v)) || n[len(n)-1] != float64(len(r)-1) {
				t.Errorf("%s: rings end at %v of %d, tracts at %v of %d", demand, r[len(r)-1], len(v)/2, n[len(n)-1], len(r)-1)
			}
		}
	}
}

// TestArraysOfADrawnArea: what is drawn is answered as what is named: the same
// bytes for the shape that has a name, the numbers of POST /api/coverage for any
// other, and what a body may not say is refused.
func TestArraysOfADrawnArea(t *testing.T) {
	s := newPark(t, server.Options{})
	post := func(path, body string) answer {
		return s.do(http.MethodPost, path, strings.NewReader(body), "Content-Type", "application/json")
	}
	for _, demand := range []string{"land", "landuse:R", "population"} {
		for path, service := range map[string]string{"/api/arrays/land": "", "/api/arrays/reach": "primary_school"} {
			query, body := "?area=park&demand="+demand, fmt.Sprintf(`{"area":"park","demand":%q`, demand)
			if service != "" {
				query, body = query+"&service="+service, body+fmt.Sprintf(`,"service":%q`, service)
			}
			if named, asked := s.get(path+query), post(path, body+"}"); asked.status != http.StatusOK || !bytes.Equal(asked.body, named.body) {
				t.Errorf("POST %s about the park: %d and %d bytes, GET %d", path, asked.status, len(asked.body), len(named.body))
			}
		}
		for _, area := range []string{
			`{"type":"Polygon","coordinates":[[[118.85,42.25],[118.868,42.25],[118.868,42.262],[118.85,42.262],[118.85,42.25]]]}`,
			`{"type":"MultiPolygon","coordinates":[[[[118.86,42.25],[118.861,42.25],[118.861,42.251],[118.86,42.25]]],[[[118.9,42.27],[118.903,42.27],[118.9,42.272],[118.9,42.27]]]]}`,
		} {
			ground := fmt.Sprintf(`"area":%s,"demand":%q,"status":"existing"`, area, demand)
			land := readArrays(t, post("/api/arrays/land", "{"+ground+"}").body)
			reach := readArrays(t, post("/api/arrays/reach", `{"service":"primary_school",`+ground+"}").body)
			if len(reach.of["near"]) != len(land.of["sample_amount"]) {
				t.Fatalf("%d distances of %d samples", len(reach.of["near"]), len(land.of["sample_amount"]))
			}
			for _, radius := range []float64{200, 500, 1500} {
				var want coverageAnswer
				post("/api/coverage", fmt.Sprintf(`{"service":"primary_school","radius":%g,%s}`, radius, ground)).into(t, &want)
				total, covered := 0.0, 0.0
				for i, amount := range land.of["sample_amount"] {
					total += amount
					if reach.of["near"][i] <= radius {
						covered += amount
					}
				}
				if math.Abs(total-want.Demand.Total) > 1e-6*total || math.Abs(covered-want.Covered) > 0.002*total {
					t.Errorf("%s, %g m: the samples have %.1f of %.1f served, the API says %.1f of %.1f", demand, radius, covered, total, want.Covered, want.Demand.Total)
				}
			}
		}
	}
	if p := post("/api/arrays/reach", `{"service":"clinic","radius":500}`).problem(t); p.Status != http.StatusBadRequest || p.Parameter != "radius" {
		t.Errorf("a radius is taken: %+v", p)
	}
}
