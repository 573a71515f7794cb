package ogc

import (
	"fmt"
	"strconv"

	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/server/problem"
)

// propertyFilter is a value that a property must have.
type propertyFilter struct {
	name    string
	text    string
	number  float64
	numeric bool
}

// newPropertyFilter reads the value as the property's type has it.
func newPropertyFilter(p data.Property, value string) (*propertyFilter, error) {
	f := &propertyFilter{name: p.Name, text: value}
	var err error
	switch p.Type {
	case data.PropertyInteger, data.PropertyNumber:
		f.numeric = true
		f.number, err = strconv.ParseFloat(value, 64)
	case data.PropertyBoolean:
		if value != "true" && value != "false" {
			err = strconv.ErrSyntax
		}
	}
	if err != nil {
		return nil, problem.BadParameter(p.Name, fmt.Sprintf("%s: %q is not a %s", p.Name, value, p.Type))
	}
	return f, nil
}

// holds tells whether the properties of a feature have the value.
func (f *propertyFilter) holds(properties []byte) (holds bool) {
	data.EachProperty(properties, func(key, value string) {
		if key != f.name || value == "" {
			return
		}
		switch {
		case f.numeric:
			v, err := strconv.ParseFloat(value, 64)
			holds = err == nil && v == f.number
		case value[0] == '"':
			if len(value) == len(f.text)+2 && value[1:len(value)-1] == f.text {
				holds = true
				return
			}
			holds = gjson.Parse(value).Str == f.text
		default: // true, false; null is not the text null
			holds = value == f.text && value != "null"
		}
	})
	return holds
}
