import Testing

@testable import Agent

@Suite("The query of a report")
struct ReportPageTests {
  @Test("nothing asks for the last day")
  func standard() throws {
    #expect(try ReportPage(query: "") == ReportPage())
    #expect(ReportPage().start == .hours(24))
  }

  @Test(
    "says from where on and how much",
    arguments: [
      ("after=0", ReportPage.Start.position(0), 20_000),
      ("after=9223372036854775807&limit=1", .position(9_223_372_036_854_775_807), 1),
      ("limit=50000&hours=0", .hours(0), 50_000),
      ("hours=87600", .hours(87_600), 20_000),
    ])
  func right(query: String, start: ReportPage.Start, limit: Int) throws {
    let page = try ReportPage(query: query[...])
    #expect(page.start == start && page.limit == limit)
    #expect(try ReportPage(query: page.query[...]) == page)
  }

  @Test(
    "is refused with one line where it is wrong",
    arguments: [
      ("after=-1", "after is no whole number from 0 to 9223372036854775807"),
      ("after=9223372036854775808", "after is no"), ("after=", "after is no"),
      ("after", "after is no"), ("after=1.5", "after is no"), ("after=+1", "after is no"),
      ("after=%31", "after is no"), ("limit=0", "limit is no whole number from 1 to 50000"),
      ("limit=50001", "limit is no"), ("hours=87601", "hours is no"),
      ("after=1&after=1", "after stands twice"), ("after=1&hours=1", "exclude each other"),
      ("afer=1", "knows after, hours and limit only"), ("=", "knows after"),
    ])
  func wrong(query: String, words: String) {
    let refusal = #expect(throws: ReportPage.Wrong.self) { try ReportPage(query: query[...]) }
    #expect(refusal?.description.contains(words) == true)
    #expect(refusal?.description.contains("\n") == false)
  }
}
