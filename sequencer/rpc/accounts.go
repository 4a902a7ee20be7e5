package rpc

import (
	"github.com/holiman/uint256"

	"quarry/sequencer/chain"
	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
	"quarry/sequencer/state"
)

// accounts are the accounts after a block, or after what there is of the one that
// is being built.
type accounts struct {
	view *state.View
	open *chain.Open
}

// accounts returns those after a block.
func (c *call) accounts(ref blockRef) (*accounts, error) {
	number := ref.Number
	if ref.open != nil {
		number--
	}
	view, err := c.server.config.States.ViewAt(number)
	return &accounts{view, ref.open}, err
}

// lookup returns the account with an address, nil if there is none.
func (a *accounts) lookup(address *starknet.Felt) (*program.Account, error) {
	if a.open != nil {
		if account, ok := a.open.Account(address); ok {
			return account, nil
		}
	}
	account, _, err := a.view.Lookup(address)
	return account, err
}

// contract returns the class of a contract, and its account unless it is the
// token.
func (a *accounts) contract(address *starknet.Felt) (class starknet.Felt, account *program.Account, err error) {
	if *address == starknet.TokenAddress {
		return starknet.TokenClassHash, nil, nil
	}
	if !address.IsZero() { // the head of the list is nobody's
		if account, err = a.lookup(address); err != nil {
			return class, nil, err
		}
	}
	if account == nil || !account.Deployed() {
		return class, nil, newError(codeContractNotFound, "neither the token nor a deployed account is at %s", starknet.FormatFelt(address))
	}
	return account.ClassHash, account, nil
}

// at reads two parameters, a contract's address and a block, and finds the
// contract.
func (c *call) at(address, block int) (ref blockRef, all *accounts, class starknet.Felt, account *program.Account, err error) {
	contract := c.felt(address)
	ref = c.block(block)
	if c.err != nil {
		return ref, nil, class, nil, c.err
	}
	if all, err = c.accounts(ref); err != nil {
		return ref, nil, class, nil, err
	}
	class, account, err = all.contract(&contract)
	return ref, all, class, account, err
}

func getNonce(c *call) (any, error) {
	_, _, _, account, err := c.at(1, 0)
	if err != nil {
		return nil, err
	}
	if account == nil {
		return integer{}, nil // the token sends nothing
	}
	return integerOf(account.Nonce), nil
}

func getClassHashAt(c *call) (any, error) {
	_, _, class, _, err := c.at(1, 0)
	return starknet.Hex(class), err
}

func getClassAt(c *call) (any, error) {
	_, _, hash, _, err := c.at(1, 0)
	if err != nil {
		return nil, err
	}
	return classOf(&hash)
}

func getClass(c *call) (any, error) {
	c.block(0)
	hash := c.felt(1)
	if c.err != nil {
		return nil, c.err
	}
	return classOf(&hash)
}

func classOf(hash *starknet.Felt) (any, error) {
	class, ok := starknet.ClassOf(hash)
	if !ok {
		return nil, newError(codeClassNotFound, "there are but two classes: that of accounts, %s, and that of the token, %s",
			starknet.FormatFelt(&starknet.AccountClassHash), starknet.FormatFelt(&starknet.TokenClassHash))
	}
	return class, nil
}

// includeLastUpdate is the flag for the block that last changed a storage cell.
const includeLastUpdate = "INCLUDE_LAST_UPDATE_BLOCK"

func getStorageAt(c *call) (any, error) {
	key := c.felt(1)
	flags := c.flags(3, includeLastUpdate)
	_, all, class, account, err := c.at(0, 2)
	if err != nil {
		return nil, err
	}
	if flags[includeLastUpdate] {
		return nil, newError(codeInvalidParams, "which block last changed a cell is not kept here: leave %s out", includeLastUpdate)
	}
	switch {
	case class == starknet.AccountClassHash && key == starknet.StoragePublicKey:
		return starknet.Hex(account.PublicKey), nil
	case class == starknet.TokenClassHash:
		balance, err := all.balanceAt(&key)
		return integer(balance), err
	}
	return integer{}, nil
}

