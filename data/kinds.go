package data

import (
	"slices"
	"strings"
)

// KindInfo describes one facility kind of the open list.
type KindInfo struct {
	Kind   Kind   `json:"kind"`
	Parent Kind   `json:"parent,omitempty" doc:"The wider kind this one belongs to, such as school."`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`

	// synonyms are other values of a kind property that mean this kind, lower
	// case, words joined by one underscore.
	synonyms []string
	// words are parts of a Chinese name that tell the kind.
	words []string
	// tags are OSM tags, "key=value", that tell the kind.
	tags []string
}

// kinds is the list. A Chinese name tells the kind by the word it ends in
// (医院附属幼儿园 is a kindergarten); of several such words the longest counts
// (社区卫生服务中心 before 服务中心).
var kinds = []KindInfo{
	{Kind: "school", NameZH: "学校", NameEN: "school", synonyms: s("schools 学校 中小学 educational_facility"), words: s("学校"), tags: s("amenity=school")},
	{Kind: "kindergarten", NameZH: "幼儿园", NameEN: "kindergarten", synonyms: s("kindergartens preschool nursery 幼儿园 托儿所 幼托"),
		words: s("幼儿园 幼稚园 托儿所 幼托"), tags: s("amenity=kindergarten amenity=childcare")},
	{Kind: "primary_school", Parent: "school", NameZH: "小学", NameEN: "primary school", synonyms: s("primary_schools elementary_school elementary primary 小学"),
		words: s("小学"), tags: s("school=primary school=elementary isced:level=1")},
	{Kind: "middle_school", Parent: "school", NameZH: "中学", NameEN: "middle school", synonyms: s("middle_schools junior_high_school secondary_school secondary junior_middle_school 中学 初中 初级中学"),
		words: s("中学 初中"), tags: s("school=secondary school=middle isced:level=2")},
	{Kind: "nine_year_school", Parent: "school", NameZH: "九年一贯制学校", NameEN: "nine-year school", synonyms: s("nine_year_schools 九年制学校"), words: s("九年一贯制学校 九年制学校")},
	{Kind: "high_school", Parent: "school", NameZH: "高中", NameEN: "high school", synonyms: s("high_schools senior_high_school 高中 高级中学"),
		words: s("高中 高级中学"), tags: s("school=high isced:level=3")},
	{Kind: "college", NameZH: "高等院校", NameEN: "college", synonyms: s("university universities colleges 大学 学院 高校 高等院校"), words: s("大学 学院 职业技术学院"), tags: s("amenity=college amenity=university")},

	{Kind: "hospital", NameZH: "医院", NameEN: "hospital", synonyms: s("hospitals general_hospital 医院 综合医院 专科医院"), words: s("医院"), tags: s("amenity=hospital healthcare=hospital")},
	{Kind: "clinic", NameZH: "基层医疗机构", NameEN: "clinic", synonyms: s("clinics doctors doctor health_centre health_center medical_centre 诊所 卫生院 卫生室 门诊部"),
		words: s("诊所 卫生院 卫生室 门诊部"), tags: s("amenity=clinic amenity=doctors healthcare=clinic healthcare=doctor healthcare=centre")},
	{Kind: "community_health_centre", Parent: "clinic", NameZH: "社区卫生服务中心", NameEN: "community health centre", synonyms: s("community_health_center 卫生服务中心"), words: s("卫生服务中心")},
	{Kind: "community_health_station", Parent: "clinic", NameZH: "社区卫生服务站", NameEN: "community health station", synonyms: s("卫生服务站 卫生站"), words: s("卫生服务站 卫生站")},
	{Kind: "pharmacy", NameZH: "药店", NameEN: "pharmacy", synonyms: s("pharmacies drugstore chemist 药店 药房"), words: s("药店 药房 大药房"), tags: s("amenity=pharmacy healthcare=pharmacy")},
	{Kind: "elderly_care", NameZH: "养老设施", NameEN: "elderly care", synonyms: s("nursing_home elderly 养老院 养老设施 敬老院 日间照料中心"), words: s("养老院 敬老院 养老服务中心 日间照料中心 养老中心"), tags: s("amenity=nursing_home social_facility=nursing_home social_facility=assisted_living")},

	{Kind: "fire_station", NameZH: "消防站", NameEN: "fire station", synonyms: s("fire_stations fire fire_brigade 消防站 消防队 消防救援站 消防"), words: s("消防站 消防队 消防救援站 消防救援大队 消防大队 消防中队"), tags: s("amenity=fire_station emergency=fire_station building=fire_station")},
	{Kind: "police", NameZH: "派出所", NameEN: "police station", synonyms: s("police_station police_stations 派出所 公安局 警务室"), words: s("派出所 公安局 公安分局 警务室"), tags: s("amenity=police")},
	{Kind: "ambulance_station", NameZH: "急救站", NameEN: "ambulance station", synonyms: s("ambulance 急救站 急救中心"), words: s("急救站 急救中心"), tags: s("emergency=ambulance_station")},
	{Kind: "shelter", NameZH: "应急避难场所", NameEN: "emergency shelter", synonyms: s("emergency_shelter 避难场所 应急避难场所"), words: s("避难场所"), tags: s("emergency=assembly_point")},

	{Kind: "heat_plant", NameZH: "供热厂", NameEN: "heat plant", synonyms: s("heating_plant chp combined_heat_and_power heat_and_power_plant 热电厂 热源厂 供热厂 供热站 锅炉房 换热站"),
		words: s("热电厂 热源厂 供热厂 供热站 热力站 锅炉房 换热站"), tags: s("plant:type=chp man_made=heating_plant")},
	{Kind: "power_plant", NameZH: "发电厂", NameEN: "power plant", synonyms: s("power_station 电厂 发电厂"), words: s("发电厂 电厂 水电站"), tags: s("power=plant")},
	{Kind: "generator", NameZH: "发电机组", NameEN: "generator", synonyms: s("generators"), tags: s("power=generator")},
	{Kind: "substation", NameZH: "变电站", NameEN: "substation", synonyms: s("substations electric_substation 变电站 变电所 开闭所"), words: s("变电站 变电所 开闭所"), tags: s("power=substation power=station power=sub_station")},
	{Kind: "transformer", NameZH: "变压器", NameEN: "transformer", synonyms: s("transformers 配电室 箱变"), words: s("配电室 箱变"), tags: s("power=transformer")},
	{Kind: "water_plant", NameZH: "水厂", NameEN: "water plant", synonyms: s("waterworks water_works water_treatment_plant 水厂 自来水厂 净水厂 供水厂 高压水厂 供水"), words: s("水厂 净水厂 供水厂 加压泵站 供水站"), tags: s("man_made=water_works")},
	{Kind: "water_reservoir", NameZH: "蓄水池", NameEN: "water reservoir", synonyms: s("reservoir 蓄水池 清水池"), words: s("蓄水池 清水池"), tags: s("man_made=reservoir_covered")},
	{Kind: "water_tower", NameZH: "水塔", NameEN: "water tower", synonyms: s("水塔"), words: s("水塔"), tags: s("man_made=water_tower")},
	{Kind: "wastewater_plant", NameZH: "污水处理厂", NameEN: "wastewater plant", synonyms: s("sewage_plant sewage_treatment_plant 污水处理厂 污水厂"), words: s("污水处理厂 污水厂 污水泵站"), tags: s("man_made=wastewater_plant")},
	{Kind: "gas_station", NameZH: "燃气站", NameEN: "gas supply station", synonyms: s("gas gas_supply_station gas_regulator 燃气站 调压站 燃气门站 储配站 供气站"), words: s("燃气站 调压站 燃气门站 储配站 供气站 天然气站 门站"), tags: s("man_made=gasometer pipeline=substation")},
	{Kind: "fuel_station", NameZH: "加油站", NameEN: "filling station", synonyms: s("petrol_station filling_station fuel 加油站 加气站 加油加气站"), words: s("加油站 加气站"), tags: s("amenity=fuel")},
	{Kind: "charging_station", NameZH: "充电站", NameEN: "charging station", synonyms: s("charging 充电站 充电桩"), words: s("充电站 充电桩"), tags: s("amenity=charging_station")},
	{Kind: "waste_station", NameZH: "垃圾转运站", NameEN: "waste transfer station", synonyms: s("waste_transfer_station refuse_station 垃圾转运站 垃圾站"), words: s("垃圾转运站 垃圾站"), tags: s("amenity=waste_transfer_station")},
	{Kind: "refuse_collection_point", NameZH: "垃圾收集点", NameEN: "refuse collection point", synonyms: s("waste_collection_point 垃圾收集站"), words: s("垃圾收集点 垃圾收集站"), tags: s("amenity=recycling amenity=waste_disposal")},
	{Kind: "public_toilet", NameZH: "公共厕所", NameEN: "public toilet", synonyms: s("toilets toilet 公厕 公共厕所"), words: s("公厕 公共厕所"), tags: s("amenity=toilets")},
	{Kind: "telecom", NameZH: "通信设施", NameEN: "telecom exchange", synonyms: s("telephone_exchange communication 通信机房 通信基站 电信局"), words: s("通信机房 通信基站 电信局"), tags: s("man_made=communications_tower telecom=exchange")},

	{Kind: "bus_stop", NameZH: "公交站", NameEN: "bus stop", synonyms: s("bus_stops bus bus_station_stop 公交站 公交站点 公交车站 公交停靠站"), words: s("公交站 公交车站 公交停靠站 (公交站) （公交站）"), tags: s("highway=bus_stop public_transport=platform public_transport=stop_position")},
	{Kind: "bus_hub", NameZH: "公交枢纽", NameEN: "bus hub", synonyms: s("bus_station bus_terminal transit_hub 公交枢纽 公交首末站 客运站 枢纽站"), words: s("公交枢纽 公交首末站 首末站 客运站 枢纽站 换乘枢纽"), tags: s("amenity=bus_station public_transport=station")},
	{Kind: "rail_station", NameZH: "轨道交通站", NameEN: "rail station", synonyms: s("metro_station subway_station railway_station train_station 地铁站 轨道站 火车站"), words: s("地铁站 轨道站 火车站 高铁站"), tags: s("railway=station railway=halt station=subway")},
	{Kind: "pedestrian_crossing", NameZH: "人行过街设施", NameEN: "pedestrian crossing", synonyms: s("crossing crossings 人行横道 过街天桥"), words: s("过街天桥 人行横道"), tags: s("highway=crossing")},
	{Kind: "parking", NameZH: "停车场", NameEN: "parking", synonyms: s("car_park parking_lot 停车场 停车库"), words: s("停车场 停车库"), tags: s("amenity=parking")},

	{Kind: "park", NameZH: "公园", NameEN: "park", synonyms: s("parks public_park garden 公园 游园 公园绿地 口袋公园"), words: s("公园 游园"), tags: s("leisure=park leisure=garden")},
	{Kind: "playground", NameZH: "儿童游乐场", NameEN: "playground", synonyms: s("playgrounds 游乐场"), words: s("游乐场"), tags: s("leisure=playground")},
	{Kind: "sports_centre", NameZH: "体育设施", NameEN: "sports centre", synonyms: s("sports sports_center sport stadium 体育馆 体育场 体育中心 健身中心 体育设施"), words: s("体育馆 体育场 体育中心 健身中心"), tags: s("leisure=sports_centre leisure=stadium leisure=pitch")},
	{Kind: "outdoor_fitness", NameZH: "室外健身点", NameEN: "outdoor fitness site", synonyms: s("fitness_station 健身点 室外综合健身场地"), words: s("健身点 健身场地"), tags: s("leisure=fitness_station")},
	{Kind: "library", NameZH: "图书馆", NameEN: "library", synonyms: s("libraries 图书馆"), words: s("图书馆"), tags: s("amenity=library")},
	{Kind: "culture", NameZH: "文化设施", NameEN: "cultural facility", synonyms: s("cultural culture_centre cultural_centre community_centre museum 文化馆 文化活动中心 文化站 博物馆"), words: s("文化馆 文化活动中心 文化站 文化宫 博物馆"), tags: s("amenity=community_centre amenity=arts_centre tourism=museum")},
	{Kind: "market", NameZH: "市场", NameEN: "market", synonyms: s("markets marketplace supermarket 菜市场 农贸市场 市场 超市"), words: s("菜市场 农贸市场 生鲜超市 超市"), tags: s("amenity=marketplace shop=supermarket")},
	{Kind: "bank", NameZH: "银行", NameEN: "bank", synonyms: s("banks 银行"), words: s("银行 信用社"), tags: s("amenity=bank")},
	{Kind: "post_office", NameZH: "邮政局", NameEN: "post office", synonyms: s("post 邮局 邮政所 邮政支局"), words: s("邮局 邮政所 邮政支局"), tags: s("amenity=post_office")},
	{Kind: "government", NameZH: "行政办公", NameEN: "government office", synonyms: s("town_hall townhall 政府 街道办事处 政务服务中心"), words: s("人民政府 街道办事处 政务服务中心 管理委员会 管委会"), tags: s("amenity=townhall office=government")},
	{Kind: "community_service", NameZH: "社区服务站", NameEN: "community service station", synonyms: s("community_service_station neighbourhood_committee 社区服务站 居委会 社区居委会 党群服务中心"), words: s("社区服务站 居委会 居民委员会 党群服务中心 社区服务中心"), tags: s("office=association")},
	{Kind: "digital_base", NameZH: "数创基地", NameEN: "digital innovation base", synonyms: s("innovation_base incubator 数创基地 孵化器 众创空间"), words: s("数创基地 孵化器 众创空间"), tags: s("office=coworking")},
}

func s(list string) []string { return strings.Fields(list) }

// Kinds returns the known facility kinds in a fixed order. Other kinds may
// occur: the list is open.
func Kinds() []KindInfo { return slices.Clone(kinds) }

// LookupKind returns the facility kind that a text means: the kind itself, its
// English or Chinese name, a synonym, in any case and with spaces or hyphens
// for underscores ("Fire Station", "小学").
func LookupKind(text string) (KindInfo, bool) {
	i, ok := kindBySynonym[foldWord(text)]
	if !ok {
		return KindInfo{}, false
	}
	return kinds[i], true
}

// IsA tells whether k is kind or stands below it in the list.
func (k Kind) IsA(kind Kind) bool {
	for range len(kinds) {
		if k == kind {
			return true
		}
		i, ok := kindBySynonym[string(k)]
		if !ok || kinds[i].Parent == "" {
			return false
		}
		k = kinds[i].Parent
	}
	return false
}

// foldWord lower-cases a word and joins its parts by one underscore.
func foldWord(text string) string {
	if isFolded(text) {
		return text
	}
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r == ' ' || r == '_' || r == '-' || r == '\u3000'
	}), "_")
}

// isFolded tells, for most words that are folded already, that they are.
func isFolded(text string) bool {
	for i, r := range text {
		plain := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= '\u3400' && r <= '\u9fff'
		if !plain && (r != '_' || i == 0 || i == len(text)-1 || text[i-1] == '_') {
			return false
		}
	}
	return true
}

var (
	kindBySynonym = map[string]int{}
	kindByTag     = map[string]int{} // "key=value"
	tagKeys       = map[string]bool{}
)

func init() {
	for i, k := range kinds {
		for _, w := range append([]string{string(k.Kind), foldWord(k.NameEN), k.NameZH}, k.synonyms...) {
			kindBySynonym[w] = i
		}
		for _, t := range k.tags {
			key, _, _ := strings.Cut(t, "=")
			kindByTag[t], tagKeys[key] = i, true
		}
	}
}
