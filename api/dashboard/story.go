package dashboard

import (
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

//go:embed demo
var demo embed.FS

// Station is a place that a transfer passes on its way.
type Station struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	// Lane is where it is: "Ethereum", "Sequencer" or "Prover".
	Lane string `json:"lane"`
	// About says in a sentence what happens there.
	About string `json:"about"`
}

// The stations' ids, in the order of the way.
const (
	AtContracts  = "contracts"
	AtDeposit    = "deposit"
	AtMempool    = "mempool"
	AtBlock      = "block"
	AtTrace      = "trace"
	AtProof      = "proof"
	AtUpdate     = "update"
	AtVerifier   = "verifier"
	AtCore       = "core"
	AtFinality   = "finality"
	AtWithdrawal = "withdrawal"
)

// Stations are all stations, in the order of the way.
func Stations() []Station {
	const l1, l2, prover = "Ethereum", "Sequencer", "Prover"
	return []Station{
		{AtContracts, "Contracts", l1, "Verifier, core and bridge are deployed."},
		{AtDeposit, "Deposit", l1, "The bridge takes ether and sends a message to L2."},
		{AtMempool, "Mempool", l2, "Signed transactions are checked, kept on disk and put in order."},
		{AtBlock, "Block", l2, "Deposit and transactions are executed and sealed."},
		{AtTrace, "Trace and diff", prover, "The block program runs over the block: trace in, state diff out."},
		{AtProof, "Proof", prover, "A STARK proves that the run was right."},
		{AtUpdate, "One transaction", l1, "Proof and state diff go to Ethereum together."},
		{AtVerifier, "Verifier", l1, "A contract checks the proof whole."},
		{AtCore, "Core", l1, "The core contract takes the new state root and the messages."},
		{AtFinality, "Finality", l1, "The update's block becomes safe, then final."},
		{AtWithdrawal, "Withdrawal", l1, "The bridge pays out."},
	}
}

// Event is something that happens on the way.
type Event struct {
	// Seconds is when, after the beginning; Story sets it.
	Seconds float64 `json:"seconds"`
	// Who does it, in a word.
	Who string `json:"who,omitempty"`
	// Station is where, an id; empty for what belongs to none. State is what the station
	// is from now on; empty: as it was.
	Station string       `json:"station,omitempty"`
	State   StationState `json:"state,omitempty"`
	// Stage names the stage of finality that the block has come to, if it has come to one.
	Stage string `json:"stage,omitempty"`
	// Text says it in a line; an event without one only shows figures or progress.
	Text    string   `json:"text,omitempty"`
	Figures []Figure `json:"figures,omitempty"`
	Links   []Link   `json:"links,omitempty"`
	// Progress is how far the station is, nil if that is not known.
	Progress *Progress `json:"progress,omitempty"`
	// Times are how long the parts of the station's work took.
	Times []Time `json:"times,omitempty"`
}

// StationState is how a station stands.
type StationState string

// The states of a station, besides none: not reached.
const (
	Active StationState = "active"
	Passed StationState = "passed"
	Broken StationState = "broken"
)

// Figure is something that was measured or made.
type Figure struct {
	// Key names it in a result, Name for people.
	Key  string `json:"key"`
	Name string `json:"name"`
	// Value is a number or a text, Unit "bytes", "gas", "seconds", "hash", "id" or empty.
	Value any    `json:"value"`
	Unit  string `json:"unit,omitempty"`
}

// Link leads to a page that shows more.
type Link struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Progress is how far something is.
type Progress struct {
	// Stage is what is being done, Fraction how much of all is, 0 to 1.
	Stage    string  `json:"stage"`
	Fraction float64 `json:"fraction"`
}

// Time is how long a part took.
type Time struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
}

// Story keeps what happens on the way, and shows it to all who look, as it happens.
type Story struct {
	began time.Time

	mu      sync.Mutex
	events  []Event
	ended   bool
	changed chan struct{} // closed at each change
}

// NewStory begins a story.
func NewStory() *Story { return &Story{began: time.Now(), changed: make(chan struct{})} }

// Tell adds an event and returns it with its time.
func (s *Story) Tell(e Event) Event {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.Seconds = time.Since(s.began).Seconds()
	s.events = append(s.events, e)
	s.change()
	return e
}

// End says that there will be no more events.
func (s *Story) End() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.change()
}

func (s *Story) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Events returns the events from the n-th on, whether there will be no more, and else
// what is closed when there are.
func (s *Story) Events(n int) (events []Event, ended bool, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n < len(s.events) {
		events = append(events, s.events[n:]...)
	}
	return events, s.ended, s.changed
}

// Mount adds the story's page to a server: /, /assets and /events, a stream of events
// whose ids are their numbers.
func (s *Story) Mount(r gin.IRouter) {
	files, house := loadFrom(demo, "demo"), load()
	for _, name := range shared {
		files[name] = house[name]
	}
	index := files["index.html"]
	r.GET("/", func(c *gin.Context) { index.serve(c) })
	r.GET("/assets/*name", func(c *gin.Context) {
		name := strings.TrimPrefix(c.Param("name"), "/")
		f, ok := files[name]
		if !ok || name == "index.html" {
			c.Status(http.StatusNotFound)
			return
		}
		f.serve(c)
	})
	r.GET("/events", s.stream)
}

// keepAlive is how often a stream without events says that it is there.
const keepAlive = 15 * time.Second

// stream sends the stations and all events, from the one after the last that was seen.
func (s *Story) stream(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	next := 0
	if last, err := strconv.Atoi(c.GetHeader("Last-Event-ID")); err == nil && last >= 0 {
		next = last + 1
	}
	send(c, "event: stations\n", Stations())
	tick := time.NewTicker(keepAlive)
	defer tick.Stop()
	for {
		events, ended, changed := s.Events(next)
		for _, e := range events {
			send(c, fmt.Sprintf("id: %d\n", next), e)
			next++
		}
		if ended {
			send(c, "event: end\n", next)
		}
		c.Writer.Flush()
		if ended {
			return
		}
		select {
		case <-c.Request.Context().Done():
			return
		case <-changed:
		case <-tick.C:
			fmt.Fprint(c.Writer, ":\n\n")
		}
	}
}

// send writes an event of a stream. Who went away is noticed by the request's context.
func send(c *gin.Context, head string, data any) {
	text, err := json.Marshal(data)
	if err == nil {
		fmt.Fprintf(c.Writer, "%sdata: %s\n\n", head, text)
	}
}
