package data

import (
	"slices"
	"strings"
)

// isGB50137 tells whether a code has the form of GB 50137: a letter, up to two
// digits that do not start with 0 when there are two, perhaps a small letter.
func isGB50137(code string) bool {
	if code == "" || strings.IndexByte("RABMWSUGHE", code[0]) < 0 {
		return false
	}
	rest := code[1:]
	if n := len(rest); n > 0 && rest[n-1] >= 'a' && rest[n-1] <= 'z' {
		rest = rest[:n-1]
	}
	return areDigits(rest) && (len(rest) < 2 || len(rest) == 2 && rest[0] != '0')
}

// isDigitCode tells whether a code has the form of the digital classes: two, four or
// six digits, perhaps a capital.
func isDigitCode(code string) bool {
	if n := len(code); n > 0 && code[n-1] >= 'A' && code[n-1] <= 'Z' {
		code = code[:n-1]
	}
	return areDigits(code) && (len(code) == 2 || len(code) == 4 || len(code) == 6)
}

func areDigits(text string) bool {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// classTags are the OSM keys that state a class, the first first.
var classTags = [...]string{"landuse", "natural", "leisure"}

// class returns the land-use class a feature states: by a code property, else
// by the first of the OSM keys landuse, natural, leisure as "key=value". Such a
// key that was chosen for the class states what it always does.
func (p *factReader) class(s *said) Class {
	scheme := schemeOf(s.text(fieldScheme))
	if code := s.text(fieldCode); code != "" {
		if key := s.key[fieldCode].key; slices.Contains(classTags[:], key) && !looksLikeCode(code) {
			return Class{SchemeOSM, key + "=" + code}
		}
		return classOf(scheme, code)
	}
	if code := s.text(fieldSurvey); code != "" {
		if scheme == "" {
			scheme = SchemeGBT2101
		}
		return classOf(scheme, code)
	}
	if code := s.text(fieldCodeHint); looksLikeCode(code) || code != "" && scheme != "" && s.key[fieldCodeHint].key == "code" {
		return classOf(scheme, code)
	}
	if s.untagged[fieldCode] {
		return Class{}
	}
	for _, key := range classTags {
		if v := s.tag(key); v != "" {
			return Class{SchemeOSM, key + "=" + v}
		}
	}
	return Class{}
}

func looksLikeCode(code string) bool {
	return isGB50137(code) || isDigitCode(code)
}

// classOf returns the class of a code; the scheme is told by the code's form
// where nobody stated it.
func classOf(scheme, code string) Class {
	switch {
	case scheme != "":
	case isGB50137(code):
		scheme = SchemeGB50137
	case isDigitCode(code):
		scheme = SchemeMNR2023
	default:
		scheme = SchemeOther
	}
	return Class{scheme, strings.Clone(code)}
}

// schemeOf returns the name used here for a stated scheme; one not known keeps
// its own name.
func schemeOf(text string) string {
	folded := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_/—", r) {
			return -1
		}
		return r
	}, strings.ToUpper(text))
	switch {
	case text == "":
		return ""
	case strings.Contains(folded, "50137"):
		return SchemeGB50137
	case strings.Contains(folded, "21010") || strings.Contains(text, "土地利用现状"):
		return SchemeGBT2101
	case strings.Contains(folded, "MNR") || strings.Contains(text, "用地用海"):
		return SchemeMNR2023
	case folded == "OSM":
		return SchemeOSM
	}
	return text
}
