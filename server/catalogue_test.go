package server_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"catchment/data"
	"catchment/server"
	"catchment/web"
)

// pageFiles returns the page's files in memory.
func pageFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	all := fstest.MapFS{}
	err := fs.WalkDir(web.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(web.FS(), name)
		all[name] = &fstest.MapFile{Data: body}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPageWithoutItsCatalogue: a page whose catalogue lacks a file or a text, or is
// none, is refused at the start with what is wrong; no report is made of it.
func TestPageWithoutItsCatalogue(t *testing.T) {
	catalog, err := data.OpenCatalog(t.Context(), &data.Memory{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.New(server.Options{Catalog: catalog, Page: pageFiles(t)}); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(string) string{
		"i18n/report.zh.json":  func(string) string { return "" },
		"i18n/report.en.json":  func(s string) string { return s[:len(s)/2] },
		"i18n/zh.json":         func(s string) string { return strings.Replace(s, `"verdict.pass"`, `"verdict.past"`, 1) },
		"i18n/en.json":         func(string) string { return `<script>alert(1)</script>` },
		"i18n/service.zh.json": func(string) string { return `{"process.coverage-gaps":null}` },
	} {
		page := pageFiles(t)
		if body := spoil(string(page[name].Data)); body == "" {
			delete(page, name)
		} else {
			page[name] = &fstest.MapFile{Data: []byte(body)}
		}
		want := name
		if name == "i18n/zh.json" {
			want = `"verdict.pas`
		}
		if _, err := server.New(server.Options{Catalog: catalog, Page: page}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s spoiled: %v, want an error with %s", name, err, want)
		}
	}
}

// TestPageNamesWhatTheServiceNames: what both name has one name. A kind of facility
// is called on the page as the data call it; a measure has one Chinese name.
func TestPageNamesWhatTheServiceNames(t *testing.T) {
	zh, en := words(t, "zh"), words(t, "en")
	same := 0
	for _, k := range data.Kinds() {
		key := "kind." + string(k.Kind)
		if zh[key] == "" {
			continue // the page takes the service's
		}
		if same++; zh[key] != k.NameZH || !strings.EqualFold(en[key], k.NameEN) {
			t.Errorf("%s is %q, %q on the page, %q, %q in the data", k.Kind, zh[key], en[key], k.NameZH, k.NameEN)
		}
	}
	if same < 30 {
		t.Errorf("the page names %d kinds", same)
	}
	s := newPark(t, server.Options{})
	type named struct {
		ID     string
		NameZH string `json:"name_zh"`
	}
	var land struct{ Measures map[string]named }
	s.get("/api/landuse?area=park").into(t, &land)
	var city struct{ Figures []named }
	s.get("/api/industry-city?area=park").into(t, &city)
	all := city.Figures
	for id, m := range land.Measures {
		all = append(all, named{id, m.NameZH})
	}
	if len(all) < 30 {
		t.Errorf("the service names %d measures", len(all))
	}
	for _, m := range all {
		if shown := zh["measure."+m.ID]; shown != "" && shown != m.NameZH {
			t.Errorf("%s is %q on the page, %q in the service's answers", m.ID, shown, m.NameZH)
		}
	}
}
