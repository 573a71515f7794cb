package landuse

import (
	"math"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"catchment/data"
)

// Fault is a value that was not used, or is used but hard to believe.
type Fault struct {
	Layer   string `json:"layer"`
	Feature string `json:"feature"`
	What    string `json:"what" doc:"The amount or class at fault."`
	Value   string `json:"value"`
	Rule    string `json:"rule" doc:"What is wrong, for a client to word."`
	Message string `json:"message"`
	Used    bool   `json:"used" doc:"Whether the value counts in the totals."`
}

// faults collects the first few and counts all.
type faults struct {
	list   []Fault
	total  int
	unsaid map[[2]string]map[int]bool // by layer and amount: features whose value could not be read
}

const (
	faultsListed = 100
	longestValue = 80 // characters of a value that are repeated
)

func (f *faults) add(layer *data.Layer, index int, what, value, rule, message string, used bool) {
	f.total++
	if len(f.list) < faultsListed {
		f.list = append(f.list, Fault{layer.ID, layer.Features[index].ID, what, value, rule, message, used})
	}
}

// unread names what features say in a way that could not be read: negative
// numbers, words where a number should stand. It is left out of every total.
func (f *faults) unread(src Sources) {
	for _, layer := range slices.Concat(src.Parcels, src.People, src.Buildings) {
		for _, w := range layer.Warnings {
			if w.Feature < 0 || w.Feature >= len(layer.Features) || src.Keep != nil && !src.Keep(layer.Facts(w.Feature)) {
				continue
			}
			_, property, _ := strings.Cut(w.Path, "/properties/")
			value := []rune(gjson.GetBytes(layer.Features[w.Feature].Properties, gjson.Escape(property)).String())
			f.leave(layer.ID, layer.AmountOf(property), w.Feature)
			f.add(layer, w.Feature, property, string(value[:min(len(value), longestValue)]), w.Rule, w.Message, false)
		}
	}
}

// leave notes that a feature states an amount in a way that could not be read.
func (f *faults) leave(layer, amount string, feature int) {
	said := [2]string{layer, amount}
	if f.unsaid == nil {
		f.unsaid = map[[2]string]map[int]bool{}
	}
	if f.unsaid[said] == nil {
		f.unsaid[said] = map[int]bool{}
	}
	f.unsaid[said][feature] = true
}

// unreadOf returns how many features of the layers state an amount in a way
// that could not be read.
func (f *faults) unreadOf(layers []*data.Layer, a Amount) int {
	n := 0
	for _, layer := range layers {
		n += len(f.unsaid[[2]string{layer.ID, amountFields[a]}])
	}
	return n
}

// unreadOn returns how many plots of a field have no amount because theirs, or
// the ratio for it, could not be read.
func (f *faults) unreadOn(field *field) int {
	if len(f.unsaid) == 0 {
		return 0
	}
	n, g := 0, field.ground
	for i, v := range field.values {
		if math.IsNaN(v) {
			layer, feature := g.layers[g.layer[i]].ID, int(g.index[i])
			n += one(f.unsaid[[2]string{layer, amountFields[field.amount]}][feature] || f.unsaid[[2]string{layer, ratioNames[field.amount]}][feature])
		}
	}
	return n
}
