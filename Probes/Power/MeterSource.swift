public import NodeModel

/// A probe that the agent reads itself and whose readings the energy ledger books.
///
/// As a probe it declares one `nodeprobe_source_info` for each instrument, which has a value as long as the
/// instrument can be read and else its reason; so a source that is there and denied says so on the page. The
/// numbers themselves go to the ledger, raw: it alone converts, and what the page shows of them is its.
///
/// What may have to wait is read by a worker instead: an `InstrumentTable` finds the meters among its series.
public protocol MeterSource: Probe {
  /// What was found, in the order of `meterReadings`. It does not change; hardware that comes or goes makes
  /// a new probe.
  var instruments: [Instrument] { get }

  /// What they showed in the last round.
  var meterReadings: MeterReadings { get }
}
