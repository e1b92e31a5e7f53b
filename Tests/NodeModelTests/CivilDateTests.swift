import NodeModel
import Testing

@Suite("The calendar")
struct CivilDateTests {
  // What `date -u -d "@$((DAYS * 86400))" +%F` prints.
  @Test(
    "days are those of date(1), over leap years and centuries",
    arguments: [
      (0, 1970, 1, 1), (-1, 1969, 12, 31), (11_015, 2000, 2, 28), (11_016, 2000, 2, 29),
      (11_017, 2000, 3, 1), (20_778, 2026, 11, 21), (47_540, 2100, 2, 28), (47_541, 2100, 3, 1),
      (157_113, 2400, 2, 29), (2_932_896, 9999, 12, 31),
    ])
  func dates(days: Int, year: Int, month: Int, day: Int) {
    let date = CivilDate(daysSince1970: days)
    #expect((date.year, date.month, date.day) == (year, month, day))
  }
}
