// SPDX-License-Identifier: Apache-2.0
// Written by airgen from the description of the layout recursive in prover/air. Not to be edited.
pragma solidity ^0.8.30;

/// The composition polynomial of the layout recursive at a point off the trace domain:
/// the sum of alpha^i · constraint i / its vanishing polynomial. The call's data
/// are words in standard form: the point, alpha, log2 of the trace's length,
/// rc_min, rc_max, the public memory's product, the diluted aggregate, the
/// interaction elements, begin and stop of each segment, the mask's values.
/// It returns the value, or nothing if a denominator is zero. Called without data,
/// it returns its tag.
contract Composition {
    /// The data contracts do not hold the layout's periodic columns.
    error WrongColumns(uint256 chunk);

    address private immutable CHUNK0;
    address private immutable CHUNK1;

    constructor(address[2] memory chunks) {
        require(
            keccak256(chunks[0].code) == 0xd57b7bdeec7074b59f747b544a345011dc3cb15e187c86e1fc85a7ab3cefa86d,
            WrongColumns(0)
        );
        CHUNK0 = chunks[0];
        require(
            keccak256(chunks[1].code) == 0x3cce2d9929fe245804d66f9364674fb5cdefe0f4163dbc9fe6f8880ac131d53c,
            WrongColumns(1)
        );
        CHUNK1 = chunks[1];
    }

    fallback() external {
        address chunk0 = CHUNK0;
        address chunk1 = CHUNK1;
        assembly {
            if iszero(calldatasize()) {
                mstore(0, 0xb996b738404b09ece28a30c0e54bab34fae4947305728736eb0fb457cbfde875)
                return(0, 0x20)
            }
            let p := 0x800000000000011000000000000000000000000000000000000000000000001
            let length := calldataload(0x40)
            {
                let x := calldataload(0x0)
                for { let i := sub(length, 11) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }
                mstore(0x220, x)
                x := mulmod(x, x, p)
                mstore(0x200, x)
                x := mulmod(x, x, p)
                mstore(0x1e0, x)
                x := mulmod(x, x, p)
                mstore(0x1c0, x)
                x := mulmod(x, x, p)
                mstore(0x1a0, x)
                x := mulmod(x, x, p)
                mstore(0x180, x)
                x := mulmod(x, x, p)
                mstore(0x160, x)
                x := mulmod(x, x, p)
                mstore(0x140, x)
                x := mulmod(x, x, p)
                mstore(0x120, x)
                x := mulmod(x, x, p)
                mstore(0x100, x)
                x := mulmod(x, x, p)
                mstore(0xe0, x)
                x := mulmod(x, x, p)
                mstore(0xc0, x)
                // the inverse of the trace domain's generator, and its powers
                x := 0x6df5a9e7112504accc2cdc63f35cbf5fb538785b2a566d6d43eb7bb72f11f65
                for { let i := sub(40, length) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }
                mstore(0x240, x)
                x := mulmod(x, x, p)
                mstore(0x260, x)
                x := mulmod(x, x, p)
                mstore(0x280, x)
                x := mulmod(x, x, p)
                mstore(0x2a0, x)
                x := mulmod(x, x, p)
                mstore(0x2c0, x)
                x := mulmod(x, x, p)
                mstore(0x2e0, x)
                x := mulmod(x, x, p)
                mstore(0x300, x)
                x := mulmod(x, x, p)
                mstore(0x320, x)
                x := mulmod(x, x, p)
                mstore(0x340, x)
                x := mulmod(x, x, p)
                mstore(0x360, x)
                x := mulmod(x, x, p)
                mstore(0x380, x)
                x := mulmod(x, x, p)
                mstore(0x3a0, x)
                // powers of alpha
                let alpha := calldataload(0x20)
                x := 1
                for { let at := 0x3c0 } lt(at, 0xf60) { at := add(at, 0x20) } {
                    mstore(at, x)
                    x := mulmod(x, alpha, p)
                }
            }
            mstore(0x11a0, addmod(mload(0xc0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x11c0, addmod(mload(0x140), 0x23c12f3909539339b83645c1b8de3e14ebfee15c2e8b3ad2867e3a47eba558c, p))
            mstore(0x11e0, addmod(mload(0x140), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x1200, addmod(mload(0xe0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x1220, addmod(mload(0x100), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x1240, addmod(mload(0x200), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x1260, addmod(mload(0x200), 0x6cbd4d6b94eb939ccb57c5480e138a173a27ace4a5fc54b4787ab61db989929, p))
            mstore(0x1280, addmod(mload(0x200), 0x53e9e43310171127ca85800a26ad63c923b601c735afd6be52c850c2f594b0c, p))
            mstore(0x12a0, addmod(mload(0x220), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x12c0, addmod(mload(0x1a0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x12e0, addmod(mload(0x160), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x1300, addmod(mload(0x1a0), 0x6d70f0117d4d45ba17965f8ef7d97ff2f642f9b061dda132978eaf94d8fc89c, p))
            mstore(0x1320, addmod(mload(0x1a0), 0x7652ba6132a38b03235de6319db950d925c8a2e571867eddda9c7064b75756, p))
            mstore(0x1340, addmod(mload(0x1a0), 0x25039bf00f0a8574d989aa0c25839b3b56ef27efdc1b2754d3094f1e8636fb7, p))
            mstore(0x1360, addmod(mload(0x1a0), 0x213b984777d9556bac89fd2aebbda0c4f420b98440cfdba7cc83ba09fde1ac8, p))
            mstore(0x1380, addmod(mload(0x1a0), 0x45c40f3b789247e4cbd57c6c872ed46813ca2a448b41132c39e91b1cb30b703, p))
            mstore(0x13a0, addmod(mload(0x1a0), 0x53dd916fef25dea9af2b17ce573de6cc292e931a052b77c61dfd0244936792a, p))
            mstore(0x13c0, addmod(mload(0x1a0), 0x35bb4f20c667eb43b4d5b1c3d078aa08af88b1d16137a887d5580145e2674e3, p))
            mstore(0x13e0, addmod(mload(0x1a0), 0x1cc9a01f2178b3736f524e1d06398916739deaa1bbed178c525a1e211901146, p))
            mstore(0x1400, addmod(mload(0x1a0), 0x1feaf4bde5ded9d8e35c28efaee5956d6600fc41be09de22e452aaa388920b4, p))
            mstore(0x1420, addmod(mload(0x1a0), 0x5ee3771d22bf43d322e396efc5d93f9cc68b63096bc79b7de02392efd9cf8f5, p))
            mstore(0x1440, addmod(mload(0x1a0), 0x6e19b37c392a8787bae8f025259aa3336d73e39b1c44c21c4929d8f7cfaa0cf, p))
            mstore(0x1460, addmod(mload(0x1a0), 0x7f4ab8a6173b92fda7237f0f6e190c41c78777feabad31a0f35f63161a8e0af, p))
            mstore(0x1480, addmod(mload(0x1a0), 0x40f50e465c49f2fb4d50d46a1e44edb371cf5a0fea71ad0cb757bd9c45041c4, p))
            mstore(0x14a0, addmod(mload(0x1a0), 0x4a4fe0d0fc4cc7019be9cfe12dbe6e34a4a24a5277ce225cd0fca2e433e3390, p))
            mstore(0x14c0, addmod(mload(0x1a0), 0x279c4487a6611e3af5550024c7cd477b6c5f135c5788c66e39626c3860dcacd, p))
            mstore(0x14e0, addmod(mload(0x220), 0x1, p))
            mstore(0x1500, addmod(mload(0x1a0), 0x625023929a2995b533120664329f8c7c5268e56ac8320da2a616626f41337e3, p))
            mstore(0x1520, add(calldataload(0x0), sub(p, mload(0x240))))
            mstore(0x1540, add(calldataload(0x0), sub(p, mload(0x280))))
            mstore(0x1560, add(calldataload(0x0), sub(p, mload(0x260))))
            mstore(0x1580, add(calldataload(0x0), sub(p, mload(0x2c0))))
            mstore(0x15a0, add(calldataload(0x0), sub(p, 0x1)))
            mstore(0x15c0, mulmod(mload(0x1580), mload(0x15a0), p))
            mstore(0x15e0, mulmod(mload(0x1560), mload(0x15c0), p))
            mstore(0x1600, mulmod(mload(0x1540), mload(0x15e0), p))
            mstore(0x1620, mload(0x11a0))
            mstore(0x1640, mload(0x11c0))
            mstore(0x1660, mload(0x11e0))
            mstore(0x1680, mload(0x1200))
            mstore(0x16a0, mload(0x1220))
            mstore(0x16c0, mload(0x1240))
            mstore(0x16e0, mload(0x1260))
            mstore(0x1700, mload(0x1280))
            mstore(0x1720, mload(0x12a0))
            mstore(0x1740, mload(0x12c0))
            mstore(0x1760, mload(0x12e0))
            mstore(0x1780, mulmod(mload(0x14c0), mulmod(mload(0x14a0), mulmod(mload(0x1480), mulmod(mload(0x1460), mulmod(mload(0x1440), mulmod(mload(0x1420), mulmod(mload(0x1400), mulmod(mload(0x13e0), mulmod(mload(0x13c0), mulmod(mload(0x13a0), mulmod(mload(0x1380), mulmod(mload(0x1360), mulmod(mload(0x1340), mulmod(mload(0x1320), mulmod(mload(0x1300), mload(0x12c0), p), p), p), p), p), p), p), p), p), p), p), p), p), p), p))
            mstore(0x17a0, mulmod(mload(0x1520), mload(0x1600), p))
            {
                let product := 1
                for { let at := 0x1620 } lt(at, 0x17c0) { at := add(at, 0x20) } {
                    mstore(add(at, 0x1a0), product)
                    product := mulmod(product, mload(at), p)
                }
                if iszero(product) { return(0, 0) }
                mstore(0, 0x20)
                mstore(0x20, 0x20)
                mstore(0x40, 0x20)
                mstore(0x60, product)
                mstore(0x80, sub(p, 2))
                mstore(0xa0, p)
                if iszero(staticcall(gas(), 5, 0, 0xc0, 0, 0x20)) { revert(0, 0) }
                let inverse := mload(0)
                for { let at := 0x17c0 } gt(at, 0x1620) {} {
                    at := sub(at, 0x20)
                    let factor := mload(at)
                    mstore(at, mulmod(inverse, mload(add(at, 0x1a0)), p))
                    inverse := mulmod(inverse, factor, p)
                }
            }
            mstore(0xfa0, mulmod(mload(0x1620), mload(0x11c0), p))
            mstore(0xfc0, mload(0x1640))
            mstore(0xfe0, mload(0x1660))
            mstore(0x1000, mload(0x1680))
            mstore(0x1020, mload(0x16a0))
            mstore(0x1040, mload(0x1620))
            mstore(0x1060, mload(0x16c0))
            mstore(0x1080, mulmod(mload(0x16a0), mload(0x1280), p))
            mstore(0x10a0, mload(0x16e0))
            mstore(0x10c0, mload(0x1700))
            mstore(0x10e0, mulmod(mload(0x16c0), mload(0x14e0), p))
            mstore(0x1100, mload(0x1720))
            mstore(0x1120, mload(0x1740))
            mstore(0x1140, mulmod(mload(0x1760), mload(0x1500), p))
            mstore(0x1160, mload(0x1760))
            mstore(0x1180, mload(0x1780))
            extcodecopy(chunk0, 0x1960, 1, 0x5fe0)
            extcodecopy(chunk1, 0x7940, 1, 0x2020)
            {
                let y := mload(0x220)
                let v := 0
                for { let at := 0x1960 } lt(at, 0x5960) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0xf60, mod(v, p))
            }
            {
                let y := mload(0x220)
                let v := 0
                for { let at := 0x5960 } lt(at, 0x9960) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0xf80, mod(v, p))
            }
            mstore(0x1960, add(calldataload(0x320), sub(p, mod(add(calldataload(0x340), calldataload(0x340)), p))))
            mstore(0x1980, add(calldataload(0x360), sub(p, mod(add(calldataload(0x380), calldataload(0x380)), p))))
            mstore(0x19a0, add(calldataload(0x3a0), sub(p, mod(add(calldataload(0x3c0), calldataload(0x3c0)), p))))
            mstore(0x19c0, add(calldataload(0x380), sub(p, mod(add(calldataload(0x3a0), calldataload(0x3a0)), p))))
            mstore(0x19e0, add(0x1, sub(p, mod(add(mload(0x19c0), add(mload(0x1980), mload(0x19a0))), p))))
            mstore(0x1a00, add(calldataload(0x3c0), sub(p, mod(add(calldataload(0x3e0), calldataload(0x3e0)), p))))
            mstore(0x1a20, add(calldataload(0x3e0), sub(p, mod(add(calldataload(0x400), calldataload(0x400)), p))))
            mstore(0x1a40, add(calldataload(0x440), sub(p, mod(add(calldataload(0x460), calldataload(0x460)), p))))
            mstore(0x1a60, add(0x1, sub(p, mod(add(mload(0x1a40), add(mload(0x1a00), mload(0x1a20))), p))))
            mstore(0x1a80, add(calldataload(0x400), sub(p, mod(add(calldataload(0x420), calldataload(0x420)), p))))
            mstore(0x1aa0, add(calldataload(0x420), sub(p, mod(add(calldataload(0x440), calldataload(0x440)), p))))
            mstore(0x1ac0, add(0x1, sub(p, mod(add(mload(0x1a40), add(mload(0x1a80), mload(0x1aa0))), p))))
            mstore(0x1ae0, add(calldataload(0x4a0), sub(p, mod(add(calldataload(0x4c0), calldataload(0x4c0)), p))))
            mstore(0x1b00, add(calldataload(0x4c0), sub(p, mod(add(calldataload(0x4e0), calldataload(0x4e0)), p))))
            mstore(0x1b20, add(0x1, sub(p, mod(add(mload(0x1ae0), mload(0x1b00)), p))))
            mstore(0x1b40, add(calldataload(0x1120), sub(p, calldataload(0x1060))))
            mstore(0x1b60, add(calldataload(0x340), sub(p, mod(add(calldataload(0x360), calldataload(0x360)), p))))
            mstore(0x1b80, add(calldataload(0x1160), sub(p, calldataload(0xaa0))))
            mstore(0x1ba0, add(calldataload(0xa20), sub(p, calldataload(0x1120))))
            mstore(0x1bc0, add(0x1, add(mload(0x1980), calldataload(0x940))))
            mstore(0x1be0, add(mload(0x1ae0), mload(0x1ae0)))
            mstore(0x1c00, add(calldataload(0x1200), calldataload(0x1200)))
            mstore(0x1c20, add(mload(0x1c00), mload(0x1c00)))
            mstore(0x1c40, add(calldataload(0x1240), sub(p, mod(add(calldataload(0x1260), calldataload(0x1260)), p))))
            mstore(0x1c60, add(calldataload(0x1040), sub(p, mod(add(calldataload(0x10c0), calldataload(0x10c0)), p))))
            mstore(0x1c80, mulmod(mload(0xc00), add(calldataload(0xe20), sub(p, calldataload(0xda0))), p))
            mstore(0x1ca0, mulmod(mload(0xc20), add(calldataload(0xe60), sub(p, calldataload(0xde0))), p))
            mstore(0x1cc0, add(calldataload(0x580), calldataload(0x580)))
            mstore(0x1ce0, add(calldataload(0x5a0), calldataload(0x5a0)))
            mstore(0x1d00, add(mload(0x1ce0), mload(0x1ce0)))
            mstore(0x1d20, add(calldataload(0xac0), sub(p, mod(mload(0x1bc0), p))))
            mstore(0x1d40, mulmod(mload(0x860), add(calldataload(0xd20), sub(p, calldataload(0xd60))), p))
            mstore(0x1d60, add(calldataload(0xd40), sub(p, calldataload(0xd00))))
            mstore(0x1d80, add(calldataload(0xe40), sub(p, calldataload(0xdc0))))
            mstore(0x1da0, add(calldataload(0x920), sub(p, calldataload(0x900))))
            mstore(0x1dc0, add(calldataload(0x1120), sub(p, calldataload(0x1e0))))
            mstore(0x1de0, mulmod(mload(0x17a0), add(mulmod(mload(0x1600), add(mulmod(mload(0x9e0), add(calldataload(0x1300), sub(p, 0x1)), p), mulmod(mload(0xa60), add(calldataload(0x12c0), sub(p, calldataload(0xc0))), p)), p), mulmod(mload(0x1520), add(mulmod(mload(0x15e0), add(mulmod(mload(0x920), add(calldataload(0x1360), sub(p, 0x1)), p), mulmod(mload(0x980), add(calldataload(0xdc0), sub(p, calldataload(0x80))), p)), p), mulmod(mload(0x1540), add(mulmod(mload(0x15c0), mulmod(mload(0x820), add(calldataload(0x1340), sub(p, calldataload(0xa0))), p), p), mulmod(mload(0x1560), add(mulmod(mload(0x15a0), add(mulmod(mload(0x7c0), add(calldataload(0x940), sub(p, calldataload(0x1c0))), p), add(mulmod(mload(0x780), add(calldataload(0x1060), sub(p, calldataload(0x200))), p), mulmod(mload(0x1dc0), mload(0x7a0), p))), p), mulmod(mload(0x1580), add(mulmod(mload(0xe00), add(calldataload(0xae0), sub(p, calldataload(0x2e0))), p), add(mulmod(mload(0xde0), add(calldataload(0xb80), sub(p, calldataload(0x2a0))), p), add(mulmod(mload(0xd00), add(calldataload(0xa40), sub(p, calldataload(0x260))), p), add(mulmod(calldataload(0x900), mload(0xa20), p), add(mulmod(mload(0xa00), add(calldataload(0x12c0), sub(p, 0x1)), p), add(mulmod(mload(0x9a0), add(sub(p, calldataload(0x140)), add(calldataload(0x520), mulmod(calldataload(0x1300), add(calldataload(0x140), sub(p, calldataload(0x900))), p))), p), add(mulmod(mload(0x960), add(calldataload(0xdc0), sub(p, calldataload(0x60))), p), add(mulmod(mload(0x8e0), add(sub(p, calldataload(0x120)), add(calldataload(0xd80), mulmod(calldataload(0x1360), add(calldataload(0x120), sub(p, calldataload(0xdc0))), p))), p), add(mulmod(mload(0x880), add(calldataload(0xd00), sub(p, 0x1)), p), add(add(mulmod(mload(0x760), add(calldataload(0x940), sub(p, calldataload(0x1a0))), p), add(mulmod(mload(0x720), add(calldataload(0x1060), sub(p, calldataload(0x1e0))), p), mulmod(mload(0x1dc0), mload(0x740), p))), mulmod(mload(0x7e0), add(mulmod(calldataload(0x1340), add(calldataload(0xe0), sub(p, mod(add(calldataload(0xd00), mulmod(calldataload(0x100), calldataload(0xd20), p)), p))), p), sub(p, mod(add(calldataload(0xe0), sub(p, mod(add(calldataload(0x940), mulmod(calldataload(0x960), calldataload(0x100), p)), p))), p))), p))))))))))), p)), p)), p)), p)), p))
            mstore(0, mod(add(mload(0x1de0), add(mulmod(add(calldataload(0x0), sub(p, mload(0x320))), mulmod(mload(0x1120), add(mulmod(mload(0xdc0), add(calldataload(0xc40), sub(p, mod(add(0x1, calldataload(0xb80)), p))), p), mulmod(mload(0xe60), add(calldataload(0xc20), sub(p, mod(add(0x1, calldataload(0xb20)), p))), p)), p), p), add(mulmod(add(calldataload(0x0), sub(p, mload(0x3a0))), mulmod(add(calldataload(0xce0), sub(p, mod(add(0x1, calldataload(0xc60)), p))), mulmod(mload(0x1100), mload(0xce0), p), p), p), add(mulmod(mload(0x1520), mulmod(mload(0x1040), add(mulmod(mload(0x9c0), add(mulmod(calldataload(0x1320), add(calldataload(0x140), sub(p, calldataload(0x920))), p), sub(p, mulmod(calldataload(0x1300), add(calldataload(0x140), sub(p, calldataload(0x540))), p))), p), mulmod(mload(0xa40), add(calldataload(0x12e0), sub(p, mod(add(calldataload(0x12c0), mulmod(mload(0x1da0), add(mulmod(calldataload(0x12c0), calldataload(0x160), p), mulmod(mload(0x1da0), calldataload(0x180), p)), p)), p))), p)), p), p), add(mulmod(mload(0x1540), mulmod(mload(0x1020), add(mulmod(mload(0x940), mulmod(mload(0x1d80), add(mload(0x1d80), sub(p, 0x1)), p), p), mulmod(mload(0x900), add(mulmod(calldataload(0x13a0), add(calldataload(0x120), sub(p, calldataload(0xe40))), p), sub(p, mulmod(calldataload(0x1360), add(calldataload(0x120), sub(p, calldataload(0xe00))), p))), p)), p), p), add(mulmod(mload(0x1560), mulmod(mload(0x1000), add(mulmod(mload(0x1d60), add(mload(0x1d40), mulmod(mload(0x840), add(mload(0x1d60), sub(p, 0x1)), p)), p), add(sub(p, mload(0x1d40)), mulmod(mload(0x800), add(mulmod(calldataload(0x1380), add(calldataload(0xe0), sub(p, mod(add(calldataload(0xd40), mulmod(calldataload(0x100), calldataload(0xd60), p)), p))), p), sub(p, mulmod(calldataload(0x1340), add(calldataload(0xe0), sub(p, mod(add(calldataload(0x980), mulmod(calldataload(0x100), calldataload(0x9a0), p)), p))), p))), p))), p), p), add(mulmod(mload(0x1580), mulmod(mload(0xfe0), add(mulmod(mload(0x5e0), add(add(add(calldataload(0x11a0), sub(p, calldataload(0x1120))), sub(p, mulmod(mload(0x1b00), mload(0x1ba0), p))), sub(p, mulmod(mload(0x1ae0), add(add(calldataload(0x1060), 0x2), sub(p, calldataload(0x1120))), p))), p), add(add(mulmod(mload(0x5a0), mulmod(mload(0x1d20), add(calldataload(0x1140), sub(p, mod(mload(0x1a40), p))), p), p), add(add(mulmod(mload(0x540), add(calldataload(0x10a0), sub(p, mulmod(mload(0x1a40), calldataload(0xa20), p))), p), mulmod(mload(0x560), add(calldataload(0x1140), sub(p, mulmod(calldataload(0x1160), calldataload(0x10a0), p))), p)), mulmod(mload(0x580), add(add(add(calldataload(0xac0), sub(p, mulmod(mload(0x1a40), mload(0x1d20), p))), mulmod(calldataload(0x10a0), add(calldataload(0xac0), sub(p, mod(add(calldataload(0x940), calldataload(0xaa0)), p))), p)), sub(p, mod(add(add(mload(0x1bc0), mulmod(mload(0x1a80), add(calldataload(0x1160), sub(p, mod(mload(0x1bc0), p))), p)), mulmod(mload(0x1aa0), add(add(calldataload(0x940), calldataload(0x1160)), sub(p, mod(mload(0x1bc0), p))), p)), p))), p))), mulmod(mload(0x5c0), add(calldataload(0x1180), sub(p, mod(add(mload(0x1be0), add(add(calldataload(0x480), sub(p, mod(add(calldataload(0x4a0), calldataload(0x4a0)), p))), add(calldataload(0x1060), mulmod(calldataload(0x1160), add(calldataload(0x460), sub(p, mod(add(calldataload(0x480), calldataload(0x480)), p))), p)))), p))), p))), p), p), add(mulmod(add(add(calldataload(0x520), calldataload(0x740)), sub(p, mod(add(calldataload(0x840), add(calldataload(0x780), calldataload(0x780))), p))), mulmod(mload(0x1180), mload(0xec0), p), p), add(mulmod(mulmod(mload(0x1160), mload(0xe80), p), add(sub(p, calldataload(0xb00)), add(mulmod(calldataload(0x720), 0x8000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x700), 0x4000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x6e0), 0x2000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x6c0), 0x1000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x6a0), 0x800000000000000000000000000000000, p), add(mulmod(calldataload(0x680), 0x400000000000000000000000000000000, p), add(mulmod(calldataload(0x660), 0x200000000000000000000000000000000, p), add(mulmod(calldataload(0x640), 0x100000000000000000000000000000000, p), add(mulmod(calldataload(0x620), 0x80000000000000000, p), add(mulmod(calldataload(0x600), 0x40000000000000000, p), add(mulmod(calldataload(0x5e0), 0x20000000000000000, p), add(add(add(mload(0x1d00), mload(0x1d00)), add(add(calldataload(0x520), add(calldataload(0x560), calldataload(0x560))), add(mload(0x1cc0), mload(0x1cc0)))), mulmod(calldataload(0x5c0), 0x10000000000000000, p)))))))))))))), p), add(mulmod(add(calldataload(0xb60), sub(p, mod(add(0x1, calldataload(0xae0)), p))), mulmod(mload(0x1140), mload(0xe20), p), p), add(add(mulmod(mload(0x1100), add(mulmod(mload(0xd80), add(calldataload(0xc60), sub(p, mod(add(0x1, calldataload(0xca0)), p))), p), add(mulmod(mload(0xd60), add(calldataload(0xc80), sub(p, calldataload(0x1020))), p), add(add(mulmod(mload(0xd20), add(calldataload(0xcc0), sub(p, calldataload(0x12a0))), p), add(mulmod(mload(0xcc0), add(calldataload(0xa60), sub(p, calldataload(0x1040))), p), add(mulmod(mload(0xc80), add(calldataload(0xda0), sub(p, 0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804)), p), mulmod(mload(0xca0), add(calldataload(0xde0), sub(p, 0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a)), p)))), mulmod(mload(0xd40), add(calldataload(0xca0), sub(p, mod(add(0x1, calldataload(0xa40)), p))), p)))), p), add(mulmod(mload(0x10e0), add(mulmod(mload(0xc40), add(calldataload(0xfe0), sub(p, calldataload(0xfa0))), p), mulmod(mload(0xc60), add(calldataload(0x1000), sub(p, calldataload(0xfc0))), p)), p), add(mulmod(calldataload(0x1040), mulmod(mload(0x10c0), mload(0xb80), p), p), add(mulmod(calldataload(0x1040), mulmod(mload(0x10a0), mload(0xb60), p), p), add(add(mulmod(mload(0x1060), add(mulmod(calldataload(0x1100), add(mulmod(mload(0x1c60), mload(0xa80), p), mulmod(mload(0xaa0), add(calldataload(0x10c0), sub(p, mulmod(0x800000000000000000000000000000000000000000000000, calldataload(0x11c0), p))), p)), p), add(mulmod(mload(0xb20), mulmod(mload(0x1c40), add(calldataload(0x1220), sub(p, mulmod(calldataload(0x1240), 0x40000000000000, p))), p), p), add(mulmod(mload(0xb00), add(calldataload(0x1280), sub(p, mulmod(mload(0x1c40), add(calldataload(0x1200), sub(p, mod(add(calldataload(0x1220), calldataload(0x1220)), p))), p))), p), add(mulmod(mload(0xac0), add(calldataload(0x1100), sub(p, mulmod(calldataload(0x1280), add(calldataload(0x11c0), sub(p, mod(add(calldataload(0x11e0), calldataload(0x11e0)), p))), p))), p), mulmod(mload(0xae0), mulmod(calldataload(0x1280), add(calldataload(0x11e0), sub(p, mod(add(mload(0x1c20), mload(0x1c20)), p))), p), p))))), p), add(add(mulmod(mload(0xfa0), mulmod(mload(0x1960), add(mload(0x1960), sub(p, 0x1)), p), p), mulmod(calldataload(0x320), mulmod(mload(0xfc0), mload(0x3e0), p), p)), mulmod(mload(0xfe0), add(mulmod(mload(0x1b00), add(add(mulmod(mload(0x6a0), add(calldataload(0xd80), sub(p, 0x7ffe)), p), mulmod(mload(0x6c0), add(calldataload(0xe00), sub(p, 0x7fff)), p)), mulmod(mload(0x6e0), add(add(mload(0x1a60), add(mload(0x19c0), add(mload(0x1960), mload(0x1a80)))), sub(p, 0x4)), p)), p), add(mulmod(mload(0x1ae0), add(add(mulmod(mload(0x660), add(calldataload(0xe80), sub(p, 0x8001)), p), add(mulmod(mload(0x640), add(calldataload(0xd80), sub(p, 0x8000)), p), add(mulmod(mload(0x1ba0), mload(0x600), p), mulmod(mload(0x620), add(calldataload(0x9e0), sub(p, mod(mload(0x1bc0), p))), p)))), mulmod(mload(0x680), add(add(mload(0x1be0), 0x2), sub(p, mod(add(0x4, add(mload(0x1960), mload(0x1b60))), p))), p)), p), add(mulmod(calldataload(0x9a0), mload(0x8c0), p), add(mulmod(calldataload(0x980), mload(0x8a0), p), add(mulmod(mload(0x700), mulmod(add(calldataload(0xa20), sub(p, calldataload(0x1160))), add(calldataload(0x4e0), sub(p, mod(add(calldataload(0x500), calldataload(0x500)), p))), p), p), add(mulmod(mload(0x520), add(sub(p, mulmod(mload(0x1a20), add(calldataload(0x10e0), sub(p, calldataload(0xaa0))), p)), add(add(mload(0x1b80), sub(p, mulmod(mload(0x1a40), mload(0x1b80), p))), sub(p, mulmod(mload(0x1a00), calldataload(0x9e0), p)))), p), add(mulmod(mload(0x500), add(calldataload(0x10e0), sub(p, mulmod(calldataload(0x9e0), calldataload(0xaa0), p))), p), add(mulmod(mload(0x4e0), add(add(0x8000, calldataload(0xa80)), sub(p, mod(add(calldataload(0xe00), add(mulmod(mload(0x19c0), add(calldataload(0x1120), sub(p, calldataload(0x9e0))), p), add(add(calldataload(0x9e0), mulmod(mload(0x1980), add(calldataload(0x940), sub(p, calldataload(0x9e0))), p)), mulmod(mload(0x19a0), add(calldataload(0x1060), sub(p, calldataload(0x9e0))), p)))), p))), p), add(mulmod(mload(0x4c0), add(add(0x8000, calldataload(0x9c0)), sub(p, mod(add(calldataload(0xe80), add(calldataload(0x1060), mulmod(mload(0x1b40), mload(0x1b60), p))), p))), p), add(mulmod(mload(0x4a0), add(add(calldataload(0xa00), 0x8000), sub(p, mod(add(calldataload(0xd80), add(calldataload(0x1060), mulmod(mload(0x1960), mload(0x1b40), p))), p))), p), add(mulmod(mload(0x480), mulmod(mload(0x1b20), add(mload(0x1b20), sub(p, 0x1)), p), p), add(mulmod(mload(0x460), mulmod(mload(0x1ac0), add(mload(0x1ac0), sub(p, 0x1)), p), p), add(mulmod(mload(0x440), mulmod(mload(0x1a60), add(mload(0x1a60), sub(p, 0x1)), p), p), add(mulmod(mload(0x420), mulmod(mload(0x19e0), add(mload(0x19e0), sub(p, 0x1)), p), p), mulmod(mload(0x400), add(calldataload(0x960), sub(p, mod(add(calldataload(0xd80), mulmod(0x10000, add(calldataload(0xe80), mulmod(0x10000, add(calldataload(0xe00), mulmod(calldataload(0x320), 0x10000, p)), p)), p)), p))), p))))))))))))))), p))), mulmod(mload(0x1080), add(add(add(mload(0x1c80), mload(0x1ca0)), mulmod(mload(0x1c60), add(sub(p, mload(0x1ca0)), add(sub(p, mload(0x1c80)), add(mulmod(mload(0xbe0), add(calldataload(0xde0), calldataload(0xe60)), p), add(add(mulmod(mload(0xb40), add(mload(0x1c60), sub(p, 0x1)), p), mulmod(mload(0xba0), add(calldataload(0xde0), sub(p, mload(0xf80))), p)), mulmod(mload(0xbc0), add(0x0, sub(p, mod(add(calldataload(0xe20), add(calldataload(0xda0), mload(0xf60))), p))), p))))), p)), mulmod(calldataload(0x1080), add(add(mulmod(calldataload(0x1080), mload(0xbc0), p), mulmod(mload(0xba0), add(0x0, sub(p, mod(add(calldataload(0xda0), sub(p, mload(0xf60))), p))), p)), mulmod(mload(0xbe0), add(0x0, sub(p, mod(add(calldataload(0xda0), sub(p, calldataload(0xe20))), p))), p)), p)), p)))))), mulmod(mload(0x1120), add(mulmod(mload(0xf40), add(sub(p, calldataload(0x860)), mulmod(0x100, add(calldataload(0x820), calldataload(0x8e0)), p)), p), add(mulmod(mload(0xf20), add(sub(p, calldataload(0x760)), mulmod(0x10, add(calldataload(0x800), calldataload(0x8c0)), p)), p), add(mulmod(mload(0xf00), add(sub(p, calldataload(0x7a0)), mulmod(0x10, add(calldataload(0x7e0), calldataload(0x8a0)), p)), p), add(mulmod(mload(0xee0), add(sub(p, calldataload(0x540)), mulmod(0x10, add(calldataload(0x7c0), calldataload(0x880)), p)), p), add(mulmod(mload(0xea0), add(calldataload(0xb40), sub(p, mod(add(calldataload(0xbc0), calldataload(0xc00)), p))), p), add(mulmod(mload(0xe40), add(calldataload(0xb20), sub(p, mod(add(0x1, calldataload(0xbe0)), p))), p), mulmod(mload(0xda0), add(sub(p, calldataload(0xba0)), add(calldataload(0xf80), mulmod(0x10000, add(calldataload(0xf60), mulmod(0x10000, add(calldataload(0xf40), mulmod(0x10000, add(calldataload(0xf20), mulmod(0x10000, add(calldataload(0xf00), mulmod(0x10000, add(calldataload(0xee0), mulmod(0x10000, add(calldataload(0xec0), mulmod(0x10000, calldataload(0xea0), p)), p)), p)), p)), p)), p)), p))), p))))))), p)))))))))))), p))
            return(0, 0x20)
        }
    }
}
