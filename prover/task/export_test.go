package task

// MatchProgram is matchProgram.
var MatchProgram = matchProgram
