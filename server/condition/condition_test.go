package condition_test

import (
	"net/http"
	"testing"

	"catchment/server/condition"
)

// The comparisons of RFC 9110, 8.8.3.2, and the lists of 13.1.
func TestTags(t *testing.T) {
	for _, c := range []struct {
		header, tag       string
		valid, match, has bool
	}{
		{`"a"`, `"a"`, true, true, true},
		{`"a"`, `"b"`, true, false, false},
		{`W/"a"`, `"a"`, true, false, true},
		{`"a"`, `W/"a"`, true, false, true},
		{`W/"a"`, `W/"a"`, true, false, true},
		{`"b", "a"`, `"a"`, true, true, true},
		{`"b",W/"a","a"`, `"a"`, true, true, true},
		{` , "a" , `, `"a"`, true, true, true},
		{`"b,a", "c"`, `"a"`, true, false, false},
		{`"b,a"`, `"b,a"`, true, true, true},
		{`"学-1"`, `"学-1"`, true, true, true},
		{`*`, `"a"`, true, true, true},
		{` * `, `W/"a"`, true, true, true},
		{`"*"`, `"a"`, true, false, false},
		{``, `"a"`, false, false, false},
		{`,`, `"a"`, false, false, false},
		{`a`, `a`, false, false, false},
		{`"a`, `"a"`, false, false, false},
		{`"a" "b"`, `"a"`, false, false, false},
		{`"a"b`, `"a"`, false, false, false},
		{`w/"a"`, `"a"`, false, false, false},
		{`*, "a"`, `"a"`, false, false, false},
		{`"a b"`, `"a b"`, false, false, false},
	} {
		tags, err := condition.Parse(c.header)
		if (err == nil) != c.valid || tags.Match(c.tag) != c.match || condition.Seen(c.header, c.tag) != c.has {
			t.Errorf("%s against %s: %v, match %v, seen %v; want valid %v, %v, %v", c.header, c.tag,
				err, tags.Match(c.tag), condition.Seen(c.header, c.tag), c.valid, c.match, c.has)
		}
	}
}

// Lists may be spread over lines (RFC 9110, 5.3); what the lines say together
// is what one line with all of it says.
func TestCombine(t *testing.T) {
	for _, c := range []struct {
		lines      []string
		tag        string
		valid, has bool
	}{
		{[]string{`"a"`}, `"a"`, true, true},
		{[]string{`"a"`, `"b"`}, `"b"`, true, true},
		{[]string{`"a", W/"x"`, ``, ` "b" `}, `"b"`, true, true},
		{[]string{`"a"`, `W/"b"`}, `"b"`, true, false},
		{[]string{`*`}, `"a"`, true, true},
		{[]string{`*`, `"a"`}, `"a"`, false, false},
		{[]string{`"a`, `b"`}, `"a, b"`, false, false},
		{[]string{``}, `"a"`, false, false},
		{[]string{``, ` `}, `"a"`, false, false},
	} {
		h := http.Header{"If-Match": c.lines, "Accept": {"a", "b"}}
		condition.Combine(h)
		tags, err := condition.Parse(h.Get("If-Match"))
		if len(h["If-Match"]) != 1 || len(h["Accept"]) != 2 || (err == nil) != c.valid || tags.Match(c.tag) != c.has {
			t.Errorf("%q become %q: %v, match of %s %v; want valid %v, %v", c.lines, h["If-Match"], err, c.tag, tags.Match(c.tag), c.valid, c.has)
		}
	}
	none := http.Header{}
	condition.Combine(none)
	if len(none) != 0 {
		t.Errorf("a request without conditions becomes %v", none)
	}
}

// The tag of a coding stands beside that of the answer as it is, and an answer
// that says so says it in the coding asked about.
func TestUncode(t *testing.T) {
	for _, c := range []struct{ header, want, tag, coded string }{
		{`"a"`, `"a"`, `"a"`, `"a"`},
		{`"a-gzip"`, `"a-gzip", "a"`, `"a"`, `"a-gzip"`},
		{`"b", W/"a-zstd"`, `"b", W/"a-zstd", W/"a"`, `"a"`, `"a-zstd"`},
		{`W/"a-gzip"`, `W/"a-gzip", W/"a"`, `W/"a"`, `W/"a-gzip"`},
		{`"a", "a-gzip"`, `"a", "a-gzip", "a"`, `"a"`, `"a"`},
		{`"a-gzip"`, `"a-gzip", "a"`, `"a-gzip"`, `"a-gzip"`},
		{`"a-gzip`, `"a-gzip`, `"a"`, `"a"`},
		{`*`, `*`, `"a"`, `"a"`},
		{`"b-gzip"`, `"b-gzip", "b"`, `"a"`, `"a"`},
		{`"-gzip"`, `"-gzip", ""`, `""`, `"-gzip"`},
	} {
		h := http.Header{"If-None-Match": {c.header}}
		condition.Uncode(h)
		if got := h.Get("If-None-Match"); got != c.want || condition.Coded(got, c.tag) != c.coded {
			t.Errorf("%s becomes %s, and %s is %s; want %s and %s", c.header, got, c.tag, condition.Coded(got, c.tag), c.want, c.coded)
		}
	}
}
