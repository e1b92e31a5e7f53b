import Agent
import CLinux
import EnergyLedger
import LinuxFiles
import NodeModel
import TestSupport

/// One life of the driver.
final class Driver {
  private let directory: String
  private let state: EnergyState
  private let clockFile: FileDescriptor
  private var chance: SeededRandom
  private let step: UInt64
  private var boottime: UInt64
  private var realtime: UInt64
  /// Jobs that have ended, with the number of their last note.
  private var ended: [String: (record: JobRecord, number: UInt64)] = [:]

  init(in directory: String, life: UInt64, step: UInt64) throws {
    self.directory = directory
    self.step = step
    chance = SeededRandom(life)
    clockFile = try FileDescriptor(opening: directory + "/clock", flags: O_RDWR)
    let times = try clockFile.words(2, at: 0)
    (boottime, realtime) = (times[0], times[1])
    clinux_ignore(SIGXFSZ)
    state = EnergyState(
      in: directory, bootID: "boot 1",
      limits: LedgerLimits(jobs: 6, mostOwners: 24, mostRows: 400),
      retention: 90 * 86_400_000_000_000, clock: try NodeClock(drivenBy: directory + "/clock"),
      log: Log(upTo: .warning, isJournal: false))
  }

  func run(rounds: Int, limited: Range<Int>) throws {
    // Nobody knows how long nobody looked.
    try pass((1 + chance.below(30)) * 1_000_000_000)
    var ledger = state.makeLedger(topology, at: time, random: &chance)
    say("S \(ledger.round) \(ledger.epoch)")
    // Jobs that are known still run, or have ended meanwhile.
    for owner in ledger.jobs where owner != .other {
      guard case .job(let name) = ledger.owner(owner) else { continue }
      if ledger.isLive(owner), chance.below(4) == 0 { end(name, &ledger) }
      if !ledger.isLive(owner) { file(name, owner, ledger) }
    }
    for round in 0..<rounds {
      if limited.lowerBound == round, !limited.isEmpty { limit(to: 4096) }
      if limited.upperBound == round, !limited.isEmpty { limit(to: nil) }
      try pass(1_000_000 * (1 + chance.below(1000)) + (step - 1) * 1_000_000 * chance.below(1000))
      changeJobs(&ledger)
      measure(&ledger)
      // Whoever kills us after this may find the round kept, although nobody was told.
      say("K \(ledger.round) \(boottime)")
      state.keep(ledger)
      say(page(ledger))
      state.tend(&ledger)
      if step == 1 || !limited.isEmpty { settle(&ledger) }
      retire(&ledger)
    }
    state.stop(&ledger)
    var open: UInt64 = 0
    for row in ledger.openRows() + ledger.closedRows() { open += row.full.total }
    say("E \(ledger.nodeEnergy.count) \(open)")
  }

  // MARK: The node

  private var topology: Topology {
    Topology(
      meters: (0..<2).map { package in
        Meter(
          source: "rapl", domain: .package, device: String(package),
          kind: .counter(CounterScale(range: TrueNode.range)), tier: .components,
          bounds: EnergyBounds(20_000), maximumMicrowatts: 500_000_000)
      },
      places: (0..<2).map { PlaceTraits(.package, device: String($0), capacity: 8000) })
  }

  private var time: RoundTime { RoundTime(boottime: boottime, realtime: realtime) }

  private func pass(_ nanoseconds: UInt64) throws {
    boottime += nanoseconds
    realtime += nanoseconds
    try clockFile.write([boottime, realtime], at: 0)
  }

  private func measure(_ ledger: inout Ledger) {
    ledger.begin(at: time)
    for package in 0..<2 {
      let raw = TrueNode.energy(package, at: boottime) % TrueNode.range
      ledger.read(package, .counter(raw), at: boottime)
    }
    for place in ledger.placeIndices {
      for owner in ledger.jobs where ledger.isLive(owner) {
        ledger.record(
          owner, at: place, weight: chance.below(1_000_000), reserved: UInt32(chance.below(900)))
      }
      ledger.record(.system, at: place, weight: chance.below(300_000))
      ledger.record(utilization: UInt32(chance.below(900_000)), at: place)
    }
    ledger.end()
  }

  // MARK: Jobs

  private func changeJobs(_ ledger: inout Ledger) {
    guard chance.below(5) == 0 else { return }
    // Eight names that come again and again, as units of systemd do.
    let name = "systemd:n/\(chance.below(8)).service"
    let owner = ledger.jobs.first { ledger.owner($0) == .job(name) }
    if let owner, ledger.isLive(owner) {
      end(name, &ledger)
      file(name, owner, ledger)
    } else {
      // Its end may wait to be retired: it goes on.
      ended[name] = nil
      let kept = state.record(of: name, in: ledger.epoch)
      _ = ledger.begin(job: name, carrying: kept?.totals)
      var record = JobRecord(
        epoch: ledger.epoch, id: name, name: "unit", manager: .systemd, user: "ann",
        tags: ["team": "a \"b\""], start: realtime)
      record.totals = kept?.totals ?? OwnerTotals()
      _ = state.note(record)
    }
  }

  private func end(_ name: String, _ ledger: inout Ledger) {
    ledger.end(job: name)
  }

  /// Files a job that has ended as it is now.
  private func file(_ name: String, _ owner: OwnerIndex, _ ledger: borrowing Ledger) {
    guard owner != .other else { return }
    var record =
      state.record(of: name, in: ledger.epoch)
      ?? JobRecord(epoch: ledger.epoch, id: name, name: "unit", manager: .systemd, start: realtime)
    record.state = .ended
    record.end = realtime
    record.totals = ledger.totals(owner)
    if let number = state.note(record) { ended[name] = (record, number) }
  }

  private func retire(_ ledger: inout Ledger) {
    for (name, kept) in ended where state.filedThrough >= kept.number {
      guard let owner = ledger.jobs.first(where: { ledger.owner($0) == .job(name) }) else {
        continue
      }
      if ledger.totals(owner) == kept.record.totals {
        ledger.retire(owner)
        ended[name] = nil
      } else {
        file(name, owner, ledger)
      }
    }
  }

  // MARK: The outside

  /// A round as the world sees it: the round, its time, then everything that adds up.
  private func page(_ ledger: borrowing Ledger) -> String {
    var line = "P \(ledger.round) \(boottime) \(ledger.nodeEnergy.count) \(ledger.jobsEnergy.count)"
    for bucket in Bucket.allCases { line += " \(bucket.word)=\(ledger.energy(bucket).count)" }
    for owner in ledger.jobs {
      line += " \(ledger.owner(owner).name)=\(ledger.totals(owner).energy.count)"
    }
    return line + " status=" + (state.status.keeping?.word ?? state.status.filing?.word ?? "ok")
  }

  /// One write a line: a line is seen whole or not at all.
  private func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    unsafe write(1, bytes, bytes.count)
    // A trace of this process shows what the world had seen when.
    if step == 1, line.hasPrefix("P") { try? clockFile.write([boottime], at: 16) }
  }

  /// Waits for what the agent would have a second for.
  private func settle(_ ledger: inout Ledger) {
    while state.isWriting {
      usleep(200)
      state.tend(&ledger)
    }
  }

  private func limit(to bytes: UInt?) {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = bytes ?? limit.rlim_max
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }
}
