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

// CoreMetaData contains all meta data concerning the Core contract.
var CoreMetaData = &bind.MetaData{
	ABI: "[{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"cancellationDelay\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"versionDelay_\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"freezeDelay_\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"constructor\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"escapes\",\"type\":\"uint256\"}],\"name\":\"AccountsHaveLeft\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"AlreadyInitialized\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"BadInitialState\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"BlobWordOutOfRange\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"blobs\",\"type\":\"uint256\"}],\"name\":\"BlobsTruncated\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"name\":\"CancellationNotStarted\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"}],\"name\":\"CancellationNotYetAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fee\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"highest\",\"type\":\"uint256\"}],\"name\":\"FeeTooHigh\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"IsFrozen\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"IsNotFrozen\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"MessageTruncated\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoBlobs\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"NoCredit\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoFee\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"name\":\"NoMessageToCancel\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"name\":\"NoMessageToConsume\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"NoUpgrade\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"configHash\",\"type\":\"uint256\"}],\"name\":\"NotAConfigHash\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"NotAFelt\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"NotASuitableContract\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"NotAnAddress\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotGovernor\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"caller\",\"type\":\"address\"}],\"name\":\"NotOperator\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"sentAt\",\"type\":\"uint256\"}],\"name\":\"NotOverdue\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"OnlyThroughProxy\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"OutputOutOfRange\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"expected\",\"type\":\"uint256\"}],\"name\":\"OutputTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"}],\"name\":\"OutputTooShort\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"most\",\"type\":\"uint256\"}],\"name\":\"PayloadTooLong\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"PaymentFailed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"blob\",\"type\":\"uint256\"}],\"name\":\"PointEvaluationFailed\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"Reentered\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"word\",\"type\":\"uint256\"}],\"name\":\"ReservedWord\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"time\",\"type\":\"uint256\"}],\"name\":\"UnfreezeNotYetAllowed\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"activationTime\",\"type\":\"uint256\"}],\"name\":\"UpgradeNotYetActive\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"}],\"name\":\"UpgradePending\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"},{\"internalType\":\"uint256\",\"name\":\"settled\",\"type\":\"uint256\"}],\"name\":\"UpgradeTooLate\",\"type\":\"error\"},{\"inputs\":[],\"name\":\"VersionsAreFinal\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"listed\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"proofs\",\"type\":\"uint256\"}],\"name\":\"WrongBlobCount\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"given\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"expected\",\"type\":\"uint256\"}],\"name\":\"WrongBlockNumber\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"given\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"governed\",\"type\":\"uint256\"}],\"name\":\"WrongConfigHash\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"useKzgDa\",\"type\":\"uint256\"}],\"name\":\"WrongDataAvailability\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"blob\",\"type\":\"uint256\"}],\"name\":\"WrongKzgProofLength\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"given\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"settled\",\"type\":\"uint256\"}],\"name\":\"WrongPreviousBlockHash\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"given\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"settled\",\"type\":\"uint256\"}],\"name\":\"WrongPreviousBlockNumber\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"given\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"settled\",\"type\":\"uint256\"}],\"name\":\"WrongPreviousRoot\",\"type\":\"error\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"length\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"expected\",\"type\":\"uint256\"}],\"name\":\"WrongStatementLength\",\"type\":\"error\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"changedBy\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"oldConfigHash\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newConfigHash\",\"type\":\"uint256\"}],\"name\":\"ConfigHashChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fromAddress\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"toAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"}],\"name\":\"ConsumedMessageToL1\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"fromAddress\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"ConsumedMessageToL2\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"recipient\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"name\":\"CreditWithdrawn\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"Frozen\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"fromAddress\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"toAddress\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"}],\"name\":\"LogMessageToL1\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"fromAddress\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"fee\",\"type\":\"uint256\"}],\"name\":\"LogMessageToL2\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"bytes32\",\"name\":\"stateTransitionFact\",\"type\":\"bytes32\"}],\"name\":\"LogStateTransitionFact\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"globalRoot\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"int256\",\"name\":\"blockNumber\",\"type\":\"int256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"blockHash\",\"type\":\"uint256\"}],\"name\":\"LogStateUpdate\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"fromAddress\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"MessageToL2Canceled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"fromAddress\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"indexed\":true,\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"MessageToL2CancellationStarted\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"OperatorAdded\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"},{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"OperatorRemoved\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"changedBy\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"oldProgramHash\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"newProgramHash\",\"type\":\"uint256\"}],\"name\":\"ProgramHashChanged\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"Unfrozen\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"configHash\",\"type\":\"uint256\"}],\"name\":\"UpgradeActivated\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"}],\"name\":\"UpgradeCancelled\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"configHash\",\"type\":\"uint256\"},{\"indexed\":false,\"internalType\":\"uint256\",\"name\":\"activationTime\",\"type\":\"uint256\"}],\"name\":\"UpgradeProposed\",\"type\":\"event\"},{\"anonymous\":false,\"inputs\":[{\"indexed\":true,\"internalType\":\"address\",\"name\":\"by\",\"type\":\"address\"}],\"name\":\"VersionsFinal\",\"type\":\"event\"},{\"inputs\":[],\"name\":\"activateUpgrade\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"areVersionsFinal\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"cancelL1ToL2Message\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"cancelUpgrade\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"configHash\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"fromAddress\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"}],\"name\":\"consumeMessageFromL2\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"credit\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"finalizeVersions\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"freeze\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"freezeDelay\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"fromAddress\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"freezeOverdue\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"getMaxL1MsgFee\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"pure\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes\",\"name\":\"data\",\"type\":\"bytes\"}],\"name\":\"initialize\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"isFrozen\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"account\",\"type\":\"address\"}],\"name\":\"isOperator\",\"outputs\":[{\"internalType\":\"bool\",\"name\":\"\",\"type\":\"bool\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"name\":\"l1ToL2MessageCancellations\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"l1ToL2MessageNonce\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"name\":\"l1ToL2Messages\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"name\":\"l2ToL1Messages\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"messageCancellationDelay\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"pendingUpgrade\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"configHash_\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"activationTime\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"programHash\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"configHash_\",\"type\":\"uint256\"}],\"name\":\"proposeUpgrade\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"registerOperator\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"}],\"name\":\"sendMessageToL2\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"stateMutability\":\"payable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256\",\"name\":\"toAddress\",\"type\":\"uint256\"},{\"internalType\":\"uint256\",\"name\":\"selector\",\"type\":\"uint256\"},{\"internalType\":\"uint256[]\",\"name\":\"payload\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"nonce\",\"type\":\"uint256\"}],\"name\":\"startL1ToL2MessageCancellation\",\"outputs\":[{\"internalType\":\"bytes32\",\"name\":\"messageHash\",\"type\":\"bytes32\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"stateBlockHash\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"stateBlockNumber\",\"outputs\":[{\"internalType\":\"int256\",\"name\":\"\",\"type\":\"int256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"stateRoot\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"unfreeze\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"address\",\"name\":\"operator\",\"type\":\"address\"}],\"name\":\"unregisterOperator\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256[]\",\"name\":\"programOutput\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256[]\",\"name\":\"statement\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"parameters\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"}],\"name\":\"updateState\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint256[]\",\"name\":\"programOutput\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256[]\",\"name\":\"statement\",\"type\":\"uint256[]\"},{\"internalType\":\"uint256\",\"name\":\"parameters\",\"type\":\"uint256\"},{\"internalType\":\"bytes\",\"name\":\"proof\",\"type\":\"bytes\"},{\"internalType\":\"bytes[]\",\"name\":\"kzgProofs\",\"type\":\"bytes[]\"}],\"name\":\"updateStateKzgDA\",\"outputs\":[],\"stateMutability\":\"nonpayable\",\"type\":\"function\"},{\"inputs\":[],\"name\":\"versionDelay\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"uint64\",\"name\":\"blockNumber\",\"type\":\"uint64\"}],\"name\":\"versionOf\",\"outputs\":[{\"internalType\":\"uint64\",\"name\":\"fromBlock\",\"type\":\"uint64\"},{\"internalType\":\"address\",\"name\":\"verifier\",\"type\":\"address\"},{\"internalType\":\"address\",\"name\":\"program\",\"type\":\"address\"},{\"internalType\":\"uint256\",\"name\":\"configHash_\",\"type\":\"uint256\"}],\"stateMutability\":\"view\",\"type\":\"function\"},{\"inputs\":[{\"internalType\":\"addresspayable\",\"name\":\"recipient\",\"type\":\"address\"}],\"name\":\"withdrawCredit\",\"outputs\":[{\"internalType\":\"uint256\",\"name\":\"amount\",\"type\":\"uint256\"}],\"stateMutability\":\"nonpayable\",\"type\":\"function\"}]",
	Bin: "0x610100346100a957601f614faf38819003918201601f19168301916001600160401b038311848410176100ad578084926060946040528339810103126100a95780519060406020820151910151913060805260a05260c05260e052604051614eed90816100c2823960805181613700015260a0518181816119bc01526123fd015260c051818181611a140152613281015260e051818181611207015281816112650152612ee60152f35b5f80fd5b634e487b7160e01b5f52604160045260245ffdfe6080806040526004361015610012575f80fd5b5f3560e01c908163018cccdf146133a15750806307eea9ba14612f095780632456ec1114612eb15780632c9dd5c014612d5a57806333eeb14714612cfb57806335befa5d14612ca15780633682a45014612b8a578063382d83e314612b305780633e3aa6c514612811578063439fab91146127b9578063478f55071461270f57806354eccba4146126cf57806355f291661461254c5780636170ff1b1461236c57806362a5af3b146122e757806362e08077146121725780636a28f00014611f1b5780636b8d178014611d525780636c8cc9d914611bfa5780636d70f7ae14611b7357806377c7d7a914611afa5780637a98660b14611a375780638027d3d5146119df5780638303bd8a146119875780638a9bf090146118f75780639588eca21461189d57806395e932451461178e57806396115bc21461167a5780639be446bf14611613578063a46efaf3146115ac578063a6c048ef146112f0578063b9fad0f214611291578063d42b9aa014611154578063d5d44d80146110cc578063e1f1176d1461105a5763f89ff39f146101a8575f80fd5b346110565760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760043567ffffffffffffffff8111611056576101f7903690600401613453565b9060243567ffffffffffffffff811161105657610218903690600401613453565b92909160643567ffffffffffffffff81116110565761023b903690600401613484565b94909360843567ffffffffffffffff81116110565761025e903690600401613453565b9690335f527f6952227e897ba7c0b2c72be0dfd88683c2bda107f395ca4817644d3b791a10006020526102983360ff60405f205416613caa565b6102a0613fa9565b600c861061102a577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601548660021015610ab3576102e4906040870135808214613ffc565b8560081015610ab35761010085013560018103610fff575085600b1015610ab357610160850197883515610fd757610320893588811115614bbe565b7f3fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff89351689350361096d57610358893560021b613555565b986103678135898c1115614bbe565b8035821480610fcd575b15610f9e575f5b81358110610c935750505050845f5b868110610c55575b50858103610c2a57508460031015610ab3576060840135956103b087613e49565b928660071015610ab357600284015460e0870135818103610bfc5750508660061015610ab35760c0860135610bcf578660091015610ab357610120860135610ba2578354938460e01c808703610b73575060205f959360a487969473ffffffffffffffffffffffffffffffffffffffff60018196015416996040519a8b9788957f2470870d0000000000000000000000000000000000000000000000000000000087527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f830116926080600489015260443560248901528360a001604489015260648801528160848801528b8684151560051b850389010152858701378401908d81018483015260051b809260c4830137018b60051b90818c60c4830137010103019260401c165afa15610b6b57507f9866f8ddfe70bb512b2f2b28b49d4017c43f7ba775f1a20c61c13eea8cdac1116020604051818101906105468161051a848989613570565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe081018352826135ed565b519020604051908152a17fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601548260021015610ab35761058c816040840135808214613ffc565b6001810180911161096d57808403610b3c57508160041015610ab3577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd602546080820135818103610b0e5750508115610ab3577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd600548135818103610ae05750508160011015610ab3576020810135928260051015610ab35760a082013593847fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60255817fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60155807fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd600556106a66106a0878686614e5b565b966136bb565b86811061099a57506106b9868585614e5b565b946106c45f976136bb565b8681106107b75750906107187fd342ddf7a308dec111745b00315c14b7efb2bdae570a6856e088ed0c65a3576c9392888061075d575b50604051938493846040919493926060820195825260208201520152565b0390a181830361072e5761072c9250614790565b005b507fe30c69ef000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b6107af6107a73373ffffffffffffffffffffffffffffffffffffffff165f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0360205260405f2090565b918254613563565b9055886106fa565b966004880180891161096d5786916fffffffffffffffffffffffffffffffff6108ac8161083e61051a61082a8f8f906107f68f926108b39b8d85614eb7565b9a8b926108258373ffffffffffffffffffffffffffffffffffffffff61081d8286866136ab565b351115614dda565b614e0d565b929060405192839160208301958691613570565b519020805f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0060205260405f20549061087a8183151561362e565b5f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f006020525f604081205516613c3e565b1690613563565b9773ffffffffffffffffffffffffffffffffffffffff6108d48289896136ab565b35166001820180831161096d576108ec9089896136ab565b35906003830180841161096d57610904908a8a6136ab565b35926005810180821161096d578561091d918c8c614e0d565b906002830180931161096d576109656109587f9592d37825c744e33fa80c469683bbd04d336241bb600b574758efd182abe26a948e8e6136ab565b3560405193849384613c8d565b0390a46106c4565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b6002810180821161096d57876109b1918787614eb7565b906001810180821161096d576109ea6109cb8289896136ab565b359173ffffffffffffffffffffffffffffffffffffffff831115614dda565b6109fc61051a61082a85858b8b614e0d565b5190205f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0160205260405f20610a3381546136bb565b9055610a408288886136ab565b35906003830180931161096d5773ffffffffffffffffffffffffffffffffffffffff7f4264ac208b5fde633ccdd42e0f12c3d6d443a4f3779bbf886925b94665b63a2291610a9386610aab968c8c614e0d565b9590604051938493602085521696602084019161366e565b0390a36106a6565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b7f525cfa95000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f024c18ef000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b837f8633967e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b3d5f823e3d90fd5b867f9158bac6000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f61069f7a000000000000000000000000000000000000000000000000000000005f52600960045260245ffd5b7f61069f7a000000000000000000000000000000000000000000000000000000005f52600660045260245ffd5b7fee3d0967000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f13e406b8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f08000000000000110000000000000000000000000000000000000000000000018160051b8701351015610c8b57600101610387565b90505f61038f565b7f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8116810361096d57610cc88160011b613555565b7f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff83351683350361096d5780610d338177ffffffffffffffffffffffffffffffffffffffffffffffff610d2b8d958f610d258a3560011b83613563565b976136ab565b351115614bf1565b60018101811161096d57610d94826fffffffffffffffffffffffffffffffff610d2b828f8f610d8f77ffffffffffffffffffffffffffffffffffffffffffffffff610d8260018b0185856136ab565b35111560018a0190614bf1565b6136ab565b60018201821161096d57610dcd6fffffffffffffffffffffffffffffffff610dc0600185018e8e6136ab565b3511156001840190614bf1565b6030610dda848789614c24565b905003610f72578a600a1015610ab357828b610ed060b0827fffffffffffffffffffffffffffffffffffffffffffffffff00000000000000008f8082610e678f938f610e605f9e9d8f9e610e458f95610140019b6001610e3b84838d6136ab565b359301908a6136ab565b3560801b179c610e5960018301828a6136ab565b35976136ab565b3595614c24565b94859491936040519a8b9860208a01809e4990523560408a0152606089015260401b16608087015260401b166098850152848401378101868382015203017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe081018352826135ed565b5190600a5afa610ede613cf4565b81610f1d575b5015610ef257600101610378565b7fa864894e000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b905060208151910120604051602081019061100082527f73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001604082015260408152610f686060826135ed565b519020145f610ee4565b827f1a0dfc95000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f0720fa18000000000000000000000000000000000000000000000000000000005f523560045260245260445ffd5b5080354915610371565b7ffdac229f000000000000000000000000000000000000000000000000000000005f5260045ffd5b7f8dc13acc000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b857f7b7a3e9d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5f80fd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601546001810180911161096d5760026110c2602092613e49565b0154604051908152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657602061114b61110861340f565b73ffffffffffffffffffffffffffffffffffffffff165f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0360205260405f2090565b54604051908152f35b346110565760a07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565761118b61340f565b6064359067ffffffffffffffff8211611056576111af6111c1923690600401613453565b90608435926044359060243590613d9b565b805f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0060205260405f205460801c908115158061125f575b156112315761072c61122c7f000000000000000000000000000000000000000000000000000000000000000042613563565b613eef565b7fc41bbcef000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b5061128a7f000000000000000000000000000000000000000000000000000000000000000083613563565b42116111fa565b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657602060ff7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140554166040519015158152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576113713361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b61350b565b7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140454801561158457804210611559576040516113ac816135a4565b7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71401549067ffffffffffffffff82169182825273ffffffffffffffffffffffffffffffffffffffff8160401c16602083015260e01c604082015273ffffffffffffffffffffffffffffffffffffffff7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71402541660608201527fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714035460808201527fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd6015491828111156115295761072c825f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71401555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71402555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71403555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140455614808565b90507f335e8d7b000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7feac1c074000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7faae698bf000000000000000000000000000000000000000000000000000000005f5260045ffd5b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576004355f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f01602052602060405f2054604051908152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576004355f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f02602052602060405f2054604051908152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565773ffffffffffffffffffffffffffffffffffffffff6116c661340f565b6117143361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b16805f527f6952227e897ba7c0b2c72be0dfd88683c2bda107f395ca4817644d3b791a100060205260405f207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00815416905533907f17d7f044d47e4fae1701f86266d0a674db3f792671bd1b974ace77a09af1c8275f80a3005b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760a07fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714015473ffffffffffffffffffffffffffffffffffffffff7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140254167fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71403547fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71404549173ffffffffffffffffffffffffffffffffffffffff6040519467ffffffffffffffff8116865260401c166020850152604084015260608301526080820152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760207fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60054604051908152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601546001810180911161096d5761197f73ffffffffffffffffffffffffffffffffffffffff6001611977602094613e49565b0154166147ee565b604051908152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346110565760207f2e00dccd686fd6823ec7dc3e125582aa82881b6ff5f6b5a73856e1ea8338a3be611a68366134b2565b611a7b818385878998999a969a33613d9b565b95865f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f008852611ab28760405f20541515613c0b565b865f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0288524260405f2055611aef604051928392339684613c8d565b0390a4604051908152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576004355f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0060205260206fffffffffffffffffffffffffffffffff60405f205416604051908152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565773ffffffffffffffffffffffffffffffffffffffff611bbf61340f565b165f527f6952227e897ba7c0b2c72be0dfd88683c2bda107f395ca4817644d3b791a1000602052602060ff60405f2054166040519015158152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760043573ffffffffffffffffffffffffffffffffffffffff811680910361105657335f9081527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0360205260409020548015611d2657335f9081527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f036020526040812055816040518281527f52fc0f9d902f33823a83590d3549f63f5492a0df5c6b6db8dee20deb94456b2660203392a35f80808084865af1611ce9613cf4565b5015611cfa57602090604051908152f35b507f36899e48000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f6385746f000000000000000000000000000000000000000000000000000000005f523360045260245ffd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657611dce3361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714055460ff8116611ef3577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0060019116177fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71405555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71401555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71402555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71403555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140455337f02899b73a2ce1f64dddaea947595dff291d940ab959c2b3539fb0cbb023261a05f80a2005b7ff897ea06000000000000000000000000000000000000000000000000000000005f5260045ffd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657611f973361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b7f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e6005460ff81161561214a577f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e6015480421061211f5750604051907fb195b90000000000000000000000000000000000000000000000000000000000825260208260048173ffffffffffffffffffffffffffffffffffffffff8560081c165afa918215612114575f926120e0575b50816120b4577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00167f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e60055337f4feb53e305297ab8fb8f3420c95ea04737addc254a7270d8fc4605d2b9c61dba5f80a2005b507f2129b85b000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9091506020813d60201161210c575b816120fc602093836135ed565b8101031261105657519082612043565b3d91506120ef565b6040513d5f823e3d90fd5b7f03ba95bb000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b7f3786f82a000000000000000000000000000000000000000000000000000000005f5260045ffd5b346110565760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760043567ffffffffffffffff8111611056576121c1903690600401613453565b60243567ffffffffffffffff8111611056576121e1903690600401613453565b60649391933567ffffffffffffffff811161105657612204903690600401613484565b949091335f527f6952227e897ba7c0b2c72be0dfd88683c2bda107f395ca4817644d3b791a100060205261223f3360ff60405f205416613caa565b612247613fa9565b600c85106122bb577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601548560021015610ab35761228b906040860135818114613ffc565b8460081015610ab35761010084013580610fff57509161072c95916122b593604435918787614033565b50614790565b847f7b7a3e9d000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576123633361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b61072c42613eef565b346110565761237a366134b2565b9390929161238c858583868633613d9b565b93845f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0060205260405f20546123c586821515613c0b565b855f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0260205260405f2054801561252057612422907f000000000000000000000000000000000000000000000000000000000000000090613563565b8042106124f55750957f8abd2ec2e0a10c82f5b60ea00455fa96c41fd144f225fcc52b8d83d94f803ed8916fffffffffffffffffffffffffffffffff6124978160209a8a5f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f008c525f604081205516613c3e565b166124e26107a73373ffffffffffffffffffffffffffffffffffffffff165f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0360205260405f2090565b9055611aef604051928392339684613c8d565b7f2f485631000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b867f35b15344000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576125c83361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140454156115845767ffffffffffffffff7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140154167f67454f3e955e4f774adb714e238c3091859189763f034c56d744237c263fd1cb5f80a25f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71401555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71402555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71403555f7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71404555f80f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576020604051670de0b6b3a76400008152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657608061275a67ffffffffffffffff6127546133f8565b16613e49565b805490600273ffffffffffffffffffffffffffffffffffffffff6001830154169101549073ffffffffffffffffffffffffffffffffffffffff6040519367ffffffffffffffff8116855260401c16602084015260408301526060820152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760043567ffffffffffffffff81116110565761280b61072c913690600401613484565b906136e8565b60607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760243560043560443567ffffffffffffffff811161105657612861903690600401613453565b91909261286c613fa9565b3415612b0857670de0b6b3a76400003411612ad0577f0800000000000011000000000000000000000000000000000000000000000001821015612aa4577f0800000000000011000000000000000000000000000000000000000000000001811015612a775760108311612a46575f5b8381106129d357507f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f04549161290f836136bb565b7f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f045561293f838587858533613d9b565b93600134019586341161096d576129b57fdb80dd488acf86d17c747445b0eabb5d57c541d3bd7b6b87af987858e5066b2b91604098885f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f006020524260801b17895f205588519360608552606085019161366e565b9185602082015234888201528033930390a482519182526020820152f35b7f08000000000000110000000000000000000000000000000000000000000000016129ff8286886136ab565b3510600282019081831161096d5715612a1b57506001016128db565b7f554296e3000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b827f6413cbe8000000000000000000000000000000000000000000000000000000005f52600452601060245260445ffd5b7f554296e3000000000000000000000000000000000000000000000000000000005f52600160045260245ffd5b7f554296e3000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7fe757126a000000000000000000000000000000000000000000000000000000005f5234600452670de0b6b3a764000060245260445ffd5b7f784168c7000000000000000000000000000000000000000000000000000000005f5260045ffd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760207fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60254604051908152f35b346110565760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565773ffffffffffffffffffffffffffffffffffffffff612bd661340f565b612c243361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b16805f527f6952227e897ba7c0b2c72be0dfd88683c2bda107f395ca4817644d3b791a100060205260405f2060017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0082541617905533907f0780dc183feb0e4f9714cd802b3c0a21894b7ccb4172c992569d2acb5d45f91c5f80a3005b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760207fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60154604051908152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657602060ff7f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e60054166040519015158152f35b346110565760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760043560243567ffffffffffffffff811161105657612dac903690600401613453565b6040929192516020810190838252336040820152826060820152612dd88161051a608082018689613570565b51902091825f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0160205260405f205493612e158486151561362e565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff850194851161096d57612ea67f7a06c571aa77f34d9706c51e5d8122b5595aebeaa34233bfe866f22befb973b191602096865f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f01885260405f205560405191829188835233968984019161366e565b0390a3604051908152f35b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126110565760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346110565760807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261105657612f406133f8565b6024359073ffffffffffffffffffffffffffffffffffffffff8216908183036110565760443573ffffffffffffffffffffffffffffffffffffffff8116918282036110565760643591612fd73361136c3373ffffffffffffffffffffffffffffffffffffffff165f527ff2e8b781d3f2a0497a2311189e8ea194bb5115108f1f4d0066ad696682ec410060205260405f2054151590565b60ff7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714055416611ef3577fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71404541567ffffffffffffffff7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714015416901561337657505f6080604051613065816135a4565b82815282602082015282604082015282606082015201528215158061334d575b15613321576130ab9061309b87803b1515613d51565b6130a481614c84565b1515613d51565b604051947f01911a75000000000000000000000000000000000000000000000000000000008652602086600481885afa958615612114575f966132e2575b5091608093916131227f5dff7fa2b45be677664560ceae74c3f48ffa97901b76380d76bc877fc01fc448969463ffffffff891115613d51565b73ffffffffffffffffffffffffffffffffffffffff67ffffffffffffffff6040519261314d846135a4565b1697888352602083019086825263ffffffff604085019116815260608401918683527fffffffff000000000000000000000000000000000000000000000000000000007bffffffffffffffffffffffffffffffffffffffff000000000000000067ffffffffffffffff8b8801978989525116925160401b16925160e01b169117177fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714015551167fffffffffffffffffffffffff00000000000000000000000000000000000000007fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714025416177fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140255517fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71403556132a67f000000000000000000000000000000000000000000000000000000000000000042613563565b91827fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140455604051938452602084015260408301526060820152a2005b939194929095506020843d602011613319575b81613302602093836135ed565b8101031261105657925194919390929160806130e9565b3d91506132f5565b827fb23485c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507f08000000000000110000000000000000000000000000000000000000000000018310613085565b7f69a16f6a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34611056575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611056576020907f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f04548152f35b6004359067ffffffffffffffff8216820361105657565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361105657565b359073ffffffffffffffffffffffffffffffffffffffff8216820361105657565b9181601f840112156110565782359167ffffffffffffffff8311611056576020808501948460051b01011161105657565b9181601f840112156110565782359167ffffffffffffffff8311611056576020838186019501011161105657565b60807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8201126110565760043591602435916044359067ffffffffffffffff82116110565761350391600401613453565b909160643590565b156135135750565b73ffffffffffffffffffffffffffffffffffffffff907fad0550d5000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b600c019081600c1161096d57565b9190820180921161096d57565b91907f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81116110565760051b809282370190565b60a0810190811067ffffffffffffffff8211176135c057604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176135c057604052565b156136365750565b7faab2f7ce000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9190820391821161096d57565b90918281527f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff83116110565760209260051b809284830137010190565b9190811015610ab35760051b0190565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff811461096d5760010190565b9073ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000163014613be3577f01106332565131938700c744c3b6896a22605c0ce7ef342cf3b115d0a82fc1005460ff8116613bb25760e09160017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff00859316177f01106332565131938700c744c3b6896a22605c0ce7ef342cf3b115d0a82fc10055810103126110565760405160e0810181811067ffffffffffffffff8211176135c05760405281359081815260208301359067ffffffffffffffff82168203611056576020810191825260408401359260408201938085526137ff60608701613432565b6060840190815261381260808801613432565b916080850192835261383160c060a087019960a08101358b5201613432565b7f080000000000001100000000000000000000000000000000000000000000000160c0870195828752109182613b88575b5081613b68575b5015613b405773ffffffffffffffffffffffffffffffffffffffff8091855167ffffffffffffffff88511689517fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd602557fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601557fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60055511691511695515f6080604051613912816135a4565b828152826020820152826040820152826060820152015280151580613b17575b15613aec5761394482803b1515613d51565b613951876130a481614c84565b604051967f01911a75000000000000000000000000000000000000000000000000000000008852602088600481865afa978815612114575f98613aae575b508267ffffffffffffffff9492613a029263ffffffff8b6139d8613aa99a98837fd342ddf7a308dec111745b00315c14b7efb2bdae570a6856e088ed0c65a3576c9f1115613d51565b604051946139e5866135a4565b5f8652602086015216604084015260608301526080820152614808565b517fffffffffffffffffffffff0000000000000000000000000000000000000000ff74ffffffffffffffffffffffffffffffffffffffff007f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e600549260081b169116177f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e60055519251169251604051938493846040919493926060820195825260208201520152565b0390a1565b909391949297506020813d602011613ae4575b81613ace602093836135ed565b8101031261105657519691939092613aa961398f565b3d9150613ac1565b7fb23485c0000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b507f08000000000000110000000000000000000000000000000000000000000000018110613932565b7fc7fd8129000000000000000000000000000000000000000000000000000000005f5260045ffd5b73ffffffffffffffffffffffffffffffffffffffff91501615155f613869565b7f08000000000000110000000000000000000000000000000000000000000000011191505f613862565b509050613bbb57565b7f0dc149f0000000000000000000000000000000000000000000000000000000005f5260045ffd5b7fcc20b39d000000000000000000000000000000000000000000000000000000005f5260045ffd5b15613c135750565b7fb262a9dd000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b6fffffffffffffffffffffffffffffffff7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff911601906fffffffffffffffffffffffffffffffff821161096d57565b939291602091613ca59160408752604087019161366e565b930152565b15613cb25750565b73ffffffffffffffffffffffffffffffffffffffff907f76c6c93a000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b3d15613d4c573d9067ffffffffffffffff82116135c05760405191613d4160207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f84011601846135ed565b82523d5f602084013e565b606090565b15613d595750565b73ffffffffffffffffffffffffffffffffffffffff907fa3b1d9db000000000000000000000000000000000000000000000000000000005f521660045260245ffd5b949392613de99361051a929360405196879573ffffffffffffffffffffffffffffffffffffffff602088019a168a526040870152606086015260808501528060a085015260c0840191613570565b51902090565b7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140054811015610ab3577fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714005f52600360205f20910201905f90565b907fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71400547fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff810190811161096d575b8267ffffffffffffffff613eaa83613def565b5054161115613ee057801561096d577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff01613e97565b613eeb919250613def565b5090565b613ef7613fa9565b7f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e6015560017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff007f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e6005416177f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e60055337f8a5c4736a33c7b7f29a2c34ea9ff9608afc5718d56f6fd6dcbd2d3711a1a49135f80a2565b60ff7f5c20856c3c22e77bb67f91d8a2d3a1f851b6a5d3e8dbcb135b2703101ac8e6005416613fd457565b7f41dbb51e000000000000000000000000000000000000000000000000000000005f5260045ffd5b15614005575050565b7ffd63a110000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b9695929193949094855f5b878110614752575b50868103610c2a57508560031015610ab35760608801359461406786613e49565b938760071015610ab357600285015460e08b0135818103610bfc5750508760061015610ab35760c08a0135610bcf578760091015610ab3576101208a0135610ba2578454948560e01c80830361472357505f959360a48c8897958c73ffffffffffffffffffffffffffffffffffffffff96876001602098015416956040519d8e9a8b987f2470870d000000000000000000000000000000000000000000000000000000008a527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f84011693608060048c015260248b01528360a00160448b015260648a01528160848a01528d8884151560051b85038b0101528789013786019181018583015260051b809260c4830137018c60051b809260c4830137010103019260401c165afa15610b6b57507f9866f8ddfe70bb512b2f2b28b49d4017c43f7ba775f1a20c61c13eea8cdac1116020604051818101906141cf8161051a84898c613570565b519020604051908152a17fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601548260021015610ab357614215816040870135818114613ffc565b6001810180911161096d578082036146f457508160041015610ab3577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd602546080850135818103610b0e5750508115610ab3577fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd600548435818103610ae05750508160011015610ab35760208401358260051015610ab35760a0850135807fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60255827fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60155817fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd60055600a95614327878683614e5b565b967fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff811461096d579094906001015b87811061460c5750614369878287614e5b565b946143745f986136bb565b915b868310614423575050506143cb90867fd342ddf7a308dec111745b00315c14b7efb2bdae570a6856e088ed0c65a3576c9596976143d15750604051938493846040919493926060820195825260208201520152565b0390a190565b61441b6107a73373ffffffffffffffffffffffffffffffffffffffff165f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0360205260405f2090565b90555f6106fa565b90919760048901808a1161096d578761443d918486614eb7565b908961444a8185876136ab565b3573ffffffffffffffffffffffffffffffffffffffff10159061446c91614dda565b614478828b8587614e0d565b90604051809160208201809461448d92613570565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0810182526144bd90826135ed565b5190205f8181527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f006020526040902054906144fa8183151561362e565b5f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0060205260405f205f90556fffffffffffffffffffffffffffffffff1661454290613c3e565b6fffffffffffffffffffffffffffffffff1661455d91613563565b986145698184866136ab565b3573ffffffffffffffffffffffffffffffffffffffff166001820180831161096d576145969085876136ab565b35906003830180841161096d576145ae9086886136ab565b35926005810180821161096d57856145c791888a614e0d565b906002830180931161096d576146026109587f9592d37825c744e33fa80c469683bbd04d336241bb600b574758efd182abe26a948a8c6136ab565b0390a49190614376565b6002819692960180821161096d5788614626918885614eb7565b906001810180821161096d576146406109cb828a876136ab565b61465261051a61082a85858c89614e0d565b5190205f527f22c3871b43b3e2113209935b7ebaf774bd6ddb1b0b19e15d00fe0a38bcc61f0160205260405f2061468981546136bb565b90556146968289866136ab565b35906003830180931161096d5773ffffffffffffffffffffffffffffffffffffffff7f4264ac208b5fde633ccdd42e0f12c3d6d443a4f3779bbf886925b94665b63a2291610a93866146e9968d8a614e0d565b0390a3949094614356565b907f8633967e000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b827f9158bac6000000000000000000000000000000000000000000000000000000005f5260045260245260445ffd5b7f08000000000000110000000000000000000000000000000000000000000000018160051b8b013510156147885760010161403e565b90505f614046565b7fa04212041a949971a69d0f3e891c779dda74170624de1cfcd2e10a688e3bd601549160031015610ab35760600135036147c657565b7fb5dfd9e5000000000000000000000000000000000000000000000000000000005f5260045ffd5b9060215f8080943c5f515f1a1561480157565b6001519150565b905f905f5b7fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df71400548015801580614b6b575b15614900576148d3577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0161486d81613def565b6148a7576002815f80935582600182015501557fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714005561480d565b7f4e487b71000000000000000000000000000000000000000000000000000000005f525f60045260245ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603160045260245ffd5b5050919290927fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df714005480614b04575b680100000000000000008110156135c05780600161496e92017fb6bd4acb381ee23ac804b838156294dd8bdc9ba6a3764f883f648c149df7140055613def565b9290926148a75773ffffffffffffffffffffffffffffffffffffffff8167ffffffffffffffff614a8393511660208201907bffffffffffffffffffffffffffffffffffffffff0000000000000000825160401b16907fffffffff00000000000000000000000000000000000000000000000000000000604085015160e01b1691171786557fc735b4788081acd50cbe84fe75ceb077c2bb4dc6d701088184f3c06af74f726760608467ffffffffffffffff60018a019583810196838851167fffffffffffffffffffffffff0000000000000000000000000000000000000000825416179055608081019a60028c5191015551169351168585511689519060405192835260208301526040820152a251166147ee565b818103614acc575b505051818103614a99575050565b60405191825260208201527f393c6beb5756a944b2967f15f31ff671e312e945d7a84fd3bdcfd6b408b2dc7960403392a2565b60405191825260208201527f600a61c1b32ac42fb2fe76e8fc7582a98106668fc16dcd85567cd3937363e49b60403392a25f80614a8b565b9250507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff820182811161096d57614b3a90613def565b50916002614b6173ffffffffffffffffffffffffffffffffffffffff6001860154166147ee565b930154929061492e565b507fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff820182811161096d57614ba867ffffffffffffffff91613def565b50541667ffffffffffffffff8751161115614839565b15614bc65750565b7f1a55068c000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b15614bf95750565b7facf6c6ad000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9190811015610ab35760051b810135907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18136030182121561105657019081359167ffffffffffffffff8311611056576020018236038113611056579190565b905f915f90803b6001601f8216146104628210608083111616614cb0575b505015614cab57565b5f9150565b91509250805f60405194601f8601903c60ff83511615908301601f81019060408501518252603f8101608086015b838110614d58575b506001602093927fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0920301937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc0850190603f60608901518360061c149216151616930190209301518314165f80614ca2565b90815190813b918215614dcb5791816020937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe07fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff940198835f8b5193878601903c60ff8a51161516985201019101614cde565b505f9550915060019050614ce6565b15614de25750565b7f0255ddd8000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b90939293848311611056578411611056578160051b01920390565b15614e305750565b7ffac66b6a000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9091908282108281614e94575b614e7191614e28565b600182019182811161096d57614e9193614e8a926136ab565b3590613563565b90565b614e719150614ea48186856136ab565b35614eaf8287613661565b119150614e68565b909282614e71918082109081614ece575b50614e28565b9050614ee682614edf8189886136ab565b3592613661565b115f614ec856",
}

