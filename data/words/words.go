// Package words reads the catalogue: the texts that people read, each under a
// key, in every language.
//
// The catalogue is the page's. What the page says lies in i18n/LANGUAGE.json,
// which it fetches at its start, and what a report says beside that in
// i18n/report.LANGUAGE.json, which it never fetches. No key is in both: a report
// says what the page says under the page's key. What the service says in English
// in the documents of its interfaces has its Chinese in i18n/service.zh.json.
package words

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// Folder is where the files of the catalogue lie in the page.
const Folder = "i18n"

// parts are what the names of the files of a language begin with.
var parts = []string{"", "report."}

// translated is the file of what the service itself says in English, by the
// language it is in.
var translated = map[string]string{"zh": "service.zh.json"}

// Texts are those of one language by their keys.
type Texts map[string]string

// Catalogue holds the texts of each language.
type Catalogue map[string]Texts

// ErrLanguage is returned for a language that there is none of.
var ErrLanguage = errors.New("no such language")

// Languages returns the languages of the program, sorted.
func Languages() []string { return []string{"en", "zh"} }

// Read returns the catalogue of a page. The error names the file and the key of a
// text that is missing in a language, is empty, or stands in two files.
func Read(page fs.FS) (Catalogue, error) {
	all := Catalogue{}
	for _, lang := range Languages() {
		all[lang] = Texts{}
		for _, part := range parts {
			if err := all[lang].add(page, Folder+"/"+part+lang+".json"); err != nil {
				return nil, fmt.Errorf("catalogue: %w", err)
			}
		}
	}
	if err := all.check(); err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	for lang, name := range translated {
		if err := all[lang].add(page, Folder+"/"+name); err != nil {
			return nil, fmt.Errorf("catalogue: %w", err)
		}
	}
	return all, nil
}

// add reads a file into t.
func (t Texts) add(page fs.FS, name string) error {
	raw, err := fs.ReadFile(page, name)
	if err != nil {
		return err
	}
	var found map[string]string
	if err := json.Unmarshal(raw, &found); err != nil {
		return fmt.Errorf("%s is no list of texts: %w", name, err)
	}
	for key, text := range found {
		if strings.TrimSpace(text) == "" {
			return fmt.Errorf("%s: %q is empty", name, key)
		}
		if _, ok := t[key]; ok {
			return fmt.Errorf("%s: %q stands in another file of the language too", name, key)
		}
		t[key] = text
	}
	return nil
}

// check tells whether every language has what another has.
func (c Catalogue) check() error {
	for lang, texts := range c {
		for other, theirs := range c {
			for key := range texts {
				if _, ok := theirs[key]; !ok {
					return fmt.Errorf("%q is there in %q, not in %q", key, lang, other)
				}
			}
		}
	}
	return nil
}

// In returns the texts of a language; the error wraps [ErrLanguage].
func (c Catalogue) In(lang string) (Texts, error) {
	texts, ok := c[lang]
	if !ok {
		return nil, fmt.Errorf("%w: %q; there are %s", ErrLanguage, lang, strings.Join(slices.Sorted(maps.Keys(c)), ", "))
	}
	return texts, nil
}

// Say returns the text of a key with its {places} filled in, which follow as
// names and values in turn. A key that there is not comes back as itself, so
// that it is seen.
func (t Texts) Say(key string, filled ...any) string {
	text, ok := t[key]
	if !ok {
		return key
	}
	if len(filled) < 2 {
		return text
	}
	var pairs []string
	for i := 0; i+1 < len(filled); i += 2 {
		pairs = append(pairs, fmt.Sprintf("{%v}", filled[i]), fmt.Sprint(filled[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
