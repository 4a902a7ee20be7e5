# Makes signatures.json: what cairo-lang 0.14 (PYTHONPATH) signs, keys and
# messages of all lengths.
#
#   python signatures.py > signatures.json
import hashlib, json
from starkware.crypto.signature.signature import EC_ORDER, private_to_stark_key, sign, verify

counter = 0


def random(bits):
    global counter
    counter += 1
    h = hashlib.sha256(b"quarry signature %d" % counter).digest()
    return int.from_bytes(h, "big") >> (256 - bits)


keys = [1, 2, EC_ORDER - 1] + [random(251) % EC_ORDER for _ in range(9)]
out = []
for key in keys:
    messages = [1, 2**251 - 1, 2**247, 2**248, 2**248 - 1] + [random(b) for b in (252 - 1, 250, 249, 248, 247, 244, 128, 8)]
    signed = []
    for m in messages:
        r, s = sign(m or 1, key)
        assert verify(m or 1, r, s, private_to_stark_key(key))
        signed.append({"message": hex(m or 1), "r": hex(r), "s": hex(s)})
    out.append({"privateKey": hex(key), "publicKey": hex(private_to_stark_key(key)), "signed": signed})
print(json.dumps(out))
