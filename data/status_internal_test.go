package data

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPageReadsStatusesAlike holds the words for statuses and the names of the
// properties that state them in web/static/js/when.js against those read here.
func TestPageReadsStatusesAlike(t *testing.T) {
	source, err := os.ReadFile("../web/static/js/when.js")
	if err != nil {
		t.Fatal(err)
	}
	lists := map[string][]string{}
	quoted := regexp.MustCompile(`"([^"]+)"`)
	for _, m := range regexp.MustCompile(`(?m)^  (\w+): \[(.*)\],$`).FindAllStringSubmatch(string(source), -1) {
		for _, word := range quoted.FindAllStringSubmatch(m[2], -1) {
			lists[m[1]] = append(lists[m[1]], word[1])
		}
	}
	same := func(what string, want []string) {
		t.Helper()
		got := slices.Clone(lists[what])
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the page knows %q, the service %q", what, got, want)
		}
	}
	for _, status := range []Status{StatusUnderConstruction, StatusPlanned, StatusClosed} {
		var words []string
		for word, s := range statusWords {
			if s == status {
				words = append(words, word)
			}
		}
		same(status.String(), words)
	}
	for what, f := range map[string]field{"status": fieldStatus, "opens": fieldOpens, "closes": fieldCloses} {
		same(what, strings.Fields(spellings[f]))
	}
}
