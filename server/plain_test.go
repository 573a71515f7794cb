package server_test

import (
	"cmp"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"catchment/server"
)

// said leaves out of an answer what differs from one request to the next, and what
// is said of how the question was written.
func (a *answer) said() (header http.Header, body string) {
	header = a.header.Clone()
	for _, name := range []string{"Date", "X-Request-Id", "Etag", "Content-Length"} {
		header.Del(name)
	}
	written := func(text string) string {
		text = regexp.MustCompile(`%3[0-9]|%2[cdeCDE]`).ReplaceAllStringFunc(text, func(escaped string) string {
			const high, low = "23", "0123456789abcdef"
			return string(rune(16*(strings.IndexByte(high, escaped[1])+2) + strings.IndexByte(low, strings.ToLower(escaped)[2])))
		})
		return regexp.MustCompile(`"timeStamp":"[^"]*"`).ReplaceAllString(text, "")
	}
	for i := range header["Link"] {
		header["Link"][i] = written(header["Link"][i])
	}
	return header, written(string(a.body))
}

// TestPlainQuestions: a question that is read plainly is answered as it is
// where a character of it is escaped, which is not: status, headers and body.
func TestPlainQuestions(t *testing.T) {
	s := newPark(t, server.Options{})
	s.load("id=mixed&role=other", `{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"limit":7},"geometry":{"type":"Point","coordinates":[118.87,42.26]}},
		{"type":"Feature","id":"a","properties":null,"geometry":{"type":"MultiPoint","coordinates":[[118.88,42.26]]}}]}`)
	const inside = "bbox=118.86,42.25,118.88,42.27"
	accepts := []string{"", "text/html", "application/geo+json"}
	for _, collection := range []string{"landuse", "facilities", "mixed", "nothing"} {
		for _, query := range []string{
			"limit=5", "limit=0", "limit=-1", "limit=007", "limit=99999999999999999999", "limit=1.5", "limit=1,2", "limit=10001", "limit=-", "limit=.",
			inside, "limit=3&" + inside, inside + "&limit=3", inside + "&" + inside, "limit=3&limit=3", "bbox=1&bbox=", inside + "&", "&" + inside,
			"bbox=118.86,42.25,0,118.88,42.27,1", "bbox=118.86,42.25,2,118.88,42.27,1", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=1,2,3,4,5,6,7", "bbox=1,2,,4", "bbox=1,2,3,",
			"bbox=,,,", "bbox=1,2,3,4.5.6", "bbox=1,2,3,--4", "bbox=1,2,3,4-", "bbox=1,-,3,4", "bbox=1,.5,3,4.", "bbox=1,5,3,4", "bbox=170,-90,-170,90", "bbox=1,2,3,91",
			"bbox=-0,0,0,0", "bbox=1,2,3," + strings.Repeat("9", 400), "limit=5;" + inside, "Limit=5", "limit=5&offset=2", "limit=5&f=json", "limit=5&f=html",
		} {
			at := strings.IndexFunc(query, func(r rune) bool { return strings.ContainsRune("0123456789.,-", r) })
			const hex = "0123456789ABCDEF"
			longer := query[:at] + "%" + string([]byte{hex[query[at]>>4], hex[query[at]&15]}) + query[at+1:]
			for _, accept := range accepts {
				path := "/collections/" + collection + "/items?"
				plain, long := s.do("GET", path+query, nil, "Accept", cmp.Or(accept, "*/*")), s.do("GET", path+longer, nil, "Accept", cmp.Or(accept, "*/*"))
				header, body := plain.said()
				wantHeader, wantBody := long.said()
				if plain.status != long.status || body != wantBody {
					t.Errorf("%s%s (%s) is answered %d\n%.500s\nand %s %d\n%.500s", path, query, accept, plain.status, body, longer, long.status, wantBody)
				}
				for _, name := range slices.Concat(keysOf(header), keysOf(wantHeader)) {
					if !slices.Equal(header[name], wantHeader[name]) {
						t.Errorf("%s%s (%s) has %s: %q, and %s has %q", path, query, accept, name, header[name], longer, wantHeader[name])
					}
				}
				if tag := plain.header.Get("ETag"); tag != "" && accept == "" {
					if again := s.do("GET", path+query, nil, "If-None-Match", tag); again.status != http.StatusNotModified || again.header.Get("ETag") != tag {
						t.Errorf("%s%s: If-None-Match its own ETag gives %d, %v", path, query, again.status, again.header)
					}
				}
			}
		}
	}
}

func keysOf(h http.Header) (names []string) {
	for name := range h {
		names = append(names, name)
	}
	return names
}

// TestSameFaultIsNamed: of several faults of a question always the same is named.
func TestSameFaultIsNamed(t *testing.T) {
	s := newPark(t, server.Options{})
	const path = "/collections/landuse/items?lang=&bbox=1&bbox=2&crs=&floors=1&floors=2&offset="
	first := s.do("GET", path, nil)
	for range 40 {
		if again := s.do("GET", path, nil); again.status != http.StatusBadRequest || string(again.body) != string(first.body) {
			t.Fatalf("%s is answered %d\n%s\nand then %d\n%s", path, first.status, first.body, again.status, again.body)
		}
	}
}
