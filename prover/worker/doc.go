// Package worker proves tasks in processes of their own: a crash, a driver's
// fault or a kill for memory takes an attempt, never the server.
//
// A child is the same binary with a hidden command. It restricts itself before
// it looks at any input: it may read its inputs and write its results, and
// nothing else; it has no network; it dies with its parent. Parent and child
// speak in lines of JSON over pipes; files go through folders. The child runs the
// program (or reads Stone's files), says what memory the proof will take and
// waits: only if that is granted does it prove. The parent watches its memory.
// On a processor each task has its own child; for a GPU one child lives long,
// keeps the device's context and proves several tasks.
//
// Run takes jobs from the line-up's end for workers (prover/lineup) and hands
// back proofs. Nobody believes a worker: what it hands in is judged by those who
// gave out the task (prover/task.Judge), in Judge also in a child.
package worker
