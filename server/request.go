package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"catchment/server/problem"
)

var useProblemsOnce sync.Once

// useProblems makes huma report what it finds wrong with a request in our
// problem documents. huma keeps this in package variables; they are set once.
func useProblems() {
	useProblemsOnce.Do(func() {
		huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
			return requestProblem(nil, status, message, errs)
		}
		huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
			var op *huma.Operation
			if ctx != nil {
				op = ctx.Operation()
			}
			return requestProblem(op, status, message, errs)
		}
	})
}

// requestProblem returns the problem document for what is wrong with a request
// to an operation, which may be unknown (nil).
func requestProblem(op *huma.Operation, status int, message string, errs []error) *problem.Details {
	p := &problem.Details{Status: status, Detail: message}
	var details []string
	for _, err := range errs {
		if detailer, ok := err.(huma.ErrorDetailer); ok {
			d := detailer.ErrorDetail()
			in, name, _ := strings.Cut(d.Location, ".")
			if in == "query" { // the parameter, of which one value may be wrong
				name, _, _ = strings.Cut(name, "[")
			}
			if member, found := missingMember(d.Message); found {
				name = strings.TrimPrefix(name+"."+member, ".")
			}
			if p.Parameter == "" {
				p.Parameter = name
			}
			details = append(details, sayParameter(op, name, d))
		} else if err != nil && status < http.StatusInternalServerError {
			details = append(details, err.Error())
		}
	}
	if len(details) > 0 {
		slices.Sort(details)
		p.Detail = strings.Join(details, "; ")
	}
	if status == http.StatusUnprocessableEntity {
		p.Status = http.StatusBadRequest // 422 is for files that can be read and not taken
	}
	return p.Complete()
}

// missingMember returns the member that a body lacks, by huma's message.
func missingMember(message string) (name string, found bool) {
	rest, found := strings.CutPrefix(message, "expected required property ")
	name, _, _ = strings.Cut(rest, " ")
	return name, found
}

// sayParameter says what is wrong with a parameter and what to do.
func sayParameter(op *huma.Operation, name string, d *huma.ErrorDetail) string {
	switch {
	case name == "":
		return d.Message
	case strings.HasPrefix(d.Message, "unknown"):
		return fmt.Sprintf("there is no parameter %q here%s", name, knownParameters(op))
	case strings.HasPrefix(d.Message, "required"), strings.HasPrefix(d.Message, "expected required"):
		return name + " is missing" + describeParameter(op, name)
	case strings.HasPrefix(d.Message, "invalid float"):
		return fmt.Sprintf("%s: %q is not a number in range", name, fmt.Sprint(d.Value))
	case strings.HasPrefix(d.Message, "invalid integer"):
		return fmt.Sprintf("%s: %q is not a whole number in range", name, fmt.Sprint(d.Value))
	case strings.HasPrefix(d.Message, "unexpected property"):
		return "there is no member " + name + " here; /openapi.json lists what there is"
	case d.Value != nil:
		return fmt.Sprintf("%s: %s, not %q", name, d.Message, fmt.Sprint(d.Value))
	}
	return name + ": " + d.Message
}

// knownParameters lists the query parameters of an operation.
func knownParameters(op *huma.Operation) string {
	if op == nil {
		return ""
	}
	var names []string
	for _, p := range op.Parameters {
		if p.In == "query" {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return "; there are none"
	}
	return "; there are: " + strings.Join(names, ", ")
}

// describeParameter returns what the OpenAPI document says of a parameter.
func describeParameter(op *huma.Operation, name string) string {
	if op != nil {
		for _, p := range op.Parameters {
			if p.Name == name && p.Description != "" {
				return ": " + p.Description
			}
		}
	}
	return ""
}
