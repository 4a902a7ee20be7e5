package prover

// ChooseGPUs lets GPUs, emulated ones too, be chosen by themselves for all proofs.
func ChooseGPUs() { gpuWorth = func(bool) (int64, bool) { return 0, true } }
