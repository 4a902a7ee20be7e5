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

// BridgeLimits is an auto generated low-level Go binding around an user-defined struct.
type BridgeLimits struct {
	MaxDeposit       *big.Int
	MaxTotalBalance  *big.Int
	DailyWithdrawals *big.Int
}

// IEscapeAccount is an auto generated low-level Go binding around an user-defined struct.
type IEscapeAccount struct {
	L2Address   *big.Int
	NextAddress *big.Int
	NextIndex   *big.Int
	ClassHash   *big.Int
	PublicKey   *big.Int
	Nonce       *big.Int
	Balance     *big.Int
}

// IEscapeAuthorisation is an auto generated low-level Go binding around an user-defined struct.
type IEscapeAuthorisation struct {
	PublicKey  *big.Int
	PublicKeyY *big.Int
	R          *big.Int
	S          *big.Int
	Salt       *big.Int
}

// IEscapePlace is an auto generated low-level Go binding around an user-defined struct.
type IEscapePlace struct {
	Index        *big.Int
	Siblings     [32]*big.Int
	AccountCount *big.Int
}

// BridgeMetaData contains all meta data concerning the Bridge contract.
var BridgeMetaData = &bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"l2Address\",\"type\":\"uint256\"}],\"name\":\"AlreadyEscaped\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyInitialized\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"highest\",\"type\":\"uint256\"}],\"name\":\"BridgeFull\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"CoreNotFrozen\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"left\",\"type\":\"uint256\"}],\"name\":\"DailyLimitReached\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"highest\",\"type\":\"uint256\"}],\"name\":\"DepositTooHigh\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoAmount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"NoWithdrawal\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"}],\"name\":\"NotAnL2Address\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotCore\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"NotDepositor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotGovernor\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OnlyThroughProxy\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"PaymentFailed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"value\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"ValueTooLow\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Endowed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"l2Address\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"Escaped\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxDeposit\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"maxTotalBalance\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"dailyWithdrawals\",\"type\":\"uint256\"}],\"name\":\"LimitsChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"fee\",\"type\":\"uint256\"}],\"name\":\"LogDeposit\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"LogDepositCancelRequest\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"sender\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"LogDepositReclaimed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"LogWithdrawal\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"payableFrom\",\"type\":\"uint256\"}],\"name\":\"WithdrawalAnnounced\",\"type\":\"event\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"announceWithdrawal\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"core\",\"outputs\":[{\"internalType\":\"address\",\"name\":\"\",\"type\":\"address\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"}],\"name\":\"deposit\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"depositCancelRequest\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"l2Recipient\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"depositReclaim\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"endow\",\"outputs\":[],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"l2Address\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"nextAddress\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"nextIndex\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"classHash\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"publicKey\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"balance\",\"type\":\"uint256\"}],\"internalType\":\"structIEscape.Account\",\"name\":\"account\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"index\",\"type\":\"uint256\"},{\"internalType\":\"uint256[32]\",\"name\":\"siblings\",\"type\":\"uint256[32]\"},{\"internalType\":\"uint256\",\"name\":\"accountCount\",\"type\":\"uint256\"}],\"internalType\":\"structIEscape.Place\",\"name\":\"place\",\"type\":\"tuple\"},{\"components\":[{\"internalType\":\"uint256\",\"name\":\"publicKey\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"publicKeyY\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"r\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"s\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"salt\",\"type\":\"uint256\"}],\"internalType\":\"structIEscape.Authorisation\",\"name\":\"authorisation\",\"type\":\"tuple\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"escape\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"escapes\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"l2Address\",\"type\":\"uint256\"}],\"name\":\"hasEscaped\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"l2ChainId\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"limits\",\"outputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"maxDeposit\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxTotalBalance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dailyWithdrawals\",\"type\":\"uint256\"}],\"internalType\":\"structBridge.Limits\",\"name\":\"\",\"type\":\"tuple\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"components\":[{\"internalType\":\"uint256\",\"name\":\"maxDeposit\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"maxTotalBalance\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"dailyWithdrawals\",\"type\":\"uint256\"}],\"internalType\":\"structBridge.Limits\",\"name\":\"to\",\"type\":\"tuple\"}],\"name\":\"setLimits\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"},{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"withdraw\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"withdrawableToday\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"stateMutability\":\"payable\",\"type\":\"receive\"}]",
	Bin: "0x60a08060405234602257306080526122cf90816100278239608051816115e20152f35b5f80fdfe60806040526004361015610084575b3615610018575f80fd5b73ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416330361005857005b7f37edf479000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b5f5f3560e01c8062f714ce1461131a57806306e30dfc146112c35780631cd4566f14611283578063439fab911461120b5780634c5676621461106257806363c635c91461101e5780637b2830b314610b0c578063860aefcf14610a2b578063ae87381614610722578063b195b900146106c7578063be3bf15a1461065b578063c3e68e4114610596578063d6ae3cd51461053b578063e2bbb158146101a65763f2f4eb2614610133575061000e565b346101a357807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101a357602073ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416604051908152f35b80fd5b5060407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101a35760043560243580151580610512575b156104e75781156104bf5781341061048f577f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918035480831161045f57506102268234611b78565b916102318347611b78565b937f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918045480861161042f5750839450604061032e73ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180054166102a686866121c0565b83519788809481937f3e3aa6c50000000000000000000000000000000000000000000000000000000083527f073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b8260048401527f02d757788a8d8d6f21d1cd40bce38a8222d70654214e96ff95d8086e684fbee56024840152606060448401526064830190611598565b03925af19384156104225781946103e5575b506103da602095604083877f5b5dbc6c64043a15d3fe6943a6e443a826b78755edc257b2ec890c022225dbcf95527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91806895220337fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055604051918291873396846040919493926060820195825260208201520152565b0390a3604051908152f35b9093506040813d60401161041a575b8161040160409383611557565b810103126104165760200151926103da610340565b8380fd5b3d91506103f4565b50604051903d90823e3d90fd5b60449250857f28391986000000000000000000000000000000000000000000000000000000008352600452602452fd5b83604491847f604a14b6000000000000000000000000000000000000000000000000000000008352600452602452fd5b604483837fbca9f29c00000000000000000000000000000000000000000000000000000000825234600452602452fd5b6004837ff792180a000000000000000000000000000000000000000000000000000000008152fd5b7fba259e1e000000000000000000000000000000000000000000000000000000008352600452602482fd5b507f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0081106101e0565b50346101a357807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101a35760207f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180254604051908152f35b50346101a3577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360160608112610657573382527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260408220541561062b576060136101a35761062860405161060e8161150e565b600435815260243560208201526044356040820152612210565b80f35b6024827fad0550d500000000000000000000000000000000000000000000000000000000815233600452fd5b5080fd5b50346101a35760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101a35760ff604060209260043581527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180784522054166040519015158152f35b50346101a357807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101a35760207f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180854604051908152f35b50346101a35780610732366114d6565b80849394527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918066020526107838173ffffffffffffffffffffffffffffffffffffffff604086205416339033146118c3565b8083527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91806602052604083207fffffffffffffffffffffffff000000000000000000000000000000000000000081541690558260206108a573ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91800541661081c86896121c0565b6040519485809481937f6170ff1b0000000000000000000000000000000000000000000000000000000083527f073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b8260048401527f02d757788a8d8d6f21d1cd40bce38a8222d70654214e96ff95d8086e684fbee56024840152608060448401526084830190611598565b88606483015203925af18015610a20576109ed575b50602073ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180054166024604051809681937f6c8cc9d90000000000000000000000000000000000000000000000000000000083523060048401525af19283156109e25785936109aa575b506040519084825260208201527fb0b548d5e12b6a60adac4d6dd7610f55134cea4fd145535edc303a48063e0cb460403392a3810180911161097d576106289033611e99565b6024827f4e487b710000000000000000000000000000000000000000000000000000000081526011600452fd5b9092506020813d6020116109da575b816109c660209383611557565b810103126109d65751915f610937565b5f80fd5b3d91506109b9565b6040513d87823e3d90fd5b92506020833d602011610a18575b81610a0860209383611557565b810103126109d6578492516108ba565b3d91506109fb565b6040513d86823e3d90fd5b50346101a357807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101a35760408051610a678161150e565b82815282602082015201526060604051610a808161150e565b7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180354908181527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91804546020820190815260407f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91805549201918252604051928352516020830152516040820152f35b50346109d6577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016105e081126109d65760e0136109d6576104407fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff1c3601126109d65760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffadc3601126109d6576105c4359073ffffffffffffffffffffffffffffffffffffffff82168083036109d6576004602073ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416604051928380927f33eeb1470000000000000000000000000000000000000000000000000000000082525afa908115610f2f575f91610fef575b5015610fc75760043592835f527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180760205260ff60405f205416610f9b57835f527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180760205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff008254161790557f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180854917fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8314610f6e576001600493017f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918085573ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918015416602073ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416604051958680927f9588eca20000000000000000000000000000000000000000000000000000000082525afa938415610f2f575f94610f3a575b507f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918025493813b156109d6575f90610624604051809481937f44b1c5da00000000000000000000000000000000000000000000000000000000835260048301528a602483015260243560448301526044356064830152606435608483015260843560a483015260a43560c483015260c435988960e484015260e43561010484015261040061010461012485013761050435610524840152610524356105448401526105443561056484015261056435610584840152610584356105a48401526105a4356105c48401526105e4830152866106048301525afa8015610f2f57610f19575b5061062893947f2151c149fe17821e12a219112576d53ace6e12df1eb37011f0af1c2b34ddb25e6020604051868152a3611e99565b61062894505f610f2891611557565b5f93610ee4565b6040513d5f823e3d90fd5b9093506020813d602011610f66575b81610f5660209383611557565b810103126109d65751925f610de2565b3d9150610f49565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b837f0f13a9e1000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7fa2952a6c000000000000000000000000000000000000000000000000000000005f5260045ffd5b611011915060203d602011611017575b6110098183611557565b810190611b60565b5f610c33565b503d610fff565b346109d65760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126109d6576110606110586114b3565b600435611911565b005b346109d657611070366114d6565b805f939293527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918066020526110c28173ffffffffffffffffffffffffffffffffffffffff60405f205416339033146118c3565b5f602061119373ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91800541661110a87876121c0565b6040519485809481937f7a98660b0000000000000000000000000000000000000000000000000000000083527f073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b8260048401527f02d757788a8d8d6f21d1cd40bce38a8222d70654214e96ff95d8086e684fbee56024840152608060448401526084830190611598565b88606483015203925af18015610f2f576111dc575b5060405191825260208201527fea57f52faafe318751f75acb6756cff3f66afc10201ef8f2d504e788985db3f560403392a3005b6020813d602011611203575b816111f560209383611557565b810103126109d657516111a8565b3d91506111e8565b346109d65760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126109d65760043567ffffffffffffffff81116109d657366023820112156109d657806004013567ffffffffffffffff81116109d65736602482840101116109d657602461106092016115cb565b346109d6575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126109d65760206112bb611f47565b604051908152f35b5f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126109d6576040513481527f84027051f6c19c099f8a9e075f484539863ff57425c7cd7bd3ca952f80219a1f60203392a2005b346109d65760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126109d6575f6004356113556114b3565b60206114176113648385611bdf565b61137561137082611c5d565b611d00565b156114a5575b73ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416906040519687809481937f2c9dd5c00000000000000000000000000000000000000000000000000000000083527f073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b826004840152604060248401526044830190611598565b03925af18015610f2f57611472575b61106092506040518281527fb4214c8c54fc7442f36d3682f59aebaf09358a4431835b30efb29d52cf9e1e91602073ffffffffffffffffffffffffffffffffffffffff841692a2611e99565b6020833d60201161149d575b8161148b60209383611557565b810103126109d6576110609250611426565b3d915061147e565b6114ae85611dba565b61137b565b6024359073ffffffffffffffffffffffffffffffffffffffff821682036109d657565b7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc60609101126109d657600435906024359060443590565b6060810190811067ffffffffffffffff82111761152a57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761152a57604052565b90602080835192838152019201905f5b8181106115b55750505090565b82518452602093840193909201916001016115a8565b73ffffffffffffffffffffffffffffffffffffffff7f000000000000000000000000000000000000000000000000000000000000000016301461189b577f01106332565131938700c744c3b6896a22605c0ce7ef342cf3b115d0a82fc1005460ff811661186b579160017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00839416177f01106332565131938700c744c3b6896a22605c0ce7ef342cf3b115d0a82fc100558101039060c082126109d657604051916080830183811067ffffffffffffffff82111761152a57604052813573ffffffffffffffffffffffffffffffffffffffff811681036109d657835260208201359073ffffffffffffffffffffffffffffffffffffffff821682036109d6576020840191825260607fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa060408601926040860135845201126109d65773ffffffffffffffffffffffffffffffffffffffff806118699560a06040519661174f8861150e565b606081013588526080810135602089015201356040870152856060820152511692511690517f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91802557fffffffffffffffffffffffff00000000000000000000000000000000000000007f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918015416177f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91801557fffffffffffffffffffffffff00000000000000000000000000000000000000007f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416177f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180055612210565b565b505061187357565b7f0dc149f0000000000000000000000000000000000000000000000000000000005f5260045ffd5b7fcc20b39d000000000000000000000000000000000000000000000000000000005f5260045ffd5b156118cc575050565b73ffffffffffffffffffffffffffffffffffffffff907f94b706aa000000000000000000000000000000000000000000000000000000005f521660045260245260445ffd5b9061192461191f8284611bdf565b611c5d565b6024602073ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416604051928380927fa46efaf30000000000000000000000000000000000000000000000000000000082528660048301525afa908115610f2f575f91611b2e575b508015611ae857815f527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180960205260405f205460401c611ae25760405190604082019082821067ffffffffffffffff83111761152a5760409182524267ffffffffffffffff908116845277ffffffffffffffffffffffffffffffffffffffffffffffff9190911660208085019182525f9586527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918099052938290209251935190911b7fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000016921691909117905562093a80420190814211610f6e5773ffffffffffffffffffffffffffffffffffffffff6040917f9af5208f4a6f6c7001c4c7c54434505fccefba7771cf71365559106c39b59d1893835195865260208601521692a2565b50505050565b73ffffffffffffffffffffffffffffffffffffffff83857fe7897f7b000000000000000000000000000000000000000000000000000000005f526004521660245260445ffd5b90506020813d602011611b58575b81611b4960209383611557565b810103126109d657515f6119a0565b3d9150611b3c565b908160209103126109d6575180151581036109d65790565b91908203918211610f6e57565b805160011015611b955760400190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b805115611b955760200190565b805160021015611b955760600190565b91909160405190611bf160a083611557565b60048252608036602084013773ffffffffffffffffffffffffffffffffffffffff829416611c1e83611b85565b525f611c2983611bc2565b52815160031015611b95576fffffffffffffffffffffffffffffffff611c5a91608084018160801c90521691611bcf565b52565b8051906040519060208201927f073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b828452306040840152606083015281608081019160208151939101925f5b818110611ce7575050611ce19250037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282611557565b51902090565b8451835260209485019486945090920191600101611ca7565b5f527f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180960205260405f20805460401c908115611db457611d9f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff9301829067ffffffffffffffff7fffffffffffffffffffffffffffffffffffffffffffffffff000000000000000083549260401b169116179055565b541662093a808101809111610f6e5742101590565b50505f90565b611de37f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918006120c0565b90818111611e6b577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8214611e6757611e1b91611b78565b7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180b556201518042047f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180a55565b5050565b7feba8fe8a000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b905f80808093855af13d15611f42573d67ffffffffffffffff811161152a5760405190611eee60207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f8401160183611557565b81525f60203d92013e5b15611f005750565b73ffffffffffffffffffffffffffffffffffffffff907f36899e48000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b611ef8565b7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91805547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81148015612024575b611fff577f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180a5462015180420414611fd9576014470480821115611fd4575090565b905090565b507f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180b5490565b507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b506004602073ffffffffffffffffffffffffffffffffffffffff7f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec918005416604051928380927f33eeb1470000000000000000000000000000000000000000000000000000000082525afa908115610f2f575f916120a1575b50611f93565b6120ba915060203d602011611017576110098183611557565b5f61209b565b6005810154907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff82148015612144575b61211e57600a8101546201518042041461211557506014470480821115611fd4575090565b600b9150015490565b50507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff90565b506004602073ffffffffffffffffffffffffffffffffffffffff835416604051928380927f33eeb1470000000000000000000000000000000000000000000000000000000082525afa908115610f2f575f916121a1575b506120f0565b6121ba915060203d602011611017576110098183611557565b5f61219b565b9190611c5a6040516121d3608082611557565b6003815260603660208301376fffffffffffffffffffffffffffffffff81958060801c6121ff84611bcf565b521661220a82611b85565b52611bc2565b7fe0e60b98418ced849dd1420bb6c738d2af8ba2e32c7bc08b276277789e2a3a84815191827f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91803556040602082015191827f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec9180455015190817f19e22f5a7fc0bcba8f4e041a88d9669dd3ed4c92f551658f4c48188aaec91805556122ca6040519283923396846040919493926060820195825260208201520152565b0390a256",
}

