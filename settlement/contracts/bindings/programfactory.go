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

// ProgramFactoryMetaData contains all meta data concerning the ProgramFactory contract.
var ProgramFactoryMetaData = &bind.MetaData{
	ABI: "[{\"inputs\":[],\"name\":\"NotCells\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NotInProofMode\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"chunk\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"hash\",\"type\":\"bytes32\"}],\"name\":\"ChunkPublished\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"bytes32\",\"name\":\"identity\",\"type\":\"bytes32\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"cells\",\"type\":\"uint256\"}],\"name\":\"ProgramPublished\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"address[]\",\"name\":\"chunks\",\"type\":\"address[]\"},{\"internalType\":\"uint256\",\"name\":\"builtins\",\"type\":\"uint256\"}],\"name\":\"publish\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"publishChunk\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"chunk\",\"type\":\"address\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	Bin: "0x608080604052346015576108de908161001a8239f35b5f80fdfe60806040526004361015610011575f80fd5b5f3560e01c806331fc3114146105f25763fd648c571461002f575f80fd5b346105ee5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105ee5760043567ffffffffffffffff81116105ee57366023820112156105ee57806004013567ffffffffffffffff81116105ee576024820191602436918360051b0101116105ee57602435905f925f5b82811061050f57506100d56100bf8561073c565b946100cd60405196876106ce565b80865261073c565b937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe06020820195013686375f805b8482106104b75750508051600681901c95907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc0811690871560408984041417156103ae5714806104ad575b1561045c5760405161016160c0826106ce565b60c03682375f5b8781106103db57505f9086805b610350575067040780017fff7fff8151149182610342575b508161032c575b81610316575b81610309575b50156102e1576101f560408095949551809360208201958987525180918484015e81015f8382015203017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe081018352826106ce565b519020926040519084602083015260408201528460608201526060815261021d6080826106ce565b915f915b80831061027f5760208086887f926c5e6b5f4e8caca4fc6f1edb2ae84449bf9de86a4f5dc7f0d73d0ef859152e73ffffffffffffffffffffffffffffffffffffffff61026c8a6107ea565b16938492604051908152a3604051908152f35b90919260206102d8818060019473ffffffffffffffffffffffffffffffffffffffff6102b46102af8b8a8c6107b9565b6107c9565b166040519582879351918291018585015e82019083820152030180845201826106ce565b93019190610221565b7f5d0b2d8c000000000000000000000000000000000000000000000000000000005f5260045ffd5b60a091500151155f6101a0565b608081015167010780017fff7fff14915061019a565b6040810151671104800180018000149150610194565b60208201511491505f61018d565b917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81146103ae57600101917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8101908082116103ae571680610175565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b8060061b840190604060208301519201519160018201908183116103ae571480610484575b1561045c57600681108061041a575b506001915001610168565b1561042f576001918160051b8401525f61040f565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b7f993089ea000000000000000000000000000000000000000000000000000000005f5260045ffd5b507f08000000000000110000000000000000000000000000000000000000000000018210610400565b506006861161014e565b6104c56102af8387876107b9565b803b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81019081116103ae578281600161050794602082978a0101903c6107ac565b910190610103565b9361051e6102af8685856107b9565b3b90600182118061056c575b1561045c577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82019182116103ae57600191610565916107ac565b94016100ab565b507fff0000000000000000000000000000000000000000000000000000000000000061059c6102af8887876107b9565b803b6105a78161073c565b906105b560405192836106ce565b8082525f6020830180943c51905182811691600181106105d9575b5050161561052a565b839250829060010360031b1b16165f806105d0565b5f80fd5b346105ee5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126105ee5760043567ffffffffffffffff81116105ee57366023820112156105ee57806004013567ffffffffffffffff81116105ee57602482019160248236920101116105ee5773ffffffffffffffffffffffffffffffffffffffff61069960209361069161068c368684610776565b6107ea565b933691610776565b838151910120911660405191817f6d6cb416cd921b2ef9ffeaa8dafd610edc1142aacb7e833b1c242931a134a5005f80a38152f35b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761070f57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b67ffffffffffffffff811161070f57601f017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200190565b9291926107828261073c565b9161079060405193846106ce565b8294818452818301116105ee578281602093845f960137010152565b919082018092116103ae57565b919081101561042f5760051b0190565b3573ffffffffffffffffffffffffffffffffffffffff811681036105ee5790565b805190600182018092116103ae576108bb602d6020926040519384917fffffffff00000000000000000000000000000000000000000000000000000000828401977f6300000000000000000000000000000000000000000000000000000000000000895260e01b1660218401527f80600c5f395ff30000000000000000000000000000000000000000000000000060258401528051918291018484015e81015f8382015203017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe081018352826106ce565b51905ff09073ffffffffffffffffffffffffffffffffffffffff82161561045c5756",
}

