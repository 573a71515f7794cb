package scorecard

import (
	_ "embed"
	"encoding/json"
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

// conditionText returns a condition in both languages; one that is not known
// stands as it is.
func conditionText(s string) Text {
	if zh, ok := conditions()[s]; ok {
		return Text{zh, s}
	}
	return Text{s, s}
}
