package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/gin-gonic/gin"

	"quarry/api/dashboard"
	"quarry/prover"
	"quarry/sequencer/chain"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
)

// What the demo tells has one source, the events of its story: the lines on the terminal,
// the page, and the result are made of them.

// tell tells of an event.
func (d *demo) tell(e dashboard.Event) {
	e = d.story.Tell(e)
	if e.Text != "" {
		fmt.Fprintf(d.out, "%6.1f s  %-9s  %s\n", e.Seconds, e.Who, e.Text)
	}
}

// say tells what happens beside the way.
func (d *demo) say(who, format string, args ...any) {
	d.tell(dashboard.Event{Who: who, Text: fmt.Sprintf(format, args...)})
}

// at tells what happens at a station, with what is known from then on.
func (d *demo) at(station string, state dashboard.StationState, who, text string, figures ...dashboard.Figure) {
	d.tell(dashboard.Event{Who: who, Station: station, State: state, Text: text, Figures: figures})
}

// link adds a link to a station.
func (d *demo) link(station, name, format string, args ...any) {
	d.tell(dashboard.Event{Station: station, Links: []dashboard.Link{{Name: name, URL: fmt.Sprintf(format, args...)}}})
}

// explorer links to a page of the node's explorer.
func (d *demo) explorer(station, name, format string, args ...any) {
	d.link(station, name, "%s/explorer/#/%s", httpURL(d.a.rpc), fmt.Sprintf(format, args...))
}

// The kinds of figures.
func plain(key, name string, value any) dashboard.Figure {
	return dashboard.Figure{Key: key, Name: name, Value: value}
}

func gasFigure(key, name string, gas uint64) dashboard.Figure {
	return dashboard.Figure{Key: key, Name: name, Value: gas, Unit: "gas"}
}

func sizeFigure(key, name string, bytes int64) dashboard.Figure {
	return dashboard.Figure{Key: key, Name: name, Value: bytes, Unit: "bytes"}
}

func hashFigure(key, name, hash string) dashboard.Figure {
	return dashboard.Figure{Key: key, Name: name, Value: hash, Unit: "hash"}
}

// fail tells that the way ends here.
func (d *demo) fail(err error) {
	events, _, _ := d.story.Events(0)
	e := dashboard.Event{Text: "the demo has failed: " + err.Error(), State: dashboard.Broken}
	for _, before := range events {
		if before.Station != "" {
			e.Station = before.Station
		}
	}
	d.story.Tell(e) // the terminal has the error at the end
}

// result is what the demo comes to: all figures by their keys, and what was told.
func (d *demo) result() map[string]any {
	events, _, _ := d.story.Events(0)
	result, stages, told := map[string]any{}, map[string]int64{}, []dashboard.Event{}
	for _, e := range events {
		for _, f := range e.Figures {
			result[f.Key] = f.Value
		}
		if e.Stage != "" {
			stages[e.Stage] = int64(1000 * e.Seconds)
			result["final"] = e.Stage == chain.L1Finalized.String()
		}
		if e.Text != "" {
			told = append(told, e)
		}
		result["seconds"] = e.Seconds
	}
	result["milliseconds_to_stage"], result["events"] = stages, told
	return result
}

// storyPatience is how long the page's server waits for those who still read.
const storyPatience = 2 * time.Second

// show serves the demo's page until stop is called; where tells people of its address.
func (d *demo) show(address string, where func(url string)) (stop func(), err error) {
	l, err := listen(address)
	if err != nil {
		return nil, err
	}
	r := gin.New()
	d.story.Mount(r)
	server := &http.Server{Handler: r, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	where(httpURL(l))
	return func() {
		d.story.End()
		ctx, cancel := context.WithTimeout(context.Background(), storyPatience)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			d.log.Error("the demo's page", "error", err)
		}
	}, nil
}

// lookEvery is how often the prover is asked how far it is.
const lookEvery = 300 * time.Millisecond

// followProof tells how far the block's proof is, once for each stage and hundredth.
func (d *demo) followProof(ctx context.Context) {
	if time.Since(d.looked) < lookEvery {
		return
	}
	d.looked = time.Now()
	b, err := d.a.settler.Block(d.block)
	if err != nil || b.ProverJob == "" {
		return
	}
	job, err := d.a.service.lineup.Get(ctx, b.ProverJob)
	if err != nil || job.Progress == nil || job.Progress.Stage == "" {
		return // there is nothing to tell
	}
	p := dashboard.Progress{Stage: job.Progress.Stage, Fraction: job.Progress.Fraction}
	if p.Stage == d.progress.Stage && int(100*p.Fraction) == int(100*d.progress.Fraction) {
		return
	}
	d.progress = p
	e := dashboard.Event{Station: dashboard.AtProof, State: dashboard.Active, Progress: &p}
	if !d.hasTrace && (p.Stage == prover.StageInputs || p.Stage == stageTrace) {
		e.Station = dashboard.AtTrace
	} else {
		d.traced()
	}
	d.tell(e)
}

// stageTrace is the prover's name for filling the trace.
const stageTrace = "Trace generation"

// traced tells once that the prover has left the trace behind.
func (d *demo) traced() {
	if !d.hasTrace {
		d.hasTrace = true
		d.tell(dashboard.Event{Station: dashboard.AtTrace, State: dashboard.Passed})
	}
}

// coreFigures are what a block's update has brought about in the core contract.
func coreFigures(receipt *types.Receipt) ([]dashboard.Figure, error) {
	abi, err := bindings.CoreMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	sent, consumed := 0, 0
	var figures []dashboard.Figure
	for _, l := range receipt.Logs {
		switch l.Topics[0] {
		case contracts.StateUpdateTopic():
			u, err := contracts.ParseStateUpdate(l)
			if err != nil {
				return nil, err
			}
			figures = append(figures, plain("core_block", "Block", u.BlockNumber), hashFigure("core_root", "State root", starknet.FormatFelt(&u.Root)))
		case abi.Events["LogMessageToL1"].ID:
			sent++
		case abi.Events["ConsumedMessageToL2"].ID:
			consumed++
		}
	}
	return append(figures, plain("messages_to_l2", "Deposits consumed", consumed), plain("messages_to_l1", "Withdrawals recorded", sent)), nil
}
