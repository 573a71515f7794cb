package server_test

import (
	"encoding/json"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"catchment/data"
	"catchment/web"
)

// words returns a catalogue of the page.
func words(t *testing.T, name string) map[string]string {
	raw, err := fs.ReadFile(web.FS(), "i18n/"+name+".json")
	found := map[string]string{}
	if err == nil {
		err = json.Unmarshal(raw, &found)
	}
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestReasonsHaveWords holds what the page can say of a layer against what can be
// concluded of one: every reason and every fact has words in both languages, the
// English ones those of the service, and no others are there.
func TestReasonsHaveWords(t *testing.T) {
	reasons := data.Reasons()
	for _, language := range []string{"en", "zh"} {
		catalogue := words(t, language)
		for _, reason := range reasons {
			text := catalogue["reason."+reason]
			ground := data.Ground{Reason: reason, Evidence: "E", Within: "W", Count: 3, Looked: 4}
			said := strings.NewReplacer("{evidence}", "E", "{within}", "W", "{count}", "3", "{looked}", "4").Replace(text)
			why := data.Inferred("role", "road", ground).Why
			if text == "" || language == "en" && said != strings.NewReplacer(`"E"`, "“E”", `"W"`, "“W”").Replace(why) {
				t.Errorf("%s: %q is said as %q, by the service as %q", language, reason, said, why)
			}
			for _, part := range []string{"E", "W", "3", "4"} {
				if strings.Contains(why, part) != strings.Contains(said, part) {
					t.Errorf("%s: %q says %q, the service %q", language, reason, said, why)
				}
			}
		}
		for key := range catalogue {
			if reason, is := strings.CutPrefix(key, "reason."); is && !slices.Contains(reasons, reason) {
				t.Errorf("%s: there is no reason %q", language, reason)
			}
		}
	}
	const everything = `{"状态":"规划","opens":2030,"code":"R2","人口":5,"jobs":3,"floors":3,"建筑面积":10,"建筑基底面积":5,"绿地面积":3,"output_yuan":9,"invested_yuan":9,"容积率":2,"建筑密度":0.3,"绿地率":0.3}`
	fields := map[string]bool{}
	for _, role := range []data.Role{data.RoleLandUse, data.RoleFacility, data.RolePopulation, data.RoleBuilding} {
		for _, i := range data.Infer(data.Hint{Role: role, Name: "all"}, []data.Feature{{Geometry: orb.Bound{Max: orb.Point{1, 1}}.ToPolygon(), Properties: []byte(everything)}}).Inferences {
			fields[i.Field] = true
		}
	}
	if len(fields) < 15 {
		t.Errorf("only %d fields are concluded", len(fields))
	}
	for field := range fields {
		for _, language := range []string{"en", "zh"} {
			if catalogue := words(t, language); catalogue["fact."+field] == "" && catalogue["data."+field] == "" {
				t.Errorf("%s: %q has no name", language, field)
			}
		}
	}
}
