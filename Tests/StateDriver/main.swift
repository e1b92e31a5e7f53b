// An agent's energy ledger without the agent: rounds over a node whose energy is known, kept as the agent keeps
// them, until somebody kills it.
//
// usage: state-driver DIRECTORY LIFE STEP ROUNDS [LIMITED-FROM LIMITED-UNTIL]
//
// LIFE seeds what is random; STEP: the most seconds between two rounds; ROUNDS: how many, then a clean stop.
// From one round to another no file may grow beyond what it has (RLIMIT_FSIZE), as on a full disk.
import Agent

let words = CommandLine.arguments.dropFirst().map { $0 }
guard words.count >= 4, let life = UInt64(words[1]), let step = UInt64(words[2]),
  let rounds = Int(words[3])
else {
  print("usage: state-driver DIRECTORY LIFE STEP ROUNDS [LIMITED-FROM LIMITED-UNTIL]")
  throw DriverFailure.usage
}
let limited = words.count > 5 ? (Int(words[4]) ?? 0)..<(Int(words[5]) ?? 0) : 0..<0
try Driver(in: words[0], life: life, step: step).run(rounds: rounds, limited: limited)

enum DriverFailure: Error {
  case usage
}
