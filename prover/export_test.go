package prover

// ChooseGPUs lets GPUs, emulated ones too, be chosen by themselves for all proofs.
func ChooseGPUs() { gpuWorth = 0 }
