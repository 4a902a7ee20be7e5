# Quarry's tasks. `make build test` is all that a newcomer needs.

GO        ?= go
BIN       := build/quarry
FUZZTIME  ?= 20s
BENCHTIME ?= 1s
# The linter's version is fixed here and nowhere else.
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# The commit goes into the binary also where builds leave version control alone.
COMMIT := $(shell git rev-parse HEAD 2>/dev/null)
STAMP  := $(if $(COMMIT),-X quarry/prover.stamped=$(COMMIT)$(shell git diff --quiet HEAD 2>/dev/null || echo +modified))

.PHONY: l1-node-test starknetjs-test starknetgo-test rpc-schema-test browser build test test-all lint lint-staticcheck generate drift portable bench compare mutation fuzz-short soak api-fuzz demo clean soak-blocks cuda emu cuda-drift cuda-report emulator emu-test emu-asan emu-full ptx-test ptx-mutants ptx-counts gpu-kit gpu-check icicle contracts contracts-drift contracts-gas contracts-mutants settler-soak settler-proofs settler-large-proof consensus-soak program program-drift program-judge program-prove program-mutants

build: ## the binary, and Stone's names for it
	$(GO) build -ldflags '$(STAMP)' -o $(BIN) ./cmd/quarry
	ln -sf quarry build/cpu_air_prover
	ln -sf quarry build/cpu_air_verifier

test: ## every test that CI runs
	$(GO) test ./...

test-all: ## every reference case proved on every backend, nothing sampled
	QUARRY_ALL_CASES=1 $(GO) test -timeout 60m ./...

lint: ## form, vet for all builds, staticcheck
	@files=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$files" || { echo "not gofmt'ed:"; echo "$$files"; exit 1; }
	$(GO) vet ./...
	$(GO) vet -tags purego ./...
	GOARCH=arm64 $(GO) vet ./...
	$(MAKE) lint-staticcheck

lint-staticcheck:
	$(GO) run $(STATICCHECK) ./...

portable: ## the builds without assembly and without cgo
	CGO_ENABLED=0 $(GO) build ./...
	GOARCH=arm64 $(GO) build ./...
	$(GO) test -tags purego ./kernels/... ./prover/stone/...

generate: ## assembly from its generators
	$(GO) generate ./...

drift: generate ## fails if generated code is not what the generators make
	git diff --exit-code -- '*.s' '*.go' docs/errors.md docs/openapi.json docs/operations.md

bench: ## the benchmarks of all packages; quarry bench is what README shows
	$(GO) test -run '^$$' -bench . -benchtime $(BENCHTIME) ./...

compare: build ## a race with Stone on this machine: make compare STONE=path/of/cpu_air_prover
	build/quarry bench --only '^proof' --stone '$(STONE)'

mutation: ## every byte of a proof mutated, not a sample
	QUARRY_ALL_MUTATIONS=1 $(GO) test -timeout 120m -run Mutation ./prover/...

