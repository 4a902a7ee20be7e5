// The constants of format.md.

// Kinds of transactions.
const TRANSFER = 0;
const WITHDRAWAL = 1;
const DEPLOY = 2;
const DEPOSIT = 3;

// Statuses.
const SUCCEEDED = 0;
const REVERTED = 1;

// Addresses are below it.
const ADDRESS_BOUND = 2 ** 251 - 256;
const TREE_HEIGHT = 32;
const MAX_PAYLOAD = 16;

const TOKEN = 0x049d36570d4e46f48e99674bd3fcc84644ddd6b96f7c741b1562b82f9e004dc7;
const L2_BRIDGE = 0x073314940630fd6dcda0d772d4c972c4e0a9946bef9dabf4ef84eda8ef542b82;
const ACCOUNT_CLASS = 0x05b4b537eaa2399e3aa99c4e2e0208ebd6c71bc1467938cd52c798c601e43564;

// Selectors: the low 250 bits of the Keccak-256 of the names.
const SELECTOR_TRANSFER = 0x83afd3f4caedc6eebf44246fe54e38c95e3179a5ec9ea81740eca5b482d12e;
const SELECTOR_WITHDRAW = 0xe48e45e0642d5f170bb832c637926f4c85b77d555848b693304600c4275f26;
const SELECTOR_DEPOSIT = 0x2d757788a8d8d6f21d1cd40bce38a8222d70654214e96ff95d8086e684fbee5;

// poseidon() of no words: the hash of a transaction's empty fields.
const EMPTY_HASH = 0x2272be0f580fd156823304800919530eaa97430e972d7213ee13f4fbf7a5dbc;

// What transactions take of gas; none takes L1 gas.
const INVOKE_L2_GAS = 800000;
const INVOKE_L1_DATA_GAS = 128;
const DEPLOY_L2_GAS = 1000000;
const DEPLOY_L1_DATA_GAS = 256;

// The domains of the hashes of state, block and config.
const STATE_DOMAIN = 'QUARRY_STATE0';
const BLOCK_DOMAIN = 'QUARRY_BLOCK0';
const CONFIG_DOMAIN = 'QUARRY_CONFIG0';

// The words of the output before what depends on where the state diff goes.
const HEADER_WORDS = 10;
// The words of the state diff in one blob.
const BLOB_WORDS = 4096;
