package atlantic

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"quarry/prover/lineup"
)

// step is one try at a query: what Atlantic calls a query's job.
type step struct {
	ID          string         `json:"id"`
	QueryID     string         `json:"atlanticQueryId"`
	Status      string         `json:"status"`
	JobName     string         `json:"jobName"`
	CreatedAt   string         `json:"createdAt"`
	CompletedAt *string        `json:"completedAt"`
	Context     map[string]any `json:"context"`
}

// jobs answers GET /atlantic-query-jobs/{id}: the attempts, oldest first.
func (f *face) jobs(c *gin.Context) {
	job, err := f.job(c)
	if err != nil {
		f.fail(c, err)
		return
	}
	out := []step{}
	for i := range job.Attempts {
		out = append(out, attempt(job, &job.Attempts[i], i == len(job.Attempts)-1))
	}
	c.JSON(http.StatusOK, gin.H{"jobs": out, "steps": []string{resultProof}})
}

// attempt writes an attempt as Atlantic would. One that runs is IN_PROGRESS, the
// one whose proof was verified COMPLETED. The last attempt's number may be larger
// than the number of attempts that are kept.
func attempt(j *lineup.Job, a *lineup.Attempt, last bool) step {
	s := step{
		ID: j.ID + "-" + strconv.Itoa(a.Number), QueryID: j.ID, Status: "IN_PROGRESS", JobName: resultProof,
		CreatedAt: stamp(a.StartedAt), Context: map[string]any{},
	}
	if a.Worker != "" {
		s.Context["worker"] = a.Worker
	}
	if a.Backend != "" {
		s.Context["backend"] = a.Backend
	}
	if a.FinishedAt != nil {
		s.CompletedAt = optional(stamp(*a.FinishedAt))
	}
	switch {
	case a.Failure != nil:
		s.Status = "FAILED"
		s.Context["error"] = reason(a.Failure)
	case last && j.Status == lineup.Succeeded:
		s.Status = "COMPLETED"
		s.Context["proofPath"] = "queries/" + j.ID + "/" + fileProof
	case !last || j.Status.Final():
		s.Status = "FAILED"
	}
	return s
}
