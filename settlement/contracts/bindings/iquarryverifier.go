// Code generated - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package bindings

import (
	"context"
	"errors"
	"math/big"
	"strings"
	"time"

	ethereum "github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/event"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = errors.New
	_ = big.NewInt
	_ = strings.NewReader
	_ = ethereum.NotFound
	_ = bind.Bind
	_ = common.Big1
	_ = types.BloomLookup
	_ = event.NewSubscription
	_ = abi.ConvertType
	_ = time.Tick
	_ = context.Background
)

// IQuarryVerifierMetaData contains all meta data concerning the IQuarryVerifier contract.
var IQuarryVerifierMetaData = &bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"DegenerateChallenge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"query\",\"type\":\"uint256\"}],\"name\":\"LastLayerMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"section\",\"type\":\"uint256\"}],\"name\":\"NonCanonicalElement\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"cell\",\"type\":\"uint256\"}],\"name\":\"NonCanonicalOutput\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"}],\"name\":\"NotAProgram\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OodsMismatch\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"parameter\",\"type\":\"uint256\"}],\"name\":\"ParameterOutOfRange\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"ProofOfWorkMissing\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"}],\"name\":\"ProofTooShort\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"words\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"expected\",\"type\":\"uint256\"}],\"name\":\"PublicInputLength\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"cells\",\"type\":\"uint256\"}],\"name\":\"PublicMemoryTooLarge\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"min\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"max\",\"type\":\"uint256\"}],\"name\":\"RangeCheckBounds\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"bits\",\"type\":\"uint256\"}],\"name\":\"SecurityTooLow\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"segment\",\"type\":\"uint256\"}],\"name\":\"SegmentOutOfPlace\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"segment\",\"type\":\"uint256\"}],\"name\":\"SegmentOverflow\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"steps\",\"type\":\"uint256\"}],\"name\":\"StepsOutOfRange\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"count\",\"type\":\"uint256\"}],\"name\":\"TrailingBytes\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"section\",\"type\":\"uint256\"}],\"name\":\"WrongDecommitment\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"layoutName\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"outputStart\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"securityFloor\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"seedV3\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"uint256\",\"name\":\"parameters\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"publicInput\",\"type\":\"uint256[]\"},{\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"}],\"name\":\"verify\",\"outputs\":[],\"stateMutability\":\"view\",\"type\":\"function\"}]",
}

// IQuarryVerifierABI is the input ABI used to generate the binding from.
// Deprecated: Use IQuarryVerifierMetaData.ABI instead.
var IQuarryVerifierABI = IQuarryVerifierMetaData.ABI

// IQuarryVerifier is an auto generated Go binding around an Ethereum contract.
type IQuarryVerifier struct {
	IQuarryVerifierCaller     // Read-only binding to the contract
	IQuarryVerifierTransactor // Write-only binding to the contract
	IQuarryVerifierFilterer   // Log filterer for contract events
}

