package formats

import (
	"regexp"
	"strconv"
	"strings"
)

// sexagesimal is an angle in degrees, minutes and seconds, of which the last
// may have decimals, with a letter or word of its hemisphere before or behind.
// The marks of degrees must be there: numbers alone could mean anything.
var sexagesimal = regexp.MustCompile(`^([+\-−]?)\s*(\d{1,3}(?:\.\d+)?)\s*(?:°|º|度)` +
	`(?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:'|′|’|分)(?:\s*(\d{1,2}(?:\.\d+)?)\s*(?:"|″|”|''|′′|秒)?)?)?$`)

// thousands is a number with a separator after every three digits.
var thousands = regexp.MustCompile(`^[+-]?\d{1,3}(?:[,，' \x{a0}]\d{3})+(?:\.\d*)?$`)

// hemispheres are what may stand before or behind an angle, and the axis (0 for
// longitude) and sign it means.
var hemispheres = []struct {
	word string
	axis int
	sign float64
}{
	{"东经", 0, 1}, {"西经", 0, -1}, {"北纬", 1, 1}, {"南纬", 1, -1},
	{"E", 0, 1}, {"W", 0, -1}, {"N", 1, 1}, {"S", 1, -1},
	{"东", 0, 1}, {"西", 0, -1}, {"北", 1, 1}, {"南", 1, -1},
}

// angle reads degrees, minutes and seconds, or decimal degrees with a
// hemisphere, of an axis: 0 for longitude, 1 for latitude. plain tells that it
// was decimal.
func angle(text string, axis int) (degrees float64, plain, ok bool) {
	text = strings.TrimSpace(text)
	sign, worded := 1.0, false
	for _, h := range hemispheres {
		rest, before := strings.CutPrefix(strings.ToUpper(text), h.word)
		if !before {
			if rest, worded = strings.CutSuffix(strings.ToUpper(text), h.word); !worded {
				continue
			}
		}
		if h.axis != axis {
			return 0, false, false
		}
		text, sign, worded = strings.TrimSpace(rest), h.sign, true
		break
	}
	if v, ok := decimal(text); ok && worded {
		return sign * v, true, v >= 0
	}
	m := sexagesimal.FindStringSubmatch(text)
	if m == nil || m[1] != "" && worded || strings.Contains(m[2], ".") && m[3] != "" || strings.Contains(m[3], ".") && m[4] != "" {
		return 0, false, false
	}
	var v [3]float64
	for i := range v {
		if m[2+i] != "" {
			v[i], _ = strconv.ParseFloat(m[2+i], 64)
		}
	}
	if v[1] >= 60 || v[2] >= 60 {
		return 0, false, false
	}
	if m[1] != "" && m[1] != "+" {
		sign = -1
	}
	return sign * (v[0] + v[1]/60 + v[2]/3600), false, true
}

// decimal reads a number written in digits.
func decimal(text string) (float64, bool) {
	text = strings.TrimSuffix(strings.TrimSpace(text), "°")
	if strings.ContainsAny(text, "xXpP_nN") { // hexadecimal, NaN and Inf are none
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// cure says how to write a coordinate that could not be read.
func cure(text string) string {
	switch text = strings.TrimSpace(text); {
	case thousands.MatchString(text):
		return "write it without separators of thousands"
	case strings.ContainsAny(text, "°º度'′\":"):
		return `write decimal degrees, or degrees, minutes and seconds such as 118°53'45.6"E, minutes and seconds below 60`
	}
	return "write decimal degrees"
}
