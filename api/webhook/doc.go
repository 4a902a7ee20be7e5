// Package webhook tells those who asked for it that their jobs have ended.
//
// A message is a POST of JSON, signed as Standard Webhooks has it
// (standardwebhooks.com), so that receivers need no code of ours: headers
// webhook-id, webhook-timestamp and webhook-signature, the HMAC-SHA256 over id,
// timestamp and body. A receiver that has seen an id before has seen the message:
// each is delivered at least once. What is not answered with 2xx is tried again,
// up to a day, also after a restart: the line-up's records say what is pending.
//
// Whoever submits a job chooses where the server sends a request to, so the
// server guards itself: https only, public addresses only, checked on the very
// address that is dialled, no redirects, a few ports, little time, short answers.
// The operator can allow more.
//
// Here live the guard, the signature and the sender; which jobs are pending is
// prover/lineup's to know.
package webhook
