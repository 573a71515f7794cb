package main

import (
	"fmt"
	"strconv"
	"strings"
)

// leaf is one part of a block with a single use.
type leaf struct {
	code     string
	kind     string // facility on it, or empty
	notUntil int    // earliest phase of the facility
	// The part on the sheet.
	west, south, east, north float64
}

// cutRecipe divides the rectangle of whole by the recipe, parts in the order
// written. The grammar is in the comment on recipes.
func cutRecipe(recipe string, whole leaf) ([]leaf, error) {
	p := &recipeParser{rest: strings.ReplaceAll(recipe, " ", "")}
	tree, err := p.row()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("unexpected %q", p.rest)
	}
	if err != nil {
		return nil, fmt.Errorf("recipe %q: %w", recipe, err)
	}
	return tree.cut(whole, nil), nil
}

// part is a node of a recipe: a leaf, or parts side by side or stacked.
type part struct {
	leaf    leaf
	parts   []part
	stacked bool
	share   float64
}

type recipeParser struct{ rest string }

// row reads parts joined by one kind of separator.
func (p *recipeParser) row() (part, error) {
	first, err := p.item()
	if err != nil {
		return part{}, err
	}
	group := part{parts: []part{first}, share: 1}
	sep := byte(0)
	for p.rest != "" && (p.rest[0] == '|' || p.rest[0] == '/') {
		if sep != 0 && sep != p.rest[0] {
			return part{}, fmt.Errorf("| and / mixed without brackets before %q", p.rest)
		}
		sep = p.rest[0]
		p.rest = p.rest[1:]
		next, err := p.item()
		if err != nil {
			return part{}, err
		}
		group.parts = append(group.parts, next)
	}
	group.stacked = sep == '/'
	return group, nil
}

// item reads a bracketed group or a code, with its share, kind and delay.
func (p *recipeParser) item() (part, error) {
	var it part
	if strings.HasPrefix(p.rest, "[") {
		p.rest = p.rest[1:]
		group, err := p.row()
		if err != nil {
			return part{}, err
		}
		if !strings.HasPrefix(p.rest, "]") {
			return part{}, fmt.Errorf("missing ] before %q", p.rest)
		}
		p.rest = p.rest[1:]
		it = group
	} else {
		it.leaf.code = p.word()
		if it.leaf.code == "" {
			return part{}, fmt.Errorf("missing code before %q", p.rest)
		}
	}
	err := p.marks(&it)
	return it, err
}

// marks reads :share, =kind and +phase in this order, each optional.
func (p *recipeParser) marks(it *part) (err error) {
	it.share = 1
	if strings.HasPrefix(p.rest, ":") {
		p.rest = p.rest[1:]
		if it.share, err = strconv.ParseFloat(p.word(), 64); err != nil {
			return err
		}
	}
	if strings.HasPrefix(p.rest, "=") {
		p.rest = p.rest[1:]
		it.leaf.kind = p.word()
	}
	if strings.HasPrefix(p.rest, "+") {
		p.rest = p.rest[1:]
		it.leaf.notUntil, err = strconv.Atoi(p.word())
	}
	return err
}

// word takes letters, digits and underscores.
func (p *recipeParser) word() string {
	n := strings.IndexAny(p.rest, "|/[]:=+")
	if n < 0 {
		n = len(p.rest)
	}
	w := p.rest[:n]
	p.rest = p.rest[n:]
	return w
}

// cut appends the leaves of t, laid into the rectangle of r.
func (t part) cut(r leaf, out []leaf) []leaf {
	if t.parts == nil {
		l := t.leaf
		l.west, l.south, l.east, l.north = r.west, r.south, r.east, r.north
		return append(out, l)
	}
	total := 0.0
	for _, p := range t.parts {
		total += p.share
	}
	done := 0.0
	for _, p := range t.parts {
		from, to := done/total, (done+p.share)/total
		done += p.share
		sub := r
		if t.stacked {
			sub.north = r.north - from*(r.north-r.south)
			sub.south = r.north - to*(r.north-r.south)
		} else {
			sub.west = r.west + from*(r.east-r.west)
			sub.east = r.west + to*(r.east-r.west)
		}
		out = p.cut(sub, out)
	}
	return out
}
