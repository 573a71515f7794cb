package formats

import (
	"math"
	"strconv"
	"strings"
)

// systemName returns the name of the coordinate system that a .prj or a
// GeoPackage describes in well-known text: its EPSG code where it is one that
// planners meet (told by its datum and parameters, since names are written in
// many ways), else the code or the name it says itself.
func systemName(text string) string {
	root, ok := parseSystem(text)
	if !ok {
		return strings.TrimSpace(text[:min(len(text), 200)])
	}
	if code := root.code(); code != 0 {
		return "EPSG:" + strconv.Itoa(code)
	}
	if a, ok := root.child("AUTHORITY", "ID"); ok && len(a.values) > 1 && strings.EqualFold(a.values[0], "EPSG") {
		return "EPSG:" + a.values[1]
	}
	return root.name()
}

// node is one element of well-known text: PROJCS["name",GEOGCS[…],…].
type node struct {
	keyword  string
	values   []string // its texts and numbers
	children []node
}

func (n *node) name() string {
	if len(n.values) == 0 {
		return ""
	}
	return n.values[0]
}

// child returns the first element below n that has one of the keywords.
func (n *node) child(keywords ...string) (*node, bool) {
	for i := range n.children {
		for _, k := range keywords {
			if n.children[i].keyword == k {
				return &n.children[i], true
			}
		}
	}
	return nil, false
}

// code is the EPSG code that datum and parameters come to; 0 when none of
// those known here.
func (n *node) code() int {
	switch n.keyword {
	case "GEOGCS", "GEOGCRS", "GEODCRS":
		switch n.datum() {
		case datumCGCS2000:
			return 4490
		case datumWGS84:
			return 4326
		}
	case "PROJCS", "PROJCRS":
		base, ok := n.child("GEOGCS", "BASEGEOGCRS", "BASEGEODCRS")
		if !ok || !n.metres() {
			return 0
		}
		return n.projected(base.datum())
	case "COMPD_CS", "COMPOUNDCRS":
		if first, ok := n.child("PROJCS", "PROJCRS", "GEOGCS", "GEOGCRS", "GEODCRS"); ok {
			return first.code()
		}
	}
	return 0
}

// The datums that need no shift.
const (
	datumOther = iota
	datumWGS84
	datumCGCS2000
)

func (n *node) datum() int {
	name := foldSystem(n.name())
	if d, ok := n.child("DATUM", "ENSEMBLE"); ok {
		name = foldSystem(d.name())
	}
	has := func(part string) bool { return strings.Contains(name, part) }
	switch {
	case has("unknown") || has("notspecified") || has("undefined"): // "based on WGS 84 ellipsoid" is another datum
	case has("cgcs2000") || has("china2000") || has("chinageodeticcoordinatesystem2000"):
		return datumCGCS2000
	case has("wgs84") || has("wgs1984") || has("worldgeodeticsystem1984"):
		return datumWGS84
	}
	return datumOther
}

func foldSystem(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "", ".", "").Replace(strings.ToLower(name))
}

// metres tells whether the system counts in metres.
func (n *node) metres() bool {
	u, ok := n.child("UNIT", "LENGTHUNIT")
	if !ok {
		return true
	}
	if len(u.values) < 2 {
		return strings.HasPrefix(foldSystem(u.name()), "met")
	}
	f, err := strconv.ParseFloat(u.values[1], 64)
	return err == nil && f == 1
}

// projected is the EPSG code of a projected system on a datum.
func (n *node) projected(datum int) int {
	p := n.parameters()
	method := foldSystem(n.method())
	if datum == datumWGS84 && (strings.Contains(method, "mercatorauxiliarysphere") || strings.Contains(method, "pseudomercator") ||
		strings.Contains(foldSystem(n.name()), "pseudomercator") || strings.Contains(foldSystem(n.name()), "webmercator")) {
		return 3857
	}
	if method != "transversemercator" && method != "gausskruger" || p.latitude != 0 {
		return 0
	}
	switch {
	case datum == datumWGS84 && p.scale == 0.9996 && p.easting == 500000 && (p.northing == 0 || p.northing == 1e7):
		zone := (p.meridian + 183) / 6
		if zone != math.Trunc(zone) || zone < 1 || zone > 60 {
			return 0
		}
		if p.northing == 0 {
			return 32600 + int(zone)
		}
		return 32700 + int(zone)
	case datum == datumCGCS2000 && p.scale == 1 && p.northing == 0:
		return gaussKruger(p.meridian, p.easting)
	}
	return 0
}

