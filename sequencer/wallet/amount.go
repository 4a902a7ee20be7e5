package wallet

import (
	"strings"

	"github.com/holiman/uint256"

	"quarry/fault"
)

// decimals are the digits behind the point of each unit.
var decimals = map[string]int{"": 18, "eth": 18, "gwei": 9, "wei": 0}

// maxAmountText bounds the texts that are read.
const maxAmountText = 100

// ParseAmount reads an amount of the token: a decimal number and its unit, eth (which
// may be left out), gwei or wei, as in 1.5, 1.5eth and 20wei. The result is in wei, its
// smallest unit, and below 2^128.
func ParseAmount(text string) (*uint256.Int, error) {
	s := strings.ToLower(strings.TrimSpace(text))
	end := strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz ")
	digits, ok := decimals[strings.TrimSpace(s[len(end):])]
	whole, fraction, point := strings.Cut(end, ".")
	fraction = strings.TrimRight(fraction, "0")
	if !ok || len(s) > maxAmountText || whole == "" || point && end[len(end)-1] == '.' || strings.Trim(whole+fraction, "0123456789") != "" {
		return nil, amountFault(text)
	}
	if len(fraction) > digits {
		return nil, fault.New(CodeAmount, "%q has digits below one wei", text)
	}
	number := strings.TrimLeft(whole+fraction+strings.Repeat("0", digits-len(fraction)), "0")
	if number == "" {
		return new(uint256.Int), nil
	}
	v, err := uint256.FromDecimal(number)
	if err != nil || v.BitLen() > 128 {
		return nil, fault.New(CodeAmount, "%q is more than any balance can be", text)
	}
	return v, nil
}

func amountFault(text string) error {
	return fault.New(CodeAmount, "%.40q is no amount", text).WithHint("for example 1.5 (ETH), 30gwei or 700wei")
}

// FormatAmount writes an amount, which is in wei, as ETH, with all its digits.
func FormatAmount(v *uint256.Int) string {
	s := v.Dec()
	if len(s) <= 18 {
		s = strings.Repeat("0", 19-len(s)) + s
	}
	at := len(s) - 18
	return strings.TrimSuffix(s[:at]+"."+strings.TrimRight(s[at:], "0"), ".")
}