// balanceAt returns what the token's storage holds at a key: the half of a balance,
// or 0.
func (a *accounts) balanceAt(key *starknet.Felt) (half uint256.Int, err error) {
	if a.open != nil {
		for _, s := range a.open.Diff().Storage {
			for _, e := range s.Entries {
				if s.Address == starknet.TokenAddress && e.Key == *key {
					return starknet.IntegerFromFelt(&e.Value), nil
				}
			}
		}
	}
	index, upper, ok, err := a.view.FindBalance(key)
	if err != nil || !ok || upper {
		return half, err // balances are below 2^128
	}
	account, err := a.view.Account(index)
	if err != nil {
		return half, err
	}
	return account.Balance, nil
}

// functionCall is FUNCTION_CALL of the specification.
type functionCall struct {
	Contract *starknet.Hex   `json:"contract_address"`
	Selector *starknet.Hex   `json:"entry_point_selector"`
	Calldata *[]starknet.Hex `json:"calldata"`
}

func (c *call) functionCall(i int) (f starknet.Call) {
	var w functionCall
	c.read(i, &w)
	switch {
	case c.err != nil:
	case w.Contract == nil || w.Selector == nil || w.Calldata == nil:
		c.err = newError(codeInvalidParams, "%s: contract_address, entry_point_selector and calldata are needed", c.method.params[i].name)
	default:
		f = starknet.Call{To: starknet.Felt(*w.Contract), Selector: starknet.Felt(*w.Selector), Calldata: starknet.Felts(*w.Calldata)}
	}
	return f
}

func callContract(c *call) (any, error) {
	f := c.functionCall(0)
	ref := c.block(1)
	if c.err != nil {
		return nil, c.err
	}
	all, err := c.accounts(ref)
	if err != nil {
		return nil, err
	}
	class, account, err := all.contract(&f.To)
	if err != nil {
		return nil, err
	}
	var result []starknet.Felt
	if class == starknet.TokenClassHash {
		result, err = all.callToken(&f)
	} else {
		result, err = callAccount(account, &f)
	}
	return starknet.HexList(result), err
}

// callToken carries out a call of the token that changes nothing.
func (a *accounts) callToken(f *starknet.Call) ([]starknet.Felt, error) {
	arguments := 0
	switch f.Selector {
	case starknet.SelectorBalanceOf, starknet.SelectorBalanceOfNew:
		arguments = 1
	case starknet.SelectorDecimals, starknet.SelectorSymbol, starknet.SelectorName:
	case starknet.SelectorTransfer:
		return nil, contractError("transfer: the caller has no balance (caller is 0)")
	default:
		return nil, newError(codeEntryPointNotFound, "the token has balance_of, decimals, symbol and name")
	}
	if len(f.Calldata) != arguments {
		return nil, contractError("the calldata has %d felts, not %d", len(f.Calldata), arguments)
	}
	switch f.Selector {
	case starknet.SelectorDecimals:
		return []starknet.Felt{starknet.NewFelt(starknet.TokenDecimals)}, nil
	case starknet.SelectorSymbol:
		return starknet.ByteArray(starknet.TokenSymbol), nil
	case starknet.SelectorName:
		return starknet.ByteArray(starknet.TokenName), nil
	}
	account, err := a.lookup(&f.Calldata[0])
	if err != nil {
		return nil, err
	}
	var balance uint256.Int
	if account != nil {
		balance = account.Balance
	}
	halves := starknet.U256(&balance)
	return halves[:], nil
}

// callAccount carries out a call of an account that changes nothing.
func callAccount(a *program.Account, f *starknet.Call) ([]starknet.Felt, error) {
	if f.Selector != selectorPublicKey {
		return nil, newError(codeEntryPointNotFound, "of an account, get_public_key can be called")
	}
	if len(f.Calldata) != 0 {
		return nil, contractError("the calldata has %d felts, not 0", len(f.Calldata))
	}
	return []starknet.Felt{a.PublicKey}, nil
}

var selectorPublicKey = starknet.Selector("get_public_key")

// contractError is the answer to a call that would revert.
func contractError(format string, args ...any) *Error {
	e := newError(codeContract, format, args...)
	e.Data = struct {
		Reason any `json:"revert_error"`
	}{e.Data}
	return e
}
