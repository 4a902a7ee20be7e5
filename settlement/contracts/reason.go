package contracts

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"quarry/settlement/contracts/bindings"
)

// errorsByID are the typed errors of all contracts, by their selector.
var errorsByID = sync.OnceValue(func() map[[4]byte]abi.Error {
	byID := map[[4]byte]abi.Error{}
	for _, m := range []*bind.MetaData{
		bindings.ProxyMetaData, bindings.CoreMetaData, bindings.BridgeMetaData, escapeMetaData(),
		bindings.IQuarryVerifierMetaData, bindings.ProgramFactoryMetaData,
	} {
		parsed, err := m.GetAbi()
		if err != nil {
			panic(err) // the ABI is part of the binary
		}
		for _, e := range parsed.Errors {
			byID[[4]byte(e.ID[:4])] = e
		}
	}
	return byID
})

// Reason is why a contract reverted: the name of its typed error and the values.
type Reason struct {
	Name   string
	Values []any
}

// String returns the reason as a call: Name(value, …).
func (r Reason) String() string {
	values := make([]string, len(r.Values))
	for i, v := range r.Values {
		values[i] = fmt.Sprint(v)
		if b, ok := v.([32]byte); ok {
			values[i] = hexutil.Encode(b[:])
		}
	}
	return r.Name + "(" + strings.Join(values, ", ") + ")"
}

// ReasonOf reads the bytes that a contract reverted with. Bytes that are none of
// our errors are named Error, with Solidity's text or the bytes as the value.
func ReasonOf(data []byte) Reason {
	if len(data) >= 4 {
		if e, ok := errorsByID()[[4]byte(data[:4])]; ok {
			if values, err := e.Inputs.Unpack(data[4:]); err == nil {
				return Reason{e.Name, values}
			}
		}
	}
	if text, err := abi.UnpackRevert(data); err == nil {
		return Reason{"Error", []any{text}}
	}
	return Reason{"Error", []any{hexutil.Encode(data)}}
}

// ReasonIn finds the reason in an error of a call that a node answered; ok is
// false if the error does not come from a contract.
func ReasonIn(err error) (reason Reason, ok bool) {
	var answer rpc.DataError
	if !errors.As(err, &answer) {
		return Reason{}, false
	}
	text, ok := answer.ErrorData().(string)
	if !ok {
		return Reason{}, false
	}
	data, err := hexutil.Decode(text)
	if err != nil {
		return Reason{}, false
	}
	return ReasonOf(data), true
}
