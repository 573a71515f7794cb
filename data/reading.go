package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"catchment/geo/cores"
)

// said is what the properties of one feature say, as text: for each field the
// value under the most preferred key.
type said struct {
	value [fieldCount]string // JSON
	rank  [fieldCount]uint8  // 1 more than the key's rank; 0: not said
	key   [fieldCount]*keyUse
	raw   [fieldCount]string // the key as it stands
	plain [fieldCount]bool   // the value is a string without escapes
	tags  []tag
}

// tag is one OSM tag that may tell a kind or a role.
type tag struct{ key, value string }

// reader reads properties, remembering what each key is for.
type reader struct {
	keys Keys[keyUse]
	said said

	// The layout of the feature before: the text up to each value, with the key
	// in it, and behind the last. The next feature most likely has the same.
	layout []expected
	tail   string
}

// expected is a member that the next object most likely has, without its value.
type expected struct {
	before string // all text between the value before and its own
	key    string
	use    *keyUse
}

// maxLayout bounds how many members a layout has.
const maxLayout = 256

// read collects what the properties say. The result is good until the next
// read and shares the memory of the properties.
func (r *reader) read(properties []byte) *said {
	r.said.clear()
	if !r.alike(properties) {
		r.said.clear()
		r.learn(textOf(properties))
	}
	return &r.said
}

// alike reads an object that has the layout of the one before; false for any
// other, of which some may have been read.
func (r *reader) alike(properties []byte) bool {
	if len(r.layout) == 0 {
		return false
	}
	text := textOf(properties)
	i := 0
	for k := range r.layout {
		m := &r.layout[k]
		if !strings.HasPrefix(text[i:], m.before) {
			return false
		}
		i += len(m.before)
		end := plainStringEnd(properties, i)
		plain := end > 0
		if !plain {
			if end = valueEnd(text, i); end <= i {
				return false
			}
			_, plain = plainText(text[i:end])
		}
		if len(m.use.uses) > 0 {
			r.said.hear(m.key, m.use, text[i:end], plain)
		}
		i = end
	}
	return text[i:] == r.tail
}

// learn reads any object and takes its layout.
func (r *reader) learn(text string) {
	r.keys.Rewind()
	r.layout = r.layout[:0]
	behind := 0
	eachMember(text, func(key string, from, to int) {
		use := r.keys.At(key, readKey)
		_, plain := plainText(text[from:to])
		r.said.hear(key, use, text[from:to], plain)
		if len(r.layout) <= maxLayout {
			r.layout = append(r.layout, expected{text[behind:from], key, use})
		}
		behind = to
	})
	if r.tail = text[behind:]; len(r.layout) > maxLayout {
		r.layout = r.layout[:0]
	}
}

// clear says that nothing is said.
func (s *said) clear() {
	s.rank = [fieldCount]uint8{}
	s.tags = s.tags[:0]
}

// hear takes over what a property says. plain tells that its value is a string
// without escapes.
func (s *said) hear(raw string, k *keyUse, value string, plain bool) {
	if len(k.uses) == 0 || blank(value) {
		return
	}
	for _, u := range k.uses {
		if u.field == fieldTag {
			if v := parsed(value); v.Type == gjson.String || v.Type == gjson.Number {
				s.tags = append(s.tags, tag{k.key, v.String()})
			}
		} else if rank := uint8(u.rank + 1); s.rank[u.field] == 0 || rank < s.rank[u.field] {
			s.value[u.field], s.rank[u.field], s.key[u.field], s.raw[u.field] = value, rank, k, raw
			s.plain[u.field] = plain
		}
	}
}

// blank tells whether a JSON value says nothing: null, or a string of blanks.
func blank(value string) bool {
	if value[0] == '"' && value[1] > ' ' && value[1] < utf8.RuneSelf && value[1] != '"' && value[1] != '\\' {
		return false // as nearly all start
	}
	v := parsed(value)
	return v.Type == gjson.Null || v.Type == gjson.String && strings.TrimSpace(v.Str) == ""
}

// parsed is gjson.Parse, with less ado for plain strings.
func parsed(value string) gjson.Result {
	if s, ok := plainText(value); ok {
		return gjson.Result{Type: gjson.String, Raw: value, Str: s}
	}
	return gjson.Parse(value)
}

// plainText returns what a JSON string says that has no escapes.
func plainText(value string) (string, bool) {
	if value[0] != '"' || strings.IndexByte(value, '\\') >= 0 {
		return "", false
	}
	return value[1 : len(value)-1], true
}

// has tells whether the feature says anything for the field.
func (s *said) has(f field) bool { return s.rank[f] != 0 }

