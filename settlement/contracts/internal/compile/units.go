package main

// unit is one run of the compiler.
type unit struct {
	// dir is the folder, below that of the contracts, that files are in as the
	// compiler sees them.
	dir string
	// files are patterns below dir; files in folders below it are given to the
	// compiler as if they lay in dir.
	files []string
	// imports are files elsewhere, as patterns below the contracts' folder.
	imports []string
	// contracts are compiled to artefacts and bindings, whose names get the prefix.
	contracts []string
	prefix    string
	// bare contracts have artefacts alone.
	bare []string
	// tests is the folder of the artefacts of contracts that only tests deploy.
	tests string
	// straight is for generated straight-line assembly, which is translated as it
	// stands: the optimiser would only move its operands to where the stack's
	// end can't be reached.
	straight bool
}

var units = []unit{
	{
		dir: "core", files: []string{"*.sol"},
		imports:   []string{"bridge/*.sol", "escape/*.sol", "governance/*.sol", "verifier/IQuarryVerifier.sol"},
		contracts: []string{"Core", "Bridge", "Proxy"}, bare: []string{"Escape"},
	},
	{
		dir: "testdata", files: []string{"*.sol"},
		imports: []string{"escape/Poseidon.sol", "escape/StarkCurve.sol", "governance/*.sol"},
		bare:    []string{"TestVerifier", "TestHashes", "TestRecipient", "TestImplementation"}, tests: "testdata",
	},
	{dir: "verifier", files: []string{"Program.sol", "IQuarryVerifier.sol"}, contracts: []string{"ProgramFactory", "IQuarryVerifier"}},
	{dir: "verifier", files: []string{"*.sol", "generated/starknet/Layout.sol"}, contracts: []string{"Verifier"}, prefix: "Starknet"},
	{
		dir: "verifier", files: []string{"*.sol", "generated/starknet/Layout.sol", "testdata/TestOpenings.sol"},
		bare: []string{"TestOpenings"}, tests: "verifier/testdata",
	},
	{dir: "verifier", files: []string{"generated/starknet/*.sol"}, contracts: []string{"Composition", "Deep"}, prefix: "Starknet", straight: true},
	{dir: "verifier", files: []string{"*.sol", "generated/recursive/Layout.sol"}, contracts: []string{"Verifier"}, prefix: "Recursive"},
	{dir: "verifier", files: []string{"generated/recursive/*.sol"}, contracts: []string{"Composition", "Deep"}, prefix: "Recursive", straight: true},
}

// settings are solc's.
func (u unit) settings() map[string]any {
	optimizer := map[string]any{"enabled": true, "runs": 1_000_000}
	if u.straight {
		optimizer = map[string]any{"enabled": false}
	}
	return map[string]any{
		"evmVersion": "osaka",
		"viaIR":      !u.straight,
		"optimizer":  optimizer,
		// Nothing but code, so that the bytes depend on it alone.
		"metadata": map[string]any{"appendCBOR": false, "bytecodeHash": "none"},
		"outputSelection": map[string]any{"*": map[string]any{
			"*": []string{"abi", "evm.bytecode.object", "evm.deployedBytecode.object", "evm.deployedBytecode.sourceMap"},
		}},
	}
}
