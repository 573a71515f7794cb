package data

import (
	"regexp"
	"strings"
	"unicode"
)

// kind returns the kind of the feature at hand: the layer's when it has one,
// else what the feature's own properties tell.
func (p *factReader) kind(s *said, name string) Kind {
	if p.meta.Kind != "" {
		return p.meta.Kind
	}
	if p.meta.Role == RoleFacility {
		word := s.text(fieldKind)
		if word != "" && word == p.kindWord {
			return p.wordKind
		}
		k, _ := facilityKind(s, name)
		p.kindWord, p.wordKind = word, k
		return k
	}
	if p.meta.Role == RoleBoundary || p.meta.Role == RolePopulation {
		return Kind(foldWord(s.text(fieldKind)))
	}
	return ""
}

// facilityKind returns the facility kind that a feature's properties tell, and
// the evidence. In order: a kind property, OSM tags, a known word under a
// looser key such as type, the name; where a property was chosen for the kind no
// tags. A name also narrows a kind told by tags
// (amenity=school named 第三小学 is a primary school).
func facilityKind(s *said, name string) (Kind, evidenceOf) {
	if word := s.text(fieldKind); word != "" {
		if k, ok := LookupKind(word); ok {
			return k.Kind, evidenceOf{key: s.raw[fieldKind], word: word}
		}
		return Kind(foldWord(word)), evidenceOf{key: s.raw[fieldKind], word: word}
	}
	k, tags := Kind(""), ""
	if !s.untagged[fieldKind] {
		k, tags = kindByTags(s.tags)
	}
	why := evidenceOf{key: tags}
	if k == "" {
		if word := s.text(fieldKindHint); word != "" {
			if info, ok := LookupKind(word); ok {
				k, why = info.Kind, evidenceOf{key: s.raw[fieldKindHint], word: word}
			}
		}
	}
	named := kindByName(name)
	if named != "" && (k == "" || named != k && named.IsA(k)) {
		why.name = name
		return named, why
	}
	return k, why
}

// evidenceOf is what told a kind: a property, a name, or both. It becomes a text
// only when somebody asks.
type evidenceOf struct{ key, word, name string }

func (e evidenceOf) String() string {
	text := e.key
	if e.word != "" {
		text += "=" + e.word
	}
	if e.name == "" {
		return text
	}
	if text != "" {
		text += ", "
	}
	return text + "“" + short(e.name) + "”"
}

// kindByTags returns the kind OSM tags tell. Tags that tell more (school=primary)
// count before those that tell less (amenity=school); access to the ground
// floor (building=…) is no kind of its own unless nothing else is said.
func kindByTags(tags []tag) (Kind, string) {
	best, why := -1, ""
	for _, t := range tags {
		i, ok := kindByTag[t.key+"="+t.value]
		if !ok {
			continue
		}
		better := best < 0 || kinds[i].Kind.IsA(kinds[best].Kind) ||
			!kinds[best].Kind.IsA(kinds[i].Kind) && tagWeight(t.key) > tagWeight(why)
		if better && (best != i || why == "") {
			best, why = i, t.key+"="+t.value
		}
	}
	if best < 0 {
		return "", ""
	}
	return kinds[best].Kind, why
}

// tagWeight orders OSM keys by how surely they tell what a place is for.
func tagWeight(t string) int {
	key, _, _ := strings.Cut(t, "=")
	switch key {
	case "school", "isced:level", "plant:type":
		return 5
	case "amenity", "emergency":
		return 4
	case "healthcare", "highway", "power", "man_made":
		return 3
	case "public_transport", "leisure", "shop", "office", "tourism":
		return 2
	}
	return 1
}

// numbered matches the short names of schools: 二十七小, 松山九中.
var numbered = regexp.MustCompile(`[一二三四五六七八九十百0-9]+(小|中)$`)

// kindByName returns the kind that stands at the end of a Chinese name, or in
// an English one.
func kindByName(name string) Kind {
	name = bareName(name)
	if name == "" {
		return ""
	}
	if m := numbered.FindStringSubmatch(name); m != nil {
		if m[1] == "小" {
			return "primary_school"
		}
		return "middle_school"
	}
	longest, kind := 0, Kind("")
	for i := range kinds {
		for _, w := range kinds[i].words {
			if len(w) > longest && strings.HasSuffix(name, w) {
				longest, kind = len(w), kinds[i].Kind
			}
		}
	}
	if kind != "" {
		return kind
	}
	return kindByEnglishName(name)
}

// kindByEnglishName returns the kind whose English name ends the name, number
// or not: "Riverside Primary School 3".
func kindByEnglishName(name string) Kind {
	name = strings.ToLower(strings.TrimRightFunc(name, func(r rune) bool { return unicode.IsDigit(r) || unicode.IsSpace(r) }))
	longest, kind := 0, Kind("")
	for i := range kinds {
		en := kinds[i].NameEN
		if len(en) > longest && (name == en || strings.HasSuffix(name, " "+en)) {
			longest, kind = len(en), kinds[i].Kind
		}
	}
	return kind
}

// bareName drops what follows the kind in a name: brackets, campus words and a
// trailing number.
func bareName(name string) string {
	for {
		before := name
		name = strings.TrimFunc(name, unicode.IsSpace)
		for _, pair := range [...]string{"()", "（）"} {
			r := []rune(pair)
			if strings.HasSuffix(name, string(r[1])) {
				if i := strings.LastIndex(name, string(r[0])); i > 0 {
					name = name[:i]
				}
			}
		}
		for _, tail := range [...]string{"分校", "校区", "院区", "分院", "新址", "旧址", "新区"} {
			if cut, ok := strings.CutSuffix(name, tail); ok {
				name = strings.TrimRight(cut, "东南西北新老本总中")
			}
		}
		if trimmed := strings.TrimRight(name, "0123456789#号 "); trimmed != "" && !endsNumbered(name) {
			name = trimmed
		}
		if name == before {
			return name
		}
	}
}

func endsNumbered(name string) bool { return numbered.MatchString(name) }