// IQuarryVerifierCaller is an auto generated read-only Go binding around an Ethereum contract.
type IQuarryVerifierCaller struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// IQuarryVerifierTransactor is an auto generated write-only Go binding around an Ethereum contract.
type IQuarryVerifierTransactor struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// IQuarryVerifierFilterer is an auto generated log filtering Go binding around an Ethereum contract events.
type IQuarryVerifierFilterer struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// IQuarryVerifierSession is an auto generated Go binding around an Ethereum contract,
// with pre-set call and transact options.
type IQuarryVerifierSession struct {
	Contract     *IQuarryVerifier  // Generic contract binding to set the session for
	CallOpts     bind.CallOpts     // Call options to use throughout this session
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// IQuarryVerifierCallerSession is an auto generated read-only Go binding around an Ethereum contract,
// with pre-set call options.
type IQuarryVerifierCallerSession struct {
	Contract *IQuarryVerifierCaller // Generic contract caller binding to set the session for
	CallOpts bind.CallOpts          // Call options to use throughout this session
}

// IQuarryVerifierTransactorSession is an auto generated write-only Go binding around an Ethereum contract,
// with pre-set transact options.
type IQuarryVerifierTransactorSession struct {
	Contract     *IQuarryVerifierTransactor // Generic contract transactor binding to set the session for
	TransactOpts bind.TransactOpts          // Transaction auth options to use throughout this session
}

// IQuarryVerifierRaw is an auto generated low-level Go binding around an Ethereum contract.
type IQuarryVerifierRaw struct {
	Contract *IQuarryVerifier // Generic contract binding to access the raw methods on
}

// IQuarryVerifierCallerRaw is an auto generated low-level read-only Go binding around an Ethereum contract.
type IQuarryVerifierCallerRaw struct {
	Contract *IQuarryVerifierCaller // Generic read-only contract binding to access the raw methods on
}

// IQuarryVerifierTransactorRaw is an auto generated low-level write-only Go binding around an Ethereum contract.
type IQuarryVerifierTransactorRaw struct {
	Contract *IQuarryVerifierTransactor // Generic write-only contract binding to access the raw methods on
}

// NewIQuarryVerifier creates a new instance of IQuarryVerifier, bound to a specific deployed contract.
func NewIQuarryVerifier(address common.Address, backend bind.ContractBackend) (*IQuarryVerifier, error) {
	contract, err := bindIQuarryVerifier(address, backend, backend, backend)
	if err != nil {
		return nil, err
	}
	return &IQuarryVerifier{IQuarryVerifierCaller: IQuarryVerifierCaller{contract: contract}, IQuarryVerifierTransactor: IQuarryVerifierTransactor{contract: contract}, IQuarryVerifierFilterer: IQuarryVerifierFilterer{contract: contract}}, nil
}

// NewIQuarryVerifierCaller creates a new read-only instance of IQuarryVerifier, bound to a specific deployed contract.
func NewIQuarryVerifierCaller(address common.Address, caller bind.ContractCaller) (*IQuarryVerifierCaller, error) {
	contract, err := bindIQuarryVerifier(address, caller, nil, nil)
	if err != nil {
		return nil, err
	}
	return &IQuarryVerifierCaller{contract: contract}, nil
}

// NewIQuarryVerifierTransactor creates a new write-only instance of IQuarryVerifier, bound to a specific deployed contract.
func NewIQuarryVerifierTransactor(address common.Address, transactor bind.ContractTransactor) (*IQuarryVerifierTransactor, error) {
	contract, err := bindIQuarryVerifier(address, nil, transactor, nil)
	if err != nil {
		return nil, err
	}
	return &IQuarryVerifierTransactor{contract: contract}, nil
}

// NewIQuarryVerifierFilterer creates a new log filterer instance of IQuarryVerifier, bound to a specific deployed contract.
func NewIQuarryVerifierFilterer(address common.Address, filterer bind.ContractFilterer) (*IQuarryVerifierFilterer, error) {
	contract, err := bindIQuarryVerifier(address, nil, nil, filterer)
	if err != nil {
		return nil, err
	}
	return &IQuarryVerifierFilterer{contract: contract}, nil
}

// bindIQuarryVerifier binds a generic wrapper to an already deployed contract.
func bindIQuarryVerifier(address common.Address, caller bind.ContractCaller, transactor bind.ContractTransactor, filterer bind.ContractFilterer) (*bind.BoundContract, error) {
	parsed, err := IQuarryVerifierMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	return bind.NewBoundContract(address, *parsed, caller, transactor, filterer), nil
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_IQuarryVerifier *IQuarryVerifierRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _IQuarryVerifier.Contract.IQuarryVerifierCaller.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_IQuarryVerifier *IQuarryVerifierRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _IQuarryVerifier.Contract.IQuarryVerifierTransactor.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_IQuarryVerifier *IQuarryVerifierRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _IQuarryVerifier.Contract.IQuarryVerifierTransactor.contract.Transact(opts, method, params...)
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_IQuarryVerifier *IQuarryVerifierCallerRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _IQuarryVerifier.Contract.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_IQuarryVerifier *IQuarryVerifierTransactorRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _IQuarryVerifier.Contract.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_IQuarryVerifier *IQuarryVerifierTransactorRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _IQuarryVerifier.Contract.contract.Transact(opts, method, params...)
}

// LayoutName is a free data retrieval call binding the contract method 0x84fcb0df.
//
// Solidity: function layoutName() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierCaller) LayoutName(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _IQuarryVerifier.contract.Call(opts, &out, "layoutName")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// LayoutName is a free data retrieval call binding the contract method 0x84fcb0df.
//
// Solidity: function layoutName() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierSession) LayoutName() (*big.Int, error) {
	return _IQuarryVerifier.Contract.LayoutName(&_IQuarryVerifier.CallOpts)
}

// LayoutName is a free data retrieval call binding the contract method 0x84fcb0df.
//
// Solidity: function layoutName() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierCallerSession) LayoutName() (*big.Int, error) {
	return _IQuarryVerifier.Contract.LayoutName(&_IQuarryVerifier.CallOpts)
}

