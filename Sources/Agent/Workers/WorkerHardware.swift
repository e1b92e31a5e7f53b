internal import LinuxFiles
internal import NodeModel
internal import Probes

/// What is known beforehand of the hardware that a worker of one kind reads, and what the configuration
/// says of it.
struct WorkerHardware {
  /// Time between looks at the directories of devices, in nanoseconds.
  private static let interval: UInt64 = 2_000_000_000

  private struct Sight {
    let part: WorkerKind.Part
    let watch: any HardwareWatch
    var times = LookTimes(every: WorkerHardware.interval)
    var fingerprint: UInt64 = 0
    var setting = Configuration.ProbeSetting()
  }

  private var sights: [Sight]

  init(_ kind: WorkerKind) {
    sights = kind.parts.map { Sight(part: $0, watch: $0.watch()) }
  }

  /// Whether there is something to read.
  var isThere: Bool { sights.contains { $0.fingerprint != 0 } }

  /// The numbers of the parts that are to be read.
  var enabled: some Sequence<Int> { sights.indices.lazy.filter { sights[$0].setting.isEnabled } }

  /// What a worker is told of the configuration.
  var options: [String] {
    sights.flatMap { sight in
      let probe = sight.part.probe
      let seconds = sight.setting.cadence.map { $0.nanoseconds / 1_000_000_000 }
      return (sight.setting.isEnabled ? [] : ["--disable=\(probe)"])
        + (seconds.map { ["--cadence=\(probe):\($0)"] } ?? [])
    }
  }

  /// What a part has nothing to show for, where nothing was found.
  func absence(of part: Int) -> FailureReason {
    sights[part].setting.isEnabled ? .absent : .disabled
  }

  /// Whether the configuration says something new.
  func differs(from settings: [String: Configuration.ProbeSetting]) -> Bool {
    sights.contains { settings[$0.part.probe] ?? .init() != $0.setting }
  }

  /// Follows the configuration; `switched` is called with each part that was switched on or off, of which
  /// nothing is known any more.
  mutating func configure(
    _ settings: [String: Configuration.ProbeSetting], switched: (Int) -> Void
  ) {
    for index in sights.indices {
      let setting = settings[sights[index].part.probe] ?? .init()
      let isSwitched = setting.isEnabled != sights[index].setting.isEnabled
      sights[index].setting = setting
      guard isSwitched else { continue }
      sights[index].fingerprint = 0
      sights[index].times.reset()
      switched(index)
    }
  }

  /// Looks where it is time to; `changed` is called with each part whose hardware came, went or was
  /// replaced, and whether there is any.
  mutating func look(
    at now: UInt64, events: UInt64?, below root: borrowing Root, buffer: inout ReadBuffer,
    changed: (_ part: Int, _ isThere: Bool) -> Void
  ) {
    for index in sights.indices where sights[index].setting.isEnabled {
      let watch = sights[index].watch
      guard sights[index].times.isDue(at: now, events: watch.followsEvents ? events : nil) else {
        continue
      }
      // What cannot be looked at now says nothing of its devices.
      guard let seen = watch.look(below: root, buffer: &buffer) else {
        sights[index].times.noteFailure()
        continue
      }
      if seen == sights[index].fingerprint { continue }
      sights[index].fingerprint = seen
      changed(index, seen != 0)
    }
  }
}
