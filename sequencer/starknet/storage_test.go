package starknet

import "testing"

// The keys are those that cairo-lang's get_storage_var_address computes.
func TestStorage(t *testing.T) {
	accounts := []Felt{NewFelt(0x1234), NewFelt(0x1000), MustFelt("0x64b48806902a367c8598f4f95c305e8c1a1acba5f082d294a43793113115691")}
	want := []Felt{
		MustFelt("0x4fc7b23d1ef6e4f099416be09d83699fe35126d2a42325636e93745a36ce3cb"),
		MustFelt("0x723973208639b7839ce298f7ffea61e3f9533872defd7abdb91023db4658812"),
		MustFelt("0x6f623aca324f0203acf31ba7864ddcf5b495bc1e5e9235256dea8dad753327"),
	}
	many := StorageBalances(accounts)
	for i := range accounts {
		if StorageBalance(&accounts[i]) != want[i] || many[i] != want[i] {
			t.Errorf("the balance of %s is at %s, or %s", FormatFelt(&accounts[i]), FormatFelt(&many[i]), FormatFelt(&want[i]))
		}
	}
}
