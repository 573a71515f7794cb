package main

// parkLayer is the one boundary of the park with what its own account says.
// Source of the figures: Chifeng Daily, 2022 (the year is inferred).
func (t *tiling) parkLayer() *layer {
	l := &layer{name: "park", title: [2]string{"园区范围", "Park boundary"}}
	l.add("park", "Polygon", t.polygon([][]int{t.ring}), fields{
		{"kind", "study_area"}, {"name", "松山区信息科技产业园"}, {"name_en", "Songshan Information Technology Industrial Park"}, {"name_source", "real"},
		{"planned_area_km2", 17.76}, {"converted_floor_area_m2", digitalBaseFloorM2}, {"converted_floor_area_note", "数创基地"},
		{"companies", 35}, {"output_yuan", 300000000}, {"output_note", "a year, more than"}, {"invested_yuan", 1690000000},
		{"facts_as_of", 2022}, {"facts_source", "赤峰日报 2022 (year inferred); totals are real"}, {"geometry_source", "synthetic"},
	})
	return l
}

// districtLayer divides the park into its districts.
func (t *tiling) districtLayer() (*layer, error) {
	shapes, err := t.districtRings()
	if err != nil {
		return nil, err
	}
	l := &layer{name: "districts", title: [2]string{"片区", "Districts"}}
	for i, d := range districts {
		l.add(d.id, "Polygon", t.polygon(shapes[i]), fields{{"kind", "district"}, {"name", d.name}, {"name_en", d.en}})
	}
	return l, nil
}
