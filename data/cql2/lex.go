package cql2

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

// kind is what a token is.
type kind uint8

const (
	tokenEnd    kind = iota
	tokenWord        // a name or a keyword
	tokenQuoted      // a name in double quotes
	tokenText        // a text in single quotes
	tokenNumber      // without sign
	tokenSymbol
)

// token is a piece of a filter's text.
type token struct {
	kind   kind
	text   string // a name or text without its quotes; a symbol
	word   string // a word in capitals
	number float64
	at     int
}

func (t token) String() string {
	switch t.kind {
	case tokenEnd:
		return "the end"
	case tokenText:
		return "the text '" + shortened(t.text) + "'"
	}
	return strconv.Quote(shortened(t.text))
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return s
	}
	return string([]rune(s)[:40]) + "…"
}

// lexer takes a filter's text apart.
type lexer struct {
	text string
	i    int
}

func (l *lexer) fail(at int, format string, args ...any) error {
	return &Error{Offset: at, Message: fmt.Sprintf(format, args...)}
}

// next returns the next token.
func (l *lexer) next() (token, error) {
	for l.i < len(l.text) && strings.IndexByte(" \t\n\r", l.text[l.i]) >= 0 {
		l.i++
	}
	at := l.i
	if at == len(l.text) {
		return token{kind: tokenEnd, at: at}, nil
	}
	c, size := utf8.DecodeRuneInString(l.text[at:])
	switch {
	case c == '\'' || c == '"':
		return l.quoted(byte(c))
	case c >= '0' && c <= '9' || c == '.' && at+1 < len(l.text) && isDigit(l.text[at+1]):
		return l.numeral()
	case startsName(c):
		l.i += size
		for l.i < len(l.text) {
			c, size := utf8.DecodeRuneInString(l.text[l.i:])
			if !continuesName(c) {
				break
			}
			l.i += size
		}
		text := l.text[at:l.i]
		return token{kind: tokenWord, text: text, word: strings.ToUpper(text), at: at}, nil
	case strings.ContainsRune("<>=(),+-*/^%", c):
		l.i++
		if pair := l.text[at:min(at+2, len(l.text))]; pair == "<>" || pair == "<=" || pair == ">=" {
			l.i++
		}
		return token{kind: tokenSymbol, text: l.text[at:l.i], at: at}, nil
	}
	return token{}, l.fail(at, "%q has no meaning here", c)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func startsName(c rune) bool {
	return c == '_' || c == ':' || c != utf8.RuneError && unicode.IsLetter(c)
}

func continuesName(c rune) bool {
	return startsName(c) || c == '.' || c != utf8.RuneError && (unicode.IsDigit(c) || unicode.IsMark(c))
}

// quoted reads what stands in quotes. The quote itself is written twice, or,
// in a text, behind a backslash. A backslash stands for itself, but right
// before a quote it is written twice, since else it would belong to the quote.
func (l *lexer) quoted(quote byte) (token, error) {
	t := token{kind: tokenQuoted, at: l.i}
	if quote == '\'' {
		t.kind = tokenText
	}
	var b strings.Builder
	for l.i++; l.i < len(l.text); {
		slashes := 0
		for quote == '\'' && l.i < len(l.text) && l.text[l.i] == '\\' {
			slashes++
			l.i++
		}
		quoteNext := l.i < len(l.text) && l.text[l.i] == quote
		escaped := quoteNext && slashes%2 == 1
		if quoteNext {
			slashes /= 2
		}
		for range slashes {
			b.WriteByte('\\')
		}
		switch {
		case escaped:
			b.WriteByte(quote)
			l.i++
		case quoteNext && l.i+1 < len(l.text) && l.text[l.i+1] == quote:
			b.WriteByte(quote)
			l.i += 2
		case quoteNext:
			l.i++
			t.text = b.String()
			if quote == '"' && t.text == "" {
				return t, l.fail(t.at, "a name is empty")
			}
			return t, nil
		case l.i < len(l.text):
			b.WriteByte(l.text[l.i])
			l.i++
		}
	}
	return t, l.fail(t.at, "the quote %c is not closed", quote)
}

// numeral reads a number without sign.
func (l *lexer) numeral() (token, error) {
	at := l.i
	digits := func() {
		for l.i < len(l.text) && isDigit(l.text[l.i]) {
			l.i++
		}
	}
	digits()
	if l.i < len(l.text) && l.text[l.i] == '.' {
		l.i++
		digits()
	}
	if l.i < len(l.text) && (l.text[l.i] == 'e' || l.text[l.i] == 'E') {
		back := l.i
		l.i++
		if l.i < len(l.text) && (l.text[l.i] == '+' || l.text[l.i] == '-') {
			l.i++
		}
		if from := l.i; true {
			if digits(); l.i == from {
				l.i = back
			}
		}
	}
	text := l.text[at:l.i]
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return token{}, l.fail(at, "the number %s is too large", shortened(text))
	}
	if l.i < len(l.text) {
		if c, _ := utf8.DecodeRuneInString(l.text[l.i:]); startsName(c) {
			return token{}, l.fail(at, "a name cannot start with a digit; write it in double quotes")
		}
	}
	return token{kind: tokenNumber, text: text, number: v, at: at}, nil
}
