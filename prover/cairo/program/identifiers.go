package program

import (
	"math/big"
	"strings"
)

// Kind is what an identifier names.
type Kind uint8

// The kinds of identifiers.
const (
	Other Kind = iota
	Const
	Label
	Function
	Namespace
	Struct
	ReferenceName
	TypeName
	Alias
)

// Identifier is one definition.
type Identifier struct {
	Kind    Kind
	Name    string // full name
	PC      int
	Value   *big.Int // of a Const
	Members map[string]Member
	Size    int64
	Type    *Type  // of a TypeName
	target  string // of an Alias
}

// Member is a member of a struct.
type Member struct {
	Type   *Type
	Offset int64
}

// Identifiers is the table of a program's names.
type Identifiers struct {
	byName map[string]*Identifier
	scopes map[string]bool
}

var kinds = map[string]Kind{"const": Const, "label": Label, "function": Function, "namespace": Namespace,
	"struct": Struct, "reference": ReferenceName, "type_definition": TypeName, "alias": Alias}

func newIdentifiers(raw map[string]rawIdentifier) *Identifiers {
	ids := &Identifiers{byName: make(map[string]*Identifier, len(raw)), scopes: map[string]bool{}}
	for name, r := range raw {
		id := &Identifier{Kind: kinds[r.Type], Name: name, PC: r.PC, Size: r.Size, target: r.Destination}
		switch id.Kind {
		case Const:
			id.Value, _ = new(big.Int).SetString(r.Value.String(), 10)
		case Struct:
			id.Members = make(map[string]Member, len(r.Members))
			for m, d := range r.Members {
				if t, err := ParseType(d.CairoType); err == nil {
					id.Members[m] = Member{t, d.Offset}
				}
			}
		case TypeName:
			id.Type, _ = ParseType(r.CairoType)
		}
		ids.byName[name] = id
		for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
			ids.scopes[name[:i]] = true
		}
	}
	return ids
}

// Get returns the identifier of that full name, following aliases at any part
// of it, or nil.
func (ids *Identifiers) Get(name string) *Identifier {
	for range 64 {
		id := ids.byName[name]
		if id != nil && id.Kind != Alias {
			return id
		}
		next, ok := ids.resolve(name)
		if !ok {
			return nil
		}
		name = next
	}
	return nil
}

// resolve replaces the shortest prefix of name that is an alias.
func (ids *Identifiers) resolve(name string) (string, bool) {
	for i := 0; i <= len(name); i++ {
		if i < len(name) && name[i] != '.' {
			continue
		}
		if id := ids.byName[name[:i]]; id != nil && id.Kind == Alias {
			return id.target + name[i:], true
		}
	}
	return "", false
}

// Search looks a name up as a program does: from the innermost of the
// accessible scopes (the last) outwards, by the name's first part.
func (ids *Identifiers) Search(scopes []string, name string) *Identifier {
	first, _, _ := strings.Cut(name, ".")
	for i := len(scopes) - 1; i >= 0; i-- {
		at := join(scopes[i], first)
		if ids.Get(at) == nil && !ids.isScope(at) {
			continue
		}
		return ids.Get(join(scopes[i], name))
	}
	return nil
}

// SearchScope returns the full name of a scope that has no definition of its
// own, such as a module.
func (ids *Identifiers) SearchScope(scopes []string, name string) (string, bool) {
	for i := len(scopes) - 1; i >= 0; i-- {
		at := join(scopes[i], name)
		for range 64 {
			if ids.scopes[at] {
				return at, true
			}
			next, ok := ids.resolve(at)
			if !ok {
				break
			}
			at = next
		}
	}
	return "", false
}

func (ids *Identifiers) isScope(name string) bool {
	_, ok := ids.SearchScope([]string{""}, name)
	return ok
}

func join(scope, name string) string {
	if scope == "" {
		return name
	}
	return scope + "." + name
}

// StructOf returns the definition of the struct that a type names, looking
// through type definitions.
func (ids *Identifiers) StructOf(t *Type) *Identifier {
	for range 64 {
		if t == nil || t.Kind != TypeStruct {
			return nil
		}
		id := ids.Get(t.Name)
		if id == nil || id.Kind == Struct {
			return id
		}
		t = id.Type
	}
	return nil
}

// Resolve looks through type definitions: it returns the type that t stands
// for.
func (ids *Identifiers) Resolve(t *Type) *Type {
	for range 64 {
		if t == nil || t.Kind != TypeStruct {
			return t
		}
		id := ids.Get(t.Name)
		if id == nil || id.Kind != TypeName || id.Type == nil {
			return t
		}
		t = id.Type
	}
	return t
}