// CoreABI is the input ABI used to generate the binding from.
// Deprecated: Use CoreMetaData.ABI instead.
var CoreABI = CoreMetaData.ABI

// CoreBin is the compiled bytecode used for deploying new contracts.
// Deprecated: Use CoreMetaData.Bin instead.
var CoreBin = CoreMetaData.Bin

// DeployCore deploys a new Ethereum contract, binding an instance of Core to it.
func DeployCore(auth *bind.TransactOpts, backend bind.ContractBackend, cancellationDelay *big.Int, versionDelay_ *big.Int, freezeDelay_ *big.Int) (common.Address, *types.Transaction, *Core, error) {
	parsed, err := CoreMetaData.GetAbi()
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	if parsed == nil {
		return common.Address{}, nil, nil, errors.New("GetABI returned nil")
	}

	address, tx, contract, err := bind.DeployContract(auth, *parsed, common.FromHex(CoreBin), backend, cancellationDelay, versionDelay_, freezeDelay_)
	if err != nil {
		return common.Address{}, nil, nil, err
	}
	return address, tx, &Core{CoreCaller: CoreCaller{contract: contract}, CoreTransactor: CoreTransactor{contract: contract}, CoreFilterer: CoreFilterer{contract: contract}}, nil
}

// Core is an auto generated Go binding around an Ethereum contract.
type Core struct {
	CoreCaller     // Read-only binding to the contract
	CoreTransactor // Write-only binding to the contract
	CoreFilterer   // Log filterer for contract events
}

