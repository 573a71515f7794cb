package landuse

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/tidwall/gjson"
)

//go:embed streets.json
var streetFile []byte

// streetRule says which roads are streets. A class that it does not know
// counts, as does a road that states none: nothing speaks against them.
type streetRule struct {
	RuleZH  string            `json:"rule_zh"`
	RuleEN  string            `json:"rule_en"`
	Keys    []string          `json:"keys"` // properties that state a class, the preferred first
	Counted map[string]string `json:"counted"`
	LeftOut map[string]string `json:"left_out"` // with the reason
}

var streets = sync.OnceValue(func() *streetRule {
	var r streetRule
	if err := json.Unmarshal(streetFile, &r); err != nil {
		panic("the table of streets built into the program: " + err.Error())
	}
	return &r
})

// mostRoadClasses bounds how many classes are told apart, and longestRoadClass
// the bytes of a name: beyond either it is "other".
const (
	mostRoadClasses  = 100
	longestRoadClass = 64
	otherRoads       = "other"
)

// classOf returns the class that a road's properties state, folded; empty when
// they state none. Of several properties the first with a known class counts.
func (r *streetRule) classOf(properties json.RawMessage) string {
	first := ""
	values := gjson.GetManyBytes(properties, r.Keys...)
	for _, v := range values {
		if v.Type != gjson.String {
			continue
		}
		class := strings.ToLower(strings.TrimSpace(v.Str))
		_, counted := r.Counted[class]
		_, left := r.LeftOut[class]
		if counted || left {
			return class
		}
		if first == "" {
			first = class
		}
	}
	if len(first) > longestRoadClass {
		return otherRoads
	}
	return first
}

// RoadClass is the roads of one class in the study area.
type RoadClass struct {
	Class    string  `json:"class" doc:"As stated, in small letters; empty where the roads state none."`
	Counted  bool    `json:"counted"`
	Known    bool    `json:"known" doc:"Whether the rule names the class; one that it does not name counts."`
	Why      string  `json:"why,omitempty" doc:"Why the class is left out."`
	Features int     `json:"features" doc:"Roads with a part in the study area."`
	LengthM  float64 `json:"length_m" doc:"Of centre lines in the study area; a line along its border is inside."`
}

// Roads says which roads of the study area count as streets.
type Roads struct {
	RuleZH   string      `json:"rule_zh"`
	RuleEN   string      `json:"rule_en"`
	BorderM  float64     `json:"border_m" doc:"A line within this of the study area's border is inside."`
	CountedM float64     `json:"counted_m"`
	LeftOutM float64     `json:"left_out_m"`
	Classes  []RoadClass `json:"classes" doc:"Those that count first, each kind by length, longest first."`
}

// roadSums adds up roads by class.
type roadSums struct {
	features map[string]int
	metres   map[string]*total
}

func (s *roadSums) add(class string, lengthM float64) {
	if _, ok := s.metres[class]; !ok {
		if len(s.metres) >= mostRoadClasses {
			class = otherRoads
		}
		if s.metres[class] == nil {
			s.metres[class] = &total{}
		}
	}
	s.features[class]++
	s.metres[class].add(lengthM)
}

// roads returns the sums as they are told; nil when there was no road at all.
func (s *roadSums) roads() *Roads {
	rule := streets()
	out := &Roads{RuleZH: rule.RuleZH, RuleEN: rule.RuleEN, BorderM: borderM, Classes: []RoadClass{}}
	var counted, left total
	for class, m := range s.metres {
		c := RoadClass{Class: class, Features: s.features[class], LengthM: m.value()}
		why, isLeft := rule.LeftOut[class]
		_, named := rule.Counted[class]
		c.Counted, c.Known, c.Why = !isLeft, named || isLeft, why
		out.Classes = append(out.Classes, c)
	}
	slices.SortFunc(out.Classes, func(a, b RoadClass) int {
		switch {
		case a.Counted != b.Counted:
			return 1 - 2*one(a.Counted)
		case a.LengthM != b.LengthM:
			return 1 - 2*one(a.LengthM > b.LengthM)
		}
		return strings.Compare(a.Class, b.Class)
	})
	for _, c := range out.Classes {
		if c.Counted {
			counted.add(c.LengthM)
		} else {
			left.add(c.LengthM)
		}
	}
	out.CountedM, out.LeftOutM = counted.value(), left.value()
	return out
}
