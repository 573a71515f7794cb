package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"runtime"
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
	return append(append([]byte{'['}, bytes.Join(parts, nil)...), ']'), err
}

// encode returns the elements of the list in a few parts, which processors
// write side by side.
func (l facilityList) encode() ([][]byte, error) {
	const fewest = 500 // to a part
	n := max(1, min(2*runtime.GOMAXPROCS(0), len(l)/fewest))
	parts, errs := make([][]byte, n), make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			from, to := i*len(l)/n, (i+1)*len(l)/n
			buf := make([]byte, 0, (to-from)*224)
			for k := from; k < to && errs[i] == nil; k++ {
				if k > 0 {
					buf = append(buf, ',')
				}
				buf, errs[i] = appendFacility(buf, &l[k])
			}
			parts[i] = buf
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return parts, nil
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

// encode returns the answer, its facilities where encoding/json left room for
// them.
func (a *coverageAnswer) encode() ([]byte, error) {
	parts, err := a.Facilities.encode()
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
		size += len(p)
	}
	whole := append(make([]byte, 0, size), before...)
	whole = append(whole, member...)
	for _, p := range parts {
		whole = append(whole, p...)
	}
	return append(whole, after...), nil
}