// ProgramFactoryABI is the input ABI used to generate the binding from.
// Deprecated: Use ProgramFactoryMetaData.ABI instead.
var ProgramFactoryABI = ProgramFactoryMetaData.ABI

// ProgramFactoryBin is the compiled bytecode used for deploying new contracts.
// Deprecated: Use ProgramFactoryMetaData.Bin instead.
var ProgramFactoryBin = ProgramFactoryMetaData.Bin

// DeployProgramFactory deploys a new Ethereum contract, binding an instance of ProgramFactory to it.
func DeployProgramFactory(auth *bind.TransactOpts, backend bind.ContractBackend) (common.Address, *types.Transaction, *ProgramFactory, error) {
	parsed, err := ProgramFactoryMetaData.GetAbi()
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	if parsed == nil {
		return common.Address{}, nil, nil, errors.New("GetABI returned nil")
	}

	address, tx, contract, err := bind.DeployContract(auth, *parsed, common.FromHex(ProgramFactoryBin), backend)
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	return address, tx, &ProgramFactory{ProgramFactoryCaller: ProgramFactoryCaller{contract: contract}, ProgramFactoryTransactor: ProgramFactoryTransactor{contract: contract}, ProgramFactoryFilterer: ProgramFactoryFilterer{contract: contract}}, nil
}

// ProgramFactory is an auto generated Go binding around an Ethereum contract.
type ProgramFactory struct {
	ProgramFactoryCaller     // Read-only binding to the contract
	ProgramFactoryTransactor // Write-only binding to the contract
	ProgramFactoryFilterer   // Log filterer for contract events
}

