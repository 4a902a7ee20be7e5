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

// ProxyMetaData contains all meta data concerning the Proxy contract.
var ProxyMetaData = &bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"address\",\"name\":\"governor\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"delay\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"AlreadyAdded\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CannotRemoveSelf\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"DirectCall\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"IsFinal\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoImplementation\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"NotAContract\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"NotAdded\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"candidate\",\"type\":\"address\"}],\"name\":\"NotEligible\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotGovernor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotNominated\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"activationTime\",\"type\":\"uint256\"}],\"name\":\"NotYetActive\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"governor\",\"type\":\"address\"}],\"name\":\"GovernorAccepted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"candidate\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"GovernorNominated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"governor\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"GovernorRemoved\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isFinal\",\"type\":\"bool\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"activationTime\",\"type\":\"uint256\"}],\"name\":\"ImplementationAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"}],\"name\":\"ImplementationFinal\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"indexed\":false,\"internalType\":\"bool\",\"name\":\"isFinal\",\"type\":\"bool\"}],\"name\":\"ImplementationRemoved\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"candidate\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"NominationCancelled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"implementation\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"Upgraded\",\"type\":\"event\"},{\"stateMutability\":\"payable\",\"type\":\"fallback\"},{\"inputs\":[],\"name\":\"acceptGovernance\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"code\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"bool\",\"name\":\"final_\",\"type\":\"bool\"}],\"name\":\"activationTime\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"code\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"bool\",\"name\":\"final_\",\"type\":\"bool\"}],\"name\":\"addImplementation\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"candidate\",\"type\":\"address\"}],\"name\":\"cancelNomination\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"implementation\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"code\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isFinal\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"isGovernor\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"isNominated\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"candidate\",\"type\":\"address\"}],\"name\":\"nominateGovernor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"governor\",\"type\":\"address\"}],\"name\":\"removeGovernor\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"code\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"bool\",\"name\":\"final_\",\"type\":\"bool\"}],\"name\":\"removeImplementation\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"upgradeDelay\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"code\",\"type\":\"address\"},{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"},{\"internalType\":\"bool\",\"name\":\"final_\",\"type\":\"bool\"}],\"name\":\"upgradeTo\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"stateMutability\":\"payable\",\"type\":\"receive\"}]",
	Bin: "0x60a03461012057601f61168e38819003918201601f19168301916001600160401b038311848410176101245780849260409485528339810103126101205780516001600160a01b03811691908290036101205760200151811561010d576080525f51602061166e5f395f51905f52545f1981146100f957600101805f51602061166e5f395f51905f5255815f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2055604051907fb7a4788848eba3319c766bdd6428c7d7a10e4cba4fd6ade9b79b7102b7099b365f80a26115359081610139823960805181818161076a0152610b5b0152f35b634e487b7160e01b5f52601160045260245ffd5b50633a1c154560e01b5f5260045260245ffd5b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610018575b366113c8576114b2565b5f3560e01c8063238efcbc146100e75780633a3e6c81146100e25780633ade2503146100dd57806353626ca2146100d85780635c60da1b146100d35780635cef2e86146100ce5780635e3a97e7146100c95780637147855d146100c45780637e48d4ea146100bf578063db3b76ed146100ba578063e43581b8146100b5578063eecdac88146100b05763f34187810361000e57610fa9565b610e3a565b610db8565b610b7e565b610b26565b610815565b610649565b61051e565b6104ae565b61038a565b61033b565b61026a565b34610222575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610222576101273361012233611052565b611008565b335f9081527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410160205260408120818155600101557ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec4102547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff811461021d57600101807ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410255335f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2055337fb7a4788848eba3319c766bdd6428c7d7a10e4cba4fd6ade9b79b7102b7099b365f80a2005b611240565b5f80fd5b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361022257565b359073ffffffffffffffffffffffffffffffffffffffff8216820361022257565b346102225760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102225760206102ab6102a6610226565b611052565b6040519015158152f35b60607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc820112610222576102e96004610249565b9160243567ffffffffffffffff811161022257826023820112156102225780600401359267ffffffffffffffff8411610222576024848301011161022257602401919060443580151581036102225790565b346102225761035561034c366102b5565b9291909161143a565b5f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b00602052602060405f2054604051908152f35b346102225760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610222576103c1610226565b6104143361040f3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b6110f5565b6104218161012281611052565b5f600161046b8373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410160205260405f2090565b828155015573ffffffffffffffffffffffffffffffffffffffff3391167fad14e8eb642885e809a89930bae5136cf65e30a1f83f25a1fdbfcfd06372f21f5f80a3005b34610222575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102225760207f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc5473ffffffffffffffffffffffffffffffffffffffff60405191168152f35b346102225773ffffffffffffffffffffffffffffffffffffffff7fe99b980b5259f200e4c1da973ff0251b6d9aaa144714c8773976ecd62b8ebe8d610562366102b5565b949091926105b43361040f3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b6105c08684868461143a565b805f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b006020526105f78260405f2054151561113f565b5f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b006020525f604081205561063a604051948594604086526040860191611189565b951515602084015216930390a2005b3461022257610657366102b5565b906106a99392933361040f3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b6106d760ff7f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b015416156111c7565b823b156107d357916107ce6107bf838561072973ffffffffffffffffffffffffffffffffffffffff967f9999dd62cdfcc2a348912169a19f1687ab2e5d3c2af062644bed274f6ace8207988a8861143a565b6107658661075e835f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b0060205260405f2090565b54156111f6565b61078f7f00000000000000000000000000000000000000000000000000000000000000004261126d565b9384915f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b0060205260405f2090565b5560405195869516978561127a565b0390a2005b73ffffffffffffffffffffffffffffffffffffffff837f8a8b41ec000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b34610222575f80610a26610a5261082b366102b5565b61087f9593959492943361040f3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b6108b96108b46108b07f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b015460ff1690565b1590565b6111c7565b8661097b6108c98385898b61143a565b61094e6108fd825f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b0060205260405f2090565b5461090a8b82151561113f565b73ffffffffffffffffffffffffffffffffffffffff7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc5416158015610b1c576112a0565b5f527f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b0060205260405f2090565b55610a6e575b847f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc556040517f3b864ad8da4ee758946f28fb3d0eaeb4d28c980ee47bf13c0c7fe3808855cfcf73ffffffffffffffffffffffffffffffffffffffff871691806109ec8589836112d3565b0390a260405192839160208301957f439fab91000000000000000000000000000000000000000000000000000000008752602484016112d3565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611314565b51915af4610a5e61136b565b9015610a6657005b602081519101fd5b610adc60017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff007f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b015416177f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b0155565b73ffffffffffffffffffffffffffffffffffffffff85167fe190948b712ddf9ec07845a139ad05cd90ffe1bec6ddef36950a8921a65014418780a2610981565b50804210156112a0565b34610222575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102225760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346102225760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261022257610bb5610226565b610c033361040f3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b73ffffffffffffffffffffffffffffffffffffffff81169081151580610d67575b15610d3b57610d139073ffffffffffffffffffffffffffffffffffffffff33165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec4100602052610cc760405f205491610c7b61135a565b33815292602084015273ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410160205260405f2090565b90602060019173ffffffffffffffffffffffffffffffffffffffff8151167fffffffffffffffffffffffff00000000000000000000000000000000000000008554161784550151910155565b33907f8d875d9d23370bb5ea31171eeb82b513321132bca4f4b121ee5c320296f9dadd5f80a3005b507f3a1c1545000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b50610db28173ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b15610c24565b346102225760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126102225760206102ab610df4610226565b73ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b346102225760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261022257610e71610226565b610ebf3361040f3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b73ffffffffffffffffffffffffffffffffffffffff811690338214610f81578061040f610f2c9273ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b805f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec41006020525f604081205533907f515f1d564afef4605a0e5c7c8bbc6834cca7c057f0452f419360c543a201091c5f80a3005b7f5e03d55f000000000000000000000000000000000000000000000000000000005f5260045ffd5b34610222575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261022257602060ff7f0dd04c92e6307a868a1fa217825b3b56bb8185141d40b15fcea492783a5e1b0154166040519015158152f35b156110105750565b73ffffffffffffffffffffffffffffffffffffffff907fa0e5a0d7000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b6110999073ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410160205260405f2090565b600181015480151591826110ac57505090565b73ffffffffffffffffffffffffffffffffffffffff91925054165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f20541490565b156110fd5750565b73ffffffffffffffffffffffffffffffffffffffff907fad0550d5000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b156111475750565b73ffffffffffffffffffffffffffffffffffffffff907fcdfa80ad000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b156111ce57565b7fac7ca7ca000000000000000000000000000000000000000000000000000000005f5260045ffd5b156111fe5750565b73ffffffffffffffffffffffffffffffffffffffff907fb6a9704f000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b9190820180921161021d57565b906112949060409396959496606084526060840191611189565b94151560208201520152565b156112a85750565b7fb27ee6fc000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9160206112e4938181520191611189565b90565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761135557604052565b6112e7565b60405190611369604083611314565b565b3d156113c3573d9067ffffffffffffffff821161135557604051916113b860207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8401160184611314565b82523d5f602084013e565b606090565b7f439fab91000000000000000000000000000000000000000000000000000000007fffffffff000000000000000000000000000000000000000000000000000000005f3516036114b2577fdf146856000000000000000000000000000000000000000000000000000000005f5260045ffd5b92916114ac919261147860405194859373ffffffffffffffffffffffffffffffffffffffff6020860198168852606060408601526080850191611189565b9015156060830152037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611314565b51902090565b7f360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc5473ffffffffffffffffffffffffffffffffffffffff81161561150d575f8091368280378136915af43d5f803e15611509573d5ff35b3d5ffd5b7fc6745ca8000000000000000000000000000000000000000000000000000000005f5260045ffdf2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec4102",
}