// BridgeABI is the input ABI used to generate the binding from.
// Deprecated: Use BridgeMetaData.ABI instead.
var BridgeABI = BridgeMetaData.ABI

// BridgeBin is the compiled bytecode used for deploying new contracts.
// Deprecated: Use BridgeMetaData.Bin instead.
var BridgeBin = BridgeMetaData.Bin

// DeployBridge deploys a new Ethereum contract, binding an instance of Bridge to it.
func DeployBridge(auth *bind.TransactOpts, backend bind.ContractBackend) (common.Address, *types.Transaction, *Bridge, error) {
	parsed, err := BridgeMetaData.GetAbi()
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	if parsed == nil {
		return common.Address{}, nil, nil, errors.New("GetABI returned nil")
	}

	address, tx, contract, err := bind.DeployContract(auth, *parsed, common.FromHex(BridgeBin), backend)
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	return address, tx, &Bridge{BridgeCaller: BridgeCaller{contract: contract}, BridgeTransactor: BridgeTransactor{contract: contract}, BridgeFilterer: BridgeFilterer{contract: contract}}, nil
}

// Bridge is an auto generated Go binding around an Ethereum contract.
type Bridge struct {
	BridgeCaller     // Read-only binding to the contract
	BridgeTransactor // Write-only binding to the contract
	BridgeFilterer   // Log filterer for contract events
}

