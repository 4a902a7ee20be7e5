package lineup

import "quarry/fault"

// The ways the line-up refuses or fails.
const (
	// CodeUnknownJob: there is no job of that id, or its record was given up.
	CodeUnknownJob fault.Code = "lineup/unknown-job"
	// CodeUnknownBlob: no bytes of that hash are stored.
	CodeUnknownBlob fault.Code = "lineup/unknown-blob"
	// CodeBlobTooLarge: the bytes are more than the limit.
	CodeBlobTooLarge fault.Code = "lineup/blob-too-large"
	// CodeIdempotency: the idempotency key was used for another task.
	CodeIdempotency fault.Code = "lineup/idempotency-key"
	// CodeFinal: the job has ended already, or, on retry, has not.
	CodeFinal fault.Code = "lineup/final"
	// CodeFull: the queue, or the owner's share of it, is full.
	CodeFull fault.Code = "lineup/full"
	// CodeUnavailable: the line-up's store can't be reached, or its disk is full.
	CodeUnavailable fault.Code = "lineup/unavailable"
)
