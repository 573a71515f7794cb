package server_test

import (
	"strings"
	"testing"
)

// TestEveryRuleHasWords: the page tells a problem in its own language by the
// rule it breaks, so both catalogues have words for every rule there is.
func TestEveryRuleHasWords(t *testing.T) {
	rules := rulesOf(t, "../geo", "../data")
	for _, known := range []string{"ring_not_closed", "csv_syntax", "too_large", "probable_gcj02_shift", "truncated", "feature_type", "transform", "crs_not_wgs84"} {
		if rules[known] == "" {
			t.Errorf("%s is not found among the rules: the reader misses it", known)
		}
	}
	for _, language := range []string{"en", "zh"} {
		words := words(t, language)
		for rule, name := range rules {
			if words["rule."+rule] == "" {
				t.Errorf("%s has no words for the rule %s of %s", language, rule, name)
			}
		}
	}
	// What to do about one stands in the service's English sentence, and here in Chinese.
	said, advice := words(t, "zh"), words(t, "advice.zh")
	for key := range said {
		if rule, is := strings.CutPrefix(key, "rule."); is && !strings.HasSuffix(advice[rule], "。") {
			t.Errorf("what to do about the rule %s is not said: %q", rule, advice[rule])
		}
	}
	for rule := range advice {
		if said["rule."+rule] == "" {
			t.Errorf("there is advice on %s, which is no rule", rule)
		}
	}
}
