package ogc

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"catchment/data"
	"catchment/server/problem"
)

// cursor names a place between the features of a layer: the layer's version, and
// how many of its features stand before.
func cursor(l *data.Layer, before int) string {
	return strconv.Itoa(l.Version) + "." + strconv.Itoa(before)
}

// placeOf returns how many features stand before a cursor now. Features added
// since come last, and those removed are not missed.
func placeOf(l *data.Layer, cursor string) (int, error) {
	versionText, beforeText, _ := strings.Cut(cursor, ".")
	version, err := strconv.ParseInt(versionText, 10, 64)
	before, err2 := strconv.ParseInt(beforeText, 10, 64)
	if err != nil || err2 != nil || version < 0 || before < 0 {
		return 0, problem.BadParameter("cursor", fmt.Sprintf("cursor: %q is not what a next link says", cursor))
	}
	now, known := l.Remaining(int(version), int(before))
	if !known {
		return 0, problem.Details{Status: http.StatusGone, Parameter: "cursor", Layer: l.ID,
			Detail: fmt.Sprintf("cursor: what page this is cannot be told any more: the collection is version %d now, and the page before was of version %d; begin again with the first page", l.Version, version)}.Complete()
	}
	return now, nil
}