// OutputStart is a free data retrieval call binding the contract method 0x01911a75.
//
// Solidity: function outputStart() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierCaller) OutputStart(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _IQuarryVerifier.contract.Call(opts, &out, "outputStart")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// OutputStart is a free data retrieval call binding the contract method 0x01911a75.
//
// Solidity: function outputStart() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierSession) OutputStart() (*big.Int, error) {
	return _IQuarryVerifier.Contract.OutputStart(&_IQuarryVerifier.CallOpts)
}

// OutputStart is a free data retrieval call binding the contract method 0x01911a75.
//
// Solidity: function outputStart() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierCallerSession) OutputStart() (*big.Int, error) {
	return _IQuarryVerifier.Contract.OutputStart(&_IQuarryVerifier.CallOpts)
}

// SecurityFloor is a free data retrieval call binding the contract method 0x291aac5b.
//
// Solidity: function securityFloor() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierCaller) SecurityFloor(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _IQuarryVerifier.contract.Call(opts, &out, "securityFloor")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// SecurityFloor is a free data retrieval call binding the contract method 0x291aac5b.
//
// Solidity: function securityFloor() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierSession) SecurityFloor() (*big.Int, error) {
	return _IQuarryVerifier.Contract.SecurityFloor(&_IQuarryVerifier.CallOpts)
}

// SecurityFloor is a free data retrieval call binding the contract method 0x291aac5b.
//
// Solidity: function securityFloor() view returns(uint256)
func (_IQuarryVerifier *IQuarryVerifierCallerSession) SecurityFloor() (*big.Int, error) {
	return _IQuarryVerifier.Contract.SecurityFloor(&_IQuarryVerifier.CallOpts)
}

// SeedV3 is a free data retrieval call binding the contract method 0x00a55aab.
//
// Solidity: function seedV3() view returns(bool)
func (_IQuarryVerifier *IQuarryVerifierCaller) SeedV3(opts *bind.CallOpts) (bool, error) {
	var out []interface{}
	err := _IQuarryVerifier.contract.Call(opts, &out, "seedV3")

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// SeedV3 is a free data retrieval call binding the contract method 0x00a55aab.
//
// Solidity: function seedV3() view returns(bool)
func (_IQuarryVerifier *IQuarryVerifierSession) SeedV3() (bool, error) {
	return _IQuarryVerifier.Contract.SeedV3(&_IQuarryVerifier.CallOpts)
}

// SeedV3 is a free data retrieval call binding the contract method 0x00a55aab.
//
// Solidity: function seedV3() view returns(bool)
func (_IQuarryVerifier *IQuarryVerifierCallerSession) SeedV3() (bool, error) {
	return _IQuarryVerifier.Contract.SeedV3(&_IQuarryVerifier.CallOpts)
}

// Verify is a free data retrieval call binding the contract method 0x2470870d.
//
// Solidity: function verify(bytes proof, uint256 parameters, uint256[] publicInput, address program) view returns()
func (_IQuarryVerifier *IQuarryVerifierCaller) Verify(opts *bind.CallOpts, proof []byte, parameters *big.Int, publicInput []*big.Int, program common.Address) error {
	var out []interface{}
	err := _IQuarryVerifier.contract.Call(opts, &out, "verify", proof, parameters, publicInput, program)

	if err != nil {
		return err
	}

	return err

}

// Verify is a free data retrieval call binding the contract method 0x2470870d.
//
// Solidity: function verify(bytes proof, uint256 parameters, uint256[] publicInput, address program) view returns()
func (_IQuarryVerifier *IQuarryVerifierSession) Verify(proof []byte, parameters *big.Int, publicInput []*big.Int, program common.Address) error {
	return _IQuarryVerifier.Contract.Verify(&_IQuarryVerifier.CallOpts, proof, parameters, publicInput, program)
}

// Verify is a free data retrieval call binding the contract method 0x2470870d.
//
// Solidity: function verify(bytes proof, uint256 parameters, uint256[] publicInput, address program) view returns()
func (_IQuarryVerifier *IQuarryVerifierCallerSession) Verify(proof []byte, parameters *big.Int, publicInput []*big.Int, program common.Address) error {
	return _IQuarryVerifier.Contract.Verify(&_IQuarryVerifier.CallOpts, proof, parameters, publicInput, program)
}
