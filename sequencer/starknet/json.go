package starknet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/holiman/uint256"

	"quarry/fault"
)

// wireBound is a resource bound in JSON.
type wireBound struct {
	MaxAmount *string `json:"max_amount"`
	MaxPrice  *string `json:"max_price_per_unit"`
}

// wireBounds are resource bounds in JSON; no version since 0.9 leaves any out.
type wireBounds struct {
	L1Gas     *wireBound `json:"l1_gas"`
	L1DataGas *wireBound `json:"l1_data_gas"`
	L2Gas     *wireBound `json:"l2_gas"`
}

// wireTransaction is any transaction in JSON. Fields that its type lacks are
// nil.
type wireTransaction struct {
	Type    TransactionType `json:"type"`
	Version *string         `json:"version"`
	Nonce   *string         `json:"nonce"`

	SenderAddress       *string   `json:"sender_address,omitempty"`
	Calldata            *[]string `json:"calldata,omitempty"`
	ClassHash           *string   `json:"class_hash,omitempty"`
	ContractAddressSalt *string   `json:"contract_address_salt,omitempty"`
	ConstructorCalldata *[]string `json:"constructor_calldata,omitempty"`
	ContractAddress     *string   `json:"contract_address,omitempty"`
	EntryPointSelector  *string   `json:"entry_point_selector,omitempty"`

	Signature             *[]string   `json:"signature,omitempty"`
	ResourceBounds        *wireBounds `json:"resource_bounds,omitempty"`
	Tip                   *string     `json:"tip,omitempty"`
	PaymasterData         *[]string   `json:"paymaster_data,omitempty"`
	AccountDeploymentData *[]string   `json:"account_deployment_data,omitempty"`
	NonceMode             *DAMode     `json:"nonce_data_availability_mode,omitempty"`
	FeeMode               *DAMode     `json:"fee_data_availability_mode,omitempty"`
	ProofFacts            *[]string   `json:"proof_facts,omitempty"`
	Proof                 *string     `json:"proof,omitempty"`
}

// The versions of transactions in JSON.
const (
	wireVersion0      = "0x0"
	wireVersion3      = "0x3"
	wireVersion3Query = "0x100000000000000000000000000000003"
)

// ParseTransaction reads a transaction that a client broadcasts: an *InvokeV3 or
// a *DeployAccountV3. All fields that the specification demands must be there;
// unknown ones are ignored, as the hash does not cover them. Proof facts and
// proofs must be empty (CodeProofFacts).
func ParseTransaction(data []byte) (AccountTransaction, error) {
	var w wireTransaction
	if err := decode(data, &w); err != nil {
		return nil, err
	}
	p := wireParser{w: &w}
	var tx AccountTransaction
	switch w.Type {
	case TypeInvoke:
		tx = p.invoke()
	case TypeDeployAccount:
		tx = p.deployAccount()
	case "":
		p.missing("type")
	default:
		return nil, fault.New(CodeType, "transactions of type %s are not accepted", quote(string(w.Type))).
			WithHint("INVOKE or DEPLOY_ACCOUNT, version 3")
	}
	if p.err != nil {
		return nil, p.err
	}
	return tx, nil
}

// decode reads one JSON value and nothing after it.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	err := d.Decode(into)
	if err == nil {
		if rest := bytes.TrimSpace(data[d.InputOffset():]); len(rest) > 0 {
			return fault.New(CodeTransaction, "there is something after the JSON value")
		}
		return nil
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		return fault.New(CodeTransaction, "a %s where a %s is expected", mistyped.Value, typeName(mistyped)).At("%s", mistyped.Field)
	}
	return fault.New(CodeTransaction, "malformed JSON: %v", err)
}

// typeName says what JSON value a field takes.
func typeName(err *json.UnmarshalTypeError) string {
	switch err.Type.Kind().String() {
	case "slice":
		return "list"
	case "struct":
		return "object"
	}
	return "string"
}

