internal import NodeModel

/// The time of a response as RFC 9110 §5.6.7 writes it: "Sun, 06 Nov 1994 08:49:37 GMT".
struct HTTPDate {
  private(set) var text: [UInt8] = Array("Thu, 01 Jan 1970 00:00:00 GMT".utf8)
  private var second: UInt64 = 0

  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"].map { Array($0.utf8) }
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ].map { Array($0.utf8) }

  /// Moves to a time in nanoseconds since 1970.
  mutating func set(_ wallTime: UInt64) {
    let now = wallTime / 1_000_000_000
    guard now != second else { return }
    second = now
    let days = Int(now / 86_400)
    let date = CivilDate(daysSince1970: days)
    put(Self.days[days % 7], at: 0)
    put(date.day, width: 2, at: 5)
    put(Self.months[date.month - 1], at: 8)
    put(date.year, width: 4, at: 12)
    let time = Int(now % 86_400)
    put(time / 3600, width: 2, at: 17)
    put(time / 60 % 60, width: 2, at: 20)
    put(time % 60, width: 2, at: 23)
  }

  private mutating func put(_ word: [UInt8], at place: Int) {
    for index in word.indices { text[place + index] = word[index] }
  }

  private mutating func put(_ number: Int, width: Int, at place: Int) {
    var rest = number
    for index in stride(from: place + width - 1, through: place, by: -1) {
      text[index] = UInt8(0x30 + rest % 10)
      rest /= 10
    }
  }
}
