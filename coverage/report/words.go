package report

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

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

// pick returns the text of the report's language, set for paper.
func (w words) pick(t scorecard.Text) string { return w.tidy(w.name(t.ZH, t.EN)) }

// aside returns text in parentheses, as it follows a name.
func (w words) aside(s string) string {
	if w.lang == "zh" {
		return "（" + s + "）"
	}
	return " (" + s + ")"
}

// title returns a name as it begins a line: in English with a capital.
func (w words) title(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if w.lang != "en" || size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// list joins what stands side by side in a sentence, and clause what follows
// after a comma.
func (w words) list(all []string) string {
	if w.lang == "zh" {
		return strings.Join(all, "、")
	}
	return strings.Join(all, ", ")
}

func (w words) clause(all ...string) string {
	if w.lang == "zh" {
		return strings.Join(all, "，")
	}
	return strings.Join(all, ", ")
}

var (
	tidyUnits   = strings.NewReplacer("km2", "km²", "m2", "m²", ">=", "≥ ", "<=", "≤ ", "≥  ", "≥ ")
	unitsInZH   = strings.NewReplacer("/person", "/人", "textbook", "教科书", " draft", "")
	wordsOfUnit = map[string]string{"people": "人", "person": "人", "jobs": "岗位", "job": "岗位", "yuan": "元", "year": "年", "min": "分钟"}
)

// tidy sets units as they stand on paper.
func (w words) tidy(s string) string {
	s = strings.ReplaceAll(tidyUnits.Replace(s), "≥  ", "≥ ")
	if w.lang == "zh" {
		s = unitsInZH.Replace(s)
	}
	return s
}

// unitName writes a unit of the tables on paper: yuan/km2/year is yuan/(km²·year).
func (w words) unitName(unit string) string {
	switch unit {
	case "", "1", "%":
		return "—"
	}
	parts := strings.Split(tidyUnits.Replace(unit), "/")
	for i, p := range parts {
		if zh, ok := wordsOfUnit[p]; ok && w.lang == "zh" {
			parts[i] = zh
		}
	}
	if len(parts) > 2 {
		return parts[0] + "/(" + strings.Join(parts[1:], "·") + ")"
	}
	return strings.Join(parts, "/")
}

// name returns the name in the report's language, the other where there is
// none.
func (w words) name(zh, en string) string {
	if w.lang == "zh" && zh != "" || en == "" {
		return zh
	}
	return en
}
