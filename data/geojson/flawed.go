package geojson

import (
	"encoding/json"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/geo"
)

// Flawed is a feature in which something was found wrong.
type Flawed struct {
	Number   int // in the file, from 0
	ID       string
	Rejected bool
	// Text is the feature as it stands in the file, byte for byte, and good
	// until the call returns. Of a file that is not GeoJSON it is the feature
	// read from it, its coordinates as they stand there; of a record that is not
	// JSON, a feature without a place whose property "record" is its text, as far
	// as 64 KiB.
	Text []byte
	// Geometry is what was read, after Options.Transform and before any
	// repair; nil where that was not possible. It may lie anywhere.
	Geometry orb.Geometry
}

// tell tells Options.Flawed of a feature that has been judged.
func (v *verdict) tell() error {
	d := v.d
	if d.opt.Flawed == nil || !v.flawed {
		return nil
	}
	f := Flawed{Number: d.sum.Features, ID: v.id, Rejected: v.bad, Geometry: v.f.geometry}
	if v.rec != nil {
		f.Geometry, f.Text = v.rec.Geometry, v.rec.text()
	} else {
		f.Text = d.src.text()[v.f.start:d.scan.i]
	}
	if f.Geometry != nil && d.opt.Transform != nil {
		g, _, err := geo.Transform(f.Geometry, d.opt.Transform)
		if f.Geometry = g; err != nil {
			f.Geometry = nil
		}
	}
	return d.opt.Flawed(f)
}

// text writes the record as a GeoJSON feature.
func (r *Record) text() []byte {
	f := data.Feature{ID: r.ID, IDKind: r.IDKind, Geometry: r.Geometry, Properties: r.Props}
	if r.ID == "" {
		f.IDKind = data.IDGenerated
	} else if r.IDKind == data.IDNumber && !json.Valid([]byte(r.ID)) {
		f.IDKind = data.IDString
	}
	return AppendFeature(nil, &f)
}