// ProxyABI is the input ABI used to generate the binding from.
// Deprecated: Use ProxyMetaData.ABI instead.
var ProxyABI = ProxyMetaData.ABI

// ProxyBin is the compiled bytecode used for deploying new contracts.
// Deprecated: Use ProxyMetaData.Bin instead.
var ProxyBin = ProxyMetaData.Bin

// DeployProxy deploys a new Ethereum contract, binding an instance of Proxy to it.
func DeployProxy(auth *bind.TransactOpts, backend bind.ContractBackend, governor common.Address, delay *big.Int) (common.Address, *types.Transaction, *Proxy, error) {
	parsed, err := ProxyMetaData.GetAbi()
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	if parsed == nil {
		return common.Address{}, nil, nil, errors.New("GetABI returned nil")
	}

	address, tx, contract, err := bind.DeployContract(auth, *parsed, common.FromHex(ProxyBin), backend, governor, delay)
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	return address, tx, &Proxy{ProxyCaller: ProxyCaller{contract: contract}, ProxyTransactor: ProxyTransactor{contract: contract}, ProxyFilterer: ProxyFilterer{contract: contract}}, nil
}

// Proxy is an auto generated Go binding around an Ethereum contract.
type Proxy struct {
	ProxyCaller     // Read-only binding to the contract
	ProxyTransactor // Write-only binding to the contract
	ProxyFilterer   // Log filterer for contract events
}

