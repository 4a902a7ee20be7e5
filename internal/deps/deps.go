//go:build deps

package deps

import (
	_ "github.com/ethereum/go-ethereum/ethclient/simulated"
	_ "gonum.org/v1/plot"
)
