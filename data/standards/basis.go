package standards

// words is a text in both languages.
type words struct{ zh, en string }

func (w *words) add(zh, en string) { w.zh, w.en = w.zh+zh, w.en+en }

// statusWords are the standings of a document that a reader must know.
var statusWords = map[Status]words{
	Draft:      {"征求意见稿", "draft"},
	Superseded: {"已被代替", "superseded"},
	Local:      {"地方规定", "local"},
	Convention: {"惯例", "convention"},
}

// hearsay says how a value of a user's set is known that is not per code.
var hearsay = map[Evidence]words{
	Secondary: {"转引，未见原文", "quoted by another source, text not seen"},
	Recalled:  {"凭记忆，非规范条文", "recalled, not per code"},
}

// Basis returns in words, in Chinese and English, where a rule of the document
// d comes from: the document, the clause or that it is unknown, and how the
// document stands. A recalled rule of this program names no document and says
// that it is a default; one of a user's set names the set and how its value is
// known.
func (r Rule) Basis(d Document) (zh, en string) {
	var w words
	switch {
	case r.Evidence == NotFound:
		return "未找到标准数值", "no value was found in any standard"
	case r.Set == "" && !r.PerCode():
		return "本程序默认值，非规范条文", "default of this program, not per code"
	case r.Set != "":
		w.add("用户规则集 "+r.Set+"，", "rule set "+r.Set+" of the user, ")
	}
	w.add(r.Standard, r.Standard)
	switch {
	case r.ClauseKnown():
		w.add("，"+r.Clause, ", "+r.Clause)
	case r.PerCode():
		w.add("，条文号未知", ", clause unknown")
	}
	if how, ok := hearsay[r.Evidence]; ok && r.Set != "" {
		w.add("（"+how.zh+"）", " ("+how.en+")")
	}
	if how, ok := statusWords[d.Status]; ok && r.Set == "" {
		w.add("（"+how.zh+"）", " ("+how.en+")")
	}
	return w.zh, w.en
}
