// Package timing tells how long proofs take by those that were made: on this machine
// before, or for its calibration.
package timing
