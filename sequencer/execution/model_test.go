package execution

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/holiman/uint256"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// model executes blocks by the words of format.md, on nothing but a list of
// accounts in the order of their making.
type model struct {
	config   program.Config
	header   program.Header
	accounts []state.GenesisAccount
	fees     uint256.Int
	outcomes []program.Outcome
}

func (m model) clone() model {
	m.accounts, m.outcomes = slices.Clone(m.accounts), slices.Clone(m.outcomes)
	return m
}

func (m *model) find(address fp.Element) *state.GenesisAccount {
	for i := range m.accounts {
		if m.accounts[i].Address == address {
			return &m.accounts[i]
		}
	}
	return nil
}

func (m *model) credit(address fp.Element, amount uint256.Int) {
	a := m.find(address)
	if a == nil {
		m.accounts = append(m.accounts, state.GenesisAccount{Address: address})
		a = &m.accounts[len(m.accounts)-1]
	}
	a.Balance.Add(&a.Balance, &amount)
}

// supply is the sum of all balances and the fees that are on their way.
func (m *model) supply() uint256.Int {
	sum := m.fees
	for i := range m.accounts {
		sum.Add(&sum, &m.accounts[i].Balance)
	}
	return sum
}

func (m *model) fee(k program.Kind, tip uint64) uint256.Int {
	p := m.header.Prices
	l2, data := uint64(800_000), uint64(128)
	if k == program.Deploy {
		l2, data = 1_000_000, 256
	}
	var price, fee uint256.Int
	price.AddUint64(uint256.NewInt(p.L2), tip)
	fee.Mul(&price, uint256.NewInt(l2))
	return *fee.Add(&fee, price.Mul(uint256.NewInt(data), uint256.NewInt(p.L1Data)))
}

// signed does what all signed transactions have in common; the signature is said to
// be valid or not.
func (m *model) signed(a *state.GenesisAccount, v *starknet.V3, k program.Kind, valid bool) fault.Code {
	p := m.header.Prices
	fee := m.fee(k, v.Tip)
	switch {
	case v.Nonce < a.Nonce:
		return CodeNonceUsed
	case v.Nonce > a.Nonce:
		return CodeNonceAhead
	case v.Bounds.L2Gas.MaxPrice.LtUint64(p.L2) || v.Bounds.L1DataGas.MaxPrice.LtUint64(p.L1Data):
		return CodePrice
	case a.Balance.Lt(&fee):
		return CodeBalance
	case !valid:
		return starknet.CodeSignature
	}
	a.Nonce++
	a.Balance.Sub(&a.Balance, &fee)
	m.fees.Add(&m.fees, &fee)
	return ""
}

// apply executes a transaction, or says why it can't be in the block.
func (m *model) apply(t starknet.Transaction, valid bool) (program.Status, fault.Code) {
	status, code := m.execute(t, valid)
	if code == "" {
		m.outcomes = append(m.outcomes, program.Outcome{Hash: t.Hash(&m.config.L2ChainID), Status: status})
	}
	return status, code
}

func (m *model) execute(t starknet.Transaction, valid bool) (program.Status, fault.Code) {
	switch t := t.(type) {
	case *starknet.InvokeV3:
		a := m.find(t.Sender)
		if a == nil || a.ClassHash.IsZero() {
			return 0, CodeAccount
		}
		amount := uint256.Int(t.Calldata[5].Bits())
		high := t.Calldata[6].Bits()
		amount[2], amount[3] = high[0], high[1]
		kind := program.Transfer
		if t.Calldata[1] == program.L2Bridge {
			kind = program.Withdrawal
		}
		if code := m.signed(a, &t.V3, kind, valid); code != "" {
			return 0, code
		}
		if a.Balance.Lt(&amount) {
			return program.Reverted, ""
		}
		a.Balance.Sub(&a.Balance, &amount)
		if kind == program.Transfer {
			m.credit(t.Calldata[4], amount)
		}
		return program.Succeeded, ""
	case *starknet.DeployAccountV3:
		a := m.find(t.ContractAddress())
		if a == nil {
			return 0, CodeBalance
		}
		if !a.ClassHash.IsZero() {
			return 0, CodeDeployed
		}
		if code := m.signed(a, &t.V3, program.Deploy, valid); code != "" {
			return 0, code
		}
		a.ClassHash, a.PublicKey = t.ClassHash, t.ConstructorCalldata[0]
		return program.Succeeded, ""
	}
	return m.deposit(t.(*starknet.L1Handler)), ""
}