// BridgeCaller is an auto generated read-only Go binding around an Ethereum contract.
type BridgeCaller struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// BridgeTransactor is an auto generated write-only Go binding around an Ethereum contract.
type BridgeTransactor struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// BridgeFilterer is an auto generated log filtering Go binding around an Ethereum contract events.
type BridgeFilterer struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// BridgeSession is an auto generated Go binding around an Ethereum contract,
// with pre-set call and transact options.
type BridgeSession struct {
	Contract     *Bridge           // Generic contract binding to set the session for
	CallOpts     bind.CallOpts     // Call options to use throughout this session
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// BridgeCallerSession is an auto generated read-only Go binding around an Ethereum contract,
// with pre-set call options.
type BridgeCallerSession struct {
	Contract *BridgeCaller // Generic contract caller binding to set the session for
	CallOpts bind.CallOpts // Call options to use throughout this session
}

// BridgeTransactorSession is an auto generated write-only Go binding around an Ethereum contract,
// with pre-set transact options.
type BridgeTransactorSession struct {
	Contract     *BridgeTransactor // Generic contract transactor binding to set the session for
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// BridgeRaw is an auto generated low-level Go binding around an Ethereum contract.
type BridgeRaw struct {
	Contract *Bridge // Generic contract binding to access the raw methods on
}

// BridgeCallerRaw is an auto generated low-level read-only Go binding around an Ethereum contract.
type BridgeCallerRaw struct {
	Contract *BridgeCaller // Generic read-only contract binding to access the raw methods on
}

// BridgeTransactorRaw is an auto generated low-level write-only Go binding around an Ethereum contract.
type BridgeTransactorRaw struct {
	Contract *BridgeTransactor // Generic write-only contract binding to access the raw methods on
}

// NewBridge creates a new instance of Bridge, bound to a specific deployed contract.
func NewBridge(address common.Address, backend bind.ContractBackend) (*Bridge, error) {
	contract, err := bindBridge(address, backend, backend, backend)
	if err != nil {
		return nil, err
	}
	return &Bridge{BridgeCaller: BridgeCaller{contract: contract}, BridgeTransactor: BridgeTransactor{contract: contract}, BridgeFilterer: BridgeFilterer{contract: contract}}, nil
}

// NewBridgeCaller creates a new read-only instance of Bridge, bound to a specific deployed contract.
func NewBridgeCaller(address common.Address, caller bind.ContractCaller) (*BridgeCaller, error) {
	contract, err := bindBridge(address, caller, nil, nil)
	if err != nil {
		return nil, err
	}
	return &BridgeCaller{contract: contract}, nil
}

// NewBridgeTransactor creates a new write-only instance of Bridge, bound to a specific deployed contract.
func NewBridgeTransactor(address common.Address, transactor bind.ContractTransactor) (*BridgeTransactor, error) {
	contract, err := bindBridge(address, nil, transactor, nil)
	if err != nil {
		return nil, err
	}
	return &BridgeTransactor{contract: contract}, nil
}

// NewBridgeFilterer creates a new log filterer instance of Bridge, bound to a specific deployed contract.
func NewBridgeFilterer(address common.Address, filterer bind.ContractFilterer) (*BridgeFilterer, error) {
	contract, err := bindBridge(address, nil, nil, filterer)
	if err != nil {
		return nil, err
	}
	return &BridgeFilterer{contract: contract}, nil
}

// bindBridge binds a generic wrapper to an already deployed contract.
func bindBridge(address common.Address, caller bind.ContractCaller, transactor bind.ContractTransactor, filterer bind.ContractFilterer) (*bind.BoundContract, error) {
	parsed, err := BridgeMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	return bind.NewBoundContract(address, *parsed, caller, transactor, filterer), nil
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_Bridge *BridgeRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _Bridge.Contract.BridgeCaller.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_Bridge *BridgeRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Bridge.Contract.BridgeTransactor.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_Bridge *BridgeRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _Bridge.Contract.BridgeTransactor.contract.Transact(opts, method, params...)
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_Bridge *BridgeCallerRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _Bridge.Contract.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_Bridge *BridgeTransactorRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Bridge.Contract.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_Bridge *BridgeTransactorRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _Bridge.Contract.contract.Transact(opts, method, params...)
}

// Core is a free data retrieval call binding the contract method 0xf2f4eb26.
//
// Solidity: function core() view returns(address)
func (_Bridge *BridgeCaller) Core(opts *bind.CallOpts) (common.Address, error) {
	var out []interface{}
	err := _Bridge.contract.Call(opts, &out, "core")

	if err != nil {
		return *new(common.Address), err
	}

	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)

	return out0, err

}

// Core is a free data retrieval call binding the contract method 0xf2f4eb26.
//
// Solidity: function core() view returns(address)
func (_Bridge *BridgeSession) Core() (common.Address, error) {
	return _Bridge.Contract.Core(&_Bridge.CallOpts)
}

// Core is a free data retrieval call binding the contract method 0xf2f4eb26.
//
// Solidity: function core() view returns(address)
func (_Bridge *BridgeCallerSession) Core() (common.Address, error) {
	return _Bridge.Contract.Core(&_Bridge.CallOpts)
}

// Escapes is a free data retrieval call binding the contract method 0xb195b900.
//
// Solidity: function escapes() view returns(uint256)
func (_Bridge *BridgeCaller) Escapes(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Bridge.contract.Call(opts, &out, "escapes")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// Escapes is a free data retrieval call binding the contract method 0xb195b900.
//
// Solidity: function escapes() view returns(uint256)
func (_Bridge *BridgeSession) Escapes() (*big.Int, error) {
	return _Bridge.Contract.Escapes(&_Bridge.CallOpts)
}

// Escapes is a free data retrieval call binding the contract method 0xb195b900.
//
// Solidity: function escapes() view returns(uint256)
func (_Bridge *BridgeCallerSession) Escapes() (*big.Int, error) {
	return _Bridge.Contract.Escapes(&_Bridge.CallOpts)
}

// HasEscaped is a free data retrieval call binding the contract method 0xbe3bf15a.
//
// Solidity: function hasEscaped(uint256 l2Address) view returns(bool)
func (_Bridge *BridgeCaller) HasEscaped(opts *bind.CallOpts, l2Address *big.Int) (bool, error) {
	var out []interface{}
	err := _Bridge.contract.Call(opts, &out, "hasEscaped", l2Address)

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// HasEscaped is a free data retrieval call binding the contract method 0xbe3bf15a.
//
// Solidity: function hasEscaped(uint256 l2Address) view returns(bool)
func (_Bridge *BridgeSession) HasEscaped(l2Address *big.Int) (bool, error) {
	return _Bridge.Contract.HasEscaped(&_Bridge.CallOpts, l2Address)
}

// HasEscaped is a free data retrieval call binding the contract method 0xbe3bf15a.
//
// Solidity: function hasEscaped(uint256 l2Address) view returns(bool)
func (_Bridge *BridgeCallerSession) HasEscaped(l2Address *big.Int) (bool, error) {
	return _Bridge.Contract.HasEscaped(&_Bridge.CallOpts, l2Address)
}

// L2ChainId is a free data retrieval call binding the contract method 0xd6ae3cd5.
//
// Solidity: function l2ChainId() view returns(uint256)
func (_Bridge *BridgeCaller) L2ChainId(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Bridge.contract.Call(opts, &out, "l2ChainId")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// L2ChainId is a free data retrieval call binding the contract method 0xd6ae3cd5.
//
// Solidity: function l2ChainId() view returns(uint256)
func (_Bridge *BridgeSession) L2ChainId() (*big.Int, error) {
	return _Bridge.Contract.L2ChainId(&_Bridge.CallOpts)
}

// L2ChainId is a free data retrieval call binding the contract method 0xd6ae3cd5.
//
// Solidity: function l2ChainId() view returns(uint256)
func (_Bridge *BridgeCallerSession) L2ChainId() (*big.Int, error) {
	return _Bridge.Contract.L2ChainId(&_Bridge.CallOpts)
}

// Limits is a free data retrieval call binding the contract method 0x860aefcf.
//
// Solidity: function limits() view returns((uint256,uint256,uint256))
func (_Bridge *BridgeCaller) Limits(opts *bind.CallOpts) (BridgeLimits, error) {
	var out []interface{}
	err := _Bridge.contract.Call(opts, &out, "limits")

	if err != nil {
		return *new(BridgeLimits), err
	}

	out0 := *abi.ConvertType(out[0], new(BridgeLimits)).(*BridgeLimits)

	return out0, err

}

// Limits is a free data retrieval call binding the contract method 0x860aefcf.
//
// Solidity: function limits() view returns((uint256,uint256,uint256))
func (_Bridge *BridgeSession) Limits() (BridgeLimits, error) {
	return _Bridge.Contract.Limits(&_Bridge.CallOpts)
}

// Limits is a free data retrieval call binding the contract method 0x860aefcf.
//
// Solidity: function limits() view returns((uint256,uint256,uint256))
func (_Bridge *BridgeCallerSession) Limits() (BridgeLimits, error) {
	return _Bridge.Contract.Limits(&_Bridge.CallOpts)
}

// WithdrawableToday is a free data retrieval call binding the contract method 0x1cd4566f.
//
// Solidity: function withdrawableToday() view returns(uint256)
func (_Bridge *BridgeCaller) WithdrawableToday(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Bridge.contract.Call(opts, &out, "withdrawableToday")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// WithdrawableToday is a free data retrieval call binding the contract method 0x1cd4566f.
//
// Solidity: function withdrawableToday() view returns(uint256)
func (_Bridge *BridgeSession) WithdrawableToday() (*big.Int, error) {
	return _Bridge.Contract.WithdrawableToday(&_Bridge.CallOpts)
}

// WithdrawableToday is a free data retrieval call binding the contract method 0x1cd4566f.
//
// Solidity: function withdrawableToday() view returns(uint256)
func (_Bridge *BridgeCallerSession) WithdrawableToday() (*big.Int, error) {
	return _Bridge.Contract.WithdrawableToday(&_Bridge.CallOpts)
}

// AnnounceWithdrawal is a paid mutator transaction binding the contract method 0x63c635c9.
//
// Solidity: function announceWithdrawal(uint256 amount, address recipient) returns()
func (_Bridge *BridgeTransactor) AnnounceWithdrawal(opts *bind.TransactOpts, amount *big.Int, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "announceWithdrawal", amount, recipient)
}

// AnnounceWithdrawal is a paid mutator transaction binding the contract method 0x63c635c9.
//
// Solidity: function announceWithdrawal(uint256 amount, address recipient) returns()
func (_Bridge *BridgeSession) AnnounceWithdrawal(amount *big.Int, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.Contract.AnnounceWithdrawal(&_Bridge.TransactOpts, amount, recipient)
}

// AnnounceWithdrawal is a paid mutator transaction binding the contract method 0x63c635c9.
//
// Solidity: function announceWithdrawal(uint256 amount, address recipient) returns()
func (_Bridge *BridgeTransactorSession) AnnounceWithdrawal(amount *big.Int, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.Contract.AnnounceWithdrawal(&_Bridge.TransactOpts, amount, recipient)
}

// Deposit is a paid mutator transaction binding the contract method 0xe2bbb158.
//
// Solidity: function deposit(uint256 amount, uint256 l2Recipient) payable returns(uint256 nonce)
func (_Bridge *BridgeTransactor) Deposit(opts *bind.TransactOpts, amount *big.Int, l2Recipient *big.Int) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "deposit", amount, l2Recipient)
}

// Deposit is a paid mutator transaction binding the contract method 0xe2bbb158.
//
// Solidity: function deposit(uint256 amount, uint256 l2Recipient) payable returns(uint256 nonce)
func (_Bridge *BridgeSession) Deposit(amount *big.Int, l2Recipient *big.Int) (*types.Transaction, error) {
	return _Bridge.Contract.Deposit(&_Bridge.TransactOpts, amount, l2Recipient)
}

// Deposit is a paid mutator transaction binding the contract method 0xe2bbb158.
//
// Solidity: function deposit(uint256 amount, uint256 l2Recipient) payable returns(uint256 nonce)
func (_Bridge *BridgeTransactorSession) Deposit(amount *big.Int, l2Recipient *big.Int) (*types.Transaction, error) {
	return _Bridge.Contract.Deposit(&_Bridge.TransactOpts, amount, l2Recipient)
}

// DepositCancelRequest is a paid mutator transaction binding the contract method 0x4c567662.
//
// Solidity: function depositCancelRequest(uint256 amount, uint256 l2Recipient, uint256 nonce) returns()
func (_Bridge *BridgeTransactor) DepositCancelRequest(opts *bind.TransactOpts, amount *big.Int, l2Recipient *big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "depositCancelRequest", amount, l2Recipient, nonce)
}

// DepositCancelRequest is a paid mutator transaction binding the contract method 0x4c567662.
//
// Solidity: function depositCancelRequest(uint256 amount, uint256 l2Recipient, uint256 nonce) returns()
func (_Bridge *BridgeSession) DepositCancelRequest(amount *big.Int, l2Recipient *big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Bridge.Contract.DepositCancelRequest(&_Bridge.TransactOpts, amount, l2Recipient, nonce)
}

// DepositCancelRequest is a paid mutator transaction binding the contract method 0x4c567662.
//
// Solidity: function depositCancelRequest(uint256 amount, uint256 l2Recipient, uint256 nonce) returns()
func (_Bridge *BridgeTransactorSession) DepositCancelRequest(amount *big.Int, l2Recipient *big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Bridge.Contract.DepositCancelRequest(&_Bridge.TransactOpts, amount, l2Recipient, nonce)
}

// DepositReclaim is a paid mutator transaction binding the contract method 0xae873816.
//
// Solidity: function depositReclaim(uint256 amount, uint256 l2Recipient, uint256 nonce) returns()
func (_Bridge *BridgeTransactor) DepositReclaim(opts *bind.TransactOpts, amount *big.Int, l2Recipient *big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "depositReclaim", amount, l2Recipient, nonce)
}

