package api

import "quarry/fault"

// The ways a request fails before the rooms below see it.
const (
	// CodeBadRequest: the request is malformed: its JSON, its form, a header.
	CodeBadRequest fault.Code = "api/bad-request"
	// CodeInvalid: a field of the request has a value that it can't have; errors
	// lists all of them.
	CodeInvalid fault.Code = "api/invalid"
	// CodeUnauthenticated: the request has no valid API key.
	CodeUnauthenticated fault.Code = "api/unauthenticated"
	// CodeForbidden: the API key may not do this.
	CodeForbidden fault.Code = "api/forbidden"
	// CodeCrossSite: another site's page made a browser send this request, or the
	// host that it names is none of this server's.
	CodeCrossSite fault.Code = "api/cross-site"
	// CodeNotFound: there is nothing at this path.
	CodeNotFound fault.Code = "api/not-found"
	// CodeMethod: the path does not take this method.
	CodeMethod fault.Code = "api/method"
	// CodeMediaType: the body's media type, or its encoding, is not one that is taken here.
	CodeMediaType fault.Code = "api/media-type"
	// CodeTooLarge: the body or a part of it is larger than the limit.
	CodeTooLarge fault.Code = "api/too-large"
	// CodeTimeout: the body came too slowly.
	CodeTimeout fault.Code = "api/timeout"
	// CodeRateLimited: too many requests in too little time.
	CodeRateLimited fault.Code = "api/rate-limited"
	// CodeQuota: the API key has used up what it may have at a time.
	CodeQuota fault.Code = "api/quota"
	// CodeBusy: the server does as much of this at once as it can.
	CodeBusy fault.Code = "api/busy"
	// CodeNotReady: the server starts or stops, or can't take jobs now.
	CodeNotReady fault.Code = "api/not-ready"
	// CodeNoProof: the job has not succeeded, so there is no proof of it.
	CodeNoProof fault.Code = "api/no-proof"
	// CodeUnknownUpload: an input names an upload that there is not.
	CodeUnknownUpload fault.Code = "api/unknown-upload"
	// CodeRange: the asked range lies outside of the proof, or it has changed.
	CodeRange fault.Code = "api/range"
	// CodeWebhook: the webhook's address is not one that this server may call.
	CodeWebhook fault.Code = "api/webhook"
	// CodeInternal: something is wrong with the server; its log says more under the request id.
	CodeInternal fault.Code = "api/internal"
)
