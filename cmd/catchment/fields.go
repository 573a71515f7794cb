package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"catchment/data"
)

// printFields says from which properties facts are read, and which others there
// are.
func printFields(w io.Writer, r *data.FieldReport) {
	if r == nil {
		return
	}
	speaks := map[string]bool{}
	for _, f := range r.Facts {
		if f.Field == "" {
			continue
		}
		speaks[f.Field] = true
		fmt.Fprintf(w, "  %s from %q (%s): %d usable, %d not, %d empty%s\n", f.Fact, f.Field, f.Reason, f.Usable, f.Unusable, f.Empty, became(f.Examples))
	}
	var others []string
	for _, f := range r.Fields {
		if !speaks[f.Name] && len(others) < shownProblems {
			others = append(others, fmt.Sprintf("%q", f.Name))
		}
	}
	if len(others) > 0 {
		fmt.Fprintf(w, "  other properties: %s\n", strings.Join(others, ", "))
	}
}

// became writes what the first value becomes.
func became(examples []data.FactValue) string {
	if len(examples) == 0 {
		return ""
	}
	v, means := examples[0], ""
	switch {
	case v.Rule != "":
		means = v.Rule
	case v.Code != "":
		means = v.Scheme + " " + v.Code
	case v.Number != nil:
		means = strconv.FormatFloat(*v.Number, 'f', -1, 64)
	default:
		means = v.Text
	}
	return fmt.Sprintf("; %q becomes %s", v.Value, means)
}
