// Package problem says what went wrong as RFC 9457 problem documents, and holds
// the one table from the errors of the packages below to HTTP statuses.
//
// It knows no router and writes no answer: what serves HTTP hands it an error
// and sends what comes back.
package problem

import (
	"encoding/json"
	"net/http"

	"catchment/data"
)

// ContentType is the media type of a problem document.
const ContentType = "application/problem+json"

// Details is an RFC 9457 problem document. A pointer to one is an error.
type Details struct {
	Type      string         `json:"type" example:"urn:problem-type:catchment:parameter" doc:"A name for the kind of problem, stable: a client may branch on it."`
	Title     string         `json:"title"`
	Status    int            `json:"status"`
	Detail    string         `json:"detail" doc:"What is wrong and what to do."`
	Parameter string         `json:"parameter,omitempty" doc:"The parameter to mend."`
	Layer     string         `json:"layer,omitempty"`
	Feature   *int           `json:"feature,omitempty" doc:"Number of the first bad feature in the file, from 0."`
	Path      string         `json:"path,omitempty" doc:"JSON pointer to the first problem in the file."`
	Line      int            `json:"line,omitempty"`
	Column    int            `json:"column,omitempty"`
	Problems  []data.Problem `json:"problems,omitempty" doc:"Every problem found in the file, up to a limit."`
}

// Error and GetStatus make a problem document an error that huma answers with.
func (p *Details) Error() string  { return p.Detail }
func (p *Details) GetStatus() int { return p.Status }

// ContentType says that the body is a problem document.
func (p *Details) ContentType(string) string { return ContentType }

// Complete returns the document with the members that follow from the status.
func (p Details) Complete() *Details {
	if p.Title == "" {
		p.Title = http.StatusText(p.Status)
	}
	if p.Type == "" {
		p.Type = typeOf(&p)
	}
	return &p
}

// Encode returns the document as JSON.
func (p *Details) Encode() []byte {
	body, err := json.Marshal(p)
	if err != nil {
		return []byte(`{"status":500}`)
	}
	return body
}

// BadParameter is the answer to a parameter with a value that is not possible.
func BadParameter(name, detail string) *Details {
	return Details{Status: http.StatusBadRequest, Parameter: name, Detail: detail}.Complete()
}