// CoreCaller is an auto generated read-only Go binding around an Ethereum contract.
type CoreCaller struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// CoreTransactor is an auto generated write-only Go binding around an Ethereum contract.
type CoreTransactor struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// CoreFilterer is an auto generated log filtering Go binding around an Ethereum contract events.
type CoreFilterer struct {
	contract *bind.BoundContract // Generic contract wrapper for the low level calls
}

// CoreSession is an auto generated Go binding around an Ethereum contract,
// with pre-set call and transact options.
type CoreSession struct {
	Contract     *Core             // Generic contract binding to set the session for
	CallOpts     bind.CallOpts     // Call options to use throughout this session
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// CoreCallerSession is an auto generated read-only Go binding around an Ethereum contract,
// with pre-set call options.
type CoreCallerSession struct {
	Contract *CoreCaller   // Generic contract caller binding to set the session for
	CallOpts bind.CallOpts // Call options to use throughout this session
}

// CoreTransactorSession is an auto generated write-only Go binding around an Ethereum contract,
// with pre-set transact options.
type CoreTransactorSession struct {
	Contract     *CoreTransactor   // Generic contract transactor binding to set the session for
	TransactOpts bind.TransactOpts // Transaction auth options to use throughout this session
}

// CoreRaw is an auto generated low-level Go binding around an Ethereum contract.
type CoreRaw struct {
	Contract *Core // Generic contract binding to access the raw methods on
}

// CoreCallerRaw is an auto generated low-level read-only Go binding around an Ethereum contract.
type CoreCallerRaw struct {
	Contract *CoreCaller // Generic read-only contract binding to access the raw methods on
}

// CoreTransactorRaw is an auto generated low-level write-only Go binding around an Ethereum contract.
type CoreTransactorRaw struct {
	Contract *CoreTransactor // Generic write-only contract binding to access the raw methods on
}

// NewCore creates a new instance of Core, bound to a specific deployed contract.
func NewCore(address common.Address, backend bind.ContractBackend) (*Core, error) {
	contract, err := bindCore(address, backend, backend, backend)
	if err != nil {
		return nil, err
	}
	return &Core{CoreCaller: CoreCaller{contract: contract}, CoreTransactor: CoreTransactor{contract: contract}, CoreFilterer: CoreFilterer{contract: contract}}, nil
}

// NewCoreCaller creates a new read-only instance of Core, bound to a specific deployed contract.
func NewCoreCaller(address common.Address, caller bind.ContractCaller) (*CoreCaller, error) {
	contract, err := bindCore(address, caller, nil, nil)
	if err != nil {
		return nil, err
	}
	return &CoreCaller{contract: contract}, nil
}

// NewCoreTransactor creates a new write-only instance of Core, bound to a specific deployed contract.
func NewCoreTransactor(address common.Address, transactor bind.ContractTransactor) (*CoreTransactor, error) {
	contract, err := bindCore(address, nil, transactor, nil)
	if err != nil {
		return nil, err
	}
	return &CoreTransactor{contract: contract}, nil
}

// NewCoreFilterer creates a new log filterer instance of Core, bound to a specific deployed contract.
func NewCoreFilterer(address common.Address, filterer bind.ContractFilterer) (*CoreFilterer, error) {
	contract, err := bindCore(address, nil, nil, filterer)
	if err != nil {
		return nil, err
	}
	return &CoreFilterer{contract: contract}, nil
}

// bindCore binds a generic wrapper to an already deployed contract.
func bindCore(address common.Address, caller bind.ContractCaller, transactor bind.ContractTransactor, filterer bind.ContractFilterer) (*bind.BoundContract, error) {
	parsed, err := CoreMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	return bind.NewBoundContract(address, *parsed, caller, transactor, filterer), nil
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_Core *CoreRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _Core.Contract.CoreCaller.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_Core *CoreRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.Contract.CoreTransactor.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_Core *CoreRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _Core.Contract.CoreTransactor.contract.Transact(opts, method, params...)
}

// Call invokes the (constant) contract method with params as input values and
// sets the output to result. The result type might be a single field for simple
// returns, a slice of interfaces for anonymous returns and a struct for named
// returns.
func (_Core *CoreCallerRaw) Call(opts *bind.CallOpts, result *[]interface{}, method string, params ...interface{}) error {
	return _Core.Contract.contract.Call(opts, result, method, params...)
}

// Transfer initiates a plain transaction to move funds to the contract, calling
// its default method if one is available.
func (_Core *CoreTransactorRaw) Transfer(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.Contract.contract.Transfer(opts)
}

// Transact invokes the (paid) contract method with params as input values.
func (_Core *CoreTransactorRaw) Transact(opts *bind.TransactOpts, method string, params ...interface{}) (*types.Transaction, error) {
	return _Core.Contract.contract.Transact(opts, method, params...)
}

// AreVersionsFinal is a free data retrieval call binding the contract method 0xb9fad0f2.
//
// Solidity: function areVersionsFinal() view returns(bool)
func (_Core *CoreCaller) AreVersionsFinal(opts *bind.CallOpts) (bool, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "areVersionsFinal")

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// AreVersionsFinal is a free data retrieval call binding the contract method 0xb9fad0f2.
//
// Solidity: function areVersionsFinal() view returns(bool)
func (_Core *CoreSession) AreVersionsFinal() (bool, error) {
	return _Core.Contract.AreVersionsFinal(&_Core.CallOpts)
}

// AreVersionsFinal is a free data retrieval call binding the contract method 0xb9fad0f2.
//
// Solidity: function areVersionsFinal() view returns(bool)
func (_Core *CoreCallerSession) AreVersionsFinal() (bool, error) {
	return _Core.Contract.AreVersionsFinal(&_Core.CallOpts)
}

// ConfigHash is a free data retrieval call binding the contract method 0xe1f1176d.
//
// Solidity: function configHash() view returns(uint256)
func (_Core *CoreCaller) ConfigHash(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "configHash")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// ConfigHash is a free data retrieval call binding the contract method 0xe1f1176d.
//
// Solidity: function configHash() view returns(uint256)
func (_Core *CoreSession) ConfigHash() (*big.Int, error) {
	return _Core.Contract.ConfigHash(&_Core.CallOpts)
}

// ConfigHash is a free data retrieval call binding the contract method 0xe1f1176d.
//
// Solidity: function configHash() view returns(uint256)
func (_Core *CoreCallerSession) ConfigHash() (*big.Int, error) {
	return _Core.Contract.ConfigHash(&_Core.CallOpts)
}

// Credit is a free data retrieval call binding the contract method 0xd5d44d80.
//
// Solidity: function credit(address account) view returns(uint256)
func (_Core *CoreCaller) Credit(opts *bind.CallOpts, account common.Address) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "credit", account)

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// Credit is a free data retrieval call binding the contract method 0xd5d44d80.
//
// Solidity: function credit(address account) view returns(uint256)
func (_Core *CoreSession) Credit(account common.Address) (*big.Int, error) {
	return _Core.Contract.Credit(&_Core.CallOpts, account)
}

// Credit is a free data retrieval call binding the contract method 0xd5d44d80.
//
// Solidity: function credit(address account) view returns(uint256)
func (_Core *CoreCallerSession) Credit(account common.Address) (*big.Int, error) {
	return _Core.Contract.Credit(&_Core.CallOpts, account)
}

// FreezeDelay is a free data retrieval call binding the contract method 0x2456ec11.
//
// Solidity: function freezeDelay() view returns(uint256)
func (_Core *CoreCaller) FreezeDelay(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "freezeDelay")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// FreezeDelay is a free data retrieval call binding the contract method 0x2456ec11.
//
// Solidity: function freezeDelay() view returns(uint256)
func (_Core *CoreSession) FreezeDelay() (*big.Int, error) {
	return _Core.Contract.FreezeDelay(&_Core.CallOpts)
}

// FreezeDelay is a free data retrieval call binding the contract method 0x2456ec11.
//
// Solidity: function freezeDelay() view returns(uint256)
func (_Core *CoreCallerSession) FreezeDelay() (*big.Int, error) {
	return _Core.Contract.FreezeDelay(&_Core.CallOpts)
}

// GetMaxL1MsgFee is a free data retrieval call binding the contract method 0x54eccba4.
//
// Solidity: function getMaxL1MsgFee() pure returns(uint256)
func (_Core *CoreCaller) GetMaxL1MsgFee(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "getMaxL1MsgFee")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// GetMaxL1MsgFee is a free data retrieval call binding the contract method 0x54eccba4.
//
// Solidity: function getMaxL1MsgFee() pure returns(uint256)
func (_Core *CoreSession) GetMaxL1MsgFee() (*big.Int, error) {
	return _Core.Contract.GetMaxL1MsgFee(&_Core.CallOpts)
}

// GetMaxL1MsgFee is a free data retrieval call binding the contract method 0x54eccba4.
//
// Solidity: function getMaxL1MsgFee() pure returns(uint256)
func (_Core *CoreCallerSession) GetMaxL1MsgFee() (*big.Int, error) {
	return _Core.Contract.GetMaxL1MsgFee(&_Core.CallOpts)
}

// IsFrozen is a free data retrieval call binding the contract method 0x33eeb147.
//
// Solidity: function isFrozen() view returns(bool)
func (_Core *CoreCaller) IsFrozen(opts *bind.CallOpts) (bool, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "isFrozen")

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// IsFrozen is a free data retrieval call binding the contract method 0x33eeb147.
//
// Solidity: function isFrozen() view returns(bool)
func (_Core *CoreSession) IsFrozen() (bool, error) {
	return _Core.Contract.IsFrozen(&_Core.CallOpts)
}

// IsFrozen is a free data retrieval call binding the contract method 0x33eeb147.
//
// Solidity: function isFrozen() view returns(bool)
func (_Core *CoreCallerSession) IsFrozen() (bool, error) {
	return _Core.Contract.IsFrozen(&_Core.CallOpts)
}

// IsOperator is a free data retrieval call binding the contract method 0x6d70f7ae.
//
// Solidity: function isOperator(address account) view returns(bool)
func (_Core *CoreCaller) IsOperator(opts *bind.CallOpts, account common.Address) (bool, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "isOperator", account)

	if err != nil {
		return *new(bool), err
	}

	out0 := *abi.ConvertType(out[0], new(bool)).(*bool)

	return out0, err

}

// IsOperator is a free data retrieval call binding the contract method 0x6d70f7ae.
//
// Solidity: function isOperator(address account) view returns(bool)
func (_Core *CoreSession) IsOperator(account common.Address) (bool, error) {
	return _Core.Contract.IsOperator(&_Core.CallOpts, account)
}

// IsOperator is a free data retrieval call binding the contract method 0x6d70f7ae.
//
// Solidity: function isOperator(address account) view returns(bool)
func (_Core *CoreCallerSession) IsOperator(account common.Address) (bool, error) {
	return _Core.Contract.IsOperator(&_Core.CallOpts, account)
}

// L1ToL2MessageCancellations is a free data retrieval call binding the contract method 0x9be446bf.
//
// Solidity: function l1ToL2MessageCancellations(bytes32 messageHash) view returns(uint256)
func (_Core *CoreCaller) L1ToL2MessageCancellations(opts *bind.CallOpts, messageHash [32]byte) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "l1ToL2MessageCancellations", messageHash)

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// L1ToL2MessageCancellations is a free data retrieval call binding the contract method 0x9be446bf.
//
// Solidity: function l1ToL2MessageCancellations(bytes32 messageHash) view returns(uint256)
func (_Core *CoreSession) L1ToL2MessageCancellations(messageHash [32]byte) (*big.Int, error) {
	return _Core.Contract.L1ToL2MessageCancellations(&_Core.CallOpts, messageHash)
}