// ProxyCaller is an auto generated read-only Go binding around an Ethereum contract.
type ProxyCaller struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// ProxyTransactor is an auto generated write-only Go binding around an Ethereum contract.
type ProxyTransactor struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// ProxyFilterer is an auto generated log filtering Go binding around an Ethereum contract events.
type ProxyFilterer struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// ProxySession is an auto generated Go binding around an Ethereum contract,
// with pre-set call and transact options.
type ProxySession struct {
	Contract     *Proxy            // Generic contract binding to set the session for
	CallOpts     bind.CallOpts     // Call options to use throughout this session
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// ProxyCallerSession is an auto generated read-only Go binding around an Ethereum contract,
// with pre-set call options.
type ProxyCallerSession struct {
	Contract *ProxyCaller  // Generic contract caller binding to set the session for
	CallOpts bind.CallOpts // Call options to use throughout this session
}

// ProxyTransactorSession is an auto generated write-only Go binding around an Ethereum contract,
// with pre-set transact options.
type ProxyTransactorSession struct {
	Contract     *ProxyTransactor  // Generic contract transactor binding to set the session for
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// ProxyRaw is an auto generated low-level Go binding around an Ethereum contract.
type ProxyRaw struct {
	Contract *Proxy // Generic contract binding to access the raw methods on
}

// ProxyCallerRaw is an auto generated low-level read-only Go binding around an Ethereum contract.
type ProxyCallerRaw struct {
	Contract *ProxyCaller // Generic read-only contract binding to access the raw methods on
}

// ProxyTransactorRaw is an auto generated low-level write-only Go binding around an Ethereum contract.
type ProxyTransactorRaw struct {
	Contract *ProxyTransactor // Generic write-only contract binding to access the raw methods on
}

// NewProxy creates a new instance of Proxy, bound to a specific deployed contract.
func NewProxy(address common.Address, backend bind.ContractBackend) (*Proxy, error) {
	contract, err := bindProxy(address, backend, backend, backend)
	if err != nil {
		return nil, err
	}
	return &Proxy{ProxyCaller: ProxyCaller{contract: contract}, ProxyTransactor: ProxyTransactor{contract: contract}, ProxyFilterer: ProxyFilterer{contract: contract}}, nil
}

// NewProxyCaller creates a new read-only instance of Proxy, bound to a specific deployed contract.
func NewProxyCaller(address common.Address, caller bind.ContractCaller) (*ProxyCaller, error) {
	contract, err := bindProxy(address, caller, nil, nil)
	if err != nil {
		return nil, err
	}
	return &ProxyCaller{contract: contract}, nil
}

// NewProxyTransactor creates a new write-only instance of Proxy, bound to a specific deployed contract.
func NewProxyTransactor(address common.Address, transactor bind.ContractTransactor) (*ProxyTransactor, error) {
	contract, err := bindProxy(address, nil, transactor, nil)
	if err != nil {
		return nil, err
	}
	return &ProxyTransactor{contract: contract}, nil
}

// NewProxyFilterer creates a new log filterer instance of Proxy, bound to a specific deployed contract.
func NewProxyFilterer(address common.Address, filterer bind.ContractFilterer) (*ProxyFilterer, error) {
	contract, err := bindProxy(address, nil, nil, filterer)
	if err != nil {
		return nil, err
	}
	return &ProxyFilterer{contract: contract}, nil
}

// bindProxy binds a generic wrapper to an already deployed contract.
func bindProxy(address common.Address, caller bind.ContractCaller, transactor bind.ContractTransactor, filterer bind.ContractFilterer) (*bind.BoundContract, error) {
	parsed, err := ProxyMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	return bind.NewBoundContract(address, *parsed, caller, transactor, filterer), nil
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_Proxy *ProxyRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _Proxy.Contract.ProxyCaller.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_Proxy *ProxyRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Proxy.Contract.ProxyTransactor.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_Proxy *ProxyRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _Proxy.Contract.ProxyTransactor.contract.Transact(opts, method, params...)
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_Proxy *ProxyCallerRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _Proxy.Contract.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_Proxy *ProxyTransactorRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Proxy.Contract.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_Proxy *ProxyTransactorRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _Proxy.Contract.contract.Transact(opts, method, params...)
}

// ActivationTime is a free data retrieval call binding the contract method 0x3ade2503.
//
// Solidity: function activationTime(address code, bytes data, bool final_) view returns(uint256)
func (_Proxy *ProxyCaller) ActivationTime(opts *bind.CallOpts, code common.Address, data []byte, final_ bool) (*big.Int, error) {
	var out []interface{}
	err := _Proxy.contract.Call(opts, &out, "activationTime", code, data, final_)

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// ActivationTime is a free data retrieval call binding the contract method 0x3ade2503.
//
// Solidity: function activationTime(address code, bytes data, bool final_) view returns(uint256)
func (_Proxy *ProxySession) ActivationTime(code common.Address, data []byte, final_ bool) (*big.Int, error) {
	return _Proxy.Contract.ActivationTime(&_Proxy.CallOpts, code, data, final_)
}

// ActivationTime is a free data retrieval call binding the contract method 0x3ade2503.
//
// Solidity: function activationTime(address code, bytes data, bool final_) view returns(uint256)
func (_Proxy *ProxyCallerSession) ActivationTime(code common.Address, data []byte, final_ bool) (*big.Int, error) {
	return _Proxy.Contract.ActivationTime(&_Proxy.CallOpts, code, data, final_)
}

// Implementation is a free data retrieval call binding the contract method 0x5c60da1b.
//
// Solidity: function implementation() view returns(address code)
func (_Proxy *ProxyCaller) Implementation(opts *bind.CallOpts) (common.Address, error) {
	var out []interface{}
	err := _Proxy.contract.Call(opts, &out, "implementation")

	if err != nil {
		return *new(common.Address), err
	}

	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)

	return out0, err

}

// Implementation is a free data retrieval call binding the contract method 0x5c60da1b.
//
// Solidity: function implementation() view returns(address code)
func (_Proxy *ProxySession) Implementation() (common.Address, error) {
	return _Proxy.Contract.Implementation(&_Proxy.CallOpts)
}

// Implementation is a free data retrieval call binding the contract method 0x5c60da1b.
//
// Solidity: function implementation() view returns(address code)
func (_Proxy *ProxyCallerSession) Implementation() (common.Address, error) {
	return _Proxy.Contract.Implementation(&_Proxy.CallOpts)
}

// IsFinal is a free data retrieval call binding the contract method 0xf3418781.
//
// Solidity: function isFinal() view returns(bool)
func (_Proxy *ProxyCaller) IsFinal(opts *bind.CallOpts) (bool, error) {
	var out []interface{}
	err := _Proxy.contract.Call(opts, &out, "isFinal")

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// IsFinal is a free data retrieval call binding the contract method 0xf3418781.
//
// Solidity: function isFinal() view returns(bool)
func (_Proxy *ProxySession) IsFinal() (bool, error) {
	return _Proxy.Contract.IsFinal(&_Proxy.CallOpts)
}

// IsFinal is a free data retrieval call binding the contract method 0xf3418781.
//
// Solidity: function isFinal() view returns(bool)
func (_Proxy *ProxyCallerSession) IsFinal() (bool, error) {
	return _Proxy.Contract.IsFinal(&_Proxy.CallOpts)
}

// IsGovernor is a free data retrieval call binding the contract method 0xe43581b8.
//
// Solidity: function isGovernor(address account) view returns(bool)
func (_Proxy *ProxyCaller) IsGovernor(opts *bind.CallOpts, account common.Address) (bool, error) {
	var out []interface{}
	err := _Proxy.contract.Call(opts, &out, "isGovernor", account)

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// IsGovernor is a free data retrieval call binding the contract method 0xe43581b8.
//
// Solidity: function isGovernor(address account) view returns(bool)
func (_Proxy *ProxySession) IsGovernor(account common.Address) (bool, error) {
	return _Proxy.Contract.IsGovernor(&_Proxy.CallOpts, account)
}

// IsGovernor is a free data retrieval call binding the contract method 0xe43581b8.
//
// Solidity: function isGovernor(address account) view returns(bool)
func (_Proxy *ProxyCallerSession) IsGovernor(account common.Address) (bool, error) {
	return _Proxy.Contract.IsGovernor(&_Proxy.CallOpts, account)
}

// IsNominated is a free data retrieval call binding the contract method 0x3a3e6c81.
//
// Solidity: function isNominated(address account) view returns(bool)
func (_Proxy *ProxyCaller) IsNominated(opts *bind.CallOpts, account common.Address) (bool, error) {
	var out []interface{}
	err := _Proxy.contract.Call(opts, &out, "isNominated", account)

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// IsNominated is a free data retrieval call binding the contract method 0x3a3e6c81.
//
// Solidity: function isNominated(address account) view returns(bool)
func (_Proxy *ProxySession) IsNominated(account common.Address) (bool, error) {
	return _Proxy.Contract.IsNominated(&_Proxy.CallOpts, account)
}

// IsNominated is a free data retrieval call binding the contract method 0x3a3e6c81.
//
// Solidity: function isNominated(address account) view returns(bool)
func (_Proxy *ProxyCallerSession) IsNominated(account common.Address) (bool, error) {
	return _Proxy.Contract.IsNominated(&_Proxy.CallOpts, account)
}

// UpgradeDelay is a free data retrieval call binding the contract method 0x7e48d4ea.
//
// Solidity: function upgradeDelay() view returns(uint256)
func (_Proxy *ProxyCaller) UpgradeDelay(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Proxy.contract.Call(opts, &out, "upgradeDelay")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// UpgradeDelay is a free data retrieval call binding the contract method 0x7e48d4ea.
//
// Solidity: function upgradeDelay() view returns(uint256)
func (_Proxy *ProxySession) UpgradeDelay() (*big.Int, error) {
	return _Proxy.Contract.UpgradeDelay(&_Proxy.CallOpts)
}

// UpgradeDelay is a free data retrieval call binding the contract method 0x7e48d4ea.
//
// Solidity: function upgradeDelay() view returns(uint256)
func (_Proxy *ProxyCallerSession) UpgradeDelay() (*big.Int, error) {
	return _Proxy.Contract.UpgradeDelay(&_Proxy.CallOpts)
}

// AcceptGovernance is a paid mutator transaction binding the contract method 0x238efcbc.
//
// Solidity: function acceptGovernance() returns()
func (_Proxy *ProxyTransactor) AcceptGovernance(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "acceptGovernance")
}

// AcceptGovernance is a paid mutator transaction binding the contract method 0x238efcbc.
//
// Solidity: function acceptGovernance() returns()
func (_Proxy *ProxySession) AcceptGovernance() (*types.Transaction, error) {
	return _Proxy.Contract.AcceptGovernance(&_Proxy.TransactOpts)
}

// AcceptGovernance is a paid mutator transaction binding the contract method 0x238efcbc.
//
// Solidity: function acceptGovernance() returns()
func (_Proxy *ProxyTransactorSession) AcceptGovernance() (*types.Transaction, error) {
	return _Proxy.Contract.AcceptGovernance(&_Proxy.TransactOpts)
}

// AddImplementation is a paid mutator transaction binding the contract method 0x5e3a97e7.
//
// Solidity: function addImplementation(address code, bytes data, bool final_) returns()
func (_Proxy *ProxyTransactor) AddImplementation(opts *bind.TransactOpts, code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "addImplementation", code, data, final_)
}

// AddImplementation is a paid mutator transaction binding the contract method 0x5e3a97e7.
//
// Solidity: function addImplementation(address code, bytes data, bool final_) returns()
func (_Proxy *ProxySession) AddImplementation(code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.Contract.AddImplementation(&_Proxy.TransactOpts, code, data, final_)
}

// AddImplementation is a paid mutator transaction binding the contract method 0x5e3a97e7.
//
// Solidity: function addImplementation(address code, bytes data, bool final_) returns()
func (_Proxy *ProxyTransactorSession) AddImplementation(code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.Contract.AddImplementation(&_Proxy.TransactOpts, code, data, final_)
}

// CancelNomination is a paid mutator transaction binding the contract method 0x53626ca2.
//
// Solidity: function cancelNomination(address candidate) returns()
func (_Proxy *ProxyTransactor) CancelNomination(opts *bind.TransactOpts, candidate common.Address) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "cancelNomination", candidate)
}

// CancelNomination is a paid mutator transaction binding the contract method 0x53626ca2.
//
// Solidity: function cancelNomination(address candidate) returns()
func (_Proxy *ProxySession) CancelNomination(candidate common.Address) (*types.Transaction, error) {
	return _Proxy.Contract.CancelNomination(&_Proxy.TransactOpts, candidate)
}

// CancelNomination is a paid mutator transaction binding the contract method 0x53626ca2.
//
// Solidity: function cancelNomination(address candidate) returns()
func (_Proxy *ProxyTransactorSession) CancelNomination(candidate common.Address) (*types.Transaction, error) {
	return _Proxy.Contract.CancelNomination(&_Proxy.TransactOpts, candidate)
}

// NominateGovernor is a paid mutator transaction binding the contract method 0xdb3b76ed.
//
// Solidity: function nominateGovernor(address candidate) returns()
func (_Proxy *ProxyTransactor) NominateGovernor(opts *bind.TransactOpts, candidate common.Address) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "nominateGovernor", candidate)
}

