// Makes starknetjs.json: what starknet.js says of transactions, keys, addresses,
// selectors and calldata of our own making.
//
//   npm i starknet@10 && node vectors.mjs > starknetjs.json
import { createHash } from 'node:crypto';
import { CallData, cairo, ec, hash, num, shortString } from 'starknet';

let counter = 0;
const random = (bits) => {
  const digest = createHash('sha256').update(`quarry vector ${counter++}`).digest('hex');
  return num.toHex(BigInt('0x' + digest) >> BigInt(256 - bits));
};
const felts = (n) => Array.from({ length: n }, () => random(251));
const order = ec.starkCurve.CURVE.n ?? ec.starkCurve.CURVE.Fn.ORDER;
const bounds = () => {
  const one = () => ({ max_amount: BigInt(random(64)), max_price_per_unit: BigInt(random(128)) });
  return { l1_gas: one(), l2_gas: one(), l1_data_gas: one() };
};
const hexBounds = (b) =>
  Object.fromEntries(
    Object.entries(b).map(([k, v]) => [
      k,
      { max_amount: num.toHex(v.max_amount), max_price_per_unit: num.toHex(v.max_price_per_unit) },
    ])
  );
const mode = (m) => (m ? 'L2' : 'L1');

const sign = (message, key) => {
  const s = ec.starkCurve.sign(message, key);
  return { message, r: num.toHex(s.r), s: num.toHex(s.s) };
};

const out = { signatures: [], accounts: [], transactions: [], selectors: {}, calldata: [], keccak: [], shortStrings: {} };

for (let i = 0; i < 24; i++) {
  const key = i == 0 ? '0x1' : i == 1 ? num.toHex(order - 1n) : num.toHex(BigInt(random(251)) % order || 1n);
  const messages = [random(251), random(248), random(i * 10 + 1), random(247)];
  out.signatures.push({
    privateKey: key,
    publicKey: ec.starkCurve.getStarkKey(key),
    signed: messages.filter((m) => BigInt(m) > 0n).map((m) => sign(m, key)),
  });
}

const classHash = '0x5b4b537eaa2399e3aa99c4e2e0208ebd6c71bc1467938cd52c798c601e43564';
for (let i = 0; i < 6; i++) {
  const publicKey = random(251);
  const salt = i % 2 ? publicKey : random(251);
  out.accounts.push({ publicKey, salt, address: hash.calculateContractAddressFromHash(salt, classHash, [publicKey], 0) });
}

for (let i = 0; i < 12; i++) {
  const query = i % 4 == 3;
  const chain = ['SN_MAIN', 'SN_SEPOLIA', 'QUARRY_DEVNET'][i % 3];
  const resources = bounds();
  const common = {
    version: query ? '0x100000000000000000000000000000003' : '0x3',
    chainId: shortString.encodeShortString(chain),
    nonce: random(i * 5 + 3),
    tip: BigInt(random(64)),
    resourceBounds: resources,
    paymasterData: felts(i % 3),
    nonceDataAvailabilityMode: i & 1,
    feeDataAvailabilityMode: (i >> 1) & 1,
  };
  const wire = {
    version: common.version,
    nonce: common.nonce,
    tip: num.toHex(common.tip),
    resource_bounds: hexBounds(resources),
    paymaster_data: common.paymasterData,
    nonce_data_availability_mode: mode(common.nonceDataAvailabilityMode),
    fee_data_availability_mode: mode(common.feeDataAvailabilityMode),
    signature: felts(2),
  };
  const senderAddress = random(250);
  const calldata = felts(i + 1);
  const accountDeploymentData = felts((i >> 1) % 3);
  out.transactions.push({
    chain,
    hash: hash.calculateInvokeTransactionHash({
      ...common,
      senderAddress,
      compiledCalldata: calldata,
      accountDeploymentData,
    }),
    transaction: {
      ...wire,
      type: 'INVOKE',
      sender_address: senderAddress,
      calldata,
      account_deployment_data: accountDeploymentData,
    },
  });
  const salt = random(251);
  const constructorCalldata = felts(i % 4);
  const contractAddress = hash.calculateContractAddressFromHash(salt, classHash, constructorCalldata, 0);
  out.transactions.push({
    chain,
    hash: hash.calculateDeployAccountTransactionHash({
      ...common,
      contractAddress,
      classHash,
      constructorCalldata,
      compiledConstructorCalldata: constructorCalldata,
      salt,
    }),
    transaction: {
      ...wire,
      type: 'DEPLOY_ACCOUNT',
      class_hash: classHash,
      contract_address_salt: salt,
      constructor_calldata: constructorCalldata,
    },
  });
  const from = random(160);
  const to = random(250);
  const payload = felts(i % 5);
  const selector = random(250);
  const l1Nonce = random(i + 1);
  out.transactions.push({
    chain,
    hash: hash.calculateL2MessageTxHash(from, to, selector, payload, common.chainId, l1Nonce),
    transaction: {
      type: 'L1_HANDLER',
      version: '0x0',
      nonce: l1Nonce,
      contract_address: to,
      entry_point_selector: selector,
      calldata: [from, ...payload],
    },
    message: hash.solidityUint256PackedKeccak256([from, to, l1Nonce, selector, payload.length, ...payload]),
  });
}

for (const name of ['__execute__', '__validate__', 'transfer', 'balanceOf', 'balance_of', 'Transfer', 'initiate_withdraw', 'handle_deposit', 'constructor']) {
  out.selectors[name] = hash.getSelectorFromName(name);
}
for (const text of ['SN_MAIN', 'ETH', 'QUARRY_DEVNET', 'a', 'abcdefghijklmnopqrstuvwxyz01234']) {
  out.shortStrings[text] = shortString.encodeShortString(text);
}

const token = '0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7';
const bridge = '0x073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b82';
for (let i = 0; i < 5; i++) {
  const recipient = random(250);
  const amount = random([1, 64, 128, 129, 256][i]);
  const transfer = { contractAddress: token, entrypoint: 'transfer', calldata: CallData.compile([recipient, cairo.uint256(amount)]) };
  const to = random(160);
  const withdraw = { contractAddress: bridge, entrypoint: 'initiate_withdraw', calldata: CallData.compile([to, cairo.uint256(amount)]) };
  const encode = (...calls) => CallData.compile({ calls: calls.map((c) => ({ to: c.contractAddress, selector: hash.getSelectorFromName(c.entrypoint), calldata: c.calldata })) });
  const hex = (list) => list.map((v) => num.toHex(v));
  out.calldata.push({ recipient, to, amount, transfer: hex(encode(transfer)), withdraw: hex(encode(withdraw)), both: hex(encode(transfer, withdraw)) });
}

console.log(JSON.stringify(out));
