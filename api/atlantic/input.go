package atlantic

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"quarry/prover/cairo/cairo1"
	"quarry/prover/task"
)

const (
	// maxArguments is the most bytes of a Cairo 1 program's input, maxDepth how
	// deep its arrays may nest.
	maxArguments = 32 << 20
	maxDepth     = 16
)

// arguments stores a Cairo 1 program's input as an executable takes it: one list
// of field elements, every array after its length.
func (f *face) arguments(ctx context.Context, input task.Blob) (task.Blob, error) {
	r, err := f.Lineup.OpenBlob(ctx, input.SHA256)
	if err != nil {
		return task.Blob{}, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxArguments+1))
	if err != nil {
		return task.Blob{}, err
	}
	if len(data) > maxArguments {
		return task.Blob{}, errInputText.because("inputFile is too large for a list of arguments")
	}
	flat, err := flatten(data)
	if err != nil {
		return task.Blob{}, err
	}
	return f.Lineup.PutBlob(ctx, input.Name, bytes.NewReader(flat), int64(len(flat)))
}

// flatten reads arguments as Atlantic takes them, a text like "1 [2 3]" or a JSON
// array of the arguments like [1, [2, 3]], and writes them as the JSON array of
// an executable's arguments: ["1", "2", "2", "3"].
func flatten(data []byte) ([]byte, error) {
	text := bytes.TrimSpace(data)
	var words []string
	if list, ok := jsonList(text); ok {
		var err error
		if words, err = flattenList(list, 0); err != nil {
			return nil, err
		}
	} else {
		var err error
		if words, err = flattenText(string(text)); err != nil {
			return nil, err
		}
	}
	if words == nil {
		words = []string{}
	}
	out, err := json.Marshal(words)
	if err != nil {
		return nil, err
	}
	if _, err := cairo1.ParseArgsFile(out); err != nil {
		return nil, errInputText.because(err.Error())
	}
	return out, nil
}

// jsonList reads a JSON array whose members are arrays or quoted, or separated by
// commas: what looks like both, [17], is the text's one array.
func jsonList(text []byte) ([]json.RawMessage, bool) {
	if !bytes.ContainsAny(text, `,"`) && !bytes.HasPrefix(bytes.Join(bytes.Fields(text), nil), []byte("[[")) {
		return nil, false
	}
	var list []json.RawMessage
	return list, json.Unmarshal(text, &list) == nil
}

func flattenList(list []json.RawMessage, depth int) ([]string, error) {
	if depth > maxDepth {
		return nil, errInputText.because("arrays nest too deep")
	}
	var words []string
	for _, raw := range list {
		var inner []json.RawMessage
		if json.Unmarshal(raw, &inner) == nil && inner != nil {
			below, err := flattenList(inner, depth+1)
			if err != nil {
				return nil, err
			}
			words = append(append(words, strconv.Itoa(len(inner))), below...)
			continue
		}
		words = append(words, strings.Trim(string(raw), `"`))
	}
	return words, nil
}

// flattenText reads numbers between blanks and arrays in brackets.
func flattenText(text string) ([]string, error) {
	text = strings.NewReplacer("[", " [ ", "]", " ] ", ",", " ").Replace(text)
	words := []string{}
	// open are the places of the lengths of the arrays that are open, and counts
	// what is in them so far.
	var open, counts []int
	for _, w := range strings.Fields(text) {
		switch w {
		case "]":
			n := len(open)
			if n == 0 {
				return nil, errInputText.because("a bracket closes that was not opened")
			}
			words[open[n-1]] = strconv.Itoa(counts[n-1])
			open, counts = open[:n-1], counts[:n-1]
			continue
		}
		if n := len(counts); n > 0 {
			counts[n-1]++
		}
		if w == "[" {
			if len(open) > maxDepth {
				return nil, errInputText.because("arrays nest too deep")
			}
			open, counts, w = append(open, len(words)), append(counts, 0), ""
		}
		words = append(words, w)
	}
	if len(open) > 0 {
		return nil, errInputText.because("a bracket is not closed")
	}
	return words, nil
}