// ProgramFactoryCaller is an auto generated read-only Go binding around an Ethereum contract.
type ProgramFactoryCaller struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// ProgramFactoryTransactor is an auto generated write-only Go binding around an Ethereum contract.
type ProgramFactoryTransactor struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// ProgramFactoryFilterer is an auto generated log filtering Go binding around an Ethereum contract events.
type ProgramFactoryFilterer struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// ProgramFactorySession is an auto generated Go binding around an Ethereum contract,
// with pre-set call and transact options.
type ProgramFactorySession struct {
	Contract     *ProgramFactory   // Generic contract binding to set the session for
	CallOpts     bind.CallOpts     // Call options to use throughout this session
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// ProgramFactoryCallerSession is an auto generated read-only Go binding around an Ethereum contract,
// with pre-set call options.
type ProgramFactoryCallerSession struct {
	Contract *ProgramFactoryCaller // Generic contract caller binding to set the session for
	CallOpts bind.CallOpts         // Call options to use throughout this session
}

// ProgramFactoryTransactorSession is an auto generated write-only Go binding around an Ethereum contract,
// with pre-set transact options.
type ProgramFactoryTransactorSession struct {
	Contract     *ProgramFactoryTransactor // Generic contract transactor binding to set the session for
	TransactOpts bind.TransactOpts         // Transaction auth options to use throughout this session
}

// ProgramFactoryRaw is an auto generated low-level Go binding around an Ethereum contract.
type ProgramFactoryRaw struct {
	Contract *ProgramFactory // Generic contract binding to access the raw methods on
}

// ProgramFactoryCallerRaw is an auto generated low-level read-only Go binding around an Ethereum contract.
type ProgramFactoryCallerRaw struct {
	Contract *ProgramFactoryCaller // Generic read-only contract binding to access the raw methods on
}

// ProgramFactoryTransactorRaw is an auto generated low-level write-only Go binding around an Ethereum contract.
type ProgramFactoryTransactorRaw struct {
	Contract *ProgramFactoryTransactor // Generic write-only contract binding to access the raw methods on
}

// NewProgramFactory creates a new instance of ProgramFactory, bound to a specific deployed contract.
func NewProgramFactory(address common.Address, backend bind.ContractBackend) (*ProgramFactory, error) {
	contract, err := bindProgramFactory(address, backend, backend, backend)
	if err != nil {
		return nil, err
	}
	return &ProgramFactory{ProgramFactoryCaller: ProgramFactoryCaller{contract: contract}, ProgramFactoryTransactor: ProgramFactoryTransactor{contract: contract}, ProgramFactoryFilterer: ProgramFactoryFilterer{contract: contract}}, nil
}

// NewProgramFactoryCaller creates a new read-only instance of ProgramFactory, bound to a specific deployed contract.
func NewProgramFactoryCaller(address common.Address, caller bind.ContractCaller) (*ProgramFactoryCaller, error) {
	contract, err := bindProgramFactory(address, caller, nil, nil)
	if err != nil {
		return nil, err
	}
	return &ProgramFactoryCaller{contract: contract}, nil
}

// NewProgramFactoryTransactor creates a new write-only instance of ProgramFactory, bound to a specific deployed contract.
func NewProgramFactoryTransactor(address common.Address, transactor bind.ContractTransactor) (*ProgramFactoryTransactor, error) {
	contract, err := bindProgramFactory(address, nil, transactor, nil)
	if err != nil {
		return nil, err
	}
	return &ProgramFactoryTransactor{contract: contract}, nil
}

// NewProgramFactoryFilterer creates a new log filterer instance of ProgramFactory, bound to a specific deployed contract.
func NewProgramFactoryFilterer(address common.Address, filterer bind.ContractFilterer) (*ProgramFactoryFilterer, error) {
	contract, err := bindProgramFactory(address, nil, nil, filterer)
	if err != nil {
		return nil, err
	}
	return &ProgramFactoryFilterer{contract: contract}, nil
}

// bindProgramFactory binds a generic wrapper to an already deployed contract.
func bindProgramFactory(address common.Address, caller bind.ContractCaller, transactor bind.ContractTransactor, filterer bind.ContractFilterer) (*bind.BoundContract, error) {
	parsed, err := ProgramFactoryMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	return bind.NewBoundContract(address, *parsed, caller, transactor, filterer), nil
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_ProgramFactory *ProgramFactoryRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _ProgramFactory.Contract.ProgramFactoryCaller.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_ProgramFactory *ProgramFactoryRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _ProgramFactory.Contract.ProgramFactoryTransactor.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_ProgramFactory *ProgramFactoryRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _ProgramFactory.Contract.ProgramFactoryTransactor.contract.Transact(opts, method, params...)
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_ProgramFactory *ProgramFactoryCallerRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _ProgramFactory.Contract.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_ProgramFactory *ProgramFactoryTransactorRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _ProgramFactory.Contract.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_ProgramFactory *ProgramFactoryTransactorRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _ProgramFactory.Contract.contract.Transact(opts, method, params...)
}

// Publish is a paid mutator transaction binding the contract method 0xfd648c57.
//
// Solidity: function publish(address[] chunks, uint256 builtins) returns(address program)
func (_ProgramFactory *ProgramFactoryTransactor) Publish(opts *bind.TransactOpts, chunks []common.Address, builtins *big.Int) (*types.Transaction, error) {
	return _ProgramFactory.contract.Transact(opts, "publish", chunks, builtins)
}

// Publish is a paid mutator transaction binding the contract method 0xfd648c57.
//
// Solidity: function publish(address[] chunks, uint256 builtins) returns(address program)
func (_ProgramFactory *ProgramFactorySession) Publish(chunks []common.Address, builtins *big.Int) (*types.Transaction, error) {
	return _ProgramFactory.Contract.Publish(&_ProgramFactory.TransactOpts, chunks, builtins)
}

// Publish is a paid mutator transaction binding the contract method 0xfd648c57.
//
// Solidity: function publish(address[] chunks, uint256 builtins) returns(address program)
func (_ProgramFactory *ProgramFactoryTransactorSession) Publish(chunks []common.Address, builtins *big.Int) (*types.Transaction, error) {
	return _ProgramFactory.Contract.Publish(&_ProgramFactory.TransactOpts, chunks, builtins)
}

// PublishChunk is a paid mutator transaction binding the contract method 0x31fc3114.
//
// Solidity: function publishChunk(bytes data) returns(address chunk)
func (_ProgramFactory *ProgramFactoryTransactor) PublishChunk(opts *bind.TransactOpts, data []byte) (*types.Transaction, error) {
	return _ProgramFactory.contract.Transact(opts, "publishChunk", data)
}

// PublishChunk is a paid mutator transaction binding the contract method 0x31fc3114.
//
// Solidity: function publishChunk(bytes data) returns(address chunk)
func (_ProgramFactory *ProgramFactorySession) PublishChunk(data []byte) (*types.Transaction, error) {
	return _ProgramFactory.Contract.PublishChunk(&_ProgramFactory.TransactOpts, data)
}

// PublishChunk is a paid mutator transaction binding the contract method 0x31fc3114.
//
// Solidity: function publishChunk(bytes data) returns(address chunk)
func (_ProgramFactory *ProgramFactoryTransactorSession) PublishChunk(data []byte) (*types.Transaction, error) {
	return _ProgramFactory.Contract.PublishChunk(&_ProgramFactory.TransactOpts, data)
}

// ProgramFactoryChunkPublishedIterator is returned from FilterChunkPublished and is used to iterate over the raw logs and unpacked data for ChunkPublished events raised by the ProgramFactory contract.
type ProgramFactoryChunkPublishedIterator struct {
	Event *ProgramFactoryChunkPublished // Event containing the contract specifics and raw log

	contract *bind.BoundContract // Generic contract to use for unpacking event data
	event    string              // Event name to use for unpacking event data

	logs chan types.Log        // Log channel receiving the found contract events
	sub  ethereum.Subscription // Subscription for errors, completion and termination
	done bool                  // Whether the subscription completed delivering logs
	fail error                 // Occurred error to stop iteration
}

// Next advances the iterator to the subsequent event, returning whether there
// are any more events found. In case of a retrieval or parsing error, false is
// returned and Error() can be queried for the exact failure.
func (it *ProgramFactoryChunkPublishedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProgramFactoryChunkPublished)
			if err := it.contract.UnpackLog(it.Event, it.event, log); err != nil {
				it.fail = err
				return false
			}
			it.Event.Raw = log
			return true

		default:
			return false
		}
	}
	// Iterator still in progress, wait for either a data or an error event
	select {
	case log := <-it.logs:
		it.Event = new(ProgramFactoryChunkPublished)
		if err := it.contract.UnpackLog(it.Event, it.event, log); err != nil {
			it.fail = err
			return false
		}
		it.Event.Raw = log
		return true

	case err := <-it.sub.Err():
		it.done = true
		it.fail = err
		return it.Next()
	}
}

