package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/negotiation"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"quarry/fault"
	"quarry/prover/lineup"
)

const proofPath = "/v1/proofs/{id}/proof"

type downloadInput struct {
	ID     string `path:"id" maxLength:"64" doc:"The job's id."`
	Format string `query:"format" enum:"stone,raw,verdict" default:"stone" doc:"The proof file as Stone writes it, in JSON; the bytes of its proof_hex; or what the verifier found, with the whole output."`
}

func (s *Server) downloadRoute() {
	binary := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	content := map[string]*huma.MediaType{
		"application/json":         {Schema: &huma.Schema{Type: huma.TypeObject, Description: "Stone's proof file."}},
		"application/octet-stream": {Schema: binary},
	}
	text := func(doc string) *huma.Param {
		return &huma.Param{Description: doc, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	register(s, huma.Operation{
		OperationID: "download-proof", Method: http.MethodGet, Path: proofPath, Tags: []string{tagProofs},
		Summary: "Fetch the verified proof",
		Description: "The bytes never change: they can be fetched in ranges (Range, If-Range), asked for only if they are not there yet (If-None-Match), " +
			"and come compressed (zstd, gzip) if Accept-Encoding says so and no range is asked for. " +
			"The ETag is the SHA-256 of the uncompressed bytes, with the encoding behind a dot if there is one.",
		Responses: map[string]*huma.Response{
			"200": {Description: "The proof", Content: content, Headers: map[string]*huma.Param{
				"ETag":                text("The SHA-256 of the uncompressed bytes, in quotes."),
				"Repr-Digest":         text("The SHA-256 as RFC 9530 has it, if the bytes are not compressed."),
				"Content-Disposition": text("The name of the file."),
			}},
			"206": {Description: "The range", Content: content},
			"304": {Description: "The bytes are those of If-None-Match"},
		},
	}, ScopeRead, s.downloadProof)
}

func (s *Server) downloadProof(ctx context.Context, in *downloadInput) (*huma.StreamResponse, error) {
	job, err := s.Job(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	if job.Result == nil {
		f := fault.New(CodeNoProof, "the job is %s: there is no proof of it", job.Status)
		if !job.Status.Final() {
			f.Hint = "wait for it: GET " + jobPath(job.ID) + "/events"
		}
		return nil, f
	}
	c, err := s.contentOf(ctx, &job, in.Format)
	if err != nil {
		return nil, err
	}
	return answer(func(w http.ResponseWriter, r *http.Request) error {
		defer c.bytes.Close()
		h := w.Header()
		h.Set("Content-Type", c.kind)
		h.Set("Content-Disposition", `attachment; filename="`+c.name+`"`)
		h.Set("Cache-Control", "private, no-cache")
		h.Set("Vary", "Accept-Encoding")
		return c.serve(w, r)
	}, s), nil
}

// content is what can be fetched of a proof.
type content struct {
	name, kind string
	sha256     string
	size       int64
	modified   time.Time
	bytes      io.ReadSeekCloser
}

// inMemory is content without a file.
type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// contentOf opens a proof in one of its formats.
func (s *Server) contentOf(ctx context.Context, job *lineup.Job, format string) (*content, error) {
	c := &content{name: job.ID + ".proof.json", kind: "application/json", modified: finished(job)}
	blob := &job.Result.Proof
	switch format {
	case "raw":
		blob, c.name, c.kind = &job.Result.Raw, job.ID+".proof.bin", "application/octet-stream"
	case "verdict":
		blob, c.name = job.Result.VerdictFile, job.ID+".verdict.json"
	}
	if blob == nil {
		raw, err := json.Marshal(job.Result.Verdict)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(raw)
		c.sha256, c.size, c.bytes = hex.EncodeToString(sum[:]), int64(len(raw)), inMemory{bytes.NewReader(raw)}
		return c, nil
	}
	f, err := s.config.Lineup.OpenBlob(ctx, blob.SHA256)
	if err != nil {
		return nil, err
	}
	c.sha256, c.size, c.bytes = blob.SHA256, blob.Bytes, f
	return c, nil
}

func finished(job *lineup.Job) time.Time {
	if job.FinishedAt == nil {
		return time.Time{}
	}
	return *job.FinishedAt
}

// serve answers with the content, or a range of it.
func (c *content) serve(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	if coding := codingFor(r); coding != "" {
		h.Set("Etag", `"`+c.sha256+"."+coding+`"`)
		return serveCompressed(w, r, c.bytes, coding)
	}
	h.Set("Etag", `"`+c.sha256+`"`)
	if sum, err := hex.DecodeString(c.sha256); err == nil {
		h.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(sum)+":")
	}
	refusal := &rangeRefusal{ResponseWriter: w}
	http.ServeContent(refusal, r, "", c.modified, c.bytes)
	switch refusal.status {
	case http.StatusRequestedRangeNotSatisfiable:
		return fault.New(CodeRange, "%.100q is no range of the %d bytes", r.Header.Get("Range"), c.size).At("header Range")
	case http.StatusPreconditionFailed:
		p := *ProblemOf(fault.New(CodeRange, "the proof is not the one of the request's conditions"))
		p.Status, p.Title = refusal.status, http.StatusText(refusal.status)
		return &p
	case http.StatusInternalServerError:
		return fault.New(lineup.CodeUnavailable, "the stored proof can't be read")
	}
	return nil
}

// rangeRefusal keeps back the plain texts with which http.ServeContent refuses.
type rangeRefusal struct {
	http.ResponseWriter
	status int
}

func (w *rangeRefusal) WriteHeader(status int) {
	if status >= 400 {
		w.status = status
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *rangeRefusal) Write(p []byte) (int, error) {
	if w.status != 0 {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController find what this wraps.
func (w *rangeRefusal) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// codings are the encodings of proofs, the better one first.
var codings = []string{"zstd", "gzip"}

// codingFor chooses the encoding of a whole answer; "" for none.
func codingFor(r *http.Request) string {
	for _, name := range []string{"Range", "If-Range", "If-Match", "If-Unmodified-Since"} {
		if r.Header.Get(name) != "" {
			return ""
		}
	}
	return negotiation.SelectQValue(strings.ToLower(r.Header.Get("Accept-Encoding")), codings)
}

// serveCompressed answers with all bytes, compressed as they go.
func serveCompressed(w http.ResponseWriter, r *http.Request, f io.Reader, coding string) error {
	h := w.Header()
	if etagMatches(r.Header.Get("If-None-Match"), h.Get("Etag")) {
		h.Del("Content-Type")
		h.Del("Content-Disposition")
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Encoding", coding)
	var c io.WriteCloser
	var err error
	if coding == "zstd" {
		c, err = zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	} else {
		c, err = gzip.NewWriterLevel(w, gzip.BestSpeed)
	}
	if err != nil {
		return err
	}
	if _, err := io.Copy(c, f); err != nil {
		return err // Fail cuts the connection if bytes have gone out
	}
	return c.Close()
}

// etagMatches reports whether an If-None-Match header names an entity tag.
func etagMatches(header, etag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}
