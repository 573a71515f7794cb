package standards

import "strings"

// Convert returns the class of another scheme that is nearest to k, or k
// itself when it is of that scheme; false when there is none. The tables differ
// in what they tell apart, so the result is an estimate.
//
// From GB 50137 it is the class named by same_as, or that of the nearest class
// above. Backwards it is the first class in the order of the table whose
// same_as is k, else begins with it, else that of the class above.
func Convert(k Class, scheme string) (Class, bool) {
	if k.Scheme == scheme {
		return k, true
	}
	from, ok := Scheme(k.Scheme)
	if !ok {
		return Class{}, false
	}
	to, ok := Scheme(scheme)
	if !ok {
		return Class{}, false
	}
	for step := k; ; {
		if step.SameAs != "" {
			return to.Lookup(step.SameAs)
		}
		for _, exact := range []bool{true, false} {
			for _, c := range to.classes {
				if c.SameAs == step.Code || !exact && c.SameAs != "" && strings.HasPrefix(c.SameAs, step.Code) {
					return c, true
				}
			}
		}
		if step, ok = from.Lookup(step.Parent); !ok {
			return Class{}, false
		}
	}
}
