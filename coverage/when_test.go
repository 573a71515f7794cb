package coverage_test

import (
	"testing"

	"catchment/coverage"
	"catchment/data"
)

// TestClosedCountsInNoQuestion: what is closed serves nobody, whichever states
// of the plan are asked for, but in the years before it closed.
func TestClosedCountsInNoQuestion(t *testing.T) {
	closed := data.Facts{Status: data.StatusClosed, Closes: 2020}
	for _, status := range []string{"", "existing", "existing,under_construction", "existing,under_construction,planned"} {
		w, err := coverage.ParseWhen(status, "")
		if err != nil {
			t.Fatal(err)
		}
		if w.Counts(closed) {
			t.Errorf("status %q counts what is closed", status)
		}
		if !w.Counts(data.Facts{}) {
			t.Errorf("status %q does not count what exists", status)
		}
	}
	for year, want := range map[string]bool{"2019": true, "2020": false, "2030": false} {
		w, err := coverage.ParseWhen("", year)
		if err != nil {
			t.Fatal(err)
		}
		if w.Counts(closed) != want {
			t.Errorf("in %s counts what closed in 2020: %v, want %v", year, !want, want)
		}
	}
	if _, err := coverage.ParseWhen("closed", ""); err == nil {
		t.Error("closed can be asked for as a state that counts")
	}
}
