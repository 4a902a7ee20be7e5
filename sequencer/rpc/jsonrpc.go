package rpc

import (
	"bytes"
	"encoding/json"
)

// request is one call of JSON-RPC 2.0.
type request struct {
	// id is nil for a notification, which gets no answer.
	id     json.RawMessage
	method string
	// params is nil, an array or an object.
	params json.RawMessage
}

// response is the answer to one call: with a result or an error.
type response struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

const protocolVersion = "2.0"

var null = json.RawMessage("null")

// failed is the answer to a call that failed; a nil id becomes null.
func failed(id json.RawMessage, err *Error) *response {
	if id == nil {
		id = null
	}
	return &response{Version: protocolVersion, ID: id, Error: err}
}

// parseMessage splits what a client sent into its calls; batch tells whether they
// are to be answered as a list.
func parseMessage(body []byte, most int) (calls []json.RawMessage, batch bool, err *Error) {
	body = bytes.TrimSpace(body)
	if len(body) == 0 || body[0] != '[' {
		if !json.Valid(body) {
			return nil, false, newError(codeParse, "the body is not JSON")
		}
		return []json.RawMessage{body}, false, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if _, e := d.Token(); e != nil {
		return nil, false, newError(codeParse, "the body is not JSON")
	}
	for d.More() {
		if len(calls) == most {
			return nil, false, newError(codeInvalidRequest, "the batch has more than %d calls", most)
		}
		var call json.RawMessage
		if e := d.Decode(&call); e != nil {
			return nil, false, newError(codeParse, "the body is not JSON")
		}
		calls = append(calls, call)
	}
	if _, e := d.Token(); e != nil || len(bytes.TrimSpace(body[d.InputOffset():])) > 0 {
		return nil, false, newError(codeParse, "the body is not JSON")
	}
	if len(calls) == 0 {
		return nil, false, newError(codeInvalidRequest, "the batch is empty")
	}
	return calls, true, nil
}

// parseRequest reads one call. The id is returned beside an error where it could
// be read.
func parseRequest(raw json.RawMessage) (r request, err *Error) {
	var members map[string]json.RawMessage // exact names, unlike a struct
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return r, newError(codeInvalidRequest, "a call is an object")
	}
	if id, ok := members["id"]; ok {
		if c := id[0]; c == '{' || c == '[' || c == 't' || c == 'f' {
			return r, newError(codeInvalidRequest, "id is a string, a number or null")
		}
		r.id = id
	}
	if string(members["jsonrpc"]) != `"`+protocolVersion+`"` {
		return r, newError(codeInvalidRequest, `jsonrpc is "%s"`, protocolVersion)
	}
	method := members["method"]
	if len(method) == 0 || method[0] != '"' || json.Unmarshal(method, &r.method) != nil {
		return r, newError(codeInvalidRequest, "method is a string")
	}
	if params, ok := members["params"]; ok && string(params) != "null" {
		if c := params[0]; c != '[' && c != '{' {
			return r, newError(codeInvalidRequest, "params is a list or an object")
		}
		r.params = params
	}
	return r, nil
}

// bind puts a call's parameters into the order of their names. Those that were
// left out or are null are nil.
func bind(params json.RawMessage, names []param) ([]json.RawMessage, *Error) {
	values := make([]json.RawMessage, len(names))
	switch {
	case params == nil:
	case params[0] == '[':
		var list []json.RawMessage
		if json.Unmarshal(params, &list) != nil {
			return nil, newError(codeParse, "the parameters are not JSON")
		}
		if len(list) > len(names) {
			return nil, newError(codeInvalidParams, "there are %d parameters, at most %d are taken", len(list), len(names))
		}
		copy(values, list)
	default:
		var named map[string]json.RawMessage
		if json.Unmarshal(params, &named) != nil {
			return nil, newError(codeParse, "the parameters are not JSON")
		}
		for i, p := range names {
			values[i] = named[p.name]
			delete(named, p.name)
		}
		for name := range named {
			return nil, newError(codeInvalidParams, "there is no parameter %.64q", name)
		}
	}
	for i, p := range names {
		if string(values[i]) == "null" {
			values[i] = nil
		}
		if values[i] == nil && !p.optional {
			return nil, newError(codeInvalidParams, "the parameter %s is missing", p.name)
		}
	}
	return values, nil
}
