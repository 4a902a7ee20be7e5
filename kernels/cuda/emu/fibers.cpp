// Fibers for CUDA threads. A block runs on one thread of the host: warp after
// warp, thread after thread, each until it waits at a barrier or ends. Blocks of
// a grid are shared out to a pool of threads.
//
// What a GPU leaves undefined stops the launch here with a message: barriers that
// not all threads reach, or different ones, shuffles from lanes that take no
// part. QUARRY_EMU_ORDER=reverse or random runs threads and warps in another
// order, so that a missing barrier shows in the results; these orders also fill
// shared memory with rubbish before each block.

#include "cuda_emu.h"
#include "engine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace emu {

thread_local Fiber *current;
thread_local Position position;

// Kernel is a registered kernel.
struct Kernel {
	std::string name;
	Entry entry;
	unsigned most_threads;
	std::vector<size_t> parameters;
	unsigned max_dynamic_shared = 48 << 10;
};

static std::map<std::string, Kernel> &kernels() {
	static std::map<std::string, Kernel> all;
	return all;
}

static unsigned bound = 1024; // of the kernel that is registered next

Bound::Bound(unsigned threads) { bound = threads; }

Registration::Registration(const char *name, Entry entry, std::vector<size_t> parameters) {
	kernels()[name] = Kernel{name, entry, bound, std::move(parameters)};
}

enum Order { FORWARD, REVERSE, RANDOM };

static Order order() {
	const char *s = getenv("QUARRY_EMU_ORDER");
	if (s && !strcmp(s, "reverse")) return REVERSE;
	if (s && !strcmp(s, "random")) return RANDOM;
	return FORWARD;
}

// Job is one launch.
struct Job {
	const Kernel *kernel;
	dim3 grid, block;
	unsigned dynamic_shared;
	void **args;
	size_t blocks;
	Order order;
	std::atomic<size_t> next{0};
	std::atomic<int> helpers{0};
	std::atomic<bool> failed{false};
	std::string message; // written by whoever sets failed
};

// Stop unwinds a fiber of a launch that has failed.
struct Stop {};

static const size_t STACK = 64 << 10;
static const unsigned RUBBISH = 0xA5;

// Worker is what a thread of the host needs to run blocks.
struct Worker {
	std::vector<Fiber> fibers;
	std::vector<uint64_t> slots;
	std::vector<char> shared;
	std::vector<char *> free_stacks, all_stacks;
	std::mt19937 rng;
	Job *job = nullptr;
	void *scheduler_sp = nullptr;
	// What the address sanitizer wants to know of the scheduler's stack.
	void *fake_stack = nullptr;
	const void *stack_bottom = nullptr;
	size_t stack_size = 0;

	~Worker() {
		for (char *s : all_stacks) munmap(s, STACK);
	}
	char *take_stack();
	void prepare(Fiber &f);
	void run(Fiber &f);
	bool run_warp(unsigned first, unsigned end);
	void run_block(size_t index);
	bool meet(unsigned threads);
};

static thread_local Worker *worker __attribute__((tls_model("initial-exec")));

// Saves the registers that functions must keep, and goes on where `to` was saved.
extern "C" void emu_switch(void **save, void *to);
#if defined(__x86_64__)
asm(".text\n.globl emu_switch\n.hidden emu_switch\nemu_switch:\n"
	" push %rbp\n push %rbx\n push %r12\n push %r13\n push %r14\n push %r15\n"
	" mov %rsp,(%rdi)\n mov %rsi,%rsp\n"
	" pop %r15\n pop %r14\n pop %r13\n pop %r12\n pop %rbx\n pop %rbp\n ret\n");
#else
#error "fibers are written for x86-64 only"
#endif

static void to_scheduler(bool last) {
#if defined(__SANITIZE_ADDRESS__)
	void *fake = nullptr;
	__sanitizer_start_switch_fiber(last ? nullptr : &fake, worker->stack_bottom, worker->stack_size);
#endif
	emu_switch(&current->sp, worker->scheduler_sp);
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(fake, nullptr, nullptr);
#endif
	(void)last;
}

static void fiber_main() {
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(nullptr, &worker->stack_bottom, &worker->stack_size);
#endif
	try {
		worker->job->kernel->entry(worker->job->args);
	} catch (Stop &) {
	}
	current->state = DONE;
	to_scheduler(true);
	__builtin_trap();
}

void fault(const char *format, ...) {
	Job &job = *worker->job;
	if (!job.failed.exchange(true)) {
		char what[256], all[512];
		va_list args;
		va_start(args, format);
		vsnprintf(what, sizeof what, format, args);
		va_end(args);
		dim3 b = position.block, t = current ? current->tid : dim3(0, 0, 0);
		snprintf(all, sizeof all, "kernel %s, block (%u,%u,%u), thread (%u,%u,%u): %s", job.kernel->name.c_str(), b.x, b.y, b.z,
			t.x, t.y, t.z, what);
		job.message = all;
	}
	throw Stop{};
}

