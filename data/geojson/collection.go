package geojson

import "fmt"

// collection reads a FeatureCollection from its opening brace, member by
// member, its features one at a time.
func (d *decoder) collection() error {
	start := d.src.offset(d.src.pos)
	d.src.pos++
	typed, featured := false, false
	for first := true; ; first = false {
		name, rawName, done, err := d.memberName(first)
		if err != nil {
			return err
		}
		if done {
			break
		}
		switch name {
		case "features":
			if featured {
				return d.faultHere(ErrNotGeoJSON, "duplicate_member", "/features", "the collection has more than one \"features\"")
			}
			featured = true
			if err := d.features(); err != nil {
				return err
			}
			continue
		case "type":
			typed = true
		}
		if err := d.collectionMember(name, rawName); err != nil {
			return err
		}
	}
	switch {
	case !typed:
		return &fault{cause: ErrNotGeoJSON, rule: "not_geojson", offset: start, message: "the object has \"features\" but no \"type\"; it must say \"type\":\"FeatureCollection\""}
	case !featured:
		return &fault{cause: ErrNotGeoJSON, rule: "features_missing", offset: start, message: "the FeatureCollection has no \"features\""}
	}
	return nil
}

// memberName reads the next member's name and colon; done at the closing brace.
func (d *decoder) memberName(first bool) (name string, raw []byte, done bool, err error) {
	err = d.need(func(s *scanner) bool {
		if !s.space() {
			return false
		}
		if s.b[s.i] == '}' {
			s.i++
			done = true
			return true
		}
		if !first {
			if s.b[s.i] != ',' {
				return s.unexpected("a comma or '}'")
			}
			s.i++
			if !s.space() {
				return false
			}
			if s.b[s.i] == '}' {
				return s.fail("syntax", "a comma stands before the closing '}'; remove it")
			}
		}
		if s.b[s.i] != '"' {
			return s.unexpected("a member name in double quotes")
		}
		r, ok := s.str()
		if !ok || !s.next(':', "a colon") || !s.space() {
			return false
		}
		name, raw = unquote(r), append([]byte(nil), r...)
		return true
	})
	if err == nil {
		d.src.pos = d.scan.i
	}
	return name, raw, done, err
}

// collectionMember reads the value of a member other than "features".
func (d *decoder) collectionMember(name string, rawName []byte) error {
	if err := d.need((*scanner).value); err != nil {
		return err
	}
	value := d.src.text()[d.src.pos:d.scan.i]
	switch name {
	case "type":
		if len(value) < 2 || value[0] != '"' || unquote(value) != "FeatureCollection" {
			return d.faultHere(ErrNotGeoJSON, "not_geojson", "/type", fmt.Sprintf("an object with \"features\" says type %s; it must say \"FeatureCollection\"", clip(string(value))))
		}
	case "bbox":
	case "crs":
		if err := d.declared(value, d.src.pos, "/crs"); err != nil {
			return err
		}
	default:
		if len(d.foreign)+len(value) > d.opt.MaxFeatureBytes {
			return d.faultHere(ErrTooLarge, "too_large", "", fmt.Sprintf("the collection's foreign members are larger than %d bytes", d.opt.MaxFeatureBytes))
		}
		d.foreign = appendMember(d.foreign, rawName, value)
	}
	d.src.pos = d.scan.i
	return nil
}

// features reads the array of features.
func (d *decoder) features() error {
	if d.src.text()[d.src.pos] != '[' {
		return d.faultHere(ErrNotGeoJSON, "features_not_array", "/features", "\"features\" is not an array")
	}
	d.src.pos++
	for d.index = 0; ; d.index++ {
		done := false
		err := d.need(func(s *scanner) bool {
			if !s.space() {
				return false
			}
			if s.b[s.i] == ']' {
				s.i++
				done = true
				return true
			}
			if d.index == 0 {
				return true
			}
			if s.b[s.i] != ',' {
				return s.unexpected("a comma or ']'")
			}
			s.i++
			if s.space() && s.b[s.i] == ']' {
				return s.fail("syntax", "a comma stands before the closing ']'; remove it")
			}
			return !s.short
		})
		if err != nil {
			return err
		}
		d.src.pos = d.scan.i
		if done {
			d.index = -1
			return nil
		}
		if err := d.feature(); err != nil {
			return err
		}
	}
}

// faultHere is a fault at the current position.
func (d *decoder) faultHere(cause error, rule, path, message string) *fault {
	return &fault{cause: cause, rule: rule, offset: d.src.offset(d.src.pos), path: path, message: message}
}
