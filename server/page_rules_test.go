package server_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"catchment/geo/trial"
)

// ruleUses are the ways in which the floors below name the rule of a problem.
var ruleUses = []*regexp.Regexp{
	regexp.MustCompile(`\b[Rr]ule[A-Z]?\w*(?: string)?\s*[:=]=?\s*"([a-z0-9_]+)"`),
	regexp.MustCompile(`\b(?:flaw|warn|flawed|noted|flawedAt|fail|report)\((?:[\w.]+, )?"([a-z0-9_]+)"`),
	regexp.MustCompile(`\b(?:refuse|faultHere)\([\w.]+, "([a-z0-9_]+)"`),
	regexp.MustCompile(`fault\{\w+, "([a-z0-9_]+)"`),
	regexp.MustCompile(`\breturn "(crs_[a-z0-9_]+)", `),
}

// TestEveryRuleHasWords: the page tells a problem in its own language by the
// rule it breaks, so both catalogues have words for every rule there is.
func TestEveryRuleHasWords(t *testing.T) {
	trial.Slow(t)
	rules := map[string]string{}
	for _, floor := range []string{"../geo", "../data"} {
		err := filepath.WalkDir(floor, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			text, err := os.ReadFile(name)
			for _, use := range ruleUses {
				for _, m := range use.FindAllSubmatch(text, -1) {
					rules[string(m[1])] = name
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, known := range []string{"ring_not_closed", "csv_syntax", "too_large", "probable_gcj02_shift", "truncated", "feature_type", "transform", "crs_not_wgs84"} {
		if rules[known] == "" {
			t.Errorf("%s is not found among the rules: the patterns miss it", known)
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
