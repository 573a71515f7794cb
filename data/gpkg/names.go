package gpkg

import (
	"fmt"
	"strings"
	"unicode"
)

// quote writes a name as an SQL identifier.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// reserved are beginnings of table names that belong to SQLite, to GeoPackage
// or to this store.
var reserved = [...]string{"sqlite_", "gpkg_", "rtree_", "catchment_", "idx_"}

// tableName returns a name for the features table of a layer: its id, unless
// that is reserved or taken. SQLite does not tell upper from lower case in
// names, and layer ids do.
func tableName(layer string, taken func(name string) bool) string {
	name := layer
	for _, r := range reserved {
		if strings.HasPrefix(strings.ToLower(name), r) {
			name = "layer_" + name
			break
		}
	}
	for base, n := name, 2; taken(name); n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	return name
}

// maxName is the longest column name, in characters.
const maxName = 120

// columnNames gives each property key a column name of its own: the key,
// without control characters, cut at maxName, and numbered where another
// column has it in any case. taken holds names in lower case that are in use.
type columnNames struct{ taken map[string]bool }

// newColumnNames returns the names when a table has its fid and geom alone.
func newColumnNames() *columnNames {
	return &columnNames{taken: map[string]bool{"fid": true, "geom": true, "rowid": true, "oid": true, "_rowid_": true}}
}

func (n *columnNames) name(key string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return '_'
		}
		return r
	}, key)
	if runes := []rune(name); len(runes) > maxName {
		name = string(runes[:maxName])
	}
	if strings.TrimSpace(name) == "" {
		name = "_"
	}
	base := name
	for i := 2; n.taken[strings.ToLower(name)]; i++ {
		name = fmt.Sprintf("%s_%d", base, i)
	}
	n.taken[strings.ToLower(name)] = true
	return name
}
