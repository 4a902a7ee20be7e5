package governance

import (
	"bytes"
	"context"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"quarry/settlement/contracts"
	"quarry/settlement/contracts/bindings"
	"quarry/settlement/l1"
)

// events are what the contracts' events tell. Members of lists are candidates: the
// contracts say who of them is in.
type events struct {
	head      *types.Header
	times     map[common.Hash]uint64 // of blocks, by hash
	versions  []Version              // by rising block
	operators []common.Address
	core      *proxyEvents
	bridge    *proxyEvents
	messages  []sentMessage // without those that were consumed or taken back
	frozenBy  common.Address
	frozenIn  *types.Log
}

// proxyEvents are those of a proxy.
type proxyEvents struct {
	governors, nominated []common.Address
	code                 []Code
}

type sentMessage struct {
	message *contracts.SentMessage
	log     types.Log
}

// topics are the first topics of the events that are read.
func topics() (all []common.Hash, err error) {
	core, err := bindings.CoreMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	proxy, err := bindings.ProxyMetaData.GetAbi()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{
		"UpgradeActivated", "OperatorAdded", "LogMessageToL2", "ConsumedMessageToL2", "MessageToL2Canceled", "Frozen",
	} {
		all = append(all, core.Events[name].ID)
	}
	for _, name := range []string{"GovernorAccepted", "GovernorNominated", "ImplementationAdded"} {
		all = append(all, proxy.Events[name].ID)
	}
	return all, nil
}

func readEvents(ctx context.Context, client *l1.Client, where Contracts) (*events, error) {
	wanted, err := topics()
	if err != nil {
		return nil, readFault(err, where.Core)
	}
	history, err := client.ReadHistory(ctx, where.Origin, []common.Address{where.Core, where.Bridge}, wanted)
	if err != nil {
		return nil, err
	}
	core, err := bindings.NewCoreFilterer(where.Core, client)
	if err != nil {
		return nil, readFault(err, where.Core)
	}
	proxy, err := bindings.NewProxyFilterer(where.Core, client)
	if err != nil {
		return nil, readFault(err, where.Core)
	}
	e := &events{head: history.Head, times: map[common.Hash]uint64{}, core: new(proxyEvents), bridge: new(proxyEvents)}
	for i := range history.Logs {
		log := &history.Logs[i]
		if len(log.Topics) == 0 {
			continue
		}
		of := e.core
		if log.Address == where.Bridge {
			of = e.bridge
		}
		if !of.take(proxy, log) && log.Address == where.Core {
			e.take(core, log)
		}
	}
	return e, nil
}

// take reads an event that proxies have; false: it is none.
func (e *proxyEvents) take(proxy *bindings.ProxyFilterer, log *types.Log) bool {
	if v, err := proxy.ParseGovernorAccepted(*log); err == nil {
		e.governors = once(e.governors, v.Governor)
		return true
	}
	if v, err := proxy.ParseGovernorNominated(*log); err == nil {
		e.nominated = once(e.nominated, v.Candidate)
		return true
	}
	v, err := proxy.ParseImplementationAdded(*log)
	if err != nil {
		return false
	}
	c := Code{Code: v.Implementation, Data: v.Data, Final: v.IsFinal}
	if !slices.ContainsFunc(e.code, func(o Code) bool { return o.Code == c.Code && o.Final == c.Final && bytes.Equal(o.Data, c.Data) }) {
		e.code = append(e.code, c)
	}
	return true
}

// take reads an event of the core contract's.
func (e *events) take(core *bindings.CoreFilterer, log *types.Log) {
	if v, err := core.ParseUpgradeActivated(*log); err == nil {
		// A version replaces those that were to begin at the same block or later.
		for n := len(e.versions); n > 0 && e.versions[n-1].FromBlock >= v.FromBlock; n-- {
			e.versions = e.versions[:n-1]
		}
		e.versions = append(e.versions, Version{FromBlock: v.FromBlock, Verifier: v.Verifier, Program: v.Program, ConfigHash: common.BigToHash(v.ConfigHash)})
		return
	}
	if v, err := core.ParseOperatorAdded(*log); err == nil {
		e.operators = once(e.operators, v.Operator)
		return
	}
	if v, err := core.ParseFrozen(*log); err == nil {
		e.frozenBy, e.frozenIn = v.By, log
		return
	}
	if m, err := contracts.ParseMessageToL2(log); err == nil {
		e.messages = append(e.messages, sentMessage{m, *log})
		return
	}
	if v, err := core.ParseConsumedMessageToL2(*log); err == nil {
		e.forget(v.Nonce.Uint64())
		return
	}
	if v, err := core.ParseMessageToL2Canceled(*log); err == nil {
		e.forget(v.Nonce.Uint64())
	}
}

// forget leaves a message out that waits no more: each has a nonce of its own.
func (e *events) forget(nonce uint64) {
	e.messages = slices.DeleteFunc(e.messages, func(m sentMessage) bool { return m.message.Nonce == nonce })
}

func once(list []common.Address, a common.Address) []common.Address {
	if slices.Contains(list, a) {
		return list
	}
	return append(list, a)
}
