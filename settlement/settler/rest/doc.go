// Package rest is the settler over HTTP: what it does, and what operators may ask of it.
// Its routes are mounted on the api room's server, with that one's keys, errors and log. Client
// asks them from elsewhere.
package rest
