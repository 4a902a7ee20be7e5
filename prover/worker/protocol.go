package worker

import (
	"errors"
	"time"

	"quarry/fault"
	"quarry/hw"
	"quarry/prover"
	"quarry/prover/event"
	"quarry/prover/task"
)

// What parent and child say to each other: lines of JSON, requests on the
// child's standard input, messages on its file descriptor 3. The first request
// is the setup, the first message the answer to it. Requests carry numbers;
// messages about them carry the same.

// messageFD is the child's descriptor for messages.
const messageFD = 3

// maxMessage bounds what the parent reads for one message. The longest are
// verdicts with long outputs.
const maxMessage = 512 << 20

// setup is what a child may do.
type setup struct {
	// Read and Write are folders; all else is out of reach.
	Read  []string `json:"read"`
	Write []string `json:"write"`
	// GPU opens what a driver needs: its devices and libraries.
	GPU bool `json:"gpu,omitempty"`
	// Shared says that several tasks run in the child: no limit of the runtime's
	// memory follows one of them.
	Shared bool `json:"shared,omitempty"`
	// Calibration is what the parent knows of the machine's speed; its file is out
	// of the child's reach.
	Calibration *hw.Calibration `json:"calibration,omitempty"`
}

type requestKind string

const (
	askProve  requestKind = "prove"
	askJudge  requestKind = "judge"
	sayGrant  requestKind = "grant"
	sayCancel requestKind = "cancel"
)

// request is what the parent asks for.
type request struct {
	Kind  requestKind `json:"kind"`
	ID    uint64      `json:"id"`
	Order *Order      `json:"order,omitempty"`
}

// Order is one task as it is handed to a child.
type Order struct {
	Task   task.Task   `json:"task"`
	Files  task.Files  `json:"files"`
	Policy task.Policy `json:"policy"`
	// Out is the folder for the results, JSONName and RawName.
	Out string `json:"out,omitempty"`
	// RunBytes is what running a program may take, MaxMemory what the proof may
	// take at most, Sparing whether it is to leave to others what it doesn't need.
	RunBytes  int64 `json:"run_bytes,omitempty"`
	MaxMemory int64 `json:"max_memory,omitempty"`
	Sparing   bool  `json:"sparing,omitempty"`
	Threads   int   `json:"threads,omitempty"`
	// Proof is what is to be judged.
	Proof task.ProofFiles `json:"proof,omitzero"`
}

// The names of the results in Order.Out.
const (
	JSONName = "proof.json"
	RawName  = "proof.bin"
)

type messageKind string

const (
	tellReady   messageKind = "ready"
	tellEvent   messageKind = "event"
	tellPlan    messageKind = "plan"
	tellDone    messageKind = "done"
	tellFailed  messageKind = "failed"
	tellVerdict messageKind = "verdict"
)

// message is what a child tells.
type message struct {
	Kind messageKind `json:"kind"`
	ID   uint64      `json:"id,omitempty"`

	Protections []string      `json:"protections,omitempty"` // ready
	Missing     []string      `json:"missing,omitempty"`     // ready
	Event       *stageEvent   `json:"event,omitempty"`
	Plan        *Plan         `json:"plan,omitempty"`
	Done        *Result       `json:"done,omitempty"`
	Fault       *problem      `json:"fault,omitempty"`
	Needs       int64         `json:"needs,omitempty"` // failed for want of memory
	Verdict     *task.Verdict `json:"verdict,omitempty"`
}

// stageEvent is an event.Event on its way.
type stageEvent struct {
	Kind    event.Kind    `json:"kind"`
	Stage   string        `json:"stage"`
	Time    time.Time     `json:"time"`
	Done    uint64        `json:"done,omitempty"`
	Total   uint64        `json:"total,omitempty"`
	Elapsed time.Duration `json:"elapsed,omitempty"`
	Message string        `json:"message,omitempty"`
}

func (e *stageEvent) event() event.Event {
	return event.Event{Kind: e.Kind, Stage: e.Stage, Time: e.Time, Done: e.Done, Total: e.Total, Elapsed: e.Elapsed, Message: e.Message}
}

// Plan is what a proof will take.
type Plan struct {
	Layout    string      `json:"layout"`
	NSteps    uint64      `json:"n_steps"`
	LogBlowup int         `json:"log_blowup"`
	Mode      prover.Mode `json:"mode"`
	PeakBytes int64       `json:"peak_bytes"`
	PowBits   int         `json:"pow_bits"`
	// Commitment is the hash of the commitments, on which the time depends.
	Commitment string `json:"commitment"`
}

// Result is what a finished attempt tells.
type Result struct {
	Plan    Plan          `json:"plan"`
	Backend string        `json:"backend"`
	Elapsed time.Duration `json:"elapsed"`
	Timings []Timing      `json:"timings"`
	// PeakArena is what the backend held, PeakBytes the most resident memory
	// that the process was seen to have.
	PeakArena int64 `json:"peak_arena"`
	PeakBytes int64 `json:"peak_bytes"`
	// DeviceProblem is why the process's GPU failed; nil if it did not. The proof was
	// made on the processor then.
	DeviceProblem *problem `json:"device_problem,omitempty"`
}

// Timing is how long a stage took; stages nest.
type Timing struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// problem is a fault on its way.
type problem struct {
	Code  fault.Code `json:"code"`
	What  string     `json:"what"`
	Where string     `json:"where,omitempty"`
	Hint  string     `json:"hint,omitempty"`
}

func problemOf(err error) *problem {
	var f *fault.Error
	if !errors.As(err, &f) {
		return &problem{Code: CodeInternal, What: err.Error()}
	}
	p := &problem{Code: f.Code, What: f.What, Where: f.Where, Hint: f.Hint}
	if f.Err != nil {
		p.What += ": " + f.Err.Error()
	}
	return p
}

func (p *problem) fault() *fault.Error {
	return &fault.Error{Code: p.Code, What: p.What, Where: p.Where, Hint: p.Hint}
}
