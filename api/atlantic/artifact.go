package atlantic

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"quarry/prover/lineup"
	"quarry/prover/task"
)

// The artifacts of a finished query.
const (
	fileProof    = "proof.json"
	fileMetadata = "metadata.json"
)

// metadata is what metadata.json says of the run, in Atlantic's names.
type metadata struct {
	ProgramHash        string       `json:"program_hash,omitempty"`
	Output             []string     `json:"output"`
	OutputHash         string       `json:"output_hash,omitempty"`
	IntegrityFactHash  *string      `json:"integrity_fact_hash"`
	Layout             string       `json:"layout"`
	ExecutionResources resources    `json:"execution_resources"`
	Verdict            task.Verdict `json:"verdict"`
}

type resources struct {
	NSteps uint64 `json:"n_steps"`
}

// urls are the addresses of a query's artifacts.
func (f *face) urls(r *http.Request, j *lineup.Job) []string {
	if j.Result == nil {
		return []string{}
	}
	base := f.PublicURL
	if base == "" {
		scheme := "http"
		if r.TLS != nil {
			scheme = "https"
		}
		base = scheme + "://" + r.Host
	}
	base += "/queries/" + j.ID + "/"
	return []string{base + fileMetadata, base + fileProof}
}

// artifact answers GET and HEAD of /queries/{id}/{file}.
func (f *face) artifact(c *gin.Context) {
	job, err := f.job(c)
	if err == nil && job.Result == nil {
		err = errFile
	}
	if err != nil {
		f.fail(c, err)
		return
	}
	switch c.Param("file") {
	case fileProof:
		blob, err := f.Lineup.OpenBlob(c.Request.Context(), job.Result.Proof.SHA256)
		if err != nil {
			f.fail(c, err)
			return
		}
		defer blob.Close()
		send(c, job.Result.Proof.SHA256, blob)
	case fileMetadata:
		v, err := f.verdict(c.Request.Context(), job.Result)
		if err != nil {
			f.fail(c, err)
			return
		}
		data, err := json.Marshal(metadata{ProgramHash: v.ProgramHash, Output: append([]string{}, v.Output...), OutputHash: v.OutputHash,
			IntegrityFactHash: fact(v.ProgramHash, v.OutputHash), Layout: v.Layout,
			ExecutionResources: resources{v.NSteps}, Verdict: v})
		if err != nil {
			f.fail(c, err)
			return
		}
		send(c, job.Result.Proof.SHA256+"-metadata", bytes.NewReader(data))
	default:
		f.fail(c, errFile)
	}
}

// verdict is what the verifier found, with the whole output: a long one is not in
// the record.
func (f *face) verdict(ctx context.Context, r *lineup.Result) (task.Verdict, error) {
	v := r.Verdict
	if r.VerdictFile == nil {
		return v, nil
	}
	file, err := f.Lineup.OpenBlob(ctx, r.VerdictFile.SHA256)
	if err != nil {
		return v, err
	}
	defer file.Close()
	return v, json.NewDecoder(file).Decode(&v)
}

// send answers with bytes that never change under their address.
func send(c *gin.Context, tag string, content io.ReadSeeker) {
	h := c.Writer.Header()
	h.Set("Content-Type", "application/json")
	h.Set("ETag", `"`+tag+`"`)
	h.Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, content)
}
