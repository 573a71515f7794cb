package data

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	errUnclear  = errors.New("it can be read in more than one way or not at all")
	errNegative = errors.New("it is negative")
	errInfinite = errors.New("it is not finite")
	errPercent  = errors.New("it is more than the whole; if it is in per cent, write 35 % or name the property with (%)")
)

// unitScale returns what to multiply an amount by so that it is in the unit of
// its column: m² for areas, people, jobs, storeys, yuan, parts of one for ratios. The empty unit is the
// column's own.
func unitScale(a amount, unit string) (float64, bool) {
	unit = strings.ToLower(strings.TrimSpace(halfWidth(unit)))
	if unit == "" {
		return 1, true
	}
	scale := 1.0
	for _, prefix := range []struct {
		text  string
		scale float64
	}{{"万", 1e4}, {"亿", 1e8}, {"千", 1e3}} {
		if rest, ok := strings.CutPrefix(unit, prefix.text); ok {
			unit, scale = rest, prefix.scale
			break
		}
	}
	if unit == "" {
		return scale, true
	}
	own, ok := amountUnits[a][unit]
	return scale * own, ok
}

var areaUnits = map[string]float64{
	"m2": 1, "m²": 1, "㎡": 1, "sqm": 1, "sq m": 1, "sq.m": 1, "平方米": 1, "平米": 1, "m^2": 1,
	"ha": 1e4, "公顷": 1e4, "hectare": 1e4, "hectares": 1e4, "km2": 1e6, "km²": 1e6, "平方公里": 1e6, "平方千米": 1e6,
	"亩": 10000.0 / 15,
}

var partUnits = map[string]float64{"%": 0.01, "percent": 0.01, "per cent": 0.01, "‰": 0.001}

var amountUnits = [amountCount]map[string]float64{
	amountPopulation: {"人": 1, "people": 1, "persons": 1, "inhabitants": 1},
	amountJobs:       {"人": 1, "个": 1, "jobs": 1, "people": 1, "岗": 1},
	amountFloors:     {"层": 1, "f": 1, "floors": 1, "floor": 1, "levels": 1, "storeys": 1, "stories": 1},
	amountFloorArea:  areaUnits,
	amountFootprint:  areaUnits,
	amountGreen:      areaUnits,
	amountOutput:     {"元": 1, "yuan": 1, "cny": 1, "rmb": 1},
	amountInvested:   {"元": 1, "yuan": 1, "cny": 1, "rmb": 1},
	amountFAR:        {},
	amountCoverage:   partUnits,
	amountGreenRatio: partUnits,
}

// parseAmount reads an amount from a text in which it stands: "1,200", "12 层",
// "1.5万人". keyUnit is the unit that the property's name gives; a
// unit in the text itself wins.
//
// The empty text, "-" and the like say nothing: NaN and no error. What can be
// read in more than one way ("12;14", "1,2") or not at all is an error, as is
// a negative or infinite amount.
func parseAmount(a amount, text, keyUnit string) (float64, error) {
	text = strings.TrimSpace(halfWidth(text))
	switch strings.ToLower(text) {
	case "", "-", "--", "/", "无", "n/a", "na", "null", "none", "unknown", "未知", "nan":
		return math.NaN(), nil
	}
	number, unit := splitNumber(text)
	scale, ok := unitScale(a, unit)
	if unit == "" {
		scale, ok = unitScale(a, keyUnit)
	}
	if !ok || number == "" {
		return math.NaN(), errUnclear
	}
	digits, ok := withoutThousands(number)
	if !ok {
		return math.NaN(), errUnclear
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return math.NaN(), errUnclear
	}
	return checkAmount(a, v*scale)
}

// checkAmount passes on an amount that can be: finite, not negative and, of a
// part of the land, not more than all of it.
func checkAmount(a amount, v float64) (float64, error) {
	switch {
	case math.IsInf(v, 0) || math.IsNaN(v):
		return math.NaN(), errInfinite
	case v < 0:
		return math.NaN(), errNegative
	case v > 1 && (a == amountCoverage || a == amountGreenRatio):
		return math.NaN(), errPercent
	}
	return v, nil
}

// splitNumber cuts a text behind its leading number.
func splitNumber(text string) (number, unit string) {
	end := 0
	for end < len(text) && strings.IndexByte("0123456789.,+-", text[end]) >= 0 {
		end++
	}
	if end < len(text) && end > 0 && (text[end] == 'e' || text[end] == 'E') {
		if exp := end + 1; exp < len(text) && strings.IndexByte("0123456789+-", text[exp]) >= 0 {
			for end = exp + 1; end < len(text) && text[end] >= '0' && text[end] <= '9'; {
				end++
			}
		}
	}
	return text[:end], strings.TrimSpace(text[end:])
}

// withoutThousands drops commas that part groups of three digits. Any other
// comma makes the number unclear: 1,2 is one and a fifth to some.
func withoutThousands(number string) (string, bool) {
	if strings.IndexByte(number, ',') < 0 {
		return number, true
	}
	whole, fraction, _ := strings.Cut(number, ".")
	groups := strings.Split(strings.TrimLeft(whole, "+-"), ",")
	if strings.Contains(fraction, ",") || len(groups[0]) < 1 || len(groups[0]) > 3 || groups[0] == "0" {
		return "", false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return "", false
		}
	}
	return strings.ReplaceAll(number, ",", ""), true
}

// halfWidth turns full-width digits and signs, as Chinese input methods write
// them, into ASCII.
func halfWidth(text string) string {
	if strings.IndexFunc(text, fullWidth) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if fullWidth(r) {
			return r - 0xFEE0
		}
		if r == '\u3000' {
			return ' '
		}
		return r
	}, text)
}

func fullWidth(r rune) bool { return r >= 0xFF01 && r <= 0xFF5E }

// parseYear reads a year from 1000 to 3000 at the start of a text such as
// "2027", "2027-09" or "2027年9月".
func parseYear(text string) (int, bool) {
	text = strings.TrimSpace(halfWidth(text))
	if len(text) < 4 {
		return 0, false
	}
	year, err := strconv.Atoi(text[:4])
	if err != nil || year < 1000 || year > 3000 {
		return 0, false
	}
	next, _ := utf8.DecodeRuneInString(text[4:])
	if unicode.IsDigit(next) || unicode.IsLetter(next) && next != '年' && next != 'T' {
		return 0, false
	}
	return year, true
}
