package landuse

import "iter"

// Assigned is the class that a parcel counts under.
type Assigned struct {
	Ref   Ref   // Class is empty where the parcel has none
	Basis Basis // what the class comes from
}

// Assigned yields the class of every parcel with land in the study area, in the
// order of the layers and their features.
func (l *Land) Assigned() iter.Seq[Assigned] {
	return func(yield func(Assigned) bool) {
		for i, inside := range l.tallies.inside {
			if inside <= 0 {
				continue
			}
			a := Assigned{l.ref(int32(i)), l.classes.basis[i]}
			if l.classes.of[i] == unclassified {
				a.Basis = NoClass
			}
			if !yield(a) {
				return
			}
		}
	}
}
