package api

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"quarry/prover/lineup"
)

// lineupCollector reads the line-up when metrics are collected.
type lineupCollector struct{ s *Server }

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("quarry_"+name, help, labels, nil)
}

var (
	descReady     = desc("ready", "Whether the server takes jobs.")
	descLeading   = desc("leading", "Whether the server leads the line-up.")
	descJobs      = desc("jobs", "Jobs that are kept, by status.", "status")
	descAge       = desc("queue_age_seconds", "How long the oldest queued job waits.")
	descArtifacts = desc("artifacts", "Files that are stored.")
	descStored    = desc("artifact_bytes", "Bytes that are stored.")

	descSlots   = desc("worker_slots", "How many jobs a worker runs at once at most.", "worker")
	descRunning = desc("worker_running", "How many jobs a worker runs.", "worker")
	descMemory  = desc("worker_memory_bytes", "What a worker's jobs may take together.", "worker")
	descHealthy = desc("worker_healthy", "Whether a worker takes jobs.", "worker")
	descDevice  = desc("worker_device_healthy", "Whether a worker's GPU gets work: it does not after failing again and again.", "worker", "device")

	descSubmitted = desc("jobs_submitted_total", "Jobs that this server accepted.")
	descEnded     = desc("jobs_ended_total", "Jobs that came to an end, by status.", "status")
	descJudged    = desc("proofs_judged_total", "Proofs that this server's judge found right or wrong.", "verdict")
	descFailures  = desc("attempts_failed_total", "Attempts that workers reported as failed.")
	descLost      = desc("leases_lost_total", "Leases of workers that were not heard of any more.")
	descWrites    = desc("store_writes_failed_total", "Writes that the store did not confirm.")
	descSteps     = desc("proved_steps_total", "Steps of the runs that were proved.")
	descProof     = desc("proof_bytes_total", "Bytes of the proof files that were made.")
	descWait      = desc("job_wait_seconds_total", "Time from submission to the first attempt, of jobs that succeeded.")
	descAttempt   = desc("job_attempt_seconds_total", "Time of the attempts that succeeded.")
	descStage     = desc("stage_seconds_total", "Time in the protocol's stages, which nest, of attempts that succeeded.", "stage")
)

// Describe implements prometheus.Collector.
func (c *lineupCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		descReady, descLeading, descJobs, descAge, descArtifacts, descStored, descSlots, descRunning, descMemory, descHealthy, descDevice,
		descSubmitted, descEnded, descJudged, descFailures, descLost, descWrites, descSteps, descProof, descWait, descAttempt, descStage,
	} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *lineupCollector) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	o := output{out}
	o.gauge(descReady, one(c.s.ready(ctx) == nil))
	stats, err := c.s.config.Lineup.Stats(ctx)
	if err != nil {
		out <- prometheus.NewInvalidMetric(descJobs, err)
		return
	}
	o.now(&stats)
	o.sums(&stats.Counts)
}

// output emits metrics.
type output struct{ out chan<- prometheus.Metric }

func (o output) gauge(d *prometheus.Desc, v float64, labels ...string) {
	o.out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
}

func (o output) counter(d *prometheus.Desc, v float64, labels ...string) {
	o.out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
}

// now emits how things are.
func (o output) now(s *lineup.Stats) {
	o.gauge(descLeading, one(s.Leading))
	for _, status := range lineup.Statuses() {
		o.gauge(descJobs, float64(s.Jobs[status]), string(status))
	}
	age := 0.0
	if s.OldestQueued != nil {
		age = max(time.Since(*s.OldestQueued).Seconds(), 0)
	}
	o.gauge(descAge, age)
	o.gauge(descArtifacts, float64(s.Artifacts))
	o.gauge(descStored, float64(s.ArtifactBytes))
	for i := range s.Workers {
		w := &s.Workers[i]
		o.gauge(descSlots, float64(w.Slots), w.Name)
		o.gauge(descRunning, float64(len(w.Running)), w.Name)
		o.gauge(descMemory, float64(w.MemoryBytes), w.Name)
		o.gauge(descHealthy, one(w.Unhealthy == ""), w.Name)
		for _, d := range w.Devices {
			o.gauge(descDevice, one(d.Unhealthy == ""), w.Name, d.Device)
		}
	}
}

// sums emits what has happened.
func (o output) sums(c *lineup.Counts) {
	o.counter(descSubmitted, float64(c.Submitted))
	for _, status := range lineup.Statuses() {
		if status.Final() {
			o.counter(descEnded, float64(c.Ended[status]), string(status))
		}
	}
	o.counter(descJudged, float64(c.Accepted), "right")
	o.counter(descJudged, float64(c.Rejected), "wrong")
	o.counter(descFailures, float64(c.FailedAttempts))
	o.counter(descLost, float64(c.LostLeases))
	o.counter(descWrites, float64(c.FailedWrites))
	o.counter(descSteps, float64(c.Tally.Steps))
	o.counter(descProof, float64(c.Tally.ProofBytes))
	o.counter(descWait, c.Tally.WaitSeconds)
	o.counter(descAttempt, c.Tally.AttemptSeconds)
	for stage, seconds := range c.Tally.StageSeconds {
		o.counter(descStage, seconds, stage)
	}
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
