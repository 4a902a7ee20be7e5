package worker

import (
	"encoding/json"

	"quarry/prover"
	"quarry/prover/stone"
)

// samplePowBits is the proof of work of samples: enough to be measured.
const samplePowBits = 18

// sampleParameters are parameters with the hashes and the blow-up factor of a
// statement, for a sample.
func sampleParameters(s *prover.Statement) []byte {
	p := *s.Parameters
	fri := &p.STARK.FRI
	log := 4
	for n := sampleSteps; n > 1; n /= 2 {
		log++
	}
	const lastLayer = 6
	fri.StepList, fri.LastLayerDegreeBound = stone.SuggestSteps(log-lastLayer), 1<<lastLayer
	fri.ProofOfWorkBits = samplePowBits
	raw, err := json.Marshal(p.Object())
	if err != nil {
		panic(err) // numbers and texts can be written
	}
	return raw
}
