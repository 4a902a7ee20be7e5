package bench

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"quarry/fault"
)

// Codes of errors.
const (
	// CodeReport: a file is no report of a bench.
	CodeReport fault.Code = "bench/bad-report"
	// CodeMachines: reports that are to count together were made on different machines.
	CodeMachines fault.Code = "bench/other-machines"
	// CodeOptions: nothing is to be measured, or with a backend that does not run here.
	CodeOptions fault.Code = "bench/options"
	// CodeWrong: a contender's result is not the reference's, or it gave none.
	CodeWrong fault.Code = "bench/wrong-result"
	// CodeChild: a program that was to be measured failed.
	CodeChild fault.Code = "bench/child"
)

// Schema is the version of the report's form; see docs/bench.md.
const Schema = "quarry-bench/1"

// Report is one run of the bench. Times are seconds, sizes bytes.
type Report struct {
	Schema  string    `json:"schema"`
	Commit  string    `json:"commit"`
	Go      string    `json:"go"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	// Options say how it was run.
	Options ReportOptions `json:"options"`
	Machine Machine       `json:"machine"`
	Results []Result      `json:"results"`

	// commits are those of the runs that were put together, if they are not all the
	// same.
	commits []string
}

// ReportOptions are the options that matter to who reads the figures.
type ReportOptions struct {
	Quick  bool   `json:"quick"`
	Only   string `json:"only,omitempty"`
	Rounds int    `json:"rounds"`
	Stone  bool   `json:"stone"`
	// Price is what an hour of the machine costs, in whatever currency; 0 if not
	// given.
	Price float64 `json:"price,omitempty"`
}

// Result is what one contender did in one contest.
type Result struct {
	// Contest names the work, Contender who did it; together they are unique
	// in a report and the same from report to report.
	Contest   string `json:"contest"`
	Contender string `json:"contender"`
	// Group is the kind of work: "felt", "hash", "transform", "commit",
	// "constraints", "deep", "fri", "pow", "bus", "proof", "warm",
	// "throughput".
	Group string `json:"group"`
	// Peer tells that the contender is not Quarry.
	Peer bool `json:"peer,omitempty"`
	// Threads is how many cores the contender may use, 0 if it decides itself.
	Threads int `json:"threads"`
	// Params are the sizes of the work.
	Params map[string]any `json:"params"`
	// Work is how many units are done at a time; Unit names one.
	Work float64 `json:"work"`
	Unit string  `json:"unit"`

	// Error says why there is no time: then what follows is empty.
	Error string `json:"error,omitempty"`
	// Checked says what each result was compared with.
	Checked string `json:"checked"`
	// Samples are the seconds of each round.
	Samples []float64 `json:"samples"`
	// Summary of the samples: median, quartiles, least.
	Median float64 `json:"median"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
	Least  float64 `json:"least"`
	// Joules is the energy that the processors' packages took for the work, with
	// all else that ran on the box; the median, 0 if the box does not tell. Only of
	// proofs.
	Joules float64 `json:"joules,omitempty"`
	// Cost is what one proof costs where several are made at a time, in the currency of
	// Price; 0 if that is not given. Only of the throughput: of proofs, see Proof.
	Cost float64 `json:"cost,omitempty"`
	// GPUJoules is the energy that the GPUs took meanwhile, likewise.
	GPUJoules float64 `json:"gpu_joules,omitempty"`
	// Rate is units per second, at the median.
	Rate float64 `json:"rate"`
	// Muls are the 64-bit multiplications that a unit takes the schoolbook's way,
	// Bytes what main memory must at least take and give for it, Compressions the
	// calls of the compression function of Keccak-256 or BLAKE2s, BusBytes what goes
	// to a GPU over the bus; 0 if not reckoned.
	Muls         float64 `json:"muls_per_unit,omitempty"`
	Bytes        float64 `json:"bytes_per_unit,omitempty"`
	Compressions float64 `json:"compressions_per_unit,omitempty"`
	BusBytes     float64 `json:"bus_bytes_per_unit,omitempty"`
	// Share is the share of the machine's limit that Rate reaches, Bound which
	// limit that is: "multiplier", "memory", "hash" or "bus", whichever share is
	// most. Zero and empty where none is reckoned.
	Share float64 `json:"share,omitempty"`
	Bound string  `json:"bound,omitempty"`
	// Versus compares with the peers of the contest.
	Versus []Versus `json:"versus,omitempty"`
	// Conditions are those of the machine meanwhile.
	Conditions Conditions `json:"conditions"`
	// Proof is what is known of whole proofs only.
	Proof *ProofResult `json:"proof,omitempty"`
}