// DepositReclaim is a paid mutator transaction binding the contract method 0xae873816.
//
// Solidity: function depositReclaim(uint256 amount, uint256 l2Recipient, uint256 nonce) returns()
func (_Bridge *BridgeSession) DepositReclaim(amount *big.Int, l2Recipient *big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Bridge.Contract.DepositReclaim(&_Bridge.TransactOpts, amount, l2Recipient, nonce)
}

// DepositReclaim is a paid mutator transaction binding the contract method 0xae873816.
//
// Solidity: function depositReclaim(uint256 amount, uint256 l2Recipient, uint256 nonce) returns()
func (_Bridge *BridgeTransactorSession) DepositReclaim(amount *big.Int, l2Recipient *big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Bridge.Contract.DepositReclaim(&_Bridge.TransactOpts, amount, l2Recipient, nonce)
}

// Endow is a paid mutator transaction binding the contract method 0x06e30dfc.
//
// Solidity: function endow() payable returns()
func (_Bridge *BridgeTransactor) Endow(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "endow")
}

// Endow is a paid mutator transaction binding the contract method 0x06e30dfc.
//
// Solidity: function endow() payable returns()
func (_Bridge *BridgeSession) Endow() (*types.Transaction, error) {
	return _Bridge.Contract.Endow(&_Bridge.TransactOpts)
}

