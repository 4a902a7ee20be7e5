package contracts

import (
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"

	"quarry/fault"
	"quarry/sequencer/program"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/contracts/verifier"
)

// useKzgDA is the word of the output that says where the state diff lies.
const useKzgDA = 8

// UpdateState is the call of the core contract that settles a block. outputStart
// is the verifier's: where in the public input the output begins. kzgProofs are the
// proofs of the blobs' values, 48 bytes each, if the state diff lies in blobs.
func UpdateState(call *verifier.Call, outputStart int, kzgProofs [][]byte) ([]byte, error) {
	if outputStart < 0 || len(call.PublicInput) < outputStart+program.HeaderWords {
		return nil, fault.New(CodeCall, "the proof's public input has %d words, too few for a block's output from word %d on",
			len(call.PublicInput), outputStart)
	}
	statement, output := call.PublicInput[:outputStart], call.PublicInput[outputStart:]
	blobs := output[useKzgDA].Sign() != 0
	if blobs != (len(kzgProofs) > 0) {
		return nil, fault.New(CodeCall, "the block's state diff is in blobs: %t; proofs of blobs: %d", blobs, len(kzgProofs))
	}
	if blobs {
		return pack("updateStateKzgDA", output, statement, call.Parameters, call.Proof, kzgProofs)
	}
	return pack("updateState", output, statement, call.Parameters, call.Proof)
}

func pack(method string, args ...any) ([]byte, error) {
	data, err := coreABI().Pack(method, args...)
	if err != nil {
		return nil, fault.Wrap(err, CodeCall, "no call of %s", method)
	}
	return data, nil
}

// coreABI is the core contract's.
func coreABI() *abi.ABI {
	parsed, err := bindings.CoreMetaData.GetAbi()
	if err != nil {
		panic(err) // the ABI is part of the binary
	}
	return parsed
}

// OutputWords returns the output of a call that updateState and updateStateKzgDA
// were given, and the use_kzg_da that the function stands for.
func OutputWords(calldata []byte) (output []*big.Int, useKzgDA bool, err error) {
	if len(calldata) < 4 {
		return nil, false, fault.New(CodeCall, "%d bytes are no call", len(calldata))
	}
	method, err := coreABI().MethodById(calldata)
	if err != nil || method.Name != "updateState" && method.Name != "updateStateKzgDA" {
		return nil, false, fault.New(CodeCall, "the call 0x%x settles no block", calldata[:4])
	}
	args, err := method.Inputs.Unpack(calldata[4:])
	if err != nil {
		return nil, false, fault.Wrap(err, CodeCall, "the call's arguments can't be read")
	}
	return args[0].([]*big.Int), method.Name == "updateStateKzgDA", nil
}
