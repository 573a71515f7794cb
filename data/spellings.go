package data

import (
	"slices"
	"strings"
)

// field is one thing a property can say.
type field int

const (
	fieldNone field = iota
	fieldName
	fieldNameEN
	fieldKind     // says a facility kind, whatever the word
	fieldKindHint // says a kind only if the word is a known one
	fieldRole
	fieldStatus
	fieldOpens
	fieldCloses
	fieldScheme
	fieldCode     // a land-use code
	fieldCodeHint // a land-use code only if it looks like one
	fieldSurvey   // a land-use code of the land survey
	fieldSource
	fieldPopulation
	fieldJobs
	fieldFloors
	fieldFloorArea
	fieldFootprint
	fieldGreen
	fieldOutput
	fieldInvested
	fieldFAR
	fieldCoverage
	fieldGreenRatio
	fieldTag // an OSM key that tells a kind or a role
	fieldCount
)

// spellings are the keys in use for each field, the preferred first.
var spellings = map[field]string{
	fieldName:       "name 名称 名字 name_zh name:zh 设施名称 单位名称 学校名称 医院名称 站点名称 小区名称 地块名称 项目名称 xmmc mc title label name:en int_name",
	fieldNameEN:     "name_en name:en en_name 英文名 英文名称 int_name",
	fieldKind:       "kind facility_kind facility_type 设施类型 设施类别 设施种类 service",
	fieldKindHint:   "type 类型 类别 category facility 种类 poi_type fclass class subtype",
	fieldRole:       "role 图层类型",
	fieldStatus:     "status 状态 建设状态 建设情况 现状 state",
	fieldOpens:      "opens opening_year open_year year_open year_built built_year 开放年份 启用年份 投用年份 建成年份 建设年份 start_date",
	fieldCloses:     "closes closing_year close_year 关闭年份 停用年份 end_date",
	fieldScheme:     "scheme class_scheme landuse_scheme code_scheme 分类标准 用地标准",
	fieldCode:       "landuse_code land_use_code class_code 用地代码 用地性质代码 用地编码 规划用地代码 用地分类代码 用地用海代码 ydxzdm yddm ydydm ydyhfldm ghyddm 用地性质 ydxz 地类代码 dldm",
	fieldCodeHint:   "code class landuse land_use lu_code type 类型 用地",
	fieldSurvey:     "dlbm 地类编码",
	fieldSource:     "source 来源",
	fieldPopulation: "population 人口 常住人口 人口数 居住人口 总人口 pop residents people population_total inhabitants",
	fieldJobs:       "jobs 就业岗位 岗位 岗位数 就业人口 就业 employees employment workers 职工人数",
	fieldFloors:     "floors 层数 楼层 楼层数 地上层数 building:levels levels storeys stories num_floors",
	fieldFloorArea:  "floor_area_m2 floor_area gross_floor_area gross_floor_area_m2 gfa gfa_m2 建筑面积 总建筑面积 jzmj converted_floor_area_m2",
	fieldFootprint:  "footprint_m2 footprint footprint_area 基底面积 建筑基底面积 jdmj building_area_m2",
	fieldGreen:      "green_area_m2 green_m2 green_area 绿地面积 ldmj",
	fieldOutput:     "output_yuan 年产值 产值 总产值 工业总产值 output annual_output",
	fieldInvested:   "invested_yuan investment_yuan 投资额 总投资 总投资额 投资 固定资产投资 累计投资 完成投资 investment",
	fieldFAR:        "far 容积率 rjl plot_ratio floor_area_ratio fsi 净容积率",
	fieldCoverage:   "building_coverage 建筑密度 jzmd building_density site_coverage 建筑覆盖率",
	fieldGreenRatio: "green_ratio 绿地率 ldl green_space_ratio",
	fieldTag:        "landuse natural leisure building highway place boundary admin_level railway waterway shop tourism office",
}

// use is one field a key can fill, and how preferred the key is for it.
type use struct {
	field field
	rank  int
}

// uses holds what each folded key is for.
var uses = map[string][]use{}

func init() {
	for f := fieldNone; f < fieldCount; f++ {
		for rank, key := range strings.Fields(spellings[f]) {
			uses[key] = append(uses[key], use{f, rank})
		}
	}
	for key := range tagKeys {
		if !slices.Contains(strings.Fields(spellings[fieldTag]), key) {
			uses[key] = append(uses[key], use{fieldTag, 0})
		}
	}
}

// keyUse is what one key of a layer's properties is for.
type keyUse struct {
	key  string // folded, without its unit
	unit string // a unit in brackets behind the key: 产值（万元）
	uses []use
}

// readKey returns what a property key is for: case, blanks and a unit in
// brackets aside.
func readKey(key string) *keyUse {
	folded := strings.ToLower(strings.TrimSpace(key))
	unit := ""
	for _, brackets := range []string{"()", "（）", "[]", "【】"} {
		pair := []rune(brackets)
		open := strings.IndexRune(folded, pair[0])
		if open > 0 && strings.HasSuffix(folded, string(pair[1])) {
			unit = strings.TrimSpace(folded[open+len(string(pair[0])) : len(folded)-len(string(pair[1]))])
			folded = strings.TrimSpace(folded[:open])
		}
	}
	if u, ok := uses[folded]; ok {
		return &keyUse{folded, unit, u}
	}
	return &keyUse{folded, unit, uses[foldWord(folded)]}
}
