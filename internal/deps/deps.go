//go:build deps

package deps

import (
	_ "github.com/alecthomas/kong"
	_ "github.com/cockroachdb/pebble/v2"
	_ "github.com/cometbft/cometbft/node"
	_ "github.com/ethereum/go-ethereum/ethclient/simulated"
	_ "github.com/klauspost/cpuid/v2"
	_ "github.com/mmcloughlin/avo/build"
	_ "github.com/schollz/progressbar/v3"
	_ "gonum.org/v1/plot"
	_ "pgregory.net/rapid"
)
