package cql2

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// pattern is a text in which % stands for any characters, _ for one, and a
// backslash takes the meaning from the character behind it.
type pattern []piece

type piece struct {
	char      rune
	one, many bool
}

func newPattern(text string) pattern {
	var p pattern
	escaped := false
	for _, c := range text {
		switch {
		case escaped:
			p, escaped = append(p, piece{char: c}), false
		case c == '\\':
			escaped = true
		case c == '%':
			if len(p) == 0 || !p[len(p)-1].many {
				p = append(p, piece{many: true})
			}
		default:
			p = append(p, piece{char: c, one: c == '_'})
		}
	}
	if escaped {
		p = append(p, piece{char: '\\'})
	}
	return p
}

// matches tells whether the whole text is as the pattern says. It goes back to
// the last % only, so the cost is at most the product of the lengths.
func (p pattern) matches(text string) bool {
	at, back, from := 0, -1, 0
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case at < len(p) && p[at].many:
			back, from = at, i
			at++
		case at < len(p) && (p[at].one || p[at].char == c):
			at++
			i += size
		case back >= 0:
			_, size := utf8.DecodeRuneInString(text[from:])
			from += size
			at, i = back+1, from
		default:
			return false
		}
	}
	for at < len(p) && p[at].many {
		at++
	}
	return at == len(p)
}

// folded is a text without the difference between capitals and small letters.
func folded(text string) string {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return cases.Fold().String(text)
		}
	}
	return strings.ToLower(text)
}

// unaccented is a text without the marks on its letters.
func unaccented(text string) string {
	parts := norm.NFD.String(text)
	return norm.NFC.String(strings.Map(func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}, parts))
}
