package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"golang.org/x/time/rate"

	"quarry/fault"
	"quarry/sequencer/starknet"
)

// version is a version of Starknet's specification.
type version uint8

// The versions that are spoken.
const (
	version9 version = iota
	version10
)

// String returns what starknet_specVersion answers.
func (v version) String() string { return [...]string{"0.9.0", "0.10.2"}[v] }

// param is a parameter of a method.
type param struct {
	name     string
	optional bool
}

// method is a method of one version.
type method struct {
	params []param
	// cost is what a call takes of its network's bucket.
	cost int
	// socket: it can be called over WebSocket only.
	socket bool
	do     func(*call) (any, error)
}

// call is a call that is carried out. Its readers of parameters keep the first
// error in err, and return zero values from then on.
type call struct {
	context.Context
	server  *Server
	version version
	// socket is the connection of a call over WebSocket.
	socket *socket
	bucket *rate.Limiter
	method *method
	values []json.RawMessage
	err    *Error
}

// has tells whether an optional parameter was given.
func (c *call) has(i int) bool { return i < len(c.values) && c.values[i] != nil }

// fail keeps what is wrong with a parameter.
func (c *call) fail(i int, err error) {
	if c.err == nil {
		c.err = newError(codeInvalidParams, "%s: %s", c.method.params[i].name, reason(err))
	}
}

// read decodes a parameter. Members of objects that are unknown are refused.
func (c *call) read(i int, into any) {
	if c.err != nil {
		return
	}
	if err := decodeStrict(c.values[i], into); err != nil {
		c.fail(i, err)
	}
}

// decodeStrict decodes JSON without unknown members.
func decodeStrict(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return readable(d.Decode(into))
}

var errMalformed = errors.New("the value is malformed")

// readable turns what encoding/json says of a client's values into what a client
// can read.
func readable(err error) error {
	var mistyped *json.UnmarshalTypeError
	var f *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	case errors.As(err, &mistyped) && mistyped.Field != "":
		return errors.New(mistyped.Field + " can't be a " + mistyped.Value)
	case errors.As(err, &mistyped):
		return errors.New("it can't be a " + mistyped.Value)
	}
	return errMalformed
}

// felt reads a parameter that is a felt.
func (c *call) felt(i int) starknet.Felt {
	var h starknet.Hex
	c.read(i, &h)
	return starknet.Felt(h)
}

// felts reads a parameter that is a list of felts, at most so many.
func (c *call) felts(i, most int) []starknet.Felt {
	var list []starknet.Hex
	if !c.has(i) {
		return nil
	}
	c.read(i, &list)
	if c.err == nil && len(list) > most {
		c.err = newError(codeLimit, "%s: there are %d, at most %d are taken", c.method.params[i].name, len(list), most)
	}
	return starknet.Felts(list)
}

// flags reads a parameter that is a list of some of the known words.
func (c *call) flags(i int, known ...string) map[string]bool {
	given := map[string]bool{}
	if !c.has(i) {
		return given
	}
	var list []string
	c.read(i, &list)
	for _, word := range list {
		ok := false
		for _, k := range known {
			ok = ok || word == k
		}
		if !ok && c.err == nil {
			c.err = newError(codeInvalidParams, "%s: there is no %.64q", c.method.params[i].name, word)
		}
		given[word] = true
	}
	return given
}
