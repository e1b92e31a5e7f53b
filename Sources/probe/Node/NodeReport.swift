import FoundationEssentials
import NodeModel

/// The document `nodeprobe.node/1` as a program reads it: `docs/schema/node.json`. Whatever it does
/// not say is nil.
struct NodeReport: Decodable {
  struct Identity: Decodable {
    var hostname, kernel, os, virtualization, container, vendor, product: String?
    var uptimeSeconds: Double?
  }
  struct Processors: Decodable {
    var model: String?
    var logicalCpus, sockets, utilizationRatio: Double?
    var load: [Double]?
  }
  struct Memory: Decodable {
    var totalBytes, availableBytes, usedRatio: Double?
  }
  struct Pressure: Decodable {
    var cpuWaitingRatio, memoryWaitingRatio, ioWaitingRatio: Double?
  }
  struct Power: Decodable {
    var watts: Double?
    var tier, reason: String?
    var lacks: [String]?
  }
  struct Sensor: Decodable {
    var chip, sensor: String
    var label: String?
    var celsius, rpm, volts, amperes, watts, maxCelsius, criticalCelsius: Double?
    var alarms: [String]?
  }
  struct Device: Decodable {
    var device: String
    var receiveBytesPerSecond, transmitBytesPerSecond: Double?
    var readBytesPerSecond, writtenBytesPerSecond: Double?
  }
  struct FileSystem: Decodable {
    var mountpoint: String
    var sizeBytes, availableBytes: Double?
  }
  struct Accelerator: Decodable {
    var device: String
    var vendor, model: String?
    var utilizationRatio, memoryUsedBytes, celsius, watts: Double?
  }
  struct Job: Decodable {
    var jobId, name, tier: String
    var user: String?
    var watts, energyJoules: Double?
  }
  struct Source: Decodable {
    var probe: String
    var up: Bool
    var reasons: [String]?
  }
  struct History: Decodable {
    var periodSeconds: Double
    var cpuUtilizationRatio, memoryUsedRatio, powerWatts, hottestCelsius: [Double?]?
    var networkReceiveBytesPerSecond, networkTransmitBytesPerSecond: [Double?]?
    var diskReadBytesPerSecond, diskWrittenBytesPerSecond: [Double?]?
  }

  var schema, time: String
  var sequence: Double?
  var identity: Identity
  var cpu: Processors
  var memory: Memory
  var pressure: Pressure
  var power: Power
  var temperatures, fans, voltages, powers: [Sensor]?
  var temperaturesOmitted: Int?
  var network, disks: [Device]?
  var filesystems: [FileSystem]?
  var accelerators: [Accelerator]?
  var jobs: [Job]?
  var jobsOmitted: Int?
  var probes: [Source]?
  var findings: [Finding]?
  var history: History

  /// Reads the bytes of the document.
  init(json: [UInt8]) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(Self.self, from: Data(json))
  }

  /// A virtual machine sees no sensors of its host.
  var isVirtual: Bool {
    identity.virtualization.map { $0 != "none" } ?? false
  }
}

extension NodeReport.Sensor {
  /// What people call it.
  var title: String { label ?? chip + " " + sensor }

  /// The lowest limit that the value has reached.
  var isCritical: Bool { reaches(criticalCelsius) }
  var isAboveMaximum: Bool { reaches(maxCelsius) }

  /// The limit that bars are drawn against.
  var limit: Double? {
    [criticalCelsius, maxCelsius].lazy.compactMap { $0 }.first { $0 > 0 && $0 < 250 }
  }

  private func reaches(_ limit: Double?) -> Bool {
    guard let celsius, let limit, limit > 0 else { return false }
    return celsius >= limit
  }
}
