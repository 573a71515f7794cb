// Package condition reads the conditions that a request may carry on the entity
// tag of what it is about (RFC 9110, 8.8.3 and 13.1).
package condition

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// ErrSyntax is the error of Parse for what is no condition.
var ErrSyntax = errors.New(`neither * nor a list of ETags, which stand in quotation marks`)

// Tags are what an If-Match or If-None-Match header names.
type Tags struct {
	Any    bool     // *: whatever there is
	Listed []string // as sent, weak ones with their W/
}

// Combine makes one line of each condition that stands on several (RFC 9110,
// 5.3), for readers who look at the first alone. An If-Match that is there and
// empty becomes one that Parse refuses: it is no request without a condition.
func Combine(h http.Header) {
	for _, name := range []string{"If-Match", "If-None-Match"} {
		lines := h[name]
		if len(lines) == 0 || len(lines) == 1 && strings.TrimSpace(lines[0]) != "" {
			continue
		}
		h[name] = []string{strings.Join(append(slices.Clone(lines), ""), ", ")}
	}
}

// Coding is what the tag of an answer in gzip ends in; one in zstd says so in its
// place. Every coding has a tag of its own (RFC 9110, 8.8.3.3).
const Coding = "-gzip"

var codings = []string{Coding, "-zstd"}

// Uncode lets conditions on the tag of a compressed answer hold for who knows
// that of the answer as it is: it stands behind the other.
func Uncode(h http.Header) {
	for _, name := range []string{"If-Match", "If-None-Match"} {
		said := h.Get(name)
		if !slices.ContainsFunc(codings, func(c string) bool { return strings.Contains(said, c+`"`) }) {
			continue
		}
		t, err := Parse(said)
		if err != nil {
			continue
		}
		var all []string
		for _, tag := range t.Listed {
			if all = append(all, tag); codingOf(tag) != "" {
				all = append(all, uncoded(tag))
			}
		}
		h.Set(name, strings.Join(all, ", "))
	}
}

// codingOf returns the coding that a tag names, "" for none.
func codingOf(tag string) string {
	for _, c := range codings {
		if strings.HasSuffix(tag, c+`"`) {
			return c
		}
	}
	return ""
}

// uncoded is the tag of the answer as it is, of which tag may name a coding.
func uncoded(tag string) string {
	if c := codingOf(tag); c != "" {
		return tag[:len(tag)-len(c)-1] + `"`
	}
	return tag
}

// Coded returns tag with the coding in which an If-None-Match header says that
// the client has what tag names.
func Coded(header, tag string) string {
	if t, err := Parse(header); err == nil {
		for _, l := range t.Listed {
			switch opaque(tag) {
			case opaque(l):
				return tag
			case opaque(uncoded(l)):
				return tag[:len(tag)-1] + codingOf(l) + `"`
			}
		}
	}
	return tag
}

// Parse reads the value of an If-Match or If-None-Match header.
func Parse(header string) (Tags, error) {
	if strings.TrimSpace(header) == "*" {
		return Tags{Any: true}, nil
	}
	var t Tags
	for rest := header; ; {
		rest = strings.TrimLeft(rest, " \t,") // empty elements are borne with (5.6.1)
		if rest == "" {
			break
		}
		n := tagLength(rest)
		if n < 0 {
			return Tags{}, ErrSyntax
		}
		t.Listed = append(t.Listed, rest[:n])
		rest = strings.TrimLeft(rest[n:], " \t")
		if rest != "" && rest[0] != ',' {
			return Tags{}, ErrSyntax
		}
	}
	if t.Listed == nil {
		return Tags{}, ErrSyntax
	}
	return t, nil
}

// tagLength is the length of the entity tag at the start of s, -1 for none.
func tagLength(s string) int {
	opaque, n := s, 0
	if strings.HasPrefix(s, "W/") {
		opaque, n = s[2:], 2
	}
	if opaque == "" || opaque[0] != '"' {
		return -1
	}
	end := strings.IndexByte(opaque[1:], '"')
	if end < 0 || strings.ContainsFunc(opaque[1:end+1], func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return -1
	}
	return n + end + 2
}

// Match tells whether If-Match holds for what has the tag: strong comparison,
// by which a weak tag is like none.
func (t Tags) Match(tag string) bool {
	return t.Any || !weak(tag) && slices.Contains(t.Listed, tag)
}

// Seen tells whether an If-None-Match header names tag, so that the client has
// what there is: weak comparison. A header that is none names nothing.
func Seen(header, tag string) bool {
	if header == "" {
		return false
	}
	t, err := Parse(header)
	return err == nil && (t.Any || slices.ContainsFunc(t.Listed, func(l string) bool { return opaque(l) == opaque(tag) }))
}

func weak(tag string) bool { return strings.HasPrefix(tag, "W/") }

func opaque(tag string) string { return strings.TrimPrefix(tag, "W/") }
