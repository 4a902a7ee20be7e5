// Package api is the proving appliance over HTTP: it takes proofs to be made,
// says how they come along, hands out the verified ones, verifies others' and
// estimates what a proof would take. The OpenAPI description is generated from
// the Go types here.
//
// Here live routes, forms, errors over HTTP, limits against hostile clients,
// metrics and the access log. Queue, records and files are prover/lineup's; what
// a task is, prover/task's. Who may do what (keys, scopes, quotas, rates) is
// decided by an Authenticator; webhooks, the dashboard and other dialects are
// mounted beside (api/auth, api/webhook, api/dashboard, api/atlantic) and wired
// by the command. They import this package; it imports none of them.
package api
