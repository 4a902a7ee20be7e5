package stone_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"quarry/kernels"
	"quarry/prover/stark"
	"quarry/prover/stone"
)

func params(queries, logCosets, pow int) *stark.Params {
	return &stark.Params{
		LogNCosets: logCosets, Hash: kernels.Keccak256, ChannelHash: kernels.Keccak256,
		FRI: stark.FRIParams{StepList: []int{0, 4, 3}, LastLayerDegreeBound: 64, NQueries: queries, ProofOfWorkBits: pow},
	}
}

var scale = stone.Scale{LogTrace: 13, Constraints: 100, Openings: 200}

func TestAccount(t *testing.T) {
	s := stone.Account(params(18, 4, 24), scale)
	for _, tc := range []struct {
		regime    stone.Regime
		low, high float64
	}{
		{stone.Capacity, 96, 96},           // 18·4 + 24
		{stone.Johnson, 59.5, 60},          // a little less than 18·2 + 24
		{stone.UniqueDecoding, 40.4, 40.5}, // 18·0.9125 + 24
	} {
		if b := s.In(tc.regime); b.Bits < tc.low || b.Bits > tc.high || b.Regime != tc.regime {
			t.Errorf("%v: %+v", tc.regime, b)
		}
	}
	if s.CollisionBits != 128 || s.ProofOfWorkBits != 24 {
		t.Errorf("%+v", s)
	}
}

// Many queries don't help beyond what the field gives.
func TestFieldIsTheLimit(t *testing.T) {
	s := stone.Account(params(2000, 4, 0), scale)
	for _, b := range s.Bounds {
		if b.Bits != b.FieldBits || b.Bits > 251 || b.Bits < 150 {
			t.Errorf("%v: %+v", b.Regime, b)
		}
	}
}

func TestCollisionBits(t *testing.T) {
	p := params(30, 4, 20)
	p.Hash = kernels.Keccak256Masked160MSB
	if s := stone.Account(p, scale); s.CollisionBits != 80 || s.WeakestHash != kernels.Keccak256Masked160MSB {
		t.Errorf("%+v", s)
	}
	p.Hash, p.FriendlyHash = kernels.Blake256, kernels.Poseidon3
	if s := stone.Account(p, scale); s.CollisionBits != 128 {
		t.Errorf("%+v", s)
	}
	p.FriendlyLayers = 5
	if s := stone.Account(p, scale); s.CollisionBits != 125 || s.WeakestHash != kernels.Poseidon3 {
		t.Errorf("%+v", s)
	}
}

// A weaker assumption never gives more bits; more queries, more work or a
// larger blow-up never give fewer while queries are the limit.
func TestAccountProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := rapid.IntRange(1, 60).Draw(t, "queries")
		logCosets := rapid.IntRange(1, 8).Draw(t, "logCosets")
		pow := rapid.IntRange(0, 40).Draw(t, "pow")
		s := stone.Account(params(q, logCosets, pow), scale)
		more := stone.Account(params(q+1, logCosets, pow+1), scale)
		for _, r := range stone.Regimes() {
			b := s.In(r)
			if math.IsNaN(b.Bits) || b.Bits < float64(pow) && b.Bits != b.FieldBits {
				t.Fatalf("%v: %+v", r, b)
			}
			if r > 0 && b.QueryBits > s.In(r-1).QueryBits {
				t.Fatalf("%v is bolder than %v", r, r-1)
			}
			if more.In(r).Bits < b.Bits-0.02 {
				t.Fatalf("%v: a query and a bit of work take %v away", r, b.Bits-more.In(r).Bits)
			}
			// Near the field's limit johnson spends gains on another multiplicity.
			far := r != stone.Johnson || b.FieldBits > b.QueryBits+10
			if far && more.In(r).QueryBits < b.QueryBits+1 {
				t.Fatalf("%v: a query and a bit of work add only %v", r, more.In(r).QueryBits-b.QueryBits)
			}
		}
	})
}

func TestFloor(t *testing.T) {
	strong := stone.Account(params(40, 4, 24), scale)
	if err := stone.DefaultFloor.Check(&strong); err != nil {
		t.Error(err)
	}
	weak := stone.Account(params(18, 4, 24), scale)
	demand(t, stone.DefaultFloor.Check(&weak), stone.CodeSecurity, "johnson")
	demand(t, stone.Floor{Bits: 97, Regime: stone.Capacity}.Check(&weak), stone.CodeSecurity, "refuted")
	demand(t, stone.Floor{Bits: math.NaN()}.Check(&strong), stone.CodeSecurity, "the floor is NaN")
	if err := (stone.Floor{Bits: 96, Regime: stone.Capacity}).Check(&weak); err != nil {
		t.Error(err)
	}
	demand(t, stone.Floor{CollisionBits: 129}.Check(&strong), stone.CodeSecurity, "collisions")
	for _, r := range stone.Regimes() {
		if got, err := stone.ParseRegime(r.String()); err != nil || got != r || r.About() == "" || r.Source() == "" {
			t.Errorf("%v: %v, %v", r, got, err)
		}
	}
	_, err := stone.ParseRegime("hope")
	demand(t, err, stone.CodeSecurity, "hope")
}
