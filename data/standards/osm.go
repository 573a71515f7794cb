package standards

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"
)

// OSM is the scheme of raw OpenStreetMap classes: the code is "key=value".
const OSM = "OSM"

//go:embed osm.json
var osmFile []byte

// osmRow says which classes a set of tags means.
type osmRow struct {
	Tags []string `json:"tags"`
	GB   string   `json:"gb"`
	MNR  string   `json:"mnr"`
}

// osmTable is the mapping: rows for a leading tag, those that name more tags
// first.
type osmTable struct {
	Keys []string `json:"keys"`
	Rows []osmRow `json:"rows"`

	byKey map[string][]osmRow
	order []string // keys of leading tags, as they first occur
}

var osmRows = sync.OnceValue(func() *osmTable {
	var t osmTable
	if err := json.Unmarshal(osmFile, &t); err != nil {
		panic("the tag table built into the program: " + err.Error())
	}
	t.byKey = map[string][]osmRow{}
	for _, r := range t.Rows {
		key, _, _ := strings.Cut(r.Tags[0], "=")
		if t.byKey[key] == nil {
			t.order = append(t.order, key)
		}
		t.byKey[key] = append(t.byKey[key], r)
	}
	for _, rows := range t.byKey {
		slices.SortStableFunc(rows, func(a, b osmRow) int { return len(b.Tags) - len(a.Tags) })
	}
	return &t
})

// OSMKeys returns the tags that name a land-use class of a feature: the first
// of them that is set gives "key=value".
func OSMKeys() []string { return slices.Clone(osmRows().Keys) }

// OSMClass returns the raw class of a feature, "landuse=forest", from the
// first of [OSMKeys] that it carries; empty when it carries none. tag returns
// the value of a key, empty when absent.
func OSMClass(tag func(key string) string) string {
	for _, key := range osmRows().Keys {
		if v := tag(key); v != "" {
			return key + "=" + v
		}
	}
	return ""
}

// FromOSM returns the class of a scheme that a feature's tags mean, and the
// tags it was told from, such as "landuse=industrial + industrial=warehouse".
// The tags of [OSMKeys] speak first. The mapping is this program's own, so the
// class is an estimate; false when no row fits.
func FromOSM(scheme string, tag func(key string) string) (k Class, why string, ok bool) {
	c, ok := Scheme(scheme)
	if !ok {
		return Class{}, "", false
	}
	t := osmRows()
	for _, key := range t.order {
		if tag(key) == "" {
			continue
		}
		for _, row := range t.byKey[key] {
			if !row.fits(tag) {
				continue
			}
			code := row.GB
			if scheme == MNR2023 {
				code = row.MNR
			}
			k, ok = c.Lookup(code)
			return k, strings.Join(row.Tags, " + "), ok
		}
	}
	return Class{}, "", false
}

// FromOSMClass is [FromOSM] for a raw class "key=value" alone.
func FromOSMClass(scheme, raw string) (Class, bool) {
	key, value, _ := strings.Cut(raw, "=")
	k, _, ok := FromOSM(scheme, func(want string) string {
		if want == key {
			return value
		}
		return ""
	})
	return k, ok
}

// OSMDecides tells whether the raw class "key=value" of [OSMClass] alone decides
// what [FromOSM] returns, whatever the feature's other tags are.
func OSMDecides(raw string) bool {
	key, _, _ := strings.Cut(raw, "=")
	for _, row := range osmRows().byKey[key] {
		if row.Tags[0] == raw {
			return len(row.Tags) == 1 // those that name more stand before
		}
	}
	return false
}

func (r osmRow) fits(tag func(key string) string) bool {
	for _, t := range r.Tags {
		key, want, _ := strings.Cut(t, "=")
		if got := tag(key); got == "" || want != "*" && want != got {
			return false
		}
	}
	return true
}