// Endow is a paid mutator transaction binding the contract method 0x06e30dfc.
//
// Solidity: function endow() payable returns()
func (_Bridge *BridgeTransactorSession) Endow() (*types.Transaction, error) {
	return _Bridge.Contract.Endow(&_Bridge.TransactOpts)
}

// Escape is a paid mutator transaction binding the contract method 0x7b2830b3.
//
// Solidity: function escape((uint256,uint256,uint256,uint256,uint256,uint256,uint256) account, (uint256,uint256[32],uint256) place, (uint256,uint256,uint256,uint256,uint256) authorisation, address recipient) returns()
func (_Bridge *BridgeTransactor) Escape(opts *bind.TransactOpts, account IEscapeAccount, place IEscapePlace, authorisation IEscapeAuthorisation, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "escape", account, place, authorisation, recipient)
}

// Escape is a paid mutator transaction binding the contract method 0x7b2830b3.
//
// Solidity: function escape((uint256,uint256,uint256,uint256,uint256,uint256,uint256) account, (uint256,uint256[32],uint256) place, (uint256,uint256,uint256,uint256,uint256) authorisation, address recipient) returns()
func (_Bridge *BridgeSession) Escape(account IEscapeAccount, place IEscapePlace, authorisation IEscapeAuthorisation, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.Contract.Escape(&_Bridge.TransactOpts, account, place, authorisation, recipient)
}

// Escape is a paid mutator transaction binding the contract method 0x7b2830b3.
//
// Solidity: function escape((uint256,uint256,uint256,uint256,uint256,uint256,uint256) account, (uint256,uint256[32],uint256) place, (uint256,uint256,uint256,uint256,uint256) authorisation, address recipient) returns()
func (_Bridge *BridgeTransactorSession) Escape(account IEscapeAccount, place IEscapePlace, authorisation IEscapeAuthorisation, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.Contract.Escape(&_Bridge.TransactOpts, account, place, authorisation, recipient)
}

// Initialize is a paid mutator transaction binding the contract method 0x439fab91.
//
// Solidity: function initialize(bytes data) returns()
func (_Bridge *BridgeTransactor) Initialize(opts *bind.TransactOpts, data []byte) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "initialize", data)
}

// Initialize is a paid mutator transaction binding the contract method 0x439fab91.
//
// Solidity: function initialize(bytes data) returns()
func (_Bridge *BridgeSession) Initialize(data []byte) (*types.Transaction, error) {
	return _Bridge.Contract.Initialize(&_Bridge.TransactOpts, data)
}

// Initialize is a paid mutator transaction binding the contract method 0x439fab91.
//
// Solidity: function initialize(bytes data) returns()
func (_Bridge *BridgeTransactorSession) Initialize(data []byte) (*types.Transaction, error) {
	return _Bridge.Contract.Initialize(&_Bridge.TransactOpts, data)
}

// SetLimits is a paid mutator transaction binding the contract method 0xc3e68e41.
//
// Solidity: function setLimits((uint256,uint256,uint256) to) returns()
func (_Bridge *BridgeTransactor) SetLimits(opts *bind.TransactOpts, to BridgeLimits) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "setLimits", to)
}

// SetLimits is a paid mutator transaction binding the contract method 0xc3e68e41.
//
// Solidity: function setLimits((uint256,uint256,uint256) to) returns()
func (_Bridge *BridgeSession) SetLimits(to BridgeLimits) (*types.Transaction, error) {
	return _Bridge.Contract.SetLimits(&_Bridge.TransactOpts, to)
}

// SetLimits is a paid mutator transaction binding the contract method 0xc3e68e41.
//
// Solidity: function setLimits((uint256,uint256,uint256) to) returns()
func (_Bridge *BridgeTransactorSession) SetLimits(to BridgeLimits) (*types.Transaction, error) {
	return _Bridge.Contract.SetLimits(&_Bridge.TransactOpts, to)
}

// Withdraw is a paid mutator transaction binding the contract method 0x00f714ce.
//
// Solidity: function withdraw(uint256 amount, address recipient) returns()
func (_Bridge *BridgeTransactor) Withdraw(opts *bind.TransactOpts, amount *big.Int, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.contract.Transact(opts, "withdraw", amount, recipient)
}

// Withdraw is a paid mutator transaction binding the contract method 0x00f714ce.
//
// Solidity: function withdraw(uint256 amount, address recipient) returns()
func (_Bridge *BridgeSession) Withdraw(amount *big.Int, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.Contract.Withdraw(&_Bridge.TransactOpts, amount, recipient)
}

// Withdraw is a paid mutator transaction binding the contract method 0x00f714ce.
//
// Solidity: function withdraw(uint256 amount, address recipient) returns()
func (_Bridge *BridgeTransactorSession) Withdraw(amount *big.Int, recipient common.Address) (*types.Transaction, error) {
	return _Bridge.Contract.Withdraw(&_Bridge.TransactOpts, amount, recipient)
}

// Receive is a paid mutator transaction binding the contract receive function.
//
// Solidity: receive() payable returns()
func (_Bridge *BridgeTransactor) Receive(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Bridge.contract.RawTransact(opts, nil) // calldata is disallowed for receive function
}

// Receive is a paid mutator transaction binding the contract receive function.
//
// Solidity: receive() payable returns()
func (_Bridge *BridgeSession) Receive() (*types.Transaction, error) {
	return _Bridge.Contract.Receive(&_Bridge.TransactOpts)
}

