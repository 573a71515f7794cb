package landuse

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"catchment/data"
	"catchment/data/standards"
)

// Basis says what the class of a parcel comes from.
type Basis string

// The bases.
const (
	ByCode       Basis = "code"       // a code of the scheme, as stated
	ByMapping    Basis = "mapping"    // the user's mapping
	ByConversion Basis = "conversion" // a code of another scheme, or a longer local one
	ByTags       Basis = "tags"       // OSM tags
	NoClass      Basis = "none"
)

// BasisSum is how much land has its class from one basis.
type BasisSum struct {
	Basis   Basis   `json:"basis" enum:"code,mapping,conversion,tags,none"`
	Parcels int     `json:"parcels"`
	AreaM2  float64 `json:"area_m2" doc:"Sum of the parcels in the study area."`
}

// Unmapped is a value by which parcels without a class could be told apart.
type Unmapped struct {
	Layer   string  `json:"layer"`
	Key     string  `json:"key" doc:"The property; empty where the parcels say nothing to go by."`
	Value   string  `json:"value"`
	Parcels int     `json:"parcels"`
	AreaM2  float64 `json:"area_m2" doc:"Sum of the parcels in the study area."`
}

// maxUnmapped is how many unmapped values are listed.
const maxUnmapped = 200

// basisOf tells what a class comes from that no mapping gave.
func (c *classing) basisOf(stated data.Class, class int32, estimated bool) Basis {
	switch {
	case class == unclassified:
		return NoClass
	case !estimated:
		return ByCode
	case stated.IsZero() || stated.Scheme == standards.OSM:
		return ByTags
	}
	return ByConversion
}

// listBasis sums parcels by what their class comes from, and lists what those
// without one say.
func (b *Balance) listBasis(l *Land) {
	sums, counts := map[Basis]*total{}, map[Basis]int{}
	order := []Basis{ByCode, ByMapping, ByConversion, ByTags, NoClass}
	for _, basis := range order {
		sums[basis] = &total{}
	}
	type value struct{ layer, key, value string }
	unmapped := map[value]*Unmapped{}
	for i, inside := range l.tallies.inside {
		if inside <= 0 {
			continue
		}
		basis := l.classes.basis[i]
		if l.classes.of[i] == unclassified {
			basis = NoClass
			layer := l.parcels.layers[l.parcels.layer[i]]
			key, text := speaking(layer.Features[l.parcels.index[i]].Properties, layer.Fields["class"])
			v := value{layer.ID, key, text}
			if unmapped[v] == nil {
				unmapped[v] = &Unmapped{Layer: layer.ID, Key: key, Value: text}
			}
			unmapped[v].Parcels++
			unmapped[v].AreaM2 += inside
		}
		counts[basis]++
		sums[basis].add(inside)
	}
	for _, basis := range order {
		b.Basis = append(b.Basis, BasisSum{basis, counts[basis], sums[basis].value()})
	}
	b.Unmapped = make([]Unmapped, 0, min(len(unmapped), maxUnmapped))
	for _, u := range unmapped {
		b.Unmapped = append(b.Unmapped, *u)
	}
	slices.SortFunc(b.Unmapped, func(p, q Unmapped) int {
		return cmp.Or(cmp.Compare(q.AreaM2, p.AreaM2), cmp.Compare(p.Layer, q.Layer), cmp.Compare(p.Key, q.Key), cmp.Compare(p.Value, q.Value))
	})
	b.UnmappedCount = len(b.Unmapped)
	b.Unmapped = b.Unmapped[:min(len(b.Unmapped), maxUnmapped)]
}

// speakingKeys are properties that tell land use, in lower case, the plainest
// first.
var speakingKeys = []string{"dlmc", "地类名称", "用地性质", "用地类型", "用地分类", "ydxz", "dlbm", "yddm", "地类编码", "用地代码",
	"land_use", "landuse", "land_use_code", "class", "category", "code", "natural", "leisure", "amenity", "shop", "office", "tourism", "type", "kind", "性质", "类型"}

// maxSpeaking is the longest value to go by, in bytes.
const maxSpeaking = 120

// speaking returns the property that tells most about a parcel's use: the
// one chosen for the class, else the first of speakingKeys it carries; empty when
// it carries none.
func speaking(properties json.RawMessage, chosen string) (key, value string) {
	best := len(speakingKeys)
	take := func(k, v gjson.Result) bool {
		if v.Type != gjson.String && v.Type != gjson.Number {
			return true
		}
		text := v.Raw
		if v.Type == gjson.String {
			text = strings.TrimSpace(v.Str)
		}
		at := slices.Index(speakingKeys, strings.ToLower(k.Str))
		if chosen != "" && k.Str == chosen {
			at = 0
		} else if at >= 0 && chosen != "" {
			at++
		}
		if at >= 0 && at < best && text != "" && len(text) <= maxSpeaking {
			best, key, value = at, k.Str, text
		}
		return true
	}
	whole := gjson.ParseBytes(properties)
	whole.ForEach(take)
	if key == "" {
		whole.Get("tags").ForEach(take)
	}
	return key, strings.Clone(value)
}
