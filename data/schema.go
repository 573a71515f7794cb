package data

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
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
	once sync.Once
	read atomic.Pointer[schema]
}

// schema is what the properties of features are, counted.
type schema struct {
	properties []Property
	counts     []propertyCount // of each property
}

// propertyCount counts what features have of a property.
type propertyCount struct {
	null, text, boolean, integer, number, json int
	wide                                       int
}

// Schema returns the properties that the layer's features have, in the order
// in which they first occur, at most 500. A property that is null everywhere is a
// string. The first call reads the properties of all features, about 0.1 s for
// a million of three; the caller must not change the slice.
func (l *Layer) Schema() []Property {
	return l.schema.of(l.Features).properties
}

// of returns the schema of features, read once.
func (z *lazySchema) of(features []Feature) *schema {
	z.once.Do(func() {
		if z.read.Load() == nil {
			z.read.Store(readSchema(features))
		}
	})
	return z.read.Load()
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

func readSchema(features []Feature) *schema {
	var keys Keys[int]
	s := &schema{}
	for i := range features {
		keys.Rewind()
		EachProperty(features[i].Properties, func(key, value string) {
			at := *keys.At(key, func(key string) *int {
				at := len(s.properties)
				if at < maxProperties {
					s.properties, s.counts = append(s.properties, Property{Name: key}), append(s.counts, propertyCount{})
				}
				return &at
			})
			if at < len(s.counts) {
				s.counts[at].count(value, 1)
			}
		})
	}
	s.conclude()
	return s
}

// conclude sets the properties to what was counted.
func (s *schema) conclude() {
	for i := range s.counts {
		s.properties[i].Type, s.properties[i].Wide = s.counts[i].kind(), s.counts[i].wide > 0
	}
}

// after returns the schema of the features after changes. It is counted on where
// it has been read and the properties stay the same in the same order, else
// read when it is asked for.
func (z *lazySchema) after(features []Feature, c *Changes) *lazySchema {
	next := &lazySchema{}
	known := z.read.Load()
	if known == nil || len(c.Remove) > 0 {
		return next
	}
	s := &schema{slices.Clone(known.properties), slices.Clone(known.counts)}
	at := make(map[string]int, len(s.properties))
	for i, p := range s.properties {
		at[p.Name] = i
	}
	count := func(f *Feature, n int) (names []string) {
		EachProperty(f.Properties, func(key, value string) {
			names = append(names, key)
			if i, ok := at[key]; ok {
				s.counts[i].count(value, n)
			}
		})
		return names
	}
	for i, f := range c.Replace {
		if !slices.Equal(count(&features[i], -1), count(&f, 1)) {
			return next
		}
	}
	for i := range c.Add {
		for _, name := range count(&c.Add[i], 1) {
			if _, ok := at[name]; !ok {
				return next
			}
		}
	}
	s.conclude()
	next.read.Store(s)
	return next
}

// count counts n more values as this one, or fewer.
func (c *propertyCount) count(value string, n int) {
	switch typeOf(value) {
	case PropertyString:
		c.text += n
	case PropertyBoolean:
		c.boolean += n
	case PropertyInteger:
		c.integer += n
		if len(value) >= 10 {
			c.wide += n
		}
	case PropertyNumber:
		c.number += n
	case PropertyJSON:
		c.json += n
	default:
		c.null += n
	}
}

// kind returns the type that holds all values counted.
func (c *propertyCount) kind() PropertyType {
	kinds := 0
	for _, n := range []int{c.text, c.boolean, c.integer + c.number, c.json} {
		if n > 0 {
			kinds++
		}
	}
	switch {
	case kinds > 1:
		return PropertyMixed
	case c.boolean > 0:
		return PropertyBoolean
	case c.json > 0:
		return PropertyJSON
	case c.number > 0:
		return PropertyNumber
	case c.integer > 0:
		return PropertyInteger
	}
	return PropertyString
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
