package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"catchment/geo/cores"
)

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
	p := factReader{meta: m, amounts: amountsOf[m.Role], reader: newReader(m.Fields)}
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
