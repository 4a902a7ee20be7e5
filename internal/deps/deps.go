//go:build deps

package deps

import (
	_ "github.com/cometbft/cometbft/node"
	_ "github.com/ethereum/go-ethereum/ethclient/simulated"
	_ "gonum.org/v1/plot"
)
