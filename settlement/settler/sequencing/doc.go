// Package sequencing ties the settler to the sequencer's chain: it gives the settler
// the sealed blocks, tells the chain how far they are on L1, and gives the chain the
// messages that L1 has sent.
package sequencing
