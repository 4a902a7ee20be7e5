package auth

import "quarry/fault"

// The ways the keys' file fails, beside api's codes for requests.
const (
	// CodeFile: the file of keys can't be read or written, or is malformed.
	CodeFile fault.Code = "auth/file"
	// CodeUnknownKey: there is no key of that id.
	CodeUnknownKey fault.Code = "auth/unknown-key"
	// CodeBadKey: what a key shall be (name, scopes, limits) makes no sense.
	CodeBadKey fault.Code = "auth/bad-key"
)
