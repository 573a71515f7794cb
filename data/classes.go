package data

import (
	"regexp"
	"strings"
)

var (
	codeGB50137 = regexp.MustCompile(`^(R|A|B|M|W|S|U|G|H|E)[1-9]?\d?[a-z]?$`)
	codeDigits  = regexp.MustCompile(`^\d{2}(\d{2}){0,2}[A-Z]?$`)
)

// class returns the land-use class a feature states: by a code property, else
// by the first of the OSM keys landuse, natural, leisure as "key=value".
func (p *factReader) class(s *said) Class {
	scheme := schemeOf(s.text(fieldScheme))
	if code := s.text(fieldCode); code != "" {
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
	for _, key := range [...]string{"landuse", "natural", "leisure"} {
		if v := s.tag(key); v != "" {
			return Class{SchemeOSM, key + "=" + v}
		}
	}
	return Class{}
}

func looksLikeCode(code string) bool {
	return codeGB50137.MatchString(code) || codeDigits.MatchString(code)
}

// classOf returns the class of a code; the scheme is told by the code's form
// where nobody stated it.
func classOf(scheme, code string) Class {
	switch {
	case scheme != "":
	case codeGB50137.MatchString(code):
		scheme = SchemeGB50137
	case codeDigits.MatchString(code):
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
