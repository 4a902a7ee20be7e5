package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Code is a stable identifier of one way to fail, of the form "room/reason".
// Codes are part of the API: they are documented in docs/errors.md and never
// change meaning.
type Code string

// Error is a failure that a user can act on.
type Error struct {
	// Code is stable; the texts below are not.
	Code Code
	// What says what is wrong, with the offending values in it.
	What string
	// Where names the file, field, byte offset, proof section or row.
	Where string
	// Hint says what to do about it; empty if there is nothing to be done.
	Hint string
	// Err is the cause, if another error caused this one.
	Err error
}

// Error implements error: "where: what: cause (hint) [code]".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Where != "" {
		b.WriteString(e.Where)
		b.WriteString(": ")
	}
	b.WriteString(e.What)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	if e.Hint != "" {
		b.WriteString(" (")
		b.WriteString(e.Hint)
		b.WriteString(")")
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is a *Error with the same code, so that
// errors.Is(err, &fault.Error{Code: c}) works.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Code == e.Code && t.What == "" && t.Where == ""
}

// New makes an Error with a formatted What.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, What: fmt.Sprintf(format, args...)}
}

// Wrap makes an Error with a formatted What, caused by err.
func Wrap(err error, code Code, format string, args ...any) *Error {
	e := New(code, format, args...)
	e.Err = err
	return e
}

// At sets Where and returns e.
func (e *Error) At(format string, args ...any) *Error {
	e.Where = fmt.Sprintf(format, args...)
	return e
}

// WithHint sets Hint and returns e.
func (e *Error) WithHint(format string, args ...any) *Error {
	e.Hint = fmt.Sprintf(format, args...)
	return e
}

// CodeOf returns the code of the outermost Error in err's chain, or "".
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