// ID is the result's name.
func (r *Result) ID() string { return r.Contest + " " + r.Contender }

// Versus is the comparison with a peer: how many times faster than the peer.
type Versus struct {
	Peer string `json:"peer"`
	// Ratio is the median over the rounds of the peer's time by ours, Low and
	// High hold it with 95 % confidence.
	Ratio float64 `json:"ratio"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	// Verdict is "ahead", "behind", or "even" where the rounds don't decide.
	Verdict string `json:"verdict"`
	// CPU and Memory are, for proofs, the peer's processor time and peak memory
	// by ours.
	CPU    float64 `json:"cpu,omitempty"`
	Memory float64 `json:"memory,omitempty"`
}

// ProofResult is what a proof took, as a process of its own; medians.
type ProofResult struct {
	// CPU is processor time, Peak the resident memory at most.
	CPU  float64 `json:"cpu"`
	Peak int64   `json:"peak"`
	// Bytes is the proof's size, SHA256 its digest: the same for all contenders.
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
	// PerHour is how many such proofs one after the other take an hour.
	PerHour float64 `json:"per_hour"`
	// Up and Down are the bytes that went to and from the GPU, BusShare the share of
	// the time for which the bus was busy with that at least; 0 without a GPU.
	Up       int64   `json:"bus_bytes_up,omitempty"`
	Down     int64   `json:"bus_bytes_down,omitempty"`
	BusShare float64 `json:"bus_share,omitempty"`
	// Cost is what one proof costs, in the currency of Price; 0 if that is not given.
	Cost float64 `json:"cost,omitempty"`
	// Stages are the times of the stages that don't contain another; only of
	// Quarry.
	Stages []Stage `json:"stages,omitempty"`
}

// Stage is a part of a proof.
type Stage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

// ReadReport reads a report's file.
func ReadReport(path string) (*Report, error) {
	raw, err := readAtMost(path, maxReport)
	if err != nil {
		return nil, fault.Wrap(err, CodeReport, "the report can't be read").At("%s", path)
	}
	return parseReport(path, raw)
}

// maxReport bounds a report's file, which is a megabyte at most.
const maxReport = 64 << 20

func readAtMost(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && int64(len(raw)) > most {
		err = fmt.Errorf("it has more than %d bytes", most)
	}
	return raw, err
}

func parseReport(path string, raw []byte) (*Report, error) {
	var r Report
	if err := json.Unmarshal(raw, &r); err != nil {
		return nil, fault.Wrap(err, CodeReport, "the file is no report").At("%s", path)
	}
	if r.Schema != Schema {
		return nil, fault.New(CodeReport, "the file's schema is %q, not %q", r.Schema, Schema).At("%s", path).
			WithHint("give a file that quarry bench --json wrote")
	}
	return &r, nil
}

// JSON is the report's file.
func (r *Report) JSON() ([]byte, error) {
	raw, err := json.MarshalIndent(r, "", " ")
	return append(raw, '\n'), err
}

// Problem is an error that names the contenders that have no time, nil if all
// of them have.
func (r *Report) Problem() error {
	var first *Result
	n := 0
	for i := range r.Results {
		if res := &r.Results[i]; res.Error != "" {
			if n++; first == nil {
				first = res
			}
		}
	}
	if first == nil {
		return nil
	}
	if n == 1 {
		return fault.New(CodeWrong, "a contender has no time: %s", first.Error).At("%s", first.ID())
	}
	return fault.New(CodeWrong, "%d contenders have no time, the first because: %s", n, first.Error).At("%s", first.ID())
}

// gpu is the GPU behind a contender, nil if it computes on the processor.
func (m *Machine) gpu(contender string) *GPU {
	for i := range m.GPUs {
		if m.GPUs[i].Backend == contender {
			return &m.GPUs[i]
		}
	}
	return nil
}

// reckonCosts says what each proof costs by the price of an hour.
func (r *Report) reckonCosts() {
	for i := range r.Results {
		switch res := &r.Results[i]; {
		case res.Proof != nil:
			res.Proof.Cost = r.Options.Price / res.Proof.PerHour
		case res.Group == "throughput" && res.Rate > 0:
			res.Cost = r.Options.Price / (3600 * res.Rate)
		}
	}
}
