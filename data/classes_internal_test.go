package data

import (
	"regexp"
	"testing"
)

// The forms of codes, against the expressions that state them, on every text
// of up to four characters of a small alphabet and on some longer ones.
func TestCodeForms(t *testing.T) {
	letters := regexp.MustCompile(`^(R|A|B|M|W|S|U|G|H|E)[1-9]?\d?[a-z]?$`)
	digits := regexp.MustCompile(`^\d{2}(\d{2}){0,2}[A-Z]?$`)
	check := func(code string) {
		if got, want := isGB50137(code), letters.MatchString(code); got != want {
			t.Errorf("isGB50137(%q) = %v, want %v", code, got, want)
		}
		if got, want := isDigitCode(code), digits.MatchString(code); got != want {
			t.Errorf("isDigitCode(%q) = %v, want %v", code, got, want)
		}
	}
	var all func(prefix string, left int)
	all = func(prefix string, left int) {
		check(prefix)
		if left == 0 {
			return
		}
		for _, c := range "RAEZ019az地 " {
			all(prefix+string(c), left-1)
		}
	}
	all("", 4)
	for _, code := range []string{"070102", "070102A", "0701023", "07010203", "0701a", "R21aa", "A33\n"} {
		check(code)
	}
}
