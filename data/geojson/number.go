package geojson

import (
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"
)

// pow10 are the powers of ten that float64 holds exactly.
var pow10 = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10,
	1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// number takes a JSON number and returns the float64 nearest to it. Numbers
// too large for float64 come out infinite.
//
// Up to 2^53 and 22 decimals the digits as an integer and the power of ten
// are both exact and one division rounds correctly (Clinger 1990); the rest
// is left to strconv.
func (s *scanner) number() (float64, bool) {
	b, i := s.b, s.i
	start := i
	if i < len(b) && b[i] == '-' {
		i++
	}
	var digits uint64
	first := i
	for i < len(b) && b[i]-'0' < 10 {
		digits = digits*10 + uint64(b[i]-'0')
		i++
	}
	count, decimals := i-first, 0
	if count == 0 || count > 1 && b[first] == '0' {
		return 0, s.wrongNumber(first)
	}
	if i < len(b) && b[i] == '.' {
		i++
		point := i
		for i < len(b) && b[i]-'0' < 10 {
			digits = digits*10 + uint64(b[i]-'0')
			i++
		}
		decimals = i - point
		count += decimals
		if decimals == 0 {
			return 0, s.cutNumber(i, "a digit after the decimal point")
		}
	}
	if i >= len(b) {
		s.short = true // the number may go on
		return 0, false
	}
	if b[i]|0x20 == 'e' {
		return s.slowNumber(start, i)
	}
	s.i = i
	if count > 19 || digits > 1<<53 || decimals > 22 {
		return parse(b[start:i]), true
	}
	f := float64(digits) / pow10[decimals]
	if b[start] == '-' {
		f = -f
	}
	return f, true
}

// plainNumber reads the number at i when it is in the form that nearly all are
// in, up to 6 digits, a decimal point and up to 15 decimals, and 32 bytes of text are
// there. end is the place behind it, negative for any
// other form, right or wrong: that is left to number, which gives the same.
func plainNumber(b []byte, i int) (v float64, end int) {
	if i+32 > len(b) {
		return 0, -1
	}
	negative := b[i] == '-'
	if negative {
		i++
	}
	digits, first := uint64(b[i]-'0'), b[i]
	if digits > 9 {
		return 0, -1
	}
	for i++; b[i]-'0' < 10; i++ {
		if digits = digits*10 + uint64(b[i]-'0'); digits > 999_999 || first == '0' {
			return 0, -1
		}
	}
	if b[i] != '.' {
		return 0, -1
	}
	i++
	decimals := 0
	for {
		part, n := eightDigits(binary.LittleEndian.Uint64(b[i:]))
		digits = digits*whole10[n] + part
		decimals += n
		if i += n; n < 8 {
			break
		}
		if decimals > 8 || digits > 1e11 { // another eight could be too many for digits
			return 0, -1
		}
	}
	if decimals == 0 || digits > 1<<53 || b[i]|0x20 == 'e' {
		return 0, -1
	}
	v = float64(digits) / pow10[decimals]
	if negative {
		v = -v
	}
	return v, i
}

// whole10 are powers of ten.
var whole10 = [...]uint64{1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8}

// eightDigits returns the number that the digits at the start of eight
// bytes make, of which the lowest comes first, and how many they are.
//
// The digits are moved up so that they end in the last byte; then neighbours
// are put together: bytes to pairs, pairs to fours, fours to eight.
func eightDigits(text uint64) (v uint64, n int) {
	v = text ^ 0x3030303030303030
	other := (v + 0x7676767676767676 | v) & 0x8080808080808080 // the first bit is that of the first byte beyond 9
	n = bits.TrailingZeros64(other) / 8
	v <<= 64 - 8*n
	v = (v*10 + v>>8) & 0x00ff00ff00ff00ff
	v = (v*100 + v>>16) & 0x0000ffff0000ffff
	return (v*10000 + v>>32) & 0xffffffff, n
}

// slowNumber finishes a number whose exponent stands at i.
func (s *scanner) slowNumber(start, i int) (float64, bool) {
	b := s.b
	i++
	if i < len(b) && (b[i] == '+' || b[i] == '-') {
		i++
	}
	first := i
	for i < len(b) && b[i]-'0' < 10 {
		i++
	}
	if i == first {
		return 0, s.cutNumber(i, "a digit of the exponent")
	}
	if i >= len(b) {
		s.short = true
		return 0, false
	}
	s.i = i
	return parse(b[start:i]), true
}

// parse reads a well-formed number of any length.
func parse(b []byte) float64 {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil && !math.IsInf(f, 0) {
		return math.NaN()
	}
	return f
}

// skipNumber takes a number and forgets it.
func (s *scanner) skipNumber() bool {
	b, i := s.b, s.i
	if b[i] == '-' {
		i++
	}
	first := i
	for i < len(b) && b[i]-'0' < 10 {
		i++
	}
	if whole := i == first+1 || i > first && b[first] != '0'; whole && i < len(b) && b[i] == '.' {
		point := i
		for i++; i < len(b) && b[i]-'0' < 10; {
			i++
		}
		if i == point+1 {
			i = len(b) // left to number
		}
	} else if !whole {
		i = len(b)
	}
	if i < len(b) && b[i]|0x20 != 'e' {
		s.i = i
		return true
	}
	_, ok := s.number()
	return ok
}

// wrongNumber says what is wrong with the digits at i.
func (s *scanner) wrongNumber(i int) bool {
	if i >= len(s.b) {
		s.short = true
		return false
	}
	if s.b[i] == '0' {
		s.i = i
		return s.fail("syntax", "a number starts with a superfluous 0; remove it")
	}
	return s.badValue()
}

// cutNumber stops at i, where a digit is missing.
func (s *scanner) cutNumber(i int, wanted string) bool {
	s.i = i
	return s.unexpected(wanted)
}