fuzz-short: ## each fuzz target for a while
	@for pkg in $$($(GO) list ./...); do \
	  dir=$$($(GO) list -f '{{.Dir}}' $$pkg); \
	  for target in $$(grep -hos '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | cut -c6-); do \
	    echo "$$pkg $$target"; \
	    $(GO) test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; \
	done

settler-soak: ## settler and L1 connection killed 100 times, for several seeds
	@for seed in 1 2 3 4 5; do \
	  QUARRY_KILLS=100 QUARRY_SEED=$$seed $(GO) test -count=1 -run "^TestKills$$" ./settlement/settler || exit 1; \
	done

settler-proofs: ## blocks proved for real, and settled by the real verifier, with state diffs in calldata and in blobs
	QUARRY_REAL_PROOFS=1 $(GO) test -count=1 -v -timeout 30m -run "^TestRealProof" ./settlement/settler

settler-large-proof: ## the same of a block of 512 transfers, 2^20 steps, its state diff in a blob: five minutes, 17 GiB
	QUARRY_LARGE_PROOF=1 $(GO) test -count=1 -v -timeout 60m -run "^TestLargeRealProof" ./settlement/settler

cuda: ## the GPU's kernels, compiled anew into kernels/cuda/fatbin
	kernels/cuda/toolchain/install-nvcc.sh build/cuda
	kernels/cuda/toolchain/compile.sh build/cuda build/fatbin
	kernels/cuda/toolchain/gate.sh build/cuda build/fatbin
	rm -f kernels/cuda/fatbin/*.fatbin
	cp build/fatbin/*.fatbin kernels/cuda/fatbin/

contracts: ## the L1 contracts: what depends on the AIR generated, all compiled anew with solc into artefacts and bindings
	settlement/contracts/internal/compile/install-solc.sh build/solc
	$(GO) run ./settlement/contracts/verifier/airgen
	$(GO) run ./settlement/contracts/internal/compile -solc build/solc -maps build/maps

contracts-gas: contracts ## what verifying takes, part by part
	$(GO) test -count=1 -v -run "^TestGas$$" ./settlement/contracts/verifier

contracts-mutants: ## the long list of changed proofs and public inputs, all of which the verifier's contracts must reject
	QUARRY_ALL_MUTANTS=1 $(GO) test -count=1 -v -timeout 30m -run 'Mutants$$' ./settlement/contracts/verifier

l1-node-test: ## transactions, logs, contracts, and a transfer's whole way on a real node: anvil, which npm brings
	settlement/l1/install-anvil.sh build/anvil
	QUARRY_ANVIL=$(CURDIR)/build/anvil/anvil $(GO) test -tags l1node -timeout 3h -run Anvil ./settlement/l1 ./settlement/contracts ./cmd/quarry

contracts-drift: contracts ## fails if the committed artefacts are not what the compiler makes
	git diff --exit-code --stat -- settlement/contracts
	test -z "$$(git ls-files --others --exclude-standard settlement/contracts)"

cuda-drift: cuda ## fails if the committed kernels are not what the compiler makes
	git diff --exit-code --stat -- kernels/cuda/fatbin
	test -z "$$(git ls-files --others --exclude-standard kernels/cuda/fatbin)"

cuda-report: ## registers and instructions of the compiled kernels
	kernels/cuda/toolchain/report.sh build/cuda kernels/cuda/fatbin

emu: emulator ## a binary for tests, build/quarry-emu, with an emulated GPU
	$(GO) build -tags emu -o build/quarry-emu ./cmd/quarry

emulator:
	kernels/cuda/toolchain/emulator.sh build/libquarry-emu.so

emu-test: emulator ## tests of the GPU backend on the emulated GPU
	REQUIRE_CUDA=1 $(GO) test -count=1 -tags emu ./kernels/cuda/...
	REQUIRE_CUDA=1 QUARRY_EMU_ORDER=random $(GO) test -count=1 -tags emu ./kernels/cuda
	REQUIRE_CUDA=1 QUARRY_EMU_ORDER=reverse $(GO) test -count=1 -tags emu ./kernels/cuda
	REQUIRE_CUDA=1 QUARRY_EMU_ORDER=random $(GO) test -count=1 -tags emu -run OnGPU ./prover ./prover/air/layouts ./prover/stark
	REQUIRE_CUDA=1 QUARRY_EMU_ORDER=reverse $(GO) test -count=1 -tags emu -run GPUChild ./prover/worker

emu-asan: ## the same tests of kernels with the address sanitizer's eye on them
	kernels/cuda/toolchain/emulator.sh build/asan/libquarry-emu.so -fsanitize=address
	$(GO) test -tags emu -c -o build/asan/cuda.test ./kernels/cuda
	cd kernels/cuda && REQUIRE_CUDA=1 QUARRY_EMULATOR=$(CURDIR)/build/asan/libquarry-emu.so QUARRY_EMU_ORDER=reverse \
	  ASAN_OPTIONS=detect_leaks=0 LD_PRELOAD=$$($(CXX) -print-file-name=libasan.so) \
	  $(CURDIR)/build/asan/cuda.test -test.run 'Felts|Conformance'

emu-full: emulator ## every reference case proved whole on the emulated GPU: many hours
	REQUIRE_CUDA=1 QUARRY_ALL_CASES=1 $(GO) test -tags emu -timeout 0 -run OnGPU ./prover/stark

ptx-test: ## felts, hashes and small kernels in the form that nvcc gave them, interpreted; after make cuda
	kernels/cuda/toolchain/interpreter.sh build/libquarry-ptx.so
	QUARRY_EMULATOR=$(CURDIR)/build/libquarry-ptx.so $(GO) test -count=1 -tags emu ./kernels/cuda -run 'TestParameters|TestFelts|TestSquares|TestTreesInPieces|TestGrindBatches|TestConformance/(Interpolate|Break|ReadRows|Fold)$$'

gpu-kit: $(if $(filter emu,$(TAGS)),emulator) ## a folder to check a machine with a GPU with: build/gpu-kit; TAGS=emu makes one that emulates
	rm -rf build/gpu-kit
	mkdir -p build/gpu-kit/testdata
	$(GO) test -c -tags '$(TAGS)' -ldflags '-s -w' -o build/gpu-kit/kernels.test ./kernels/cuda
	$(GO) test -c -tags '$(TAGS)' -ldflags '-s -w' -o build/gpu-kit/prover.test ./prover/stark
	$(GO) test -c -tags '$(TAGS)' -ldflags '-s -w' -o build/gpu-kit/worker.test ./prover/worker
	$(GO) test -c -tags '$(TAGS)' -ldflags '-s -w' -o build/gpu-kit/bench.test ./bench
	CGO_ENABLED=0 $(GO) build -ldflags '-s -w' -o build/gpu-kit/gpu-check ./internal/gpucheck
	cp -r testdata/reference build/gpu-kit/testdata/
	if [ '$(TAGS)' = emu ]; then cp build/libquarry-emu.so build/gpu-kit/; fi
	printf '{"commit":"%s","dirty":%s}\n' "$$(git rev-parse HEAD)" "$$(git diff --quiet HEAD && echo false || echo true)" > build/gpu-kit/kit.json
	gzip -9 -n build/gpu-kit/*.test
	test "$$(du -sm build/gpu-kit | cut -f1)" -le 44 || { du -sm build/gpu-kit/*; echo "the kit is larger than 44 MiB: with the sources it would exceed 64"; exit 1; }

gpu-check: ## tests and benchmarks on a machine with a GPU, out of build/gpu-kit, into build/gpu-check
	build/gpu-kit/gpu-check --out=build/gpu-check $(GPU_CHECK)

browser: ## the dashboard tried in a real browser (Node 20 and npm bring it); SHOTS=DIR takes pictures
	mkdir -p build/browser
	cp api/dashboard/browsertest/package.json api/dashboard/browsertest/*.mjs build/browser/
	cd build/browser && npm install --no-package-lock --no-audit --no-fund --loglevel=error
	$(GO) build -o build/browser/server ./api/dashboard/browsertest/server
	$(GO) build -o build/browser/quarry ./cmd/quarry
	cd build/browser && TEST_SERVER=./server QUARRY=./quarry PROGRAM=$(CURDIR)/api/atlantic/testdata/fibonacci.json \
	  SHOTS=$(if $(SHOTS),$(abspath $(SHOTS))) node --test --test-concurrency=1 demo.test.mjs explorer.test.mjs forms.test.mjs pages.test.mjs real.test.mjs settlement.test.mjs

starknetjs-test: ## starknet.js, unmodified, against a node (Node 20 and npm bring it)
	mkdir -p build/starknetjs
	cp sequencer/rpc/clienttest/starknetjs/package.json sequencer/rpc/clienttest/starknetjs/*.mjs build/starknetjs/
	cd build/starknetjs && npm install --no-package-lock --no-audit --no-fund --loglevel=error
	QUARRY_STARKNETJS=$(CURDIR)/build/starknetjs $(GO) test -count=1 -run TestStarknetJS -v ./sequencer/rpc

starknetgo-test: ## starknet.go, unmodified, against a node
	QUARRY_STARKNETGO=1 $(GO) test -count=1 -run TestStarknetGo -v ./sequencer/rpc

rpc-schema-test: ## answers of the RPC judged by Starknet's specifications; SPECS=DIR has v0_9 and v0_10 of starknet-specs' api folder
	@test -n "$(SPECS)" || { for v in v0.9.0/v0_9 v0.10.2/v0_10; do mkdir -p build/starknet-specs/$${v#*/}; \
	  for f in starknet_api_openrpc starknet_write_api starknet_trace_api_openrpc starknet_ws_api; do \
	  curl -fsSL -o build/starknet-specs/$${v#*/}/$$f.json https://raw.githubusercontent.com/starkware-libs/starknet-specs/$${v%/*}/api/$$f.json || exit 1; done; done; }
	QUARRY_STARKNET_SPECS=$(if $(SPECS),$(abspath $(SPECS)),$(CURDIR)/build/starknet-specs) $(GO) test -count=1 ./sequencer/rpc

consensus-soak: ## 100 kills and partitions of four validators under load: no fork, nothing accepted lost
	QUARRY_SOAK=1 $(GO) test -count=1 -v -timeout 30m -run 'TestSoak$$' ./sequencer/consensus/cometbft

soak: ## 150 kills of servers and workers under a mixed load: nothing lost, stuck or published twice
	QUARRY_SOAK=1 $(GO) test -count=1 -v -timeout 30m -run 'Kill$$' ./prover/lineup

soak-blocks: ## 2000 random blocks: execution, its model and the block program agree
	$(GO) test -count=1 -timeout 60m -run 'ProgramAgrees|AgainstModel' ./sequencer/execution ./sequencer/state -rapid.checks=2000

ptx-mutants: ptx-test ## whether the tests of felts notice changed instructions
	$(GO) test -c -tags emu -o build/cuda-mutants.test ./kernels/cuda
	python3 kernels/cuda/toolchain/mutants.py build/libquarry-ptx.so build/fatbin build/cuda-mutants.test

ptx-counts: ## instructions that operations on the GPU execute; after make cuda
	kernels/cuda/toolchain/interpreter.sh build/libquarry-ptx.so
	QUARRY_EMULATOR=$(CURDIR)/build/libquarry-ptx.so QUARRY_PTX_COUNTS=$(CURDIR)/build/ptx-counts.txt $(GO) test -count=1 -tags emu ./kernels/cuda -run TestInstructionCounts -v

api-fuzz: build ## the service, sent requests made from its OpenAPI description
	api/schemathesis.sh

icicle: ## build/quarry-icicle, with icicle's transforms beside ours in the bench: make icicle ICICLE=DIR, a checkout of icicle 3
	mkdir -p build
	kernels/icicle/build.sh "$(ICICLE)" build/icicle > build/icicle.env
	. build/icicle.env && $(GO) test -tags icicle ./kernels/icicle
	. build/icicle.env && $(GO) build -tags icicle -ldflags '$(STAMP)' -o build/quarry-icicle ./cmd/quarry

demo: build ## a real Cairo run, proved and verified
	examples/demo.sh

CAIRO := build/cairo

program: ## the block program, compiled anew by cairo-lang, which pip brings into build/cairo
	sequencer/program/cairo/build.sh $(CAIRO) sequencer/program/block.json.gz

program-drift: ## fails if the committed block program is not what the compiler makes of its sources
	sequencer/program/cairo/build.sh $(CAIRO) build/block.json.gz
	$(CAIRO)/bin/cairo-format -c sequencer/program/cairo/*.cairo
	bash -c 'cmp <(zcat build/block.json.gz) <(zcat sequencer/program/block.json.gz)'

program-judge: program-drift ## runs of the block program held against cairo-lang's runner, byte for byte
	QUARRY_CAIRO=$(CURDIR)/$(CAIRO) $(GO) test -count=1 -v -timeout 30m -run TestCairoRun ./sequencer/program

program-prove: ## blocks of all kinds of transactions, proved and verified, with the diff in calldata and in blobs
	QUARRY_PROVE_BLOCK=1 $(GO) test -count=1 -v -timeout 30m -run TestProve ./sequencer/program

program-mutants: program-drift ## each check taken out of the block program in turn: a forgery must come through
	QUARRY_CAIRO=$(CURDIR)/$(CAIRO) $(GO) test -count=1 -v -timeout 120m -run TestMutants ./sequencer/program

clean:
	rm -rf build
