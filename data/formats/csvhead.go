package formats

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// titleLines is how many lines may stand above the header of a table.
const titleLines = 5

// sepLine is the first line that spreadsheets write and read to name the
// delimiter.
var sepLine = regexp.MustCompile(`^"?[Ss][Ee][Pp]=([,;|:^~\t ，])"?[;,\t ]*$`)

// tableHead is what the lines up to the header say of a table.
type tableHead struct {
	comma  rune // between the columns
	sep    bool // named by a line of its own
	above  int  // lines before the header, that one included
	bytes  int  // of these
	titles []string
}

// headOf finds the header of a table in its first bytes, from the line that
// names the coordinate columns; without one, it is the first line.
func headOf(text []byte, named []string) tableHead {
	var h tableHead
	rest := text
	if line, _ := lineOf(rest); sepLine.MatchString(line) {
		h.comma, _ = utf8.DecodeRuneInString(sepLine.FindStringSubmatch(line)[1])
		h.sep = true
		h.skip(&rest)
	}
	first := h
	first.delimit(rest)
	for range titleLines + 1 {
		line, _ := lineOf(rest)
		h.delimit(rest)
		if fields, err := fieldsOf(line, h.comma); err == nil && namesColumns(fields, named) {
			return h
		}
		if strings.TrimSpace(line) != "" {
			h.titles = append(h.titles, strings.Trim(line, ",;\t \""))
		}
		if len(rest) == 0 {
			break
		}
		h.skip(&rest)
	}
	return first
}

// delimit takes the delimiter from the line that text begins with, where none
// was named.
func (h *tableHead) delimit(text []byte) {
	if !h.sep {
		line, _ := lineOf(text)
		h.comma = delimiter(line)
	}
}

// skip moves on to the next line.
func (h *tableHead) skip(rest *[]byte) {
	_, n := lineOf(*rest)
	*rest = (*rest)[n:]
	h.above++
	h.bytes += n
}

// lineOf returns the first line of a text without its end, and its length.
func lineOf(text []byte) (line string, n int) {
	whole := firstLines(text, 1)
	return strings.TrimRight(string(whole), "\r\n"), len(whole)
}

// namesColumns tells whether fields are a header that says where the
// coordinates are, or that several columns could hold them.
func namesColumns(fields, named []string) bool {
	_, err := pickColumns(fields, named)
	return err == nil || len(named) == 0 && strings.Contains(err.Error(), "several")
}

// openTable returns the text of a table from its header on. Lines above it are
// blank, so that lines are numbered as in the file, and base is moved so that
// offsets are those in the file too.
func (d *decoder) openTable(text io.Reader, base *int64) (io.Reader, tableHead, error) {
	in := bufio.NewReaderSize(text, headerBytes)
	start, err := in.Peek(headerBytes)
	if err != nil && err != io.EOF {
		return nil, tableHead{}, err
	}
	var r io.Reader = in
	if onlyReturns(start) {
		d.warn("line_ends", "the lines end in carriage returns alone, as on old Macintoshes; they were read as lines")
		start = bytes.ReplaceAll(start, []byte("\r"), []byte("\n"))
		r = &newlines{r}
	}
	h := headOf(start, d.opt.Columns)
	if h.sep {
		d.warn("delimiter_named", "the first line names the delimiter, %q; it was used and is no part of the table", string(h.comma))
	}
	if len(h.titles) > 0 {
		d.warn("title_lines", "lines above the header were left out: %s; the header is line %d", list(h.titles), h.above+1)
	}
	if _, err := io.CopyN(io.Discard, r, int64(h.bytes)); err != nil {
		return nil, h, err
	}
	*base += int64(h.bytes - h.above)
	return io.MultiReader(strings.NewReader(strings.Repeat("\n", h.above)), r), h, nil
}

// onlyReturns tells whether the lines of a text end in carriage returns alone.
func onlyReturns(text []byte) bool {
	i := bytes.IndexByte(text, '\r')
	return i >= 0 && i+1 < len(text) && bytes.IndexByte(text, '\n') < 0
}

// newlines reads carriage returns as line ends.
type newlines struct{ io.Reader }

func (n *newlines) Read(p []byte) (int, error) {
	k, err := n.Reader.Read(p)
	for i, c := range p[:k] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return k, err
}
