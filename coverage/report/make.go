package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/data/looks"
	"catchment/data/standards"
	catalogue "catchment/data/words"
	"catchment/geo/plane"
)

// Options are the choices of a report.
type Options struct {
	Words   catalogue.Catalogue // the page's
	Lang    string              // zh or en; empty is zh
	When    coverage.When       // zero is what exists today
	Date    time.Time           // on the report; its day counts
	Version string              // of the program
	// Services are the facility kinds to map and list; empty takes those whose
	// reach a standard bounds.
	Services []string
	// Asked, when not nil, is a question of the reader's own about the study area:
	// a radius, a demand, facilities added, moved or closed.
	Asked *coverage.Question
	// Palette colours land use: PaletteOfficial, also where it is empty, or PaletteSafe,
	// which takes its colours from Safe.
	Palette string
	Safe    *looks.Safe
	// MapNumber is the approval number of the map sheets (审图号); empty for none.
	MapNumber string
	// Card, when not nil, is the scorecard of the same study area and state.
	Card *scorecard.Card
	// Rules are the rule sets to score by where there is no Card; empty takes
	// those that hold in the dataset.
	Rules []string
}

// The palettes of land use.
const (
	PaletteOfficial = "official" // of the scheme; what shares a colour is hatched
	PaletteSafe     = "safe"     // for eyes of every kind, as the page has it
)

// Make returns the report on a study area. The error wraps [catalogue.ErrLanguage],
// or is a [*coverage.ParameterError] or the context's.
func Make(ctx context.Context, study *coverage.Study, opt Options) (*Document, error) {
	m, err := newMaker(ctx, study, opt)
	if err != nil {
		return nil, err
	}
	doc := m.front()
	type part struct {
		name string
		make func(context.Context) (Section, error)
	}
	var parts []part
	if m.asked != nil {
		parts = append(parts, part{"the question asked", m.askedSection})
	}
	for _, part := range append(parts, []part{
		{"maps", m.maps}, {"scorecard", m.score}, {"services", m.serviceSection}, {"gaps", m.gapSection}, {"land use", m.landSection},
		{"industry and city", m.citySection}, {"conflicts", m.conflictSection}, {"method", m.methodSection}, {"sources", m.sourceSection}, {"limits", m.limitSection},
	}...) {
		section, err := part.make(ctx)
		if err != nil {
			return nil, fmt.Errorf("report, %s: %w", part.name, err)
		}
		doc.Sections = append(doc.Sections, section)
	}
	doc.Sections = slices.Insert(doc.Sections, 0, m.answerSection())
	return doc, nil
}

// maker is a report in the making.
type maker struct {
	words
	study    *coverage.Study
	ds       *data.Dataset
	plane    *plane.Plane
	card     *scorecard.Card
	when     coverage.When
	date     string
	version  string
	services []*served
	asked    *coverage.Question
	mapNo    string
	safe     *looks.Safe // nil for the official colours
	balance  *landuse.Balance
	parcels  []landuse.Parcel

	landLooks map[string]looks.Look // of the classes of the second level

	conflicts int // pairs closer than their clearance
}

// served is one service with what it covers.
type served struct {
	coverage.Service
	demand  string // key of its name
	asked   coverage.Question
	result  *coverage.Result
	people  *coverage.Result // nil where no layer tells people
	patches *coverage.GapList
}

func newMaker(ctx context.Context, study *coverage.Study, opt Options) (*maker, error) {
	if opt.Lang == "" {
		opt.Lang = "zh"
	}
	texts, err := opt.Words.In(opt.Lang)
	if err != nil {
		return nil, err
	}
	if opt.When.Year == 0 && len(opt.When.Status) == 0 {
		opt.When.Status = []data.Status{data.StatusExisting}
	}
	m := &maker{words: words{opt.Lang, texts}, study: study, ds: study.Dataset(), plane: plane.At(plane.CenterOf(study.Area.Shape)),
		card: opt.Card, when: opt.When, date: opt.Date.Format(time.DateOnly), version: opt.Version,
		asked: opt.Asked, mapNo: opt.MapNumber}
	switch opt.Palette {
	case PaletteSafe:
		if m.safe = opt.Safe; m.safe == nil {
			return nil, errors.New("report: the safe palette has no table")
		}
	case PaletteOfficial, "":
	default:
		return nil, &coverage.ParameterError{Parameter: "palette", Message: fmt.Sprintf("there is no palette %q: there are %s and %s", opt.Palette, PaletteOfficial, PaletteSafe)}
	}
	if m.card == nil {
		set, err := m.ds.RulesOf(opt.Rules)
		if err != nil {
			return nil, err
		}
		card, err := scorecard.Make(ctx, study, scorecard.Options{When: opt.When, Set: set})
		if err != nil {
			return nil, err
		}
		m.card = card
	}
	if err := m.measure(ctx); err != nil {
		return nil, err
	}
	return m, m.cover(ctx, opt.Services)
}

// measure takes the land-use balance.
func (m *maker) measure(ctx context.Context) error {
	area := m.study.Area
	land, err := landuse.NewLand(ctx, landuse.Sources{
		Area: area.Shape, Stated: area.Facts, Parcels: m.ds.LayersOf(data.RoleLandUse), People: m.ds.LayersOf(data.RolePopulation),
		Buildings: m.ds.LayersOf(data.RoleBuilding), Roads: m.ds.LayersOf(data.RoleRoad), Keep: m.when.Counts,
	})
	if err != nil {
		return err
	}
	m.parcels = slices.Collect(land.Parcels())
	if m.balance, err = land.Balance(ctx, landuse.BalanceOptions{}); err == nil {
		m.landLooks = m.looksOfLand()
	}
	return err
}

