import Agent
import ArgumentParser
import NodeModel
import Terminal

/// A point in time as people type it.
enum Moment {
  /// What an option takes.
  static func help(_ what: String) -> ArgumentHelp {
    ArgumentHelp(
      "\(what): 2h or 7d ago, 2026-11-21, 2026-11-21T14:30 (UTC), or RFC 3339.",
      valueName: "time")
  }

  /// Nanoseconds since 1970.
  static func nanoseconds(_ text: String, option: String, now: UInt64) throws -> UInt64 {
    if let last = text.last, last.isLetter, last != "Z", let span = TimeSpan.nanoseconds(text) {
      return now - min(now, span)
    }
    // As tables show it: a blank between date and time.
    guard let time = absolute(text.replacing(" ", with: "T", maxReplacements: 1)) else {
      throw ValidationError(
        "\(option) \(text.printable) is no time; write 2h, 2026-11-21, 2026-11-21T14:30 or "
          + "2026-11-21T14:30:00+01:00")
    }
    return time
  }

  /// A date, a time in UTC, or a time with its distance to UTC.
  private static func absolute(_ text: String) -> UInt64? {
    switch text.utf8.count {
    case 10: return Timestamp.nanoseconds(of: text + "T00:00:00Z")
    case 16: return Timestamp.nanoseconds(of: text + ":00Z")
    case 19: return Timestamp.nanoseconds(of: text + "Z")
    default: break
    }
    let zone = text.suffix(6)
    guard let sign = zone.first, sign == "+" || sign == "-", zone.dropFirst(3).first == ":",
      let hours = UInt64(zone.dropFirst().prefix(2)), let minutes = UInt64(zone.suffix(2)),
      hours < 24, minutes < 60
    else { return Timestamp.nanoseconds(of: text) }
    let distance = (hours * 60 + minutes) * 60_000_000_000
    guard let local = Timestamp.nanoseconds(of: text.dropLast(6) + "Z") else { return nil }
    return sign == "-" ? local + distance : local - min(local, distance)
  }
}
