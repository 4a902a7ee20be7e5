package api_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"quarry/api"
	"quarry/internal/reference"
	"quarry/prover/lineup"
)

// Many clients at once do no harm to each other. It is of most use with -race.
func TestManyClients(t *testing.T) {
	f := start(t, func(c *api.Config) { c.Limits.Wait, c.Limits.Heartbeat = time.Minute, time.Millisecond })
	proof := string(reference.Get(t, "s03").Read(t, reference.Proof))
	watched := f.submit(nil)
	for range 4 {
		f.listen("/v1/proofs/" + watched.ID + "/events")
	}
	var all sync.WaitGroup
	for client := range 6 {
		all.Go(func() {
			for i := range 3 {
				job := f.submit(parts{"labels": fmt.Sprintf(`{"client":"%d"}`, client), "priority": fmt.Sprint(i)}, "Idempotency-Key", fmt.Sprint(client, i))
				f.lineup.Progress(watched.ID, lineup.Progress{Fraction: 0.5})
				if v := as[api.Verification](f, f.postForm("/v1/verify", parts{"@proof": proof})); !v.Valid {
					t.Errorf("%+v", v.Reason)
				}
				if page := as[api.JobPage](f, f.get(fmt.Sprintf("/v1/proofs?label=client%%3D%d", client))); len(page.Jobs) != i+1 {
					t.Errorf("client %d sees %d jobs, not %d", client, len(page.Jobs), i+1)
				}
				for _, path := range []string{"/v1/stats", "/metrics", "/v1/hardware", "/openapi.yaml", "/docs", "/v1/proofs/" + job.ID} {
					if r := f.get(path); r.status != 200 {
						t.Errorf("%s: %d %s", path, r.status, r.body)
					}
				}
				f.postForm("/v1/proofs", parts{"priority": "wrong"})
				f.do("POST", "/v1/proofs/"+job.ID+"/cancel", nil)
			}
		})
	}
	all.Wait()
}