// gaussKruger is the EPSG code of a CGCS2000 Gauss-Krüger zone (4491 to 4554)
// by its central meridian and false easting, whose millions are the number of
// the zone; 0 when there is none. Where zones of 3° and 6° are the same
// without such a number, it is that of 3°.
func gaussKruger(meridian, easting float64) int {
	zone3, zone6 := meridian/3, (meridian+3)/6
	is3 := zone3 == math.Trunc(zone3) && zone3 >= 25 && zone3 <= 45
	is6 := zone6 == math.Trunc(zone6) && zone6 >= 13 && zone6 <= 23
	switch {
	case is3 && easting == zone3*1e6+500000:
		return 4513 - 25 + int(zone3)
	case is6 && easting == zone6*1e6+500000:
		return 4491 - 13 + int(zone6)
	case is3 && easting == 500000:
		return 4534 - 25 + int(zone3)
	case is6 && easting == 500000:
		return 4502 - 13 + int(zone6)
	}
	return 0
}

// method names the projection.
func (n *node) method() string {
	if p, ok := n.child("PROJECTION"); ok {
		return p.name()
	}
	if c, ok := n.child("CONVERSION"); ok {
		if m, ok := c.child("METHOD"); ok {
			return m.name()
		}
	}
	return ""
}

// projection holds the parameters that tell systems apart.
type projection struct{ meridian, latitude, scale, easting, northing float64 }

func (n *node) parameters() projection {
	p := projection{scale: 1}
	of := n
	if c, ok := n.child("CONVERSION"); ok {
		of = c
	}
	for _, c := range of.children {
		if c.keyword != "PARAMETER" || len(c.values) < 2 {
			continue
		}
		v, err := strconv.ParseFloat(c.values[1], 64)
		if err != nil {
			v = math.NaN()
		}
		switch foldSystem(c.name()) {
		case "centralmeridian", "longitudeofnaturalorigin", "longitudeoforigin":
			p.meridian = v
		case "latitudeoforigin", "latitudeofnaturalorigin":
			p.latitude = v
		case "scalefactor", "scalefactoratnaturalorigin":
			p.scale = v
		case "falseeasting":
			p.easting = v
		case "falsenorthing":
			p.northing = v
		}
	}
	return p
}

// parseSystem reads well-known text of a coordinate system (OGC 01-009 and
// OGC 12-063).
func parseSystem(text string) (*node, bool) {
	p := systemParser{rest: text}
	n, ok := p.node(0)
	return &n, ok && n.name() != ""
}

type systemParser struct{ rest string }

// maxSystemDepth is how deep elements are read.
const maxSystemDepth = 12

// node reads one element from its keyword to its closing bracket.
func (p *systemParser) node(depth int) (node, bool) {
	n := node{keyword: strings.ToUpper(p.word())}
	if n.keyword == "" || depth > maxSystemDepth || !p.next("[(") {
		return n, false
	}
	for {
		p.space()
		switch c := p.peek(); {
		case c == '"':
			text, ok := p.quoted()
			if !ok {
				return n, false
			}
			n.values = append(n.values, text)
		case c == '-' || c == '+' || c == '.' || c >= '0' && c <= '9':
			n.values = append(n.values, p.word())
		default:
			before := p.rest
			child, ok := p.node(depth + 1)
			if !ok { // a bare word, such as the direction of an axis
				p.rest = before
				if n.values = append(n.values, p.word()); n.values[len(n.values)-1] == "" {
					return n, false
				}
			} else {
				n.children = append(n.children, child)
			}
		}
		if p.next("])") {
			return n, true
		}
		if !p.next(",") {
			return n, false
		}
	}
}

func (p *systemParser) space() { p.rest = strings.TrimLeft(p.rest, " \t\r\n\ufeff") }

func (p *systemParser) peek() byte {
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

// next takes one of the characters.
func (p *systemParser) next(any string) bool {
	p.space()
	if p.rest == "" || !strings.ContainsRune(any, rune(p.rest[0])) {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// word takes everything up to a bracket, comma or blank.
func (p *systemParser) word() string {
	p.space()
	end := strings.IndexAny(p.rest, "[](),\" \t\r\n")
	if end < 0 {
		end = len(p.rest)
	}
	w := p.rest[:end]
	p.rest = p.rest[end:]
	return w
}

// quoted takes a text in quotation marks.
func (p *systemParser) quoted() (string, bool) {
	var b strings.Builder
	p.rest = p.rest[1:]
	for {
		end := strings.IndexByte(p.rest, '"')
		if end < 0 {
			return "", false
		}
		b.WriteString(p.rest[:end])
		if p.rest = p.rest[end+1:]; p.peek() != '"' {
			return b.String(), true
		}
		b.WriteByte('"')
		p.rest = p.rest[1:]
	}
}
