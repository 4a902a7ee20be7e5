package main

import (
	"context"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"quarry/api/dashboard"
)

// script is a demo as it might go; each POST /next tells one event more, behind the last
// one there is the end.
func script() []dashboard.Event {
	at := func(station string, state dashboard.StationState, who, text string, figures ...dashboard.Figure) dashboard.Event {
		return dashboard.Event{Station: station, State: state, Who: who, Text: text, Figures: figures}
	}
	figure := func(name string, value any, unit string) dashboard.Figure {
		return dashboard.Figure{Key: name, Name: name, Value: value, Unit: unit}
	}
	const hash = "0x4768260b5d3ac46f21b6a27f79bb23ce3e75e0e2df0b4f8e6bb09d3f7ab30995"
	events := []dashboard.Event{
		at(dashboard.AtContracts, dashboard.Active, "L1", "starting an Ethereum chain in this process, and deploying the contracts"),
		at(dashboard.AtContracts, dashboard.Passed, "L1", "the contracts are there", figure("Gas", 94_200_000, "gas"), figure("Core", "0x734d42F6a5bB2cB1Ee1C0e6A8a2c8c7d8A5b47Ac", "hash")),
		at(dashboard.AtDeposit, dashboard.Active, "L1", "Alice deposits 3 ETH", figure("Amount (ETH)", "3", ""), figure("Gas", 126_224, "gas")),
		at(dashboard.AtDeposit, dashboard.Passed, "L2", "the deposit is in the block that is being built"),
		at(dashboard.AtMempool, dashboard.Active, "L2", "Alice has sent Bob 1 ETH"),
		{Station: dashboard.AtMempool, Links: []dashboard.Link{{Name: "Alice's transaction 2", URL: "/#/transaction/" + hash}}},
		at(dashboard.AtMempool, dashboard.Passed, "L2", "Bob withdraws 0.5 ETH to 0xe96F55…6C68"),
		at(dashboard.AtBlock, dashboard.Active, "", ""),
		at(dashboard.AtBlock, dashboard.Passed, "L2", "block 1 is sealed: 5 transactions", figure("Block", 1, ""), figure("State root", hash, "hash")),
		at(dashboard.AtTrace, dashboard.Active, "prover", "proves that the block program makes this state of the old one"),
		at(dashboard.AtTrace, dashboard.Passed, "", "", figure("Steps", 131_072, "")),
	}
	for i, stage := range []string{"Commit on trace", "Commit on interaction trace", "FRI"} {
		events = append(events, dashboard.Event{Station: dashboard.AtProof, State: dashboard.Active, Progress: &dashboard.Progress{Stage: stage, Fraction: .2 + .3*float64(i)}})
	}
	return append(events,
		dashboard.Event{Station: dashboard.AtProof, State: dashboard.Passed, Who: "prover", Text: "the proof is made and verified: 84214 bytes",
			Figures: []dashboard.Figure{figure("Size", 84_214, "bytes")},
			Times:   []dashboard.Time{{Name: "Commit on trace", Seconds: 4.2}, {Name: "Commit on interaction trace", Seconds: 1.6}, {Name: "FRI", Seconds: 1.1}}},
		at(dashboard.AtUpdate, dashboard.Active, "settler", "one transaction carries proof and state diff", figure("Transaction", hash, "hash")),
		at(dashboard.AtUpdate, dashboard.Passed, "", "", figure("Calldata", 98_304, "bytes")),
		at(dashboard.AtVerifier, dashboard.Passed, "L1", "<b>verified</b> on chain", figure("Gas of the update", 9_810_000, "gas")),
		at(dashboard.AtCore, dashboard.Passed, "", "", figure("Deposits consumed", 1, "")),
		at(dashboard.AtFinality, dashboard.Active, "L1", "safe"),
		at(dashboard.AtFinality, dashboard.Passed, "L1", "finalized"),
		at(dashboard.AtWithdrawal, dashboard.Broken, "", "the demo has failed: the bridge has paid nothing"),
	)
}

// tellStory serves a demo's page; each POST /next lets it go on.
func tellStory(ctx context.Context, listen string) error {
	story := dashboard.NewStory()
	r := gin.New()
	story.Mount(r)
	events := script()
	var next atomic.Int64
	r.POST("/next", func(*gin.Context) {
		if i := int(next.Add(1)) - 1; i < len(events) {
			story.Tell(events[i])
		} else {
			story.End()
		}
	})
	return listenAndServe(ctx, listen, r)
}
