public import LinuxFiles
public import NodeModel

/// What a worker reads: hardware that may hang or crash its reader, in groups that fail apart.
///
/// A group is what hangs together, such as one sensor chip. The worker reads the groups that are due
/// one by one and hands each over as soon as it is read, so whoever waits knows which one hangs.
public protocol GroupedSource: AnyObject {
  /// The series of all groups.
  var series: SeriesTable { get }

  /// The groups in the order in which they are read.
  var groups: [ReadingGroup] { get }

  /// Reads the group at `index` of `groups` once.
  func read(_ index: Int, into readings: inout Readings, buffer: inout ReadBuffer)

  /// Whether devices came or went since the source was made; it costs microseconds. Nobody asks a source
  /// that is read once.
  func hasChanged() -> Bool
}

extension GroupedSource {
  /// No.
  public func hasChanged() -> Bool { false }
}

/// One part of a `GroupedSource`.
public struct ReadingGroup: Sendable, Equatable {
  /// What it is for as long as the hardware stays, such as a device's path below `/sys/devices`.
  public let key: String
  /// The group's places in the source's `series`.
  public let members: Range<Int>
  /// How often it is read.
  public let cadence: Cadence

  /// Describes a group.
  public init(key: String, members: Range<Int>, cadence: Cadence) {
    self.key = key
    self.members = members
    self.cadence = cadence
  }
}
