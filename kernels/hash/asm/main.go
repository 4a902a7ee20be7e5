// Command asm writes the amd64 assembly of package hash:
//
//	go run ./asm -kernel keccak -out keccak_amd64.s -stubs keccak_amd64.go -pkg hash
package main

import (
	"flag"
	"log"
	"os"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	kernel := flag.String("kernel", "", "keccak, blake2s, pedersen or poseidon")
	flag.Parse()
	// The generator's own name in the "Code generated" line.
	os.Args = []string{"asm", "-kernel", *kernel}
	ConstraintExpr("amd64,!purego")
	switch *kernel {
	case "keccak":
		keccakAVX2()
		keccakAVX512()
	case "pedersen":
		pedersenADX()
	case "poseidon":
		poseidonADX()
		poseidonPermute8()
		poseidonLanes("FMA", fma{})
		poseidonLanes("IFMA", ifma{})
	case "blake2s":
		blake2sAVX2()
		blake2sAVX512()
	default:
		log.Fatalf("no kernel %q", *kernel)
	}
	Generate()
}
