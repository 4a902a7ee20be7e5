// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// The curve y² = x³ + x + β over Starknet's field: the Pedersen hash and
/// signatures.
///
/// Points that are summed up are Jacobian (x = X/Z², y = Y/Z³), those that are
/// added are affine. Adding a point to itself or to its opposite gives Z = 0, and
/// Z stays 0 then, which is checked at the end: nobody can bring this about
/// without a discrete logarithm.
library StarkCurve {
    /// A denominator is zero: no honest input leads there.
    error Degenerate();

    uint256 private constant P = 0x800000000000011000000000000000000000000000000000000000000000001;
    /// The number of points of the curve, a prime.
    uint256 internal constant ORDER = 0x800000000000010ffffffffffffffffb781126dcae7b2321e66a241adc64d2f;
    uint256 private constant BETA = 0x06f21413efbe40de150e596d72f7a8c5609ad26c15c915c1f4cdfcb99cee9e89;
    /// The generator of signatures.
    uint256 private constant GX = 0x01ef15c18599971b7beced415a40f0c7deacfd9b0d1819e03d723d8bc943cfca;
    uint256 private constant GY = 0x005668060aa49730b7be4801df46ec62de53ecd11abe43a32873000c36e8dc1f;
    /// The point that the Pedersen hash begins with.
    uint256 private constant SHIFT_X = 0x049ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804;
    uint256 private constant SHIFT_Y = 0x03ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a;

    /// The bytes of the Pedersen hash's points, see pedersen.
    uint256 internal constant POINTS_SIZE = 2 * (62 * 15 + 8) * 64;

    /// Starknet's Pedersen hash of two felts.
    ///
    /// points is where the hash's points lie in memory, two words (x, y) each:
    /// for each of the two inputs, for each four bits of it from the lowest on,
    /// the points for their values 1 … 15 (1 … 8 for the last: felts are below
    /// 2^251 + 2^248).
    function pedersen(uint256 points, uint256 a, uint256 b) internal view returns (uint256) {
        uint256 x;
        uint256 z;
        assembly ("memory-safe") {
            let p := P
            x := SHIFT_X
            let y := SHIFT_Y
            z := 1
            // Points are numbered from 1, so that the digit selects.
            let base := sub(points, 64)
            for { let second := 0 } 1 {} {
                for {} a { a := shr(4, a) } {
                    let digit := and(a, 15)
                    if digit {
                        let q := add(base, shl(6, digit))
                        let zz := mulmod(z, z, p)
                        let h := add(mulmod(mload(q), zz, p), sub(p, x))
                        let r := add(mulmod(mload(add(q, 32)), mulmod(z, zz, p), p), sub(p, y))
                        let hh := mulmod(h, h, p)
                        let v := mulmod(x, hh, p)
                        hh := mulmod(h, hh, p)
                        x := mod(add(mulmod(r, r, p), sub(mul(3, p), add(hh, add(v, v)))), p)
                        y := addmod(mulmod(r, add(v, sub(p, x)), p), sub(p, mulmod(y, hh, p)), p)
                        z := mulmod(z, h, p)
                    }
                    base := add(base, 960)
                }
                if second { break }
                second := 1
                a := b
                base := add(points, 59968) // (62·15 + 8)·64 − 64
            }
        }
        uint256 inverse = _inverse(z, P);
        return mulmod(x, mulmod(inverse, inverse, P), P);
    }

    /// Whether (x, y) are felts and a point of the curve.
    function isPoint(uint256 x, uint256 y) internal pure returns (bool) {
        return x < P && y < P
            && mulmod(y, y, P) == addmod(mulmod(addmod(mulmod(x, x, P), 1, P), x, P), BETA, P);
    }

    /// Whether (r, s) is a signature of the message by the key (x, y), a point of
    /// the curve: as Starknet's accounts check it.
    function isSigned(uint256 message, uint256 r, uint256 s, uint256 x, uint256 y) internal view returns (bool) {
        if (r == 0 || r >= ORDER || s == 0 || s >= ORDER) return false;
        uint256 w = _inverse(s, ORDER);
        (uint256 sumX, uint256 sumZ) = _combine(mulmod(message, w, ORDER), mulmod(r, w, ORDER), x, y);
        return sumZ != 0 && sumX == mulmod(r, mulmod(sumZ, sumZ, P), P);
    }

    /// X and Z of u·G + v·(x, y).
    function _combine(uint256 u, uint256 v, uint256 x, uint256 y) private view returns (uint256 sx, uint256 sz) {
        // G + (x, y)
        uint256 slope = mulmod(addmod(y, P - GY, P), _inverse(addmod(x, P - GX, P), P), P);
        uint256 bothX = addmod(mulmod(slope, slope, P), 2 * P - GX - x, P);
        uint256 bothY = addmod(mulmod(slope, addmod(GX, P - bothX, P), P), P - GY, P);
        assembly ("memory-safe") {
            let p := P
            let sy := 0
            let begun := 0
            let bit := shl(251, 1)
            for {} iszero(and(or(u, v), bit)) { bit := shr(1, bit) } {
                if iszero(bit) { break }
            }
            for {} bit { bit := shr(1, bit) } {
                if begun {
                    let yy := mulmod(sy, sy, p)
                    let t := mulmod(sx, yy, p)
                    t := shl(2, t) // < 4p
                    let zz := mulmod(sz, sz, p)
                    let m := add(mul(3, mulmod(sx, sx, p)), mulmod(zz, zz, p))
                    sz := mulmod(add(sy, sy), sz, p)
                    sx := mod(add(mulmod(m, m, p), sub(mul(8, p), add(t, t))), p)
                    sy := addmod(mulmod(m, add(t, sub(p, sx)), p), sub(shl(3, p), shl(3, mulmod(yy, yy, p))), p)
                }
                let qx := 0
                let qy := 0
                switch add(iszero(iszero(and(u, bit))), shl(1, iszero(iszero(and(v, bit)))))
                case 0 { continue }
                case 1 {
                    qx := GX
                    qy := GY
                }
                case 2 {
                    qx := x
                    qy := y
                }
                default {
                    qx := bothX
                    qy := bothY
                }
                switch begun
                case 0 {
                    begun := 1
                    sx := qx
                    sy := qy
                    sz := 1
                }
                default {
                    let zz := mulmod(sz, sz, p)
                    let h := add(mulmod(qx, zz, p), sub(p, sx))
                    let r := add(mulmod(qy, mulmod(sz, zz, p), p), sub(p, sy))
                    let hh := mulmod(h, h, p)
                    let w := mulmod(sx, hh, p)
                    hh := mulmod(h, hh, p)
                    sx := mod(add(mulmod(r, r, p), sub(mul(3, p), add(hh, add(w, w)))), p)
                    sy := addmod(mulmod(r, add(w, sub(p, sx)), p), sub(p, mulmod(sy, hh, p)), p)
                    sz := mulmod(sz, h, p)
                }
            }
        }
    }

    /// The inverse modulo a prime, by its power: the precompile of EIP-198.
    function _inverse(uint256 value, uint256 prime) private view returns (uint256 inverse) {
        require(value % prime != 0, Degenerate());
        bool ok;
        assembly ("memory-safe") {
            let scratch := mload(64)
            mstore(scratch, 32)
            mstore(add(scratch, 32), 32)
            mstore(add(scratch, 64), 32)
            mstore(add(scratch, 96), value)
            mstore(add(scratch, 128), sub(prime, 2))
            mstore(add(scratch, 160), prime)
            ok := staticcall(gas(), 5, scratch, 192, 0, 32)
            inverse := mload(0)
        }
        require(ok, Degenerate());
    }
}
