package problem

import (
	"maps"
	"net/http"
	"slices"
)

// typePrefix begins the URI of every type of ours. The last part is stable: a
// client may branch on it and say it in its user's language.
const typePrefix = "urn:problem-type:catchment:"

// The types that say more than their status.
const (
	typeParameter  = typePrefix + "parameter"   // a parameter has a value that is not possible
	typeNoVersion  = typePrefix + "no-version"  // no such version of a layer
	typeNoFeature  = typePrefix + "no-feature"  // no such feature in a layer
	typeNoDocument = typePrefix + "no-document" // no such scenario, mapping or rule set
	typeRefused    = typePrefix + "file-refused"
	typeDamaged    = typePrefix + "damaged"      // what is stored cannot be read
	typeInUse      = typePrefix + "store-in-use" // another program holds the store
	typePiledUp    = typePrefix + "piled-up"     // layers lie over one another and cannot be counted
)

// The types that what serves HTTP sets itself.
const (
	TypeNoLayer   = typePrefix + "no-layer"  // no such layer
	TypeCancelled = typePrefix + "cancelled" // cancelled before it had changed anything
)

// byStatus holds the type of every status that says enough.
var byStatus = map[int]string{
	http.StatusBadRequest:                  typePrefix + "request",
	http.StatusForbidden:                   typePrefix + "forbidden",
	http.StatusNotFound:                    typePrefix + "not-found",
	http.StatusMethodNotAllowed:            typePrefix + "method",
	http.StatusNotAcceptable:               typePrefix + "not-acceptable",
	http.StatusRequestTimeout:              typePrefix + "too-slow",
	http.StatusConflict:                    typePrefix + "conflict",
	http.StatusGone:                        typePrefix + "gone",
	http.StatusPreconditionFailed:          typePrefix + "changed",
	http.StatusRequestEntityTooLarge:       typePrefix + "too-large",
	http.StatusRequestURITooLong:           typePrefix + "too-large",
	http.StatusUnsupportedMediaType:        typePrefix + "media-type",
	http.StatusUnprocessableEntity:         typePrefix + "content",
	http.StatusPreconditionRequired:        typePrefix + "unconditional",
	http.StatusTooManyRequests:             typePrefix + "busy",
	http.StatusRequestHeaderFieldsTooLarge: typePrefix + "too-large",
	http.StatusInternalServerError:         typePrefix + "internal",
	http.StatusNotImplemented:              typePrefix + "not-implemented",
	http.StatusServiceUnavailable:          typePrefix + "busy",
	http.StatusGatewayTimeout:              typePrefix + "took-too-long",
	http.StatusHTTPVersionNotSupported:     typePrefix + "not-implemented",
	http.StatusInsufficientStorage:         typePrefix + "no-room",
}

// Types returns every type of ours, sorted.
func Types() []string {
	all := append(slices.Collect(maps.Values(byStatus)), typeParameter, TypeNoLayer, typeNoVersion, typeNoFeature, typeNoDocument,
		typeRefused, typeDamaged, TypeCancelled, typeInUse, typePiledUp)
	slices.Sort(all)
	return slices.Compact(all)
}

// typeOf returns the type of a document that names none: of its status, or of
// the parameter that it names. A status without a type has none.
func typeOf(p *Details) string {
	if p.Status == http.StatusBadRequest && p.Parameter != "" {
		return typeParameter
	}
	if known, ok := byStatus[p.Status]; ok {
		return known
	}
	return "about:blank"
}
