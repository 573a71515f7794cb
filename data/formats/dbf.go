package formats

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"catchment/data"
	"catchment/data/geojson"
)

// dbf is the attribute table of a Shapefile being read, a row for each shape.
// A nil *dbf has no rows.
type dbf struct {
	*archive
	in      *bufio.Reader
	close   func() error
	fields  []dbfField
	text    *encoding.Decoder // nil for UTF-8
	page    string            // the name of that encoding
	from    string            // what said so; empty when it was guessed
	row     []byte
	rows    uint32 // not read yet
	props   []byte
	missing bool
	flaws   []data.Problem // of the row
	asUTF8  int            // texts beyond ASCII that would be UTF-8, though the encoding is another
	others  int            // and those that would not
}

// dbfField is one column.
type dbfField struct {
	name     string
	key      []byte // the name as a JSON string, with colon
	kind     byte
	from, to int // of its bytes in a row
}

// openDBF opens a .dbf. page is the encoding its .cpg names, empty for none.
//
// Source: dBASE III and IV table file structure, as used by Shapefiles.
func (a *archive) openDBF(e entry, page string) (*dbf, error) {
	r, err := a.open(e)
	if err != nil {
		return nil, err
	}
	t := &dbf{archive: a, in: bufio.NewReaderSize(r, 64<<10), close: r.Close}
	if err := t.header(e, page); err != nil {
		r.Close()
		return nil, err
	}
	return t, nil
}

