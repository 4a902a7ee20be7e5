package settler

import (
	"math/big"

	"github.com/prometheus/client_golang/prometheus"

	"quarry/settlement/l1"
)

// Collector shows what a settler does as Prometheus metrics.
type Collector struct{ settler *Settler }

// NewCollector returns the collector of a settler, to be registered.
func NewCollector(s *Settler) *Collector { return &Collector{s} }

func describe(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("quarry_settler_"+name, help, labels, nil)
}

var (
	jobsMetric      = describe("jobs", "Jobs of blocks that are under way.", "job", "status")
	blockMetric     = describe("block", "Number of the last block that L2 has sealed, and that L1 has settled.", "stage")
	balanceMetric   = describe("balance_ether", "What the operator's account has.")
	troubleMetric   = describe("trouble", "1 if L1, or L2, can't be read.", "part")
	pausedMetric    = describe("paused", "1 if new proofs, or updates, are paused.", "part")
	setAsideMetric  = describe("set_aside", "Blocks whose proof the contract refuses.")
	waitingMetric   = describe("transactions_waiting", "Transactions that no L1 block holds, by what keeps them.", "trouble")
	sentMetric      = describe("transactions_total", "Transactions that L1 holds, by their outcome.", "outcome")
	gasMetric       = describe("gas_total", "Gas that the transactions have used.")
	costMetric      = describe("cost_ether_total", "What they have cost.")
	reorganisations = describe("reorganisations_total", "How often an L1 block that held a transaction was left.")
	foreignMetric   = describe("foreign_transactions_total", "Transactions that another program has sent with the operator's account.")
	frozenMetric    = describe("frozen", "1 if the rollup is frozen.")
)

// Describe implements prometheus.Collector.
func (c *Collector) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		jobsMetric, blockMetric, balanceMetric, troubleMetric, pausedMetric, setAsideMetric, waitingMetric, sentMetric,
		gasMetric, costMetric, reorganisations, foreignMetric, frozenMetric,
	} {
		to <- d
	}
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(to chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	counter := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	o := c.settler.Overview()
	jobs, setAside := map[[2]string]int{}, 0
	for _, b := range o.Blocks {
		for kind, j := range b.Jobs {
			jobs[[2]string{string(kind), string(j.Status)}]++
		}
		if b.SetAside != nil {
			setAside++
		}
	}
	for labels, n := range jobs {
		gauge(jobsMetric, float64(n), labels[0], labels[1])
	}
	gauge(setAsideMetric, float64(setAside))
	gauge(blockMetric, float64(o.Sealed), "sealed")
	if o.Contract != nil {
		gauge(blockMetric, float64(o.Contract.Number), "settled")
		gauge(frozenMetric, truth(o.Contract.Frozen))
	}
	if balance, ok := new(big.Int).SetString(o.Balance, 10); ok {
		gauge(balanceMetric, ether(balance))
	}
	gauge(troubleMetric, truth(o.L1 != ""), "l1")
	gauge(troubleMetric, truth(o.L2 != ""), "l2")
	gauge(pausedMetric, truth(o.Control.PausedProofs), "proofs")
	gauge(pausedMetric, truth(o.Control.PausedUpdates), "updates")
	c.transactions(gauge, counter)
}

// transactions counts what was sent to L1.
func (c *Collector) transactions(gauge, counter func(*prometheus.Desc, float64, ...string)) {
	waiting, outcomes := map[string]int{}, map[string]int{}
	var gas uint64
	var left int
	cost := new(big.Int)
	for _, t := range c.settler.config.Manager.Transactions() {
		left += t.Reorganisations
		if t.State == l1.Submitted {
			waiting[string(t.Trouble)]++
			continue
		}
		outcomes[string(t.Outcome)]++
		gas += t.GasUsed
		cost.Add(cost, t.Cost)
	}
	for trouble, n := range waiting {
		gauge(waitingMetric, float64(n), trouble)
	}
	for outcome, n := range outcomes {
		counter(sentMetric, float64(n), outcome)
	}
	counter(foreignMetric, float64(c.settler.config.Manager.Foreign().Count))
	counter(gasMetric, float64(gas))
	counter(costMetric, ether(cost))
	counter(reorganisations, float64(left))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func ether(wei *big.Int) float64 {
	f, _ := new(big.Rat).SetFrac(wei, big.NewInt(1e18)).Float64()
	return f
}
