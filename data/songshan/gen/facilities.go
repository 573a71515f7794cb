package main

import "fmt"

// facilityNames are the plain invented names; a number follows.
var facilityNames = map[string][2]string{
	"kindergarten":   {"示意幼儿园", "Sample kindergarten"},
	"primary_school": {"示意小学", "Sample primary school"},
	"middle_school":  {"示意中学", "Sample middle school"},
	"hospital":       {"示意医院", "Sample hospital"},
	"clinic":         {"示意社区卫生服务中心", "Sample health centre"},
	"police":         {"示意派出所", "Sample police station"},
	"government":     {"示意政务中心", "Sample government centre"},
	"library":        {"示意图书馆", "Sample library"},
	"culture_centre": {"示意文化馆", "Sample culture centre"},
	"sports_centre":  {"示意体育中心", "Sample sports centre"},
	"elderly_care":   {"示意养老服务中心", "Sample elderly care centre"},
	"market":         {"示意菜市场", "Sample market"},
	"substation":     {"示意变电站", "Sample substation"},
	"fuel_station":   {"示意加油站", "Sample fuel station"},
	"sewage_plant":   {"示意污水处理厂", "Sample sewage plant"},
	"waste_station":  {"示意垃圾转运站", "Sample waste transfer station"},
}

// neighbour is a facility outside the park, at a point of the sheet.
type neighbour struct {
	kind  string
	at    pt
	phase int
}

// neighbours stand around the park: the built-up town to the west and north-
// west, villages to the south and east. No fire station is among them.
var neighbours = []neighbour{
	{"kindergarten", pt{-260, 2480}, 0}, {"kindergarten", pt{-210, 1250}, 0}, {"kindergarten", pt{-640, 1830}, 0},
	{"kindergarten", pt{1180, -300}, 0}, {"kindergarten", pt{-520, 3050}, 2}, {"kindergarten", pt{2380, 4230}, 2}, {"kindergarten", pt{5420, 1760}, 0},
	{"primary_school", pt{-380, 2080}, 0}, {"primary_school", pt{-330, 880}, 0}, {"primary_school", pt{1720, -390}, 0}, {"primary_school", pt{3120, 4330}, 2}, {"primary_school", pt{5560, 2240}, 0},
	{"middle_school", pt{-720, 1480}, 0}, {"middle_school", pt{-610, 2890}, 1}, {"middle_school", pt{2860, -620}, 0},
	{"hospital", pt{-1180, 1720}, 0}, {"hospital", pt{1490, 4690}, 3},
	{"clinic", pt{-290, 1640}, 0}, {"clinic", pt{-450, 2650}, 0}, {"clinic", pt{2090, -280}, 0}, {"clinic", pt{5390, 2860}, 0}, {"clinic", pt{3640, 4260}, 2},
	{"police", pt{-350, 1930}, 0}, {"police", pt{3310, -350}, 0},
	{"substation", pt{-820, 3380}, 0}, {"substation", pt{5520, 620}, 0},
	{"market", pt{-240, 2060}, 0}, {"elderly_care", pt{-560, 1090}, 0}, {"fuel_station", pt{-180, 3560}, 0}, {"fuel_station", pt{5330, 1420}, 0},
}

// facilityLayer holds the facilities of the lots and those around the park.
func (p *plan) facilityLayer(lots []lot) *layer {
	l := &layer{name: "facilities", title: [2]string{"公共设施", "Facilities"}}
	serial := map[string]int{}
	add := func(kind string, name [2]string, real bool, g pt, phase, opens int, parcel string) {
		serial[kind]++
		f := fields{{"kind", kind}, {"name", name[0]}, {"name_en", name[1]}, {"name_source", nameSource(real)}, {"status", phaseStatus[phase]}, {"opens", opens}}
		if parcel != "" {
			f = f.with("parcel", parcel)
		}
		l.add(fmt.Sprintf("%s-%02d", kind, serial[kind]), "Point", p.sheet.grid(g).String(), f)
	}
	for _, o := range lots {
		if o.kind != "" {
			add(o.kind, o.name, o.realName, o.centre, o.phase, o.opens, o.id)
		}
	}
	outside := map[string]int{}
	for _, n := range neighbours {
		names := facilityNames[n.kind]
		outside[n.kind]++
		name := [2]string{fmt.Sprintf("园外%s %02d", names[0], outside[n.kind]), fmt.Sprintf("%s outside the park %02d", names[1], outside[n.kind])}
		add(n.kind, name, false, p.sheet.lay(n.at), n.phase, opening(n.phase, n.kind, name[1]), "")
	}
	return l
}

// stopLayer puts bus stops along the roads with bus lines: past every second
// crossing, on the right-hand side, in turn for each direction.
func (p *plan) stopLayer(streets []street) *layer {
	l := &layer{name: "bus_stops", title: [2]string{"公交站", "Bus stops"}}
	seen := map[string]int{}
	for _, s := range streets {
		r := s.road
		if r.class == local || r.class == expressway || r.bank {
			continue
		}
		for i := 1; i < len(s.line); i++ {
			cross := p.crossRoad(r, s.line[i])
			if cross == nil {
				continue
			}
			seen[r.id]++
			n := seen[r.id]
			if n%2 == 0 {
				continue
			}
			p.addStop(l, s, i, n%4 == 1, cross)
		}
	}
	return l
}

// crossRoad returns the grid road that crosses r at node g, if any.
func (p *plan) crossRoad(r *road, g pt) *road {
	for _, o := range p.roads {
		if o != r && !o.bank && o.column != r.column && distanceTo(g, o.line) < 0.5 && p.keeps(o, g) {
			return o
		}
	}
	return nil
}

// addStop adds the stop 55 m past node i of the street, in or against its
// direction.
func (p *plan) addStop(l *layer, s street, i int, forward bool, cross *road) {
	a, b := s.line[i], s.line[i-1]
	if forward && i+1 < len(s.line) {
		b = s.line[i+1]
	}
	d := b.sub(a).unit()
	g := a.add(d.times(55 + cross.width/2)).sub(d.left().times(s.road.width/2 - 4))
	l.add(fmt.Sprintf("stop-%03d", len(l.lines)+1), "Point", p.sheet.grid(g).String(), fields{
		{"kind", "bus_stop"}, {"name", s.road.name + cross.name + "口"}, {"name_en", s.road.en + " at " + cross.en},
		{"status", phaseStatus[s.phase]}, {"opens", opening(s.phase, s.road.id)},
	})
}
