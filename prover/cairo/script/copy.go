package script

// Copy copies a list, a dictionary or a set; the copy holds the same members.
// Other values are their own copy.
func (in *Interp) Copy(v Value) (Value, error) {
	switch t := v.(type) {
	case *List:
		return &List{append([]Value(nil), t.Items...)}, in.size(len(t.Items))
	case *Dict:
		return t.Copy(), in.size(t.Len())
	case *Set:
		return &Set{t.d.Copy()}, in.size(t.d.Len())
	}
	return v, nil
}

// DeepCopy copies a value and what it holds: what it holds twice, the copy holds
// twice, too.
func (in *Interp) DeepCopy(v Value) (Value, error) {
	return (&deepCopy{in, map[Value]Value{}}).copy(v, 0)
}

type deepCopy struct {
	in *Interp
	// done has the copies of lists, dictionaries and sets by what they were made of.
	done map[Value]Value
}

func (c *deepCopy) copy(v Value, depth int) (Value, error) {
	if depth > 50 {
		return nil, raise("RecursionError", "value nested too deep")
	}
	if err := c.in.Spend(1); err != nil {
		return nil, err
	}
	switch t := v.(type) {
	case Tuple:
		out := make(Tuple, len(t))
		return out, c.fill(out, t, depth)
	case *List:
		if twin, ok := c.done[t]; ok {
			return twin, nil
		}
		out := &List{make([]Value, len(t.Items))}
		c.done[t] = out
		return out, c.fill(out.Items, t.Items, depth)
	case *Set: // its members can't change
		if _, ok := c.done[t]; !ok {
			c.done[t] = &Set{t.d.Copy()}
		}
		return c.done[t], c.in.size(t.d.Len())
	case *Dict:
		if twin, ok := c.done[t]; ok {
			return twin, nil
		}
		out := &Dict{index: map[any]int{}, factory: t.factory}
		c.done[t] = out
		return out, t.Each(func(k, x Value) error {
			y, err := c.copy(x, depth+1)
			if err != nil {
				return err
			}
			return out.Set(k, y)
		})
	}
	return v, nil
}

func (c *deepCopy) fill(out, items []Value, depth int) (err error) {
	for i, x := range items {
		if out[i], err = c.copy(x, depth+1); err != nil {
			return err
		}
	}
	return nil
}
