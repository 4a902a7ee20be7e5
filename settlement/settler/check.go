package settler

import (
	"context"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"

	"quarry/fault"
	"quarry/prover/stone"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
	"quarry/settlement/l1"
)

// CheckConfig says what must belong together before anything is settled.
type CheckConfig struct {
	Client *l1.Client
	// Core is the core contract, Account the one that is to settle blocks.
	Core, Account common.Address
	// ConfigHash is the L2 chain's (Montgomery form), Program the identity of the program
	// that proves its blocks.
	ConfigHash fp.Element
	Program    common.Hash
	// Proofs are as this node has them made: of this layout and seed, with at least so
	// much security. The verifier must take them.
	Proofs verifier.Policy
	// Blocks are the L2 chain's.
	Blocks Blocks
	// MaxCost is what one update may cost, in wei; nil: it is not looked at.
	MaxCost *big.Int
	// Log is told of what is no error: an account with little ether; nil: nobody is.
	Log *slog.Logger
}

// Check tells why blocks can't be settled as things stand: the contract is not there, or
// is of another chain or release (CodeOtherChain), or the account is no operator
// (CodeOperator).
func Check(ctx context.Context, c *CheckConfig) error {
	core, err := newCore(c.Client, c.Core)
	if err != nil {
		return err
	}
	state, err := core.state(ctx)
	if err != nil {
		return err
	}
	if err := c.checkVersion(ctx, core, state.Number+1); err != nil {
		return err
	}
	if err := c.checkBlock(ctx, state); err != nil {
		return err
	}
	operator, err := core.caller.IsOperator(&bind.CallOpts{Context: ctx}, c.Account)
	if err != nil {
		return contractFault(err, c.Core)
	}
	if !operator {
		return fault.New(CodeOperator, "the account %s is no operator of the core contract", c.Account).At("%s", c.Core).
			WithHint("a governor registers operators: registerOperator")
	}
	balance, err := c.Client.BalanceAt(ctx, c.Account, nil)
	if err != nil {
		return fault.Wrap(l1.Quiet(err), l1.CodeUnreachable, "the L1 node doesn't say the operator's balance")
	}
	if c.MaxCost != nil && c.Log != nil && balance.Cmp(c.MaxCost) < 0 {
		c.Log.Warn("the operator has less than one update may cost", "account", c.Account, "balance", balance, "max_cost", c.MaxCost)
	}
	return nil
}

// checkVersion checks that the contract takes the next block as this node makes it.
func (c *CheckConfig) checkVersion(ctx context.Context, core *core, next uint64) error {
	version, err := core.version(ctx, next)
	if err != nil {
		return err
	}
	if want := hashOf(&c.ConfigHash); version.ConfigHash != want {
		return fault.New(CodeOtherChain, "the core contract takes blocks of the config %s; this chain's is %s", version.ConfigHash, want).
			At("%s", c.Core).WithHint("the config is made of both chains' ids and the addresses of core contract and bridge: compare the genesis file")
	}
	identity, err := core.caller.ProgramHash(&bind.CallOpts{Context: ctx})
	if err != nil {
		return contractFault(err, c.Core)
	}
	if program := common.BigToHash(identity); program != c.Program {
		return fault.New(CodeOtherChain, "the core contract takes proofs of the program %s; this release's is %s", program, c.Program).
			At("%s", c.Core).WithHint("use the release that the contracts were deployed with, or have governors announce the new program")
	}
	return c.checkVerifier(ctx, version.Verifier)
}

// checkVerifier checks that the verifier takes such proofs as this node has made.
// Verifiers need not be ours: what one does not say of itself is not compared.
func (c *CheckConfig) checkVerifier(ctx context.Context, at common.Address) error {
	caller, err := bindings.NewIQuarryVerifierCaller(at, c.Client)
	if err != nil {
		return contractFault(err, at)
	}
	opts, what := &bind.CallOpts{Context: ctx}, ""
	if layout, err := caller.LayoutName(opts); err == nil && string(layout.Bytes()) != c.Proofs.Layout {
		what = fmt.Sprintf("the layout %s", layout.Bytes())
	}
	if v3, err := caller.SeedV3(opts); err == nil && v3 != (c.Proofs.Version == stone.V3) {
		what = "another version of the seed"
	}
	if floor, err := caller.SecurityFloor(opts); err == nil && floor.Cmp(big.NewInt(int64(c.Proofs.SecurityFloor))) > 0 {
		what = fmt.Sprintf("n_queries · log_n_cosets + proof_of_work_bits from %s on, not from %d", floor, c.Proofs.SecurityFloor)
	}
	if what == "" {
		return nil
	}
	return fault.New(CodeOtherChain, "the verifier takes proofs with %s: it would refuse this node's", what).At("%s", at).
		WithHint("have governors announce a verifier for this release's proofs: layout %s, seed v3, a floor of at most %d",
			c.Proofs.Layout, c.Proofs.SecurityFloor)
}

// checkBlock compares the last settled block with the chain's, if it has it already.
func (c *CheckConfig) checkBlock(ctx context.Context, state *ContractState) error {
	sealed, err := c.Blocks.Sealed(ctx)
	if err != nil || sealed < state.Number {
		return err
	}
	h, err := c.Blocks.Header(ctx, state.Number)
	if err != nil {
		return err
	}
	if hash, root := hashOf(&h.Hash), hashOf(&h.Root); hash != state.Hash || root != state.Root {
		return fault.New(CodeOtherChain, "the core contract has block %d as %s with the root %s; here it is %s with %s",
			state.Number, state.Hash, state.Root, hash, root).At("%s", c.Core).WithHint("this node's chain is not the one that L1 follows")
	}
	return nil
}
