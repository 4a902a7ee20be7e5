package api

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// jobAnswer is a job and where it is found.
type jobAnswer struct {
	Location string `header:"Location" doc:"Where the job is found."`
	Replayed string `header:"Idempotency-Replayed" doc:"\"true\" if an earlier request with the same key made the job."`
	Body     lineup.Job
}

func answerJob(job lineup.Job) *jobAnswer {
	return &jobAnswer{Location: jobPath(job.ID), Body: job}
}

func jobPath(id string) string { return "/v1/proofs/" + id }

// jobInput names a job.
type jobInput struct {
	ID string `path:"id" maxLength:"64" doc:"The job's id."`
}

func (s *Server) proofRoutes() {
	register(s, huma.Operation{
		OperationID: "submit-proof", Method: http.MethodPost, Path: "/v1/proofs", Tags: []string{tagProofs},
		Summary: "Submit a proof to be made", DefaultStatus: http.StatusAccepted,
		Description: "Takes a program (with its input) or Stone's input files, as a form whose files are streamed, or as JSON that names uploads. " +
			"When it answers, the job is on disk. Stone's proofs are **not zero-knowledge**: a proof file shows the public input and may reveal parts of the trace.",
	}, ScopeSubmit, s.submitProof)
	s.describeForm("/v1/proofs", &ProofOptions{}, &ProofRequest{}, strings.Split(partNames(), ", ")...)

	register(s, huma.Operation{
		OperationID: "list-proofs", Method: http.MethodGet, Path: "/v1/proofs", Tags: []string{tagProofs},
		Summary: "List jobs", Description: "Newest first, one page at a time: an admin's list has everybody's jobs, all others their own.",
	}, ScopeRead, s.listProofs)
	register(s, huma.Operation{
		OperationID: "get-proof", Method: http.MethodGet, Path: "/v1/proofs/{id}", Tags: []string{tagProofs},
		Summary: "How a job is",
	}, ScopeRead, s.getProof)
	register(s, huma.Operation{
		OperationID: "cancel-proof", Method: http.MethodPost, Path: "/v1/proofs/{id}/cancel", Tags: []string{tagProofs},
		Summary: "Cancel a job", Description: "A job that has ended already stays as it is: that is an error, `lineup/final`.",
	}, ScopeSubmit, s.cancelProof)
	register(s, huma.Operation{
		OperationID: "delete-proof", Method: http.MethodDelete, Path: "/v1/proofs/{id}", Tags: []string{tagProofs},
		Summary: "Cancel a job", Description: "The same as `POST /v1/proofs/{id}/cancel`. Records and proofs are kept until the server's retention gives them up.",
		DefaultStatus: http.StatusOK,
	}, ScopeSubmit, s.cancelProof)
	register(s, huma.Operation{
		OperationID: "retry-proof", Method: http.MethodPost, Path: "/v1/proofs/{id}/retry", Tags: []string{tagProofs},
		Summary: "Queue a job again", Description: "For jobs that failed, were cancelled or expired.", DefaultStatus: http.StatusAccepted,
	}, ScopeSubmit, s.retryProof)
	s.downloadRoute()

	register(s, huma.Operation{
		OperationID: "upload", Method: http.MethodPost, Path: "/v1/uploads", Tags: []string{tagProofs},
		Summary: "Upload an input", DefaultStatus: http.StatusCreated,
		Description: "The body is the file. The answer's `sha256` names it in `POST /v1/proofs`: whoever knows it can use the upload. " +
			"An upload that no job uses is not kept for long.",
	}, ScopeSubmit, s.uploadFile)
	s.operation(http.MethodPost, "/v1/uploads").RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}},
	}}
}

type submitInput struct {
	Key string `header:"Idempotency-Key" maxLength:"255" doc:"The same key with the same task is the same job, however often it is sent."`
}

func (s *Server) submitProof(ctx context.Context, in *submitInput) (*jobAnswer, error) {
	if err := s.ready(ctx); err != nil {
		return nil, err
	}
	var form ProofOptions
	var request ProofRequest
	inputs, fromJSON, err := s.readTask(ctx, &form, &request)
	if err != nil {
		return nil, err
	}
	options := &form
	if fromJSON {
		options = &request.ProofOptions
	}
	sub := options.submission(inputs)
	sub.IdempotencyKey = in.Key
	job, created, err := s.Submit(ctx, sub)
	if err != nil {
		return nil, err
	}
	a := answerJob(job)
	if !created {
		a.Replayed = "true"
	}
	return a, nil
}

