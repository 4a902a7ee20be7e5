package atlantic

import (
	"net/http"
	"time"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/gin-gonic/gin"

	"quarry/kernels/hash"
	"quarry/prover/lineup"
)

// query is a job in Atlantic's words. What is null at Atlantic is null here, and
// so is what this server does not know.
type query struct {
	ID                string   `json:"id"`
	ExternalID        *string  `json:"externalId"`
	DedupID           *string  `json:"dedupId"`
	TransactionID     *string  `json:"transactionId"`
	Status            string   `json:"status"`
	Step              *string  `json:"step"`
	ProgramHash       *string  `json:"programHash"`
	IntegrityFactHash *string  `json:"integrityFactHash"`
	SharpFactHash     *string  `json:"sharpFactHash"`
	Layout            *string  `json:"layout"`
	IsFactMocked      *bool    `json:"isFactMocked"`
	IsProofMocked     *bool    `json:"isProofMocked"`
	Chain             *string  `json:"chain"`
	JobSize           *string  `json:"jobSize"`
	DeclaredJobSize   *string  `json:"declaredJobSize"`
	CairoVM           string   `json:"cairoVm"`
	CairoVersion      string   `json:"cairoVersion"`
	Steps             []string `json:"steps"`
	Result            string   `json:"result"`
	Network           *string  `json:"network"`
	Hints             *string  `json:"hints"`
	SharpProver       string   `json:"sharpProver"`
	ErrorReason       *string  `json:"errorReason"`
	SubmittedByClient string   `json:"submittedByClient"`
	SubmittedByWallet *string  `json:"submittedByWallet"`
	ProjectID         string   `json:"projectId"`
	BucketID          *string  `json:"bucketId"`
	BucketJobIndex    *int32   `json:"bucketJobIndex"`
	CustomerName      *string  `json:"customerName"`
	IsJobSizeValid    bool     `json:"isJobSizeValid"`
	RetryCount        int      `json:"retryCount"`
	CreatedAt         string   `json:"createdAt"`
	CompletedAt       *string  `json:"completedAt"`
	Client            *client  `json:"client,omitempty"`
}

// client is who submitted a query. A key has neither e-mail address nor image.
type client struct {
	ClientID        string  `json:"clientId"`
	Name            string  `json:"name"`
	Email           *string `json:"email"`
	IsEmailVerified bool    `json:"isEmailVerified"`
	Image           *string `json:"image"`
}

// everybody is the client on a server without keys.
const everybody = "everybody"

// query answers GET /atlantic-query/{id}.
func (f *face) query(c *gin.Context) {
	job, err := f.job(c)
	if err != nil {
		f.fail(c, err)
		return
	}
	q := render(job)
	q.Client = &client{ClientID: q.SubmittedByClient, Name: q.SubmittedByClient, IsEmailVerified: true}
	c.JSON(http.StatusOK, gin.H{"atlanticQuery": q, "metadataUrls": f.urls(c.Request, job)})
}

// byDedupID answers GET /atlantic-query-by-dedup-id with the newest query of it.
func (f *face) byDedupID(c *gin.Context) {
	who, err := f.identify(c, opRead)
	if err != nil {
		f.fail(c, err)
		return
	}
	dedup := c.Query("dedupId")
	if dedup == "" {
		f.fail(c, errBody.because("dedupId is required"))
		return
	}
	_, job, err := f.withDedupID(c.Request.Context(), who.KeyID, dedup)
	if err == nil && job == nil {
		err = errNoQuery
	}
	if err != nil {
		f.fail(c, err)
		return
	}
	c.JSON(http.StatusOK, gin.H{"atlanticQuery": render(job)})
}

// job is the query that the path names.
func (f *face) job(c *gin.Context) (*lineup.Job, error) {
	job, err := f.Lineup.Get(c.Request.Context(), c.Param("id"))
	if err != nil {
		return nil, err
	}
	if job.Labels[labelResult] == "" {
		return nil, errNoQuery
	}
	return &job, nil
}

