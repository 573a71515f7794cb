package main

import (
	"fmt"
	"math"
)

// lot is a parcel with what stands on it.
type lot struct {
	parcel
	built
	kind     string // facility, or empty
	name     [2]string
	realName bool
	phase    int
	opens    int
}

// lots gives the parcels their numbers, names and buildings.
func (t *tiling) lots(p *plan) []lot {
	out := make([]lot, len(t.parcels))
	serial := map[string]int{}
	for i := range t.parcels {
		c := &t.parcels[i]
		c.id = fmt.Sprintf("lot-%03d", i+1)
		l := lot{parcel: *c, phase: c.phase}
		if b := p.cells[[2]int{c.col, c.row}]; b != nil && c.leaf >= 0 && c.leaf < len(b.leaves) {
			l.kind = b.leaves[c.leaf].kind
			l.phase = max(l.phase, b.leaves[c.leaf].notUntil)
		}
		l.built = build(*c, l.kind)
		l.opens = opening(l.phase, c.id)
		if c.road >= 0 {
			l.opens = opening(l.phase, p.roads[c.road].id)
		}
		t.nameLot(p, &l, serial)
		out[i] = l
	}
	return out
}

// nameLot names a lot after its facility or road, or by its use and a number.
func (t *tiling) nameLot(p *plan, l *lot, serial map[string]int) {
	if real, ok := realNames[siteKey{l.col, l.row, l.kind}]; ok {
		l.name, l.realName = real, true
		return
	}
	if l.road >= 0 {
		l.name = [2]string{p.roads[l.road].name, p.roads[l.road].en}
		return
	}
	label := [2]string{programmes[l.code].label, programmes[l.code].en}
	if k, ok := facilityNames[l.kind]; ok {
		label = k
	}
	if l.kind == "" && l.row == -2 {
		label = [2]string{"松湖滨水公园", "Songhu riverside park"}
	}
	serial[label[0]]++
	n := serial[label[0]]
	l.name = [2]string{fmt.Sprintf("%s %02d", label[0], n), fmt.Sprintf("%s %02d", label[1], n)}
}

func nameSource(real bool) string {
	if real {
		return "real"
	}
	return "synthetic"
}

// landuseLayer is the tiling itself.
func (t *tiling) landuseLayer(lots []lot) *layer {
	l := &layer{name: "landuse", title: [2]string{"用地", "Land use"}}
	for _, o := range lots {
		f := fields{
			{"scheme", "GB50137-2011"}, {"code", o.code}, {"name", o.name[0]}, {"name_en", o.name[1]}, {"name_source", nameSource(o.realName)},
			{"district", districts[o.district].id}, {"floors", o.floors}, {"floor_area_m2", o.floorM2}, {"footprint_m2", o.footprintM2},
			{"green_area_m2", o.greenM2}, {"population", o.population}, {"jobs", o.jobs}, {"status", phaseStatus[o.phase]}, {"opens", o.opens},
		}
		if o.kind == "digital_base" {
			f = f.with("converted_floor_area_m2", digitalBaseFloorM2)
		}
		l.add(o.id, "Polygon", t.polygon(o.rings), f)
	}
	return l
}

// greenLayer holds the parks: the G1 parcels people can walk into.
func (t *tiling) greenLayer(lots []lot) *layer {
	l := &layer{name: "parks", title: [2]string{"公园", "Parks"}}
	for _, o := range lots {
		if o.code != "G1" || o.areaM2 < 2000 {
			continue
		}
		l.add(numbered("park", len(l.lines)+1), "Polygon", t.polygon(o.rings), fields{
			{"kind", "park"}, {"name", o.name[0]}, {"name_en", o.name[1]}, {"parcel", o.id}, {"area_m2", math.Round(o.areaM2)},
			{"status", phaseStatus[o.phase]}, {"opens", o.opens},
		})
	}
	return l
}

// peopleLayer spreads the residents of each lot over it, about 300 to a point.
func (t *tiling) peopleLayer(p *plan, lots []lot) *layer {
	l := &layer{name: "population", title: [2]string{"居住人口", "Residents"}}
	for _, o := range lots {
		t.spreadOver(p, l, o, "population", "people", o.population, 300)
	}
	return l
}

// jobLayer spreads the jobs of each lot over it, about 250 to a point.
func (t *tiling) jobLayer(p *plan, lots []lot) *layer {
	l := &layer{name: "jobs", title: [2]string{"就业岗位", "Jobs"}}
	for _, o := range lots {
		t.spreadOver(p, l, o, "jobs", "job", o.jobs, 250)
	}
	return l
}

// spreadOver adds points that hold total between them, whole numbers.
func (t *tiling) spreadOver(p *plan, l *layer, o lot, key, prefix string, total, each int) {
	if total == 0 {
		return
	}
	at := t.spread(p.sheet, o.parcel, (total+each/2)/each)
	at = at[:min(len(at), total)]
	for i, g := range at {
		share := total*(i+1)/len(at) - total*i/len(at)
		l.add(fmt.Sprintf("%s-%04d", prefix, len(l.lines)+1), "Point", p.sheet.grid(g).String(), fields{
			{key, share}, {"parcel", o.id}, {"status", phaseStatus[o.phase]}, {"opens", o.opens},
		})
	}
}
