package formats

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"catchment/data"
	"catchment/data/geojson"
)

// codePages are the encodings a .dbf may be in, by the names and numbers that
// a .cpg gives, folded; nil is UTF-8. GB 18030 reads GBK and GB 2312 as well.
var codePages = map[string]encoding.Encoding{
	"utf8": nil, "65001": nil,
	"gb18030": simplifiedchinese.GB18030, "54936": simplifiedchinese.GB18030,
	"gbk": simplifiedchinese.GB18030, "936": simplifiedchinese.GB18030, "gb2312": simplifiedchinese.GB18030,
	"big5": traditionalchinese.Big5, "950": traditionalchinese.Big5,
	"shiftjis": japanese.ShiftJIS, "sjis": japanese.ShiftJIS, "932": japanese.ShiftJIS,
	"euckr": korean.EUCKR, "949": korean.EUCKR,
	"88591": charmap.ISO8859_1, "28591": charmap.ISO8859_1, "latin1": charmap.ISO8859_1, "ascii": charmap.ISO8859_1,
	"885915": charmap.ISO8859_15, "1250": charmap.Windows1250, "1251": charmap.Windows1251, "1252": charmap.Windows1252,
	"1253": charmap.Windows1253, "1254": charmap.Windows1254, "437": charmap.CodePage437, "850": charmap.CodePage850,
}

// languages are the encodings that the language driver byte of a .dbf names.
var languages = map[byte]string{
	0x4d: "936", 0x7a: "936", 0x4f: "950", 0x78: "950", 0x13: "932", 0x7b: "932", 0x4e: "949", 0x79: "949",
	0x01: "437", 0x02: "850", 0x03: "1252", 0xc8: "1250", 0xc9: "1251",
}

// foldPage makes the spellings of a code page equal: "CP 936", "ANSI 936",
// "OEM 936", "windows-936", "UTF-8", "ISO-8859-1".
func foldPage(page string) string {
	page = strings.NewReplacer("-", "", "_", "", " ", "", "\x00", "").Replace(strings.ToLower(strings.TrimPrefix(page, "\ufeff")))
	for _, prefix := range []string{"ansi", "oem", "cp", "windows", "ms", "iso"} {
		page = strings.TrimPrefix(page, prefix)
	}
	return page
}

// encoding returns how the text of the table is to be read, nil for UTF-8: as
// the .cpg says, else as the language byte says, else as the bytes look.
func (t *dbf) encoding(e entry, page string, language byte, headerSize int) (*encoding.Decoder, error) {
	from := "its .cpg"
	if page == "" {
		page, from = languages[language], "its language byte"
	}
	if page == "" {
		return t.guess(e, headerSize)
	}
	enc, known := codePages[foldPage(page)]
	t.from = from
	if !known {
		return nil, t.refuse(ErrFormat, "encoding", "the .dbf is in the encoding %q by %s, which is not read here; save it as UTF-8", clip(page), from)
	}
	return t.reads(enc, page), nil
}

// reads takes note of an encoding and returns its decoder.
func (t *dbf) reads(enc encoding.Encoding, page string) *encoding.Decoder {
	if enc == nil {
		t.page = "UTF-8"
		t.Encoding(t.page)
		return nil
	}
	t.page = strings.ToUpper(page)
	if enc == simplifiedchinese.GB18030 {
		t.page = "GB18030"
	}
	t.Encoding(t.page)
	return enc.NewDecoder()
}

// asGB18030 reads a text as GB 18030; false when it is not that.
func asGB18030(text string) (string, bool) {
	out := fromGBK(text)
	return out, !strings.ContainsRune(out, utf8.RuneError)
}

// illegible is what is wrong with a feature when the text in one of its columns
// is not in the encoding it should be in. With Repair what cannot be read is
// replaced, and otherwise it costs the feature: nobody is to find out later
// that names were lost.
func (d *decoder) illegible(column, text, encoding string) data.Problem {
	reads := ""
	if _, ok := asGB18030(text); ok && encoding == "UTF-8" {
		reads = " but reads as GB 18030 (GBK)"
	}
	p := flaw("encoding", "the text in column %q is not %s%s", clip(column), encoding, reads)
	p.Path = "/properties/" + data.EscapePointer(column)
	if d.Options().Mode == geojson.Repair {
		p.Severity, p.Message = data.SeverityRepair, p.Message+"; what cannot be read was replaced"
	}
	return p
}

// guess tells the encoding by what all of the table looks like: UTF-8 if all
// of it is, else GB 18030.
func (t *dbf) guess(e entry, headerSize int) (*encoding.Decoder, error) {
	before := t.archive.read
	defer func() { t.archive.read = before }()
	r, err := t.open(e)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if _, err := io.CopyN(io.Discard, r, int64(headerSize)); err != nil {
		return nil, t.cut(err)
	}
	isUTF8, isASCII := true, true
	row := make([]byte, len(t.row))
	for n := uint32(0); n < t.rows && isUTF8; n++ {
		if _, err := io.ReadFull(r, row); err != nil {
			break // reading the rows says so
		}
		for _, c := range row {
			isASCII = isASCII && c < utf8.RuneSelf
		}
		isUTF8 = isASCII || rowIsUTF8(row)
	}
	if !isUTF8 {
		t.warn("encoding_guessed", "%s", fmt.Sprintf("the Shapefile has no .cpg and its .dbf is not UTF-8; it was read as %s", "GB 18030 (GBK)"))
		return t.reads(simplifiedchinese.GB18030, ""), nil
	}
	return t.reads(nil, ""), nil
}

// rowIsUTF8 tells whether a row is UTF-8, except for characters cut off where
// a column ends: those before a blank or another column's beginning.
func rowIsUTF8(row []byte) bool {
	wrong, right := 0, 0
	for len(row) > 0 {
		r, size := utf8.DecodeRune(row)
		switch {
		case r == utf8.RuneError && size == 1:
			wrong++
		case size > 1:
			right++
		}
		row = row[size:]
	}
	return wrong == 0 || wrong*10 < right
}
