package ogc

// words are those of the pages: English, Chinese.
var words = map[string][2]string{
	"about": {"The layers of this service, and the land use and coverage they are computed from, for every GIS: as OGC API Features.",
		"本服务的全部图层，以 OGC API Features 提供给各种 GIS 软件使用。"},
	"connect":     {"In QGIS: Layer, Add Layer, Add WFS / OGC API Features Layer, with this address:", "在 QGIS 中：图层 → 添加图层 → 添加 WFS / OGC API 要素图层，地址为："},
	"home":        {"Catchment", "Catchment"},
	"path":        {"Path", "路径"},
	"language":    {"Language", "语言"},
	"links":       {"Links", "链接"},
	"collections": {"Collections", "图层集合"},
	"definition":  {"API definition", "接口说明"},
	"processes":   {"Processes", "分析过程"},
	"jobs":        {"Jobs", "任务"},
	"inputs":      {"Inputs (* must be given)", "输入（* 为必填）"},
	"outputs":     {"Outputs", "输出"},
	"status":      {"Status", "状态"},
	"accepted":    {"waiting", "等待中"},
	"running":     {"running", "进行中"},
	"successful":  {"successful", "已完成"},
	"failed":      {"failed", "未成功"},
	"dismissed":   {"dismissed", "已取消"},
	"conformance": {"Conformance", "遵循的标准"},
	"title":       {"Title", "名称"},
	"description": {"Description", "说明"},
	"features":    {"Features", "要素"},
	"extent":      {"Extent", "范围"},
	"time":        {"Time", "时间"},
	"systems":     {"Coordinate systems", "坐标系"},
	"next":        {"Next page", "下一页"},
	"prev":        {"Page before", "上一页"},
	"range":       {"%d to %d of %d features", "第 %d 至 %d 个要素，共 %d 个"},
	"none":        {"No features", "没有要素"},
	"offline":     {"Every operation of this service, with what it takes and what it answers. The whole document:", "本服务的全部操作及其参数和应答。完整文档："},
	"groups":      {"Groups", "分组"},
	"parameter":   {"Parameter", "参数"},
	"where":       {"In", "位置"},
	"values":      {"Values", "取值"},
	"required":    {"required", "必填"},
	"body":        {"Body", "请求体"},
	"answer":      {"Answer", "应答"},
	"type":        {"Type", "类型"},
	"comma":       {", ", "，"},
	"holds":       {"%d features, role %s", "%d 个要素，角色 %s"},
	"of kind":     {"kind %s", "类别 %s"},
	"version":     {"version %d", "第 %d 版"},
	"from":        {"from %s", "来自 %s"},
	"synthetic":   {"synthetic", "合成数据"},
	"output of":   {"Output %s of process %s, worked out %s; kept until %s", "分析过程 %[2]s 的输出 %[1]s，完成于 %[3]s，保留至 %[4]s"},
	"map":         {"Map of these features", "这些要素的地图"},
}

// word returns a word in a language.
func word(language, key string) string {
	if language == "zh" {
		return words[key][1]
	}
	return words[key][0]
}
