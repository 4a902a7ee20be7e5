// SPDX-License-Identifier: Apache-2.0
// Written by airgen from the description of the layout starknet in prover/air. Not to be edited.
pragma solidity ^0.8.30;

/// The composition polynomial of the layout starknet at a point off the trace domain:
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
    address private immutable CHUNK2;

    constructor(address[3] memory chunks) {
        require(
            keccak256(chunks[0].code) == 0xd57b7bdeec7074b59f747b544a345011dc3cb15e187c86e1fc85a7ab3cefa86d,
            WrongColumns(0)
        );
        CHUNK0 = chunks[0];
        require(
            keccak256(chunks[1].code) == 0x4939b823b6ff347dfda5e0a45e6c2f580842c1bde3cbc43bcea24f94f9b7fcec,
            WrongColumns(1)
        );
        CHUNK1 = chunks[1];
        require(
            keccak256(chunks[2].code) == 0x0b45d13e080b22f1b18c5d10bceee4bc49cefe4cb7ee5f2404a79e1b542c2740,
            WrongColumns(2)
        );
        CHUNK2 = chunks[2];
    }

    fallback() external {
        address chunk0 = CHUNK0;
        address chunk1 = CHUNK1;
        address chunk2 = CHUNK2;
        assembly {
            if iszero(calldatasize()) {
                mstore(0, 0x5703ca43048933dadaf6e8c894a5b8c05a12da8afc25f8b3a6f8ca2a937dec25)
                return(0, 0x20)
            }
            let p := 0x800000000000011000000000000000000000000000000000000000000000001
            let length := calldataload(0x40)
            {
                let x := calldataload(0x0)
                for { let i := sub(length, 15) } i { i := sub(i, 1) } { x := mulmod(x, x, p) }
                mstore(0x2a0, x)
                x := mulmod(x, x, p)
                mstore(0x280, x)
                x := mulmod(x, x, p)
                mstore(0x260, x)
                x := mulmod(x, x, p)
                mstore(0x240, x)
                x := mulmod(x, x, p)
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
                x := mulmod(x, x, p)
                mstore(0x3c0, x)
                x := mulmod(x, x, p)
                mstore(0x3e0, x)
                x := mulmod(x, x, p)
                mstore(0x400, x)
                x := mulmod(x, x, p)
                mstore(0x420, x)
                x := mulmod(x, x, p)
                mstore(0x440, x)
                x := mulmod(x, x, p)
                mstore(0x460, x)
                x := mulmod(x, x, p)
                mstore(0x480, x)
                x := mulmod(x, x, p)
                mstore(0x4a0, x)
                // powers of alpha
                let alpha := calldataload(0x20)
                x := 1
                for { let at := 0x4c0 } lt(at, 0x1d80) { at := add(at, 0x20) } {
                    mstore(at, x)
                    x := mulmod(x, alpha, p)
                }
            }
            mstore(0x2240, addmod(mload(0xc0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x2260, addmod(mload(0x140), 0x23c12f3909539339b83645c1b8de3e14ebfee15c2e8b3ad2867e3a47eba558c, p))
            mstore(0x2280, addmod(mload(0x140), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x22a0, addmod(mload(0xe0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x22c0, addmod(mload(0x120), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x22e0, addmod(mload(0x100), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x2300, addmod(mload(0x1c0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x2320, addmod(mload(0x1c0), 0x6cbd4d6b94eb939ccb57c5480e138a173a27ace4a5fc54b4787ab61db989929, p))
            mstore(0x2340, addmod(mload(0x1c0), 0x53e9e43310171127ca85800a26ad63c923b601c735afd6be52c850c2f594b0c, p))
            mstore(0x2360, addmod(mload(0x1e0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x2380, addmod(mload(0x180), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x23a0, addmod(mload(0x1a0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x23c0, addmod(mload(0x2a0), 0xc5a3dd3a3ac2c5b45105b4aa69209611336e839426d2ac3deddd5402e54e74, p))
            mstore(0x23e0, addmod(mload(0x2a0), 0x53e9e43310171127ca85800a26ad63c923b601c735afd6be52c850c2f594b0c, p))
            mstore(0x2400, addmod(mload(0x280), 0xc5a3dd3a3ac2c5b45105b4aa69209611336e839426d2ac3deddd5402e54e74, p))
            mstore(0x2420, addmod(mload(0x280), 0x53e9e43310171127ca85800a26ad63c923b601c735afd6be52c850c2f594b0c, p))
            mstore(0x2440, addmod(mload(0x2a0), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x2460, addmod(mload(0x280), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x2480, addmod(mload(0x200), 0x800000000000011000000000000000000000000000000000000000000000000, p))
            mstore(0x24a0, addmod(mload(0x200), 0x6d70f0117d4d45ba17965f8ef7d97ff2f642f9b061dda132978eaf94d8fc89c, p))
            mstore(0x24c0, addmod(mload(0x200), 0x7652ba6132a38b03235de6319db950d925c8a2e571867eddda9c7064b75756, p))
            mstore(0x24e0, addmod(mload(0x200), 0x25039bf00f0a8574d989aa0c25839b3b56ef27efdc1b2754d3094f1e8636fb7, p))
            mstore(0x2500, addmod(mload(0x200), 0x213b984777d9556bac89fd2aebbda0c4f420b98440cfdba7cc83ba09fde1ac8, p))
            mstore(0x2520, addmod(mload(0x200), 0x45c40f3b789247e4cbd57c6c872ed46813ca2a448b41132c39e91b1cb30b703, p))
            mstore(0x2540, addmod(mload(0x200), 0x53dd916fef25dea9af2b17ce573de6cc292e931a052b77c61dfd0244936792a, p))
            mstore(0x2560, addmod(mload(0x200), 0x35bb4f20c667eb43b4d5b1c3d078aa08af88b1d16137a887d5580145e2674e3, p))
            mstore(0x2580, addmod(mload(0x200), 0x1cc9a01f2178b3736f524e1d06398916739deaa1bbed178c525a1e211901146, p))
            mstore(0x25a0, addmod(mload(0x200), 0x1feaf4bde5ded9d8e35c28efaee5956d6600fc41be09de22e452aaa388920b4, p))
            mstore(0x25c0, addmod(mload(0x200), 0x5ee3771d22bf43d322e396efc5d93f9cc68b63096bc79b7de02392efd9cf8f5, p))
            mstore(0x25e0, addmod(mload(0x200), 0x6e19b37c392a8787bae8f025259aa3336d73e39b1c44c21c4929d8f7cfaa0cf, p))
            mstore(0x2600, addmod(mload(0x200), 0x7f4ab8a6173b92fda7237f0f6e190c41c78777feabad31a0f35f63161a8e0af, p))
            mstore(0x2620, addmod(mload(0x200), 0x40f50e465c49f2fb4d50d46a1e44edb371cf5a0fea71ad0cb757bd9c45041c4, p))
            mstore(0x2640, addmod(mload(0x200), 0x4a4fe0d0fc4cc7019be9cfe12dbe6e34a4a24a5277ce225cd0fca2e433e3390, p))
            mstore(0x2660, addmod(mload(0x200), 0x279c4487a6611e3af5550024c7cd477b6c5f135c5788c66e39626c3860dcacd, p))
            mstore(0x2680, addmod(mload(0x280), 0x6cbd4d6b94eb939ccb57c5480e138a173a27ace4a5fc54b4787ab61db989929, p))
            mstore(0x26a0, addmod(mload(0x1e0), 0x1, p))
            mstore(0x26c0, addmod(mload(0x200), 0x625023929a2995b533120664329f8c7c5268e56ac8320da2a616626f41337e3, p))
            mstore(0x26e0, addmod(mload(0x1e0), 0xb54759e8c46e1258dc80f091e6f3be387888015452ce5f0ca09ce9e571f52, p))
            mstore(0x2700, addmod(mload(0x1e0), 0x35b01f2f03b33a0e6416301ed24191cb5b5db5ad8831dda32f035d1bcc1cc71, p))
            mstore(0x2720, addmod(mload(0x1e0), 0x625023929a2995b533120664329f8c7c5268e56ac8320da2a616626f41337e3, p))
            mstore(0x2740, addmod(mload(0x1e0), 0x35183f2d8880e8b8a5417148527353e46bcdb6075d123eb2cddc8779cdcae55, p))
            mstore(0x2760, addmod(mload(0x1e0), 0x5ce3fa16c35cb4da537753675ca3276ead24059dddea2ca47c36587e5a538d1, p))
            mstore(0x2780, addmod(mload(0x1e0), 0x41104ad3bf9c4826934465197a4e85e902b07b98f85a21e6b16c3e194daee75, p))
            mstore(0x27a0, addmod(mload(0x1e0), 0x3b912c31d6a226e4a15988c6b7ec1915474043aac68553537192090b43635cd, p))
            mstore(0x27c0, addmod(mload(0x1e0), 0x686012ffe5698d5f9f0fd5b17c8c5fcfa6c8e6fe64d7215b0fa64fcf8e67715, p))
            mstore(0x27e0, addmod(mload(0x1e0), 0x23c12f3909539339b83645c1b8de3e14ebfee15c2e8b3ad2867e3a47eba558c, p))
            mstore(0x2800, addmod(mload(0x1e0), 0x44e3695db389974018d54fadedea76313cb6344311e464f62173a3091f410c0, p))
            mstore(0x2820, addmod(mload(0x1c0), 0x625023929a2995b533120664329f8c7c5268e56ac8320da2a616626f41337e3, p))
            mstore(0x2840, addmod(mload(0x1e0), 0x17489197a5e5055c05e0ccaa7c6c96a7debd9b5013eb91479c40b7e55e175f5, p))
            mstore(0x2860, addmod(mload(0x1e0), 0x6cbd4d6b94eb939ccb57c5480e138a173a27ace4a5fc54b4787ab61db989929, p))
            mstore(0x2880, addmod(mload(0x1e0), 0x2c226e9010da226650d4e831a8c21933d6d16ce5fad48839e202fdbb6c986d7, p))
            mstore(0x28a0, addmod(mload(0x1e0), 0x63365fe0de874d9c90adb1e2f9c676e98c62155e4412e873ada5e1dee6feebb, p))
            mstore(0x28c0, addmod(mload(0x1e0), 0x211c88e2dd40bd3cdd1c69103a26c06339749cf6943864821fdc6d10263070c, p))
            mstore(0x28e0, add(calldataload(0x0), sub(p, mload(0x320))))
            mstore(0x2900, add(calldataload(0x0), sub(p, mload(0x300))))
            mstore(0x2920, add(calldataload(0x0), sub(p, mload(0x2e0))))
            mstore(0x2940, add(calldataload(0x0), sub(p, mload(0x340))))
            mstore(0x2960, add(calldataload(0x0), sub(p, 0x1)))
            mstore(0x2980, mulmod(mload(0x2940), mload(0x2960), p))
            mstore(0x29a0, mulmod(mload(0x2920), mload(0x2980), p))
            mstore(0x29c0, mulmod(mload(0x2900), mload(0x29a0), p))
            mstore(0x29e0, mload(0x2240))
            mstore(0x2a00, mload(0x2260))
            mstore(0x2a20, mload(0x2280))
            mstore(0x2a40, mload(0x22a0))
            mstore(0x2a60, mload(0x22c0))
            mstore(0x2a80, mload(0x22e0))
            mstore(0x2aa0, mload(0x2300))
            mstore(0x2ac0, mload(0x2320))
            mstore(0x2ae0, mload(0x2340))
            mstore(0x2b00, mload(0x2360))
            mstore(0x2b20, mload(0x2380))
            mstore(0x2b40, mload(0x23a0))
            mstore(0x2b60, mload(0x23c0))
            mstore(0x2b80, mload(0x23e0))
            mstore(0x2ba0, mload(0x2400))
            mstore(0x2bc0, mload(0x2420))
            mstore(0x2be0, mload(0x2440))
            mstore(0x2c00, mload(0x2460))
            mstore(0x2c20, mload(0x2480))
            mstore(0x2c40, mulmod(mload(0x2660), mulmod(mload(0x2640), mulmod(mload(0x2620), mulmod(mload(0x2600), mulmod(mload(0x25e0), mulmod(mload(0x25c0), mulmod(mload(0x25a0), mulmod(mload(0x2580), mulmod(mload(0x2560), mulmod(mload(0x2540), mulmod(mload(0x2520), mulmod(mload(0x2500), mulmod(mload(0x24e0), mulmod(mload(0x24c0), mulmod(mload(0x24a0), mload(0x2480), p), p), p), p), p), p), p), p), p), p), p), p), p), p), p))
            mstore(0x2c60, mload(0x2680))
            mstore(0x2c80, mulmod(mload(0x28e0), mload(0x29c0), p))
            {
                let product := 1
                for { let at := 0x29e0 } lt(at, 0x2ca0) { at := add(at, 0x20) } {
                    mstore(add(at, 0x2c0), product)
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
                for { let at := 0x2ca0 } gt(at, 0x29e0) {} {
                    at := sub(at, 0x20)
                    let factor := mload(at)
                    mstore(at, mulmod(inverse, mload(add(at, 0x2c0)), p))
                    inverse := mulmod(inverse, factor, p)
                }
            }
            mstore(0x1ea0, mulmod(mload(0x29e0), mload(0x2260), p))
            mstore(0x1ec0, mload(0x2a00))
            mstore(0x1ee0, mload(0x2a20))
            mstore(0x1f00, mload(0x2a40))
            mstore(0x1f20, mload(0x2a60))
            mstore(0x1f40, mload(0x2a80))
            mstore(0x1f60, mload(0x2aa0))
            mstore(0x1f80, mulmod(mload(0x29e0), mload(0x2340), p))
            mstore(0x1fa0, mload(0x2ac0))
            mstore(0x1fc0, mload(0x2ae0))
            mstore(0x1fe0, mulmod(mload(0x2aa0), mload(0x26a0), p))
            mstore(0x2000, mload(0x2b00))
            mstore(0x2020, mulmod(mload(0x2b20), mload(0x2420), p))
            mstore(0x2040, mulmod(mload(0x2b40), mload(0x23e0), p))
            mstore(0x2060, mload(0x2b60))
            mstore(0x2080, mload(0x2b80))
            mstore(0x20a0, mload(0x2ba0))
            mstore(0x20c0, mload(0x2bc0))
            mstore(0x20e0, mload(0x2be0))
            mstore(0x2100, mload(0x2c00))
            mstore(0x2120, mulmod(mload(0x2aa0), mload(0x26c0), p))
            mstore(0x2140, mload(0x2c20))
            mstore(0x2160, mload(0x2c40))
            mstore(0x2180, mload(0x2c60))
            mstore(0x21a0, mload(0x2b20))
            mstore(0x21c0, mulmod(mload(0x2a20), mulmod(mload(0x2800), mulmod(mload(0x27e0), mulmod(mload(0x27c0), mulmod(mload(0x27a0), mulmod(mload(0x2780), mulmod(mload(0x2760), mulmod(mload(0x2740), mulmod(mload(0x2720), mulmod(mload(0x2700), mload(0x26e0), p), p), p), p), p), p), p), p), p), p))
            mstore(0x21e0, mulmod(mload(0x2b20), mload(0x2820), p))
            mstore(0x2200, mulmod(mload(0x2a60), mulmod(mload(0x2860), mulmod(mload(0x2800), mload(0x2840), p), p), p))
            mstore(0x2220, mulmod(mload(0x2a20), mulmod(mload(0x2800), mulmod(mload(0x27e0), mulmod(mload(0x27c0), mulmod(mload(0x27a0), mulmod(mload(0x2780), mulmod(mload(0x2760), mulmod(mload(0x2740), mulmod(mload(0x2720), mulmod(mload(0x2700), mulmod(mload(0x26e0), mulmod(mload(0x28c0), mulmod(mload(0x28a0), mload(0x2880), p), p), p), p), p), p), p), p), p), p), p), p), p))
            extcodecopy(chunk0, 0x2f60, 1, 0x5fe0)
            extcodecopy(chunk1, 0x8f40, 1, 0x5fe0)
            extcodecopy(chunk2, 0xef20, 1, 0xf40)
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0x2f60 } lt(at, 0x6f60) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1d80, mod(v, p))
            }
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0x6f60 } lt(at, 0xaf60) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1da0, mod(v, p))
            }
            {
                let y := mload(0x2a0)
                let v := 0
                for { let at := 0xaf60 } lt(at, 0xcf60) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1dc0, mod(v, p))
            }
            {
                let y := mload(0x2a0)
                let v := 0
                for { let at := 0xcf60 } lt(at, 0xef60) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1de0, mod(v, p))
            }
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0xef60 } lt(at, 0xf060) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1e00, mod(v, p))
            }
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0xf060 } lt(at, 0xf160) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1e20, mod(v, p))
            }
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0xf160 } lt(at, 0xf260) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1e40, mod(v, p))
            }
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0xf260 } lt(at, 0xfa60) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1e60, mod(v, p))
            }
            {
                let y := mload(0x1e0)
                let v := 0
                for { let at := 0xfa60 } lt(at, 0xfe60) { at := add(at, 0x100) } {
                    v := add(mulmod(v, y, p), mload(at))
                    v := add(mulmod(v, y, p), mload(add(at, 0x20)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x40)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x60)))
                    v := add(mulmod(v, y, p), mload(add(at, 0x80)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xa0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xc0)))
                    v := add(mulmod(v, y, p), mload(add(at, 0xe0)))
                }
                mstore(0x1e80, mod(v, p))
            }
            mstore(0x2f60, add(calldataload(0x3e0), sub(p, mod(add(calldataload(0x400), calldataload(0x400)), p))))
            mstore(0x2f80, add(calldataload(0x420), sub(p, mod(add(calldataload(0x440), calldataload(0x440)), p))))
            mstore(0x2fa0, add(calldataload(0x460), sub(p, mod(add(calldataload(0x480), calldataload(0x480)), p))))
            mstore(0x2fc0, add(calldataload(0x440), sub(p, mod(add(calldataload(0x460), calldataload(0x460)), p))))
            mstore(0x2fe0, add(0x1, sub(p, mod(add(mload(0x2fc0), add(mload(0x2f80), mload(0x2fa0))), p))))
            mstore(0x3000, add(calldataload(0x480), sub(p, mod(add(calldataload(0x4a0), calldataload(0x4a0)), p))))
            mstore(0x3020, add(calldataload(0x4a0), sub(p, mod(add(calldataload(0x4c0), calldataload(0x4c0)), p))))
            mstore(0x3040, add(calldataload(0x500), sub(p, mod(add(calldataload(0x520), calldataload(0x520)), p))))
            mstore(0x3060, add(0x1, sub(p, mod(add(mload(0x3040), add(mload(0x3000), mload(0x3020))), p))))
            mstore(0x3080, add(calldataload(0x4c0), sub(p, mod(add(calldataload(0x4e0), calldataload(0x4e0)), p))))
            mstore(0x30a0, add(calldataload(0x4e0), sub(p, mod(add(calldataload(0x500), calldataload(0x500)), p))))
            mstore(0x30c0, add(0x1, sub(p, mod(add(mload(0x3040), add(mload(0x3080), mload(0x30a0))), p))))
            mstore(0x30e0, add(calldataload(0x560), sub(p, mod(add(calldataload(0x580), calldataload(0x580)), p))))
            mstore(0x3100, add(calldataload(0x580), sub(p, mod(add(calldataload(0x5a0), calldataload(0x5a0)), p))))
            mstore(0x3120, add(0x1, sub(p, mod(add(mload(0x30e0), mload(0x3100)), p))))
            mstore(0x3140, add(calldataload(0x18a0), sub(p, calldataload(0x17a0))))
            mstore(0x3160, add(calldataload(0x400), sub(p, mod(add(calldataload(0x420), calldataload(0x420)), p))))
            mstore(0x3180, add(calldataload(0x1920), sub(p, calldataload(0x9c0))))
            mstore(0x31a0, add(calldataload(0x980), sub(p, calldataload(0x18a0))))
            mstore(0x31c0, add(0x1, add(mload(0x2f80), calldataload(0x860))))
            mstore(0x31e0, add(mload(0x30e0), mload(0x30e0)))
            mstore(0x3200, add(calldataload(0x780), calldataload(0x780)))
            mstore(0x3220, add(mload(0x3200), mload(0x3200)))
            mstore(0x3240, add(calldataload(0x7c0), sub(p, mod(add(calldataload(0x7e0), calldataload(0x7e0)), p))))
            mstore(0x3260, add(calldataload(0x12e0), calldataload(0x12e0)))
            mstore(0x3280, add(calldataload(0x1320), calldataload(0x1320)))
            mstore(0x32a0, add(mload(0x3280), mload(0x3280)))
            mstore(0x32c0, add(calldataload(0x700), sub(p, mod(add(calldataload(0x720), calldataload(0x720)), p))))
            mstore(0x32e0, mulmod(mload(0xd00), add(calldataload(0x600), sub(p, calldataload(0x5e0))), p))
            mstore(0x3300, mulmod(mload(0xd20), add(calldataload(0x6a0), sub(p, calldataload(0x680))), p))
            mstore(0x3320, mulmod(calldataload(0x2160), calldataload(0x2120), p))
            mstore(0x3340, mulmod(calldataload(0x2100), calldataload(0x2180), p))
            mstore(0x3360, mulmod(calldataload(0x2140), calldataload(0x20e0), p))
            mstore(0x3380, mulmod(calldataload(0x1f00), calldataload(0x1fa0), p))
            mstore(0x33a0, mulmod(calldataload(0x1f60), calldataload(0x1ee0), p))
            mstore(0x33c0, add(mload(0x33a0), mload(0x33a0)))
            mstore(0x33e0, add(mload(0x3380), mload(0x3380)))
            mstore(0x3400, add(calldataload(0x1100), calldataload(0x1100)))
            mstore(0x3420, add(mload(0x3400), mload(0x3400)))
            mstore(0x3440, mulmod(calldataload(0x1100), calldataload(0x1180), p))
            mstore(0x3460, add(mload(0x3440), mload(0x3440)))
            mstore(0x3480, add(mload(0x33c0), mload(0x33c0)))
            mstore(0x34a0, add(calldataload(0x11e0), calldataload(0x11e0)))
            mstore(0x34c0, mulmod(calldataload(0x11e0), calldataload(0x1240), p))
            mstore(0x34e0, mulmod(calldataload(0x2020), calldataload(0x2040), p))
            mstore(0x3500, add(calldataload(0x2060), calldataload(0x2060)))
            mstore(0x3520, add(mload(0x3500), mload(0x3500)))
            mstore(0x3540, mulmod(calldataload(0x2060), calldataload(0x2080), p))
            mstore(0x3560, mulmod(calldataload(0x20a0), calldataload(0x20c0), p))
            mstore(0x3580, add(mload(0x3540), mload(0x3540)))
            mstore(0x35a0, add(calldataload(0x20a0), calldataload(0x20a0)))
            mstore(0x35c0, add(mload(0x34e0), mload(0x34e0)))
            mstore(0x35e0, add(mload(0x35c0), mload(0x35c0)))
            mstore(0x3600, mulmod(calldataload(0x17c0), calldataload(0x17c0), p))
            mstore(0x3620, add(calldataload(0x19a0), sub(p, calldataload(0x17c0))))
            mstore(0x3640, mulmod(mload(0x1160), add(calldataload(0x1d40), sub(p, calldataload(0x19a0))), p))
            mstore(0x3660, mulmod(mload(0x1180), add(calldataload(0x1e40), sub(p, calldataload(0x1bc0))), p))
            mstore(0x3680, mulmod(calldataload(0x1b40), calldataload(0x1b40), p))
            mstore(0x36a0, add(calldataload(0x1840), sub(p, calldataload(0x1b40))))
            mstore(0x36c0, mulmod(mload(0x18c0), add(calldataload(0x1cc0), sub(p, calldataload(0x1840))), p))
            mstore(0x36e0, mulmod(mload(0x18e0), add(calldataload(0x1de0), sub(p, calldataload(0x1b00))), p))
            mstore(0x3700, add(calldataload(0x18c0), sub(p, mod(add(calldataload(0x1d00), calldataload(0x1d00)), p))))
            mstore(0x3720, add(calldataload(0x19e0), sub(p, mod(add(calldataload(0x1d60), calldataload(0x1d60)), p))))
            mstore(0x3740, add(calldataload(0x1a60), sub(p, mload(0x1dc0))))
            mstore(0x3760, mulmod(mload(0x1040), add(calldataload(0x1ea0), sub(p, calldataload(0x1a60))), p))
            mstore(0x3780, mulmod(mload(0x1060), add(calldataload(0x1f20), sub(p, calldataload(0x1da0))), p))
            mstore(0x37a0, add(calldataload(0x1c60), sub(p, mod(add(calldataload(0x1ec0), calldataload(0x1ec0)), p))))
            mstore(0x37c0, add(calldataload(0x23e0), sub(p, calldataload(0x22a0))))
            mstore(0x37e0, add(calldataload(0x2420), sub(p, 0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804)))
            mstore(0x3800, add(calldataload(0x21e0), calldataload(0x21e0)))
            mstore(0x3820, add(mload(0x3800), mload(0x3800)))
            mstore(0x3840, add(calldataload(0x2220), sub(p, mod(add(calldataload(0x2240), calldataload(0x2240)), p))))
            mstore(0x3860, mulmod(calldataload(0x1c00), calldataload(0x1a80), p))
            mstore(0x3880, mulmod(calldataload(0x1940), calldataload(0x1c80), p))
            mstore(0x38a0, mulmod(calldataload(0x1b80), calldataload(0x1800), p))
            mstore(0x38c0, add(mload(0x3460), mload(0x3460)))
            mstore(0x38e0, mulmod(calldataload(0x1280), calldataload(0x12a0), p))
            mstore(0x3900, mulmod(calldataload(0x1860), calldataload(0x1960), p))
            mstore(0x3920, add(mload(0x3900), mload(0x3900)))
            mstore(0x3940, add(mload(0x3920), mload(0x3920)))
            mstore(0x3960, add(calldataload(0x1a00), calldataload(0x1a00)))
            mstore(0x3980, mulmod(calldataload(0x1b20), calldataload(0x1ba0), p))
            mstore(0x39a0, add(calldataload(0x9e0), sub(p, mod(mload(0x31c0), p))))
            mstore(0x39c0, mulmod(mload(0x960), add(calldataload(0x1040), sub(p, calldataload(0x1080))), p))
            mstore(0x39e0, add(calldataload(0x1060), sub(p, calldataload(0x1020))))
            mstore(0x3a00, add(calldataload(0x1160), sub(p, calldataload(0x10e0))))
            mstore(0x3a20, add(calldataload(0x1220), sub(p, calldataload(0x1140))))
            mstore(0x3a40, add(mulmod(add(calldataload(0x0), sub(p, mload(0x3e0))), mulmod(add(calldataload(0xd00), sub(p, mod(add(0x1, calldataload(0xac0)), p))), mulmod(mload(0x2000), mload(0xde0), p), p), p), mod(add(mulmod(mload(0x28e0), mulmod(mload(0x1f20), add(mulmod(mload(0xac0), add(mulmod(calldataload(0x25a0), add(calldataload(0x140), sub(p, calldataload(0x1220))), p), sub(p, mulmod(calldataload(0x2560), add(calldataload(0x140), sub(p, calldataload(0x11c0))), p))), p), mulmod(mload(0xb40), add(calldataload(0x2580), sub(p, mod(add(calldataload(0x2520), mulmod(mload(0x3a20), add(mulmod(calldataload(0x2520), calldataload(0x160), p), mulmod(mload(0x3a20), calldataload(0x180), p)), p)), p))), p)), p), p), add(mulmod(mload(0x2900), mulmod(mload(0x1f40), add(mulmod(mload(0xa40), mulmod(mload(0x3a00), add(mload(0x3a00), sub(p, 0x1)), p), p), mulmod(mload(0xa00), add(mulmod(calldataload(0x2540), add(calldataload(0x120), sub(p, calldataload(0x1160))), p), sub(p, mulmod(calldataload(0x24e0), add(calldataload(0x120), sub(p, calldataload(0x1120))), p))), p)), p), p), add(mulmod(mload(0x2920), mulmod(mload(0x1f00), add(mulmod(mload(0x39e0), add(mload(0x39c0), mulmod(mload(0x940), add(mload(0x39e0), sub(p, 0x1)), p)), p), add(sub(p, mload(0x39c0)), mulmod(mload(0x900), add(mulmod(calldataload(0x2500), add(calldataload(0xe0), sub(p, mod(add(calldataload(0x1060), mulmod(calldataload(0x100), calldataload(0x1080), p)), p))), p), sub(p, mulmod(calldataload(0x24c0), add(calldataload(0xe0), sub(p, mod(add(calldataload(0x8a0), mulmod(calldataload(0x100), calldataload(0x8c0), p)), p))), p))), p))), p), p), add(mulmod(mload(0x2940), mulmod(mload(0x1ee0), add(mulmod(mload(0x6e0), add(add(add(calldataload(0x1a20), sub(p, calldataload(0x18a0))), sub(p, mulmod(mload(0x3100), mload(0x31a0), p))), sub(p, mulmod(mload(0x30e0), add(add(calldataload(0x17a0), 0x2), sub(p, calldataload(0x18a0))), p))), p), add(add(mulmod(mload(0x6a0), mulmod(mload(0x39a0), add(calldataload(0x18e0), sub(p, mod(mload(0x3040), p))), p), p), add(add(mulmod(mload(0x640), add(calldataload(0x17e0), sub(p, mulmod(mload(0x3040), calldataload(0x980), p))), p), mulmod(mload(0x660), add(calldataload(0x18e0), sub(p, mulmod(calldataload(0x1920), calldataload(0x17e0), p))), p)), mulmod(mload(0x680), add(add(add(calldataload(0x9e0), sub(p, mulmod(mload(0x3040), mload(0x39a0), p))), mulmod(calldataload(0x17e0), add(calldataload(0x9e0), sub(p, mod(add(calldataload(0x860), calldataload(0x9c0)), p))), p)), sub(p, mod(add(add(mload(0x31c0), mulmod(mload(0x3080), add(calldataload(0x1920), sub(p, mod(mload(0x31c0), p))), p)), mulmod(mload(0x30a0), add(add(calldataload(0x860), calldataload(0x1920)), sub(p, mod(mload(0x31c0), p))), p)), p))), p))), mulmod(mload(0x6c0), add(calldataload(0x1980), sub(p, mod(add(mload(0x31e0), add(add(calldataload(0x540), sub(p, mod(add(calldataload(0x560), calldataload(0x560)), p))), add(calldataload(0x17a0), mulmod(calldataload(0x1920), add(calldataload(0x520), sub(p, mod(add(calldataload(0x540), calldataload(0x540)), p))), p)))), p))), p))), p), p), add(mulmod(mulmod(mload(0x2220), mload(0x1d00), p), add(calldataload(0x1c20), sub(p, mod(add(mload(0x1e80), add(sub(p, mod(add(mload(0x3980), mload(0x3980)), p)), add(add(calldataload(0x1b20), calldataload(0x1b20)), add(add(add(mload(0x3940), mload(0x3940)), add(mload(0x3960), mload(0x3960))), mulmod(0x6, mulmod(calldataload(0x1a00), calldataload(0x1aa0), p), p))))), p))), p), add(mulmod(mulmod(mload(0x2200), mload(0x1ce0), p), add(calldataload(0x12c0), sub(p, mod(add(mload(0x1e60), add(sub(p, mod(add(mload(0x38e0), mload(0x38e0)), p)), add(add(calldataload(0x1280), calldataload(0x1280)), add(add(add(mload(0x38c0), mload(0x38c0)), add(mload(0x34a0), mload(0x34a0))), mulmod(0x6, mload(0x34c0), p))))), p))), p), add(mulmod(mload(0x21e0), add(add(mulmod(mload(0x1b60), add(calldataload(0x1e60), sub(p, mod(add(mload(0x1e00), add(mload(0x38a0), add(mload(0x3880), add(mload(0x3860), add(mload(0x3860), mload(0x3860)))))), p))), p), mulmod(mload(0x1b80), add(calldataload(0x1d20), sub(p, mod(add(mload(0x1e20), add(mload(0x38a0), add(mload(0x3860), sub(p, mload(0x3880))))), p))), p)), mulmod(mload(0x1ba0), add(calldataload(0x1e20), sub(p, mod(add(mload(0x1e40), add(add(mload(0x3860), mload(0x3880)), sub(p, mod(add(mload(0x38a0), mload(0x38a0)), p)))), p))), p)), p), add(mulmod(add(sub(p, calldataload(0x1960)), mulmod(calldataload(0x1860), calldataload(0x1860), p)), mulmod(mload(0x21c0), mload(0x1ae0), p), p), add(mulmod(mload(0x21a0), add(mulmod(mload(0x1aa0), add(sub(p, calldataload(0x1800)), mulmod(calldataload(0x1b80), calldataload(0x1b80), p)), p), add(mulmod(mload(0x1a60), add(sub(p, calldataload(0x1a80)), mulmod(calldataload(0x1c00), calldataload(0x1c00), p)), p), mulmod(mload(0x1a80), add(sub(p, calldataload(0x1c80)), mulmod(calldataload(0x1940), calldataload(0x1940), p)), p))), p), add(mulmod(calldataload(0x19e0), mulmod(mload(0x2180), mload(0x1800), p), p), add(mulmod(add(add(calldataload(0x10c0), calldataload(0x1580)), sub(p, mod(add(calldataload(0x16e0), add(calldataload(0x1620), calldataload(0x1620))), p))), mulmod(mload(0x2160), mload(0x14e0), p), p), add(mulmod(mload(0x2140), add(mulmod(mload(0x1560), add(sub(p, calldataload(0x1700)), mulmod(0x100, add(calldataload(0x16c0), calldataload(0x1780)), p)), p), add(mulmod(mload(0x1540), add(sub(p, calldataload(0x15a0)), mulmod(0x10, add(calldataload(0x16a0), calldataload(0x1760)), p)), p), add(mulmod(mload(0x1520), add(sub(p, calldataload(0x1640)), mulmod(0x10, add(calldataload(0x1680), calldataload(0x1740)), p)), p), add(mulmod(mload(0x1500), add(sub(p, calldataload(0x11c0)), mulmod(0x10, add(calldataload(0x1660), calldataload(0x1720)), p)), p), add(mulmod(mload(0x1460), add(calldataload(0xd40), sub(p, mod(add(0x1, calldataload(0xd80)), p))), p), mulmod(mload(0x14c0), add(calldataload(0xd60), sub(p, mod(add(calldataload(0xd20), calldataload(0xda0)), p))), p)))))), p), add(mulmod(add(calldataload(0xce0), sub(p, mod(add(0x1, calldataload(0xb40)), p))), mulmod(mload(0x2120), mload(0x1440), p), p), add(mulmod(mload(0x2100), add(mulmod(calldataload(0x2360), add(mulmod(mload(0x3720), mload(0x1720), p), mulmod(mload(0x1740), add(calldataload(0x1d60), sub(p, mulmod(0x800000000000000000000000000000000000000000000000, calldataload(0x21a0), p))), p)), p), add(mulmod(mload(0x1980), add(calldataload(0xf80), sub(p, calldataload(0x2300))), p), add(mulmod(mload(0x1960), add(calldataload(0xe80), sub(p, calldataload(0x2260))), p), add(mulmod(mload(0x1940), add(calldataload(0xe40), sub(p, calldataload(0x1b00))), p), add(mulmod(mload(0x1920), add(calldataload(0xec0), sub(p, calldataload(0x1840))), p), add(mulmod(mload(0x1900), add(calldataload(0x19e0), sub(p, calldataload(0xf00))), p), add(mulmod(mload(0x17c0), mulmod(mload(0x3840), add(calldataload(0x2200), sub(p, mulmod(0x40000000000000, calldataload(0x2220), p))), p), p), add(mulmod(mload(0x17a0), add(calldataload(0x22c0), sub(p, mulmod(mload(0x3840), add(calldataload(0x21e0), sub(p, mod(add(calldataload(0x2200), calldataload(0x2200)), p))), p))), p), add(mulmod(mload(0x1780), mulmod(calldataload(0x22c0), add(calldataload(0x21c0), sub(p, mod(add(mload(0x3820), mload(0x3820)), p))), p), p), add(add(mulmod(mload(0x1700), add(calldataload(0xe00), sub(p, calldataload(0x1a40))), p), add(mulmod(mload(0x16e0), add(calldataload(0xf40), sub(p, calldataload(0x1b40))), p), add(mulmod(mload(0x1660), add(calldataload(0xf60), sub(p, mod(add(0x1, calldataload(0xe60)), p))), p), add(mulmod(mload(0x1640), add(calldataload(0xe60), sub(p, mod(add(0x1, calldataload(0xee0)), p))), p), add(mulmod(mload(0x1620), add(calldataload(0xee0), sub(p, mod(add(0x1, calldataload(0xde0)), p))), p), add(mulmod(mload(0x1600), add(calldataload(0xde0), sub(p, mod(add(0x1, calldataload(0xf20)), p))), p), add(mulmod(mload(0x15e0), add(calldataload(0xf20), sub(p, mod(add(0x1, calldataload(0xe20)), p))), p), add(mulmod(mload(0x15c0), add(calldataload(0xe20), sub(p, mod(add(0x1, calldataload(0xea0)), p))), p), add(add(mulmod(mload(0x11e0), add(calldataload(0x19a0), sub(p, 0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804)), p), mulmod(mload(0x1200), add(calldataload(0x1bc0), sub(p, 0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a)), p)), mulmod(mload(0x1320), add(sub(p, 0x1), mulmod(calldataload(0x18c0), calldataload(0x22e0), p)), p)))))))))), mulmod(mload(0x1760), add(calldataload(0x2360), sub(p, mulmod(calldataload(0x22c0), add(calldataload(0x21a0), sub(p, mod(add(calldataload(0x21c0), calldataload(0x21c0)), p))), p))), p))))))))))), p), add(mulmod(mload(0x20e0), add(mulmod(mload(0x1400), add(calldataload(0xc80), sub(p, calldataload(0x17c0))), p), add(mulmod(mload(0x13e0), add(calldataload(0xfc0), sub(p, calldataload(0x1c60))), p), add(mulmod(mload(0x13a0), add(calldataload(0xfa0), sub(p, mod(add(0x1, calldataload(0xc60)), p))), p), add(mulmod(mload(0x1360), add(mulmod(calldataload(0x1ac0), calldataload(0x1ac0), p), sub(p, mod(add(0x6f21413efbe40de150e596d72f7a8c5609ad26c15c915c1f4cdfcb99cee9e89, add(calldataload(0x17c0), mulmod(calldataload(0x17c0), calldataload(0x2460), p))), p))), p), add(mulmod(mload(0x1340), add(calldataload(0x2460), sub(p, mload(0x3600))), p), add(mulmod(mload(0x1300), add(sub(p, 0x1), mulmod(calldataload(0x1c60), calldataload(0x2320), p)), p), add(mulmod(mload(0x12e0), add(sub(p, 0x1), mulmod(mload(0x37e0), calldataload(0x2400), p)), p), add(mulmod(mload(0x12c0), add(mulmod(calldataload(0x2280), calldataload(0x2280), p), sub(p, mod(add(calldataload(0x18c0), add(0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804, calldataload(0x2420))), p))), p), add(mulmod(mload(0x12a0), add(add(0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a, calldataload(0x2480)), sub(p, mulmod(calldataload(0x2280), mload(0x37e0), p))), p), add(mulmod(mload(0x1280), add(sub(p, 0x1), mulmod(mload(0x37c0), calldataload(0x23c0), p)), p), add(mulmod(mload(0x1260), add(add(calldataload(0x2440), calldataload(0x23a0)), sub(p, mulmod(calldataload(0x24a0), add(calldataload(0x23e0), sub(p, calldataload(0x2380))), p))), p), add(add(add(mulmod(mload(0x11a0), add(calldataload(0x1a60), sub(p, 0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804)), p), mulmod(mload(0x11c0), add(0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a, calldataload(0x1da0)), p)), mulmod(mload(0x1220), add(calldataload(0x2440), sub(p, mod(add(calldataload(0x2340), mulmod(calldataload(0x24a0), mload(0x37c0), p)), p))), p)), mulmod(mload(0x1240), add(mulmod(calldataload(0x24a0), calldataload(0x24a0), p), sub(p, mod(add(calldataload(0x2380), add(calldataload(0x23e0), calldataload(0x22a0))), p))), p))))))))))))), p), add(mulmod(mload(0x20c0), add(mulmod(calldataload(0x18c0), mload(0x10c0), p), mulmod(calldataload(0x19e0), mload(0x1820), p)), p), add(mulmod(calldataload(0x18c0), mulmod(mload(0x20a0), mload(0x10a0), p), p), add(mulmod(calldataload(0x1c60), mulmod(mload(0x2080), mload(0xfa0), p), p), add(mulmod(calldataload(0x1c60), mulmod(mload(0x2060), mload(0xf80), p), p), add(mulmod(mload(0x2040), add(add(add(mload(0x3780), add(mload(0x3760), mulmod(mload(0x1020), add(sub(p, 0x1), mulmod(mload(0x3740), calldataload(0x1880), p)), p))), mulmod(mload(0x37a0), add(sub(p, mload(0x3780)), add(sub(p, mload(0x3760)), add(mulmod(mload(0x1000), add(calldataload(0x1da0), calldataload(0x1f20)), p), add(add(mulmod(mload(0xf60), add(mload(0x37a0), sub(p, 0x1)), p), mulmod(mload(0xfc0), add(calldataload(0x1da0), sub(p, mload(0x1de0))), p)), mulmod(mload(0xfe0), add(0x0, sub(p, mod(add(calldataload(0x1ea0), add(calldataload(0x1a60), mload(0x1dc0))), p))), p))))), p)), mulmod(calldataload(0x1e80), add(add(mulmod(mload(0xfc0), add(0x0, sub(p, mod(mload(0x3740), p))), p), mulmod(calldataload(0x1e80), mload(0xfe0), p)), mulmod(mload(0x1000), add(0x0, sub(p, mod(add(calldataload(0x1a60), sub(p, calldataload(0x1ea0))), p))), p)), p)), p), add(mulmod(mload(0x2020), add(mulmod(calldataload(0x1900), add(add(mulmod(mload(0x1840), add(0x0, sub(p, mod(mload(0x36a0), p))), p), mulmod(calldataload(0x1900), mload(0x1860), p)), mulmod(mload(0x1880), add(0x0, sub(p, mod(add(calldataload(0x1840), sub(p, calldataload(0x1cc0))), p))), p)), p), add(mulmod(mload(0x3720), add(sub(p, mload(0x36e0)), add(sub(p, mload(0x36c0)), add(mulmod(mload(0x1880), add(calldataload(0x1b00), calldataload(0x1de0)), p), add(add(mulmod(mload(0x17e0), add(mload(0x3720), sub(p, 0x1)), p), mulmod(mload(0x1840), add(calldataload(0x1b00), sub(p, calldataload(0x1a40))), p)), mulmod(mload(0x1860), add(0x0, sub(p, mod(add(calldataload(0x1cc0), add(calldataload(0x1b40), calldataload(0x1840))), p))), p))))), p), add(mulmod(calldataload(0x19c0), add(add(mulmod(mload(0x10e0), add(0x0, sub(p, mod(mload(0x3620), p))), p), mulmod(calldataload(0x19c0), mload(0x1100), p)), mulmod(mload(0x1120), add(0x0, sub(p, mod(add(calldataload(0x19a0), sub(p, calldataload(0x1d40))), p))), p)), p), add(add(mload(0x36e0), add(mload(0x36c0), add(mulmod(mload(0x18a0), add(sub(p, 0x1), mulmod(mload(0x36a0), calldataload(0x1b60), p)), p), add(mulmod(mload(0x16c0), add(add(calldataload(0x1a40), calldataload(0x1d80)), sub(p, mulmod(calldataload(0x1c40), add(calldataload(0x1b40), sub(p, calldataload(0x1e00))), p))), p), add(add(mulmod(mload(0x1680), add(add(0x1, add(mload(0x3680), add(mload(0x3680), mload(0x3680)))), sub(p, mulmod(calldataload(0x1c40), add(calldataload(0x1a40), calldataload(0x1a40)), p))), p), add(mload(0x3660), add(mload(0x3640), add(mulmod(mload(0x1140), add(sub(p, 0x1), mulmod(mload(0x3620), calldataload(0x1be0), p)), p), add(mulmod(mload(0xf40), add(add(calldataload(0x1ac0), calldataload(0x1dc0)), sub(p, mulmod(calldataload(0x1ae0), add(calldataload(0x17c0), sub(p, calldataload(0x1ca0))), p))), p), add(mulmod(mload(0xf00), add(add(0x1, add(mload(0x3600), add(mload(0x3600), mload(0x3600)))), sub(p, mulmod(calldataload(0x1ae0), add(calldataload(0x1ac0), calldataload(0x1ac0)), p))), p), mulmod(mload(0xf20), add(mulmod(calldataload(0x1ae0), calldataload(0x1ae0), p), sub(p, mod(add(calldataload(0x1ca0), add(calldataload(0x17c0), calldataload(0x17c0))), p))), p))))))), mulmod(mload(0x16a0), add(mulmod(calldataload(0x1c40), calldataload(0x1c40), p), sub(p, mod(add(calldataload(0x1e00), add(calldataload(0x1b40), calldataload(0x1b40))), p))), p)))))), mulmod(mload(0x3700), add(sub(p, mload(0x3660)), add(sub(p, mload(0x3640)), add(mulmod(mload(0x1120), add(calldataload(0x1bc0), calldataload(0x1e40)), p), add(add(mulmod(mload(0x1080), add(mload(0x3700), sub(p, 0x1)), p), mulmod(mload(0x10e0), add(calldataload(0x1bc0), sub(p, calldataload(0x1ac0))), p)), mulmod(mload(0x1100), add(0x0, sub(p, mod(add(calldataload(0x1d40), add(calldataload(0x17c0), calldataload(0x19a0))), p))), p))))), p))))), p), add(mulmod(mload(0x2000), add(mulmod(mload(0x1d60), add(calldataload(0x1fe0), sub(p, mod(add(0x2c14fccabc26929170cc7ac9989c823608b9008bef3b8e16b6089a5d33cd72e, add(add(mload(0x35a0), add(add(mload(0x3520), add(mload(0x35e0), mload(0x35e0))), mulmod(0x6, mload(0x3540), p))), sub(p, mod(add(mload(0x3560), mload(0x3560)), p)))), p))), p), add(mulmod(mload(0x1d40), add(calldataload(0x1fc0), sub(p, mod(add(0x3195d6b2d930e71cede286d5b8b41d49296ddf222bcd3bf3717a12a9a6947ff, add(mload(0x3560), add(mload(0x35a0), add(mload(0x3580), mload(0x3580))))), p))), p), add(mulmod(mload(0x1d20), add(calldataload(0x2000), sub(p, mod(add(0x13d1b5cfd87693224f0ac561ab2c15ca53365d768311af59cefaf701bc53b37, add(mload(0x3560), add(mulmod(0x6, calldataload(0x20a0), p), add(add(add(mload(0x3520), mload(0x3520)), mulmod(0x10, mload(0x34e0), p)), mulmod(0x10, mload(0x3540), p))))), p))), p), add(mulmod(mload(0x1cc0), add(calldataload(0x1280), sub(p, mod(add(0xf2193ba0c7ea33ce6222d9446c1e166202ae5461005292f4a2bcb93420151a, add(add(mload(0x34a0), add(add(mload(0x3420), add(mload(0x3480), mload(0x3480))), mulmod(mload(0x3440), 0x6, p))), sub(p, mod(add(mload(0x34c0), mload(0x34c0)), p)))), p))), p), add(add(mulmod(mload(0x1c80), add(calldataload(0x1100), sub(p, mod(add(0x4b085eb1df4258c3453cc97445954bf3433b6ab9dd5a99592864c00f54a3f9a, add(sub(p, mod(mload(0x33c0), p)), add(mload(0x3380), mulmod(calldataload(0x1f80), calldataload(0x1f40), p)))), p))), p), add(mulmod(mload(0x1c60), add(calldataload(0x1600), sub(p, calldataload(0x1b20))), p), add(mulmod(mload(0x1c40), add(calldataload(0x15e0), sub(p, calldataload(0x1a00))), p), add(mulmod(mload(0x1c20), add(calldataload(0x15c0), sub(p, calldataload(0x1860))), p), add(add(mulmod(mload(0x1be0), add(calldataload(0xcc0), sub(p, mod(add(mload(0x3360), add(mload(0x3320), sub(p, mload(0x3340)))), p))), p), add(mulmod(mload(0x1bc0), add(calldataload(0xbe0), sub(p, mod(add(mload(0x3360), add(mload(0x3340), add(mload(0x3320), add(mload(0x3320), mload(0x3320))))), p))), p), add(mulmod(mload(0x1b40), add(add(calldataload(0xaa0), 0x3a3956d2fad44d0e7f760a2277dc7cb2cac75dc279b2d687a0dbe17704a8309), sub(p, calldataload(0x1b80))), p), add(mulmod(mload(0x1b20), add(add(calldataload(0xb20), 0x3827681995d5af9ffc8397a3d00425a3da43f76abf28a64e4ab1a22f27508c4), sub(p, calldataload(0x1940))), p), add(mulmod(mload(0x1b00), add(add(calldataload(0xa20), 0x6861759ea556a2339dd92f9562a30b9e58e2ad98109ae4780b7fd8eac77fe6f), sub(p, calldataload(0x1c00))), p), add(mulmod(mload(0xe80), add(calldataload(0xac0), sub(p, mod(add(0x1, calldataload(0xb80)), p))), p), add(mulmod(mload(0xe60), add(calldataload(0xae0), sub(p, calldataload(0x660))), p), add(add(mulmod(mload(0xe20), add(calldataload(0xba0), sub(p, calldataload(0x800))), p), add(mulmod(mload(0xdc0), add(calldataload(0x940), sub(p, calldataload(0x700))), p), add(mulmod(mload(0xd80), add(calldataload(0x5e0), sub(p, 0x49ee3eba8c1600700ee1b87eb599f16716b0b1022947733551fde4050ca6804)), p), mulmod(mload(0xda0), add(calldataload(0x680), sub(p, 0x3ca0cfe4b3bc6ddf346d49d06ea0ed34e621062c0e056c1d0405d266e10268a)), p)))), mulmod(mload(0xe40), add(calldataload(0xb80), sub(p, mod(add(0x1, calldataload(0x920)), p))), p))))))))), mulmod(mload(0x1c00), add(calldataload(0xc40), sub(p, mod(add(add(mload(0x3320), mload(0x3340)), sub(p, mod(add(mload(0x3360), mload(0x3360)), p))), p))), p)))))), mulmod(mload(0x1ca0), add(calldataload(0x11e0), sub(p, mod(add(0x46fb825257fec76c50fe043684d4e6d2d2f2fdfe9b7c8d7128ca7acc0f66f30, add(sub(p, mod(mload(0x3460), p)), add(mload(0x3420), add(mulmod(mload(0x33a0), 0xa, p), sub(p, mod(add(mload(0x33e0), mload(0x33e0)), p)))))), p))), p)))))), p), add(mulmod(mload(0x1fe0), add(mulmod(mload(0xd40), add(calldataload(0x640), sub(p, calldataload(0x620))), p), mulmod(mload(0xd60), add(calldataload(0x6e0), sub(p, calldataload(0x6c0))), p)), p), add(mulmod(calldataload(0x700), mulmod(mload(0x1fc0), mload(0xc80), p), p), add(mulmod(calldataload(0x700), mulmod(mload(0x1fa0), mload(0xc60), p), p), add(mulmod(mload(0x1f80), add(add(add(mload(0x32e0), mload(0x3300)), mulmod(mload(0x32c0), add(sub(p, mload(0x3300)), add(sub(p, mload(0x32e0)), add(mulmod(mload(0xce0), add(calldataload(0x680), calldataload(0x6a0)), p), add(add(mulmod(mload(0xc40), add(mload(0x32c0), sub(p, 0x1)), p), mulmod(mload(0xca0), add(calldataload(0x680), sub(p, mload(0x1da0))), p)), mulmod(mload(0xcc0), add(0x0, sub(p, mod(add(calldataload(0x600), add(calldataload(0x5e0), mload(0x1d80))), p))), p))))), p)), mulmod(calldataload(0x820), add(add(mulmod(calldataload(0x820), mload(0xcc0), p), mulmod(mload(0xca0), add(0x0, sub(p, mod(add(calldataload(0x5e0), sub(p, mload(0x1d80))), p))), p)), mulmod(mload(0xce0), add(0x0, sub(p, mod(add(calldataload(0x5e0), sub(p, calldataload(0x600))), p))), p)), p)), p), add(add(mulmod(mload(0x1f20), add(add(mulmod(calldataload(0x8a0), mload(0x9a0), p), mulmod(calldataload(0x8c0), mload(0x9c0), p)), mulmod(mload(0x1ac0), add(sub(p, calldataload(0x1180)), mulmod(calldataload(0x1100), calldataload(0x1100), p)), p)), p), add(add(mulmod(mload(0x1ea0), mulmod(mload(0x2f60), add(mload(0x2f60), sub(p, 0x1)), p), p), mulmod(calldataload(0x3e0), mulmod(mload(0x1ec0), mload(0x4e0), p), p)), mulmod(mload(0x1ee0), add(mulmod(mload(0x3100), add(add(mulmod(mload(0x7a0), add(calldataload(0x10a0), sub(p, 0x7ffe)), p), mulmod(mload(0x7c0), add(calldataload(0x1120), sub(p, 0x7fff)), p)), mulmod(mload(0x7e0), add(add(mload(0x3060), add(mload(0x2fc0), add(mload(0x2f60), mload(0x3080)))), sub(p, 0x4)), p)), p), add(mulmod(mload(0x30e0), add(add(mulmod(mload(0x760), add(calldataload(0x11a0), sub(p, 0x8001)), p), add(mulmod(mload(0x740), add(calldataload(0x10a0), sub(p, 0x8000)), p), add(mulmod(mload(0x31a0), mload(0x700), p), mulmod(mload(0x720), add(calldataload(0x900), sub(p, mod(mload(0x31c0), p))), p)))), mulmod(mload(0x780), add(add(mload(0x31e0), 0x2), sub(p, mod(add(0x4, add(mload(0x2f60), mload(0x3160))), p))), p)), p), add(mulmod(mload(0x800), mulmod(add(calldataload(0x980), sub(p, calldataload(0x1920))), add(calldataload(0x5a0), sub(p, mod(add(calldataload(0x5c0), calldataload(0x5c0)), p))), p), p), add(mulmod(mload(0x620), add(sub(p, mulmod(mload(0x3020), add(calldataload(0x1820), sub(p, calldataload(0x9c0))), p)), add(add(mload(0x3180), sub(p, mulmod(mload(0x3040), mload(0x3180), p))), sub(p, mulmod(mload(0x3000), calldataload(0x900), p)))), p), add(mulmod(mload(0x600), add(calldataload(0x1820), sub(p, mulmod(calldataload(0x900), calldataload(0x9c0), p))), p), add(mulmod(mload(0x5e0), add(add(0x8000, calldataload(0x9a0)), sub(p, mod(add(calldataload(0x1120), add(mulmod(mload(0x2fc0), add(calldataload(0x18a0), sub(p, calldataload(0x900))), p), add(add(calldataload(0x900), mulmod(mload(0x2f80), add(calldataload(0x860), sub(p, calldataload(0x900))), p)), mulmod(mload(0x2fa0), add(calldataload(0x17a0), sub(p, calldataload(0x900))), p)))), p))), p), add(mulmod(mload(0x5c0), add(add(0x8000, calldataload(0x8e0)), sub(p, mod(add(calldataload(0x11a0), add(calldataload(0x17a0), mulmod(mload(0x3140), mload(0x3160), p))), p))), p), add(mulmod(mload(0x5a0), add(add(calldataload(0x960), 0x8000), sub(p, mod(add(calldataload(0x10a0), add(calldataload(0x17a0), mulmod(mload(0x2f60), mload(0x3140), p))), p))), p), add(mulmod(mload(0x580), mulmod(mload(0x3120), add(mload(0x3120), sub(p, 0x1)), p), p), add(mulmod(mload(0x560), mulmod(mload(0x30c0), add(mload(0x30c0), sub(p, 0x1)), p), p), add(mulmod(mload(0x540), mulmod(mload(0x3060), add(mload(0x3060), sub(p, 0x1)), p), p), add(mulmod(mload(0x520), mulmod(mload(0x2fe0), add(mload(0x2fe0), sub(p, 0x1)), p), p), mulmod(mload(0x500), add(calldataload(0x880), sub(p, mod(add(calldataload(0x10a0), mulmod(0x10000, add(calldataload(0x11a0), mulmod(0x10000, add(calldataload(0x1120), mulmod(calldataload(0x3e0), 0x10000, p)), p)), p)), p))), p))))))))))))), p))), mulmod(mload(0x1f60), add(mulmod(calldataload(0x1ce0), add(mulmod(mload(0x32c0), mload(0xb80), p), mulmod(mload(0xba0), add(calldataload(0x720), sub(p, mulmod(0x800000000000000000000000000000000000000000000000, calldataload(0x740), p))), p)), p), add(mulmod(mload(0x14a0), add(sub(p, calldataload(0xb60)), add(mulmod(calldataload(0x1560), 0x8000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x1520), 0x4000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x1500), 0x2000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x14c0), 0x1000000000000000000000000000000000000000000000000, p), add(mulmod(calldataload(0x14a0), 0x800000000000000000000000000000000, p), add(mulmod(calldataload(0x1460), 0x400000000000000000000000000000000, p), add(mulmod(calldataload(0x1440), 0x200000000000000000000000000000000, p), add(mulmod(calldataload(0x1400), 0x100000000000000000000000000000000, p), add(mulmod(calldataload(0x13e0), 0x80000000000000000, p), add(mulmod(calldataload(0x13a0), 0x40000000000000000, p), add(mulmod(calldataload(0x1380), 0x20000000000000000, p), add(add(add(mload(0x32a0), mload(0x32a0)), add(add(calldataload(0x10c0), add(calldataload(0x1260), calldataload(0x1260))), add(mload(0x3260), mload(0x3260)))), mulmod(calldataload(0x1340), 0x10000000000000000, p)))))))))))))), p), add(add(mulmod(mload(0xc20), mulmod(mload(0x3240), add(calldataload(0x7a0), sub(p, mulmod(calldataload(0x7c0), 0x40000000000000, p))), p), p), add(mulmod(mload(0xc00), add(calldataload(0x840), sub(p, mulmod(mload(0x3240), add(calldataload(0x780), sub(p, mod(add(calldataload(0x7a0), calldataload(0x7a0)), p))), p))), p), add(mulmod(mload(0xbc0), add(calldataload(0x1ce0), sub(p, mulmod(calldataload(0x840), add(calldataload(0x740), sub(p, mod(add(calldataload(0x760), calldataload(0x760)), p))), p))), p), mulmod(mload(0xbe0), mulmod(calldataload(0x840), add(calldataload(0x760), sub(p, mod(add(mload(0x3220), mload(0x3220)), p))), p), p)))), mulmod(mload(0xea0), add(sub(p, calldataload(0xa60)), add(calldataload(0x1540), mulmod(0x10000, add(calldataload(0x14e0), mulmod(0x10000, add(calldataload(0x1480), mulmod(0x10000, add(calldataload(0x1420), mulmod(0x10000, add(calldataload(0x13c0), mulmod(0x10000, add(calldataload(0x1360), mulmod(0x10000, add(calldataload(0x1300), mulmod(0x10000, calldataload(0x1200), p)), p)), p)), p)), p)), p)), p))), p)))), p)))))))))))))))))))))))))))), p)))
            mstore(0x3a60, add(calldataload(0x18a0), sub(p, calldataload(0x1e0))))
            mstore(0x3a80, mulmod(mload(0x2c80), add(mulmod(mload(0x29c0), add(mulmod(mload(0xae0), add(calldataload(0x2560), sub(p, 0x1)), p), mulmod(mload(0xb60), add(calldataload(0x2520), sub(p, calldataload(0xc0))), p)), p), mulmod(mload(0x28e0), add(mulmod(mload(0x29a0), add(mulmod(mload(0xa20), add(calldataload(0x24e0), sub(p, 0x1)), p), mulmod(mload(0xa80), add(calldataload(0x10e0), sub(p, calldataload(0x80))), p)), p), mulmod(mload(0x2900), add(mulmod(mload(0x2980), mulmod(mload(0x920), add(calldataload(0x24c0), sub(p, calldataload(0xa0))), p), p), mulmod(mload(0x2920), add(mulmod(mload(0x2960), add(mulmod(mload(0x8c0), add(calldataload(0x860), sub(p, calldataload(0x1c0))), p), add(mulmod(mload(0x880), add(calldataload(0x17a0), sub(p, calldataload(0x200))), p), mulmod(mload(0x3a60), mload(0x8a0), p))), p), mulmod(mload(0x2940), add(mulmod(mload(0x1a20), add(calldataload(0xa80), sub(p, mod(add(0x2, calldataload(0x3a0)), p))), p), add(mulmod(mload(0x19e0), add(calldataload(0xb00), sub(p, mod(add(0x1, calldataload(0x3a0)), p))), p), add(mulmod(mload(0x19a0), add(calldataload(0xa00), sub(p, calldataload(0x3a0))), p), add(mulmod(mload(0x1580), add(calldataload(0xea0), sub(p, calldataload(0x360))), p), add(mulmod(mload(0x1420), add(calldataload(0xb40), sub(p, calldataload(0x320))), p), add(mulmod(mload(0x1380), add(calldataload(0xc60), sub(p, calldataload(0x2e0))), p), add(mulmod(mload(0xee0), add(calldataload(0xa40), sub(p, calldataload(0x2a0))), p), add(mulmod(mload(0xe00), add(calldataload(0x920), sub(p, calldataload(0x260))), p), add(mulmod(calldataload(0x1140), mload(0xb20), p), add(mulmod(mload(0xb00), add(calldataload(0x2520), sub(p, 0x1)), p), add(mulmod(mload(0xaa0), add(sub(p, calldataload(0x140)), add(calldataload(0x10c0), mulmod(calldataload(0x2560), add(calldataload(0x140), sub(p, calldataload(0x1140))), p))), p), add(mulmod(mload(0xa60), add(calldataload(0x10e0), sub(p, calldataload(0x60))), p), add(mulmod(mload(0x9e0), add(sub(p, calldataload(0x120)), add(calldataload(0x10a0), mulmod(calldataload(0x24e0), add(calldataload(0x120), sub(p, calldataload(0x10e0))), p))), p), add(mulmod(mload(0x980), add(calldataload(0x1020), sub(p, 0x1)), p), add(add(mulmod(mload(0x860), add(calldataload(0x860), sub(p, calldataload(0x1a0))), p), add(mulmod(mload(0x820), add(calldataload(0x17a0), sub(p, calldataload(0x1e0))), p), mulmod(mload(0x3a60), mload(0x840), p))), mulmod(mload(0x8e0), add(mulmod(calldataload(0x24c0), add(calldataload(0xe0), sub(p, mod(add(calldataload(0x1020), mulmod(calldataload(0x100), calldataload(0x1040), p)), p))), p), sub(p, mod(add(calldataload(0xe0), sub(p, mod(add(calldataload(0x860), mulmod(calldataload(0x880), calldataload(0x100), p)), p))), p))), p)))))))))))))))), p)), p)), p)), p)), p))
            mstore(0, mod(add(mload(0x3a80), add(mulmod(add(calldataload(0x0), sub(p, mload(0x480))), mulmod(add(calldataload(0xfe0), sub(p, mod(add(calldataload(0xea0), 0x7), p))), mulmod(mload(0x2100), mload(0x15a0), p), p), p), add(mulmod(add(calldataload(0x0), sub(p, mload(0x400))), mulmod(add(calldataload(0xdc0), sub(p, mod(add(0x1, calldataload(0xd40)), p))), mulmod(mload(0x2140), mload(0x1480), p), p), p), add(mulmod(add(calldataload(0x0), sub(p, mload(0x4a0))), mulmod(add(calldataload(0x1000), sub(p, mod(add(0x1, calldataload(0xfa0)), p))), mulmod(mload(0x20e0), mload(0x13c0), p), p), p), add(mload(0x3a40), mulmod(add(calldataload(0x0), sub(p, mload(0x3c0))), mulmod(mload(0x1f60), add(mulmod(mload(0x1a40), add(calldataload(0xc20), sub(p, mod(add(0x3, calldataload(0xa80)), p))), p), add(mulmod(mload(0x1a00), add(calldataload(0xca0), sub(p, mod(add(0x3, calldataload(0xb00)), p))), p), add(mulmod(mload(0xec0), add(calldataload(0xc00), sub(p, mod(add(0x1, calldataload(0xa40)), p))), p), mulmod(mload(0x19c0), add(calldataload(0xbc0), sub(p, mod(add(calldataload(0xa00), 0x3), p))), p)))), p), p)))))), p))
            return(0, 0x20)
        }
    }
}
