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


def integers(**values):
    return {k: hex(v) for k, v in values.items()}


def verdict(message, r, s, key):
    try:
        return verify(message, r, s, key)
    except AssertionError:
        return False


def made():
    """Signatures that nobody signs, where points meet or scalars are at their bounds."""
    out = []

    def add(message, r, s, key):
        out.append({**integers(message=message, r=r, s=s, publicKey=key), "valid": verdict(message, r, s, key)})

    inverse = lambda v: pow(v, -1, EC_ORDER)
    for d in (1, EC_ORDER - 1, random(251) % EC_ORDER):
        key = private_to_stark_key(d)
        for t in (1, 2, random(251) % EC_ORDER):
            r = private_to_stark_key(t)  # the x coordinate of t times the generator
            z = r * d % EC_ORDER
            # message·G = r·Q: valid, though w·message·G meets w·r·Q.
            s = inverse(t * inverse(2 * z) % EC_ORDER)
            add(z, r, s, key)
            # message·G = −r·Q: the sum is infinity.
            add(EC_ORDER - z, r, s, key)
            # Signatures with a chosen nonce, and the other half of s.
            for m in (1, 2, z, random(250), 2**251 - 1):
                s = (m + r * d) * inverse(t) % EC_ORDER
                add(m, r, s, key)
                add(m, r, EC_ORDER - s, key)
                add(m + 1, r, s, key)
                add(m, r, s % (EC_ORDER - 1) + 1, key)
                add(m, r + 1, s, key)
        # Bounds: 1/s around 2^251, s at the order, scalars that are 0 or too wide.
        for w in (2**251 - 1, 2**251, 2**251 + 1, EC_ORDER - 1, 1):
            m = random(250)
            add(m, private_to_stark_key(7), inverse(w), key)
        add(0, 5, 5, key)
        add(5, 0, 5, key)
        add(5, 5, 0, key)
        add(5, 5, EC_ORDER, key)
        add(2**251, 5, 5, key)
        add(5, 2**251, 5, key)
    for x in range(8):  # some of them are no keys
        add(5, 5, 5, x)
    return out


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
print(json.dumps({"signed": out, "made": made()}))