// NominateGovernor is a paid mutator transaction binding the contract method 0xdb3b76ed.
//
// Solidity: function nominateGovernor(address candidate) returns()
func (_Proxy *ProxySession) NominateGovernor(candidate common.Address) (*types.Transaction, error) {
	return _Proxy.Contract.NominateGovernor(&_Proxy.TransactOpts, candidate)
}

// NominateGovernor is a paid mutator transaction binding the contract method 0xdb3b76ed.
//
// Solidity: function nominateGovernor(address candidate) returns()
func (_Proxy *ProxyTransactorSession) NominateGovernor(candidate common.Address) (*types.Transaction, error) {
	return _Proxy.Contract.NominateGovernor(&_Proxy.TransactOpts, candidate)
}

// RemoveGovernor is a paid mutator transaction binding the contract method 0xeecdac88.
//
// Solidity: function removeGovernor(address governor) returns()
func (_Proxy *ProxyTransactor) RemoveGovernor(opts *bind.TransactOpts, governor common.Address) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "removeGovernor", governor)
}

// RemoveGovernor is a paid mutator transaction binding the contract method 0xeecdac88.
//
// Solidity: function removeGovernor(address governor) returns()
func (_Proxy *ProxySession) RemoveGovernor(governor common.Address) (*types.Transaction, error) {
	return _Proxy.Contract.RemoveGovernor(&_Proxy.TransactOpts, governor)
}

