// Package governance reads what governors have decided about a rollup's contracts:
// who governs and who settles, versions, code, delays, limits, what was announced and
// from when on it can be put in force, whether the rollup is frozen, and which messages
// to L2 wait. Lists come from events; where the contracts say the same themselves, what
// they say counts.
package governance