// Error returns any retrieval or parsing error occurred during filtering.
func (it *ProgramFactoryChunkPublishedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProgramFactoryChunkPublishedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProgramFactoryChunkPublished represents a ChunkPublished event raised by the ProgramFactory contract.
type ProgramFactoryChunkPublished struct {
	Chunk common.Address
	Hash  [32]byte
	Raw   types.Log // Blockchain specific contextual infos
}

// FilterChunkPublished is a free log retrieval operation binding the contract event 0x6d6cb416cd921b2ef9ffeaa8dafd610edc1142aacb7e833b1c242931a134a500.
//
// Solidity: event ChunkPublished(address indexed chunk, bytes32 indexed hash)
func (_ProgramFactory *ProgramFactoryFilterer) FilterChunkPublished(opts *bind.FilterOpts, chunk []common.Address, hash [][32]byte) (*ProgramFactoryChunkPublishedIterator, error) {

	var chunkRule []interface{}
	for _, chunkItem := range chunk {
		chunkRule = append(chunkRule, chunkItem)
	}
	var hashRule []interface{}
	for _, hashItem := range hash {
		hashRule = append(hashRule, hashItem)
	}

	logs, sub, err := _ProgramFactory.contract.FilterLogs(opts, "ChunkPublished", chunkRule, hashRule)
	if err != nil {
		return nil, err
	}
	return &ProgramFactoryChunkPublishedIterator{contract: _ProgramFactory.contract, event: "ChunkPublished", logs: logs, sub: sub}, nil
}

// WatchChunkPublished is a free log subscription operation binding the contract event 0x6d6cb416cd921b2ef9ffeaa8dafd610edc1142aacb7e833b1c242931a134a500.
//
// Solidity: event ChunkPublished(address indexed chunk, bytes32 indexed hash)
func (_ProgramFactory *ProgramFactoryFilterer) WatchChunkPublished(opts *bind.WatchOpts, sink chan<- *ProgramFactoryChunkPublished, chunk []common.Address, hash [][32]byte) (event.Subscription, error) {

	var chunkRule []interface{}
	for _, chunkItem := range chunk {
		chunkRule = append(chunkRule, chunkItem)
	}
	var hashRule []interface{}
	for _, hashItem := range hash {
		hashRule = append(hashRule, hashItem)
	}

	logs, sub, err := _ProgramFactory.contract.WatchLogs(opts, "ChunkPublished", chunkRule, hashRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProgramFactoryChunkPublished)
				if err := _ProgramFactory.contract.UnpackLog(event, "ChunkPublished", log); err != nil {
					// If the signature doesn't match, skip this log.
					if errors.Is(err, bind.ErrEventSignatureMismatch) {
						continue
					}
					return err
				}
				event.Raw = log

				select {
				case sink <- event:
				case err := <-sub.Err():
					return err
				case <-quit:
					return nil
				}
			case err := <-sub.Err():
				return err
			case <-quit:
				return nil
			}
		}
	}), nil
}