// RemoveGovernor is a paid mutator transaction binding the contract method 0xeecdac88.
//
// Solidity: function removeGovernor(address governor) returns()
func (_Proxy *ProxyTransactorSession) RemoveGovernor(governor common.Address) (*types.Transaction, error) {
	return _Proxy.Contract.RemoveGovernor(&_Proxy.TransactOpts, governor)
}

// RemoveImplementation is a paid mutator transaction binding the contract method 0x5cef2e86.
//
// Solidity: function removeImplementation(address code, bytes data, bool final_) returns()
func (_Proxy *ProxyTransactor) RemoveImplementation(opts *bind.TransactOpts, code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "removeImplementation", code, data, final_)
}

// RemoveImplementation is a paid mutator transaction binding the contract method 0x5cef2e86.
//
// Solidity: function removeImplementation(address code, bytes data, bool final_) returns()
func (_Proxy *ProxySession) RemoveImplementation(code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.Contract.RemoveImplementation(&_Proxy.TransactOpts, code, data, final_)
}

// RemoveImplementation is a paid mutator transaction binding the contract method 0x5cef2e86.
//
// Solidity: function removeImplementation(address code, bytes data, bool final_) returns()
func (_Proxy *ProxyTransactorSession) RemoveImplementation(code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.Contract.RemoveImplementation(&_Proxy.TransactOpts, code, data, final_)
}

// UpgradeTo is a paid mutator transaction binding the contract method 0x7147855d.
//
// Solidity: function upgradeTo(address code, bytes data, bool final_) returns()
func (_Proxy *ProxyTransactor) UpgradeTo(opts *bind.TransactOpts, code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.contract.Transact(opts, "upgradeTo", code, data, final_)
}

// UpgradeTo is a paid mutator transaction binding the contract method 0x7147855d.
//
// Solidity: function upgradeTo(address code, bytes data, bool final_) returns()
func (_Proxy *ProxySession) UpgradeTo(code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.Contract.UpgradeTo(&_Proxy.TransactOpts, code, data, final_)
}

// UpgradeTo is a paid mutator transaction binding the contract method 0x7147855d.
//
// Solidity: function upgradeTo(address code, bytes data, bool final_) returns()
func (_Proxy *ProxyTransactorSession) UpgradeTo(code common.Address, data []byte, final_ bool) (*types.Transaction, error) {
	return _Proxy.Contract.UpgradeTo(&_Proxy.TransactOpts, code, data, final_)
}

// Fallback is a paid mutator transaction binding the contract fallback function.
//
// Solidity: fallback() payable returns()
func (_Proxy *ProxyTransactor) Fallback(opts *bind.TransactOpts, calldata []byte) (*types.Transaction, error) {
	return _Proxy.contract.RawTransact(opts, calldata)
}

// Fallback is a paid mutator transaction binding the contract fallback function.
//
// Solidity: fallback() payable returns()
func (_Proxy *ProxySession) Fallback(calldata []byte) (*types.Transaction, error) {
	return _Proxy.Contract.Fallback(&_Proxy.TransactOpts, calldata)
}

// Fallback is a paid mutator transaction binding the contract fallback function.
//
// Solidity: fallback() payable returns()
func (_Proxy *ProxyTransactorSession) Fallback(calldata []byte) (*types.Transaction, error) {
	return _Proxy.Contract.Fallback(&_Proxy.TransactOpts, calldata)
}

// Receive is a paid mutator transaction binding the contract receive function.
//
// Solidity: receive() payable returns()
func (_Proxy *ProxyTransactor) Receive(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Proxy.contract.RawTransact(opts, nil) // calldata is disallowed for receive function
}

// Receive is a paid mutator transaction binding the contract receive function.
//
// Solidity: receive() payable returns()
func (_Proxy *ProxySession) Receive() (*types.Transaction, error) {
	return _Proxy.Contract.Receive(&_Proxy.TransactOpts)
}

// Receive is a paid mutator transaction binding the contract receive function.
//
// Solidity: receive() payable returns()
func (_Proxy *ProxyTransactorSession) Receive() (*types.Transaction, error) {
	return _Proxy.Contract.Receive(&_Proxy.TransactOpts)
}

