package data

import (
	"strings"
	"sync"
)

// PropertyType is what a property holds over a whole layer.
type PropertyType string

// The types of properties. PropertyMixed is said where features differ in more
// than whole and broken numbers.
const (
	PropertyString  PropertyType = "string"
	PropertyInteger PropertyType = "integer"
	PropertyNumber  PropertyType = "number"
	PropertyBoolean PropertyType = "boolean"
	PropertyMixed   PropertyType = "mixed"
	PropertyJSON    PropertyType = "json" // an object or an array
	propertyNull    PropertyType = ""
)

// Property is a name that occurs in the properties of a layer's features.
type Property struct {
	Name string
	Type PropertyType
	Wide bool // there are whole numbers of ten digits and more
}

// Simple tells whether values of the property can be compared with a text or
// a number.
func (p Property) Simple() bool { return p.Type != PropertyJSON && p.Type != PropertyMixed }

// maxProperties is how many names of properties a layer tells of.
const maxProperties = 500

// lazySchema is read when it is first asked for, and shared by the copies of a
// layer.
type lazySchema struct {
	once       sync.Once
	properties []Property
}

// Schema returns the properties that the layer's features have, in the order
// in which they first occur, at most 500. A property that is null everywhere is a
// string. The first call reads the properties of all features, about 0.1 s for
// a million of three; the caller must not change the slice.
func (l *Layer) Schema() []Property {
	l.schema.once.Do(func() { l.schema.properties = readSchema(l.Features) })
	return l.schema.properties
}

// Property returns the property of that name.
func (l *Layer) Property(name string) (Property, bool) {
	for _, p := range l.Schema() {
		if p.Name == name {
			return p, true
		}
	}
	return Property{}, false
}

func readSchema(features []Feature) []Property {
	var (
		keys Keys[int]
		all  []Property
	)
	for i := range features {
		keys.Rewind()
		EachProperty(features[i].Properties, func(key, value string) {
			at := *keys.At(key, func(key string) *int {
				at := len(all)
				if at < maxProperties {
					all = append(all, Property{Name: key})
				}
				return &at
			})
			if at < len(all) {
				kind := typeOf(value)
				all[at].Type = joinTypes(all[at].Type, kind)
				all[at].Wide = all[at].Wide || kind == PropertyInteger && len(value) >= 10
			}
		})
	}
	for i := range all {
		if all[i].Type == propertyNull {
			all[i].Type = PropertyString
		}
	}
	return all
}

// typeOf returns the type of a JSON value.
func typeOf(value string) PropertyType {
	if value == "" {
		return propertyNull
	}
	switch value[0] {
	case '"':
		return PropertyString
	case 't', 'f':
		return PropertyBoolean
	case 'n':
		return propertyNull
	case '{', '[':
		return PropertyJSON
	}
	if strings.ContainsAny(value, ".eE") {
		return PropertyNumber
	}
	return PropertyInteger
}

// joinTypes returns the type that holds values of both.
func joinTypes(a, b PropertyType) PropertyType {
	switch {
	case a == b || b == propertyNull:
		return a
	case a == propertyNull:
		return b
	case a == PropertyInteger && b == PropertyNumber, a == PropertyNumber && b == PropertyInteger:
		return PropertyNumber
	}
	return PropertyMixed
}
