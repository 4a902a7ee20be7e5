package bridge

import (
	"context"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/starknet"
	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/governance"
	"quarry/settlement/l1"
)

// The ways in which a user's wishes fail, beside those of contracts and l1.
const (
	// CodeUnknown: there is no such deposit, withdrawal or account.
	CodeUnknown fault.Code = "bridge/unknown"
	// CodeNotSettled: a withdrawal's block is not on L1 yet.
	CodeNotSettled fault.Code = "bridge/not-settled"
	// CodeSeveral: several withdrawals are meant.
	CodeSeveral fault.Code = "bridge/several"
	// CodeProof: a proof of an account is malformed, or not of the last root on L1.
	CodeProof fault.Code = "bridge/proof"
)

// DepositState is how far a deposit is.
type DepositState string

// The states of a deposit.
const (
	// Waiting: no settled block has consumed it.
	Waiting DepositState = "waiting"
	// Consumed: a settled block has; it is on L2.
	Consumed DepositState = "consumed"
	// Cancelling: it waits, and its depositor has begun to take it back.
	Cancelling DepositState = "cancelling"
	// Reclaimed: its depositor has taken it back.
	Reclaimed DepositState = "reclaimed"
)

// Deposit is a deposit on the bridge. Times are in seconds since 1970.
type Deposit struct {
	Nonce     uint64         `json:"nonce"`
	Sender    common.Address `json:"sender"`
	Recipient starknet.Hex   `json:"recipient"`
	Amount    *big.Int       `json:"amount"`
	Fee       *big.Int       `json:"fee"`
	State     DepositState   `json:"state"`
	// ReclaimFrom is when it can be taken back, 0 if that was not begun.
	ReclaimFrom uint64      `json:"reclaim_from,omitempty"`
	Transaction common.Hash `json:"transaction"`
	L1Block     uint64      `json:"l1_block"`
}

// Message is the deposit's message to L2.
func (d *Deposit) Message(bridge common.Address) *starknet.MessageToL2 {
	words := amountWords(d.Amount)
	return &starknet.MessageToL2{
		From: starknet.EthAddress(bridge), To: starknet.BridgeAddress, Selector: starknet.SelectorDeposit,
		Payload: []starknet.Felt{starknet.Felt(d.Recipient), words[0], words[1]}, Nonce: d.Nonce,
	}
}

// Arguments are those of the calls that take the deposit back.
func (d *Deposit) Arguments() []any {
	recipient := starknet.Felt(d.Recipient)
	return []any{d.Amount, recipient.BigInt(new(big.Int)), new(big.Int).SetUint64(d.Nonce)}
}

// Withdrawal is what L2 has sent to somebody on L1. Those of the same amount to the
// same recipient are not told apart.
type Withdrawal struct {
	Recipient common.Address `json:"recipient"`
	Amount    *big.Int       `json:"amount"`
	// Claimable is how many of them settled blocks hold that are not paid yet.
	Claimable uint64 `json:"claimable"`
	// PayableFrom is when one that was announced is paid whatever the day's limit, 0 if
	// none was.
	PayableFrom uint64 `json:"payable_from,omitempty"`
}

// Like tells whether another withdrawal is not told apart from this one.
func (w *Withdrawal) Like(o Withdrawal) bool {
	return o.Recipient == w.Recipient && o.Amount.Cmp(w.Amount) == 0
}

// Message is the withdrawal's message to L1.
func (w *Withdrawal) Message(bridge common.Address) *starknet.MessageToL1 {
	words := amountWords(w.Amount)
	return &starknet.MessageToL1{
		From: starknet.BridgeAddress, To: starknet.EthAddress(bridge),
		Payload: []starknet.Felt{{}, starknet.EthAddress(w.Recipient).Felt(), words[0], words[1]},
	}
}

// withdrawalOf reads a message to L1; nil: it is no withdrawal on this bridge.
func withdrawalOf(m *starknet.MessageToL1, bridge common.Address) *Withdrawal {
	if m.From != starknet.BridgeAddress || common.Address(m.To) != bridge || len(m.Payload) != 4 || !m.Payload[0].IsZero() {
		return nil
	}
	recipient, err := starknet.EthAddressFromFelt(&m.Payload[1])
	amount, ok := starknet.ParseU256(&m.Payload[2], &m.Payload[3])
	if err != nil || !ok {
		return nil
	}
	return &Withdrawal{Recipient: common.Address(recipient), Amount: amount.ToBig()}
}

func amountWords(wei *big.Int) [2]starknet.Felt {
	v, _ := uint256.FromBig(wei) // contracts' amounts fit
	return [2]starknet.Felt(starknet.U256(v))
}

// Movements are the deposits and withdrawals on a bridge.
type Movements struct {
	Head        *types.Header
	Deposits    []Deposit
	Withdrawals []Withdrawal
}

// Filter says whose movements are read; the zero value means everybody's.
type Filter struct {
	// Account is a depositor and recipient of withdrawals on L1, Nonce a deposit.
	Account *common.Address
	Nonce   *uint64
	// Recipient is of deposits on L2.
	Recipient *starknet.Felt
}

func (f *Filter) deposit(d *Deposit) bool {
	return (f.Nonce == nil || *f.Nonce == d.Nonce) && (f.Account == nil || *f.Account == d.Sender) &&
		(f.Recipient == nil || *f.Recipient == starknet.Felt(d.Recipient))
}

func (f *Filter) withdrawal(w *Withdrawal) bool {
	return f.Nonce == nil && (f.Account == nil || *f.Account == w.Recipient)
}

