// Command asm writes the amd64 kernels of package felt. Run it by go generate.
//
//	go run ./internal/asm -kernels adx -out adx_amd64.s -stubs adx_amd64.go -pkg felt
package main

import (
	"flag"
	"log"

	. "github.com/mmcloughlin/avo/build"
)

func main() {
	kernels := flag.String("kernels", "", "which family to write: adx or vector")
	flag.Parse() // Generate parses again, harmlessly
	ConstraintExpr("amd64,!purego")
	switch *kernels {
	case "adx":
		adx()
	case "vector":
		vectors()
	default:
		log.Fatalf("unknown family %q", *kernels)
	}
	Generate()
}
