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
	// CodeTooLarge: the job's memory plan is more than any worker has.
	CodeTooLarge fault.Code = "lineup/too-large"
	// CodeNoBackend: the job names a backend that no worker has.
	CodeNoBackend fault.Code = "lineup/no-backend"
	// CodeCancelled: the job was cancelled.
	CodeCancelled fault.Code = "lineup/cancelled"
	// CodeDeadline: the job was not finished before its deadline.
	CodeDeadline fault.Code = "lineup/deadline"
	// CodeWorkerLost: the worker that had the job was not heard of any more.
	CodeWorkerLost fault.Code = "lineup/worker-lost"
	// CodeLease: the lease is not current any more; what was done under it does not count.
	CodeLease fault.Code = "lineup/lease-lost"
	// CodeReplanned: now that its plan is known, the job has to wait for room,
	// here or elsewhere; it was queued again.
	CodeReplanned fault.Code = "lineup/replanned"
	// CodeJudge: the judge of the finished proof died over it, several times.
	CodeJudge fault.Code = "lineup/judge"
	// CodeBadCursor: the cursor of a list is not one that a page gave out.
	CodeBadCursor fault.Code = "lineup/bad-cursor"
	// CodeBadSubmission: the submission contradicts itself or exceeds a bound.
	CodeBadSubmission fault.Code = "lineup/bad-submission"
	// CodeConfig: the line-up can't be opened with these settings.
	CodeConfig fault.Code = "lineup/config"
	// CodeInUse: another process has the data directory open.
	CodeInUse fault.Code = "lineup/in-use"
	// CodeStore: the external cluster's settings would lose data.
	CodeStore fault.Code = "lineup/unsafe-store"
)
