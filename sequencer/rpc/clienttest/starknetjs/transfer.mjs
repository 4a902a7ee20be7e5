// What an application does with starknet.js, unmodified, against a node: deploys an
// account, sends transfers, waits for them, reads them back, follows the chain.
//
// RPC_URL is the node, ADDRESS and PRIVATE_KEY are an account with funds,
// CLASS_HASH is the class of accounts, RECIPIENT an address to send to.
import './websocket.mjs';
import assert from 'node:assert/strict';
import {
  Account, CallData, Contract, RpcProvider, WebSocketChannel, cairo, ec, hash, num, stark, uint256,
} from 'starknet';

const { RPC_URL, ADDRESS, PRIVATE_KEY, CLASS_HASH, RECIPIENT } = process.env;
const TOKEN = '0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7';
const wait = { retryInterval: 20 };
const ether = 10n ** 18n;

async function main(version, spec) {
  const nodeUrl = `${RPC_URL}/rpc/${version}`;
  const provider = await RpcProvider.create({ nodeUrl });
  assert.ok((await provider.getSpecVersion()).startsWith(spec));
  assert.equal(await provider.getSyncingStats(), false);

  const channel = new WebSocketChannel({ nodeUrl: nodeUrl.replace('http', 'ws'), autoReconnect: false });
  await channel.waitForConnection();
  const heads = [];
  const headsOn = await channel.subscribeNewHeads();
  headsOn.on((h) => heads.push(h));
  const transfers = [];
  const eventsOn = await channel.subscribeEvents({ fromAddress: TOKEN });
  eventsOn.on((e) => transfers.push(e));

  const alice = new Account({ provider, address: ADDRESS, signer: PRIVATE_KEY, cairoVersion: '1' });
  const { abi } = await provider.getClassAt(TOKEN);
  const token = new Contract({ abi, address: TOKEN, providerOrAccount: alice });
  assert.equal(await token.symbol(), 'ETH');
  assert.equal(await token.name(), 'Ether');
  assert.equal(await token.decimals(), 18n);

  // An account that has been sent something deploys itself.
  const key = stark.randomAddress();
  const publicKey = ec.starkCurve.getStarkKey(key);
  const constructorCalldata = CallData.compile({ publicKey });
  const address = hash.calculateContractAddressFromHash(publicKey, CLASS_HASH, constructorCalldata, 0);
  await assert.rejects(provider.getNonceForAddress(address), (e) => e.baseError?.code === 20);
  const funding = await token.transfer(address, ether);
  const funded = await provider.waitForTransaction(funding.transaction_hash, wait);
  assert.ok(funded.isSuccess());
  assert.equal(BigInt(funded.actual_fee.amount) > 0n && funded.actual_fee.unit, 'FRI');
  const carol = new Account({ provider, address, signer: key, cairoVersion: '1' });
  const deployment = { classHash: CLASS_HASH, constructorCalldata, addressSalt: publicKey, contractAddress: address };
  const estimate = await carol.estimateAccountDeployFee({ ...deployment, addressSalt: publicKey });
  assert.ok(estimate.overall_fee > 0n && estimate.unit === 'FRI');
  const deployed = await carol.deployAccount(deployment);
  assert.equal(num.toHex(deployed.contract_address), num.toHex(address));
  const deployReceipt = await provider.waitForTransaction(deployed.transaction_hash, wait);
  assert.ok(deployReceipt.isSuccess());
  assert.equal(num.toHex(deployReceipt.contract_address), num.toHex(address));
  assert.equal(await provider.getClassHashAt(address), num.toHex(CLASS_HASH));
  assert.equal(BigInt(await provider.getNonceForAddress(address)), 1n);

  // The new account sends a transfer, and is told what becomes of it.
  const balance = async (of, block = 'latest') => {
    const [low, high] = await provider.callContract({ contractAddress: TOKEN, entrypoint: 'balanceOf', calldata: [of] }, block);
    return uint256.uint256ToBN({ low, high });
  };
  const before = [await balance(address), await balance(RECIPIENT)];
  const call = { contractAddress: TOKEN, entrypoint: 'transfer', calldata: CallData.compile({ to: RECIPIENT, amount: cairo.uint256(12345n) }) };
  const fee = await carol.estimateInvokeFee(call);
  const simulation = await carol.simulateTransaction([{ type: 'INVOKE', payload: call }]);
  const simulated = (simulation.simulated_transactions ?? simulation)[0];
  assert.equal(simulated.transaction_trace.type, 'INVOKE');
  assert.equal(simulated.transaction_trace.execute_invocation.calls[0].contract_address, num.toHex(TOKEN));
  const sent = await carol.execute(call);
  const statuses = [];
  const statusOn = await channel.subscribeTransactionStatus({ transactionHash: sent.transaction_hash });
  statusOn.on((s) => statuses.push(s.status.finality_status));
  const receipt = await provider.waitForTransaction(sent.transaction_hash, wait);
  assert.ok(receipt.isSuccess());
  assert.equal(receipt.execution_status, 'SUCCEEDED');
  const paid = BigInt(receipt.actual_fee.amount);
  assert.ok(paid > 0n && paid <= BigInt(fee.overall_fee)); // the estimate has an overhead
  assert.equal(await balance(address), before[0] - 12345n - paid);
  assert.equal(await balance(RECIPIENT), before[1] + 12345n);
  assert.equal(uint256.uint256ToBN(await token.balance_of(RECIPIENT).then((b) => cairo.uint256(b))), before[1] + 12345n);
  const [, transfer] = Object.entries(token.parseEvents(receipt)[0]).find(([name]) => name.endsWith('Transfer'));
  assert.equal(transfer.value, 12345n);
  assert.equal(transfer.to, BigInt(RECIPIENT));

  // Everything reads back.
  const transaction = await provider.getTransactionByHash(sent.transaction_hash);
  assert.equal(transaction.sender_address, num.toHex(address));
  const block = await provider.getBlockWithReceipts(receipt.block_number);
  assert.ok(block.transactions.some((t) => t.receipt.transaction_hash === sent.transaction_hash));
  assert.equal((await provider.getBlockWithTxs(receipt.block_hash)).block_number, receipt.block_number);
  assert.ok((await provider.getStateUpdate(receipt.block_number)).state_diff.storage_diffs.length > 0);
  const found = await provider.getEvents({
    address: TOKEN, from_block: { block_number: 0 }, to_block: 'latest', chunk_size: 10,
    keys: [[hash.getSelectorFromName('Transfer')], [num.toHex(address)]],
  });
  assert.ok(found.events.some((e) => e.transaction_hash === sent.transaction_hash));

  // What can't be done is refused with Starknet's codes.
  const refused = (code, promise) => assert.rejects(promise, (e) => {
    assert.equal(e.baseError?.code, code, e.message);
    return true;
  });
  const bounds = fee.resourceBounds;
  const details = { resourceBounds: bounds, tip: 0n };
  await refused(52, carol.execute(call, { ...details, nonce: 0 }));
  await refused(55, new Account({ provider, address, signer: '0x123', cairoVersion: '1' }).execute(call, { ...details, nonce: 2 }));
  await refused(55, carol.execute([call, call], { ...details, nonce: 2 }));
  await refused(55, carol.execute({ ...call, contractAddress: '0x123' }, { ...details, nonce: 2 }));
  await refused(41, carol.estimateInvokeFee({ ...call, calldata: CallData.compile({ to: RECIPIENT, amount: cairo.uint256(ether * 1000n) }) }));
  const tooMuch = await carol.execute({ ...call, calldata: CallData.compile({ to: RECIPIENT, amount: cairo.uint256(ether) }) }, details);
  const reverted = await provider.waitForTransaction(tooMuch.transaction_hash, wait);
  assert.ok(reverted.isReverted());
  assert.match(reverted.revert_reason, /insufficient balance/);

  // The subscriptions have told the same.
  const until = Date.now() + 5000;
  const told = () => statuses.includes('ACCEPTED_ON_L2') && heads.some((h) => h.block_number >= receipt.block_number)
    && transfers.some((e) => e.transaction_hash === sent.transaction_hash);
  while (!told() && Date.now() < until) await new Promise((done) => setTimeout(done, 10));
  assert.ok(told(), JSON.stringify({ statuses, heads: heads.length, transfers: transfers.length }));
  for (let i = 1; i < heads.length; i++) assert.equal(heads[i].parent_hash, heads[i - 1].block_hash);
  assert.ok(await headsOn.unsubscribe());
  assert.ok(await statusOn.unsubscribe());
  channel.disconnect();
  console.log(`${version}: account deployed, ${paid} FRI paid for a transfer, ${heads.length} heads, statuses ${statuses.join(', ')}`);
}

await main('v0_9', '0.9');
await main('v0_10', '0.10');
