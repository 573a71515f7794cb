package data

import (
	"hash/maphash"
	"math/bits"
	"slices"
)

// idIndex finds features by id. Where each id is longer than the one before,
// or as long and later in the alphabet, as numbers that count up are, the
// features themselves are searched and nothing is kept. Otherwise it is a hash
// table of numbers that takes a fourth of the memory of a map, with no
// pointers in it.
type idIndex struct {
	rising bool
	seed   maphash.Seed
	slots  []uint64 // upper half of the hash, then the feature's number from 1; 0 is free
}

// newIDIndex numbers the features by id. first and second are two features with
// one id; second is -1 when there are none.
func newIDIndex(fs []Feature) (x idIndex, first, second int) {
	if rising(fs) {
		return idIndex{rising: true}, 0, -1
	}
	x = idIndex{seed: maphash.MakeSeed(), slots: make([]uint64, slotsFor(len(fs)))}
	first, second = x.add(fs, 0)
	return x, first, second
}

// slotsFor returns how many slots n features get: a power of 2, a fourth of
// them free at least.
func slotsFor(n int) int { return 1 << bits.Len(uint(n+n/3)) }

// rising tells whether the ids of the features rise.
func rising(fs []Feature) bool {
	for i := 1; i < len(fs); i++ {
		if compareIDs(fs[i-1].ID, fs[i].ID) >= 0 {
			return false
		}
	}
	return true
}

// compareIDs orders ids by length, then as texts.
func compareIDs(a, b string) int {
	switch {
	case len(a) != len(b):
		return len(a) - len(b)
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// add adds the features from a number on to a table with room for them. The
// results are those of newIDIndex.
func (x *idIndex) add(fs []Feature, from int) (first, second int) {
	for i := from; i < len(fs); i++ {
		h := maphash.String(x.seed, fs[i].ID)
		slot, found := x.find(fs, fs[i].ID, h)
		if found >= 0 {
			return found, i
		}
		*slot = h>>32<<32 | uint64(i+1)
	}
	return 0, -1
}

// at returns the number of the feature with the id, -1 when there is none.
func (x *idIndex) at(fs []Feature, id string) int {
	if x.rising {
		i, found := slices.BinarySearchFunc(fs, id, func(f Feature, id string) int { return compareIDs(f.ID, id) })
		if !found {
			return -1
		}
		return i
	}
	if len(x.slots) == 0 {
		return -1
	}
	_, i := x.find(fs, id, maphash.String(x.seed, id))
	return i
}

// find returns the number of the feature with the id, whose hash is h; when
// there is none, -1 and the slot where it would stand.
func (x *idIndex) find(fs []Feature, id string, h uint64) (slot *uint64, found int) {
	mask := uint64(len(x.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		slot = &x.slots[at]
		if *slot == 0 {
			return slot, -1
		}
		if i := int(uint32(*slot)) - 1; *slot>>32 == h>>32 && fs[i].ID == id {
			return slot, i
		}
	}
}

// with returns the index of fs, in which n features have the ids that they
// had; of those behind them nothing is known, and when removed is set some
// that were there are gone. What x holds is used again where it can be.
func (x *idIndex) with(fs []Feature, n int, removed bool) (next idIndex, first, second int) {
	switch {
	case x.rising && rising(fs[max(0, n-1):]):
		return *x, 0, -1
	case x.rising, removed, slotsFor(len(fs)) > len(x.slots):
		return newIDIndex(fs)
	case n == len(fs):
		return *x, 0, -1
	}
	next = idIndex{seed: x.seed, slots: slices.Clone(x.slots)}
	first, second = next.add(fs, n)
	return next, first, second
}
