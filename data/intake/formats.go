package intake

import (
	"catchment/data/formats"
	"catchment/data/geojson"
)

// file returns what reading the file takes: the options, and what the request
// says about the file itself.
func (r *Request) file(opt geojson.Options) formats.Options {
	return formats.Options{Options: opt, Name: r.Source, Table: r.Table, Columns: r.Columns}
}
