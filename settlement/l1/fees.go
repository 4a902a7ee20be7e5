package l1

import (
	"context"
	"math/big"

	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/params"
)

// prices are those of a transaction, or of the market.
type prices struct {
	feeCap, tipCap *big.Int // wei per gas
	blobFeeCap     *big.Int // wei per blob gas; nil without blobs
}

// market is what the next block will ask, as far as one knows.
type market struct {
	baseFee, tip *big.Int
	blobBaseFee  *big.Int // nil if there are no blobs to send
}

// readMarket asks the node for the prices of now.
func (m *Manager) readMarket(ctx context.Context, blobs bool) (*market, error) {
	head, err := m.client.HeaderByNumber(ctx, nil)
	if err != nil {
		return nil, unreachable(err)
	}
	now := &market{baseFee: new(big.Int)}
	if head.BaseFee != nil {
		now.baseFee = head.BaseFee
	}
	if now.tip, err = m.client.SuggestGasTipCap(ctx); err != nil {
		return nil, unreachable(err)
	}
	now.tip = larger(now.tip, m.options.MinTip)
	if blobs {
		if now.blobBaseFee, err = m.client.BlobBaseFee(ctx); err != nil {
			return nil, unreachable(err)
		}
	}
	return now, nil
}

// comfortable returns prices that stay good while the base fees double.
func (k *market) comfortable() prices {
	p := prices{tipCap: k.tip, feeCap: add(twice(k.baseFee), k.tip)}
	if k.blobBaseFee != nil {
		p.blobFeeCap = larger(twice(k.blobBaseFee), big.NewInt(1))
	}
	return p
}

// accepts tells whether a transaction with these prices could be in the next block.
func (k *market) accepts(p prices) bool {
	if p.feeCap.Cmp(add(k.baseFee, big.NewInt(1))) < 0 {
		return false
	}
	return k.blobBaseFee == nil || p.blobFeeCap.Cmp(k.blobBaseFee) >= 0
}

// attractive tells whether it also pays the tip that others pay.
func (k *market) attractive(p prices) bool {
	return k.accepts(p) && p.tipCap.Cmp(k.tip) >= 0 && p.feeCap.Cmp(add(k.baseFee, k.tip)) >= 0
}

// raised returns the least prices that nodes take as a replacement: a tenth more,
// for blobs twice as much, of every price.
func (p prices) raised() prices {
	rise := func(v *big.Int, percent int64) *big.Int {
		if v == nil {
			return nil
		}
		r := new(big.Int).Mul(v, big.NewInt(100+percent))
		return r.Add(r, big.NewInt(99)).Div(r, big.NewInt(100))
	}
	percent := int64(10)
	if p.blobFeeCap != nil {
		percent = 100
	}
	return prices{rise(p.feeCap, percent), rise(p.tipCap, percent), rise(p.blobFeeCap, percent)}
}

// atLeast returns the higher of each price.
func (p prices) atLeast(q prices) prices {
	r := prices{feeCap: larger(p.feeCap, q.feeCap), tipCap: larger(p.tipCap, q.tipCap), blobFeeCap: p.blobFeeCap}
	if p.blobFeeCap != nil && q.blobFeeCap != nil {
		r.blobFeeCap = larger(p.blobFeeCap, q.blobFeeCap)
	}
	return r
}

// cost is the highest that a transaction with these prices can cost.
func (p prices) cost(gas uint64, blobs int) *big.Int {
	cost := new(big.Int).Mul(p.feeCap, new(big.Int).SetUint64(gas))
	if p.blobFeeCap != nil {
		blobGas := new(big.Int).SetUint64(uint64(blobs) * params.BlobTxBlobGasPerBlob)
		cost.Add(cost, blobGas.Mul(blobGas, p.blobFeeCap))
	}
	return cost
}

// within returns the prices, lowered in proportion to cost no more than most.
func (p prices) within(most *big.Int, gas uint64, blobs int) prices {
	cost := p.cost(gas, blobs)
	if cost.Cmp(most) <= 0 {
		return p
	}
	lower := func(v *big.Int) *big.Int {
		if v == nil {
			return nil
		}
		r := new(big.Int).Mul(v, most)
		return larger(r.Div(r, cost), big.NewInt(1))
	}
	q := prices{feeCap: lower(p.feeCap), tipCap: p.tipCap, blobFeeCap: lower(p.blobFeeCap)}
	if q.tipCap.Cmp(q.feeCap) > 0 {
		q.tipCap = q.feeCap
	}
	return q
}

func pricesOf(a *Attempt) prices { return prices{a.FeeCap, a.TipCap, a.BlobFeeCap} }

// blobCount returns how many blobs a transaction carries.
func blobCount(tx *types.Transaction) int { return len(tx.BlobHashes()) }

func larger(a, b *big.Int) *big.Int {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

func add(a, b *big.Int) *big.Int { return new(big.Int).Add(a, b) }

func twice(a *big.Int) *big.Int { return new(big.Int).Lsh(a, 1) }