// Receive is a paid mutator transaction binding the contract receive function.
//
// Solidity: receive() payable returns()
func (_Bridge *BridgeTransactorSession) Receive() (*types.Transaction, error) {
	return _Bridge.Contract.Receive(&_Bridge.TransactOpts)
}

// BridgeEndowedIterator is returned from FilterEndowed and is used to iterate over the raw logs and unpacked data for Endowed events raised by the Bridge contract.
type BridgeEndowedIterator struct {
	Event *BridgeEndowed // Event containing the contract specifics and raw log

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
func (it *BridgeEndowedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeEndowed)
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
		it.Event = new(BridgeEndowed)
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
func (it *BridgeEndowedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeEndowedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeEndowed represents a Endowed event raised by the Bridge contract.
type BridgeEndowed struct {
	By     common.Address
	Amount *big.Int
	Raw    types.Log // Blockchain specific contextual infos
}

// FilterEndowed is a free log retrieval operation binding the contract event 0x84027051f6c19c099f8a9e075f484539863ff57425c7cd7bd3ca952f80219a1f.
//
// Solidity: event Endowed(address indexed by, uint256 amount)
func (_Bridge *BridgeFilterer) FilterEndowed(opts *bind.FilterOpts, by []common.Address) (*BridgeEndowedIterator, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "Endowed", byRule)
	if err != nil {
		return nil, err
	}
	return &BridgeEndowedIterator{contract: _Bridge.contract, event: "Endowed", logs: logs, sub: sub}, nil
}

// WatchEndowed is a free log subscription operation binding the contract event 0x84027051f6c19c099f8a9e075f484539863ff57425c7cd7bd3ca952f80219a1f.
//
// Solidity: event Endowed(address indexed by, uint256 amount)
func (_Bridge *BridgeFilterer) WatchEndowed(opts *bind.WatchOpts, sink chan<- *BridgeEndowed, by []common.Address) (event.Subscription, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "Endowed", byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeEndowed)
				if err := _Bridge.contract.UnpackLog(event, "Endowed", log); err != nil {
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

// ParseEndowed is a log parse operation binding the contract event 0x84027051f6c19c099f8a9e075f484539863ff57425c7cd7bd3ca952f80219a1f.
//
// Solidity: event Endowed(address indexed by, uint256 amount)
func (_Bridge *BridgeFilterer) ParseEndowed(log types.Log) (*BridgeEndowed, error) {
	event := new(BridgeEndowed)
	if err := _Bridge.contract.UnpackLog(event, "Endowed", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeEscapedIterator is returned from FilterEscaped and is used to iterate over the raw logs and unpacked data for Escaped events raised by the Bridge contract.
type BridgeEscapedIterator struct {
	Event *BridgeEscaped // Event containing the contract specifics and raw log

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
func (it *BridgeEscapedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeEscaped)
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
		it.Event = new(BridgeEscaped)
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
func (it *BridgeEscapedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeEscapedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeEscaped represents a Escaped event raised by the Bridge contract.
type BridgeEscaped struct {
	L2Address *big.Int
	Recipient common.Address
	Amount    *big.Int
	Raw       types.Log // Blockchain specific contextual infos
}

// FilterEscaped is a free log retrieval operation binding the contract event 0x2151c149fe17821e12a219112576d53ace6e12df1eb37011f0af1c2b34ddb25e.
//
// Solidity: event Escaped(uint256 indexed l2Address, address indexed recipient, uint256 amount)
func (_Bridge *BridgeFilterer) FilterEscaped(opts *bind.FilterOpts, l2Address []*big.Int, recipient []common.Address) (*BridgeEscapedIterator, error) {

	var l2AddressRule []interface{}
	for _, l2AddressItem := range l2Address {
		l2AddressRule = append(l2AddressRule, l2AddressItem)
	}
	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "Escaped", l2AddressRule, recipientRule)
	if err != nil {
		return nil, err
	}
	return &BridgeEscapedIterator{contract: _Bridge.contract, event: "Escaped", logs: logs, sub: sub}, nil
}

// WatchEscaped is a free log subscription operation binding the contract event 0x2151c149fe17821e12a219112576d53ace6e12df1eb37011f0af1c2b34ddb25e.
//
// Solidity: event Escaped(uint256 indexed l2Address, address indexed recipient, uint256 amount)
func (_Bridge *BridgeFilterer) WatchEscaped(opts *bind.WatchOpts, sink chan<- *BridgeEscaped, l2Address []*big.Int, recipient []common.Address) (event.Subscription, error) {

	var l2AddressRule []interface{}
	for _, l2AddressItem := range l2Address {
		l2AddressRule = append(l2AddressRule, l2AddressItem)
	}
	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "Escaped", l2AddressRule, recipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeEscaped)
				if err := _Bridge.contract.UnpackLog(event, "Escaped", log); err != nil {
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

// ParseEscaped is a log parse operation binding the contract event 0x2151c149fe17821e12a219112576d53ace6e12df1eb37011f0af1c2b34ddb25e.
//
// Solidity: event Escaped(uint256 indexed l2Address, address indexed recipient, uint256 amount)
func (_Bridge *BridgeFilterer) ParseEscaped(log types.Log) (*BridgeEscaped, error) {
	event := new(BridgeEscaped)
	if err := _Bridge.contract.UnpackLog(event, "Escaped", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeLimitsChangedIterator is returned from FilterLimitsChanged and is used to iterate over the raw logs and unpacked data for LimitsChanged events raised by the Bridge contract.
type BridgeLimitsChangedIterator struct {
	Event *BridgeLimitsChanged // Event containing the contract specifics and raw log

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
func (it *BridgeLimitsChangedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeLimitsChanged)
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
		it.Event = new(BridgeLimitsChanged)
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
func (it *BridgeLimitsChangedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeLimitsChangedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeLimitsChanged represents a LimitsChanged event raised by the Bridge contract.
type BridgeLimitsChanged struct {
	By               common.Address
	MaxDeposit       *big.Int
	MaxTotalBalance  *big.Int
	DailyWithdrawals *big.Int
	Raw              types.Log // Blockchain specific contextual infos
}

// FilterLimitsChanged is a free log retrieval operation binding the contract event 0xe0e60b98418ced849dd1420bb6c738d2af8ba2e32c7bc08b276277789e2a3a84.
//
// Solidity: event LimitsChanged(address indexed by, uint256 maxDeposit, uint256 maxTotalBalance, uint256 dailyWithdrawals)
func (_Bridge *BridgeFilterer) FilterLimitsChanged(opts *bind.FilterOpts, by []common.Address) (*BridgeLimitsChangedIterator, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "LimitsChanged", byRule)
	if err != nil {
		return nil, err
	}
	return &BridgeLimitsChangedIterator{contract: _Bridge.contract, event: "LimitsChanged", logs: logs, sub: sub}, nil
}

// WatchLimitsChanged is a free log subscription operation binding the contract event 0xe0e60b98418ced849dd1420bb6c738d2af8ba2e32c7bc08b276277789e2a3a84.
//
// Solidity: event LimitsChanged(address indexed by, uint256 maxDeposit, uint256 maxTotalBalance, uint256 dailyWithdrawals)
func (_Bridge *BridgeFilterer) WatchLimitsChanged(opts *bind.WatchOpts, sink chan<- *BridgeLimitsChanged, by []common.Address) (event.Subscription, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "LimitsChanged", byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeLimitsChanged)
				if err := _Bridge.contract.UnpackLog(event, "LimitsChanged", log); err != nil {
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

// ParseLimitsChanged is a log parse operation binding the contract event 0xe0e60b98418ced849dd1420bb6c738d2af8ba2e32c7bc08b276277789e2a3a84.
//
// Solidity: event LimitsChanged(address indexed by, uint256 maxDeposit, uint256 maxTotalBalance, uint256 dailyWithdrawals)
func (_Bridge *BridgeFilterer) ParseLimitsChanged(log types.Log) (*BridgeLimitsChanged, error) {
	event := new(BridgeLimitsChanged)
	if err := _Bridge.contract.UnpackLog(event, "LimitsChanged", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeLogDepositIterator is returned from FilterLogDeposit and is used to iterate over the raw logs and unpacked data for LogDeposit events raised by the Bridge contract.
type BridgeLogDepositIterator struct {
	Event *BridgeLogDeposit // Event containing the contract specifics and raw log

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
func (it *BridgeLogDepositIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeLogDeposit)
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
		it.Event = new(BridgeLogDeposit)
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
func (it *BridgeLogDepositIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeLogDepositIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeLogDeposit represents a LogDeposit event raised by the Bridge contract.
type BridgeLogDeposit struct {
	Sender      common.Address
	Amount      *big.Int
	L2Recipient *big.Int
	Nonce       *big.Int
	Fee         *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterLogDeposit is a free log retrieval operation binding the contract event 0x5b5dbc6c64043a15d3fe6943a6e443a826b78755edc257b2ec890c022225dbcf.
//
// Solidity: event LogDeposit(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce, uint256 fee)
func (_Bridge *BridgeFilterer) FilterLogDeposit(opts *bind.FilterOpts, sender []common.Address, l2Recipient []*big.Int) (*BridgeLogDepositIterator, error) {

	var senderRule []interface{}
	for _, senderItem := range sender {
		senderRule = append(senderRule, senderItem)
	}

	var l2RecipientRule []interface{}
	for _, l2RecipientItem := range l2Recipient {
		l2RecipientRule = append(l2RecipientRule, l2RecipientItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "LogDeposit", senderRule, l2RecipientRule)
	if err != nil {
		return nil, err
	}
	return &BridgeLogDepositIterator{contract: _Bridge.contract, event: "LogDeposit", logs: logs, sub: sub}, nil
}

// WatchLogDeposit is a free log subscription operation binding the contract event 0x5b5dbc6c64043a15d3fe6943a6e443a826b78755edc257b2ec890c022225dbcf.
//
// Solidity: event LogDeposit(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce, uint256 fee)
func (_Bridge *BridgeFilterer) WatchLogDeposit(opts *bind.WatchOpts, sink chan<- *BridgeLogDeposit, sender []common.Address, l2Recipient []*big.Int) (event.Subscription, error) {

	var senderRule []interface{}
	for _, senderItem := range sender {
		senderRule = append(senderRule, senderItem)
	}

	var l2RecipientRule []interface{}
	for _, l2RecipientItem := range l2Recipient {
		l2RecipientRule = append(l2RecipientRule, l2RecipientItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "LogDeposit", senderRule, l2RecipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeLogDeposit)
				if err := _Bridge.contract.UnpackLog(event, "LogDeposit", log); err != nil {
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

// ParseLogDeposit is a log parse operation binding the contract event 0x5b5dbc6c64043a15d3fe6943a6e443a826b78755edc257b2ec890c022225dbcf.
//
// Solidity: event LogDeposit(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce, uint256 fee)
func (_Bridge *BridgeFilterer) ParseLogDeposit(log types.Log) (*BridgeLogDeposit, error) {
	event := new(BridgeLogDeposit)
	if err := _Bridge.contract.UnpackLog(event, "LogDeposit", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeLogDepositCancelRequestIterator is returned from FilterLogDepositCancelRequest and is used to iterate over the raw logs and unpacked data for LogDepositCancelRequest events raised by the Bridge contract.
type BridgeLogDepositCancelRequestIterator struct {
	Event *BridgeLogDepositCancelRequest // Event containing the contract specifics and raw log

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
func (it *BridgeLogDepositCancelRequestIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeLogDepositCancelRequest)
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
		it.Event = new(BridgeLogDepositCancelRequest)
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
func (it *BridgeLogDepositCancelRequestIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeLogDepositCancelRequestIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeLogDepositCancelRequest represents a LogDepositCancelRequest event raised by the Bridge contract.
type BridgeLogDepositCancelRequest struct {
	Sender      common.Address
	Amount      *big.Int
	L2Recipient *big.Int
	Nonce       *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterLogDepositCancelRequest is a free log retrieval operation binding the contract event 0xea57f52faafe318751f75acb6756cff3f66afc10201ef8f2d504e788985db3f5.
//
// Solidity: event LogDepositCancelRequest(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce)
func (_Bridge *BridgeFilterer) FilterLogDepositCancelRequest(opts *bind.FilterOpts, sender []common.Address, l2Recipient []*big.Int) (*BridgeLogDepositCancelRequestIterator, error) {

	var senderRule []interface{}
	for _, senderItem := range sender {
		senderRule = append(senderRule, senderItem)
	}

	var l2RecipientRule []interface{}
	for _, l2RecipientItem := range l2Recipient {
		l2RecipientRule = append(l2RecipientRule, l2RecipientItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "LogDepositCancelRequest", senderRule, l2RecipientRule)
	if err != nil {
		return nil, err
	}
	return &BridgeLogDepositCancelRequestIterator{contract: _Bridge.contract, event: "LogDepositCancelRequest", logs: logs, sub: sub}, nil
}

// WatchLogDepositCancelRequest is a free log subscription operation binding the contract event 0xea57f52faafe318751f75acb6756cff3f66afc10201ef8f2d504e788985db3f5.
//
// Solidity: event LogDepositCancelRequest(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce)
func (_Bridge *BridgeFilterer) WatchLogDepositCancelRequest(opts *bind.WatchOpts, sink chan<- *BridgeLogDepositCancelRequest, sender []common.Address, l2Recipient []*big.Int) (event.Subscription, error) {

	var senderRule []interface{}
	for _, senderItem := range sender {
		senderRule = append(senderRule, senderItem)
	}

	var l2RecipientRule []interface{}
	for _, l2RecipientItem := range l2Recipient {
		l2RecipientRule = append(l2RecipientRule, l2RecipientItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "LogDepositCancelRequest", senderRule, l2RecipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeLogDepositCancelRequest)
				if err := _Bridge.contract.UnpackLog(event, "LogDepositCancelRequest", log); err != nil {
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

// ParseLogDepositCancelRequest is a log parse operation binding the contract event 0xea57f52faafe318751f75acb6756cff3f66afc10201ef8f2d504e788985db3f5.
//
// Solidity: event LogDepositCancelRequest(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce)
func (_Bridge *BridgeFilterer) ParseLogDepositCancelRequest(log types.Log) (*BridgeLogDepositCancelRequest, error) {
	event := new(BridgeLogDepositCancelRequest)
	if err := _Bridge.contract.UnpackLog(event, "LogDepositCancelRequest", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeLogDepositReclaimedIterator is returned from FilterLogDepositReclaimed and is used to iterate over the raw logs and unpacked data for LogDepositReclaimed events raised by the Bridge contract.
type BridgeLogDepositReclaimedIterator struct {
	Event *BridgeLogDepositReclaimed // Event containing the contract specifics and raw log

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
func (it *BridgeLogDepositReclaimedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeLogDepositReclaimed)
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
		it.Event = new(BridgeLogDepositReclaimed)
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
func (it *BridgeLogDepositReclaimedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeLogDepositReclaimedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeLogDepositReclaimed represents a LogDepositReclaimed event raised by the Bridge contract.
type BridgeLogDepositReclaimed struct {
	Sender      common.Address
	Amount      *big.Int
	L2Recipient *big.Int
	Nonce       *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterLogDepositReclaimed is a free log retrieval operation binding the contract event 0xb0b548d5e12b6a60adac4d6dd7610f55134cea4fd145535edc303a48063e0cb4.
//
// Solidity: event LogDepositReclaimed(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce)
func (_Bridge *BridgeFilterer) FilterLogDepositReclaimed(opts *bind.FilterOpts, sender []common.Address, l2Recipient []*big.Int) (*BridgeLogDepositReclaimedIterator, error) {

	var senderRule []interface{}
	for _, senderItem := range sender {
		senderRule = append(senderRule, senderItem)
	}

	var l2RecipientRule []interface{}
	for _, l2RecipientItem := range l2Recipient {
		l2RecipientRule = append(l2RecipientRule, l2RecipientItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "LogDepositReclaimed", senderRule, l2RecipientRule)
	if err != nil {
		return nil, err
	}
	return &BridgeLogDepositReclaimedIterator{contract: _Bridge.contract, event: "LogDepositReclaimed", logs: logs, sub: sub}, nil
}

// WatchLogDepositReclaimed is a free log subscription operation binding the contract event 0xb0b548d5e12b6a60adac4d6dd7610f55134cea4fd145535edc303a48063e0cb4.
//
// Solidity: event LogDepositReclaimed(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce)
func (_Bridge *BridgeFilterer) WatchLogDepositReclaimed(opts *bind.WatchOpts, sink chan<- *BridgeLogDepositReclaimed, sender []common.Address, l2Recipient []*big.Int) (event.Subscription, error) {

	var senderRule []interface{}
	for _, senderItem := range sender {
		senderRule = append(senderRule, senderItem)
	}

	var l2RecipientRule []interface{}
	for _, l2RecipientItem := range l2Recipient {
		l2RecipientRule = append(l2RecipientRule, l2RecipientItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "LogDepositReclaimed", senderRule, l2RecipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeLogDepositReclaimed)
				if err := _Bridge.contract.UnpackLog(event, "LogDepositReclaimed", log); err != nil {
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

// ParseLogDepositReclaimed is a log parse operation binding the contract event 0xb0b548d5e12b6a60adac4d6dd7610f55134cea4fd145535edc303a48063e0cb4.
//
// Solidity: event LogDepositReclaimed(address indexed sender, uint256 amount, uint256 indexed l2Recipient, uint256 nonce)
func (_Bridge *BridgeFilterer) ParseLogDepositReclaimed(log types.Log) (*BridgeLogDepositReclaimed, error) {
	event := new(BridgeLogDepositReclaimed)
	if err := _Bridge.contract.UnpackLog(event, "LogDepositReclaimed", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeLogWithdrawalIterator is returned from FilterLogWithdrawal and is used to iterate over the raw logs and unpacked data for LogWithdrawal events raised by the Bridge contract.
type BridgeLogWithdrawalIterator struct {
	Event *BridgeLogWithdrawal // Event containing the contract specifics and raw log

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
func (it *BridgeLogWithdrawalIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeLogWithdrawal)
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
		it.Event = new(BridgeLogWithdrawal)
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
func (it *BridgeLogWithdrawalIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeLogWithdrawalIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeLogWithdrawal represents a LogWithdrawal event raised by the Bridge contract.
type BridgeLogWithdrawal struct {
	Recipient common.Address
	Amount    *big.Int
	Raw       types.Log // Blockchain specific contextual infos
}

// FilterLogWithdrawal is a free log retrieval operation binding the contract event 0xb4214c8c54fc7442f36d3682f59aebaf09358a4431835b30efb29d52cf9e1e91.
//
// Solidity: event LogWithdrawal(address indexed recipient, uint256 amount)
func (_Bridge *BridgeFilterer) FilterLogWithdrawal(opts *bind.FilterOpts, recipient []common.Address) (*BridgeLogWithdrawalIterator, error) {

	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "LogWithdrawal", recipientRule)
	if err != nil {
		return nil, err
	}
	return &BridgeLogWithdrawalIterator{contract: _Bridge.contract, event: "LogWithdrawal", logs: logs, sub: sub}, nil
}

// WatchLogWithdrawal is a free log subscription operation binding the contract event 0xb4214c8c54fc7442f36d3682f59aebaf09358a4431835b30efb29d52cf9e1e91.
//
// Solidity: event LogWithdrawal(address indexed recipient, uint256 amount)
func (_Bridge *BridgeFilterer) WatchLogWithdrawal(opts *bind.WatchOpts, sink chan<- *BridgeLogWithdrawal, recipient []common.Address) (event.Subscription, error) {

	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "LogWithdrawal", recipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeLogWithdrawal)
				if err := _Bridge.contract.UnpackLog(event, "LogWithdrawal", log); err != nil {
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

// ParseLogWithdrawal is a log parse operation binding the contract event 0xb4214c8c54fc7442f36d3682f59aebaf09358a4431835b30efb29d52cf9e1e91.
//
// Solidity: event LogWithdrawal(address indexed recipient, uint256 amount)
func (_Bridge *BridgeFilterer) ParseLogWithdrawal(log types.Log) (*BridgeLogWithdrawal, error) {
	event := new(BridgeLogWithdrawal)
	if err := _Bridge.contract.UnpackLog(event, "LogWithdrawal", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// BridgeWithdrawalAnnouncedIterator is returned from FilterWithdrawalAnnounced and is used to iterate over the raw logs and unpacked data for WithdrawalAnnounced events raised by the Bridge contract.
type BridgeWithdrawalAnnouncedIterator struct {
	Event *BridgeWithdrawalAnnounced // Event containing the contract specifics and raw log

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
func (it *BridgeWithdrawalAnnouncedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(BridgeWithdrawalAnnounced)
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
		it.Event = new(BridgeWithdrawalAnnounced)
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
func (it *BridgeWithdrawalAnnouncedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *BridgeWithdrawalAnnouncedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// BridgeWithdrawalAnnounced represents a WithdrawalAnnounced event raised by the Bridge contract.
type BridgeWithdrawalAnnounced struct {
	Recipient   common.Address
	Amount      *big.Int
	PayableFrom *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterWithdrawalAnnounced is a free log retrieval operation binding the contract event 0x9af5208f4a6f6c7001c4c7c54434505fccefba7771cf71365559106c39b59d18.
//
// Solidity: event WithdrawalAnnounced(address indexed recipient, uint256 amount, uint256 payableFrom)
func (_Bridge *BridgeFilterer) FilterWithdrawalAnnounced(opts *bind.FilterOpts, recipient []common.Address) (*BridgeWithdrawalAnnouncedIterator, error) {

	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Bridge.contract.FilterLogs(opts, "WithdrawalAnnounced", recipientRule)
	if err != nil {
		return nil, err
	}
	return &BridgeWithdrawalAnnouncedIterator{contract: _Bridge.contract, event: "WithdrawalAnnounced", logs: logs, sub: sub}, nil
}

// WatchWithdrawalAnnounced is a free log subscription operation binding the contract event 0x9af5208f4a6f6c7001c4c7c54434505fccefba7771cf71365559106c39b59d18.
//
// Solidity: event WithdrawalAnnounced(address indexed recipient, uint256 amount, uint256 payableFrom)
func (_Bridge *BridgeFilterer) WatchWithdrawalAnnounced(opts *bind.WatchOpts, sink chan<- *BridgeWithdrawalAnnounced, recipient []common.Address) (event.Subscription, error) {

	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Bridge.contract.WatchLogs(opts, "WithdrawalAnnounced", recipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(BridgeWithdrawalAnnounced)
				if err := _Bridge.contract.UnpackLog(event, "WithdrawalAnnounced", log); err != nil {
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

// ParseWithdrawalAnnounced is a log parse operation binding the contract event 0x9af5208f4a6f6c7001c4c7c54434505fccefba7771cf71365559106c39b59d18.
//
// Solidity: event WithdrawalAnnounced(address indexed recipient, uint256 amount, uint256 payableFrom)
func (_Bridge *BridgeFilterer) ParseWithdrawalAnnounced(log types.Log) (*BridgeWithdrawalAnnounced, error) {
	event := new(BridgeWithdrawalAnnounced)
	if err := _Bridge.contract.UnpackLog(event, "WithdrawalAnnounced", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}
