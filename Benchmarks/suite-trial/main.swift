import BenchKit
import LinuxFiles
import NodeModel

// Measures cases of one suite for a comparison, without the method of `probe bench`, which is to take its
// place: `probe bench --suite NAME --json`.
//
// usage: suite-trial SUITE quick|full MEGABYTES SECONDS [PARAMETER=VALUE ...]
//
// Runs the cases whose parameters (and `case`, the name) are those given, one after the other, each for so
// many seconds; with 0 seconds it only lists them. One line a case: the parameters, then `median` and
// `best` in the case's unit.

func describe(_ subject: Subject) -> [(name: String, value: String)] {
  [("case", subject.name)]
    + subject.parameters.map { parameter in
      switch parameter.value {
      case .count(let count): (parameter.name, String(count))
      case .text(let text): (parameter.name, text)
      }
    }
}

func measure(_ work: any Case, on team: ThreadTeam, for duration: Duration) throws -> [Double] {
  try work.prepare(on: team)
  defer { work.release() }
  var passes = 1
  while work.run(passes: passes, on: team).time.seconds < 0.004 {
    try work.check()
    passes = passes * 3 / 2 + 1
  }
  var values: [Double] = []
  let clock = ContinuousClock()
  let end = clock.now + duration
  repeat {
    values.append(work.run(passes: passes, on: team).value)
    try work.check()
  } while clock.now < end || values.count < 5
  return values.sorted()
}

let words = CommandLine.arguments.dropFirst()
guard words.count >= 4, let suite = Suites.all.first(where: { "\($0.name)" == words[1] }),
  let extent = Plan.Extent(rawValue: words[2]), let megabytes = Int(words[3]),
  let seconds = Double(words[4])
else {
  print("usage: suite-trial SUITE quick|full MEGABYTES SECONDS [PARAMETER=VALUE ...]")
  throw BenchError.impossible("these arguments are not understood")
}
let wanted = words.dropFirst(4).map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
let machine = Machine(below: try Root())
let team = try ThreadTeam(on: machine.cpus)
let plan = Plan(extent: extent, memoryLimit: megabytes << 20)
for work in try suite.cases(on: machine, plan: plan) {
  let described = describe(work.subject)
  guard wanted.allSatisfy({ pair in described.contains { [$0.name, $0.value] == pair } }) else {
    continue
  }
  var line = described.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
  if seconds > 0 {
    let values = try measure(work, on: team, for: .seconds(seconds))
    let best = work.subject.unit.isRate ? values[values.count - 1] : values[0]
    line += " median=\(values[values.count / 2]) best=\(best)"
  }
  print(line)
}
