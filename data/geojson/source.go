package geojson

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf8"
)

// source is a window over the text of a file. What lies before pos has been
// dealt with and goes when the window moves on.
type source struct {
	r     io.Reader
	buf   []byte
	end   int   // bytes of buf read
	valid int   // bytes of buf known to be whole UTF-8 characters
	pos   int   // where reading goes on
	base  int64 // offset in the file of buf[0]
	err   error // from r, io.EOF included; given out when the window is used up

	counted   int   // bytes of buf whose lines have been counted
	line      int   // number of the line that the next byte stands in, from 1
	lineStart int64 // offset of that line
	sawHigh   bool  // a character beyond ASCII has been seen
	recoded   bool  // r converts from another encoding

	// recode is asked for a new reader when bytes are not UTF-8: it gets the
	// bytes from the first bad one on, and whether all before was ASCII.
	recode func(rest []byte, ascii bool) (io.Reader, error)
}

// text is what can be read: whole characters only.
func (s *source) text() []byte { return s.buf[:s.valid] }

// held is the number of bytes waiting from pos on.
func (s *source) held() int { return s.valid - s.pos }

// offset is the place in the file of an index into text.
func (s *source) offset(i int) int64 { return s.base + int64(i) }

// fill reads more after the current text: as much as the buffer takes, so
// that how r cuts its answers does not matter. It moves the window on to pos
// first and doubles the buffer when that makes too little room. It returns
// false when there is no more.
func (s *source) fill() (bool, error) {
	if s.err != nil && s.end == s.valid {
		if s.err == io.EOF {
			return false, nil
		}
		return false, s.err
	}
	s.slide()
	if s.end > len(s.buf)/2 {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for s.end < len(s.buf) && s.err == nil {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.err = err
	}
	before := s.valid
	if err := s.validate(); err != nil {
		return false, err
	}
	if s.valid > before {
		return true, nil
	}
	if s.err == nil {
		return s.fill()
	}
	if s.err == io.EOF {
		return false, nil
	}
	return false, s.err
}

// slide drops what lies before pos.
func (s *source) slide() {
	s.count(s.pos)
	s.base += int64(s.pos)
	s.end = copy(s.buf, s.buf[s.pos:s.end])
	s.valid -= s.pos
	s.pos, s.counted = 0, 0
}

// count counts lines up to an index of buf.
func (s *source) count(to int) {
	if to <= s.counted {
		return
	}
	s.line, s.lineStart = s.lineAt(to)
	s.counted = to
}

// lineAt gives the number and offset of the line that an index of buf, not
// before counted, stands in.
func (s *source) lineAt(i int) (line int, start int64) {
	line, start = s.line, s.lineStart
	passed := s.buf[s.counted:i]
	line += bytes.Count(passed, []byte{'\n'})
	if k := bytes.LastIndexByte(passed, '\n'); k >= 0 {
		start = s.base + int64(s.counted+k) + 1
	}
	return line, start
}

// validate moves valid on over whole characters, and has the rest recoded
// where it is not UTF-8.
func (s *source) validate() error {
	fresh := s.buf[s.valid:s.end]
	if ascii(fresh) {
		s.valid = s.end
		return nil
	}
	n, bad := wholeRunes(fresh, s.err != nil)
	if bad && !s.sawHigh && !s.recoded {
		n = byChance(fresh, n)
	}
	if !s.sawHigh {
		s.sawHigh = !ascii(fresh[:n])
	}
	if s.recoded {
		if i := bytes.Index(fresh[:n], []byte("\ufffd")); i >= 0 {
			s.err = &fault{ErrEncoding, "encoding", -1, "", "a character is damaged; save the file as UTF-8"}
			n, bad = i, false
			s.end = s.valid + n
		}
	}
	s.valid += n
	if !bad {
		return nil
	}
	r, err := s.recode(s.buf[s.valid:s.end], !s.sawHigh)
	if err != nil {
		s.err = err
		s.end = s.valid
		return nil // what came before the bad byte is read first
	}
	s.r = r
	s.err = nil
	s.end = s.valid
	s.sawHigh = true
	return nil
}

// wholeRunes returns how many bytes of b are whole UTF-8 characters from the
// start, and whether what follows is wrong rather than only cut off. With
// last, nothing follows b.
func wholeRunes(b []byte, last bool) (n int, bad bool) {
	if utf8.Valid(b) {
		return len(b), false
	}
	// The cut-off character at the end, if that is all.
	for k := 1; k < utf8.UTFMax && k <= len(b); k++ {
		if i := len(b) - k; utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) && utf8.Valid(b[:i]) {
				return i, last
			}
			break
		}
	}
	for n < len(b) {
		r, size := utf8.DecodeRune(b[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	return n, true
}

// byChance returns where the text stops being ASCII when what follows up to n
// reads as UTF-8 by chance: as letters of two bytes, and together with the rest
// as GB 18030. Else it returns n.
func byChance(b []byte, n int) int {
	first := n
	for i := 0; i < n; i++ {
		if b[i] >= utf8.RuneSelf {
			first = min(first, i)
		}
		if b[i] >= 0xe0 { // three bytes: hardly by chance
			return n
		}
	}
	if first < n && likeGB18030(b[first:]) {
		return first
	}
	return n
}

func ascii(b []byte) bool {
	for ; len(b) >= 32; b = b[32:] {
		u := binary.LittleEndian.Uint64(b) | binary.LittleEndian.Uint64(b[8:]) |
			binary.LittleEndian.Uint64(b[16:]) | binary.LittleEndian.Uint64(b[24:])
		if u&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// locate gives line and column, both from 1, the column in bytes, of an
// offset from pos on.
func (s *source) locate(offset int64) (line, column int) {
	s.count(s.pos)
	line, start := s.lineAt(min(max(int(offset-s.base), s.counted), s.end))
	return line, int(offset-start) + 1
}
