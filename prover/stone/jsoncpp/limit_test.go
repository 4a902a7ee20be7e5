package jsoncpp

import (
	"errors"
	"strings"
	"testing"
)

// The number of values is bounded, wherever they are.
func TestMaxValues(t *testing.T) {
	for _, doc := range []string{`[1,2,3]`, `{"a":{"b":{"c":1}}}`, `[[],{},[]]`, `[{"a":"x"},null]`} {
		if _, err := parse([]byte(doc), 4); err != nil {
			t.Errorf("%s: %v", doc, err)
		}
		_, err := parse([]byte(doc), 3)
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(syntax.What, "too many values") {
			t.Errorf("%s: %v", doc, err)
		}
	}
}
