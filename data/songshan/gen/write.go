package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
)

// layer collects the features of one file.
type layer struct {
	name  string
	title [2]string // Chinese, English
	note  string
	lines [][]byte
}

// field is one property; order is kept.
type field struct {
	key   string
	value any
}

// fields is an ordered list of properties. A feature built from fields always
// ends with its source.
type fields []field

func (f fields) with(key string, value any) fields { return append(f, field{key, value}) }

// add appends a feature. Coordinates come as JSON text.
func (l *layer) add(id, kind, coordinates string, f fields) {
	f = append(fields{{"id", id}}, f...)
	f = f.with("source", "synthetic")
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"type":"Feature","id":%s,"properties":{`, text(id))
	for i, p := range f {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(text(p.key))
		b.WriteByte(':')
		b.WriteString(text(p.value))
	}
	fmt.Fprintf(&b, `},"geometry":{"type":%s,"coordinates":%s}}`, text(kind), coordinates)
	l.lines = append(l.lines, b.Bytes())
}

// bytes returns the layer, one feature on a line.
func (l *layer) bytes() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"type\":\"FeatureCollection\",\"name\":%s,\"name_en\":%s,\"note\":%s,\"features\":[\n",
		text(l.title[0]), text(l.title[1]), text(l.note))
	b.Write(bytes.Join(l.lines, []byte(",\n")))
	b.WriteString("\n]}\n")
	return b.Bytes()
}

// text returns the value as JSON; the values are strings, numbers and bools,
// which always have one.
func text(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// String writes the point as JSON with eight decimals.
func (g gridPoint) String() string { return "[" + decimals(g.lon) + "," + decimals(g.lat) + "]" }

func decimals(v int64) string {
	s := strconv.FormatInt(v, 10) // all positive, well above 1
	return s[:len(s)-8] + "." + s[len(s)-8:]
}

// polygon writes the rings, each closed.
func (t *tiling) polygon(rings [][]int) string {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, ring := range rings {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('[')
		for _, n := range ring {
			b.WriteString(t.nodes[n].String())
			b.WriteByte(',')
		}
		b.WriteString(t.nodes[ring[0]].String())
		b.WriteByte(']')
	}
	b.WriteByte(']')
	return b.String()
}

// lineString writes a line.
func lineString(line []gridPoint) string {
	var b bytes.Buffer
	for i, g := range line {
		b.WriteByte("[,"[min(i, 1)])
		b.WriteString(g.String())
	}
	b.WriteByte(']')
	return b.String()
}
