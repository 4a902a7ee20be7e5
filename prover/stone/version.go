package stone

import "quarry/fault"

// Version is the version of Stone whose proofs are made and taken.
type Version uint8

const (
	// V3 is Stone v3, also called stone6: the friendly layers go into the seed.
	V3 Version = iota
	// V2 is Stone v2, also called stone5: what StarkWare's Ethereum verifier
	// takes, and one of the two that Integrity takes. Its AIR is that of v3
	// for the layouts known here.
	V2
)

// String returns the version's name.
func (v Version) String() string {
	if v == V2 {
		return "v2"
	}
	return "v3"
}

// ParseVersion reads a version's name or one of its aliases.
func ParseVersion(name string) (Version, error) {
	switch name {
	case "v3", "v6", "stone3", "stone6":
		return V3, nil
	case "v2", "v5", "stone2", "stone5":
		return V2, nil
	}
	return V3, fault.New(CodeVersion, "there is no version %q of Stone here", name).At("--stone_version").
		WithHint("v3 (also v6, stone6) or v2 (also v5, stone5)")
}
