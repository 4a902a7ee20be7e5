// Package auth decides who may use the service and how much: API keys with
// scopes, quotas and rates, and the log of what was done with them.
//
// A key is written qk_ID_SECRET. The file of keys (keys.json in the data
// directory) holds the SHA-256 of the secret, never the secret. A plain hash is
// enough, where passwords would take a slow one: the secret is 256 random bits,
// so that guessing one from its hash costs as much as guessing one outright. The
// file is replaced atomically, and read again when it changes: a key that was
// revoked on the command line stops working within a second.
//
// Here live the file of keys, the Authenticator of package api, and the audit
// log's file. What a scope permits is api's to say; what is logged as well.
package auth