// wireParser reads a transaction's fields and keeps the first error.
type wireParser struct {
	w   *wireTransaction
	err error
}

func (p *wireParser) fail(err *fault.Error) {
	if p.err == nil {
		p.err = err
	}
}

func (p *wireParser) missing(field string) {
	p.fail(fault.New(CodeTransaction, "the field is missing").At("%s", field))
}

// keep keeps an error of a field's value.
func (p *wireParser) keep(err error, format string, args ...any) {
	var f *fault.Error
	if errors.As(err, &f) {
		p.fail(f.At(format, args...))
	}
}

func (p *wireParser) felt(s *string, field string) (e Felt) {
	if s == nil {
		p.missing(field)
		return e
	}
	e, err := ParseFelt(*s)
	p.keep(err, "%s", field)
	return e
}

func (p *wireParser) felts(list *[]string, field string) []Felt {
	if list == nil {
		p.missing(field)
		return nil
	}
	felts := make([]Felt, len(*list))
	for i, s := range *list {
		e, err := ParseFelt(s)
		if err != nil {
			p.keep(err, "%s[%d]", field, i)
			break
		}
		felts[i] = e
	}
	return felts
}

func (p *wireParser) integer(s *string, bits int, field string) (v uint256.Int) {
	if s == nil {
		p.missing(field)
		return v
	}
	v, err := ParseInteger(*s, bits)
	p.keep(err, "%s", field)
	return v
}

func (p *wireParser) bound(b *wireBound, name string) (r ResourceBound) {
	if b == nil {
		p.missing("resource_bounds." + name)
		return r
	}
	amount := p.integer(b.MaxAmount, 64, "resource_bounds."+name+".max_amount")
	r.MaxAmount = amount.Uint64()
	r.MaxPrice = p.integer(b.MaxPrice, priceBits, "resource_bounds."+name+".max_price_per_unit")
	return r
}

func (p *wireParser) mode(m *DAMode, field string) DAMode {
	if m == nil {
		p.missing(field)
		return DAModeL1
	}
	return *m
}

// common reads the fields that all transactions of version 3 have.
func (p *wireParser) common() (v V3) {
	w := p.w
	switch {
	case w.Version == nil:
		p.missing("version")
	case *w.Version == wireVersion3:
	case *w.Version == wireVersion3Query:
		v.Query = true
	default:
		p.fail(fault.New(CodeType, "version %s is not accepted", quote(*w.Version)).At("version").WithHint("0x3"))
	}
	nonce := p.integer(w.Nonce, 64, "nonce")
	v.Nonce = nonce.Uint64()
	v.Signature = p.felts(w.Signature, "signature")
	if b := w.ResourceBounds; b == nil {
		p.missing("resource_bounds")
	} else {
		v.Bounds.L1Gas = p.bound(b.L1Gas, "l1_gas")
		v.Bounds.L1DataGas = p.bound(b.L1DataGas, "l1_data_gas")
		v.Bounds.L2Gas = p.bound(b.L2Gas, "l2_gas")
	}
	tip := p.integer(w.Tip, 64, "tip")
	v.Tip = tip.Uint64()
	v.PaymasterData = p.felts(w.PaymasterData, "paymaster_data")
	v.NonceMode = p.mode(w.NonceMode, "nonce_data_availability_mode")
	v.FeeMode = p.mode(w.FeeMode, "fee_data_availability_mode")
	if w.ProofFacts != nil && len(*w.ProofFacts) > 0 {
		p.fail(fault.New(CodeProofFacts, "transactions with proof facts are not accepted").At("proof_facts"))
	}
	if w.Proof != nil && *w.Proof != "" {
		p.fail(fault.New(CodeProofFacts, "transactions with a proof are not accepted").At("proof"))
	}
	return v
}

