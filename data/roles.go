package data

import (
	"strings"

	"github.com/paulmach/orb"
)

// evidence is what a sample of features tells about the role of their layer.
type evidence struct {
	looked   int
	polygons int
	lines    int
	points   int

	counts map[Role]int
	why    map[Role]string // the first evidence seen
	kinds  map[Kind]int    // by a kind property
	coded  int             // features with a land-use code

	named        int // features that only their name tells to be a facility
	namedExample string

	fields [fieldCount]struct {
		n       int
		example string
	}
}

// collect looks at an even sample of the features.
func collect(fields Fields, fs []Feature) *evidence {
	e := &evidence{counts: map[Role]int{}, why: map[Role]string{}, kinds: map[Kind]int{}}
	r := newReader(fields)
	step := max(1, len(fs)/sampleSize)
	for i := 0; i < len(fs); i += step {
		e.look(r.read(fs[i].Properties), fs[i].Geometry)
	}
	return e
}

func (e *evidence) look(s *said, g orb.Geometry) {
	e.looked++
	switch g.Dimensions() {
	case 0:
		e.points++
	case 1:
		e.lines++
	default:
		e.polygons++
	}
	for f := range s.rank {
		if s.rank[f] != 0 {
			if e.fields[f].n++; e.fields[f].n == 1 {
				e.fields[f].example = strings.Clone(s.raw[f])
			}
		}
	}
	e.kinds[Kind(foldWord(s.text(fieldKind)))]++
	if r := Role(s.text(fieldRole)); r.Valid() {
		e.count(r, "role="+string(r))
		return
	}
	told := false
	for _, rule := range roleRules {
		if why := rule.tells(s, g.Dimensions()); why != "" {
			e.count(rule.role, why)
			told = true
		}
	}
	if g.Dimensions() == 2 && landUseCode(s) != "" {
		e.coded++
	}
	if told {
		return
	}
	if k := kindByName(s.text(fieldName)); k != "" && g.Dimensions() != 1 {
		if e.named++; e.named == 1 {
			e.namedExample = short(s.text(fieldName))
		}
	}
}

func (e *evidence) count(r Role, why string) {
	if e.counts[r]++; e.counts[r] == 1 {
		e.why[r] = strings.Clone(why)
	}
}

// best returns the role most features tell. Of equals a land-use code counts
// most, then the order of roleRules: a layer of parks is one of facilities.
func (e *evidence) best() (Role, int) {
	best, n := Role(""), 0
	if e.coded > 0 {
		best, n = RoleLandUse, e.coded
	}
	for _, rule := range roleRules {
		if e.counts[rule.role] > n {
			best, n = rule.role, e.counts[rule.role]
		}
	}
	return best, n
}

// onlyKind returns the kind property when all features have the same.
func (e *evidence) onlyKind() (Kind, bool) {
	for k := range e.kinds {
		return k, len(e.kinds) == 1
	}
	return "", false
}

// roleRules tell a role from one feature: what it says and the dimension of
// its geometry (0 points, 1 lines, 2 areas). An empty answer tells nothing.
var roleRules = []struct {
	role  Role
	tells func(s *said, dimensions int) string
}{
	{RoleBoundary, func(s *said, d int) string {
		if d == 0 {
			return ""
		}
		for _, key := range [...]string{"boundary", "admin_level"} {
			if v := s.tag(key); v != "" {
				return key + "=" + v
			}
		}
		if word := foldWord(s.text(fieldKind)); boundaryKinds[word] {
			return s.raw[fieldKind] + "=" + word
		}
		return ""
	}},
	{RoleFacility, func(s *said, d int) string {
		if word := foldWord(s.text(fieldKind)); d == 1 || boundaryKinds[word] || populationKinds[word] {
			return ""
		}
		_, why := facilityKind(s, "")
		return why.String()
	}},
	{RoleRoad, func(s *said, d int) string {
		if d != 1 {
			return ""
		}
		if v := s.tag("highway"); v != "" {
			return "highway=" + v
		}
		if class := foldWord(s.text(fieldKindHint)); roadClasses[class] {
			return s.raw[fieldKindHint] + "=" + class
		}
		return ""
	}},
	{RolePopulation, func(s *said, d int) string {
		if d == 1 || s.tag("boundary") != "" || landUseCode(s) != "" {
			return ""
		}
		for _, f := range [...]field{fieldPopulation, fieldJobs} {
			if s.has(f) && s.tag("building") == "" {
				return s.raw[f]
			}
		}
		return ""
	}},
	{RoleLandUse, func(s *said, d int) string {
		if d != 2 {
			return ""
		}
		if code := landUseCode(s); code != "" {
			return code
		}
		for _, key := range classTags {
			if v := s.tag(key); v != "" {
				return key + "=" + v
			}
		}
		return ""
	}},
	{RoleBuilding, func(s *said, d int) string {
		if v := s.tag("building"); d == 2 && v != "" {
			return "building=" + v
		}
		if d == 2 && s.has(fieldFloors) && !s.has(fieldCode) {
			return s.raw[fieldFloors]
		}
		return ""
	}},
}

