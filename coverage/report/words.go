package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"catchment/coverage/scorecard"
)

//go:embed words.json
var wordFile []byte

var catalogue = sync.OnceValue(func() map[string]map[string]string {
	var all map[string]map[string]string
	if err := json.Unmarshal(wordFile, &all); err != nil {
		panic("the report's words built into the program: " + err.Error())
	}
	return all
})

// Languages returns the languages a report can be in.
func Languages() []string { return slices.Sorted(maps.Keys(catalogue())) }

// words are the words of one language.
type words struct {
	lang string
	text map[string]string
}

// say returns the text of a key with its places {a}, {b}, … filled in.
func (w words) say(key string, values ...any) string {
	s, ok := w.text[key]
	if !ok {
		return key
	}
	for i, v := range values {
		s = strings.ReplaceAll(s, "{"+string(rune('a'+i))+"}", fmt.Sprint(v))
	}
	return s
}

// pick returns the text of the report's language.
func (w words) pick(t scorecard.Text) string { return w.name(t.ZH, t.EN) }

// name returns the name in the report's language, the other where there is
// none.
func (w words) name(zh, en string) string {
	if w.lang == "zh" && zh != "" || en == "" {
		return zh
	}
	return en
}
