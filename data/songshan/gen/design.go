package main

// This file is the drawing: the lines of the road grid, the river, the limits
// of the park and what stands in each block. Everything is in metres on the
// sheet. Road, river and district names are invented.

// roadClass orders roads by rank: where two cross, the land of the crossing
// belongs to the higher.
type roadClass int

const (
	local roadClass = iota
	collector
	arterial
	expressway
)

// gridRoad is one line of the grid: x (or y) = at, from one side of the sheet
// to the other.
type gridRoad struct {
	at    float64
	class roadClass
	width float64 // red line to red line, m
	name  string
	en    string
}

// columns are the south-north roads, west first. Blocks are narrow in the
// west, where people live, and wide in the east, where the factories are.
var columns = []gridRoad{
	{0, collector, 30, "松西路", "Songxi Road"},
	{310, local, 18, "云杉路", "Yunshan Road"},
	{620, collector, 26, "文钟路", "Wenzhong Road"},
	{940, local, 18, "白桦路", "Baihua Road"},
	{1250, local, 18, "丁香路", "Dingxiang Road"},
	{1570, arterial, 44, "兴松路", "Xingsong Road"},
	{1890, local, 18, "沙棘路", "Shaji Road"},
	{2210, collector, 28, "软件路", "Ruanjian Road"},
	{2540, arterial, 50, "信息大道", "Xinxi Avenue"},
	{2950, local, 20, "数据路", "Shuju Road"},
	{3370, collector, 28, "芯片路", "Xinpian Road"},
	{3790, arterial, 40, "智造大道", "Zhizao Avenue"},
	{4230, local, 20, "精工路", "Jinggong Road"},
	{4660, collector, 26, "物联路", "Wulian Road"},
	{5080, arterial, 36, "东环路", "Donghuan Road"},
}

// rows are the west-east roads, south first.
var rows = []gridRoad{
	{0, arterial, 40, "南环街", "Nanhuan Street"},
	{330, local, 18, "和顺街", "Heshun Street"},
	{660, collector, 26, "能源街", "Nengyuan Street"},
	{990, arterial, 40, "友谊东街", "Youyi East Street"},
	{1310, local, 18, "学府街", "Xuefu Street"},
	{1640, collector, 26, "数创街", "Shuchuang Street"},
	{1970, arterial, 60, "创新大街", "Chuangxin Boulevard"},
	{2290, local, 18, "杏林街", "Xinglin Street"},
	{2620, collector, 26, "科技街", "Keji Street"},
	{2950, arterial, 40, "松北街", "Songbei Street"},
	{3270, local, 18, "书香街", "Shuxiang Street"},
	{3600, collector, 26, "北苑街", "Beiyuan Street"},
	{3900, expressway, 60, "北环快速路", "North Ring Expressway"},
}

// parkLimit is the ring of the park, counter-clockwise, the first point not
// repeated. It follows the middle of the outer roads, save where a railway
// (not drawn) cuts the south-east corner.
var parkLimit = []pt{
	{620, 0}, {4230, 0}, {5080, 990}, {5080, 3270}, {4230, 3270}, {4230, 3900},
	{620, 3900}, {620, 3600}, {310, 3600}, {310, 3270}, {0, 3270}, {0, 660}, {310, 660}, {310, 330}, {620, 330},
}

// railwayEdge is the side of parkLimit along the railway.
var railwayEdge = []pt{{4230, 0}, {5080, 990}}

const (
	railwayBelt    = 55.0 // green belt along the railway, m
	expresswayBelt = 40.0 // green belt along the expressway, from its red line, m
)

// riverStation is a point of the river's middle line with the half widths of
// the water and of the whole corridor (to the middle of the bank roads).
type riverStation struct {
	at       pt
	water    float64
	corridor float64
}

// river runs from the south-west to the north-east and widens to a lake in
// the middle of the park.
var river = []riverStation{
	{pt{520, -560}, 34, 120},
	{pt{840, -160}, 34, 120},
	{pt{1010, 210}, 34, 118},
	{pt{1360, 480}, 36, 115},
	{pt{1560, 860}, 36, 120},
	{pt{1930, 1130}, 40, 130},
	{pt{2130, 1500}, 56, 150},
	{pt{2400, 1790}, 96, 190},
	{pt{2640, 2090}, 118, 215},
	{pt{2960, 2360}, 78, 175},
	{pt{3330, 2580}, 44, 135},
	{pt{3600, 2920}, 38, 120},
	{pt{3950, 3180}, 36, 118},
	{pt{4060, 3580}, 36, 118},
	{pt{4330, 3960}, 36, 118},
	{pt{4560, 4400}, 36, 118},
}

