package condition_test

import (
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