// demands is what services are held against: homes, but land for bus stops and
// fire stations.
var demands = map[data.Kind]struct{ demand, name string }{
	"":             {"landuse:R", "demand.homes.in"},
	"bus_stop":     {"landuse:R,A,B,M,W,S,U,G", "urban_land"},
	"rail_station": {"landuse:R,A,B,M,W,S,U,G", "urban_land"},
	"fire_station": {"land", "demand.land.in"},
}

// ruled tells whether a standard of China or a rule set of the user bounds how far or how much a kind of
// facility serves.
func ruled(rules *standards.Set, kind string) bool {
	return slices.ContainsFunc(rules.RulesFor(kind), func(r standards.Rule) bool {
		reach := r.Metric == standards.MetricRadius || r.Metric == standards.MetricCoverage || r.Metric == standards.MetricJurisdictionArea
		return reach && (r.PerCode() || r.Set != "") && r.Holds()
	})
}

// cover asks what the services reach.
func (m *maker) cover(ctx context.Context, wanted []string) error {
	for _, s := range coverage.Services(m.ds) {
		chosen := slices.Contains(wanted, string(s.Kind))
		if !chosen && (len(wanted) > 0 || !ruled(m.ds.Rules(), string(s.Kind))) {
			continue
		}
		d, ok := demands[s.Kind]
		if !ok {
			d = demands[""]
		}
		demand, err := coverage.ParseDemand(d.demand)
		if err != nil {
			return err
		}
		one := &served{Service: s, demand: d.name, asked: coverage.Question{Service: string(s.Kind), RadiusM: s.Rule.RadiusM, Demand: demand, When: m.when}}
		if err := m.ask(ctx, one); err != nil {
			return err
		}
		m.services = append(m.services, one)
	}
	for _, w := range wanted {
		if !slices.ContainsFunc(m.services, func(s *served) bool { return string(s.Kind) == w }) {
			return &coverage.ParameterError{Parameter: "service", Missing: true, Message: fmt.Sprintf("there is no service %q", w)}
		}
	}
	return nil
}

// ask answers for one service. Where there are no homes to serve, all land
// stands for them.
func (m *maker) ask(ctx context.Context, s *served) error {
	var err error
	var missing *coverage.ParameterError
	if s.result, err = m.study.Cover(ctx, s.asked); errors.As(err, &missing) {
		s.asked.Demand, s.demand = coverage.Demand{Kind: coverage.DemandLand}, "demand.land.in"
		s.result, err = m.study.Cover(ctx, s.asked)
	}
	if err != nil {
		return err
	}
	if s.patches, err = m.study.Gaps(ctx, s.asked); err != nil {
		return err
	}
	people := s.asked
	people.Demand = coverage.Demand{Kind: coverage.DemandPopulation}
	if s.people, err = m.study.Cover(ctx, people); errors.As(err, &missing) {
		s.people, err = nil, nil
	}
	return err
}

// front returns the document with its title block.
func (m *maker) front() *Document {
	area := m.study.Area
	name := m.name(area.Name, area.NameEN)
	switch {
	case area.Layer == "":
		name = m.say("area.drawn")
	case name == "":
		name = area.ID
	}
	counts := func(c scorecard.Counts) Cell {
		return text(m.say("rules_count", "pass", c.Passed, "fail", c.Failed, "open", c.Undecided))
	}
	d := &Document{Lang: m.lang, Title: m.say("title"), Subtitle: name, Date: m.date, Program: "Catchment " + m.version, Words: m.text}
	for _, l := range m.ds.Layers() {
		if l.Synthetic {
			d.Warning = m.say("synthetic")
		}
	}
	d.Facts = []Fact{
		{m.say("question"), text(m.say("question_text")), ""},
		{m.say("area.label"), text(name), ""},
		{m.say("area_m2") + m.aside("km²"), number(m.study.AreaM2/1e6, Precise), "M1"},
		{m.say("state"), text(m.pick(m.card.AsOf.Name)), ""},
		{m.say("date"), text(m.date), ""},
		{m.say("data.crs"), text(m.say("crs_text")), ""},
		{m.say("plane_error"), text(scientific(m.study.DistanceErrorRatio(1000))), "M1"},
		{m.say("rules_per_code"), counts(m.card.PerCode), "M12"},
		{m.say("rules_default"), counts(m.card.ByDefault), "M12"},
	}
	if m.card.ByUser != (scorecard.Counts{}) {
		d.Facts = append(d.Facts, Fact{m.say("rules_user"), counts(m.card.ByUser), "M12"})
	}
	d.Facts = append(d.Facts, Fact{m.say("t_rule_sets"), text(m.list(m.ruleSetNames())), ""}, Fact{m.say("program"), text(d.Program), ""})
	if m.mapNo != "" {
		d.Facts = append(d.Facts, Fact{m.say("map_number"), text(m.mapNo), ""})
	}
	return d
}

// scientific writes a small number as 8.6 × 10⁻⁷.
func scientific(v float64) string {
	digits, power, found := strings.Cut(fmt.Sprintf("%.1e", v), "e")
	n, err := strconv.Atoi(power)
	if !found || err != nil || n == 0 {
		return digits
	}
	raised := strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
	return digits + " × 10" + raised.Replace(strconv.Itoa(n))
}

// serviceName returns the name of a service.
func (m *maker) serviceName(kind, zh, en string) string {
	if info, ok := data.LookupKind(kind); ok {
		return m.name(info.NameZH, info.NameEN)
	}
	return m.name(zh, en)
}