func (s *Server) getProof(ctx context.Context, in *jobInput) (*struct{ Body lineup.Job }, error) {
	job, err := s.Job(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &struct{ Body lineup.Job }{job}, nil
}

type listInput struct {
	Status []lineup.Status `query:"status,explode" maxItems:"7" enum:"queued,running,verifying,succeeded,failed,cancelled,expired" doc:"Only jobs of one of these statuses."`
	Label  []string        `query:"label,explode" maxItems:"16" pattern:"^[^=]+=.*$" doc:"Only jobs with this label, KEY=VALUE; all that are given must match." example:"batch=7"`
	Since  time.Time       `query:"since" doc:"Only jobs submitted at this time or later."`
	Until  time.Time       `query:"until" doc:"Only jobs submitted before this time."`
	Cursor string          `query:"cursor" maxLength:"256" doc:"The next of the page before."`
	Limit  int             `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"The most jobs on the page."`
}

// JobPage is a page of a list of jobs.
type JobPage struct {
	Jobs []lineup.Job `json:"jobs" nullable:"false" doc:"The jobs, newest first."`
	Next string       `json:"next,omitempty" doc:"The cursor of the next page, absent at the end."`
}

func (s *Server) listProofs(ctx context.Context, in *listInput) (*struct{ Body JobPage }, error) {
	f := lineup.Filter{Statuses: in.Status, Since: in.Since, Until: in.Until, Cursor: in.Cursor, Limit: in.Limit}
	if who, _ := IdentityFrom(ctx); !who.Admin() {
		f.Owner = who.KeyID
	}
	for _, label := range in.Label {
		key, value, _ := strings.Cut(label, "=")
		if f.Labels == nil {
			f.Labels = map[string]string{}
		}
		f.Labels[key] = value
	}
	page, err := s.config.Lineup.List(ctx, f)
	if err != nil {
		return nil, err
	}
	if page.Jobs == nil {
		page.Jobs = []lineup.Job{}
	}
	return &struct{ Body JobPage }{JobPage{Jobs: page.Jobs, Next: page.Next}}, nil
}

func (s *Server) cancelProof(ctx context.Context, in *jobInput) (*jobAnswer, error) {
	if _, err := s.Job(ctx, in.ID); err != nil {
		return nil, err
	}
	who, _ := IdentityFrom(ctx)
	job, err := s.config.Lineup.Cancel(ctx, in.ID, who.KeyID)
	if err != nil {
		return nil, err
	}
	return answerJob(job), nil
}

func (s *Server) retryProof(ctx context.Context, in *jobInput) (*jobAnswer, error) {
	if _, err := s.Job(ctx, in.ID); err != nil {
		return nil, err
	}
	job, err := s.config.Lineup.Retry(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answerJob(job), nil
}

type uploadInput struct {
	Name string `query:"name" maxLength:"255" doc:"What you call the file; only shown."`
}

func (s *Server) uploadFile(ctx context.Context, in *uploadInput) (*struct{ Body task.Blob }, error) {
	r := ginOf(ctx).Request
	if err := plainBody(r); err != nil {
		return nil, err
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/") {
		return nil, fault.New(CodeMediaType, "the body is a form").At("header Content-Type").WithHint("send the file itself: curl --data-binary @FILE")
	}
	leave, err := s.uploads.enter(ctx, &s.config.Limits)
	if err != nil {
		return nil, err
	}
	defer leave()
	if err := fits(ctx, s.config.Limits.Upload); err != nil {
		return nil, err
	}
	body := bufio.NewReader(r.Body)
	if _, err := body.Peek(1); errors.Is(err, io.EOF) {
		return nil, fault.New(CodeInvalid, "there are no bytes to keep").At("body")
	}
	blob, err := s.store(r, in.Name, body)
	if err != nil {
		return nil, err
	}
	return &struct{ Body task.Blob }{blob}, nil
}
