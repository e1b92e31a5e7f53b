import NodeModel
import Testing

@Suite("Times in text")
struct TimestampTests {
  // What `date -u -d TEXT +%s%N` prints.
  @Test(
    "are those of date(1)",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-11-21T14:30:44.250Z", 1_795_271_444_250_000_000),
      ("2000-02-29T23:59:59.000000001Z", 951_868_799_000_000_001),
    ] as [(String, UInt64)])
  func valid(text: String, nanoseconds: UInt64) {
    #expect(Timestamp.nanoseconds(of: text) == nanoseconds)
  }

  @Test(
    "days that are not in the calendar and other forms are none",
    arguments: [
      "2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-13-01T00:00:00Z",
      "2026-00-10T00:00:00Z",
      "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00",
      "2026-01-01T00:00:00+01:00", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.0123456789Z",
      "1969-12-31T23:59:59Z", "", "Z", "2026-01-01T00:00:0-Z", "20x6-01-01T00:00:00Z",
    ])
  func invalid(text: String) {
    #expect(Timestamp.nanoseconds(of: text) == nil)
  }
}
