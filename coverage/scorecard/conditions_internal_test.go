package scorecard

import (
	"regexp"
	"testing"

	"catchment/data/standards"
)

// TestConditionsAreInBothLanguages: a condition of any rule that is held against
// data, and what follows from it, has no Chinese in English.
func TestConditionsAreInBothLanguages(t *testing.T) {
	if got, want := conditionText("低压配变"), (Text{"低压配变", "low-voltage transformer"}); got != want {
		t.Errorf("conditionText gives %v, want %v", got, want)
	}
	if got, want := conditionText("area 0.4-1 ha"), (Text{"面积 0.4–1 ha", "area 0.4–1 ha"}); got != want {
		t.Errorf("conditionText gives %v, want %v", got, want)
	}
	han, checked := regexp.MustCompile(`\p{Han}`), 0
	for _, r := range standards.Rules() {
		words := []string{r.When}
		for _, v := range r.Values {
			words = append(words, v.Case)
		}
		for _, w := range words {
			if checked++; han.MatchString(conditionText(w).EN) {
				t.Errorf("%s: the condition %q is Chinese in English", r.ID, w)
			}
		}
	}
	if checked < 100 {
		t.Errorf("only %d conditions were checked", checked)
	}
}

// TestCountsAreWorded: one station is one station.
func TestCountsAreWorded(t *testing.T) {
	least, most := 0.35, 0.4
	for got, want := range map[string]string{
		stations(0): "0 stations", stations(1): "1 station", stations(2): "2 stations", isAre(1): "is", isAre(3): "are",
		targetWords(&least, nil, "1").EN: "at least 35 %", targetWords(&least, &most, "1").ZH: "35–40 %", targetWords(nil, &most, "km2").EN: "at most 0.4 km2",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
