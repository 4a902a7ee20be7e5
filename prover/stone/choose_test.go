package stone_test

import (
	"testing"

	"pgregory.net/rapid"

	"quarry/fault"
	"quarry/prover/stone"
)

// Whatever is chosen fits the trace, grants the wish and keeps to what the
// taker demands.
func TestChooseProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		logSteps := rapid.IntRange(9, 22).Draw(t, "logSteps")
		w := stone.Wish{
			Taker:  rapid.SampledFrom([]stone.Taker{stone.ForStone, stone.ForEthereum, stone.ForQuarry, stone.ForIntegrity}).Draw(t, "taker"),
			NSteps: 1 << logSteps, Scale: stone.Scale{LogTrace: logSteps + 4, Constraints: 200, Openings: 270},
			Bits: rapid.Float64Range(40, 110).Draw(t, "bits"), Regime: rapid.SampledFrom(stone.Regimes()).Draw(t, "regime"),
			LogNCosets: -1, ProofOfWorkBits: -1,
		}
		onEthereum := w.Taker == stone.ForEthereum || w.Taker == stone.ForQuarry
		p, err := stone.Choose(w)
		if err != nil {
			if fault.CodeOf(err) != stone.CodeSecurity || !onEthereum {
				t.Fatal(err)
			}
			return
		}
		if err := p.CheckFRI(w.NSteps); err != nil {
			t.Fatal(err)
		}
		if err := p.STARK.Validate(16 << logSteps); err != nil {
			t.Fatal(err)
		}
		s := stone.Account(&p.STARK, w.Scale)
		if s.In(w.Regime).Bits < w.Bits {
			t.Fatalf("%+v is worth %+v", p.STARK, s)
		}
		fri := p.STARK.FRI
		for i, step := range fri.StepList {
			if (i == 0) != (step == 0) || step > 4 || step == 1 {
				t.Fatalf("steps %v", fri.StepList)
			}
		}
		if onEthereum && (fri.NQueries > 48 || len(fri.StepList) > 10 || fri.LastLayerDegreeBound > 1024 ||
			fri.NQueries*p.STARK.LogNCosets+fri.ProofOfWorkBits < 96) {
			t.Fatalf("the Ethereum verifier does not take %+v", p.STARK)
		}
		fri.NQueries--
		p.STARK.FRI = fri
		if fewer := stone.Account(&p.STARK, w.Scale); !onEthereum && fewer.In(w.Regime).Bits >= w.Bits {
			t.Fatalf("%d queries would do", fri.NQueries)
		}
	})
}

func TestTakersLayouts(t *testing.T) {
	for _, tc := range []struct {
		taker  stone.Taker
		layout string
		ok     bool
	}{
		{stone.ForStone, "plain", true}, {stone.ForEthereum, "plain", false}, {stone.ForEthereum, "perpetual", true},
		{stone.ForEthereum, "starknet", false}, {stone.ForIntegrity, "starknet", true}, {stone.ForIntegrity, "perpetual", false}, {stone.ForIntegrity, "starknet_with_keccak", true},
		{stone.ForQuarry, "recursive", true}, {stone.ForQuarry, "small", false},
	} {
		err := tc.taker.CheckLayout(tc.layout)
		if tc.ok != (err == nil) || err != nil && fault.CodeOf(err) != stone.CodeUnsupported {
			t.Errorf("%s, %s: %v", tc.taker, tc.layout, err)
		}
	}
}

func TestChooseRefuses(t *testing.T) {
	wish := func(change func(*stone.Wish)) stone.Wish {
		w := stone.Wish{Taker: stone.ForStone, NSteps: 1 << 15, Scale: stone.Scale{LogTrace: 19, Constraints: 100, Openings: 200},
			Bits: 80, Regime: stone.Johnson, LogNCosets: -1, ProofOfWorkBits: -1}
		change(&w)
		return w
	}
	for name, w := range map[string]stone.Wish{
		"more than the field":  wish(func(w *stone.Wish) { w.Bits = 240 }),
		"too many queries":     wish(func(w *stone.Wish) { w.Taker, w.Bits, w.LogNCosets = stone.ForEthereum, 110, 1 }),
		"too little work":      wish(func(w *stone.Wish) { w.Taker, w.ProofOfWorkBits = stone.ForIntegrity, 10 }),
		"no blow-up":           wish(func(w *stone.Wish) { w.LogNCosets = 0 }),
		"more than there is":   wish(func(w *stone.Wish) { w.LogNCosets = 17 }),
		"more work than there": wish(func(w *stone.Wish) { w.ProofOfWorkBits = 65 }),
	} {
		if _, err := stone.Choose(w); fault.CodeOf(err) != stone.CodeSecurity {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