// bankRoadWidth is the width of the roads along both banks.
const bankRoadWidth = 20.0

var bankRoadNames = [2][2]string{{"松湖北路", "Songhu North Road"}, {"松湖南路", "Songhu South Road"}}

// blocks says what each block holds, north row first, west column first: the
// names are those of the recipes; -- is outside the park.
const blocks = `
--  --  e2  e2  rs  rk  rP  v1  v1  v2  a1  gr  --  --
--  e2  e2  rP  rK  rq  rm  a1  v1  a2  a1  gr  --  --
e2  e2  rK  rq  rs  rb  pk  a3  a1  b2  gr  mi  m2  w1
wp  rq  rP  pp  pp  b1  b2  a2  b2  gr  gr  ma  mb  mc
e2  rK  rb  rM  rK  ra  b3  a4  gr  gr  mi  ma  mc  mb
rb  pk  rc  rP  rq  cv  cu  gr  gr  b2  mi  pb  ma  md
rq  rp  rk  rb  b1  hs  gr  gr  b4  dc  in  ma  mb  ma
rk  rd  rq  rm  rx  rq  gr  gr  bh  in  ma  th  ma  mc
ra  b1  rp  rk  ra  gr  gr  rK  a4  in  ma  mb  mc  mb
pp  rk  rP  ra  gr  rq  rp  ra  fs  ma  mb  ma  w1  m2
--  rs  rk  gr  gr  pk  b1  mi  ma  mb  mc  w2  w1  ut
--  --  gr  gr  pp  ws  mb  m2  w1  mc  w2  he  ut  gr
`

// phases says when each block is built: 0 it stands, 1 under construction
// (opens 2023-2025), 2 planned for 2026-2030, 3 planned for 2031-2035.
const phases = `
- - 0 0 3 3 3 3 3 3 3 2 - -
- 0 0 2 2 3 3 2 2 2 3 2 - -
0 0 2 2 2 2 2 2 2 2 2 3 3 3
0 1 1 1 2 1 1 1 1 1 1 2 3 3
0 0 1 1 1 1 0 1 0 0 2 2 2 3
0 0 0 0 1 0 0 0 0 0 1 1 2 2
0 0 0 0 0 0 0 0 0 0 0 1 1 2
0 0 0 0 0 0 0 0 0 0 0 1 1 2
0 0 0 0 0 0 0 0 1 0 1 1 2 2
0 0 0 0 0 1 1 1 0 1 1 2 2 2
- 0 0 0 1 1 1 1 1 2 2 2 3 1
- - 0 0 1 0 2 2 2 2 3 0 1 0
`