// L1ToL2MessageCancellations is a free data retrieval call binding the contract method 0x9be446bf.
//
// Solidity: function l1ToL2MessageCancellations(bytes32 messageHash) view returns(uint256)
func (_Core *CoreCallerSession) L1ToL2MessageCancellations(messageHash [32]byte) (*big.Int, error) {
	return _Core.Contract.L1ToL2MessageCancellations(&_Core.CallOpts, messageHash)
}

// L1ToL2MessageNonce is a free data retrieval call binding the contract method 0x018cccdf.
//
// Solidity: function l1ToL2MessageNonce() view returns(uint256)
func (_Core *CoreCaller) L1ToL2MessageNonce(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "l1ToL2MessageNonce")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// L1ToL2MessageNonce is a free data retrieval call binding the contract method 0x018cccdf.
//
// Solidity: function l1ToL2MessageNonce() view returns(uint256)
func (_Core *CoreSession) L1ToL2MessageNonce() (*big.Int, error) {
	return _Core.Contract.L1ToL2MessageNonce(&_Core.CallOpts)
}

// L1ToL2MessageNonce is a free data retrieval call binding the contract method 0x018cccdf.
//
// Solidity: function l1ToL2MessageNonce() view returns(uint256)
func (_Core *CoreCallerSession) L1ToL2MessageNonce() (*big.Int, error) {
	return _Core.Contract.L1ToL2MessageNonce(&_Core.CallOpts)
}

// L1ToL2Messages is a free data retrieval call binding the contract method 0x77c7d7a9.
//
// Solidity: function l1ToL2Messages(bytes32 messageHash) view returns(uint256)
func (_Core *CoreCaller) L1ToL2Messages(opts *bind.CallOpts, messageHash [32]byte) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "l1ToL2Messages", messageHash)

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// L1ToL2Messages is a free data retrieval call binding the contract method 0x77c7d7a9.
//
// Solidity: function l1ToL2Messages(bytes32 messageHash) view returns(uint256)
func (_Core *CoreSession) L1ToL2Messages(messageHash [32]byte) (*big.Int, error) {
	return _Core.Contract.L1ToL2Messages(&_Core.CallOpts, messageHash)
}

// L1ToL2Messages is a free data retrieval call binding the contract method 0x77c7d7a9.
//
// Solidity: function l1ToL2Messages(bytes32 messageHash) view returns(uint256)
func (_Core *CoreCallerSession) L1ToL2Messages(messageHash [32]byte) (*big.Int, error) {
	return _Core.Contract.L1ToL2Messages(&_Core.CallOpts, messageHash)
}

// L2ToL1Messages is a free data retrieval call binding the contract method 0xa46efaf3.
//
// Solidity: function l2ToL1Messages(bytes32 messageHash) view returns(uint256)
func (_Core *CoreCaller) L2ToL1Messages(opts *bind.CallOpts, messageHash [32]byte) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "l2ToL1Messages", messageHash)

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// L2ToL1Messages is a free data retrieval call binding the contract method 0xa46efaf3.
//
// Solidity: function l2ToL1Messages(bytes32 messageHash) view returns(uint256)
func (_Core *CoreSession) L2ToL1Messages(messageHash [32]byte) (*big.Int, error) {
	return _Core.Contract.L2ToL1Messages(&_Core.CallOpts, messageHash)
}

// L2ToL1Messages is a free data retrieval call binding the contract method 0xa46efaf3.
//
// Solidity: function l2ToL1Messages(bytes32 messageHash) view returns(uint256)
func (_Core *CoreCallerSession) L2ToL1Messages(messageHash [32]byte) (*big.Int, error) {
	return _Core.Contract.L2ToL1Messages(&_Core.CallOpts, messageHash)
}

// MessageCancellationDelay is a free data retrieval call binding the contract method 0x8303bd8a.
//
// Solidity: function messageCancellationDelay() view returns(uint256)
func (_Core *CoreCaller) MessageCancellationDelay(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "messageCancellationDelay")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// MessageCancellationDelay is a free data retrieval call binding the contract method 0x8303bd8a.
//
// Solidity: function messageCancellationDelay() view returns(uint256)
func (_Core *CoreSession) MessageCancellationDelay() (*big.Int, error) {
	return _Core.Contract.MessageCancellationDelay(&_Core.CallOpts)
}

// MessageCancellationDelay is a free data retrieval call binding the contract method 0x8303bd8a.
//
// Solidity: function messageCancellationDelay() view returns(uint256)
func (_Core *CoreCallerSession) MessageCancellationDelay() (*big.Int, error) {
	return _Core.Contract.MessageCancellationDelay(&_Core.CallOpts)
}

// PendingUpgrade is a free data retrieval call binding the contract method 0x95e93245.
//
// Solidity: function pendingUpgrade() view returns(uint64 fromBlock, address verifier, address program, uint256 configHash_, uint256 activationTime)
func (_Core *CoreCaller) PendingUpgrade(opts *bind.CallOpts) (struct {
	FromBlock      uint64
	Verifier       common.Address
	Program        common.Address
	ConfigHash     *big.Int
	ActivationTime *big.Int
}, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "pendingUpgrade")

	outstruct := new(struct {
		FromBlock      uint64
		Verifier       common.Address
		Program        common.Address
		ConfigHash     *big.Int
		ActivationTime *big.Int
	})
	if err != nil {
		return *outstruct, err
	}

	outstruct.FromBlock = *abi.ConvertType(out[0], new(uint64)).(*uint64)
	outstruct.Verifier = *abi.ConvertType(out[1], new(common.Address)).(*common.Address)
	outstruct.Program = *abi.ConvertType(out[2], new(common.Address)).(*common.Address)
	outstruct.ConfigHash = *abi.ConvertType(out[3], new(*big.Int)).(**big.Int)
	outstruct.ActivationTime = *abi.ConvertType(out[4], new(*big.Int)).(**big.Int)

	return *outstruct, err

}

// PendingUpgrade is a free data retrieval call binding the contract method 0x95e93245.
//
// Solidity: function pendingUpgrade() view returns(uint64 fromBlock, address verifier, address program, uint256 configHash_, uint256 activationTime)
func (_Core *CoreSession) PendingUpgrade() (struct {
	FromBlock      uint64
	Verifier       common.Address
	Program        common.Address
	ConfigHash     *big.Int
	ActivationTime *big.Int
}, error) {
	return _Core.Contract.PendingUpgrade(&_Core.CallOpts)
}

// PendingUpgrade is a free data retrieval call binding the contract method 0x95e93245.
//
// Solidity: function pendingUpgrade() view returns(uint64 fromBlock, address verifier, address program, uint256 configHash_, uint256 activationTime)
func (_Core *CoreCallerSession) PendingUpgrade() (struct {
	FromBlock      uint64
	Verifier       common.Address
	Program        common.Address
	ConfigHash     *big.Int
	ActivationTime *big.Int
}, error) {
	return _Core.Contract.PendingUpgrade(&_Core.CallOpts)
}

// ProgramHash is a free data retrieval call binding the contract method 0x8a9bf090.
//
// Solidity: function programHash() view returns(uint256)
func (_Core *CoreCaller) ProgramHash(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "programHash")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// ProgramHash is a free data retrieval call binding the contract method 0x8a9bf090.
//
// Solidity: function programHash() view returns(uint256)
func (_Core *CoreSession) ProgramHash() (*big.Int, error) {
	return _Core.Contract.ProgramHash(&_Core.CallOpts)
}

// ProgramHash is a free data retrieval call binding the contract method 0x8a9bf090.
//
// Solidity: function programHash() view returns(uint256)
func (_Core *CoreCallerSession) ProgramHash() (*big.Int, error) {
	return _Core.Contract.ProgramHash(&_Core.CallOpts)
}

// StateBlockHash is a free data retrieval call binding the contract method 0x382d83e3.
//
// Solidity: function stateBlockHash() view returns(uint256)
func (_Core *CoreCaller) StateBlockHash(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "stateBlockHash")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// StateBlockHash is a free data retrieval call binding the contract method 0x382d83e3.
//
// Solidity: function stateBlockHash() view returns(uint256)
func (_Core *CoreSession) StateBlockHash() (*big.Int, error) {
	return _Core.Contract.StateBlockHash(&_Core.CallOpts)
}

// StateBlockHash is a free data retrieval call binding the contract method 0x382d83e3.
//
// Solidity: function stateBlockHash() view returns(uint256)
func (_Core *CoreCallerSession) StateBlockHash() (*big.Int, error) {
	return _Core.Contract.StateBlockHash(&_Core.CallOpts)
}

// StateBlockNumber is a free data retrieval call binding the contract method 0x35befa5d.
//
// Solidity: function stateBlockNumber() view returns(int256)
func (_Core *CoreCaller) StateBlockNumber(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "stateBlockNumber")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// StateBlockNumber is a free data retrieval call binding the contract method 0x35befa5d.
//
// Solidity: function stateBlockNumber() view returns(int256)
func (_Core *CoreSession) StateBlockNumber() (*big.Int, error) {
	return _Core.Contract.StateBlockNumber(&_Core.CallOpts)
}

// StateBlockNumber is a free data retrieval call binding the contract method 0x35befa5d.
//
// Solidity: function stateBlockNumber() view returns(int256)
func (_Core *CoreCallerSession) StateBlockNumber() (*big.Int, error) {
	return _Core.Contract.StateBlockNumber(&_Core.CallOpts)
}

// StateRoot is a free data retrieval call binding the contract method 0x9588eca2.
//
// Solidity: function stateRoot() view returns(uint256)
func (_Core *CoreCaller) StateRoot(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "stateRoot")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// StateRoot is a free data retrieval call binding the contract method 0x9588eca2.
//
// Solidity: function stateRoot() view returns(uint256)
func (_Core *CoreSession) StateRoot() (*big.Int, error) {
	return _Core.Contract.StateRoot(&_Core.CallOpts)
}

// StateRoot is a free data retrieval call binding the contract method 0x9588eca2.
//
// Solidity: function stateRoot() view returns(uint256)
func (_Core *CoreCallerSession) StateRoot() (*big.Int, error) {
	return _Core.Contract.StateRoot(&_Core.CallOpts)
}

// VersionDelay is a free data retrieval call binding the contract method 0x8027d3d5.
//
// Solidity: function versionDelay() view returns(uint256)
func (_Core *CoreCaller) VersionDelay(opts *bind.CallOpts) (*big.Int, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "versionDelay")

	if err != nil {
		return *new(*big.Int), err
	}

	out0 := *abi.ConvertType(out[0], new(*big.Int)).(**big.Int)

	return out0, err

}

// VersionDelay is a free data retrieval call binding the contract method 0x8027d3d5.
//
// Solidity: function versionDelay() view returns(uint256)
func (_Core *CoreSession) VersionDelay() (*big.Int, error) {
	return _Core.Contract.VersionDelay(&_Core.CallOpts)
}

// VersionDelay is a free data retrieval call binding the contract method 0x8027d3d5.
//
// Solidity: function versionDelay() view returns(uint256)
func (_Core *CoreCallerSession) VersionDelay() (*big.Int, error) {
	return _Core.Contract.VersionDelay(&_Core.CallOpts)
}

// VersionOf is a free data retrieval call binding the contract method 0x478f5507.
//
// Solidity: function versionOf(uint64 blockNumber) view returns(uint64 fromBlock, address verifier, address program, uint256 configHash_)
func (_Core *CoreCaller) VersionOf(opts *bind.CallOpts, blockNumber uint64) (struct {
	FromBlock  uint64
	Verifier   common.Address
	Program    common.Address
	ConfigHash *big.Int
}, error) {
	var out []interface{}
	err := _Core.contract.Call(opts, &out, "versionOf", blockNumber)

	outstruct := new(struct {
		FromBlock  uint64
		Verifier   common.Address
		Program    common.Address
		ConfigHash *big.Int
	})
	if err != nil {
		return *outstruct, err
	}

	outstruct.FromBlock = *abi.ConvertType(out[0], new(uint64)).(*uint64)
	outstruct.Verifier = *abi.ConvertType(out[1], new(common.Address)).(*common.Address)
	outstruct.Program = *abi.ConvertType(out[2], new(common.Address)).(*common.Address)
	outstruct.ConfigHash = *abi.ConvertType(out[3], new(*big.Int)).(**big.Int)

	return *outstruct, err

}

// VersionOf is a free data retrieval call binding the contract method 0x478f5507.
//
// Solidity: function versionOf(uint64 blockNumber) view returns(uint64 fromBlock, address verifier, address program, uint256 configHash_)
func (_Core *CoreSession) VersionOf(blockNumber uint64) (struct {
	FromBlock  uint64
	Verifier   common.Address
	Program    common.Address
	ConfigHash *big.Int
}, error) {
	return _Core.Contract.VersionOf(&_Core.CallOpts, blockNumber)
}

// VersionOf is a free data retrieval call binding the contract method 0x478f5507.
//
// Solidity: function versionOf(uint64 blockNumber) view returns(uint64 fromBlock, address verifier, address program, uint256 configHash_)
func (_Core *CoreCallerSession) VersionOf(blockNumber uint64) (struct {
	FromBlock  uint64
	Verifier   common.Address
	Program    common.Address
	ConfigHash *big.Int
}, error) {
	return _Core.Contract.VersionOf(&_Core.CallOpts, blockNumber)
}

// ActivateUpgrade is a paid mutator transaction binding the contract method 0xa6c048ef.
//
// Solidity: function activateUpgrade() returns()
func (_Core *CoreTransactor) ActivateUpgrade(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "activateUpgrade")
}

// ActivateUpgrade is a paid mutator transaction binding the contract method 0xa6c048ef.
//
// Solidity: function activateUpgrade() returns()
func (_Core *CoreSession) ActivateUpgrade() (*types.Transaction, error) {
	return _Core.Contract.ActivateUpgrade(&_Core.TransactOpts)
}

// ActivateUpgrade is a paid mutator transaction binding the contract method 0xa6c048ef.
//
// Solidity: function activateUpgrade() returns()
func (_Core *CoreTransactorSession) ActivateUpgrade() (*types.Transaction, error) {
	return _Core.Contract.ActivateUpgrade(&_Core.TransactOpts)
}

// CancelL1ToL2Message is a paid mutator transaction binding the contract method 0x6170ff1b.
//
// Solidity: function cancelL1ToL2Message(uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns(bytes32 messageHash)
func (_Core *CoreTransactor) CancelL1ToL2Message(opts *bind.TransactOpts, toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "cancelL1ToL2Message", toAddress, selector, payload, nonce)
}

// CancelL1ToL2Message is a paid mutator transaction binding the contract method 0x6170ff1b.
//
// Solidity: function cancelL1ToL2Message(uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns(bytes32 messageHash)
func (_Core *CoreSession) CancelL1ToL2Message(toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.Contract.CancelL1ToL2Message(&_Core.TransactOpts, toAddress, selector, payload, nonce)
}

// CancelL1ToL2Message is a paid mutator transaction binding the contract method 0x6170ff1b.
//
// Solidity: function cancelL1ToL2Message(uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns(bytes32 messageHash)
func (_Core *CoreTransactorSession) CancelL1ToL2Message(toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.Contract.CancelL1ToL2Message(&_Core.TransactOpts, toAddress, selector, payload, nonce)
}

// CancelUpgrade is a paid mutator transaction binding the contract method 0x55f29166.
//
// Solidity: function cancelUpgrade() returns()
func (_Core *CoreTransactor) CancelUpgrade(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "cancelUpgrade")
}

// CancelUpgrade is a paid mutator transaction binding the contract method 0x55f29166.
//
// Solidity: function cancelUpgrade() returns()
func (_Core *CoreSession) CancelUpgrade() (*types.Transaction, error) {
	return _Core.Contract.CancelUpgrade(&_Core.TransactOpts)
}

// CancelUpgrade is a paid mutator transaction binding the contract method 0x55f29166.
//
// Solidity: function cancelUpgrade() returns()
func (_Core *CoreTransactorSession) CancelUpgrade() (*types.Transaction, error) {
	return _Core.Contract.CancelUpgrade(&_Core.TransactOpts)
}

// ConsumeMessageFromL2 is a paid mutator transaction binding the contract method 0x2c9dd5c0.
//
// Solidity: function consumeMessageFromL2(uint256 fromAddress, uint256[] payload) returns(bytes32 messageHash)
func (_Core *CoreTransactor) ConsumeMessageFromL2(opts *bind.TransactOpts, fromAddress *big.Int, payload []*big.Int) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "consumeMessageFromL2", fromAddress, payload)
}