// text returns what the feature says for the field, trimmed; numbers as
// written.
func (s *said) text(f field) string {
	if !s.has(f) {
		return ""
	}
	if s.plain[f] {
		text := s.value[f]
		return strings.TrimSpace(text[1 : len(text)-1])
	}
	v := gjson.Parse(s.value[f])
	if v.Type == gjson.Number {
		return v.Raw
	}
	if v.Type == gjson.JSON {
		return ""
	}
	return strings.TrimSpace(v.String())
}

// tag returns the value of an OSM tag.
func (s *said) tag(key string) string {
	for _, t := range s.tags {
		if t.key == key {
			return t.value
		}
	}
	return ""
}

// factsRead is what was read from the properties of features.
type factsRead struct {
	columns
	warnings []Problem
}

// of returns what was read as that of a layer. Facilities were read without the
// kind that the layer may have been given since.
func (r *factsRead) of(m *Meta) *factsRead {
	if m.Kind == "" {
		return r
	}
	next := *r
	next.kind = column[Kind]{same: m.Kind}
	return &next
}

// readFacts reads the facts of all features that a layer of this role needs,
// and says what could not be read.
func readFacts(m *Meta, fs []Feature) *factsRead {
	type part struct {
		from int
		factsRead
	}
	var parts []part
	var mu sync.Mutex
	cores.Parts(len(fs), func(from, to int) {
		r := readPart(m, fs[from:to], from)
		mu.Lock()
		defer mu.Unlock()
		parts = append(parts, part{from, r})
	})
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.from, b.from) })
	all := make([]columns, 0, len(parts))
	var warnings []Problem
	for _, p := range parts {
		all = append(all, p.columns)
		warnings = append(warnings, p.warnings[:min(len(p.warnings), maxWarnings-len(warnings))]...)
	}
	return &factsRead{join(len(fs), all), warnings}
}

// readPart reads the facts of features, the first of which is number from.
func readPart(m *Meta, fs []Feature, from int) factsRead {
	c := columns{n: len(fs)}
	p := factReader{meta: m, amounts: amountsOf[m.Role], reader: &reader{}}
	for i := range fs {
		p.number, p.feature = from+i, &fs[i]
		f := p.facts()
		c.fill(i, &f, p.amounts)
	}
	return factsRead{c, p.warnings}
}

// factReader turns what features say into facts.
type factReader struct {
	meta     *Meta
	amounts  []amount // that its role needs
	reader   *reader
	number   int
	feature  *Feature
	warnings []Problem

	// Words of the feature before and what they mean: the next most likely
	// has the same.
	statusWord, kindWord string
	wordStatus           Status
	wordKind             Kind
}

// amountsOf lists the amounts that a role needs.
var amountsOf = map[Role][]amount{
	RoleLandUse:    {amountPopulation, amountJobs, amountFloors, amountFloorArea, amountFootprint, amountGreen, amountOutput, amountInvested, amountFAR, amountCoverage, amountGreenRatio},
	RoleBuilding:   {amountPopulation, amountJobs, amountFloors, amountFloorArea, amountFootprint},
	RolePopulation: {amountPopulation, amountJobs},
	RoleBoundary:   {amountPopulation, amountJobs, amountFloorArea, amountOutput, amountInvested},
}

var amountFields = [amountCount]field{
	amountPopulation: fieldPopulation, amountJobs: fieldJobs, amountFloors: fieldFloors, amountFloorArea: fieldFloorArea,
	amountFootprint: fieldFootprint, amountGreen: fieldGreen, amountOutput: fieldOutput, amountInvested: fieldInvested,
	amountFAR: fieldFAR, amountCoverage: fieldCoverage, amountGreenRatio: fieldGreenRatio,
}

func (p *factReader) facts() Facts {
	s := p.reader.read(p.feature.Properties)
	f := noFacts()
	f.Name, f.NameEN = s.text(fieldName), s.text(fieldNameEN)
	f.Synthetic = s.text(fieldSource) == "synthetic"
	f.Status = p.status(s)
	f.Opens, f.Closes = p.year(s, fieldOpens), p.year(s, fieldCloses)
	f.Kind = p.kind(s, f.Name)
	if p.meta.Role == RoleLandUse {
		f.Class = p.class(s)
	}
	for _, a := range p.amounts {
		v := p.amount(s, a)
		switch a {
		case amountPopulation:
			f.Population = v
		case amountJobs:
			f.Jobs = v
		case amountFloors:
			f.Floors = v
		case amountFloorArea:
			f.FloorAreaM2 = v
		case amountFootprint:
			f.FootprintM2 = v
		case amountGreen:
			f.GreenM2 = v
		case amountOutput:
			f.OutputYuan = v
		case amountInvested:
			f.InvestedYuan = v
		case amountFAR:
			f.FAR = v
		case amountCoverage:
			f.Coverage = v
		case amountGreenRatio:
			f.GreenRatio = v
		}
	}
	return f
}

