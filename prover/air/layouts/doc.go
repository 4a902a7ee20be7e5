// Package layouts holds Stone's layouts, one table each: which column, step and
// offset every cell of every component has, which builtins there are and how
// many steps one instance of each takes. New turns a table and a number of
// steps into an air.AIR.
//
// Only tables and their assembly live here; what a cell means is said in
// prover/air/components. The source of the facts is Stone's
// air/cpu/board/cpu_air_definition*.
package layouts
