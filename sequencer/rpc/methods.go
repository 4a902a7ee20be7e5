package rpc

// What calls cost of their network's bucket; see Limits.Rate.
const (
	cheapCost  = 1
	blockCost  = 8
	eventsCost = 32
	// perUnit is how many transactions of a block are read for a unit.
	perUnit        = 4
	addCost        = 4
	simulationCost = 20
)

// parameters makes parameters of their names; those that end with ? are optional.
func parameters(names ...string) []param {
	list := make([]param, len(names))
	for i, name := range names {
		last := len(name) - 1
		if list[i].optional = name[last] == '?'; list[i].optional {
			name = name[:last]
		}
		list[i].name = name
	}
	return list
}

// flagged are parameters that 0.10 follows with optional flags.
func flagged(v version, flags string, names ...string) []param {
	if v >= version10 {
		names = append(names, flags)
	}
	return parameters(names...)
}

// methodsOf are the methods of a version.
func methodsOf(v version) map[string]*method {
	const blockID, hash, address = "block_id", "transaction_hash", "contract_address"
	response := func(names ...string) []param { return flagged(v, "response_flags?", names...) }
	methods := map[string]*method{
		"starknet_specVersion": {do: specVersion},
		"starknet_chainId":     {do: chainID},
		"starknet_syncing":     {do: syncing},

		"starknet_blockNumber":              {do: blockNumber},
		"starknet_blockHashAndNumber":       {do: blockHashAndNumber},
		"starknet_getBlockWithTxHashes":     {do: getBlockWithTxHashes, params: parameters(blockID), cost: blockCost},
		"starknet_getBlockWithTxs":          {do: getBlockWithTxs, params: response(blockID), cost: blockCost},
		"starknet_getBlockWithReceipts":     {do: getBlockWithReceipts, params: response(blockID), cost: 2 * blockCost},
		"starknet_getBlockTransactionCount": {do: getBlockTransactionCount, params: parameters(blockID)},
		"starknet_getStateUpdate":           {do: getStateUpdate, params: flagged(v, "contract_addresses?", blockID), cost: blockCost},

		"starknet_getTransactionByHash":            {do: getTransactionByHash, params: response(hash)},
		"starknet_getTransactionByBlockIdAndIndex": {do: getTransactionByBlockIDAndIndex, params: response(blockID, "index")},
		"starknet_getTransactionReceipt":           {do: getTransactionReceipt, params: parameters(hash)},
		"starknet_getTransactionStatus":            {do: getTransactionStatus, params: parameters(hash)},
		"starknet_getMessagesStatus":               {do: getMessagesStatus, params: parameters(hash)},
		"starknet_getEvents":                       {do: getEvents, params: parameters("filter"), cost: eventsCost},

		"starknet_getStorageAt":    {do: getStorageAt, params: response(address, "key", blockID)},
		"starknet_getStorageProof": {do: getStorageProof, params: parameters(blockID, "class_hashes?", "contract_addresses?", "contracts_storage_keys?")},
		"starknet_getNonce":        {do: getNonce, params: parameters(blockID, address)},
		"starknet_getClass":        {do: getClass, params: parameters(blockID, "class_hash")},
		"starknet_getClassAt":      {do: getClassAt, params: parameters(blockID, address)},
		"starknet_getClassHashAt":  {do: getClassHashAt, params: parameters(blockID, address)},
		"starknet_call":            {do: callContract, params: parameters("request", blockID)},

		"starknet_estimateFee":            {do: estimateFee, params: parameters("request", "simulation_flags", blockID)},
		"starknet_estimateMessageFee":     {do: estimateMessageFee, params: parameters("message", blockID), cost: simulationCost},
		"starknet_simulateTransactions":   {do: simulateTransactions, params: parameters(blockID, "transactions", "simulation_flags")},
		"starknet_traceTransaction":       {do: traceTransaction, params: parameters(hash)},
		"starknet_traceBlockTransactions": {do: traceBlockTransactions, params: flagged(v, "trace_flags?", blockID), cost: 2 * blockCost},

		"starknet_addInvokeTransaction":        {do: addInvokeTransaction, params: parameters("invoke_transaction"), cost: addCost},
		"starknet_addDeployAccountTransaction": {do: addDeployAccountTransaction, params: parameters("deploy_account_transaction"), cost: addCost},
		"starknet_addDeclareTransaction":       {do: addDeclareTransaction, params: parameters("declare_transaction")},

		"quarry_getAccountProof": {do: getAccountProof, params: parameters(address), cost: 4 * blockCost},

		"starknet_subscribeNewHeads":               {do: subscribeNewHeads, params: parameters("block_id?")},
		"starknet_subscribeEvents":                 {do: subscribeEvents, params: parameters("from_address?", "keys?", "block_id?", "finality_status?")},
		"starknet_subscribeTransactionStatus":      {do: subscribeTransactionStatus, params: parameters(hash)},
		"starknet_subscribeNewTransactionReceipts": {do: subscribeNewTransactionReceipts, params: parameters("finality_status?", "sender_address?")},
		"starknet_subscribeNewTransactions":        {do: subscribeNewTransactions, params: flagged(v, "tags?", "finality_status?", "sender_address?")},
		"starknet_unsubscribe":                     {do: unsubscribe, params: parameters("subscription_id")},
	}
	for name, m := range methods {
		m.socket = len(name) > 9 && (name[9:] == "unsubscribe" || len(name) > 18 && name[9:18] == "subscribe")
		m.cost = max(m.cost, cheapCost)
	}
	return methods
}
