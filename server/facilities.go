package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"catchment/coverage"
	"catchment/data/geojson"
)

// facilityList is what each facility serves. It reads as a list of
// facilityAnswer; a city has so many that they are written directly.
type facilityList []coverage.Served

// Schema describes the list.
func (facilityList) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeFor[[]facilityAnswer]())
}

// MarshalJSON writes the list by itself.
func (l facilityList) MarshalJSON() ([]byte, error) {
	parts, err := l.encode()
	defer giveBack(parts...)
	list := []byte{'['}
	for _, p := range parts {
		list = append(list, *p...)
	}
	return append(list, ']'), err
}

// rooms are kept between answers: those of a city have megabytes.
var rooms = sync.Pool{New: func() any { return new([]byte) }}

// room returns a room of no bytes with a capacity of at least n.
func room(n int) *[]byte {
	r := rooms.Get().(*[]byte)
	*r = slices.Grow((*r)[:0], n)
	return r
}

func giveBack(used ...*[]byte) {
	for _, r := range used {
		rooms.Put(r)
	}
}

// encode returns the elements of the list in a few rooms to give back, which
// processors fill side by side.
func (l facilityList) encode() ([]*[]byte, error) {
	const fewest = 500 // to a part
	n := max(1, min(2*runtime.GOMAXPROCS(0), len(l)/fewest))
	parts, errs := make([]*[]byte, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			from, to := i*len(l)/n, (i+1)*len(l)/n
			parts[i] = room((to - from) * 224)
			buf := *parts[i]
			for k := from; k < to && errs[i] == nil; k++ {
				if k > 0 {
					buf = append(buf, ',')
				}
				buf, errs[i] = appendFacility(buf, &l[k])
			}
			*parts[i] = buf
		})
	}
	wg.Wait()
	return parts, errors.Join(errs...)
}

// appendFacility appends what facilityAnswer describes.
func appendFacility(b []byte, f *coverage.Served) ([]byte, error) {
	for _, v := range [4]float64{f.Position[0], f.Position[1], f.Reach, f.Exclusive} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return b, fmt.Errorf("facility %s: %g is not a number of JSON", f.ID, v)
		}
	}
	b = geojson.AppendString(append(b, `{"id":`...), f.ID)
	b = geojson.AppendString(append(b, `,"name":`...), f.Name)
	if f.NameEN != "" {
		b = geojson.AppendString(append(b, `,"name_en":`...), f.NameEN)
	}
	b = geojson.AppendString(append(b, `,"layer":`...), f.Layer)
	b = geojson.AppendString(append(b, `,"kind":`...), string(f.Kind))
	b = geojson.AppendString(append(b, `,"status":`...), f.Status.String())
	if f.Opens != 0 {
		b = strconv.AppendInt(append(b, `,"opens":`...), int64(f.Opens), 10)
	}
	b = appendFloat(append(b, `,"lon":`...), f.Position[0])
	b = appendFloat(append(b, `,"lat":`...), f.Position[1])
	b = appendFloat(append(b, `,"reach":`...), f.Reach)
	b = appendFloat(append(b, `,"exclusive":`...), f.Exclusive)
	return append(b, '}'), nil
}

// appendFloat appends the shortest number that reads back as v.
func appendFloat(b []byte, v float64) []byte {
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.AppendFloat(b, v, 'e', -1, 64)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// encode returns the answer in a room to give back, its facilities where
// encoding/json left room for them.
func (a *coverageAnswer) encode() (*[]byte, error) {
	parts, err := a.Facilities.encode()
	defer giveBack(parts...)
	if err != nil {
		return nil, err
	}
	rest := *a
	rest.Facilities = facilityList{}
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(&rest); err != nil {
		return nil, err
	}
	const member = `"facilities":[` // in a string its quotation marks would be escaped
	before, after, found := bytes.Cut(body.Bytes(), []byte(member))
	if !found {
		return nil, fmt.Errorf("the answer has no %s", member)
	}
	size := body.Len()
	for _, p := range parts {
		size += len(*p)
	}
	whole := room(size)
	*whole = append(append(*whole, before...), member...)
	for _, p := range parts {
		*whole = append(*whole, *p...)
	}
	*whole = append(*whole, after...)
	return whole, nil
}
