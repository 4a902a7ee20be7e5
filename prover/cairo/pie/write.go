package pie

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"sort"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/consensys/gnark-crypto/ecc/stark-curve/fp"

	"quarry/fault"
)

// Write writes the zip. Equal PIEs give equal bytes: cells are sorted by
// address, and no times are kept.
func (p *PIE) Write(w io.Writer) error {
	z := zip.NewWriter(w)
	for _, m := range []struct {
		name  string
		write func(io.Writer) error
	}{
		{metadataFile, p.writeMetadata},
		{memoryFile, p.writeMemory},
		{additionFile, p.writeAddition},
		{resourcesFile, p.writeResources},
		{versionFile, func(w io.Writer) error {
			return write(w, `{"cairo_pie": `+strconv.Quote(p.Version)+`}`)
		}},
	} {
		f, err := z.CreateHeader(&zip.FileHeader{Name: m.name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		if err := m.write(f); err != nil {
			return err
		}
	}
	return z.Close()
}

func write(w io.Writer, text string) error {
	_, err := io.WriteString(w, text)
	return err
}

func (s Segment) json() string { return fmt.Sprintf(`{"index": %d, "size": %d}`, s.Index, s.Size) }

// writeMetadata writes the JSON as Python's json module does.
func (p *PIE) writeMetadata(w io.Writer) error {
	m := &p.Metadata
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"program": {"prime": %v, "data": [`, fp.Modulus())
	n := new(big.Int)
	for i := range m.Program.Data {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.Program.Data[i].BigInt(n).String())
	}
	b.WriteString(`], "builtins": [`)
	for i, name := range m.Program.Builtins {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(strconv.Quote(name))
	}
	fmt.Fprintf(&b, `], "main": %d}, "program_segment": %s, "execution_segment": %s, "ret_fp_segment": %s, "ret_pc_segment": %s`,
		m.Program.Main, m.Code.json(), m.Execution.json(), m.RetFP.json(), m.RetPC.json())
	b.WriteString(`, "builtin_segments": {`)
	for i, s := range m.Builtins {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q: %s", s.Name, s.json())
	}
	b.WriteString(`}, "extra_segments": [`)
	for i, s := range m.Extra {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(s.json())
	}
	b.WriteString("]}")
	_, err := w.Write(b.Bytes())
	return err
}

func (p *PIE) writeMemory(w io.Writer) error {
	cells := append([]Cell(nil), p.Memory...)
	sort.Slice(cells, func(i, j int) bool {
		a, b := cells[i].Address, cells[j].Address
		return a.Segment < b.Segment || a.Segment == b.Segment && a.Offset < b.Offset
	})
	buffer := make([]byte, 0, cellBytes<<10)
	for i := range cells {
		c := &cells[i]
		a, ok := pack(c.Address.Segment, c.Address.Offset)
		if !ok {
			return fault.New(CodeRange, "the address %v does not fit a PIE", c.Address)
		}
		buffer = binary.LittleEndian.AppendUint64(buffer, a|1<<63)
		if c.Value.IsPointer() {
			to := c.Value.Pointer()
			v, ok := pack(to.Segment, to.Offset)
			if !ok {
				return fault.New(CodeRange, "the pointer %v at %v does not fit a PIE", to, c.Address)
			}
			for _, limb := range [4]uint64{v, 0, 0, 1 << 63} {
				buffer = binary.LittleEndian.AppendUint64(buffer, limb)
			}
		} else {
			e := c.Value.Felt()
			for _, limb := range e.Bits() {
				buffer = binary.LittleEndian.AppendUint64(buffer, limb)
			}
		}
		if len(buffer) == cap(buffer) || i == len(cells)-1 {
			if _, err := w.Write(buffer); err != nil {
				return err
			}
			buffer = buffer[:0]
		}
	}
	return nil
}

func pack(segment int, offset int64) (uint64, bool) {
	ok := segment >= 0 && segment < 1<<segmentBits && offset >= 0 && offset < 1<<offsetBits
	return uint64(segment)<<offsetBits | uint64(offset), ok
}

func (p *PIE) writeAddition(w io.Writer) error {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, a := range p.Additional {
		if i > 0 {
			b.WriteString(", ")
		}
		if !json.Valid(a.Data) {
			return fault.New(CodeRange, "the additional data of %s is not JSON", a.Name)
		}
		fmt.Fprintf(&b, "%q: %s", a.Name, ascii(a.Data))
	}
	b.WriteByte('}')
	_, err := w.Write(b.Bytes())
	return err
}

// ascii escapes what is not ASCII in a JSON text, since readers of PIEs take
// nothing else.
func ascii(text []byte) []byte {
	var b []byte
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r < utf8.RuneSelf:
			b = append(b, byte(r))
		case r >= 0x10000:
			hi, lo := utf16.EncodeRune(r)
			b = fmt.Appendf(b, `\u%04x\u%04x`, hi, lo)
		default:
			b = fmt.Appendf(b, `\u%04x`, r)
		}
		text = text[n:]
	}
	return b
}

func (p *PIE) writeResources(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString(`{"builtin_instance_counter": {`)
	for i, c := range p.Resources.Builtins {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q: %d", c.Name, c.Count)
	}
	fmt.Fprintf(&b, `}, "n_memory_holes": %d, "n_steps": %d}`, p.Resources.MemoryHoles, p.Resources.Steps)
	_, err := w.Write(b.Bytes())
	return err
}
