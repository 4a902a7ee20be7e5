package program_test

import (
	"math/big"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/consensys/gnark-crypto/ecc/bls12-381/fr"
	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"
	"github.com/stretchr/testify/require"

	"quarry/sequencer/program"
	"quarry/sequencer/starknet"
)

// TestConstants: the program's constants are those of this package, and of
// Starknet.
func TestConstants(t *testing.T) {
	number := func(n uint64) fp.Element { return fp.NewElement(n) }
	gas, deployGas := program.GasOf(program.Transfer), program.GasOf(program.Deploy)
	bound := *new(fp.Element).SetBigInt(program.AddressBound())
	order := fr.Modulus()
	limb := new(big.Int).Lsh(big.NewInt(1), 86)
	part := func(shift uint, modulus *big.Int) fp.Element {
		v := new(big.Int).Rsh(order, shift)
		return *new(fp.Element).SetBigInt(v.Mod(v, modulus))
	}
	half := new(big.Int).Lsh(big.NewInt(1), 128)
	want := map[string]fp.Element{
		"TRANSFER": number(uint64(program.Transfer)), "WITHDRAWAL": number(uint64(program.Withdrawal)),
		"DEPLOY": number(uint64(program.Deploy)), "DEPOSIT": number(uint64(program.Deposit)),
		"SUCCEEDED": number(uint64(program.Succeeded)), "REVERTED": number(uint64(program.Reverted)),
		"TREE_HEIGHT": number(program.TreeHeight), "MAX_PAYLOAD": number(program.MaxPayload),
		"TOKEN": starknet.TokenAddress, "L2_BRIDGE": starknet.BridgeAddress, "ACCOUNT_CLASS": starknet.AccountClassHash,
		"SELECTOR_TRANSFER": starknet.SelectorTransfer, "SELECTOR_WITHDRAW": starknet.SelectorWithdraw,
		"SELECTOR_DEPOSIT": starknet.SelectorDeposit, "EMPTY_HASH": starknet.Poseidon(),
		"INVOKE_L2_GAS": number(gas.L2), "INVOKE_L1_DATA_GAS": number(gas.L1Data),
		"DEPLOY_L2_GAS": number(deployGas.L2), "DEPLOY_L1_DATA_GAS": number(deployGas.L1Data),
		"HEADER_WORDS": number(program.HeaderWords), "BLOB_WORDS": number(program.BlobWords),
		"ORDER_0": part(0, limb), "ORDER_1": part(86, limb), "ORDER_2": part(172, limb),
		"ORDER_LOW": part(0, half), "ORDER_HIGH": part(128, half),
	}
	require.Equal(t, program.Token, starknet.TokenAddress)
	require.Equal(t, program.L2Bridge, starknet.BridgeAddress)
	require.Equal(t, program.GasOf(program.Withdrawal), gas)
	constant := regexp.MustCompile(`(?m)^const (\w+) = (\w+);$`)
	found := 0
	var text strings.Builder
	for _, file := range []string{"cairo/constants.cairo", "cairo/blob.cairo"} {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		text.Write(source)
	}
	for _, m := range constant.FindAllStringSubmatch(text.String(), -1) {
		w, ok := want[m[1]]
		require.True(t, ok, m[1])
		require.Equal(t, w, felt(m[2]), m[1])
		found++
	}
	require.Equal(t, len(want), found)
	require.Contains(t, text.String(), "const ADDRESS_BOUND = 2 ** 251 - 256;")
	require.Equal(t, pow2(251, -256), bound)
}

// TestArtifact: the compiled program is one that is run in proof mode, with the
// builtins that it says.
func TestArtifact(t *testing.T) {
	require.Equal(t, []string{"output", "pedersen", "range_check", "ecdsa", "poseidon"}, program.Builtins())
	cells := program.Cells()
	require.Equal(t, felt("0x40780017fff7fff"), cells[0]) // ap += …
	require.Equal(t, fp.NewElement(5), cells[1])          // … as many as there are builtins
	require.Contains(t, string(program.Compiled()), `"compiler_version":"0.14.0.1"`)
}
