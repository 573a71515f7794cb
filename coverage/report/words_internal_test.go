package report

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"catchment/coverage"
	"catchment/coverage/landuse"
	"catchment/coverage/scorecard"
	"catchment/data"
	"catchment/data/standards"
	catalogue "catchment/data/words"
)

// pageDir is where the page lies, whose catalogue this is.
const pageDir = "../../web/static"

// ownTexts are those that a report alone has, by language and key.
func ownTexts(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, lang := range catalogue.Languages() {
		raw, err := os.ReadFile(filepath.Join(pageDir, catalogue.Folder, "report."+lang+".json"))
		own := map[string]string{}
		if err == nil {
			err = json.Unmarshal(raw, &own)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[lang] = own
	}
	return all
}

func wholeCatalogue(t *testing.T) catalogue.Catalogue {
	t.Helper()
	all, err := catalogue.Read(os.DirFS(pageDir))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// sources returns the text of the packages that make a report and write it.
func sources(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*.go", "../../server/report/*.go", "../../server/report/page.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(source)
		}
	}
	return all.String()
}

// put are the keys put together from what the data and the rules say.
func put() (keys []string) {
	add := func(prefix string, names ...string) {
		for _, n := range names {
			keys = append(keys, prefix+n)
		}
	}
	for _, d := range demands {
		add("", d.name)
	}
	for i := range methods {
		add("M", fmt.Sprint(i+1))
	}
	for i := range limits {
		add("limit_", fmt.Sprint(i+1))
	}
	add("formula.", densityMeasures...)
	add("verdict.", string(scorecard.Pass), string(scorecard.Fail), string(scorecard.Undecidable))
	add("force.", string(standards.Must), string(standards.Should))
	add("clear.", string(landuse.Conflict), string(landuse.Possible), string(landuse.Open))
	add("evidence.", string(standards.Verbatim), string(standards.Secondary), string(standards.Recalled), string(standards.NotFound))
	add("docstatus.", string(standards.Draft), string(standards.Superseded), string(standards.Local), string(standards.Convention))
	add("basis.", string(landuse.ByCode), string(landuse.ByMapping), string(landuse.ByConversion), string(landuse.ByTags), string(landuse.NoClass))
	for _, s := range []data.Status{data.StatusExisting, data.StatusUnderConstruction, data.StatusPlanned, data.StatusClosed} {
		add("status.", s.String())
	}
	for _, r := range data.Roles() {
		add("role.", string(r))
	}
	for _, c := range []coverage.SiteChange{coverage.SiteAdded, coverage.SiteMoved, coverage.SiteClosed, coverage.SiteSame} {
		add("", changeKey(c))
	}
	for _, kind := range []coverage.DemandKind{coverage.DemandLand, coverage.DemandPopulation, coverage.DemandJobs} {
		add("", demandKey(coverage.Demand{Kind: kind}))
	}
	add("", demandKey(coverage.Demand{Kind: coverage.DemandLandUse, Classes: []string{"R"}}), demandKey(coverage.Demand{Kind: coverage.DemandLandUse, Classes: []string{"B"}}))
	return keys
}

// TestWordsAreComplete: every key that a report asks for is in the catalogue, and
// no text is kept that none asks for. A report's own keys have no dot, so that
// the code shows which are the page's.
func TestWordsAreComplete(t *testing.T) {
	code := sources(t)
	asked := put()
	for _, m := range regexp.MustCompile(`(?:say\(|Words\[|index \.?\$?[Ww]ords )"([^"]*[^"._])"`).FindAllStringSubmatch(code, -1) {
		asked = append(asked, m[1])
	}
	if len(asked) < 200 {
		t.Fatalf("found only %d keys: the pattern no longer fits the code", len(asked))
	}
	for lang, texts := range wholeCatalogue(t) {
		for _, key := range asked {
			if _, ok := texts[key]; !ok {
				t.Errorf("%s has no %q", lang, key)
			}
		}
	}
	for key := range ownTexts(t)["en"] {
		if !strings.Contains(code, `"`+key+`"`) && !slices.Contains(asked, key) {
			t.Errorf("no report says %q", key)
		}
		if strings.Contains(key, ".") {
			t.Errorf("%q is a report's own and looks like a key of the page", key)
		}
	}
}

// apart are the texts of a report's own that stand in the page, or twice in the
// report, in one language only, each because what it means is another thing there.
var apart = map[string]string{
	"facilities": "how many they are",
	"facility":   "one of them",
	"layer":      "one of them",
	"parcels":    "how many they are",
	"s_maps":     "several sheets",
}

// TestCatalogueIsOne: what the page says already is said under the page's key, and
// nothing is said twice; a term that is the same in one language alone means two
// things, else it has drifted.
func TestCatalogueIsOne(t *testing.T) {
	own, whole := ownTexts(t), wholeCatalogue(t)
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(own["en"])) {
		zh, en := own["zh"][key], own["en"][key]
		for other := range whole["en"] {
			_, both := own["en"][other]
			if other == key || both && other < key {
				continue
			}
			sameZH, sameEN := whole["zh"][other] == zh, strings.EqualFold(whole["en"][other], en)
			switch {
			case sameZH && sameEN:
				t.Errorf("%q and %q are both %q, %q: one key is enough", key, other, zh, en)
			case (sameZH || sameEN) && apart[key] == "":
				t.Errorf("%q is %q, %q, but %q is %q, %q: one term, or a reason why they are apart", key, zh, en, other, whole["zh"][other], whole["en"][other])
			case sameZH || sameEN:
				seen[key] = true
			}
		}
	}
	for key := range apart {
		if !seen[key] {
			t.Errorf("%q is the same nowhere: nothing has to be told apart", key)
		}
	}
}
