package ec

import "sync"

// PedersenBits is the number of bits of each of the two inputs of the Pedersen
// hash, all bits of a felt.
const PedersenBits = 252

// pedersenLow is how many of an input's bits select multiples of its first
// constant point; the rest select multiples of its second.
const pedersenLow = 248

var pedersenBase = [4]Point{
	{
		decimal("996781205833008774514500082376783249102396023663454813447423147977397232763"),
		decimal("1668503676786377725805489344771023921079126552019160156920634619255970485781"),
	},
	{
		decimal("2251563274489750535117886426533222435294046428347329203627021249169616184184"),
		decimal("1798716007562728905295480679789526322175868328062420237419143593021674992973"),
	},
	{
		decimal("2138414695194151160943305727036575959195309218611738193261179310511854807447"),
		decimal("113410276730064486255102093846540133784865286929052426931474106396135072156"),
	},
	{
		decimal("2379962749567351885752724891227938183011949129833673362440656643086021394946"),
		decimal("776496453633298175483985398648758586525933812536653089401905292063708816422"),
	},
}

// PedersenPoints returns the points that the bits of the two inputs of the
// Pedersen hash select, least significant bit first: the hash is the x
// coordinate of Shift plus the selected points. The result is shared; do not
// change it.
var PedersenPoints = sync.OnceValue(func() (points [2][]Point) {
	for k := range points {
		points[k] = append(pedersenBase[2*k].Powers(pedersenLow),
			pedersenBase[2*k+1].Powers(PedersenBits-pedersenLow)...)
	}
	return points
})