// ConsumeMessageFromL2 is a paid mutator transaction binding the contract method 0x2c9dd5c0.
//
// Solidity: function consumeMessageFromL2(uint256 fromAddress, uint256[] payload) returns(bytes32 messageHash)
func (_Core *CoreSession) ConsumeMessageFromL2(fromAddress *big.Int, payload []*big.Int) (*types.Transaction, error) {
	return _Core.Contract.ConsumeMessageFromL2(&_Core.TransactOpts, fromAddress, payload)
}

// ConsumeMessageFromL2 is a paid mutator transaction binding the contract method 0x2c9dd5c0.
//
// Solidity: function consumeMessageFromL2(uint256 fromAddress, uint256[] payload) returns(bytes32 messageHash)
func (_Core *CoreTransactorSession) ConsumeMessageFromL2(fromAddress *big.Int, payload []*big.Int) (*types.Transaction, error) {
	return _Core.Contract.ConsumeMessageFromL2(&_Core.TransactOpts, fromAddress, payload)
}

// FinalizeVersions is a paid mutator transaction binding the contract method 0x6b8d1780.
//
// Solidity: function finalizeVersions() returns()
func (_Core *CoreTransactor) FinalizeVersions(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "finalizeVersions")
}

// FinalizeVersions is a paid mutator transaction binding the contract method 0x6b8d1780.
//
// Solidity: function finalizeVersions() returns()
func (_Core *CoreSession) FinalizeVersions() (*types.Transaction, error) {
	return _Core.Contract.FinalizeVersions(&_Core.TransactOpts)
}

// FinalizeVersions is a paid mutator transaction binding the contract method 0x6b8d1780.
//
// Solidity: function finalizeVersions() returns()
func (_Core *CoreTransactorSession) FinalizeVersions() (*types.Transaction, error) {
	return _Core.Contract.FinalizeVersions(&_Core.TransactOpts)
}

// Freeze is a paid mutator transaction binding the contract method 0x62a5af3b.
//
// Solidity: function freeze() returns()
func (_Core *CoreTransactor) Freeze(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "freeze")
}

// Freeze is a paid mutator transaction binding the contract method 0x62a5af3b.
//
// Solidity: function freeze() returns()
func (_Core *CoreSession) Freeze() (*types.Transaction, error) {
	return _Core.Contract.Freeze(&_Core.TransactOpts)
}

// Freeze is a paid mutator transaction binding the contract method 0x62a5af3b.
//
// Solidity: function freeze() returns()
func (_Core *CoreTransactorSession) Freeze() (*types.Transaction, error) {
	return _Core.Contract.Freeze(&_Core.TransactOpts)
}

// FreezeOverdue is a paid mutator transaction binding the contract method 0xd42b9aa0.
//
// Solidity: function freezeOverdue(address fromAddress, uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns()
func (_Core *CoreTransactor) FreezeOverdue(opts *bind.TransactOpts, fromAddress common.Address, toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "freezeOverdue", fromAddress, toAddress, selector, payload, nonce)
}

// FreezeOverdue is a paid mutator transaction binding the contract method 0xd42b9aa0.
//
// Solidity: function freezeOverdue(address fromAddress, uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns()
func (_Core *CoreSession) FreezeOverdue(fromAddress common.Address, toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.Contract.FreezeOverdue(&_Core.TransactOpts, fromAddress, toAddress, selector, payload, nonce)
}

// FreezeOverdue is a paid mutator transaction binding the contract method 0xd42b9aa0.
//
// Solidity: function freezeOverdue(address fromAddress, uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns()
func (_Core *CoreTransactorSession) FreezeOverdue(fromAddress common.Address, toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.Contract.FreezeOverdue(&_Core.TransactOpts, fromAddress, toAddress, selector, payload, nonce)
}

// Initialize is a paid mutator transaction binding the contract method 0x439fab91.
//
// Solidity: function initialize(bytes data) returns()
func (_Core *CoreTransactor) Initialize(opts *bind.TransactOpts, data []byte) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "initialize", data)
}

// Initialize is a paid mutator transaction binding the contract method 0x439fab91.
//
// Solidity: function initialize(bytes data) returns()
func (_Core *CoreSession) Initialize(data []byte) (*types.Transaction, error) {
	return _Core.Contract.Initialize(&_Core.TransactOpts, data)
}

// Initialize is a paid mutator transaction binding the contract method 0x439fab91.
//
// Solidity: function initialize(bytes data) returns()
func (_Core *CoreTransactorSession) Initialize(data []byte) (*types.Transaction, error) {
	return _Core.Contract.Initialize(&_Core.TransactOpts, data)
}

// ProposeUpgrade is a paid mutator transaction binding the contract method 0x07eea9ba.
//
// Solidity: function proposeUpgrade(uint64 fromBlock, address verifier, address program, uint256 configHash_) returns()
func (_Core *CoreTransactor) ProposeUpgrade(opts *bind.TransactOpts, fromBlock uint64, verifier common.Address, program common.Address, configHash_ *big.Int) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "proposeUpgrade", fromBlock, verifier, program, configHash_)
}

// ProposeUpgrade is a paid mutator transaction binding the contract method 0x07eea9ba.
//
// Solidity: function proposeUpgrade(uint64 fromBlock, address verifier, address program, uint256 configHash_) returns()
func (_Core *CoreSession) ProposeUpgrade(fromBlock uint64, verifier common.Address, program common.Address, configHash_ *big.Int) (*types.Transaction, error) {
	return _Core.Contract.ProposeUpgrade(&_Core.TransactOpts, fromBlock, verifier, program, configHash_)
}

// ProposeUpgrade is a paid mutator transaction binding the contract method 0x07eea9ba.
//
// Solidity: function proposeUpgrade(uint64 fromBlock, address verifier, address program, uint256 configHash_) returns()
func (_Core *CoreTransactorSession) ProposeUpgrade(fromBlock uint64, verifier common.Address, program common.Address, configHash_ *big.Int) (*types.Transaction, error) {
	return _Core.Contract.ProposeUpgrade(&_Core.TransactOpts, fromBlock, verifier, program, configHash_)
}

// RegisterOperator is a paid mutator transaction binding the contract method 0x3682a450.
//
// Solidity: function registerOperator(address operator) returns()
func (_Core *CoreTransactor) RegisterOperator(opts *bind.TransactOpts, operator common.Address) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "registerOperator", operator)
}

// RegisterOperator is a paid mutator transaction binding the contract method 0x3682a450.
//
// Solidity: function registerOperator(address operator) returns()
func (_Core *CoreSession) RegisterOperator(operator common.Address) (*types.Transaction, error) {
	return _Core.Contract.RegisterOperator(&_Core.TransactOpts, operator)
}

// RegisterOperator is a paid mutator transaction binding the contract method 0x3682a450.
//
// Solidity: function registerOperator(address operator) returns()
func (_Core *CoreTransactorSession) RegisterOperator(operator common.Address) (*types.Transaction, error) {
	return _Core.Contract.RegisterOperator(&_Core.TransactOpts, operator)
}

// SendMessageToL2 is a paid mutator transaction binding the contract method 0x3e3aa6c5.
//
// Solidity: function sendMessageToL2(uint256 toAddress, uint256 selector, uint256[] payload) payable returns(bytes32 messageHash, uint256 nonce)
func (_Core *CoreTransactor) SendMessageToL2(opts *bind.TransactOpts, toAddress *big.Int, selector *big.Int, payload []*big.Int) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "sendMessageToL2", toAddress, selector, payload)
}

// SendMessageToL2 is a paid mutator transaction binding the contract method 0x3e3aa6c5.
//
// Solidity: function sendMessageToL2(uint256 toAddress, uint256 selector, uint256[] payload) payable returns(bytes32 messageHash, uint256 nonce)
func (_Core *CoreSession) SendMessageToL2(toAddress *big.Int, selector *big.Int, payload []*big.Int) (*types.Transaction, error) {
	return _Core.Contract.SendMessageToL2(&_Core.TransactOpts, toAddress, selector, payload)
}

// SendMessageToL2 is a paid mutator transaction binding the contract method 0x3e3aa6c5.
//
// Solidity: function sendMessageToL2(uint256 toAddress, uint256 selector, uint256[] payload) payable returns(bytes32 messageHash, uint256 nonce)
func (_Core *CoreTransactorSession) SendMessageToL2(toAddress *big.Int, selector *big.Int, payload []*big.Int) (*types.Transaction, error) {
	return _Core.Contract.SendMessageToL2(&_Core.TransactOpts, toAddress, selector, payload)
}

// StartL1ToL2MessageCancellation is a paid mutator transaction binding the contract method 0x7a98660b.
//
// Solidity: function startL1ToL2MessageCancellation(uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns(bytes32 messageHash)
func (_Core *CoreTransactor) StartL1ToL2MessageCancellation(opts *bind.TransactOpts, toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "startL1ToL2MessageCancellation", toAddress, selector, payload, nonce)
}

// StartL1ToL2MessageCancellation is a paid mutator transaction binding the contract method 0x7a98660b.
//
// Solidity: function startL1ToL2MessageCancellation(uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns(bytes32 messageHash)
func (_Core *CoreSession) StartL1ToL2MessageCancellation(toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.Contract.StartL1ToL2MessageCancellation(&_Core.TransactOpts, toAddress, selector, payload, nonce)
}

// StartL1ToL2MessageCancellation is a paid mutator transaction binding the contract method 0x7a98660b.
//
// Solidity: function startL1ToL2MessageCancellation(uint256 toAddress, uint256 selector, uint256[] payload, uint256 nonce) returns(bytes32 messageHash)
func (_Core *CoreTransactorSession) StartL1ToL2MessageCancellation(toAddress *big.Int, selector *big.Int, payload []*big.Int, nonce *big.Int) (*types.Transaction, error) {
	return _Core.Contract.StartL1ToL2MessageCancellation(&_Core.TransactOpts, toAddress, selector, payload, nonce)
}

// Unfreeze is a paid mutator transaction binding the contract method 0x6a28f000.
//
// Solidity: function unfreeze() returns()
func (_Core *CoreTransactor) Unfreeze(opts *bind.TransactOpts) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "unfreeze")
}

// Unfreeze is a paid mutator transaction binding the contract method 0x6a28f000.
//
// Solidity: function unfreeze() returns()
func (_Core *CoreSession) Unfreeze() (*types.Transaction, error) {
	return _Core.Contract.Unfreeze(&_Core.TransactOpts)
}

// Unfreeze is a paid mutator transaction binding the contract method 0x6a28f000.
//
// Solidity: function unfreeze() returns()
func (_Core *CoreTransactorSession) Unfreeze() (*types.Transaction, error) {
	return _Core.Contract.Unfreeze(&_Core.TransactOpts)
}

// UnregisterOperator is a paid mutator transaction binding the contract method 0x96115bc2.
//
// Solidity: function unregisterOperator(address operator) returns()
func (_Core *CoreTransactor) UnregisterOperator(opts *bind.TransactOpts, operator common.Address) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "unregisterOperator", operator)
}

// UnregisterOperator is a paid mutator transaction binding the contract method 0x96115bc2.
//
// Solidity: function unregisterOperator(address operator) returns()
func (_Core *CoreSession) UnregisterOperator(operator common.Address) (*types.Transaction, error) {
	return _Core.Contract.UnregisterOperator(&_Core.TransactOpts, operator)
}

// UnregisterOperator is a paid mutator transaction binding the contract method 0x96115bc2.
//
// Solidity: function unregisterOperator(address operator) returns()
func (_Core *CoreTransactorSession) UnregisterOperator(operator common.Address) (*types.Transaction, error) {
	return _Core.Contract.UnregisterOperator(&_Core.TransactOpts, operator)
}

// UpdateState is a paid mutator transaction binding the contract method 0x62e08077.
//
// Solidity: function updateState(uint256[] programOutput, uint256[] statement, uint256 parameters, bytes proof) returns()
func (_Core *CoreTransactor) UpdateState(opts *bind.TransactOpts, programOutput []*big.Int, statement []*big.Int, parameters *big.Int, proof []byte) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "updateState", programOutput, statement, parameters, proof)
}

// UpdateState is a paid mutator transaction binding the contract method 0x62e08077.
//
// Solidity: function updateState(uint256[] programOutput, uint256[] statement, uint256 parameters, bytes proof) returns()
func (_Core *CoreSession) UpdateState(programOutput []*big.Int, statement []*big.Int, parameters *big.Int, proof []byte) (*types.Transaction, error) {
	return _Core.Contract.UpdateState(&_Core.TransactOpts, programOutput, statement, parameters, proof)
}

// UpdateState is a paid mutator transaction binding the contract method 0x62e08077.
//
// Solidity: function updateState(uint256[] programOutput, uint256[] statement, uint256 parameters, bytes proof) returns()
func (_Core *CoreTransactorSession) UpdateState(programOutput []*big.Int, statement []*big.Int, parameters *big.Int, proof []byte) (*types.Transaction, error) {
	return _Core.Contract.UpdateState(&_Core.TransactOpts, programOutput, statement, parameters, proof)
}

// UpdateStateKzgDA is a paid mutator transaction binding the contract method 0xf89ff39f.
//
// Solidity: function updateStateKzgDA(uint256[] programOutput, uint256[] statement, uint256 parameters, bytes proof, bytes[] kzgProofs) returns()
func (_Core *CoreTransactor) UpdateStateKzgDA(opts *bind.TransactOpts, programOutput []*big.Int, statement []*big.Int, parameters *big.Int, proof []byte, kzgProofs [][]byte) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "updateStateKzgDA", programOutput, statement, parameters, proof, kzgProofs)
}

// UpdateStateKzgDA is a paid mutator transaction binding the contract method 0xf89ff39f.
//
// Solidity: function updateStateKzgDA(uint256[] programOutput, uint256[] statement, uint256 parameters, bytes proof, bytes[] kzgProofs) returns()
func (_Core *CoreSession) UpdateStateKzgDA(programOutput []*big.Int, statement []*big.Int, parameters *big.Int, proof []byte, kzgProofs [][]byte) (*types.Transaction, error) {
	return _Core.Contract.UpdateStateKzgDA(&_Core.TransactOpts, programOutput, statement, parameters, proof, kzgProofs)
}

// UpdateStateKzgDA is a paid mutator transaction binding the contract method 0xf89ff39f.
//
// Solidity: function updateStateKzgDA(uint256[] programOutput, uint256[] statement, uint256 parameters, bytes proof, bytes[] kzgProofs) returns()
func (_Core *CoreTransactorSession) UpdateStateKzgDA(programOutput []*big.Int, statement []*big.Int, parameters *big.Int, proof []byte, kzgProofs [][]byte) (*types.Transaction, error) {
	return _Core.Contract.UpdateStateKzgDA(&_Core.TransactOpts, programOutput, statement, parameters, proof, kzgProofs)
}

// WithdrawCredit is a paid mutator transaction binding the contract method 0x6c8cc9d9.
//
// Solidity: function withdrawCredit(address recipient) returns(uint256 amount)
func (_Core *CoreTransactor) WithdrawCredit(opts *bind.TransactOpts, recipient common.Address) (*types.Transaction, error) {
	return _Core.contract.Transact(opts, "withdrawCredit", recipient)
}

// WithdrawCredit is a paid mutator transaction binding the contract method 0x6c8cc9d9.
//
// Solidity: function withdrawCredit(address recipient) returns(uint256 amount)
func (_Core *CoreSession) WithdrawCredit(recipient common.Address) (*types.Transaction, error) {
	return _Core.Contract.WithdrawCredit(&_Core.TransactOpts, recipient)
}

// WithdrawCredit is a paid mutator transaction binding the contract method 0x6c8cc9d9.
//
// Solidity: function withdrawCredit(address recipient) returns(uint256 amount)
func (_Core *CoreTransactorSession) WithdrawCredit(recipient common.Address) (*types.Transaction, error) {
	return _Core.Contract.WithdrawCredit(&_Core.TransactOpts, recipient)
}

