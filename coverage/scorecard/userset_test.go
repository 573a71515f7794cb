package scorecard_test

import (
	"slices"
	"strings"
	"testing"

	"catchment/coverage/scorecard"
	"catchment/data/standards"
	"catchment/geo/trial"
)

// cardWith returns the sample's card under the program's rules and a user's.
func cardWith(t *testing.T, rules string) map[string]scorecard.Row {
	t.Helper()
	user, err := standards.Parse(strings.NewReader(`{"documents":[{"id":"GB 51080-2015","status":"local"},{"id":"GB 50180-2018","status":"local"}],"rules":[` + rules + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	set := standards.Merge(standards.Part{ID: standards.BuiltinID, Set: standards.Builtin()}, standards.Part{ID: "town", Set: user})
	card, err := scorecard.Make(t.Context(), studyOf(t, songshanDataset(t), "park"), scorecard.Options{Set: set, Years: []int{}})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]scorecard.Row{}
	for _, r := range card.Rows {
		rows[r.ID] = r
	}
	return rows
}

// TestUserLimitsStandAside holds that a user's document which goes by the
// number of a code loosens no verdict of the code itself: the one named station
// still exceeds 7 and 15 km².
func TestUserLimitsStandAside(t *testing.T) {
	trial.Slow(t)
	rows := cardWith(t, `{"id":"wide","kinds":["fire_station"],"metric":"jurisdiction_area","values":[{"max":100}],"standard":"GB 51080-2015","evidence":"verbatim","confidence":"high"}`)
	const code = "gb-51080-2015/fire-station/jurisdiction-area"
	for id, want := range map[string]scorecard.Verdict{
		code: scorecard.Fail, code + "/urban-edge-or-new-district-where-roads-flow-freely": scorecard.Fail, "town/wide": scorecard.Pass,
	} {
		if got := rows[id].Verdict; got != want {
			t.Errorf("%s: %q (%s), want %q", id, got, rows[id].Why.EN, want)
		}
	}
}

// TestDiffersFromWhatDiffers holds that a row names the rules with another
// value, and not those that say the same beside a third.
func TestDiffersFromWhatDiffers(t *testing.T) {
	rows := cardWith(t, `{"id":"same","kinds":["kindergarten"],"metric":"radius","values":[{"max":300}],"standard":"GB 50180-2018","evidence":"verbatim","confidence":"high"}`)
	const national, jgj = "gb-50180-2018/kindergarten/radius", "jgj-39-2016-2019/kindergarten/radius"
	for id, want := range map[string][]string{"town/same": {jgj}, national: {jgj}, jgj: {national, "town/same"}} {
		if got := rows[id].Rule.Differs; !slices.Equal(got, want) {
			t.Errorf("%s differs from %v, want %v", id, got, want)
		}
	}
}
