package wire

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"catchment/server/problem"
)

// refused is what stands behind the status line of a request that net/http
// cannot read, and of nothing else: whatever a handler answers has a Date. In
// another version of it the text would go out as it is.
const refused = "\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"

// refusal returns the problem document, with its head, for what net/http writes
// where it refuses a request on its own; nil for anything else.
func refusal(p []byte) []byte {
	line, isHTTP := bytes.CutPrefix(p, []byte("HTTP/1.1 "))
	line, text, isRefusal := bytes.Cut(line, []byte(refused))
	status, err := strconv.Atoi(string(line[:min(3, len(line))]))
	if !isHTTP || !isRefusal || err != nil || bytes.ContainsAny(line, "\r\n") || http.StatusText(status) == "" {
		return nil
	}
	d := problem.Details{Status: status, Detail: "this is no request of HTTP/1.1 that can be read: " + reason(status, string(text))}
	if status == http.StatusRequestHeaderFieldsTooLarge {
		d.Detail = "the address and the header of the request are longer together than the service reads; send what is long in the body of a POST where there is one, or ask for less at once"
	}
	body := d.Complete().Encode()
	return append(fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
		status, http.StatusText(status), problem.ContentType, len(body)), body...)
}

// reason returns what net/http says is wrong beside the status.
func reason(status int, text string) string {
	said := strings.TrimPrefix(text, strconv.Itoa(status)+" "+http.StatusText(status))
	if said = strings.TrimPrefix(said, ": "); said == "" {
		return "its first line or a line of its header is not in the form of one"
	}
	return said
}
