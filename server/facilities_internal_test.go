package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/paulmach/orb"

	"catchment/coverage"
	"catchment/data"
)

// TestFacilitiesAreEncoded: an answer with any number of facilities holds what
// encoding/json makes of facilityAnswer, and the members around them stay.
func TestFacilitiesAreEncoded(t *testing.T) {
	const seed = 1
	r := rand.New(rand.NewPCG(seed, 1))
	texts := []string{"", "a", "第一小学", "\"facilities\":[],", "\\", "line\nend\u2028", "<b>&", "\x00\xff"}
	for _, n := range []int{0, 1, 3, 499, 1500, 4001} {
		a := &coverageAnswer{Service: `"facilities":[`, Depth: []depthAnswer{{0, 1}}, Gaps: gapsAnswer{Largest: []gapBrief{}}}
		want := make([]facilityAnswer, n)
		for i := range n {
			pick := func() string { return texts[r.IntN(len(texts))] }
			number := func() float64 {
				return []float64{0, 1, math.Copysign(0, -1), 1e-7, 1e21, 123.456, r.NormFloat64() * 1e5, -r.Float64()}[r.IntN(8)]
			}
			f := coverage.Facility{ID: fmt.Sprint(i, pick()), Name: pick(), NameEN: pick(), Layer: pick(), Kind: data.Kind(pick()),
				Opens: r.IntN(2) * 2030, Position: orb.Point{number(), number()}}
			a.Facilities = append(a.Facilities, coverage.Served{Facility: &f, Reach: number(), Exclusive: number()})
			s := a.Facilities[i]
			want[i] = facilityAnswer{f.ID, f.Name, f.NameEN, f.Layer, string(f.Kind), f.Status.String(), f.Opens, f.Position[0], f.Position[1], s.Reach, s.Exclusive}
		}
		var body bytes.Buffer
		if err := marshalWhole(&body, a); err != nil {
			t.Fatal(err)
		}
		var got, rest struct {
			coverageAnswer
			Facilities json.RawMessage `json:"facilities"`
		}
		if err := json.Unmarshal(body.Bytes(), &got); err != nil {
			t.Fatalf("%d facilities: %v", n, err)
		}
		var list, wanted any
		decode(t, got.Facilities, &list)
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		decode(t, text, &wanted)
		if !reflect.DeepEqual(list, wanted) {
			t.Errorf("seed %d, %d facilities: got %.300s, want %.300s", seed, n, got.Facilities, text)
		}
		decode(t, bytes.Replace(body.Bytes(), got.Facilities, []byte("[]"), 1), &rest)
		if rest.Service != a.Service || !reflect.DeepEqual(rest.Depth, a.Depth) {
			t.Errorf("%d facilities: the rest of the answer is %+v", n, rest.coverageAnswer)
		}
	}
}

func decode(t *testing.T, text []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatalf("%.200s: %v", text, err)
	}
}

// TestNoHalfFacilities: a number that JSON cannot hold stops the answer before
// any of it is written.
func TestNoHalfFacilities(t *testing.T) {
	a := &coverageAnswer{Facilities: facilityList{{Facility: &coverage.Facility{ID: "a"}, Reach: math.NaN()}}}
	var body bytes.Buffer
	defer func() {
		if recover() == nil || body.Len() > 0 {
			t.Errorf("an answer with NaN was written: %s", body.Bytes())
		}
	}()
	_ = marshalWhole(&body, a)
}
