package formats

import (
	"bytes"
	"encoding/xml"
	"io"
	"strings"

	"catchment/data"
)

// place is where something stands in the file.
type place struct {
	line, column int // from 1, the column in bytes
	offset       int64
}

// mark sets where a problem stands.
func (at place) mark(p *data.Problem) { p.Line, p.Column, p.Offset = at.line, at.column, at.offset }

// spots are where a geometry stands: it and its parts, as deep as the gate's
// paths go.
type spots struct {
	at    place // of the element
	parts []spots
	runs  []run // of positions, where there are no parts
}

// find returns the place of what the gate's path means, or of the innermost
// that holds it.
func (s *spots) find(path []int) place {
	for len(path) > 0 && path[0] < len(s.parts) {
		s, path = &s.parts[path[0]], path[1:]
	}
	n := 0
	if len(path) > 0 {
		n = path[0]
	}
	for i := range s.runs {
		r := &s.runs[i]
		if n < r.positions {
			return r.locate(r.tupleAt(n))
		}
		n -= r.positions
	}
	return s.at
}

// run is the text of one coordinates element, and where it came from.
type run struct {
	text      string
	positions int
	pieces    []piece
}

// piece is a part of a run that came in one.
type piece struct {
	from  int // index in the text
	at    place
	crlf  bool // line ends were two bytes in the file
	exact bool // but for that it stands in the file as in the text
}

// tupleAt returns the index of the nth position in the text.
func (r *run) tupleAt(n int) int {
	rest := strings.TrimLeft(r.text, blanks)
	for ; n > 0; n-- {
		_, _, rest, _ = tuple(rest)
	}
	return len(r.text) - len(rest)
}

// locate returns the place in the file of an index into the text.
func (r *run) locate(i int) place {
	k := len(r.pieces) - 1
	for k > 0 && r.pieces[k].from > i {
		k--
	}
	if k < 0 {
		return place{}
	}
	p := r.pieces[k]
	at := p.at
	if !p.exact {
		return at
	}
	before := r.text[p.from:i]
	lines := strings.Count(before, "\n")
	at.offset += int64(len(before))
	at.column += len(before)
	if lines > 0 {
		at.line += lines
		at.column = len(before) - strings.LastIndexByte(before, '\n')
	}
	if p.crlf {
		at.offset += int64(lines)
	}
	return at
}

// run reads the text of the element just started, to its end.
func (k *kmlReader) run() (run, error) {
	var r run
	var b strings.Builder
	for until := k.depth - 1; k.depth > until; {
		token, err := k.token()
		if err != nil {
			return r, k.unclosed(err)
		}
		if chars, ok := token.(xml.CharData); ok {
			r.pieces = append(r.pieces, k.piece(b.Len(), chars))
			b.Write(chars)
		}
	}
	r.text = b.String()
	return r, nil
}

// cdata is what stands around text that is not escaped.
const cdata = "<![CDATA[" + "]]>"

// piece tells how the text just read, which is to stand at an index, stood in
// the file: as it is, with line ends of two bytes, or within cdata. Where
// there were character references its beginning is all that is known.
func (k *kmlReader) piece(from int, chars []byte) piece {
	p := piece{from: from, at: k.here(), exact: true, crlf: k.returns.seen}
	extra := int(k.in.InputOffset()+k.base-k.offset) - len(chars)
	if p.crlf {
		extra -= bytes.Count(chars, []byte("\n"))
	}
	switch extra {
	case 0:
	case len(cdata):
		p.at.offset += int64(len("<![CDATA["))
		p.at.column += len("<![CDATA[")
	default:
		p.exact = false
	}
	return p
}

// returns notes whether a text has carriage returns.
type returns struct {
	io.Reader
	seen bool
}

func (r *returns) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.seen = r.seen || bytes.IndexByte(p[:n], '\r') >= 0
	return n, err
}

// here is where the token at hand starts.
func (k *kmlReader) here() place { return place{k.line, k.column, k.offset} }
