package server

import (
	"strings"

	"catchment/data/words"
	"catchment/server/ogc"
)

// named returns a process under the name that the page has for its jobs, with its
// Chinese words. Its inputs have those of their own, process.ID.in.NAME, else those
// of any process, process.in.NAME.
func named(p ogc.Process, all words.Catalogue) ogc.Process {
	zh := all["zh"]
	own := "process." + p.ID
	p.Title = all["en"].Say("job." + p.ID)
	p.Chinese = ogc.ProcessWords{Title: zh.Say("job." + p.ID), Description: zh.Say(own), Inputs: startingWith(zh, "process.in."), Outputs: startingWith(zh, own+".out.")}
	for id, text := range startingWith(zh, own+".in.") {
		p.Chinese.Inputs[id] = text
	}
	return p
}

// startingWith returns the texts whose keys begin with a prefix, by the rest of
// the key.
func startingWith(texts words.Texts, prefix string) map[string]string {
	found := map[string]string{}
	for key, text := range texts {
		if id, ok := strings.CutPrefix(key, prefix); ok {
			found[id] = text
		}
	}
	return found
}
