package standards_test

import (
	"strings"
	"testing"

	"catchment/data/standards"
)

// TestNearestOfLongCodes: what stands behind a code does not matter, however much
// it is; and no code is as long as is looked at.
func TestNearestOfLongCodes(t *testing.T) {
	tail := strings.Repeat("x很", 1<<16)
	for _, scheme := range standards.Schemes() {
		for _, c := range scheme.Classes() {
			if len(c.Code) > 12 {
				t.Errorf("%s: %q is a long code", scheme.ID, c.Code)
			}
		}
		last := scheme.Classes()[len(scheme.Classes())-1]
		if k, exact, ok := scheme.Nearest(last.Code + tail); !ok || exact || k.Code != last.Code {
			t.Errorf("%s: Nearest(%s…) = %v, %v, %v", scheme.ID, last.Code, k.Code, exact, ok)
		}
	}
}
