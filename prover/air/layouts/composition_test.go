package layouts_test

// compositions holds, by layout, what an evaluation of Stone's own constraints
// (cpu_air_definition*.inl, ConstraintsEval) gave on the inputs of
// seededEvaluation, for the least number of steps (512 if that is less) and for
// 2^18.
var compositions = map[string][2]string{
	"plain": {
		"2055993c21f5cde8a894e7069993a00223fcef399706b01965ebd5923d7c424",
		"ff8c2227a6636a312d61bf5f932136493dd802ce208f9fa17c2e8a1d640636",
	},
	"small": {
		"467a3b5e9927191527e89492d208020949f793dfb85ddaf63959e17b0ffd9e",
		"5d2c5b65cca8013f028e833a31ef4fcb7ccac9c87d047202d2cd5ec52450adf",
	},
	"dex": {
		"60c6447d8e6910237346925534586ac55204522c95a9d15362ac1929ae7ed3c",
		"158b32c3dc97cb537f9bfbaa7803f61d6263d19a3924505e6175b5a8c3b7144",
	},
	"perpetual": {
		"5dcbfbf23a3d14fd5e65c3f92529a1eb3abc398cbd28aa9eddf4240c5b97ce6",
		"69baccd126e4c2a0e6e56c300c4258cd3be3bcabc334e3cbd85405fb772fd0",
	},
	"dex_with_bitwise": {
		"a57252867ed7f880598486a14b8c10d75c5c779329f4bdc66c102e8601f73f",
		"7a8493e9e5c0e308d10c2ac215fa894739d84d59fa58a2ddc0b624a5973de2a",
	},
	"recursive": {
		"57f189309533b3d735eaaefcdf5b7166c343f869aacb767b55505ed63bd039",
		"5a537a8a3a38d303c719afbaf447ab5698df827fd54e7076ade058e9992ab03",
	},
	"recursive_large_output": {
		"3a40d91a6562950086cbfd4762bba4729e0a5c3b36a1258710570f67c7d8e5e",
		"41995ce3f5f19bd942d7313d3af12fd5b14816286832d8de2a8bf81f115b639",
	},
	"recursive_with_poseidon": {
		"48fd94e56f4b8c0a9f84f53f9ed8197769f4fa9cad1745bf16158cf7d8d6690",
		"4de86a7ae354efbb57a58815d5ff1e9014890de0df24140de76b505e55364db",
	},
	"starknet": {
		"7bbb29fbd28b7a1229037edaa67c72711e7cb4f77c1300a636c2d3669894bae",
		"765f745bef34f3ce1321d81e55cd95dbcfeef7b14471844ff4eb536aa0b1be5",
	},
	"starknet_with_keccak": {
		"6cfce74cf8c29eeed1cd5f1e159e072734a93e0dd5f54d5057d3eb40da2d78e",
		"7cf9d44867b823ebfb6b123aee640ea583879abc0ea74feb2bb0a42c02806ee",
	},
	"all_solidity": {
		"e593e4cc6b31d85ea9ce9df336a92a09967733345be0b59e0605a31562ab3e",
		"2ac6de61ecd518035425f2f731c707703516e363a7462e9ce07441cd19a840e",
	},
}
