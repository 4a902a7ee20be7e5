package hints

import (
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// dictManager keeps the dictionaries behind Cairo's dict segments.
type dictManager struct {
	trackers map[int]*dictTracker
	run      *Runner
}

// dictTracker is the dictionary of one segment and where the next access goes.
type dictTracker struct {
	data    *script.Dict
	current script.Value
}

var dictManagerType = bound(func(r *Runner) script.Value {
	return &script.Type{Name: "DictManager",
		Fn: func(in *script.Interp, args []script.Value, kw map[string]script.Value) (script.Value, error) {
			return &dictManager{map[int]*dictTracker{}, r}, nil
		},
		Is: func(v script.Value) bool { _, ok := v.(*dictManager); return ok }}
})

// TypeName is the name of the type.
func (*dictManager) TypeName() string { return "DictManager" }

// TypeName is the name of the type.
func (*dictTracker) TypeName() string { return "DictTracker" }

// Attr implements script.Object.
func (d *dictTracker) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "data":
		return d.data, nil
	case "current_ptr":
		return d.current, nil
	}
	return nil, script.ErrNoAttribute(d, name)
}

// SetAttr implements script.Settable.
func (d *dictTracker) SetAttr(in *script.Interp, name string, v script.Value) error {
	switch name {
	case "data":
		data, ok := v.(*script.Dict)
		if !ok {
			return script.Raise("TypeError", "data must be a dict")
		}
		d.data = data
	case "current_ptr":
		d.current = v
	default:
		return script.ErrNoAttribute(d, name)
	}
	return nil
}

// Attr implements script.Object.
func (d *dictManager) Attr(in *script.Interp, name string) (script.Value, error) {
	switch name {
	case "new_dict":
		return fn(name, []string{"segments", "initial_dict"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			from, ok := a[1].(*script.Dict)
			if !ok {
				return nil, script.Raise("TypeError", "initial_dict must be a dict")
			}
			p, err := d.run.m.AddSegment()
			if err != nil {
				return nil, err
			}
			data := script.NewDict()
			s := &segmentsValue{d.run}
			err = from.Each(func(k, v script.Value) error {
				x, err := s.arg(in, v, 0)
				if err != nil {
					return err
				}
				return data.Set(k, x)
			})
			d.trackers[p.Segment] = &dictTracker{data, Pointer(p)}
			return Pointer(p), err
		}), nil
	case "new_default_dict":
		return fnOpt(name, 2, []string{"segments", "default_value", "temp_segment"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			return d.newDefault(a[1], script.Truth(a[2]))
		}), nil
	case "get_tracker":
		return fn(name, []string{"dict_ptr"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			t, err := d.tracker(a[0])
			return t, err
		}), nil
	case "get_dict":
		return fn(name, []string{"dict_ptr"}, func(in *script.Interp, a []script.Value) (script.Value, error) {
			t, err := d.tracker(a[0])
			if err != nil {
				return nil, err
			}
			return t.data, nil
		}), nil
	}
	return nil, script.ErrNoAttribute(d, name)
}

func (d *dictManager) newDefault(value script.Value, temporary bool) (script.Value, error) {
	var p vm.Pointer
	var err error
	if temporary {
		p, err = d.run.m.AddTemporary()
	} else {
		p, err = d.run.m.AddSegment()
	}
	if err != nil {
		return nil, err
	}
	factory := &script.Builtin{Name: "default", Fn: func(*script.Interp, []script.Value, map[string]script.Value) (script.Value, error) {
		return value, nil
	}}
	d.trackers[p.Segment] = &dictTracker{script.NewDefaultDict(factory), Pointer(p)}
	return Pointer(p), nil
}

func (d *dictManager) tracker(v script.Value) (*dictTracker, error) {
	p, err := asPointer(v)
	if err != nil {
		return nil, err
	}
	t, ok := d.trackers[p.Segment]
	if !ok {
		return nil, script.Raise("ValueError", "Dictionary pointer %v was not created using dict_new().", p)
	}
	if t.current != Pointer(p) {
		return nil, failed("Wrong dict pointer supplied. Got %v, expected %v.", p, t.current)
	}
	return t, nil
}
