package driver

import (
	"errors"
	"os"
	"strings"
	"testing"

	"quarry/fault"
	"quarry/kernels"
)

// What an error of the driver means for the device decides its code, and the
// driver's own words stay within reach.
func TestErrors(t *testing.T) {
	for code, want := range map[int]fault.Code{
		1: kernels.CodeDriver, 2: kernels.CodeOutOfMemory, 46: kernels.CodeDeviceLost, 214: kernels.CodeDeviceLost,
		500: kernels.CodeDriver, 700: kernels.CodeDevicePoisoned, 719: kernels.CodeDevicePoisoned, 999: kernels.CodeDeviceLost,
		123456: kernels.CodeDriver,
	} {
		err := error(faultOf(&Error{Call: "cuSomething", Code: code, Name: "CUDA_ERROR", Text: "what happened"}, "GPU 7"))
		var cause *Error
		if fault.CodeOf(err) != want || !errors.As(err, &cause) || cause.Code != code {
			t.Errorf("%d: %v, want %s", code, err, want)
		}
		for _, part := range []string{"cuSomething", "what happened", "GPU 7"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%d: %q does not say %q", code, err, part)
			}
		}
	}
}

// Without a driver, all ways in say so; the environment can't provide one to a
// release.
func TestUnavailable(t *testing.T) {
	if Emulated {
		t.Skip("this build emulates its devices")
	}
	t.Setenv("QUARRY_EMULATOR", "/tmp/evil.so")
	t.Setenv("CUDA_DRIVER_LIB", "/tmp/evil.so")
	_, err := Devices()
	if err == nil {
		t.Skip("there is a GPU")
	}
	if fault.CodeOf(err) != kernels.CodeUnsupported || strings.Contains(err.Error(), "evil") {
		t.Errorf("error %v", err)
	}
	if _, err := Open(0); fault.CodeOf(err) != kernels.CodeUnsupported {
		t.Errorf("opening: %v", err)
	}
}

func TestDevices(t *testing.T) {
	if Emulated {
		t.Setenv("QUARRY_EMU_DEVICES", "2")
	}
	all, err := Devices()
	if fault.CodeOf(err) == kernels.CodeUnsupported && os.Getenv("REQUIRE_CUDA") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if Emulated && len(all) != 2 {
		t.Errorf("%d devices, want 2", len(all))
	}
	seen := map[string]bool{}
	for i, d := range all {
		if d.Ordinal != i || d.Name == "" || d.Memory <= 0 || d.Major == 0 || d.Processors == 0 || d.SharedMemory == 0 || d.DriverVersion == 0 {
			t.Errorf("device %d: %+v", i, d)
		}
		if seen[d.UUID] || seen[d.PCI] || !strings.HasPrefix(d.UUID, "GPU-") || len(d.UUID) != 40 {
			t.Errorf("device %d: UUID %s, PCI %s", i, d.UUID, d.PCI)
		}
		seen[d.UUID], seen[d.PCI] = true, true
	}
	if _, err := Open(len(all)); fault.CodeOf(err) != kernels.CodeUnsupported {
		t.Errorf("a device too many: %v", err)
	}
	d, err := Open(0)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Alloc(1 << 60); fault.CodeOf(err) != kernels.CodeOutOfMemory {
		t.Errorf("an exabyte: %v", err)
	}
	if d.Problem() != nil {
		t.Errorf("a problem: %v", d.Problem())
	}
}

// A module that was unloaded is gone, and nothing else with it.
func TestUnload(t *testing.T) {
	if !Emulated {
		t.Skip("a real driver says nothing reliable of handles that are gone")
	}
	d, err := Open(0)
	if fault.CodeOf(err) == kernels.CodeUnsupported && os.Getenv("REQUIRE_CUDA") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var loaded [2]*Module
	for i := range loaded {
		if loaded[i], err = d.Load("rates", []byte("rates\x00")); err != nil {
			t.Fatal(err)
		}
		if _, err := loaded[i].Function("rate_felt", 0); err != nil {
			t.Fatal(err)
		}
	}
	if err := loaded[0].Unload(); err != nil {
		t.Fatal(err)
	}
	if _, err := loaded[0].Function("rate_felt", 0); fault.CodeOf(err) != kernels.CodeDriver {
		t.Errorf("a function of a module that is gone: %v", err)
	}
	if err := loaded[0].Unload(); fault.CodeOf(err) != kernels.CodeDriver {
		t.Errorf("a module unloaded twice: %v", err)
	}
	if _, err := loaded[1].Function("rate_felt", 0); err != nil {
		t.Errorf("the other module: %v", err)
	}
	if d.Problem() != nil {
		t.Errorf("a problem: %v", d.Problem())
	}
}

func TestArgs(t *testing.T) {
	e := kernels.Element{1, 2, 3, 4}
	a := new(Args).Ptr(5).Uint32(6).Felt(&e).Int(7).Bytes(make([]byte, 16)).Uint64(8)
	want := []uint32{0, 8, 16, 48, 56, 72}
	for i, offset := range a.offsets {
		if offset != want[i] {
			t.Errorf("argument %d at %d, want %d", i, offset, want[i])
		}
	}
	if a.buf[40] != 4 || a.buf[48] != 7 || a.buf[72] != 8 || len(a.buf) != 80 {
		t.Errorf("arguments %v", a.buf)
	}
	defer func() {
		if recover() == nil {
			t.Error("an argument beyond 32 bits was taken")
		}
	}()
	a.Int(1 << 32)
}
