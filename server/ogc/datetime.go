package ogc

import (
	"fmt"
	"strings"
	"time"

	"catchment/data"
	"catchment/server/problem"
)

// stretch is a stretch of time, ends included; a zero end is open.
type stretch struct{ from, to time.Time }

// parseDatetime reads the datetime parameter: an instant, or from/to where ..
// or nothing is open.
func parseDatetime(text string) (stretch, error) {
	from, to, isStretch := strings.Cut(text, "/")
	if !isStretch {
		to = from
	}
	var s stretch
	var err error
	if s.from, err = parseTime(from, isStretch); err == nil {
		s.to, err = parseTime(to, isStretch)
	}
	if err != nil || isStretch && s.from.IsZero() && s.to.IsZero() && text != "../.." || !s.to.IsZero() && s.to.Before(s.from) {
		return stretch{}, problem.BadParameter("datetime",
			fmt.Sprintf("datetime: %q is not a time such as 2030-01-01T00:00:00Z or a stretch from/to, of which one end may be ..", text))
	}
	return s, nil
}

// parseTime reads a date or an RFC 3339 time; an open end where that may be.
func parseTime(text string, mayBeOpen bool) (time.Time, error) {
	if mayBeOpen && (text == "" || text == "..") {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339, strings.ToUpper(text))
}

// meets tells whether two stretches have a moment in common.
func (s stretch) meets(other stretch) bool {
	return (s.from.IsZero() || other.to.IsZero() || !other.to.Before(s.from)) &&
		(s.to.IsZero() || other.from.IsZero() || !other.from.After(s.to))
}

// standing returns when feature i stands: from the year it opens until the end
// of the year before it closes, as far as its properties say.
func standing(l *data.Layer, i int) (s stretch) {
	f := l.Facts(i)
	if f.Opens != 0 {
		s.from = time.Date(f.Opens, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if f.Closes != 0 {
		s.to = time.Date(f.Closes, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second)
	}
	return s
}

// temporalOf returns the time that the features of a layer speak of, nil where
// none does.
func temporalOf(l *data.Layer) *temporalExtent {
	var first, last time.Time
	openEnd := false
	for i := range l.Features {
		s := standing(l, i)
		if s.from.IsZero() && s.to.IsZero() {
			continue
		}
		openEnd = openEnd || s.to.IsZero()
		for _, t := range []time.Time{s.from, s.to} {
			if t.IsZero() {
				continue
			}
			if first.IsZero() || t.Before(first) {
				first = t
			}
			if t.After(last) {
				last = t
			}
		}
	}
	if first.IsZero() {
		return nil
	}
	from, to := first.Format(time.RFC3339), last.Format(time.RFC3339)
	out := &temporalExtent{[][]*string{{&from, &to}}, "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}
	if openEnd {
		out.Interval[0][1] = nil
	}
	return out
}
