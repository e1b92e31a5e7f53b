internal import NodeModel

/// A row as agents write it: its members in their order, no other ones, no blanks and no escapes. What stands between
/// two values is then known, and compared at once.
///
/// It takes nothing that `RowReader` does not take for the same row: whatever looks different in any way is left to that
/// one, which also says what is wrong.
struct RowForm {
  /// Of twelve names, five strings, five numbers and words, two arrays of twelve, and the brace at the end.
  private static let tokens = 12 * JSONName.tokens + 5 * 2 + 5 + 2 * 25 + 1

  private let owner = JSONName("owner", isFirst: true)
  private let component = JSONName("component")
  private let hour = JSONName("hour")
  private let epoch = JSONName("epoch")
  private let sequence = JSONName("sequence")
  private let revision = JSONName("revision")
  private let final = JSONName("final")
  private let tiers = JSONName("tiers")
  private let full = JSONName("full_uj")
  private let dynamic = JSONName("dynamic_uj")
  private let low = JSONName("low_uj")
  private let high = JSONName("high_uj")

  /// Reads a row of this form; false where it has another one: then some of it was passed over.
  func read(
    _ walker: inout JSONWalker, into row: inout FleetRow, _ name: inout JSONText,
    _ times: inout RowTimes
  ) -> Bool {
    guard walker.hasTokens(Self.tokens),
      walker.skip(owner), let text = walker.usualString(),
      text.end > text.start, text.end - text.start <= RowReader.longestOwner,
      walker.skip(component), let kind = (try? RowReader.component(&walker)),
      walker.skip(hour), times.readHour(&walker, into: &row.hour),
      walker.skip(epoch), times.readEpoch(&walker, into: &row.epoch),
      walker.skip(sequence), let number = walker.usualWhole(),
      walker.skip(revision), let change = walker.usualWhole(),
      walker.skip(final), let isFinal = walker.usualBool(),
      walker.skip(tiers), readTiers(&walker, into: &row),
      walker.skip(full), let amounts = walker.usualSlots(into: &row.full),
      walker.skip(dynamic), let parts = walker.usualSlots(into: &row.dynamic),
      amounts == row.known, parts == row.known,
      walker.skip(low), let least = walker.usualWhole(),
      walker.skip(high), let most = walker.usualWhole(), walker.token == 0x7D
    else { return false }
    walker.advance()
    name = text
    row.component = kind
    row.sequence = number
    row.revision = change
    row.isFinal = isFinal
    row.low = least
    row.high = most
    return true
  }

  /// Twelve letters; mostly all the same.
  @inline(__always)
  private func readTiers(_ walker: inout JSONWalker, into row: inout FleetRow) -> Bool {
    guard let text = walker.usualString(), text.end - text.start == HourSlots.count else {
      return false
    }
    let letter = UInt64(walker.bytes[text.start])
    let same = letter &* 0x0101_0101_0101_0101
    let isSame =
      walker.eightBytes(text.start) == same && walker.eightBytes(text.start + 4) == same
    guard isSame, letter >= 0x41, letter <= 0x45 else {
      return (try? RowReader.tiers(text, in: walker, into: &row)) != nil
    }
    row.known = 1 << UInt16(HourSlots.count) - 1
    row.tiers = (letter - 0x41) &* 0x1111_1111_1111
    return true
  }
}

/// The hour and the epoch of the row before, which most rows have in common: what reads as before is as before.
struct RowTimes {
  private var hour: JSONText?
  private var epoch: (text: JSONText, value: Epoch)?

  /// Reads an hour that stands there as the one before, or finds out which it is; false where it is none.
  @inline(__always)
  mutating func readHour(_ walker: inout JSONWalker, into hour: inout Int64) -> Bool {
    if let known = self.hour, walker.skip(same: known) { return true }
    return (try? read(&walker, hour: &hour)) != nil
  }

  /// Reads an epoch that stands there as the one before, or finds out which it is; false where it is none.
  @inline(__always)
  mutating func readEpoch(_ walker: inout JSONWalker, into epoch: inout Epoch) -> Bool {
    if let known = self.epoch, walker.skip(same: known.text) {
      epoch = known.value
      return true
    }
    return (try? read(&walker, epoch: &epoch)) != nil
  }

  /// Reads an hour.
  mutating func read(_ walker: inout JSONWalker, hour: inout Int64) throws(JSONFault) {
    if let known = self.hour, walker.skip(same: known) { return }
    let start = walker.offset + 1
    hour = try walker.hour()
    self.hour = JSONText(start: start, end: start + 20, hasEscapes: false)
  }

  /// Reads an epoch.
  mutating func read(_ walker: inout JSONWalker, epoch: inout Epoch) throws(JSONFault) {
    let start = walker.offset + 1
    epoch = try self.epoch(&walker)
    self.epoch = (JSONText(start: start, end: start + 36, hasEscapes: false), epoch)
  }

  /// Reads an epoch of something else.
  func epoch(_ walker: inout JSONWalker) throws(JSONFault) -> Epoch {
    if let epoch, walker.skip(same: epoch.text) { return epoch.value }
    return try walker.epoch()
  }
}
