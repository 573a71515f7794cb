package formats

import (
	"encoding/csv"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// columns are the numbers of the columns that hold the place of a row: either
// lon and lat, or wkt; -1 for none.
type columns struct{ lon, lat, wkt int }

// The names that coordinate columns have, folded. Those of the second rank
// count where there is none of the first: x and y may be plane metres or
// something else altogether.
var (
	lonNames = [2][]string{{"lon", "lng", "long", "longitude", "经度", "东经", "經度"}, {"x", "lonx", "pointx", "xcoord", "x坐标"}}
	latNames = [2][]string{{"lat", "latitude", "纬度", "北纬", "緯度"}, {"y", "laty", "pointy", "ycoord", "y坐标"}}
	wktNames = []string{"wkt", "wktgeom", "wktgeometry", "geomwkt", "geometrywkt", "几何"}
)

// foldName makes the spellings of a column name equal: case, blanks,
// underscores and units in brackets do not count.
func foldName(name string) string {
	if i := strings.IndexAny(name, "(（["); i > 0 {
		name = name[:i]
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '_' || r == '-' || r == '.' || r == '\ufeff' {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
}

// pickColumns returns the columns that hold the place of a row: those named,
// else those whose names say so. The error says what to name.
func pickColumns(header, named []string) (columns, error) {
	if len(named) > 0 {
		return namedColumns(header, named)
	}
	of := func(names []string) (found []int) {
		for i, h := range header {
			for _, n := range names {
				if foldName(h) == n {
					found = append(found, i)
				}
			}
		}
		return found
	}
	lon, lat, wkt := of(lonNames[0]), of(latNames[0]), of(wktNames)
	if len(lon)+len(lat) == 0 {
		lon, lat = of(lonNames[1]), of(latNames[1])
	}
	all := append(append(append([]int{}, lon...), lat...), wkt...)
	switch {
	case len(lon) == 1 && len(lat) == 1 && len(wkt) == 0:
		return columns{lon[0], lat[0], -1}, nil
	case len(lon)+len(lat) == 0 && len(wkt) == 1:
		return columns{-1, -1, wkt[0]}, nil
	case len(all) == 0 || len(wkt) == 0 && (len(lon) == 0 || len(lat) == 0):
		return columns{}, fmt.Errorf("no columns for longitude and latitude are found; name them with columns=LONGITUDE,LATITUDE, or one of well-known text with columns=WKT; the columns are %s", list(header))
	}
	var names []string
	for _, i := range all {
		names = append(names, header[i])
	}
	return columns{}, fmt.Errorf("several columns could hold the coordinates: %s; name the two that do with columns=LONGITUDE,LATITUDE, or the one of well-known text with columns=WKT", list(names))
}

// namedColumns finds the columns that the caller named.
func namedColumns(header, named []string) (columns, error) {
	if len(named) > 2 {
		return columns{}, fmt.Errorf("%d columns are named; name two, longitude first, or one that holds well-known text", len(named))
	}
	at := make([]int, len(named))
	for i, n := range named {
		at[i] = -1
		for j, h := range header {
			if h == strings.TrimSpace(n) {
				at[i] = j
				break
			}
		}
		if at[i] < 0 {
			return columns{}, fmt.Errorf("there is no column %q; the columns are %s", clip(n), list(header))
		}
	}
	if len(at) == 1 {
		return columns{-1, -1, at[0]}, nil
	}
	return columns{at[0], at[1], -1}, nil
}

// delimiter returns the character between the columns of a table, told from
// its first line: the most frequent one outside of quotation marks.
func delimiter(line string) rune {
	best, most := ',', 0
	for _, d := range [...]rune{',', ';', '\t', '|', '，'} {
		n, quoted := 0, false
		for _, r := range line {
			if r == '"' {
				quoted = !quoted
			} else if r == d && !quoted {
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// fieldsOf reads a line of a table by itself.
func fieldsOf(line string, comma rune) ([]string, error) {
	r := csv.NewReader(strings.NewReader(line))
	r.Comma, r.LazyQuotes = comma, true
	return r.Read()
}

// fromGBK reads a text as GB 18030.
func fromGBK(text string) string {
	out, _ := simplifiedchinese.GB18030.NewDecoder().String(text)
	return out
}