// reading is one Read.
type reading struct {
	ctx    context.Context
	where  governance.Contracts
	filter Filter
	core   *bindings.Core
	bridge *bindings.Bridge
	at     *bind.CallOpts

	movements *Movements
	reclaimed map[uint64]bool
	announced map[string]uint64
}

// Read reads deposits and withdrawals from the contracts' events, and their states from
// the contracts.
func Read(ctx context.Context, client *l1.Client, where governance.Contracts, f Filter) (*Movements, error) {
	core, err := bindings.NewCore(where.Core, client)
	if err != nil {
		return nil, readFault(err)
	}
	bridge, err := bindings.NewBridge(where.Bridge, client)
	if err != nil {
		return nil, readFault(err)
	}
	coreABI, err := bindings.CoreMetaData.GetAbi()
	if err != nil {
		return nil, readFault(err)
	}
	bridgeABI, err := bindings.BridgeMetaData.GetAbi()
	if err != nil {
		return nil, readFault(err)
	}
	topics := []common.Hash{coreABI.Events["LogMessageToL1"].ID}
	for _, name := range []string{"LogDeposit", "LogDepositReclaimed", "WithdrawalAnnounced"} {
		topics = append(topics, bridgeABI.Events[name].ID)
	}
	history, err := client.ReadHistory(ctx, where.Origin, []common.Address{where.Core, where.Bridge}, topics)
	if err != nil {
		return nil, err
	}
	r := &reading{
		ctx: ctx, where: where, filter: f, core: core, bridge: bridge, at: &bind.CallOpts{Context: ctx, BlockHash: history.Head.Hash()},
		movements: &Movements{Head: history.Head}, reclaimed: map[uint64]bool{}, announced: map[string]uint64{},
	}
	for i := range history.Logs {
		r.take(&history.Logs[i])
	}
	return r.movements, r.states()
}

func readFault(err error) error {
	return fault.Wrap(l1.Quiet(err), contracts.CodeRead, "the contracts can't be read").WithHint("check the addresses, and the L1 node")
}

// take reads an event.
func (r *reading) take(log *types.Log) {
	if log.Address == r.where.Core {
		event, err := r.core.ParseLogMessageToL1(*log)
		if err != nil {
			return
		}
		m := &starknet.MessageToL1{To: starknet.EthAddress(event.ToAddress), Payload: make([]starknet.Felt, len(event.Payload))}
		m.From.SetBigInt(event.FromAddress)
		for i, word := range event.Payload {
			m.Payload[i].SetBigInt(word)
		}
		w := withdrawalOf(m, r.where.Bridge)
		if w != nil && r.filter.withdrawal(w) && !slices.ContainsFunc(r.movements.Withdrawals, w.Like) {
			r.movements.Withdrawals = append(r.movements.Withdrawals, *w)
		}
		return
	}
	if e, err := r.bridge.ParseLogDeposit(*log); err == nil {
		d := Deposit{
			Nonce: e.Nonce.Uint64(), Sender: e.Sender, Amount: e.Amount, Fee: e.Fee, Transaction: log.TxHash, L1Block: log.BlockNumber,
		}
		d.Recipient = starknet.Hex(*new(starknet.Felt).SetBigInt(e.L2Recipient))
		if r.filter.deposit(&d) {
			r.movements.Deposits = append(r.movements.Deposits, d)
		}
	} else if e, err := r.bridge.ParseLogDepositReclaimed(*log); err == nil {
		r.reclaimed[e.Nonce.Uint64()] = true
	} else if e, err := r.bridge.ParseWithdrawalAnnounced(*log); err == nil {
		r.announced[e.Recipient.Hex()+e.Amount.String()] = e.PayableFrom.Uint64()
	}
}

// states asks the contracts how far all are.
func (r *reading) states() error {
	delay, err := r.core.MessageCancellationDelay(r.at)
	if err != nil {
		return readFault(err)
	}
	for i := range r.movements.Deposits {
		d := &r.movements.Deposits[i]
		hash := d.Message(r.where.Bridge).Hash()
		pending, err := r.core.L1ToL2Messages(r.at, hash)
		if err != nil {
			return readFault(err)
		}
		began, err := r.core.L1ToL2MessageCancellations(r.at, hash)
		if err != nil {
			return readFault(err)
		}
		switch {
		case r.reclaimed[d.Nonce]:
			d.State = Reclaimed
		case pending.Sign() == 0:
			d.State = Consumed
		case began.Sign() != 0:
			d.State, d.ReclaimFrom = Cancelling, began.Uint64()+delay.Uint64()
		default:
			d.State = Waiting
		}
	}
	for i := range r.movements.Withdrawals {
		w := &r.movements.Withdrawals[i]
		if w.Claimable, err = Claimable(r.ctx, r.core, r.where.Bridge, w, r.at); err != nil {
			return err
		}
		if w.Claimable > 0 {
			w.PayableFrom = r.announced[w.Recipient.Hex()+w.Amount.String()]
		}
	}
	return nil
}

// Claimable asks how many withdrawals of an amount to a recipient can be claimed.
func Claimable(ctx context.Context, core *bindings.Core, bridge common.Address, w *Withdrawal, at *bind.CallOpts) (uint64, error) {
	if at == nil {
		at = &bind.CallOpts{Context: ctx}
	}
	count, err := core.L2ToL1Messages(at, w.Message(bridge).Hash())
	if err != nil {
		return 0, readFault(err)
	}
	return count.Uint64(), nil
}