func (m *model) deposit(t *starknet.L1Handler) program.Status {
	bridge := program.EthAddress(m.config.Bridge)
	if t.Calldata[0] != bridge || t.Contract != program.L2Bridge || t.Selector != starknet.Selector("handle_deposit") || len(t.Calldata) != 4 {
		return program.Reverted
	}
	to, amount, high := t.Calldata[1], uint256.Int(t.Calldata[2].Bits()), t.Calldata[3]
	var bound fp.Element
	bound.SetBigInt(program.AddressBound())
	if to.IsZero() || to.Cmp(&bound) >= 0 || amount.BitLen() > 128 || !high.IsZero() {
		return program.Reverted
	}
	if a := m.find(to); a != nil {
		if sum := new(uint256.Int).Add(&a.Balance, &amount); sum.BitLen() > 128 {
			return program.Reverted
		}
	}
	m.credit(to, amount)
	return program.Succeeded
}

// seal pays the fees and returns the state root and block hash.
func (m *model) seal() (root, hash fp.Element) {
	if !m.fees.IsZero() {
		m.credit(m.header.Sequencer, m.fees)
		m.fees.Clear()
	}
	root = (&state.Genesis{Accounts: m.accounts}).Root()
	commitment := program.TransactionCommitment(m.outcomes)
	hash = m.header.BlockHash(&root, len(m.outcomes), &commitment)
	return root, hash
}

// next begins the next block.
func (m *model) next(parent fp.Element) {
	m.header.Number++
	m.header.Timestamp += 7
	m.header.ParentHash = parent
	m.outcomes = nil
}

// user is a key with an account's address.
type user struct {
	key          starknet.PrivateKey
	public, salt fp.Element
	address      fp.Element
}

func newUser(n uint64) *user {
	seed := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("user"), n))
	seed[0] &= 3
	key, err := starknet.PrivateKeyFromBytes(seed[:])
	if err != nil {
		panic(err)
	}
	u := &user{key: key, public: key.PublicKey(), salt: fp.NewElement(n)}
	u.address = starknet.AccountAddress(&u.public, &u.salt)
	return u
}

func testConfig() program.Config {
	return program.Config{
		L2ChainID: starknet.MustShortString("QUARRY_TEST"), L1ChainID: 1337,
		Core: [20]byte{0: 0xc0, 19: 1}, Bridge: [20]byte{0: 0xb1, 19: 2},
	}
}

// ample are bounds that suffice for everything.
func ample() starknet.ResourceBounds {
	b := starknet.ResourceBound{MaxAmount: 2_000_000, MaxPrice: *uint256.NewInt(1e12)}
	return starknet.ResourceBounds{L1Gas: b, L2Gas: b, L1DataGas: b}
}

func (u *user) invoke(nonce, tip uint64, action starknet.Action) *starknet.InvokeV3 {
	return &starknet.InvokeV3{
		V3: starknet.V3{Nonce: nonce, Bounds: ample(), Tip: tip}, Sender: u.address, Calldata: starknet.EncodeCalls(action.Call()),
	}
}

func (u *user) deploy() *starknet.DeployAccountV3 {
	return &starknet.DeployAccountV3{
		V3: starknet.V3{Bounds: ample()}, ClassHash: starknet.AccountClassHash, Salt: u.salt, ConstructorCalldata: []fp.Element{u.public},
	}
}

func (u *user) sign(t starknet.AccountTransaction) {
	chain := testConfig().L2ChainID
	if err := u.key.SignTransaction(t, &chain); err != nil {
		panic(err)
	}
}

// deposit is a message from the bridge to its counterpart.
func deposit(nonce uint64, payload ...fp.Element) *starknet.L1Handler {
	return (&starknet.MessageToL2{
		From: testConfig().Bridge, To: program.L2Bridge, Selector: starknet.SelectorDeposit, Payload: payload, Nonce: nonce,
	}).Transaction()
}

func ether(n uint64) uint256.Int {
	return *new(uint256.Int).Mul(uint256.NewInt(n), uint256.NewInt(1e18))
}
