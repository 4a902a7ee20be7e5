"""Writes genesis.json and roots.json: a genesis file, and what is committed to by
it and by the empty tree, computed by StarkWare's cairo-lang from format.md alone.

    python roots.py        (with cairo-lang 0.14.0.1 installed)
"""

import json
import pathlib

from starkware.cairo.common.poseidon_hash import poseidon_hash_many
from starkware.crypto.signature.fast_pedersen_hash import pedersen_hash
from starkware.starknet.public.abi import get_storage_var_address

HEIGHT = 32
CLASS = 0x05B4B537EAA2399E3AA99C4E2E0208EBD6C71BC1467938CD52C798C601E43564
HERE = pathlib.Path(__file__).parent


def short(text):
    return int.from_bytes(text.encode(), "big")


def empty():
    nodes = [0]
    for _ in range(HEIGHT):
        nodes.append(pedersen_hash(nodes[-1], nodes[-1]))
    return nodes


EMPTY = empty()


def tree_root(leaves):
    level = leaves
    for height in range(HEIGHT):
        if len(level) % 2:
            level = level + [EMPTY[height]]
        level = [pedersen_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]


def leaves(accounts):
    order = sorted(range(len(accounts)), key=lambda i: accounts[i][0])
    following = dict(zip(order, order[1:]))
    out = []
    for i, (address, class_hash, key, nonce, balance) in enumerate(accounts):
        j = following.get(i)
        link = (0, 0) if j is None else (accounts[j][0], j)
        out.append(poseidon_hash_many([address, *link, class_hash, key, nonce, balance]))
    return out


def main():
    keys = [0x1EF15C18599971B7BECED415A40F0C7DEACFD9B0D1819E03D723D8BC943CFCA, 0x759CA09377679ECD535A81E83039658BF40959283187C654C5416F439403CF5]
    accounts = [
        (0x64B48806902A367C8598F4F95C305E8C1A1ACBA5F082D294A43793113115691, CLASS, keys[0], 3, 10**21),
        (0x78662E7352D062084B0010068B99288486C2D8B914F6E2A55CE945F8792C8B1, CLASS, keys[1], 0, 5),
        (0x1234, 0, 0, 0, 7),
        (2**251 - 257, 0, 0, 0, 2**126),
        (0x1000, 0, 0, 0, 0),
    ]
    genesis = {
        "l2_chain_id": "QUARRY_TEST",
        "l1_chain_id": 1337,
        "core": "0x%040x" % 0xC0DE,
        "bridge": "0x%040x" % 0xB41D6E,
        "timestamp": 1700000000,
        "sequencer": hex(0x5E9),
        "prices": {"l1_gas": 1000000000, "l2_gas": 20000, "l1_data_gas": 7},
        "accounts": [
            {
                "address": hex(a),
                **({"class_hash": hex(c), "public_key": hex(k)} if c else {}),
                **({"nonce": n} if n else {}),
                "balance": hex(b),
            }
            for a, c, k, n, b in accounts
        ],
    }
    values = leaves([(0, 0, 0, 0, 0)] + accounts)
    tree = tree_root(values)
    root = poseidon_hash_many([short("QUARRY_STATE0"), tree, len(values)])
    prices = genesis["prices"]
    block = poseidon_hash_many(
        [
            short("QUARRY_BLOCK0"), 0, 0, genesis["timestamp"], 0x5E9,
            prices["l1_gas"], prices["l2_gas"], prices["l1_data_gas"],
            root, 0, poseidon_hash_many([]),
        ]
    )
    config = poseidon_hash_many([short("QUARRY_CONFIG0"), short("QUARRY_TEST"), 1337, 0xC0DE, 0xB41D6E])
    roots = {
        "empty_nodes": [hex(n) for n in EMPTY],
        "leaves": [hex(v) for v in values],
        "tree_root": hex(tree),
        "state_root": hex(root),
        "block_hash": hex(block),
        "config_hash": hex(config),
        "balance_keys": {hex(a[0]): hex(get_storage_var_address("ERC20_balances", a[0])) for a in accounts},
    }
    for name, value in (("genesis.json", genesis), ("roots.json", roots)):
        (HERE / name).write_text(json.dumps(value, indent=1) + "\n")


main()
