package scorecard

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

//go:embed conditions.json
var conditionFile []byte

// conditions are the conditions of rules, which stand in the table in English,
// in Chinese.
var conditions = sync.OnceValue(func() map[string]string {
	var all map[string]string
	if err := json.Unmarshal(conditionFile, &all); err != nil {
		panic("the table of conditions built into the program: " + err.Error())
	}
	return all
})

// conditionText returns a condition in both languages, whichever the table has
// it in; one that is not known stands as it is.
func conditionText(s string) Text {
	if zh, ok := conditions()[s]; ok {
		return Text{zh, s}
	}
	for en, zh := range conditions() {
		if zh == s {
			return Text{zh, en}
		}
	}
	if size, ok := strings.CutPrefix(s, "area "); ok && !strings.Contains(size, "(") {
		size = strings.NewReplacer(">=", "≥", "<=", "≤", "-", "–", "m2", "m²").Replace(size)
		return Text{"面积 " + size, "area " + size}
	}
	return Text{s, s}
}