// state is a job's status in Atlantic's words.
func state(j *lineup.Job) string {
	switch j.Status {
	case lineup.Queued:
		return "RECEIVED"
	case lineup.Running, lineup.Verifying:
		return "IN_PROGRESS"
	case lineup.Succeeded:
		return "DONE"
	default:
		return "FAILED"
	}
}

// render writes a job as Atlantic would.
func render(j *lineup.Job) *query {
	owner := j.Owner
	if owner == "" {
		owner = everybody
	}
	q := &query{
		ID: j.ID, ExternalID: text0(j.Labels[labelExternal]), DedupID: optional(j.Labels[labelDedup]),
		Status: state(j), Layout: optional(j.Task.Layout), DeclaredJobSize: optional(j.Labels[labelSize]),
		CairoVM: j.Labels[labelVM], CairoVersion: j.Labels[labelVersion], Chain: optional("OFFCHAIN"),
		Steps: []string{resultProof}, Result: j.Labels[labelResult], Network: optional(j.Labels[labelNetwork]),
		SharpProver: "stone", SubmittedByClient: owner, ProjectID: owner, IsJobSizeValid: true,
		RetryCount: max(0, len(j.Attempts)-1), CreatedAt: stamp(j.CreatedAt),
	}
	if j.StartedAt != nil {
		q.Step = optional(resultProof)
	}
	if j.FinishedAt != nil {
		q.CompletedAt = optional(stamp(*j.FinishedAt))
	}
	if j.Reason != nil && q.Status == "FAILED" {
		q.ErrorReason = optional(reason(j.Reason))
	} else if q.Status == "FAILED" {
		q.ErrorReason = optional(string(j.Status))
	}
	q.results(j)
	return q
}

// results fills in what the plan and the verified proof tell.
func (q *query) results(j *lineup.Job) {
	var steps uint64
	if j.Plan != nil {
		q.Layout, steps = optional(j.Plan.Layout), j.Plan.NSteps
	}
	if j.Result != nil {
		v := j.Result.Verdict
		q.Layout, steps = optional(v.Layout), v.NSteps
		q.ProgramHash = optional(v.ProgramHash)
		q.IntegrityFactHash = fact(v.ProgramHash, v.OutputHash)
	}
	if steps == 0 {
		return
	}
	size := jobSize(steps)
	q.JobSize = &size
	if q.DeclaredJobSize != nil {
		q.IsJobSizeValid = rank[*q.DeclaredJobSize] >= rank[size]
	}
}

// jobSize is Atlantic's size of a run of so many steps.
func jobSize(steps uint64) string {
	switch {
	case steps < 13_000_000:
		return "S"
	case steps < 30_000_000:
		return "M"
	default:
		return "L"
	}
}

// rank orders the sizes. Atlantic gives XS no bounds of its own.
var rank = map[string]int{"XS": 0, "S": 0, "M": 1, "L": 2}

// fact is the hash under which Integrity registers a verified proof of a program
// and its output (Integrity, src/lib.cairo: calculate_fact_hash), nil if the
// proof specifies no program.
func fact(program, output string) *string {
	var p, o fp.Element
	if program == "" || output == "" {
		return nil
	}
	if _, err := p.SetString(program); err != nil {
		return nil
	}
	if _, err := o.SetString(output); err != nil {
		return nil
	}
	h := hash.PoseidonHashMany([]fp.Element{p, o})
	return optional("0x" + h.Text(16))
}

// reason words a failure in one line.
func reason(r *lineup.Reason) string {
	out := string(r.Code) + ": " + r.What
	if r.Where != "" {
		out += " (" + r.Where + ")"
	}
	return out
}

// stamp writes a time as JavaScript does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// optional is null for the empty text.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// text0 is never null: an externalId that was not given is "".
func text0(s string) *string { return &s }
