package geojson

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// openText finds out the text encoding from the beginning of the text and
// sets the source on it.
func (d *decoder) openText(in *bufio.Reader, head []byte) {
	d.sum.Encoding = "UTF-8"
	d.src.r = in
	switch utf16, skip := utf16In(head); {
	case utf16 != "":
		d.sum.Encoding = utf16
		order := unicode.LittleEndian
		if utf16 == "UTF-16BE" {
			order = unicode.BigEndian
		}
		_, _ = in.Discard(skip)
		d.src.r = transform.NewReader(in, unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder())
		d.src.recoded = true
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = in.Discard(3)
		d.src.base, d.src.lineStart = 3, 3
	}
}

// utf16In names the UTF-16 that a file starting with head is written in, and
// the length of its byte order mark. JSON starts with ASCII, so without a
// mark every other byte is zero.
func utf16In(head []byte) (name string, skip int) {
	switch {
	case len(head) < 2:
		return "", 0
	case head[0] == 0xff && head[1] == 0xfe:
		return "UTF-16LE", 2
	case head[0] == 0xfe && head[1] == 0xff:
		return "UTF-16BE", 2
	case head[0] != 0 && head[1] == 0:
		return "UTF-16LE", 0
	case head[0] == 0 && head[1] != 0:
		return "UTF-16BE", 0
	}
	return "", 0
}

// recode is called at the first bytes that are not UTF-8. When all before was
// ASCII and they read as GB 18030, the rest of the file is taken as that.
func (d *decoder) recode(rest []byte, ascii bool) (io.Reader, error) {
	f := &fault{ErrEncoding, "encoding", -1, "", ""}
	switch {
	case !ascii:
		f.message = fmt.Sprintf("byte 0x%02X is not UTF-8 though the text before it is; save the file as UTF-8", rest[0])
	case d.sum.Encoding != "UTF-8":
		f.message = fmt.Sprintf("the text cannot be read as %s; save the file as UTF-8", d.sum.Encoding)
	case !likeGB18030(rest):
		f.message = fmt.Sprintf("byte 0x%02X is neither UTF-8 nor GB 18030 (GBK), perhaps Latin-1; save the file as UTF-8", rest[0])
	default:
		d.sum.Encoding = "GB18030"
		d.src.recoded = true
		again := io.MultiReader(bytes.NewReader(slices.Clone(rest)), d.src.r)
		return transform.NewReader(again, simplifiedchinese.GB18030.NewDecoder()), nil
	}
	return nil, f
}

// likeGB18030 tells whether b reads as GB 18030 text. Latin-1 can pass for
// GBK as far as the code goes, with letters as second bytes; Chinese text has
// mostly second bytes from 0xA1 on.
func likeGB18030(b []byte) bool {
	chinese, other := 0, 0
	for i := 0; i < len(b); {
		switch n := gb18030Length(b[i:]); {
		case n < 0:
			return i > 0 && i+4 > len(b) && chinese > 0 // cut off at the end
		case n == 1:
			i++
			continue
		case n == 2 && b[i+1] < 0xa1:
			other++
			i += n
		default:
			chinese++
			i += n
		}
	}
	return chinese > other
}

// gb18030Length is the length of the character at the start of b, -1 when
// there is none.
func gb18030Length(b []byte) int {
	switch {
	case b[0] < 0x80:
		return 1
	case b[0] == 0x80 || b[0] == 0xff || len(b) < 2:
		return -1
	case b[1] >= 0x40 && b[1] != 0x7f && b[1] != 0xff:
		return 2
	case len(b) >= 4 && isDigit(b[1]) && b[2] >= 0x81 && b[2] != 0xff && isDigit(b[3]):
		return 4
	}
	return -1
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