// ParseChunkPublished is a log parse operation binding the contract event 0x6d6cb416cd921b2ef9ffeaa8dafd610edc1142aacb7e833b1c242931a134a500.
//
// Solidity: event ChunkPublished(address indexed chunk, bytes32 indexed hash)
func (_ProgramFactory *ProgramFactoryFilterer) ParseChunkPublished(log types.Log) (*ProgramFactoryChunkPublished, error) {
	event := new(ProgramFactoryChunkPublished)
	if err := _ProgramFactory.contract.UnpackLog(event, "ChunkPublished", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProgramFactoryProgramPublishedIterator is returned from FilterProgramPublished and is used to iterate over the raw logs and unpacked data for ProgramPublished events raised by the ProgramFactory contract.
type ProgramFactoryProgramPublishedIterator struct {
	Event *ProgramFactoryProgramPublished // Event containing the contract specifics and raw log

	contract *bind.BoundContract // Generic contract to use for unpacking event data
	event    string              // Event name to use for unpacking event data

	logs chan types.Log        // Log channel receiving the found contract events
	sub  ethereum.Subscription // Subscription for errors, completion and termination
	done bool                  // Whether the subscription completed delivering logs
	fail error                 // Occurred error to stop iteration
}

// Next advances the iterator to the subsequent event, returning whether there
// are any more events found. In case of a retrieval or parsing error, false is
// returned and Error() can be queried for the exact failure.
func (it *ProgramFactoryProgramPublishedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProgramFactoryProgramPublished)
			if err := it.contract.UnpackLog(it.Event, it.event, log); err != nil {
				it.fail = err
				return false
			}
			it.Event.Raw = log
			return true

		default:
			return false
		}
	}
	// Iterator still in progress, wait for either a data or an error event
	select {
	case log := <-it.logs:
		it.Event = new(ProgramFactoryProgramPublished)
		if err := it.contract.UnpackLog(it.Event, it.event, log); err != nil {
			it.fail = err
			return false
		}
		it.Event.Raw = log
		return true

	case err := <-it.sub.Err():
		it.done = true
		it.fail = err
		return it.Next()
	}
}

