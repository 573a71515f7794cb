package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"catchment/coverage/scorecard"
	catalogue "catchment/data/words"
)

// words are the words of one language.
type words struct {
	lang string
	text catalogue.Texts
}

// say returns the text of a key of the catalogue with its {places} filled in,
// which follow as names and values in turn. A key without a dot is a report's
// own, any other is the page's.
func (w words) say(key string, filled ...any) string { return w.text.Say(key, filled...) }

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
func (w words) list(all []string) string { return strings.Join(all, w.say("list.and")) }

func (w words) clause(all ...string) string { return strings.Join(all, w.say("wi.and")) }

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