// header reads the description of the table.
func (t *dbf) header(e entry, page string) error {
	var head [32]byte
	if _, err := io.ReadFull(t.in, head[:]); err != nil {
		return t.cut(err)
	}
	t.rows = binary.LittleEndian.Uint32(head[4:])
	size, width := int(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	if size < len(head)+1 || width < 1 {
		return t.refuse(ErrFormat, "dbf_damaged", "the .dbf does not start as one does; export it again")
	}
	t.row = make([]byte, width)
	rest := make([]byte, size-len(head))
	if _, err := io.ReadFull(t.in, rest); err != nil {
		return t.cut(err)
	}
	var err error
	if t.text, err = t.encoding(e, page, head[29], size); err != nil {
		return err
	}
	return t.describe(rest)
}

// describe reads the descriptions of the columns.
func (t *dbf) describe(b []byte) error {
	seen := map[string]bool{}
	at := 1 // after the mark of deletion
	for ; len(b) >= 32 && b[0] != '\r'; b = b[32:] {
		name, _, _ := bytes.Cut(b[:11], []byte{0})
		f := dbfField{kind: b[11], from: at, to: at + int(b[16])}
		if f.kind == 'C' {
			f.to += int(b[17]) << 8 // long texts keep their length's high byte here
		}
		if f.to > len(t.row) {
			return t.refuse(ErrFormat, "dbf_damaged", "the columns of the .dbf are wider than its rows; export it again")
		}
		at = f.to
		switch f.kind {
		case 'C', 'N', 'F', 'L', 'D':
			text, ok := t.string(name)
			if !ok {
				t.warn("encoding", "the name of a column of the .dbf is not %s; what cannot be read was replaced", t.page)
			}
			f.name = t.unique(seen, strings.TrimSpace(text))
			f.key = append(geojson.AppendString(nil, f.name), ':')
			t.fields = append(t.fields, f)
		default:
			text, _ := t.string(name)
			t.warn("column_dropped", "the column %q of the .dbf is of type %q, which is not read; such columns are left out", clip(text), string(rune(f.kind)))
		}
	}
	return nil
}

// unique returns a name for a column that no other has.
func (t *dbf) unique(seen map[string]bool, name string) string {
	if name == "" {
		name = "column " + strconv.Itoa(len(seen)+1)
	}
	base := name
	for n := 2; seen[name]; n++ {
		name = base + " " + strconv.Itoa(n)
	}
	seen[name] = true
	return name
}

// next reads the row of the next shape into r, and tells whether it is marked
// as deleted.
func (t *dbf) next(r *geojson.Record) (deleted bool, err error) {
	if t == nil || t.missing {
		return false, nil
	}
	if t.rows == 0 {
		t.missing = true
		t.warn("attributes_missing", "the .dbf has fewer rows than there are shapes; the features behind have no properties")
		return false, nil
	}
	t.rows--
	if _, err := io.ReadFull(t.in, t.row); err != nil {
		return false, t.cut(err)
	}
	if t.row[0] == '*' {
		return true, nil
	}
	t.flaws = t.flaws[:0]
	r.Props = t.properties()
	r.Flaws = append(r.Flaws, t.flaws...)
	return false, nil
}

// rest warns of rows without shapes, and of an encoding that the texts do not
// look like.
func (t *dbf) rest() {
	if t == nil {
		return
	}
	if t.asUTF8 > 0 && t.others == 0 {
		t.warn("encoding", "the texts of the .dbf were read as %s, as %s says, but all of them are UTF-8; if they look garbled, write UTF-8 into the .cpg and load the file again", t.page, t.from)
	}
	if t.rows > 0 && !t.missing {
		t.warn("shapes_missing", "the .dbf has %d rows more than there are shapes; they are left out", t.rows)
	}
}

// properties returns a row as a JSON object.
func (t *dbf) properties() json.RawMessage {
	b := append(t.props[:0], '{')
	for i, f := range t.fields {
		if i > 0 {
			b = append(b, ',')
		}
		b = t.value(append(b, f.key...), &f)
	}
	t.props = append(b, '}')
	return t.props
}

// value appends one field of the row as a JSON value. What is blank is null;
// what is not of the column's type stays the text it is.
func (t *dbf) value(b []byte, f *dbfField) []byte {
	raw := bytes.TrimRight(t.row[f.from:f.to], " \x00")
	if len(raw) == 0 {
		return append(b, "null"...)
	}
	switch f.kind {
	case 'C':
		return t.words(b, f, raw)
	case 'L':
		switch raw[0] {
		case 'T', 't', 'Y', 'y':
			return append(b, "true"...)
		case 'F', 'f', 'N', 'n':
			return append(b, "false"...)
		}
		if raw[0] == '?' {
			return append(b, "null"...)
		}
	case 'D':
		switch digits := string(raw); {
		case digits == "00000000":
			return append(b, "null"...)
		case len(digits) == 8 && strings.Trim(digits, "0123456789") == "":
			return geojson.AppendString(b, digits[:4]+"-"+digits[4:6]+"-"+digits[6:])
		}
	default:
		return t.number(b, f, bytes.TrimLeft(raw, " "))
	}
	return t.words(b, f, raw)
}

// words appends a text, and notes when it is not in the table's encoding.
func (t *dbf) words(b []byte, f *dbfField, raw []byte) []byte {
	text, ok := t.string(raw)
	if !ok {
		p := t.illegible(f.name, string(raw), t.page)
		if t.from != "" {
			p.Message += "; " + t.from + " names that encoding: put the right one into the .cpg"
		}
		t.flaws = append(t.flaws, p)
	}
	return geojson.AppendString(b, text)
}

// number appends a number with the digits it has.
func (t *dbf) number(b []byte, f *dbfField, raw []byte) []byte {
	switch {
	case json.Valid(raw) && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9'):
		return append(b, raw...)
	case bytes.Trim(raw, "*") == nil || len(bytes.Trim(raw, "*")) == 0:
		t.warn("number_overflow", "a number in the .dbf did not fit its column and was written as asterisks; it counts as not said")
		return append(b, "null"...)
	}
	if v, err := strconv.ParseFloat(string(raw), 64); err == nil && v-v == 0 { // +1, .5, 007
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	}
	return t.words(b, f, raw)
}

// string returns a text in UTF-8, and whether all of it could be read. One
// that was cut in the middle of a character loses the rest of it.
func (t *dbf) string(raw []byte) (text string, ok bool) {
	if t.text != nil {
		t.count(raw)
		if text, err := t.text.Bytes(raw); err == nil {
			raw = text
		}
		if whole := bytes.TrimSuffix(raw, []byte("\ufffd")); len(whole) < len(raw) {
			t.cutText()
			raw = whole
		}
		return string(raw), !bytes.Contains(raw, []byte("\ufffd"))
	}
	if utf8.Valid(raw) {
		return string(raw), true
	}
	for n := 1; n < utf8.UTFMax && n < len(raw); n++ {
		if whole := raw[:len(raw)-n]; utf8.Valid(whole) {
			t.cutText()
			return string(whole), true
		}
	}
	return strings.ToValidUTF8(string(raw), "\ufffd"), false
}

// count keeps count of the texts that would be UTF-8.
func (t *dbf) count(raw []byte) {
	switch {
	case !slices.ContainsFunc(raw, func(c byte) bool { return c >= utf8.RuneSelf }):
	case utf8.Valid(raw):
		t.asUTF8++
	default:
		t.others++
	}
}

func (t *dbf) cutText() {
	t.warn("text_cut", "a text in the .dbf was cut in the middle of a character, for lack of room in its column")
}

// cut is the error of a .dbf that ends too early; other errors stay.
func (t *dbf) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return t.refuse(ErrFormat, "truncated", "the .dbf ends in the middle; export it again")
	}
	return err
}
