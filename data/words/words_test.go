package words_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"catchment/data/words"
)

// files are a page whose files hold these texts; an empty one is not there.
func files(en, zh, reportEN, reportZH string) fstest.MapFS {
	all := fstest.MapFS{"i18n/service.zh.json": {Data: []byte(`{"s":"S"}`)}}
	for name, text := range map[string]string{"en": en, "zh": zh, "report.en": reportEN, "report.zh": reportZH} {
		if text != "" {
			all["i18n/"+name+".json"] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	return all
}

// TestRead: a catalogue that is whole is read; any other is refused with where and
// what is wrong.
func TestRead(t *testing.T) {
	const one, other = `{"a":"A"}`, `{"b":"B"}`
	all, err := words.Read(files(one, one, other, other))
	if err != nil || all["zh"]["a"] != "A" || all["en"]["b"] != "B" || all["zh"]["s"] != "S" || all["en"]["s"] != "" {
		t.Fatalf("Read: %v, %v", all, err)
	}
	for _, c := range []struct {
		page fstest.MapFS
		want []string
	}{
		{fstest.MapFS{}, []string{"i18n/en.json"}},
		{files(one, one, other, ""), []string{"i18n/report.zh.json"}},
		{files(one, one, `{"b":"B"`, other), []string{"i18n/report.en.json"}},
		{files(one, one, `["b"]`, other), []string{"i18n/report.en.json"}},
		{files(one, one, `{"b":1}`, other), []string{"i18n/report.en.json"}},
		{files(one, one, `{"b":{"c":"C"}}`, other), []string{"i18n/report.en.json"}},
		{files(one, one, `{"b":null}`, other), []string{"i18n/report.en.json", `"b"`, "empty"}},
		{files(one, one, other, `{"b":" "}`), []string{"i18n/report.zh.json", `"b"`, "empty"}},
		{files(one, one, one, one), []string{"i18n/report.en.json", `"a"`, "another"}},
		{files(one, one, `{"b":"B","c":"C"}`, other), []string{`"c"`, `"en"`, `not in "zh"`}},
		{files(one, `{"a":"A","d":"D"}`, other, other), []string{`"d"`, `"zh"`, `not in "en"`}},
		{files(one, one, `{"s":"S"}`, `{"s":"S"}`), []string{"i18n/service.zh.json", `"s"`, "another"}},
		{files(one, one, "\xff\xfe", other), []string{"i18n/report.en.json"}},
		{files(one, one, strings.Repeat(`{"b":`, 1<<16), other), []string{"i18n/report.en.json"}},
	} {
		all, err := words.Read(c.page)
		if err == nil || all != nil {
			t.Errorf("Read of %v: %v, no error", c.page, all)
			continue
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("Read: %q, want %q in it", err, part)
			}
		}
	}
}

// TestIn: there are the languages read, and of others and of no catalogue an error
// that a caller knows.
func TestIn(t *testing.T) {
	all := words.Catalogue{"en": {"a": "A"}}
	if texts, err := all.In("en"); err != nil || texts["a"] != "A" {
		t.Errorf("In(en): %v, %v", texts, err)
	}
	for _, c := range []words.Catalogue{all, nil} {
		if texts, err := c.In("fr"); !errors.Is(err, words.ErrLanguage) || texts != nil {
			t.Errorf("%v.In(fr): %v, %v", c, texts, err)
		}
	}
}

// TestSay: places are filled once, so that what is filled in is never looked at
// for places; a key that there is not is seen.
func TestSay(t *testing.T) {
	texts := words.Texts{"a": "{n} of {all}", "b": "plain {n}"}
	for _, c := range []struct {
		key    string
		filled []any
		want   string
	}{
		{"a", []any{"n", 1, "all", 2.5}, "1 of 2.5"},
		{"a", []any{"n", "{all}", "all", "{n}"}, "{all} of {n}"},
		{"a", []any{"n", 1}, "1 of {all}"},
		{"a", []any{"n", 1, "all"}, "1 of {all}"},
		{"b", nil, "plain {n}"},
		{"c", []any{"n", 1}, "c"},
	} {
		if got := texts.Say(c.key, c.filled...); got != c.want {
			t.Errorf("Say(%q, %v) = %q, want %q", c.key, c.filled, got, c.want)
		}
	}
}
