public import Footprint
internal import LinuxFiles
public import Probes

/// Everything that can be configured, with its defaults.
public struct Configuration: Sendable, Equatable {
  /// Where a file is looked for when none is named.
  public static let defaultPath = "/etc/nodeprobe/probe.yaml"

  /// Where the agent listens; loopback unless told otherwise.
  public var listen = ListenAddress("127.0.0.1:9944")
  /// How requests are answered.
  public var http = HTTP()
  /// Nanoseconds between sampling rounds.
  public var interval: UInt64 = 1_000_000_000
  /// Where the node stands.
  public var site = Site()
  /// What energy and reserved hardware cost.
  public var cost = Cost()
  /// What teams may use each month.
  public var budgets = ConfiguredBudgets()
  /// How jobs are shown and shared.
  public var jobs = Jobs()
  /// What is kept on disk.
  public var state = State()
  /// What is said of single probes, by name.
  public var probes: [String: ProbeSetting] = [:]
  /// What the file says and what will not be as it seems.
  public internal(set) var warnings: [ConfigurationWarning] = []

  /// The defaults.
  public init() {}

  /// How requests are answered.
  public struct HTTP: Sendable, Equatable {
    /// By which names a proxy on the node asks an agent that listens on loopback.
    public var hosts: [String] = []
  }

  /// Where the node stands: facts for carbon and PUE.
  public struct Site: Sendable, Equatable {
    /// The site's name.
    public var name: String?
    /// The rack within the site.
    public var rack: String?
    /// The zone of its electricity, such as "DE" or "US-CAL-CISO".
    public var zone: String?
    /// Which emissions of the grid are counted.
    public var basis = EmissionBasis.lifecycle
    /// The power usage effectiveness that is assumed.
    public var pue: PUE?
    /// Contracts for electricity, for the market-based figure.
    public var contracts: [Contract] = []
    /// What the rest of the electricity is made of, once all that was sold by contract is taken out.
    public var residualMix: ResidualMix?
  }

  /// A power purchase agreement, a tariff, certificates.
  public struct Contract: Sendable, Equatable {
    /// The share of the energy that it covers, up to 1.
    public var share: Double
    /// g/kWh; 0 is a value here.
    public var intensity: Double
    /// Who sells, and what.
    public var source: String
  }

  /// The residual mix of a country or market.
  public struct ResidualMix: Sendable, Equatable {
    /// g/kWh.
    public var intensity: Double
    /// Who says so, and of which year.
    public var source: String
  }

  /// A configured power usage effectiveness, with where it comes from.
  public struct PUE: Sendable, Equatable {
    /// At least 1: facility energy divided by IT energy.
    public var value: Double
    /// What it is the PUE of.
    public var category: PUECategory?
    /// The year it was measured in.
    public var year: Int?
    /// Who says so.
    public var source: String?
  }

  /// Prices, in one currency.
  public struct Cost: Sendable, Equatable {
    /// ISO 4217, such as "EUR".
    public var currency: String?
    /// Price of a kilowatt-hour at the meter.
    public var perKilowattHour: Double?
    /// Price of a reserved core for an hour.
    public var perCoreHour: Double?
    /// Price of a reserved GPU for an hour; not charged as long as nothing tells who has reserved one.
    public var perGPUHour: Double?
  }

  /// How jobs are shown and shared.
  public struct Jobs: Sendable, Equatable {
    /// The most jobs with series of their own at once.
    public var limit = 200
    /// How many scrapes an ended job stays on the page, at least.
    public var keepScrapes = 3
    /// How many minutes an ended job stays on the page, at least.
    public var keepMinutes = 5
    /// How static energy is shared.
    public var staticPolicy = "reserved"
    /// How many of the processors' counters may be open to divide energy by; 0 for none.
    public var counters = 4096
    /// Globs of systemd units that are jobs of their own.
    public var units: [String] = []
    /// The path of Slurm's squeue, by which its controller is asked about jobs; nil where it is not.
    public var squeue: String?
    /// The file of rules that give jobs their tags.
    public var rules: String?
    /// The rules themselves.
    var tagging = JobRules()
  }

  /// What is kept on disk.
  public struct State: Sendable, Equatable {
    /// How long rows are kept, in nanoseconds.
    public var retention: UInt64 = 90 * 86_400_000_000_000
  }

  /// What is said of one probe.
  public struct ProbeSetting: Sendable, Equatable {
    /// Whether it is read at all.
    public var isEnabled = true
    /// How often it is read; nil for the probe's own cadence.
    public var cadence: Cadence?
  }
}