void *dynamic_shared() { return (void *)(((uintptr_t)worker->shared.data() + 127) & ~(uintptr_t)127); }

uint64_t *warp_slots(uint32_t parity) { return &worker->slots[(current->warp * 2 + parity) * 32]; }

void block_barrier(int id) {
	if (worker->job->failed) throw Stop{};
	current->state = AT_BLOCK_BARRIER;
	current->barrier = id;
	to_scheduler(false);
	if (worker->job->failed) throw Stop{};
}

void warp_barrier(uint32_t mask) {
	if (worker->job->failed) throw Stop{};
	if (!(mask >> current->lane & 1)) fault("a warp operation whose mask %08x lacks its own lane %u", mask, current->lane);
	current->state = AT_WARP_BARRIER;
	current->mask = mask;
	to_scheduler(false);
	if (worker->job->failed) throw Stop{};
}

char *Worker::take_stack() {
	if (free_stacks.empty()) {
		void *s = mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (s == MAP_FAILED) abort();
		all_stacks.push_back((char *)s);
		free_stacks.push_back((char *)s);
	}
	char *s = free_stacks.back();
	free_stacks.pop_back();
	return s;
}

// prepare gives a fiber a stack on which emu_switch finds fiber_main to return to.
void Worker::prepare(Fiber &f) {
	f.stack = take_stack();
	void **sp = (void **)(f.stack + STACK - 64);
	*--sp = nullptr; // so that the stack is aligned as after a call
	*--sp = (void *)fiber_main;
	for (int i = 0; i < 6; i++) *--sp = nullptr;
	f.sp = sp;
}

// run lets a fiber run until it waits or ends. Stacks are given out at the first
// run and taken back at the end: threads that never wait share one.
void Worker::run(Fiber &f) {
	if (!f.stack) prepare(f);
	current = &f;
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_start_switch_fiber(&fake_stack, f.stack, STACK);
#endif
	emu_switch(&scheduler_sp, f.sp);
#if defined(__SANITIZE_ADDRESS__)
	__sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#endif
	if (f.state == DONE) {
#if defined(__SANITIZE_ADDRESS__)
		__asan_unpoison_memory_region(f.stack, STACK); // the frames that never returned
#endif
		free_stacks.push_back(f.stack);
		f.stack = nullptr;
	}
}

// run_warp runs the fibers of a warp until all of them are done or wait for the
// block.
bool Worker::run_warp(unsigned first, unsigned end) {
	unsigned n = end - first;
	Fiber *warp = &fibers[first];
	for (;;) {
		bool progress = false;
		for (unsigned k = 0; k < n; k++) {
			Fiber &f = warp[job->order == REVERSE ? n - 1 - k : k];
			if (f.state == READY) {
				run(f);
				progress = true;
			}
		}
		for (unsigned k = 0; k < n && !progress; k++) {
			if (warp[k].state != AT_WARP_BARRIER) continue;
			uint32_t mask = warp[k].mask;
			bool complete = true;
			for (unsigned j = 0; j < 32; j++)
				if (mask >> j & 1 && (j >= n || warp[j].state != AT_WARP_BARRIER || warp[j].mask != mask)) complete = false;
			if (!complete) continue;
			for (unsigned j = 0; j < n; j++)
				if (mask >> j & 1) warp[j].state = READY;
			progress = true;
		}
		if (!progress) return !job->failed;
	}
}

// meet checks that all threads of the block wait at one barrier, and lets them
// go on; it returns false when the block is done or has failed.
bool Worker::meet(unsigned threads) {
	unsigned done = 0, waiting = 0, stuck = 0;
	int barrier = -1;
	bool mixed = false;
	for (unsigned i = 0; i < threads; i++) {
		Fiber &f = fibers[i];
		if (f.state == DONE) done++;
		else if (f.state == AT_BLOCK_BARRIER) {
			waiting++;
			if (barrier < 0) barrier = f.barrier;
			else mixed |= barrier != f.barrier;
		} else stuck++;
	}
	current = &fibers[0];
	if (!job->failed) try {
			if (stuck) fault("%u threads wait in a warp operation that the others of the warp never reach", stuck);
			if (waiting && done) fault("%u threads wait at the barrier in line %d, but %u have ended", waiting, barrier, done);
			if (mixed) fault("threads wait at different barriers");
		} catch (Stop &) {
		}
	if (job->failed) { // let all fibers unwind
		for (unsigned i = 0; i < threads; i++)
			while (fibers[i].state != DONE) run(fibers[i]);
		return false;
	}
	if (!waiting) return false;
	for (unsigned i = 0; i < threads; i++) fibers[i].state = READY;
	return true;
}

