import NodeModel

@testable import Agent

/// Builds what a worker says.
struct WorkerTalk {
  private var writer = FrameWriter()
  /// Everything so far.
  var bytes: [UInt8] { writer.bytes }

  /// What stands for one series in a round.
  enum Value {
    case absent
    case real(Double)
    case failed(UInt8)
  }

  /// The two families of the tests' workers.
  static let metrics = [
    Metric("nodeprobe_test_celsius", "A temperature"),
    Metric("nodeprobe_test_watts", "A power"),
  ]

  mutating func hello(groups: UInt32, version: UInt16 = WorkerFrame.version) {
    writer.begin(.hello)
    writer.put(version)
    writer.put(groups)
    writer.end()
  }

  /// A group of temperatures `names`, read each round or each so many seconds.
  mutating func group(
    _ key: String, _ names: [String], metric: String = "nodeprobe_test_celsius",
    label: String = "sensor", seconds: UInt32 = 0, count: UInt32? = nil, of probe: String = "test"
  ) {
    writer.begin(.group)
    writer.put(seconds)
    writer.put(text: probe)
    writer.put(text: key)
    writer.put(count ?? UInt32(names.count))
    for name in names {
      writer.put(text: metric)
      writer.put(UInt8(2))
      writer.put(text: "device")
      writer.put(text: key)
      writer.put(text: label)
      writer.put(text: name)
    }
    writer.end()
  }

  /// At `time` group `done` was read, group `next` comes; the worker wakes at `wake`.
  mutating func round(
    at time: UInt64, wake: UInt64 = 0, done: UInt32? = nil, next: UInt32? = nil,
    refused: [(UInt8, UInt32)] = [], _ values: [Value] = []
  ) {
    writer.begin(.round)
    writer.put(time)
    writer.put(wake)
    writer.put(done ?? WorkerFrame.none)
    writer.put(next ?? WorkerFrame.none)
    writer.put(UInt8(refused.count))
    for (reason, count) in refused {
      writer.put(reason)
      writer.put(count)
    }
    for value in values {
      switch value {
      case .absent:
        writer.put(UInt8(0))
        writer.put(UInt64(0))
      case .real(let number):
        writer.put(UInt8(1))
        writer.put(number.bitPattern)
      case .failed(let reason):
        writer.put(UInt8(4))
        writer.put(UInt64(reason))
      }
    }
    writer.end()
  }

  mutating func search(_ probe: String) {
    writer.begin(.search)
    writer.put(text: probe)
    writer.end()
  }

  mutating func log(_ text: String) {
    writer.begin(.log)
    writer.put(UInt8(4))
    writer.put(text: text)
    writer.end()
  }

  /// A whole first minute: two chips, three sensors, one of them refused, and a line for people.
  static func ordinary(at time: UInt64 = 1_000_000_000) -> WorkerTalk {
    var talk = WorkerTalk()
    talk.log("a line for people")
    talk.hello(groups: 2)
    talk.group("bus/a", ["temp1", "temp2"])
    talk.group("bus/b", ["temp1"], seconds: 10)
    talk.round(at: time, next: 0)
    talk.round(at: time + 1000, done: 0, next: 1, refused: [(4, 1)], [.real(41.5), .absent])
    talk.round(at: time + 2000, wake: time + 1_000_000_000, done: 1, [.real(-7)])
    return talk
  }

  /// Chips of one sensor each, read once; the talk ends before `hangsAt` is read.
  static func once(
    _ groups: [String], at time: UInt64, wake: UInt64 = 0, value: Double = 20,
    hangsAt: String? = nil
  ) -> WorkerTalk {
    var talk = WorkerTalk()
    talk.hello(groups: UInt32(groups.count))
    for group in groups { talk.group(group, ["temp1"]) }
    talk.round(at: time, next: 0)
    for (index, group) in groups.enumerated() {
      if group == hangsAt { return talk }
      let next = index + 1 < groups.count ? UInt32(index + 1) : nil
      talk.round(
        at: time + UInt64(index) + 1, wake: wake, done: UInt32(index), next: next, [.real(value)])
    }
    return talk
  }
}

extension WorkerTranscript {
  /// One that knows the probe of these talks and another one.
  static func ofTests() -> WorkerTranscript {
    WorkerTranscript(["test", "other"].map { WorkerPart($0, WorkerTalk.metrics) })
  }

  /// What was said of the probe of these talks.
  var test: WorkerPart { parts[0] }

  /// The values by device and sensor.
  var shown: [String: Double] {
    var found: [String: Double] = [:]
    for part in parts {
      for (entry, value) in zip(part.table.entries, part.readings.values) {
        found[entry.labels.map(\.value).joined(separator: " ")] = value.double
      }
    }
    return found
  }

  /// Takes bytes as they come out of a pipe.
  mutating func receive(_ bytes: [UInt8], at now: UInt64 = 1) throws(FrameReader.Malformed) {
    try receive(bytes.span, at: now) { _ in }
  }
}
