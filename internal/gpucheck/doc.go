// Command gpucheck tries Quarry on a machine with a GPU and leaves one result: as
// gpu-check.json for programs, as gpu-check.txt for people. It runs out of a kit, a
// folder that `make gpu-kit` fills with test binaries, the reference cases and this
// program, so that the machine needs neither Go nor a network nor the repository.
//
// Its steps are: what the device is; all tests of the kernels, the conformance
// suite among them; proofs of the reference cases, compared with Stone's byte for
// byte; a proof in the restricted process of a service's worker; the tests of the
// kernels once more under each tool of compute-sanitizer; benchmarks. Tests run with
// REQUIRE_CUDA set, so that they fail rather than skip without a GPU. What can't run
// on the machine, such as a sanitizer that is not there, is reported as not run, with
// the reason.
//
// Where one command may not take long, several can each do some of the steps:
// --only names them, --add adds them to the result that is there.
//
// The exit code is 0 if the device, the kernels and the proofs were checked and
// nothing failed, 1 if something failed, 3 if too little was checked to tell, 2 if
// the check itself could not be made.
package main
