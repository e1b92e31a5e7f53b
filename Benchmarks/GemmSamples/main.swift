// What Benchmarks/compare-gemm runs: one product by us and by others in turns, in one process.
//
// usage: gemm-samples FORMAT N THREADS ROUNDS [LIBRARY=FILE …] [reference:NAME=FILE …]
//
// FORMAT is fp64, fp32, bf16 or u8s8; LIBRARY is OpenBLAS, BLIS, MKL or AOCL. A reference is a shared
// object with `int reference_gemm(const char *format, long n, int threads, const void *a, const void *b,
// void *c)`, 0 where it has done so. Prints a line for each sample: round, name, operations a second.

import BenchKit
import CLinux
import LinuxFiles

func fail(_ what: String) -> Never {
  print("gemm-samples: \(what)")
  exit(2)
}

let words = CommandLine.arguments
guard words.count >= 5, let format = GemmFormat.allCases.first(where: { $0.name == words[1] }),
  let n = Int(words[2]), let threads = Int(words[3]), let rounds = Int(words[4])
else { fail("FORMAT N THREADS ROUNDS, please") }

do {
  let machine = Machine(below: try Root())
  let team = try ThreadTeam(on: machine.cpus)
  guard
    let ours = GemmCase(fastest: format, n: n, threads: threads, on: machine),
    let peak = ours.ceiling
  else { fail("no kernel for \(format.name)") }
  var contestants: [(name: String, work: any Case)] = [("nodeprobe", ours)]
  for word in words.dropFirst(5) {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { fail("\(word) is not NAME=FILE") }
    if parts[0].hasPrefix("reference:") {
      let name = String(parts[0].dropFirst("reference:".count))
      guard let reference = ReferenceCase(format, n: n, threads: threads, name: name, at: parts[1])
      else { fail("\(parts[1]) has no reference_gemm") }
      contestants.append((name, reference))
    } else {
      guard let product = VendorLibrary.Product(rawValue: parts[0]),
        let library = VendorLibrary(product, at: parts[1]),
        let vendor = VendorGemmCase(format, n: n, threads: threads, by: library, on: machine)
      else { fail("\(word) cannot be used") }
      contestants.append((parts[0], vendor))
    }
  }
  for contestant in contestants { try contestant.work.prepare(on: team) }
  try sample(contestants, under: peak, on: team, rounds: rounds)
} catch {
  fail("\(error)")
}

/// Takes turns; each sample is 50 ms or one product, after one that is not counted and wakes whoever sleeps.
func sample(
  _ contestants: [(name: String, work: any Case)], under peak: any Case, on team: ThreadTeam,
  rounds: Int
) throws {
  for round in 0..<rounds {
    // Another one begins each round: nobody always follows the same one.
    for offset in contestants.indices {
      let (name, work) = contestants[(round + offset) % contestants.count]
      _ = peak.run(passes: 20, on: team)
      print(round, "peak", peak.run(passes: 60, on: team).value)
      let once = work.run(passes: 1, on: team).time.seconds
      print(round, name, work.run(passes: max(1, Int(0.05 / once)), on: team).value)
      try work.check()
      // Libraries wait as they do by themselves, some of them by spinning for 200 ms.
      usleep(250_000)
    }
  }
}