func (p *wireParser) invoke() *InvokeV3 {
	w := p.w
	return &InvokeV3{
		V3:                    p.common(),
		Sender:                p.felt(w.SenderAddress, "sender_address"),
		Calldata:              p.felts(w.Calldata, "calldata"),
		AccountDeploymentData: p.felts(w.AccountDeploymentData, "account_deployment_data"),
	}
}

func (p *wireParser) deployAccount() *DeployAccountV3 {
	w := p.w
	return &DeployAccountV3{
		V3:                  p.common(),
		ClassHash:           p.felt(w.ClassHash, "class_hash"),
		Salt:                p.felt(w.ContractAddressSalt, "contract_address_salt"),
		ConstructorCalldata: p.felts(w.ConstructorCalldata, "constructor_calldata"),
	}
}

// wireOf is the JSON form of a transaction's common fields.
func (v *V3) wireOf(t TransactionType) *wireTransaction {
	version := wireVersion3
	if v.Query {
		version = wireVersion3Query
	}
	nonce, tip := fmt.Sprintf("%#x", v.Nonce), fmt.Sprintf("%#x", v.Tip)
	return &wireTransaction{
		Type: t, Version: &version, Nonce: &nonce, Signature: texts(v.Signature), Tip: &tip, PaymasterData: texts(v.PaymasterData),
		ResourceBounds: &wireBounds{
			L1Gas: v.Bounds.L1Gas.wire(), L1DataGas: v.Bounds.L1DataGas.wire(), L2Gas: v.Bounds.L2Gas.wire(),
		},
		NonceMode: &v.NonceMode, FeeMode: &v.FeeMode,
	}
}

func text(e *Felt) *string {
	s := FormatFelt(e)
	return &s
}

func texts(felts []Felt) *[]string {
	list := make([]string, len(felts))
	for i := range felts {
		list[i] = FormatFelt(&felts[i])
	}
	return &list
}

func (b *ResourceBound) wire() *wireBound {
	amount, price := fmt.Sprintf("%#x", b.MaxAmount), b.MaxPrice.Hex()
	return &wireBound{&amount, &price}
}

// MarshalJSON implements json.Marshaler: INVOKE_TXN_V3 of the specification,
// without proof facts, as all versions have it.
func (t *InvokeV3) MarshalJSON() ([]byte, error) { return json.Marshal(t.wire()) }

func (t *InvokeV3) wire() *wireTransaction {
	w := t.wireOf(TypeInvoke)
	w.SenderAddress, w.Calldata, w.AccountDeploymentData = text(&t.Sender), texts(t.Calldata), texts(t.AccountDeploymentData)
	return w
}

// MarshalWithProofFacts is MarshalJSON with the field proof_facts, which
// specification 0.10 has on demand (INCLUDE_PROOF_FACTS).
func (t *InvokeV3) MarshalWithProofFacts() ([]byte, error) {
	w := t.wire()
	w.ProofFacts = texts(t.ProofFacts)
	return json.Marshal(w)
}

// MarshalJSON implements json.Marshaler: DEPLOY_ACCOUNT_TXN_V3 of the
// specification.
func (t *DeployAccountV3) MarshalJSON() ([]byte, error) {
	w := t.wireOf(TypeDeployAccount)
	w.ClassHash, w.ContractAddressSalt, w.ConstructorCalldata = text(&t.ClassHash), text(&t.Salt), texts(t.ConstructorCalldata)
	return json.Marshal(w)
}

// MarshalJSON implements json.Marshaler: L1_HANDLER_TXN of the specification.
func (t *L1Handler) MarshalJSON() ([]byte, error) {
	version, nonce := wireVersion0, fmt.Sprintf("%#x", t.Nonce)
	return json.Marshal(&wireTransaction{
		Type: TypeL1Handler, Version: &version, Nonce: &nonce,
		ContractAddress: text(&t.Contract), EntryPointSelector: text(&t.Selector), Calldata: texts(t.Calldata),
	})
}
