internal import LinuxFiles
public import Probes

/// What `probe-agent` was told on its command line: `--name=value` only, for `probe` has parsed and checked
/// what a person typed.
public struct AgentOptions: Sendable {
  /// The configuration file; nil for the default one, which may be absent.
  public var config: String?
  /// Overrides the configuration's address.
  public var listen: ListenAddress?
  /// Overrides the configuration's interval, in nanoseconds.
  public var interval: UInt64?
  /// Where sysfs is.
  public var sysfs = "/sys"
  /// Where procfs is.
  public var procfs = "/proc"
  /// The state directory; nil for the user's own.
  public var stateDirectory: String?
  /// The file that drives time in tests.
  public var clock: String?
  /// How much is logged.
  public var logLevel = Log.Level.info
  /// In a worker: the only group to read.
  public var only: String?
  /// In a worker: groups to leave out.
  public var without: [String] = []
  /// In a worker: probes to leave out.
  public var disabled: Set<String> = []
  /// In a worker: how often probes are read, where that is not for them to say.
  public var cadences: [String: Cadence] = [:]

  /// What is wrong with an argument.
  public struct Wrong: Error, CustomStringConvertible {
    /// One line for people.
    public let description: String
  }

  /// The defaults.
  public init() {}

  /// Takes the arguments behind the role.
  public init(_ arguments: some Sequence<String>) throws(Wrong) {
    for argument in arguments {
      guard argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") else {
        throw Wrong(description: "unexpected argument \(argument); options are --name=value")
      }
      let name = argument[argument.index(argument.startIndex, offsetBy: 2)..<equals]
      try set(String(name), String(argument[argument.index(after: equals)...]))
    }
  }

  private mutating func set(_ name: String, _ value: String) throws(Wrong) {
    switch name {
    case "config": config = value
    case "sysfs": sysfs = value
    case "procfs": procfs = value
    case "state-dir":
      // It would be the root of all files.
      guard !value.isEmpty else { throw Wrong(description: "--state-dir names no directory") }
      stateDirectory = value
    case "clock": clock = value
    case "only": only = value
    case "without": without.append(value)
    case "disable": disabled.insert(value)
    case "cadence": try setCadence(value)
    case "listen":
      guard let address = ListenAddress(value) else {
        throw Wrong(
          description: "--listen \(value) is no address and port; write it as 127.0.0.1:9944")
      }
      listen = address
    case "interval":
      guard let time = TimeSpan.nanoseconds(value), (100_000_000...60_000_000_000).contains(time)
      else { throw Wrong(description: "--interval \(value) is no time from 100ms to 1m") }
      interval = time
    case "log-level":
      guard let level = Log.Level.allCases.first(where: { $0.word == value }) else {
        throw Wrong(description: "--log-level \(value) is none of error, warning, info, debug")
      }
      logLevel = level
    default:
      throw Wrong(description: "--\(name) is not known")
    }
  }

  /// `value` is a probe and a number of seconds: "thermal:30".
  private mutating func setCadence(_ value: String) throws(Wrong) {
    guard let colon = value.lastIndex(of: ":"),
      let seconds = UInt32(value[value.index(after: colon)...])
    else { throw Wrong(description: "--cadence \(value) is not written as PROBE:SECONDS") }
    cadences[String(value[..<colon])] = seconds == 0 ? .everyRound : .seconds(seconds)
  }

  /// The state directory to use: the one that was named, or the user's own.
  var state: String {
    stateDirectory ?? StateDirectory.standard(ProcessImage.environment)
  }

  /// The same options as arguments, for workers.
  var forWorkers: [String] {
    var arguments = ["--sysfs=" + sysfs, "--procfs=" + procfs]
    if let clock { arguments.append("--clock=" + clock) }
    return arguments
  }
}
