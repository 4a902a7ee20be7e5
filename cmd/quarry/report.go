package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/api/webhook"
	"quarry/config"
	"quarry/fault"
	"quarry/prover/lineup"
)

// fail reports an error and returns the exit code. With asJSON it goes to
// standard output as an object, else to standard error as text.
func fail(inv invocation, s streams, asJSON bool, err error) int {
	code := exitFailed
	switch {
	case errors.Is(err, errHelp):
		return exitOK
	case errors.Is(err, errInterrupted) || errors.Is(err, context.Canceled):
		code, err = exitCancelled, fault.New("cli/cancelled", "cancelled")
	case misconfigured(fault.CodeOf(err)) && !inv.dropIn:
		code = exitUsage
	}
	if asJSON {
		printJSON(s.out, map[string]any{"error": errorObject(err)})
		return code
	}
	fmt.Fprintf(s.err, "%s: error: %v", inv.name, err)
	if c := fault.CodeOf(err); c != "" {
		fmt.Fprintf(s.err, " [%s]", c)
	}
	fmt.Fprintln(s.err)
	if fault.CodeOf(err) == codeUsage {
		fmt.Fprintf(s.err, "%s --help lists the flags\n", inv.name)
	}
	return code
}

// misconfigured reports whether a code says that the command line or the
// configuration is wrong.
func misconfigured(code fault.Code) bool {
	switch code {
	case codeUsage, codeOpen, webhook.CodeRules, lineup.CodeConfig:
		return true
	}
	return strings.HasPrefix(string(code), "config/")
}

// errorObject is an error as JSON.
func errorObject(err error) map[string]any {
	var f *fault.Error
	if !errors.As(err, &f) {
		return map[string]any{"what": err.Error()}
	}
	o := map[string]any{"code": f.Code, "what": f.What}
	if f.Where != "" {
		o["where"] = f.Where
	}
	if f.Hint != "" {
		o["hint"] = f.Hint
	}
	if f.Err != nil {
		o["cause"] = errorObject(f.Err)
	}
	return o
}

func printJSON(w io.Writer, v any) {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}

// table prints lines of a name and a value, aligned.
type table struct {
	rows [][2]string
}

func (t *table) add(name, format string, args ...any) {
	t.rows = append(t.rows, [2]string{name, fmt.Sprintf(format, args...)})
}

func (t *table) print(w io.Writer) {
	width := 0
	for _, r := range t.rows {
		width = max(width, len(r[0]))
	}
	for _, r := range t.rows {
		fmt.Fprintf(w, "%-*s  %s\n", width, r[0], r[1])
	}
}

// hexFelt writes a felt as Stone's files do.
func hexFelt(e *fp.Element) string { return "0x" + e.Text(16) }

func hexFelts(all []fp.Element) []string {
	out := make([]string, len(all))
	for i := range all {
		out[i] = hexFelt(&all[i])
	}
	return out
}

// decimalFelt writes a felt as Cairo's runners print it: small negative numbers
// as such.
func decimalFelt(e *fp.Element) string {
	var negative fp.Element
	negative.Neg(e)
	if !e.IsUint64() && negative.BitLen() < 128 {
		return "-" + negative.Text(10)
	}
	return e.Text(10)
}

// parseFelt reads a felt in decimal (also negative) or hexadecimal.
func parseFelt(s string) (fp.Element, error) {
	var e fp.Element
	text := strings.TrimSpace(s)
	digits, negative := strings.CutPrefix(text, "-")
	isHex := strings.HasPrefix(digits, "0x")
	valid := len(digits) > 0 && len(digits) < 100 && strings.Trim(strings.TrimPrefix(digits, "0x"), "0123456789abcdefABCDEF") == "" && digits != "0x"
	if !isHex {
		valid = valid && strings.Trim(digits, "0123456789") == ""
		if digits = strings.TrimLeft(digits, "0"); digits == "" { // no octal
			digits = "0"
		}
	}
	if !valid {
		return e, usageError("%q is no field element: write decimal, or 0x and hexadecimal digits", text)
	}
	if _, err := e.SetString(digits); err != nil {
		return e, usageError("%q is no field element", text)
	}
	if negative {
		e.Neg(&e)
	}
	return e, nil
}

// parseFelts reads felts with commas between; none from an empty text.
func parseFelts(s string) ([]fp.Element, error) {
	all := []fp.Element{}
	if strings.TrimSpace(s) == "" {
		return all, nil
	}
	for _, part := range strings.Split(strings.Trim(strings.TrimSpace(s), "[]"), ",") {
		e, err := parseFelt(strings.Trim(part, ` "`))
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// parseBytes reads a number of bytes: 1500000, 800MB, 8GiB, 8G.
func parseBytes(s string) (int64, error) {
	if strings.TrimSpace(s) == "" {
		return 0, nil
	}
	n, err := config.ParseSize(s)
	if err != nil || n == 0 {
		return 0, usageError("%q is no amount of memory: write for example 8GiB or 800MB", strings.TrimSpace(s))
	}
	return int64(n), nil
}