// Error returns any retrieval or parsing error occurred during filtering.
func (it *ProgramFactoryProgramPublishedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProgramFactoryProgramPublishedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProgramFactoryProgramPublished represents a ProgramPublished event raised by the ProgramFactory contract.
type ProgramFactoryProgramPublished struct {
	Program  common.Address
	Identity [32]byte
	Cells    *big.Int
	Raw      types.Log // Blockchain specific contextual infos
}

// FilterProgramPublished is a free log retrieval operation binding the contract event 0x926c5e6b5f4e8caca4fc6f1edb2ae84449bf9de86a4f5dc7f0d73d0ef859152e.
//
// Solidity: event ProgramPublished(address indexed program, bytes32 indexed identity, uint256 cells)
func (_ProgramFactory *ProgramFactoryFilterer) FilterProgramPublished(opts *bind.FilterOpts, program []common.Address, identity [][32]byte) (*ProgramFactoryProgramPublishedIterator, error) {

	var programRule []interface{}
	for _, programItem := range program {
		programRule = append(programRule, programItem)
	}
	var identityRule []interface{}
	for _, identityItem := range identity {
		identityRule = append(identityRule, identityItem)
	}

	logs, sub, err := _ProgramFactory.contract.FilterLogs(opts, "ProgramPublished", programRule, identityRule)
	if err != nil {
		return nil, err
	}
	return &ProgramFactoryProgramPublishedIterator{contract: _ProgramFactory.contract, event: "ProgramPublished", logs: logs, sub: sub}, nil
}

// WatchProgramPublished is a free log subscription operation binding the contract event 0x926c5e6b5f4e8caca4fc6f1edb2ae84449bf9de86a4f5dc7f0d73d0ef859152e.
//
// Solidity: event ProgramPublished(address indexed program, bytes32 indexed identity, uint256 cells)
func (_ProgramFactory *ProgramFactoryFilterer) WatchProgramPublished(opts *bind.WatchOpts, sink chan<- *ProgramFactoryProgramPublished, program []common.Address, identity [][32]byte) (event.Subscription, error) {

	var programRule []interface{}
	for _, programItem := range program {
		programRule = append(programRule, programItem)
	}
	var identityRule []interface{}
	for _, identityItem := range identity {
		identityRule = append(identityRule, identityItem)
	}

	logs, sub, err := _ProgramFactory.contract.WatchLogs(opts, "ProgramPublished", programRule, identityRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProgramFactoryProgramPublished)
				if err := _ProgramFactory.contract.UnpackLog(event, "ProgramPublished", log); err != nil {
					// If the signature doesn't match, skip this log.
					if errors.Is(err, bind.ErrEventSignatureMismatch) {
						continue
					}
					return err
				}
				event.Raw = log

				select {
				case sink <- event:
				case err := <-sub.Err():
					return err
				case <-quit:
					return nil
				}
			case err := <-sub.Err():
				return err
			case <-quit:
				return nil
			}
		}
	}), nil
}

// ParseProgramPublished is a log parse operation binding the contract event 0x926c5e6b5f4e8caca4fc6f1edb2ae84449bf9de86a4f5dc7f0d73d0ef859152e.
//
// Solidity: event ProgramPublished(address indexed program, bytes32 indexed identity, uint256 cells)
func (_ProgramFactory *ProgramFactoryFilterer) ParseProgramPublished(log types.Log) (*ProgramFactoryProgramPublished, error) {
	event := new(ProgramFactoryProgramPublished)
	if err := _ProgramFactory.contract.UnpackLog(event, "ProgramPublished", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}
