package server

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/paulmach/orb"
)

// arraysVersion is the version of the layout of binary answers: a client that
// finds another asks for numbers instead.
const arraysVersion = 1

// degreeSteps is how many steps a degree has in quantised positions: 1 cm.
const degreeSteps = 1e7

// arrayFile is a binary answer in the making.
type arrayFile struct {
	header map[string]any
	list   []*arrayEntry
	values []any
}

// arrayEntry describes one array in the header.
type arrayEntry struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Offset  int    `json:"offset"`
	Length  int    `json:"length"`
	Unit    string `json:"unit,omitempty"`
	Meaning string `json:"meaning,omitempty"`
}

func newArrayFile(header map[string]any) *arrayFile { return &arrayFile{header: header} }

// add appends an array of one of the types of the layout.
func (f *arrayFile) add(name, unit, meaning string, values any) {
	e := &arrayEntry{Name: name, Unit: unit, Meaning: meaning}
	switch v := values.(type) {
	case []float64:
		e.Type, e.Length = "f64", len(v)
	case []float32:
		e.Type, e.Length = "f32", len(v)
	case []int32:
		e.Type, e.Length = "i32", len(v)
	case []uint32:
		e.Type, e.Length = "u32", len(v)
	case []uint8:
		e.Type, e.Length = "u8", len(v)
	}
	f.list, f.values = append(f.list, e), append(f.values, values)
}

// encode lays the file out. The offsets in the header depend on its own length,
// so that room is left for the longest they can be.
func (f *arrayFile) encode() ([]byte, error) {
	f.header["version"], f.header["arrays"] = arraysVersion, f.list
	draft, err := json.Marshal(f.header)
	if err != nil {
		return nil, fmt.Errorf("header of arrays: %w", err)
	}
	room := aligned(12 + len(draft) + 10*len(f.list))
	end := room
	for i, e := range f.list {
		e.Offset = end
		end = aligned(end + binary.Size(f.values[i]))
	}
	head, err := json.Marshal(f.header)
	if err != nil {
		return nil, fmt.Errorf("header of arrays: %w", err)
	}
	body := make([]byte, 0, end)
	body = append(body, "CTMT"...)
	body = binary.LittleEndian.AppendUint32(body, arraysVersion)
	body = binary.LittleEndian.AppendUint32(body, uint32(room-12))
	body = append(body, head...)
	body = append(body, bytes.Repeat([]byte(" "), room-len(body))...)
	for _, v := range f.values {
		if body, err = binary.Append(body, binary.LittleEndian, v); err != nil {
			return nil, fmt.Errorf("arrays: %w", err)
		}
		body = append(body, make([]byte, aligned(len(body))-len(body))...)
	}
	return body, nil
}

// aligned returns n, or the next multiple of 8.
func aligned(n int) int { return (n + 7) &^ 7 }

func quantised(degrees float64) int32 { return int32(math.Round(degrees * degreeSteps)) }

func appendPositions(to []int32, positions []orb.Point) []int32 {
	for _, p := range positions {
		to = append(to, quantised(p[0]), quantised(p[1]))
	}
	return to
}