// CoreConfigHashChangedIterator is returned from FilterConfigHashChanged and is used to iterate over the raw logs and unpacked data for ConfigHashChanged events raised by the Core contract.
type CoreConfigHashChangedIterator struct {
	Event *CoreConfigHashChanged // Event containing the contract specifics and raw log

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
func (it *CoreConfigHashChangedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreConfigHashChanged)
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
		it.Event = new(CoreConfigHashChanged)
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
func (it *CoreConfigHashChangedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreConfigHashChangedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreConfigHashChanged represents a ConfigHashChanged event raised by the Core contract.
type CoreConfigHashChanged struct {
	ChangedBy     common.Address
	OldConfigHash *big.Int
	NewConfigHash *big.Int
	Raw           types.Log // Blockchain specific contextual infos
}

// FilterConfigHashChanged is a free log retrieval operation binding the contract event 0x393c6beb5756a944b2967f15f31ff671e312e945d7a84fd3bdcfd6b408b2dc79.
//
// Solidity: event ConfigHashChanged(address indexed changedBy, uint256 oldConfigHash, uint256 newConfigHash)
func (_Core *CoreFilterer) FilterConfigHashChanged(opts *bind.FilterOpts, changedBy []common.Address) (*CoreConfigHashChangedIterator, error) {

	var changedByRule []interface{}
	for _, changedByItem := range changedBy {
		changedByRule = append(changedByRule, changedByItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "ConfigHashChanged", changedByRule)
	if err != nil {
		return nil, err
	}
	return &CoreConfigHashChangedIterator{contract: _Core.contract, event: "ConfigHashChanged", logs: logs, sub: sub}, nil
}

// WatchConfigHashChanged is a free log subscription operation binding the contract event 0x393c6beb5756a944b2967f15f31ff671e312e945d7a84fd3bdcfd6b408b2dc79.
//
// Solidity: event ConfigHashChanged(address indexed changedBy, uint256 oldConfigHash, uint256 newConfigHash)
func (_Core *CoreFilterer) WatchConfigHashChanged(opts *bind.WatchOpts, sink chan<- *CoreConfigHashChanged, changedBy []common.Address) (event.Subscription, error) {

	var changedByRule []interface{}
	for _, changedByItem := range changedBy {
		changedByRule = append(changedByRule, changedByItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "ConfigHashChanged", changedByRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreConfigHashChanged)
				if err := _Core.contract.UnpackLog(event, "ConfigHashChanged", log); err != nil {
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

// ParseConfigHashChanged is a log parse operation binding the contract event 0x393c6beb5756a944b2967f15f31ff671e312e945d7a84fd3bdcfd6b408b2dc79.
//
// Solidity: event ConfigHashChanged(address indexed changedBy, uint256 oldConfigHash, uint256 newConfigHash)
func (_Core *CoreFilterer) ParseConfigHashChanged(log types.Log) (*CoreConfigHashChanged, error) {
	event := new(CoreConfigHashChanged)
	if err := _Core.contract.UnpackLog(event, "ConfigHashChanged", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreConsumedMessageToL1Iterator is returned from FilterConsumedMessageToL1 and is used to iterate over the raw logs and unpacked data for ConsumedMessageToL1 events raised by the Core contract.
type CoreConsumedMessageToL1Iterator struct {
	Event *CoreConsumedMessageToL1 // Event containing the contract specifics and raw log

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
func (it *CoreConsumedMessageToL1Iterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreConsumedMessageToL1)
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
		it.Event = new(CoreConsumedMessageToL1)
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
func (it *CoreConsumedMessageToL1Iterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreConsumedMessageToL1Iterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreConsumedMessageToL1 represents a ConsumedMessageToL1 event raised by the Core contract.
type CoreConsumedMessageToL1 struct {
	FromAddress *big.Int
	ToAddress   common.Address
	Payload     []*big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterConsumedMessageToL1 is a free log retrieval operation binding the contract event 0x7a06c571aa77f34d9706c51e5d8122b5595aebeaa34233bfe866f22befb973b1.
//
// Solidity: event ConsumedMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload)
func (_Core *CoreFilterer) FilterConsumedMessageToL1(opts *bind.FilterOpts, fromAddress []*big.Int, toAddress []common.Address) (*CoreConsumedMessageToL1Iterator, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "ConsumedMessageToL1", fromAddressRule, toAddressRule)
	if err != nil {
		return nil, err
	}
	return &CoreConsumedMessageToL1Iterator{contract: _Core.contract, event: "ConsumedMessageToL1", logs: logs, sub: sub}, nil
}

// WatchConsumedMessageToL1 is a free log subscription operation binding the contract event 0x7a06c571aa77f34d9706c51e5d8122b5595aebeaa34233bfe866f22befb973b1.
//
// Solidity: event ConsumedMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload)
func (_Core *CoreFilterer) WatchConsumedMessageToL1(opts *bind.WatchOpts, sink chan<- *CoreConsumedMessageToL1, fromAddress []*big.Int, toAddress []common.Address) (event.Subscription, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "ConsumedMessageToL1", fromAddressRule, toAddressRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreConsumedMessageToL1)
				if err := _Core.contract.UnpackLog(event, "ConsumedMessageToL1", log); err != nil {
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

// ParseConsumedMessageToL1 is a log parse operation binding the contract event 0x7a06c571aa77f34d9706c51e5d8122b5595aebeaa34233bfe866f22befb973b1.
//
// Solidity: event ConsumedMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload)
func (_Core *CoreFilterer) ParseConsumedMessageToL1(log types.Log) (*CoreConsumedMessageToL1, error) {
	event := new(CoreConsumedMessageToL1)
	if err := _Core.contract.UnpackLog(event, "ConsumedMessageToL1", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreConsumedMessageToL2Iterator is returned from FilterConsumedMessageToL2 and is used to iterate over the raw logs and unpacked data for ConsumedMessageToL2 events raised by the Core contract.
type CoreConsumedMessageToL2Iterator struct {
	Event *CoreConsumedMessageToL2 // Event containing the contract specifics and raw log

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
func (it *CoreConsumedMessageToL2Iterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreConsumedMessageToL2)
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
		it.Event = new(CoreConsumedMessageToL2)
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
func (it *CoreConsumedMessageToL2Iterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreConsumedMessageToL2Iterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreConsumedMessageToL2 represents a ConsumedMessageToL2 event raised by the Core contract.
type CoreConsumedMessageToL2 struct {
	FromAddress common.Address
	ToAddress   *big.Int
	Selector    *big.Int
	Payload     []*big.Int
	Nonce       *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterConsumedMessageToL2 is a free log retrieval operation binding the contract event 0x9592d37825c744e33fa80c469683bbd04d336241bb600b574758efd182abe26a.
//
// Solidity: event ConsumedMessageToL2(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) FilterConsumedMessageToL2(opts *bind.FilterOpts, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (*CoreConsumedMessageToL2Iterator, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "ConsumedMessageToL2", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return &CoreConsumedMessageToL2Iterator{contract: _Core.contract, event: "ConsumedMessageToL2", logs: logs, sub: sub}, nil
}

// WatchConsumedMessageToL2 is a free log subscription operation binding the contract event 0x9592d37825c744e33fa80c469683bbd04d336241bb600b574758efd182abe26a.
//
// Solidity: event ConsumedMessageToL2(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) WatchConsumedMessageToL2(opts *bind.WatchOpts, sink chan<- *CoreConsumedMessageToL2, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (event.Subscription, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "ConsumedMessageToL2", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreConsumedMessageToL2)
				if err := _Core.contract.UnpackLog(event, "ConsumedMessageToL2", log); err != nil {
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

// ParseConsumedMessageToL2 is a log parse operation binding the contract event 0x9592d37825c744e33fa80c469683bbd04d336241bb600b574758efd182abe26a.
//
// Solidity: event ConsumedMessageToL2(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) ParseConsumedMessageToL2(log types.Log) (*CoreConsumedMessageToL2, error) {
	event := new(CoreConsumedMessageToL2)
	if err := _Core.contract.UnpackLog(event, "ConsumedMessageToL2", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreCreditWithdrawnIterator is returned from FilterCreditWithdrawn and is used to iterate over the raw logs and unpacked data for CreditWithdrawn events raised by the Core contract.
type CoreCreditWithdrawnIterator struct {
	Event *CoreCreditWithdrawn // Event containing the contract specifics and raw log

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
func (it *CoreCreditWithdrawnIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreCreditWithdrawn)
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
		it.Event = new(CoreCreditWithdrawn)
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
func (it *CoreCreditWithdrawnIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreCreditWithdrawnIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreCreditWithdrawn represents a CreditWithdrawn event raised by the Core contract.
type CoreCreditWithdrawn struct {
	Account   common.Address
	Recipient common.Address
	Amount    *big.Int
	Raw       types.Log // Blockchain specific contextual infos
}

// FilterCreditWithdrawn is a free log retrieval operation binding the contract event 0x52fc0f9d902f33823a83590d3549f63f5492a0df5c6b6db8dee20deb94456b26.
//
// Solidity: event CreditWithdrawn(address indexed account, address indexed recipient, uint256 amount)
func (_Core *CoreFilterer) FilterCreditWithdrawn(opts *bind.FilterOpts, account []common.Address, recipient []common.Address) (*CoreCreditWithdrawnIterator, error) {

	var accountRule []interface{}
	for _, accountItem := range account {
		accountRule = append(accountRule, accountItem)
	}
	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "CreditWithdrawn", accountRule, recipientRule)
	if err != nil {
		return nil, err
	}
	return &CoreCreditWithdrawnIterator{contract: _Core.contract, event: "CreditWithdrawn", logs: logs, sub: sub}, nil
}

// WatchCreditWithdrawn is a free log subscription operation binding the contract event 0x52fc0f9d902f33823a83590d3549f63f5492a0df5c6b6db8dee20deb94456b26.
//
// Solidity: event CreditWithdrawn(address indexed account, address indexed recipient, uint256 amount)
func (_Core *CoreFilterer) WatchCreditWithdrawn(opts *bind.WatchOpts, sink chan<- *CoreCreditWithdrawn, account []common.Address, recipient []common.Address) (event.Subscription, error) {

	var accountRule []interface{}
	for _, accountItem := range account {
		accountRule = append(accountRule, accountItem)
	}
	var recipientRule []interface{}
	for _, recipientItem := range recipient {
		recipientRule = append(recipientRule, recipientItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "CreditWithdrawn", accountRule, recipientRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreCreditWithdrawn)
				if err := _Core.contract.UnpackLog(event, "CreditWithdrawn", log); err != nil {
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

// ParseCreditWithdrawn is a log parse operation binding the contract event 0x52fc0f9d902f33823a83590d3549f63f5492a0df5c6b6db8dee20deb94456b26.
//
// Solidity: event CreditWithdrawn(address indexed account, address indexed recipient, uint256 amount)
func (_Core *CoreFilterer) ParseCreditWithdrawn(log types.Log) (*CoreCreditWithdrawn, error) {
	event := new(CoreCreditWithdrawn)
	if err := _Core.contract.UnpackLog(event, "CreditWithdrawn", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreFrozenIterator is returned from FilterFrozen and is used to iterate over the raw logs and unpacked data for Frozen events raised by the Core contract.
type CoreFrozenIterator struct {
	Event *CoreFrozen // Event containing the contract specifics and raw log

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
func (it *CoreFrozenIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreFrozen)
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
		it.Event = new(CoreFrozen)
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
func (it *CoreFrozenIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreFrozenIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreFrozen represents a Frozen event raised by the Core contract.
type CoreFrozen struct {
	By  common.Address
	Raw types.Log // Blockchain specific contextual infos
}

// FilterFrozen is a free log retrieval operation binding the contract event 0x8a5c4736a33c7b7f29a2c34ea9ff9608afc5718d56f6fd6dcbd2d3711a1a4913.
//
// Solidity: event Frozen(address indexed by)
func (_Core *CoreFilterer) FilterFrozen(opts *bind.FilterOpts, by []common.Address) (*CoreFrozenIterator, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "Frozen", byRule)
	if err != nil {
		return nil, err
	}
	return &CoreFrozenIterator{contract: _Core.contract, event: "Frozen", logs: logs, sub: sub}, nil
}

// WatchFrozen is a free log subscription operation binding the contract event 0x8a5c4736a33c7b7f29a2c34ea9ff9608afc5718d56f6fd6dcbd2d3711a1a4913.
//
// Solidity: event Frozen(address indexed by)
func (_Core *CoreFilterer) WatchFrozen(opts *bind.WatchOpts, sink chan<- *CoreFrozen, by []common.Address) (event.Subscription, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "Frozen", byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreFrozen)
				if err := _Core.contract.UnpackLog(event, "Frozen", log); err != nil {
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

// ParseFrozen is a log parse operation binding the contract event 0x8a5c4736a33c7b7f29a2c34ea9ff9608afc5718d56f6fd6dcbd2d3711a1a4913.
//
// Solidity: event Frozen(address indexed by)
func (_Core *CoreFilterer) ParseFrozen(log types.Log) (*CoreFrozen, error) {
	event := new(CoreFrozen)
	if err := _Core.contract.UnpackLog(event, "Frozen", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreLogMessageToL1Iterator is returned from FilterLogMessageToL1 and is used to iterate over the raw logs and unpacked data for LogMessageToL1 events raised by the Core contract.
type CoreLogMessageToL1Iterator struct {
	Event *CoreLogMessageToL1 // Event containing the contract specifics and raw log

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
func (it *CoreLogMessageToL1Iterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreLogMessageToL1)
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
		it.Event = new(CoreLogMessageToL1)
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
func (it *CoreLogMessageToL1Iterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreLogMessageToL1Iterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreLogMessageToL1 represents a LogMessageToL1 event raised by the Core contract.
type CoreLogMessageToL1 struct {
	FromAddress *big.Int
	ToAddress   common.Address
	Payload     []*big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterLogMessageToL1 is a free log retrieval operation binding the contract event 0x4264ac208b5fde633ccdd42e0f12c3d6d443a4f3779bbf886925b94665b63a22.
//
// Solidity: event LogMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload)
func (_Core *CoreFilterer) FilterLogMessageToL1(opts *bind.FilterOpts, fromAddress []*big.Int, toAddress []common.Address) (*CoreLogMessageToL1Iterator, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "LogMessageToL1", fromAddressRule, toAddressRule)
	if err != nil {
		return nil, err
	}
	return &CoreLogMessageToL1Iterator{contract: _Core.contract, event: "LogMessageToL1", logs: logs, sub: sub}, nil
}

// WatchLogMessageToL1 is a free log subscription operation binding the contract event 0x4264ac208b5fde633ccdd42e0f12c3d6d443a4f3779bbf886925b94665b63a22.
//
// Solidity: event LogMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload)
func (_Core *CoreFilterer) WatchLogMessageToL1(opts *bind.WatchOpts, sink chan<- *CoreLogMessageToL1, fromAddress []*big.Int, toAddress []common.Address) (event.Subscription, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "LogMessageToL1", fromAddressRule, toAddressRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreLogMessageToL1)
				if err := _Core.contract.UnpackLog(event, "LogMessageToL1", log); err != nil {
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

// ParseLogMessageToL1 is a log parse operation binding the contract event 0x4264ac208b5fde633ccdd42e0f12c3d6d443a4f3779bbf886925b94665b63a22.
//
// Solidity: event LogMessageToL1(uint256 indexed fromAddress, address indexed toAddress, uint256[] payload)
func (_Core *CoreFilterer) ParseLogMessageToL1(log types.Log) (*CoreLogMessageToL1, error) {
	event := new(CoreLogMessageToL1)
	if err := _Core.contract.UnpackLog(event, "LogMessageToL1", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreLogMessageToL2Iterator is returned from FilterLogMessageToL2 and is used to iterate over the raw logs and unpacked data for LogMessageToL2 events raised by the Core contract.
type CoreLogMessageToL2Iterator struct {
	Event *CoreLogMessageToL2 // Event containing the contract specifics and raw log

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
func (it *CoreLogMessageToL2Iterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreLogMessageToL2)
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
		it.Event = new(CoreLogMessageToL2)
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
func (it *CoreLogMessageToL2Iterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreLogMessageToL2Iterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreLogMessageToL2 represents a LogMessageToL2 event raised by the Core contract.
type CoreLogMessageToL2 struct {
	FromAddress common.Address
	ToAddress   *big.Int
	Selector    *big.Int
	Payload     []*big.Int
	Nonce       *big.Int
	Fee         *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterLogMessageToL2 is a free log retrieval operation binding the contract event 0xdb80dd488acf86d17c747445b0eabb5d57c541d3bd7b6b87af987858e5066b2b.
//
// Solidity: event LogMessageToL2(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce, uint256 fee)
func (_Core *CoreFilterer) FilterLogMessageToL2(opts *bind.FilterOpts, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (*CoreLogMessageToL2Iterator, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "LogMessageToL2", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return &CoreLogMessageToL2Iterator{contract: _Core.contract, event: "LogMessageToL2", logs: logs, sub: sub}, nil
}

// WatchLogMessageToL2 is a free log subscription operation binding the contract event 0xdb80dd488acf86d17c747445b0eabb5d57c541d3bd7b6b87af987858e5066b2b.
//
// Solidity: event LogMessageToL2(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce, uint256 fee)
func (_Core *CoreFilterer) WatchLogMessageToL2(opts *bind.WatchOpts, sink chan<- *CoreLogMessageToL2, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (event.Subscription, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "LogMessageToL2", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreLogMessageToL2)
				if err := _Core.contract.UnpackLog(event, "LogMessageToL2", log); err != nil {
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

// ParseLogMessageToL2 is a log parse operation binding the contract event 0xdb80dd488acf86d17c747445b0eabb5d57c541d3bd7b6b87af987858e5066b2b.
//
// Solidity: event LogMessageToL2(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce, uint256 fee)
func (_Core *CoreFilterer) ParseLogMessageToL2(log types.Log) (*CoreLogMessageToL2, error) {
	event := new(CoreLogMessageToL2)
	if err := _Core.contract.UnpackLog(event, "LogMessageToL2", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreLogStateTransitionFactIterator is returned from FilterLogStateTransitionFact and is used to iterate over the raw logs and unpacked data for LogStateTransitionFact events raised by the Core contract.
type CoreLogStateTransitionFactIterator struct {
	Event *CoreLogStateTransitionFact // Event containing the contract specifics and raw log

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
func (it *CoreLogStateTransitionFactIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreLogStateTransitionFact)
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
		it.Event = new(CoreLogStateTransitionFact)
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
func (it *CoreLogStateTransitionFactIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreLogStateTransitionFactIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreLogStateTransitionFact represents a LogStateTransitionFact event raised by the Core contract.
type CoreLogStateTransitionFact struct {
	StateTransitionFact [32]byte
	Raw                 types.Log // Blockchain specific contextual infos
}

// FilterLogStateTransitionFact is a free log retrieval operation binding the contract event 0x9866f8ddfe70bb512b2f2b28b49d4017c43f7ba775f1a20c61c13eea8cdac111.
//
// Solidity: event LogStateTransitionFact(bytes32 stateTransitionFact)
func (_Core *CoreFilterer) FilterLogStateTransitionFact(opts *bind.FilterOpts) (*CoreLogStateTransitionFactIterator, error) {

	logs, sub, err := _Core.contract.FilterLogs(opts, "LogStateTransitionFact")
	if err != nil {
		return nil, err
	}
	return &CoreLogStateTransitionFactIterator{contract: _Core.contract, event: "LogStateTransitionFact", logs: logs, sub: sub}, nil
}

// WatchLogStateTransitionFact is a free log subscription operation binding the contract event 0x9866f8ddfe70bb512b2f2b28b49d4017c43f7ba775f1a20c61c13eea8cdac111.
//
// Solidity: event LogStateTransitionFact(bytes32 stateTransitionFact)
func (_Core *CoreFilterer) WatchLogStateTransitionFact(opts *bind.WatchOpts, sink chan<- *CoreLogStateTransitionFact) (event.Subscription, error) {

	logs, sub, err := _Core.contract.WatchLogs(opts, "LogStateTransitionFact")
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreLogStateTransitionFact)
				if err := _Core.contract.UnpackLog(event, "LogStateTransitionFact", log); err != nil {
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

// ParseLogStateTransitionFact is a log parse operation binding the contract event 0x9866f8ddfe70bb512b2f2b28b49d4017c43f7ba775f1a20c61c13eea8cdac111.
//
// Solidity: event LogStateTransitionFact(bytes32 stateTransitionFact)
func (_Core *CoreFilterer) ParseLogStateTransitionFact(log types.Log) (*CoreLogStateTransitionFact, error) {
	event := new(CoreLogStateTransitionFact)
	if err := _Core.contract.UnpackLog(event, "LogStateTransitionFact", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreLogStateUpdateIterator is returned from FilterLogStateUpdate and is used to iterate over the raw logs and unpacked data for LogStateUpdate events raised by the Core contract.
type CoreLogStateUpdateIterator struct {
	Event *CoreLogStateUpdate // Event containing the contract specifics and raw log

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
func (it *CoreLogStateUpdateIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreLogStateUpdate)
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
		it.Event = new(CoreLogStateUpdate)
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
func (it *CoreLogStateUpdateIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreLogStateUpdateIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreLogStateUpdate represents a LogStateUpdate event raised by the Core contract.
type CoreLogStateUpdate struct {
	GlobalRoot  *big.Int
	BlockNumber *big.Int
	BlockHash   *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterLogStateUpdate is a free log retrieval operation binding the contract event 0xd342ddf7a308dec111745b00315c14b7efb2bdae570a6856e088ed0c65a3576c.
//
// Solidity: event LogStateUpdate(uint256 globalRoot, int256 blockNumber, uint256 blockHash)
func (_Core *CoreFilterer) FilterLogStateUpdate(opts *bind.FilterOpts) (*CoreLogStateUpdateIterator, error) {

	logs, sub, err := _Core.contract.FilterLogs(opts, "LogStateUpdate")
	if err != nil {
		return nil, err
	}
	return &CoreLogStateUpdateIterator{contract: _Core.contract, event: "LogStateUpdate", logs: logs, sub: sub}, nil
}

// WatchLogStateUpdate is a free log subscription operation binding the contract event 0xd342ddf7a308dec111745b00315c14b7efb2bdae570a6856e088ed0c65a3576c.
//
// Solidity: event LogStateUpdate(uint256 globalRoot, int256 blockNumber, uint256 blockHash)
func (_Core *CoreFilterer) WatchLogStateUpdate(opts *bind.WatchOpts, sink chan<- *CoreLogStateUpdate) (event.Subscription, error) {

	logs, sub, err := _Core.contract.WatchLogs(opts, "LogStateUpdate")
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreLogStateUpdate)
				if err := _Core.contract.UnpackLog(event, "LogStateUpdate", log); err != nil {
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

// ParseLogStateUpdate is a log parse operation binding the contract event 0xd342ddf7a308dec111745b00315c14b7efb2bdae570a6856e088ed0c65a3576c.
//
// Solidity: event LogStateUpdate(uint256 globalRoot, int256 blockNumber, uint256 blockHash)
func (_Core *CoreFilterer) ParseLogStateUpdate(log types.Log) (*CoreLogStateUpdate, error) {
	event := new(CoreLogStateUpdate)
	if err := _Core.contract.UnpackLog(event, "LogStateUpdate", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreMessageToL2CanceledIterator is returned from FilterMessageToL2Canceled and is used to iterate over the raw logs and unpacked data for MessageToL2Canceled events raised by the Core contract.
type CoreMessageToL2CanceledIterator struct {
	Event *CoreMessageToL2Canceled // Event containing the contract specifics and raw log

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
func (it *CoreMessageToL2CanceledIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreMessageToL2Canceled)
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
		it.Event = new(CoreMessageToL2Canceled)
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
func (it *CoreMessageToL2CanceledIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreMessageToL2CanceledIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreMessageToL2Canceled represents a MessageToL2Canceled event raised by the Core contract.
type CoreMessageToL2Canceled struct {
	FromAddress common.Address
	ToAddress   *big.Int
	Selector    *big.Int
	Payload     []*big.Int
	Nonce       *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterMessageToL2Canceled is a free log retrieval operation binding the contract event 0x8abd2ec2e0a10c82f5b60ea00455fa96c41fd144f225fcc52b8d83d94f803ed8.
//
// Solidity: event MessageToL2Canceled(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) FilterMessageToL2Canceled(opts *bind.FilterOpts, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (*CoreMessageToL2CanceledIterator, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "MessageToL2Canceled", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return &CoreMessageToL2CanceledIterator{contract: _Core.contract, event: "MessageToL2Canceled", logs: logs, sub: sub}, nil
}

// WatchMessageToL2Canceled is a free log subscription operation binding the contract event 0x8abd2ec2e0a10c82f5b60ea00455fa96c41fd144f225fcc52b8d83d94f803ed8.
//
// Solidity: event MessageToL2Canceled(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) WatchMessageToL2Canceled(opts *bind.WatchOpts, sink chan<- *CoreMessageToL2Canceled, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (event.Subscription, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "MessageToL2Canceled", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreMessageToL2Canceled)
				if err := _Core.contract.UnpackLog(event, "MessageToL2Canceled", log); err != nil {
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

// ParseMessageToL2Canceled is a log parse operation binding the contract event 0x8abd2ec2e0a10c82f5b60ea00455fa96c41fd144f225fcc52b8d83d94f803ed8.
//
// Solidity: event MessageToL2Canceled(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) ParseMessageToL2Canceled(log types.Log) (*CoreMessageToL2Canceled, error) {
	event := new(CoreMessageToL2Canceled)
	if err := _Core.contract.UnpackLog(event, "MessageToL2Canceled", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreMessageToL2CancellationStartedIterator is returned from FilterMessageToL2CancellationStarted and is used to iterate over the raw logs and unpacked data for MessageToL2CancellationStarted events raised by the Core contract.
type CoreMessageToL2CancellationStartedIterator struct {
	Event *CoreMessageToL2CancellationStarted // Event containing the contract specifics and raw log

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
func (it *CoreMessageToL2CancellationStartedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreMessageToL2CancellationStarted)
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
		it.Event = new(CoreMessageToL2CancellationStarted)
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
func (it *CoreMessageToL2CancellationStartedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreMessageToL2CancellationStartedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreMessageToL2CancellationStarted represents a MessageToL2CancellationStarted event raised by the Core contract.
type CoreMessageToL2CancellationStarted struct {
	FromAddress common.Address
	ToAddress   *big.Int
	Selector    *big.Int
	Payload     []*big.Int
	Nonce       *big.Int
	Raw         types.Log // Blockchain specific contextual infos
}

// FilterMessageToL2CancellationStarted is a free log retrieval operation binding the contract event 0x2e00dccd686fd6823ec7dc3e125582aa82881b6ff5f6b5a73856e1ea8338a3be.
//
// Solidity: event MessageToL2CancellationStarted(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) FilterMessageToL2CancellationStarted(opts *bind.FilterOpts, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (*CoreMessageToL2CancellationStartedIterator, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "MessageToL2CancellationStarted", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return &CoreMessageToL2CancellationStartedIterator{contract: _Core.contract, event: "MessageToL2CancellationStarted", logs: logs, sub: sub}, nil
}

// WatchMessageToL2CancellationStarted is a free log subscription operation binding the contract event 0x2e00dccd686fd6823ec7dc3e125582aa82881b6ff5f6b5a73856e1ea8338a3be.
//
// Solidity: event MessageToL2CancellationStarted(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) WatchMessageToL2CancellationStarted(opts *bind.WatchOpts, sink chan<- *CoreMessageToL2CancellationStarted, fromAddress []common.Address, toAddress []*big.Int, selector []*big.Int) (event.Subscription, error) {

	var fromAddressRule []interface{}
	for _, fromAddressItem := range fromAddress {
		fromAddressRule = append(fromAddressRule, fromAddressItem)
	}
	var toAddressRule []interface{}
	for _, toAddressItem := range toAddress {
		toAddressRule = append(toAddressRule, toAddressItem)
	}
	var selectorRule []interface{}
	for _, selectorItem := range selector {
		selectorRule = append(selectorRule, selectorItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "MessageToL2CancellationStarted", fromAddressRule, toAddressRule, selectorRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreMessageToL2CancellationStarted)
				if err := _Core.contract.UnpackLog(event, "MessageToL2CancellationStarted", log); err != nil {
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

// ParseMessageToL2CancellationStarted is a log parse operation binding the contract event 0x2e00dccd686fd6823ec7dc3e125582aa82881b6ff5f6b5a73856e1ea8338a3be.
//
// Solidity: event MessageToL2CancellationStarted(address indexed fromAddress, uint256 indexed toAddress, uint256 indexed selector, uint256[] payload, uint256 nonce)
func (_Core *CoreFilterer) ParseMessageToL2CancellationStarted(log types.Log) (*CoreMessageToL2CancellationStarted, error) {
	event := new(CoreMessageToL2CancellationStarted)
	if err := _Core.contract.UnpackLog(event, "MessageToL2CancellationStarted", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreOperatorAddedIterator is returned from FilterOperatorAdded and is used to iterate over the raw logs and unpacked data for OperatorAdded events raised by the Core contract.
type CoreOperatorAddedIterator struct {
	Event *CoreOperatorAdded // Event containing the contract specifics and raw log

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
func (it *CoreOperatorAddedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreOperatorAdded)
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
		it.Event = new(CoreOperatorAdded)
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
func (it *CoreOperatorAddedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreOperatorAddedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreOperatorAdded represents a OperatorAdded event raised by the Core contract.
type CoreOperatorAdded struct {
	Operator common.Address
	By       common.Address
	Raw      types.Log // Blockchain specific contextual infos
}

// FilterOperatorAdded is a free log retrieval operation binding the contract event 0x0780dc183feb0e4f9714cd802b3c0a21894b7ccb4172c992569d2acb5d45f91c.
//
// Solidity: event OperatorAdded(address indexed operator, address indexed by)
func (_Core *CoreFilterer) FilterOperatorAdded(opts *bind.FilterOpts, operator []common.Address, by []common.Address) (*CoreOperatorAddedIterator, error) {

	var operatorRule []interface{}
	for _, operatorItem := range operator {
		operatorRule = append(operatorRule, operatorItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "OperatorAdded", operatorRule, byRule)
	if err != nil {
		return nil, err
	}
	return &CoreOperatorAddedIterator{contract: _Core.contract, event: "OperatorAdded", logs: logs, sub: sub}, nil
}

// WatchOperatorAdded is a free log subscription operation binding the contract event 0x0780dc183feb0e4f9714cd802b3c0a21894b7ccb4172c992569d2acb5d45f91c.
//
// Solidity: event OperatorAdded(address indexed operator, address indexed by)
func (_Core *CoreFilterer) WatchOperatorAdded(opts *bind.WatchOpts, sink chan<- *CoreOperatorAdded, operator []common.Address, by []common.Address) (event.Subscription, error) {

	var operatorRule []interface{}
	for _, operatorItem := range operator {
		operatorRule = append(operatorRule, operatorItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "OperatorAdded", operatorRule, byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreOperatorAdded)
				if err := _Core.contract.UnpackLog(event, "OperatorAdded", log); err != nil {
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

// ParseOperatorAdded is a log parse operation binding the contract event 0x0780dc183feb0e4f9714cd802b3c0a21894b7ccb4172c992569d2acb5d45f91c.
//
// Solidity: event OperatorAdded(address indexed operator, address indexed by)
func (_Core *CoreFilterer) ParseOperatorAdded(log types.Log) (*CoreOperatorAdded, error) {
	event := new(CoreOperatorAdded)
	if err := _Core.contract.UnpackLog(event, "OperatorAdded", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreOperatorRemovedIterator is returned from FilterOperatorRemoved and is used to iterate over the raw logs and unpacked data for OperatorRemoved events raised by the Core contract.
type CoreOperatorRemovedIterator struct {
	Event *CoreOperatorRemoved // Event containing the contract specifics and raw log

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
func (it *CoreOperatorRemovedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreOperatorRemoved)
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
		it.Event = new(CoreOperatorRemoved)
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
func (it *CoreOperatorRemovedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreOperatorRemovedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreOperatorRemoved represents a OperatorRemoved event raised by the Core contract.
type CoreOperatorRemoved struct {
	Operator common.Address
	By       common.Address
	Raw      types.Log // Blockchain specific contextual infos
}

// FilterOperatorRemoved is a free log retrieval operation binding the contract event 0x17d7f044d47e4fae1701f86266d0a674db3f792671bd1b974ace77a09af1c827.
//
// Solidity: event OperatorRemoved(address indexed operator, address indexed by)
func (_Core *CoreFilterer) FilterOperatorRemoved(opts *bind.FilterOpts, operator []common.Address, by []common.Address) (*CoreOperatorRemovedIterator, error) {

	var operatorRule []interface{}
	for _, operatorItem := range operator {
		operatorRule = append(operatorRule, operatorItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "OperatorRemoved", operatorRule, byRule)
	if err != nil {
		return nil, err
	}
	return &CoreOperatorRemovedIterator{contract: _Core.contract, event: "OperatorRemoved", logs: logs, sub: sub}, nil
}

// WatchOperatorRemoved is a free log subscription operation binding the contract event 0x17d7f044d47e4fae1701f86266d0a674db3f792671bd1b974ace77a09af1c827.
//
// Solidity: event OperatorRemoved(address indexed operator, address indexed by)
func (_Core *CoreFilterer) WatchOperatorRemoved(opts *bind.WatchOpts, sink chan<- *CoreOperatorRemoved, operator []common.Address, by []common.Address) (event.Subscription, error) {

	var operatorRule []interface{}
	for _, operatorItem := range operator {
		operatorRule = append(operatorRule, operatorItem)
	}
	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "OperatorRemoved", operatorRule, byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreOperatorRemoved)
				if err := _Core.contract.UnpackLog(event, "OperatorRemoved", log); err != nil {
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

// ParseOperatorRemoved is a log parse operation binding the contract event 0x17d7f044d47e4fae1701f86266d0a674db3f792671bd1b974ace77a09af1c827.
//
// Solidity: event OperatorRemoved(address indexed operator, address indexed by)
func (_Core *CoreFilterer) ParseOperatorRemoved(log types.Log) (*CoreOperatorRemoved, error) {
	event := new(CoreOperatorRemoved)
	if err := _Core.contract.UnpackLog(event, "OperatorRemoved", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreProgramHashChangedIterator is returned from FilterProgramHashChanged and is used to iterate over the raw logs and unpacked data for ProgramHashChanged events raised by the Core contract.
type CoreProgramHashChangedIterator struct {
	Event *CoreProgramHashChanged // Event containing the contract specifics and raw log

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
func (it *CoreProgramHashChangedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreProgramHashChanged)
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
		it.Event = new(CoreProgramHashChanged)
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
func (it *CoreProgramHashChangedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreProgramHashChangedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreProgramHashChanged represents a ProgramHashChanged event raised by the Core contract.
type CoreProgramHashChanged struct {
	ChangedBy      common.Address
	OldProgramHash *big.Int
	NewProgramHash *big.Int
	Raw            types.Log // Blockchain specific contextual infos
}

// FilterProgramHashChanged is a free log retrieval operation binding the contract event 0x600a61c1b32ac42fb2fe76e8fc7582a98106668fc16dcd85567cd3937363e49b.
//
// Solidity: event ProgramHashChanged(address indexed changedBy, uint256 oldProgramHash, uint256 newProgramHash)
func (_Core *CoreFilterer) FilterProgramHashChanged(opts *bind.FilterOpts, changedBy []common.Address) (*CoreProgramHashChangedIterator, error) {

	var changedByRule []interface{}
	for _, changedByItem := range changedBy {
		changedByRule = append(changedByRule, changedByItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "ProgramHashChanged", changedByRule)
	if err != nil {
		return nil, err
	}
	return &CoreProgramHashChangedIterator{contract: _Core.contract, event: "ProgramHashChanged", logs: logs, sub: sub}, nil
}

// WatchProgramHashChanged is a free log subscription operation binding the contract event 0x600a61c1b32ac42fb2fe76e8fc7582a98106668fc16dcd85567cd3937363e49b.
//
// Solidity: event ProgramHashChanged(address indexed changedBy, uint256 oldProgramHash, uint256 newProgramHash)
func (_Core *CoreFilterer) WatchProgramHashChanged(opts *bind.WatchOpts, sink chan<- *CoreProgramHashChanged, changedBy []common.Address) (event.Subscription, error) {

	var changedByRule []interface{}
	for _, changedByItem := range changedBy {
		changedByRule = append(changedByRule, changedByItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "ProgramHashChanged", changedByRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreProgramHashChanged)
				if err := _Core.contract.UnpackLog(event, "ProgramHashChanged", log); err != nil {
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

// ParseProgramHashChanged is a log parse operation binding the contract event 0x600a61c1b32ac42fb2fe76e8fc7582a98106668fc16dcd85567cd3937363e49b.
//
// Solidity: event ProgramHashChanged(address indexed changedBy, uint256 oldProgramHash, uint256 newProgramHash)
func (_Core *CoreFilterer) ParseProgramHashChanged(log types.Log) (*CoreProgramHashChanged, error) {
	event := new(CoreProgramHashChanged)
	if err := _Core.contract.UnpackLog(event, "ProgramHashChanged", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreUnfrozenIterator is returned from FilterUnfrozen and is used to iterate over the raw logs and unpacked data for Unfrozen events raised by the Core contract.
type CoreUnfrozenIterator struct {
	Event *CoreUnfrozen // Event containing the contract specifics and raw log

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
func (it *CoreUnfrozenIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreUnfrozen)
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
		it.Event = new(CoreUnfrozen)
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
func (it *CoreUnfrozenIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreUnfrozenIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreUnfrozen represents a Unfrozen event raised by the Core contract.
type CoreUnfrozen struct {
	By  common.Address
	Raw types.Log // Blockchain specific contextual infos
}

// FilterUnfrozen is a free log retrieval operation binding the contract event 0x4feb53e305297ab8fb8f3420c95ea04737addc254a7270d8fc4605d2b9c61dba.
//
// Solidity: event Unfrozen(address indexed by)
func (_Core *CoreFilterer) FilterUnfrozen(opts *bind.FilterOpts, by []common.Address) (*CoreUnfrozenIterator, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "Unfrozen", byRule)
	if err != nil {
		return nil, err
	}
	return &CoreUnfrozenIterator{contract: _Core.contract, event: "Unfrozen", logs: logs, sub: sub}, nil
}

// WatchUnfrozen is a free log subscription operation binding the contract event 0x4feb53e305297ab8fb8f3420c95ea04737addc254a7270d8fc4605d2b9c61dba.
//
// Solidity: event Unfrozen(address indexed by)
func (_Core *CoreFilterer) WatchUnfrozen(opts *bind.WatchOpts, sink chan<- *CoreUnfrozen, by []common.Address) (event.Subscription, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "Unfrozen", byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreUnfrozen)
				if err := _Core.contract.UnpackLog(event, "Unfrozen", log); err != nil {
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

// ParseUnfrozen is a log parse operation binding the contract event 0x4feb53e305297ab8fb8f3420c95ea04737addc254a7270d8fc4605d2b9c61dba.
//
// Solidity: event Unfrozen(address indexed by)
func (_Core *CoreFilterer) ParseUnfrozen(log types.Log) (*CoreUnfrozen, error) {
	event := new(CoreUnfrozen)
	if err := _Core.contract.UnpackLog(event, "Unfrozen", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreUpgradeActivatedIterator is returned from FilterUpgradeActivated and is used to iterate over the raw logs and unpacked data for UpgradeActivated events raised by the Core contract.
type CoreUpgradeActivatedIterator struct {
	Event *CoreUpgradeActivated // Event containing the contract specifics and raw log

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
func (it *CoreUpgradeActivatedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreUpgradeActivated)
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
		it.Event = new(CoreUpgradeActivated)
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
func (it *CoreUpgradeActivatedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreUpgradeActivatedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreUpgradeActivated represents a UpgradeActivated event raised by the Core contract.
type CoreUpgradeActivated struct {
	FromBlock  uint64
	Verifier   common.Address
	Program    common.Address
	ConfigHash *big.Int
	Raw        types.Log // Blockchain specific contextual infos
}

// FilterUpgradeActivated is a free log retrieval operation binding the contract event 0xc735b4788081acd50cbe84fe75ceb077c2bb4dc6d701088184f3c06af74f7267.
//
// Solidity: event UpgradeActivated(uint64 indexed fromBlock, address verifier, address program, uint256 configHash)
func (_Core *CoreFilterer) FilterUpgradeActivated(opts *bind.FilterOpts, fromBlock []uint64) (*CoreUpgradeActivatedIterator, error) {

	var fromBlockRule []interface{}
	for _, fromBlockItem := range fromBlock {
		fromBlockRule = append(fromBlockRule, fromBlockItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "UpgradeActivated", fromBlockRule)
	if err != nil {
		return nil, err
	}
	return &CoreUpgradeActivatedIterator{contract: _Core.contract, event: "UpgradeActivated", logs: logs, sub: sub}, nil
}

// WatchUpgradeActivated is a free log subscription operation binding the contract event 0xc735b4788081acd50cbe84fe75ceb077c2bb4dc6d701088184f3c06af74f7267.
//
// Solidity: event UpgradeActivated(uint64 indexed fromBlock, address verifier, address program, uint256 configHash)
func (_Core *CoreFilterer) WatchUpgradeActivated(opts *bind.WatchOpts, sink chan<- *CoreUpgradeActivated, fromBlock []uint64) (event.Subscription, error) {

	var fromBlockRule []interface{}
	for _, fromBlockItem := range fromBlock {
		fromBlockRule = append(fromBlockRule, fromBlockItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "UpgradeActivated", fromBlockRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreUpgradeActivated)
				if err := _Core.contract.UnpackLog(event, "UpgradeActivated", log); err != nil {
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

// ParseUpgradeActivated is a log parse operation binding the contract event 0xc735b4788081acd50cbe84fe75ceb077c2bb4dc6d701088184f3c06af74f7267.
//
// Solidity: event UpgradeActivated(uint64 indexed fromBlock, address verifier, address program, uint256 configHash)
func (_Core *CoreFilterer) ParseUpgradeActivated(log types.Log) (*CoreUpgradeActivated, error) {
	event := new(CoreUpgradeActivated)
	if err := _Core.contract.UnpackLog(event, "UpgradeActivated", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreUpgradeCancelledIterator is returned from FilterUpgradeCancelled and is used to iterate over the raw logs and unpacked data for UpgradeCancelled events raised by the Core contract.
type CoreUpgradeCancelledIterator struct {
	Event *CoreUpgradeCancelled // Event containing the contract specifics and raw log

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
func (it *CoreUpgradeCancelledIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreUpgradeCancelled)
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
		it.Event = new(CoreUpgradeCancelled)
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
func (it *CoreUpgradeCancelledIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreUpgradeCancelledIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreUpgradeCancelled represents a UpgradeCancelled event raised by the Core contract.
type CoreUpgradeCancelled struct {
	FromBlock uint64
	Raw       types.Log // Blockchain specific contextual infos
}

// FilterUpgradeCancelled is a free log retrieval operation binding the contract event 0x67454f3e955e4f774adb714e238c3091859189763f034c56d744237c263fd1cb.
//
// Solidity: event UpgradeCancelled(uint64 indexed fromBlock)
func (_Core *CoreFilterer) FilterUpgradeCancelled(opts *bind.FilterOpts, fromBlock []uint64) (*CoreUpgradeCancelledIterator, error) {

	var fromBlockRule []interface{}
	for _, fromBlockItem := range fromBlock {
		fromBlockRule = append(fromBlockRule, fromBlockItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "UpgradeCancelled", fromBlockRule)
	if err != nil {
		return nil, err
	}
	return &CoreUpgradeCancelledIterator{contract: _Core.contract, event: "UpgradeCancelled", logs: logs, sub: sub}, nil
}

// WatchUpgradeCancelled is a free log subscription operation binding the contract event 0x67454f3e955e4f774adb714e238c3091859189763f034c56d744237c263fd1cb.
//
// Solidity: event UpgradeCancelled(uint64 indexed fromBlock)
func (_Core *CoreFilterer) WatchUpgradeCancelled(opts *bind.WatchOpts, sink chan<- *CoreUpgradeCancelled, fromBlock []uint64) (event.Subscription, error) {

	var fromBlockRule []interface{}
	for _, fromBlockItem := range fromBlock {
		fromBlockRule = append(fromBlockRule, fromBlockItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "UpgradeCancelled", fromBlockRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreUpgradeCancelled)
				if err := _Core.contract.UnpackLog(event, "UpgradeCancelled", log); err != nil {
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

// ParseUpgradeCancelled is a log parse operation binding the contract event 0x67454f3e955e4f774adb714e238c3091859189763f034c56d744237c263fd1cb.
//
// Solidity: event UpgradeCancelled(uint64 indexed fromBlock)
func (_Core *CoreFilterer) ParseUpgradeCancelled(log types.Log) (*CoreUpgradeCancelled, error) {
	event := new(CoreUpgradeCancelled)
	if err := _Core.contract.UnpackLog(event, "UpgradeCancelled", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreUpgradeProposedIterator is returned from FilterUpgradeProposed and is used to iterate over the raw logs and unpacked data for UpgradeProposed events raised by the Core contract.
type CoreUpgradeProposedIterator struct {
	Event *CoreUpgradeProposed // Event containing the contract specifics and raw log

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
func (it *CoreUpgradeProposedIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreUpgradeProposed)
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
		it.Event = new(CoreUpgradeProposed)
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
func (it *CoreUpgradeProposedIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreUpgradeProposedIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreUpgradeProposed represents a UpgradeProposed event raised by the Core contract.
type CoreUpgradeProposed struct {
	FromBlock      uint64
	Verifier       common.Address
	Program        common.Address
	ConfigHash     *big.Int
	ActivationTime *big.Int
	Raw            types.Log // Blockchain specific contextual infos
}

// FilterUpgradeProposed is a free log retrieval operation binding the contract event 0x5dff7fa2b45be677664560ceae74c3f48ffa97901b76380d76bc877fc01fc448.
//
// Solidity: event UpgradeProposed(uint64 indexed fromBlock, address verifier, address program, uint256 configHash, uint256 activationTime)
func (_Core *CoreFilterer) FilterUpgradeProposed(opts *bind.FilterOpts, fromBlock []uint64) (*CoreUpgradeProposedIterator, error) {

	var fromBlockRule []interface{}
	for _, fromBlockItem := range fromBlock {
		fromBlockRule = append(fromBlockRule, fromBlockItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "UpgradeProposed", fromBlockRule)
	if err != nil {
		return nil, err
	}
	return &CoreUpgradeProposedIterator{contract: _Core.contract, event: "UpgradeProposed", logs: logs, sub: sub}, nil
}

// WatchUpgradeProposed is a free log subscription operation binding the contract event 0x5dff7fa2b45be677664560ceae74c3f48ffa97901b76380d76bc877fc01fc448.
//
// Solidity: event UpgradeProposed(uint64 indexed fromBlock, address verifier, address program, uint256 configHash, uint256 activationTime)
func (_Core *CoreFilterer) WatchUpgradeProposed(opts *bind.WatchOpts, sink chan<- *CoreUpgradeProposed, fromBlock []uint64) (event.Subscription, error) {

	var fromBlockRule []interface{}
	for _, fromBlockItem := range fromBlock {
		fromBlockRule = append(fromBlockRule, fromBlockItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "UpgradeProposed", fromBlockRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreUpgradeProposed)
				if err := _Core.contract.UnpackLog(event, "UpgradeProposed", log); err != nil {
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

// ParseUpgradeProposed is a log parse operation binding the contract event 0x5dff7fa2b45be677664560ceae74c3f48ffa97901b76380d76bc877fc01fc448.
//
// Solidity: event UpgradeProposed(uint64 indexed fromBlock, address verifier, address program, uint256 configHash, uint256 activationTime)
func (_Core *CoreFilterer) ParseUpgradeProposed(log types.Log) (*CoreUpgradeProposed, error) {
	event := new(CoreUpgradeProposed)
	if err := _Core.contract.UnpackLog(event, "UpgradeProposed", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}

// CoreVersionsFinalIterator is returned from FilterVersionsFinal and is used to iterate over the raw logs and unpacked data for VersionsFinal events raised by the Core contract.
type CoreVersionsFinalIterator struct {
	Event *CoreVersionsFinal // Event containing the contract specifics and raw log

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
func (it *CoreVersionsFinalIterator) Next() bool {
	// If the iterator failed, stop iterating
	if it.fail != nil {
		return false
	}
	// If the iterator completed, deliver directly whatever's available
	if it.done {
		select {
		case log := <-it.logs:
			it.Event = new(CoreVersionsFinal)
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
		it.Event = new(CoreVersionsFinal)
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
func (it *CoreVersionsFinalIterator) Error() error {
	return it.fail
}

// Close terminates the iteration process, releasing any pending underlying
// resources.
func (it *CoreVersionsFinalIterator) Close() error {
	it.sub.Unsubscribe()
	return nil
}

// CoreVersionsFinal represents a VersionsFinal event raised by the Core contract.
type CoreVersionsFinal struct {
	By  common.Address
	Raw types.Log // Blockchain specific contextual infos
}

// FilterVersionsFinal is a free log retrieval operation binding the contract event 0x02899b73a2ce1f64dddaea947595dff291d940ab959c2b3539fb0cbb023261a0.
//
// Solidity: event VersionsFinal(address indexed by)
func (_Core *CoreFilterer) FilterVersionsFinal(opts *bind.FilterOpts, by []common.Address) (*CoreVersionsFinalIterator, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.FilterLogs(opts, "VersionsFinal", byRule)
	if err != nil {
		return nil, err
	}
	return &CoreVersionsFinalIterator{contract: _Core.contract, event: "VersionsFinal", logs: logs, sub: sub}, nil
}

// WatchVersionsFinal is a free log subscription operation binding the contract event 0x02899b73a2ce1f64dddaea947595dff291d940ab959c2b3539fb0cbb023261a0.
//
// Solidity: event VersionsFinal(address indexed by)
func (_Core *CoreFilterer) WatchVersionsFinal(opts *bind.WatchOpts, sink chan<- *CoreVersionsFinal, by []common.Address) (event.Subscription, error) {

	var byRule []interface{}
	for _, byItem := range by {
		byRule = append(byRule, byItem)
	}

	logs, sub, err := _Core.contract.WatchLogs(opts, "VersionsFinal", byRule)
	if err != nil {
		return nil, err
	}
	return event.NewSubscription(func(quit <-chan struct{}) error {
		defer sub.Unsubscribe()
		for {
			select {
			case log := <-logs:
				// New log arrived, parse the event and forward to the user
				event := new(CoreVersionsFinal)
				if err := _Core.contract.UnpackLog(event, "VersionsFinal", log); err != nil {
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

// ParseVersionsFinal is a log parse operation binding the contract event 0x02899b73a2ce1f64dddaea947595dff291d940ab959c2b3539fb0cbb023261a0.
//
// Solidity: event VersionsFinal(address indexed by)
func (_Core *CoreFilterer) ParseVersionsFinal(log types.Log) (*CoreVersionsFinal, error) {
	event := new(CoreVersionsFinal)
	if err := _Core.contract.UnpackLog(event, "VersionsFinal", log); err != nil {
		return nil, err
	}
	event.Raw = log
	return event, nil
}
