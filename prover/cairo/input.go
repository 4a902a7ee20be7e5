package cairo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"

	"quarry/fault"
	"quarry/prover/cairo/script"
	"quarry/prover/cairo/vm"
)

// maxInputDepth bounds the nesting of the program input.
const maxInputDepth = 100

// parseInput reads the program input and its advice tape.
func parseInput(data []byte) (script.Value, []vm.Value, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return script.NewDict(), nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := decodeValue(d, 0)
	if err == nil {
		if _, end := d.Token(); !errors.Is(end, io.EOF) {
			err = errors.New("there is more after the value")
		}
	}
	if err != nil {
		return nil, nil, fault.Wrap(err, CodeInput, "the program input is not JSON").At("program input")
	}
	tape, err := adviceTape(v)
	return v, tape, err
}

// decodeValue keeps the order of members and the digits of numbers.
func decodeValue(d *json.Decoder, depth int) (script.Value, error) {
	if depth > maxInputDepth {
		return nil, errors.New("nested too deep")
	}
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return decodeList(d, depth)
		}
		return decodeDict(d, depth)
	case json.Number:
		n, ok := new(big.Int).SetString(t.String(), 10)
		if !ok {
			return nil, errors.New("the number " + t.String() + " is no integer; hints have none but integers")
		}
		return n, nil
	case string:
		return t, nil
	case bool:
		return t, nil
	}
	return nil, nil
}

func decodeList(d *json.Decoder, depth int) (script.Value, error) {
	out := &script.List{}
	for d.More() {
		v, err := decodeValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, v)
	}
	_, err := d.Token()
	return out, err
}

func decodeDict(d *json.Decoder, depth int) (script.Value, error) {
	out := script.NewDict()
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeValue(d, depth+1)
		if err != nil {
			return nil, err
		}
		if err := out.Set(key, v); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return out, err
}

// adviceTape is the member "advice" of the input: integers, as numbers or as
// strings in decimal or 0x hexadecimal.
func adviceTape(v script.Value) ([]vm.Value, error) {
	d, ok := v.(*script.Dict)
	if !ok {
		return nil, nil
	}
	a, ok, err := d.Get("advice")
	if !ok || err != nil {
		return nil, err
	}
	l, ok := a.(*script.List)
	if !ok {
		return nil, fault.New(CodeInput, "the advice tape is not a list").At("program input, advice")
	}
	tape := make([]vm.Value, len(l.Items))
	for i, x := range l.Items {
		n, ok := x.(*big.Int)
		if s, isString := x.(string); isString && len(s) < 100 {
			n, ok = new(big.Int).SetString(s, 0)
		}
		if !ok {
			return nil, fault.New(CodeInput, "the advice tape holds something that is no integer").At("program input, advice[%d]", i)
		}
		tape[i] = vm.BigValue(n)
	}
	return tape, nil
}