// recipes divide a block: | side by side from west to east, / one above the
// other from north to south, :n the share, =kind the facility on it, +n a
// facility that comes no earlier than phase n.
var recipes = map[string]string{
	// homes
	"ra": "R2:5 | R2:4",
	"rb": "R2:5 / [R2:5 | B1:2]:4",
	"rc": "R2:4 / R2:5",
	"rd": "[R2:3 / G1:1] | R2",
	"rk": "[R2:5 / R22:2=kindergarten]:4 | R2:5",
	"rK": "R2:5 | [R22:2=kindergarten+2 / R2:5]:4",
	"rq": "[R2:5 | R22:2=kindergarten+2]:4 / [R2:5 | B1:1]:5",
	"rp": "R2:4 | [A33:5=primary_school / R2:4]:5",
	"rP": "[R2:4 / A33:5=primary_school+2]:5 | R2:4",
	"rm": "A33:5=middle_school | [R2:4 / B1:1]:4",
	"rM": "[R2:4 / B1:1]:4 | A33:5=middle_school+2",
	"rs": "R2:5 | [R2:5 / A59:1=clinic]:4",
	"rx": "R2:4 / [R2:3 | B1:2=market]:3",
	"pk": "[G1:3 / R22:1=kindergarten+2]:3 | R2:4",
	"wp": "[U11:4=water_plant / G2:1]:3 | R2:4",
	// the centre
	"b1": "B1:3 | [B1:2 / G3:1]:2",
	"b2": "[B2:3 | B2:2]:3 / [B1:2 | S42:1]:1",
	"b3": "[B2 | B2]:2 / [B14 | B1]:1",
	"b4": "B2:3 | [A35:2 / B1:1]:2",
	"cv": "A1:3=government / [G3:2 | A1:1=police]:2",
	"cu": "[A21:1=library | A22:1=culture_centre]:3 / A41:2=sports_centre",
	"hs": "A51:4=hospital | [B1:1 / R2:2]:2",
	"dc": "B29:3=digital_base | [B2:2 / G3:1]:2",
	"bh": "[S41:2=bus_hub / B1:3]:2 | [B2:3 / S42:1]:3",
	// research and teaching
	"v1": "A32:3 | A32:2",
	"v2": "A32:3 / [A41:2 | A32:1]:2",
	"a1": "A35:3 | A35:2",
	"a2": "[A35:2 | B2:1]:3 / A35:2",
	"a3": "A35:3 / [B2:1 | A6:1=elderly_care]:2",
	"a4": "A35:3 / [A35:1 | B2:1]:2",
	// work
	"in": "[A35:1 | M1:2]:2 / M1:3",
	"mi": "M1:2 / [M1:2 | B2:1]:1",
	"ma": "M1 | M1",
	"mb": "M1:3 / [M1 | M1]:2",
	"mc": "[M1 | M1]:2 / [M1:2 | M1:3]:3",
	"md": "[M1 | M2]:1 / [M2:4 | U12:1=substation]:1",
	"m2": "M2:3 | M2:2",
	"w1": "W1:3 | W1:2",
	"w2": "W1:3 / [W1:2 | S42:1]:2",
	// what keeps the place running
	"fs": "[U31:2=fire_station / B41:1=fuel_station]:1 | M1:3",
	"ws": "[U13:2=gas_station | U12:1=substation]:3 / G2:1",
	"he": "U14:3=heat_plant | [U12:1=substation / U22:1=waste_station]:1",
	"ut": "[U21:2=sewage_plant / G2:1]:2 | [U12:1=substation / G2:1]:1",
	"pb": "[B1:2 | G1:2]:1 / [R2:3 | S42:1]:1",
	"th": "R2:2 / [B1:1 | G1:1]:1",
	// open land: parks, fields, and what the river leaves of a block
	"pp": "G1",
	"e2": "E2",
	"gr": "G1",
}

// realNames are the places the park's own account names, by block (column,
// row from the south) and kind. Their names are real, their positions are not.
var realNames = map[siteKey][2]string{
	{3, 4, "middle_school"}:  {"松山九中", "Songshan No. 9 Middle School"},
	{2, 3, "primary_school"}: {"二十七小", "No. 27 Primary School"},
	{0, 4, "kindergarten"}:   {"第十三幼儿园", "No. 13 Kindergarten"},
	{5, 5, "hospital"}:       {"赤峰市中医蒙医院", "Chifeng Chinese and Mongolian Medicine Hospital"},
	{8, 2, "fire_station"}:   {"消防站", "Fire station"},
	{11, 0, "heat_plant"}:    {"热电厂", "Heat and power plant"},
	{0, 8, "water_plant"}:    {"高压水厂", "High-pressure water plant"},
	{5, 0, "gas_station"}:    {"燃气站", "Gas station"},
	{8, 4, "bus_hub"}:        {"公交枢纽", "Bus hub"},
	{9, 5, "digital_base"}:   {"数创基地", "Digital innovation base"},
}

type siteKey struct {
	col, row int
	kind     string
}

// district is one of the six parts of the park.
type district struct{ id, name, en string }

var districts = []district{
	{"district-1", "松西片区", "Songxi"},
	{"district-2", "北苑片区", "Beiyuan"},
	{"district-3", "松湖片区", "Songhu"},
	{"district-4", "数创片区", "Shuchuang"},
	{"district-5", "智造片区", "Zhizao"},
	{"district-6", "能源物流片区", "Energy and logistics"},
}

// districtOf returns the index of the district of sheet point q; north tells
// on which side of the river's middle line q lies.
func districtOf(q pt, north bool) int {
	switch {
	case north && q.x < 1570 && q.y < 1970:
		return 0
	case north && q.x < 1570:
		return 1
	case north:
		return 2
	case q.x < 2950:
		return 3
	case q.y > 990:
		return 4
	default:
		return 5
	}
}

// districtLines are the lines districtOf tests beside the river.
var districtLines = [][2]pt{
	{{1570, -100}, {1570, 4000}},
	{{-100, 1970}, {1570, 1970}},
	{{2950, -100}, {2950, 4000}},
	{{2950, 990}, {5200, 990}},
}
