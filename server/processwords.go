package server

import "catchment/server/ogc"

// whatIfWords are the Chinese words for the inputs that ask a question.
var whatIfWords = map[string]string{
	"service": "设施类别（中文或英文，见 /api/services），或设施图层的 ID。",
	"radius":  "服务半径，米。默认：该类设施所依标准的半径。",
	"metric":  "如何衡量可达：radius 为直线距离。",
	"area":    "研究范围的 ID，或绘制的范围（WGS 84 的 GeoJSON Polygon 或 MultiPolygon）。默认：唯一的边界。",
	"demand":  "应服务的对象：land（用地）、landuse:代码、population（人口）或 jobs（岗位）。默认：land。",
	"status":  "计入哪些状态的设施、地块和人口，用逗号分隔。默认：全部。",
	"year":    "计入该年已开放的；优先于 status。",
	"sites":   "新增、移动和关闭的设施；数据本身不变。",
}

// processWords are the Chinese words of the processes.
var processWords = map[string]ogc.ProcessWords{
	"service-area": {
		Title: "服务范围", Description: "某类设施可达的用地、每处设施的服务量，以及各项数值。",
		Inputs: whatIfWords, Outputs: map[string]string{
			"reach":      "研究范围与所求用地类别之内可达的用地",
			"facilities": "各设施及其服务量、独自服务量",
			"figures":    "各项数值，与 /api/coverage 的应答相同",
		},
	},
	"coverage-gaps": {
		Title: "服务盲区", Description: "没有设施可达的需求，按片从多到少，附最近设施和增设一处的最佳位置。",
		Inputs: whatIfWords, Outputs: map[string]string{"gaps": "盲区各片"},
	},
	"land-use-density": {
		Title: "用地密度", Description: "按网格、地块或片区的密度与混合度，裁剪到研究范围。",
		Inputs: map[string]string{
			"area":    whatIfWords["area"],
			"scheme":  "所用的用地分类：GB50137-2011、MNR-2023 或 OSM。默认：多数地块标明的分类。",
			"status":  "计入哪些状态的地块，用逗号分隔。默认：全部。",
			"year":    "计入该年存在的；优先于 status。",
			"cells":   "单元形状：square（方格）、hex（六边形）；或 parcel（地块）、district（裁剪到研究范围的片区）。",
			"size":    "方格边长，或六边形中心间距，米。默认：250。",
			"kernel":  "把数量摊开的四次核半径，米，总量不变；至多 40 个单元。默认：0，不摊开。",
			"measure": "要计算的指标，用逗号分隔。默认：图层所能支持的全部。",
		},
		Outputs: map[string]string{"cells": "各单元及其指标"},
	},
	"nearest-facility": {
		Title: "最近设施", Description: "离某处最近的设施，由近及远，按大地线距离。",
		Inputs: map[string]string{
			"lon": "经度，度。", "lat": "纬度，度。", "service": "设施类别，或设施图层的 ID。", "k": "取几处。",
			"status": "计入哪些状态，用逗号分隔。默认：全部。", "year": "计入该年已开放的。",
		},
		Outputs: map[string]string{"facilities": "各设施及其距离"},
	},
	"compare-scenarios": {
		Title: "方案比较", Description: "两个方案并列：各自的数值与差异，以及得失的用地。",
		Inputs: map[string]string{
			"a": "方案的 ID；today（现状）；或一个问题，形式与 POST /api/coverage 相同。",
			"b": "同 a。",
		},
		Outputs: map[string]string{"land": "新得、失去、保持和未覆盖的用地", "figures": "各项数值，与 /api/scenarios/compare 的应答相同"},
	},
}