// ProxyGovernorAcceptedIterator is returned from FilterGovernorAccepted and is used to iterate over the raw logs and unpacked data for GovernorAccepted events raised by the Proxy contract.
type ProxyGovernorAcceptedIterator struct {
	Event *ProxyGovernorAccepted // Event containing the contract specifics and raw log

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
func (it *ProxyGovernorAcceptedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyGovernorAccepted)
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
		it.Event = new(ProxyGovernorAccepted)
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
func (it *ProxyGovernorAcceptedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyGovernorAcceptedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyGovernorAccepted represents a GovernorAccepted event raised by the Proxy contract.
type ProxyGovernorAccepted struct {
	Governor common.Address
	Raw      types.Log // Blockchain specific contextual infos
}

// FilterGovernorAccepted is a free log retrieval operation binding the contract event 0xb7a4788848eba3319c766bdd6428c7d7a10e4cba4fd6ade9b79b7102b7099b36.
//
// Solidity: event GovernorAccepted(address indexed governor)
func (_Proxy *ProxyFilterer) FilterGovernorAccepted(opts *bind.FilterOpts, governor []common.Address) (*ProxyGovernorAcceptedIterator, error) {

	var governorRule []interface{}
	for _, governorItem := range governor {
		governorRule = append(governorRule, governorItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "GovernorAccepted", governorRule)
	if err != nil {
		return nil, err
	}
	return &ProxyGovernorAcceptedIterator{contract: _Proxy.contract, event: "GovernorAccepted", logs: logs, sub: sub}, nil
}

// WatchGovernorAccepted is a free log subscription operation binding the contract event 0xb7a4788848eba3319c766bdd6428c7d7a10e4cba4fd6ade9b79b7102b7099b36.
//
// Solidity: event GovernorAccepted(address indexed governor)
func (_Proxy *ProxyFilterer) WatchGovernorAccepted(opts *bind.WatchOpts, sink chan<- *ProxyGovernorAccepted, governor []common.Address) (event.Subscription, error) {

	var governorRule []interface{}
	for _, governorItem := range governor {
		governorRule = append(governorRule, governorItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "GovernorAccepted", governorRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyGovernorAccepted)
				if err := _Proxy.contract.UnpackLog(event, "GovernorAccepted", log); err != nil {
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

// ParseGovernorAccepted is a log parse operation binding the contract event 0xb7a4788848eba3319c766bdd6428c7d7a10e4cba4fd6ade9b79b7102b7099b36.
//
// Solidity: event GovernorAccepted(address indexed governor)
func (_Proxy *ProxyFilterer) ParseGovernorAccepted(log types.Log) (*ProxyGovernorAccepted, error) {
	event := new(ProxyGovernorAccepted)
	if err := _Proxy.contract.UnpackLog(event, "GovernorAccepted", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyGovernorNominatedIterator is returned from FilterGovernorNominated and is used to iterate over the raw logs and unpacked data for GovernorNominated events raised by the Proxy contract.
type ProxyGovernorNominatedIterator struct {
	Event *ProxyGovernorNominated // Event containing the contract specifics and raw log

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
func (it *ProxyGovernorNominatedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyGovernorNominated)
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
		it.Event = new(ProxyGovernorNominated)
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
func (it *ProxyGovernorNominatedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyGovernorNominatedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyGovernorNominated represents a GovernorNominated event raised by the Proxy contract.
type ProxyGovernorNominated struct {
	Candidate common.Address
	By        common.Address
	Raw       types.Log // Blockchain specific contextual infos
}

// FilterGovernorNominated is a free log retrieval operation binding the contract event 0x8d875d9d23370bb5ea31171eeb82b513321132bca4f4b121ee5c320296f9dadd.
//
// Solidity: event GovernorNominated(address indexed candidate, address indexed by)
func (_Proxy *ProxyFilterer) FilterGovernorNominated(opts *bind.FilterOpts, candidate []common.Address, by []common.Address) (*ProxyGovernorNominatedIterator, error) {

	var candidateRule []interface{}
	for _, candidateItem := range candidate {
		candidateRule = append(candidateRule, candidateItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "GovernorNominated", candidateRule, byRule)
	if err != nil {
		return nil, err
	}
	return &ProxyGovernorNominatedIterator{contract: _Proxy.contract, event: "GovernorNominated", logs: logs, sub: sub}, nil
}

// WatchGovernorNominated is a free log subscription operation binding the contract event 0x8d875d9d23370bb5ea31171eeb82b513321132bca4f4b121ee5c320296f9dadd.
//
// Solidity: event GovernorNominated(address indexed candidate, address indexed by)
func (_Proxy *ProxyFilterer) WatchGovernorNominated(opts *bind.WatchOpts, sink chan<- *ProxyGovernorNominated, candidate []common.Address, by []common.Address) (event.Subscription, error) {

	var candidateRule []interface{}
	for _, candidateItem := range candidate {
		candidateRule = append(candidateRule, candidateItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "GovernorNominated", candidateRule, byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyGovernorNominated)
				if err := _Proxy.contract.UnpackLog(event, "GovernorNominated", log); err != nil {
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

// ParseGovernorNominated is a log parse operation binding the contract event 0x8d875d9d23370bb5ea31171eeb82b513321132bca4f4b121ee5c320296f9dadd.
//
// Solidity: event GovernorNominated(address indexed candidate, address indexed by)
func (_Proxy *ProxyFilterer) ParseGovernorNominated(log types.Log) (*ProxyGovernorNominated, error) {
	event := new(ProxyGovernorNominated)
	if err := _Proxy.contract.UnpackLog(event, "GovernorNominated", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyGovernorRemovedIterator is returned from FilterGovernorRemoved and is used to iterate over the raw logs and unpacked data for GovernorRemoved events raised by the Proxy contract.
type ProxyGovernorRemovedIterator struct {
	Event *ProxyGovernorRemoved // Event containing the contract specifics and raw log

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
func (it *ProxyGovernorRemovedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyGovernorRemoved)
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
		it.Event = new(ProxyGovernorRemoved)
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
func (it *ProxyGovernorRemovedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyGovernorRemovedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyGovernorRemoved represents a GovernorRemoved event raised by the Proxy contract.
type ProxyGovernorRemoved struct {
	Governor common.Address
	By       common.Address
	Raw      types.Log // Blockchain specific contextual infos
}

// FilterGovernorRemoved is a free log retrieval operation binding the contract event 0x515f1d564afef4605a0e5c7c8bbc6834cca7c057f0452f419360c543a201091c.
//
// Solidity: event GovernorRemoved(address indexed governor, address indexed by)
func (_Proxy *ProxyFilterer) FilterGovernorRemoved(opts *bind.FilterOpts, governor []common.Address, by []common.Address) (*ProxyGovernorRemovedIterator, error) {

	var governorRule []interface{}
	for _, governorItem := range governor {
		governorRule = append(governorRule, governorItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "GovernorRemoved", governorRule, byRule)
	if err != nil {
		return nil, err
	}
	return &ProxyGovernorRemovedIterator{contract: _Proxy.contract, event: "GovernorRemoved", logs: logs, sub: sub}, nil
}

// WatchGovernorRemoved is a free log subscription operation binding the contract event 0x515f1d564afef4605a0e5c7c8bbc6834cca7c057f0452f419360c543a201091c.
//
// Solidity: event GovernorRemoved(address indexed governor, address indexed by)
func (_Proxy *ProxyFilterer) WatchGovernorRemoved(opts *bind.WatchOpts, sink chan<- *ProxyGovernorRemoved, governor []common.Address, by []common.Address) (event.Subscription, error) {

	var governorRule []interface{}
	for _, governorItem := range governor {
		governorRule = append(governorRule, governorItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "GovernorRemoved", governorRule, byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyGovernorRemoved)
				if err := _Proxy.contract.UnpackLog(event, "GovernorRemoved", log); err != nil {
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

// ParseGovernorRemoved is a log parse operation binding the contract event 0x515f1d564afef4605a0e5c7c8bbc6834cca7c057f0452f419360c543a201091c.
//
// Solidity: event GovernorRemoved(address indexed governor, address indexed by)
func (_Proxy *ProxyFilterer) ParseGovernorRemoved(log types.Log) (*ProxyGovernorRemoved, error) {
	event := new(ProxyGovernorRemoved)
	if err := _Proxy.contract.UnpackLog(event, "GovernorRemoved", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyImplementationAddedIterator is returned from FilterImplementationAdded and is used to iterate over the raw logs and unpacked data for ImplementationAdded events raised by the Proxy contract.
type ProxyImplementationAddedIterator struct {
	Event *ProxyImplementationAdded // Event containing the contract specifics and raw log

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
func (it *ProxyImplementationAddedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyImplementationAdded)
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
		it.Event = new(ProxyImplementationAdded)
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
func (it *ProxyImplementationAddedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyImplementationAddedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyImplementationAdded represents a ImplementationAdded event raised by the Proxy contract.
type ProxyImplementationAdded struct {
	Implementation common.Address
	Data           []byte
	IsFinal        bool
	ActivationTime *big.Int
	Raw            types.Log // Blockchain specific contextual infos
}

// FilterImplementationAdded is a free log retrieval operation binding the contract event 0x9999dd62cdfcc2a348912169a19f1687ab2e5d3c2af062644bed274f6ace8207.
//
// Solidity: event ImplementationAdded(address indexed implementation, bytes data, bool isFinal, uint256 activationTime)
func (_Proxy *ProxyFilterer) FilterImplementationAdded(opts *bind.FilterOpts, implementation []common.Address) (*ProxyImplementationAddedIterator, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "ImplementationAdded", implementationRule)
	if err != nil {
		return nil, err
	}
	return &ProxyImplementationAddedIterator{contract: _Proxy.contract, event: "ImplementationAdded", logs: logs, sub: sub}, nil
}

// WatchImplementationAdded is a free log subscription operation binding the contract event 0x9999dd62cdfcc2a348912169a19f1687ab2e5d3c2af062644bed274f6ace8207.
//
// Solidity: event ImplementationAdded(address indexed implementation, bytes data, bool isFinal, uint256 activationTime)
func (_Proxy *ProxyFilterer) WatchImplementationAdded(opts *bind.WatchOpts, sink chan<- *ProxyImplementationAdded, implementation []common.Address) (event.Subscription, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "ImplementationAdded", implementationRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyImplementationAdded)
				if err := _Proxy.contract.UnpackLog(event, "ImplementationAdded", log); err != nil {
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

// ParseImplementationAdded is a log parse operation binding the contract event 0x9999dd62cdfcc2a348912169a19f1687ab2e5d3c2af062644bed274f6ace8207.
//
// Solidity: event ImplementationAdded(address indexed implementation, bytes data, bool isFinal, uint256 activationTime)
func (_Proxy *ProxyFilterer) ParseImplementationAdded(log types.Log) (*ProxyImplementationAdded, error) {
	event := new(ProxyImplementationAdded)
	if err := _Proxy.contract.UnpackLog(event, "ImplementationAdded", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyImplementationFinalIterator is returned from FilterImplementationFinal and is used to iterate over the raw logs and unpacked data for ImplementationFinal events raised by the Proxy contract.
type ProxyImplementationFinalIterator struct {
	Event *ProxyImplementationFinal // Event containing the contract specifics and raw log

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
func (it *ProxyImplementationFinalIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyImplementationFinal)
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
		it.Event = new(ProxyImplementationFinal)
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
func (it *ProxyImplementationFinalIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyImplementationFinalIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyImplementationFinal represents a ImplementationFinal event raised by the Proxy contract.
type ProxyImplementationFinal struct {
	Implementation common.Address
	Raw            types.Log // Blockchain specific contextual infos
}

// FilterImplementationFinal is a free log retrieval operation binding the contract event 0xe190948b712ddf9ec07845a139ad05cd90ffe1bec6ddef36950a8921a6501441.
//
// Solidity: event ImplementationFinal(address indexed implementation)
func (_Proxy *ProxyFilterer) FilterImplementationFinal(opts *bind.FilterOpts, implementation []common.Address) (*ProxyImplementationFinalIterator, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "ImplementationFinal", implementationRule)
	if err != nil {
		return nil, err
	}
	return &ProxyImplementationFinalIterator{contract: _Proxy.contract, event: "ImplementationFinal", logs: logs, sub: sub}, nil
}

// WatchImplementationFinal is a free log subscription operation binding the contract event 0xe190948b712ddf9ec07845a139ad05cd90ffe1bec6ddef36950a8921a6501441.
//
// Solidity: event ImplementationFinal(address indexed implementation)
func (_Proxy *ProxyFilterer) WatchImplementationFinal(opts *bind.WatchOpts, sink chan<- *ProxyImplementationFinal, implementation []common.Address) (event.Subscription, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "ImplementationFinal", implementationRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyImplementationFinal)
				if err := _Proxy.contract.UnpackLog(event, "ImplementationFinal", log); err != nil {
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

// ParseImplementationFinal is a log parse operation binding the contract event 0xe190948b712ddf9ec07845a139ad05cd90ffe1bec6ddef36950a8921a6501441.
//
// Solidity: event ImplementationFinal(address indexed implementation)
func (_Proxy *ProxyFilterer) ParseImplementationFinal(log types.Log) (*ProxyImplementationFinal, error) {
	event := new(ProxyImplementationFinal)
	if err := _Proxy.contract.UnpackLog(event, "ImplementationFinal", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyImplementationRemovedIterator is returned from FilterImplementationRemoved and is used to iterate over the raw logs and unpacked data for ImplementationRemoved events raised by the Proxy contract.
type ProxyImplementationRemovedIterator struct {
	Event *ProxyImplementationRemoved // Event containing the contract specifics and raw log

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
func (it *ProxyImplementationRemovedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyImplementationRemoved)
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
		it.Event = new(ProxyImplementationRemoved)
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
func (it *ProxyImplementationRemovedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyImplementationRemovedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyImplementationRemoved represents a ImplementationRemoved event raised by the Proxy contract.
type ProxyImplementationRemoved struct {
	Implementation common.Address
	Data           []byte
	IsFinal        bool
	Raw            types.Log // Blockchain specific contextual infos
}

// FilterImplementationRemoved is a free log retrieval operation binding the contract event 0xe99b980b5259f200e4c1da973ff0251b6d9aaa144714c8773976ecd62b8ebe8d.
//
// Solidity: event ImplementationRemoved(address indexed implementation, bytes data, bool isFinal)
func (_Proxy *ProxyFilterer) FilterImplementationRemoved(opts *bind.FilterOpts, implementation []common.Address) (*ProxyImplementationRemovedIterator, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "ImplementationRemoved", implementationRule)
	if err != nil {
		return nil, err
	}
	return &ProxyImplementationRemovedIterator{contract: _Proxy.contract, event: "ImplementationRemoved", logs: logs, sub: sub}, nil
}

// WatchImplementationRemoved is a free log subscription operation binding the contract event 0xe99b980b5259f200e4c1da973ff0251b6d9aaa144714c8773976ecd62b8ebe8d.
//
// Solidity: event ImplementationRemoved(address indexed implementation, bytes data, bool isFinal)
func (_Proxy *ProxyFilterer) WatchImplementationRemoved(opts *bind.WatchOpts, sink chan<- *ProxyImplementationRemoved, implementation []common.Address) (event.Subscription, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "ImplementationRemoved", implementationRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyImplementationRemoved)
				if err := _Proxy.contract.UnpackLog(event, "ImplementationRemoved", log); err != nil {
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

// ParseImplementationRemoved is a log parse operation binding the contract event 0xe99b980b5259f200e4c1da973ff0251b6d9aaa144714c8773976ecd62b8ebe8d.
//
// Solidity: event ImplementationRemoved(address indexed implementation, bytes data, bool isFinal)
func (_Proxy *ProxyFilterer) ParseImplementationRemoved(log types.Log) (*ProxyImplementationRemoved, error) {
	event := new(ProxyImplementationRemoved)
	if err := _Proxy.contract.UnpackLog(event, "ImplementationRemoved", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyNominationCancelledIterator is returned from FilterNominationCancelled and is used to iterate over the raw logs and unpacked data for NominationCancelled events raised by the Proxy contract.
type ProxyNominationCancelledIterator struct {
	Event *ProxyNominationCancelled // Event containing the contract specifics and raw log

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
func (it *ProxyNominationCancelledIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyNominationCancelled)
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
		it.Event = new(ProxyNominationCancelled)
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
func (it *ProxyNominationCancelledIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyNominationCancelledIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyNominationCancelled represents a NominationCancelled event raised by the Proxy contract.
type ProxyNominationCancelled struct {
	Candidate common.Address
	By        common.Address
	Raw       types.Log // Blockchain specific contextual infos
}

// FilterNominationCancelled is a free log retrieval operation binding the contract event 0xad14e8eb642885e809a89930bae5136cf65e30a1f83f25a1fdbfcfd06372f21f.
//
// Solidity: event NominationCancelled(address indexed candidate, address indexed by)
func (_Proxy *ProxyFilterer) FilterNominationCancelled(opts *bind.FilterOpts, candidate []common.Address, by []common.Address) (*ProxyNominationCancelledIterator, error) {

	var candidateRule []interface{}
	for _, candidateItem := range candidate {
		candidateRule = append(candidateRule, candidateItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "NominationCancelled", candidateRule, byRule)
	if err != nil {
		return nil, err
	}
	return &ProxyNominationCancelledIterator{contract: _Proxy.contract, event: "NominationCancelled", logs: logs, sub: sub}, nil
}

// WatchNominationCancelled is a free log subscription operation binding the contract event 0xad14e8eb642885e809a89930bae5136cf65e30a1f83f25a1fdbfcfd06372f21f.
//
// Solidity: event NominationCancelled(address indexed candidate, address indexed by)
func (_Proxy *ProxyFilterer) WatchNominationCancelled(opts *bind.WatchOpts, sink chan<- *ProxyNominationCancelled, candidate []common.Address, by []common.Address) (event.Subscription, error) {

	var candidateRule []interface{}
	for _, candidateItem := range candidate {
		candidateRule = append(candidateRule, candidateItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "NominationCancelled", candidateRule, byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyNominationCancelled)
				if err := _Proxy.contract.UnpackLog(event, "NominationCancelled", log); err != nil {
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

// ParseNominationCancelled is a log parse operation binding the contract event 0xad14e8eb642885e809a89930bae5136cf65e30a1f83f25a1fdbfcfd06372f21f.
//
// Solidity: event NominationCancelled(address indexed candidate, address indexed by)
func (_Proxy *ProxyFilterer) ParseNominationCancelled(log types.Log) (*ProxyNominationCancelled, error) {
	event := new(ProxyNominationCancelled)
	if err := _Proxy.contract.UnpackLog(event, "NominationCancelled", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// ProxyUpgradedIterator is returned from FilterUpgraded and is used to iterate over the raw logs and unpacked data for Upgraded events raised by the Proxy contract.
type ProxyUpgradedIterator struct {
	Event *ProxyUpgraded // Event containing the contract specifics and raw log

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
func (it *ProxyUpgradedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(ProxyUpgraded)
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
		it.Event = new(ProxyUpgraded)
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
func (it *ProxyUpgradedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *ProxyUpgradedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// ProxyUpgraded represents a Upgraded event raised by the Proxy contract.
type ProxyUpgraded struct {
	Implementation common.Address
	Data           []byte
	Raw            types.Log // Blockchain specific contextual infos
}

// FilterUpgraded is a free log retrieval operation binding the contract event 0x3b864ad8da4ee758946f28fb3d0eaeb4d28c980ee47bf13c0c7fe3808855cfcf.
//
// Solidity: event Upgraded(address indexed implementation, bytes data)
func (_Proxy *ProxyFilterer) FilterUpgraded(opts *bind.FilterOpts, implementation []common.Address) (*ProxyUpgradedIterator, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.FilterLogs(opts, "Upgraded", implementationRule)
	if err != nil {
		return nil, err
	}
	return &ProxyUpgradedIterator{contract: _Proxy.contract, event: "Upgraded", logs: logs, sub: sub}, nil
}

// WatchUpgraded is a free log subscription operation binding the contract event 0x3b864ad8da4ee758946f28fb3d0eaeb4d28c980ee47bf13c0c7fe3808855cfcf.
//
// Solidity: event Upgraded(address indexed implementation, bytes data)
func (_Proxy *ProxyFilterer) WatchUpgraded(opts *bind.WatchOpts, sink chan<- *ProxyUpgraded, implementation []common.Address) (event.Subscription, error) {

	var implementationRule []interface{}
	for _, implementationItem := range implementation {
		implementationRule = append(implementationRule, implementationItem)
	}

	logs, sub, err := _Proxy.contract.WatchLogs(opts, "Upgraded", implementationRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(ProxyUpgraded)
				if err := _Proxy.contract.UnpackLog(event, "Upgraded", log); err != nil {
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

// ParseUpgraded is a log parse operation binding the contract event 0x3b864ad8da4ee758946f28fb3d0eaeb4d28c980ee47bf13c0c7fe3808855cfcf.
//
// Solidity: event Upgraded(address indexed implementation, bytes data)
func (_Proxy *ProxyFilterer) ParseUpgraded(log types.Log) (*ProxyUpgraded, error) {
	event := new(ProxyUpgraded)
	if err := _Proxy.contract.UnpackLog(event, "Upgraded", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}