void Worker::run_block(size_t index) {
	dim3 b = job->block, g = job->grid;
	unsigned threads = b.x * b.y * b.z, warps = (threads + 31) / 32;
	position = Position{dim3(index % g.x, index / g.x % g.y, index / g.x / g.y), b, g};
	if (fibers.size() < threads) fibers.resize(threads);
	slots.resize(warps * 64);
	rng.seed(index * 7919 + 1);
	if (job->order != FORWARD) std::fill(shared.begin(), shared.end(), (char)RUBBISH);
	for (unsigned i = 0; i < threads; i++) {
		Fiber &f = fibers[i];
		f.tid = dim3(i % b.x, i / b.x % b.y, i / (b.x * b.y));
		f.lane = i & 31;
		f.warp = i >> 5;
		f.state = READY;
		f.parity = 0;
		f.stack = nullptr;
	}
	std::vector<unsigned> sequence(warps);
	for (unsigned i = 0; i < warps; i++) sequence[i] = job->order == REVERSE ? warps - 1 - i : i;
	do {
		if (job->order == RANDOM) std::shuffle(sequence.begin(), sequence.end(), rng);
		for (unsigned w : sequence)
			if (!run_warp(w * 32, std::min(threads, w * 32 + 32))) break;
	} while (meet(threads));
}

// work runs blocks of a job as long as there are any.
static void work(Job &job) {
	// On the heap: what a library keeps for each thread itself must be small.
	static thread_local std::unique_ptr<Worker> mine(new Worker);
	worker = mine.get();
	worker->job = &job;
	worker->shared.assign(job.dynamic_shared + 256, (char)RUBBISH);
	for (size_t i; !job.failed && (i = job.next++) < job.blocks;) worker->run_block(i);
}

// Pool is the threads of the host that help with launches.
struct Pool {
	std::mutex mutex;
	std::condition_variable wake, done;
	std::deque<Job *> jobs;
	unsigned size;

	Pool() {
		size = std::max(1u, std::thread::hardware_concurrency());
		if (const char *s = getenv("QUARRY_EMU_THREADS")) size = std::max(1, atoi(s));
		for (unsigned i = 1; i < size; i++) std::thread([this] { serve(); }).detach();
	}

	void serve() {
		std::unique_lock<std::mutex> lock(mutex);
		for (;;) {
			wake.wait(lock, [this] { return !jobs.empty(); });
			Job *job = jobs.front();
			if (job->next >= job->blocks || job->failed) {
				jobs.pop_front();
				continue;
			}
			job->helpers++;
			lock.unlock();
			work(*job);
			lock.lock();
			job->helpers--;
			done.notify_all();
		}
	}

	void run(Job &job) {
		if (size > 1 && job.blocks > 1) {
			std::lock_guard<std::mutex> lock(mutex);
			jobs.push_back(&job);
			wake.notify_all();
		}
		work(job);
		std::unique_lock<std::mutex> lock(mutex);
		jobs.erase(std::remove(jobs.begin(), jobs.end(), &job), jobs.end());
		done.wait(lock, [&] { return job.helpers == 0; });
	}
};

static Pool &pool() {
	static Pool *p = new Pool; // never destroyed: its threads end with the process
	return *p;
}

} // namespace emu

const char *const engine::name = "emulated GPU";

// All kernels are linked into this library, whatever module they belong to.
int engine::load(void **module, const char *, std::string *) {
	*module = (void *)1;
	return SUCCESS;
}

int engine::find(void **function, void *, const char *name) {
	auto it = emu::kernels().find(name);
	if (it == emu::kernels().end()) return NOT_FOUND;
	*function = &it->second;
	return SUCCESS;
}

void engine::allow(void *function, unsigned bytes) { ((emu::Kernel *)function)->max_dynamic_shared = bytes; }
unsigned engine::most_shared(void *function) { return ((emu::Kernel *)function)->max_dynamic_shared; }
unsigned engine::most_threads(void *function) { return ((emu::Kernel *)function)->most_threads; }
const std::vector<size_t> &engine::parameters(void *function) { return ((emu::Kernel *)function)->parameters; }

int engine::launch(void *function, Extent grid, Extent block, unsigned dynamic_shared, void **args, std::string *message) {
	const emu::Kernel &k = *(emu::Kernel *)function;
	emu::Job job;
	job.kernel = &k;
	job.grid = dim3(grid.x, grid.y, grid.z);
	job.block = dim3(block.x, block.y, block.z);
	job.dynamic_shared = dynamic_shared;
	job.args = args;
	job.blocks = (size_t)grid.x * grid.y * grid.z;
	job.order = emu::order();
	emu::pool().run(job);
	if (!job.failed) return SUCCESS;
	*message = job.message;
	return LAUNCH_FAILED;
}
