package atlantic

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"

	"quarry/api"
	"quarry/fault"
	"quarry/prover/lineup"
	"quarry/prover/task"
)

// Labels of jobs that were submitted through this face. labelResult marks them.
const (
	labelResult   = "atlantic.result"
	labelExternal = "atlantic.external-id"
	labelDedup    = "atlantic.dedup-id"
	labelSize     = "atlantic.declared-job-size"
	labelNetwork  = "atlantic.network"
	labelVM       = "atlantic.cairo-vm"
	labelVersion  = "atlantic.cairo-version"
	labelMock     = "atlantic.mock-fact-hash"
)

// submit takes a query: POST /atlantic-query.
func (f *face) submit(c *gin.Context) {
	who, err := f.identify(c, opSubmit)
	if err != nil {
		f.fail(c, err)
		return
	}
	id, err := f.accept(c.Request, who.KeyID)
	if err != nil {
		f.fail(c, err)
		return
	}
	c.JSON(http.StatusCreated, gin.H{"atlanticQueryId": id})
}

// accept makes a job of a form.
func (f *face) accept(r *http.Request, owner string) (id string, err error) {
	ctx := r.Context()
	form, err := f.read(r)
	if err != nil {
		return "", err
	}
	if err := form.check(); err != nil {
		return "", err
	}
	sub, err := f.submission(ctx, form)
	if err != nil {
		return "", err
	}
	if sub.IdempotencyKey, err = f.idempotencyKey(ctx, owner, form.fields["dedupId"]); err != nil {
		return "", err
	}
	job, created, err := f.server.Submit(ctx, sub)
	if fault.CodeOf(err) == lineup.CodeIdempotency || err == nil && !created {
		return "", errDedup
	}
	return job.ID, err
}

// submission is the job that a checked form asks for.
func (f *face) submission(ctx context.Context, form *form) (lineup.Submission, error) {
	inputs := map[task.Part]task.Blob{task.Program: *form.program}
	version := form.field("cairoVersion", "cairo0")
	if form.input != nil {
		if version == "cairo1" {
			list, err := f.arguments(ctx, *form.input)
			if err != nil {
				return lineup.Submission{}, err
			}
			inputs[task.Arguments] = list
		} else {
			inputs[task.ProgramInput] = *form.input
		}
	}
	layout := form.field("layout", "auto")
	labels := map[string]string{
		labelResult: resultProof, labelSize: form.fields["declaredJobSize"],
		labelNetwork: form.field("network", "TESTNET"), labelVM: form.field("cairoVm", "rust"),
		labelVersion: version, labelMock: form.field("mockFactHash", "false"),
	}
	for label, name := range map[string]string{labelExternal: "externalId", labelDedup: "dedupId"} {
		if v := form.fields[name]; v != "" {
			labels[label] = v
		}
	}
	return lineup.Submission{
		// The parsers that Atlantic's users give its proofs to read the annotations.
		Task:     task.Task{Inputs: inputs, Layout: layout, Security: task.Security{Preset: preset(layout)}, Annotations: true},
		Priority: api.DefaultPriority,
		Labels:   labels,
	}, nil
}

// preset is whose verifier a layout's proofs are for: Integrity's, which is what
// Atlantic's users give them to, where it takes the layout.
func preset(layout string) string {
	if slices.Contains([]string{"dex", "recursive", "recursive_with_poseidon", "small", "starknet", "starknet_with_keccak"}, layout) {
		return "integrity"
	}
	return "stone"
}

// idempotencyKey makes a dedup id the name of one query until that has failed: a
// client that finds it failed submits it again under the same id. So the key
// counts the queries before.
func (f *face) idempotencyKey(ctx context.Context, owner, dedup string) (string, error) {
	if dedup == "" {
		return "", nil
	}
	before, last, err := f.withDedupID(ctx, owner, dedup)
	if err != nil {
		return "", err
	}
	if before > 0 && state(last) != "FAILED" {
		return "", errDedup
	}
	return "atlantic/" + strconv.Itoa(before) + "/" + dedup, nil
}

// withDedupID counts an owner's queries of a dedup id and finds the newest.
func (f *face) withDedupID(ctx context.Context, owner, dedup string) (count int, newest *lineup.Job, err error) {
	filter := lineup.Filter{Owner: owner, Labels: map[string]string{labelResult: resultProof, labelDedup: dedup}, Limit: lineup.MaxPage}
	for {
		page, err := f.Lineup.List(ctx, filter)
		if err != nil {
			return 0, nil, err
		}
		if count == 0 && len(page.Jobs) > 0 {
			newest = &page.Jobs[0]
		}
		count += len(page.Jobs)
		if filter.Cursor = page.Next; filter.Cursor == "" {
			return count, newest, nil
		}
	}
}