// amount reads one amount, NaN and a warning where it is unclear.
func (p *factReader) amount(s *said, a amount) float64 {
	field := amountFields[a]
	if !s.has(field) {
		return math.NaN()
	}
	v, unit := parsed(s.value[field]), s.key[field].unit
	var amount float64
	var err error
	switch v.Type {
	case gjson.Number:
		amount, err = math.NaN(), errUnclear
		if scale, ok := unitScale(a, unit); ok {
			amount, err = checkAmount(a, v.Num*scale)
		}
	case gjson.String:
		amount, err = parseAmount(a, v.Str, unit)
	default:
		amount, err = math.NaN(), errUnclear
	}
	if err != nil {
		p.warn(s.raw[field], "number_unclear", fmt.Sprintf("%s is %s: %v; it counts as not said", s.raw[field], short(v.Raw), err))
		return math.NaN()
	}
	return amount
}

// statusWords tells statuses by the words of offices; the page has the same
// ones (web/static/js/when.js).
var statusWords = map[string]Status{
	"existing": StatusExisting, "built": StatusExisting, "open": StatusExisting, "operating": StatusExisting, "in_operation": StatusExisting,
	"completed": StatusExisting, "现状": StatusExisting, "已建": StatusExisting, "已建成": StatusExisting, "建成": StatusExisting,
	"现有": StatusExisting, "保留": StatusExisting, "使用中": StatusExisting, "投用": StatusExisting, "已投用": StatusExisting, "运营": StatusExisting,
	"under_construction": StatusUnderConstruction, "construction": StatusUnderConstruction, "building": StatusUnderConstruction,
	"在建": StatusUnderConstruction, "建设中": StatusUnderConstruction, "施工中": StatusUnderConstruction,
	"planned": StatusPlanned, "proposed": StatusPlanned, "plan": StatusPlanned, "future": StatusPlanned, "规划": StatusPlanned,
	"规划新增": StatusPlanned, "规划新建": StatusPlanned, "拟建": StatusPlanned, "未建": StatusPlanned, "新建": StatusPlanned, "待建": StatusPlanned,
	"closed": StatusClosed, "demolished": StatusClosed, "removed": StatusClosed, "razed": StatusClosed, "abandoned": StatusClosed, "disused": StatusClosed,
	"decommissioned": StatusClosed, "关闭": StatusClosed, "已关闭": StatusClosed, "停用": StatusClosed, "已停用": StatusClosed, "拆除": StatusClosed,
	"已拆除": StatusClosed, "已拆": StatusClosed, "废弃": StatusClosed, "已废弃": StatusClosed, "撤销": StatusClosed, "已撤销": StatusClosed, "停运": StatusClosed, "关停": StatusClosed,
}

func (p *factReader) status(s *said) Status {
	word := s.text(fieldStatus)
	if word == "" {
		return StatusExisting
	}
	if word == p.statusWord {
		return p.wordStatus
	}
	status, ok := statusWords[foldWord(word)]
	if ok {
		p.statusWord, p.wordStatus = word, status
	} else if p.meta.Role == RoleFacility || p.meta.Role == RoleLandUse {
		p.warn(s.raw[fieldStatus], "status_unknown", fmt.Sprintf("%s is %s: not a status known here, counts as existing; use existing, under_construction, planned or closed", s.raw[fieldStatus], short(word)))
	}
	return status
}

func (p *factReader) year(s *said, f field) int {
	text := s.text(f)
	if text == "" {
		return 0
	}
	year, ok := parseYear(text)
	if !ok {
		p.warn(s.raw[f], "year_unclear", fmt.Sprintf("%s is %s: no year in it; it counts as not said", s.raw[f], short(text)))
	}
	return year
}

// warn keeps a warning about one property of the feature at hand.
func (p *factReader) warn(property, rule, message string) {
	if len(p.warnings) >= maxWarnings {
		return
	}
	p.warnings = append(p.warnings, Problem{
		Feature: p.number, ID: p.feature.ID, Path: fmt.Sprintf("/features/%d/properties/%s", p.number, EscapePointer(property)),
		Rule: rule, Severity: SeverityWarning, Message: message,
	})
}

// FeaturePath returns the path of a problem as that of feature n of the file:
// all behind the feature's own number stays.
func FeaturePath(n int, path string) string {
	rest, ok := strings.CutPrefix(path, "/features/")
	if _, behind, found := strings.Cut(rest, "/"); ok && found {
		return fmt.Sprintf("/features/%d/%s", n, behind)
	}
	return path
}

// EscapePointer writes a key as one step of a JSON pointer (RFC 6901).
func EscapePointer(key string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
}

// short quotes the beginning of a value for a message.
func short(value string) string {
	runes := []rune(value)
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return value
}