// landUseCode returns the property that states a land-use code.
func landUseCode(s *said) string {
	for _, f := range [...]field{fieldCode, fieldSurvey} {
		if s.has(f) {
			return s.raw[f]
		}
	}
	if code := s.text(fieldCodeHint); looksLikeCode(code) {
		return s.raw[fieldCodeHint] + "=" + code
	}
	return ""
}

var (
	boundaryKinds   = set("study_area district boundary administrative subdistrict sub_district 行政区 片区 街道 社区 研究范围 规划范围 边界")
	populationKinds = set("people jobs population 人口 就业")
	roadClasses     = set("expressway motorway arterial trunk primary secondary tertiary collector local residential branch 快速路 主干路 次干路 支路 主干道 次干道")
)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// roleWords are parts of a layer's or a file's name that tell its role.
var roleWords = []struct {
	role  Role
	words []string
}{
	{RoleLandUse, s("landuse land_use land-use parcels parcel zoning 用地 地块 土地利用")},
	{RoleBoundary, s("boundary boundaries admin districts district study_area 边界 范围 行政区 片区 街道界")},
	{RoleRoad, s("roads road streets street highways 道路 路网 街道")},
	{RolePopulation, s("population people jobs census 人口 就业")},
	{RoleBuilding, s("buildings building 建筑 房屋")},
}

// roleOfWords returns the role a name tells, if the geometry allows it.
func roleOfWords(text string, e *evidence) (Role, string) {
	for _, r := range roleWords {
		for _, w := range r.words {
			if !hasWord(text, w) {
				continue
			}
			if r.role == RoleRoad && e.lines == 0 || r.role == RoleLandUse && e.polygons == 0 || r.role == RoleBuilding && e.lines > 0 {
				continue
			}
			return r.role, w
		}
	}
	if k, ok := kindOfTitle(text); ok && e.lines == 0 {
		return RoleFacility, string(k)
	}
	return "", ""
}

// hasWord tells whether a name holds a word: anywhere for Chinese, between
// signs that are no letters for others.
func hasWord(text, word string) bool {
	text, word = foldWord(text), foldWord(word)
	if word[0] >= 0x80 {
		return strings.Contains(text, word)
	}
	return strings.Contains("_"+splitWords(text)+"_", "_"+word+"_")
}

// splitWords parts a folded name at everything that is neither a letter nor an
// underscore: schools-2023.v2 becomes schools_v.
func splitWords(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r < 'a' || r > 'z' && r < 0x80 }), "_")
}

// kindOfTitle returns the facility kind that the name of a layer or file tells:
// the longest of the known words in it.
func kindOfTitle(text string) (Kind, bool) {
	longest, kind := 0, Kind("")
	for word, i := range kindBySynonym {
		if len(word) > longest && hasWord(text, word) || len(word) == longest && hasWord(text, word) && kinds[i].Kind < kind {
			longest, kind = len(word), kinds[i].Kind
		}
	}
	return kind, kind != ""
}
